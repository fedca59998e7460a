/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find.c: which document has an id or a hash, and where its original lies. */
#include "base/err.h"
#include "catalog/private.h"

#include <ctype.h>
#include <stdio.h>

/* The hashes that begin as `id` does: from `low` up to `high`. */
static vanthu_status hash_range(const char *id, char low[VT_SHA256_LEN + 1],
                                char high[VT_SHA256_LEN + 2], struct vanthu_error *error)
{
    size_t len = strlen(id);
    if (len == 0)
        return vt_err(error, VANTHU_NOT_FOUND, "%s", _("an empty id is no document's"));
    if (len < 4)
        return vt_err(error, VANTHU_AMBIGUOUS, _("%s: an id needs at least 4 digits"), id);
    if (len > VT_SHA256_LEN || strspn(id, "0123456789abcdefABCDEF") != len)
        return vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id);
    for (size_t i = 0; i <= len; i++)
        low[i] = (char)tolower((unsigned char)id[i]);
    memcpy(high, low, len);
    memcpy(high + len, "g", 2); /* behind every hexadecimal digit */
    return VANTHU_OK;
}

vanthu_status vt_catalog_complete_id(struct vt_catalog *c, const char *sql, const char *id,
                                     char full[VT_ID_LEN + 1], int64_t *doc,
                                     struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    char low[VT_SHA256_LEN + 1], high[VT_SHA256_LEN + 2];
    vanthu_status status = hash_range(id, low, high, error);
    *full = '\0';
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(c, &stmt, sql, error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, low);
    vt_bind(stmt, 2, high);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        snprintf(full, VT_ID_LEN + 1, "%s", (const char *)sqlite3_column_text(stmt, 0));
        *doc = sqlite3_column_int64(stmt, 1);
        code = sqlite3_step(stmt);
    }
    if (code == SQLITE_ROW)
        status = vt_err(error, VANTHU_AMBIGUOUS, _("%s: fits several documents: %s, %s, ..."), id,
                        full, (const char *)sqlite3_column_text(stmt, 0));
    else if (code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vt_catalog_resolve(struct vt_catalog *c, const char *id, int64_t *doc,
                                 char full[VT_ID_LEN + 1], struct vanthu_error *error)
{
    vanthu_status status = vt_catalog_complete_id(
        c, "SELECT id, doc FROM documents WHERE sha256>=?1 AND sha256<?2 ORDER BY sha256 LIMIT 2",
        id, full, doc, error);
    return status == VANTHU_OK && !*full ? vt_catalog_not_found(c, id, error) : status;
}

vanthu_status vt_catalog_holds(struct vt_catalog *c, const char *id, int64_t *doc, bool *holds,
                               struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "SELECT doc FROM documents WHERE id=?", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, id);
    int code = sqlite3_step(stmt);
    *holds = code == SQLITE_ROW;
    if (*holds)
        *doc = sqlite3_column_int64(stmt, 0);
    else if (code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

enum vt_text_rank vt_text_rank(const char *text_status)
{
    return strcmp(text_status, "ok") == 0        ? VT_TEXT_OK
           : strcmp(text_status, "partial") == 0 ? VT_TEXT_PARTIAL
                                                 : VT_TEXT_NONE;
}

vanthu_status vt_catalog_find(struct vt_catalog *c, const char *sha256, struct vt_str path,
                              struct vt_found *found, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "SELECT doc, EXISTS(SELECT 1 FROM sources s WHERE s.doc=d.doc AND s.path=?2),"
        " text_status, text_bytes, text_engine IS NOT NULL, first_passage, passages, frame"
        " FROM documents d WHERE sha256=?1",
        error);
    *found = (struct vt_found){0};
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, sha256);
    sqlite3_bind_blob64(stmt, 2, path.p ? path.p : "", path.len, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *found = (struct vt_found){
            .doc = sqlite3_column_int64(stmt, 0),
            .has_source = sqlite3_column_int(stmt, 1),
            .text = vt_text_rank((const char *)sqlite3_column_text(stmt, 2)),
            .text_bytes = (uint64_t)sqlite3_column_int64(stmt, 3),
            .recognised = sqlite3_column_int(stmt, 4),
            .first_passage = (uint32_t)sqlite3_column_int64(stmt, 5),
            .passages = (uint32_t)sqlite3_column_int64(stmt, 6),
            .frame = sqlite3_column_int64(stmt, 7),
        };
    else if (code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vt_catalog_location(struct vt_catalog *c, int64_t doc, struct vt_location *out,
                                  struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "SELECT f.volume, f.offset, f.bytes, f.content_bytes, d.data_offset, d.bytes"
        " FROM documents d JOIN frames f USING(frame) WHERE doc=?",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        *out = (struct vt_location){
            {(uint32_t)sqlite3_column_int64(stmt, 0), (uint64_t)sqlite3_column_int64(stmt, 1),
             (uint64_t)sqlite3_column_int64(stmt, 2), (uint64_t)sqlite3_column_int64(stmt, 3)},
            (uint64_t)sqlite3_column_int64(stmt, 4),
            (uint64_t)sqlite3_column_int64(stmt, 5)};
    else
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}
