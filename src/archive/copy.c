/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy.c: files of an archive copied, compared and put aside. */
#include "archive/copy.h"

#include "archive/archive.h"
#include "base/err.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 18 };

vanthu_status vt_file_bytes(const char *path, bool *there, uint64_t *bytes,
                            struct vanthu_error *error)
{
    struct stat st;
    *there = lstat(path, &st) == 0;
    *bytes = *there ? (uint64_t)st.st_size : 0;
    if (*there ? S_ISREG(st.st_mode) : errno == ENOENT)
        return VANTHU_OK;
    return *there ? vt_err(error, VANTHU_IO, _("%s: is not a file"), path)
                  : vt_err_errno(error, errno, _("%s: cannot open"), path);
}

static vanthu_status open_file(int *fd, const char *path, int flags, mode_t mode,
                               struct vanthu_error *error)
{
    *fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, mode);
    return *fd < 0 ? vt_err_errno(error, errno, _("%s: cannot open"), path) : VANTHU_OK;
}

static void close_file(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* ---- comparing ---- */

static uint64_t bytes_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* From *at, which is moved to where they differ. */
static vanthu_status compare(int a, const char *a_path, int b, const char *b_path, uint64_t bytes,
                             uint64_t *at, struct vanthu_error *error)
{
    char *chunks = malloc(2 * CHUNK);
    vanthu_status status = chunks ? VANTHU_OK : vt_err_memory(error);
    while (status == VANTHU_OK && *at < bytes) {
        size_t size = bytes - *at < CHUNK ? (size_t)(bytes - *at) : CHUNK, same = 0;
        status = vt_file_read_at(a, a_path, chunks, size, *at, error);
        if (status == VANTHU_OK)
            status = vt_file_read_at(b, b_path, chunks + CHUNK, size, *at, error);
        while (status == VANTHU_OK && same < size && chunks[same] == chunks[CHUNK + same])
            same++;
        *at += same;
        if (same < size)
            break;
    }
    free(chunks);
    return status;
}

vanthu_status vt_compare_files(const char *a, const char *b, uint64_t bytes, uint64_t *differ_at,
                               struct vanthu_error *error)
{
    int a_fd, b_fd = -1;
    *differ_at = 0;
    vanthu_status status = open_file(&a_fd, a, O_RDONLY, 0, error);
    if (status == VANTHU_OK)
        status = open_file(&b_fd, b, O_RDONLY, 0, error);
    if (status == VANTHU_OK) {
        uint64_t shorter = bytes_of(a_fd) < bytes_of(b_fd) ? bytes_of(a_fd) : bytes_of(b_fd);
        status = compare(a_fd, a, b_fd, b, shorter < bytes ? shorter : bytes, differ_at, error);
    }
    close_file(a_fd);
    close_file(b_fd);
    return status;
}

/* ---- copying ---- */

static vanthu_status copy_range(int from, const char *from_path, int to, const char *to_path,
                                uint64_t begin, uint64_t end, struct vanthu_error *error)
{
    char *chunk = malloc(CHUNK);
    vanthu_status status = chunk ? VANTHU_OK : vt_err_memory(error);
    for (uint64_t at = begin; status == VANTHU_OK && at < end;) {
        size_t size = end - at < CHUNK ? (size_t)(end - at) : CHUNK;
        status = vt_file_read_at(from, from_path, chunk, size, at, error);
        if (status == VANTHU_OK)
            status = vt_file_write(to, to_path, (struct vt_str){chunk, size}, (off_t)at, error);
        at += size;
    }
    free(chunk);
    if (status == VANTHU_OK && fsync(to) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot sync"), to_path);
    return status;
}

/* From the disk, not from what the system keeps in memory. */
static vanthu_status read_back(int from, const char *from_path, int to, const char *to_path,
                               uint64_t begin, uint64_t bytes, struct vanthu_error *error)
{
    uint64_t at = begin;
    posix_fadvise(to, 0, 0, POSIX_FADV_DONTNEED);
    vanthu_status status = compare(from, from_path, to, to_path, bytes, &at, error);
    return status == VANTHU_OK && at != bytes
               ? vt_err(error, VANTHU_DAMAGED, _("%s: byte %llu is not what was written"), to_path,
                        (unsigned long long)at)
               : status;
}

vanthu_status vt_copy_part(const char *from, const char *to, uint64_t begin, uint64_t end,
                           struct vanthu_error *error)
{
    int from_fd, to_fd = -1;
    vanthu_status status = open_file(&from_fd, from, O_RDONLY, 0, error);
    if (status == VANTHU_OK)
        status = open_file(&to_fd, to, O_RDWR, 0, error);
    if (status == VANTHU_OK)
        status = copy_range(from_fd, from, to_fd, to, begin, end, error);
    if (status == VANTHU_OK)
        status = read_back(from_fd, from, to_fd, to, begin, end, error);
    close_file(from_fd);
    close_file(to_fd);
    return status;
}

vanthu_status vt_copy_rest(const char *from, const char *to, uint64_t bytes,
                           struct vanthu_error *error)
{
    bool there;
    uint64_t begin;
    vanthu_status status = vt_file_bytes(to, &there, &begin, error);
    return status == VANTHU_OK ? vt_copy_part(from, to, begin, bytes, error) : status;
}

/* Nobody may do with the copy what he may not do with the other. */
static bool narrow(int fd, mode_t mode)
{
    struct stat st;
    return fstat(fd, &st) == 0 && fchmod(fd, st.st_mode & mode & 0777) == 0;
}

static vanthu_status make_copy(const char *from, const char *to, struct vanthu_error *error)
{
    int from_fd, to_fd = -1;
    struct stat st;
    vanthu_status status = open_file(&from_fd, from, O_RDONLY, 0, error);
    if (status == VANTHU_OK && fstat(from_fd, &st) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot open"), from);
    if (status == VANTHU_OK)
        status = open_file(&to_fd, to, O_RDWR | O_CREAT | O_TRUNC, 0666, error);
    if (status == VANTHU_OK)
        status = copy_range(from_fd, from, to_fd, to, 0, (uint64_t)st.st_size, error);
    if (status == VANTHU_OK)
        status = read_back(from_fd, from, to_fd, to, 0, (uint64_t)st.st_size, error);
    if (status == VANTHU_OK && !narrow(to_fd, st.st_mode))
        status = vt_err_errno(error, errno, _("%s: cannot write"), to);
    close_file(from_fd);
    close_file(to_fd);
    return status;
}

static vanthu_status sync_parent(const char *path, struct vanthu_error *error)
{
    struct vt_buf dir = {0};
    const char *slash = strrchr(path, '/');
    vanthu_status status = VANTHU_NO_MEMORY;
    if (vt_buf_append_str(&dir, slash ? vt_str_range(path, slash) : VT_STR(".")) == VANTHU_OK &&
        vt_buf_cstr(&dir))
        status = vt_dir_sync(dir.len ? dir.p : "/", error);
    else
        vt_err_memory(error);
    vt_buf_free(&dir);
    return status;
}

vanthu_status vt_copy_file(const char *from, const char *to, struct vanthu_error *error)
{
    struct vt_buf temporary = {0};
    if (vt_buf_printf(&temporary, "%s.new", to) != VANTHU_OK)
        return vt_err_memory(error);
    vanthu_status status = make_copy(from, temporary.p, error);
    if (status == VANTHU_OK && rename(temporary.p, to) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot create"), to);
    if (status == VANTHU_OK)
        status = sync_parent(to, error);
    else
        unlink(temporary.p);
    vt_buf_free(&temporary);
    return status;
}

/* From where `from` stands to its end. */
static vanthu_status copy_bytes(int from, const char *from_path, int to, const char *to_path,
                                struct vanthu_error *error)
{
    char *chunk = malloc(CHUNK);
    ssize_t got = 1;
    vanthu_status status = chunk ? VANTHU_OK : vt_err_memory(error);
    while (status == VANTHU_OK && got != 0) {
        got = read(from, chunk, CHUNK);
        if (got < 0 && errno != EINTR)
            status = vt_err_errno(error, errno, _("%s: cannot read"), from_path);
        else if (got > 0)
            status = vt_file_write(to, to_path, (struct vt_str){chunk, (size_t)got}, -1, error);
    }
    free(chunk);
    if (status == VANTHU_OK && fsync(to) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot sync"), to_path);
    return status;
}

vanthu_status vt_copy_tail(const char *from, uint64_t begin, const char *to,
                           struct vanthu_error *error)
{
    int from_fd, to_fd = -1;
    vanthu_status status = open_file(&from_fd, from, O_RDONLY, 0, error);
    if (status == VANTHU_OK)
        status = open_file(&to_fd, to, O_RDWR | O_CREAT | O_TRUNC, 0600, error);
    if (status == VANTHU_OK && lseek(from_fd, (off_t)begin, SEEK_SET) < 0)
        status = vt_err_errno(error, errno, _("%s: cannot read"), from);
    if (status == VANTHU_OK)
        status = copy_bytes(from_fd, from, to_fd, to, error);
    close_file(from_fd);
    close_file(to_fd);
    return status;
}

/* ---- putting aside ---- */

static int give_name(const char *path, const char *name, bool move)
{
    int done =
        move ? renameat2(AT_FDCWD, path, AT_FDCWD, name, RENAME_NOREPLACE) : link(path, name);
    return done == 0 ? 0 : errno;
}

/* Another name for the file `path`, or with `move` the only one; EEXIST when it is taken. */
static vanthu_status name_it(const char *path, const char *name, bool move, int *failed,
                             struct vanthu_error *error)
{
    *failed = give_name(path, name, move);
    if (!move && (*failed == EPERM || *failed == ENOTSUP || *failed == EMLINK)) {
        *failed = 0;
        return vt_copy_file(path, name, error); /* a file system without links */
    }
    return *failed && *failed != EEXIST ? vt_err_errno(error, *failed, _("%s: cannot create"), name)
                                        : VANTHU_OK;
}

/* A name that is free: of the file, the time, and a number where it is the same second. */
static vanthu_status name_in(struct vt_buf *full, const char *quarantine, const char *path,
                             const char *name, bool move, struct vanthu_error *error)
{
    enum { NAMES_MAX = 1000 };
    char now[32];
    vanthu_status status = VANTHU_OK;
    int failed = EEXIST;
    vt_utc_now(now);
    for (int i = 1; failed == EEXIST && i < NAMES_MAX && status == VANTHU_OK; i++) {
        vt_buf_clear(full);
        status = vt_buf_printf(full, "%s/%s.%s-%d", quarantine, name, now, i) == VANTHU_OK
                     ? name_it(path, full->p, move, &failed, error)
                     : vt_err_memory(error);
    }
    return status == VANTHU_OK && failed
               ? vt_err_errno(error, failed, _("%s: cannot create"), full->p)
               : status;
}

/* What SQLite keeps beside a database are its last commits, which it looks for under that name. */
static vanthu_status name_log(const char *path, const char *name, struct vanthu_error *error)
{
    struct vt_buf from = {0}, to = {0};
    int failed = 0;
    vanthu_status status = vt_buf_printf(&from, "%s-wal", path) == VANTHU_OK &&
                                   vt_buf_printf(&to, "%s-wal", name) == VANTHU_OK
                               ? VANTHU_OK
                               : vt_err_memory(error);
    if (status == VANTHU_OK && access(from.p, F_OK) == 0)
        status = name_it(from.p, to.p, false, &failed, error);
    if (status == VANTHU_OK && failed)
        status = vt_err_errno(error, failed, _("%s: cannot create"), to.p);
    vt_buf_free(&from);
    vt_buf_free(&to);
    return status;
}

static vanthu_status put_aside(const char *dir, const char *path, const char *name, bool move,
                               bool database, struct vanthu_error *error)
{
    struct vt_buf full = {0};
    char *quarantine = vt_path_join(dir, VT_QUARANTINE);
    vanthu_status status = VANTHU_OK;
    if (!quarantine)
        status = vt_err_memory(error);
    else if (mkdir(quarantine, 0777) != 0 && errno != EEXIST)
        status = vt_err_errno(error, errno, _("%s: cannot create"), quarantine);
    if (status == VANTHU_OK)
        status = name_in(&full, quarantine, path, name, move, error);
    if (status == VANTHU_OK && database)
        status = name_log(path, full.p, error);
    if (status == VANTHU_OK)
        status = vt_dir_sync(quarantine, error);
    vt_buf_free(&full);
    free(quarantine);
    return status;
}

vanthu_status vt_quarantine(const char *dir, const char *path, const char *name, bool move,
                            struct vanthu_error *error)
{
    return put_aside(dir, path, name, move, false, error);
}

vanthu_status vt_quarantine_catalog(const char *dir, const char *path, struct vanthu_error *error)
{
    return put_aside(dir, path, "catalog.sqlite", false, true, error);
}
