/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c: record.json and event-T.json.
 *
 * A path is bytes, JSON is characters: a path that is not UTF-8 is kept exactly in "path_b64",
 * beside a readable "path".
 */
#include "record.h"

#include "base/err.h"
#include "base/utf8.h"

#include <jansson.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>

static bool is_hex(const char *s, size_t len)
{
    return strlen(s) == len && strspn(s, "0123456789abcdef") == len;
}

/* ---- writing ---- */

static vanthu_status set_base64(json_t *object, const char *key, struct vt_str bytes)
{
    struct vt_buf text = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    if (bytes.len > INT_MAX / 2)
        goto done;
    if (vt_buf_reserve(&text, (bytes.len + 2) / 3 * 4 + 1) != VANTHU_OK)
        goto done;
    int len =
        EVP_EncodeBlock((unsigned char *)text.p, (const unsigned char *)bytes.p, (int)bytes.len);
    if (len >= 0 && json_object_set_new(object, key, json_stringn(text.p, (size_t)len)) == 0)
        status = VANTHU_OK;
done:
    vt_buf_free(&text);
    return status;
}

static vanthu_status set_path(json_t *object, struct vt_str path)
{
    struct vt_buf readable = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    bool plain = vt_utf8_valid(path) == path.len && (!path.len || !memchr(path.p, 0, path.len));
    if (vt_utf8_repair(&readable, path, NULL) != VANTHU_OK)
        goto done;
    for (size_t i = 0; i < readable.len; i++)
        if (readable.p[i] == '\0')
            readable.p[i] = '?';
    struct vt_str text = vt_buf_str(&readable);
    if (json_object_set_new(object, "path", json_stringn(text.p, text.len)) != 0)
        goto done;
    status = plain ? VANTHU_OK : set_base64(object, "path_b64", path);
done:
    vt_buf_free(&readable);
    return status;
}

/* Where the pieces of a JSON text go. The first failure is kept here, because jansson does not pass
 * on that of a key. */
struct sink {
    struct vt_buf *out;
    vanthu_status status;
};

static int append_piece(const char *text, size_t size, void *context)
{
    struct sink *sink = context;
    if (sink->status == VANTHU_OK)
        sink->status = vt_buf_append(sink->out, text, size);
    return sink->status == VANTHU_OK ? 0 : -1;
}

/* Appends the object as one line and gives it back; NULL is out of memory. */
static vanthu_status put_line(struct vt_buf *out, json_t *object, struct vt_str path)
{
    struct sink sink = {out, VANTHU_NO_MEMORY};
    size_t before = out->len;
    if (object)
        sink.status = set_path(object, path);
    if (sink.status == VANTHU_OK &&
        json_dump_callback(object, append_piece, &sink, JSON_COMPACT) != 0)
        sink.status = VANTHU_NO_MEMORY;
    if (sink.status == VANTHU_OK)
        sink.status = vt_buf_append_char(out, '\n');
    if (sink.status != VANTHU_OK)
        out->len = before;
    json_decref(object);
    return sink.status;
}

vanthu_status vt_record_format(struct vt_buf *out, const struct vt_record *record)
{
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:I,s:I,s:s,s:s,s:s,s:s}", "vanthu", 1, "id", record->id, "sha256",
                  record->sha256, "size", (json_int_t)record->size, "mtime",
                  (json_int_t)record->mtime, "media_type", record->media_type, "ingested_at",
                  record->ingested_at, "agent", record->agent, "source", record->source);
    return put_line(out, object, record->path);
}

vanthu_status vt_event_format(struct vt_buf *out, const struct vt_event *event)
{
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:I,s:s,s:s}", "vanthu", 1, "id", event->id, "event", event->event,
                  "mtime", (json_int_t)event->mtime, "at", event->at, "agent", event->agent);
    return put_line(out, object, event->path);
}

/* ---- reading ---- */

/* What the getters below share: the first failure stays, later calls do nothing. */
struct parse {
    json_t *object;
    struct vt_arena *arena;
    struct vanthu_error *error;
    vanthu_status status;
};

static void fail(struct parse *p, const char *key)
{
    if (p->status == VANTHU_OK)
        p->status =
            vt_err(p->error, VANTHU_DAMAGED, _("\"%s\" is missing or not what it should be"), key);
}

static const char *get_string(struct parse *p, const char *key)
{
    json_t *value = json_object_get(p->object, key);
    if (!json_is_string(value)) {
        fail(p, key);
        return "";
    }
    struct vt_str text = {json_string_value(value), json_string_length(value)};
    const char *copy = vt_arena_str(p->arena, text);
    if (!copy && p->status == VANTHU_OK)
        p->status = vt_err_memory(p->error);
    return copy ? copy : "";
}

static int64_t get_integer(struct parse *p, const char *key, int64_t min)
{
    json_t *value = json_object_get(p->object, key);
    if (!json_is_integer(value) || json_integer_value(value) < min) {
        fail(p, key);
        return 0;
    }
    return json_integer_value(value);
}

static const char *get_hex(struct parse *p, const char *key, size_t len)
{
    const char *hex = get_string(p, key);
    if (!is_hex(hex, len))
        fail(p, key);
    return hex;
}

static struct vt_str get_base64(struct parse *p, const char *key)
{
    struct vt_str text = vt_str(get_string(p, key));
    char *bytes = text.len <= INT_MAX ? vt_arena_alloc(p->arena, text.len + 1) : NULL;
    if (!bytes) {
        p->status = vt_err_memory(p->error);
        return VT_STR_NONE;
    }
    int len = EVP_DecodeBlock((unsigned char *)bytes, (const unsigned char *)text.p, (int)text.len);
    int padding = vt_str_ends(text, VT_STR("==")) ? 2 : vt_str_ends(text, VT_STR("="));
    if (len < padding) {
        fail(p, key);
        return VT_STR_NONE;
    }
    return (struct vt_str){bytes, (size_t)(len - padding)};
}

static struct vt_str get_path(struct parse *p)
{
    bool exact = json_object_get(p->object, "path_b64");
    struct vt_str readable = vt_str(get_string(p, "path"));
    return exact ? get_base64(p, "path_b64") : readable;
}

static struct parse begin(struct vt_arena *arena, struct vt_str json, struct vanthu_error *error)
{
    struct parse p = {.arena = arena, .error = error, .status = VANTHU_OK};
    json_error_t cause;
    p.object = json_loadb(json.p ? json.p : "", json.len, JSON_REJECT_DUPLICATES, &cause);
    if (!p.object && json_error_code(&cause) == json_error_out_of_memory)
        p.status = vt_err_memory(error);
    else if (!json_is_object(p.object))
        p.status = vt_err(error, VANTHU_DAMAGED, _("is not a JSON object"));
    else if (get_integer(&p, "vanthu", 1) != 1)
        fail(&p, "vanthu");
    return p;
}

vanthu_status vt_record_parse(struct vt_record *out, struct vt_arena *arena, struct vt_str json,
                              struct vanthu_error *error)
{
    struct parse p = begin(arena, json, error);
    *out = (struct vt_record){0};
    if (p.status == VANTHU_OK)
        *out = (struct vt_record){.id = get_hex(&p, "id", VT_ID_LEN),
                                  .sha256 = get_hex(&p, "sha256", VT_SHA256_LEN),
                                  .size = (uint64_t)get_integer(&p, "size", 0),
                                  .path = get_path(&p),
                                  .mtime = get_integer(&p, "mtime", INT64_MIN),
                                  .media_type = get_string(&p, "media_type"),
                                  .ingested_at = get_string(&p, "ingested_at"),
                                  .agent = get_string(&p, "agent"),
                                  .source = get_string(&p, "source")};
    if (p.status == VANTHU_OK && memcmp(out->id, out->sha256, VT_ID_LEN) != 0)
        fail(&p, "id");
    json_decref(p.object);
    return p.status;
}

vanthu_status vt_event_parse(struct vt_event *out, struct vt_arena *arena, struct vt_str json,
                             struct vanthu_error *error)
{
    struct parse p = begin(arena, json, error);
    *out = (struct vt_event){0};
    if (p.status == VANTHU_OK)
        *out = (struct vt_event){.id = get_hex(&p, "id", VT_ID_LEN),
                                 .event = get_string(&p, "event"),
                                 .path = get_path(&p),
                                 .mtime = get_integer(&p, "mtime", INT64_MIN),
                                 .at = get_string(&p, "at"),
                                 .agent = get_string(&p, "agent")};
    json_decref(p.object);
    return p.status;
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
