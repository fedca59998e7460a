/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page-number.c: lines that only number a page. */
#include "read/page-number.h"

#include "base/utf8.h"

#include <string.h>

enum { LINE_MAX_BYTES = 40 };

bool vt_is_page_number(struct vt_str line)
{
    static const char *const words[] = {"", "trang", "tr", "page", "pageof"};
    char letters[LINE_MAX_BYTES];
    size_t len = 0;
    bool digit = false;
    if (line.len >= sizeof letters)
        return false;
    while (line.len) {
        uint32_t point = 0;
        size_t n = vt_utf8_decode(line, &point);
        line = vt_str_sub(line, n ? n : 1, line.len);
        if (point - '0' < 10u)
            digit = true;
        else if ((point | 0x20) - 'a' < 26u)
            letters[len++] = (char)(point | 0x20);
        else if (point > 0x7F ? point != 0x2013 && point != 0x2014
                              : !strchr(" \t\n-|/~", (int)point))
            return false;
    }
    letters[len] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words && digit; i++)
        if (strcmp(letters, words[i]) == 0)
            return true;
    return false;
}

bool vt_cells_page_number(const vt_cell *cells, size_t count)
{
    char line[LINE_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < count && len + 4 < sizeof line; i++)
        len += vt_utf8_encode(line + len,
                              cells[i] < 0x100 ? vt_cp1252((unsigned char)cells[i]) : cells[i]);
    return len + 4 < sizeof line && vt_is_page_number((struct vt_str){line, len});
}
