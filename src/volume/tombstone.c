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
    if (t->lost) {
        json_t *lost = json_pack("{s:s*,s:s*,s:s*,s:s*}", "title", t->title, "canonical",
                                 t->canonical, "date", t->date, "path", t->source);
        if (json_object_set_new(object, "lost", lost) != 0)
            status = VANTHU_NO_MEMORY;
    }
    return vt_fields_line(out, object, status);
}

/* What is known of a document that is lost. */
static void parse_lost(struct vt_tombstone *out, struct vt_fields *f)
{
    const char **const facts[] = {&out->title, &out->canonical, &out->date, &out->source};
    static const char *const keys[] = {"title", "canonical", "date", "path"};
    json_t *lost = json_object_get(f->object, "lost");
    struct vt_fields of_lost = *f;
    if (!json_is_object(lost)) {
        vt_fields_fail(f, "lost");
        return;
    }
    out->lost = true;
    of_lost.object = lost;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (json_object_get(lost, keys[i]))
            *facts[i] = vt_fields_string(&of_lost, keys[i]);
    f->status = of_lost.status;
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
    if (f.status == VANTHU_OK && lost)
        parse_lost(out, &f);
    return vt_fields_end(&f);
}
