/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file.h: whole files in, whole files out, and the calls that make them last.
 *
 * Paths are as the system gives them: bytes. Messages name the path.
 */
#ifndef VT_FILE_H
#define VT_FILE_H

#include "buf.h"

#include <stdint.h>
#include <sys/types.h>

/* Appends the file at `path` to `out`. A file of more than `max` bytes is VANTHU_FAILED, as is one
 * that changes its length meanwhile; directories and devices are VANTHU_FAILED too. */
vanthu_status vt_file_read(struct vt_buf *out, const char *path, uint64_t max,
                           struct vanthu_error *error);

/* Appends everything that `fd` gives, under the same ceiling. `name` is for messages. */
vanthu_status vt_file_read_fd(struct vt_buf *out, int fd, const char *name, uint64_t max,
                              struct vanthu_error *error);

/* Writes a file that is there whole or not at all, and lasts: temporary name in the same
 * directory, fsync, rename, fsync of the directory. Mode 0666 less the umask. */
vanthu_status vt_file_replace(const char *path, struct vt_str data, struct vanthu_error *error);

/* Writes all of `data` at the file offset `at`, or at the current position when `at` is -1, over
 * short writes and EINTR. */
vanthu_status vt_file_write(int fd, const char *name, struct vt_str data, off_t at,
                            struct vanthu_error *error);

/* Reads exactly `size` bytes at `at`; fewer there is VANTHU_DAMAGED. */
vanthu_status vt_file_read_at(int fd, const char *name, void *data, size_t size, uint64_t at,
                              struct vanthu_error *error);

/* fsync of the directory at `path`, so that names made or removed in it last. */
vanthu_status vt_dir_sync(const char *path, struct vanthu_error *error);

/* Removes a directory and everything in it; a missing one is no error. Follows no links. */
vanthu_status vt_dir_remove(const char *path, struct vanthu_error *error);

/* "dir/name", to be freed with free(); NULL when there is no memory. */
char *vt_path_join(const char *dir, const char *name);

#endif
