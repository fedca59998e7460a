/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shape.h: the shape of a written syllable: onset, vowels, coda, tone. What tone placement (L1) and
 * the validator share.
 */
#ifndef VT_SHAPE_H
#define VT_SHAPE_H

#include "tables.h"

enum { VT_SHAPE_LETTERS = 7 }; /* nghiêng */

/* The rhymes that may follow an onset: ordinary ones, qu, gi before a vowel, gi that holds the
 * rhyme's own i (gì, gìn). */
enum vt_rhymes { VT_RHYMES_ALL, VT_RHYMES_QU, VT_RHYMES_GI, VT_RHYMES_G_I };

struct vt_cluster;

struct vt_shape {
    const struct vt_letter *letter[VT_SHAPE_LETTERS]; /* lower case or upper, tones apart */
    size_t count, vowels_at, coda_at;                 /* letters */
    uint8_t tones;                                    /* tone marks: none, one, 2: more */
    uint8_t tone;                                     /* enum vt_tone; the last one */
    uint16_t coda;                                    /* a bit, see shape.c */
    enum vt_rhymes rhymes;
    const struct vt_cluster *cluster;
};

/* Splits `run`, one run of letters and combining marks, lower case. False when what follows the
 * onset is no rhyme. */
bool vt_shape_read(struct vt_shape *shape, struct vt_str run);

/* The letter that carries the tone: the last one with a quality mark, or the old style's place. */
size_t vt_shape_tone_at(const struct vt_shape *shape);

/* True when onset, rhyme and tone may stand together in writing; `strict`: also not a rare rhyme
 * or a glide of loan words. */
bool vt_shape_valid(const struct vt_shape *shape, bool strict);

#endif
