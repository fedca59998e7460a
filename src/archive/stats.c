/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats.c: the archive as a whole, in numbers. */
#include "archive/archive.h"

#include "archive/answer.h"
#include "archive/parity.h"
#include "archive/sql.h"
#include "base/err.h"
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

VT_ANSWER(stats_answer, vanthu_stats);

static uint64_t file_bytes(const char *path, const char *suffix)
{
    struct vt_buf name = {0};
    struct stat st;
    uint64_t bytes = 0;
    if (vt_buf_printf(&name, "%s%s", path, suffix) == VANTHU_OK && lstat(name.p, &st) == 0)
        bytes = (uint64_t)st.st_size;
    vt_buf_free(&name);
    return bytes;
}

static uint64_t directory_bytes(const char *path, unsigned depth)
{
    uint64_t bytes = 0;
    struct dirent *entry;
    struct stat st;
    DIR *d = depth ? opendir(path) : NULL;
    while (d && (entry = readdir(d))) {
        char *name = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")
                         ? vt_path_join(path, entry->d_name)
                         : NULL;
        if (name && lstat(name, &st) == 0)
            bytes += S_ISDIR(st.st_mode) ? directory_bytes(name, depth - 1) : (uint64_t)st.st_size;
        free(name);
    }
    if (d)
        closedir(d);
    return bytes;
}

/* Recovery records lie beside the volumes, and say nothing of how these are compressed. */
static uint64_t recovery_bytes(const char *volumes_dir)
{
    uint64_t bytes = 0;
    struct dirent *entry;
    struct stat st;
    DIR *d = opendir(volumes_dir);
    while (d && (entry = readdir(d)))
        if (vt_parity_is_record(entry->d_name) &&
            fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            bytes += (uint64_t)st.st_size;
    if (d)
        closedir(d);
    return bytes;
}

static vanthu_status count_rows(struct vanthu_archive *a, struct vanthu_stats *s,
                                struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        a->catalog, &stmt,
        "SELECT count(*), coalesce(sum(bytes),0), coalesce(sum(text_bytes),0),"
        " coalesce(sum(passages),0), coalesce(sum(text_status<>'ok'),0),"
        " (SELECT count(*) FROM sources), (SELECT count(*) FROM mentions WHERE kind<>3),"
        " (SELECT count(DISTINCT key) FROM mentions WHERE kind<>3),"
        " (SELECT count(DISTINCT volume) FROM frames) FROM documents",
        error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        return vt_catalog_failed(a->catalog, error);
    uint64_t *fields[] = {&s->documents, &s->bytes,    &s->text_bytes, &s->passages, &s->unread,
                          &s->sources,   &s->mentions, &s->references, &s->volumes};
    for (int i = 0; i < (int)(sizeof fields / sizeof *fields); i++)
        *fields[i] = (uint64_t)sqlite3_column_int64(stmt, i);
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static vanthu_status read_years(void *context, sqlite3_stmt *row)
{
    struct vt_sql_list *list = context;
    bool ok = true;
    struct vanthu_years_types *y = vt_sql_list_add(list, sizeof *y);
    if (!y)
        return VANTHU_NO_MEMORY;
    y->year = sqlite3_column_int(row, 0);
    y->type = vt_sql_str(list->arena, row, 1, &ok);
    y->documents = (uint64_t)sqlite3_column_int64(row, 2);
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

vanthu_status vanthu_stats(struct vanthu_stats **out, struct vanthu_archive *a,
                           struct vanthu_error *error)
{
    struct stats_answer *answer = calloc(1, sizeof *answer);
    struct vanthu_stats *s = answer ? &answer->answer : NULL;
    *out = s;
    if (!answer)
        return vt_err_memory(error);
    vanthu_status status = count_rows(a, s, error);
    struct vt_sql_list years = {.arena = &answer->arena};
    if (status == VANTHU_OK)
        status = vt_sql_each(a->catalog,
                             "SELECT coalesce(year,0), type, count(*) FROM documents GROUP BY 1, 2"
                             " ORDER BY 1 DESC, 3 DESC, 2",
                             NULL, NULL, read_years, &years, error);
    s->years = years.items;
    s->years_count = years.count;
    s->recovery_bytes = recovery_bytes(a->volumes_dir);
    s->volume_bytes = directory_bytes(a->volumes_dir, 1) - s->recovery_bytes;
    s->index_bytes = directory_bytes(a->index_dir, 4);
    s->catalog_bytes = file_bytes(a->catalog_path, "") + file_bytes(a->catalog_path, "-wal");
    if (status != VANTHU_OK) {
        vanthu_stats_free(s);
        *out = NULL;
    }
    return status;
}

void vanthu_stats_free(struct vanthu_stats *stats)
{
    struct stats_answer *answer = (struct stats_answer *)stats;
    if (answer)
        vt_arena_free(&answer->arena);
    free(answer);
}
