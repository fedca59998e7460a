/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tombstone.c: tombstone.json. */
#include "tombstone.h"

#include "fields.h"
#include "record.h"

vanthu_status vt_tombstone_format(struct vt_buf *out, const struct vt_tombstone *t)
{
    json_t *object =
        json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:s}", "vanthu", 1, "id", t->id, "sha256", t->sha256,
                  "reason", t->reason, "by", t->by, "at", t->at, "agent", t->agent);
    return vt_fields_line(out, object, VANTHU_OK);
}

vanthu_status vt_tombstone_parse(struct vt_tombstone *out, struct vt_arena *arena,
                                 struct vt_str json, struct vanthu_error *error)
{
    struct vt_fields f = vt_fields_begin(arena, json, error);
    *out = (struct vt_tombstone){0};
    if (f.status == VANTHU_OK)
        *out = (struct vt_tombstone){.id = vt_fields_hex(&f, "id", VT_ID_LEN),
                                     .sha256 = vt_fields_hex(&f, "sha256", VT_SHA256_LEN),
                                     .reason = vt_fields_string(&f, "reason"),
                                     .by = vt_fields_string(&f, "by"),
                                     .at = vt_fields_string(&f, "at"),
                                     .agent = vt_fields_string(&f, "agent")};
    if (f.status == VANTHU_OK && memcmp(out->id, out->sha256, VT_ID_LEN) != 0)
        vt_fields_fail(&f, "id");
    return vt_fields_end(&f);
}
