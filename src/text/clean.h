/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.h: clean step N, which every text passes once before anything else reads it.
 *
 * Dashes, slashes, quotes, spaces, ligatures and full-width forms become their plain ASCII forms;
 * zero-width and bidi characters go (but stay beside Khmer); combining marks are put in canonical
 * order and the text is brought to NFC. Idempotent. Pure functions, thread-safe.
 */
#ifndef VT_CLEAN_H
#define VT_CLEAN_H

#include "base/buf.h"
#include "text/offsets.h"

/* Appends the clean form of `text` (valid UTF-8) to `out`. Where `offsets` is not NULL (zeroed
 * before the first call), the mapping back is recorded; offsets of `clean` are from the beginning
 * of what this call appended. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_clean(struct vt_buf *out, struct vt_offsets *offsets, struct vt_str text);

/* Appends `text` (valid UTF-8) in NFC, marks repaired as above; nothing else changes. */
vanthu_status vt_compose(struct vt_buf *out, struct vt_str text);

#endif
