/* SPDX-License-Identifier: GPL-3.0-or-later */
/* match.c: what a typed token may stand for. */
#include "fold.h"
#include "segment.h"
#include "tables.h"

/* The bytes of the first letter of `s` with the marks behind it. */
static size_t letter_len(struct vt_str s)
{
    uint32_t point;
    size_t len = vt_point(s, &point);
    while (len < s.len) {
        size_t next = vt_point(vt_str_sub(s, len, s.len), &point);
        if (!vt_is_mark((int32_t)point))
            break;
        len += next;
    }
    return len;
}

/* The same letter without its marks: one or two letters of ASCII, or nothing. */
static struct vt_str plain(char scratch[64], struct vt_str letter)
{
    uint32_t point;
    size_t len = vt_point(letter, &point);
    if (len == letter.len && vt_letter(point)->lower) {
        scratch[0] = vt_letter(point)->base;
        return (struct vt_str){scratch, 1};
    }
    struct vt_buf key = {.p = NULL};
    struct vt_str none = {scratch, 0};
    if (vt_fold(&key, letter, VT_L3) == VANTHU_OK && key.len <= 64) {
        memcpy(scratch, key.p, key.len);
        none.len = key.len;
    }
    vt_buf_free(&key);
    return none;
}

bool vt_match_letters(struct vt_str typed, struct vt_str indexed)
{
    while (indexed.len) {
        char scratch[64];
        struct vt_str letter = vt_str_sub(indexed, 0, letter_len(indexed));
        struct vt_str took = letter;
        if (typed.len == 0)
            return false;
        size_t typed_len = letter_len(typed);
        if (!vt_str_eq(vt_str_sub(typed, 0, typed_len), letter)) {
            took = plain(scratch, letter);
            if (took.len == 0 || !vt_str_starts(typed, took))
                return false;
        }
        typed = vt_str_sub(typed, took.len, typed.len);
        indexed = vt_str_sub(indexed, letter.len, indexed.len);
    }
    return typed.len == 0;
}
