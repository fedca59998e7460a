/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clean-char.c: the characters that clean step N replaces. */
#include "clean-char.h"

const char *vt_clean_punctuation(uint32_t point)
{
    switch (point) {
    case 0x00A0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
        return " ";
    case 0x2043:
    case 0x2212:
    case 0xFE58:
    case 0xFE63:
    case 0xFF0D:
        return "-";
    case 0x02BC:
    case 0x2032:
        return "'";
    case 0x00AB:
    case 0x00BB:
    case 0x2033:
        return "\"";
    case 0x2026:
        return "...";
    default:
        break;
    }
    if (point >= 0x2000 && point <= 0x200A)
        return " ";
    if (point >= 0x2010 && point <= 0x2015)
        return "-";
    if (point >= 0x2018 && point <= 0x201B)
        return "'";
    return point >= 0x201C && point <= 0x201F ? "\"" : NULL;
}

const char *vt_clean_letters(uint32_t point, char scratch[2])
{
    static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    static const char *const numerals[] = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                           "vii", "viii", "ix",  "x",  "xi", "xii"};
    static const char *const capitals[] = {"I",   "II",   "III", "IV", "V",  "VI",
                                           "VII", "VIII", "IX",  "X",  "XI", "XII"};
    if (point == 0x2044 || point == 0x2215)
        return "/";
    if (point == 0xD0 || point == 0x189)
        return "Đ";
    if (point == 0xF0 || point == 0x256)
        return "đ";
    if (point >= 0xFB00 && point <= 0xFB06)
        return ligatures[point - 0xFB00];
    if (point >= 0x2160 && point <= 0x216B)
        return capitals[point - 0x2160];
    if (point >= 0x2170 && point <= 0x217B)
        return numerals[point - 0x2170];
    if (point < 0xFF01 || point > 0xFF5E)
        return NULL;
    scratch[0] = (char)(point - 0xFF01 + '!');
    scratch[1] = '\0';
    return scratch;
}

bool vt_clean_removed(uint32_t point)
{
    return point == 0x200E || point == 0x200F || point == 0x2060 || point == 0xFEFF ||
           point == 0x061C || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

bool vt_is_khmer(uint32_t point)
{
    return (point >= 0x1780 && point <= 0x17FF) || (point >= 0x19E0 && point <= 0x19FF);
}
