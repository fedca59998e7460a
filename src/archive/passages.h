/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passages.h: cuts a document into the passages that the index stores.
 *
 * A passage is a section; short ones are merged with their neighbours under the same parent, long
 * ones cut at paragraph ends, to about 4 KB. It never crosses a heading of level 1 or 2, and never
 * joins two sections that cite the same document.
 */
#ifndef VT_PASSAGES_H
#define VT_PASSAGES_H

#include "base/arena.h"
#include "base/buf.h"
#include "index.h"

struct vt_range {
    size_t start, end;
};

/* Cuts by the outline and the mentions of `document`. At least one passage, also for an empty text,
 * so that every document is found by its name. */
vanthu_status vt_passages_cut(struct vt_range **passages, size_t *count, struct vt_arena *arena,
                              struct vt_str text, const struct vanthu_document *document);

/* Adds all passages of one document to `piece`, numbered from `first`. `document` has sources,
 * outline and mentions. */
vanthu_status vt_passages_add(struct vt_index_piece *piece, uint32_t first, int64_t doc,
                              const struct vanthu_document *document, struct vt_str text,
                              const struct vt_range *passages, size_t count,
                              struct vanthu_error *error);

#endif
