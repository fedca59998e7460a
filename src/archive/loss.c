/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loss.c: what is lost for good, and what of it the catalogue still knows. */
#include "archive/loss.h"

#include "archive/copy.h"
#include "archive/lost.h"
#include "archive/places.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "catalog/log.h"
#include "catalog/store.h"
#include "volume/manifest.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what is lost ---- */

/* A copy that lasts; a path or title that is no UTF-8 is left out. */
static vanthu_status keep_text(struct vt_loss *l, const char **text)
{
    struct vt_str s = vt_str(*text);
    if (!*text)
        return VANTHU_OK;
    if (vt_utf8_valid(s) != s.len) {
        *text = NULL;
        return VANTHU_OK;
    }
    *text = vt_arena_str(&l->arena, s);
    return *text ? VANTHU_OK : vt_err_memory(l->error);
}

static vanthu_status add_tombstone(struct vt_loss *l, struct vt_buf *to, struct vt_tombstone t)
{
    const char **const texts[] = {&t.id,    &t.sha256, &t.reason,    &t.by,   &t.at,
                                  &t.agent, &t.title,  &t.canonical, &t.date, &t.source};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == VANTHU_OK; i++)
        status = keep_text(l, texts[i]);
    if (status == VANTHU_OK && vt_buf_append(to, &t, sizeof t) != VANTHU_OK)
        status = vt_err_memory(l->error);
    return status;
}

static vanthu_status add_lost(void *context, const struct vt_tombstone *document)
{
    struct vt_loss *l = context;
    struct vt_tombstone t = *document;
    t.reason = l->options->reason;
    t.by = l->options->by;
    t.at = l->now;
    t.agent = VT_AGENT;
    t.lost = true;
    return add_tombstone(l, &l->lost, t);
}

static vanthu_status add_document(struct vt_loss *l, int64_t doc)
{
    struct vt_arena arena = {0};
    struct vanthu_document d = {0};
    vanthu_status status =
        vt_catalog_document(l->archive->catalog, doc, VT_SOURCES, &arena, &d, l->error);
    struct vt_str original;
    bool rescued =
        status == VANTHU_OK && vt_archive_original(l->archive, d.id, &original, NULL) == VANTHU_OK;
    if (rescued && vt_buf_append(&l->rescued, &doc, sizeof doc) != VANTHU_OK)
        status = vt_err_memory(l->error);
    struct vt_tombstone t = {.id = d.id, .sha256 = d.sha256};
    if (status == VANTHU_OK && !rescued) {
        t.title = d.title;
        t.canonical = d.canonical;
        t.date = d.date;
        t.source = d.sources_count ? d.sources[0].path : NULL;
        status = add_lost(l, &t);
    }
    vt_arena_free(&arena);
    return status;
}

struct searching {
    struct vt_loss *loss;
    const struct vt_plan *plan;
};

/* A rebuild passes over a damaged frame; a plan finds what is whole in it. */
static vanthu_status add_unless_found(void *context, const struct vt_tombstone *document)
{
    const struct searching *s = context;
    for (size_t i = 0; i < s->plan->moved_count; i++) {
        const struct vt_moved *m = &s->plan->moved[i];
        if (m->original && !m->doc && strcmp(m->id, document->id) == 0)
            return VANTHU_OK;
    }
    return add_lost(s->loss, document);
}

/* Those of the catalogue, and those that an earlier rebuild could not find. */
static vanthu_status find_documents(struct vt_loss *l, const struct vt_plan *plan)
{
    vanthu_status status = VANTHU_OK;
    for (size_t at = 0; at < plan->lost.len && status == VANTHU_OK; at += sizeof(int64_t)) {
        int64_t doc;
        memcpy(&doc, plan->lost.p + at, sizeof doc);
        status = add_document(l, doc);
    }
    struct searching s = {l, plan};
    return status == VANTHU_OK ? vt_tell_lost_before(l->archive, add_unless_found, &s, l->error)
                               : status;
}

/* ---- the log ---- */

struct chain {
    struct vt_loss *loss;
    const uint64_t *there; /* numbers of entries that are whole in the volumes, sorted */
    size_t there_count;
    uint64_t last;
};

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static vanthu_status follow(void *context, const struct vt_log_entry *entry, struct vt_str line)
{
    struct chain *c = context;
    struct vt_loss *l = c->loss;
    struct vt_log_gap gap = {c->last + 1, entry->number - 1};
    bool there = c->there_count &&
                 bsearch(&entry->number, c->there, c->there_count, sizeof *c->there, by_number);
    vanthu_status status = VANTHU_OK;
    l->gaps.len = sizeof gap * vt_log_acknowledge((struct vt_log_gap *)(void *)l->gaps.p,
                                                  l->gaps.len / sizeof gap, entry);
    if (gap.first <= gap.last)
        status = vt_buf_append(&l->gaps, &gap, sizeof gap);
    c->last = entry->number;
    if (there || status != VANTHU_OK)
        return status;
    if (!l->first)
        l->first = entry->number;
    return vt_buf_append_str(&l->lines, line);
}

/* Entries that neither the volumes nor the catalogue have, and those that only it has. */
static vanthu_status find_entries(struct vt_loss *l, const struct vt_plan *plan)
{
    struct vt_buf there = {0};
    vanthu_status status = vt_buf_append_str(&there, vt_buf_str(&plan->entries));
    struct chain c = {.loss = l, .there_count = there.len / sizeof(uint64_t)};
    if (status != VANTHU_OK)
        return vt_err_memory(l->error);
    if (c.there_count)
        qsort(there.p, c.there_count, sizeof(uint64_t), by_number);
    c.there = (const uint64_t *)(const void *)there.p;
    status = vt_catalog_log(l->archive->catalog, follow, &c, l->error);
    vt_buf_free(&there);
    return status;
}

/* ---- tombstones ---- */

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, VT_ID_LEN);
}

static bool is_there(const struct vt_plan *plan, const char *id)
{
    const struct vt_buf *ids = &plan->tombstones;
    return ids->len && bsearch(id, ids->p, ids->len / VT_ID_LEN, VT_ID_LEN, by_id);
}

/* A tombstone that is behind a document which was added anew would withdraw that one. */
static vanthu_status find_tombstones(struct vt_loss *l, const struct vt_plan *plan)
{
    sqlite3_stmt *rows;
    int code;
    vanthu_status status = vt_catalog_prepare(
        l->archive->catalog, &rows,
        "SELECT id, sha256, reason, by, at, agent, lost, title, canonical, date, source"
        " FROM tombstones t WHERE NOT EXISTS(SELECT 1 FROM documents d WHERE d.id=t.id)"
        " ORDER BY at",
        l->error);
    if (status != VANTHU_OK)
        return status;
    while (status == VANTHU_OK && (code = sqlite3_step(rows)) != SQLITE_DONE) {
        const char *text[11];
        for (int i = 0; i < 11; i++)
            text[i] = (const char *)sqlite3_column_text(rows, i);
        if (code != SQLITE_ROW)
            status = vt_catalog_failed(l->archive->catalog, l->error);
        else if (!is_there(plan, text[0]))
            status = add_tombstone(l, &l->tombstones,
                                   (struct vt_tombstone){.id = text[0],
                                                         .sha256 = text[1],
                                                         .reason = text[2],
                                                         .by = text[3],
                                                         .at = text[4],
                                                         .agent = text[5],
                                                         .lost = sqlite3_column_int(rows, 6),
                                                         .title = text[7],
                                                         .canonical = text[8],
                                                         .date = text[9],
                                                         .source = text[10]});
    }
    sqlite3_reset(rows);
    return status;
}

vanthu_status vt_loss_find(struct vt_loss *l, const struct vt_plan *plan, bool *any)
{
    vt_utc_now(l->now);
    vanthu_status status = find_documents(l, plan);
    if (status == VANTHU_OK)
        status = find_entries(l, plan);
    if (status == VANTHU_OK)
        status = find_tombstones(l, plan);
    *any = plan->volumes_count && (l->why || !(l->lost.len || l->gaps.len)) &&
           (plan->damaged.len || l->lost.len || l->gaps.len || l->lines.len || l->tombstones.len);
    return status;
}

void vt_loss_free(struct vt_loss *l)
{
    vt_arena_free(&l->arena);
    vt_buf_free(&l->lost);
    vt_buf_free(&l->rescued);
    vt_buf_free(&l->tombstones);
    vt_buf_free(&l->lines);
    vt_buf_free(&l->gaps);
}

/* ---- into the new volumes ---- */

struct putting {
    struct vt_loss *loss;
    struct vt_volume_writer *writer;
    vanthu_status (*full)(void *context);
    void *context;
};

static vanthu_status go_on(const struct putting *p, vanthu_status status)
{
    return status == VANTHU_OK && vt_volume_pending(p->writer) >= VT_FRAME_BYTES
               ? p->full(p->context)
               : status;
}

static vanthu_status put_tombstones(const struct putting *p, const struct vt_buf *list)
{
    const struct vt_tombstone *t = (const struct vt_tombstone *)(const void *)list->p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < list->len / sizeof *t && status == VANTHU_OK; i++)
        status = go_on(p, vt_volume_put_tombstone(p->writer, &t[i], p->loss->error));
    return status;
}

/* Facts that people have set; putting the same twice changes nothing. */
static vanthu_status put_set(const struct putting *p, sqlite3_stmt *row)
{
    struct vt_arena arena = {0};
    struct vt_overrides set;
    struct vt_loss *l = p->loss;
    vanthu_status status = vt_catalog_overrides(l->archive->catalog, sqlite3_column_int64(row, 1),
                                                &arena, &set, l->error);
    struct vt_event event = {.id = (const char *)sqlite3_column_text(row, 0),
                             .event = "set",
                             .path = VT_STR(""),
                             .at = l->now,
                             .agent = VT_AGENT};
    if (status == VANTHU_OK) {
        event.said = set.said;
        event.said_count = set.count;
        status = go_on(p, vt_volume_put_event(p->writer, &event, l->error));
    }
    vt_arena_free(&arena);
    return status;
}

/* Paths of documents that have come from several. */
static vanthu_status put_source(const struct putting *p, sqlite3_stmt *row)
{
    const struct vt_event event = {
        .id = (const char *)sqlite3_column_text(row, 0),
        .event = "source",
        .path = {sqlite3_column_blob(row, 1), (size_t)sqlite3_column_bytes(row, 1)},
        .mtime = sqlite3_column_int64(row, 2),
        .at = (const char *)sqlite3_column_text(row, 3),
        .agent = VT_AGENT};
    return go_on(p, vt_volume_put_event(p->writer, &event, p->loss->error));
}

static vanthu_status put_rows(const struct putting *p, const char *sql,
                              vanthu_status (*put)(const struct putting *, sqlite3_stmt *))
{
    sqlite3_stmt *rows;
    int code;
    struct vt_catalog *catalog = p->loss->archive->catalog;
    vanthu_status status = vt_catalog_prepare(catalog, &rows, sql, p->loss->error);
    if (status != VANTHU_OK)
        return status;
    while (status == VANTHU_OK && (code = sqlite3_step(rows)) != SQLITE_DONE)
        status = code == SQLITE_ROW ? put(p, rows) : vt_catalog_failed(catalog, p->loss->error);
    sqlite3_reset(rows);
    return status;
}

vanthu_status vt_loss_put(struct vt_loss *l, struct vt_volume_writer *writer,
                          vanthu_status (*full)(void *context), void *context)
{
    struct putting p = {l, writer, full, context};
    vanthu_status status = put_rows(&p,
                                    "SELECT d.id, s.path, s.mtime, s.ingested_at FROM sources s"
                                    " JOIN documents d USING(doc) WHERE (SELECT count(*)"
                                    " FROM sources o WHERE o.doc=s.doc)>1",
                                    put_source);
    if (status == VANTHU_OK)
        status = put_rows(&p, "SELECT id, doc FROM documents WHERE doc IN (SELECT doc FROM said)",
                          put_set);
    if (status == VANTHU_OK)
        status = put_tombstones(&p, &l->tombstones);
    if (status == VANTHU_OK)
        status = put_tombstones(&p, &l->lost);
    if (status == VANTHU_OK && l->lines.len)
        status =
            go_on(&p, vt_volume_put_log(writer, l->first, vt_buf_str(&l->lines), l->now, l->error));
    return status;
}

vanthu_status vt_loss_log(struct vt_loss *l, struct vt_log *log)
{
    const struct vt_tombstone *lost = (const struct vt_tombstone *)(const void *)l->lost.p;
    size_t count = l->lost.len / sizeof *lost;
    const char **ids = vt_arena_array(&l->arena, count, sizeof *ids);
    if (!ids)
        return vt_err_memory(l->error);
    for (size_t i = 0; i < count; i++)
        ids[i] = lost[i].id;
    struct vt_log_entry entry = {.event = l->why ? VT_LOSS : "repair",
                                 .outcome = "success",
                                 .detail = l->why ? l->why : "moved out of damaged volumes",
                                 .ids = ids,
                                 .ids_count = count,
                                 .gaps = (const struct vt_log_gap *)(const void *)l->gaps.p,
                                 .gaps_count = l->gaps.len / sizeof(struct vt_log_gap)};
    return vt_log_add_entry(log, &entry, l->error);
}

/* ---- in the place of the old ones ---- */

static vanthu_status put_aside(struct vt_loss *l, const char *name, bool move)
{
    char *path = vt_path_join(l->archive->volumes_dir, name);
    vanthu_status status =
        path ? vt_quarantine(l->archive->dir, path, name, move, l->error) : vt_err_memory(l->error);
    free(path);
    return status;
}

static vanthu_status name_aside(void *context, const char *name)
{
    return put_aside(context, name, false);
}

static vanthu_status move_aside(void *context, const char *name)
{
    return put_aside(context, name, true);
}

static bool is_in_force(const struct vt_plan *plan, uint32_t volume)
{
    for (size_t i = 0; i < plan->volumes_count; i++)
        if (plan->volumes[i] == volume)
            return true;
    return false;
}

/* Of volumes that are not there what lay beside them: it says that they are. */
static vanthu_status quarantine_missing(struct vt_loss *l, const struct vt_plan *plan)
{
    struct vt_buf known = {0};
    vanthu_status status = vt_catalog_volumes(l->archive->catalog, &known, l->error);
    const uint32_t *volumes = (const uint32_t *)(const void *)known.p;
    for (size_t i = 0; i < known.len / sizeof *volumes && status == VANTHU_OK; i++)
        if (!is_in_force(plan, volumes[i]))
            status = vt_volume_files(l->archive->volumes_dir, volumes[i], move_aside, l, l->error);
    vt_buf_free(&known);
    return status;
}

vanthu_status vt_loss_quarantine(struct vt_loss *l, const struct vt_plan *plan)
{
    const uint32_t *volumes = (const uint32_t *)(const void *)plan->damaged.p;
    vanthu_status status = quarantine_missing(l, plan);
    for (size_t i = 0; i < plan->damaged.len / sizeof *volumes && status == VANTHU_OK; i++)
        status = vt_volume_files(l->archive->volumes_dir, volumes[i], name_aside, l, l->error);
    return status;
}

static vanthu_status drop_missing(struct vt_loss *l, const struct vt_plan *plan, uint32_t first)
{
    vanthu_status status = VANTHU_OK;
    struct vt_catalog *catalog = l->archive->catalog;
    for (uint32_t volume = 1; volume < first && status == VANTHU_OK; volume++)
        if (!is_in_force(plan, volume))
            status = vt_catalog_drop_frames(catalog, volume, l->error);
    return status;
}

vanthu_status vt_loss_store(struct vt_loss *l, const struct vt_plan *plan, uint64_t generation,
                            uint32_t first)
{
    const struct vt_tombstone *lost = (const struct vt_tombstone *)(const void *)l->lost.p;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < l->lost.len / sizeof *lost && status == VANTHU_OK; i++)
        status = vt_catalog_withdraw(l->archive->catalog, &lost[i], generation, l->error);
    return status == VANTHU_OK ? drop_missing(l, plan, first) : status;
}

/* ---- telling ---- */

void vt_loss_tell(const struct vt_loss *l, const struct vt_plan *plan)
{
    const uint32_t *volumes = (const uint32_t *)(const void *)plan->damaged.p;
    for (size_t i = 0; l->options->repaired && i < plan->damaged.len / sizeof *volumes; i++) {
        char name[16], place[32];
        vt_volume_name(name, volumes[i]);
        snprintf(place, sizeof place, "volumes/%s", name);
        l->options->repaired(l->options->context, place,
                             _("put into quarantine; what is whole of it lies in a new volume"));
    }
}
