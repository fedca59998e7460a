/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.c: clean step N.
 *
 * Fast path: an automaton finds the longest stretch that needs nothing; it is copied. Dashes,
 * quotes and spaces are replaced on the way. Slow path, from the character before anything else up
 * to the next one that needs nothing: characters are replaced, decomposed by utf8proc, gathered in
 * segments, repaired and composed.
 */
#include "clean.h"
#include "clean-char.h"
#include "segment.h"
#include "slow.h"
#include "tables.h"

#include <utf8proc.h>

struct cleaner {
    struct vt_buf *out;
    size_t out_start; /* of what this call appends */
    struct vt_offsets *offsets;
    struct vt_str text;
    bool fast;
    bool only_compose;
    struct vt_segment segment;
    size_t segment_at; /* where the segment begins in the text */
};

/* From the clean offset on, the raw offset is `raw` and runs in step. */
static vanthu_status record(struct cleaner *c, size_t raw)
{
    return c->offsets ? vt_offsets_step(c->offsets, c->out->len - c->out_start, raw) : VANTHU_OK;
}

/* Copies text[from, to), which is clean already. */
static vanthu_status copy(struct cleaner *c, size_t from, size_t to)
{
    vanthu_status status = VANTHU_OK;
    if (from < to)
        status = record(c, from);
    return status == VANTHU_OK ? vt_buf_append(c->out, c->text.p + from, to - from) : status;
}

/* Appends ASCII each character of which comes from the raw offset `at`. */
static vanthu_status put(struct cleaner *c, const char *ascii, size_t at)
{
    vanthu_status status = VANTHU_OK;
    for (; *ascii && status == VANTHU_OK; ascii++) {
        status = record(c, at);
        if (status == VANTHU_OK)
            status = vt_buf_append_char(c->out, *ascii);
    }
    return status;
}

/* Closes the segment that came from the text up to `end`. */
static vanthu_status flush(struct cleaner *c, size_t end)
{
    struct vt_buf *out = c->out;
    size_t begin = out->len, raw_len = end - c->segment_at, written;
    vanthu_status status;
    if (c->segment.count == 0)
        return VANTHU_OK;
    vt_segment_repair(&c->segment);
    status = record(c, c->segment_at);
    if (status == VANTHU_OK)
        status = vt_segment_flush(&c->segment, out);
    written = out->len - begin;
    if (status != VANTHU_OK || !c->offsets ||
        (written == raw_len && memcmp(out->p + begin, c->text.p + c->segment_at, raw_len) == 0))
        return status;
    /* changed: every character of it comes from where the segment begins */
    for (size_t at = begin + 1; at < begin + written && status == VANTHU_OK; at++) {
        if ((out->p[at] & 0xC0) == 0x80)
            continue;
        out->len = at;
        status = record(c, c->segment_at);
    }
    out->len = begin + written;
    return status;
}

/* Decomposes `point` of text[at] into the segment, closing segments that are complete. */
static vanthu_status add(struct cleaner *c, uint32_t point, size_t at)
{
    int32_t parts[32];
    vanthu_status status = VANTHU_OK;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, parts, 32,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, NULL);
    if (count <= 0 || count > 32) { /* utf8proc refuses nothing that is UTF-8: belt and braces */
        parts[0] = (int32_t)point;
        count = 1;
    }
    for (utf8proc_ssize_t i = 0; i < count && status == VANTHU_OK; i++) {
        if (c->segment.count && vt_segment_begins(parts[i]))
            status = flush(c, at);
        if (c->segment.count == 0)
            c->segment_at = at;
        if (status == VANTHU_OK)
            status = vt_segment_add(&c->segment, parts[i]);
    }
    return status;
}

static bool is_lower(uint32_t point)
{
    return utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_LL;
}

/* The last character that is no mark, in the open segment or written; 0: none. */
static uint32_t character_before(const struct cleaner *c)
{
    for (size_t i = c->segment.count; i > 0; i--)
        if (!vt_is_mark(c->segment.points[i - 1]))
            return (uint32_t)c->segment.points[i - 1];
    struct vt_str out = {c->out->p + c->out_start, c->out->len - c->out_start};
    uint32_t point = 0;
    for (size_t at = out.len; at > 0;) {
        at = vt_point_before(out, at);
        vt_point(vt_str_sub(out, at, out.len), &point);
        if (!vt_is_mark((int32_t)point))
            return point;
    }
    return 0;
}

static uint32_t raw_at(const struct cleaner *c, size_t at)
{
    uint32_t point = 0;
    if (at < c->text.len)
        vt_point(vt_str_sub(c->text, at, c->text.len), &point);
    return point;
}

static bool is_dash(uint32_t point)
{
    const char *ascii = vt_clean_punctuation(point);
    return point == '-' || (ascii && *ascii == '-');
}

/* U+00AD inside a word is a place to break lines; elsewhere it is how many PDFs spell the hyphen,
 * sometimes beside a real one. */
static vanthu_status soft_hyphen(struct cleaner *c, size_t at, size_t len)
{
    uint32_t before = character_before(c), after = raw_at(c, at + len);
    if (before == '-' || is_dash(after) || (is_lower(before) && is_lower(after)))
        return VANTHU_OK;
    vanthu_status status = flush(c, at);
    return status == VANTHU_OK ? put(c, "-", at) : status;
}

/* Marks change places with those of Khmer, so those between do not count. */
static bool is_passed_over(uint32_t point)
{
    return !vt_is_khmer(point) &&
           utf8proc_get_property((utf8proc_int32_t)point)->combining_class != 0;
}

static bool beside_khmer(const struct cleaner *c, size_t at, size_t len)
{
    uint32_t point = 0;
    for (size_t i = at; i > 0 && (i == at || is_passed_over(point));) {
        i = vt_point_before(c->text, i);
        point = raw_at(c, i);
    }
    if (vt_is_khmer(point))
        return true;
    for (size_t i = at + len; i < c->text.len;) {
        i += vt_point(vt_str_sub(c->text, i, c->text.len), &point);
        if (!is_passed_over(point))
            break;
    }
    return vt_is_khmer(point);
}

/* U+200B, U+200C, U+200D: they belong to Khmer; elsewhere the first is a space, the others go. */
static vanthu_status zero_width(struct cleaner *c, uint32_t point, size_t at, size_t len)
{
    if (beside_khmer(c, at, len))
        return add(c, point, at);
    return point == 0x200B ? add(c, ' ', at) : VANTHU_OK;
}

/* m, dm, cm, mm, km, hm: what has been written ends in a unit of length. */
static bool after_length(const struct cleaner *c)
{
    struct vt_str out = {c->out->p + c->out_start, c->out->len - c->out_start};
    uint32_t point;
    size_t at = out.len;
    if (at == 0 || (out.p[at - 1] | 0x20) != 'm')
        return false;
    at--;
    if (at > 0 && strchr("dcmkhDCMKH", out.p[at - 1]) && out.p[at - 1])
        at--;
    if (at == 0)
        return true;
    vt_point(vt_str_sub(out, vt_point_before(out, at), out.len), &point);
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category > UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CN;
}

/* ² and ³: digits behind a unit of length, else marks of footnotes, which stay. */
static vanthu_status superscript(struct cleaner *c, uint32_t point, size_t at)
{
    vanthu_status status = flush(c, at);
    if (status == VANTHU_OK)
        status = add(c, after_length(c) ? point - 0xB2 + '2' : point, at);
    return status;
}

/* One character on the slow path. */
static vanthu_status one(struct cleaner *c, uint32_t point, size_t at, size_t len)
{
    char scratch[2];
    vanthu_status status = VANTHU_OK;
    if (c->only_compose)
        return add(c, point, at);
    const char *ascii = vt_clean_punctuation(point);
    if (!ascii)
        ascii = vt_clean_letters(point, scratch);
    if (ascii) {
        struct vt_str s = vt_str(ascii);
        for (uint32_t letter; s.len && status == VANTHU_OK;) {
            size_t used = vt_point(s, &letter);
            s = vt_str_sub(s, used, s.len);
            status = add(c, letter, at);
        }
        return status;
    }
    if (point == 0xAD)
        return soft_hyphen(c, at, len);
    if (point >= 0x200B && point <= 0x200D)
        return zero_width(c, point, at, len);
    if (point == 0xB2 || point == 0xB3)
        return superscript(c, point, at);
    return vt_clean_removed(point) ? VANTHU_OK : add(c, point, at);
}

/* The slow path from *at up to a character that the fast path takes. */
static vanthu_status slow(struct cleaner *c, size_t *at)
{
    vanthu_status status = VANTHU_OK;
    size_t i = *at;
    while (i < c->text.len && status == VANTHU_OK) {
        uint32_t point;
        size_t len = vt_point(vt_str_sub(c->text, i, c->text.len), &point);
        if (c->fast && i > *at &&
            vt_rows_accept(vt_clean_rows, (struct vt_str){c->text.p + i, len}) == len)
            break;
        status = one(c, point, i, len);
        i += len;
    }
    *at = i;
    return status == VANTHU_OK ? flush(c, i) : status;
}

static vanthu_status clean(struct cleaner *c)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0, end; i < c->text.len && status == VANTHU_OK;) {
        struct vt_str rest = vt_str_sub(c->text, i, c->text.len);
        uint32_t point;
        end = i + (c->fast ? vt_rows_accept(vt_clean_rows, rest) : 0);
        if (end == c->text.len)
            return copy(c, i, end);
        size_t len = vt_point(vt_str_sub(c->text, end, c->text.len), &point);
        const char *ascii = c->fast && !c->only_compose ? vt_clean_punctuation(point) : NULL;
        if (ascii) {
            status = copy(c, i, end);
            if (status == VANTHU_OK)
                status = put(c, ascii, end);
            i = end + len;
            continue;
        }
        size_t back = end > i ? vt_point_before(c->text, end) : end;
        status = copy(c, i, back);
        i = back;
        if (status == VANTHU_OK)
            status = slow(c, &i);
    }
    return status;
}

static vanthu_status clean_all(struct cleaner *c)
{
    c->out_start = c->out->len;
    vanthu_status status = vt_buf_reserve(c->out, c->text.len);
    if (status == VANTHU_OK)
        status = clean(c);
    if (status == VANTHU_OK && c->text.len)
        status = record(c, c->text.len);
    if (status != VANTHU_OK)
        c->out->len = c->out_start;
    vt_segment_free(&c->segment);
    return status;
}

vanthu_status vt_clean(struct vt_buf *out, struct vt_offsets *offsets, struct vt_str text)
{
    return clean_all(&(struct cleaner){.out = out, .offsets = offsets, .text = text, .fast = true});
}

vanthu_status vt_clean_slow(struct vt_buf *out, struct vt_offsets *offsets, struct vt_str text)
{
    return clean_all(&(struct cleaner){.out = out, .offsets = offsets, .text = text});
}

vanthu_status vt_compose(struct vt_buf *out, struct vt_str text)
{
    return clean_all(
        &(struct cleaner){.out = out, .text = text, .fast = true, .only_compose = true});
}
