/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c: the key of a reference: runs of letters and runs of digits with "/" between them, no case,
 * no marks, no leading zeros; letters joined over "-", "/" and blanks.
 */
#include "ref/ref.h"

#include "ref/letters.h"
#include "ref/types.h"

/* Appends "/" where a number meets letters over a separator; a leading one for a blank number. */
static vanthu_status separate(struct vt_buf *out, size_t begin, bool gap, bool digit,
                              bool after_digit)
{
    bool first = out->len == begin;
    if (gap && (first || digit || after_digit))
        return vt_buf_append_char(out, '/');
    return VANTHU_OK;
}

vanthu_status vt_ref_key(struct vt_buf *out, struct vt_str canonical)
{
    size_t begin = out->len;
    bool gap = false, after_digit = false;
    for (size_t at = 0; at < canonical.len;) {
        struct vt_letter c = vt_letter_at(canonical, at);
        if (!vt_is_word(c)) {
            gap = true;
            at += c.size;
            continue;
        }
        bool digit = c.kind == VT_DIGIT;
        vanthu_status status = separate(out, begin, gap, digit, after_digit);
        if (status)
            return status;
        size_t end = digit ? vt_skip_digits(canonical, at) : at + c.size;
        while (digit && (gap || at == 0) && end - at > 1 && canonical.p[at] == '0')
            at++;
        struct vt_str digits = vt_str_sub(canonical, at, end);
        status = digit ? vt_buf_append_str(out, digits) : vt_buf_append_char(out, c.base);
        if (status)
            return status;
        at = end;
        after_digit = digit;
        gap = false;
    }
    return VANTHU_OK;
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
