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
    bool met;      /* whole, where the catalogue says */
    uint32_t copy; /* the volume of a whole one that lies elsewhere; 0: none */
};

/* A frame that is whole, or of which something is; `bad`: something in it is not. */
struct whole {
    struct vt_frame frame;
    bool bad;
    size_t sound, sound_count; /* of a bad one: the originals that are whole, in `sound` */
};

enum { LARGE_BYTES = 1 << 29 };               /* half of a full volume */
enum { OF_NONE, OF_THE_GONE, OF_THE_LIVING }; /* ranks begin with those that are no document */

struct planning {
    struct vanthu_archive *archive;
    struct vt_plan *plan;
    struct vt_buf ranked; /* struct ranked, by id */
    struct vt_buf moved;  /* struct vt_moved */
    struct vt_buf frames; /* struct whole */
    uint64_t found;       /* documents met where the catalogue says */
    bool clean;           /* the volume holds nothing else */
    enum vt_plan_damage damage;
    struct vt_frame broken;                              /* the last place that is */
    struct vt_buf sound;                                 /* uint64_t: data offsets */
    size_t sound_begin, entries_begin, tombstones_begin; /* of the frame that is read */
    const struct whole *from;                            /* the frame whose members are listed */
    char carried[VT_ID_LEN + 1]; /* of a bad frame: whose original came last */
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

static struct ranked *find(const struct planning *p, const char *id)
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

static vanthu_status append(struct planning *p, struct vt_buf *to, const void *what, size_t size)
{
    return vt_buf_append(to, what, size) == VANTHU_OK ? VANTHU_OK : vt_err_memory(p->error);
}

static vanthu_status meet_broken(struct planning *p, const struct vt_scanned *s)
{
    char name[16];
    uint32_t volume = s->frame.volume;
    struct vt_buf *damaged = &p->plan->damaged;
    vt_volume_name(name, volume);
    if (p->damage == VT_DAMAGE_REFUSED)
        return vt_err(p->error, VANTHU_DAMAGED,
                      _("%s: %s; nothing is compacted: see `vanthu verify`"), name, s->problem);
    p->broken = s->frame;
    if (damaged->len &&
        memcmp(damaged->p + damaged->len - sizeof volume, &volume, sizeof volume) == 0)
        return VANTHU_OK;
    return append(p, damaged, &volume, sizeof volume);
}

static vanthu_status meet_document(struct planning *p, const struct vt_scanned *s)
{
    struct ranked *r = find(p, s->record->id);
    bool lives = r && same_place(&r->location, &s->frame, s->data_offset);
    p->found += lives;
    p->clean &= lives;
    if (lives)
        r->met = true;
    else if (r)
        r->copy = s->frame.volume;
    return append(p, &p->sound, &s->data_offset, sizeof s->data_offset);
}

/* Copies that came before are withdrawn; of what was lost they were brought back. */
static vanthu_status meet_tombstone(struct planning *p, const struct vt_tombstone *tombstone)
{
    struct ranked *r = find(p, tombstone->id);
    if (r && !tombstone->lost)
        r->copy = 0;
    return append(p, &p->plan->tombstones, tombstone->id, VT_ID_LEN);
}

/* Of a frame in which something is not whole only the originals that are count. */
static vanthu_status meet_frame(struct planning *p, const struct vt_frame *frame)
{
    struct vt_plan *plan = p->plan;
    size_t sound = p->sound_begin / sizeof(uint64_t);
    struct whole w = {.frame = *frame,
                      .bad = p->broken.volume == frame->volume && p->broken.offset == frame->offset,
                      .sound = sound,
                      .sound_count = p->sound.len / sizeof(uint64_t) - sound};
    if (w.bad) {
        plan->entries.len = p->entries_begin;
        plan->tombstones.len = p->tombstones_begin;
    } else {
        p->sound.len = p->sound_begin;
    }
    p->sound_begin = p->sound.len;
    p->entries_begin = plan->entries.len;
    p->tombstones_begin = plan->tombstones.len;
    return append(p, &p->frames, &w, sizeof w);
}

static vanthu_status check_scanned(void *context, const struct vt_scanned *s)
{
    struct planning *p = context;
    vanthu_status status = VANTHU_OK;
    switch (s->kind) {
    case VT_SCANNED_BROKEN:
        return meet_broken(p, s);
    case VT_SCANNED_DOCUMENT:
        return meet_document(p, s);
    case VT_SCANNED_TOMBSTONE:
        return meet_tombstone(p, s->tombstone);
    case VT_SCANNED_LOG:
        return append(p, &p->plan->entries, &s->entry->number, sizeof s->entry->number);
    case VT_SCANNED_EVENT:
    case VT_SCANNED_RECOGNISED:
        return VANTHU_OK;
    case VT_SCANNED_FRAME:
        status = meet_frame(p, &s->frame);
    }
    p->done += s->frame.bytes;
    if (status != VANTHU_OK)
        return status;
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
    vanthu_status status = vt_volume_scan(
        dir, volume, 0, p->damage == VT_DAMAGE_REFUSED ? VT_SCAN_HASHING : VT_SCAN_SALVAGING,
        check_scanned, p, &end, &torn, p->error);
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
    vanthu_status status = VANTHU_OK;
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

/* ---- what is whole of damaged volumes ---- */

static size_t place_of(const struct vt_plan *plan, uint32_t volume)
{
    size_t i = 0;
    while (i < plan->volumes_count && plan->volumes[i] < volume)
        i++;
    return i;
}

/* A document is lost when neither it nor a copy of it is whole. */
static vanthu_status list_lost(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    const struct ranked *ranked = (const struct ranked *)(const void *)p->ranked.p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < p->ranked.len / sizeof *ranked && status == VANTHU_OK; i++) {
        const struct ranked *r = &ranked[i];
        if (!r->met && !r->copy)
            status = append(p, &plan->lost, &r->doc, sizeof r->doc);
        else if (!r->met && place_of(plan, r->copy) < plan->kept)
            plan->kept = place_of(plan, r->copy);
    }
    return status;
}

static int by_digits(const void *a, const void *b)
{
    return memcmp(a, b, VT_ID_LEN);
}

/* The last volume may not be sealed, and never stays. */
static vanthu_status pass_over_damage(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    bool stays;
    vanthu_status status = VANTHU_OK;
    if (!plan->volumes_count)
        return VANTHU_OK;
    for (size_t i = 0; i < plan->volumes_count && status == VANTHU_OK; i++)
        status = check_volume(p, plan->volumes[i], &stays);
    if (plan->tombstones.len)
        qsort(plan->tombstones.p, plan->tombstones.len / VT_ID_LEN, VT_ID_LEN, by_digits);
    plan->kept = plan->volumes_count - 1;
    if (status == VANTHU_OK && plan->damaged.len) {
        uint32_t first;
        memcpy(&first, plan->damaged.p, sizeof first);
        plan->kept = place_of(plan, first);
    }
    return status == VANTHU_OK ? list_lost(p) : status;
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

/* Whether a member of a bad frame is an original that is whole, or the record of the one before. */
static bool is_sound(struct planning *p, const struct vt_raw_member *member,
                     const struct vt_moved *m)
{
    const uint64_t *sound = (const uint64_t *)(const void *)p->sound.p + p->from->sound;
    if (!m->original)
        return *p->carried && strcmp(p->carried, m->id) == 0 &&
               vt_str_ends(member->name, VT_STR("/record.json"));
    *p->carried = '\0';
    for (size_t i = 0; i < p->from->sound_count; i++)
        if (sound[i] == member->location.data_offset)
            memcpy(p->carried, m->id, sizeof p->carried);
    return *p->carried;
}

/* What is none says nothing of a loss. */
static vanthu_status set_lost(struct vt_moved *m, struct planning *p, struct vt_str json)
{
    struct vt_tombstone tombstone;
    struct vt_arena arena = {0};
    vanthu_status status = vt_tombstone_parse(&tombstone, &arena, json, p->error);
    m->lost = status == VANTHU_OK && tombstone.lost;
    vt_arena_free(&arena);
    return status == VANTHU_DAMAGED ? VANTHU_OK : status;
}

static vanthu_status take_member(void *context, const struct vt_raw_member *member)
{
    struct planning *p = context;
    struct vt_moved m = {
        .from = member->location, .bad = p->from->bad, .seq = p->moved.len / sizeof m};
    vanthu_status status = VANTHU_OK;
    if (vt_str_eq(member->name, VT_STR("vanthu/volume.json")))
        return VANTHU_OK;
    set_owner(&m, p, member->name);
    if (p->from->bad && !is_sound(p, member, &m))
        return VANTHU_OK;
    if (m.tombstone)
        status = set_lost(&m, p, member->data);
    return status == VANTHU_OK ? append(p, &p->moved, &m, sizeof m) : status;
}

static int by_order(const void *a, const void *b)
{
    const struct vt_moved *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int c = strcmp(x->id, y->id);
    return c ? c : (x->seq > y->seq) - (x->seq < y->seq);
}

/* Where what still counts of one document begins: behind its last tombstone. One that says that it
 * is lost ends nothing where an original lies before it, which was brought back. */
static size_t find_begin(const struct vt_moved *members, size_t count)
{
    size_t begin = 0;
    bool original = false;
    for (size_t i = 0; i < count; i++) {
        original |= members[i].original;
        if (!members[i].tombstone || (members[i].lost && original))
            continue;
        begin = i + 1;
        original = false;
    }
    return begin;
}

/* Leaves behind what does not count any more; all tombstones stay. */
static void leave_behind(struct vt_plan *plan)
{
    struct vt_moved *moved = plan->moved;
    size_t to = 0;
    for (size_t at = 0, end; at < plan->moved_count; at = end) {
        for (end = at + 1; end < plan->moved_count && !strcmp(moved[end].id, moved[at].id);)
            end++;
        size_t begin = *moved[at].id ? at + find_begin(moved + at, end - at) : at;
        for (size_t i = at; i < end; i++)
            if (i >= begin || moved[i].tombstone)
                moved[to++] = moved[i];
    }
    plan->moved_count = to;
}

static vanthu_status list_members(struct planning *p)
{
    struct vt_plan *plan = p->plan;
    struct vt_volume_reader *reader;
    const struct whole *frames = (const struct whole *)(const void *)p->frames.p;
    vanthu_status status = vt_archive_volumes(p->archive, &reader, p->error);
    for (size_t i = 0; i < p->frames.len / sizeof *frames && status == VANTHU_OK; i++) {
        p->from = &frames[i];
        *p->carried = '\0';
        vt_volume_reader_salvage(reader, p->from->bad);
        if (place_of(plan, p->from->frame.volume) >= plan->kept)
            status = vt_volume_frame_members(reader, &p->from->frame, take_member, p, p->error);
    }
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
                           enum vt_plan_damage damage, vanthu_progress_fn progress, void *context,
                           struct vanthu_error *error)
{
    struct planning p = {.archive = archive,
                         .plan = plan,
                         .damage = damage,
                         .progress = progress,
                         .context = context,
                         .error = error};
    *plan = (struct vt_plan){0};
    vanthu_status status = rank_documents(&p);
    if (status == VANTHU_OK)
        status =
            vt_volumes_in_force(&plan->volumes, &plan->volumes_count, archive->volumes_dir, error);
    if (status == VANTHU_OK)
        status = damage == VT_DAMAGE_REFUSED ? check_volumes(&p) : pass_over_damage(&p);
    if (status == VANTHU_OK)
        status = list_members(&p);
    vt_buf_free(&p.ranked);
    vt_buf_free(&p.moved);
    vt_buf_free(&p.frames);
    vt_buf_free(&p.sound);
    return status;
}

void vt_plan_free(struct vt_plan *plan)
{
    free(plan->volumes);
    free(plan->moved);
    vt_buf_free(&plan->damaged);
    vt_buf_free(&plan->lost);
    vt_buf_free(&plan->entries);
    vt_buf_free(&plan->tombstones);
    *plan = (struct vt_plan){0};
}
