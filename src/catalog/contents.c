/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contents.c: writes the text of a document, and all that was found in it. */
#include "base/err.h"
#include "catalog/private.h"
#include "ref/ref.h"

#include <stdlib.h>
#include <zstd.h>

/* Texts: level 3 packs 97 MB of law to 38 MB at the speed of reading it. A frame of zstd holds so
 * much, so that a part can be read without the rest. */
enum { TEXT_LEVEL = 3, TEXT_FRAME_BYTES = 64 << 10 };

vanthu_status vt_catalog_make_key(struct vt_catalog *c, const char *canonical)
{
    vt_buf_clear(&c->scratch);
    return vt_ref_key(&c->scratch, vt_str(canonical));
}

void vt_catalog_bind_key(struct vt_catalog *c, sqlite3_stmt *stmt, int at)
{
    sqlite3_bind_text(stmt, at, c->scratch.p ? c->scratch.p : "", (int)c->scratch.len,
                      SQLITE_TRANSIENT);
}

/* Differences, which pack well and are never negative. */
static void bind_pages(sqlite3_stmt *stmt, int at, const struct vanthu_document *d)
{
    size_t size = d->pages_count * 4;
    unsigned char *bytes = size ? malloc(size) : NULL, *p = bytes;
    uint64_t last = 0;
    for (size_t i = 0; bytes && i < d->pages_count; last = d->pages[i++])
        for (unsigned shift = 0; shift < 32; shift += 8)
            *p++ = (unsigned char)((d->pages[i] - last) >> shift);
    if (bytes)
        sqlite3_bind_blob64(stmt, at, bytes, size, SQLITE_TRANSIENT);
    free(bytes);
}

static vanthu_status pack_frame(struct vt_buf *out, ZSTD_CCtx *compressor, struct vt_str text)
{
    size_t bound = ZSTD_compressBound(text.len);
    if (vt_buf_reserve(out, bound) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    size_t len = ZSTD_compress2(compressor, out->p + out->len, bound, text.p, text.len);
    if (ZSTD_isError(len))
        return VANTHU_NO_MEMORY;
    out->len += len;
    return VANTHU_OK;
}

static vanthu_status pack_text(struct vt_catalog *c, struct vt_str text)
{
    size_t at = 0;
    vanthu_status status = VANTHU_OK;
    if (!c->compressor)
        c->compressor = ZSTD_createCCtx();
    if (!c->compressor)
        return VANTHU_NO_MEMORY;
    vt_buf_clear(&c->scratch);
    ZSTD_CCtx_setParameter(c->compressor, ZSTD_c_compressionLevel, TEXT_LEVEL);
    ZSTD_CCtx_setParameter(c->compressor, ZSTD_c_checksumFlag, 1);
    do {
        size_t end = at + TEXT_FRAME_BYTES < text.len ? at + TEXT_FRAME_BYTES : text.len;
        status = pack_frame(&c->scratch, c->compressor, vt_str_sub(text, at, end));
        at = end;
    } while (status == VANTHU_OK && at < text.len);
    return status;
}

static vanthu_status add_text(struct vt_catalog *c, int64_t doc, struct vt_str text,
                              const struct vanthu_document *d, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    if (pack_text(c, text) != VANTHU_OK)
        return vt_err_memory(error);
    vanthu_status status =
        vt_catalog_prepare(c, &stmt, "INSERT INTO texts(doc,text,pages) VALUES(?,?,?)", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    sqlite3_bind_blob64(stmt, 2, c->scratch.p, c->scratch.len, SQLITE_STATIC);
    bind_pages(stmt, 3, d);
    return vt_catalog_run(c, stmt, error);
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
        vt_bind_number(stmt, 2, i);
        vt_bind_number(stmt, 3, h->level);
        vt_bind(stmt, 4, h->label);
        vt_bind(stmt, 5, h->text);
        vt_bind_number(stmt, 6, h->start);
        vt_bind_number(stmt, 7, h->end);
        vt_bind_number(stmt, 8, h->page);
        status = vt_catalog_run(c, stmt, error);
    }
    return status;
}

static vanthu_status add_signature(struct vt_catalog *c, int64_t doc, size_t seq,
                                   const struct vanthu_signature *s, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO signatures(doc,seq,time_stamp,signer,organization,time,time_from,"
        "start0,end0,start1,end1,covers_whole,intact,reason) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    vt_bind_number(stmt, 2, seq);
    vt_bind_number(stmt, 3, s->time_stamp);
    vt_bind(stmt, 4, s->signer);
    vt_bind(stmt, 5, s->organization);
    vt_bind(stmt, 6, s->time);
    vt_bind_number(stmt, 7, s->time_from);
    vt_bind_number(stmt, 8, s->start[0]);
    vt_bind_number(stmt, 9, s->end[0]);
    vt_bind_number(stmt, 10, s->start[1]);
    vt_bind_number(stmt, 11, s->end[1]);
    vt_bind_number(stmt, 12, s->covers_whole);
    vt_bind_number(stmt, 13, s->intact);
    vt_bind(stmt, 14, s->reason);
    return vt_catalog_run(c, stmt, error);
}

static vanthu_status add_mention(struct vt_catalog *c, int64_t doc, size_t seq,
                                 const struct vanthu_mention *m, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        c, &stmt,
        "INSERT INTO mentions(doc,seq,start,end,kind,type,number,year_in_symbol,symbol,canonical,"
        "key,date,date_start,date_end,year_said,issuer,pinpoint)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    if (status != VANTHU_OK)
        return status;
    if (vt_catalog_make_key(c, m->canonical) != VANTHU_OK)
        return vt_err_memory(error);
    sqlite3_bind_int64(stmt, 1, doc);
    vt_bind_number(stmt, 2, seq);
    vt_bind_number(stmt, 3, m->start);
    vt_bind_number(stmt, 4, m->end);
    sqlite3_bind_int(stmt, 5, m->kind);
    vt_bind(stmt, 6, m->type);
    vt_bind(stmt, 7, m->number);
    sqlite3_bind_int(stmt, 8, m->year_in_symbol);
    vt_bind(stmt, 9, m->symbol);
    vt_bind(stmt, 10, m->canonical);
    vt_catalog_bind_key(c, stmt, 11);
    vt_bind(stmt, 12, m->date);
    vt_bind_number(stmt, 13, m->date_start);
    vt_bind_number(stmt, 14, m->date_end);
    sqlite3_bind_int(stmt, 15, m->year_said);
    vt_bind(stmt, 16, m->issuer);
    vt_bind(stmt, 17, m->pinpoint);
    return vt_catalog_run(c, stmt, error);
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
    vt_bind_number(stmt, 2, seq);
    vt_bind(stmt, 3, r->relation);
    vt_bind(stmt, 4, r->from);
    if (r->from) {
        if (vt_catalog_make_key(c, r->from) != VANTHU_OK)
            return vt_err_memory(error);
        vt_catalog_bind_key(c, stmt, 5);
    }
    vt_bind(stmt, 6, r->from_date);
    vt_bind(stmt, 7, r->to);
    if (vt_catalog_make_key(c, r->to) != VANTHU_OK)
        return vt_err_memory(error);
    vt_catalog_bind_key(c, stmt, 8);
    vt_bind(stmt, 9, r->to_date);
    vt_bind_number(stmt, 10, r->start);
    vt_bind_number(stmt, 11, r->end);
    return vt_catalog_run(c, stmt, error);
}

/* They are of the original, not of the text: where a text alone is at hand, those found before
 * stay. */
static vanthu_status set_signatures(struct vt_catalog *c, int64_t doc,
                                    const struct vanthu_document *d, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = VANTHU_OK;
    if (!d->signatures_count)
        return VANTHU_OK;
    status = vt_catalog_prepare(c, &stmt, "DELETE FROM signatures WHERE doc=?", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    status = vt_catalog_run(c, stmt, error);
    for (size_t i = 0; i < d->signatures_count && status == VANTHU_OK; i++)
        status = add_signature(c, doc, i, &d->signatures[i], error);
    return status;
}

vanthu_status vt_catalog_add_contents(struct vt_catalog *c, int64_t doc,
                                      const struct vt_new_document *n, struct vanthu_error *error)
{
    const struct vanthu_document *d = n->document;
    vanthu_status status = add_text(c, doc, n->text, d, error);
    if (status == VANTHU_OK)
        status = add_sections(c, doc, d, error);
    if (status == VANTHU_OK)
        status = set_signatures(c, doc, d, error);
    for (size_t i = 0; i < d->mentions_count && status == VANTHU_OK; i++)
        status = add_mention(c, doc, i, &d->mentions[i], error);
    for (size_t i = 0; i < n->relations_count && status == VANTHU_OK; i++)
        status = add_relation(c, doc, i, &n->relations[i], error);
    return status;
}
