/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c: the reading half of the catalogue: documents, their texts, outlines and mentions. */
#include "catalog/catalog.h"

#include "base/err.h"
#include "base/utf8.h"
#include "catalog/private.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>
#include <zstd.h>

struct loading {
    struct vt_catalog *catalog;
    struct vt_arena *arena;
    bool no_memory;
};

/* A column as a string of the arena; NULL stays NULL. */
static const char *column(struct loading *l, sqlite3_stmt *stmt, int at)
{
    const char *text = (const char *)sqlite3_column_text(stmt, at);
    if (!text)
        return NULL;
    char *copy =
        vt_arena_str(l->arena, (struct vt_str){text, (size_t)sqlite3_column_bytes(stmt, at)});
    l->no_memory |= !copy;
    return copy;
}

static uint64_t number(sqlite3_stmt *stmt, int at)
{
    return (uint64_t)sqlite3_column_int64(stmt, at);
}

/* Rows of one document, gathered in an arena array that doubles. */
static void *grow(struct loading *l, void *rows, size_t count, size_t size)
{
    if (count & (count - 1) || (count && count < 8))
        return rows;
    void *grown = vt_arena_array(l->arena, count ? count * 2 : 8, size);
    l->no_memory |= !grown;
    if (grown && count)
        memcpy(grown, rows, count * size);
    return grown;
}

static vanthu_status ended(struct loading *l, sqlite3_stmt *stmt, int code,
                           struct vanthu_error *error)
{
    vanthu_status status = l->no_memory          ? vt_err_memory(error)
                           : code != SQLITE_DONE ? vt_catalog_failed(l->catalog, error)
                                                 : VANTHU_OK;
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status prepare_for(struct loading *l, sqlite3_stmt **stmt, const char *sql,
                                 int64_t doc, struct vanthu_error *error)
{
    vanthu_status status = vt_catalog_prepare(l->catalog, stmt, sql, error);
    if (status == VANTHU_OK)
        sqlite3_bind_int64(*stmt, 1, doc);
    return status;
}

/* ---- ids ---- */

vanthu_status vt_catalog_resolve(struct vt_catalog *c, const char *id, int64_t *doc,
                                 char full[VT_ID_LEN + 1], struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    char low[VT_ID_LEN + 1], high[VT_ID_LEN + 2];
    size_t len = strlen(id);
    if (len < 4)
        return vt_err(error, VANTHU_AMBIGUOUS, _("%s: an id needs at least 4 digits"), id);
    if (len > VT_ID_LEN || strspn(id, "0123456789abcdefABCDEF") != len)
        return vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id);
    for (size_t i = 0; i <= len; i++)
        low[i] = (char)tolower((unsigned char)id[i]);
    memcpy(high, low, len);
    memcpy(high + len, "g", 2); /* behind every hexadecimal digit */

    vanthu_status status = vt_catalog_prepare(
        c, &stmt, "SELECT doc, id FROM documents WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 2",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_text(stmt, 1, low, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, high, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *doc = sqlite3_column_int64(stmt, 0);
        snprintf(full, VT_ID_LEN + 1, "%s", sqlite3_column_text(stmt, 1));
        code = sqlite3_step(stmt);
        if (code == SQLITE_ROW)
            status = vt_err(error, VANTHU_AMBIGUOUS, _("%s: fits several documents: %s, %s, ..."),
                            id, full, sqlite3_column_text(stmt, 1));
    } else if (code == SQLITE_DONE) {
        status = vt_err(error, VANTHU_NOT_FOUND, _("%s: no document has this id"), id);
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

/* ---- texts ---- */

vanthu_status vt_catalog_text(struct vt_catalog *c, int64_t doc, struct vt_buf *text,
                              struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "SELECT t.text, d.text_bytes FROM texts t JOIN documents d USING(doc) WHERE doc=?", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        const void *packed = sqlite3_column_blob(stmt, 0);
        size_t packed_len = (size_t)sqlite3_column_bytes(stmt, 0), len = number(stmt, 1);
        unsigned long long announced = ZSTD_getFrameContentSize(packed, packed_len);
        if (!c->decompressor)
            c->decompressor = ZSTD_createDCtx();
        if (announced != len)
            status = vt_err(error, VANTHU_DAMAGED, _("%s: a stored text is damaged"), c->path);
        else if (!c->decompressor || vt_buf_reserve(text, len) != VANTHU_OK)
            status = vt_err_memory(error);
        else if (ZSTD_decompressDCtx(c->decompressor, text->p + text->len, len, packed,
                                     packed_len) != len)
            status = vt_err(error, VANTHU_DAMAGED, _("%s: a stored text is damaged"), c->path);
        else
            text->len += len;
    } else {
        status = code == SQLITE_DONE
                     ? vt_err(error, VANTHU_DAMAGED, _("%s: a stored text is missing"), c->path)
                     : vt_catalog_failed(c, error);
    }
    sqlite3_reset(stmt);
    return status;
}

/* ---- documents ---- */

#define DOCUMENT_COLUMNS                                                                    \
    "d.id, d.sha256, d.bytes, d.media_type, d.title, d.type, d.number, d.symbol, d.office," \
    " d.place, d.date, d.period, d.encoding, d.text_status, d.text_reason, d.text_bytes,"   \
    " d.member, f.volume, f.offset, f.bytes, d.recipients"

static void load_fields(struct loading *l, sqlite3_stmt *stmt, struct vanthu_document *d)
{
    char volume[16], path[32];
    d->id = column(l, stmt, 0);
    d->sha256 = column(l, stmt, 1);
    d->bytes = number(stmt, 2);
    d->media_type = column(l, stmt, 3);
    d->title = column(l, stmt, 4);
    d->type = column(l, stmt, 5);
    d->number = column(l, stmt, 6);
    d->symbol = column(l, stmt, 7);
    d->office = column(l, stmt, 8);
    d->place = column(l, stmt, 9);
    d->date = column(l, stmt, 10);
    d->period = column(l, stmt, 11);
    d->encoding = column(l, stmt, 12);
    d->text_status = column(l, stmt, 13);
    d->text_reason = column(l, stmt, 14);
    d->text_bytes = number(stmt, 15);
    d->member = column(l, stmt, 16);
    vt_volume_name(volume, (uint32_t)number(stmt, 17));
    snprintf(path, sizeof path, "volumes/%s", volume);
    d->volume = vt_arena_str(l->arena, vt_str(path));
    l->no_memory |= !d->volume;
    d->frame_offset = number(stmt, 18);
    d->frame_bytes = number(stmt, 19);
}

static void load_recipients(struct loading *l, sqlite3_stmt *stmt, struct vanthu_document *d)
{
    const char *text = (const char *)sqlite3_column_text(stmt, 20);
    json_t *list = text ? json_loads(text, 0, NULL) : NULL, *value;
    size_t i, count = json_array_size(list);
    d->recipients = vt_arena_array(l->arena, count + 1, sizeof *d->recipients);
    l->no_memory |= !d->recipients;
    if (d->recipients) {
        json_array_foreach(list, i, value)
        {
            const char *recipient = json_string_value(value);
            d->recipients[d->recipients_count++] =
                vt_arena_str(l->arena, vt_str(recipient ? recipient : ""));
        }
    }
    json_decref(list);
}

static const char *utc(struct loading *l, int64_t seconds)
{
    char text[32];
    struct tm tm;
    time_t time = seconds;
    if (!gmtime_r(&time, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return NULL;
    char *copy = vt_arena_str(l->arena, vt_str(text));
    l->no_memory |= !copy;
    return copy;
}

/* A path is bytes; what is not UTF-8 in it is shown as U+FFFD. */
static const char *readable_path(struct loading *l, sqlite3_stmt *stmt, int at)
{
    struct vt_buf path = {0};
    struct vt_str raw = {sqlite3_column_blob(stmt, at), (size_t)sqlite3_column_bytes(stmt, at)};
    char *copy = vt_utf8_repair(&path, raw, NULL) == VANTHU_OK
                     ? vt_arena_str(l->arena, vt_buf_str(&path))
                     : NULL;
    vt_buf_free(&path);
    l->no_memory |= !copy;
    return copy;
}

static vanthu_status load_sources(struct loading *l, int64_t doc, struct vanthu_document *d,
                                  struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = prepare_for(
        l, &stmt,
        "SELECT path, mtime, ingested_at FROM sources WHERE doc=? ORDER BY ingested_at, path", doc,
        error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        d->sources = grow(l, d->sources, d->sources_count, sizeof *d->sources);
        if (l->no_memory)
            break;
        d->sources[d->sources_count++] = (struct vanthu_source){
            readable_path(l, stmt, 0), utc(l, sqlite3_column_int64(stmt, 1)), column(l, stmt, 2)};
    }
    return ended(l, stmt, code, error);
}

static vanthu_status load_outline(struct loading *l, int64_t doc, struct vanthu_document *d,
                                  struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = prepare_for(
        l, &stmt,
        "SELECT level, label, text, start, end, page FROM sections WHERE doc=? ORDER BY seq", doc,
        error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        d->outline = grow(l, d->outline, d->outline_count, sizeof *d->outline);
        if (l->no_memory)
            break;
        d->outline[d->outline_count++] = (struct vanthu_heading){
            (unsigned)number(stmt, 0), column(l, stmt, 1), column(l, stmt, 2),
            number(stmt, 3),           number(stmt, 4),    (unsigned)number(stmt, 5)};
    }
    return ended(l, stmt, code, error);
}

static vanthu_status load_mentions(struct loading *l, int64_t doc, struct vt_str text,
                                   struct vanthu_document *d, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = prepare_for(
        l, &stmt,
        "SELECT start, end, kind, type, number, year_in_symbol, symbol, canonical, date,"
        " date_start, date_end, issuer, pinpoint FROM mentions WHERE doc=? ORDER BY seq",
        doc, error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        d->mentions = grow(l, d->mentions, d->mentions_count, sizeof *d->mentions);
        if (l->no_memory)
            break;
        uint64_t start = number(stmt, 0), end = number(stmt, 1);
        struct vanthu_mention *m = &d->mentions[d->mentions_count++];
        *m = (struct vanthu_mention){
            .start = start,
            .end = end,
            .raw = vt_arena_str(l->arena, vt_str_sub(text, start, end)),
            .kind = (enum vanthu_mention_kind)sqlite3_column_int(stmt, 2),
            .type = column(l, stmt, 3),
            .number = column(l, stmt, 4),
            .year_in_symbol = sqlite3_column_int(stmt, 5),
            .symbol = column(l, stmt, 6),
            .canonical = column(l, stmt, 7),
            .date = column(l, stmt, 8),
            .date_start = number(stmt, 9),
            .date_end = number(stmt, 10),
            .issuer = column(l, stmt, 11),
            .pinpoint = column(l, stmt, 12),
        };
        l->no_memory |= !m->raw;
    }
    return ended(l, stmt, code, error);
}

static vanthu_status load_row(struct loading *l, int64_t doc, unsigned parts,
                              struct vanthu_document *out, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = prepare_for(l, &stmt,
                                       "SELECT " DOCUMENT_COLUMNS
                                       " FROM documents d JOIN frames f USING(frame) WHERE doc=?",
                                       doc, error);
    if (status != VANTHU_OK)
        return status;
    int code = sqlite3_step(stmt);
    if (code == SQLITE_DONE)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: document %lld is missing"), l->catalog->path,
                        (long long)doc);
    else if (code != SQLITE_ROW)
        status = vt_catalog_failed(l->catalog, error);
    if (status == VANTHU_OK) {
        load_fields(l, stmt, out);
        if (parts & VT_RECIPIENTS)
            load_recipients(l, stmt, out);
    }
    sqlite3_reset(stmt);
    return status == VANTHU_OK && l->no_memory ? vt_err_memory(error) : status;
}

vanthu_status vt_catalog_document(struct vt_catalog *catalog, int64_t doc, unsigned parts,
                                  struct vt_arena *arena, struct vanthu_document *out,
                                  struct vanthu_error *error)
{
    struct loading l = {catalog, arena, false};
    struct vt_buf text = {0};
    *out = (struct vanthu_document){0};
    vanthu_status status = load_row(&l, doc, parts, out, error);
    if (status == VANTHU_OK && parts & VT_SOURCES)
        status = load_sources(&l, doc, out, error);
    if (status == VANTHU_OK && parts & VT_OUTLINE)
        status = load_outline(&l, doc, out, error);
    if (status == VANTHU_OK && parts & VT_MENTIONS) {
        status = vt_catalog_text(catalog, doc, &text, error);
        if (status == VANTHU_OK)
            status = load_mentions(&l, doc, vt_buf_str(&text), out, error);
    }
    vt_buf_free(&text);
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
            {(uint32_t)number(stmt, 0), number(stmt, 1), number(stmt, 2), number(stmt, 3)},
            number(stmt, 4),
            number(stmt, 5)};
    else
        status = vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

/* ---- sections ---- */

static const char *heading_line(struct loading *l, sqlite3_stmt *stmt)
{
    struct vt_buf line = {0};
    const char *label = (const char *)sqlite3_column_text(stmt, 1);
    const char *text = (const char *)sqlite3_column_text(stmt, 2);
    const char *mark =
        label && isalpha((unsigned char)label[0]) && islower((unsigned char)label[0]) ? ") " : ". ";
    char *copy = NULL;
    if (vt_buf_printf(&line, "%s%s%s", label ? label : "", label && *label ? mark : "",
                      text ? text : "") == VANTHU_OK)
        copy = vt_arena_str(l->arena, vt_str_trim(vt_buf_str(&line)));
    vt_buf_free(&line);
    l->no_memory |= !copy;
    return copy;
}

vanthu_status vt_catalog_section_at(struct vt_catalog *catalog, int64_t doc, uint64_t at,
                                    struct vt_arena *arena, const char ***path, size_t *count,
                                    struct vanthu_error *error)
{
    struct loading l = {catalog, arena, false};
    sqlite3_stmt *stmt;
    int code;
    *path = NULL;
    *count = 0;
    vanthu_status status = prepare_for(&l, &stmt,
                                       "SELECT level, label, text FROM sections WHERE doc=?1 AND "
                                       "start<=?2 AND end>?2 ORDER BY seq",
                                       doc, error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)at);
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        *path = grow(&l, *path, *count, sizeof **path);
        if (l.no_memory)
            break;
        (*path)[(*count)++] = heading_line(&l, stmt);
    }
    return ended(&l, stmt, code, error);
}
