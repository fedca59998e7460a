/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extract.c: references in a text that is in no archive: read, scan, and lead every offset back to
 * the bytes that were given.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"
#include "read/workers.h"
#include "ref/ref.h"

#include <stdlib.h>

struct answer {
    struct vanthu_extract public; /* first: what the caller holds */
    struct vt_arena arena;
};

/* A stretch of clean text becomes one of the input. What stands aside in a file (notes, headers)
 * comes behind its text: a stretch that goes on there ends where the text ends. */
static void lead_stretch_back(const struct vt_offsets *offsets, size_t *start, size_t *end)
{
    size_t from = vt_offsets_raw(offsets, *start), to = vt_offsets_raw(offsets, *end);
    for (size_t at = *end; to < from; at--)
        to = at > *start + 1 ? vt_offsets_raw(offsets, at - 1) : from + 1;
    *start = from;
    *end = to;
}

/* Offsets of clean text become offsets of the input; `raw` its slice where that is text. */
static vanthu_status lead_back(struct answer *a, const struct vt_reading *reading,
                               struct vt_str input)
{
    bool plain = (reading->format == VT_TEXT || reading->format == VT_MARKDOWN) &&
                 strcmp(reading->encoding, "UTF-8") == 0;
    for (size_t i = 0; i < a->public.mentions_count; i++) {
        struct vanthu_mention *m = &a->public.mentions[i];
        lead_stretch_back(&reading->offsets, &m->start, &m->end);
        if (m->date)
            lead_stretch_back(&reading->offsets, &m->date_start, &m->date_end);
        struct vt_str slice = vt_str_sub(input, m->start, m->end);
        if (plain && vt_utf8_valid(slice) == slice.len &&
            !(m->raw = vt_arena_str(&a->arena, slice)))
            return VANTHU_NO_MEMORY;
    }
    for (size_t i = 0; i < a->public.relations_count; i++) {
        struct vanthu_relation *r = &a->public.relations[i];
        lead_stretch_back(&reading->offsets, &r->start, &r->end);
    }
    return VANTHU_OK;
}

static vanthu_status scan(struct answer *a, struct vt_str clean)
{
    struct vanthu_extract *x = &a->public;
    vanthu_status status = vt_ref_scan(&x->mentions, &x->mentions_count, &a->arena, clean);
    if (status)
        return status;
    return vt_ref_relations(&x->relations, &x->relations_count, &a->arena, clean, x->mentions,
                            x->mentions_count);
}

vanthu_status vanthu_extract(struct vanthu_extract **out, const void *data, size_t size,
                             struct vanthu_error *error)
{
    struct vt_str input = {data, size};
    struct vt_reading reading = {0};
    struct answer *answer = calloc(1, sizeof *answer);
    *out = NULL;
    struct vt_read_options options = {.want_offsets = true};
    struct vt_workers *workers = vt_workers_new(VT_PATIENCE);
    vanthu_status status = answer && workers
                               ? vt_read(&reading, workers, input, VT_STR(""), options)
                               : VANTHU_NO_MEMORY;
    vt_workers_free(workers);
    if (status)
        goto done;
    bool text = reading.format == VT_TEXT || reading.format == VT_MARKDOWN; /* if only of blanks */
    if (strcmp(reading.text_status, "none") == 0 && size && !text) {
        status = vt_err(error, VANTHU_FAILED, "%s", reading.reason);
        goto done;
    }
    status = scan(answer, vt_buf_str(&reading.text));
    if (!status)
        status = lead_back(answer, &reading, input);
done:
    if (status == VANTHU_NO_MEMORY)
        vt_err_memory(error);
    vt_reading_free(&reading);
    if (status)
        vanthu_extract_free(answer ? &answer->public : NULL);
    else
        *out = &answer->public;
    return status;
}

void vanthu_extract_free(struct vanthu_extract *extract)
{
    struct answer *answer = (struct answer *)extract;
    if (!answer)
        return;
    vt_arena_free(&answer->arena);
    free(answer);
}

const char *vanthu_mention_kind_name(enum vanthu_mention_kind kind)
{
    static const char *const names[] = {"full", "short", "named", "self"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "full";
}

const char *vanthu_resolved_name(enum vanthu_resolved resolved)
{
    static const char *const names[] = {"open", "stated", "document", "unique", "latest"};
    return (size_t)resolved < sizeof names / sizeof *names ? names[resolved] : "open";
}
