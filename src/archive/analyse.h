/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * analyse.h: everything that can be read out of one original: text, outline, facts, references,
 * passages. The same bytes under the same name give the same analysis, so that `rebuild` makes what
 * `add` made. Thread-safe.
 */
#ifndef VT_ANALYSE_H
#define VT_ANALYSE_H

#include "archive/passages.h"
#include "volume/record.h"

struct vt_analysis {
    struct vt_arena arena;           /* of all that follows but `text` */
    struct vanthu_document document; /* without sources and place in the volumes */
    struct vt_buf text;
    struct vanthu_relation *relations;
    size_t relations_count;
    struct vt_range *passages;
    size_t passages_count;
};

/* `path` is where the original was found; `sha256` is its hash. Only VANTHU_NO_MEMORY can fail; the
 * caller frees `out` either way. */
vanthu_status vt_analyse(struct vt_analysis *out, struct vt_str raw, struct vt_str path,
                         const char *sha256);
void vt_analysis_free(struct vt_analysis *analysis);

/* The part of `path` behind its last slash. */
struct vt_str vt_base_name(struct vt_str path);

#endif
