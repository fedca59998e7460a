/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tombstone.h: tombstone.json, the member of a volume that says that a document was withdrawn, or
 * is lost: when that was said, by whom and why. A withdrawal holds for every copy that lies before
 * it: man vanthu-archive(5).
 */
#ifndef VT_TOMBSTONE_H
#define VT_TOMBSTONE_H

#include "base/arena.h"
#include "base/buf.h"

struct vt_tombstone {
    const char *id;
    const char *sha256; /* of the original; "": of one that is lost it may not be known */
    const char *reason;
    const char *by;    /* who withdrew it, or acknowledged that it is lost */
    const char *at;    /* UTC, RFC 3339 */
    const char *agent; /* "vanthu 0.1.0" */
    bool lost;         /* it was not withdrawn: it was damaged beyond repair */
    const char *title, *canonical, *date, *source; /* as far as known, else NULL */
};

/* Appends tombstone.json. */
vanthu_status vt_tombstone_format(struct vt_buf *out, const struct vt_tombstone *tombstone);

/* Strict: unknown keys are accepted, missing ones and wrong types are VANTHU_DAMAGED. Strings are
 * in `arena`. */
vanthu_status vt_tombstone_parse(struct vt_tombstone *out, struct vt_arena *arena,
                                 struct vt_str json, struct vanthu_error *error);

#endif
