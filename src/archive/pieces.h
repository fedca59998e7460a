/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces.h: committed documents on their way into the index: threads of the pool build the pieces,
 * which are published in the order of their commits.
 */
#ifndef VT_PIECES_H
#define VT_PIECES_H

#include "archive/intake-file.h"
#include "index.h"

struct vt_pieces;

/* `writer` and `pool` are borrowed. */
vanthu_status vt_pieces_new(struct vt_pieces **out, struct vt_index_writer *writer,
                            struct vt_pool *pool, unsigned jobs, struct vanthu_error *error);

/* Takes files that belong to `generation`, and has them indexed; the passages that those known
 * before had go out of use. */
vanthu_status vt_pieces_submit(struct vt_pieces *pieces, struct vt_file *files, uint64_t generation,
                               struct vanthu_error *error);

/* Publishes what is built, and waits where too much is on its way; for everything when `all`. */
vanthu_status vt_pieces_publish(struct vt_pieces *pieces, bool all, struct vanthu_error *error);

/* What was not published is forgotten. */
void vt_pieces_free(struct vt_pieces *pieces);

#endif
