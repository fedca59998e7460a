/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output.c: files that are given out, each whole or not at all. */
#include "output.h"

#include "err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static vanthu_status taken(const char *path, struct vanthu_error *error)
{
    return vt_err(
        error, VANTHU_USAGE,
        _("%s: is there already, and nothing is overwritten: give another name, or remove "
          "it first"),
        path);
}

vanthu_status vt_output_check(const char *path, bool replaces, bool *stream,
                              struct vanthu_error *error)
{
    struct stat st, target;
    *stream = false;
    if (lstat(path, &st) != 0)
        return VANTHU_OK;
    bool link = S_ISLNK(st.st_mode);
    if (link && stat(path, &target) == 0)
        st = target; /* /dev/stdout is one */
    if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode) || S_ISFIFO(st.st_mode)) {
        *stream = true;
        return VANTHU_OK;
    }
    if (link)
        return vt_err(error, VANTHU_USAGE,
                      _("%s: is a symbolic link, which is not followed: name the file itself"),
                      path);
    return S_ISREG(st.st_mode) && (replaces || !st.st_size) ? VANTHU_OK : taken(path, error);
}

/* A name of its own in the same directory: with a suffix a long name would be too long. */
static vanthu_status make_temporary(struct vt_output *o, struct vanthu_error *error)
{
    struct vt_buf name = {0};
    const char *slash = strrchr(o->path, '/');
    if (vt_buf_printf(&name, "%.*s.vanthu-XXXXXX", slash ? (int)(slash + 1 - o->path) : 0,
                      o->path) != VANTHU_OK ||
        !(o->temporary = vt_buf_take(&name)))
        return vt_err_memory(error);
    o->fd = mkostemp(o->temporary, O_CLOEXEC);
    if (o->fd >= 0)
        return VANTHU_OK;
    free(o->temporary);
    o->temporary = NULL;
    return vt_err_errno(error, errno, _("%s: cannot create"), o->path);
}

vanthu_status vt_output_open(struct vt_output *o, const char *path, bool replaces,
                             struct vanthu_error *error)
{
    bool stream;
    struct stat st;
    *o = (struct vt_output)VT_OUTPUT_NONE;
    o->path = path;
    vanthu_status status = vt_output_check(path, replaces, &stream, error);
    o->replaces = status == VANTHU_OK && lstat(path, &st) == 0;
    if (status != VANTHU_OK)
        return status;
    if (!stream)
        return make_temporary(o, error);
    o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return o->fd < 0 ? vt_err_errno(error, errno, _("%s: cannot open for writing"), path)
                     : VANTHU_OK;
}

/* Where the file system cannot refuse to replace, it is looked at once more. */
static int rename_new(const char *from, const char *to)
{
    struct stat st;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (lstat(to, &st) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

vanthu_status vt_output_keep(struct vt_output *o, const int64_t *mtime, struct vanthu_error *error)
{
    const struct timespec times[2] = {{0, UTIME_NOW}, {mtime ? *mtime : 0, mtime ? 0 : UTIME_NOW}};
    if (!o->temporary)
        return VANTHU_OK;
    mode_t mask = umask(0);
    umask(mask);
    /* a file system that does not take the time has the bytes all the same */
    if (futimens(o->fd, times) != 0)
        errno = 0;
    if (fchmod(o->fd, 0666 & ~mask) != 0 || fsync(o->fd) != 0)
        return vt_err_errno(error, errno, _("%s: cannot create"), o->path);
    if ((o->replaces ? rename(o->temporary, o->path) : rename_new(o->temporary, o->path)) != 0)
        return errno == EEXIST ? taken(o->path, error)
                               : vt_err_errno(error, errno, _("%s: cannot create"), o->path);
    free(o->temporary);
    o->temporary = NULL;
    return VANTHU_OK;
}

void vt_output_close(struct vt_output *o)
{
    if (o->temporary)
        unlink(o->temporary);
    free(o->temporary);
    if (o->fd >= 0)
        close(o->fd);
    *o = (struct vt_output)VT_OUTPUT_NONE;
}
