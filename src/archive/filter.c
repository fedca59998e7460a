/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.c: which documents `list` shows. */
#include "archive/filter.h"

#include "base/err.h"
#include "ref/ref.h"
#include "text/clean.h"
#include "text/date.h"
#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>

enum field { WORDS, TYPE, YEAR, FROM, TO, ISSUER, NUMBER, TITLE };

static const struct {
    const char *name;
    enum field field;
} FIELDS[] = {
    {"loai", TYPE}, {"type", TYPE},  {"nam", YEAR},     {"year", YEAR},     {"tu", FROM},
    {"from", FROM}, {"den", TO},     {"to", TO},        {"coquan", ISSUER}, {"issuer", ISSUER},
    {"so", NUMBER}, {"ref", NUMBER}, {"tieude", TITLE}, {"title", TITLE},
};

struct condition {
    enum field field;
    struct vt_buf value; /* folded (L3); the key of a number; an ISO date */
    int first, last;     /* years */
};

struct vt_filter {
    struct condition *conditions;
    size_t count;
};

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

static bool read_years(struct condition *c)
{
    int used = 0;
    const char *text = vt_buf_cstr(&c->value);
    if (text && sscanf(text, "%4d..%4d%n", &c->first, &c->last, &used) == 2 && !text[used])
        return c->first <= c->last;
    used = 0;
    if (text && sscanf(text, "%4d%n", &c->first, &used) == 1 && !text[used]) {
        c->last = c->first;
        return true;
    }
    return false;
}

/* "2021", "2021-09", "13/7/2021" become ISO. */
static bool read_date(struct condition *c)
{
    struct vt_date date = {0};
    char iso[11];
    struct vt_str value = vt_buf_str(&c->value);
    if (!vt_date_parse(&date, value) && vt_date_read(&date, value) != value.len)
        return false;
    vt_date_format(iso, date);
    vt_buf_clear(&c->value);
    return iso[0] && vt_buf_append_str(&c->value, vt_str(iso)) == VANTHU_OK;
}

static vanthu_status to_key(struct condition *c)
{
    struct vt_buf key = {0};
    vanthu_status status = vt_ref_key(&key, vt_buf_str(&c->value));
    vt_buf_free(&c->value);
    c->value = key;
    return status;
}

static vanthu_status find_field(struct vt_str *typed, enum field *field, struct vanthu_error *error)
{
    struct vt_buf name = {0};
    const char *colon = memchr(typed->p, ':', typed->len);
    vanthu_status status = VANTHU_OK;
    *field = WORDS;
    if (!colon)
        return VANTHU_OK;
    if (folded(&name, vt_str_range(typed->p, colon)) != VANTHU_OK)
        return vt_err_memory(error);
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS && *field == WORDS; i++)
        if (vt_str_eq(vt_buf_str(&name), vt_str(FIELDS[i].name)))
            *field = FIELDS[i].field;
    if (*field == WORDS)
        status = vt_err(error, VANTHU_USAGE,
                        _("%.*s: unknown field: use nam, loai, tu, den, coquan, so or tieude"),
                        VT_STR_ARG(vt_str_sub(*typed, 0, 200)));
    else
        *typed = vt_str_range(colon + 1, typed->p + typed->len);
    vt_buf_free(&name);
    return status;
}

static vanthu_status parse(struct condition *c, const char *typed, struct vanthu_error *error)
{
    struct vt_str value = vt_str(typed);
    vanthu_status status = find_field(&value, &c->field, error);
    bool sound = true;
    if (status != VANTHU_OK)
        return status;
    if (value.len >= 2 && value.p[0] == '"' && value.p[value.len - 1] == '"')
        value = vt_str_sub(value, 1, value.len - 1);
    if (folded(&c->value, value) != VANTHU_OK)
        return vt_err_memory(error);
    if (c->field == YEAR)
        sound = read_years(c);
    else if (c->field == FROM || c->field == TO)
        sound = read_date(c);
    else if (c->field == NUMBER && to_key(c) != VANTHU_OK)
        return vt_err_memory(error);
    return sound ? VANTHU_OK
                 : vt_err(error, VANTHU_USAGE, _("%.200s: not a year, date or range of years"),
                          typed);
}

vanthu_status vt_filter_new(struct vt_filter **out, const char *const *filters, size_t count,
                            struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    struct vt_filter *filter = calloc(1, sizeof *filter);
    *out = filter;
    if (!filter || !(filter->conditions = calloc(count + 1, sizeof *filter->conditions)))
        return vt_err_memory(error);
    while (filter->count < count && status == VANTHU_OK) {
        status = parse(&filter->conditions[filter->count], filters[filter->count], error);
        filter->count++;
    }
    return status;
}

void vt_filter_free(struct vt_filter *filter)
{
    if (!filter)
        return;
    for (size_t i = 0; i < filter->count; i++)
        vt_buf_free(&filter->conditions[i].value);
    free(filter->conditions);
    free(filter);
}

/* ---- judging ---- */

static vanthu_status contains(const struct condition *c, const char *text, bool *found)
{
    struct vt_buf buf = {0};
    vanthu_status status = VANTHU_OK;
    if (text)
        status = folded(&buf, vt_str(text));
    *found = *found || (status == VANTHU_OK && text &&
                        memmem(buf.p ? buf.p : "", buf.len, c->value.p ? c->value.p : "",
                               c->value.len) != NULL);
    vt_buf_free(&buf);
    return status;
}

static vanthu_status has_number(const struct condition *c, const struct vanthu_document *d,
                                bool *found)
{
    struct vt_buf canonical = {0}, key = {0};
    vanthu_status status = VANTHU_OK;
    if (d->number && *d->number && d->symbol) {
        status = vt_buf_printf(&canonical, "%s/%s", d->number, d->symbol);
        if (status == VANTHU_OK)
            status = vt_ref_key(&key, vt_buf_str(&canonical));
        *found = status == VANTHU_OK && vt_str_starts(vt_buf_str(&key), vt_buf_str(&c->value));
    }
    vt_buf_free(&canonical);
    vt_buf_free(&key);
    return status;
}

static vanthu_status has_words(const struct condition *c, const struct vanthu_document *d,
                               bool *found)
{
    vanthu_status status = contains(c, d->title, found);
    if (status == VANTHU_OK)
        status = contains(c, d->number, found);
    if (status == VANTHU_OK)
        status = contains(c, d->symbol, found);
    for (size_t i = 0; i < d->sources_count && status == VANTHU_OK; i++)
        status = contains(c, d->sources[i].path, found);
    return status;
}

/* Dates of different precision are compared as far as the condition goes. */
static int compare_date(const char *date, struct vt_str limit)
{
    return strncmp(date, limit.p, limit.len);
}

static vanthu_status holds(const struct condition *c, const struct vanthu_document *d, bool *found)
{
    *found = false;
    switch (c->field) {
    case YEAR:
        *found = d->year >= c->first && d->year <= c->last && d->year;
        return VANTHU_OK;
    case FROM:
        *found = d->date && compare_date(d->date, vt_buf_str(&c->value)) >= 0;
        return VANTHU_OK;
    case TO:
        *found = d->date && compare_date(d->date, vt_buf_str(&c->value)) <= 0;
        return VANTHU_OK;
    case TYPE:
        return contains(c, d->type, found);
    case ISSUER:
        return contains(c, d->office, found);
    case TITLE:
        return contains(c, d->title, found);
    case NUMBER:
        return has_number(c, d, found);
    case WORDS:
        return has_words(c, d, found);
    }
    return VANTHU_OK;
}

vanthu_status vt_filter_passes(const struct vt_filter *filter, const struct vanthu_document *d,
                               bool *passes)
{
    vanthu_status status = VANTHU_OK;
    *passes = true;
    for (size_t i = 0; i < filter->count && status == VANTHU_OK && *passes; i++)
        status = holds(&filter->conditions[i], d, passes);
    return status;
}
