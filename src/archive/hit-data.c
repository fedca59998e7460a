/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hit-data.c: fields as zero-terminated strings, one behind the other; numbers in decimal. */
#include "archive/hit-data.h"

#include <stdio.h>
#include <stdlib.h>

/* Absent fields are told from empty ones by this byte. */
static const char ABSENT[] = "\x01";

static vanthu_status put(struct vt_buf *out, const char *field)
{
    field = field ? field : ABSENT;
    return vt_buf_append(out, field, strlen(field) + 1);
}

static vanthu_status put_number(struct vt_buf *out, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    return put(out, digits);
}

vanthu_status vt_heading_line(struct vt_buf *out, const char *label, const char *text)
{
    bool lower = label && ((label[0] >= 'a' && label[0] <= 'z') ||
                           vt_str_starts(vt_str(label), VT_STR("đ")));
    bool word = label && strchr(label, ' '); /* "PHẦN I", "Chương II" */
    if (!label || !*label)
        return vt_buf_append_str(out, vt_str(text));
    if (!text || !*text)
        return vt_buf_append_str(out, vt_str(label));
    return vt_buf_printf(out, "%s%s%s", label, lower && !word ? ") " : ". ", text);
}

static vanthu_status put_headings(struct vt_buf *out, const struct vt_hit_source *s)
{
    vanthu_status status = put_number(out, s->headings_count);
    for (size_t i = 0; i < s->headings_count && status == VANTHU_OK; i++) {
        const struct vanthu_heading *h = &s->document->outline[s->headings[i]];
        status = put_number(out, h->start);
        if (status == VANTHU_OK)
            status = put_number(out, h->end);
        if (status == VANTHU_OK)
            status = vt_heading_line(out, h->label, h->text);
        if (status == VANTHU_OK)
            status = vt_buf_append_char(out, '\0');
    }
    return status;
}

static vanthu_status put_mentions(struct vt_buf *out, const struct vt_hit_source *s)
{
    vanthu_status status = put_number(out, s->last_mention - s->first_mention);
    for (size_t i = s->first_mention; i < s->last_mention && status == VANTHU_OK; i++) {
        const struct vanthu_mention *m = &s->document->mentions[i];
        status = put_number(out, m->start);
        if (status == VANTHU_OK)
            status = put_number(out, m->end);
        if (status == VANTHU_OK)
            status = put(out, m->kind == VANTHU_SELF ? NULL : m->canonical);
    }
    return status;
}

/* The page that the passage begins on, and the places in it where others begin. */
static vanthu_status put_pages(struct vt_buf *out, const struct vt_hit_source *s)
{
    const struct vanthu_document *d = s->document;
    size_t first = 0, last;
    while (first < d->pages_count && d->pages[first] <= s->range.start)
        first++;
    for (last = first; last < d->pages_count && d->pages[last] < s->range.end;)
        last++;
    vanthu_status status = put_number(out, first);
    if (status == VANTHU_OK)
        status = put_number(out, first ? last - first : 0);
    for (size_t i = first; first && i < last && status == VANTHU_OK; i++)
        status = put_number(out, d->pages[i]);
    return status;
}

vanthu_status vt_hit_data_write(struct vt_buf *out, const struct vt_hit_source *s)
{
    const struct vanthu_document *d = s->document;
    const char *path = d->sources_count ? d->sources[0].path : NULL;
    const char *fields[] = {d->id, path, d->title, d->type, d->number, d->symbol, d->date};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && status == VANTHU_OK; i++)
        status = put(out, fields[i]);
    if (status == VANTHU_OK)
        status = put_number(out, (uint64_t)d->year);
    if (status == VANTHU_OK)
        status = put_number(out, d->text_engine != NULL);
    if (status == VANTHU_OK)
        status = put_number(out, s->range.start);
    if (status == VANTHU_OK)
        status = put_number(out, s->range.end);
    if (status == VANTHU_OK)
        status = put_pages(out, s);
    if (status == VANTHU_OK)
        status = put_headings(out, s);
    if (status == VANTHU_OK)
        status = put_mentions(out, s);
    return status;
}

/* ---- reading ---- */

struct reading {
    const char *p, *end;
    bool damaged;
};

static const char *get(struct reading *r)
{
    const char *zero = r->p < r->end ? memchr(r->p, '\0', (size_t)(r->end - r->p)) : NULL;
    const char *field = r->p;
    if (!zero) {
        r->damaged = true;
        return NULL;
    }
    r->p = zero + 1;
    return strcmp(field, ABSENT) == 0 ? NULL : field;
}

static uint64_t get_number(struct reading *r)
{
    const char *field = get(r);
    if (!field || !*field || strspn(field, "0123456789") != strlen(field)) {
        r->damaged = true;
        return 0;
    }
    return strtoull(field, NULL, 10);
}

/* Every element takes at least as many bytes as it has fields. */
static size_t get_count(struct reading *r, size_t fields)
{
    uint64_t count = get_number(r);
    if (count > (uint64_t)(r->end - r->p) / fields)
        r->damaged = true;
    return r->damaged ? 0 : (size_t)count;
}

vanthu_status vt_hit_data_read(struct vt_hit_data *out, struct vt_arena *arena, struct vt_str data)
{
    char *own = vt_arena_str(arena, data);
    struct reading r = {own, own ? own + data.len : NULL, false};
    *out = (struct vt_hit_data){0};
    if (!own)
        return VANTHU_NO_MEMORY;
    const char **fields[] = {&out->id,     &out->source, &out->title, &out->type,
                             &out->number, &out->symbol, &out->date};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = get(&r);
    out->year = (int)get_number(&r);
    out->recognised = get_number(&r) != 0;
    out->start = get_number(&r);
    out->end = get_number(&r);
    out->page = (unsigned)get_number(&r);
    size_t pages = get_count(&r, 1);
    out->pages = vt_arena_array(arena, pages, sizeof *out->pages);
    for (size_t i = 0; i < pages && out->pages; i++)
        out->pages[out->pages_count++] = get_number(&r);
    size_t headings = get_count(&r, 3);
    out->headings = vt_arena_array(arena, headings, sizeof *out->headings);
    for (size_t i = 0; i < headings && out->headings; i++) {
        struct vt_hit_heading *h = &out->headings[out->headings_count++];
        h->start = get_number(&r);
        h->end = get_number(&r);
        h->line = get(&r);
    }
    size_t mentions = get_count(&r, 3);
    out->mentions = vt_arena_array(arena, mentions, sizeof *out->mentions);
    for (size_t i = 0; i < mentions && out->mentions; i++) {
        struct vt_hit_mention *m = &out->mentions[out->mentions_count++];
        m->start = get_number(&r);
        m->end = get_number(&r);
        m->canonical = get(&r);
    }
    if (!out->pages || !out->headings || !out->mentions)
        return VANTHU_NO_MEMORY;
    return r.damaged || !out->id ? VANTHU_DAMAGED : VANTHU_OK;
}

unsigned vt_hit_data_page(const struct vt_hit_data *data, uint64_t at)
{
    unsigned page = data->page;
    for (size_t i = 0; page && i < data->pages_count && data->pages[i] <= at; i++)
        page++;
    return page;
}
