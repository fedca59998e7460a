/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * analyse.h: everything that can be read out of one original: text, outline, facts, references,
 * passages. The same bytes under the same name, or the same kept text, give the same analysis, so
 * that `rebuild` makes what `add` made. Thread-safe.
 */
#ifndef VT_ANALYSE_H
#define VT_ANALYSE_H

#include "archive/passages.h"
#include "read/workers.h"
#include "volume/recognised.h"
#include "volume/record.h"

/* What is known of one original. */
struct vt_original {
    struct vt_workers *workers; /* read foreign formats */
    struct vt_str raw;
    struct vt_str path; /* where it was found */
    const char *sha256;
    enum vt_ocr ocr;
    const struct vt_recognised *recognised; /* its text, which is not read again; NULL: none is
                                               kept */
    const char *media_type; /* with `recognised`, where `raw` is not at hand; else NULL */
    uint64_t bytes;
};

struct vt_analysis {
    struct vt_arena arena;           /* of all that follows but `text` */
    struct vanthu_document document; /* without sources and place in the volumes */
    struct vt_buf text;
    struct vt_recognised recognised; /* to be kept, but for its time; engine NULL: nothing was
                                        recognised */
    struct vanthu_relation *relations;
    size_t relations_count;
    struct vt_range *passages;
    size_t passages_count;
};

/* Only VANTHU_NO_MEMORY can fail; the caller frees `out` either way. */
vanthu_status vt_analyse(struct vt_analysis *out, const struct vt_original *original);
void vt_analysis_free(struct vt_analysis *analysis);

/* The part of `path` behind its last slash. */
struct vt_str vt_base_name(struct vt_str path);

#endif
