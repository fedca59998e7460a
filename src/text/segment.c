/* SPDX-License-Identifier: GPL-3.0-or-later */
/* segment.c: normalising one letter with its marks; utf8proc knows the properties. */
#include "segment.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Only in these blocks are there characters of class 0 that compose with the one before: the signs
 * of Indic scripts, Myanmar, Hangul jamo, Balinese and later Brahmic scripts. */
static bool joining_block(int32_t point)
{
    return (point >= 0x0900 && point < 0x0E00) || (point >= 0x1000 && point < 0x1200) ||
           (point >= 0x1B00 && point < 0x1B80) || (point >= 0x11000 && point < 0x17000);
}

static int combining_class(int32_t point)
{
    return utf8proc_get_property(point)->combining_class;
}

bool vt_segment_begins(int32_t point)
{
    return point < 0x300 || (!joining_block(point) && combining_class(point) == 0);
}

bool vt_is_latin(int32_t point)
{
    if (point < 0x80)
        return (point | 0x20) >= 'a' && (point | 0x20) <= 'z';
    return (point >= 0xC0 && point < 0x2B0 && point != 0xD7 && point != 0xF7) ||
           (point >= 0x1D00 && point < 0x1DC0) || (point >= 0x1E00 && point < 0x1F00) ||
           (point >= 0x2C60 && point < 0x2C80) || (point >= 0xA722 && point < 0xA788) ||
           (point >= 0xA78B && point < 0xA800) || (point >= 0xAB30 && point < 0xAB65);
}

static vanthu_status grow(struct vt_segment *segment)
{
    size_t cap = segment->cap ? segment->cap * 2 : 64;
    if (cap == 64) {
        segment->points = segment->small;
    } else {
        bool first = segment->points == segment->small;
        int32_t *points = realloc(first ? NULL : segment->points, cap * sizeof *points);
        if (!points)
            return VANTHU_NO_MEMORY;
        if (first)
            memcpy(points, segment->small, sizeof segment->small);
        segment->points = points;
    }
    segment->cap = cap;
    return VANTHU_OK;
}

vanthu_status vt_segment_add(struct vt_segment *segment, int32_t point)
{
    if (segment->count == segment->cap) {
        vanthu_status status = grow(segment);
        if (status != VANTHU_OK)
            return status;
    }
    segment->points[segment->count++] = point;
    return VANTHU_OK;
}

static bool is_quality(int32_t point)
{
    return point == 0x302 || point == 0x306 || point == 0x31B;
}

void vt_segment_repair(struct vt_segment *segment)
{
    bool seen[0x70] = {false};
    int32_t *points = segment->points;
    size_t kept = 1;
    if (segment->count < 2 || !vt_is_latin(points[0]))
        return;
    for (size_t i = 1; i < segment->count; i++) {
        int32_t point = points[i];
        if (vt_is_mark(point)) {
            if (seen[point - 0x300])
                continue;
            seen[point - 0x300] = true;
        }
        if (point == 0x335 && (points[0] | 0x20) == 'd') {
            points[0] = points[0] == 'd' ? 0x111 : 0x110;
            continue;
        }
        points[kept++] = point;
    }
    segment->count = kept;
    /* there are three quality marks at most, each once: each moves to the front */
    for (size_t i = 1, front = 1; i < kept; i++) {
        int32_t point = points[i];
        if (!is_quality(point))
            continue;
        memmove(points + front + 1, points + front, (i - front) * sizeof *points);
        points[front++] = point;
    }
}

/* Sorts `count` marks by their class, equal ones as they stand. */
static vanthu_status order_marks(int32_t *points, size_t count)
{
    enum { FEW = 32 };
    int32_t few[FEW];
    size_t place[257] = {0};
    int32_t *sorted = count <= FEW ? few : malloc(count * sizeof *sorted);
    if (!sorted)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        place[combining_class(points[i]) + 1]++;
    for (size_t c = 1; c < 257; c++)
        place[c] += place[c - 1];
    for (size_t i = 0; i < count; i++)
        sorted[place[combining_class(points[i])]++] = points[i];
    memcpy(points, sorted, count * sizeof *points);
    if (sorted != few)
        free(sorted);
    return VANTHU_OK;
}

static bool in_order(const int32_t *points, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (combining_class(points[i - 1]) > combining_class(points[i]))
            return false;
    return true;
}

/* Brings every run of marks into canonical order. */
static vanthu_status order(struct vt_segment *segment)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0, end; i < segment->count && status == VANTHU_OK; i = end) {
        end = i + 1;
        if (combining_class(segment->points[i]) == 0)
            continue;
        while (end < segment->count && combining_class(segment->points[end]) != 0)
            end++;
        if (!in_order(segment->points + i, end - i))
            status = order_marks(segment->points + i, end - i);
    }
    return status;
}

vanthu_status vt_segment_flush(struct vt_segment *segment, struct vt_buf *out)
{
    vanthu_status status = VANTHU_OK;
    if (segment->count > 1) {
        status = order(segment);
        if (status != VANTHU_OK)
            return status;
        utf8proc_ssize_t composed = utf8proc_normalize_utf32(
            segment->points, (utf8proc_ssize_t)segment->count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        segment->count = composed > 0 ? (size_t)composed : 0;
    }
    status = vt_buf_reserve(out, segment->count * 4);
    for (size_t i = 0; i < segment->count && status == VANTHU_OK; i++)
        out->len += vt_utf8_encode(out->p + out->len, (uint32_t)segment->points[i]);
    segment->count = 0;
    return status;
}

void vt_segment_free(struct vt_segment *segment)
{
    if (segment->points != segment->small)
        free(segment->points);
    segment->points = NULL;
    segment->count = segment->cap = 0;
}
