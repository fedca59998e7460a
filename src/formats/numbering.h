/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbering.h: numbers of paragraphs as a word processor shows them: "II.", "1.2.", "a)". */
#ifndef VT_NUMBERING_H
#define VT_NUMBERING_H

#include "base/buf.h"

enum { VT_LIST_LEVELS = 10 };

enum vt_number_style {
    VT_NUMBER_DECIMAL,
    VT_NUMBER_ROMAN,
    VT_NUMBER_SMALL_ROMAN,
    VT_NUMBER_LETTER,
    VT_NUMBER_SMALL_LETTER,
    VT_NUMBER_BULLET,
    VT_NUMBER_NONE
};

struct vt_list_level {
    enum vt_number_style style;
    char text[64]; /* "%1.%2." */
    long start;
};

struct vt_list {
    struct vt_list_level levels[VT_LIST_LEVELS];
    long counts[VT_LIST_LEVELS]; /* last number given; 0 with `begun` false: none */
    bool begun[VT_LIST_LEVELS];
};

/* Counts one paragraph of `level`, from 0, and appends its number and a blank. */
vanthu_status vt_list_next(struct vt_list *list, unsigned level, struct vt_buf *out);

/* "iv" of 4 and so on. */
vanthu_status vt_number_write(struct vt_buf *out, enum vt_number_style style, long number);

#endif
