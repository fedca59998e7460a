/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c: one object a line, through jansson. */
#include "cli/json.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* File names are bytes as the user gave them: JSON shows U+FFFD where they are not UTF-8. */
static json_t *string_json(const char *text)
{
    struct vt_buf buf = {0};
    json_t *string = json_string(text);
    if (!string && vt_utf8_repair(&buf, vt_str(text), NULL) == VANTHU_OK)
        string = json_stringn(buf.p ? buf.p : "", buf.len);
    vt_buf_free(&buf);
    return string;
}

void json_put(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, text ? string_json(text) : json_null());
}

void json_put_number(json_t *object, const char *key, uint64_t number)
{
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

void json_put_year(json_t *object, const char *key, int year)
{
    json_object_set_new(object, key, year ? json_integer(year) : json_null());
}

void json_put_strings(json_t *object, const char *key, const char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, string_json(texts[i]));
    json_object_set_new(object, key, list);
}

static void put_place(json_t *object, const char *key, const struct vanthu_mention *m,
                      uint64_t place)
{
    json_object_set_new(object, key,
                        m->date && m->date_end ? json_integer((json_int_t)place) : json_null());
}

json_t *json_mention(const char *file, const struct vanthu_mention *m)
{
    json_t *o = json_object();
    if (file)
        json_put(o, "file", file);
    json_put_number(o, "start", m->start);
    json_put_number(o, "end", m->end);
    json_put(o, "raw", m->raw);
    json_put(o, "kind", vanthu_mention_kind_name(m->kind));
    json_put(o, "type", m->type);
    json_put(o, "number", m->number);
    json_put_year(o, "year_in_symbol", m->year_in_symbol);
    json_put(o, "symbol", m->symbol);
    json_put(o, "canonical", m->canonical);
    json_put(o, "date", m->date);
    put_place(o, "date_start", m, m->date_start);
    put_place(o, "date_end", m, m->date_end);
    json_put(o, "issuer", m->issuer);
    json_put(o, "pinpoint", m->pinpoint);
    return o;
}

void json_line(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    if (text)
        puts(text);
    free(text);
    json_decref(object);
}
