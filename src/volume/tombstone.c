/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tombstone.c: tombstone.json. */
#include "tombstone.h"

#include "fields.h"
#include "record.h"

vanthu_status vt_tombstone_format(struct vt_buf *out, const struct vt_tombstone *t)
{
    json_t *object = json_pack("{s:i,s:s,s:s*,s:s,s:s,s:s,s:s}", "vanthu", 1, "id", t->id, "sha256",
                               *t->sha256 ? t->sha256 : NULL, "reason", t->reason, "by", t->by,
                               "at", t->at, "agent", t->agent);
    vanthu_status status = VANTHU_OK;
    if (t->lost || t->title || t->canonical || t->date || t->source) {
        json_t *was = json_pack("{s:s*,s:s*,s:s*,s:s*}", "title", t->title, "canonical",
                                t->canonical, "date", t->date, "path", t->source);
        if (json_object_set_new(object, t->lost ? "lost" : "was", was) != 0)
            status = VANTHU_NO_MEMORY;
    }
    return vt_fields_line(out, object, status);
}

/* What is known of a document that is gone, under "lost" or "was". */
static void parse_known(struct vt_tombstone *out, struct vt_fields *f, const char *name)
{
    const char **const facts[] = {&out->title, &out->canonical, &out->date, &out->source};
    static const char *const keys[] = {"title", "canonical", "date", "path"};
    json_t *known = json_object_get(f->object, name);
    struct vt_fields of_known = *f;
    if (!json_is_object(known)) {
        vt_fields_fail(f, name);
        return;
    }
    of_known.object = known;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (json_object_get(known, keys[i]))
            *facts[i] = vt_fields_string(&of_known, keys[i]);
    f->status = of_known.status;
}

vanthu_status vt_tombstone_parse(struct vt_tombstone *out, struct vt_arena *arena,
                                 struct vt_str json, struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, json, error);
    *out = (struct vt_tombstone){0};
    bool lost = json_object_get(f.object, "lost");
    bool unknown = lost && !json_object_get(f.object, "sha256");
    if (f.status == VANTHU_OK)
        *out = (struct vt_tombstone){.id = vt_fields_hex(&f, "id", VT_ID_LEN),
                                     .sha256 =
                                         unknown ? "" : vt_fields_hex(&f, "sha256", VT_SHA256_LEN),
                                     .reason = vt_fields_string(&f, "reason"),
                                     .by = vt_fields_string(&f, "by"),
                                     .at = vt_fields_string(&f, "at"),
                                     .agent = vt_fields_string(&f, "agent")};
    if (f.status == VANTHU_OK && !unknown && memcmp(out->id, out->sha256, VT_ID_LEN) != 0)
        vt_fields_fail(&f, "id");
    out->lost = lost;
    if (f.status == VANTHU_OK && (lost || json_object_get(f.object, "was")))
        parse_known(out, &f, lost ? "lost" : "was");
    return vt_fields_end(&f);
}
