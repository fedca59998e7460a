/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * segment.h: one stretch of characters that normalisation must see together: a letter and the
 * marks behind it, or more in scripts whose letters join. The slow path of clean.c and fold.c.
 *
 * A zeroed struct vt_segment is empty. Points arrive decomposed; a segment is closed when the next
 * point begins another one (vt_segment_begins). Cost is linear, whatever the number of marks;
 * memory is that of the longest segment, none at all below 64 points.
 */
#ifndef VT_SEGMENT_H
#define VT_SEGMENT_H

#include "base/utf8.h"

struct vt_segment {
    int32_t small[64];
    int32_t *points; /* small, or allocated */
    size_t count, cap;
};

/* True when `point` cannot join what stands before it. */
bool vt_segment_begins(int32_t point);

/* A letter of the Latin script, decomposed. */
bool vt_is_latin(int32_t point);

/* A combining diacritical mark of Latin, Greek and Cyrillic: U+0300 to U+036F. */
static inline bool vt_is_mark(int32_t point)
{
    return point >= 0x300 && point <= 0x36F;
}

vanthu_status vt_segment_add(struct vt_segment *segment, int32_t point);

/* Puts the marks behind a Latin letter in the order of Vietnamese (quality before tone), each once,
 * and turns d with a stroke overlay into đ. */
void vt_segment_repair(struct vt_segment *segment);

/* Orders the marks canonically, composes (NFC) and appends to `out`; the segment is empty then. */
vanthu_status vt_segment_flush(struct vt_segment *segment, struct vt_buf *out);

void vt_segment_free(struct vt_segment *segment);

#endif
