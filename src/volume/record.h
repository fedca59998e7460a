/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h: record.json and event-T.json, the members of a volume that say what an original is and
 * where it came from. One JSON object, UTF-8, one line: man vanthu-archive(5).
 */
#ifndef VT_RECORD_H
#define VT_RECORD_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

enum { VT_ID_LEN = 12, VT_SHA256_LEN = 64 };

struct vt_record {
    const char *id, *sha256; /* lower-case hex */
    uint64_t size;
    struct vt_str path; /* as the bytes were given; may not be UTF-8 */
    int64_t mtime;      /* seconds since 1970 */
    const char *media_type;
    const char *ingested_at; /* UTC, RFC 3339: "2021-07-13T02:00:00Z" */
    const char *agent;       /* "vanthu 0.1.0" */
    const char *source;      /* "file", "stdin"; later the bundle it came in */
};

/* What a person says a fact of a document is. */
struct vt_said {
    const char *fact;  /* "title" */
    const char *value; /* "": what the document itself says counts again */
};

/* A later fact: the same bytes were met at another path, or a person has said what facts are. */
struct vt_event {
    const char *id;
    const char *event;          /* "source" or "set" */
    struct vt_str path;         /* of "source" */
    int64_t mtime;              /* of "source" */
    const struct vt_said *said; /* of "set" */
    size_t said_count;
    const char *at; /* UTC, RFC 3339 */
    const char *agent;
};

vanthu_status vt_record_format(struct vt_buf *out, const struct vt_record *record);
vanthu_status vt_event_format(struct vt_buf *out, const struct vt_event *event);

/* Strict: unknown keys are accepted, missing ones and wrong types are VANTHU_DAMAGED. Strings are
 * allocated in `arena`. */
vanthu_status vt_record_parse(struct vt_record *out, struct vt_arena *arena, struct vt_str json,
                              struct vanthu_error *error);
vanthu_status vt_event_parse(struct vt_event *out, struct vt_arena *arena, struct vt_str json,
                             struct vanthu_error *error);

/* The member name "aa/ID/original.EXT" for an original whose file is called `path`: EXT is its
 * extension, lower-case ASCII letters and digits, at most 8, else "bin". */
vanthu_status vt_record_member(struct vt_buf *out, const char *id, struct vt_str path);

#endif
