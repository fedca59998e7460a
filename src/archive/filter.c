/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c: which documents `list` shows. A field is read as in a query, and its tree judged on the
 * facts of a document, so that both mean the same by it; words are looked for as they stand.
 */
#include "archive/filter.h"

#include "archive/abbreviations.h"
#include "archive/archive.h"
#include "archive/sql.h"
#include "base/err.h"
#include "query/field.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/match.h"
#include "text/tokens.h"

#include <stdio.h>
#include <stdlib.h>

/* Documents that are, or cite, a number; those that were and are lost, too. */
struct numbered {
    const struct vt_node *node;
    struct vt_sql_list ids; /* in order */
};

struct condition {
    const struct vt_node *tree; /* NULL: `words` */
    struct vt_buf words;        /* folded (L3) */
    bool negative;
};

struct vt_filter {
    struct vt_arena arena;
    struct vt_tokens *tokens;
    struct condition *conditions;
    size_t count;
    struct vt_sql_list numbered; /* struct numbered */
};

/* ---- numbers ---- */

static vanthu_status id_row(void *context, struct sqlite3_stmt *row)
{
    struct vt_sql_list *ids = context;
    const char **id = vt_sql_list_add(ids, sizeof *id);
    bool ok = id != NULL;
    if (ok)
        *id = vt_sql_str(ids->arena, row, 0, &ok);
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* All keys from `first` on and before `last`: "58" is a number with any symbol, "58/" and what goes
 * on from there. */
static vanthu_status find_numbered(struct vt_filter *f, struct vt_catalog *catalog,
                                   const struct vt_node *node, struct vanthu_error *error)
{
    struct vt_buf first = {0}, last = {0};
    struct numbered *n = vt_sql_list_add(&f->numbered, sizeof *n);
    bool digits = strspn(node->key, "0123456789") == strlen(node->key);
    vanthu_status status = n ? VANTHU_OK : VANTHU_NO_MEMORY;
    if (status == VANTHU_OK)
        status = vt_buf_printf(&first, "%s%s", node->key, digits ? "/" : "");
    if (status == VANTHU_OK)
        status = vt_buf_printf(&last, "%s%s", node->key, digits ? "0" : "\x01");
    if (status != VANTHU_OK) {
        vt_err_memory(error);
        goto done;
    }
    *n = (struct numbered){.node = node, .ids = {.arena = &f->arena}};
    status = vt_sql_each(catalog,
                         "SELECT id FROM documents WHERE own_key >= ?1 AND own_key < ?2"
                         " UNION SELECT id FROM lost WHERE own_key >= ?1 AND own_key < ?2"
                         " UNION SELECT d.id FROM mentions m JOIN documents d USING(doc)"
                         " WHERE m.key >= ?1 AND m.key < ?2 AND m.kind <> 3 ORDER BY 1",
                         first.p, last.p, id_row, &n->ids, error);
done:
    vt_buf_free(&first);
    vt_buf_free(&last);
    return status;
}

static vanthu_status find_all_numbered(struct vt_filter *f, struct vt_catalog *catalog,
                                       const struct vt_node *node, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (node->kind == VT_NODE_NUMBER)
        status = find_numbered(f, catalog, node, error);
    for (size_t i = 0; i < node->children_count && status == VANTHU_OK; i++)
        status = find_all_numbered(f, catalog, node->children[i], error);
    return status;
}

/* ---- parsing ---- */

static vanthu_status folded(struct vt_buf *out, struct vt_str text)
{
    struct vt_buf clean = {0};
    vanthu_status status = vt_clean(&clean, NULL, text);
    if (status == VANTHU_OK)
        status = vt_fold(out, vt_str_trim(vt_buf_str(&clean)), VT_L3);
    vt_buf_free(&clean);
    return status;
}

/* The same as a person types it in a query: nam:"2021". */
static vanthu_status as_query(struct vt_buf *out, struct vt_str typed, size_t colon)
{
    vanthu_status status = vt_buf_printf(out, "%.*s:\"", (int)colon, typed.p);
    for (size_t i = colon + 1; i < typed.len && status == VANTHU_OK; i++)
        if (typed.p[i] != '"')
            status = vt_buf_append_char(out, typed.p[i]);
    return status == VANTHU_OK ? vt_buf_append_char(out, '"') : status;
}

/* `time`: the field is of dates. A value without a word is had by nothing. */
static vanthu_status read_field(struct vt_filter *f, struct condition *c, struct vt_str typed,
                                size_t colon, bool time, struct vanthu_archive *archive,
                                struct vanthu_error *error)
{
    struct vt_abbreviations own;
    struct vt_query query = {0};
    struct vt_buf text = {0};
    const char *note;
    vanthu_status status = vt_own_abbreviations(&own, &note, &f->arena, archive->dir, error);
    if (status == VANTHU_OK &&
        (as_query(&text, typed, colon) || vt_query_parse(&query, &f->arena, vt_buf_str(&text)) ||
         vt_query_abbreviate(&query, &f->arena, &own)))
        status = vt_err_memory(error);
    if (status == VANTHU_OK && time && query.root->kind != VT_NODE_DATES)
        status = vt_err(error, VANTHU_USAGE, _("%.*s: not a year, date or range of years"),
                        VT_STR_ARG(vt_str_sub(typed, 0, 200)));
    if (status == VANTHU_OK)
        status = find_all_numbered(f, archive->catalog, query.root, error);
    c->tree = query.root;
    vt_buf_free(&text);
    return status;
}

static vanthu_status read(struct vt_filter *f, struct condition *c, struct vt_str typed,
                          struct vanthu_archive *archive, struct vanthu_error *error)
{
    enum vt_field field;
    c->negative = typed.len > 1 && typed.p[0] == '-';
    if (c->negative)
        typed = vt_str_sub(typed, 1, typed.len);
    const char *colon = typed.len ? memchr(typed.p, ':', typed.len) : NULL;
    if (!colon)
        return folded(&c->words, typed) == VANTHU_OK ? VANTHU_OK : vt_err_memory(error);
    if (vt_field_read(&field, vt_str_range(typed.p, colon)) != VANTHU_OK)
        return vt_err_memory(error);
    if (!vt_field_is_asked(field))
        return vt_err(error, VANTHU_USAGE,
                      _("%.*s: unknown field: use nam, loai, tu, den, ngay, coquan, so or tieude"),
                      VT_STR_ARG(vt_str_sub(typed, 0, 200)));
    return read_field(f, c, typed, (size_t)(colon - typed.p), vt_field_is_time(field), archive,
                      error);
}

vanthu_status vt_filter_new(struct vt_filter **out, const char *const *filters, size_t count,
                            struct vanthu_archive *archive, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    struct vt_filter *f = calloc(1, sizeof *f);
    *out = f;
    if (!f || !(f->conditions = calloc(count + 1, sizeof *f->conditions)) ||
        vt_tokens_new(&f->tokens, VT_STR("")) != VANTHU_OK)
        return vt_err_memory(error);
    f->numbered.arena = &f->arena;
    while (f->count < count && status == VANTHU_OK) {
        status = read(f, &f->conditions[f->count], vt_str(filters[f->count]), archive, error);
        f->count++;
    }
    return status;
}

void vt_filter_free(struct vt_filter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        vt_buf_free(&f->conditions[i].words);
    free(f->conditions);
    vt_tokens_free(f->tokens);
    vt_arena_free(&f->arena);
    free(f);
}

/* ---- judging a field ---- */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_id(const struct vt_filter *f, const struct vt_node *node, const char *id)
{
    const struct numbered *n = f->numbered.items;
    while (n->node != node)
        n++;
    return n->ids.count && bsearch(&id, n->ids.items, n->ids.count, sizeof id, compare_ids);
}

/* Every token of the node is one of the text: by its letters in a title, by its key in an office,
 * as the index has them. */
static bool has_tokens(const struct vt_filter *f, const struct vt_node *node, const char *text)
{
    struct vt_token token;
    size_t found = 0;
    bool there = true;
    for (size_t i = 0; i < node->tokens_count && there; i++) {
        const struct vt_query_token *wanted = &node->tokens[i];
        there = false;
        vt_tokens_reset(f->tokens, text ? vt_str(text) : VT_STR_NONE);
        while (!there && vt_tokens_next(f->tokens, &token))
            there = node->kind == VT_NODE_ISSUER ? !token.extra && vt_str_eq(wanted->key, token.key)
                                                 : vt_match(wanted->form, token.form, VT_BY_LETTER);
        found += there;
    }
    return found && there;
}

static vanthu_status has_type(const struct vt_node *node, const char *type, bool *found)
{
    struct vt_buf buf = {0};
    vanthu_status status = type ? vt_fold(&buf, vt_str(type), VT_L3) : VANTHU_OK;
    *found = type && status == VANTHU_OK && vt_str_eq(vt_buf_str(&buf), vt_str(node->text));
    vt_buf_free(&buf);
    return status;
}

/* A limit of "2021" means all of 2021; of a document whose day or month is not known it is nought.
 */
static bool is_within(const struct vt_node *node, const struct vanthu_document *d)
{
    char date[sizeof "2021-07-13"] = "0000-00-00";
    if (!d->date && !d->year)
        return false;
    if (d->date)
        memcpy(date, d->date, strnlen(d->date, sizeof date - 1));
    else
        snprintf(date, sizeof date, "%04u-00-00", (unsigned)d->year % 10000);
    return strcmp(date, node->from) >= 0 &&
           (!*node->to || strncmp(date, node->to, strlen(node->to)) <= 0);
}

static vanthu_status holds(const struct vt_filter *f, const struct vt_node *node,
                           const struct vanthu_document *d, bool *found);

static vanthu_status any_or_all(const struct vt_filter *f, const struct vt_node *node,
                                const struct vanthu_document *d, bool *found)
{
    vanthu_status status = VANTHU_OK;
    bool all = node->kind == VT_NODE_AND;
    *found = all;
    for (size_t i = 0; i < node->children_count && *found == all && status == VANTHU_OK; i++)
        status = holds(f, node->children[i], d, found);
    return status;
}

static vanthu_status holds(const struct vt_filter *f, const struct vt_node *node,
                           const struct vanthu_document *d, bool *found)
{
    *found = false;
    switch (node->kind) {
    case VT_NODE_TYPE:
        return has_type(node, d->type, found);
    case VT_NODE_ISSUER:
        *found = has_tokens(f, node, d->office);
        return VANTHU_OK;
    case VT_NODE_TITLE:
        *found = has_tokens(f, node, d->title);
        return VANTHU_OK;
    case VT_NODE_NUMBER:
        *found = has_id(f, node, d->id);
        return VANTHU_OK;
    case VT_NODE_DATES:
        *found = is_within(node, d);
        return VANTHU_OK;
    case VT_NODE_AND:
    case VT_NODE_OR:
    case VT_NODE_ALSO:
        return any_or_all(f, node, d, found);
    default:
        return VANTHU_OK;
    }
}

/* ---- judging words ---- */

static vanthu_status contains(const struct condition *c, const char *text, bool *found)
{
    struct vt_buf buf = {0};
    vanthu_status status = VANTHU_OK;
    if (text)
        status = folded(&buf, vt_str(text));
    *found = *found || (status == VANTHU_OK && text &&
                        memmem(buf.p ? buf.p : "", buf.len, c->words.p ? c->words.p : "",
                               c->words.len) != NULL);
    vt_buf_free(&buf);
    return status;
}

static vanthu_status has_words(const struct condition *c, const struct vanthu_document *d,
                               bool *found)
{
    *found = false;
    vanthu_status status = contains(c, d->title, found);
    if (status == VANTHU_OK)
        status = contains(c, d->number, found);
    if (status == VANTHU_OK)
        status = contains(c, d->symbol, found);
    for (size_t i = 0; i < d->sources_count && status == VANTHU_OK; i++)
        status = contains(c, d->sources[i].path, found);
    return status;
}

vanthu_status vt_filter_passes(const struct vt_filter *f, const struct vanthu_document *d,
                               bool *passes)
{
    vanthu_status status = VANTHU_OK;
    *passes = true;
    for (size_t i = 0; i < f->count && status == VANTHU_OK && *passes; i++) {
        const struct condition *c = &f->conditions[i];
        status = c->tree ? holds(f, c->tree, d, passes) : has_words(c, d, passes);
        *passes = *passes != c->negative;
    }
    return status;
}
