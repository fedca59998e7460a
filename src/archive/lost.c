/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lost.c: documents that were known and are not in the volumes any more. */
#include "archive/lost.h"

#include "archive/archive.h"
#include "base/err.h"
#include "base/file.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

struct telling {
    struct vt_catalog *catalog;
    vt_lost_fn lost;
    void *context;
    struct vt_buf told; /* ids */
    struct vanthu_error *error;
};

static bool was_told(const struct telling *t, const char *id)
{
    for (size_t i = 0; i < t->told.len; i += VT_ID_LEN)
        if (memcmp(t->told.p + i, id, VT_ID_LEN) == 0)
            return true;
    return false;
}

static vanthu_status is_lost(struct telling *t, const char *id, bool *lost)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(t->catalog, &stmt,
                           "SELECT NOT EXISTS(SELECT 1 FROM documents WHERE id=?1)"
                           " AND NOT EXISTS(SELECT 1 FROM tombstones WHERE id=?1)",
                           t->error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        *lost = sqlite3_column_int(stmt, 0);
    else
        status = vt_catalog_failed(t->catalog, t->error);
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status consider(struct telling *t, const struct vt_tombstone *document)
{
    bool lost = false;
    if (!document->id || strlen(document->id) != VT_ID_LEN || was_told(t, document->id))
        return VANTHU_OK;
    vanthu_status status = is_lost(t, document->id, &lost);
    if (status != VANTHU_OK || !lost)
        return status;
    if (vt_buf_append(&t->told, document->id, VT_ID_LEN) != VANTHU_OK)
        return vt_err_memory(t->error);
    return t->lost(t->context, document);
}

/* The rows of a catalogue that may be damaged: as far as they can be read. */
static vanthu_status consider_rows(struct telling *t, sqlite3_stmt *rows)
{
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && sqlite3_step(rows) == SQLITE_ROW) {
        const char *sha256 = (const char *)sqlite3_column_text(rows, 1);
        struct vt_tombstone document = {.id = (const char *)sqlite3_column_text(rows, 0),
                                        .sha256 = sha256 ? sha256 : "",
                                        .title = (const char *)sqlite3_column_text(rows, 2),
                                        .canonical = (const char *)sqlite3_column_text(rows, 3),
                                        .date = (const char *)sqlite3_column_text(rows, 4),
                                        .source = (const char *)sqlite3_column_text(rows, 5)};
        status = consider(t, &document);
    }
    sqlite3_reset(rows);
    return status;
}

static vanthu_status consider_old(struct telling *t, const char *path)
{
    struct vt_catalog *old = NULL;
    sqlite3_stmt *rows;
    vanthu_status status = VANTHU_OK;
    if (access(path, F_OK) == 0 &&
        vt_catalog_open(&old, path, VT_CATALOG_READ, NULL) == VANTHU_OK &&
        vt_catalog_prepare(old, &rows,
                           "SELECT id, sha256, title, own_canonical, date,"
                           " (SELECT CAST(path AS TEXT) FROM sources s WHERE s.doc=d.doc LIMIT 1)"
                           " FROM documents d ORDER BY doc",
                           NULL) == VANTHU_OK)
        status = consider_rows(t, rows);
    vt_catalog_close(old);
    return status;
}

/* Those that a rebuild put aside because documents were lost. */
static vanthu_status consider_quarantine(struct telling *t, const char *dir)
{
    struct dirent *entry;
    vanthu_status status = VANTHU_OK;
    char *quarantine = vt_path_join(dir, VT_QUARANTINE);
    DIR *d = quarantine ? opendir(quarantine) : NULL;
    if (!quarantine)
        status = vt_err_memory(t->error);
    while (d && status == VANTHU_OK && (entry = readdir(d))) {
        if (!vt_str_starts(vt_str(entry->d_name), VT_STR("catalog.sqlite.")))
            continue;
        char *path = vt_path_join(quarantine, entry->d_name);
        status = path ? consider_old(t, path) : vt_err_memory(t->error);
        free(path);
    }
    if (d)
        closedir(d);
    free(quarantine);
    return status;
}

/* Of these only the ids are known. */
static vanthu_status consider_log(struct telling *t)
{
    sqlite3_stmt *rows;
    vanthu_status status = vt_catalog_prepare(
        t->catalog, &rows,
        "SELECT DISTINCT id, NULL, NULL, NULL, NULL, NULL FROM log_documents ORDER BY id",
        t->error);
    return status == VANTHU_OK ? consider_rows(t, rows) : status;
}

vanthu_status vt_tell_lost(struct vt_catalog *catalog, const char *old_path, vt_lost_fn lost,
                           void *context, struct vanthu_error *error)
{
    struct telling t = {.catalog = catalog, .lost = lost, .context = context, .error = error};
    vanthu_status status = consider_old(&t, old_path);
    if (status == VANTHU_OK)
        status = consider_log(&t);
    vt_buf_free(&t.told);
    return status;
}

vanthu_status vt_tell_lost_before(const struct vanthu_archive *archive, vt_lost_fn lost,
                                  void *context, struct vanthu_error *error)
{
    struct telling t = {
        .catalog = archive->catalog, .lost = lost, .context = context, .error = error};
    vanthu_status status = consider_quarantine(&t, archive->dir);
    if (status == VANTHU_OK)
        status = consider_log(&t);
    vt_buf_free(&t.told);
    return status;
}

/* ---- what is whole elsewhere ---- */

struct searching {
    struct vt_buf lost; /* VT_ID_LEN each, ascending */
    vanthu_status (*found)(void *context, const char *id);
    void *context;
    struct vanthu_error *error;
};

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, VT_ID_LEN);
}

static vanthu_status note_lost(void *context, const struct vt_tombstone *lost)
{
    struct searching *s = context;
    return vt_buf_append(&s->lost, lost->id, VT_ID_LEN) == VANTHU_OK ? VANTHU_OK
                                                                     : vt_err_memory(s->error);
}

static vanthu_status look_at(void *context, const struct vt_scanned *scanned)
{
    struct searching *s = context;
    return scanned->kind == VT_SCANNED_DOCUMENT &&
                   bsearch(scanned->record->id, s->lost.p, s->lost.len / VT_ID_LEN, VT_ID_LEN,
                           by_id)
               ? s->found(s->context, scanned->record->id)
               : VANTHU_OK;
}

vanthu_status vt_lost_in_volume(struct vt_catalog *catalog, const char *dir, uint32_t volume,
                                vanthu_status (*found)(void *context, const char *id),
                                void *context, struct vanthu_error *error)
{
    uint64_t end;
    bool torn;
    struct searching s = {.found = found, .context = context, .error = error};
    vanthu_status status = vt_catalog_lost(catalog, NULL, note_lost, &s, error);
    if (status == VANTHU_OK && s.lost.len)
        status = vt_volume_scan(dir, volume, 0, VT_SCAN_HASHING, look_at, &s, &end, &torn, error);
    vt_buf_free(&s.lost);
    return status;
}
