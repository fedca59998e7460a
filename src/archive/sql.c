/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sql.c: running one statement of the catalogue to its end. */
#include "archive/sql.h"

#include "base/err.h"

vanthu_status vt_sql_each(struct vt_catalog *catalog, const char *sql, const char *first,
                          const char *second, vt_sql_row_fn each, void *context,
                          struct vanthu_error *error)
{
    struct sqlite3_stmt *row;
    vanthu_status status = vt_catalog_prepare(catalog, &row, sql, error);
    if (status)
        return status;
    const char *const values[] = {first, second};
    for (int i = 0; i < 2; i++)
        if (values[i] && sqlite3_bind_text(row, i + 1, values[i], -1, SQLITE_STATIC) != SQLITE_OK)
            status = vt_catalog_failed(catalog, error);
    while (!status) {
        int step = sqlite3_step(row);
        if (step == SQLITE_DONE)
            break;
        status = step == SQLITE_ROW ? each(context, row) : vt_catalog_failed(catalog, error);
        if (status == VANTHU_NO_MEMORY)
            vt_err_memory(error);
    }
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return status;
}

void *vt_sql_list_add(struct vt_sql_list *list, size_t size)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        char *items = vt_arena_array(list->arena, cap, size);
        if (!items)
            return NULL;
        if (list->count)
            memcpy(items, list->items, list->count * size);
        list->items = items;
        list->cap = cap;
    }
    return (char *)list->items + list->count++ * size;
}

const char *vt_sql_str(struct vt_arena *arena, struct sqlite3_stmt *row, int column, bool *ok)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    if (!text)
        return NULL;
    size_t len = (size_t)sqlite3_column_bytes(row, column);
    const char *copy = vt_arena_str(arena, (struct vt_str){text, len});
    *ok = *ok && copy;
    return copy;
}
