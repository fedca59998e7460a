/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private.h: the inside of struct vt_catalog, for the files of this folder. */
#ifndef VT_CATALOG_PRIVATE_H
#define VT_CATALOG_PRIVATE_H

#include "catalog/catalog.h"

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

/* Before another database is opened under the handle. */
void vt_catalog_forget_statements(struct vt_catalog *catalog);

#endif
