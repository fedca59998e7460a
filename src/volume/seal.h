/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal.h: what ends a full volume: the tar end-of-archive in a frame of its own, and the table of
 * all frames by which other tools can seek (the zstd seekable format, 0.1.0).
 */
#ifndef VT_SEAL_H
#define VT_SEAL_H

#include "frame.h"
#include "volume.h"

enum { VT_TAR_END_BYTES = 1024, VT_SEEK_ENTRY = 8 };

/* Appends the end-of-archive frame to `out`, and behind it the seek table of the frames of `file`
 * up to `end`; without the table where it cannot be made: a frame of 4 GiB, or a damaged one. */
vanthu_status vt_seal_make(struct vt_buf *out, ZSTD_CCtx *context,
                           const struct vt_volume_file *file, uint64_t end,
                           struct vanthu_error *error);

/* Appends the entry of one frame; false when it does not fit in an entry. */
bool vt_seal_entry(struct vt_buf *entries, const struct vt_frame_head *head, vanthu_status *status);

/* The content of the end-of-archive frame. */
bool vt_is_tar_end(struct vt_str content);

/* *sealed: a seal, and nothing else, follows `end` up to the end of the file. */
vanthu_status vt_seal_find(bool *sealed, const struct vt_volume_file *file, uint64_t end,
                           struct vanthu_error *error);

/* The size at which the writer begins the next volume: 1 GiB unless a test wants less. */
void vt_volume_writer_limit(struct vt_volume_writer *writer, uint64_t bytes);

#endif
