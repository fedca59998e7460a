/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c: the reading half of the catalogue: documents, their texts, outlines and mentions. */
#include "catalog/catalog.h"

#include "base/err.h"
#include "base/utf8.h"
#include "catalog/facts.h"
#include "catalog/private.h"
#include "ref/ref.h"

#include <ctype.h>
#include <stdio.h>
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

/* ---- texts ---- */

/* Of the frames, those that hold bytes from `from` to `to` are unpacked, at their places in the
 * `len` bytes at `out`. False: they are not such frames. */
static bool unpack(ZSTD_DCtx *decompressor, char *out, size_t len, struct vt_str packed,
                   uint64_t from, uint64_t to)
{
    size_t at = 0;
    while (packed.len) {
        size_t frame = ZSTD_findFrameCompressedSize(packed.p, packed.len);
        unsigned long long bytes = ZSTD_getFrameContentSize(packed.p, packed.len);
        if (ZSTD_isError(frame) || bytes > len - at)
            return false;
        if (at < to && from < at + bytes &&
            ZSTD_decompressDCtx(decompressor, out + at, (size_t)bytes, packed.p, frame) != bytes)
            return false;
        at += (size_t)bytes;
        packed = vt_str_sub(packed, frame, packed.len);
    }
    return at == len;
}

vanthu_status vt_catalog_text(struct vt_catalog *c, int64_t doc, struct vt_buf *text,
                              struct vanthu_error *error)
{
    return vt_catalog_text_part(c, doc, 0, UINT64_MAX, text, error);
}

vanthu_status vt_catalog_text_part(struct vt_catalog *c, int64_t doc, uint64_t from, uint64_t to,
                                   struct vt_buf *text, struct vanthu_error *error)
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
        struct vt_str packed = {sqlite3_column_blob(stmt, 0),
                                (size_t)sqlite3_column_bytes(stmt, 0)};
        size_t len = number(stmt, 1);
        if (!c->decompressor)
            c->decompressor = ZSTD_createDCtx();
        if (!c->decompressor || vt_buf_reserve(text, len) != VANTHU_OK)
            status = vt_err_memory(error);
        else if (!unpack(c->decompressor, text->p + text->len, len, packed, from, to))
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
    " d.member, f.volume, f.offset, f.bytes, d.recipients, d.encoding_score,"               \
    " d.own_canonical, d.text_agent, d.text_engine, d.text_confidence, d.facts_from,"       \
    " d.signed_as"

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
    d->encoding_score = sqlite3_column_double(stmt, 21);
    d->canonical = column(l, stmt, 22);
    d->year = vt_ref_year(d->date, d->canonical);
    d->text_agent = column(l, stmt, 23);
    d->text_engine = column(l, stmt, 24);
    d->text_confidence = sqlite3_column_double(stmt, 25);
    d->signed_as = column(l, stmt, 27);
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

static vanthu_status load_signatures(struct loading *l, int64_t doc, struct vanthu_document *d,
                                     struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = prepare_for(
        l, &stmt,
        "SELECT time_stamp, signer, organization, time, time_from, start0, end0, start1, end1,"
        " covers_whole, intact, reason FROM signatures WHERE doc=? ORDER BY seq",
        doc, error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        d->signatures = grow(l, d->signatures, d->signatures_count, sizeof *d->signatures);
        if (l->no_memory)
            break;
        d->signatures[d->signatures_count++] = (struct vanthu_signature){
            .time_stamp = sqlite3_column_int(stmt, 0),
            .signer = column(l, stmt, 1),
            .organization = column(l, stmt, 2),
            .time = column(l, stmt, 3),
            .time_from = (enum vanthu_time_from)sqlite3_column_int(stmt, 4),
            .start = {number(stmt, 5), number(stmt, 7)},
            .end = {number(stmt, 6), number(stmt, 8)},
            .covers_whole = sqlite3_column_int(stmt, 9),
            .intact = (enum vanthu_intact)sqlite3_column_int(stmt, 10),
            .reason = column(l, stmt, 11),
        };
    }
    return ended(l, stmt, code, error);
}

static vanthu_status load_pages(struct loading *l, int64_t doc, struct vanthu_document *d,
                                struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = prepare_for(l, &stmt, "SELECT pages FROM texts WHERE doc=?", doc, error);
    if (status != VANTHU_OK)
        return status;
    int code = sqlite3_step(stmt);
    const unsigned char *p = code == SQLITE_ROW ? sqlite3_column_blob(stmt, 0) : NULL;
    size_t count = p ? (size_t)sqlite3_column_bytes(stmt, 0) / 4 : 0;
    uint64_t at = 0;
    d->pages = vt_arena_array(l->arena, count, sizeof *d->pages);
    l->no_memory |= !d->pages;
    for (; d->pages && d->pages_count < count; p += 4) {
        at += p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
        d->pages[d->pages_count++] = at;
    }
    return ended(l, stmt, code == SQLITE_ROW ? SQLITE_DONE : code, error);
}

static vanthu_status load_mentions(struct loading *l, int64_t doc, struct vt_str text,
                                   struct vanthu_document *d, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = prepare_for(
        l, &stmt,
        "SELECT start, end, kind, type, number, year_in_symbol, symbol, canonical, date,"
        " date_start, date_end, year_said, issuer, pinpoint FROM mentions WHERE doc=? ORDER BY seq",
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
            .year_said = sqlite3_column_int(stmt, 11),
            .issuer = column(l, stmt, 12),
            .pinpoint = column(l, stmt, 13),
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
        const char *recipients = (const char *)sqlite3_column_text(stmt, 20);
        const char *from = (const char *)sqlite3_column_text(stmt, 26);
        if (parts & VT_RECIPIENTS)
            l->no_memory |= vt_recipients_load(out, l->arena, recipients) != VANTHU_OK;
        if (parts & VT_FACTS_FROM)
            l->no_memory |= vt_facts_from_load(out, l->arena, from) != VANTHU_OK;
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
    if (status == VANTHU_OK && parts & VT_SIGNATURES)
        status = load_signatures(&l, doc, out, error);
    if (status == VANTHU_OK && parts & VT_PAGES)
        status = load_pages(&l, doc, out, error);
    if (status == VANTHU_OK && parts & VT_MENTIONS) {
        status = vt_catalog_text(catalog, doc, &text, error);
        if (status == VANTHU_OK)
            status = load_mentions(&l, doc, vt_buf_str(&text), out, error);
    }
    vt_buf_free(&text);
    return status;
}

vanthu_status vt_catalog_overrides(struct vt_catalog *c, int64_t doc, struct vt_arena *arena,
                                   struct vt_overrides *out, struct vanthu_error *error)
{
    struct loading l = {c, arena, false};
    sqlite3_stmt *stmt;
    *out = (struct vt_overrides){0};
    vanthu_status status =
        prepare_for(&l, &stmt, "SELECT said, found FROM said WHERE doc=?", doc, error);
    if (status != VANTHU_OK)
        return status;
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        const char *found = (const char *)sqlite3_column_text(stmt, 1);
        l.no_memory = vt_said_load(out, arena, said) || vt_facts_load(&out->found, arena, found);
        code = SQLITE_DONE;
    } else if (code == SQLITE_DONE) {
        sqlite3_reset(stmt);
        return vt_catalog_document(c, doc, VT_RECIPIENTS, arena, &out->found, error);
    }
    return ended(&l, stmt, code, error);
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
