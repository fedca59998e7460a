/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c: all frames and members of one volume, past damage.
 *
 * 1. at a place: is there a frame, and does it decompress? Then its members, paired;
 * 2. else: the next place where the magic number of a frame stands and a frame decompresses; what
 *    lies between is reported as broken. Where it is one frame, the documents in it that are what
 *    their hashes say are given, if that is wanted.
 * One frame is in memory at a time. The seek table, which has no checksum of its own, is compared
 * with the frames that were met.
 */
#include "base/err.h"
#include "base/file.h"
#include "salvage.h"
#include "seal.h"
#include "tar.h"

#include <jansson.h>
#include <stdlib.h>

struct scan {
    struct vt_volume_file file;
    enum vt_scan_care care;
    vt_scan_fn each;
    void *context;
    struct vanthu_error *error;
    ZSTD_DCtx *zstd;
    struct vt_buf packed, content, entries;
    struct vt_arena arena;     /* of one record or event */
    struct vt_frame frame;     /* the one in `content` */
    struct vt_frame_head head; /* of the one in `content` */
    uint64_t to;               /* frames that begin there are not looked at */
    uint64_t end;              /* behind the last whole frame with members */
    bool partial;              /* begun behind the first frame */
    bool gap;                  /* something was passed over: the entries are not complete */
    bool salvaging;            /* `content` is that of a frame which is not whole */
};

static vanthu_status tell_broken(struct scan *s, const struct vt_frame *frame,
                                 const struct vt_record *record, const char *problem)
{
    struct vt_scanned scanned = {
        .kind = VT_SCANNED_BROKEN, .frame = *frame, .record = record, .problem = problem};
    return s->each(s->context, &scanned);
}

/* ---- members ---- */

enum member_kind { OTHER, VOLUME, ORIGINAL, RECORD, TEXT, TEXT_FACTS, EVENT, TOMBSTONE, LOG };

/* Names are "aa/ID/what"; `id` gets the 12 digits. */
static enum member_kind classify(struct vt_str name, struct vt_str *id)
{
    enum { ID_AT = 3, WHAT_AT = ID_AT + VT_ID_LEN + 1 };
    *id = VT_STR_NONE;
    if (vt_str_eq(name, VT_STR("vanthu/volume.json")))
        return VOLUME;
    if (vt_str_starts(name, VT_STR("vanthu/log-")) && vt_str_ends(name, VT_STR(".jsonl")))
        return LOG;
    if (name.len < WHAT_AT || name.p[2] != '/' || name.p[WHAT_AT - 1] != '/')
        return OTHER;
    *id = vt_str_sub(name, ID_AT, ID_AT + VT_ID_LEN);
    struct vt_str what = vt_str_sub(name, WHAT_AT, name.len);
    if (vt_str_starts(what, VT_STR("original.")))
        return ORIGINAL;
    if (vt_str_eq(what, VT_STR("record.json")))
        return RECORD;
    if (vt_str_eq(what, VT_STR("recognised.txt")))
        return TEXT;
    if (vt_str_eq(what, VT_STR("recognised.json")))
        return TEXT_FACTS;
    if (vt_str_eq(what, VT_STR("tombstone.json")))
        return TOMBSTONE;
    return vt_str_starts(what, VT_STR("event-")) && vt_str_ends(what, VT_STR(".json")) ? EVENT
                                                                                       : OTHER;
}

static vanthu_status check_volume_json(struct scan *s, const struct vt_member *member)
{
    json_t *object = json_loadb(member->data.p, member->data.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *format = json_object_get(object, "format"), *number = json_object_get(object, "number");
    const char *problem = NULL;
    if (!json_is_integer(format) || !json_is_integer(number))
        problem = _("vanthu/volume.json is not what it should be");
    else if (json_integer_value(format) != 1)
        problem = _("the volume is of a newer format");
    else if (json_integer_value(number) != s->frame.volume)
        problem = _("the volume has the name of another one");
    json_decref(object);
    return problem ? tell_broken(s, &s->frame, NULL, problem) : VANTHU_OK;
}

/* What is wrong with a document; NULL: nothing. */
static const char *find_fault(struct scan *s, const struct vt_record *record, struct vt_str id,
                              struct vt_str original, vanthu_status *status)
{
    char sum[VT_SHA256_LEN + 1];
    if (!vt_str_eq(vt_str(record->id), id))
        return _("the record is that of another original");
    if (record->size != original.len)
        return _("the original has not the size that its record says");
    if (s->care == VT_SCAN_QUICKLY)
        return NULL;
    *status = vt_sha256(sum, original);
    if (*status == VANTHU_OK && strcmp(sum, record->sha256) != 0)
        return _("the original has not the SHA-256 that its record says");
    return NULL;
}

/* What waits for the member that completes it. */
struct pairing {
    struct vt_member original, text;
    struct vt_str original_id, text_id;
    bool original_waits, text_waits; /* for its record, for its facts */
    struct vt_record record;
    bool document; /* `original` and `record` are whole, and wait for a text */
};

static vanthu_status give_document(struct scan *s, struct pairing *p,
                                   const struct vt_recognised *recognised)
{
    struct vt_scanned scanned = {.kind = VT_SCANNED_DOCUMENT,
                                 .frame = s->frame,
                                 .record = &p->record,
                                 .original = p->original.data,
                                 .data_offset = p->original.data_offset,
                                 .recognised = recognised};
    p->document = false;
    return s->each(s->context, &scanned);
}

static vanthu_status take_record(struct scan *s, struct pairing *p, const struct vt_member *json)
{
    vanthu_status status = vt_record_parse(&p->record, &s->arena, json->data, s->error);
    p->original_waits = false;
    if (status == VANTHU_DAMAGED)
        return tell_broken(s, &s->frame, NULL, _("a record is not what it should be"));
    if (status != VANTHU_OK)
        return status;
    const char *problem = find_fault(s, &p->record, p->original_id, p->original.data, &status);
    if (status != VANTHU_OK)
        return vt_err_memory(s->error);
    if (problem)
        return tell_broken(s, &s->frame, &p->record, problem);
    p->document = true;
    return VANTHU_OK;
}

/* The document itself, if it waits for this text, is whole. */
static vanthu_status tell_broken_text(struct scan *s, struct pairing *p, struct vt_str id)
{
    vanthu_status status = p->document ? give_document(s, p, NULL) : VANTHU_OK;
    struct vt_scanned scanned = {.kind = VT_SCANNED_BROKEN,
                                 .frame = s->frame,
                                 .text_of = vt_arena_str(&s->arena, id),
                                 .problem = _("a recognised text is not what it was")};
    p->text_waits = false;
    if (status != VANTHU_OK)
        return status;
    return scanned.text_of ? s->each(s->context, &scanned) : vt_err_memory(s->error);
}

/* The facts of the text that waits; of the document right before them, or of an earlier one. */
static vanthu_status take_text(struct scan *s, struct pairing *p, const struct vt_member *facts)
{
    struct vt_recognised r;
    struct vt_scanned scanned = {
        .kind = VT_SCANNED_RECOGNISED, .frame = s->frame, .recognised = &r};
    p->text_waits = false;
    vanthu_status status = vt_recognised_parse(&r, &s->arena, facts->data, p->text.data, s->error);
    bool sound = status == VANTHU_OK && vt_str_eq(vt_str(r.id), p->text_id) &&
                 memcmp(r.id, r.sha256, VT_ID_LEN) == 0 &&
                 (!p->document || strcmp(r.sha256, p->record.sha256) == 0);
    if (status != VANTHU_OK && status != VANTHU_DAMAGED)
        return status;
    if (!sound)
        return tell_broken_text(s, p, p->text_id);
    return p->document ? give_document(s, p, &r) : s->each(s->context, &scanned);
}

static vanthu_status take_event(struct scan *s, struct vt_str id, const struct vt_member *json)
{
    struct vt_event event;
    vanthu_status status = vt_event_parse(&event, &s->arena, json->data, s->error);
    if (status == VANTHU_DAMAGED || (status == VANTHU_OK && !vt_str_eq(vt_str(event.id), id)))
        return tell_broken(s, &s->frame, NULL, _("an event is not what it should be"));
    if (status != VANTHU_OK)
        return status;
    struct vt_scanned scanned = {.kind = VT_SCANNED_EVENT, .frame = s->frame, .event = &event};
    return s->each(s->context, &scanned);
}

static vanthu_status take_tombstone(struct scan *s, struct vt_str id, const struct vt_member *json)
{
    struct vt_tombstone tombstone;
    vanthu_status status = vt_tombstone_parse(&tombstone, &s->arena, json->data, s->error);
    if (status == VANTHU_DAMAGED || (status == VANTHU_OK && !vt_str_eq(vt_str(tombstone.id), id)))
        return tell_broken(s, &s->frame, NULL, _("a tombstone is not what it should be"));
    if (status != VANTHU_OK)
        return status;
    struct vt_scanned scanned = {
        .kind = VT_SCANNED_TOMBSTONE, .frame = s->frame, .tombstone = &tombstone};
    return s->each(s->context, &scanned);
}

static vanthu_status take_log(struct scan *s, const struct vt_member *member)
{
    struct vt_str lines = member->data, line;
    struct vt_log_entry entry;
    struct vt_scanned scanned = {.kind = VT_SCANNED_LOG, .frame = s->frame, .entry = &entry};
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && vt_log_next(&line, &lines)) {
        scanned.line = line;
        status = vt_log_parse(&entry, &s->arena, line, s->error);
        if (status == VANTHU_OK)
            status = s->each(s->context, &scanned);
        else if (status == VANTHU_DAMAGED)
            status = tell_broken(s, &s->frame, NULL, _("the log is not what it should be"));
    }
    return status == VANTHU_OK && lines.len
               ? tell_broken(s, &s->frame, NULL, _("the log is not what it should be"))
               : status;
}

/* Gives away, or calls broken, what the member that comes now does not complete. `id` is that of
 * the member; kind OTHER and no id: the frame is at its end. */
static vanthu_status settle(struct scan *s, struct pairing *p, enum member_kind kind,
                            struct vt_str id)
{
    vanthu_status status = VANTHU_OK;
    bool text_follows =
        (kind == TEXT || kind == TEXT_FACTS) && p->document && vt_str_eq(id, vt_str(p->record.id));
    if (p->original_waits && !(kind == RECORD && vt_str_eq(id, p->original_id))) {
        p->original_waits = false;
        status = tell_broken(s, &s->frame, NULL, _("an original has no record"));
    }
    if (status == VANTHU_OK && p->document && !text_follows)
        status = give_document(s, p, NULL);
    if (status == VANTHU_OK && p->text_waits && !(kind == TEXT_FACTS && vt_str_eq(id, p->text_id)))
        status = tell_broken_text(s, p, p->text_id);
    return status;
}

static vanthu_status take_member(struct scan *s, struct pairing *p, const struct vt_member *member)
{
    struct vt_str id;
    enum member_kind kind = classify(member->name, &id);
    vanthu_status status = settle(s, p, kind, id);
    if (status != VANTHU_OK)
        return status;
    switch (kind) {
    case VOLUME:
        return check_volume_json(s, member);
    case ORIGINAL:
        p->original = *member;
        p->original_id = id;
        p->original_waits = true;
        return VANTHU_OK;
    case RECORD:
        return p->original_waits ? take_record(s, p, member)
                                 : tell_broken(s, &s->frame, NULL, _("a record has no original"));
    case TEXT:
        p->text = *member;
        p->text_id = id;
        p->text_waits = true;
        return VANTHU_OK;
    case TEXT_FACTS:
        return p->text_waits ? take_text(s, p, member) : tell_broken_text(s, p, id);
    case EVENT:
        return take_event(s, id, member);
    case TOMBSTONE:
        return take_tombstone(s, id, member);
    case LOG:
        return take_log(s, member);
    case OTHER:
        break;
    }
    return VANTHU_OK;
}

static vanthu_status take_members(struct scan *s)
{
    struct vt_str tar = vt_buf_str(&s->content);
    struct pairing pairing = {0};
    struct vt_member member;
    enum vt_tar_found found = VT_TAR_END;
    vanthu_status status = VANTHU_OK;
    for (size_t at = 0; status == VANTHU_OK;) {
        found = s->salvaging ? vt_tar_find(&member, tar, &at) : vt_tar_next(&member, tar, &at);
        if (found != VT_TAR_MEMBER)
            break;
        status = take_member(s, &pairing, &member);
        if (!pairing.document)
            vt_arena_free(&s->arena);
    }
    if (status == VANTHU_OK)
        status = settle(s, &pairing, OTHER, VT_STR_NONE);
    if (status == VANTHU_OK && found == VT_TAR_BROKEN)
        status = tell_broken(s, &s->frame, NULL, _("the frame does not hold whole tar members"));
    vt_arena_free(&s->arena);
    return status;
}

/* ---- frames ---- */

/* The entries of the table must end with those of the frames that were met. */
static vanthu_status check_seek_table(struct scan *s)
{
    enum { HEAD = 8, FOOT = 9 };
    vt_buf_clear(&s->packed);
    if (vt_buf_reserve(&s->packed, (size_t)s->head.bytes) != VANTHU_OK)
        return vt_err_memory(s->error);
    vanthu_status status = vt_file_read_at(s->file.fd, s->file.path, s->packed.p,
                                           (size_t)s->head.bytes, s->frame.offset, s->error);
    if (status != VANTHU_OK)
        return status;
    struct vt_str all = {s->packed.p, (size_t)s->head.bytes}, met = vt_buf_str(&s->entries);
    struct vt_str table = vt_str_sub(all, HEAD, all.len - FOOT);
    bool fits = all.p[all.len - 5] == 0 && table.len % VT_SEEK_ENTRY == 0 &&
                vt_get_le32(all.p + all.len - FOOT) == table.len / VT_SEEK_ENTRY;
    if (fits && !s->gap)
        fits = vt_str_ends(table, met) && (s->partial || table.len == met.len);
    return fits ? VANTHU_OK
                : tell_broken(s, &s->frame, NULL, _("the seek table does not fit the frames"));
}

static vanthu_status take_frame(struct scan *s)
{
    vanthu_status status;
    if (s->head.seek_table)
        return check_seek_table(s);
    if (!vt_seal_entry(&s->entries, &s->head, &status))
        s->gap = true;
    if (status != VANTHU_OK)
        return vt_err_memory(s->error);
    if (vt_is_tar_end(vt_buf_str(&s->content)))
        return VANTHU_OK;
    status = take_members(s);
    struct vt_scanned scanned = {.kind = VT_SCANNED_FRAME, .frame = s->frame};
    if (status == VANTHU_OK)
        status = s->each(s->context, &scanned);
    s->end = s->frame.offset + s->frame.bytes;
    return status;
}

/* Loads the frame at `at`; *whole is false when there is none. s->head.bytes is 0 where not even
 * its blocks follow each other to an end. */
static vanthu_status load(struct scan *s, uint64_t at, bool *whole)
{
    vanthu_status status = vt_frame_probe(&s->head, whole, &s->file, at, s->error);
    if (status != VANTHU_OK || !*whole) {
        s->head.bytes = 0;
        return status;
    }
    s->frame.offset = at;
    s->frame.bytes = s->head.bytes;
    s->frame.content_bytes = s->head.content_bytes;
    if (s->head.seek_table)
        return VANTHU_OK;
    return vt_frame_load(&s->content, whole, &s->packed, s->zstd, &s->file, at, &s->head, s->error);
}

static bool is_magic(const char *p)
{
    uint32_t magic = vt_get_le32(p);
    return magic == ZSTD_MAGICNUMBER || magic == VT_SEEK_FRAME_MAGIC;
}

/* Loads the first whole frame at or after `from`; *at is the end of the file when there is none. */
static vanthu_status resynchronise(struct scan *s, uint64_t from, uint64_t *at)
{
    char window[1 << 14];
    for (*at = from; *at < s->to && s->file.bytes - *at >= 4;) {
        uint64_t left = s->file.bytes - *at;
        size_t size = left < sizeof window ? (size_t)left : sizeof window;
        vanthu_status status =
            vt_file_read_at(s->file.fd, s->file.path, window, size, *at, s->error);
        for (size_t i = 0; status == VANTHU_OK && i + 4 <= size; i++) {
            bool whole = false;
            if (is_magic(window + i))
                status = load(s, *at + i, &whole);
            if (status == VANTHU_OK && whole) {
                *at += i;
                return VANTHU_OK;
            }
        }
        if (status != VANTHU_OK)
            return status;
        *at += size - 3;
    }
    *at = s->to;
    return VANTHU_OK;
}

/* ---- what is whole of a damaged frame ---- */

struct salvage {
    vt_scan_fn each;
    void *context;
    bool any;
};

static vanthu_status give_if_document(void *context, const struct vt_scanned *scanned)
{
    struct salvage *salvage = context;
    if (scanned->kind != VT_SCANNED_DOCUMENT)
        return VANTHU_OK;
    struct vt_scanned document = *scanned;
    document.recognised = NULL; /* a text has no hash */
    salvage->any = true;
    return salvage->each(salvage->context, &document);
}

static vanthu_status give_salvaged(struct scan *s)
{
    struct salvage salvage = {.each = s->each, .context = s->context};
    struct vt_scanned scanned = {.kind = VT_SCANNED_FRAME, .frame = s->frame};
    s->each = give_if_document;
    s->context = &salvage;
    s->salvaging = true;
    vanthu_status status = take_members(s);
    s->salvaging = false;
    s->each = salvage.each;
    s->context = salvage.context;
    if (status != VANTHU_OK || !salvage.any)
        return status;
    s->end = s->frame.offset + s->frame.bytes;
    return s->each(s->context, &scanned);
}

/* Of what is broken up to `end`, where a frame of ours begins by its blocks: what has been cut off
 * makes none. The frame that was loaded is forgotten. */
static vanthu_status salvage(struct scan *s, uint64_t at, uint64_t end)
{
    bool found;
    struct vt_frame_head head;
    vanthu_status status = vt_frame_probe(&head, &found, &s->file, at, s->error);
    if (status != VANTHU_OK || !found || head.seek_table || head.bytes > end - at)
        return status;
    status = vt_frame_salvage(&s->content, &s->packed, s->zstd, &s->file, at, &head, s->error);
    s->frame.offset = at;
    s->frame.bytes = head.bytes;
    s->frame.content_bytes = head.content_bytes;
    return status == VANTHU_OK ? give_salvaged(s) : status;
}

static vanthu_status pass_over(struct scan *s, uint64_t at, uint64_t next, bool *torn)
{
    bool whole;
    struct vt_frame hole = {.volume = s->frame.volume, .offset = at, .bytes = next - at};
    s->gap = true;
    vanthu_status status = tell_broken(s, &hole, NULL, _("these bytes are no whole frame"));
    if (status != VANTHU_OK || s->care != VT_SCAN_SALVAGING)
        return status;
    status = salvage(s, at, next);
    *torn &= s->end < next;
    return status == VANTHU_OK && next < s->to ? load(s, next, &whole) : status;
}

/* ---- all of them ---- */

/* Behind the frame at `at`, which is not whole and has the length that s->head says (0: nobody
 * knows), the next one is loaded; *next is s->to when there is none. */
static vanthu_status go_behind(struct scan *s, uint64_t at, uint64_t *next)
{
    uint64_t bytes = s->head.bytes;
    bool whole = false;
    vanthu_status status = VANTHU_OK;
    *next = at + bytes;
    if (bytes && *next < s->to)
        status = load(s, *next, &whole);
    if (status == VANTHU_OK && !whole && !(bytes && *next >= s->to))
        status = resynchronise(s, at + 1, next);
    if (*next > s->to)
        *next = s->to;
    return status;
}

static vanthu_status walk(struct scan *s, uint64_t at, bool *torn)
{
    while (at < s->to) {
        bool whole;
        uint64_t next = at;
        vanthu_status status = load(s, at, &whole);
        if (status == VANTHU_OK && !whole)
            status = go_behind(s, at, &next);
        if (status == VANTHU_OK && next != at) {
            *torn = next == s->file.bytes;
            status = pass_over(s, at, next, torn);
        }
        if (status == VANTHU_OK && next < s->to)
            status = take_frame(s);
        if (status != VANTHU_OK)
            return status;
        at = next < s->to ? next + s->head.bytes : next;
    }
    return VANTHU_OK;
}

vanthu_status vt_volume_scan_part(const char *dir, uint32_t volume, uint64_t from, uint64_t to,
                                  enum vt_scan_care care, vt_scan_fn each, void *context,
                                  uint64_t *end, bool *torn, struct vanthu_error *error)
{
    struct scan s = {.care = care,
                     .each = each,
                     .context = context,
                     .error = error,
                     .partial = from > 0,
                     .frame.volume = volume,
                     .end = from};
    *torn = false;
    vanthu_status status = vt_volume_file_open(&s.file, dir, volume, error);
    if (status != VANTHU_OK)
        goto done;
    if (from > s.file.bytes) {
        status = vt_err(error, VANTHU_DAMAGED, _("%s: ends at byte %llu, but %llu were committed"),
                        s.file.path, (unsigned long long)s.file.bytes, (unsigned long long)from);
        goto done;
    }
    s.to = to < s.file.bytes ? to : s.file.bytes;
    s.zstd = ZSTD_createDCtx();
    status = s.zstd ? walk(&s, from, torn) : vt_err_memory(error);
done:
    *end = s.end;
    ZSTD_freeDCtx(s.zstd);
    vt_buf_free(&s.packed);
    vt_buf_free(&s.content);
    vt_buf_free(&s.entries);
    vt_arena_free(&s.arena);
    vt_volume_file_close(&s.file);
    return status;
}

vanthu_status vt_volume_scan(const char *dir, uint32_t volume, uint64_t from,
                             enum vt_scan_care care, vt_scan_fn each, void *context, uint64_t *end,
                             bool *torn, struct vanthu_error *error)
{
    return vt_volume_scan_part(dir, volume, from, UINT64_MAX, care, each, context, end, torn,
                               error);
}
