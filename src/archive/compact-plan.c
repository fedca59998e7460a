/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compact-plan.c: which members a compaction moves, and in which order. */
#include "archive/compact-plan.h"

#include "base/err.h"
#include "volume/frame.h"
#include "volume/heads.h"
#include "volume/members.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* A document of the catalogue: `rank` is its place among those of its kind. */
struct ranked {
    char id[VT_ID_LEN + 1];
    int64_t doc;
    size_t rank;
    struct vt_location location;
};

enum { LARGE_BYTES = 1 << 29 };               /* half of a full volume */
enum { OF_NONE, OF_THE_GONE, OF_THE_LIVING }; /* ranks begin with those that are no document */

struct planning {
    struct vanthu_archive *archive;
    struct vt_plan *plan;
    struct vt_buf ranked; /* struct ranked, by id */
    struct vt_buf moved;  /* struct vt_moved */
    uint64_t found;       /* documents met where the catalogue says */
    bool clean;           /* the volume holds nothing else */
    vanthu_progress_fn progress;
    void *context;
    uint64_t done;
    struct vanthu_error *error;
};

/* ---- the documents of the catalogue ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct ranked *)a)->id, ((const struct ranked *)b)->id);
}

static vanthu_status rank_documents(struct planning *p)
{
    sqlite3_stmt *stmt;
    struct vt_catalog *catalog = p->archive->catalog;
    int code = SQLITE_DONE;
    vanthu_status status = vt_catalog_prepare(
        catalog, &stmt,
        "SELECT d.id, d.doc, f.volume, f.offset, f.bytes, f.content_bytes, d.data_offset, d.bytes"
        " FROM documents d JOIN frames f USING(frame)"
        " ORDER BY d.media_type, d.type, d.symbol, d.office, d.date, d.doc",
        p->error);
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct ranked r = {.doc = sqlite3_column_int64(stmt, 1),
                           .rank = OF_THE_LIVING + (size_t)p->plan->documents++};
        snprintf(r.id, sizeof r.id, "%s", (const char *)sqlite3_column_text(stmt, 0));
        r.location.frame = (struct vt_frame){
            (uint32_t)sqlite3_column_int64(stmt, 2), (uint64_t)sqlite3_column_int64(stmt, 3),
            (uint64_t)sqlite3_column_int64(stmt, 4), (uint64_t)sqlite3_column_int64(stmt, 5)};
        r.location.data_offset = (uint64_t)sqlite3_column_int64(stmt, 6);
        r.location.size = (uint64_t)sqlite3_column_int64(stmt, 7);
        if (vt_buf_append(&p->ranked, &r, sizeof r) != VANTHU_OK)
            status = vt_err_memory(p->error);
    }
    if (status == VANTHU_OK && code != SQLITE_DONE)
        status = vt_catalog_failed(catalog, p->error);
    sqlite3_reset(stmt);
    if (status == VANTHU_OK && p->plan->documents)
        qsort(p->ranked.p, p->ranked.len / sizeof(struct ranked), sizeof(struct ranked), by_id);
    return status;
}

static const struct ranked *find(const struct planning *p, const char *id)
{
    struct ranked key;
    snprintf(key.id, sizeof key.id, "%s", id);
    return p->ranked.len ? bsearch(&key, p->ranked.p, p->ranked.len / sizeof key, sizeof key, by_id)
                         : NULL;
}

/* ---- all is whole, and as the catalogue says ---- */

static bool same_place(const struct vt_location *a, const struct vt_frame *frame,
                       uint64_t data_offset)
{
    return a->frame.volume == frame->volume && a->frame.offset == frame->offset &&
           a->frame.bytes == frame->bytes && a->data_offset == data_offset;
}

static vanthu_status check_scanned(void *context, const struct vt_scanned *s)
{
    struct planning *p = context;
    char name[16];
    if (s->kind == VT_SCANNED_BROKEN) {
        vt_volume_name(name, s->frame.volume);
        return vt_err(p->error, VANTHU_DAMAGED,
                      _("%s: %s; nothing is compacted: see `vanthu verify`"), name, s->problem);
    }
    if (s->kind == VT_SCANNED_DOCUMENT) {
        const struct ranked *r = find(p, s->record->id);
        bool lives = r && same_place(&r->location, &s->frame, s->data_offset);
        p->found += lives;
        p->clean &= lives;
    }
    if (s->kind != VT_SCANNED_FRAME)
        return VANTHU_OK;
    p->done += s->frame.bytes;
    struct vanthu_progress now = {_("reading volumes"), p->done, 0, true};
    return p->progress && !p->progress(p->context, &now)
               ? vt_err(p->error, VANTHU_CANCELLED, "%s", _("stopped"))
               : VANTHU_OK;
}

/* A volume that a compaction made and sealed, and of which everything lives, stays. */
static vanthu_status check_volume(struct planning *p, uint32_t volume, bool *stays)
{
    struct vt_volume_head head = {0};
    const char *dir = p->archive->volumes_dir;
    uint64_t end;
    bool torn;
    p->clean = true;
    vanthu_status status =
        vt_volume_scan(dir, volume, 0, true, check_scanned, p, &end, &torn, p->error);
    if (status == VANTHU_OK)
        status = vt_volume_head_read(&head, dir, volume, p->error);
    *stays = p->clean && head.first;
    vt_volume_head_free(&head);
    return status;
}

static vanthu_status is_sealed(struct planning *p, uint32_t volume, bool *sealed);

static vanthu_status bytes_of(struct planning *p, uint32_t volume, uint64_t *bytes)
{
    struct vt_volume_file file;
    vanthu_status status = vt_volume_file_open(&file, p->archive->volumes_dir, volume, p->error);
    *bytes = status == VANTHU_OK ? file.bytes : 0;
    vt_volume_file_close(&file);
    return status;
}

/* Volumes that could stay are taken along where one of them, or one before them, is smaller than
 * all that come after it: so there are never many. Large ones stay. */
static vanthu_status take_small_along(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    uint64_t bytes, after = 0;
    size_t kept = plan->kept;
    vanthu_status status = VANTHU_OK;
    if (kept == plan->volumes_count)
        return VANTHU_OK;
    for (size_t i = plan->volumes_count; i-- > 0 && status == VANTHU_OK;) {
        status = bytes_of(p, plan->volumes[i], &bytes);
        if (i < kept && bytes >= LARGE_BYTES)
            break;
        if (i < kept && bytes < after)
            plan->kept = i;
        after += bytes;
    }
    return status;
}

static vanthu_status check_volumes(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    bool stays = true;
    vanthu_status status = vt_volumes_in_force(&plan->volumes, &plan->volumes_count,
                                               p->archive->volumes_dir, p->error);
    for (size_t i = 0; i < plan->volumes_count && status == VANTHU_OK; i++) {
        bool this_stays = false, sealed = false;
        status = check_volume(p, plan->volumes[i], &this_stays);
        if (status == VANTHU_OK && stays && this_stays)
            status = is_sealed(p, plan->volumes[i], &sealed);
        stays = stays && this_stays && sealed;
        plan->kept += stays;
    }
    if (status == VANTHU_OK)
        status = take_small_along(p);
    if (status == VANTHU_OK && p->found != plan->documents)
        status = vt_err(p->error, VANTHU_DAMAGED,
                        _("%llu documents are not where the catalogue says; nothing is compacted: "
                          "see `vanthu verify`"),
                        (unsigned long long)(plan->documents - p->found));
    return status;
}

/* ---- the members ---- */

static vanthu_status pass_over(void *context, const struct vt_raw_member *member)
{
    (void)context;
    (void)member;
    return VANTHU_OK;
}

static vanthu_status is_sealed(struct planning *p, uint32_t volume, bool *sealed)
{
    return vt_volume_members(p->archive->volumes_dir, volume, pass_over, NULL, sealed, p->error);
}

/* Names are "aa/ID/what"; those of other forms belong to no document. */
static void set_owner(struct vt_moved *m, const struct planning *p, struct vt_str name)
{
    enum { ID_AT = 3, WHAT_AT = ID_AT + VT_ID_LEN + 1 };
    if (name.len < WHAT_AT || name.p[2] != '/' || name.p[WHAT_AT - 1] != '/')
        return;
    struct vt_str what = vt_str_sub(name, WHAT_AT, name.len);
    memcpy(m->id, name.p + ID_AT, VT_ID_LEN);
    m->original = vt_str_starts(what, VT_STR("original."));
    m->tombstone = vt_str_eq(what, VT_STR("tombstone.json"));
    const struct ranked *r = find(p, m->id);
    m->rank = r ? r->rank : OF_THE_GONE;
    m->doc = r ? r->doc : 0;
}

static vanthu_status take_member(void *context, const struct vt_raw_member *member)
{
    struct planning *p = context;
    struct vt_moved m = {.from = member->location, .seq = p->moved.len / sizeof m};
    if (vt_str_eq(member->name, VT_STR("vanthu/volume.json")))
        return VANTHU_OK;
    set_owner(&m, p, member->name);
    return vt_buf_append(&p->moved, &m, sizeof m) == VANTHU_OK ? VANTHU_OK
                                                               : vt_err_memory(p->error);
}

static int by_order(const void *a, const void *b)
{
    const struct vt_moved *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int c = strcmp(x->id, y->id);
    return c ? c : (x->seq > y->seq) - (x->seq < y->seq);
}

/* Leaves behind what lies before the last tombstone of its document: read from the end. */
static void leave_behind(struct vt_plan *plan)
{
    const char *gone = "";
    size_t to = plan->moved_count;
    for (size_t i = plan->moved_count; i-- > 0;) {
        struct vt_moved m = plan->moved[i];
        if (!m.tombstone && *m.id && strcmp(m.id, gone) == 0)
            continue;
        plan->moved[--to] = m;
        if (m.tombstone)
            gone = plan->moved[to].id;
    }
    plan->moved_count -= to;
    memmove(plan->moved, plan->moved + to, plan->moved_count * sizeof *plan->moved);
}

static vanthu_status list_members(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    vanthu_status status = VANTHU_OK;
    for (size_t i = plan->kept; i < plan->volumes_count && status == VANTHU_OK; i++)
        status = vt_volume_members(p->archive->volumes_dir, plan->volumes[i], take_member, p, NULL,
                                   p->error);
    plan->moved_count = p->moved.len / sizeof *plan->moved;
    if (status != VANTHU_OK || !plan->moved_count)
        return status;
    plan->moved = (struct vt_moved *)(void *)vt_buf_take(&p->moved);
    if (!plan->moved)
        return vt_err_memory(p->error);
    qsort(plan->moved, plan->moved_count, sizeof *plan->moved, by_order);
    leave_behind(plan);
    return VANTHU_OK;
}

vanthu_status vt_plan_make(struct vt_plan *plan, struct vanthu_archive *archive,
                           vanthu_progress_fn progress, void *context, struct vanthu_error *error)
{
    struct planning p = {
        .archive = archive, .plan = plan, .progress = progress, .context = context, .error = error};
    *plan = (struct vt_plan){0};
    vanthu_status status = rank_documents(&p);
    if (status == VANTHU_OK)
        status = check_volumes(&p);
    if (status == VANTHU_OK)
        status = list_members(&p);
    vt_buf_free(&p.ranked);
    vt_buf_free(&p.moved);
    return status;
}

void vt_plan_free(struct vt_plan *plan)
{
    free(plan->volumes);
    free(plan->moved);
    *plan = (struct vt_plan){0};
}
