/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c: volumes, catalogue and index checked against each other.
 *
 * 1. The catalogue's own integrity: the checksum of every page, then SQLite's check. 2. Every frame
 * of every volume is read, every original hashed; each must have its row at its place, and each row
 * its original. 3. The index must reach the catalogue's generation with all passages. 4. Files that
 * do not belong. Broken places are read twice before they are called damage.
 */
#include "archive/archive.h"

#include "archive/analyse.h"
#include "archive/repair.h"
#include "base/err.h"
#include "base/file.h"
#include "catalog/store.h"
#include "query/abbreviate.h"
#include "volume/heads.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct verifying {
    struct vanthu_archive *archive;
    const struct vanthu_verify_options *options;
    struct vanthu_verify_summary *summary;
    struct vt_catalog_state state;
    uint64_t total_bytes, done_bytes;
    struct vt_buf texts; /* ids of the documents whose recognised texts were met */
    struct vanthu_error *error;
};

static void report(struct verifying *v, const char *place, const char *document,
                   const char *problem, const char *remedy)
{
    struct vanthu_fault fault = {place, document, problem, remedy};
    v->summary->faults++;
    if (v->options->fault)
        v->options->fault(v->options->context, &fault);
}

static vanthu_status progress(struct verifying *v)
{
    struct vanthu_progress now = {_("verifying"), v->done_bytes, v->total_bytes, true};
    if (v->options->progress && !v->options->progress(v->options->context, &now))
        return vt_err(v->error, VANTHU_CANCELLED, "%s", _("stopped"));
    return VANTHU_OK;
}

/* ---- the catalogue by itself ---- */

static vanthu_status check_pragma(struct verifying *v, const char *sql)
{
    sqlite3_stmt *stmt;
    int code;
    struct vt_catalog *catalog = v->archive->catalog;
    vanthu_status status = vt_catalog_prepare(catalog, &stmt, sql, v->error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        if (!text || strcmp(text, "ok") != 0)
            report(v, "catalog.sqlite", NULL, text ? text : "?",
                   _("the originals are safe: run `vanthu rebuild`"));
    }
    if (code != SQLITE_DONE)
        report(v, "catalog.sqlite", NULL, _("cannot be read to its end"),
               _("the originals are safe: run `vanthu rebuild`"));
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static void page_fault(void *context, uint64_t page)
{
    char place[64];
    snprintf(place, sizeof place, "catalog.sqlite @%llu", (unsigned long long)page);
    report(context, page ? place : "catalog.sqlite", NULL,
           _("a page is not what was written; no original is lost"),
           _("the originals are safe: run `vanthu rebuild`"));
}

/* ---- volumes ---- */

/* The row of an original: does it say what lies there? Returns false when there is no row. */
static vanthu_status check_row(struct verifying *v, const struct vt_scanned *s, bool *found,
                               bool *same)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt,
        "SELECT d.sha256=?2 AND d.bytes=?3, f.volume=?4 AND f.offset=?5 AND f.bytes=?6"
        " AND f.content_bytes=?7 AND d.data_offset=?8 FROM documents d JOIN frames f USING(frame)"
        " WHERE d.id=?1",
        v->error);
    *found = *same = false;
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_text(stmt, 1, s->record->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, s->record->sha256, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 3, (sqlite3_int64)s->original.len);
    sqlite3_bind_int64(stmt, 4, s->frame.volume);
    sqlite3_bind_int64(stmt, 5, (sqlite3_int64)s->frame.offset);
    sqlite3_bind_int64(stmt, 6, (sqlite3_int64)s->frame.bytes);
    sqlite3_bind_int64(stmt, 7, (sqlite3_int64)s->frame.content_bytes);
    sqlite3_bind_int64(stmt, 8, (sqlite3_int64)s->data_offset);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        *found = true;
        *same = sqlite3_column_int(stmt, 0) && sqlite3_column_int(stmt, 1);
    }
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

/* A copy that was withdrawn lies in the volumes until they are compacted. */
static vanthu_status was_withdrawn(struct verifying *v, const char *sha256, bool *withdrawn)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt,
        "SELECT 1 FROM tombstones WHERE id=substr(?1,1,12) AND sha256=?1", v->error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_text(stmt, 1, sha256, -1, SQLITE_STATIC);
    *withdrawn = sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static void place_of(char out[64], const struct vt_frame *frame)
{
    char name[16];
    vt_volume_name(name, frame->volume);
    snprintf(out, 64, "volumes/%s @%llu", name, (unsigned long long)frame->offset);
}

/* Names every document whose original lies in the bytes that are broken. */
static vanthu_status report_lost(struct verifying *v, const struct vt_scanned *s)
{
    char place[64];
    sqlite3_stmt *stmt;
    bool any = false;
    place_of(place, &s->frame);
    vanthu_status status =
        vt_catalog_prepare(v->archive->catalog, &stmt,
                           "SELECT d.id FROM documents d JOIN frames f USING(frame)"
                           " WHERE f.volume=?1 AND f.offset<?3 AND f.offset+f.bytes>?2",
                           v->error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, s->frame.volume);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)s->frame.offset);
    sqlite3_bind_int64(stmt, 3, (sqlite3_int64)(s->frame.offset + s->frame.bytes));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        any = true;
        report(v, place, (const char *)sqlite3_column_text(stmt, 0), s->problem,
               _("bring the volume back from a backup, or add the document again"));
    }
    sqlite3_reset(stmt);
    if (!any)
        report(v, place, NULL, s->problem,
               _("no document of the catalogue lies there; bring the volume back from a backup"));
    return VANTHU_OK;
}

/* What an interrupted or running writer has written beyond the catalogue's end is no damage. */
static bool beyond_catalog(const struct verifying *v, const struct vt_frame *frame)
{
    return frame->volume > v->state.volume ||
           (frame->volume == v->state.volume && frame->offset >= v->state.volume_bytes);
}

static vanthu_status check_scanned(void *context, const struct vt_scanned *s)
{
    struct verifying *v = context;
    char place[64];
    bool found, same, withdrawn = false;
    if (beyond_catalog(v, &s->frame))
        return VANTHU_OK;
    if (s->kind == VT_SCANNED_BROKEN && s->text_of) {
        place_of(place, &s->frame);
        report(v, place, s->text_of, s->problem,
               _("the original is whole: run `vanthu rebuild`, then `vanthu add --retry`"));
        return VANTHU_OK;
    }
    if (s->kind == VT_SCANNED_BROKEN)
        return report_lost(v, s);
    if (s->kind == VT_SCANNED_FRAME) {
        v->summary->frames++;
        v->done_bytes += s->frame.bytes;
        return progress(v);
    }
    if (s->recognised && vt_buf_append(&v->texts, s->recognised->id, VT_ID_LEN) != VANTHU_OK)
        return vt_err_memory(v->error);
    if (s->kind != VT_SCANNED_DOCUMENT)
        return VANTHU_OK;
    v->summary->documents++;
    v->summary->bytes += s->original.len;
    vanthu_status status = check_row(v, s, &found, &same);
    if (status == VANTHU_OK && !same)
        status = was_withdrawn(v, s->record->sha256, &withdrawn);
    if (status != VANTHU_OK || withdrawn)
        return status;
    place_of(place, &s->frame);
    if (status == VANTHU_OK && !found)
        report(v, place, s->record->id, _("the catalogue does not know this document"),
               _("nothing is lost: run `vanthu rebuild`"));
    else if (status == VANTHU_OK && !same)
        report(v, place, s->record->id, _("the catalogue has another place, size or hash for it"),
               _("nothing is lost: run `vanthu rebuild`"));
    return status;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, VT_ID_LEN);
}

/* A recognised text that only the catalogue has would be lost with it. */
static vanthu_status check_texts(struct verifying *v)
{
    sqlite3_stmt *stmt;
    size_t count = v->texts.len / VT_ID_LEN;
    vanthu_status status =
        vt_catalog_prepare(v->archive->catalog, &stmt,
                           "SELECT id FROM documents WHERE text_engine IS NOT NULL"
                           " AND text_status<>'none'", /* where nothing was recognised */
                           v->error);
    if (status != VANTHU_OK)
        return status;
    if (count)
        qsort(v->texts.p, count, VT_ID_LEN, by_id);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(stmt, 0);
        if (!count || !bsearch(id, v->texts.p, count, VT_ID_LEN, by_id))
            report(v, "volumes", id, _("its recognised text is not in the volumes"),
                   _("the original is whole: run `vanthu rebuild`, then `vanthu add --retry`"));
    }
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static vanthu_status check_volumes(struct verifying *v)
{
    uint32_t *volumes = NULL;
    size_t count = 0;
    uint64_t end;
    bool torn;
    vanthu_status status = vt_volumes_in_force(&volumes, &count, v->archive->volumes_dir, v->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        status = vt_volume_scan(v->archive->volumes_dir, volumes[i], 0, !v->options->quick,
                                check_scanned, v, &end, &torn, v->error);
    free(volumes);
    return status;
}

/* ---- rows without an original, index, strangers ---- */

/* A whole volume may be missing: its documents are read one by one only then. */
static vanthu_status check_missing_volumes(struct verifying *v)
{
    sqlite3_stmt *stmt;
    char name[16], place[64];
    vanthu_status status =
        vt_catalog_prepare(v->archive->catalog, &stmt,
                           "SELECT f.volume, max(f.offset+f.bytes), count(d.doc) FROM frames f"
                           " LEFT JOIN documents d USING(frame) GROUP BY f.volume",
                           v->error);
    while (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        struct stat st;
        char problem[200];
        vt_volume_name(name, (uint32_t)sqlite3_column_int64(stmt, 0));
        snprintf(place, sizeof place, "volumes/%s", name);
        char *path = vt_path_join(v->archive->volumes_dir, name);
        uint64_t wanted = (uint64_t)sqlite3_column_int64(stmt, 1);
        snprintf(problem, sizeof problem,
                 _("the volume is missing or cut short; it should hold %lld documents"),
                 (long long)sqlite3_column_int64(stmt, 2));
        if (!path)
            status = vt_err_memory(v->error);
        else if (stat(path, &st) != 0 || (uint64_t)st.st_size < wanted)
            report(v, place, NULL, problem, _("bring the volume back from a backup"));
        free(path);
    }
    sqlite3_reset(stmt);
    return status;
}

static void index_fault(void *context, const char *place, const char *problem)
{
    report(context, place, NULL, problem, _("nothing is lost: run `vanthu rebuild --index-only`"));
}

static vanthu_status check_index(struct verifying *v)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt, "SELECT coalesce(sum(passages),0) FROM documents", v->error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        return vt_catalog_failed(v->archive->catalog, v->error);
    uint64_t passages = (uint64_t)sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return vt_index_check(v->archive->index_dir, v->state.generation, passages, index_fault, v,
                          v->error);
}

static bool belongs(const char *name)
{
    static const char *const names[] = {
        ".",     "..",   "README.txt",     "archive.conf",       VT_ABBREVIATIONS_NAME, "volumes",
        "index", "lock", "catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return vt_is_leftover(name); /* perhaps of a `rebuild` that is running */
}

static void check_strangers(struct verifying *v)
{
    struct dirent *entry;
    DIR *d = opendir(v->archive->dir);
    while (d && (entry = readdir(d)))
        if (!belongs(entry->d_name))
            report(v, entry->d_name, NULL, _("does not belong in an archive"),
                   _("move it elsewhere"));
    if (d)
        closedir(d);
}

/* ---- single documents ---- */

static bool swallow(void *context, const void *data, size_t size)
{
    (void)data;
    *(uint64_t *)context += size;
    return true;
}

static vanthu_status check_documents(struct verifying *v)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < v->options->ids_count && status == VANTHU_OK; i++) {
        struct vanthu_error cause = {0};
        const char *id = v->options->ids[i];
        status = vanthu_get(v->archive, id, swallow, &v->summary->bytes, &cause);
        v->summary->documents++;
        if (status == VANTHU_DAMAGED) {
            report(v, "volumes", id, cause.message,
                   _("bring the volume back from a backup, or add the document again"));
            status = VANTHU_OK;
        } else if (status != VANTHU_OK && v->error) {
            *v->error = cause;
        }
    }
    return status;
}

static vanthu_status check_everything(struct verifying *v)
{
    vt_catalog_check_pages(v->archive->catalog, page_fault, v);
    vanthu_status status =
        check_pragma(v, v->options->quick ? "PRAGMA quick_check" : "PRAGMA integrity_check");
    if (status == VANTHU_OK)
        status = check_volumes(v);
    if (status == VANTHU_OK)
        status = check_missing_volumes(v);
    if (status == VANTHU_OK)
        status = check_texts(v);
    if (status == VANTHU_OK)
        status = check_index(v);
    if (status == VANTHU_OK)
        check_strangers(v);
    return status;
}

static vanthu_status total_bytes(struct verifying *v)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt, "SELECT coalesce(sum(bytes),0) FROM frames", v->error);
    if (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ROW)
        v->total_bytes = (uint64_t)sqlite3_column_int64(stmt, 0);
    if (status == VANTHU_OK)
        sqlite3_reset(stmt);
    return status;
}

vanthu_status vanthu_verify(struct vanthu_archive *archive,
                            const struct vanthu_verify_options *options,
                            struct vanthu_verify_summary *summary, struct vanthu_error *error)
{
    static const struct vanthu_verify_options defaults = {0};
    struct vanthu_verify_summary ignored;
    struct verifying v = {.archive = archive,
                          .options = options ? options : &defaults,
                          .summary = summary ? summary : &ignored,
                          .error = error};
    *v.summary = (struct vanthu_verify_summary){0};
    vanthu_status status = vt_catalog_state(archive->catalog, &v.state, error);
    if (status == VANTHU_OK)
        status = total_bytes(&v);
    if (status == VANTHU_OK)
        status = v.options->ids ? check_documents(&v) : check_everything(&v);
    if (status == VANTHU_OK && v.summary->faults)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu faults found"), archive->dir,
                        (unsigned long long)v.summary->faults);
    vt_buf_free(&v.texts);
    return status;
}
