/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c: entering and leaving an archive: archive.conf, the writer's lock, the handles.
 *
 * The lock is flock() on the file `lock`: the kernel drops it when its holder dies, so there are no
 * stale locks. What the file says is for people only: who holds it.
 */
#include "archive/archive.h"

#include "archive/conf.h"
#include "archive/repair.h"
#include "archive/same.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "read/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FORMAT = 1 };

const char *vanthu_version(void)
{
    return VANTHU_VERSION;
}

void vt_utc_now(char out[32])
{
    time_t now = time(NULL);
    struct tm tm;
    if (!gmtime_r(&now, &tm) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
        out[0] = '\0';
}

/* ---- archive.conf ---- */

static vanthu_status no_archive(const char *dir, struct vanthu_error *error)
{
    return vt_err(error, VANTHU_NO_ARCHIVE,
                  _("%s: no archive is there: make one with `vanthu init` (or check the path, or "
                    "whether the disk is mounted)"),
                  dir);
}

static vanthu_status unsound(const char *dir, struct vanthu_error *error)
{
    return vt_err(error, VANTHU_NO_ARCHIVE,
                  _("%s: is not an archive: it has no sound archive.conf (check the path, or "
                    "whether the disk is mounted)"),
                  dir);
}

/* What is in `dir` instead of archive.conf. */
static vanthu_status not_an_archive(const char *dir, struct vanthu_error *error)
{
    uint32_t *list = NULL;
    size_t count = 0;
    char *volumes = vt_path_join(dir, "volumes");
    if (!volumes)
        return vt_err_memory(error);
    if (access(volumes, F_OK) == 0)
        vt_volume_list(&list, &count, volumes, NULL);
    free(list);
    free(volumes);
    return count ? vt_err(error, VANTHU_NO_ARCHIVE,
                          _("%s: holds volumes but no archive.conf: run `vanthu rebuild`"), dir)
                 : unsound(dir, error);
}

/* Whether there is one, and may be read. */
static vanthu_status look_for_conf(const char *dir, struct vanthu_error *error)
{
    struct stat st;
    char *path = vt_path_join(dir, "archive.conf");
    vanthu_status status = VANTHU_OK;
    if (!path)
        return vt_err_memory(error);
    if (access(path, R_OK) != 0 && errno != ENOENT && errno != ENOTDIR)
        status = vt_err_errno(error, errno, _("%s: cannot open"), path);
    else if (stat(dir, &st) != 0)
        status = no_archive(dir, error);
    else if (access(path, F_OK) != 0)
        status = not_an_archive(dir, error);
    free(path);
    return status;
}

static vanthu_status check_conf(const char *dir, struct vanthu_error *error)
{
    struct vt_buf conf = {0};
    struct vt_str value;
    vanthu_status status = look_for_conf(dir, error);
    if (status != VANTHU_OK)
        return status;
    if (vt_conf_read(&conf, dir, NULL) != VANTHU_OK ||
        !vt_conf_value(vt_buf_str(&conf), VT_STR("format"), &value) || !value.len ||
        strspn(value.p, "0123456789") < value.len || value.len > 6)
        status = unsound(dir, error);
    else if (atoi(value.p) != FORMAT)
        status = vt_err(error, VANTHU_NO_ARCHIVE,
                        _("%s: an archive of format %.*s; this vanthu reads format %d: use a newer "
                          "vanthu"),
                        dir, VT_STR_ARG(value), FORMAT);
    vt_buf_free(&conf);
    return status;
}

void vanthu_archive_about(char *value, size_t size, const char *dir, const char *name)
{
    struct vt_buf conf = {0};
    struct vt_str said = VT_STR("");
    if (vt_conf_read(&conf, dir, NULL) == VANTHU_OK)
        vt_conf_value(vt_buf_str(&conf), vt_str(name), &said);
    snprintf(value, size, "%.*s", VT_STR_ARG(said));
    value[vt_utf8_valid(vt_str(value))] = '\0'; /* where it was cut within a character */
    vt_buf_free(&conf);
}

/* ---- the lock ---- */

static vanthu_status locked(int fd, const char *dir, struct vanthu_error *error)
{
    char holder[200];
    ssize_t len = pread(fd, holder, sizeof holder - 1, 0);
    while (len > 0 && holder[len - 1] == '\n')
        len--;
    if (len <= 0)
        return vt_err(error, VANTHU_LOCKED, _("%s: another program is writing to this archive"),
                      dir);
    holder[len] = '\0';
    return vt_err(error, VANTHU_LOCKED, _("%s: another program is writing to this archive (%s)"),
                  dir, holder);
}

/* A reader that looks whether somebody writes holds it for a moment. */
static bool lock_exclusively(int fd)
{
    enum { TURNS = 3, TURN_US = 10000 };
    for (int turn = 1; flock(fd, LOCK_EX | LOCK_NB) != 0; turn++) {
        if (errno != EWOULDBLOCK || turn == TURNS)
            return false;
        usleep(TURN_US);
    }
    return true;
}

static vanthu_status take_lock(struct vanthu_archive *a, struct vanthu_error *error)
{
    char host[64] = "", text[160], since[32];
    vanthu_status status = VANTHU_OK;
    bool held = false;
    char *path = vt_path_join(a->dir, "lock");
    if (!path)
        return vt_err_memory(error);
    a->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (a->lock < 0) {
        status = vt_err_errno(error, errno, _("%s: cannot open for writing"), path);
    } else if (!lock_exclusively(a->lock)) {
        status = errno == EWOULDBLOCK ? locked(a->lock, a->dir, error)
                                      : vt_err_errno(error, errno, _("%s: cannot lock"), path);
    } else {
        gethostname(host, sizeof host - 1);
        vt_utc_now(since);
        int len = snprintf(text, sizeof text, "pid %ld, %s, %s\n", (long)getpid(), host, since);
        if (ftruncate(a->lock, 0) != 0)
            status = vt_err_errno(error, errno, _("%s: cannot write"), path);
        else
            status = vt_file_write(a->lock, path, (struct vt_str){text, (size_t)len}, 0, error);
        held = true;
    }
    if (!held && a->lock >= 0) { /* what it says is the holder's */
        close(a->lock);
        a->lock = -1;
    }
    free(path);
    return status;
}

bool vt_archive_others_write(const struct vanthu_archive *a)
{
    char *path = a->access == VANTHU_READ ? vt_path_join(a->dir, "lock") : NULL;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    free(path);
    return held;
}

/* ---- handles ---- */

vanthu_status vt_archive_enter(struct vanthu_archive **out, const char *dir,
                               enum vanthu_access access, struct vanthu_error *error)
{
    struct vanthu_archive *a = calloc(1, sizeof *a);
    vanthu_status status;
    *out = NULL;
    if (!a)
        return vt_err_memory(error);
    a->access = access;
    a->lock = -1;
    a->dir = strdup(dir);
    a->volumes_dir = vt_path_join(dir, "volumes");
    a->catalog_path = vt_path_join(dir, "catalog.sqlite");
    a->index_dir = vt_path_join(dir, "index");
    a->workers = vt_workers_new(VT_PATIENCE);
    if (!a->workers || !a->dir || !a->volumes_dir || !a->catalog_path || !a->index_dir)
        status = vt_err_memory(error);
    else
        status = check_conf(dir, error);
    if (status == VANTHU_OK && access == VANTHU_WRITE)
        status = take_lock(a, error);
    if (status == VANTHU_OK)
        *out = a;
    else
        vanthu_archive_close(a);
    return status;
}

/* Whoever made a catalogue for a mirror, as the error advises, would have it no more. */
static vanthu_status explain_mirror(const struct vanthu_archive *a, struct vanthu_error *error)
{
    bool mirror;
    vanthu_status status = vt_is_mirror(&mirror, a->dir, error);
    if (status != VANTHU_OK || !mirror)
        return status == VANTHU_OK ? VANTHU_DAMAGED : status;
    return vt_err(
        error, VANTHU_DAMAGED,
        _("%s: is a mirror, which cannot be asked: ask its archive; to use it as an archive "
          "copy it elsewhere, and run `vanthu -A COPY rebuild`"),
        a->dir);
}

vanthu_status vanthu_archive_open(struct vanthu_archive **out, const char *dir,
                                  enum vanthu_access access, struct vanthu_error *error)
{
    struct vanthu_archive *a;
    vanthu_status status = vt_archive_enter(&a, dir, access, error);
    *out = NULL;
    if (status != VANTHU_OK)
        return status;
    status = vt_catalog_open(&a->catalog, a->catalog_path,
                             access == VANTHU_WRITE ? VT_CATALOG_WRITE : VT_CATALOG_READ, error);
    if (status == VANTHU_DAMAGED)
        status = explain_mirror(a, error);
    if (status == VANTHU_OK && access == VANTHU_WRITE)
        status = vt_repair_forward(a, error);
    if (status == VANTHU_OK)
        *out = a;
    else
        vanthu_archive_close(a);
    return status;
}

vanthu_status vt_archive_volumes(struct vanthu_archive *a, struct vt_volume_reader **out,
                                 struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (!a->volumes)
        status = vt_volume_reader_open(&a->volumes, a->volumes_dir, error);
    *out = a->volumes;
    return status;
}

void vanthu_archive_close(struct vanthu_archive *a)
{
    if (!a)
        return;
    vt_volume_writer_close(a->volume_writer);
    vt_index_writer_close(a->index_writer);
    vt_volume_reader_close(a->volumes);
    vt_index_close(a->index);
    vt_workers_free(a->workers);
    vt_catalog_close(a->catalog);
    vt_catalog_close(a->now);
    if (a->lock >= 0) {
        if (ftruncate(a->lock, 0) != 0) {
            /* the text is for people; the lock itself is released by closing */
        }
        close(a->lock);
    }
    free(a->dir);
    free(a->volumes_dir);
    free(a->catalog_path);
    free(a->index_dir);
    free(a);
}
