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

/* Where clean text came from: between two entries of `at` the two texts run in step. */
struct vt_offsets {
    struct vt_offset_step {
        size_t clean, raw;
    } * at;
    size_t count, cap;
};

/* Appends the clean form of `text` (valid UTF-8) to `out`. Where `offsets` is not NULL (zeroed
 * before the first call), the mapping back is recorded; offsets of `clean` are from the beginning
 * of what this call appended. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_clean(struct vt_buf *out, struct vt_offsets *offsets, struct vt_str text);

/* The offset in the raw text of the clean offset `clean`: that of the character it came from. */
size_t vt_offsets_raw(const struct vt_offsets *offsets, size_t clean);
void vt_offsets_free(struct vt_offsets *offsets);

#endif
