/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adopt.c: takes into a catalogue what lies in the volumes. */
#include "archive/adopt.h"

#include "archive/change.h"
#include "base/err.h"
#include "catalog/log.h"

#include <stdio.h>

struct adoption {
    struct vt_adopting *a;
    struct vanthu_error *error;
};

static vanthu_status begin_frame(struct vt_adopting *a, const struct vt_frame *frame,
                                 struct vanthu_error *error)
{
    if (a->open)
        return VANTHU_OK;
    vanthu_status status = vt_catalog_begin(a->catalog, error);
    if (status == VANTHU_OK) {
        a->open = true;
        status = vt_catalog_add_frame(a->catalog, frame, &a->frame, error);
    }
    return status;
}

static vanthu_status add_document(struct vt_adopting *a, const struct vt_scanned *s,
                                  struct vanthu_error *error)
{
    struct vt_analysis analysis;
    int64_t doc;
    struct vt_original original = {.workers = a->workers,
                                   .raw = s->original,
                                   .path = s->record->path,
                                   .sha256 = s->record->sha256,
                                   .ocr = VT_OCR_NEVER,
                                   .recognised = s->recognised};
    vanthu_status status = vt_analyse(&analysis, &original);
    struct vt_new_document document = {
        .document = &analysis.document,
        .text = vt_buf_str(&analysis.text),
        .relations = analysis.relations,
        .relations_count = analysis.relations_count,
        .frame = a->frame,
        .data_offset = s->data_offset,
        .generation = a->state.generation + 1,
        .first_passage = a->state.next_passage,
        .passages = (uint32_t)analysis.passages_count,
        .path = s->record->path,
        .mtime = s->record->mtime,
        .ingested_at = s->record->ingested_at,
    };
    if (status != VANTHU_OK)
        status = vt_err_memory(error);
    else
        status = vt_catalog_add_document(a->catalog, &document, &doc, error);
    if (status == VANTHU_OK) {
        a->state.next_passage += (uint32_t)analysis.passages_count;
        a->documents++;
    }
    vt_analysis_free(&analysis);
    return status;
}

/* A text that was recognised later than its original was added. One of a document that is lost, or
 * that no reader could have made, says nothing that can be kept. */
static vanthu_status adopt_recognised(struct vt_adopting *a, const struct vt_recognised *r,
                                      struct vanthu_error *error)
{
    char full[VT_ID_LEN + 1];
    int64_t doc;
    struct vt_arena arena = {0};
    struct vanthu_document d;
    struct vt_analysis analysis = {0};
    vanthu_status status = vt_catalog_resolve(a->catalog, r->id, &doc, full, error);
    if (status == VANTHU_NOT_FOUND)
        return VANTHU_OK;
    if (status == VANTHU_OK)
        status = vt_catalog_document(a->catalog, doc, VT_SOURCES, &arena, &d, error);
    if (status != VANTHU_OK || strcmp(d.sha256, r->sha256) != 0)
        goto done;
    struct vt_original original = {.path = vt_str(d.sources_count ? d.sources[0].path : ""),
                                   .sha256 = d.sha256,
                                   .ocr = VT_OCR_NEVER,
                                   .recognised = r,
                                   .media_type = d.media_type,
                                   .bytes = d.bytes};
    status = vt_analyse(&analysis, &original);
    if (status != VANTHU_OK)
        vt_err_memory(error);
    else if (analysis.recognised.engine)
        status =
            vt_replace_text(a->catalog, &a->state, doc, a->state.generation + 1, &analysis, error);
done:
    vt_analysis_free(&analysis);
    vt_arena_free(&arena);
    return status;
}

static vanthu_status is_damaged(struct vt_adopting *a, int64_t doc, bool *damaged,
                                struct vanthu_error *error)
{
    struct vt_location location;
    struct vt_volume_reader *reader = NULL;
    struct vt_str original;
    vanthu_status status = vt_catalog_location(a->catalog, doc, &location, error);
    if (status == VANTHU_OK)
        status = vt_volume_reader_open(&reader, a->volumes_dir, error);
    if (status == VANTHU_OK)
        status = vt_volume_read(reader, &location, &original, error);
    vt_volume_reader_close(reader);
    *damaged = status == VANTHU_DAMAGED;
    return *damaged ? VANTHU_OK : status;
}

/* The same original may lie in the volumes twice: the first one counts, or the one that was stored
 * again because the first is in a frame that is damaged. Both paths are sources. */
static vanthu_status adopt_document(struct vt_adopting *a, const struct vt_scanned *s,
                                    struct vanthu_error *error)
{
    struct vt_found found;
    const struct vt_record *r = s->record;
    vanthu_status status = vt_catalog_find(a->catalog, r->sha256, r->path, &found, error);
    bool damaged = false;
    if (status == VANTHU_OK && !found.doc)
        return add_document(a, s, error);
    if (status == VANTHU_OK)
        status = is_damaged(a, found.doc, &damaged, error);
    if (status == VANTHU_OK && damaged)
        status = vt_catalog_move(a->catalog, found.doc, a->frame, s->data_offset, error);
    if (status == VANTHU_OK)
        status =
            vt_catalog_add_source(a->catalog, found.doc, r->path, r->mtime, r->ingested_at, error);
    return status == VANTHU_OK && s->recognised ? adopt_recognised(a, s->recognised, error)
                                                : status;
}

/* An event of a document that is lost says nothing that can be kept. */
static vanthu_status adopt_event(struct vt_adopting *a, const struct vt_event *event,
                                 struct vanthu_error *error)
{
    char full[VT_ID_LEN + 1];
    int64_t doc;
    bool changed;
    vanthu_status status = vt_catalog_resolve(a->catalog, event->id, &doc, full, error);
    if (status == VANTHU_NOT_FOUND)
        return VANTHU_OK;
    if (status == VANTHU_OK && strcmp(event->event, "source") == 0)
        status =
            vt_catalog_add_source(a->catalog, doc, event->path, event->mtime, event->at, error);
    else if (status == VANTHU_OK && strcmp(event->event, "set") == 0)
        status = vt_set_facts(a->catalog, &a->state, doc, a->state.generation + 1, event->said,
                              event->said_count, &changed, error);
    return status;
}

/* The copies that came before are withdrawn; one that comes later was added anew. Of what is lost
 * there was none: one that is whole has been brought back. */
static vanthu_status adopt_tombstone(struct vt_adopting *a, const struct vt_tombstone *tombstone,
                                     struct vanthu_error *error)
{
    return tombstone->lost
               ? vt_catalog_keep_tombstone(a->catalog, tombstone, error)
               : vt_catalog_withdraw(a->catalog, tombstone, a->state.generation + 1, error);
}

static vanthu_status end_frame(struct vt_adopting *a, const struct vt_frame *frame,
                               struct vanthu_error *error)
{
    vanthu_status status = begin_frame(a, frame, error);
    a->state.generation++;
    a->state.volume = frame->volume;
    a->state.volume_bytes = frame->offset + frame->bytes;
    if (status == VANTHU_OK)
        status = vt_catalog_commit(a->catalog, &a->state, error);
    a->open = false;
    struct vanthu_progress progress = {_("reading volumes"), a->state.volume_bytes, 0, true};
    if (status == VANTHU_OK && a->progress && !a->progress(a->context, &progress))
        status = vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
    return status;
}

static void count_broken(struct vt_adopting *a)
{
    a->broken += a->passed_over;
    a->passed_over = false;
}

static vanthu_status adopt_scanned(void *context, const struct vt_scanned *s)
{
    struct adoption *adoption = context;
    struct vt_adopting *a = adoption->a;
    vanthu_status status = VANTHU_OK;
    if (s->kind == VT_SCANNED_BROKEN) {
        if (!a->broken && !a->passed_over)
            snprintf(a->problem, sizeof a->problem, "%s", s->problem);
        a->passed_over = true;
        return VANTHU_OK;
    }
    count_broken(a);
    if (s->kind != VT_SCANNED_FRAME)
        status = begin_frame(a, &s->frame, adoption->error);
    if (status == VANTHU_OK && s->kind == VT_SCANNED_DOCUMENT)
        status = adopt_document(a, s, adoption->error);
    else if (status == VANTHU_OK && s->kind == VT_SCANNED_RECOGNISED)
        status = adopt_recognised(a, s->recognised, adoption->error);
    else if (status == VANTHU_OK && s->kind == VT_SCANNED_EVENT)
        status = adopt_event(a, s->event, adoption->error);
    else if (status == VANTHU_OK && s->kind == VT_SCANNED_TOMBSTONE)
        status = adopt_tombstone(a, s->tombstone, adoption->error);
    else if (status == VANTHU_OK && s->kind == VT_SCANNED_LOG)
        status = vt_catalog_add_entry(a->catalog, s->entry, s->line, adoption->error);
    else if (status == VANTHU_OK)
        status = end_frame(a, &s->frame, adoption->error);
    return status;
}

vanthu_status vt_adopt_volume(struct vt_adopting *a, uint32_t number, uint64_t from,
                              struct vanthu_error *error)
{
    struct adoption adoption = {a, error};
    uint64_t end;
    bool torn;
    a->passed_over = false;
    vanthu_status status = vt_volume_scan(a->volumes_dir, number, from, a->care, adopt_scanned,
                                          &adoption, &end, &torn, error);
    if (a->open)
        vt_catalog_rollback(a->catalog);
    a->open = false;
    if (status == VANTHU_OK && torn) {
        a->torn_volume = number;
        a->torn_at = end;
    }
    return status;
}
