/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remove.c: documents are withdrawn: tombstones in one frame of the volume, then the catalogue in
 * one transaction, then the index. The originals stay in the volumes until `compact`.
 */
#include "archive/archive.h"

#include "archive/log.h"
#include "base/err.h"
#include "catalog/store.h"

#include <sqlite3.h>

struct removing {
    struct vanthu_archive *archive;
    const struct vanthu_remove_options *options;
    struct vt_arena arena;
    struct vt_tombstone *tombstones;
    struct vanthu_removed *removed;
    struct range {
        uint32_t first, passages;
    } * ranges;
    size_t count;
    char now[32];
    struct vt_log log;
    struct vt_buf why;
};

static bool is_listed(const struct removing *r, const char *id)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->tombstones[i].id, id) == 0)
            return true;
    return false;
}

/* What is to be known of a document before it goes. */
static vanthu_status look_up(struct removing *r, const char *id, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vanthu_document d;
    struct vt_found found;
    struct vt_catalog *catalog = r->archive->catalog;
    vanthu_status status = vt_catalog_resolve(catalog, id, &doc, full, error);
    if (status != VANTHU_OK || is_listed(r, full))
        return status;
    status = vt_catalog_document(catalog, doc, VT_SOURCES, &r->arena, &d, error);
    if (status == VANTHU_OK)
        status = vt_catalog_find(catalog, d.sha256, VT_STR_NONE, &found, error);
    if (status != VANTHU_OK)
        return status;
    r->tombstones[r->count] =
        (struct vt_tombstone){.id = d.id,
                              .sha256 = d.sha256,
                              .reason = r->options->reason,
                              .by = r->options->by,
                              .at = r->now,
                              .agent = VT_AGENT,
                              .title = d.title,
                              .canonical = d.canonical,
                              .date = d.date,
                              .source = d.sources_count ? d.sources[0].path : NULL};
    r->removed[r->count] = (struct vanthu_removed){
        .id = d.id,
        .sha256 = d.sha256,
        .title = d.title,
        .source = d.sources_count ? d.sources[0].path : NULL,
    };
    r->ranges[r->count++] = (struct range){found.first_passage, found.passages};
    return VANTHU_OK;
}

static vanthu_status look_all_up(struct removing *r, const char *const *ids, size_t count,
                                 struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    vt_utc_now(r->now);
    r->tombstones = vt_arena_array(&r->arena, count, sizeof *r->tombstones);
    r->removed = vt_arena_array(&r->arena, count, sizeof *r->removed);
    r->ranges = vt_arena_array(&r->arena, count, sizeof *r->ranges);
    if (!r->tombstones || !r->removed || !r->ranges)
        return vt_err_memory(error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        status = look_up(r, ids[i], error);
    return status;
}

static vanthu_status write_log(struct removing *r, struct vanthu_error *error)
{
    const char **ids = vt_arena_array(&r->arena, r->count, sizeof *ids);
    vanthu_status status = vt_log_begin(&r->log, r->archive, error);
    if (status != VANTHU_OK)
        return status;
    if (!ids)
        status = vt_err_memory(error);
    for (size_t i = 0; status == VANTHU_OK && i < r->count; i++)
        ids[i] = r->tombstones[i].id;
    if (status == VANTHU_OK)
        status = vt_log_add(&r->log, "removal", "success", r->why.p, ids, r->count, error);
    return status;
}

static vanthu_status write_volume(struct removing *r, struct vt_frame *frame,
                                  struct vanthu_error *error)
{
    struct vt_volume_writer *writer = r->archive->volume_writer;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < r->count && status == VANTHU_OK; i++)
        status = vt_volume_put_tombstone(writer, &r->tombstones[i], error);
    if (status == VANTHU_OK)
        status = vt_log_put(&r->log, writer, error);
    return status == VANTHU_OK ? vt_volume_commit(writer, frame, error) : status;
}

static vanthu_status write_catalog(struct removing *r, const struct vt_frame *frame,
                                   struct vt_catalog_state *state, struct vanthu_error *error)
{
    int64_t number;
    struct vt_catalog *catalog = r->archive->catalog;
    state->generation++;
    state->volume = frame->volume;
    state->volume_bytes = frame->offset + frame->bytes;
    vanthu_status status = vt_catalog_begin(catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_add_frame(catalog, frame, &number, error);
    for (size_t i = 0; i < r->count && status == VANTHU_OK; i++)
        status = vt_catalog_withdraw(catalog, &r->tombstones[i], state->generation, error);
    if (status == VANTHU_OK)
        status = vt_log_store(&r->log, catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_commit(catalog, state, error);
    if (status != VANTHU_OK)
        vt_catalog_rollback(catalog);
    return status;
}

static vanthu_status write_index(struct removing *r, uint64_t generation,
                                 struct vanthu_error *error)
{
    struct vt_index_writer *writer = r->archive->index_writer;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < r->count && status == VANTHU_OK; i++)
        status = vt_index_withdraw(writer, r->ranges[i].first, r->ranges[i].passages, error);
    if (status == VANTHU_OK)
        status = vt_index_publish(writer, NULL, generation, error);
    return status == VANTHU_OK ? vt_index_flush(writer, error) : status;
}

static vanthu_status run(struct removing *r, struct vanthu_error *error)
{
    struct vt_frame frame;
    struct vt_catalog_state state;
    vanthu_status status = vt_catalog_state(r->archive->catalog, &state, error);
    if (status == VANTHU_OK)
        status = write_log(r, error);
    if (status == VANTHU_OK)
        status = write_volume(r, &frame, error);
    if (status == VANTHU_OK)
        status = write_catalog(r, &frame, &state, error);
    if (status != VANTHU_OK)
        return status;
    for (size_t i = 0; r->options->removed && i < r->count; i++)
        r->options->removed(r->options->context, &r->removed[i]);
    return write_index(r, state.generation, error);
}

vanthu_status vanthu_remove(struct vanthu_archive *archive, const char *const *ids,
                            size_t ids_count, const struct vanthu_remove_options *options,
                            struct vanthu_error *error)
{
    struct removing r = {.archive = archive, .options = options};
    vanthu_status status = vt_log_why(&r.why, options->reason, options->by, error);
    if (status == VANTHU_OK && archive->access != VANTHU_WRITE)
        status = vt_err(error, VANTHU_USAGE, "%s", _("the archive is open for reading only"));
    if (status == VANTHU_OK)
        status = look_all_up(&r, ids, ids_count, error);
    if (status == VANTHU_OK && r.count)
        status = run(&r, error);
    vt_log_end(&r.log);
    vt_buf_free(&r.why);
    vt_arena_free(&r.arena);
    return status;
}
