/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recognised.h: recognised.txt and recognised.json, the members of a volume that keep the text of a
 * scan, so that it is recognised once: man vanthu-archive(5).
 */
#ifndef VT_RECOGNISED_H
#define VT_RECOGNISED_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

struct vt_recognised {
    const char *id, *sha256; /* of the original */
    struct vt_str text;      /* all of it, clean; what recognised.txt holds */
    const char *engine;      /* its name, version and language: "tesseract 5.3.0 vie" */
    double confidence;       /* mean of the words, 0 to 1 */
    const char *encoding;    /* of the pages that had a text */
    double encoding_score;
    const char *status, *reason; /* "ok" and "", or "partial" and why */
    const uint64_t *pages;       /* where each begins in `text` */
    size_t pages_count;
    const struct vt_recognised_heading {
        uint64_t start, end;
        unsigned level; /* 1 to 9 */
    } * headings;       /* as the format says, in order */
    size_t headings_count;
    const char *at;    /* UTC, RFC 3339 */
    const char *agent; /* "vanthu 0.1.0" */
};

/* Appends recognised.json. */
vanthu_status vt_recognised_format(struct vt_buf *out, const struct vt_recognised *recognised);

/* Reads recognised.json, which must be that of `text`: VANTHU_DAMAGED when it is not, or when
 * anything in it is not what it should be. Unknown keys are accepted. Strings are in `arena`,
 * `text` is borrowed. */
vanthu_status vt_recognised_parse(struct vt_recognised *out, struct vt_arena *arena,
                                  struct vt_str json, struct vt_str text,
                                  struct vanthu_error *error);

#endif
