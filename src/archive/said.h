/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said.h: what people say that facts of a document are: `add --set title=...`. It counts before
 * what was found, and is kept in the volume as an event, so that `rebuild` keeps it too.
 */
#ifndef VT_SAID_H
#define VT_SAID_H

#include "catalog/catalog.h"

/* Reads "title=Tình hình ..." or "tieude=...": a fact in either language, and its value, brought to
 * the form that is kept: a date becomes ISO. "title=" takes back what was said; "title=-" says that
 * there is none. VANTHU_USAGE when it is none of this. Strings are in `arena`. */
vanthu_status vt_said_read(struct vt_said *out, struct vt_arena *arena, const char *typed,
                           struct vanthu_error *error);

/* Puts what is said before what was said; *changed tells whether anything is now different. Only
 * VANTHU_NO_MEMORY can fail. */
vanthu_status vt_said_merge(struct vt_overrides *overrides, struct vt_arena *arena,
                            const struct vt_said *said, size_t count, bool *changed);

/* Fills the facts of `d` with those found and those said. Facts and values that this version does
 * not know are passed over. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_said_apply(struct vanthu_document *d, struct vt_arena *arena,
                            const struct vt_overrides *overrides);

/* Adds to facts_from of `d` what was said. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_said_note(struct vanthu_document *d, struct vt_arena *arena,
                           const struct vt_overrides *overrides);

#endif
