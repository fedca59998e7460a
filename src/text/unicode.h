/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unicode.h: any bytes become UTF-8: the encodings before Unicode are detected and decoded, text
 * that was read as Windows-1252 and stored again is undone, broken UTF-8 is marked with U+FFFD.
 *
 * The whole text is judged first, then line by line, because offices mix fonts. What is Unicode
 * already, or foreign, stays as it is: refusal is a result. Linear; the memory is that of one line
 * and the output. Not thread-safe on one struct vt_unicode.
 */
#ifndef VT_UNICODE_H
#define VT_UNICODE_H

#include "clean.h"
#include "detect.h"

/* What a text turned out to be. */
struct vt_decision {
    enum vt_encoding encoding; /* of most of it; VT_ENC_UNKNOWN: refused, read as Windows-1252 */
    unsigned misreadings;      /* times it was read as Windows-1252 and stored as UTF-8 */
    bool damaged;       /* TCVN3 that lost every ư, as tools that drop soft hyphens leave it */
    double score, next; /* shares of syllables in that encoding and in the next best one; of UTF-8,
                           the share of runs that were misread; 0 for Unicode */
    size_t words;       /* marked words it was judged by; 0 for UTF-8 */
    size_t broken;      /* places that became U+FFFD */
};

/* Zeroed, it begins a text; a long text may be given in blocks that end at line ends, each judged
 * with what the blocks before it told. */
struct vt_unicode {
    enum vt_encoding forced; /* VT_ENC_UNKNOWN: detect; VT_ENC_UTF8: only undo wrong reading */
    struct vt_tally tally;   /* from here on private */
    size_t votes[VT_WAYS];
    size_t sure[VT_ENC_VIQR + 1], unknown, broken, hyphens_mended;
    unsigned misreadings;
    vt_cell *cells;
    size_t *from;
    size_t count, cap;
};

/* Appends `bytes` in UTF-8 to `out`, and the way back (for this block) to `offsets` if that is not
 * NULL. *same is set, and nothing appended, where they are right as they stand. Only
 * VANTHU_NO_MEMORY can fail. */
vanthu_status vt_unicode(struct vt_unicode *u, struct vt_buf *out, struct vt_offsets *offsets,
                         struct vt_str bytes, bool *same);

/* Tools that show the soft hyphen leave a hyphen for the ư of TCVN3. Where the parts beside it are
 * no syllables and the whole with ư is one, it was an ư, and becomes one; how many did. `certain`:
 * the cells are known to be TCVN3, so that also one at the end of a word may be. */
size_t vt_mend_hyphens(vt_cell *cells, size_t count, bool certain);

/* What all blocks so far were. */
struct vt_decision vt_unicode_decision(const struct vt_unicode *u);
void vt_unicode_free(struct vt_unicode *u);

#endif
