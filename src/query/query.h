/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.h: what a person types, as a tree: man vanthu-query(7).
 *
 * Words are joined by AND; "..." is a phrase; -word, OR, parentheses, field:value. References are
 * recognised however they are typed. A query never fails for its syntax: what cannot be understood
 * is read as words, and a note says so. Knows nothing of an index. Thread-safe.
 */
#ifndef VT_QUERY_H
#define VT_QUERY_H

#include "base/arena.h"
#include "vanthu.h"

enum vt_node_kind {
    VT_NODE_NOTHING, /* matches nothing, and nothing is asked of it */
    VT_NODE_WORD,    /* tokens[0] */
    VT_NODE_PHRASE,  /* tokens in a row; `exact`: marks as typed */
    VT_NODE_REF,     /* documents that are, or cite, the reference `key` (of `year`, if not 0; of
                        the day `from`, if there is one, where days are known), or have children[0],
                        another way to spell it */
    VT_NODE_TYPE,    /* text: folded (L3) */
    VT_NODE_ISSUER,  /* tokens: all of them */
    VT_NODE_NUMBER,  /* key: the document's own number, or one that it cites */
    VT_NODE_TITLE,   /* tokens: all of them, in the title */
    VT_NODE_DATES,   /* from, to: ISO, either may be "" */
    VT_NODE_AND,
    VT_NODE_ANY, /* as many of them as can be had: the more, and the rarer, the better */
    VT_NODE_OR,
    VT_NODE_NOT, /* children[0] without children[1] */
    VT_NODE_ALSO /* children[0], of less weight: another way to say what stands beside it */
};

struct vt_query_token {
    struct vt_str key, form; /* L3, L1 */
};

struct vt_node {
    enum vt_node_kind kind;
    struct vt_node **children;
    size_t children_count;
    struct vt_query_token *tokens;
    size_t tokens_count;
    bool exact;
    bool needs_refs; /* of VT_NODE_ANY: the references among them have to be there */
    const char *text, *key;
    int year;
    char from[11], to[11];
};

struct vt_query {
    struct vt_node *root; /* never NULL */
    const char **notes;   /* translated sentences */
    size_t notes_count;
    size_t words_count; /* words and phrases, not references and fields */
    size_t refs_count;
    bool plain;                 /* words and references as in prose: no field, OR, exclusion */
    bool quoted;                /* has quotations */
    struct vt_query_token *row; /* the wanted words as they were typed, in order; a token without a
                                   form separates what does not belong together */
    size_t row_count;
};

/* Everything is allocated in `arena`. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_query_parse(struct vt_query *out, struct vt_arena *arena, struct vt_str typed);

/* How a query of words alone is read: a few have to be there all; of more than `VT_WORDS_ALL` as
 * many as can be had, where not all are there together; more than `VT_WORDS_QUESTION` are a
 * question in plain language. What is quoted has to be there, but for a question that finds nothing
 * with it. */
enum { VT_WORDS_ALL = 5, VT_WORDS_QUESTION = 9 };

/* Reads a plain query with "any of the words" from now on. Its reference has to be there, until it
 * is relaxed once more; the several of a paragraph may be in several places. */
void vt_query_relax(struct vt_query *query);

#endif
