/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame.h: zstd frames in a volume file (RFC 8878), found, made and opened.
 *
 * Every frame of ours states the size of its content and ends with a checksum of it; a frame that
 * does not, or wants a dictionary, is none of ours. The size that a frame states is believed only
 * as far as its blocks can give it (128 KiB each), so a small file cannot ask for much memory.
 */
#ifndef VT_FRAME_H
#define VT_FRAME_H

#include "base/buf.h"

#include <stdint.h>

#include <zstd.h>

#define VT_CONTENT_MAX ((uint64_t)1 << 34) /* of one frame */

enum { VT_SEEK_FRAME_MAGIC = 0x184D2A5E };
#define VT_SEEK_FOOTER_MAGIC 0x8F92EAB1U

/* A volume file open for reading. */
struct vt_volume_file {
    int fd; /* -1: not open */
    char *path;
    uint64_t bytes; /* its size when it was opened */
};

vanthu_status vt_volume_file_open(struct vt_volume_file *file, const char *dir, uint32_t volume,
                                  struct vanthu_error *error);
void vt_volume_file_close(struct vt_volume_file *file);

struct vt_frame_head {
    uint64_t bytes, content_bytes;
    bool seek_table; /* a skippable frame that ends the file; content_bytes is 0 */
};

/* Walks the block headers of the frame at `at`. *found is false where no complete frame is; its
 * content is not looked at. */
vanthu_status vt_frame_probe(struct vt_frame_head *head, bool *found,
                             const struct vt_volume_file *file, uint64_t at,
                             struct vanthu_error *error);

/* Levels of zstd: while documents come in, and for good. */
enum { VT_LEVEL_COMMIT = 5, VT_LEVEL_COMPACT = 19 };

/* Replaces `packed` by the frame of `content`. */
vanthu_status vt_frame_pack(struct vt_buf *packed, ZSTD_CCtx *context, int level,
                            struct vt_str content, struct vanthu_error *error);

/* Reads the frame that vt_frame_probe() found at `at` and replaces `content` by what is in it.
 * *whole is false when it does not decompress to that, or its checksum is wrong. */
vanthu_status vt_frame_load(struct vt_buf *content, bool *whole, struct vt_buf *packed,
                            ZSTD_DCtx *context, const struct vt_volume_file *file, uint64_t at,
                            const struct vt_frame_head *head, struct vanthu_error *error);

/* The same of a frame that is not whole: what can be had of its content stands where it belongs,
 * between zeros or anything else. Only what has a hash of its own may be taken from it. */
vanthu_status vt_frame_salvage(struct vt_buf *content, struct vt_buf *packed, ZSTD_DCtx *context,
                               const struct vt_volume_file *file, uint64_t at,
                               const struct vt_frame_head *head, struct vanthu_error *error);

uint32_t vt_get_le32(const void *p);

#endif
