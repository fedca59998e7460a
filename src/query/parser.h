/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parser.h: the parser under query.c. Its state, the trees it joins (tree.c) and the words it reads
 * (words.c). Functions return NULL where nothing was typed, or where memory ran out: `no_memory`
 * tells.
 */
#ifndef VT_QUERY_PARSER_H
#define VT_QUERY_PARSER_H

#include "query/query.h"

#include "base/err.h"
#include "text/tokens.h"

enum { VT_TERMS_MAX = 256, VT_NOTES_MAX = 8, VT_ROW_MAX = 512 };

/* The tokens of a text: the plain ones, and the extra one that begins with it. */
struct vt_cut {
    struct vt_query_token plain[VT_TERMS_MAX];
    size_t plain_count;
    struct vt_query_token extra;
    bool has_extra;
};

struct vt_parser {
    struct vt_arena *arena;
    struct vt_query *query;
    struct vt_cut cut; /* of the text last cut: 8 KB that no chunk has to allocate */
    struct vt_tokens *tokens;
    struct vt_str rest;
    unsigned depth, terms;
    bool no_memory;
    bool prose;     /* more words than anyone types who is not asking or quoting */
    bool operators; /* anything but words, quotations and parentheses was typed */
};

/* ---- trees ---- */

/* Adds a sentence, already translated, once. */
void vt_query_note(struct vt_parser *p, const char *sentence);
struct vt_node *vt_query_node(struct vt_parser *p, enum vt_node_kind kind);

/* `a` and `b` as one tree; either may be NULL, which is nothing typed. */
struct vt_node *vt_query_join(struct vt_parser *p, enum vt_node_kind kind, struct vt_node *a,
                              struct vt_node *b);

/* The next `len` bytes of the rest. */
struct vt_str vt_query_take(struct vt_parser *p, size_t len);
struct vt_str vt_query_copy(struct vt_parser *p, struct vt_str s);

/* ---- words ---- */

/* Fills p->cut. */
void vt_query_cut(struct vt_parser *p, struct vt_str text);
struct vt_node *vt_query_leaf(struct vt_parser *p, enum vt_node_kind kind,
                              const struct vt_query_token *tokens, size_t count);

/* Counts `terms` more; false, with a note, when they are too many. */
bool vt_query_room(struct vt_parser *p, size_t terms);

/* What follows in the query's row of words is no neighbour of what stands there. */
void vt_query_end_row(struct vt_parser *p);

/* One chunk without spaces: the joined token that begins it, or its parts in a row. */
struct vt_node *vt_query_chunk(struct vt_parser *p, struct vt_str text);

/* All chunks of `text`. */
struct vt_node *vt_query_chunks(struct vt_parser *p, struct vt_str text);

/* The tokens of `text` in a leaf. */
struct vt_node *vt_query_words(struct vt_parser *p, enum vt_node_kind kind, struct vt_str text);

/* "..." at the beginning of the rest. */
struct vt_node *vt_query_quoted(struct vt_parser *p);

/* "ngày 2 tháng 10 năm 2019", "tháng 10 năm 2019" at the beginning of the rest: that date however
 * it is written, or the words. NULL, with nothing taken, when there is none. */
struct vt_node *vt_query_date(struct vt_parser *p);

#endif
