/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reindex.c: indexes documents from the catalogue's texts. */
#include "archive/reindex.h"

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
    struct vt_arena arena = {0};
    struct vt_buf text = {0};
    struct vanthu_document document;
    struct vt_range *passages;
    size_t count;
    vanthu_status status = vt_catalog_document(
        r->catalog, e->doc, VT_SOURCES | VT_OUTLINE | VT_MENTIONS, &arena, &document, error);
    if (status == VANTHU_OK)
        status = vt_catalog_text(r->catalog, e->doc, &text, error);
    if (status == VANTHU_OK &&
        vt_passages_cut(&passages, &count, &arena, vt_buf_str(&text), &document))
        status = vt_err_memory(error);
    if (status == VANTHU_OK && count != e->passages)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("the catalogue was made by another version: run `vanthu rebuild`"));
    if (status == VANTHU_OK && !r->piece)
        status = vt_index_piece_open(&r->piece, r->writer, error);
    if (status == VANTHU_OK)
        status = vt_passages_add(r->piece, e->first, e->doc, &document, vt_buf_str(&text), passages,
                                 count, error);
    vt_buf_free(&text);
    vt_arena_free(&arena);
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
    return vt_index_publish(r->writer, &piece, piece ? 1 : 0, generation, error);
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
        " ORDER BY generation, doc",
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
        status = vt_index_merge(writer, count > 64, error);
    vt_index_piece_abandon(r.piece);
    free(entries);
    return status;
}
