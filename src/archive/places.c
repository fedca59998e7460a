/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places.c: originals that lie elsewhere since the archive was opened. */
#include "archive/places.h"

#include "base/err.h"

#include <sqlite3.h>

static vanthu_status check_hash(struct vt_catalog *catalog, int64_t doc, const char *id,
                                struct vt_str original, struct vanthu_error *error)
{
    char hex[VT_SHA256_LEN + 1];
    sqlite3_stmt *stmt;
    vanthu_status status = vt_sha256(hex, original);
    if (status == VANTHU_OK)
        status =
            vt_catalog_prepare(catalog, &stmt, "SELECT sha256 FROM documents WHERE doc=?", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    if (sqlite3_step(stmt) != SQLITE_ROW ||
        strcmp((const char *)sqlite3_column_text(stmt, 0), hex) != 0)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("%s: the stored original is not what it was: run `vanthu verify`"), id);
    sqlite3_reset(stmt);
    return status;
}

/* Where `catalog` says it lies; with `salvages` also in a frame that is damaged, though not there.
 */
static vanthu_status read_as(struct vanthu_archive *a, struct vt_catalog *catalog, bool salvages,
                             const char *id, struct vt_str *original, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_location location;
    struct vt_volume_reader *reader;
    vanthu_status status = vt_catalog_resolve(catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_location(catalog, doc, &location, error);
    if (status == VANTHU_OK)
        status = vt_archive_volumes(a, &reader, error);
    if (status == VANTHU_OK)
        vt_volume_reader_salvage(reader, salvages);
    if (status == VANTHU_OK)
        status = vt_volume_read(reader, &location, original, error);
    return status == VANTHU_OK ? check_hash(catalog, doc, full, *original, error) : status;
}

/* Volumes that are open may be others, of the same name, by now. */
static vanthu_status look_anew(struct vanthu_archive *a, struct vt_catalog **catalog,
                               struct vanthu_error *error)
{
    struct vt_catalog *fresh;
    vanthu_status status = vt_catalog_open(&fresh, a->catalog_path, VT_CATALOG_READ, error);
    if (status != VANTHU_OK)
        return status;
    vt_volume_reader_close(a->volumes);
    a->volumes = NULL;
    vt_catalog_close(*catalog);
    *catalog = fresh;
    return VANTHU_OK;
}

static struct vt_catalog *catalog_of_now(const struct vanthu_archive *a)
{
    return a->now ? a->now : a->catalog;
}

vanthu_status vt_archive_original(struct vanthu_archive *a, const char *id, struct vt_str *original,
                                  struct vanthu_error *error)
{
    vanthu_status status = read_as(a, catalog_of_now(a), false, id, original, error);
    if (status == VANTHU_DAMAGED && a->access == VANTHU_READ &&
        look_anew(a, &a->now, NULL) == VANTHU_OK)
        status = read_as(a, a->now, false, id, original, error);
    if (status == VANTHU_DAMAGED &&
        read_as(a, catalog_of_now(a), true, id, original, NULL) == VANTHU_OK)
        status = VANTHU_OK;
    return status;
}

vanthu_status vt_volume_was_replaced(struct vanthu_archive *a, uint32_t volume, bool *replaced,
                                     struct vanthu_error *error)
{
    bool known = true;
    vanthu_status status = VANTHU_OK;
    if (a->access == VANTHU_READ && look_anew(a, &a->now, NULL) == VANTHU_OK)
        status = vt_catalog_knows_volume(a->now, volume, &known, error);
    *replaced = !known;
    return status;
}

vanthu_status vt_replaced_again(const struct vanthu_archive *a, struct vanthu_error *error)
{
    return vt_err(error, VANTHU_IO,
                  _("%s: is compacted again and again while it is read: try it later"),
                  a->volumes_dir);
}

vanthu_status vt_archive_refresh(struct vanthu_archive *a, struct vanthu_error *error)
{
    vt_index_close(a->index);
    a->index = NULL;
    vt_catalog_close(a->now);
    a->now = NULL;
    return look_anew(a, &a->catalog, error);
}
