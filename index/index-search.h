/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index-search.h: the reading half of the index, in plain C. */
#ifndef VT_INDEX_SEARCH_H
#define VT_INDEX_SEARCH_H

#include "index.h"
#include "query/query.h"
#include "text/match.h"

struct vt_index_options {
    enum vt_looseness looseness; /* of words; those in quotes go by letters at the most */
    size_t limit, offset;
    size_t per_document; /* 0: all passages */
    enum vanthu_sort sort;
    bool facets;
};

struct vt_index_hit {
    uint32_t number; /* of the passage */
    int64_t doc;
    double score;
    uint64_t more; /* further passages of the document that match, as far as they were counted */
    struct vt_str data;
};

struct vt_index_facet {
    const char *facet, *value;
    uint64_t documents;
};

struct vt_index_result {
    struct vt_index_hit *hits;
    size_t hits_count;
    uint64_t documents, passages; /* that match in all */
    struct vt_index_facet *facets;
    size_t facets_count;
};

/* Everything is allocated in `arena`. */
vanthu_status vt_index_search(struct vt_index_result *out, struct vt_arena *arena,
                              struct vt_index *index, const struct vt_query *query,
                              const struct vt_index_options *options, struct vanthu_error *error);

/* A word (L3) that no passage has, in titles or text, however it is marked: *out is the form, one
 * letter away from it, that most passages have. NULL: the word is there, or nothing is near. */
vanthu_status vt_index_suggest(const char **out, struct vt_arena *arena, struct vt_index *index,
                               struct vt_str key, struct vanthu_error *error);

#endif
