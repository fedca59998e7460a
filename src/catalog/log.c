/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c: the catalogue's copy of the log. */
#include "catalog/log.h"

#include "base/err.h"
#include "catalog/private.h"

#include <stdio.h>

vanthu_status vt_catalog_log_end(struct vt_catalog *c, uint64_t *number,
                                 char sum[VT_SHA256_LEN + 1], struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "SELECT number, line FROM log ORDER BY number DESC LIMIT 1", error);
    if (status != VANTHU_OK)
        return status;
    *number = 0;
    snprintf(sum, VT_SHA256_LEN + 1, "%s", VT_LOG_BEGINNING);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *number = (uint64_t)sqlite3_column_int64(stmt, 0);
        struct vt_str line = {(const char *)sqlite3_column_text(stmt, 1),
                              (size_t)sqlite3_column_bytes(stmt, 1)};
        if (vt_sha256(sum, line) != VANTHU_OK)
            status = vt_err_memory(error);
    } else if (code != SQLITE_DONE) {
        status = vt_catalog_failed(c, error);
    }
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status add_line(struct vt_catalog *c, const struct vt_log_entry *entry,
                              struct vt_str line, bool *new, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "INSERT OR IGNORE INTO log(number,whole,line) VALUES(?,?,?)", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind_number(stmt, 1, entry->number);
    vt_bind_number(stmt, 2, entry->ids_count == 0);
    sqlite3_bind_text64(stmt, 3, line.p, line.len, SQLITE_STATIC, SQLITE_UTF8);
    status = vt_catalog_run(c, stmt, error);
    *new = sqlite3_changes(c->db) > 0;
    return status;
}

vanthu_status vt_catalog_add_entry(struct vt_catalog *c, const struct vt_log_entry *entry,
                                   struct vt_str line, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    bool new = false;
    vanthu_status status = add_line(c, entry, line, &new, error);
    for (size_t i = 0; new &&i < entry->ids_count &&status == VANTHU_OK; i++) {
        status = vt_catalog_prepare(
            c, &stmt, "INSERT OR IGNORE INTO log_documents(id,number) VALUES(?,?)", error);
        if (status != VANTHU_OK)
            break;
        vt_bind(stmt, 1, entry->ids[i]);
        vt_bind_number(stmt, 2, entry->number);
        status = vt_catalog_run(c, stmt, error);
    }
    return status;
}

vanthu_status vt_catalog_has_entry(struct vt_catalog *c, uint64_t number, struct vt_str line,
                                   bool *same, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "SELECT line=?2 FROM log WHERE number=?1", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind_number(stmt, 1, number);
    sqlite3_bind_text64(stmt, 2, line.p, line.len, SQLITE_STATIC, SQLITE_UTF8);
    int code = sqlite3_step(stmt);
    *same = code == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

/* ---- reading ---- */

struct reading {
    vt_entry_fn each;
    void *context;
    bool of_one, there; /* the log of one document, and it is in the archive at that time */
};

/* What concerns all documents concerns one while it is there. */
static bool concerns(struct reading *r, const struct vt_log_entry *entry)
{
    if (!r->of_one)
        return true;
    if (!entry->ids_count)
        return r->there;
    r->there =
        entry->event && strcmp(entry->event, "removal") != 0 && strcmp(entry->event, VT_LOSS) != 0;
    return true;
}

static vanthu_status give(sqlite3_stmt *stmt, struct reading *r)
{
    struct vt_arena arena = {0};
    struct vt_log_entry entry;
    struct vt_str line = {(const char *)sqlite3_column_text(stmt, 1),
                          (size_t)sqlite3_column_bytes(stmt, 1)};
    vanthu_status status = vt_log_parse(&entry, &arena, line, NULL);
    if (status == VANTHU_DAMAGED)
        entry = (struct vt_log_entry){.number = (uint64_t)sqlite3_column_int64(stmt, 0)};
    if (status == VANTHU_OK || status == VANTHU_DAMAGED)
        status = concerns(r, &entry) ? r->each(r->context, &entry, line) : VANTHU_OK;
    vt_arena_free(&arena);
    return status;
}

static vanthu_status give_all(struct vt_catalog *c, sqlite3_stmt *stmt, struct reading *r,
                              struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    int code;
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) != SQLITE_DONE)
        status = code == SQLITE_ROW ? give(stmt, r) : vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status == VANTHU_NO_MEMORY ? vt_err_memory(error) : status;
}

vanthu_status vt_catalog_log(struct vt_catalog *c, vt_entry_fn each, void *context,
                             struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    struct reading r = {.each = each, .context = context};
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "SELECT number, line FROM log ORDER BY number", error);
    return status == VANTHU_OK ? give_all(c, stmt, &r, error) : status;
}

static vanthu_status find_one(struct vt_catalog *c, const char *id, char full[VT_ID_LEN + 1],
                              struct vanthu_error *error)
{
    int64_t none;
    vanthu_status status =
        vt_catalog_complete_id(c,
                               "SELECT DISTINCT id, 0 FROM log_documents"
                               " WHERE id>=substr(?1,1,12) AND id<?2 ORDER BY id LIMIT 2",
                               id, full, &none, error);
    return status == VANTHU_OK && !*full
               ? vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id)
               : status;
}

vanthu_status vt_catalog_log_of(struct vt_catalog *c, const char *id, vt_entry_fn each,
                                void *context, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    char full[VT_ID_LEN + 1];
    struct reading r = {.each = each, .context = context, .of_one = true};
    vanthu_status status = find_one(c, id, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(
            c, &stmt,
            "SELECT number, line FROM log WHERE whole"
            " OR number IN (SELECT number FROM log_documents WHERE id=?) ORDER BY number",
            error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, full);
    return give_all(c, stmt, &r, error);
}
