/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * salvage.h: what can still be read of a damaged frame.
 *
 * A frame is packed in blocks of at most 128 KiB (RFC 8878, 3.1.1.2). Damage in one of them leaves
 * the others, as far as they do not repeat what stood in it. Nothing of what comes back is vouched
 * for: who uses it compares it with its SHA-256.
 */
#ifndef VT_SALVAGE_H
#define VT_SALVAGE_H

#include "frame.h"

/* Replaces `content` by what the frame that vt_frame_probe() found at `at` may have held, in the
 * length that it states. Blocks that do not decompress are zeros; all is behind the first of them
 * where the lengths of the others do not fit. */
vanthu_status vt_frame_salvage(struct vt_buf *content, struct vt_buf *packed, ZSTD_DCtx *context,
                               const struct vt_volume_file *file, uint64_t at,
                               const struct vt_frame_head *head, struct vanthu_error *error);

#endif
