/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unpack.h: the members of a bundle, and the attachments of a message, on their way into the
 * archive: each is a document of its own, whose path is that of the bundle, a slash, and its name.
 */
#ifndef VT_UNPACK_H
#define VT_UNPACK_H

#include "archive/intake-file.h"

/* Bundles may stand in bundles so deep; below that they are documents without text. */
enum { VT_NESTING_MAX = 4 };

/* What may still come out of one file, all bundles in it together; used up by the first member
 * that does not fit. */
struct vt_allowance {
    uint64_t bytes;
    size_t members;
};

struct vt_allowance vt_allowance(uint64_t file_bytes);

/* Takes over a member whose task is done. */
typedef vanthu_status (*vt_unpacked_fn)(void *context, struct vt_file *member,
                                        struct vanthu_error *error);

/* Takes the members out of `bundle`, whose bytes are loaded, analyses several at a time with
 * `pool`, and gives them to `take` in order, as long as there is `allowance`. `reading` tells
 * whether all could be taken out. */
vanthu_status vt_unpack(struct vt_file *bundle, struct vt_pool *pool, unsigned jobs,
                        struct vt_allowance *allowance, vt_unpacked_fn take, void *context,
                        struct vt_reading *reading, struct vanthu_error *error);

#endif
