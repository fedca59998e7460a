/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record.c: record.json and event-T.json. */
#include "record.h"

#include "base/err.h"
#include "fields.h"

/* ---- writing ---- */

vanthu_status vt_record_format(struct vt_buf *out, const struct vt_record *record)
{
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:I,s:I,s:s,s:s,s:s,s:s}", "vanthu", 1, "id", record->id, "sha256",
                  record->sha256, "size", (json_int_t)record->size, "mtime",
                  (json_int_t)record->mtime, "media_type", record->media_type, "ingested_at",
                  record->ingested_at, "agent", record->agent, "source", record->source);
    return vt_fields_line(out, object, vt_fields_set_path(object, record->path));
}

static vanthu_status set_said(json_t *object, const struct vt_event *event)
{
    json_t *said = json_object();
    for (size_t i = 0; said && i < event->said_count; i++) {
        json_t *value = json_string(event->said[i].value);
        if (json_object_set_new(said, event->said[i].fact, value) != 0) {
            json_decref(said);
            said = NULL;
        }
    }
    return json_object_set_new(object, "set", said) == 0 ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* An event of any kind has a path: programs that know only the first kind demand it. */
vanthu_status vt_event_format(struct vt_buf *out, const struct vt_event *event)
{
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:I,s:s,s:s}", "vanthu", 1, "id", event->id, "event", event->event,
                  "mtime", (json_int_t)event->mtime, "at", event->at, "agent", event->agent);
    vanthu_status status = vt_fields_set_path(object, event->path);
    if (status == VANTHU_OK && event->said_count)
        status = set_said(object, event);
    return vt_fields_line(out, object, status);
}

/* ---- reading ---- */

vanthu_status vt_record_parse(struct vt_record *out, struct vt_arena *arena, struct vt_str json,
                              struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, json, error);
    *out = (struct vt_record){0};
    if (f.status == VANTHU_OK)
        *out = (struct vt_record){.id = vt_fields_hex(&f, "id", VT_ID_LEN),
                                  .sha256 = vt_fields_hex(&f, "sha256", VT_SHA256_LEN),
                                  .size = (uint64_t)vt_fields_integer(&f, "size", 0),
                                  .path = vt_fields_path(&f),
                                  .mtime = vt_fields_integer(&f, "mtime", INT64_MIN),
                                  .media_type = vt_fields_string(&f, "media_type"),
                                  .ingested_at = vt_fields_string(&f, "ingested_at"),
                                  .agent = vt_fields_string(&f, "agent"),
                                  .source = vt_fields_string(&f, "source")};
    if (f.status == VANTHU_OK && memcmp(out->id, out->sha256, VT_ID_LEN) != 0)
        vt_fields_fail(&f, "id");
    return vt_fields_end(&f);
}

static void get_said(struct vt_fields *f, struct vt_event *out)
{
    json_t *set = json_object_get(f->object, "set"), *value;
    const char *fact;
    struct vt_said *said = vt_arena_array(f->arena, json_object_size(set), sizeof *said);
    out->said = said;
    json_object_foreach(set, fact, value)
    {
        if (!json_is_string(value))
            vt_fields_fail(f, "set");
        if (!said || f->status != VANTHU_OK)
            break;
        struct vt_said *s = &said[out->said_count++];
        s->fact = vt_arena_str(f->arena, vt_str(fact));
        s->value = vt_arena_str(f->arena, vt_str(json_string_value(value)));
        if (!s->fact || !s->value)
            said = NULL;
    }
    if (!said && f->status == VANTHU_OK)
        f->status = vt_err_memory(f->error);
}

vanthu_status vt_event_parse(struct vt_event *out, struct vt_arena *arena, struct vt_str json,
                             struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, json, error);
    *out = (struct vt_event){0};
    if (f.status == VANTHU_OK)
        *out = (struct vt_event){.id = vt_fields_hex(&f, "id", VT_ID_LEN),
                                 .event = vt_fields_string(&f, "event"),
                                 .path = vt_fields_path(&f),
                                 .mtime = vt_fields_integer(&f, "mtime", INT64_MIN),
                                 .at = vt_fields_string(&f, "at"),
                                 .agent = vt_fields_string(&f, "agent")};
    if (f.status == VANTHU_OK && json_object_get(f.object, "set"))
        get_said(&f, out);
    return vt_fields_end(&f);
}

/* ---- names ---- */

/* Lower-case extension of at most 8 letters and digits; "bin" where there is none such. */
static void extension(char out[9], struct vt_str path)
{
    size_t len = 0;
    strcpy(out, "bin");
    const char *dot = path.len ? memrchr(path.p, '.', path.len) : NULL;
    if (!dot || dot == path.p || dot[-1] == '/')
        return;
    struct vt_str tail = vt_str_range(dot + 1, path.p + path.len);
    char lower[9] = "";
    for (; len < tail.len; len++) {
        char c = tail.p[len];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (len == 8 || !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return;
        lower[len] = c;
    }
    if (len)
        memcpy(out, lower, len + 1);
}

vanthu_status vt_record_member(struct vt_buf *out, const char *id, struct vt_str path)
{
    char ext[9];
    extension(ext, path);
    return vt_buf_printf(out, "%.2s/%s/original.%s", id, id, ext);
}
