/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbol.h: reads the number and symbol of a document forward from its first digit, and writes
 * their canonical form.
 */
#ifndef VT_REF_SYMBOL_H
#define VT_REF_SYMBOL_H

#include "ref/types.h"

enum { VT_CANONICAL_MAX = 160 };

/* What gives a symbol away, for the decision whether it is a reference at all. */
enum vt_symbol_form {
    VT_FORM_TYPED,   /* begins with a type: 58/KH-UBND, 15-CTr/TU, 47/2020/NĐ-CP, 12/2020/HS-ST */
    VT_FORM_BARE,    /* a type and nothing behind it: 58/KH */
    VT_FORM_OFFICE,  /* a known office with its unit: 1971/UBND-THNV */
    VT_FORM_OLD,     /* 50/CP, 206-CP, 60/SL */
    VT_FORM_CAPITALS /* capitals that nobody knows: only behind the word for a type */
};

struct vt_symbol {
    size_t end;           /* behind its last character */
    struct vt_str number; /* digits and letter as written; empty when blank */
    int year;             /* in the symbol; 0: none */
    const char *type;     /* what the symbol says; NULL: nothing */
    enum vt_symbol_form form;
    char canonical[VT_CANONICAL_MAX];
    size_t symbol_at; /* where the symbol begins in `canonical` */
};

/* The end of "66.7" at `at` when it numbers 66.7/2025/NQ-CP, a document of a series; 0: no such
 * thing. */
size_t vt_serial_end(struct vt_str clean, size_t at);

/* Reads a symbol whose number begins at `at`; with `blank` one whose number is left out, at its
 * separator. Letters in lower case are read where all parts are known ("58/kh-ubnd"). False: there
 * is none. Reads a bounded stretch of text. */
bool vt_symbol_read(struct vt_symbol *out, struct vt_str clean, size_t at, bool blank);

/* Joins to the symbol, which begins at `at`, the first digits of its number where recognition has
 * split them off: "Nghị định số 1 13/2017/NĐ-CP". Returns where the whole number begins; `at` when
 * nothing is split. */
size_t vt_split_number(struct vt_symbol *symbol, struct vt_str clean, size_t at);

/* A standard whose number begins at `at` and whose family stands before it: QCVN 84:2021/BTTTT,
 * TCVN ISO 9001:2015, 22 TCN 333-06. *begin is where it begins. */
bool vt_standard_read(struct vt_symbol *out, struct vt_str clean, size_t at, size_t *begin);

#endif
