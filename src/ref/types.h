/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * types.h: the tables of document types, of issuing offices and of the symbols of courts.
 *
 * Data with its source, extended in types.c; the grammar itself knows no abbreviation.
 */
#ifndef VT_REF_TYPES_H
#define VT_REF_TYPES_H

#include "base/str.h"

enum {
    VT_STATE = 1, /* number/TYPE-OFFICE */
    VT_PARTY = 2, /* number-TYPE/ORGAN */
    VT_NORM = 4,  /* number/year/TYPE-OFFICE */
    VT_OLD = 8,   /* before 1996: the whole symbol; the type is the word before it */
    VT_SHORT = 16, /* cited by number alone ("Nghị định 30") without being mistaken for a count */
    VT_LISTED = 32 /* numbered within one document ("Quy trình số 01"): more than a number is needed
                    */
};

struct vt_type {
    const char *abbreviation; /* "KH"; "" when it has none */
    const char *name;         /* "Kế hoạch"; "" when the symbol does not tell */
    const char *folded;       /* "ke hoach" */
    size_t folded_len;
    unsigned forms;
};

/* The type whose abbreviation `segment` is, in any case; marks may be lost. Types of `forms` come
 * first where two share their letters. NULL: none. */
const struct vt_type *vt_type_of_symbol(struct vt_str segment, unsigned forms);

/* The type whose name is `folded`, lower case without marks, words joined by one blank. */
const struct vt_type *vt_type_of_name(const char *folded);

/* The type whose name the text has right before `end`; *begin is where it begins. The longest name
 * wins. NULL: none. */
const struct vt_type *vt_type_before(struct vt_str clean, size_t end, size_t *begin);

/* The office as the drafting rules write it ("HĐND" for HDND, "TTg" for TTG); NULL: not known. */
const char *vt_office(struct vt_str segment);

/* Splits letters that lost their hyphen ("NĐCP"): the length of the type at the beginning when the
 * rest is a known office; 0: not certain. */
size_t vt_glued_type(struct vt_str segment, const struct vt_type **type);

/* The type of a judgment's symbol ("HS-ST": "Bản án"); NULL: not one of a court. */
const char *vt_court_type(struct vt_str symbol);

#endif
