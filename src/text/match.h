/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.h: what a typed token may stand for. Both sides are tokens at L1. Pure, thread-safe.
 *
 * The relation by letters is that of asymmetric search (UTS #10, 8.2): a letter typed without marks
 * matches any marking, a marked one only itself.
 */
#ifndef VT_MATCH_H
#define VT_MATCH_H

#include "base/str.h"

/* How loosely words are matched; each level matches all that those before it do. */
enum vt_looseness {
    VT_BY_LETTER,   /* an unmarked letter matches any marking, a marked one only itself */
    VT_BY_SPELLING, /* and i and y are the same where both are written: kỹ, kĩ */
    VT_BY_MARK,     /* tone, and the mark of a letter, may each be left out: kè matches kề */
    VT_BY_KEY       /* marks do not matter */
};

bool vt_match(struct vt_str typed, struct vt_str indexed, enum vt_looseness looseness);

/* By letters alone. */
bool vt_match_letters(struct vt_str typed, struct vt_str indexed);

/* Writes the other spelling of a syllable that may have i or y as its vowel (kỹ: kĩ; quý: quí) and
 * returns its length; 0: there is none. */
size_t vt_match_spelling(char out[32], struct vt_str token);

#endif
