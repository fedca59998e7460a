/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts.c: the facts of a document as JSON. */
#include "catalog/facts.h"

#include <jansson.h>

/* The facts that are one string each. */
static const struct {
    const char *name;
    size_t at;
} STRINGS[] = {
    {"title", offsetof(struct vanthu_document, title)},
    {"type", offsetof(struct vanthu_document, type)},
    {"number", offsetof(struct vanthu_document, number)},
    {"symbol", offsetof(struct vanthu_document, symbol)},
    {"canonical", offsetof(struct vanthu_document, canonical)},
    {"office", offsetof(struct vanthu_document, office)},
    {"place", offsetof(struct vanthu_document, place)},
    {"date", offsetof(struct vanthu_document, date)},
    {"period", offsetof(struct vanthu_document, period)},
    {"signed_as", offsetof(struct vanthu_document, signed_as)},
};
enum { STRINGS_COUNT = sizeof STRINGS / sizeof *STRINGS };

static const char **string_of(const struct vanthu_document *d, size_t i)
{
    return (const char **)(void *)((char *)(uintptr_t)d + STRINGS[i].at);
}

/* Gives `value` back as one line. */
static char *line(json_t *value, bool whole)
{
    char *text = value && whole ? json_dumps(value, JSON_COMPACT) : NULL;
    json_decref(value);
    return text;
}

static json_t *recipients(const struct vanthu_document *d, bool *whole)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->recipients_count; i++)
        *whole &= json_array_append_new(list, json_string(d->recipients[i])) == 0;
    return list;
}

char *vt_recipients_json(const struct vanthu_document *d)
{
    bool whole = true;
    json_t *list = recipients(d, &whole);
    return line(list, whole);
}

char *vt_facts_json(const struct vanthu_document *d)
{
    json_t *object = json_object();
    bool whole = true;
    for (size_t i = 0; i < STRINGS_COUNT; i++) {
        const char *value = *string_of(d, i);
        whole &= !value || json_object_set_new(object, STRINGS[i].name, json_string(value)) == 0;
    }
    whole &= json_object_set_new(object, "recipients", recipients(d, &whole)) == 0;
    return line(object, whole);
}

char *vt_facts_from_json(const struct vanthu_document *d)
{
    json_t *object = json_object();
    bool whole = true;
    for (size_t i = 0; i < d->facts_from_count; i++) {
        const struct vanthu_fact_from *f = &d->facts_from[i];
        json_t *from = json_pack("[s,I,I]", f->from, (json_int_t)f->start, (json_int_t)f->end);
        whole &= json_object_set_new(object, f->fact, from) == 0;
    }
    return line(object, whole);
}

char *vt_said_json(const struct vt_said *said, size_t count)
{
    json_t *object = json_object();
    bool whole = true;
    for (size_t i = 0; i < count; i++)
        whole &= json_object_set_new(object, said[i].fact, json_string(said[i].value)) == 0;
    return line(object, whole);
}

/* ---- reading ---- */

static json_t *parse(const char *json)
{
    return json ? json_loads(json, 0, NULL) : NULL;
}

static const char *copy(struct vt_arena *arena, json_t *value, vanthu_status *status)
{
    const char *text = json_string_value(value);
    char *own = text ? vt_arena_str(arena, vt_str(text)) : NULL;
    if (text && !own)
        *status = VANTHU_NO_MEMORY;
    return own;
}

static vanthu_status load_recipients(struct vanthu_document *out, struct vt_arena *arena,
                                     json_t *list)
{
    vanthu_status status = VANTHU_OK;
    json_t *value;
    size_t i;
    out->recipients = vt_arena_array(arena, json_array_size(list), sizeof *out->recipients);
    if (!out->recipients)
        return VANTHU_NO_MEMORY;
    json_array_foreach(list, i, value)
    {
        if (json_is_string(value))
            out->recipients[out->recipients_count++] = copy(arena, value, &status);
    }
    return status;
}

vanthu_status vt_recipients_load(struct vanthu_document *out, struct vt_arena *arena,
                                 const char *json)
{
    json_t *list = parse(json);
    vanthu_status status = load_recipients(out, arena, list);
    json_decref(list);
    return status;
}

vanthu_status vt_facts_load(struct vanthu_document *out, struct vt_arena *arena, const char *json)
{
    json_t *object = parse(json);
    vanthu_status status = load_recipients(out, arena, json_object_get(object, "recipients"));
    for (size_t i = 0; i < STRINGS_COUNT; i++)
        *string_of(out, i) = copy(arena, json_object_get(object, STRINGS[i].name), &status);
    json_decref(object);
    return status;
}

vanthu_status vt_facts_from_load(struct vanthu_document *out, struct vt_arena *arena,
                                 const char *json)
{
    json_t *object = parse(json), *from;
    vanthu_status status = VANTHU_OK;
    const char *fact;
    out->facts_from = vt_arena_array(arena, json_object_size(object), sizeof *out->facts_from);
    if (!out->facts_from)
        status = VANTHU_NO_MEMORY;
    json_object_foreach(object, fact, from)
    {
        if (status != VANTHU_OK)
            break;
        struct vanthu_fact_from *f = &out->facts_from[out->facts_from_count++];
        f->fact = vt_arena_str(arena, vt_str(fact));
        f->from = copy(arena, json_array_get(from, 0), &status);
        f->start = (uint64_t)json_integer_value(json_array_get(from, 1));
        f->end = (uint64_t)json_integer_value(json_array_get(from, 2));
        if (!f->fact)
            status = VANTHU_NO_MEMORY;
    }
    json_decref(object);
    return status;
}

vanthu_status vt_said_load(struct vt_overrides *out, struct vt_arena *arena, const char *json)
{
    json_t *object = parse(json), *value;
    vanthu_status status = VANTHU_OK;
    const char *fact;
    out->said = vt_arena_array(arena, json_object_size(object), sizeof *out->said);
    if (!out->said)
        status = VANTHU_NO_MEMORY;
    json_object_foreach(object, fact, value)
    {
        if (status != VANTHU_OK)
            break;
        struct vt_said *s = &out->said[out->count++];
        s->fact = vt_arena_str(arena, vt_str(fact));
        s->value = copy(arena, value, &status);
        if (!s->fact || !s->value)
            status = VANTHU_NO_MEMORY;
    }
    json_decref(object);
    return status;
}
