/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c: volumes, catalogue and index checked against each other.
 *
 * 1. The catalogue's own integrity: the checksum of every page, then SQLite's quick check of what
 * they hold; that tables and their indexes agree is SQLite's work, which the checksums keep.
 * 2. Every frame of every volume is read, every original hashed; each must have its row at its
 * place, and each row its original: verify-volumes.c. 3. The log must be one chain: verify-log.c.
 * 4. The index must reach the catalogue's generation with all passages. 5. Files that do not
 * belong. The first, the second and the fourth are done by as many threads as there are processors;
 * what they find is told by one. Broken places are read twice before they are called damage.
 */
#include "archive/verify.h"

#include "archive/log.h"
#include "archive/parity.h"
#include "archive/repair.h"
#include "base/err.h"
#include "base/file.h"
#include "query/abbreviate.h"
#include "volume/manifest.h"
#include "volume/seal.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

/* ---- telling ---- */

struct deferred {
    char place[64], document[VT_ID_LEN + 1];
    const char *problem, *remedy;
};

static bool defer(struct vt_verifying *v, const char *place, const char *document,
                  const char *problem, const char *remedy)
{
    struct deferred d = {.problem = problem, .remedy = remedy};
    snprintf(d.place, sizeof d.place, "%s", place);
    snprintf(d.document, sizeof d.document, "%s", document ? document : "");
    return vt_buf_append(&v->deferred, &d, sizeof d) == VANTHU_OK;
}

/* When all is done again without the catalogue. */
static bool was_told(const struct vt_verifying *v, const char *place, const char *problem)
{
    for (size_t at = 0; at < v->told.len;) {
        const char *p = v->told.p + at, *q = p + strlen(p) + 1;
        if (strcmp(p, place) == 0 && strcmp(q, problem) == 0)
            return true;
        at += strlen(p) + strlen(q) + 2;
    }
    return false;
}

static void tell(struct vt_verifying *v, const struct vanthu_fault *fault)
{
    if (v->alone && was_told(v, fault->place, fault->problem))
        return;
    if (!v->alone && vt_buf_append(&v->told, fault->place, strlen(fault->place) + 1) == VANTHU_OK)
        vt_buf_append(&v->told, fault->problem, strlen(fault->problem) + 1);
    v->summary->faults++;
    if (v->options->fault)
        v->options->fault(v->options->context, fault);
}

void vt_verify_report(struct vt_verifying *v, enum vanthu_mender mender, const char *place,
                      const char *document, const char *problem, const char *remedy)
{
    struct vanthu_fault fault = {place, document, problem, remedy, mender};
    if (mender == VANTHU_MENDED_BY_REBUILD && !v->told_all &&
        defer(v, place, document, problem, remedy))
        return;
    if (mender == VANTHU_MENDED_BY_REBUILD && v->unsafe)
        fault.remedy = _("mend the volumes first, with `vanthu verify --repair` or from a copy: a "
                         "rebuild now would forget what is missing");
    tell(v, &fault);
}

static void tell_deferred(struct vt_verifying *v)
{
    const struct deferred *d = (const struct deferred *)(const void *)v->deferred.p;
    v->told_all = true;
    for (size_t i = 0; i < v->deferred.len / sizeof *d; i++)
        vt_verify_report(v, VANTHU_MENDED_BY_REBUILD, d[i].place,
                         *d[i].document ? d[i].document : NULL, d[i].problem, d[i].remedy);
    vt_buf_clear(&v->deferred);
}

vanthu_status vt_verify_progress(struct vt_verifying *v)
{
    struct vanthu_progress now = {_("verifying"), v->done_bytes, v->total_bytes, true};
    if (v->options->progress && !v->options->progress(v->options->context, &now))
        return vt_err(v->error, VANTHU_CANCELLED, "%s", _("stopped"));
    return VANTHU_OK;
}

/* ---- catalogue and index, each by a thread of its own ---- */

/* Faults that are told when the thread is done. */
struct part {
    struct vt_task task; /* first */
    struct vt_verifying *v;
    uint64_t generation; /* when the verification began */
    struct vt_arena arena;
    struct vt_buf faults; /* struct vanthu_fault */
    vanthu_status status;
    struct vanthu_error error;
};

static void note(struct part *p, enum vanthu_mender mender, const char *place, const char *problem,
                 const char *remedy)
{
    struct vanthu_fault fault = {.place = vt_arena_str(&p->arena, vt_str(place)),
                                 .problem = vt_arena_str(&p->arena, vt_str(problem)),
                                 .remedy = remedy,
                                 .mender = mender};
    if (!fault.place || !fault.problem ||
        vt_buf_append(&p->faults, &fault, sizeof fault) != VANTHU_OK)
        p->status = vt_err_memory(&p->error);
}

static void start(struct part *p, struct vt_verifying *v, void (*run)(struct vt_task *))
{
    *p = (struct part){
        .task.run = run, .v = v, .generation = v->state.generation, .status = VANTHU_OK};
    vt_pool_submit(v->pool, &p->task, false);
}

static vanthu_status finish(struct part *p, vanthu_status status)
{
    vt_pool_wait(p->v->pool, &p->task);
    const struct vanthu_fault *faults = (const struct vanthu_fault *)(const void *)p->faults.p;
    for (size_t i = 0; status == VANTHU_OK && i < p->faults.len / sizeof *faults; i++)
        vt_verify_report(p->v, faults[i].mender, faults[i].place, NULL, faults[i].problem,
                         faults[i].remedy);
    if (status == VANTHU_OK && p->status != VANTHU_OK) {
        status = p->status;
        if (p->v->error)
            *p->v->error = p->error;
    }
    vt_arena_free(&p->arena);
    vt_buf_free(&p->faults);
    return status;
}

static vanthu_status check_pragma(struct part *p, struct vt_catalog *catalog, const char *sql)
{
    sqlite3_stmt *stmt;
    int code;
    const char *remedy = _("the originals are safe: run `vanthu rebuild`");
    vanthu_status status = vt_catalog_prepare(catalog, &stmt, sql, &p->error);
    if (status != VANTHU_OK)
        return status;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        if (!text || strcmp(text, "ok") != 0)
            note(p, VANTHU_MENDED_BY_REBUILD, "catalog.sqlite", text ? text : "?", remedy);
    }
    if (code != SQLITE_DONE)
        note(p, VANTHU_MENDED_BY_REBUILD, "catalog.sqlite", _("cannot be read to its end"), remedy);
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static void page_fault(void *context, uint64_t page)
{
    char place[64];
    snprintf(place, sizeof place, "catalog.sqlite @%llu", (unsigned long long)page);
    note(context, VANTHU_MENDED_BY_REBUILD, page ? place : "catalog.sqlite",
         _("a page is not what was written"), _("the originals are safe: run `vanthu rebuild`"));
}

/* With a handle of its own. */
static void check_catalog(struct vt_task *task)
{
    struct part *p = (struct part *)(void *)task;
    const struct vanthu_archive *a = p->v->archive;
    struct vt_catalog *catalog;
    vanthu_status status =
        vt_catalog_open(&catalog, a->catalog_path,
                        a->access == VANTHU_WRITE ? VT_CATALOG_WRITE : VT_CATALOG_READ, &p->error);
    if (status == VANTHU_OK) {
        vt_catalog_check_pages(catalog, page_fault, p);
        status = check_pragma(p, catalog, "PRAGMA quick_check");
    }
    vt_catalog_close(catalog);
    if (p->status == VANTHU_OK)
        p->status = status;
}

static void index_fault(void *context, const char *place, const char *problem)
{
    note(context, VANTHU_MENDED_BY_REINDEX, place, problem,
         _("nothing is lost: run `vanthu rebuild --index-only`"));
}

/* Whether another program writes, or has written since. */
static bool is_later(const struct part *p)
{
    struct vt_catalog *now;
    struct vt_catalog_state state = {.generation = p->generation};
    if (p->v->others_write || vt_archive_others_write(p->v->archive))
        return true;
    if (p->v->archive->access == VANTHU_READ &&
        vt_catalog_open(&now, p->v->archive->catalog_path, VT_CATALOG_READ, NULL) == VANTHU_OK) {
        vt_catalog_state(now, &state, NULL);
        vt_catalog_close(now);
    }
    return state.generation != p->generation;
}

/* What is wrong only once was not read right. While another program writes the index is behind or
 * before what is seen here of the catalogue. */
static void check_index(struct vt_task *task)
{
    struct part *p = (struct part *)(void *)task;
    for (int turn = 0; p->status == VANTHU_OK && turn < 2 && (!turn || p->faults.len); turn++) {
        vt_buf_clear(&p->faults);
        p->status =
            vt_index_check(p->v->archive->index_dir, is_later(p) ? VT_INDEX_ANY : p->generation,
                           p->v->passages, index_fault, p, &p->error);
    }
}

static vanthu_status count_passages(struct vt_verifying *v)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt, "SELECT coalesce(sum(passages),0) FROM documents", v->error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        v->passages = (uint64_t)sqlite3_column_int64(stmt, 0);
    else
        status = vt_catalog_failed(v->archive->catalog, v->error);
    sqlite3_reset(stmt);
    return status;
}

/* ---- texts and strangers ---- */

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, VT_ID_LEN);
}

static bool is_lost(const struct vt_verifying *v, const char *id)
{
    size_t count = v->lost_ids.len / VT_ID_LEN;
    return count && bsearch(id, v->lost_ids.p, count, VT_ID_LEN, by_id);
}

/* A recognised text that only the catalogue has would be lost with it. Where the original is not
 * there either that was told. */
static vanthu_status check_texts(struct vt_verifying *v)
{
    sqlite3_stmt *stmt;
    size_t count = v->texts.len / VT_ID_LEN;
    if (v->no_memory)
        return vt_err_memory(v->error);
    vanthu_status status =
        vt_catalog_prepare(v->archive->catalog, &stmt,
                           "SELECT id FROM documents WHERE text_engine IS NOT NULL"
                           " AND text_status<>'none'", /* where nothing was recognised */
                           v->error);
    if (status != VANTHU_OK)
        return status;
    if (count)
        qsort(v->texts.p, count, VT_ID_LEN, by_id);
    if (v->lost_ids.len)
        qsort(v->lost_ids.p, v->lost_ids.len / VT_ID_LEN, VT_ID_LEN, by_id);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(stmt, 0);
        if ((!count || !bsearch(id, v->texts.p, count, VT_ID_LEN, by_id)) && !is_lost(v, id))
            vt_verify_report(
                v, VANTHU_MENDED_BY_REBUILD, "volumes", id,
                _("its recognised text is not in the volumes"),
                _("the original is whole: run `vanthu rebuild`, then `vanthu add --retry`"));
    }
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

bool vt_belongs_in_archive(const char *name)
{
    static const char *const names[] = {".",
                                        "..",
                                        "lost+found",
                                        "README.txt",
                                        "archive.conf",
                                        VT_ABBREVIATIONS_NAME,
                                        "volumes",
                                        "index",
                                        "lock",
                                        VT_QUARANTINE,
                                        "catalog.sqlite",
                                        "catalog.sqlite-wal",
                                        "catalog.sqlite-shm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return vt_is_leftover(name); /* perhaps of a `rebuild` that is running */
}

static void check_strange_volumes(struct vt_verifying *v)
{
    struct vt_buf place = {0};
    struct dirent *entry;
    DIR *d = opendir(v->archive->volumes_dir);
    while (d && (entry = readdir(d))) {
        vt_buf_clear(&place);
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
            !vt_volume_of(entry->d_name) &&
            vt_buf_printf(&place, "volumes/%s", entry->d_name) == VANTHU_OK)
            vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place.p, NULL,
                             _("does not belong in an archive"),
                             _("move it elsewhere, or run `vanthu verify --repair`"));
    }
    if (d)
        closedir(d);
    vt_buf_free(&place);
}

static void check_strangers(struct vt_verifying *v)
{
    struct dirent *entry;
    DIR *d = opendir(v->archive->dir);
    while (d && (entry = readdir(d)))
        if (!vt_belongs_in_archive(entry->d_name))
            vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, entry->d_name, NULL,
                             _("does not belong in an archive"),
                             _("move it elsewhere, or run `vanthu verify --repair`"));
    if (d)
        closedir(d);
    check_strange_volumes(v);
}

/* ---- single documents ---- */

static bool swallow(void *context, const void *data, size_t size)
{
    (void)data;
    *(uint64_t *)context += size;
    return true;
}

static vanthu_status check_documents(struct vt_verifying *v)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < v->options->ids_count && status == VANTHU_OK; i++) {
        struct vanthu_error cause = {0};
        const char *id = v->options->ids[i];
        status = vanthu_get(v->archive, id, swallow, &v->summary->bytes, &cause);
        v->summary->documents++;
        if (status == VANTHU_DAMAGED) {
            vt_verify_report(v, VANTHU_MENDED_BY_HAND, "volumes", id, cause.message,
                             _("run `vanthu verify --repair`, with --against where there is a "
                               "mirror, or `vanthu add --retry` with a copy of the file; where "
                               "there is no other copy with --accept-loss"));
            status = VANTHU_OK;
        } else if (status != VANTHU_OK && v->error) {
            *v->error = cause;
        }
    }
    return status;
}

/* ---- what is lost ---- */

static vanthu_status tell_acknowledged(void *context, const struct vt_tombstone *t)
{
    struct vt_verifying *v = context;
    const struct vanthu_lost lost = {.id = t->id,
                                     .title = t->title,
                                     .canonical = t->canonical,
                                     .date = t->date,
                                     .source = t->source,
                                     .at = t->at,
                                     .by = t->by,
                                     .reason = t->reason};
    v->summary->lost++;
    if (v->options->lost)
        v->options->lost(v->options->context, &lost);
    return VANTHU_OK;
}

static vanthu_status check_parts(struct vt_verifying *v)
{
    struct part catalog, index;
    start(&catalog, v, check_catalog);
    start(&index, v, check_index);
    vanthu_status status = vt_verify_volumes(v);
    if (status == VANTHU_OK)
        tell_deferred(v);
    status = finish(&catalog, status);
    return finish(&index, status);
}

vanthu_status vt_verify_pool(struct vt_verifying *v)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    v->threads = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (unsigned)processors;
    return vt_pool_new(&v->pool, v->threads, v->error);
}

static vanthu_status check_everything(struct vt_verifying *v)
{
    vanthu_status status = vt_verify_pool(v);
    if (status == VANTHU_OK)
        status = count_passages(v);
    if (status == VANTHU_OK)
        status = check_parts(v);
    vt_pool_free(v->pool);
    if (status == VANTHU_OK && v->options->mirror)
        status = vt_verify_against(v);
    if (status == VANTHU_OK)
        status = check_texts(v);
    if (status == VANTHU_OK)
        status = vt_verify_log(v);
    if (status == VANTHU_OK)
        status = vt_catalog_lost(v->archive->catalog, NULL, tell_acknowledged, v, v->error);
    if (status == VANTHU_OK)
        check_strangers(v);
    return status;
}

/* It may have lost its hash. */
static bool has_seal(const struct vt_verifying *v)
{
    bool sealed = false;
    struct vt_volume_file file;
    if (vt_volume_file_open(&file, v->archive->volumes_dir, v->state.volume, NULL) == VANTHU_OK &&
        vt_seal_find(&sealed, &file, v->state.volume_bytes, NULL) != VANTHU_OK)
        sealed = false;
    vt_volume_file_close(&file);
    return sealed;
}

vanthu_status vt_verify_begin(struct vt_verifying *v)
{
    sqlite3_stmt *stmt;
    char sum[VT_SHA256_LEN + 1];
    enum vt_manifest_found found = VT_MANIFEST_MISSING;
    v->summary->documents = v->summary->frames = v->summary->bytes = 0;
    v->done_bytes = v->entries = 0;
    v->other_entries = v->replaced = false;
    vt_buf_clear(&v->texts);
    vt_buf_clear(&v->lost_ids);
    vanthu_status status = vt_parity_wanted(&v->parity, v->archive->dir, v->error);
    if (status == VANTHU_OK)
        status = vt_catalog_state(v->archive->catalog, &v->state, v->error);
    if (status == VANTHU_OK)
        status = vt_manifest_read(sum, &found, v->archive->volumes_dir, v->state.volume, v->error);
    v->sealed = found != VT_MANIFEST_MISSING || has_seal(v);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(v->archive->catalog, &stmt,
                                    "SELECT coalesce(sum(bytes),0) FROM frames", v->error);
    if (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ROW)
        v->total_bytes = (uint64_t)sqlite3_column_int64(stmt, 0);
    if (status == VANTHU_OK)
        sqlite3_reset(stmt);
    return status;
}

/* A check that cannot be logged is one all the same. */
static void record(struct vt_verifying *v)
{
    char detail[64];
    snprintf(detail, sizeof detail, "%llu faults", (unsigned long long)v->summary->faults);
    struct vt_log_entry entry = {.event = "fixity check",
                                 .outcome = v->summary->faults ? "failure" : "success",
                                 .detail = v->summary->faults ? detail : ""};
    if (vt_log_record(v->archive, &entry, &v->summary->unlogged) == VANTHU_OK)
        v->summary->unlogged = (struct vanthu_error){.status = VANTHU_OK};
}

vanthu_status vanthu_verify(struct vanthu_archive *archive,
                            const struct vanthu_verify_options *options,
                            struct vanthu_verify_summary *summary, struct vanthu_error *error)
{
    static const struct vanthu_verify_options defaults = {0};
    struct vanthu_verify_summary ignored;
    struct vt_verifying v = {.archive = archive,
                             .options = options ? options : &defaults,
                             .summary = summary ? summary : &ignored,
                             .others_write = vt_archive_others_write(archive),
                             .error = error};
    *v.summary = (struct vanthu_verify_summary){0};
    vanthu_status status = vt_verify_begin(&v);
    if (status == VANTHU_OK)
        status = v.options->ids ? check_documents(&v) : check_everything(&v);
    if (status == VANTHU_DAMAGED && !v.options->ids) /* the catalogue */
        status = vt_verify_alone(&v, NULL);
    if (status == VANTHU_OK && v.options->record && !v.options->ids && !v.alone)
        record(&v);
    if (status == VANTHU_OK && v.summary->faults)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu faults found"), archive->dir,
                        (unsigned long long)v.summary->faults);
    vt_verify_end(&v);
    return status;
}

void vt_verify_end(struct vt_verifying *v)
{
    vt_buf_free(&v->texts);
    vt_buf_free(&v->lost_ids);
    vt_buf_free(&v->deferred);
    vt_buf_free(&v->told);
}
