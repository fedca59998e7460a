/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * abbreviate.h: abbreviations in queries: UBND is also "ủy ban nhân dân", and the other way round.
 *
 * The usual ones of Vietnamese offices are compiled in; those that mean several things (TT, HĐ, KH)
 * are not among them. An archive may add its own: abbreviations.tsv. Thread-safe.
 */
#ifndef VT_ABBREVIATE_H
#define VT_ABBREVIATE_H

#include "query/query.h"

/* The file of an archive's own, and the most it may hold. */
#define VT_ABBREVIATIONS_NAME "abbreviations.tsv"
enum { VT_ABBREVIATIONS_BYTES = 1 << 20, VT_ABBREVIATION_WORDS = 16 };

struct vt_abbreviation {
    struct vt_str abbreviation; /* at L1, letters and digits only: "ubnd" */
    struct vt_str expansion;    /* words at L1, a space between: "ủy ban nhân dân" */
};

struct vt_abbreviations {
    struct vt_abbreviation *rows;
    size_t count;
};

/* Reads an archive's own: "abbreviation<TAB>expansion" a line; # begins a comment. A line that is
 * neither is passed over, and *bad, if it is 0, becomes its number. Everything is allocated in
 * `arena`. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_abbreviations_read(struct vt_abbreviations *out, struct vt_arena *arena,
                                    struct vt_str tsv, size_t *bad);

/* Gives the words of `query` that are abbreviations, or spell one out, the other form at a lower
 * weight (VT_NODE_ALSO). Words in quotation marks stay as they are. `own` go before those compiled
 * in; may be NULL. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_query_abbreviate(struct vt_query *query, struct vt_arena *arena,
                                  const struct vt_abbreviations *own);

/* The words of a query that has been given its other forms: `token`, or what it is joined to, has
 * one. */
bool vt_query_has_other_form(const struct vt_query *query, const struct vt_query_token *token);

#endif
