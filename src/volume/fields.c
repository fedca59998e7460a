/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields.c: the keys of the JSON members of a volume.
 *
 * A path is bytes, JSON is characters: a path that is not UTF-8 is kept exactly in "path_b64",
 * beside a readable "path".
 */
#include "fields.h"

#include "base/err.h"
#include "base/utf8.h"

#include <nettle/base64.h>

/* ---- writing ---- */

static vanthu_status set_base64(json_t *object, const char *key, struct vt_str bytes)
{
    struct vt_buf text = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    size_t len = BASE64_ENCODE_RAW_LENGTH(bytes.len);
    if (vt_buf_reserve(&text, len) != VANTHU_OK)
        goto done;
    base64_encode_raw(text.p, bytes.len, (const uint8_t *)bytes.p);
    if (json_object_set_new(object, key, json_stringn(text.p, len)) == 0)
        status = VANTHU_OK;
done:
    vt_buf_free(&text);
    return status;
}

vanthu_status vt_fields_set_path(json_t *object, struct vt_str path)
{
    struct vt_buf readable = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    bool plain = vt_utf8_valid(path) == path.len && (!path.len || !memchr(path.p, 0, path.len));
    if (!object || vt_utf8_repair(&readable, path, NULL) != VANTHU_OK)
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

vanthu_status vt_fields_line(struct vt_buf *out, json_t *object, vanthu_status status)
{
    struct sink sink = {out, object ? status : VANTHU_NO_MEMORY};
    size_t before = out->len;
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

/* ---- reading ---- */

struct vt_fields vt_fields_begin(struct vt_arena *arena, struct vt_str json,
                                 struct vanthu_error *error)
{
    struct vt_fields f = {.arena = arena, .error = error, .status = VANTHU_OK};
    json_error_t cause;
    f.object = json_loadb(json.p ? json.p : "", json.len, JSON_REJECT_DUPLICATES, &cause);
    if (!f.object && json_error_code(&cause) == json_error_out_of_memory)
        f.status = vt_err_memory(error);
    else if (!json_is_object(f.object))
        f.status = vt_err(error, VANTHU_DAMAGED, _("is not a JSON object"));
    else if (vt_fields_integer(&f, "vanthu", 1) != 1)
        vt_fields_fail(&f, "vanthu");
    return f;
}

vanthu_status vt_fields_end(struct vt_fields *f)
{
    json_decref(f->object);
    f->object = NULL;
    return f->status;
}

void vt_fields_fail(struct vt_fields *f, const char *key)
{
    if (f->status == VANTHU_OK)
        f->status =
            vt_err(f->error, VANTHU_DAMAGED, _("\"%s\" is missing or not what it should be"), key);
}

const char *vt_fields_string(struct vt_fields *f, const char *key)
{
    json_t *value = json_object_get(f->object, key);
    if (!json_is_string(value)) {
        vt_fields_fail(f, key);
        return "";
    }
    struct vt_str text = {json_string_value(value), json_string_length(value)};
    const char *copy = vt_arena_str(f->arena, text);
    if (!copy && f->status == VANTHU_OK)
        f->status = vt_err_memory(f->error);
    return copy ? copy : "";
}

int64_t vt_fields_integer(struct vt_fields *f, const char *key, int64_t min)
{
    json_t *value = json_object_get(f->object, key);
    if (!json_is_integer(value) || json_integer_value(value) < min) {
        vt_fields_fail(f, key);
        return 0;
    }
    return json_integer_value(value);
}

double vt_fields_share(struct vt_fields *f, const char *key)
{
    json_t *value = json_object_get(f->object, key);
    double share = json_number_value(value);
    if (!json_is_number(value) || !(share >= 0 && share <= 1)) {
        vt_fields_fail(f, key);
        return 0;
    }
    return share;
}

json_t *vt_fields_array(struct vt_fields *f, const char *key)
{
    json_t *value = json_object_get(f->object, key);
    if (!json_is_array(value))
        vt_fields_fail(f, key);
    return json_is_array(value) ? value : NULL;
}

const char *vt_fields_hex(struct vt_fields *f, const char *key, size_t len)
{
    const char *hex = vt_fields_string(f, key);
    if (strlen(hex) != len || strspn(hex, "0123456789abcdef") != len)
        vt_fields_fail(f, key);
    return hex;
}

static struct vt_str get_base64(struct vt_fields *f, const char *key)
{
    struct vt_str text = vt_str(vt_fields_string(f, key));
    struct base64_decode_ctx decoder;
    size_t len = 0;
    uint8_t *bytes = vt_arena_alloc(f->arena, BASE64_DECODE_LENGTH(text.len));
    if (!bytes) {
        f->status = vt_err_memory(f->error);
        return VT_STR_NONE;
    }
    base64_decode_init(&decoder);
    if (!base64_decode_update(&decoder, &len, bytes, text.len, text.p) ||
        !base64_decode_final(&decoder)) {
        vt_fields_fail(f, key);
        return VT_STR_NONE;
    }
    return (struct vt_str){(const char *)bytes, len};
}

struct vt_str vt_fields_path(struct vt_fields *f)
{
    bool exact = json_object_get(f->object, "path_b64");
    struct vt_str readable = vt_str(vt_fields_string(f, "path"));
    return exact ? get_base64(f, "path_b64") : readable;
}
