/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.h: what can change of a document that is archived: its text, when it is read again, and
 * its facts, when a person says otherwise. Within a transaction; the document then belongs to
 * `generation` and has new passage numbers, for which state->next_passage is moved on.
 */
#ifndef VT_CHANGE_H
#define VT_CHANGE_H

#include "archive/analyse.h"
#include "catalog/store.h"

/* Puts the text of `analysis`, and all that was found in it, in place of the one before. What
 * people have said of its facts goes on counting. */
vanthu_status vt_replace_text(struct vt_catalog *catalog, struct vt_catalog_state *state,
                              int64_t doc, uint64_t generation, struct vt_analysis *analysis,
                              struct vanthu_error *error);

/* *changed is false, and nothing is written, when all that is said was said before. */
vanthu_status vt_set_facts(struct vt_catalog *catalog, struct vt_catalog_state *state, int64_t doc,
                           uint64_t generation, const struct vt_said *said, size_t count,
                           bool *changed, struct vanthu_error *error);

/* The whole of a document, as it would be analysed and described now, from the catalogue alone. */
vanthu_status vt_analysis_load(struct vt_analysis *out, struct vt_catalog *catalog, int64_t doc,
                               struct vanthu_error *error);

#endif
