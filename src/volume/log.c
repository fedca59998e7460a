/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c: the lines of the log. */
#include "log.h"

#include "base/err.h"
#include "fields.h"
#include "record.h"

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
    return vt_fields_end(&f);
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
