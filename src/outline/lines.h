/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.h: the lines of a clean text as a person sees them: without Markdown marks and page
 * numbers, and with the measure of how the text was broken into lines.
 */
#ifndef VT_LINES_H
#define VT_LINES_H

#include "base/arena.h"
#include "vanthu.h"

#include <stdint.h>

/* A line of visible text, in 20 bytes: a hostile text may have many. */
struct vt_line {
    uint32_t start, len; /* in the clean text: no marks at its ends, no spaces; a label that was
                            broken from its number or heading ("Điều" / "5.") stands before a
                            line break */
    uint32_t bold_len;   /* of a bold beginning that the rest runs on from; 0: none */
    uint16_t chars;      /* its length in characters, at most UINT16_MAX */
    uint8_t hashes;      /* a heading of Markdown: 1 to 6 */
    bool starred : 1;    /* began with one asterisk or was "*** bold **" */
    bool bold : 1;       /* all of it was bold or a Markdown heading */
    bool apart : 1;      /* an empty line stands before it */
    bool upper : 1;      /* begins with a capital */
    bool lower : 1;      /* begins with a small letter */
};

struct vt_lines {
    struct vt_str clean;
    struct vt_line *at; /* without the empty ones */
    size_t count;
    /* Where lines were wrapped: a line that would be longer than `widest` with the next word is
     * full, one that would not reach `narrowest` is not; between them it cannot be told (a
     * proportional font). Both 0: every line is a paragraph. */
    size_t narrowest, widest;
    bool paragraphs; /* empty lines stand between paragraphs, and only there */
};

enum { VT_LINES_MAX = 1 << 22 }; /* what lies behind them is not looked at */

vanthu_status vt_lines_cut(struct vt_lines *out, struct vt_arena *arena, struct vt_str clean);

static inline struct vt_str vt_line_text(const struct vt_lines *lines, size_t i)
{
    return (struct vt_str){lines->clean.p + lines->at[i].start, lines->at[i].len};
}

enum vt_going_on { VT_ENDS, VT_MAY_GO_ON, VT_GOES_ON };

/* Does line `i` + 1 go on with the sentence of line `i`? It does when it begins with a small
 * letter, when its first word would not have fitted on line `i`, or when line `i` ends with a word
 * such as "của". */
enum vt_going_on vt_line_goes_on(const struct vt_lines *lines, size_t i);

/* The first character: is it a capital, a small letter? */
bool vt_begins_upper(struct vt_str text);
bool vt_begins_lower(struct vt_str text);

/* At least three letters, none of them small. */
bool vt_all_capitals(struct vt_str text);

/* No small letter: "2015 - 2020" too. */
bool vt_no_small(struct vt_str text);

/* Equal without regard to case; both are clean. */
bool vt_same_caseless(struct vt_str a, struct vt_str b);

/* Begins with `word` without regard to case. */
bool vt_starts_caseless(struct vt_str text, const char *word);

/* Bytes at the beginning that are in `set`. */
size_t vt_span(struct vt_str text, const char *set);

/* A row of a table: cells are set apart by tabs or bars; a line of a table of contents. */
bool vt_is_row(struct vt_str text);

/* "- …", "+ …" */
bool vt_is_bullet(struct vt_str text);

#endif
