/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tombstones.c: documents that were withdrawn. */
#include "base/err.h"
#include "catalog/private.h"

static const char *text_column(sqlite3_stmt *stmt, int at)
{
    return (const char *)sqlite3_column_text(stmt, at);
}

vanthu_status vt_catalog_not_found(struct vt_catalog *c, const char *id, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int64_t none;
    char full[VT_ID_LEN + 1];
    vanthu_status status = vt_catalog_complete_id(
        c, "SELECT DISTINCT id, 0 FROM tombstones WHERE id>=?1 AND id<?2 ORDER BY id LIMIT 2", id,
        full, &none, error);
    if (status == VANTHU_OK && !*full)
        status = vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(
            c, &stmt, "SELECT at, by, reason FROM tombstones WHERE id=? ORDER BY at DESC LIMIT 1",
            error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, full);
    status = sqlite3_step(stmt) == SQLITE_ROW
                 ? vt_err(error, VANTHU_NOT_FOUND, _("%s: was withdrawn at %s by %s: %s"), full,
                          text_column(stmt, 0), text_column(stmt, 1), text_column(stmt, 2))
                 : vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

/* The document with the hash of the tombstone; 0: there is none. */
static vanthu_status find(struct vt_catalog *c, const char *sha256, int64_t *doc,
                          struct vanthu_error *error)
{
    struct vt_found found;
    vanthu_status status = vt_catalog_find(c, sha256, VT_STR_NONE, &found, error);
    *doc = found.doc;
    return status;
}

static vanthu_status remove_rows(struct vt_catalog *c, int64_t doc, uint64_t generation,
                                 struct vanthu_error *error)
{
    static const char *const statements[] = {
        ("INSERT INTO withdrawn(first_passage,passages,since,generation)"
         " SELECT first_passage, passages, generation, ?2 FROM documents WHERE doc=?1"),
        "DELETE FROM said WHERE doc=?1",
        "DELETE FROM texts WHERE doc=?1",
        "DELETE FROM sources WHERE doc=?1",
        "DELETE FROM sections WHERE doc=?1",
        "DELETE FROM signatures WHERE doc=?1",
        "DELETE FROM mentions WHERE doc=?1",
        "DELETE FROM relations WHERE doc=?1",
        "DELETE FROM documents WHERE doc=?1"};
    sqlite3_stmt *stmt;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof statements / sizeof *statements && status == VANTHU_OK; i++) {
        status = vt_catalog_prepare(c, &stmt, statements[i], error);
        if (status != VANTHU_OK)
            break;
        sqlite3_bind_int64(stmt, 1, doc);
        if (i == 0)
            vt_bind_number(stmt, 2, generation);
        status = vt_catalog_run(c, stmt, error);
    }
    return status;
}

static vanthu_status keep(struct vt_catalog *c, const struct vt_tombstone *t,
                          struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    const char *const values[] = {t->id, t->sha256, t->at, t->by, t->reason, t->agent};
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT OR REPLACE INTO tombstones(id,sha256,at,by,reason,agent) VALUES(?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
        vt_bind(stmt, i + 1, values[i]);
    return vt_catalog_run(c, stmt, error);
}

vanthu_status vt_catalog_withdraw(struct vt_catalog *c, const struct vt_tombstone *tombstone,
                                  uint64_t generation, struct vanthu_error *error)
{
    int64_t doc;
    vanthu_status status = find(c, tombstone->sha256, &doc, error);
    if (status == VANTHU_OK && doc)
        status = remove_rows(c, doc, generation, error);
    return status == VANTHU_OK ? keep(c, tombstone, error) : status;
}
