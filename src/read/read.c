/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read.c: the table of readers, and the highest bid. */
#include "read/read.h"

#include "read/reader.h"

#include <stdarg.h>
#include <stdio.h>

static const struct vt_reader *const READERS[] = {&vt_text_reader, &vt_foreign_reader};

vanthu_status vt_unread(struct vt_reading *out, const char *media_type, const char *format, ...)
{
    va_list args;
    out->media_type = media_type;
    out->text_status = "none";
    va_start(args, format);
    vsnprintf(out->reason, sizeof out->reason, format, args);
    va_end(args);
    return VANTHU_OK;
}

vanthu_status vt_read(struct vt_reading *out, struct vt_str raw, struct vt_str name,
                      bool want_offsets)
{
    const struct vt_reader *best = NULL;
    int highest = 0;
    *out = (struct vt_reading){0};
    for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
        int bid = READERS[i]->bid(raw, name);
        if (bid > highest) {
            highest = bid;
            best = READERS[i];
        }
    }
    return best->read(out, raw, name, want_offsets);
}

void vt_reading_free(struct vt_reading *reading)
{
    vt_buf_free(&reading->text);
    vt_offsets_free(&reading->offsets);
}
