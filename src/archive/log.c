/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c: entries of the log are made, and the log, or that of one document, is read. */
#include "archive/log.h"

#include "archive/answer.h"
#include "base/err.h"
#include "base/utf8.h"
#include "catalog/log.h"
#include "catalog/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { DETAIL_MAX = 4000 };

VT_ANSWER(events_answer, vanthu_events);

/* ---- writing ---- */

vanthu_status vt_log_begin(struct vt_log *log, struct vanthu_archive *archive,
                           struct vanthu_error *error)
{
    *log = (struct vt_log){.archive = archive};
    vt_utc_now(log->now);
    return vt_catalog_log_end(archive->catalog, &log->number, log->previous, error);
}

void vt_log_end(struct vt_log *log)
{
    vt_buf_free(&log->lines);
}

/* The sum of the line that was added last. */
static vanthu_status chain(struct vt_log *log, size_t start)
{
    return vt_sha256(log->previous, vt_str_sub(vt_buf_str(&log->lines), start, log->lines.len));
}

vanthu_status vt_log_add_entry(struct vt_log *log, const struct vt_log_entry *what,
                               struct vanthu_error *error)
{
    char said[DETAIL_MAX + 1];
    snprintf(said, sizeof said, "%s", what->detail ? what->detail : "");
    said[vt_utf8_valid(vt_str(said))] = '\0'; /* where it was cut within a character */
    struct vt_log_entry entry = *what;
    entry.number = log->number + 1;
    entry.at = log->now;
    entry.detail = said;
    entry.agent = VT_AGENT;
    entry.previous = log->previous;
    size_t start = log->lines.len;
    if (vt_log_format(&log->lines, &entry) != VANTHU_OK || chain(log, start) != VANTHU_OK)
        return vt_err_memory(error);
    log->number = entry.number;
    if (!log->first)
        log->first = entry.number;
    return VANTHU_OK;
}

vanthu_status vt_log_add(struct vt_log *log, const char *event, const char *outcome,
                         const char *detail, const char **ids, size_t ids_count,
                         struct vanthu_error *error)
{
    struct vt_log_entry entry = {
        .event = event, .outcome = outcome, .detail = detail, .ids = ids, .ids_count = ids_count};
    return vt_log_add_entry(log, &entry, error);
}

vanthu_status vt_log_why(struct vt_buf *detail, const char *reason, const char *by,
                         struct vanthu_error *error)
{
    struct vt_str why = vt_str_trim(vt_str(reason)), who = vt_str_trim(vt_str(by));
    if (!why.len)
        return vt_err(error, VANTHU_USAGE, "%s", _("this is done for a reason: say it"));
    if (!who.len)
        return vt_err(error, VANTHU_USAGE, "%s", _("who does this must be known"));
    if (vt_utf8_valid(why) != why.len || vt_utf8_valid(who) != who.len)
        return vt_err(error, VANTHU_USAGE, "%s", _("reason and name must be UTF-8"));
    return vt_buf_printf(detail, "%s: %s", by, reason) == VANTHU_OK ? VANTHU_OK
                                                                    : vt_err_memory(error);
}

vanthu_status vt_log_put(struct vt_log *log, struct vt_volume_writer *writer,
                         struct vanthu_error *error)
{
    return log->first
               ? vt_volume_put_log(writer, log->first, vt_buf_str(&log->lines), log->now, error)
               : VANTHU_OK;
}

vanthu_status vt_log_store(struct vt_log *log, struct vt_catalog *catalog,
                           struct vanthu_error *error)
{
    struct vt_str lines = vt_buf_str(&log->lines), line;
    struct vt_arena arena = {0};
    struct vt_log_entry entry;
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && vt_log_next(&line, &lines)) {
        status = vt_log_parse(&entry, &arena, line, error);
        if (status == VANTHU_OK)
            status = vt_catalog_add_entry(catalog, &entry, line, error);
        vt_arena_free(&arena);
    }
    return status;
}

/* ---- one entry by itself ---- */

static vanthu_status store(struct vt_log *log, struct vanthu_archive *a,
                           const struct vt_frame *frame, struct vanthu_error *error)
{
    struct vt_catalog_state state;
    int64_t number;
    vanthu_status status = vt_catalog_state(a->catalog, &state, error);
    state.volume = frame->volume;
    state.volume_bytes = frame->offset + frame->bytes;
    if (status == VANTHU_OK)
        status = vt_catalog_begin(a->catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_add_frame(a->catalog, frame, &number, error);
    if (status == VANTHU_OK)
        status = vt_log_store(log, a->catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_commit(a->catalog, &state, error);
    if (status != VANTHU_OK)
        vt_catalog_rollback(a->catalog);
    return status;
}

/* Of `entry` what, with what outcome and whom it concerns. */
static vanthu_status record(struct vanthu_archive *a, const struct vt_log_entry *entry,
                            struct vanthu_error *error)
{
    struct vt_log log;
    struct vt_frame frame;
    vanthu_status status = vt_log_begin(&log, a, error);
    if (status == VANTHU_OK)
        status = vt_log_add_entry(&log, entry, error);
    if (status == VANTHU_OK)
        status = vt_log_put(&log, a->volume_writer, error);
    if (status == VANTHU_OK)
        status = vt_volume_commit(a->volume_writer, &frame, error);
    if (status == VANTHU_OK)
        status = store(&log, a, &frame, error);
    vt_log_end(&log);
    return status;
}

vanthu_status vt_log_record(struct vanthu_archive *archive, const struct vt_log_entry *entry,
                            struct vanthu_error *error)
{
    struct vanthu_archive *writer;
    if (archive->access == VANTHU_WRITE)
        return record(archive, entry, error);
    vanthu_status status = vanthu_archive_open(&writer, archive->dir, VANTHU_WRITE, error);
    if (status != VANTHU_OK)
        return status;
    status = record(writer, entry, error);
    vanthu_archive_close(writer);
    return status;
}

/* ---- reading ---- */

struct gathering {
    struct events_answer *answer;
    struct vt_buf events; /* struct vanthu_event */
};

static vanthu_status copy_ids(struct vanthu_event *event, struct vt_arena *arena,
                              const struct vt_log_entry *entry)
{
    event->documents = vt_arena_array(arena, entry->ids_count + 1, sizeof *event->documents);
    for (size_t i = 0; event->documents && i < entry->ids_count; i++) {
        event->documents[i] = vt_arena_str(arena, vt_str(entry->ids[i]));
        if (!event->documents[i])
            return VANTHU_NO_MEMORY;
    }
    event->documents_count = entry->ids_count;
    return event->documents ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static vanthu_status gather(void *context, const struct vt_log_entry *entry, struct vt_str line)
{
    struct gathering *g = context;
    struct vt_arena *arena = &g->answer->arena;
    const char *const from[] = {entry->at, entry->event, entry->outcome, entry->detail,
                                entry->agent};
    const char *text[sizeof from / sizeof *from];
    (void)line;
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if (!(text[i] = vt_arena_str(arena, vt_str(from[i] ? from[i] : "?"))))
            return VANTHU_NO_MEMORY;
    struct vanthu_event event = {.number = entry->number,
                                 .at = text[0],
                                 .event = text[1],
                                 .outcome = text[2],
                                 .detail = text[3],
                                 .agent = text[4]};
    vanthu_status status = copy_ids(&event, arena, entry);
    return status == VANTHU_OK ? vt_buf_append(&g->events, &event, sizeof event) : status;
}

vanthu_status vanthu_events(struct vanthu_events **out, struct vanthu_archive *archive,
                            const char *id, struct vanthu_error *error)
{
    struct gathering g = {.answer = calloc(1, sizeof *g.answer)};
    *out = NULL;
    if (!g.answer)
        return vt_err_memory(error);
    struct vanthu_events *events = &g.answer->answer;
    vanthu_status status = id ? vt_catalog_log_of(archive->catalog, id, gather, &g, error)
                              : vt_catalog_log(archive->catalog, gather, &g, error);
    events->events_count = g.events.len / sizeof *events->events;
    events->events = (struct vanthu_event *)(void *)vt_buf_take(&g.events);
    if (status == VANTHU_OK && events->events)
        *out = events;
    else
        vanthu_events_free(events);
    return *out || status != VANTHU_OK ? status : vt_err_memory(error);
}

void vanthu_events_free(struct vanthu_events *events)
{
    struct events_answer *answer = (struct events_answer *)events;
    if (answer) {
        vt_arena_free(&answer->arena);
        free(answer->answer.events);
    }
    free(answer);
}
