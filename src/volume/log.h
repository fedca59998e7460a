/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h: the log of an archive, vanthu/log-NUMBER.jsonl in the volumes: what was done, when, to
 * which documents and with what outcome; the events are those of PREMIS 3.0. One entry a line: man
 * vanthu-archive(5).
 *
 * Every entry holds the SHA-256 of the line before it, so none can be changed, left out or put
 * between without all that follow becoming wrong.
 */
#ifndef VT_LOG_H
#define VT_LOG_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

/* Entries of the log that are lost. */
struct vt_log_gap {
    uint64_t first, last;
};

struct vt_log_entry {
    uint64_t number;     /* from 1, without gaps */
    const char *at;      /* UTC, RFC 3339 */
    const char *event;   /* "ingestion" */
    const char *outcome; /* "success", "failure" */
    const char *detail;  /* a few words; may be "" */
    const char *agent;   /* "vanthu 0.1.0" */
    const char **ids;    /* of the documents that are concerned; none: all that are there */
    size_t ids_count;
    const char
        *previous; /* SHA-256 of the line before, its newline included; of the first: zeros */
    const struct vt_log_gap *gaps; /* that this entry acknowledges */
    size_t gaps_count;
};

/* The event of an entry by which a person acknowledges that documents, or entries, are lost. */
#define VT_LOSS "acknowledged loss"

/* What the first entry has as `previous`. */
#define VT_LOG_BEGINNING "0000000000000000000000000000000000000000000000000000000000000000"

/* Appends the line of an entry. */
vanthu_status vt_log_format(struct vt_buf *out, const struct vt_log_entry *entry);

/* Strict: unknown keys are accepted, missing ones and wrong types are VANTHU_DAMAGED. Strings are
 * in `arena`. */
vanthu_status vt_log_parse(struct vt_log_entry *out, struct vt_arena *arena, struct vt_str line,
                           struct vanthu_error *error);

/* Takes those that `entry` acknowledges out of `gaps`; returns how many are left. */
size_t vt_log_acknowledge(struct vt_log_gap *gaps, size_t count, const struct vt_log_entry *entry);

/* Takes the first line of `lines`, its newline included; what has no newline is no line. */
bool vt_log_next(struct vt_str *line, struct vt_str *lines);

#endif
