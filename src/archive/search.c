/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.c: from what a person types to a page of results.
 *
 * The index ranks and gives every field of a line; the text of the hits on this page is read for
 * their snippets. When nothing is found, the query is tried once more without regard to marks, and
 * a note says so.
 */
#include "archive/archive.h"

#include "archive/answer.h"
#include "archive/snippet.h"
#include "base/err.h"

#include <stdlib.h>

enum { NOTES_MAX = 12 };

VT_ANSWER(search_answer, vanthu_search_result);

struct searching {
    struct vanthu_archive *archive;
    struct search_answer *answer;
    struct vt_query query;
    enum vt_looseness looseness;
    struct vt_buf text; /* of the document last read */
    int64_t text_doc;
};

static vanthu_status open_index(struct vanthu_archive *a, struct vanthu_error *error)
{
    return a->index ? VANTHU_OK : vt_index_open(&a->index, a->index_dir, error);
}

/* ---- one hit ---- */

static vanthu_status read_text(struct searching *s, int64_t doc, struct vanthu_error *error)
{
    if (s->text_doc == doc)
        return VANTHU_OK;
    vt_buf_clear(&s->text);
    s->text_doc = doc;
    return vt_catalog_text(s->archive->catalog, doc, &s->text, error);
}

/* The headings whose sections hold `at`, and the part of the innermost one inside the passage. */
static bool set_section(struct vanthu_hit *hit, const struct vt_hit_data *data, size_t at,
                        struct vt_arena *arena)
{
    hit->start = data->start;
    hit->end = data->end;
    hit->section = vt_arena_array(arena, data->headings_count + 1, sizeof *hit->section);
    for (size_t i = 0; hit->section && i < data->headings_count; i++) {
        const struct vt_hit_heading *h = &data->headings[i];
        if (h->start <= at && at < h->end) {
            hit->section[hit->section_count++] = h->line;
            hit->start = h->start > data->start ? h->start : data->start;
            hit->end = h->end < data->end ? h->end : data->end;
        } else if (h->start > at) {
            hit->end = h->start < hit->end ? h->start : hit->end;
            break;
        }
    }
    return hit->section != NULL;
}

static bool set_mentions(struct vanthu_hit *hit, const struct vt_hit_data *data,
                         struct vt_arena *arena)
{
    hit->mentions = vt_arena_array(arena, data->mentions_count + 1, sizeof *hit->mentions);
    for (size_t i = 0; hit->mentions && i < data->mentions_count; i++) {
        const struct vt_hit_mention *m = &data->mentions[i];
        bool there = !m->canonical || m->start < hit->start || m->start >= hit->end;
        for (size_t k = 0; k < hit->mentions_count && !there; k++)
            there = strcmp(hit->mentions[k], m->canonical) == 0;
        if (!there)
            hit->mentions[hit->mentions_count++] = m->canonical;
    }
    return hit->mentions != NULL;
}

static vanthu_status fill_hit(struct searching *s, struct vanthu_hit *hit,
                              const struct vt_index_hit *found, struct vanthu_error *error)
{
    struct vt_arena *arena = &s->answer->arena;
    struct vt_hit_data data;
    struct vt_snippet snippet = {0};
    vanthu_status status = vt_hit_data_read(&data, arena, found->data);
    if (status == VANTHU_DAMAGED)
        return vt_err(error, status, _("the index is damaged: run `vanthu rebuild --index-only`"));
    if (status == VANTHU_OK)
        status = read_text(s, found->doc, error);
    if (status != VANTHU_OK)
        return status;
    status = vt_snippet_make(&snippet, arena, vt_buf_str(&s->text), &data, &s->query, s->looseness);
    *hit = (struct vanthu_hit){
        .score = found->score,
        .id = data.id,
        .source = data.source,
        .title = data.title,
        .type = data.type,
        .number = data.number,
        .symbol = data.symbol,
        .date = data.date,
        .year = data.date ? atoi(data.date) : 0,
        .snippet = snippet.line,
        .marks = snippet.marks,
        .marks_count = snippet.marks_count,
        .more_count = found->more,
    };
    if (status != VANTHU_OK || !set_section(hit, &data, snippet.at, arena) ||
        !set_mentions(hit, &data, arena))
        return vt_err_memory(error);
    return VANTHU_OK;
}

/* ---- the page ---- */

static vanthu_status fill_page(struct searching *s, const struct vt_index_result *found,
                               size_t offset, struct vanthu_error *error)
{
    struct vanthu_search_result *out = &s->answer->answer;
    vanthu_status status = VANTHU_OK;
    out->documents = found->documents;
    out->passages = found->passages;
    out->hits = vt_arena_array(&s->answer->arena, found->hits_count, sizeof *out->hits);
    out->facets = vt_arena_array(&s->answer->arena, found->facets_count, sizeof *out->facets);
    if (!out->hits || !out->facets)
        return vt_err_memory(error);
    for (size_t i = 0; i < found->hits_count && status == VANTHU_OK; i++) {
        status = fill_hit(s, &out->hits[i], &found->hits[i], error);
        out->hits[i].rank = offset + i + 1;
        out->hits_count = i + 1;
    }
    for (size_t i = 0; i < found->facets_count; i++)
        out->facets[out->facets_count++] = (struct vanthu_facet){
            found->facets[i].facet, found->facets[i].value, found->facets[i].documents};
    return status;
}

static vanthu_status set_notes(struct searching *s, bool looser, struct vanthu_error *error)
{
    struct vanthu_search_result *out = &s->answer->answer;
    out->notes = vt_arena_array(&s->answer->arena, NOTES_MAX, sizeof *out->notes);
    if (!out->notes)
        return vt_err_memory(error);
    for (size_t i = 0; i < s->query.notes_count && i + 1 < NOTES_MAX; i++)
        out->notes[out->notes_count++] = s->query.notes[i];
    if (looser)
        out->notes[out->notes_count++] =
            _("nothing has these marks: searched without regard to diacritics");
    return VANTHU_OK;
}

static vanthu_status run(struct searching *s, const struct vanthu_search_options *o,
                         struct vanthu_error *error)
{
    struct vt_index_result found;
    struct vt_index_options options = {.looseness = VT_BY_LETTER,
                                       .limit = o->counts_only ? 0 : o->limit,
                                       .offset = o->offset,
                                       .per_document = o->per_document,
                                       .sort = o->sort,
                                       .facets = o->facets};
    struct vt_arena *arena = &s->answer->arena;
    vanthu_status status =
        vt_index_search(&found, arena, s->archive->index, &s->query, &options, error);
    if (status == VANTHU_OK && found.passages == 0 && s->query.words_count) {
        options.looseness = VT_BY_KEY;
        status = vt_index_search(&found, arena, s->archive->index, &s->query, &options, error);
    }
    s->looseness = options.looseness;
    if (status == VANTHU_OK)
        status = fill_page(s, &found, o->offset, error);
    if (status == VANTHU_OK)
        status = set_notes(s, options.looseness == VT_BY_KEY && found.passages, error);
    return status;
}

vanthu_status vanthu_search(struct vanthu_search_result **out, struct vanthu_archive *archive,
                            const char *query, const struct vanthu_search_options *options,
                            struct vanthu_error *error)
{
    static const struct vanthu_search_options defaults = VANTHU_SEARCH_OPTIONS_INIT;
    struct searching s = {
        .archive = archive, .answer = calloc(1, sizeof *s.answer), .text_doc = -1};
    *out = NULL;
    if (!s.answer)
        return vt_err_memory(error);
    vanthu_status status = open_index(archive, error);
    if (status == VANTHU_OK && vt_query_parse(&s.query, &s.answer->arena, vt_str(query)))
        status = vt_err_memory(error);
    if (status == VANTHU_OK)
        status = run(&s, options ? options : &defaults, error);
    vt_buf_free(&s.text);
    if (status == VANTHU_OK)
        *out = &s.answer->answer;
    else
        vanthu_search_result_free(&s.answer->answer);
    return status;
}

void vanthu_search_result_free(struct vanthu_search_result *result)
{
    struct search_answer *answer = (struct search_answer *)result;
    if (answer)
        vt_arena_free(&answer->arena);
    free(answer);
}
