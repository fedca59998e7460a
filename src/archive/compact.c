/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compact.c: volumes and index without what was withdrawn, and packed as small as can be.
 *
 * 1. everything is read and compared: nothing is rewritten while anything is damaged; 2. the new
 * volumes are made in a directory of their own, on disk, sealed; 3. they are moved beside the old
 * ones, the first one last, from when on they count; 4. the catalogue turns to them, in one
 * transaction; 5. the old ones are removed; 6. recovery records are made, where they are wanted; 7.
 * the index is made one piece. What is interrupted before 4 is taken back by the next writer, after
 * it carried to its end: settle.c. What is lost for good is acknowledged in the same steps, with
 * what is whole of damaged volumes, which are put aside before 3: loss.h.
 */
#include "archive/archive.h"

#include "archive/compact-plan.h"
#include "archive/conf.h"
#include "archive/log.h"
#include "archive/loss.h"
#include "archive/parity.h"
#include "archive/places.h"
#include "archive/settle.h"
#include "base/err.h"
#include "base/file.h"
#include "catalog/store.h"
#include "volume/heads.h"
#include "volume/manifest.h"
#include "volume/members.h"
#include "volume/tar.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct compacting {
    struct vanthu_archive *archive;
    const struct vanthu_compact_options *options;
    struct vanthu_compact_summary *summary;
    struct vt_plan plan;
    struct vt_volume_head head; /* of the new volumes */
    struct vt_volume_writer *writer;
    char *making; /* the directory of the new volumes */
    char now[32];
    struct vt_log log;
    struct vt_buf frames;   /* struct vt_frame */
    struct vt_buf settlers; /* struct settler */
    uint32_t last;          /* of the new volumes */
    struct vt_loss *loss;   /* NULL: nothing is damaged, and nothing may be */
    struct vanthu_error *error;
};

/* Where an original lies now: in which of `frames`, and where in it. */
struct settler {
    int64_t doc;
    size_t frame;
    uint64_t data_offset;
};

static vanthu_status progress(struct compacting *c, uint64_t done, uint64_t total)
{
    struct vanthu_progress now = {_("writing volumes"), done, total, true};
    return c->options->progress && !c->options->progress(c->options->context, &now)
               ? vt_err(c->error, VANTHU_CANCELLED, "%s", _("stopped"))
               : VANTHU_OK;
}

/* ---- the new volumes ---- */

static vanthu_status begin(struct compacting *c)
{
    const struct vt_plan *plan = &c->plan;
    vt_utc_now(c->now);
    c->head = (struct vt_volume_head){plan->volumes[plan->volumes_count - 1] + 1,
                                      plan->volumes + plan->kept, plan->volumes_count - plan->kept};
    c->making = vt_compaction_dir(c->archive);
    if (!c->making)
        return vt_err_memory(c->error);
    vanthu_status status = vt_dir_remove(c->making, c->error);
    if (status == VANTHU_OK && mkdir(c->making, 0777) != 0)
        status = vt_err_errno(c->error, errno, _("%s: cannot create"), c->making);
    if (status == VANTHU_OK)
        status = vt_volume_writer_open(&c->writer, c->making, c->head.first, 0, c->error);
    if (status == VANTHU_OK)
        vt_volume_writer_replace(c->writer, &c->head);
    return status;
}

static vanthu_status end_frame(struct compacting *c)
{
    struct vt_frame frame;
    vanthu_status status = vt_volume_commit(c->writer, &frame, c->error);
    if (status != VANTHU_OK || !frame.bytes)
        return status;
    c->last = frame.volume;
    return vt_buf_append(&c->frames, &frame, sizeof frame) == VANTHU_OK ? VANTHU_OK
                                                                        : vt_err_memory(c->error);
}

/* The members from `at` on that must lie in one frame: those of one document. */
static size_t count_together(const struct vt_plan *plan, size_t at, uint64_t *bytes)
{
    size_t end = at;
    *bytes = 0;
    while (end < plan->moved_count &&
           (end == at || (*plan->moved[at].id && !strcmp(plan->moved[end].id, plan->moved[at].id))))
        *bytes += plan->moved[end++].from.size;
    return end - at;
}

/* The first original of a document is the one that counts. */
static bool is_first_original(const struct vt_plan *plan, size_t group, size_t at)
{
    if (!plan->moved[at].original || !plan->moved[at].doc)
        return false;
    for (size_t i = group; i < at; i++)
        if (plan->moved[i].original)
            return false;
    return true;
}

/* Nothing but the hash vouches for what comes out of a frame that is not whole. */
static vanthu_status check_salvaged(struct compacting *c, const struct vt_moved *m,
                                    struct vt_str member)
{
    char sum[VT_SHA256_LEN + 1], name[16];
    struct vt_str original = vt_str_sub(member, VT_TAR_BLOCK, VT_TAR_BLOCK + m->from.size);
    vt_volume_name(name, m->from.frame.volume);
    if (vt_sha256(sum, original) != VANTHU_OK)
        return vt_err_memory(c->error);
    return memcmp(sum, m->id, VT_ID_LEN) == 0
               ? VANTHU_OK
               : vt_err(c->error, VANTHU_DAMAGED, _("%s: the frame at byte %llu is damaged"), name,
                        (unsigned long long)m->from.frame.offset);
}

static vanthu_status move(struct compacting *c, struct vt_volume_reader *reader, size_t group,
                          size_t at)
{
    const struct vt_moved *m = &c->plan.moved[at];
    struct vt_str member;
    struct settler settler = {.doc = m->doc, .frame = c->frames.len / sizeof(struct vt_frame)};
    vt_volume_reader_salvage(reader, m->bad);
    vanthu_status status = vt_volume_read_member(reader, &m->from, &member, c->error);
    if (status == VANTHU_OK && m->bad && m->original)
        status = check_salvaged(c, m, member);
    if (status == VANTHU_OK)
        status = vt_volume_put_member(c->writer, member, c->now, &settler.data_offset, c->error);
    if (status == VANTHU_OK && is_first_original(&c->plan, group, at) &&
        vt_buf_append(&c->settlers, &settler, sizeof settler) != VANTHU_OK)
        status = vt_err_memory(c->error);
    return status;
}

static vanthu_status move_members(struct compacting *c)
{
    struct vt_volume_reader *reader;
    uint64_t done = 0, total = 0, bytes;
    vanthu_status status = vt_archive_volumes(c->archive, &reader, c->error);
    for (size_t i = 0; i < c->plan.moved_count; i++)
        total += c->plan.moved[i].from.size;
    for (size_t at = 0, count; at < c->plan.moved_count && status == VANTHU_OK; at += count) {
        count = count_together(&c->plan, at, &bytes);
        uint64_t pending = vt_volume_pending(c->writer);
        if (pending && pending + bytes > VT_FRAME_BYTES)
            status = end_frame(c);
        for (size_t i = at; i < at + count && status == VANTHU_OK; i++)
            status = move(c, reader, at, i);
        done += bytes;
        if (status == VANTHU_OK)
            status = progress(c, done, total);
    }
    return status;
}

static vanthu_status write_log(struct compacting *c)
{
    char detail[80];
    snprintf(detail, sizeof detail, "%llu documents of %zu volumes",
             (unsigned long long)c->plan.documents, c->head.replaces_count);
    vanthu_status status = vt_log_begin(&c->log, c->archive, c->error);
    if (status == VANTHU_OK && c->loss)
        status = vt_loss_log(c->loss, &c->log);
    else if (status == VANTHU_OK)
        status = vt_log_add(&c->log, "compaction", "success", detail, NULL, 0, c->error);
    return status == VANTHU_OK ? vt_log_put(&c->log, c->writer, c->error) : status;
}

static vanthu_status frame_full(void *context)
{
    return end_frame(context);
}

/* The original, and a record by what the catalogue knows of it: `row`. */
static vanthu_status put_with_record(struct compacting *c, sqlite3_stmt *row, int64_t doc)
{
    struct settler settler = {.doc = doc, .frame = c->frames.len / sizeof(struct vt_frame)};
    struct vt_record record = {
        .id = (const char *)sqlite3_column_text(row, 0),
        .sha256 = (const char *)sqlite3_column_text(row, 1),
        .media_type = (const char *)sqlite3_column_text(row, 2),
        .path = {sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3)},
        .mtime = sqlite3_column_int64(row, 4),
        .ingested_at = (const char *)sqlite3_column_text(row, 5),
        .agent = VT_AGENT,
        .source = "file"};
    struct vt_str original;
    vanthu_status status = vt_archive_original(c->archive, record.id, &original, c->error);
    record.size = original.len;
    if (status == VANTHU_OK)
        status = vt_volume_put(c->writer, &record, original, &settler.data_offset, c->error);
    if (status == VANTHU_OK && vt_buf_append(&c->settlers, &settler, sizeof settler) != VANTHU_OK)
        status = vt_err_memory(c->error);
    return status;
}

static vanthu_status put_rescued(struct compacting *c, int64_t doc)
{
    sqlite3_stmt *row;
    vanthu_status status = vt_catalog_prepare(
        c->archive->catalog, &row,
        "SELECT d.id, d.sha256, d.media_type, s.path, s.mtime, s.ingested_at FROM documents d"
        " JOIN sources s USING(doc) WHERE doc=? ORDER BY s.ingested_at, s.path LIMIT 1",
        c->error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(row, 1, doc);
    status = sqlite3_step(row) == SQLITE_ROW ? put_with_record(c, row, doc)
                                             : vt_catalog_failed(c->archive->catalog, c->error);
    sqlite3_reset(row);
    return status == VANTHU_OK && vt_volume_pending(c->writer) >= VT_FRAME_BYTES ? end_frame(c)
                                                                                 : status;
}

static vanthu_status put_what_is_not_moved(struct compacting *c)
{
    const int64_t *rescued = (const int64_t *)(const void *)c->loss->rescued.p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < c->loss->rescued.len / sizeof *rescued && status == VANTHU_OK; i++)
        status = put_rescued(c, rescued[i]);
    return status == VANTHU_OK ? vt_loss_put(c->loss, c->writer, frame_full, c) : status;
}

static vanthu_status write_volumes(struct compacting *c)
{
    vanthu_status status = begin(c);
    if (status == VANTHU_OK)
        status = move_members(c);
    if (status == VANTHU_OK && c->loss)
        status = put_what_is_not_moved(c);
    if (status == VANTHU_OK)
        status = write_log(c);
    if (status == VANTHU_OK)
        status = end_frame(c);
    if (status == VANTHU_OK)
        status = vt_volume_writer_seal(c->writer, c->error);
    if (status == VANTHU_OK)
        status = vt_dir_sync(c->making, c->error);
    return status;
}

/* ---- in the place of the old ones ---- */

static vanthu_status move_file(void *context, const char *name)
{
    struct compacting *c = context;
    char *from = vt_path_join(c->making, name), *to = vt_path_join(c->archive->volumes_dir, name);
    vanthu_status status = from && to ? VANTHU_OK : vt_err_memory(c->error);
    if (status == VANTHU_OK && rename(from, to) != 0)
        status = vt_err_errno(c->error, errno, _("%s: cannot rename to %s"), from, to);
    free(from);
    free(to);
    return status;
}

static vanthu_status move_volume(struct compacting *c, uint32_t volume)
{
    return vt_volume_files(c->making, volume, move_file, c, c->error);
}

/* The first volume comes last: with it all of them count. */
static vanthu_status move_volumes(struct compacting *c)
{
    vanthu_status status = VANTHU_OK;
    for (uint32_t v = c->last; v >= c->head.first && status == VANTHU_OK; v--) {
        if (v == c->head.first)
            status = vt_dir_sync(c->archive->volumes_dir, c->error);
        if (status == VANTHU_OK)
            status = move_volume(c, v);
    }
    return status == VANTHU_OK ? vt_dir_sync(c->archive->volumes_dir, c->error) : status;
}

static vanthu_status add_frames(struct compacting *c, int64_t *numbers)
{
    const struct vt_frame *frames = (const struct vt_frame *)(const void *)c->frames.p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < c->frames.len / sizeof *frames && status == VANTHU_OK; i++)
        status = vt_catalog_add_frame(c->archive->catalog, &frames[i], &numbers[i], c->error);
    return status;
}

static vanthu_status settle_documents(struct compacting *c, const int64_t *numbers)
{
    const struct settler *settlers = (const struct settler *)(const void *)c->settlers.p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < c->settlers.len / sizeof *settlers && status == VANTHU_OK; i++)
        status = vt_catalog_move(c->archive->catalog, settlers[i].doc, numbers[settlers[i].frame],
                                 settlers[i].data_offset, c->error);
    return status;
}

/* Each frame that goes would have all documents searched for references to it. */
static vanthu_status stop_searching(struct vt_catalog *catalog, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(catalog, &stmt, "PRAGMA foreign_keys=OFF", error);
    if (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ERROR)
        status = vt_catalog_failed(catalog, error);
    if (status == VANTHU_OK)
        sqlite3_reset(stmt);
    return status;
}

/* What is done without that search: no document may lie in a frame that goes. */
static vanthu_status check_places(struct compacting *c)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c->archive->catalog, &stmt,
                                              "SELECT count(*) FROM documents d WHERE NOT EXISTS"
                                              " (SELECT 1 FROM frames f WHERE f.frame=d.frame)",
                                              c->error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        status = vt_catalog_failed(c->archive->catalog, c->error);
    else if (sqlite3_column_int64(stmt, 0))
        status =
            vt_err(c->error, VANTHU_DAMAGED,
                   _("%lld documents were not moved: nothing is changed; run `vanthu rebuild`"),
                   (long long)sqlite3_column_int64(stmt, 0));
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status turn_catalog(struct compacting *c)
{
    struct vt_catalog *catalog = c->archive->catalog;
    struct vt_catalog_state state;
    size_t count = c->frames.len / sizeof(struct vt_frame);
    const struct vt_frame *last = (const struct vt_frame *)(const void *)c->frames.p + count - 1;
    int64_t *numbers = calloc(count, sizeof *numbers);
    vanthu_status status =
        numbers ? vt_catalog_state(catalog, &state, c->error) : vt_err_memory(c->error);
    if (status == VANTHU_OK)
        status = stop_searching(catalog, c->error);
    if (status == VANTHU_OK)
        status = vt_catalog_begin(catalog, c->error);
    if (status == VANTHU_OK)
        status = add_frames(c, numbers);
    if (status == VANTHU_OK)
        status = settle_documents(c, numbers);
    if (status == VANTHU_OK && c->loss)
        status = vt_loss_store(c->loss, &c->plan, ++state.generation, c->head.first);
    for (size_t i = 0; i < c->head.replaces_count && status == VANTHU_OK; i++)
        status = vt_catalog_drop_frames(catalog, c->head.replaces[i], c->error);
    if (status == VANTHU_OK)
        status = check_places(c);
    if (status == VANTHU_OK)
        status = vt_log_store(&c->log, catalog, c->error);
    state.volume = last->volume;
    state.volume_bytes = last->offset + last->bytes;
    if (status == VANTHU_OK)
        status = vt_catalog_commit(catalog, &state, c->error);
    if (status != VANTHU_OK)
        vt_catalog_rollback(catalog);
    free(numbers);
    return status;
}

static vanthu_status add_sizes(struct compacting *c, const uint32_t *volumes, size_t count,
                               uint64_t *sum)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        char name[16];
        struct stat st;
        vt_volume_name(name, volumes[i]);
        char *path = vt_path_join(c->archive->volumes_dir, name);
        if (!path)
            status = vt_err_memory(c->error);
        else if (stat(path, &st) == 0)
            *sum += (uint64_t)st.st_size;
        free(path);
    }
    return status;
}

/* By the plan. */
static vanthu_status rewrite_volumes(struct compacting *c)
{
    vanthu_status status = write_volumes(c);
    if (status == VANTHU_OK && c->loss)
        status = vt_loss_quarantine(c->loss, &c->plan);
    if (status == VANTHU_OK)
        status = move_volumes(c);
    if (status == VANTHU_OK)
        status = turn_catalog(c);
    return status == VANTHU_OK ? vt_remove_volumes(c->archive->volumes_dir, c->head.replaces,
                                                   c->head.replaces_count, c->error)
                               : status;
}

static vanthu_status compact_volumes(struct compacting *c)
{
    const struct vt_plan *plan = &c->plan;
    vanthu_status status = vt_plan_make(&c->plan, c->archive, VT_DAMAGE_REFUSED,
                                        c->options->progress, c->options->context, c->error);
    if (status == VANTHU_OK)
        status = add_sizes(c, plan->volumes, plan->volumes_count, &c->summary->before);
    c->summary->after = c->summary->before;
    c->summary->documents = plan->documents;
    if (status != VANTHU_OK || plan->kept == plan->volumes_count || !plan->moved_count)
        return status;
    status = rewrite_volumes(c);
    c->summary->after = 0;
    if (status == VANTHU_OK)
        status = add_sizes(c, plan->volumes, plan->kept, &c->summary->after);
    for (uint32_t v = c->head.first; v <= c->last && status == VANTHU_OK; v++)
        status = add_sizes(c, &v, 1, &c->summary->after);
    return status;
}

static void end(struct compacting *c)
{
    vt_volume_writer_close(c->writer);
    if (c->making)
        vt_dir_remove(c->making, NULL);
    vt_plan_free(&c->plan);
    vt_buf_free(&c->frames);
    vt_buf_free(&c->settlers);
    vt_log_end(&c->log);
    free(c->making);
}

/* ---- the index ---- */

/* Passages that went out of use can be left out only by making the index anew. */
static vanthu_status compact_index(struct vanthu_archive *archive, bool *anew,
                                   struct vanthu_error *error)
{
    *anew = vt_index_withdrawn(archive->index_writer) > 0;
    return *anew ? VANTHU_OK : vt_index_merge(archive->index_writer, true, error);
}

/* ---- recovery records ---- */

/* What is wanted now, and from now on. */
static vanthu_status wanted_parity(const struct compacting *c, unsigned *percent)
{
    char value[16];
    const char *dir = c->archive->dir;
    vanthu_status status = vt_parity_wanted(percent, dir, c->error);
    if (status != VANTHU_OK || c->options->parity == VANTHU_PARITY_AS_BEFORE ||
        c->options->parity == (int)*percent)
        return status;
    if (c->options->parity < 0 || c->options->parity > VT_PARITY_MAX)
        return vt_err(c->error, VANTHU_USAGE, _("recovery records: from 0 to %d percent"),
                      VT_PARITY_MAX);
    *percent = (unsigned)c->options->parity;
    snprintf(value, sizeof value, "%u", *percent);
    return vt_conf_set(dir, VT_STR("parity"), value, c->error);
}

/* The sealed volumes; one that is not as its hash says keeps the records that it has. */
static vanthu_status protect(struct compacting *c, uint32_t volume, unsigned percent)
{
    enum vt_manifest_found found = VT_MANIFEST_MISSING;
    struct vt_parity parity;
    const char *dir = c->archive->volumes_dir;
    vanthu_status status = vt_parity_check(&parity, dir, volume, c->error);
    bool fits = status == VANTHU_OK && percent && vt_parity_fits(&parity, percent);
    if (status == VANTHU_OK && percent && !fits)
        status = vt_manifest_check(&found, dir, volume, c->error);
    if (status == VANTHU_OK && found == VT_MANIFEST_FITS)
        return vt_parity_make(dir, volume, percent, NULL, c->error);
    c->summary->unchanged += parity.there && !fits && (percent || c->options->parity == 0);
    return status;
}

static vanthu_status protect_volumes(struct compacting *c)
{
    uint32_t *volumes = NULL;
    size_t count = 0;
    unsigned percent = 0;
    vanthu_status status = wanted_parity(c, &percent);
    if (status == VANTHU_OK)
        status = vt_volumes_in_force(&volumes, &count, c->archive->volumes_dir, c->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        struct vanthu_progress now = {_("making recovery records"), i, count, false};
        status = protect(c, volumes[i], percent);
        if (status == VANTHU_OK && percent && c->options->progress &&
            !c->options->progress(c->options->context, &now))
            status = vt_err(c->error, VANTHU_CANCELLED, "%s", _("stopped"));
    }
    free(volumes);
    return status;
}

vanthu_status vanthu_compact(const char *dir, const struct vanthu_compact_options *options,
                             struct vanthu_compact_summary *summary, struct vanthu_error *error)
{
    static const struct vanthu_compact_options defaults = VANTHU_COMPACT_OPTIONS_INIT;
    struct vanthu_compact_summary ignored;
    struct compacting c = {.options = options ? options : &defaults,
                           .summary = summary ? summary : &ignored,
                           .error = error};
    bool anew = false;
    *c.summary = (struct vanthu_compact_summary){0};
    vanthu_status status = vanthu_archive_open(&c.archive, dir, VANTHU_WRITE, error);
    if (status != VANTHU_OK)
        return status;
    status = compact_volumes(&c);
    if (status == VANTHU_OK)
        status = protect_volumes(&c);
    if (status == VANTHU_OK)
        status = compact_index(c.archive, &anew, error);
    end(&c);
    vanthu_archive_close(c.archive);
    struct vanthu_rebuild_options rebuild = {
        .index_only = true, .progress = c.options->progress, .context = c.options->context};
    return status == VANTHU_OK && anew ? vanthu_rebuild(dir, &rebuild, NULL, error) : status;
}

/* ---- what is lost ---- */

static vanthu_status accept_loss(struct compacting *c, bool *any)
{
    c->loss->archive = c->archive;
    vanthu_status status = vt_plan_make(&c->plan, c->archive, VT_DAMAGE_PASSED_OVER,
                                        c->options->progress, c->options->context, c->error);
    if (status == VANTHU_OK)
        status = vt_loss_find(c->loss, &c->plan, any);
    if (status == VANTHU_OK && *any)
        status = rewrite_volumes(c);
    if (status == VANTHU_OK && *any)
        vt_loss_tell(c->loss, &c->plan);
    return status;
}

vanthu_status vt_accept_loss(const char *dir, const struct vanthu_repair_options *options,
                             const char *why, bool *any, struct vanthu_error *error)
{
    struct vanthu_compact_options compact = {.progress = options->progress,
                                             .context = options->context};
    struct vt_loss loss = {.options = options, .why = why, .error = error};
    struct compacting c = {.options = &compact, .loss = &loss, .error = error};
    *any = false;
    vanthu_status status = vanthu_archive_open(&c.archive, dir, VANTHU_WRITE, error);
    if (status == VANTHU_OK)
        status = accept_loss(&c, any);
    end(&c);
    vt_loss_free(&loss);
    vanthu_archive_close(c.archive);
    return status;
}
