/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fonted.h: text that is set in fonts, brought to Unicode by them.
 *
 * Fonts tell old encodings (.VnTime: TCVN3, VNI-Times: VNI), but are not believed blindly: offices
 * left them in place when they went over to Unicode. So all text of such fonts is judged first.
 * What no font explains is left to detection. Linear. Not thread-safe on one struct vt_fonted.
 */
#ifndef VT_FONTED_H
#define VT_FONTED_H

#include "read/steps.h"

enum vt_font_kind {
    VT_FONT_PLAIN,
    VT_FONT_TCVN3,
    VT_FONT_TCVN3_CAPITALS,
    VT_FONT_VNI,
    VT_FONT_VIETNAMESE, /* Windows-1258 */
    VT_FONT_GREEK,      /* Symbol: Greek letters, signs of mathematics */
    VT_FONT_SYMBOLS,    /* pictures: bullets */
    VT_FONT_KINDS
};

/* By the name of a font and its Windows character set (0 when not known). */
enum vt_font_kind vt_font_kind(struct vt_str name, unsigned charset);

/* What a font of signs draws for a byte or a character of its private area; of other fonts, the
 * character itself. */
uint32_t vt_font_sign(enum vt_font_kind kind, uint32_t point);

/* Zeroed, it is an empty text. */
struct vt_fonted {
    vt_cell *cells;
    size_t *from; /* offset in the file of each cell */
    uint8_t *kinds;
    size_t count, cap;
    bool no_memory; /* a character was lost: vt_fonted_decode() will fail */
};

/* What a reader adds in place of bytes that are no character. */
enum { VT_NO_CHARACTER = 0x110000 };

/* Adds a byte, or a character over FF. Units of UTF-16 may come one by one: halves of a pair are
 * put together. A half that stays alone, like VT_NO_CHARACTER, becomes U+FFFD and is counted as
 * broken. */
void vt_fonted_add(struct vt_fonted *f, vt_cell cell, enum vt_font_kind kind, size_t from);

/* Adds a character of Unicode, which Windows made of a byte where it could. */
void vt_fonted_point(struct vt_fonted *f, uint32_t point, enum vt_font_kind kind, size_t from);

/* Judges the fonts, decodes, and then detects what they do not explain: the text of `s`, with its
 * decision. */
vanthu_status vt_fonted_decode(struct vt_fonted *f, struct vt_steps *s);

/* Takes back what stands from `start` on when it only numbers a page (page-number.h). */
void vt_fonted_drop_page_number(struct vt_fonted *f, size_t start);

void vt_fonted_free(struct vt_fonted *f);

#endif
