/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recognised.c: recognised.json. */
#include "recognised.h"

#include "base/err.h"
#include "base/utf8.h"
#include "fields.h"
#include "volume.h"

enum { LEVEL_MAX = 9 };

/* ---- writing ---- */

static json_t *pages_json(const struct vt_recognised *r)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < r->pages_count; i++) {
        if (json_array_append_new(list, json_integer((json_int_t)r->pages[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *headings_json(const struct vt_recognised *r)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < r->headings_count; i++) {
        const struct vt_recognised_heading *h = &r->headings[i];
        json_t *heading = json_pack("[I,I,i]", (json_int_t)h->start, (json_int_t)h->end, h->level);
        if (json_array_append_new(list, heading) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

vanthu_status vt_recognised_format(struct vt_buf *out, const struct vt_recognised *r)
{
    char sum[VT_SHA256_LEN + 1];
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:s,s:f,s:s,s:f,s:s,s:s,s:I,s:s,s:s}", "vanthu", 1, "id", r->id,
                  "sha256", r->sha256, "engine", r->engine, "confidence", r->confidence, "encoding",
                  r->encoding, "encoding_score", r->encoding_score, "status", r->status, "reason",
                  r->reason, "text_size", (json_int_t)r->text.len, "at", r->at, "agent", r->agent);
    vanthu_status status = vt_sha256(sum, r->text);
    if (status == VANTHU_OK && (json_object_set_new(object, "text_sha256", json_string(sum)) != 0 ||
                                json_object_set_new(object, "pages", pages_json(r)) != 0 ||
                                json_object_set_new(object, "headings", headings_json(r)) != 0))
        status = VANTHU_NO_MEMORY;
    return vt_fields_line(out, object, status);
}

/* ---- reading ---- */

/* An integer of the array `list` in [min, max]. */
static uint64_t number_at(struct vt_fields *f, const char *key, json_t *list, size_t i,
                          uint64_t min, uint64_t max)
{
    json_t *value = json_array_get(list, i);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || (uint64_t)number < min || (uint64_t)number > max) {
        vt_fields_fail(f, key);
        return min;
    }
    return (uint64_t)number;
}

static void get_pages(struct vt_fields *f, struct vt_recognised *out)
{
    json_t *list = vt_fields_array(f, "pages");
    size_t count = json_array_size(list);
    uint64_t *pages = vt_arena_array(f->arena, count, sizeof *pages), last = 0;
    if (!pages && f->status == VANTHU_OK)
        f->status = vt_err_memory(f->error);
    for (size_t i = 0; pages && i < count; i++)
        pages[i] = last = number_at(f, "pages", list, i, last, out->text.len);
    out->pages = pages;
    out->pages_count = pages ? count : 0;
}

static void get_headings(struct vt_fields *f, struct vt_recognised *out)
{
    json_t *list = vt_fields_array(f, "headings");
    size_t count = json_array_size(list);
    struct vt_recognised_heading *headings = vt_arena_array(f->arena, count, sizeof *headings);
    uint64_t last = 0;
    if (!headings && f->status == VANTHU_OK)
        f->status = vt_err_memory(f->error);
    for (size_t i = 0; headings && i < count; i++) {
        json_t *heading = json_array_get(list, i);
        struct vt_recognised_heading *h = &headings[i];
        h->start = number_at(f, "headings", heading, 0, last, out->text.len);
        h->end = last = number_at(f, "headings", heading, 1, h->start, out->text.len);
        h->level = (unsigned)number_at(f, "headings", heading, 2, 1, LEVEL_MAX);
    }
    out->headings = headings;
    out->headings_count = headings ? count : 0;
}

/* The facts are those of this text? */
static void check_text(struct vt_fields *f, struct vt_str text)
{
    char sum[VT_SHA256_LEN + 1];
    const char *said = vt_fields_hex(f, "text_sha256", VT_SHA256_LEN);
    uint64_t size = (uint64_t)vt_fields_integer(f, "text_size", 0);
    if (f->status != VANTHU_OK)
        return;
    if (vt_sha256(sum, text) != VANTHU_OK)
        f->status = vt_err_memory(f->error);
    else if (size != text.len || strcmp(sum, said) != 0)
        vt_fields_fail(f, "text_sha256");
    else if (vt_utf8_valid(text) != text.len)
        vt_fields_fail(f, "text_size");
}

vanthu_status vt_recognised_parse(struct vt_recognised *out, struct vt_arena *arena,
                                  struct vt_str json, struct vt_str text,
                                  struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, json, error);
    *out = (struct vt_recognised){0};
    if (f.status != VANTHU_OK)
        return vt_fields_end(&f);
    *out = (struct vt_recognised){.id = vt_fields_hex(&f, "id", VT_ID_LEN),
                                  .sha256 = vt_fields_hex(&f, "sha256", VT_SHA256_LEN),
                                  .text = text,
                                  .engine = vt_fields_string(&f, "engine"),
                                  .confidence = vt_fields_share(&f, "confidence"),
                                  .encoding = vt_fields_string(&f, "encoding"),
                                  .encoding_score = vt_fields_share(&f, "encoding_score"),
                                  .status = vt_fields_string(&f, "status"),
                                  .reason = vt_fields_string(&f, "reason"),
                                  .at = vt_fields_string(&f, "at"),
                                  .agent = vt_fields_string(&f, "agent")};
    get_pages(&f, out);
    get_headings(&f, out);
    check_text(&f, text);
    bool whole = strcmp(out->status, "ok") == 0;
    if (!whole && (strcmp(out->status, "partial") != 0 || !*out->reason))
        vt_fields_fail(&f, "status");
    if (!*out->engine)
        vt_fields_fail(&f, "engine");
    return vt_fields_end(&f);
}
