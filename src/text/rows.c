/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.c: running an automaton of tables.h over text, a block at a time. */
#include "tables.h"

enum { BLOCK = 32 };

size_t vt_rows_accept(const uint64_t rows[256], struct vt_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    uint64_t state = 0, before = 0;
    size_t block = 0, whole = 0;
    while (s.len - block >= BLOCK) {
        before = state;
        for (size_t i = 0; i < BLOCK; i++)
            state = rows[p[block + i]] >> (state & 63);
        if ((state & 63) == VT_ERROR_SHIFT) {
            state = before;
            break;
        }
        block += BLOCK;
    }
    /* the last characters one by one; `block` may stand inside one that began before it */
    whole = block;
    while ((state & 63) && whole > 0 && (p[--whole] & 0xC0) == 0x80)
        ;
    for (size_t i = block; i < s.len; i++) {
        state = rows[p[i]] >> (state & 63);
        if ((state & 63) == VT_ERROR_SHIFT)
            break;
        if ((state & 63) == 0)
            whole = i + 1;
    }
    return whole;
}
