/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * t.h: what module tests share: cmocka in its required order, assertions that print both values,
 * and readers of the data files (tab-separated rows with \uXXXX escapes).
 */
#ifndef T_H
#define T_H

/* cmocka.h wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Leaves a test that lacks its material, and says so. (cmocka's own skip() is "not ok" in TAP.) */
#define T_SKIP(reason)                                         \
    do {                                                       \
        print_message("# SKIPPED %s: %s\n", __func__, reason); \
        return;                                                \
    } while (0)

/* One row of a data file. Columns are zero-terminated, their escapes already decoded. */
struct t_row {
    int line; /* from 1 */
    char *column[12];
    int columns;
};

/* Turns the \uXXXX and \xXX escapes of `s` into bytes, in place; returns the new length. */
static inline size_t t_unescape(char *s)
{
    char *out = s;
    for (char *p = s; *p;) {
        unsigned point, used = 0;
        if (p[0] == '\\' && p[1] == 'u' && sscanf(p + 2, "%4x", &point) == 1) {
            used = 6;
            if (point < 0x80) {
                *out++ = (char)point;
            } else if (point < 0x800) {
                *out++ = (char)(0xC0 | point >> 6);
                *out++ = (char)(0x80 | (point & 0x3F));
            } else {
                *out++ = (char)(0xE0 | point >> 12);
                *out++ = (char)(0x80 | (point >> 6 & 0x3F));
                *out++ = (char)(0x80 | (point & 0x3F));
            }
        } else if (p[0] == '\\' && p[1] == 'x' && sscanf(p + 2, "%2x", &point) == 1) {
            used = 4;
            *out++ = (char)point;
        } else {
            used = 1;
            *out++ = *p;
        }
        p += used;
    }
    *out = '\0';
    return (size_t)(out - s);
}

/* Calls `each` for every row of the file, comments (#) and empty lines left out; returns the number
 * of rows, or -1 when there is no such file. */
static inline int t_rows(const char *path, void (*each)(struct t_row *row, void *context),
                         void *context)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return -1;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int rows = 0;
    struct t_row row = {0};
    while ((len = getline(&line, &cap, f)) >= 0) {
        row.line++;
        if (len && line[len - 1] == '\n')
            line[--len] = '\0';
        if (len == 0 || line[0] == '#')
            continue;
        row.columns = 0;
        for (char *p = line; p && row.columns < 12;) {
            row.column[row.columns++] = p;
            p = strchr(p, '\t');
            if (p)
                *p++ = '\0';
        }
        for (int i = 0; i < row.columns; i++)
            t_unescape(row.column[i]);
        each(&row, context);
        rows++;
    }
    free(line);
    fclose(f);
    return rows;
}

/* "tests/<name>" in the source tree, or "../shared/<name>" beside it for t_shared: static buffer.
 */
static inline const char *t_path(const char *name)
{
    static char path[4096];
    const char *dir = getenv("TESTS_DIR");
    snprintf(path, sizeof path, "%s/%s", dir ? dir : "tests", name);
    return path;
}

static inline const char *t_shared(const char *name)
{
    static char path[4096];
    const char *dir = getenv("SOURCE_DIR");
    snprintf(path, sizeof path, "%s/../shared/%s", dir ? dir : ".", name);
    return path;
}

#endif
