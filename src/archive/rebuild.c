/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rebuild.c: catalogue and index anew, beside the old ones, put in place at the end.
 *
 * Order: new catalogue complete and closed → new index complete → rename the old index away, rename
 * the new catalogue over the old one, rename the new index into place. An interruption between the
 * renames leaves an archive whose index is missing or behind, which the next writer mends. The new
 * catalogue is committed frame by frame and the new index piece by piece, so a rebuild that was
 * interrupted goes on behind the last of them; any other writer clears them away.
 */
#include "archive/archive.h"

#include "archive/adopt.h"
#include "archive/conf.h"
#include "archive/copy.h"
#include "archive/lost.h"
#include "archive/reindex.h"
#include "archive/same.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/frame.h"
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
    uint32_t *volumes; /* that count */
    size_t volumes_count;
    struct vt_adopting adopting;
    uint64_t lost;
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

/* ---- what an interrupted rebuild has done ---- */

static bool is_in(const struct rebuilding *r, uint32_t volume)
{
    for (size_t i = 0; i < r->volumes_count; i++)
        if (r->volumes[i] == volume)
            return true;
    return false;
}

/* Whether what was adopted is still the beginning of what is to be adopted. */
static vanthu_status is_beginning(struct rebuilding *r, bool *beginning, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    struct vt_catalog *catalog = r->archive->catalog;
    vanthu_status status = vt_catalog_is_ours(catalog, beginning, error);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(
            catalog, &stmt, "SELECT volume, max(offset+bytes) FROM frames GROUP BY volume", error);
    if (status != VANTHU_OK)
        return status;
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) != SQLITE_DONE) {
        struct vt_volume_file file;
        uint32_t volume = (uint32_t)sqlite3_column_int64(stmt, 0);
        uint64_t bytes = (uint64_t)sqlite3_column_int64(stmt, 1);
        if (code != SQLITE_ROW) {
            status = vt_catalog_failed(catalog, error);
            break;
        }
        status = vt_volume_file_open(&file, r->archive->volumes_dir, volume, error);
        *beginning = *beginning && is_in(r, volume) && file.bytes >= bytes;
        vt_volume_file_close(&file);
    }
    sqlite3_reset(stmt);
    return status;
}

/* Anything but a sound beginning is nothing to go on with. */
static bool go_on(struct rebuilding *r)
{
    bool beginning = false;
    vanthu_status status =
        access(r->new_catalog, F_OK) == 0
            ? vt_catalog_open(&r->archive->catalog, r->new_catalog, VT_CATALOG_WRITE, NULL)
            : VANTHU_NOT_FOUND;
    if (status == VANTHU_OK)
        status = is_beginning(r, &beginning, NULL);
    if (status == VANTHU_OK && beginning)
        return true;
    vt_catalog_close(r->archive->catalog);
    r->archive->catalog = NULL;
    return false;
}

static vanthu_status count_broken(void *context, const struct vt_scanned *s)
{
    struct vt_adopting *a = context;
    if (s->kind != VT_SCANNED_BROKEN)
        return VANTHU_OK;
    if (!a->broken++)
        snprintf(a->problem, sizeof a->problem, "%s", s->problem);
    return VANTHU_OK;
}

/* Broken places are counted again where what lies behind them was adopted before. */
static vanthu_status look_back(struct rebuilding *r, struct vanthu_error *error)
{
    struct vt_adopting *a = &r->adopting;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < r->volumes_count && status == VANTHU_OK; i++) {
        uint64_t end;
        bool torn, last = r->volumes[i] == a->state.volume;
        if (r->volumes[i] <= a->state.volume)
            status = vt_volume_scan_part(a->volumes_dir, r->volumes[i], 0,
                                         last ? a->state.volume_bytes : UINT64_MAX, VT_SCAN_HASHING,
                                         count_broken, a, &end, &torn, error);
    }
    return status;
}

/* Whether the catalogue before says that nothing from the torn bytes on was committed. */
static bool is_uncommitted(const struct rebuilding *r)
{
    const struct vt_adopting *a = &r->adopting;
    struct vt_catalog *old;
    struct vt_catalog_state state = {0};
    bool known =
        access(r->archive->catalog_path, F_OK) == 0 &&
        vt_catalog_open(&old, r->archive->catalog_path, VT_CATALOG_READ, NULL) == VANTHU_OK;
    if (!known)
        return false;
    known = vt_catalog_state(old, &state, NULL) == VANTHU_OK;
    vt_catalog_close(old);
    return known && (a->torn_volume > state.volume ||
                     (a->torn_volume == state.volume && a->torn_at >= state.volume_bytes));
}

/* Without a catalogue nobody knows how much of the last volume was committed: bytes that make no
 * frame may be of a write that was torn, or documents that are damaged. The next writer cuts them
 * off; they are kept. */
static vanthu_status keep_tail(struct rebuilding *r, struct vanthu_error *error)
{
    struct vt_adopting *a = &r->adopting;
    char name[16];
    if (!a->torn_volume || is_uncommitted(r))
        return VANTHU_OK;
    if (!a->broken++)
        snprintf(a->problem, sizeof a->problem, "%s", _("these bytes are no whole frame"));
    vt_volume_name(name, a->torn_volume);
    char *from = vt_path_join(a->volumes_dir, name);
    char *to = vt_path_join(r->archive->dir, "tail.new");
    vanthu_status status =
        from && to ? vt_copy_tail(from, a->torn_at, to, error) : vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_quarantine(r->archive->dir, to, name, true, error);
    free(from);
    free(to);
    return status;
}

/* ---- the two halves ---- */

static vanthu_status adopt_all(struct rebuilding *r, struct vanthu_error *error)
{
    struct vt_adopting *a = &r->adopting;
    uint32_t begin = a->state.volume;
    uint64_t begin_bytes = a->state.volume_bytes;
    vanthu_status status = begin ? look_back(r, error) : VANTHU_OK;
    for (size_t i = 0; i < r->volumes_count && status == VANTHU_OK; i++)
        if (r->volumes[i] >= begin)
            status =
                vt_adopt_volume(a, r->volumes[i], r->volumes[i] == begin ? begin_bytes : 0, error);
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

/* A catalogue that knows documents is not given up for volumes/ without a volume: a disk that is
 * not mounted looks like that. */
static vanthu_status refuse_nothing(struct rebuilding *r, struct vanthu_error *error)
{
    struct vt_catalog *old;
    uint64_t documents = 0;
    if (vt_catalog_open(&old, r->archive->catalog_path, VT_CATALOG_READ, NULL) == VANTHU_OK &&
        count_documents(old, &documents, NULL) != VANTHU_OK)
        documents = 0;
    vt_catalog_close(old);
    return documents ? vt_err(error, VANTHU_DAMAGED,
                              _("%s: there is no volume, but the catalogue knows %llu documents; "
                                "nothing is changed"),
                              r->archive->volumes_dir, (unsigned long long)documents)
                     : VANTHU_OK;
}

static vanthu_status make_catalog(struct rebuilding *r, struct vanthu_error *error)
{
    struct vanthu_archive *archive = r->archive;
    vanthu_status status =
        vt_volumes_in_force(&r->volumes, &r->volumes_count, archive->volumes_dir, error);
    if (status == VANTHU_OK && !r->volumes_count)
        status = refuse_nothing(r, error);
    if (status == VANTHU_OK && !go_on(r)) {
        status = vt_dir_remove(r->new_index, error); /* that of the catalogue which goes */
        if (status == VANTHU_OK)
            status = remove_database(r->new_catalog, error);
        if (status == VANTHU_OK)
            status = vt_catalog_open(&archive->catalog, r->new_catalog, VT_CATALOG_CREATE, error);
    }
    r->adopting = (struct vt_adopting){.catalog = archive->catalog,
                                       .workers = archive->workers,
                                       .volumes_dir = archive->volumes_dir,
                                       .care = VT_SCAN_SALVAGING,
                                       .progress = r->options->progress,
                                       .context = r->options->context};
    if (status == VANTHU_OK)
        status = vt_catalog_state(archive->catalog, &r->adopting.state, error);
    if (status == VANTHU_OK)
        status = adopt_all(r, error);
    return status == VANTHU_OK ? keep_tail(r, error) : status;
}

/* An index of the catalogue that is there; what an interrupted rebuild of both left is not. */
static vanthu_status take_catalog(struct rebuilding *r, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    vanthu_status status = VANTHU_OK;
    if (access(r->new_catalog, F_OK) == 0) {
        status = vt_dir_remove(r->new_index, error);
        if (status == VANTHU_OK)
            status = remove_database(r->new_catalog, error);
    }
    return status == VANTHU_OK
               ? vt_catalog_open(&a->catalog, a->catalog_path, VT_CATALOG_WRITE, error)
               : status;
}

static vanthu_status open_index(struct rebuilding *r, const struct vt_catalog_state *state,
                                struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    vanthu_status status = VANTHU_OK;
    if (access(r->new_index, F_OK) == 0 &&
        vt_index_writer_open(&a->index_writer, r->new_index, NULL) == VANTHU_OK &&
        vt_index_generation(a->index_writer) <= state->generation)
        return VANTHU_OK;
    vt_index_writer_close(a->index_writer);
    a->index_writer = NULL;
    status = vt_dir_remove(r->new_index, error);
    return status == VANTHU_OK ? vt_index_writer_open(&a->index_writer, r->new_index, error)
                               : status;
}

static vanthu_status make_index(struct rebuilding *r, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    struct vt_catalog_state state;
    vanthu_status status = vt_catalog_state(a->catalog, &state, error);
    if (status == VANTHU_OK)
        status = open_index(r, &state, error);
    if (status == VANTHU_OK)
        status = vt_reindex(a->catalog, a->index_writer, vt_index_generation(a->index_writer),
                            &state, r->options->progress, r->options->context, error);
    vt_index_writer_close(a->index_writer);
    a->index_writer = NULL;
    return status;
}

/* A mirror that gets a catalogue is one no more. */
static vanthu_status drop_mark(const char *dir, struct vanthu_error *error)
{
    struct vt_buf conf = {0};
    struct vt_str value;
    vanthu_status status = vt_conf_read(&conf, dir, error);
    if (status == VANTHU_OK && vt_conf_value(vt_buf_str(&conf), VT_STR(VT_MIRROR_KEY), &value))
        status = vt_conf_set(dir, VT_STR(VT_MIRROR_KEY), NULL, error);
    vt_buf_free(&conf);
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
    return status == VANTHU_OK && catalog ? drop_mark(a->dir, error) : status;
}

static vanthu_status tell_lost(void *context, const struct vt_tombstone *document)
{
    struct rebuilding *r = context;
    const struct vanthu_lost lost = {
        .id = document->id, .title = document->title, .source = document->source};
    r->lost++;
    if (r->options->lost)
        r->options->lost(r->options->context, &lost);
    return VANTHU_OK;
}

static vanthu_status run(struct rebuilding *r, uint64_t *documents, struct vanthu_error *error)
{
    struct vanthu_archive *a = r->archive;
    bool everything = !r->options->index_only;
    vanthu_status status = everything ? make_catalog(r, error) : take_catalog(r, error);
    if (status == VANTHU_OK)
        status = make_index(r, error);
    if (status == VANTHU_OK)
        status = count_documents(a->catalog, documents, error);
    if (status == VANTHU_OK && everything)
        status = vt_tell_lost(a->catalog, a->catalog_path, tell_lost, r, error);
    if (status == VANTHU_OK && everything)
        status = vt_catalog_settle(a->catalog, error);
    vt_catalog_close(a->catalog);
    a->catalog = NULL;
    if (status == VANTHU_OK && r->lost && access(a->catalog_path, F_OK) == 0)
        status = vt_quarantine_catalog(a->dir, a->catalog_path, error);
    if (status == VANTHU_OK)
        status = put_in_place(r, everything, error);
    if (status == VANTHU_OK && r->adopting.broken)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("%s: %llu damaged places in the volumes were passed over; the first: %s"),
                        a->dir, (unsigned long long)r->adopting.broken, r->adopting.problem);
    else if (status == VANTHU_OK && r->lost)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu documents are lost"), a->dir,
                        (unsigned long long)r->lost);
    return status;
}

/* What a person stops is to go on later. */
static void tidy(struct rebuilding *r, vanthu_status status)
{
    if (status != VANTHU_OK && status != VANTHU_CANCELLED && r->new_catalog && r->new_index) {
        remove_database(r->new_catalog, NULL);
        vt_dir_remove(r->new_index, NULL);
    }
    vanthu_archive_close(r->archive);
    free(r->volumes);
    free(r->new_catalog);
    free(r->new_index);
    free(r->old_index);
}

vanthu_status vanthu_rebuild(const char *dir, const struct vanthu_rebuild_options *options,
                             uint64_t *documents, struct vanthu_error *error)
{
    static const struct vanthu_rebuild_options defaults = {0};
    struct rebuilding r = {.options = options ? options : &defaults};
    uint64_t count = 0;
    vanthu_status status = vt_archive_complete(dir, error);
    if (status == VANTHU_OK)
        status = vt_archive_enter(&r.archive, dir, VANTHU_WRITE, error);
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
    tidy(&r, status);
    return status;
}
