/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create.c: making an empty archive. archive.conf is written last: what an interrupted `init`
 * leaves is no archive yet, and the next `init` finishes it.
 */
#include "archive/archive.h"

#include "archive/readme.h"
#include "base/err.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an archive may hold before its archive.conf is written. */
static bool is_ours(const char *name)
{
    static const char *const names[] = {".",
                                        "..",
                                        "README.txt",
                                        "README.txt.new",
                                        "archive.conf.new",
                                        "volumes",
                                        "index",
                                        "lock",
                                        "catalog.sqlite",
                                        "catalog.sqlite-wal",
                                        "catalog.sqlite-shm",
                                        "catalog.sqlite-journal"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* A directory that is empty, or holds only what an interrupted `init` leaves: no originals. */
static vanthu_status check_empty(const char *dir, const char *volumes, struct vanthu_error *error)
{
    uint32_t *list = NULL;
    size_t count = 0;
    struct dirent *entry;
    vanthu_status status = VANTHU_OK;
    DIR *d = opendir(dir);
    if (!d)
        return vt_err_errno(error, errno, _("%s: cannot open"), dir);
    while (status == VANTHU_OK && (entry = readdir(d)))
        if (!is_ours(entry->d_name))
            status = vt_err(error, VANTHU_USAGE,
                            _("%s: holds other files (%s): give an empty or new directory"), dir,
                            entry->d_name);
    closedir(d);
    if (status == VANTHU_OK && access(volumes, F_OK) == 0) {
        status = vt_volume_list(&list, &count, volumes, error);
        free(list);
    }
    if (status == VANTHU_OK && count)
        status = vt_err(error, VANTHU_USAGE,
                        _("%s: holds volumes but no archive.conf: run `vanthu rebuild`"), dir);
    return status;
}

static vanthu_status make_directory(const char *path, struct vanthu_error *error)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return vt_err_errno(error, errno, _("%s: cannot create"), path);
    return VANTHU_OK;
}

static vanthu_status write_file(const char *dir, const char *name, struct vt_str data,
                                struct vanthu_error *error)
{
    char *path = vt_path_join(dir, name);
    vanthu_status status = path ? vt_file_replace(path, data, error) : vt_err_memory(error);
    free(path);
    return status;
}

/* One line of archive.conf; line breaks in a value would begin another key. */
static vanthu_status conf_line(struct vt_buf *conf, const char *key, const char *value)
{
    size_t begin;
    if (!value || !*value)
        return VANTHU_OK;
    if (vt_buf_printf(conf, "%s = ", key) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    begin = conf->len;
    if (vt_buf_append_str(conf, vt_str(value)) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    for (size_t i = begin; i < conf->len; i++)
        if ((unsigned char)conf->p[i] < 0x20)
            conf->p[i] = ' ';
    return vt_buf_append_char(conf, '\n');
}

static vanthu_status write_conf(const char *dir, const struct vanthu_create_options *options,
                                struct vanthu_error *error)
{
    struct vt_buf conf = {0};
    char now[32];
    vt_utc_now(now);
    vanthu_status status = vt_buf_append_str(&conf, VT_STR("format = 1\n"));
    if (status == VANTHU_OK && options)
        status = conf_line(&conf, "agency", options->agency);
    if (status == VANTHU_OK && options)
        status = conf_line(&conf, "place", options->place);
    if (status == VANTHU_OK)
        status = conf_line(&conf, "created", now);
    status = status == VANTHU_OK ? write_file(dir, "archive.conf", vt_buf_str(&conf), error)
                                 : vt_err_memory(error);
    vt_buf_free(&conf);
    return status;
}

static vanthu_status fill(const char *dir, const char *volumes, const char *catalog_path,
                          const struct vanthu_create_options *options, struct vanthu_error *error)
{
    struct vt_catalog *catalog = NULL;
    vanthu_status status = make_directory(volumes, error);
    if (status == VANTHU_OK)
        status = write_file(dir, "README.txt", vt_str(VT_README), error);
    if (status == VANTHU_OK && unlink(catalog_path) != 0 && errno != ENOENT)
        status = vt_err_errno(error, errno, _("%s: cannot remove"), catalog_path);
    if (status == VANTHU_OK)
        status = vt_catalog_open(&catalog, catalog_path, VT_CATALOG_CREATE, error);
    vt_catalog_close(catalog);
    if (status == VANTHU_OK)
        status = write_conf(dir, options, error);
    return status;
}

vanthu_status vanthu_archive_create(const char *dir, const struct vanthu_create_options *options,
                                    bool *existed, struct vanthu_error *error)
{
    struct vanthu_archive *there = NULL;
    vanthu_status status;
    char *volumes = vt_path_join(dir, "volumes");
    char *catalog_path = vt_path_join(dir, "catalog.sqlite");
    char *conf = vt_path_join(dir, "archive.conf");

    if (existed)
        *existed = false;
    if (!volumes || !catalog_path || !conf) {
        status = vt_err_memory(error);
    } else if (access(conf, F_OK) == 0) {
        status = vt_archive_enter(&there, dir, VANTHU_READ, error);
        if (existed)
            *existed = status == VANTHU_OK;
    } else {
        status = make_directory(dir, error);
        if (status == VANTHU_OK)
            status = check_empty(dir, volumes, error);
        if (status == VANTHU_OK)
            status = fill(dir, volumes, catalog_path, options, error);
        if (status == VANTHU_OK)
            status = vt_dir_sync(dir, error);
    }
    vanthu_archive_close(there);
    free(volumes);
    free(catalog_path);
    free(conf);
    return status;
}

vanthu_status vt_archive_complete(const char *dir, struct vanthu_error *error)
{
    uint32_t *list = NULL;
    size_t count = 0;
    char *volumes = vt_path_join(dir, "volumes"), *conf = vt_path_join(dir, "archive.conf");
    vanthu_status status = volumes && conf ? VANTHU_OK : vt_err_memory(error);
    if (status == VANTHU_OK && access(conf, F_OK) != 0 && access(volumes, F_OK) == 0)
        status = vt_volume_list(&list, &count, volumes, error);
    if (status == VANTHU_OK && count)
        status = write_file(dir, "README.txt", vt_str(VT_README), error);
    if (status == VANTHU_OK && count)
        status = write_conf(dir, NULL, error);
    free(list);
    free(volumes);
    free(conf);
    return status;
}
