/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * candidates.h: the lines of a text that may begin a heading: by a label, a mark or a style. What
 * each looks like judge.c says, what its neighbours tell outline.c.
 */
#ifndef VT_CANDIDATES_H
#define VT_CANDIDATES_H

#include "outline/labels.h"
#include "outline/lines.h"
#include "outline/outline.h"

enum vt_looks {
    VT_LOOKS_TEXT,   /* a numbered sentence, a clause */
    VT_LOOKS_UNSURE, /* a short sentence, a heading that may have lost its end */
    VT_LOOKS_RUN_IN, /* a heading up to its colon, its paragraph behind it */
    VT_LOOKS_HEADING,
    VT_IS_HEADING /* by its label or its style */
};

struct vt_candidate {
    struct vt_label label;
    struct vt_str text; /* judge.c: in the arena; empty where it looks like text */
    uint32_t line;      /* its first one */
    uint32_t start;     /* in the clean text */
    uint32_t parent;    /* outline.c: the candidate it stands under; VT_NO_CANDIDATE */
    uint32_t group;     /* outline.c: of brothers with consecutive labels */
    uint8_t lines;      /* it takes; given by its style, else found by judge.c */
    uint8_t looks;      /* enum vt_looks */
    uint8_t styled;     /* its level by style or marks of Markdown; 0: none */
    bool by_style : 1;  /* a heading because the format says so */
    bool bold : 1;      /* marked as a heading by hand */
    bool closes : 1;    /* no heading: the document's foot, behind which nothing goes on */
    bool attached : 1;  /* the title of what is attached: it begins anew */
    bool quoted : 1;    /* inside a quotation, or so it seems */
    bool doubtful : 1;  /* an article without a title, or a citation that was broken */
    bool dropped : 1;   /* articles.c: it is the text of another law; stands nowhere */
};

enum { VT_NO_CANDIDATE = UINT32_MAX };

struct vt_candidates {
    struct vt_candidate *at;
    size_t count, cap;
};

vanthu_status vt_candidates_gather(struct vt_candidates *out, struct vt_arena *arena,
                                   const struct vt_lines *lines, const struct vt_layout *layout);

/* Drops the articles and chapters that are not the document's own: those an amending law quotes,
 * and "Điều 8." where a citation was broken over lines. */
vanthu_status vt_articles_settle(const struct vt_candidates *candidates, struct vt_arena *scratch);

/* Joins a candidate with the lines it goes on in and says what it looks like; its text is kept in
 * the arena. `buf` is working memory. */
vanthu_status vt_candidate_judge(struct vt_candidate *candidate, const struct vt_lines *lines,
                                 struct vt_buf *buf, struct vt_arena *arena);

#endif
