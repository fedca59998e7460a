/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ref.c: the answer to "what do you know of 58/KH-UBND?".
 *
 * The typed reference gives a key; its mentions give the entities, one for each year and issuer.
 * Where nothing fits, or when asked, close keys follow: another number by one digit, the same
 * number with the type alone, the year in the symbol left out or put in.
 */
#include "archive/archive.h"
#include "archive/entity.h"
#include "base/err.h"
#include "ref/ref.h"
#include "text/clean.h"

#include <stdio.h>
#include <stdlib.h>

enum { NEAR_MAX = 20 };

struct answer {
    struct vanthu_ref_result public; /* first: what the caller holds */
    struct vt_arena arena;
};

struct question {
    struct vt_catalog *catalog;
    struct vt_arena *arena;
    struct vt_ref_typed typed;
    int year;                /* asked for; 0: every year */
    struct vt_sql_list near; /* const char *: keys */
    struct vt_entities entities;
};

/* ---- the question -------------------------------------------------------------------------------
 */

static bool year_in_symbol(const struct vt_ref_typed *typed)
{
    if (!typed->key || !typed->year || typed->date)
        return false;
    char year[16];
    snprintf(year, sizeof year, "/%d", typed->year);
    const char *at = strstr(typed->key, year);
    return at && (at[5] == '/' || at[5] == '\0');
}

static vanthu_status read_question(struct question *q, const char *reference,
                                   const struct vt_buf *clean, struct vanthu_error *error)
{
    bool found;
    vanthu_status status =
        vt_ref_read_typed(&q->typed, &found, q->arena, vt_str_trim(vt_buf_str(clean)));
    if (status)
        return vt_err_memory(error);
    if (!found)
        return vt_err(error, VANTHU_USAGE, _("'%s' is no reference: try 58/KH-UBND"), reference);
    if (!q->year && !year_in_symbol(&q->typed))
        q->year = q->typed.year;
    return VANTHU_OK;
}

/* ---- entities of one key
 * ------------------------------------------------------------------------- */

static vanthu_status add_key(struct question *q, const char *key, int year,
                             struct vanthu_error *error)
{
    struct vt_reference reference;
    size_t first = q->entities.count;
    vanthu_status status = vt_reference_load(&reference, q->catalog, q->arena, key, error);
    if (!status)
        status = vt_entities_add(&q->entities, &reference, year, error);
    if (!status)
        status = vt_entities_relate(&q->entities, first, &reference, error);
    return status ? status : vt_entities_conflicts(&q->entities, first, &reference, error);
}

static bool is_of_day(const struct vanthu_entity *e, const char *day)
{
    bool found = e->date && strcmp(e->date, day) == 0;
    for (size_t i = 0; i < e->dates_count && !found; i++)
        found = strcmp(e->dates[i].date, day) == 0;
    return found;
}

/* With a day only what is of that day, where anything is: of two offices' numbers one. */
static void keep_day(struct question *q)
{
    struct vanthu_entity *all = q->entities.items;
    const char *day = q->typed.date;
    size_t of_day = 0;
    for (size_t i = 0; i < q->entities.count; i++)
        if (day && is_of_day(&all[i], day))
            all[of_day++] = all[i];
    if (of_day)
        q->entities.count = of_day;
}

/* ---- close keys
 * ------------------------------------------------------------------------------------ */

static const char *letters_of(const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? slash + 1 : key;
}

/* One digit replaced, left out or added: the numbers are of nearly the same length. */
static bool one_digit_off(const char *a, const char *b)
{
    size_t x = strspn(a, "0123456789"), y = strspn(b, "0123456789"), i = 0, k = 0;
    while (i < x && i < y && a[i] == b[i])
        i++;
    while (k < x - i && k < y - i && a[x - 1 - k] == b[y - 1 - k])
        k++;
    return x - i - k <= 1 && y - i - k <= 1 && x > 1 && strcmp(a + x, b + y) == 0;
}

static bool is_near(const struct question *q, const char *key, const char *type)
{
    const struct vt_ref_typed *t = &q->typed;
    if (t->key && strcmp(t->key, key) == 0)
        return false;
    if (!t->key)
        return !t->type || (type && strcmp(t->type, type) == 0);
    size_t number = strspn(key, "0123456789");
    if (number && strncmp(key, t->key, number + 1) == 0)
        return strncmp(letters_of(key), letters_of(t->key), strlen(letters_of(t->key))) == 0;
    return one_digit_off(key, t->key);
}

static vanthu_status near_row(void *context, struct sqlite3_stmt *row)
{
    struct question *q = context;
    const char *key = (const char *)sqlite3_column_text(row, 0);
    const char *type = (const char *)sqlite3_column_text(row, 1);
    if (!key || q->near.count >= NEAR_MAX || !is_near(q, key, type))
        return VANTHU_OK;
    const char *const *known = q->near.items;
    for (size_t i = 0; i < q->near.count; i++)
        if (strcmp(known[i], key) == 0)
            return VANTHU_OK;
    const char **slot = vt_sql_list_add(&q->near, sizeof *slot);
    if (!slot || !(*slot = vt_arena_str(q->arena, vt_str(key))))
        return VANTHU_NO_MEMORY;
    return VANTHU_OK;
}

/* All keys that begin with `prefix`, cited or own, to near_row(). */
static vanthu_status each_key(struct question *q, const char *prefix, struct vanthu_error *error)
{
    char *behind = vt_arena_str(q->arena, vt_str(prefix));
    if (!behind)
        return vt_err_memory(error);
    behind[strlen(behind) - 1]++;
    vanthu_status status = vt_sql_each(q->catalog,
                                       "SELECT DISTINCT key, type FROM mentions"
                                       " WHERE key >= ?1 AND key < ?2 AND kind <> 3",
                                       prefix, behind, near_row, q, error);
    if (status)
        return status;
    return vt_sql_each(q->catalog,
                       "SELECT own_key, type FROM documents WHERE own_key >= ?1 AND own_key < ?2",
                       prefix, behind, near_row, q, error);
}

/* The prefixes "12/" of all numbers that are the typed one but for one digit. */
static vanthu_status near_numbers(struct question *q, const char *number,
                                  struct vanthu_error *error)
{
    size_t digits = strlen(number);
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < digits && digits > 1; i++)
        for (int d = 0; d <= 10 && !status; d++) {
            char prefix[16];
            if (d == 10) /* left out */
                snprintf(prefix, sizeof prefix, "%.*s%s/", (int)i, number, number + i + 1);
            else
                snprintf(prefix, sizeof prefix, "%.*s%d%s/", (int)i, number, d, number + i + 1);
            if (prefix[0] != '0')
                status = each_key(q, prefix, error);
        }
    return status;
}

static vanthu_status find_near(struct question *q, struct vanthu_error *error)
{
    char prefix[16];
    const char *number = q->typed.number;
    while (number && *number == '0' && number[1])
        number++;
    if (!number || strlen(number) > 8)
        return VANTHU_OK;
    snprintf(prefix, sizeof prefix, "%s/", number);
    vanthu_status status = each_key(q, prefix, error);
    if (!status && q->typed.key && strspn(number, "0123456789") == strlen(number))
        status = near_numbers(q, number, error);
    return status;
}

static vanthu_status add_near(struct question *q, struct vanthu_error *error)
{
    vanthu_status status = find_near(q, error);
    const char *const *keys = q->near.items;
    for (size_t i = 0; i < q->near.count && !status; i++)
        status = add_key(q, keys[i], q->year, error);
    return status;
}

/* ---- the answer
 * --------------------------------------------------------------------------------------- */

static int by_year(const void *a, const void *b)
{
    const struct vanthu_entity *x = a, *y = b;
    int c = (x->year > y->year) - (x->year < y->year);
    return c ? c : strcmp(x->canonical, y->canonical);
}

/* The document that is lost, of those with the number that is asked for. */
struct losing {
    struct question *q;
    char id[VT_ID_LEN + 1]; /* "" : there is none of the year */
};

static bool is_of_year(int year, int of)
{
    return !year || !of || year == of;
}

static vanthu_status take_lost(void *context, const struct vt_tombstone *lost)
{
    struct losing *l = context;
    struct question *q = l->q;
    struct vanthu_entity *entities = q->entities.items;
    int year = lost->date ? atoi(lost->date) : 0;
    const char *id = vt_arena_str(q->arena, vt_str(lost->id));
    if (!id)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < q->entities.count; i++)
        if (!entities[i].held && is_of_year(year, entities[i].year))
            entities[i].lost = id;
    if (is_of_year(year, q->year))
        snprintf(l->id, sizeof l->id, "%s", id);
    return VANTHU_OK;
}

static vanthu_status nothing(struct question *q, const char *reference, struct vanthu_error *error)
{
    if (q->year)
        return vt_err(error, VANTHU_NOT_FOUND,
                      _("no document cites %s of %d: try it without the year"), reference, q->year);
    return vt_err(error, VANTHU_NOT_FOUND, _("no document cites %s or anything close to it"),
                  reference);
}

static vanthu_status look_up(struct question *q, const char *reference, bool near,
                             struct vanthu_ref_result *out, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (q->typed.key)
        status = add_key(q, q->typed.key, q->year, error);
    keep_day(q);
    struct losing losing = {.q = q};
    if (!status && q->typed.key)
        status = vt_catalog_lost(q->catalog, q->typed.key, take_lost, &losing, error);
    if (status)
        return status == VANTHU_NO_MEMORY ? vt_err_memory(error) : status;
    if (q->entities.count == 0 && *losing.id)
        return vt_err(error, VANTHU_NOT_FOUND, _("%s: is LOST (%s), and no document cites it"),
                      reference, losing.id);
    out->near = q->entities.count == 0;
    if (near || out->near)
        status = add_near(q, error);
    if (status)
        return status;
    if (q->entities.count == 0)
        return nothing(q, reference, error);
    out->entities = q->entities.items;
    out->entities_count = q->entities.count;
    qsort(out->entities, out->entities_count, sizeof *out->entities, by_year);
    return VANTHU_OK;
}

vanthu_status vanthu_ref(struct vanthu_ref_result **out, struct vanthu_archive *archive,
                         const char *reference, const struct vanthu_ref_options *options,
                         struct vanthu_error *error)
{
    struct answer *answer = calloc(1, sizeof *answer);
    struct vt_buf clean = {0};
    vanthu_status status;
    *out = NULL;
    if (!answer || vt_clean(&clean, NULL, vt_str(reference))) {
        status = vt_err_memory(error);
        goto done;
    }
    struct question q = {.catalog = archive->catalog,
                         .arena = &answer->arena,
                         .year = options ? options->year : 0,
                         .near = {.arena = &answer->arena},
                         .entities = {.catalog = archive->catalog, .arena = &answer->arena}};
    status = read_question(&q, reference, &clean, error);
    if (!status)
        status = look_up(&q, reference, options && options->near, &answer->public, error);
done:
    vt_buf_free(&clean);
    if (status)
        vanthu_ref_result_free(answer ? &answer->public : NULL);
    else
        *out = &answer->public;
    return status;
}

void vanthu_ref_result_free(struct vanthu_ref_result *result)
{
    struct answer *answer = (struct answer *)result;
    if (!answer)
        return;
    vt_arena_free(&answer->arena);
    free(answer);
}
