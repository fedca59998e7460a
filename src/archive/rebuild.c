/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rebuild.c: catalogue and index anew, beside the old ones, put in place at the end.
 *
 * Order: new catalogue complete and closed → new index complete → rename the old index away, rename
 * the new catalogue over the old one, rename the new index into place. An interruption between the
 * renames leaves an archive whose index is missing or behind, which the next writer mends.
 */
#include "archive/archive.h"

#include "archive/adopt.h"
#include "archive/reindex.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/heads.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct rebuilding {
    struct vanthu_archive *archive;
    const struct vanthu_rebuild_options *options;
    char *new_catalog, *new_index, *old_index;
    struct vt_adopting adopting;
};

/* Removes what SQLite keeps beside a database: a log that belongs to another must not meet it. */
static vanthu_status remove_logs(const char *path, struct vanthu_error *error)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal"};
    struct vt_buf name = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && status == VANTHU_OK; i++) {
        vt_buf_clear(&name);
        if (vt_buf_printf(&name, "%s%s", path, suffixes[i]) != VANTHU_OK)
            status = vt_err_memory(error);
        else if (unlink(name.p) != 0 && errno != ENOENT)
            status = vt_err_errno(error, errno, _("%s: cannot remove"), name.p);
    }
    vt_buf_free(&name);
    return status;
}

static vanthu_status remove_database(const char *path, struct vanthu_error *error)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return vt_err_errno(error, errno, _("%s: cannot remove"), path);
    return remove_logs(path, error);
}

static vanthu_status rename_over(const char *from, const char *to, struct vanthu_error *error)
{
    if (rename(from, to) != 0)
        return vt_err_errno(error, errno, _("%s: cannot rename to %s"), from, to);
    return VANTHU_OK;
}

/* ---- the two halves ---- */

static vanthu_status adopt_all(struct rebuilding *r, struct vanthu_error *error)
{
    uint32_t *volumes = NULL;
    size_t count = 0;
    vanthu_status status = vt_volumes_in_force(&volumes, &count, r->archive->volumes_dir, error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        status = vt_adopt_volume(&r->adopting, volumes[i], 0, error);
    free(volumes);
    return status;
}

static vanthu_status make_catalog(struct rebuilding *r, struct vanthu_error *error)
{
    vanthu_status status = remove_database(r->new_catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_open(&r->archive->catalog, r->new_catalog, VT_CATALOG_CREATE, error);
    r->adopting = (struct vt_adopting){.catalog = r->archive->catalog,
                                       .workers = r->archive->workers,
                                       .volumes_dir = r->archive->volumes_dir,
                                       .progress = r->options ? r->options->progress : NULL,
                                       .context = r->options ? r->options->context : NULL};
    if (status == VANTHU_OK)
        status = vt_catalog_state(r->archive->catalog, &r->adopting.state, error);
    return status == VANTHU_OK ? adopt_all(r, error) : status;
}

static vanthu_status make_index(struct rebuilding *r, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    struct vt_catalog_state state;
    vanthu_status status = vt_dir_remove(r->new_index, error);
    if (status == VANTHU_OK)
        status = vt_catalog_state(a->catalog, &state, error);
    if (status == VANTHU_OK)
        status = vt_index_writer_open(&a->index_writer, r->new_index, error);
    if (status == VANTHU_OK)
        status = vt_reindex(a->catalog, a->index_writer, 0, &state,
                            r->options ? r->options->progress : NULL,
                            r->options ? r->options->context : NULL, error);
    vt_index_writer_close(a->index_writer);
    a->index_writer = NULL;
    return status;
}

static vanthu_status put_in_place(struct rebuilding *r, bool catalog, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    vanthu_status status = vt_dir_remove(r->old_index, error);
    if (status == VANTHU_OK && access(a->index_dir, F_OK) == 0)
        status = rename_over(a->index_dir, r->old_index, error);
    if (status == VANTHU_OK && catalog)
        status = remove_logs(a->catalog_path, error);
    if (status == VANTHU_OK && catalog)
        status = rename_over(r->new_catalog, a->catalog_path, error);
    if (status == VANTHU_OK)
        status = rename_over(r->new_index, a->index_dir, error);
    if (status == VANTHU_OK)
        status = vt_dir_sync(a->dir, error);
    if (status == VANTHU_OK)
        status = vt_dir_remove(r->old_index, error);
    return status;
}

static vanthu_status count_documents(struct vt_catalog *catalog, uint64_t *documents,
                                     struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(catalog, &stmt, "SELECT count(*) FROM documents", error);
    if (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ROW)
        *documents = (uint64_t)sqlite3_column_int64(stmt, 0);
    if (status == VANTHU_OK)
        sqlite3_reset(stmt);
    return status;
}

static vanthu_status run(struct rebuilding *r, uint64_t *documents, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    bool everything = !r->options || !r->options->index_only;
    vanthu_status status =
        everything ? make_catalog(r, error)
                   : vt_catalog_open(&a->catalog, a->catalog_path, VT_CATALOG_WRITE, error);
    if (status == VANTHU_OK)
        status = make_index(r, error);
    if (status == VANTHU_OK)
        status = count_documents(a->catalog, documents, error);
    if (status == VANTHU_OK && everything)
        status = vt_catalog_settle(a->catalog, error);
    vt_catalog_close(a->catalog);
    a->catalog = NULL;
    if (status == VANTHU_OK)
        status = put_in_place(r, everything, error);
    if (status == VANTHU_OK && r->adopting.broken)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("%s: %llu damaged places in the volumes were passed over; the first: %s"),
                        a->dir, (unsigned long long)r->adopting.broken, r->adopting.problem);
    return status;
}

vanthu_status vanthu_rebuild(const char *dir, const struct vanthu_rebuild_options *options,
                             uint64_t *documents, struct vanthu_error *error)
{
    struct rebuilding r = {.options = options};
    uint64_t count = 0;
    vanthu_status status = vt_archive_enter(&r.archive, dir, VANTHU_WRITE, error);
    if (status != VANTHU_OK)
        return status;
    r.new_catalog = vt_path_join(dir, "catalog.sqlite.new");
    r.new_index = vt_path_join(dir, "index.new");
    r.old_index = vt_path_join(dir, "index.old");
    if (!r.new_catalog || !r.new_index || !r.old_index)
        status = vt_err_memory(error);
    else
        status = run(&r, &count, error);
    if (documents)
        *documents = count;
    if (status != VANTHU_OK && r.new_catalog && r.new_index) {
        remove_database(r.new_catalog, NULL);
        vt_dir_remove(r.new_index, NULL);
    }
    vanthu_archive_close(r.archive);
    free(r.new_catalog);
    free(r.new_index);
    free(r.old_index);
    return status;
}
