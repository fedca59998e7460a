/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gaps.c: the documents that are without all their text. */
#include "archive/gaps.h"

#include "base/err.h"

#include <sqlite3.h>
#include <stdlib.h>

struct vt_gaps {
    struct vanthu_archive *archive;
    struct vt_buf docs; /* int64_t each */
    size_t next;
    struct vanthu_error damage; /* the first that was met */
};

vanthu_status vt_gaps_new(struct vt_gaps **out, struct vanthu_archive *archive, uint64_t *bytes,
                          struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    int code = SQLITE_DONE;
    struct vt_gaps *gaps = calloc(1, sizeof *gaps);
    *out = gaps;
    *bytes = 0;
    if (!gaps)
        return vt_err_memory(error);
    gaps->archive = archive;
    vanthu_status status = vt_catalog_prepare(
        archive->catalog, &stmt,
        "SELECT doc, bytes FROM documents WHERE text_status<>'ok' ORDER BY doc", error);
    if (status != VANTHU_OK)
        return status;
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        int64_t doc = sqlite3_column_int64(stmt, 0);
        *bytes += (uint64_t)sqlite3_column_int64(stmt, 1);
        if (vt_buf_append(&gaps->docs, &doc, sizeof doc) != VANTHU_OK)
            status = vt_err_memory(error);
    }
    if (status == VANTHU_OK && code != SQLITE_DONE)
        status = vt_catalog_failed(archive->catalog, error);
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status read_original(struct vt_gaps *gaps, int64_t doc, struct vt_str *original,
                                   struct vanthu_error *error)
{
    struct vt_location location;
    struct vt_volume_reader *reader;
    vanthu_status status = vt_catalog_location(gaps->archive->catalog, doc, &location, error);
    if (status == VANTHU_OK)
        status = vt_archive_volumes(gaps->archive, &reader, error);
    return status == VANTHU_OK ? vt_volume_read(reader, &location, original, error) : status;
}

/* Its first path, byte for byte, and the time of the file there. */
static vanthu_status make_file(struct vt_gaps *gaps, int64_t doc, struct vt_file **file,
                               struct vt_known *known, uint64_t max_bytes,
                               struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        gaps->archive->catalog, &stmt,
        "SELECT path, mtime FROM sources WHERE doc=? ORDER BY ingested_at, path LIMIT 1", error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        struct vt_str path = {sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)};
        *file = vt_file_new(path, known, max_bytes);
        if (*file)
            (*file)->mtime = sqlite3_column_int64(stmt, 1);
        else
            status = vt_err_memory(error);
    } else {
        status = vt_catalog_failed(gaps->archive->catalog, error);
    }
    sqlite3_reset(stmt);
    return status;
}

/* The next one whose original is not damaged; *doc is 0 at the end. */
static vanthu_status next_whole(struct vt_gaps *gaps, int64_t *doc, struct vt_str *original,
                                struct vanthu_error *error)
{
    struct vanthu_error cause;
    for (*doc = 0; gaps->next * sizeof *doc < gaps->docs.len; *doc = 0) {
        memcpy(doc, gaps->docs.p + gaps->next++ * sizeof *doc, sizeof *doc);
        vanthu_status status = read_original(gaps, *doc, original, &cause);
        if (status != VANTHU_DAMAGED) {
            if (status != VANTHU_OK && error)
                *error = cause;
            return status;
        }
        if (gaps->damage.status == VANTHU_OK)
            gaps->damage = cause;
    }
    return VANTHU_OK;
}

vanthu_status vt_gaps_next(struct vt_gaps *gaps, struct vt_file **file, struct vt_known *known,
                           uint64_t max_bytes, struct vanthu_error *error)
{
    int64_t doc;
    struct vt_str original;
    *file = NULL;
    vanthu_status status = next_whole(gaps, &doc, &original, error);
    if (status == VANTHU_OK && doc)
        status = make_file(gaps, doc, file, known, max_bytes, error);
    if (status != VANTHU_OK || !*file)
        return status;
    if (vt_buf_append_str(&(*file)->raw, original) != VANTHU_OK)
        return vt_err_memory(error);
    (*file)->loaded = true;
    (*file)->expected_bytes = original.len;
    return VANTHU_OK;
}

vanthu_status vt_gaps_end(const struct vt_gaps *gaps, struct vanthu_error *error)
{
    if (error && gaps->damage.status != VANTHU_OK)
        *error = gaps->damage;
    return gaps->damage.status;
}

void vt_gaps_free(struct vt_gaps *gaps)
{
    if (gaps)
        vt_buf_free(&gaps->docs);
    free(gaps);
}
