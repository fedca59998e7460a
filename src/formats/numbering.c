/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbering.c: numbers of paragraphs as a word processor shows them. */
#include "formats/numbering.h"

enum { ROMAN_MAX = 4999, LETTER_MAX = 26 * 40 };

static vanthu_status roman(struct vt_buf *out, long number, bool small)
{
    static const struct {
        long value;
        const char *upper, *lower;
    } digits[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                  {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                  {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                  {1, "I", "i"}};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        for (; number >= digits[i].value && status == VANTHU_OK; number -= digits[i].value)
            status = vt_buf_append_str(out, vt_str(small ? digits[i].lower : digits[i].upper));
    return status;
}

/* a, b ... z, aa, bb. */
static vanthu_status letter(struct vt_buf *out, long number, char first)
{
    vanthu_status status = VANTHU_OK;
    for (long i = 0; i <= (number - 1) / 26 && status == VANTHU_OK; i++)
        status = vt_buf_append_char(out, (char)(first + (number - 1) % 26));
    return status;
}

vanthu_status vt_number_write(struct vt_buf *out, enum vt_number_style style, long number)
{
    bool roman_style = style == VT_NUMBER_ROMAN || style == VT_NUMBER_SMALL_ROMAN;
    bool letter_style = style == VT_NUMBER_LETTER || style == VT_NUMBER_SMALL_LETTER;
    if (roman_style && number > 0 && number <= ROMAN_MAX)
        return roman(out, number, style == VT_NUMBER_SMALL_ROMAN);
    if (letter_style && number > 0 && number <= LETTER_MAX)
        return letter(out, number, style == VT_NUMBER_LETTER ? 'A' : 'a');
    return vt_buf_printf(out, "%ld", number);
}

static vanthu_status append_level(struct vt_list *list, unsigned of, unsigned level,
                                  struct vt_buf *out)
{
    const struct vt_list_level *l = &list->levels[level];
    long number = list->begun[level] ? list->counts[level] : l->start;
    if (l->style == VT_NUMBER_BULLET || l->style == VT_NUMBER_NONE)
        return VANTHU_OK;
    /* levels above are often set as 1 where they are shown inside */
    return vt_number_write(out, l->style, of == level ? list->counts[level] : number);
}

vanthu_status vt_list_next(struct vt_list *list, unsigned level, struct vt_buf *out)
{
    if (level >= VT_LIST_LEVELS)
        level = VT_LIST_LEVELS - 1;
    const struct vt_list_level *l = &list->levels[level];
    list->counts[level] = list->begun[level] ? list->counts[level] + 1 : l->start;
    list->begun[level] = true;
    for (unsigned i = level + 1; i < VT_LIST_LEVELS; i++)
        list->begun[i] = false;
    if (l->style == VT_NUMBER_NONE)
        return VANTHU_OK;
    if (l->style == VT_NUMBER_BULLET)
        return vt_buf_append_str(out, VT_STR("- "));
    vanthu_status status = VANTHU_OK;
    for (const char *p = l->text; *p && status == VANTHU_OK; p++)
        if (p[0] == '%' && p[1] >= '1' && p[1] <= '9')
            status = append_level(list, level, (unsigned)(*++p - '1'), out);
        else
            status = vt_buf_append_char(out, *p);
    return status == VANTHU_OK && *l->text ? vt_buf_append_char(out, ' ') : status;
}
