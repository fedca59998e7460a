/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake.c: the files that a list of paths means. */
#include "archive/intake.h"

#include "archive/bag-read.h"

#include "base/err.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

enum { DEPTH_MAX = 1000 };

/* A directory on the way down, with the names still to come. */
struct level {
    char *dir;
    char **names;
    size_t count, next;
};

struct vt_intake {
    const char *const *paths;
    size_t count, next;
    bool recursive;
    struct stat own;
    struct level *levels;
    size_t depth;
    char *path;   /* given back last */
    bool skipped; /* it is nothing to take, and is told */
};

vanthu_status vt_intake_new(struct vt_intake **out, const char *const *paths, size_t count,
                            bool recursive, const char *own, struct vanthu_error *error)
{
    struct vt_intake *in = calloc(1, sizeof *in);
    *out = in;
    if (!in)
        return vt_err_memory(error);
    in->paths = paths;
    in->count = count;
    in->recursive = recursive;
    in->levels = calloc(DEPTH_MAX, sizeof *in->levels);
    if (!in->levels)
        return vt_err_memory(error);
    if (stat(own, &in->own) != 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), own);
    return VANTHU_OK;
}

static void free_level(struct level *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->names[i]);
    free(l->names);
    free(l->dir);
    *l = (struct level){0};
}

void vt_intake_free(struct vt_intake *in)
{
    if (!in)
        return;
    while (in->depth)
        free_level(&in->levels[--in->depth]);
    free(in->levels);
    free(in->path);
    free(in);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static vanthu_status cannot_take(struct vanthu_error *error, int saved_errno, const char *path)
{
    vanthu_status status = vt_err_errno(error, saved_errno, _("%s: cannot open"), path);
    if (status == VANTHU_IO && error)
        error->status = VANTHU_FAILED;
    return status == VANTHU_IO ? VANTHU_FAILED : status;
}

static vanthu_status read_names(struct level *l, DIR *d, struct vanthu_error *error)
{
    struct dirent *entry;
    size_t cap = 0;
    while ((errno = 0, entry = readdir(d))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (l->count == cap) {
            cap = cap ? cap * 2 : 32;
            char **grown = realloc(l->names, cap * sizeof *grown);
            if (!grown)
                return vt_err_memory(error);
            l->names = grown;
        }
        if (!(l->names[l->count] = strdup(entry->d_name)))
            return vt_err_memory(error);
        l->count++;
    }
    if (errno)
        return cannot_take(error, errno, l->dir);
    if (l->count)
        qsort(l->names, l->count, sizeof *l->names, by_bytes);
    return VANTHU_OK;
}

static vanthu_status descend(struct vt_intake *in, const char *path, struct vanthu_error *error)
{
    if (in->depth == DEPTH_MAX)
        return vt_err(error, VANTHU_FAILED, _("%s: more than %d directories deep"), path,
                      DEPTH_MAX);
    DIR *d = opendir(path);
    if (!d)
        return cannot_take(error, errno, path);
    struct level *l = &in->levels[in->depth];
    *l = (struct level){.dir = strdup(path)};
    vanthu_status status = l->dir ? read_names(l, d, error) : vt_err_memory(error);
    closedir(d);
    if (status == VANTHU_OK)
        in->depth++;
    else
        free_level(l);
    return status;
}

/* The next path, from the deepest directory or the command line; NULL at the end. */
static vanthu_status next_path(struct vt_intake *in, bool *inside, struct vanthu_error *error)
{
    free(in->path);
    in->path = NULL;
    while (in->depth && in->levels[in->depth - 1].next == in->levels[in->depth - 1].count)
        free_level(&in->levels[--in->depth]);
    *inside = in->depth > 0;
    if (*inside) {
        struct level *l = &in->levels[in->depth - 1];
        in->path = vt_path_join(l->dir, l->names[l->next++]);
    } else if (in->next < in->count) {
        in->path = strdup(in->paths[in->next++]);
    } else {
        return VANTHU_OK;
    }
    return in->path ? VANTHU_OK : vt_err_memory(error);
}

static bool is_own(const struct vt_intake *in, const struct stat *st)
{
    return st->st_dev == in->own.st_dev && st->st_ino == in->own.st_ino;
}

/* True when `path` is a file to be given back; else it was a directory, or nothing to take. */
static vanthu_status take(struct vt_intake *in, bool inside, struct stat *st, bool *file,
                          struct vanthu_error *error)
{
    struct stat target;
    const char *path = in->path;
    *file = false;
    if (lstat(path, st) != 0)
        return cannot_take(error, errno, path);
    if (S_ISLNK(st->st_mode)) {
        if (stat(path, &target) != 0)
            return cannot_take(error, errno, path);
        in->skipped = inside && S_ISDIR(target.st_mode);
        if (in->skipped)
            return vt_err(error, VANTHU_FAILED, _("%s: a link to a directory, not followed"), path);
        *st = target;
    }
    if (S_ISDIR(st->st_mode)) {
        if (is_own(in, st))
            return VANTHU_OK;
        if (vt_is_bag(path)) {
            *file = true;
            return VANTHU_OK;
        }
        if (!in->recursive)
            return vt_err(error, VANTHU_FAILED, _("%s: is a directory (use -r to take it)"), path);
        return descend(in, path, error);
    }
    *file = true;
    return VANTHU_OK;
}

vanthu_status vt_intake_next(struct vt_intake *in, const char **path, struct stat *st,
                             struct vanthu_error *error)
{
    bool inside, file = false;
    vanthu_status status = VANTHU_OK;
    in->skipped = false;
    while (status == VANTHU_OK && !file) {
        status = next_path(in, &inside, error);
        if (status != VANTHU_OK || !in->path)
            break;
        if (!inside && strcmp(in->path, "-") == 0) {
            *st = (struct stat){0};
            break;
        }
        status = take(in, inside, st, &file, error);
    }
    *path = in->path;
    return status;
}

bool vt_intake_skipped(const struct vt_intake *in)
{
    return in->skipped;
}
