/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-records.c: the JSON members of a volume: what is read of one is what it should be, and
 * written and read again it is the same. The first byte says which; of a recognised text, what
 * stands behind a zero byte is the text.
 */
#include "fuzz.h"

#include "volume/log.h"
#include "volume/recognised.h"
#include "volume/record.h"
#include "volume/tombstone.h"
#include "volume/volume.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void check_id(const char *id, const char *sha256)
{
    promise(strlen(id) == VT_ID_LEN && strspn(id, "0123456789abcdef") == VT_ID_LEN);
    promise(!sha256 || (strlen(sha256) == VT_SHA256_LEN && memcmp(id, sha256, VT_ID_LEN) == 0));
}

static void check_record(struct vt_arena *arena, struct vt_str json)
{
    struct vt_record a, b;
    struct vt_buf line = {0}, name = {0};
    vanthu_status status = vt_record_parse(&a, arena, json, NULL);
    promise(status == VANTHU_OK || status == VANTHU_DAMAGED);
    if (status != VANTHU_OK)
        return;
    check_id(a.id, a.sha256);
    promise(a.size <= INT64_MAX);
    promise(vt_record_format(&line, &a) == VANTHU_OK && line.p[line.len - 1] == '\n');
    promise(vt_record_parse(&b, arena, vt_buf_str(&line), NULL) == VANTHU_OK);
    promise(same(a.id, b.id) && same(a.sha256, b.sha256) && a.size == b.size &&
            a.mtime == b.mtime && vt_str_eq(a.path, b.path) && same(a.media_type, b.media_type) &&
            same(a.ingested_at, b.ingested_at) && same(a.agent, b.agent) &&
            same(a.source, b.source));
    promise(vt_record_member(&name, a.id, a.path) == VANTHU_OK);
    promise(name.len <= 100 && vt_str_starts(vt_buf_str(&name), vt_str_sub(vt_str(a.id), 0, 2)));
    for (size_t i = 0; i < name.len; i++)
        promise(name.p[i] > ' ' && name.p[i] < 0x7F);
    vt_buf_free(&line);
    vt_buf_free(&name);
}

static void check_event(struct vt_arena *arena, struct vt_str json)
{
    struct vt_event a, b;
    struct vt_buf line = {0};
    vanthu_status status = vt_event_parse(&a, arena, json, NULL);
    promise(status == VANTHU_OK || status == VANTHU_DAMAGED);
    if (status != VANTHU_OK)
        return;
    check_id(a.id, NULL);
    promise(vt_event_format(&line, &a) == VANTHU_OK);
    promise(vt_event_parse(&b, arena, vt_buf_str(&line), NULL) == VANTHU_OK);
    promise(same(a.id, b.id) && same(a.event, b.event) && vt_str_eq(a.path, b.path) &&
            a.mtime == b.mtime && a.said_count == b.said_count && same(a.at, b.at));
    for (size_t i = 0; i < a.said_count; i++)
        promise(same(a.said[i].fact, b.said[i].fact) && same(a.said[i].value, b.said[i].value));
    vt_buf_free(&line);
}

static void check_tombstone(struct vt_arena *arena, struct vt_str json)
{
    struct vt_tombstone a, b;
    struct vt_buf line = {0};
    vanthu_status status = vt_tombstone_parse(&a, arena, json, NULL);
    promise(status == VANTHU_OK || status == VANTHU_DAMAGED);
    if (status != VANTHU_OK)
        return;
    check_id(a.id, a.sha256);
    promise(vt_tombstone_format(&line, &a) == VANTHU_OK);
    promise(vt_tombstone_parse(&b, arena, vt_buf_str(&line), NULL) == VANTHU_OK);
    promise(same(a.id, b.id) && same(a.sha256, b.sha256) && same(a.reason, b.reason) &&
            same(a.by, b.by) && same(a.at, b.at) && same(a.agent, b.agent));
    vt_buf_free(&line);
}

static void check_log(struct vt_arena *arena, struct vt_str lines)
{
    struct vt_log_entry a, b;
    struct vt_str line;
    while (vt_log_next(&line, &lines)) {
        struct vt_buf again = {0};
        promise(line.len && line.p[line.len - 1] == '\n');
        vanthu_status status = vt_log_parse(&a, arena, line, NULL);
        promise(status == VANTHU_OK || status == VANTHU_DAMAGED);
        if (status == VANTHU_OK) {
            promise(vt_log_format(&again, &a) == VANTHU_OK);
            promise(vt_log_parse(&b, arena, vt_buf_str(&again), NULL) == VANTHU_OK);
            promise(a.number == b.number && a.ids_count == b.ids_count && same(a.event, b.event) &&
                    same(a.detail, b.detail) && same(a.previous, b.previous));
            for (size_t i = 0; i < a.ids_count; i++)
                check_id(a.ids[i], NULL);
        }
        vt_buf_free(&again);
    }
}

static void check_places(const struct vt_recognised *r)
{
    uint64_t last = 0;
    for (size_t i = 0; i < r->pages_count; last = r->pages[i++])
        promise(r->pages[i] >= last && r->pages[i] <= r->text.len);
    last = 0;
    for (size_t i = 0; i < r->headings_count; last = r->headings[i++].end) {
        const struct vt_recognised_heading *h = &r->headings[i];
        promise(h->start >= last && h->end >= h->start && h->end <= r->text.len);
        promise(h->level >= 1 && h->level <= 9);
    }
}

/* The right hash of the text is put where the facts say "HASH", so that it is got past. */
static void put_hash(struct vt_buf *out, struct vt_str json, struct vt_str text)
{
    char sum[VT_SHA256_LEN + 1];
    const char *at = memmem(json.p, json.len, "HASH", 4);
    promise(vt_sha256(sum, text) == VANTHU_OK);
    size_t before = at ? (size_t)(at - json.p) : json.len;
    promise(vt_buf_append_str(out, vt_str_sub(json, 0, before)) == VANTHU_OK);
    if (at)
        promise(vt_buf_printf(out, "%s", sum) == VANTHU_OK);
    promise(vt_buf_append_str(out, vt_str_sub(json, before + 4, json.len)) == VANTHU_OK);
}

static void check_recognised(struct vt_arena *arena, struct vt_str input)
{
    struct vt_recognised a, b;
    struct vt_buf json = {0}, line = {0};
    const char *zero = input.len ? memchr(input.p, 0, input.len) : NULL;
    size_t json_len = zero ? (size_t)(zero - input.p) : input.len;
    struct vt_str text = vt_str_sub(input, json_len + 1, input.len);
    put_hash(&json, vt_str_sub(input, 0, json_len), text);
    vanthu_status status = vt_recognised_parse(&a, arena, vt_buf_str(&json), text, NULL);
    promise(status == VANTHU_OK || status == VANTHU_DAMAGED);
    if (status == VANTHU_OK) {
        check_places(&a);
        promise(vt_recognised_format(&line, &a) == VANTHU_OK);
        promise(vt_recognised_parse(&b, arena, vt_buf_str(&line), text, NULL) == VANTHU_OK);
        promise(same(a.id, b.id) && same(a.engine, b.engine) && a.confidence == b.confidence &&
                a.pages_count == b.pages_count && a.headings_count == b.headings_count);
    }
    vt_buf_free(&json);
    vt_buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const checks[])(struct vt_arena *, struct vt_str) = {
        check_record, check_event, check_tombstone, check_recognised, check_log};
    struct vt_arena arena = {0};
    if (size == 0)
        return 0;
    checks[data[0] % 5](&arena, (struct vt_str){(const char *)data + 1, size - 1});
    vt_arena_free(&arena);
    return 0;
}
