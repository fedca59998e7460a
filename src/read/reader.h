/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.h: what a reader of one format gives to the table in read.c. */
#ifndef VT_READER_H
#define VT_READER_H

#include "read/read.h"

struct vt_reader {
    /* How sure the reader is that `raw` is its format: 0 not at all, 100 certainly. */
    int (*bid)(struct vt_str raw, struct vt_str name);

    /* Fills everything of `out`. Bad input is a result with its reason. */
    vanthu_status (*read)(struct vt_reading *out, struct vt_str raw, struct vt_str name,
                          bool want_offsets);
};

extern const struct vt_reader vt_text_reader; /* read-text.c: plain text and Markdown */
extern const struct vt_reader
    vt_foreign_reader; /* read-foreign.c: formats that are named, not read */

/* Sets status "none" and the reason. */
vanthu_status vt_unread(struct vt_reading *out, const char *media_type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
