/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private.h: the inside of struct vt_catalog, for the files of this folder. */
#ifndef VT_CATALOG_PRIVATE_H
#define VT_CATALOG_PRIVATE_H

#include "catalog/store.h"

#include <sqlite3.h>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

struct vt_statement {
    const char *sql; /* the literal itself is the key */
    sqlite3_stmt *stmt;
};

struct vt_catalog {
    sqlite3 *db;
    char *path;
    struct vt_statement *statements;
    size_t statements_count, statements_cap;
    struct ZSTD_CCtx_s *compressor; /* of texts; made when first needed */
    struct ZSTD_DCtx_s *decompressor;
    struct vt_buf scratch;
};

static inline void vt_bind(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static inline void vt_bind_number(sqlite3_stmt *stmt, int at, uint64_t number)
{
    sqlite3_bind_int64(stmt, at, (sqlite3_int64)number);
}

/* Runs a statement that gives no rows, or one that is not looked at, and resets it. */
vanthu_status vt_catalog_run(struct vt_catalog *catalog, sqlite3_stmt *stmt,
                             struct vanthu_error *error);

/* Writes the key of a canonical form to the scratch buffer; binds what is in it. */
vanthu_status vt_catalog_make_key(struct vt_catalog *catalog, const char *canonical);
void vt_catalog_bind_key(struct vt_catalog *catalog, sqlite3_stmt *stmt, int at);

/* Adds text, sections, mentions and relations of a document that has a row. */
vanthu_status vt_catalog_add_contents(struct vt_catalog *catalog, int64_t doc,
                                      const struct vt_new_document *d, struct vanthu_error *error);

/* Finds the one id of a document whose hash begins with `id`, of at least 4 digits: `sql` gives
 * those of the hashes from ?1 up to ?2 in their order, each once and no more than two, and a number
 * with each, that of the document. `full` is "" when there is none. */
vanthu_status vt_catalog_complete_id(struct vt_catalog *catalog, const char *sql, const char *id,
                                     char full[VT_ID_LEN + 1], int64_t *doc,
                                     struct vanthu_error *error);

/* No document has a hash that begins as `id` does: VANTHU_NOT_FOUND, and where one was withdrawn,
 * or is lost, when, by whom and why. */
vanthu_status vt_catalog_not_found(struct vt_catalog *catalog, const char *id,
                                   struct vanthu_error *error);

/* Before another database is opened under the handle. */
void vt_catalog_forget_statements(struct vt_catalog *catalog);

#endif
