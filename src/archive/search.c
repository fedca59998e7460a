/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.c: from what a person types to a page of results.
 *
 * The index ranks and gives every field of a line; the text of the hits on this page is read for
 * their snippets. When nothing is found, the query is tried again one level looser, and a note says
 * so.
 */
#include "archive/archive.h"

#include "archive/abbreviations.h"
#include "archive/answer.h"
#include "archive/snippet.h"
#include "base/err.h"
#include "catalog/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { NOTES_MAX = 12 };

VT_ANSWER(search_answer, vanthu_search_result);

struct searching {
    struct vanthu_archive *archive;
    struct search_answer *answer;
    struct vt_query query;
    enum vt_looseness looseness;
    struct vt_buf text;             /* of the document last read */
    bool relaxed;                   /* nothing has all the words */
    bool behind;                    /* the index does not have the last documents */
    const char *abbreviations_note; /* NULL: their file is sound, or there is none */
};

/* While another program writes the index may be behind; behind for good is what a power loss leaves
 * until the next writer comes, or an index from an old backup. */
static vanthu_status open_index(struct searching *s, struct vanthu_error *error)
{
    struct vanthu_archive *a = s->archive;
    struct vt_catalog_state state;
    vanthu_status status = vt_catalog_state(a->catalog, &state, error);
    for (int turn = 0; turn < 2 && status == VANTHU_OK; turn++) {
        if (!a->index)
            status = vt_index_open(&a->index, a->index_dir, error);
        s->behind = status == VANTHU_OK && vt_index_reached(a->index) < state.generation &&
                    !vt_archive_others_write(a);
        if (!s->behind)
            return status;
        if (turn == 0) {
            vt_index_close(a->index);
            a->index = NULL;
        }
    }
    if (status == VANTHU_OK && vt_index_reached(a->index) == 0)
        return vt_err(error, VANTHU_DAMAGED,
                      _("%s: there is no index: run `vanthu rebuild --index-only`"), a->index_dir);
    return status;
}

static vanthu_status read_query(struct searching *s, const char *typed, struct vanthu_error *error)
{
    struct vt_abbreviations own = {0};
    struct vt_arena *arena = &s->answer->arena;
    vanthu_status status =
        vt_own_abbreviations(&own, &s->abbreviations_note, arena, s->archive->dir, error);
    if (status == VANTHU_OK && (vt_query_parse(&s->query, arena, vt_str(typed)) ||
                                vt_query_abbreviate(&s->query, arena, &own)))
        status = vt_err_memory(error);
    return status;
}

/* ---- one hit ---- */

/* The text of a document; only that of the passage is sure to be there. */
static vanthu_status read_text(struct searching *s, int64_t doc, const struct vt_hit_data *passage,
                               struct vanthu_error *error)
{
    vt_buf_clear(&s->text);
    return vt_catalog_text_part(s->archive->catalog, doc, passage->start, passage->end, &s->text,
                                error);
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

/* *holds is false for a document that the catalogue does not know: it was withdrawn a moment ago,
 * and the index is behind, or the index was opened after the catalogue. It may have another number
 * there, when both were rebuilt in between. */
static vanthu_status fill_hit(struct searching *s, struct vanthu_hit *hit,
                              const struct vt_index_hit *found, bool *holds,
                              struct vanthu_error *error)
{
    struct vt_arena *arena = &s->answer->arena;
    struct vt_hit_data data;
    struct vt_snippet snippet = {0};
    int64_t doc;
    *holds = false;
    vanthu_status status = vt_hit_data_read(&data, arena, found->data);
    if (status == VANTHU_DAMAGED)
        return vt_err(error, status, _("the index is damaged: run `vanthu rebuild --index-only`"));
    if (status == VANTHU_OK)
        status = vt_catalog_holds(s->archive->catalog, data.id, &doc, holds, error);
    if (status != VANTHU_OK || !*holds)
        return status;
    status = read_text(s, doc, &data, error);
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
        .year = data.year,
        .snippet = snippet.line,
        .marks = snippet.marks,
        .marks_count = snippet.marks_count,
        .more_count = found->more,
        .page = vt_hit_data_page(&data, snippet.at),
        .recognised = data.recognised,
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
        bool holds;
        status = fill_hit(s, &out->hits[out->hits_count], &found->hits[i], &holds, error);
        if (holds)
            out->hits[out->hits_count++].rank = offset + i + 1;
    }
    for (size_t i = 0; i < found->facets_count; i++)
        out->facets[out->facets_count++] = (struct vanthu_facet){
            found->facets[i].facet, found->facets[i].value, found->facets[i].documents};
    return status;
}

/* There are words outside of quotes. */
static bool has_words(const struct vt_node *node)
{
    bool found = node->kind == VT_NODE_WORD;
    for (size_t i = 0; i < node->children_count && !found; i++)
        found = has_words(node->children[i]);
    return found;
}

/* What the search did with words that was not typed. */
static const char *tell(enum vt_looseness looseness)
{
    switch (looseness) {
    case VT_BY_SPELLING:
        return _("nothing is spelled like that: i and y were taken for the same");
    case VT_BY_MARK:
        return _("nothing has these marks: searched for the same words with more of them");
    case VT_BY_KEY:
        return _("nothing has these marks: searched without regard to diacritics");
    default:
        return "";
    }
}

/* Words that are nowhere in the archive are slips of the hand more often than not; but for
 * abbreviations, whose words have been found. */
static vanthu_status set_suggestions(struct searching *s, bool found, struct vanthu_error *error)
{
    struct vanthu_search_result *out = &s->answer->answer;
    struct vt_arena *arena = &s->answer->arena;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < s->query.row_count && status == VANTHU_OK; i++) {
        const struct vt_query_token *typed = &s->query.row[i];
        const char *better = NULL;
        char note[256];
        bool meant = found && vt_query_has_other_form(&s->query, typed);
        if (typed->form.len && !meant && out->notes_count < NOTES_MAX)
            status = vt_index_suggest(&better, arena, s->archive->index, typed->key, error);
        if (!better)
            continue;
        snprintf(note, sizeof note, _("no document has \"%.*s\": did you mean \"%s\"?"),
                 VT_STR_ARG(typed->form), better);
        out->notes[out->notes_count] = vt_arena_str(arena, vt_str(note));
        if (!out->notes[out->notes_count++])
            status = vt_err_memory(error);
    }
    return status;
}

static vanthu_status set_notes(struct searching *s, bool found, struct vanthu_error *error)
{
    struct vanthu_search_result *out = &s->answer->answer;
    bool loosened = found && s->looseness > VT_BY_LETTER;
    out->notes = vt_arena_array(&s->answer->arena, NOTES_MAX, sizeof *out->notes);
    if (!out->notes)
        return vt_err_memory(error);
    for (size_t i = 0; i < s->query.notes_count && i + 5 < NOTES_MAX; i++)
        out->notes[out->notes_count++] = s->query.notes[i];
    if (s->behind)
        out->notes[out->notes_count++] = _("the index is behind: what was added last is not found "
                                           "until `vanthu rebuild --index-only` is run");
    if (s->relaxed && found)
        out->notes[out->notes_count++] =
            _("no section has all these words: those that have most of them are shown");
    if (s->abbreviations_note)
        out->notes[out->notes_count++] = s->abbreviations_note;
    if (loosened && s->query.quoted)
        out->notes[out->notes_count++] =
            _("nothing has what is quoted with exactly these marks: letters without a mark were "
              "taken for any");
    if (loosened && (!s->query.quoted || has_words(s->query.root)))
        out->notes[out->notes_count++] = tell(s->looseness);
    return set_suggestions(s, found, error);
}

/* All the words, then any of them, then any spelling of them. A question in plain language has
 * words that no answer has: it begins with any of them. What is quoted, and references, have to be
 * there, but for a question, or a paragraph of a report, that finds nothing with all of them. */
static vanthu_status find(struct searching *s, struct vt_index_result *found,
                          struct vt_index_options *options, struct vanthu_error *error)
{
    struct vt_arena *arena = &s->answer->arena;
    bool question = s->query.words_count > VT_WORDS_QUESTION;
    bool many =
        s->query.plain && (s->query.quoted ? question : s->query.words_count > VT_WORDS_ALL);
    if (many && question && !s->query.quoted)
        vt_query_relax(&s->query);
    vanthu_status status =
        vt_index_search(found, arena, s->archive->index, &s->query, options, error);
    if (status == VANTHU_OK && found->passages == 0 && many) {
        vt_query_relax(&s->query);
        s->relaxed = !question || s->query.quoted || s->query.refs_count;
        status = vt_index_search(found, arena, s->archive->index, &s->query, options, error);
    }
    if (status == VANTHU_OK && found->passages == 0 && s->query.root->needs_refs && question) {
        vt_query_relax(&s->query);
        status = vt_index_search(found, arena, s->archive->index, &s->query, options, error);
    }
    while (status == VANTHU_OK && found->passages == 0 && s->query.words_count &&
           options->looseness < VT_BY_KEY) {
        options->looseness++;
        status = vt_index_search(found, arena, s->archive->index, &s->query, options, error);
    }
    return status;
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
    vanthu_status status = find(s, &found, &options, error);
    s->looseness = options.looseness;
    if (status == VANTHU_OK)
        status = fill_page(s, &found, o->offset, error);
    if (status == VANTHU_OK)
        status = set_notes(s, found.passages > 0, error);
    return status;
}

vanthu_status vanthu_search(struct vanthu_search_result **out, struct vanthu_archive *archive,
                            const char *query, const struct vanthu_search_options *options,
                            struct vanthu_error *error)
{
    static const struct vanthu_search_options defaults = VANTHU_SEARCH_OPTIONS_INIT;
    struct searching s = {.archive = archive, .answer = calloc(1, sizeof *s.answer)};
    *out = NULL;
    if (!s.answer)
        return vt_err_memory(error);
    vanthu_status status = open_index(&s, error);
    if (status == VANTHU_OK)
        status = read_query(&s, query, error);
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
