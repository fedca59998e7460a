/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detect.h: which encoding a text is in, judged by its words.
 *
 * A text is decoded in every way there is, and the words that come out as syllables Vietnamese
 * writing admits are counted. A way is accepted when it scores high and leads by a margin; French,
 * German or program code score nowhere, so the text is refused. Pure, thread-safe.
 */
#ifndef VT_DETECT_H
#define VT_DETECT_H

#include "legacy.h"

/* The ways: as Windows-1252 has it, and the four encodings that can be told by their words. */
enum { VT_AS_IS, VT_WAY_TCVN3, VT_WAY_VNI, VT_WAY_VISCII, VT_WAY_CP1258, VT_WAYS };

extern const enum vt_encoding vt_way_encoding[VT_WAYS];

/* What was counted; zeroed to begin with. */
struct vt_tally {
    size_t words;
    size_t marked[VT_WAYS], syllables[VT_WAYS]; /* words with a byte over 7F */
    size_t runs, misread, mended;               /* see vt_tally_runs() */
    uint64_t seen[2];                           /* which bytes over 7F */
    size_t soft_hyphens;                        /* ư of TCVN3 */
};

/* Counts words: runs between spaces, digits and ASCII punctuation. Quotation marks around a word
 * are no part of it; acronyms (QĐ, HĐND), which are no syllables, and single bytes, which are signs
 * in other texts (°, €), count for nothing. With `every` false only VT_AS_IS is counted. */
void vt_tally_words(struct vt_tally *tally, const vt_cell *cells, size_t count, bool every);

/* Counts the runs of bytes over 7F; those that are UTF-8 for Vietnamese letters or punctuation, or
 * for `anything`, once or more times read as Windows-1252 (`misread`); those that are so once a
 * space is the no-break space it was (`mended`). */
void vt_tally_runs(struct vt_tally *tally, const vt_cell *cells, size_t count, bool anything);

/* Adds what `more` counted. */
void vt_tally_add(struct vt_tally *tally, const struct vt_tally *more);

/* Share of the marked words that are syllables, 0 to 1. */
double vt_tally_score(const struct vt_tally *tally, int way);

/* The way to take, with the best score of the others in *next where that is not NULL; -1: none is
 * sure enough. */
int vt_tally_judge(const struct vt_tally *tally, double *next);

/* True when the runs say that UTF-8 was read as Windows-1252. */
bool vt_tally_is_misread(const struct vt_tally *tally);

/* True for a letter that only Vietnamese has, or any other that Windows-1252 does not: such text is
 * Unicode already. */
bool vt_is_unicode_letter(uint32_t point);

/* The point of a UTF-8 sequence at cells[0] and its length; 0: none. With `mend`, a space may stand
 * for the no-break space that ends it. */
size_t vt_cells_utf8(const vt_cell *cells, size_t count, bool mend, uint32_t *point);

#endif
