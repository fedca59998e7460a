/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.c: whole files in, whole files out, and the calls that make them last. */
#include "file.h"

#include "err.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static vanthu_status too_large(struct vanthu_error *error, const char *name, uint64_t max)
{
    return vt_err(error, VANTHU_FAILED, _("%s: larger than the limit of %llu bytes"), name,
                  (unsigned long long)max);
}

vanthu_status vt_file_read_fd(struct vt_buf *out, int fd, const char *name, uint64_t max,
                              struct vanthu_error *error)
{
    size_t begin = out->len;
    for (;;) {
        if (vt_buf_reserve(out, 1 << 16) != VANTHU_OK)
            return vt_err_memory(error);
        ssize_t got = read(fd, out->p + out->len, out->cap - out->len - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            vanthu_status status = vt_err_errno(error, errno, _("%s: cannot read"), name);
            if (status == VANTHU_IO && error)
                error->status = VANTHU_FAILED;
            return status == VANTHU_IO ? VANTHU_FAILED : status;
        }
        if (got == 0)
            return VANTHU_OK;
        out->len += (size_t)got;
        if (out->len - begin > max)
            return too_large(error, name, max);
    }
}

vanthu_status vt_file_read(struct vt_buf *out, const char *path, uint64_t max,
                           struct vanthu_error *error)
{
    struct stat st;
    vanthu_status status = VANTHU_OK;
    size_t begin = out->len;
    /* O_NONBLOCK: a named pipe without a writer must not stop the run */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0 || fstat(fd, &st) != 0) {
        vt_err_errno(error, errno, _("%s: cannot open"), path);
        if (error)
            error->status = VANTHU_FAILED;
        status = VANTHU_FAILED;
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        status =
            vt_err(error, VANTHU_FAILED,
                   S_ISDIR(st.st_mode) ? _("%s: is a directory") : _("%s: is not a file"), path);
        goto done;
    }
    if ((uint64_t)st.st_size > max) {
        status = too_large(error, path, max);
        goto done;
    }
    if (vt_buf_reserve(out, (size_t)st.st_size + (1 << 16)) != VANTHU_OK) {
        status = vt_err_memory(error);
        goto done;
    }
    status = vt_file_read_fd(out, fd, path, max, error);
    if (status == VANTHU_OK && out->len - begin != (size_t)st.st_size)
        status = vt_err(error, VANTHU_FAILED, _("%s: changed while it was read"), path);
done:
    if (fd >= 0)
        close(fd);
    return status;
}

vanthu_status vt_file_write(int fd, const char *name, struct vt_str data, off_t at,
                            struct vanthu_error *error)
{
    while (data.len) {
        ssize_t put = at < 0 ? write(fd, data.p, data.len) : pwrite(fd, data.p, data.len, at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return vt_err_errno(error, errno, _("%s: cannot write"), name);
        data = vt_str_sub(data, (size_t)put, data.len);
        if (at >= 0)
            at += put;
    }
    return VANTHU_OK;
}

vanthu_status vt_file_read_at(int fd, const char *name, void *data, size_t size, uint64_t at,
                              struct vanthu_error *error)
{
    char *p = data;
    while (size) {
        ssize_t got = pread(fd, p, size, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return vt_err_errno(error, errno, _("%s: cannot read"), name);
        if (got == 0)
            return vt_err(error, VANTHU_DAMAGED, _("%s: ends at byte %llu, in the middle of data"),
                          name, (unsigned long long)at);
        p += got;
        size -= (size_t)got;
        at += (uint64_t)got;
    }
    return VANTHU_OK;
}

vanthu_status vt_dir_sync(const char *path, struct vanthu_error *error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), path);
    int failed = fsync(fd) != 0 ? errno : 0;
    close(fd);
    return failed ? vt_err_errno(error, failed, _("%s: cannot sync"), path) : VANTHU_OK;
}

static vanthu_status write_new(const char *path, struct vt_str data, struct vanthu_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return vt_err_errno(error, errno, _("%s: cannot create"), path);
    vanthu_status status = vt_file_write(fd, path, data, -1, error);
    if (status == VANTHU_OK && fsync(fd) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot sync"), path);
    if (close(fd) != 0 && status == VANTHU_OK)
        status = vt_err_errno(error, errno, _("%s: cannot write"), path);
    return status;
}

vanthu_status vt_file_replace(const char *path, struct vt_str data, struct vanthu_error *error)
{
    struct vt_buf temporary = {0}, directory = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    const char *slash = strrchr(path, '/');
    struct vt_str parent = slash == path ? VT_STR("/")
                           : slash       ? vt_str_range(path, slash)
                                         : VT_STR(".");

    if (vt_buf_printf(&temporary, "%s.new", path) != VANTHU_OK ||
        vt_buf_append_str(&directory, parent) != VANTHU_OK || !vt_buf_cstr(&temporary) ||
        !vt_buf_cstr(&directory)) {
        status = vt_err_memory(error);
        goto done;
    }
    status = write_new(temporary.p, data, error);
    if (status == VANTHU_OK && rename(temporary.p, path) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot create"), path);
    if (status != VANTHU_OK)
        unlink(temporary.p);
    else
        status = vt_dir_sync(directory.p, error);
done:
    vt_buf_free(&temporary);
    vt_buf_free(&directory);
    return status;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

vanthu_status vt_dir_remove(const char *path, struct vanthu_error *error)
{
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return vt_err_errno(error, errno, _("%s: cannot remove"), path);
    return VANTHU_OK;
}

char *vt_path_join(const char *dir, const char *name)
{
    struct vt_buf path = {0};
    size_t len = strlen(dir);
    const char *slash = len && dir[len - 1] == '/' ? "" : "/";
    if (vt_buf_printf(&path, "%s%s%s", dir, slash, name) != VANTHU_OK)
        return NULL;
    return vt_buf_take(&path);
}
