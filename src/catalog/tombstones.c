/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tombstones.c: documents that were withdrawn, or are lost. */
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
        c,
        "SELECT DISTINCT id, 0 FROM tombstones WHERE sha256>=?1 AND sha256<?2 ORDER BY id LIMIT 2",
        id, full, &none, error);
    if (status == VANTHU_OK && !*full)
        status = vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(
            c, &stmt,
            "SELECT at, by, reason, lost, coalesce(title, source, '?') FROM tombstones WHERE id=?"
            " ORDER BY at DESC LIMIT 1",
            error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, full);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        status = vt_catalog_failed(c, error);
    else if (sqlite3_column_int(stmt, 3))
        status = vt_err(error, VANTHU_NOT_FOUND,
                        _("%s: is LOST (%s): damaged beyond repair, as acknowledged at %s by %s: "
                          "%s"),
                        full, text_column(stmt, 4), text_column(stmt, 0), text_column(stmt, 1),
                        text_column(stmt, 2));
    else
        status = vt_err(error, VANTHU_NOT_FOUND, _("%s: was withdrawn at %s by %s: %s"), full,
                        text_column(stmt, 0), text_column(stmt, 1), text_column(stmt, 2));
    sqlite3_reset(stmt);
    return status;
}

#define COLUMNS "id, sha256, at, by, reason, agent, title, canonical, date, source, lost"

static vanthu_status give(sqlite3_stmt *stmt, vt_lost_fn each, void *context)
{
    const struct vt_tombstone tombstone = {.id = text_column(stmt, 0),
                                           .sha256 = text_column(stmt, 1),
                                           .at = text_column(stmt, 2),
                                           .by = text_column(stmt, 3),
                                           .reason = text_column(stmt, 4),
                                           .agent = text_column(stmt, 5),
                                           .title = text_column(stmt, 6),
                                           .canonical = text_column(stmt, 7),
                                           .date = text_column(stmt, 8),
                                           .source = text_column(stmt, 9),
                                           .lost = sqlite3_column_int(stmt, 10)};
    return each(context, &tombstone);
}

static vanthu_status give_all(struct vt_catalog *c, sqlite3_stmt *stmt, vt_lost_fn each,
                              void *context, struct vanthu_error *error)
{
    int code;
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) != SQLITE_DONE)
        status = code == SQLITE_ROW ? give(stmt, each, context) : vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vt_catalog_lost(struct vt_catalog *c, const char *key, vt_lost_fn each, void *context,
                              struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "SELECT " COLUMNS " FROM lost WHERE ?1 IS NULL OR own_key=?1 ORDER BY id", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind(stmt, 1, key);
    return give_all(c, stmt, each, context, error);
}

vanthu_status vt_catalog_gone(struct vt_catalog *c, vt_lost_fn each, void *context,
                              struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "SELECT " COLUMNS " FROM tombstones t"
        " WHERE NOT EXISTS(SELECT 1 FROM documents d WHERE d.id=t.id)"
        " AND at=(SELECT max(at) FROM tombstones o WHERE o.id=t.id) ORDER BY at, id",
        error);
    return status == VANTHU_OK ? give_all(c, stmt, each, context, error) : status;
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

vanthu_status vt_catalog_keep_tombstone(struct vt_catalog *c, const struct vt_tombstone *t,
                                        struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    const char *const values[] = {t->id,    t->sha256, t->at,        t->by,   t->reason,
                                  t->agent, t->title,  t->canonical, t->date, t->source};
    enum { VALUES = sizeof values / sizeof *values, LOST, OWN_KEY };
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT OR REPLACE INTO tombstones(id,sha256,at,by,reason,agent,title,canonical,date,"
        "source,lost,own_key) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    if (t->canonical && vt_catalog_make_key(c, t->canonical) != VANTHU_OK)
        return vt_err_memory(error);
    for (int i = 0; i < VALUES; i++)
        vt_bind(stmt, i + 1, values[i]);
    sqlite3_bind_int(stmt, LOST, t->lost);
    sqlite3_bind_null(stmt, OWN_KEY);
    if (t->canonical)
        vt_catalog_bind_key(c, stmt, OWN_KEY);
    return vt_catalog_run(c, stmt, error);
}

vanthu_status vt_catalog_withdraw(struct vt_catalog *c, const struct vt_tombstone *tombstone,
                                  uint64_t generation, struct vanthu_error *error)
{
    int64_t doc;
    vanthu_status status = find(c, tombstone->sha256, &doc, error);
    if (status == VANTHU_OK && doc)
        status = remove_rows(c, doc, generation, error);
    return status == VANTHU_OK ? vt_catalog_keep_tombstone(c, tombstone, error) : status;
}
