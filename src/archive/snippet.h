/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.h: where in a passage the query is answered best, as one line with the matches marked.
 * Matching is that of the index: by letter or by key, references by their mentions.
 */
#ifndef VT_SNIPPET_H
#define VT_SNIPPET_H

#include "archive/hit-data.h"
#include "index-search.h"
#include "query/query.h"

struct vt_snippet {
    size_t at; /* the best place, in the document's text */
    const char *line;
    struct vanthu_span *marks;
    size_t marks_count;
};

/* `text` is the document's clean text, of which only the hit's passage is looked at. Everything is
 * allocated in `arena`. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_snippet_make(struct vt_snippet *out, struct vt_arena *arena, struct vt_str text,
                              const struct vt_hit_data *hit, const struct vt_query *query,
                              enum vt_looseness looseness);

#endif
