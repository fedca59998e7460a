/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.h: the lines of a clean text as a person sees them: without Markdown marks, and with the
 * measure of whether the text was wrapped by hand at some width.
 */
#ifndef VT_LINES_H
#define VT_LINES_H

#include "base/arena.h"
#include "vanthu.h"

struct vt_line {
    size_t start;       /* of the visible text, behind marks of Markdown */
    struct vt_str text; /* visible: no marks at its ends, no spaces; a label that was broken from
                           its number or heading ("Điều" / "5.") stands before a line break */
    size_t chars;       /* its length in characters */
    bool starred;       /* began with one asterisk or was "*** bold **" */
    bool bold;          /* all of it was bold or a Markdown heading */
    bool apart;         /* an empty line stands before it */
};

struct vt_lines {
    struct vt_line *at; /* without the empty ones */
    size_t count;
    size_t width; /* in characters where lines were wrapped by hand; 0: they were not */
};

vanthu_status vt_lines_cut(struct vt_lines *out, struct vt_arena *arena, struct vt_str clean);

/* True when line `i` + 1 goes on with the sentence of line `i`: it begins with a small letter, its
 * first word would not have fitted on line `i`, or line `i` ends with a word such as "của". */
bool vt_line_goes_on(const struct vt_lines *lines, size_t i);

/* The first character: is it a capital, a small letter? */
bool vt_begins_upper(struct vt_str text);
bool vt_begins_lower(struct vt_str text);

/* At least three letters, none of them small. */
bool vt_all_capitals(struct vt_str text);

/* Equal without regard to case; both are clean. */
bool vt_same_caseless(struct vt_str a, struct vt_str b);

#endif
