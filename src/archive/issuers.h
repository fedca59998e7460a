/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuers.h: whose number it is. Every province has a 58/KH-UBND of 2021: the mentions of one key
 * and year are divided by the place of the office that issued the document.
 *
 * The place is the one named with the reference ("của UBND tỉnh Lâm Đồng"), else that of the
 * mention that gives the same date, else that of other mentions in the same document, else that of
 * the office which wrote the document. Symbols of central offices are never divided.
 */
#ifndef VT_ISSUERS_H
#define VT_ISSUERS_H

#include "archive/resolve.h"

/* One issuer of one year. */
struct vt_issuer {
    int year;
    const char *place; /* as written, "Lâm Đồng"; NULL: not told */
    const char *key;   /* folded */
};

/* Sets `issuer` of every mention and own document, whose years are resolved, and the list of
 * issuers. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_issuers_part(struct vt_reference *reference, struct vt_arena *arena);

/* The proper name behind the kind of place in the name of an office: "Lâm Đồng" of "Ủy ban nhân dân
 * tỉnh Lâm Đồng"; none where it only says "UBND tỉnh". A slice of `office`. */
struct vt_str vt_issuer_place(struct vt_str office);

#endif
