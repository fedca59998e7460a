/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.h: gets clean text out of an original.
 *
 * Each reader bids on the first bytes (the name only breaks ties); the highest bid reads. A file
 * that nobody can read has a media type, no text, and a reason. Thread-safe.
 */
#ifndef VT_READ_H
#define VT_READ_H

#include "base/buf.h"
#include "text/clean.h"

struct vt_reading {
    const char *media_type;    /* static: "text/plain" */
    const char *encoding;      /* static: "UTF-8", "UTF-16LE"; NULL without text */
    const char *text_status;   /* static: "ok", "partial", "none" */
    char reason[256];          /* translated; "" when "ok" */
    struct vt_buf text;        /* clean; empty when "none" */
    struct vt_offsets offsets; /* back to the bytes of `raw`; filled on request */
};

/* Reads `raw`, whose file was called `name` (a base name; may be ""). Bad input is a result, not a
 * failure: only VANTHU_NO_MEMORY can fail. The caller calls vt_reading_free() either way. */
vanthu_status vt_read(struct vt_reading *out, struct vt_str raw, struct vt_str name,
                      bool want_offsets);
void vt_reading_free(struct vt_reading *reading);

#endif
