/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offsets.h: the way back from a text to what it was made of: decoded bytes, raw text.
 *
 * Between two steps both run together. Zeroed, they run together throughout. Thread-safe.
 */
#ifndef VT_OFFSETS_H
#define VT_OFFSETS_H

#include "base/buf.h"

struct vt_offsets {
    struct vt_offset_step {
        size_t made, raw;
    } * at;
    size_t count, cap;
};

/* Records that from the offset `made` on, which never goes back, the raw text runs in step from
 * `raw`. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_offsets_step(struct vt_offsets *offsets, size_t made, size_t raw);

/* The offset in the raw text: that of the character which `made` came from. */
size_t vt_offsets_raw(const struct vt_offsets *offsets, size_t made);

/* `before` leads from a text back to the raw one; `last` from a text made of that text. Then
 * `before` leads all the way, and `last` is empty. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_offsets_extend(struct vt_offsets *before, struct vt_offsets *last);

void vt_offsets_free(struct vt_offsets *offsets);

#endif
