/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c: the key of a reference: runs of letters and runs of digits with "/" between them, no case,
 * no marks, no leading zeros; letters joined over "-", "/" and blanks.
 */
#include "ref/ref.h"

#include "ref/letters.h"
#include "ref/types.h"

#include <stdlib.h>

/* What the key says so far. */
struct key {
    struct vt_buf *out;
    size_t begin;
    bool gap;         /* a separator stands before the next character */
    bool number;      /* the last run began with a digit: "58", "12a" */
    bool after_digit; /* the last character is one */
};

/* "/" where a number meets letters over a separator; a leading one for a blank number. */
static vanthu_status separate(struct key *k, bool digit)
{
    bool first = k->out->len == k->begin;
    if (k->gap && (first || digit || k->number || k->after_digit))
        return vt_buf_append_char(k->out, '/');
    return VANTHU_OK;
}

/* The run of digits, or the letter, at *at. */
static vanthu_status append(struct key *k, struct vt_str canonical, size_t *at, struct vt_letter c)
{
    bool digit = c.kind == VT_DIGIT, begins = k->gap || k->out->len == k->begin;
    vanthu_status status = separate(k, digit);
    size_t end = digit ? vt_skip_digits(canonical, *at) : *at + c.size;
    while (digit && begins && end - *at > 1 && canonical.p[*at] == '0')
        ++*at;
    if (begins)
        k->number = digit;
    k->after_digit = digit;
    k->gap = false;
    if (!status && digit)
        status = vt_buf_append_str(k->out, vt_str_sub(canonical, *at, end));
    else if (!status)
        status = vt_buf_append_char(k->out, c.base);
    *at = end;
    return status;
}

vanthu_status vt_ref_key(struct vt_buf *out, struct vt_str canonical)
{
    struct key k = {.out = out, .begin = out->len};
    vanthu_status status = VANTHU_OK;
    for (size_t at = 0; at < canonical.len && !status;) {
        struct vt_letter c = vt_letter_at(canonical, at);
        if (vt_is_word(c)) {
            status = append(&k, canonical, &at, c);
        } else {
            k.gap = true;
            at += c.size;
        }
    }
    return status;
}

int vt_ref_year(const char *date, const char *canonical)
{
    enum { FIRST = 1945, LAST = 2144 };
    const char *year = canonical ? strchr(canonical, '/') : NULL;
    if (date)
        return atoi(date);
    if (!year || strspn(year + 1, "0123456789") != 4 || year[5] != '/')
        return 0;
    int value = atoi(year + 1);
    return value >= FIRST && value <= LAST ? value : 0;
}

const char *vt_ref_type(struct vt_str name)
{
    char folded[64];
    struct vt_str trimmed = vt_str_trim(name);
    if (!vt_fold_small(folded, sizeof folded, trimmed))
        return NULL;
    const struct vt_type *type = vt_type_of_name(folded);
    if (!type)
        type = vt_type_of_symbol(trimmed, VT_STATE);
    return type && type->name[0] ? type->name : NULL;
}
