/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch.h: the committer of `add`: gathers files into one frame, makes them safe, acknowledges
 * them, and has them indexed.
 *
 * Order of a commit: volume (fdatasync) → catalogue (one transaction) → acknowledgement → index
 * piece, built by a thread of the pool while the next batch is gathered → published.
 */
#ifndef VT_BATCH_H
#define VT_BATCH_H

#include "archive/archive.h"
#include "archive/intake-file.h"

struct vt_batch;

/* `options` and `summary` are borrowed. */
vanthu_status vt_batch_new(struct vt_batch **out, struct vanthu_archive *archive,
                           struct vt_pool *pool, unsigned jobs,
                           const struct vanthu_add_options *options,
                           struct vanthu_add_summary *summary, struct vanthu_error *error);

/* Takes a file whose task is done. Commits when a frame is full. VANTHU_CANCELLED when the
 * callback asked to stop. */
vanthu_status vt_batch_take(struct vt_batch *batch, struct vt_file *file,
                            struct vanthu_error *error);

/* Commits and acknowledges what is gathered. */
vanthu_status vt_batch_flush(struct vt_batch *batch, struct vanthu_error *error);

/* Waits for the index and merges its pieces. */
vanthu_status vt_batch_finish(struct vt_batch *batch, struct vanthu_error *error);

/* What was not committed is forgotten. */
void vt_batch_free(struct vt_batch *batch);

#endif
