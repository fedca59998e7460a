/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c: the writing half of the catalogue. */
#include "catalog/store.h"

#include "base/err.h"
#include "catalog/facts.h"
#include "catalog/private.h"
#include "ref/ref.h"

#include <stdlib.h>

static vanthu_status run_sql(struct vt_catalog *c, const char *sql, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, sql, error);
    return status == VANTHU_OK ? vt_catalog_run(c, stmt, error) : status;
}

/* ---- state and transactions ---- */

vanthu_status vt_catalog_state(struct vt_catalog *c, struct vt_catalog_state *state,
                               struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(c, &stmt,
                           "SELECT (SELECT value FROM meta WHERE name='generation'),"
                           " (SELECT value FROM meta WHERE name='volume'),"
                           " (SELECT value FROM meta WHERE name='volume_bytes'),"
                           " (SELECT value FROM meta WHERE name='next_passage')",
                           error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        return vt_catalog_failed(c, error);
    state->generation = (uint64_t)sqlite3_column_int64(stmt, 0);
    state->volume = (uint32_t)sqlite3_column_int64(stmt, 1);
    state->volume_bytes = (uint64_t)sqlite3_column_int64(stmt, 2);
    state->next_passage = (uint32_t)sqlite3_column_int64(stmt, 3);
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

vanthu_status vt_catalog_is_ours(struct vt_catalog *c, bool *ours, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "SELECT value='" VANTHU_VERSION "' FROM meta WHERE name='version'", error);
    if (status != VANTHU_OK)
        return status;
    int code = sqlite3_step(stmt);
    *ours = code == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vt_catalog_begin(struct vt_catalog *c, struct vanthu_error *error)
{
    return run_sql(c, "BEGIN IMMEDIATE", error);
}

vanthu_status vt_catalog_commit(struct vt_catalog *c, const struct vt_catalog_state *state,
                                struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "UPDATE meta SET value=CASE name WHEN 'generation' THEN ?1 WHEN 'volume' THEN ?2"
        " WHEN 'volume_bytes' THEN ?3 ELSE ?4 END"
        " WHERE name IN ('generation','volume','volume_bytes','next_passage')",
        error);
    if (status != VANTHU_OK)
        return status;
    vt_bind_number(stmt, 1, state->generation);
    vt_bind_number(stmt, 2, state->volume);
    vt_bind_number(stmt, 3, state->volume_bytes);
    vt_bind_number(stmt, 4, state->next_passage);
    status = vt_catalog_run(c, stmt, error);
    return status == VANTHU_OK ? run_sql(c, "COMMIT", error) : status;
}

void vt_catalog_rollback(struct vt_catalog *c)
{
    if (!sqlite3_get_autocommit(c->db))
        run_sql(c, "ROLLBACK", NULL);
}

vanthu_status vt_catalog_add_frame(struct vt_catalog *c, const struct vt_frame *frame,
                                   int64_t *number, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "INSERT INTO frames(volume,offset,bytes,content_bytes) VALUES(?,?,?,?)", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind_number(stmt, 1, frame->volume);
    vt_bind_number(stmt, 2, frame->offset);
    vt_bind_number(stmt, 3, frame->bytes);
    vt_bind_number(stmt, 4, frame->content_bytes);
    status = vt_catalog_run(c, stmt, error);
    *number = sqlite3_last_insert_rowid(c->db);
    return status;
}

vanthu_status vt_catalog_drop_frames(struct vt_catalog *c, uint32_t volume,
                                     struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, "DELETE FROM frames WHERE volume=?", error);
    if (status != VANTHU_OK)
        return status;
    vt_bind_number(stmt, 1, volume);
    return vt_catalog_run(c, stmt, error);
}

vanthu_status vt_catalog_move(struct vt_catalog *c, int64_t doc, int64_t frame,
                              uint64_t data_offset, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "UPDATE documents SET frame=?2, data_offset=?3 WHERE doc=?1", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    sqlite3_bind_int64(stmt, 2, frame);
    vt_bind_number(stmt, 3, data_offset);
    return vt_catalog_run(c, stmt, error);
}

/* ---- documents ---- */

/* The key of the document's own number, "58/khubnd"; none without a number. */
static vanthu_status bind_own_key(struct vt_catalog *c, sqlite3_stmt *stmt, int at,
                                  const struct vanthu_document *d)
{
    if (!d->canonical)
        return VANTHU_OK;
    if (vt_catalog_make_key(c, d->canonical) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    vt_catalog_bind_key(c, stmt, at);
    return VANTHU_OK;
}

/* The parameters of the statements below: each takes those that it names. */
#define FACTS_COLUMNS                                                                          \
    "type,title,number,symbol,own_canonical,own_key,office,place,date,year,period,recipients," \
    "facts_from,signed_as"
#define FACTS_VALUES "?8,?9,?10,?11,?27,?25,?12,?13,?14,?24,?15,?16,?31,?32"
#define TEXT_COLUMNS                                                                         \
    "media_type,encoding,encoding_score,text_status,text_reason,text_bytes,text_agent,text_" \
    "engine,"                                                                                \
    "text_confidence"
#define TEXT_VALUES "?3,?5,?26,?6,?7,?23,?28,?29,?30"
enum { DOC = 33 };

static vanthu_status bind_document(struct vt_catalog *c, sqlite3_stmt *stmt,
                                   const struct vt_new_document *n)
{
    const struct vanthu_document *d = n->document;
    char *recipients = vt_recipients_json(d), *from = vt_facts_from_json(d);
    vanthu_status status = recipients && from ? VANTHU_OK : VANTHU_NO_MEMORY;
    const char *texts[] = {d->id,          d->sha256,      d->media_type, d->member, d->encoding,
                           d->text_status, d->text_reason, d->type,       d->title,  d->number,
                           d->symbol,      d->office,      d->place,      d->date,   d->period};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        vt_bind(stmt, i + 1, texts[i]);
    sqlite3_bind_text(stmt, 16, recipients, -1, SQLITE_TRANSIENT);
    vt_bind_number(stmt, 17, d->bytes);
    vt_bind_number(stmt, 18, (uint64_t)n->frame);
    vt_bind_number(stmt, 19, n->data_offset);
    vt_bind_number(stmt, 20, n->generation);
    vt_bind_number(stmt, 21, n->first_passage);
    vt_bind_number(stmt, 22, n->passages);
    vt_bind_number(stmt, 23, n->text.len);
    if (d->year)
        sqlite3_bind_int(stmt, 24, d->year);
    if (status == VANTHU_OK)
        status = bind_own_key(c, stmt, 25, d);
    sqlite3_bind_double(stmt, 26, d->encoding_score);
    vt_bind(stmt, 27, d->canonical);
    vt_bind(stmt, 28, d->text_agent);
    vt_bind(stmt, 29, d->text_engine);
    sqlite3_bind_double(stmt, 30, d->text_confidence);
    sqlite3_bind_text(stmt, 31, from, -1, SQLITE_TRANSIENT);
    vt_bind(stmt, 32, d->signed_as);
    free(recipients);
    free(from);
    return status;
}

/* Runs one of the statements about a document. */
static vanthu_status write_document(struct vt_catalog *c, const char *sql, int64_t doc,
                                    const struct vt_new_document *n, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, sql, error);
    if (status != VANTHU_OK)
        return status;
    if (bind_document(c, stmt, n) != VANTHU_OK)
        return vt_err_memory(error);
    sqlite3_bind_int64(stmt, DOC, doc);
    status = vt_catalog_run(c, stmt, error);
    sqlite3_clear_bindings(stmt);
    return status;
}

static vanthu_status add_row(struct vt_catalog *c, const struct vt_new_document *n, int64_t *doc,
                             struct vanthu_error *error)
{
    vanthu_status status =
        write_document(c,
                       "INSERT INTO documents(id,sha256,member,bytes,frame,data_offset,generation,"
                       "first_passage,passages," TEXT_COLUMNS "," FACTS_COLUMNS ")"
                       " VALUES(?1,?2,?4,?17,?18,?19,?20,?21,?22," TEXT_VALUES "," FACTS_VALUES ")",
                       0, n, error);
    *doc = sqlite3_last_insert_rowid(c->db);
    return status;
}

vanthu_status vt_catalog_add_source(struct vt_catalog *c, int64_t doc, struct vt_str path,
                                    int64_t mtime, const char *ingested_at,
                                    struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "INSERT OR IGNORE INTO sources(doc,path,mtime,ingested_at) VALUES(?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    sqlite3_bind_blob64(stmt, 2, path.p ? path.p : "", path.len, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 3, mtime);
    vt_bind(stmt, 4, ingested_at);
    return vt_catalog_run(c, stmt, error);
}

vanthu_status vt_catalog_add_document(struct vt_catalog *c, const struct vt_new_document *n,
                                      int64_t *doc, struct vanthu_error *error)
{
    vanthu_status status = add_row(c, n, doc, error);
    if (status == VANTHU_OK)
        status = vt_catalog_add_source(c, *doc, n->path, n->mtime, n->ingested_at, error);
    return status == VANTHU_OK ? vt_catalog_add_contents(c, *doc, n, error) : status;
}

/* ---- changes ---- */

static vanthu_status run_for(struct vt_catalog *c, const char *sql, int64_t doc,
                             struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, sql, error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    return vt_catalog_run(c, stmt, error);
}

/* The numbers of its passages go out of use. */
static vanthu_status withdraw(struct vt_catalog *c, int64_t doc, uint64_t generation,
                              struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO withdrawn(first_passage,passages,since,generation)"
        " SELECT first_passage, passages, generation, ?2 FROM documents WHERE doc=?1",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    vt_bind_number(stmt, 2, generation);
    return vt_catalog_run(c, stmt, error);
}

vanthu_status vt_catalog_renumber(struct vt_catalog *c, int64_t doc, uint64_t generation,
                                  struct vt_catalog_state *state, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = withdraw(c, doc, generation, error);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(c, &stmt,
                                    "UPDATE documents SET generation=?2, first_passage=?3"
                                    " WHERE doc=?1 RETURNING passages",
                                    error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    vt_bind_number(stmt, 2, generation);
    vt_bind_number(stmt, 3, state->next_passage);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        return vt_catalog_failed(c, error);
    state->next_passage += (uint32_t)sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

vanthu_status vt_catalog_replace_text(struct vt_catalog *c, int64_t doc,
                                      const struct vt_new_document *n, struct vanthu_error *error)
{
    static const char *const deletions[] = {
        "DELETE FROM texts WHERE doc=?", "DELETE FROM sections WHERE doc=?",
        "DELETE FROM mentions WHERE doc=?", "DELETE FROM relations WHERE doc=?"};
    vanthu_status status = withdraw(c, doc, n->generation, error);
    for (size_t i = 0; i < sizeof deletions / sizeof *deletions && status == VANTHU_OK; i++)
        status = run_for(c, deletions[i], doc, error);
    if (status == VANTHU_OK)
        status = write_document(
            c,
            "UPDATE documents SET (generation,first_passage,passages," TEXT_COLUMNS
            "," FACTS_COLUMNS ")=(?20,?21,?22," TEXT_VALUES "," FACTS_VALUES ") WHERE doc=?33",
            doc, n, error);
    return status == VANTHU_OK ? vt_catalog_add_contents(c, doc, n, error) : status;
}

vanthu_status vt_catalog_note_attempt(struct vt_catalog *c, int64_t doc, const char *reason,
                                      const char *agent, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "UPDATE documents SET text_reason=?2, text_agent=?3 WHERE doc=?1", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    vt_bind(stmt, 2, reason);
    vt_bind(stmt, 3, agent);
    return vt_catalog_run(c, stmt, error);
}

/* Without anything said the row goes. */
static vanthu_status keep_said(struct vt_catalog *c, int64_t doc, const struct vt_overrides *o,
                               struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    if (!o->count)
        return run_for(c, "DELETE FROM said WHERE doc=?", doc, error);
    char *said = vt_said_json(o->said, o->count), *found = vt_facts_json(&o->found);
    vanthu_status status = said && found ? VANTHU_OK : vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(
            c, &stmt, "INSERT OR REPLACE INTO said(doc,said,found) VALUES(?,?,?)", error);
    if (status == VANTHU_OK) {
        sqlite3_bind_int64(stmt, 1, doc);
        vt_bind(stmt, 2, said);
        vt_bind(stmt, 3, found);
        status = vt_catalog_run(c, stmt, error);
    }
    free(said);
    free(found);
    return status;
}

vanthu_status vt_catalog_set_facts(struct vt_catalog *c, int64_t doc,
                                   const struct vanthu_document *facts,
                                   const struct vt_overrides *overrides, struct vanthu_error *error)
{
    struct vt_new_document n = {.document = facts};
    vanthu_status status = write_document(
        c, "UPDATE documents SET (" FACTS_COLUMNS ")=(" FACTS_VALUES ") WHERE doc=?33", doc, &n,
        error);
    return status == VANTHU_OK ? keep_said(c, doc, overrides, error) : status;
}
