/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entity.c: groups the mentions of one key by year and issuer and counts them.
 *
 * The text of a citing document is read once, for all its mentions.
 */
#include "archive/entity.h"

#include "archive/issuers.h"
#include "base/err.h"
#include "ref/ref.h"
#include "text/fold.h"

#include <stdlib.h>

enum { TITLE_MAX_BYTES = 300, TYPE_MAX_BYTES = 60, EARLIEST = 1945, LATEST = 2144 };

char *vt_joined(struct vt_arena *arena, struct vt_str text)
{
    char *copy = vt_arena_str(arena, vt_str_trim(text)), *out = copy;
    bool blank = false;
    for (const char *p = copy; p && *p; p++) {
        bool space = *p == ' ' || (*p >= '\t' && *p <= '\r');
        if (!(space && blank))
            *out++ = space ? ' ' : *p;
        blank = space;
    }
    if (out)
        *out = '\0';
    return copy;
}

/* ---- one entity's lists ---------------------------------------------------------------------- */

/* How often one date, year or document has been seen, in the order of first sight. */
static vanthu_status count_date(struct vt_sql_list *dates, const char *date)
{
    struct vanthu_dated *d = dates->items;
    for (size_t i = 0; i < dates->count; i++)
        if (strcmp(d[i].date, date) == 0) {
            d[i].mentions++;
            return VANTHU_OK;
        }
    d = vt_sql_list_add(dates, sizeof *d);
    if (!d)
        return VANTHU_NO_MEMORY;
    *d = (struct vanthu_dated){date, 1};
    return VANTHU_OK;
}

static vanthu_status count_year(struct vt_sql_list *years, int year, bool new_document)
{
    struct vanthu_year *y = years->items;
    size_t i = 0;
    while (i < years->count && y[i].year != year)
        i++;
    if (i == years->count) {
        y = vt_sql_list_add(years, sizeof *y);
        if (!y)
            return VANTHU_NO_MEMORY;
        *y = (struct vanthu_year){year, 0, 0};
        i = 0;
    }
    y[i].mentions++;
    y[i].documents += new_document;
    return VANTHU_OK;
}

static int by_mentions(const void *a, const void *b)
{
    const struct vanthu_dated *x = a, *y = b;
    if (x->mentions != y->mentions)
        return x->mentions < y->mentions ? 1 : -1;
    return strcmp(x->date, y->date);
}

static int by_year(const void *a, const void *b)
{
    const struct vanthu_year *x = a, *y = b;
    return (x->year > y->year) - (x->year < y->year);
}

static void sort_list(struct vt_sql_list *list, size_t size,
                      int (*compare)(const void *, const void *))
{
    if (list->count > 1)
        qsort(list->items, list->count, size, compare);
}

/* ---- what it is about --------------------------------------------------------------------------
 */

static size_t skip_space(struct vt_str text, size_t at)
{
    while (at < text.len && strchr(" \n\r\t", text.p[at]))
        at++;
    return at;
}

/* Behind "của" and the issuer as written, where they follow. */
static size_t skip_issuer(struct vt_str text, size_t at, const char *issuer)
{
    size_t next = skip_space(text, at);
    if (!issuer || !vt_str_starts(vt_str_sub(text, next, text.len), VT_STR("của")))
        return at;
    next = skip_space(text, next + strlen("của"));
    return next + strlen(issuer) <= text.len ? next + strlen(issuer) : at;
}

/* Words with which the subject of a document begins. */
static bool begins_subject(struct vt_str text)
{
    static const char *const words[] = {"về việc ",   "về ",         "V/v ",        "ban hành ",
                                        "quy định ",  "phê duyệt ",  "triển khai ", "sửa đổi",
                                        "hướng dẫn ", "tăng cường ", "thực hiện "};
    struct vt_buf folded = {0};
    bool found = false;
    struct vt_str head = vt_str_sub(text, 0, 40);
    while (head.len && head.len < text.len && (text.p[head.len] & 0xC0) == 0x80)
        head.len--;
    if (vt_fold(&folded, head, VT_L0) == VANTHU_OK)
        for (size_t i = 0; i < sizeof words / sizeof *words && !found; i++)
            found = vt_str_starts(vt_buf_str(&folded), vt_str(words[i]));
    vt_buf_free(&folded);
    return found;
}

/* Whether another document is named at `at`: "Quyết định số 12". */
static bool names_document(struct vt_str text, size_t at)
{
    struct vt_str head = vt_str_sub(text, at, at + TYPE_MAX_BYTES);
    const char *number = memmem(head.p, head.len, " số ", strlen(" số "));
    return number && vt_ref_type(vt_str_range(head.p, number));
}

/* Whether the subject ends at `at`, before ", Quyết định số 12", " và Quyết định số 12", or the
 * office that does something: ", Sở Nội vụ đề nghị". */
static bool ends_before(struct vt_str text, size_t at)
{
    static const char *const joints[] = {", ", " và "};
    static const char *const offices[] = {", Sở ", ", UBND ", ", Ủy ban ", ", Bộ ", ", Ban "};
    struct vt_str rest = vt_str_sub(text, at, text.len);
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (vt_str_starts(rest, vt_str(offices[i])))
            return true;
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (vt_str_starts(rest, vt_str(joints[i])))
            return names_document(text, at + strlen(joints[i]));
    return false;
}

/* The subject behind a mention up to the end of its clause, cut between words. */
static struct vt_str subject(struct vt_str text, const struct vt_cited *c)
{
    size_t at = c->date_end > c->end ? c->date_end : c->end;
    at = skip_space(text, skip_issuer(text, at < text.len ? at : text.len, c->issuer));
    struct vt_str rest = vt_str_sub(text, at, text.len);
    if (!begins_subject(rest))
        return VT_STR_NONE;
    size_t end = 0, word = 0;
    for (; end < rest.len && end < TITLE_MAX_BYTES && !strchr(".;:()", rest.p[end]); end++) {
        if (strchr(" ,", rest.p[end]) && ends_before(rest, end))
            break;
        if (strchr(" \n", rest.p[end]))
            word = end;
    }
    end = end < TITLE_MAX_BYTES ? end : word;
    while (end && strchr(" \n,", rest.p[end - 1]))
        end--;
    return vt_str_sub(rest, 0, end);
}

/* ---- building -----------------------------------------------------------------------------------
 */

struct builder {
    struct vt_entities *all;
    const struct vt_reference *reference;
    struct vanthu_entity *entity;
    struct vt_sql_list dates, years, where;
    bool issuer_named; /* with its place */
    int64_t last_doc;
    struct vt_buf *text; /* of last_doc */
};

static vanthu_status add_where(struct builder *b, const struct vt_cited *c,
                               struct vanthu_error *error)
{
    struct vt_arena *arena = b->all->arena;
    struct vanthu_where *w = vt_sql_list_add(&b->where, sizeof *w);
    if (!w)
        return VANTHU_NO_MEMORY;
    struct vt_str text = vt_buf_str(b->text);
    w->document = c->in.id;
    w->title = c->in.title;
    w->date = c->in.date;
    w->start = c->start;
    w->end = c->end;
    w->resolved = c->how;
    w->raw = vt_arena_str(arena, vt_str_sub(text, (size_t)c->start, (size_t)c->end));
    if (!w->raw)
        return VANTHU_NO_MEMORY;
    return vt_catalog_section_at(b->all->catalog, c->in.doc, c->start, arena, &w->section,
                                 &w->section_count, error);
}

static void widen(struct vanthu_entity *e, const char *date)
{
    if (!date)
        return;
    if (!e->first || strcmp(date, e->first) < 0)
        e->first = date;
    if (!e->last || strcmp(date, e->last) > 0)
        e->last = date;
}

static vanthu_status add_cited(struct builder *b, const struct vt_cited *c,
                               struct vanthu_error *error)
{
    struct vanthu_entity *e = b->entity;
    bool new_document = b->last_doc != c->in.doc;
    vanthu_status status = VANTHU_OK;
    if (new_document) {
        vt_buf_clear(b->text);
        status = vt_catalog_text(b->all->catalog, c->in.doc, b->text, error);
    }
    b->last_doc = c->in.doc;
    e->mentions++;
    e->documents += new_document;
    e->canonical = e->canonical ? e->canonical : c->canonical;
    e->type = e->type ? e->type : c->type;
    bool named = c->issuer && vt_issuer_place(vt_str(c->issuer)).len;
    if (!e->issuer || (named && !b->issuer_named))
        e->issuer = c->issuer;
    b->issuer_named |= named;
    widen(e, c->in.date);
    if (!status && c->date)
        status = count_date(&b->dates, c->date);
    if (!status)
        status = count_year(&b->years, c->in.year, new_document);
    if (!status)
        status = add_where(b, c, error);
    struct vt_str about = status || e->title ? VT_STR_NONE : subject(vt_buf_str(b->text), c);
    if (about.len && !(e->title = vt_joined(b->all->arena, about)))
        status = VANTHU_NO_MEMORY;
    return status;
}

/* The document itself, when the archive has it. */
static void add_own(struct builder *b, const struct vt_own *own)
{
    struct vanthu_entity *e = b->entity;
    e->held = own->doc.id;
    e->canonical = e->canonical ? e->canonical : own->canonical;
    e->type = own->type ? own->type : e->type;
    e->issuer = own->doc.office ? own->doc.office : e->issuer;
    b->issuer_named |= own->doc.office != NULL;
    e->title = own->doc.title ? own->doc.title : e->title;
    e->date = own->doc.date ? own->doc.date : e->date;
}

/* The newest document first, one without a date last; places of a document in their order. */
static int by_newest(const void *a, const void *b)
{
    const struct vanthu_where *x = a, *y = b;
    int order = strcmp(y->date ? y->date : "", x->date ? x->date : "");
    if (!order)
        order = strcmp(x->document, y->document);
    return order ? order : (x->start > y->start) - (x->start < y->start);
}

static void finish(struct builder *b)
{
    struct vanthu_entity *e = b->entity;
    sort_list(&b->where, sizeof(struct vanthu_where), by_newest);
    sort_list(&b->dates, sizeof(struct vanthu_dated), by_mentions);
    sort_list(&b->years, sizeof(struct vanthu_year), by_year);
    e->dates = b->dates.items;
    e->dates_count = b->dates.count;
    e->by_year = b->years.items;
    e->by_year_count = b->years.count;
    e->where = b->where.items;
    e->where_count = b->where.count;
    if (!e->date && e->dates_count)
        e->date = e->dates[0].date;
    if (!e->canonical)
        e->canonical = b->reference->key;
}

/* The issuer on one line; "UBND tỉnh" of one of two provinces gets its place. */
static vanthu_status name_issuer(struct builder *b, const struct vt_issuer *issuer)
{
    struct vanthu_entity *e = b->entity;
    size_t of_year = 0;
    for (size_t i = 0; i < b->reference->issuers_count; i++)
        of_year += b->reference->issuers[i].year == issuer->year;
    if (e->issuer && !(e->issuer = vt_joined(b->all->arena, vt_str(e->issuer))))
        return VANTHU_NO_MEMORY;
    if (b->issuer_named || !issuer->place || of_year < 2)
        return VANTHU_OK;
    struct vt_buf name = {0};
    vanthu_status status = vt_buf_printf(&name, "%s%s%s", e->issuer ? e->issuer : "",
                                         e->issuer ? " " : "", issuer->place);
    if (status == VANTHU_OK && !(e->issuer = vt_arena_str(b->all->arena, vt_buf_str(&name))))
        status = VANTHU_NO_MEMORY;
    vt_buf_free(&name);
    return status;
}

static vanthu_status build(struct vt_entities *all, const struct vt_reference *reference, int of,
                           struct vt_buf *text, struct vanthu_error *error)
{
    struct vt_sql_list list = {all->arena, all->items, all->count, all->cap};
    struct builder b = {.all = all, .reference = reference, .text = text, .last_doc = -1};
    b.dates.arena = b.years.arena = b.where.arena = all->issuers.arena = all->arena;
    b.entity = vt_sql_list_add(&list, sizeof *b.entity);
    int *issuer = vt_sql_list_add(&all->issuers, sizeof *issuer);
    if (!b.entity || !issuer)
        return VANTHU_NO_MEMORY;
    all->items = list.items;
    all->count = list.count;
    all->cap = list.cap;
    *issuer = of;
    b.entity->year = reference->issuers[of].year;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < reference->cited_count && !status; i++)
        if (reference->cited[i].of == of)
            status = add_cited(&b, &reference->cited[i], error);
    for (size_t i = 0; i < reference->own_count; i++)
        if (reference->own[i].of == of)
            add_own(&b, &reference->own[i]);
    finish(&b);
    return status ? status : name_issuer(&b, &reference->issuers[of]);
}

static vanthu_status add_year(struct vt_entities *all, const struct vt_reference *reference,
                              int year, struct vt_buf *text, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < reference->issuers_count && !status; i++)
        if (reference->issuers[i].year == year)
            status = build(all, reference, (int)i, text, error);
    return status;
}

vanthu_status vt_entities_add(struct vt_entities *entities, const struct vt_reference *reference,
                              int year, struct vanthu_error *error)
{
    struct vt_buf text = {0};
    vanthu_status status = VANTHU_OK;
    int from = year ? year : EARLIEST, to = year ? year : LATEST;
    for (int y = from; y <= to && !status; y++)
        status = add_year(entities, reference, y, &text, error);
    if (!status && !year)
        status = add_year(entities, reference, 0, &text, error);
    if (status == VANTHU_NO_MEMORY)
        vt_err_memory(error);
    vt_buf_free(&text);
    return status;
}
