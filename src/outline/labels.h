/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels.h: the labels of headings and clauses: "PHẦN I", "Điều 5.", "IV.", "1.2.", "a)". Pure. */
#ifndef VT_LABELS_H
#define VT_LABELS_H

#include "base/str.h"

/* In the order in which one usually stands inside another. */
enum vt_label_kind {
    VT_LABEL_NONE,
    VT_LABEL_APPENDIX,
    VT_LABEL_PART,
    VT_LABEL_CHAPTER,
    VT_LABEL_DIVISION,
    VT_LABEL_SUBDIVISION,
    VT_LABEL_UPPER, /* "A." */
    VT_LABEL_ROMAN,
    VT_LABEL_ARTICLE,
    VT_LABEL_NUMBER_1,
    VT_LABEL_NUMBER_2,
    VT_LABEL_NUMBER_3,
    VT_LABEL_NUMBER_4,
    VT_LABEL_LETTER, /* "a)" */
    VT_LABEL_STAR,   /* no label: "* …" or bold */
};

struct vt_label {
    enum vt_label_kind kind;
    char separator;     /* behind it: one of ".)/-:", or 0 */
    char suffix;        /* the letter of "12a", 'D' for đ, or 0 */
    unsigned value;     /* its place in its sequence, from 1; 0: not known */
    struct vt_str text; /* without its dot or bracket; may hold a line break */
    size_t length;      /* bytes up to the heading's text */
};

/* The label at the beginning of a line; kind NONE when there is none. One of the letters that are
 * Roman numbers too is taken as a number. */
struct vt_label vt_label_read(struct vt_str line);

/* Is it the next of its sequence behind the one with the value `last`? Letters go on in either
 * alphabet, with or without đ, f, j, w and z. */
bool vt_label_follows(const struct vt_label *label, unsigned last);

/* "I." behind "H.": the same label read as a letter; kind NONE when it cannot be one. */
struct vt_label vt_label_as_upper(struct vt_label roman);

#endif
