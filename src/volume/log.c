/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c: the lines of the log. */
#include "log.h"

#include "base/err.h"
#include "fields.h"
#include "record.h"

static vanthu_status set_gaps(json_t *object, const struct vt_log_entry *entry)
{
    if (!entry->gaps_count)
        return VANTHU_OK;
    json_t *list = json_array();
    for (size_t i = 0; i < entry->gaps_count; i++)
        if (json_array_append_new(list, json_pack("[I,I]", (json_int_t)entry->gaps[i].first,
                                                  (json_int_t)entry->gaps[i].last)) != 0) {
            json_decref(list);
            return VANTHU_NO_MEMORY;
        }
    return json_object_set_new(object, "gaps", list) == 0 ? VANTHU_OK : VANTHU_NO_MEMORY;
}

vanthu_status vt_log_format(struct vt_buf *out, const struct vt_log_entry *entry)
{
    json_t *ids = json_array();
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < entry->ids_count && status == VANTHU_OK; i++)
        if (json_array_append_new(ids, json_string(entry->ids[i])) != 0)
            status = VANTHU_NO_MEMORY;
    json_t *object = json_pack("{s:i,s:I,s:s,s:s,s:s,s:s,s:s,s:o,s:s}", "vanthu", 1, "number",
                               (json_int_t)entry->number, "at", entry->at, "event", entry->event,
                               "outcome", entry->outcome, "detail", entry->detail, "agent",
                               entry->agent, "documents", ids, "previous", entry->previous);
    if (status == VANTHU_OK)
        status = set_gaps(object, entry);
    return vt_fields_line(out, object, status);
}

static void get_ids(struct vt_fields *f, struct vt_log_entry *out)
{
    size_t i;
    json_t *value, *list = vt_fields_array(f, "documents");
    const char **ids = vt_arena_array(f->arena, json_array_size(list), sizeof *ids);
    out->ids = ids;
    json_array_foreach(list, i, value)
    {
        const char *id = json_string_value(value);
        if (!id || strlen(id) != VT_ID_LEN || strspn(id, "0123456789abcdef") != VT_ID_LEN)
            vt_fields_fail(f, "documents");
        if (!ids || f->status != VANTHU_OK)
            break;
        ids[out->ids_count++] = vt_arena_str(f->arena, vt_str(id));
        if (!ids[i])
            ids = NULL;
    }
    if (!ids && f->status == VANTHU_OK)
        f->status = vt_err_memory(f->error);
}

static void get_gaps(struct vt_fields *f, struct vt_log_entry *out)
{
    size_t i;
    json_t *value, *list = json_object_get(f->object, "gaps");
    if (!list)
        return;
    struct vt_log_gap *gaps = vt_arena_array(f->arena, json_array_size(list), sizeof *gaps);
    if (!gaps)
        f->status = vt_err_memory(f->error);
    out->gaps = gaps;
    json_array_foreach(list, i, value)
    {
        json_int_t first = json_integer_value(json_array_get(value, 0));
        json_int_t last = json_integer_value(json_array_get(value, 1));
        if (first < 1 || last < first)
            vt_fields_fail(f, "gaps");
        if (f->status != VANTHU_OK)
            break;
        gaps[out->gaps_count++] = (struct vt_log_gap){(uint64_t)first, (uint64_t)last};
    }
}

vanthu_status vt_log_parse(struct vt_log_entry *out, struct vt_arena *arena, struct vt_str line,
                           struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, line, error);
    *out = (struct vt_log_entry){0};
    if (f.status == VANTHU_OK)
        *out = (struct vt_log_entry){.number = (uint64_t)vt_fields_integer(&f, "number", 1),
                                     .at = vt_fields_string(&f, "at"),
                                     .event = vt_fields_string(&f, "event"),
                                     .outcome = vt_fields_string(&f, "outcome"),
                                     .detail = vt_fields_string(&f, "detail"),
                                     .agent = vt_fields_string(&f, "agent"),
                                     .previous = vt_fields_hex(&f, "previous", VT_SHA256_LEN)};
    if (f.status == VANTHU_OK)
        get_ids(&f, out);
    if (f.status == VANTHU_OK)
        get_gaps(&f, out);
    return vt_fields_end(&f);
}

static bool acknowledges(const struct vt_log_entry *entry, const struct vt_log_gap *gap)
{
    for (size_t i = 0; i < entry->gaps_count; i++)
        if (entry->gaps[i].first <= gap->first && gap->last <= entry->gaps[i].last)
            return true;
    return false;
}

size_t vt_log_acknowledge(struct vt_log_gap *gaps, size_t count, const struct vt_log_entry *entry)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if (!acknowledges(entry, &gaps[i]))
            gaps[left++] = gaps[i];
    return left;
}

bool vt_log_next(struct vt_str *line, struct vt_str *lines)
{
    const char *newline = lines->len ? memchr(lines->p, '\n', lines->len) : NULL;
    if (!newline)
        return false;
    size_t len = (size_t)(newline - lines->p) + 1;
    *line = vt_str_sub(*lines, 0, len);
    *lines = vt_str_sub(*lines, len, lines->len);
    return true;
}
