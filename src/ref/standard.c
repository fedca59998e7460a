/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standard.c: technical regulations and standards, whose family stands before the number:
 * QCVN 84:2021/BTTTT, TCVN ISO/IEC 27001:2019, 22 TCN 333-06.
 */
#include "ref/letters.h"
#include "ref/symbol.h"

#include <stdio.h>

enum { SPACE_MAX = 4, OFFICE_MAX = 16, NUMBER_MAX = 12 };

static const struct family {
    const char *folded, *canonical, *type;
} FAMILIES[] = {
    {"qcvn", "QCVN", "Quy chuẩn kỹ thuật quốc gia"},
    {"qcdp", "QCĐP", "Quy chuẩn kỹ thuật địa phương"},
    {"tcvn iso/iec", "TCVN ISO/IEC", "Tiêu chuẩn quốc gia"},
    {"tcvn iso/ts", "TCVN ISO/TS", "Tiêu chuẩn quốc gia"},
    {"tcvn iso", "TCVN ISO", "Tiêu chuẩn quốc gia"},
    {"tcvn/qs", "TCVN/QS", "Tiêu chuẩn quốc gia"},
    {"tcvn", "TCVN", "Tiêu chuẩn quốc gia"},
    {"tcxdvn", "TCXDVN", "Tiêu chuẩn xây dựng Việt Nam"},
    {"tcxd", "TCXD", "Tiêu chuẩn xây dựng"},
    {"tccs", "TCCS", "Tiêu chuẩn cơ sở"},
    {"dlvn", "ĐLVN", "Văn bản kỹ thuật đo lường Việt Nam"},
};

static const struct family *family_before(struct vt_str clean, size_t at, size_t *begin)
{
    size_t end = vt_skip_space_back(clean, at, SPACE_MAX);
    if (end == 0 || !strchr("NSOCPD", clean.p[end - 1]))
        return NULL;
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
        *begin = vt_skip_words_back(clean, end, FAMILIES[i].folded);
        if (*begin < end && vt_letter_at(clean, *begin).kind == VT_UPPER)
            return &FAMILIES[i];
    }
    return NULL;
}

/* "84", "01-1", "7699-2-30"; with `spaced`, spaces may stand about the hyphens. */
static size_t number_end(struct vt_str clean, size_t at, bool spaced)
{
    size_t end = vt_skip_digits(clean, at);
    while (end - at < NUMBER_MAX) {
        size_t hyphen = spaced ? vt_skip_space(clean, end, SPACE_MAX) : end;
        if (hyphen >= clean.len || clean.p[hyphen] != '-')
            break;
        size_t digits = spaced ? vt_skip_space(clean, hyphen + 1, SPACE_MAX) : hyphen + 1;
        size_t next = vt_skip_digits(clean, digits);
        if (next == digits)
            break;
        end = next;
    }
    return end;
}

/* Without the white space of `number`. */
static size_t squeeze(char out[NUMBER_MAX + 16], struct vt_str number)
{
    size_t len = 0;
    for (size_t i = 0; i < number.len && len < NUMBER_MAX + 16; i++)
        if ((unsigned char)number.p[i] > ' ')
            out[len++] = number.p[i];
    return len;
}

/* ":2021" with spaces about the colon; 0: none. */
static size_t year_end(struct vt_str clean, size_t at, struct vt_str *year)
{
    size_t colon = vt_skip_space(clean, at, SPACE_MAX);
    if (colon >= clean.len || clean.p[colon] != ':')
        return 0;
    size_t begin = vt_skip_space(clean, colon + 1, SPACE_MAX), end = vt_skip_digits(clean, begin);
    *year = vt_str_sub(clean, begin, end);
    return year->len == 4 || year->len == 2 ? end : 0;
}

/* "/BTTTT": capitals; 0: none, or the placeholder XXX. */
static size_t office_end(struct vt_str clean, size_t at)
{
    if (at >= clean.len || clean.p[at] != '/')
        return at;
    size_t end = at + 1;
    struct vt_letter c = vt_letter_at(clean, end);
    for (; c.kind == VT_UPPER && end - at < OFFICE_MAX; c = vt_letter_at(clean, end))
        end += c.size;
    if (vt_str_starts(vt_str_sub(clean, at + 1, end), VT_STR("XX")))
        return 0;
    return end > at + 1 ? end : at;
}

bool vt_standard_read(struct vt_symbol *out, struct vt_str clean, size_t at, size_t *begin)
{
    const struct family *family = family_before(clean, at, begin);
    if (!family)
        return false;
    char squeezed[NUMBER_MAX + 16];
    struct vt_str year = VT_STR_NONE, office;
    size_t end = number_end(clean, at, true), behind = year_end(clean, end, &year);
    if (!behind) {
        end = number_end(clean, at, false);
        behind = year_end(clean, end, &year);
    }
    struct vt_str number = vt_str_sub(clean, at, end);
    size_t last = behind ? office_end(clean, behind) : end;
    if (last == 0 || number.len == 0 || number.len > NUMBER_MAX + 16 || (!behind && number.len < 3))
        return false;
    office = vt_str_sub(clean, behind ? behind : last, last);
    memset(out, 0, sizeof *out);
    int len =
        snprintf(out->canonical, sizeof out->canonical, "%s %.*s%s%.*s%.*s", family->canonical,
                 (int)squeeze(squeezed, number), squeezed, behind ? ":" : "",
                 behind ? (int)year.len : 0, behind ? year.p : "", VT_STR_ARG(office));
    if (len < 0 || (size_t)len >= sizeof out->canonical)
        return false;
    out->end = last;
    out->number = number;
    unsigned value = behind ? vt_decimal(year) : 0;
    out->year = (int)(year.len == 2 ? (value < 45 ? 2000 : 1900) + value : value);
    out->type = family->type;
    out->form = VT_FORM_TYPED;
    return true;
}
