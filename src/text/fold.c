/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fold.c: the folding levels.
 *
 * Fast path: text of ASCII and Vietnamese letters, found by an automaton and mapped byte by byte.
 * Slow path: a letter with its marks at a time, case folded and decomposed by utf8proc, stripped,
 * composed. Tones are placed in a second pass over L0.
 */
#include "fold.h"
#include "segment.h"
#include "slow.h"
#include "tables.h"
#include "tone.h"

#include <utf8proc.h>

/* Byte for byte into `out`, which has room for `s`. */
static size_t lower_bytes(char *out, struct vt_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t row = 0;
    for (size_t i = 0; i < s.len; i++) {
        out[i] = (char)vt_bytes[row + p[i]].lower;
        row = vt_rows_behind[p[i]];
    }
    return s.len;
}

/* One byte for each of the first characters of `s` that are ASCII or Vietnamese letters; *taken is
 * how many bytes of `s` they are. */
static size_t base_bytes(char *restrict out, struct vt_str s, size_t *taken)
{
    enum { BLOCK = 32 };
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = 0, len = 0, row = 0;
    while (s.len - at > BLOCK) {
        size_t begin = len;
        unsigned char all = 0;
        for (const unsigned char *end = p + at + BLOCK, *c = p + at; c < end; c++) {
            unsigned char base = vt_bytes[row + *c].base;
            row = vt_rows_behind[*c];
            all |= base;
            out[len] = (char)base;
            len += (c[1] & 0xC0) != 0x80; /* the last byte of a character stays */
        }
        if (all & VT_NO_LETTER) {
            len = begin;
            break;
        }
        at += BLOCK;
    }
    while (at < s.len && at > 0 && (p[at] & 0xC0) == 0x80)
        at--;
    while (at < s.len) {
        uint32_t point;
        size_t size = vt_point(vt_str_sub(s, at, s.len), &point);
        const struct vt_letter *letter = vt_letter(point);
        if (!letter->lower && point >= 0x80)
            break;
        out[len++] = letter->lower ? letter->base : (char)point;
        at += size;
    }
    *taken = at;
    return len;
}

static size_t toneless_bytes(char *out, struct vt_str s)
{
    size_t len = 0;
    uint32_t point;
    for (size_t i = 0; i < s.len;) {
        i += vt_point(vt_str_sub(s, i, s.len), &point);
        const struct vt_letter *letter = vt_letter(point);
        if (letter->vowel)
            point = vt_vowels[letter->vowel][VT_NGANG];
        else if (letter->lower)
            point = letter->lower;
        len += vt_utf8_encode(out + len, point);
    }
    return len;
}

/* Folds what needs no more than the tables; *taken is how much of `s` that is. What stands before
 * something else is left: that may be its mark. */
static vanthu_status fold_first(struct vt_buf *out, struct vt_str s, enum vt_level level,
                                size_t *taken)
{
    vanthu_status status = vt_buf_reserve(out, s.len);
    if (status == VANTHU_OK && level == VT_L3) {
        size_t len = base_bytes(out->p + out->len, s, taken);
        bool left = len && *taken < s.len;
        *taken = left ? vt_point_before(s, *taken) : *taken;
        out->len += len - left;
    } else if (status == VANTHU_OK) {
        *taken = vt_rows_accept(vt_fold_rows, s);
        if (*taken && *taken < s.len)
            *taken = vt_point_before(s, *taken);
        s = vt_str_sub(s, 0, *taken);
        char *to = out->p + out->len;
        out->len += level == VT_L2 ? toneless_bytes(to, s) : lower_bytes(to, s);
    }
    return status;
}

static bool is_tone(int32_t point)
{
    return point == 0x300 || point == 0x301 || point == 0x303 || point == 0x309 || point == 0x323;
}

/* The plain letter of a Latin letter without a decomposition; *second: of a ligature. */
static int32_t plain_letter(int32_t point, int32_t *second)
{
    switch (point) {
    case 0x111:
        return 'd';
    case 0xF8:
        return 'o';
    case 0x142:
        return 'l';
    case 0x131:
        return 'i';
    case 0xE6:
        *second = 'e';
        return 'a';
    case 0x153:
        *second = 'e';
        return 'o';
    default:
        return point;
    }
}

/* Takes from a letter what `level` takes. */
static vanthu_status strip(struct vt_segment *segment, enum vt_level level)
{
    int32_t *p = segment->points, second = 0;
    size_t kept = 1;
    if (segment->count == 0 || level < VT_L2 || !vt_is_latin(p[0]))
        return VANTHU_OK;
    bool vowel = p[0] < 0x80 && strchr("aeiouy", p[0]);
    for (size_t i = 1; i < segment->count; i++)
        if (level == VT_L3 ? !vt_is_mark(p[i]) : !(vowel && is_tone(p[i])))
            p[kept++] = p[i];
    segment->count = kept;
    if (level < VT_L3)
        return VANTHU_OK;
    p[0] = plain_letter(p[0], &second);
    if (!second)
        return VANTHU_OK;
    vanthu_status status = vt_segment_add(segment, second);
    if (status == VANTHU_OK) {
        p = segment->points;
        memmove(p + 2, p + 1, (kept - 1) * sizeof *p);
        p[1] = second;
    }
    return status;
}

static vanthu_status flush(struct vt_segment *segment, struct vt_buf *out, enum vt_level level)
{
    vanthu_status status = strip(segment, level);
    return status == VANTHU_OK ? vt_segment_flush(segment, out) : status;
}

static vanthu_status add(struct vt_segment *segment, struct vt_buf *out, uint32_t point,
                         enum vt_level level)
{
    int32_t parts[32];
    vanthu_status status = VANTHU_OK;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)point, parts, 32,
                                UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE, NULL);
    if (count <= 0 || count > 32) {
        parts[0] = (int32_t)point;
        count = 1;
    }
    for (utf8proc_ssize_t i = 0; i < count && status == VANTHU_OK; i++) {
        if (segment->count && vt_segment_begins(parts[i]))
            status = flush(segment, out, level);
        if (status == VANTHU_OK)
            status = vt_segment_add(segment, parts[i]);
    }
    return status;
}

/* The slow path from *at up to a character that the fast path takes. */
static vanthu_status slow(struct vt_buf *out, struct vt_str s, size_t *at, enum vt_level level,
                          bool fast)
{
    struct vt_segment segment = {.count = 0};
    vanthu_status status = VANTHU_OK;
    size_t i = *at;
    while (i < s.len && status == VANTHU_OK) {
        uint32_t point;
        size_t len = vt_point(vt_str_sub(s, i, s.len), &point);
        if (fast && i > *at && vt_rows_accept(vt_fold_rows, (struct vt_str){s.p + i, len}) == len)
            break;
        status = add(&segment, out, point, level);
        i += len;
    }
    *at = i;
    if (status == VANTHU_OK)
        status = flush(&segment, out, level);
    vt_segment_free(&segment);
    return status;
}

/* L0, L2 without its placing of tones, or L3. */
static vanthu_status fold_marks(struct vt_buf *out, struct vt_str s, enum vt_level level, bool fast)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0, taken = 0; i < s.len && status == VANTHU_OK;) {
        if (fast)
            status = fold_first(out, vt_str_sub(s, i, s.len), level, &taken);
        i += taken;
        if (i < s.len && status == VANTHU_OK)
            status = slow(out, s, &i, level, fast);
    }
    return status;
}

static vanthu_status fold_with(struct vt_buf *out, struct vt_str clean, enum vt_level level,
                               bool fast)
{
    struct vt_buf cased = {.max = out->max}, placed = {.max = out->max};
    size_t begin = out->len;
    vanthu_status status;
    if (level == VT_L0 || level == VT_L3) {
        status = fold_marks(out, clean, level, fast);
        goto done;
    }
    status = fold_marks(&cased, clean, VT_L0, fast);
    if (status == VANTHU_OK)
        status = level == VT_L1 ? vt_tone_place_all(out, vt_buf_str(&cased), VT_TONED)
                                : vt_tone_place_all(&placed, vt_buf_str(&cased), VT_TONELESS);
    if (status == VANTHU_OK && level == VT_L2)
        status = fold_marks(out, vt_buf_str(&placed), VT_L2, fast);
done:
    if (status != VANTHU_OK)
        out->len = begin;
    vt_buf_free(&cased);
    vt_buf_free(&placed);
    return status;
}

vanthu_status vt_fold(struct vt_buf *out, struct vt_str clean, enum vt_level level)
{
    return fold_with(out, clean, level, true);
}

vanthu_status vt_fold_slow(struct vt_buf *out, struct vt_str clean, enum vt_level level)
{
    return fold_with(out, clean, level, false);
}
