/* SPDX-License-Identifier: GPL-3.0-or-later */
/* said.c: what people say that facts of a document are. */
#include "archive/said.h"

#include "base/err.h"
#include "base/utf8.h"
#include "query/field.h"
#include "ref/ref.h"
#include "text/clean.h"
#include "text/date.h"

#include <stdlib.h>

enum { VALUE_MAX = 4000, RECIPIENTS_MAX = 100 };

enum fact { TITLE, TYPE, NUMBER, OFFICE, PLACE, DATE, PERIOD, SIGNED_AS, RECIPIENTS, FACTS };

static const char *const NAMES[FACTS] = {"title", "type",   "number",    "office",    "place",
                                         "date",  "period", "signed_as", "recipients"};

/* What may be typed for each. */
static const enum vt_field FIELDS[FACTS] = {
    VT_FIELD_TITLE, VT_FIELD_TYPE,   VT_FIELD_NUMBER,    VT_FIELD_ISSUER,    VT_FIELD_PLACE,
    VT_FIELD_DATE,  VT_FIELD_PERIOD, VT_FIELD_SIGNED_AS, VT_FIELD_RECIPIENTS};

static const char NONE[] = "-";

/* FACTS: this version does not know it. */
static enum fact fact_of(const char *name)
{
    for (enum fact f = TITLE; f < FACTS; f++)
        if (strcmp(NAMES[f], name) == 0)
            return f;
    return FACTS;
}

/* ---- reading what is typed ---- */

static vanthu_status read_name(enum fact *fact, struct vt_str typed)
{
    enum vt_field field;
    vanthu_status status = vt_field_read(&field, typed);
    *fact = FACTS;
    for (enum fact f = TITLE; f < FACTS; f++)
        if (FIELDS[f] == field && field)
            *fact = f;
    return status;
}

/* Clean, on one line. */
static vanthu_status read_line(struct vt_buf *out, struct vt_str typed)
{
    struct vt_buf clean = {0};
    vanthu_status status = vt_clean(&clean, NULL, typed);
    struct vt_str text = vt_str_trim(vt_buf_str(&clean));
    for (size_t i = 0; i < text.len && status == VANTHU_OK; i++) {
        bool space = (unsigned char)text.p[i] <= ' ';
        if (!space || out->p[out->len - 1] != ' ')
            status = vt_buf_append_char(out, space ? ' ' : text.p[i]);
    }
    vt_buf_free(&clean);
    return status;
}

static bool is_date(const char *iso)
{
    struct vt_date date;
    return vt_date_parse(&date, vt_str(iso));
}

/* "13/7/2021", "tháng 9 năm 2021", "2021-07" become ISO. */
static vanthu_status read_date(struct vt_buf *value, bool *sound)
{
    struct vt_date date = {0};
    char iso[11];
    struct vt_str text = vt_buf_str(value);
    *sound = vt_date_parse(&date, text) || vt_date_read(&date, text) == text.len;
    if (!*sound)
        return VANTHU_OK;
    vt_date_format(iso, date);
    vt_buf_clear(value);
    *sound = iso[0];
    return vt_buf_append_str(value, vt_str(iso));
}

/* Day, month and year of a text that has these three numbers; also of a day that no calendar has.
 */
static bool read_day(int day[3], const char *text)
{
    size_t count = 0;
    while (*text) {
        char *end = (char *)text;
        long number = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
        if (end == text) {
            text++;
            continue;
        }
        if (count == 3 || number > 9999)
            return false;
        day[count++] = (int)number;
        text = end;
    }
    if (count == 3 && day[0] > 31) { /* ISO */
        int year = day[0];
        day[0] = day[2];
        day[2] = year;
    }
    return count == 3 && day[2] >= 1900;
}

/* No calendar has the day that is typed: 31/2/2024. */
static bool is_no_day(int day[3], const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!read_day(day, text))
        return false;
    bool leap = day[2] % 4 == 0 && (day[2] % 100 != 0 || day[2] % 400 == 0);
    if (day[1] < 1 || day[1] > 12 || day[0] < 1)
        return true;
    return day[0] > days[day[1] - 1] + (day[1] == 2 && leap);
}

/* The mention that a document with this number would have in its head; NULL: it is no number. */
static vanthu_status read_number(const struct vanthu_mention **out, struct vt_arena *arena,
                                 const char *number)
{
    struct vt_buf head = {0};
    struct vanthu_mention *mentions;
    size_t count;
    vanthu_status status = vt_buf_printf(&head, "Số: %s\n", number);
    *out = NULL;
    if (status == VANTHU_OK)
        status = vt_ref_scan(&mentions, &count, arena, vt_buf_str(&head));
    if (status == VANTHU_OK && count == 1 && mentions->kind == VANTHU_SELF && mentions->number)
        *out = mentions;
    vt_buf_free(&head);
    return status;
}

static vanthu_status check_value(enum fact fact, struct vt_arena *arena, struct vt_buf *value,
                                 bool *sound)
{
    const struct vanthu_mention *mention = NULL;
    vanthu_status status = VANTHU_OK;
    *sound = value->len <= VALUE_MAX;
    if (!value->len || !*sound || strcmp(vt_buf_cstr(value), NONE) == 0)
        return VANTHU_OK;
    if (fact == DATE)
        return read_date(value, sound);
    if (fact == NUMBER) {
        status = read_number(&mention, arena, vt_buf_cstr(value));
        *sound = mention != NULL;
    }
    return status;
}

vanthu_status vt_said_read(struct vt_said *out, struct vt_arena *arena, const char *typed,
                           struct vanthu_error *error)
{
    struct vt_buf value = {0};
    enum fact fact = FACTS;
    bool sound = false;
    int day[3];
    const char *equals = strchr(typed, '=');
    if (vt_utf8_valid(vt_str(typed)) != strlen(typed))
        return vt_err(error, VANTHU_USAGE, "%s", _("what is set is not UTF-8"));
    vanthu_status status = equals ? read_name(&fact, vt_str_range(typed, equals)) : VANTHU_OK;
    if (status == VANTHU_OK && fact == FACTS)
        return vt_err(error, VANTHU_USAGE,
                      _("\"%.200s\" sets no fact: use title=, type=, number=, office=, place=, "
                        "date=, period=, signed_as= or recipients="),
                      typed);
    if (fact == DATE && is_no_day(day, equals + 1))
        return vt_err(error, VANTHU_USAGE, _("\"%.200s\": there is no %d/%d/%d"), typed, day[0],
                      day[1], day[2]);
    if (status == VANTHU_OK)
        status = read_line(&value, vt_str(equals + 1));
    if (status == VANTHU_OK && vt_buf_cstr(&value))
        status = check_value(fact, arena, &value, &sound);
    if (status == VANTHU_OK) {
        out->fact = NAMES[fact];
        out->value = vt_arena_str(arena, vt_buf_str(&value));
    }
    vt_buf_free(&value);
    if (status != VANTHU_OK || !out->value)
        return vt_err_memory(error);
    return sound ? VANTHU_OK
                 : vt_err(error, VANTHU_USAGE,
                          fact == DATE ? _("\"%.200s\": not a date: use 13/7/2021, 7/2021 or 2021")
                          : fact == NUMBER ? _("\"%.200s\": not a number such as 45/BC-UBND")
                                           : _("\"%.200s\": too long"),
                          typed);
}

/* ---- what counts ---- */

static const struct vt_said *find(const struct vt_said *said, size_t count, const char *fact)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(said[i].fact, fact) == 0)
            return &said[i];
    return NULL;
}

vanthu_status vt_said_merge(struct vt_overrides *o, struct vt_arena *arena,
                            const struct vt_said *said, size_t count, bool *changed)
{
    struct vt_said *merged = vt_arena_array(arena, o->count + count, sizeof *merged);
    size_t merged_count = 0;
    *changed = false;
    if (!merged)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < o->count; i++)
        if (!find(said, count, o->said[i].fact))
            merged[merged_count++] = o->said[i];
    for (size_t i = count; i-- > 0;) { /* of two the later one */
        const struct vt_said *before = find(o->said, o->count, said[i].fact);
        if (find(said + i + 1, count - i - 1, said[i].fact))
            continue;
        *changed |= strcmp(before ? before->value : "", said[i].value) != 0;
        if (*said[i].value)
            merged[merged_count++] = said[i];
    }
    o->said = merged;
    o->count = merged_count;
    return VANTHU_OK;
}

static vanthu_status apply_number(struct vanthu_document *d, struct vt_arena *arena,
                                  const char *value)
{
    const struct vanthu_mention *m = NULL;
    vanthu_status status = value ? read_number(&m, arena, value) : VANTHU_OK;
    if (status != VANTHU_OK || (value && !m))
        return status;
    d->number = m ? m->number : NULL;
    d->symbol = m ? m->symbol : NULL;
    d->canonical = m ? m->canonical : NULL;
    return VANTHU_OK;
}

static vanthu_status apply_recipients(struct vanthu_document *d, struct vt_arena *arena,
                                      const char *value)
{
    d->recipients = vt_arena_array(arena, RECIPIENTS_MAX, sizeof *d->recipients);
    d->recipients_count = 0;
    if (!d->recipients)
        return VANTHU_NO_MEMORY;
    for (const char *p = value; p && d->recipients_count < RECIPIENTS_MAX;) {
        const char *end = strchrnul(p, ';');
        struct vt_str one = vt_str_trim(vt_str_range(p, end));
        char *copy = vt_arena_str(arena, one);
        if (!copy)
            return VANTHU_NO_MEMORY;
        if (one.len)
            d->recipients[d->recipients_count++] = copy;
        p = *end ? end + 1 : NULL;
    }
    return VANTHU_OK;
}

static vanthu_status apply(struct vanthu_document *d, struct vt_arena *arena,
                           const struct vt_said *said)
{
    const char *value = strcmp(said->value, NONE) == 0 ? NULL : said->value, *known;
    switch (fact_of(said->fact)) {
    case TITLE:
        d->title = value;
        break;
    case TYPE:
        known = value ? vt_ref_type(vt_str(value)) : NULL;
        d->type = known ? known : value;
        break;
    case NUMBER:
        return apply_number(d, arena, value);
    case OFFICE:
        d->office = value;
        break;
    case PLACE:
        d->place = value;
        break;
    case DATE:
        if (!value || is_date(value))
            d->date = value;
        break;
    case PERIOD:
        d->period = value;
        break;
    case SIGNED_AS:
        d->signed_as = value;
        break;
    case RECIPIENTS:
        return apply_recipients(d, arena, value);
    case FACTS:
        break;
    }
    return VANTHU_OK;
}

vanthu_status vt_said_apply(struct vanthu_document *d, struct vt_arena *arena,
                            const struct vt_overrides *o)
{
    const struct vanthu_document *f = &o->found;
    vanthu_status status = VANTHU_OK;
    d->title = f->title;
    d->type = f->type;
    d->number = f->number;
    d->symbol = f->symbol;
    d->canonical = f->canonical;
    d->office = f->office;
    d->place = f->place;
    d->date = f->date;
    d->period = f->period;
    d->signed_as = f->signed_as;
    d->recipients = f->recipients;
    d->recipients_count = f->recipients_count;
    for (size_t i = 0; i < o->count && status == VANTHU_OK; i++)
        status = apply(d, arena, &o->said[i]);
    d->year = vt_ref_year(d->date, d->canonical);
    return status;
}

vanthu_status vt_said_note(struct vanthu_document *d, struct vt_arena *arena,
                           const struct vt_overrides *o)
{
    struct vanthu_fact_from *all =
        vt_arena_array(arena, d->facts_from_count + o->count, sizeof *all);
    size_t count = 0;
    if (!all)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < d->facts_from_count; i++)
        if (!find(o->said, o->count, d->facts_from[i].fact))
            all[count++] = d->facts_from[i];
    for (size_t i = 0; i < o->count; i++)
        if (fact_of(o->said[i].fact) != FACTS)
            all[count++] = (struct vanthu_fact_from){o->said[i].fact, "set", 0, 0};
    d->facts_from = all;
    d->facts_from_count = count;
    return VANTHU_OK;
}
