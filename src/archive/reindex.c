/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reindex.c: indexes documents from the catalogue's texts. */
#include "archive/reindex.h"

#include "archive/change.h"
#include "archive/passages.h"
#include "base/err.h"

#include <sqlite3.h>
#include <stdlib.h>

struct reindexing {
    struct vt_catalog *catalog;
    struct vt_index_writer *writer;
    struct vt_index_piece *piece;
};

struct entry {
    int64_t doc;
    uint64_t generation;
    uint32_t first, passages;
};

static vanthu_status add_document(struct reindexing *r, const struct entry *e,
                                  struct vanthu_error *error)
{
    struct vt_analysis a;
    vanthu_status status = vt_analysis_load(&a, r->catalog, e->doc, error);
    if (status == VANTHU_OK && a.passages_count != e->passages)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("the catalogue was made by another version: run `vanthu rebuild`"));
    if (status == VANTHU_OK && !r->piece)
        status = vt_index_piece_open(&r->piece, r->writer, error);
    if (status == VANTHU_OK)
        status = vt_passages_add(r->piece, e->first, e->doc, &a.document, vt_buf_str(&a.text),
                                 a.passages, a.passages_count, error);
    vt_analysis_free(&a);
    return status;
}

/* Passage numbers that have gone out of use while the index was behind. Those that it never had are
 * passed over. */
static vanthu_status withdraw(struct vt_catalog *catalog, struct vt_index_writer *writer,
                              uint64_t after, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code;
    vanthu_status status = vt_catalog_prepare(
        catalog, &stmt,
        "SELECT first_passage, passages FROM withdrawn WHERE since<=?1 AND generation>?1", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)after);
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) != SQLITE_DONE)
        status = code == SQLITE_ROW
                     ? vt_index_withdraw(writer, (uint32_t)sqlite3_column_int64(stmt, 0),
                                         (uint32_t)sqlite3_column_int64(stmt, 1), error)
                     : vt_catalog_failed(catalog, error);
    sqlite3_reset(stmt);
    return status;
}

/* Finishes the piece in the making; the index then reaches `generation`. */
static vanthu_status publish(struct reindexing *r, uint64_t generation, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    struct vt_index_piece *piece = r->piece;
    r->piece = NULL;
    if (piece)
        status = vt_index_piece_finish(piece, error);
    if (status != VANTHU_OK) {
        vt_index_piece_abandon(piece);
        return status;
    }
    return vt_index_publish(r->writer, piece, generation, error);
}

static vanthu_status list_documents(struct vt_catalog *catalog, uint64_t after, struct entry **out,
                                    size_t *count, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    size_t cap = 0;
    int code;
    *out = NULL;
    *count = 0;
    vanthu_status status = vt_catalog_prepare(
        catalog, &stmt,
        "SELECT doc, generation, first_passage, passages FROM documents WHERE generation>?"
        " ORDER BY first_passage",
        error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)after);
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (*count == cap) {
            cap = cap ? cap * 2 : 256;
            struct entry *grown = realloc(*out, cap * sizeof *grown);
            if (!grown) {
                sqlite3_reset(stmt);
                return vt_err_memory(error);
            }
            *out = grown;
        }
        (*out)[(*count)++] = (struct entry){
            sqlite3_column_int64(stmt, 0), (uint64_t)sqlite3_column_int64(stmt, 1),
            (uint32_t)sqlite3_column_int64(stmt, 2), (uint32_t)sqlite3_column_int64(stmt, 3)};
    }
    if (code != SQLITE_DONE)
        status = vt_catalog_failed(catalog, error);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vt_reindex(struct vt_catalog *catalog, struct vt_index_writer *writer, uint64_t after,
                         const struct vt_catalog_state *state, vanthu_progress_fn progress,
                         void *context, struct vanthu_error *error)
{
    struct reindexing r = {.catalog = catalog, .writer = writer};
    struct entry *entries = NULL;
    size_t count = 0;
    vanthu_status status = list_documents(catalog, after, &entries, &count, error);
    if (status == VANTHU_OK)
        status = withdraw(catalog, writer, after, error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        status = add_document(&r, &entries[i], error);
        bool last_of_generation =
            i + 1 == count || entries[i + 1].generation != entries[i].generation;
        if (status == VANTHU_OK && last_of_generation &&
            vt_index_piece_bytes(r.piece) >= VT_PIECE_BYTES)
            status = publish(&r, entries[i].generation, error);
        struct vanthu_progress now = {_("indexing"), i + 1, count, false};
        if (status == VANTHU_OK && progress && !progress(context, &now))
            status = vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
    }
    if (status == VANTHU_OK)
        status = publish(&r, state->generation, error);
    if (status == VANTHU_OK)
        status = vt_index_flush(writer, error);
    if (status == VANTHU_OK)
        status = vt_index_merge(writer, count > 64, error);
    vt_index_piece_abandon(r.piece);
    free(entries);
    return status;
}
