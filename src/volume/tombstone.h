/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tombstone.h: tombstone.json, the member of a volume that says that a document was withdrawn:
 * when, by whom and why. It holds for every copy that lies before it: man vanthu-archive(5).
 */
#ifndef VT_TOMBSTONE_H
#define VT_TOMBSTONE_H

#include "base/arena.h"
#include "base/buf.h"

struct vt_tombstone {
    const char *id, *sha256; /* of the original */
    const char *reason;
    const char *by;    /* who withdrew it */
    const char *at;    /* UTC, RFC 3339 */
    const char *agent; /* "vanthu 0.1.0" */
};

/* Appends tombstone.json. */
vanthu_status vt_tombstone_format(struct vt_buf *out, const struct vt_tombstone *tombstone);

/* Strict: unknown keys are accepted, missing ones and wrong types are VANTHU_DAMAGED. Strings are
 * in `arena`. */
vanthu_status vt_tombstone_parse(struct vt_tombstone *out, struct vt_arena *arena,
                                 struct vt_str json, struct vanthu_error *error);

#endif
