/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy.h: files of an archive copied whole, compared byte by byte, and put aside.
 *
 * What is copied is read back from the disk and compared before it counts.
 */
#ifndef VT_COPY_H
#define VT_COPY_H

#include "vanthu.h"

#include <stdint.h>

/* Copies `from` to `to`, which is there whole or not at all, and lasts. Mode 0666 less the umask,
 * and never wider than that of `from`. VANTHU_DAMAGED when what is read back is
 * not what was written. */
vanthu_status vt_copy_file(const char *from, const char *to, struct vanthu_error *error);

/* Puts the bytes from `begin` to `end` of `from` in the place of those of `to`; synced. */
vanthu_status vt_copy_part(const char *from, const char *to, uint64_t begin, uint64_t end,
                           struct vanthu_error *error);

/* Appends to `to`, which has the first bytes of `from`, what follows up to `bytes`; synced. */
vanthu_status vt_copy_rest(const char *from, const char *to, uint64_t bytes,
                           struct vanthu_error *error);

/* Copies what `from` holds from byte `begin` on to `to`, which is made anew; synced. */
vanthu_status vt_copy_tail(const char *from, uint64_t begin, const char *to,
                           struct vanthu_error *error);

/* Compares the first `bytes` of two files; *differ_at is where they first differ, or where the
 * shorter one ends, and `bytes` when they are the same. */
vanthu_status vt_compare_files(const char *a, const char *b, uint64_t bytes, uint64_t *differ_at,
                               struct vanthu_error *error);

/* Gives a file of the archive in `dir` a name in its quarantine, made of `name` and the time; with
 * `move` it has its old name no more. */
vanthu_status vt_quarantine(const char *dir, const char *path, const char *name, bool move,
                            struct vanthu_error *error);

/* Gives the catalogue at `path` a name there too, with its last commits, which may lie beside it:
 * SQLite opens it under that name as it was. */
vanthu_status vt_quarantine_catalog(const char *dir, const char *path, struct vanthu_error *error);

/* What a file holds; *there is false when it does not exist. */
vanthu_status vt_file_bytes(const char *path, bool *there, uint64_t *bytes,
                            struct vanthu_error *error);

#endif
