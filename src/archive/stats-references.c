/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats-references.c: the references of the whole archive: most cited, cited but not held, and
 * those whose dates or numbers do not agree.
 *
 * Keys come with the most documents first; one is resolved into its entities only while it can
 * still enter a list.
 */
#include "archive/answer.h"
#include "archive/archive.h"
#include "archive/entity.h"
#include "archive/issuers.h"
#include "archive/slips.h"
#include "base/err.h"

#include <stdlib.h>

VT_ANSWER(references_answer, vanthu_reference_stats);

enum { SAME_DAY_MAX = 4000, DATES_MAX = 64, WELL_KNOWN = 2, NUMBER_GAP = 2 };

struct counted_key {
    const char *key;
    uint64_t documents;
    bool dated_twice;
};

struct counting {
    struct vanthu_archive *archive;
    struct vt_arena *arena;
    size_t limit;
    struct vt_sql_list keys, cited, missing, slips;
};

/* ---- most cited, not held -----------------------------------------------------------------------
 */

static vanthu_status key_row(void *context, sqlite3_stmt *row)
{
    struct counting *c = context;
    bool ok = true;
    struct counted_key *k = vt_sql_list_add(&c->keys, sizeof *k);
    if (!k)
        return VANTHU_NO_MEMORY;
    k->key = vt_sql_str(c->arena, row, 0, &ok);
    k->documents = (uint64_t)sqlite3_column_int64(row, 1);
    k->dated_twice = sqlite3_column_int(row, 2) > 1;
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static int by_documents(const void *a, const void *b)
{
    const struct vanthu_cited *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents < y->documents ? 1 : -1;
    if (x->mentions != y->mentions)
        return x->mentions < y->mentions ? 1 : -1;
    return strcmp(x->canonical, y->canonical);
}

/* The entity of one issuer, counted without reading any text. */
static struct vanthu_cited count_issuer(const struct vt_reference *r, int of)
{
    struct vanthu_cited entity = {.year = r->issuers[of].year};
    int64_t last = -1;
    for (size_t i = 0; i < r->cited_count; i++) {
        const struct vt_cited *c = &r->cited[i];
        if (c->of != of)
            continue;
        entity.mentions++;
        entity.documents += c->in.doc != last;
        entity.canonical = entity.canonical ? entity.canonical : c->canonical;
        entity.issuer = entity.issuer ? entity.issuer : c->issuer;
        last = c->in.doc;
    }
    for (size_t i = 0; i < r->own_count; i++)
        if (r->own[i].of == of) {
            entity.held = r->own[i].doc.id;
            entity.issuer = r->own[i].doc.office ? r->own[i].doc.office : entity.issuer;
        }
    return entity;
}

/* Keeps the list sorted, at most `limit` long. */
static vanthu_status keep(struct counting *c, struct vt_sql_list *list,
                          const struct vanthu_cited *entity)
{
    struct vanthu_cited *items = list->items;
    size_t at = list->count;
    while (at > 0 && by_documents(entity, &items[at - 1]) < 0)
        at--;
    if (at == c->limit)
        return VANTHU_OK;
    if (list->count < c->limit && !vt_sql_list_add(list, sizeof *items))
        return VANTHU_NO_MEMORY;
    items = list->items;
    memmove(items + at + 1, items + at, (list->count - at - 1) * sizeof *items);
    items[at] = *entity;
    return VANTHU_OK;
}

static bool enters(const struct counting *c, const struct vt_sql_list *list, uint64_t documents)
{
    const struct vanthu_cited *items = list->items;
    return list->count < c->limit || items[list->count - 1].documents <= documents;
}

static vanthu_status count_key(struct counting *c, const char *key, bool missing,
                               struct vanthu_error *error)
{
    struct vt_reference r;
    vanthu_status status = vt_reference_load(&r, c->archive->catalog, c->arena, key, error);
    for (size_t i = 0; i < r.issuers_count && !status; i++) {
        struct vanthu_cited entity = count_issuer(&r, (int)i);
        if (!entity.mentions)
            continue;
        status = keep(c, &c->cited, &entity);
        if (!status && missing && !entity.held)
            status = keep(c, &c->missing, &entity);
    }
    return status;
}

static vanthu_status count_cited(struct counting *c, bool missing, struct vanthu_error *error)
{
    const struct counted_key *keys = c->keys.items;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < c->keys.count && !status; i++) {
        if (!enters(c, &c->cited, keys[i].documents) &&
            !(missing && enters(c, &c->missing, keys[i].documents)))
            break;
        status = count_key(c, keys[i].key, missing, error);
    }
    return status;
}

/* ---- slips --------------------------------------------------------------------------------------
 */

static bool same_date(const struct vt_cited *a, const struct vt_cited *b)
{
    return a->of == b->of && strcmp(a->date, b->date) == 0;
}

/* Whether one date of the reference speaks against another. */
static bool dates_disagree(const struct vt_reference *r)
{
    const struct vt_cited *dates[DATES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < r->cited_count && count < DATES_MAX; i++) {
        const struct vt_cited *c = &r->cited[i];
        size_t known = 0;
        if (!vt_whole_date(c->date))
            continue;
        while (known < count && !same_date(dates[known], c))
            known++;
        if (known < count)
            continue;
        for (size_t k = 0; k < count; k++)
            if (dates[k]->of == c->of ||
                (vt_dates_suspicious(dates[k]->date, c->date) && dates[k]->year != c->year))
                return true;
        dates[count++] = c;
    }
    return false;
}

static vanthu_status tell_slips(struct counting *c, const struct vt_reference *r,
                                struct vanthu_error *error)
{
    struct vt_entities entities = {.catalog = c->archive->catalog, .arena = c->arena};
    vanthu_status status = vt_entities_add(&entities, r, 0, error);
    if (!status)
        status = vt_entities_conflicts(&entities, 0, r, error);
    for (size_t i = 0; i < entities.count && !status; i++)
        for (size_t k = 0; k < entities.items[i].conflicts_count && !status; k++) {
            struct vanthu_slip *slip =
                c->slips.count < c->limit ? vt_sql_list_add(&c->slips, sizeof *slip) : NULL;
            if (slip)
                *slip = (struct vanthu_slip){entities.items[i].canonical, entities.items[i].year,
                                             entities.items[i].conflicts[k]};
            else if (c->slips.count < c->limit)
                status = VANTHU_NO_MEMORY;
        }
    return status;
}

static vanthu_status date_slips(struct counting *c, struct vanthu_error *error)
{
    const struct counted_key *keys = c->keys.items;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < c->keys.count && c->slips.count < c->limit && !status; i++) {
        struct vt_reference r;
        if (!keys[i].dated_twice)
            continue;
        status = vt_reference_load(&r, c->archive->catalog, c->arena, keys[i].key, error);
        if (!status && dates_disagree(&r))
            status = tell_slips(c, &r, error);
    }
    return status;
}

struct dated_key {
    const char *key, *date, *canonical, *type;
    uint64_t documents;
};

static vanthu_status dated_row(void *context, sqlite3_stmt *row)
{
    struct vt_sql_list *list = context;
    bool ok = true;
    struct dated_key *k = vt_sql_list_add(list, sizeof *k);
    if (!k)
        return VANTHU_NO_MEMORY;
    k->date = vt_sql_str(list->arena, row, 0, &ok);
    k->key = vt_sql_str(list->arena, row, 1, &ok);
    k->canonical = vt_sql_str(list->arena, row, 2, &ok);
    k->type = vt_sql_str(list->arena, row, 3, &ok);
    k->documents = (uint64_t)sqlite3_column_int64(row, 4);
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* A number cited once that is one digit off a well-known one of the same day and kind, and not one
 * that was simply given out next. */
static bool is_slip_of(const struct dated_key *rare, const struct dated_key *known)
{
    if (rare->documents > 1 || known->documents < WELL_KNOWN ||
        strlen(rare->key) != strlen(known->key) ||
        (rare->type && known->type && strcmp(rare->type, known->type) != 0) ||
        labs(atol(rare->key) - atol(known->key)) <= NUMBER_GAP)
        return false;
    size_t digits = strspn(rare->key, "0123456789"), off = 0;
    if (strspn(known->key, "0123456789") != digits ||
        strcmp(rare->key + digits, known->key + digits) != 0)
        return false;
    for (size_t i = 0; i < digits; i++)
        off += rare->key[i] != known->key[i];
    return off == 1;
}

static vanthu_status number_slip(struct counting *c, const struct dated_key *rare,
                                 const struct dated_key *known)
{
    struct vanthu_slip *slip = vt_sql_list_add(&c->slips, sizeof *slip);
    struct vt_buf sentence = {0};
    const char *copy = NULL;
    if (slip &&
        vt_buf_printf(&sentence, _("%s of %s is cited once; %s of the same day, in %llu documents"),
                      rare->canonical, rare->date, known->canonical,
                      (unsigned long long)known->documents) == VANTHU_OK)
        copy = vt_arena_str(c->arena, vt_buf_str(&sentence));
    vt_buf_free(&sentence);
    if (!copy)
        return VANTHU_NO_MEMORY;
    *slip = (struct vanthu_slip){rare->canonical, vt_iso_year(rare->date), copy};
    return VANTHU_OK;
}

static vanthu_status number_slips(struct counting *c, struct vanthu_error *error)
{
    struct vt_sql_list list = {.arena = c->arena};
    vanthu_status status =
        vt_sql_each(c->archive->catalog,
                    "SELECT date, key, min(canonical), min(type), count(DISTINCT doc) FROM mentions"
                    " WHERE kind <> 3 AND length(date) = 10 GROUP BY 1, 2 ORDER BY 1, 2",
                    NULL, NULL, dated_row, &list, error);
    const struct dated_key *keys = list.items;
    for (size_t i = 0, next; i < list.count && !status; i = next) {
        for (next = i + 1; next < list.count && strcmp(keys[next].date, keys[i].date) == 0;)
            next++;
        size_t last = next - i < SAME_DAY_MAX ? next : i + SAME_DAY_MAX;
        for (size_t a = i; a < last && !status; a++)
            for (size_t b = i; b < last && c->slips.count < c->limit && !status; b++)
                if (is_slip_of(&keys[a], &keys[b]))
                    status = number_slip(c, &keys[a], &keys[b]);
    }
    return status;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

vanthu_status vanthu_reference_stats(struct vanthu_reference_stats **out, struct vanthu_archive *a,
                                     enum vanthu_reference_lists lists, size_t limit,
                                     struct vanthu_error *error)
{
    struct references_answer *answer = calloc(1, sizeof *answer);
    bool all = lists == VANTHU_ALL_LISTS;
    *out = NULL;
    if (!answer)
        return vt_err_memory(error);
    struct vt_arena *arena = &answer->arena;
    struct counting c = {.archive = a,
                         .arena = arena,
                         .limit = limit,
                         .keys = {.arena = arena},
                         .cited = {.arena = arena},
                         .missing = {.arena = arena},
                         .slips = {.arena = arena}};
    vanthu_status status =
        vt_sql_each(a->catalog,
                    "SELECT key, count(DISTINCT doc), count(DISTINCT date) FROM mentions"
                    " WHERE kind <> 3 GROUP BY key ORDER BY 2 DESC, 1",
                    NULL, NULL, key_row, &c, error);
    if (!status && limit)
        status = count_cited(&c, all, error);
    if (!status && all)
        status = number_slips(&c, error);
    if (!status && all)
        status = date_slips(&c, error);
    if (status == VANTHU_NO_MEMORY)
        vt_err_memory(error);
    struct vanthu_reference_stats *s = &answer->answer;
    s->cited = c.cited.items;
    s->cited_count = c.cited.count;
    s->missing = c.missing.items;
    s->missing_count = c.missing.count;
    s->slips = c.slips.items;
    s->slips_count = c.slips.count;
    if (status)
        vanthu_reference_stats_free(s);
    else
        *out = s;
    return status;
}

void vanthu_reference_stats_free(struct vanthu_reference_stats *stats)
{
    struct references_answer *answer = (struct references_answer *)stats;
    if (answer)
        vt_arena_free(&answer->arena);
    free(answer);
}
