/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sql.h: the rows of one question to the catalogue, as arrays in an arena. */
#ifndef VT_ARCHIVE_SQL_H
#define VT_ARCHIVE_SQL_H

#include "base/arena.h"
#include "catalog/catalog.h"

#include <sqlite3.h>

typedef vanthu_status (*vt_sql_row_fn)(void *context, struct sqlite3_stmt *row);

/* Calls `each` for every row of `sql` (a literal), whose ?1 and ?2 are `first` and `second` (NULL:
 * not bound). Stops at the first status that `each` returns. */
vanthu_status vt_sql_each(struct vt_catalog *catalog, const char *sql, const char *first,
                          const char *second, vt_sql_row_fn each, void *context,
                          struct vanthu_error *error);

/* A growing array in an arena. */
struct vt_sql_list {
    struct vt_arena *arena;
    void *items;
    size_t count, cap;
};

/* A zeroed element of `size` bytes, the same for every call; NULL when there is no memory. */
void *vt_sql_list_add(struct vt_sql_list *list, size_t size);

/* The text of a column; NULL for an SQL NULL. *ok becomes false when there is no memory. */
const char *vt_sql_str(struct vt_arena *arena, struct sqlite3_stmt *row, int column, bool *ok);

#endif
