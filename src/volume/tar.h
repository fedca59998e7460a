/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar.h: POSIX.1-2001 ustar members in memory, the content of a volume's frames.
 *
 * Made here and not by libarchive, which ends the process when memory runs out, and because the
 * place of every byte must be known when it is written.
 */
#ifndef VT_TAR_H
#define VT_TAR_H

#include "base/buf.h"

#include <stdint.h>

enum { VT_TAR_BLOCK = 512 };

#define VT_TAR_SIZE_MAX (((uint64_t)1 << 33) - 1) /* eleven octal digits */

struct vt_member {
    struct vt_str name, data;
    size_t data_offset;
};

/* Appends one regular file, mode 0444, of nobody. `name` has at most 100 ASCII bytes, `data` at
 * most VT_TAR_SIZE_MAX; an mtime before 1970 becomes 0. */
vanthu_status vt_tar_append(struct vt_buf *tar, const char *name, int64_t mtime,
                            struct vt_str data);

enum vt_tar_found { VT_TAR_MEMBER, VT_TAR_END, VT_TAR_BROKEN };

/* The member at *at, which moves behind it. Members of other types than regular files come with an
 * empty name. */
enum vt_tar_found vt_tar_next(struct vt_member *member, struct vt_str tar, size_t *at);

/* The same where `tar` is damaged: what is no member is passed over, block by block. */
enum vt_tar_found vt_tar_find(struct vt_member *member, struct vt_str tar, size_t *at);

#endif
