/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entity-acts.c: what acts on an entity and what it acts on, with the words that say so; and dates
 * or numbers of it that look like slips.
 */
#include "archive/entity.h"

#include "archive/issuers.h"
#include "archive/slips.h"
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

enum { EVIDENCE_MAX = 700, DIGITS_MAX = 5 };

/* ---- relations ----------------------------------------------------------------------------------
 */

struct acted {
    int64_t doc;
    const char *document, *relation, *from, *from_key, *from_date, *to, *to_key, *to_date;
    uint64_t start, end;
    bool itself; /* the document says it of itself: its own number and date are `from` */
};

static vanthu_status acted_row(void *context, struct sqlite3_stmt *row)
{
    struct vt_sql_list *list = context;
    struct acted *a = vt_sql_list_add(list, sizeof *a);
    if (!a)
        return VANTHU_NO_MEMORY;
    bool ok = true;
    a->doc = sqlite3_column_int64(row, 0);
    a->document = vt_sql_str(list->arena, row, 1, &ok);
    a->relation = vt_sql_str(list->arena, row, 2, &ok);
    a->from = vt_sql_str(list->arena, row, 3, &ok);
    a->from_key = vt_sql_str(list->arena, row, 4, &ok);
    a->from_date = vt_sql_str(list->arena, row, 5, &ok);
    a->to = vt_sql_str(list->arena, row, 6, &ok);
    a->to_key = vt_sql_str(list->arena, row, 7, &ok);
    a->to_date = vt_sql_str(list->arena, row, 8, &ok);
    a->start = (uint64_t)sqlite3_column_int64(row, 9);
    a->end = (uint64_t)sqlite3_column_int64(row, 10);
    a->itself = sqlite3_column_int(row, 11) != 0;
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static bool is_key(const char *a, const char *key)
{
    return a && strcmp(a, key) == 0;
}

/* The issuer, of the entity that the statement is about: of the mention inside its words; -1: none.
 */
static int issuer_in(const struct vt_reference *reference, const struct acted *a)
{
    if (a->itself && is_key(a->from_key, reference->key)) {
        for (size_t i = 0; i < reference->own_count; i++)
            if (reference->own[i].doc.doc == a->doc)
                return reference->own[i].of;
    }
    for (size_t i = 0; i < reference->cited_count; i++) {
        const struct vt_cited *c = &reference->cited[i];
        if (c->in.doc == a->doc && c->start >= a->start && c->end <= a->end)
            return c->of;
    }
    int year = vt_iso_year(is_key(a->from_key, reference->key) ? a->from_date : a->to_date);
    for (size_t i = 0; i < reference->issuers_count; i++)
        if (reference->issuers[i].year == year)
            return (int)i;
    return -1;
}

static vanthu_status tell(struct vt_entities *all, struct vt_sql_list *list, const struct acted *a,
                          bool out, struct vt_str text, struct vanthu_error *error)
{
    struct vanthu_acted *t = vt_sql_list_add(list, sizeof *t);
    const char **path;
    size_t count;
    if (!t)
        return VANTHU_NO_MEMORY;
    uint64_t end = a->end - a->start > EVIDENCE_MAX ? a->start + EVIDENCE_MAX : a->end;
    while (end < a->end && end > a->start && (text.p[end] & 0xC0) == 0x80)
        end--;
    t->relation = a->relation;
    t->out = out;
    t->canonical = out ? a->to : a->from;
    t->date = out ? a->to_date : a->from_date;
    t->document = a->document;
    t->evidence = vt_joined(all->arena, vt_str_sub(text, (size_t)a->start, (size_t)end));
    if (!t->evidence)
        return VANTHU_NO_MEMORY;
    vanthu_status status =
        vt_catalog_section_at(all->catalog, a->doc, a->start, all->arena, &path, &count, error);
    if (!status && count)
        t->section = path[count - 1];
    return status;
}

/* Another document tells what the acting one, which is here, says itself. */
static bool is_said_by_actor(const struct vt_sql_list *rows, const struct acted *a)
{
    const struct acted *all = rows->items;
    for (size_t i = 0; i < rows->count && !a->itself && a->from_key; i++) {
        const struct acted *b = &all[i];
        int year = vt_iso_year(a->from_date), of = vt_iso_year(b->from_date);
        if (b->itself && is_key(b->from_key, a->from_key) && is_key(b->to_key, a->to_key) &&
            strcmp(b->relation, a->relation) == 0 && (!year || !of || year == of))
            return true;
    }
    return false;
}

static vanthu_status relate_one(struct vt_entities *all, size_t which,
                                const struct vt_reference *reference,
                                const struct vt_sql_list *rows, struct vanthu_error *error)
{
    struct vanthu_entity *e = &all->items[which];
    const int *issuers = all->issuers.items;
    struct vt_sql_list list = {.arena = all->arena};
    struct vt_buf text = {0};
    int64_t text_of = -1;
    vanthu_status status = VANTHU_OK;
    const struct acted *acted = rows->items;
    for (size_t i = 0; i < rows->count && !status; i++) {
        const struct acted *a = &acted[i];
        if (issuer_in(reference, a) != issuers[which] || is_said_by_actor(rows, a))
            continue;
        if (a->doc != text_of) {
            vt_buf_clear(&text);
            status = vt_catalog_text(all->catalog, text_of = a->doc, &text, error);
        }
        bool out = is_key(a->from_key, reference->key);
        if (!status)
            status = tell(all, &list, a, out, vt_buf_str(&text), error);
    }
    e->relations = list.items;
    e->relations_count = list.count;
    vt_buf_free(&text);
    return status;
}

/* What a document says of itself, with its own number and date. */
#define SAID_BY_ITSELF                                                    \
    "SELECT r.doc, d.id, r.relation, d.own_canonical, d.own_key, d.date," \
    " r.to_canonical, r.to_key, r.to_date, r.start, r.end, 1"             \
    " FROM relations r JOIN documents d USING(doc)"

vanthu_status vt_entities_relate(struct vt_entities *all, size_t first,
                                 const struct vt_reference *reference, struct vanthu_error *error)
{
    struct vt_sql_list rows = {.arena = all->arena};
    vanthu_status status =
        vt_sql_each(all->catalog,
                    "SELECT r.doc, d.id, r.relation, r.from_canonical, r.from_key, r.from_date,"
                    " r.to_canonical, r.to_key, r.to_date, r.start, r.end, 0"
                    " FROM relations r JOIN documents d USING(doc)"
                    " WHERE r.from_key = ?1 OR r.to_key = ?1 AND r.from_key IS NOT NULL"
                    " UNION ALL " SAID_BY_ITSELF " WHERE r.to_key = ?1 AND r.from_key IS NULL"
                    " UNION ALL " SAID_BY_ITSELF " WHERE d.own_key = ?1 AND r.from_key IS NULL"
                    " AND r.to_key <> ?1 ORDER BY 1, 10",
                    reference->key, NULL, acted_row, &rows, error);
    for (size_t i = first; i < all->count && !status; i++)
        status = relate_one(all, i, reference, &rows, error);
    if (status == VANTHU_NO_MEMORY)
        vt_err_memory(error);
    return status;
}

/* ---- conflicts ----------------------------------------------------------------------------------
 */

static vanthu_status add_conflict(struct vt_arena *arena, struct vt_sql_list *list,
                                  const char *sentence)
{
    const char **slot = vt_sql_list_add(list, sizeof *slot);
    if (!slot || !(*slot = vt_arena_str(arena, vt_str(sentence))))
        return VANTHU_NO_MEMORY;
    return VANTHU_OK;
}

/* Two entities of the reference whose offices are in two places. */
static bool of_others(const struct vt_entities *all, const struct vt_reference *reference, size_t a,
                      size_t b)
{
    const int *issuers = all->issuers.items;
    const char *x = reference->issuers[issuers[a]].key, *y = reference->issuers[issuers[b]].key;
    return x && y && strcmp(x, y) != 0;
}

/* Whether `other`, a date of the entity `of`, speaks against that of `e`: in one entity, which has
 * one date, every other one does. */
static bool is_odd(const struct vanthu_entity *e, const struct vanthu_entity *of, const char *other)
{
    if (!e->date || strcmp(e->date, other) == 0)
        return false;
    if (e == of)
        return vt_whole_date(e->date) && vt_whole_date(other);
    return vt_dates_suspicious(e->date, other);
}

static vanthu_status date_conflict(struct vt_entities *all, const struct vanthu_entity *e,
                                   const struct vanthu_dated *other, struct vt_sql_list *list,
                                   struct vanthu_error *error)
{
    char sentence[256];
    bool effect;
    vanthu_status status = vt_is_day_of_effect(&effect, all->catalog, e->held, e->where,
                                               e->where_count, other->date, error);
    if (status)
        return status;
    snprintf(sentence, sizeof sentence,
             effect ? _("%s is dated %s; %s is the day it takes effect (%llu mentions)")
                    : _("%s is dated %s and also %s (%llu mentions)"),
             e->canonical, e->date, other->date, (unsigned long long)other->mentions);
    return add_conflict(all->arena, list, sentence);
}

static vanthu_status date_conflicts(struct vt_entities *all, size_t first, size_t which,
                                    const struct vt_reference *reference, struct vt_sql_list *list,
                                    struct vanthu_error *error)
{
    const struct vanthu_entity *e = &all->items[which];
    vanthu_status status = VANTHU_OK;
    for (size_t i = first; i < all->count; i++) {
        const struct vanthu_entity *of = &all->items[i];
        for (size_t k = 0; k < of->dates_count && !status; k++)
            if (is_odd(e, of, of->dates[k].date) && !of_others(all, reference, which, i))
                status = date_conflict(all, e, &of->dates[k], list, error);
    }
    return status;
}

struct neighbour {
    struct vt_arena *arena;
    struct vt_sql_list *list;
    const struct vanthu_entity *entity;
};

static vanthu_status neighbour_row(void *context, struct sqlite3_stmt *row)
{
    const struct neighbour *n = context;
    const char *canonical = (const char *)sqlite3_column_text(row, 0);
    const char *type = (const char *)sqlite3_column_text(row, 1);
    char sentence[256];
    if (!canonical || (type && n->entity->type && strcmp(type, n->entity->type) != 0))
        return VANTHU_OK;
    snprintf(sentence, sizeof sentence, _("%s has the same date %s and differs in one digit"),
             canonical, n->entity->date);
    return add_conflict(n->arena, n->list, sentence);
}

/* Other numbers of the same date that differ in one digit: 411 and 441/QĐ-TTg. */
static vanthu_status digit_conflicts(struct vt_entities *all, const struct vanthu_entity *e,
                                     const char *key, struct vt_sql_list *list,
                                     struct vanthu_error *error)
{
    struct neighbour n = {all->arena, list, e};
    size_t digits = strspn(key, "0123456789");
    vanthu_status status = VANTHU_OK;
    if (!vt_whole_date(e->date) || digits < 2 || digits > DIGITS_MAX)
        return VANTHU_OK;
    for (size_t i = 0; i < digits; i++)
        for (char d = i ? '0' : '1'; d <= '9' && !status; d++) {
            char *other = vt_arena_str(all->arena, vt_str(key));
            if (!other)
                return VANTHU_NO_MEMORY;
            if (other[i] == d)
                continue;
            other[i] = d;
            status = vt_sql_each(all->catalog,
                                 "SELECT canonical, type FROM mentions WHERE key = ?1 AND date ="
                                 " ?2 LIMIT 1",
                                 other, e->date, neighbour_row, &n, error);
        }
    return status;
}

vanthu_status vt_entities_conflicts(struct vt_entities *all, size_t first,
                                    const struct vt_reference *reference,
                                    struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = first; i < all->count && !status; i++) {
        struct vt_sql_list list = {.arena = all->arena};
        if (all->items[i].date)
            status = date_conflicts(all, first, i, reference, &list, error);
        if (!status)
            status = digit_conflicts(all, &all->items[i], reference->key, &list, error);
        all->items[i].conflicts = list.items;
        all->items[i].conflicts_count = list.count;
    }
    if (status == VANTHU_NO_MEMORY)
        vt_err_memory(error);
    return status;
}
