/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify-volumes.c: the volumes against the catalogue, on all processors.
 *
 * The frames of the catalogue are cut into stretches of a few megabytes. A stretch is read by a
 * thread of the pool, with the documents that must lie in it at hand; what it finds is told by the
 * thread that verifies, in the order of the volumes. Where anything is wrong the stretch is read
 * once more from the disk before it counts. Where a volume was replaced by a compaction meanwhile
 * all begins anew, with the state after it.
 */
#include "archive/verify.h"

#include "archive/parity.h"
#include "archive/places.h"
#include "base/err.h"
#include "catalog/log.h"
#include "volume/frame.h"
#include "volume/heads.h"
#include "volume/manifest.h"
#include "volume/seal.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STRETCH_BYTES = 4 << 20 };

/* A document as the catalogue says it lies in a frame of the stretch. */
struct expected {
    struct vt_frame frame;
    uint64_t data_offset, bytes;
    const char *id, *sha256;
    bool met;
};

enum finding_kind { BROKEN, BROKEN_TEXT, UNKNOWN, ENTRY };

struct finding {
    enum finding_kind kind;
    struct vt_frame frame;
    const char *problem;
    const char *id, *sha256; /* of a text that is broken, of a document that is not expected */
    uint64_t number;         /* of an entry of the log */
    struct vt_str line;
};

/* Some frames of one volume, or its hash and its recovery records. */
struct stretch {
    struct vt_task task; /* first */
    struct stretch *next;
    const struct vt_verifying *v;
    uint32_t volume;
    uint64_t from, to;
    bool manifest;
    uint64_t frames_end;    /* behind the last frame that the catalogue knows there */
    bool gone;              /* the volume is not there, or ends before `from` */
    struct vt_arena names;  /* of what is expected */
    struct vt_buf expected; /* struct expected, in the order of their places */
    struct vt_arena arena;  /* of the findings */
    struct vt_buf findings; /* struct finding */
    struct vt_buf texts;    /* ids */
    size_t at;              /* in `expected` */
    uint64_t documents, frames, bytes, packed_bytes;
    enum vt_manifest_found found;
    struct vt_parity parity;
    bool stray;      /* the volume is not sealed, and has a hash */
    bool no_records; /* there should be some */
    vanthu_status status;
    struct vanthu_error error;
};

struct checking {
    struct vt_verifying *v;
    sqlite3_stmt *rows;
    bool more; /* `rows` stands on a row */
    struct stretch *first, *last;
    size_t running;
};

/* ---- a thread of the pool: what lies there ---- */

/* What an interrupted or running writer has written beyond the catalogue's end is no damage; behind
 * the frames of a sealed volume is its seal. */
static bool beyond_catalog(const struct vt_verifying *v, const struct vt_scanned *scanned)
{
    const struct vt_frame *frame = &scanned->frame;
    if (frame->volume == v->state.volume && v->sealed && scanned->kind == VT_SCANNED_BROKEN)
        return false;
    return frame->volume > v->state.volume ||
           (frame->volume == v->state.volume && frame->offset >= v->state.volume_bytes);
}

static vanthu_status find(struct stretch *s, struct finding f)
{
    f.id = f.id ? vt_arena_str(&s->arena, vt_str(f.id)) : NULL;
    f.sha256 = f.sha256 ? vt_arena_str(&s->arena, vt_str(f.sha256)) : NULL;
    const char *line = f.line.len ? vt_arena_str(&s->arena, f.line) : NULL;
    if (f.line.len)
        f.line = (struct vt_str){line, f.line.len};
    if ((f.line.len && !line) || vt_buf_append(&s->findings, &f, sizeof f) != VANTHU_OK)
        return vt_err_memory(&s->error);
    return VANTHU_OK;
}

static bool is_expected(const struct expected *e, const struct vt_scanned *s)
{
    return e->frame.bytes == s->frame.bytes && e->frame.content_bytes == s->frame.content_bytes &&
           e->bytes == s->original.len && strcmp(e->id, s->record->id) == 0 &&
           strcmp(e->sha256, s->record->sha256) == 0;
}

static int by_place(const struct expected *e, const struct vt_scanned *s)
{
    if (e->frame.offset != s->frame.offset)
        return e->frame.offset < s->frame.offset ? -1 : 1;
    return (e->data_offset > s->data_offset) - (e->data_offset < s->data_offset);
}

static vanthu_status meet_document(struct stretch *s, const struct vt_scanned *scanned)
{
    struct expected *expected = (struct expected *)(void *)s->expected.p;
    size_t count = s->expected.len / sizeof *expected;
    s->documents++;
    s->bytes += scanned->original.len;
    if (s->v->alone)
        return VANTHU_OK;
    if (scanned->recognised &&
        vt_buf_append(&s->texts, scanned->recognised->id, VT_ID_LEN) != VANTHU_OK)
        return vt_err_memory(&s->error);
    while (s->at < count && by_place(&expected[s->at], scanned) < 0)
        s->at++;
    if (s->at < count && by_place(&expected[s->at], scanned) == 0 &&
        is_expected(&expected[s->at], scanned)) {
        expected[s->at].met = true;
        return VANTHU_OK;
    }
    return find(s, (struct finding){.kind = UNKNOWN,
                                    .frame = scanned->frame,
                                    .id = scanned->record->id,
                                    .sha256 = scanned->record->sha256});
}

static vanthu_status meet(void *context, const struct vt_scanned *scanned)
{
    struct stretch *s = context;
    if (beyond_catalog(s->v, scanned))
        return VANTHU_OK;
    switch (scanned->kind) {
    case VT_SCANNED_BROKEN:
        return find(s, (struct finding){.kind = scanned->text_of ? BROKEN_TEXT : BROKEN,
                                        .frame = scanned->frame,
                                        .id = scanned->text_of,
                                        .problem = scanned->problem});
    case VT_SCANNED_DOCUMENT:
        return meet_document(s, scanned);
    case VT_SCANNED_RECOGNISED:
        return vt_buf_append(&s->texts, scanned->recognised->id, VT_ID_LEN) == VANTHU_OK
                   ? VANTHU_OK
                   : vt_err_memory(&s->error);
    case VT_SCANNED_LOG:
        return s->v->alone ? VANTHU_OK
                           : find(s, (struct finding){.kind = ENTRY,
                                                      .frame = scanned->frame,
                                                      .number = scanned->entry->number,
                                                      .line = scanned->line});
    case VT_SCANNED_FRAME:
        s->frames++;
        s->packed_bytes += scanned->frame.bytes;
        return VANTHU_OK;
    case VT_SCANNED_EVENT:
    case VT_SCANNED_TOMBSTONE:
        break;
    }
    return VANTHU_OK;
}

static void forget(struct stretch *s)
{
    struct expected *expected = (struct expected *)(void *)s->expected.p;
    for (size_t i = 0; i < s->expected.len / sizeof *expected; i++)
        expected[i].met = false;
    vt_arena_free(&s->arena);
    vt_buf_clear(&s->findings);
    vt_buf_clear(&s->texts);
    s->at = 0;
    s->documents = s->frames = s->bytes = s->packed_bytes = 0;
}

static void scan(struct stretch *s)
{
    uint64_t end;
    bool torn;
    s->status = vt_volume_scan_part(s->v->archive->volumes_dir, s->volume, s->from, s->to,
                                    s->v->options->quick ? VT_SCAN_QUICKLY : VT_SCAN_SALVAGING,
                                    meet, s, &end, &torn, &s->error);
    s->gone = s->status == VANTHU_DAMAGED;
    if (s->gone)
        s->status = VANTHU_OK;
}

static bool all_is_well(const struct stretch *s)
{
    const struct expected *expected = (const struct expected *)(const void *)s->expected.p;
    const struct finding *findings = (const struct finding *)(const void *)s->findings.p;
    for (size_t i = 0; i < s->expected.len / sizeof *expected; i++)
        if (!expected[i].met)
            return false;
    for (size_t i = 0; i < s->findings.len / sizeof *findings; i++)
        if (findings[i].kind == BROKEN || findings[i].kind == BROKEN_TEXT)
            return false;
    return true;
}

/* What the system keeps of the file in memory is dropped, so that the disk is read. */
static void read_from_disk(const struct stretch *s)
{
    struct vt_volume_file file;
    if (vt_volume_file_open(&file, s->v->archive->volumes_dir, s->volume, NULL) == VANTHU_OK)
        posix_fadvise(file.fd, 0, 0, POSIX_FADV_DONTNEED);
    vt_volume_file_close(&file);
}

static bool is_there(const struct stretch *s)
{
    struct vt_volume_file file;
    vanthu_status status = vt_volume_file_open(&file, s->v->archive->volumes_dir, s->volume, NULL);
    vt_volume_file_close(&file);
    return status != VANTHU_DAMAGED;
}

/* The volume that is written to has no manifest until it is sealed. */
static bool is_sealed(struct stretch *s)
{
    const struct vt_catalog_state *state = &s->v->state;
    struct vt_volume_file file;
    bool sealed = true;
    if (s->volume < state->volume)
        return true;
    s->status = vt_volume_file_open(&file, s->v->archive->volumes_dir, s->volume, &s->error);
    if (s->status == VANTHU_OK)
        s->status = vt_seal_find(&sealed, &file, state->volume_bytes, &s->error);
    vt_volume_file_close(&file);
    return sealed;
}

/* Nothing is behind the frames of the volume that is written to. */
static bool ends_with_frames(const struct stretch *s)
{
    struct vt_volume_file file = {.fd = -1};
    bool last = s->volume == s->v->state.volume;
    bool ends = last && vt_volume_file_open(&file, s->v->archive->volumes_dir, s->volume, NULL) ==
                            VANTHU_OK;
    ends = ends && file.bytes == s->v->state.volume_bytes;
    vt_volume_file_close(&file);
    return ends;
}

static void check_manifest(struct stretch *s)
{
    const char *dir = s->v->archive->volumes_dir;
    s->status = vt_manifest_check(&s->found, dir, s->volume, &s->error);
    if (s->status == VANTHU_OK && s->found != VT_MANIFEST_FITS) {
        read_from_disk(s);
        s->status = vt_manifest_check(&s->found, dir, s->volume, &s->error);
    }
    if (s->status == VANTHU_OK && s->found == VT_MANIFEST_MISSING && !is_sealed(s))
        s->found = VT_MANIFEST_FITS;
    else if (s->status == VANTHU_OK && s->found != VT_MANIFEST_FITS)
        s->stray = ends_with_frames(s);
    s->gone = !is_there(s);
    if (s->gone)
        s->status = VANTHU_OK;
}

static bool has_fault(const struct vt_parity *parity)
{
    return parity->damaged || parity->of_another;
}

/* Those of a volume that compaction has made are made with it; one that was sealed since gets them
 * the next time. */
static void check_records(struct stretch *s)
{
    const char *dir = s->v->archive->volumes_dir;
    struct vt_volume_head head = {0};
    s->status = vt_parity_check(&s->parity, dir, s->volume, &s->error);
    if (s->status == VANTHU_OK && has_fault(&s->parity)) {
        vt_parity_drop_cached(dir, s->volume);
        s->status = vt_parity_check(&s->parity, dir, s->volume, &s->error);
    }
    if (s->status == VANTHU_OK && s->v->parity && !s->parity.there)
        s->status = vt_volume_head_read(&head, dir, s->volume, &s->error);
    s->no_records = head.first != 0;
    vt_volume_head_free(&head);
    s->gone = s->status == VANTHU_DAMAGED; /* by a compaction, meanwhile */
    if (s->gone)
        s->status = VANTHU_OK;
}

static void run(struct vt_task *task)
{
    struct stretch *s = (struct stretch *)(void *)task;
    if (s->manifest) {
        check_manifest(s);
        if (s->status == VANTHU_OK && !s->gone)
            check_records(s);
        return;
    }
    scan(s);
    if (s->status == VANTHU_OK && !s->gone && !all_is_well(s)) {
        forget(s);
        read_from_disk(s);
        scan(s);
    }
}

/* ---- the thread that verifies: what it means ---- */

static void place_of(char out[64], const struct vt_frame *frame)
{
    char name[16];
    vt_volume_name(name, frame->volume);
    snprintf(out, 64, "volumes/%s @%llu", name, (unsigned long long)frame->offset);
}

static bool overlap(const struct vt_frame *a, const struct vt_frame *b)
{
    return a->offset < b->offset + b->bytes && b->offset < a->offset + a->bytes;
}

/* It is not said of it then that its original is whole. */
static void note_lost(struct vt_verifying *v, const char *id)
{
    if (vt_buf_append(&v->lost_ids, id, VT_ID_LEN) != VANTHU_OK)
        v->no_memory = true;
}

static void tell_lost_alone(struct vt_verifying *v, const struct finding *f, const char *place)
{
    v->unsafe = true;
    vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, NULL, f->problem,
                     _("documents may be lost there: run `vanthu verify --repair`, with --against "
                       "where there is a mirror, or bring the volume back from a backup"));
}

/* Names every document whose original lies in the bytes that are broken, and was not met. */
static void tell_lost(struct stretch *s, const struct finding *f)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    struct expected *expected = (struct expected *)(void *)s->expected.p;
    char place[64];
    struct vt_str original;
    bool any = false;
    place_of(place, &f->frame);
    if (v->alone) {
        tell_lost_alone(v, f, place);
        return;
    }
    for (size_t i = 0; i < s->expected.len / sizeof *expected; i++) {
        struct expected *e = &expected[i];
        if (e->met || !overlap(&e->frame, &f->frame))
            continue;
        any = e->met = v->unsafe = true; /* told */
        if (vt_archive_original(v->archive, e->id, &original, NULL) == VANTHU_OK) {
            vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, e->id,
                             _("the record is damaged, the original is whole"),
                             _("run `vanthu verify --repair`"));
            continue;
        }
        note_lost(v, e->id);
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, e->id, f->problem,
                         _("run `vanthu verify --repair`, with --against where there is a mirror, "
                           "or `vanthu add --retry` with a copy of the file; where there is no "
                           "other copy with --accept-loss"));
    }
    bool at_end = s->to == UINT64_MAX && f->frame.offset >= s->frames_end;
    v->unsafe |= !at_end;
    if (!any && at_end)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("the seek table at the end of the volume is damaged; no document lies "
                           "there"),
                         _("run `vanthu verify --repair`"));
    else if (!any)
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, NULL, f->problem,
                         _("no document is lost by it; bring the volume back from a "
                           "backup, or run `vanthu verify --repair --accept-loss`"));
}

static void note_missing(struct stretch *s)
{
    const struct expected *expected = (const struct expected *)(const void *)s->expected.p;
    for (size_t i = 0; i < s->expected.len / sizeof *expected; i++)
        if (!expected[i].met)
            note_lost((struct vt_verifying *)s->v, expected[i].id);
}

static void tell_missing(struct stretch *s)
{
    const struct expected *expected = (const struct expected *)(const void *)s->expected.p;
    char place[64];
    for (size_t i = 0; i < s->expected.len / sizeof *expected; i++) {
        if (expected[i].met)
            continue;
        place_of(place, &expected[i].frame);
        vt_verify_report((struct vt_verifying *)s->v, VANTHU_MENDED_BY_REBUILD, place,
                         expected[i].id,
                         _("the original is not where the catalogue says, or not as it says"),
                         _("run `vanthu rebuild`"));
    }
}

/* A copy that was withdrawn lies in the volumes until they are compacted; of one that came twice
 * the catalogue knows the first. One that was lost has been brought back. */
static vanthu_status is_accounted_for(struct vt_verifying *v, const char *sha256, bool *accounted)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(
        v->archive->catalog, &stmt,
        "SELECT EXISTS(SELECT 1 FROM tombstones WHERE id=substr(?1,1,12) AND sha256=?1"
        " AND NOT lost)"
        " OR EXISTS(SELECT 1 FROM documents WHERE sha256=?1)",
        v->error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_text(stmt, 1, sha256, -1, SQLITE_STATIC);
    *accounted = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    sqlite3_reset(stmt);
    return VANTHU_OK;
}

static vanthu_status tell_unknown(struct vt_verifying *v, const struct finding *f)
{
    char place[64];
    bool accounted;
    vanthu_status status = is_accounted_for(v, f->sha256, &accounted);
    place_of(place, &f->frame);
    if (status == VANTHU_OK && !accounted)
        vt_verify_report(v, VANTHU_MENDED_BY_REBUILD, place, f->id,
                         _("the catalogue does not know this document"),
                         _("nothing is lost: run `vanthu rebuild`"));
    return status;
}

static vanthu_status compare_entry(struct vt_verifying *v, const struct finding *f)
{
    char place[64];
    bool same;
    vanthu_status status =
        vt_catalog_has_entry(v->archive->catalog, f->number, f->line, &same, v->error);
    place_of(place, &f->frame);
    v->entries++;
    v->other_entries |= status == VANTHU_OK && !same;
    if (status == VANTHU_OK && !same)
        vt_verify_report(v, VANTHU_MENDED_BY_REBUILD, place, NULL,
                         _("an entry of the log is not the one in the catalogue"),
                         _("run `vanthu rebuild`"));
    return status;
}

static vanthu_status tell(struct stretch *s)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    const struct finding *findings = (const struct finding *)(const void *)s->findings.p;
    vanthu_status status = VANTHU_OK;
    char place[64];
    for (size_t i = 0; i < s->findings.len / sizeof *findings && status == VANTHU_OK; i++) {
        const struct finding *f = &findings[i];
        place_of(place, &f->frame);
        if (f->kind == BROKEN)
            tell_lost(s, f);
        else if (f->kind == BROKEN_TEXT)
            vt_verify_report(
                v, VANTHU_MENDED_BY_REBUILD, place, f->id, f->problem,
                _("the original is whole: run `vanthu rebuild`, then `vanthu add --retry`"));
        else if (f->kind == UNKNOWN)
            status = tell_unknown(v, f);
        else
            status = compare_entry(v, f);
    }
    note_missing(s);
    tell_missing(s);
    return status;
}

static void tell_hash(struct stretch *s, const char *name)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    char place[64];
    snprintf(place, sizeof place, "volumes/%s.sha256", name);
    if (s->found == VT_MANIFEST_MISSING)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("the hash of a sealed volume is missing"),
                         _("run `vanthu verify --repair`"));
    else if (s->stray)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("a hash lies beside a volume that is not sealed, or has lost its end; "
                           "no document lies there"),
                         _("run `vanthu verify --repair`"));
    else if (s->found == VT_MANIFEST_DAMAGED)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("the hash of a sealed volume is damaged"),
                         _("run `vanthu verify --repair`"));
    else if (s->found == VT_MANIFEST_WRONG)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("the volume is not what its hash says"),
                         _("run `vanthu verify --repair`, with --against where there is a mirror; "
                           "if nothing else is said of the volume, its originals are whole"));
}

/* Where the volume is not what it was its records do not fit it, and may be sound. */
static void tell_records(struct stretch *s, const char *name)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    char place[64];
    const char *problem = NULL;
    if (s->no_records)
        problem = _("the recovery records are missing; no document is lost by that, but damage of "
                    "the volume cannot be mended from them until they are made again");
    else if (s->parity.damaged)
        problem = _("the recovery records are damaged or not all there; no document is lost by "
                    "that, but damage of the volume may not be mended from them until they are "
                    "made again");
    else if (s->parity.of_another && s->found == VT_MANIFEST_FITS)
        problem = _("the recovery records are not those of this volume, and cannot mend it");
    snprintf(place, sizeof place, "volumes/%s.par2", name);
    if (problem)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL, problem,
                         _("run `vanthu verify --repair`"));
}

/* Of a volume that a compaction has replaced the hash goes first. */
static vanthu_status tell_beside(struct stretch *s)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    char name[16];
    bool replaced = false;
    if (s->found == VT_MANIFEST_FITS && !s->no_records && !has_fault(&s->parity))
        return VANTHU_OK;
    vanthu_status status =
        v->alone ? VANTHU_OK : vt_volume_was_replaced(v->archive, s->volume, &replaced, v->error);
    v->replaced |= replaced;
    if (status != VANTHU_OK || replaced)
        return status;
    vt_volume_name(name, s->volume);
    tell_hash(s, name);
    tell_records(s, name);
    return VANTHU_OK;
}

static vanthu_status add_up(struct stretch *s)
{
    struct vt_verifying *v = (struct vt_verifying *)s->v;
    v->summary->documents += s->documents;
    v->summary->frames += s->frames;
    v->summary->bytes += s->bytes;
    v->done_bytes += s->packed_bytes;
    if (vt_buf_append_str(&v->texts, vt_buf_str(&s->texts)) != VANTHU_OK)
        return vt_err_memory(v->error);
    vanthu_status status = tell(s);
    return status == VANTHU_OK ? vt_verify_progress(v) : status;
}

/* ---- stretches ---- */

static void free_stretch(struct stretch *s)
{
    vt_arena_free(&s->names);
    vt_arena_free(&s->arena);
    vt_buf_free(&s->expected);
    vt_buf_free(&s->findings);
    vt_buf_free(&s->texts);
    free(s);
}

/* Waits for the oldest one, and tells what it found unless `status` says that all is over. */
static vanthu_status finish_first(struct checking *c, vanthu_status status)
{
    struct stretch *s = c->first;
    vt_pool_wait(c->v->pool, &s->task);
    c->first = s->next;
    c->running--;
    if (status == VANTHU_OK && s->status != VANTHU_OK) {
        status = s->status;
        if (c->v->error)
            *c->v->error = s->error;
    } else if (status == VANTHU_OK && s->gone) {
        note_missing(s);
        if (!s->manifest && is_there(s)) /* else check_missing_volumes() tells, or it is replaced */
            tell_missing(s);
    } else if (status == VANTHU_OK && s->manifest) {
        status = tell_beside(s);
    } else if (status == VANTHU_OK) {
        status = add_up(s);
    }
    free_stretch(s);
    return status;
}

static vanthu_status submit(struct checking *c, struct stretch *s)
{
    vanthu_status status = VANTHU_OK;
    s->task.run = run;
    if (c->first)
        c->last = c->last->next = s;
    else
        c->first = c->last = s;
    vt_pool_submit(c->v->pool, &s->task, false);
    if (++c->running > 2 * c->v->threads)
        status = finish_first(c, status);
    return status;
}

static struct stretch *new_stretch(const struct checking *c, uint32_t volume, uint64_t from)
{
    struct stretch *s = calloc(1, sizeof *s);
    if (s) {
        s->v = c->v;
        s->volume = volume;
        s->from = from;
        s->to = UINT64_MAX;
    }
    return s;
}

static vanthu_status step(struct checking *c)
{
    int code = sqlite3_step(c->rows);
    c->more = code == SQLITE_ROW;
    return c->more || code == SQLITE_DONE ? VANTHU_OK
                                          : vt_catalog_failed(c->v->archive->catalog, c->v->error);
}

static vanthu_status open_rows(struct checking *c)
{
    vanthu_status status = vt_catalog_prepare(
        c->v->archive->catalog, &c->rows,
        "SELECT f.volume, f.offset, f.bytes, f.content_bytes, d.data_offset, d.bytes, d.id,"
        " d.sha256 FROM frames f LEFT JOIN documents d USING(frame)"
        " ORDER BY f.volume, f.offset, d.data_offset",
        c->v->error);
    return status == VANTHU_OK ? step(c) : status;
}

static struct vt_frame frame_of(sqlite3_stmt *rows)
{
    return (struct vt_frame){
        (uint32_t)sqlite3_column_int64(rows, 0), (uint64_t)sqlite3_column_int64(rows, 1),
        (uint64_t)sqlite3_column_int64(rows, 2), (uint64_t)sqlite3_column_int64(rows, 3)};
}

static vanthu_status expect(struct checking *c, struct stretch *s, const struct vt_frame *frame)
{
    if (sqlite3_column_type(c->rows, 6) == SQLITE_NULL) /* a frame without documents */
        return VANTHU_OK;
    struct expected e = {
        .frame = *frame,
        .data_offset = (uint64_t)sqlite3_column_int64(c->rows, 4),
        .bytes = (uint64_t)sqlite3_column_int64(c->rows, 5),
        .id = vt_arena_str(&s->names, vt_str((const char *)sqlite3_column_text(c->rows, 6))),
        .sha256 = vt_arena_str(&s->names, vt_str((const char *)sqlite3_column_text(c->rows, 7)))};
    return e.id && e.sha256 && vt_buf_append(&s->expected, &e, sizeof e) == VANTHU_OK
               ? VANTHU_OK
               : vt_err_memory(c->v->error);
}

/* Takes the rows of a volume as far as a stretch goes; *end is where the next one begins, and is 0
 * when there is none. */
static vanthu_status take_rows(struct checking *c, struct stretch *s, uint64_t *end)
{
    vanthu_status status = VANTHU_OK;
    *end = 0;
    while (status == VANTHU_OK && c->more) {
        struct vt_frame frame = frame_of(c->rows);
        if (frame.volume != s->volume)
            return VANTHU_OK;
        if (frame.offset >= s->from + STRETCH_BYTES) {
            *end = frame.offset;
            return VANTHU_OK;
        }
        s->frames_end = frame.offset + frame.bytes;
        status = expect(c, s, &frame);
        if (status == VANTHU_OK)
            status = step(c);
    }
    return status;
}

static vanthu_status check_volume(struct checking *c, uint32_t volume)
{
    uint64_t end = 0;
    vanthu_status status = VANTHU_OK;
    do {
        struct stretch *s = status == VANTHU_OK ? new_stretch(c, volume, end) : NULL;
        if (!s)
            return status == VANTHU_OK ? vt_err_memory(c->v->error) : status;
        status = take_rows(c, s, &end);
        if (end)
            s->to = end;
        if (status != VANTHU_OK)
            free_stretch(s);
        else
            status = submit(c, s);
    } while (status == VANTHU_OK && end);
    return status;
}

static vanthu_status check_hash(struct checking *c, uint32_t volume)
{
    struct stretch *s = new_stretch(c, volume, 0);
    if (!s)
        return vt_err_memory(c->v->error);
    s->manifest = true;
    return submit(c, s);
}

/* ---- volumes that are not there ---- */

static vanthu_status tell_missing_volume(struct vt_verifying *v, uint32_t volume,
                                         long long documents)
{
    char name[16], place[64], problem[200];
    bool replaced;
    vanthu_status status = vt_volume_was_replaced(v->archive, volume, &replaced, v->error);
    v->replaced |= replaced;
    if (status != VANTHU_OK || replaced)
        return status;
    vt_volume_name(name, volume);
    v->unsafe = true;
    snprintf(place, sizeof place, "volumes/%s", name);
    snprintf(problem, sizeof problem,
             _("the volume is missing or cut short; it should hold %lld documents"), documents);
    vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, NULL, problem,
                     _("run `vanthu verify --repair --against` with a mirror, or bring the "
                       "volume back from a backup"));
    return VANTHU_OK;
}

static void check_volumes_dir(struct vt_verifying *v)
{
    if (access(v->archive->volumes_dir, F_OK) == 0)
        return;
    v->unsafe = true;
    vt_verify_report(v, VANTHU_MENDED_BY_HAND, "volumes", NULL, _("the directory is missing"),
                     _("bring it back, or the disk that it lies on; or run `vanthu verify --repair "
                       "--against` with a mirror"));
}

static vanthu_status check_missing_volumes(struct vt_verifying *v)
{
    sqlite3_stmt *stmt;
    vanthu_status status =
        vt_catalog_prepare(v->archive->catalog, &stmt,
                           "SELECT f.volume, max(f.offset+f.bytes), count(d.doc) FROM frames f"
                           " LEFT JOIN documents d USING(frame) GROUP BY f.volume",
                           v->error);
    while (status == VANTHU_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        struct vt_volume_file file;
        uint32_t volume = (uint32_t)sqlite3_column_int64(stmt, 0);
        uint64_t wanted = (uint64_t)sqlite3_column_int64(stmt, 1);
        status = vt_volume_file_open(&file, v->archive->volumes_dir, volume, v->error);
        if (status == VANTHU_DAMAGED || (status == VANTHU_OK && file.bytes < wanted))
            status = tell_missing_volume(v, volume, (long long)sqlite3_column_int64(stmt, 2));
        vt_volume_file_close(&file);
    }
    sqlite3_reset(stmt);
    return status;
}

/* ---- all of them ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* What a compaction that is at work, or was stopped, has made does not count yet, and what it
 * replaces still does: the catalogue knows. */
vanthu_status vt_verify_list(struct vt_verifying *v, struct vt_buf *volumes)
{
    struct vt_catalog *catalog = v->archive->catalog;
    uint32_t *in_force = NULL;
    size_t count = 0;
    vanthu_status status = vt_catalog_volumes(catalog, volumes, v->error);
    if (status == VANTHU_OK && access(v->archive->volumes_dir, F_OK) == 0)
        status = vt_volumes_in_force(&in_force, &count, v->archive->volumes_dir, v->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        bool known = true;
        if (in_force[i] <= v->state.volume)
            status = vt_catalog_knows_volume(catalog, in_force[i], &known, v->error);
        if (!known && vt_buf_append(volumes, &in_force[i], sizeof *in_force) != VANTHU_OK)
            status = vt_err_memory(v->error);
    }
    if (volumes->len)
        qsort(volumes->p, volumes->len / sizeof *in_force, sizeof *in_force, by_number);
    free(in_force);
    return status;
}

static vanthu_status check_volumes(struct vt_verifying *v)
{
    struct checking c = {.v = v};
    struct vt_buf list = {0};
    check_volumes_dir(v);
    vanthu_status status = vt_verify_list(v, &list);
    const uint32_t *volumes = (const uint32_t *)(const void *)list.p;
    if (status == VANTHU_OK)
        status = open_rows(&c);
    for (size_t i = 0; i < list.len / sizeof *volumes && status == VANTHU_OK; i++) {
        status = check_volume(&c, volumes[i]);
        if (status == VANTHU_OK && !v->options->quick)
            status = check_hash(&c, volumes[i]);
    }
    while (c.first)
        status = finish_first(&c, status);
    sqlite3_reset(c.rows);
    vt_buf_free(&list);
    return status == VANTHU_OK ? check_missing_volumes(v) : status;
}

/* All frames count, and the last volume may not be sealed. */
vanthu_status vt_verify_volumes_alone(struct vt_verifying *v)
{
    struct checking c = {.v = v};
    uint32_t *volumes = NULL;
    size_t count = 0;
    check_volumes_dir(v);
    vanthu_status status =
        access(v->archive->volumes_dir, F_OK) == 0
            ? vt_volumes_in_force(&volumes, &count, v->archive->volumes_dir, v->error)
            : VANTHU_OK;
    v->state = (struct vt_catalog_state){.volume = count ? volumes[count - 1] : 0,
                                         .volume_bytes = UINT64_MAX};
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        status = check_volume(&c, volumes[i]);
        if (status == VANTHU_OK && !v->options->quick)
            status = check_hash(&c, volumes[i]);
    }
    while (c.first)
        status = finish_first(&c, status);
    free(volumes);
    return status;
}

vanthu_status vt_verify_volumes(struct vt_verifying *v)
{
    vanthu_status status = check_volumes(v);
    for (int turn = 1; turn < VT_TURNS && status == VANTHU_OK && v->replaced; turn++) {
        status = vt_archive_refresh(v->archive, v->error);
        if (status == VANTHU_OK)
            status = vt_verify_begin(v);
        if (status == VANTHU_OK)
            status = check_volumes(v);
    }
    return status == VANTHU_OK && v->replaced ? vt_replaced_again(v->archive, v->error) : status;
}
