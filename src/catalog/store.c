/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c: the writing half of the catalogue. */
#include "catalog/store.h"

#include "base/err.h"
#include "catalog/private.h"
#include "ref/ref.h"

#include <jansson.h>
#include <stdlib.h>
#include <zstd.h>

/* Texts: level 3 packs 97 MB of law to 38 MB at the speed of reading it. */
enum { TEXT_LEVEL = 3 };

static vanthu_status run(struct vt_catalog *c, sqlite3_stmt *stmt, struct vanthu_error *error)
{
    int code = sqlite3_step(stmt);
    vanthu_status status =
        code == SQLITE_DONE || code == SQLITE_ROW ? VANTHU_OK : vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status run_sql(struct vt_catalog *c, const char *sql, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, sql, error);
    return status == VANTHU_OK ? run(c, stmt, error) : status;
}

static void bind(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *stmt, int at, uint64_t number)
{
    sqlite3_bind_int64(stmt, at, (sqlite3_int64)number);
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
    bind_number(stmt, 1, state->generation);
    bind_number(stmt, 2, state->volume);
    bind_number(stmt, 3, state->volume_bytes);
    bind_number(stmt, 4, state->next_passage);
    status = run(c, stmt, error);
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
    bind_number(stmt, 1, frame->volume);
    bind_number(stmt, 2, frame->offset);
    bind_number(stmt, 3, frame->bytes);
    bind_number(stmt, 4, frame->content_bytes);
    status = run(c, stmt, error);
    *number = sqlite3_last_insert_rowid(c->db);
    return status;
}

/* ---- documents ---- */

/* Appends the key of a canonical form to the scratch buffer, which it empties first. */
static vanthu_status make_key(struct vt_catalog *c, const char *canonical)
{
    vt_buf_clear(&c->scratch);
    return vt_ref_key(&c->scratch, vt_str(canonical));
}

static void bind_scratch(struct vt_catalog *c, sqlite3_stmt *stmt, int at)
{
    sqlite3_bind_text(stmt, at, c->scratch.p ? c->scratch.p : "", (int)c->scratch.len,
                      SQLITE_TRANSIENT);
}

static char *recipients_json(const struct vanthu_document *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->recipients_count && list; i++)
        json_array_append_new(list, json_string(d->recipients[i]));
    char *text = list ? json_dumps(list, JSON_COMPACT) : NULL;
    json_decref(list);
    return text;
}

/* The key of the document's own number, "58/khubnd"; none without a number. */
static vanthu_status bind_own_key(struct vt_catalog *c, sqlite3_stmt *stmt, int at,
                                  const struct vanthu_document *d)
{
    for (size_t i = 0; i < d->mentions_count; i++) {
        const struct vanthu_mention *m = &d->mentions[i];
        if (m->kind != VANTHU_SELF || !m->number || !*m->number)
            continue;
        if (make_key(c, m->canonical) != VANTHU_OK)
            return VANTHU_NO_MEMORY;
        bind_scratch(c, stmt, at);
        break;
    }
    return VANTHU_OK;
}

static void bind_document(sqlite3_stmt *stmt, const struct vt_new_document *n,
                          const char *recipients)
{
    const struct vanthu_document *d = n->document;
    int year = d->date ? atoi(d->date) : 0;
    const char *texts[] = {d->id,       d->sha256,      d->media_type,  d->member,
                           d->encoding, d->text_status, d->text_reason, d->type,
                           d->title,    d->number,      d->symbol,      d->office,
                           d->place,    d->date,        d->period,      recipients};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        bind(stmt, i + 1, texts[i]);
    bind_number(stmt, 17, d->bytes);
    bind_number(stmt, 18, (uint64_t)n->frame);
    bind_number(stmt, 19, n->data_offset);
    bind_number(stmt, 20, n->generation);
    bind_number(stmt, 21, n->first_passage);
    bind_number(stmt, 22, n->passages);
    bind_number(stmt, 23, n->text.len);
    if (year)
        sqlite3_bind_int(stmt, 24, year);
}

static vanthu_status add_row(struct vt_catalog *c, const struct vt_new_document *n, int64_t *doc,
                             struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO documents(id,sha256,media_type,member,encoding,text_status,text_reason,type,"
        "title,number,symbol,office,place,date,period,recipients,bytes,frame,data_offset,"
        "generation,first_passage,passages,text_bytes,year,own_key)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    char *recipients = recipients_json(n->document);
    if (!recipients)
        return vt_err_memory(error);
    bind_document(stmt, n, recipients);
    status = bind_own_key(c, stmt, 25, n->document);
    status = status == VANTHU_OK ? run(c, stmt, error) : vt_err_memory(error);
    *doc = sqlite3_last_insert_rowid(c->db);
    sqlite3_clear_bindings(stmt);
    free(recipients);
    return status;
}

static vanthu_status add_text(struct vt_catalog *c, int64_t doc, struct vt_str text,
                              struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    size_t bound = ZSTD_compressBound(text.len);
    if (!c->compressor)
        c->compressor = ZSTD_createCCtx();
    vt_buf_clear(&c->scratch);
    if (!c->compressor || vt_buf_reserve(&c->scratch, bound) != VANTHU_OK)
        return vt_err_memory(error);
    ZSTD_CCtx_setParameter(c->compressor, ZSTD_c_compressionLevel, TEXT_LEVEL);
    ZSTD_CCtx_setParameter(c->compressor, ZSTD_c_checksumFlag, 1);
    size_t len = ZSTD_compress2(c->compressor, c->scratch.p, bound, text.p, text.len);
    if (ZSTD_isError(len))
        return vt_err_memory(error);
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "INSERT INTO texts(doc,text) VALUES(?,?)", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    sqlite3_bind_blob64(stmt, 2, c->scratch.p, len, SQLITE_STATIC);
    return run(c, stmt, error);
}

static vanthu_status add_sections(struct vt_catalog *c, int64_t doc,
                                  const struct vanthu_document *d, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < d->outline_count && status == VANTHU_OK; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        status = vt_catalog_prepare(c, &stmt,
                                    "INSERT INTO sections(doc,seq,level,label,text,start,end,page)"
                                    " VALUES(?,?,?,?,?,?,?,?)",
                                    error);
        if (status != VANTHU_OK)
            break;
        sqlite3_bind_int64(stmt, 1, doc);
        bind_number(stmt, 2, i);
        bind_number(stmt, 3, h->level);
        bind(stmt, 4, h->label);
        bind(stmt, 5, h->text);
        bind_number(stmt, 6, h->start);
        bind_number(stmt, 7, h->end);
        bind_number(stmt, 8, h->page);
        status = run(c, stmt, error);
    }
    return status;
}

static vanthu_status add_mention(struct vt_catalog *c, int64_t doc, size_t seq,
                                 const struct vanthu_mention *m, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO mentions(doc,seq,start,end,kind,type,number,year_in_symbol,symbol,canonical,"
        "key,date,date_start,date_end,issuer,pinpoint) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    if (make_key(c, m->canonical) != VANTHU_OK)
        return vt_err_memory(error);
    sqlite3_bind_int64(stmt, 1, doc);
    bind_number(stmt, 2, seq);
    bind_number(stmt, 3, m->start);
    bind_number(stmt, 4, m->end);
    sqlite3_bind_int(stmt, 5, m->kind);
    bind(stmt, 6, m->type);
    bind(stmt, 7, m->number);
    sqlite3_bind_int(stmt, 8, m->year_in_symbol);
    bind(stmt, 9, m->symbol);
    bind(stmt, 10, m->canonical);
    bind_scratch(c, stmt, 11);
    bind(stmt, 12, m->date);
    bind_number(stmt, 13, m->date_start);
    bind_number(stmt, 14, m->date_end);
    bind(stmt, 15, m->issuer);
    bind(stmt, 16, m->pinpoint);
    return run(c, stmt, error);
}

static vanthu_status add_relation(struct vt_catalog *c, int64_t doc, size_t seq,
                                  const struct vanthu_relation *r, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO relations(doc,seq,relation,from_canonical,from_key,from_date,to_canonical,"
        "to_key,to_date,start,end) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    bind_number(stmt, 2, seq);
    bind(stmt, 3, r->relation);
    bind(stmt, 4, r->from);
    if (r->from) {
        if (make_key(c, r->from) != VANTHU_OK)
            return vt_err_memory(error);
        bind_scratch(c, stmt, 5);
    }
    bind(stmt, 6, r->from_date);
    bind(stmt, 7, r->to);
    if (make_key(c, r->to) != VANTHU_OK)
        return vt_err_memory(error);
    bind_scratch(c, stmt, 8);
    bind(stmt, 9, r->to_date);
    bind_number(stmt, 10, r->start);
    bind_number(stmt, 11, r->end);
    return run(c, stmt, error);
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
    bind(stmt, 4, ingested_at);
    return run(c, stmt, error);
}

vanthu_status vt_catalog_add_document(struct vt_catalog *c, const struct vt_new_document *n,
                                      int64_t *doc, struct vanthu_error *error)
{
    const struct vanthu_document *d = n->document;
    vanthu_status status = add_row(c, n, doc, error);
    if (status == VANTHU_OK)
        status = add_text(c, *doc, n->text, error);
    if (status == VANTHU_OK)
        status = vt_catalog_add_source(c, *doc, n->path, n->mtime, n->ingested_at, error);
    if (status == VANTHU_OK)
        status = add_sections(c, *doc, d, error);
    for (size_t i = 0; i < d->mentions_count && status == VANTHU_OK; i++)
        status = add_mention(c, *doc, i, &d->mentions[i], error);
    for (size_t i = 0; i < n->relations_count && status == VANTHU_OK; i++)
        status = add_relation(c, *doc, i, &n->relations[i], error);
    return status;
}

vanthu_status vt_catalog_find(struct vt_catalog *c, const char *sha256, struct vt_str path,
                              int64_t *doc, bool *has_source, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "SELECT doc, EXISTS(SELECT 1 FROM sources s WHERE s.doc=d.doc AND s.path=?2)"
        " FROM documents d WHERE sha256=?1",
        error);
    *doc = 0;
    if (status != VANTHU_OK)
        return status;
    bind(stmt, 1, sha256);
    sqlite3_bind_blob64(stmt, 2, path.p ? path.p : "", path.len, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *doc = sqlite3_column_int64(stmt, 0);
        *has_source = sqlite3_column_int(stmt, 1);
    } else if (code != SQLITE_DONE) {
        status = vt_catalog_failed(c, error);
    }
    sqlite3_reset(stmt);
    return status;
}
