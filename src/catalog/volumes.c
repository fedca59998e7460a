/* SPDX-License-Identifier: GPL-3.0-or-later */
/* volumes.c: which volumes the catalogue knows. */
#include "base/err.h"
#include "catalog/private.h"

vanthu_status vt_catalog_volumes(struct vt_catalog *c, struct vt_buf *volumes,
                                 struct vanthu_error *error)
{
    sqlite3_stmt *rows;
    int code = SQLITE_DONE;
    vanthu_status status =
        vt_catalog_prepare(c, &rows, "SELECT DISTINCT volume FROM frames ORDER BY volume", error);
    if (status != VANTHU_OK)
        return status;
    while (status == VANTHU_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        uint32_t volume = (uint32_t)sqlite3_column_int64(rows, 0);
        if (vt_buf_append(volumes, &volume, sizeof volume) != VANTHU_OK)
            status = vt_err_memory(error);
    }
    if (status == VANTHU_OK && code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(rows);
    return status;
}

vanthu_status vt_catalog_knows_volume(struct vt_catalog *c, uint32_t volume, bool *known,
                                      struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "SELECT EXISTS(SELECT 1 FROM frames WHERE volume=?)", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, volume);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        *known = sqlite3_column_int(stmt, 0);
    else
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}
