/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader.h: what the readers of single formats share. */
#ifndef VT_READER_H
#define VT_READER_H

#include "read/read.h"

/* Each fills everything of `out` but the format. Bad input is a result with its reason. */
vanthu_status vt_read_text(struct vt_reading *out, struct vt_str raw, bool want_offsets);
vanthu_status vt_read_rtf(struct vt_reading *out, struct vt_str raw, bool want_offsets);

/* Sets status "none" and the reason. */
vanthu_status vt_unread(struct vt_reading *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sets status "partial" and the reason, of a text that was "ok". */
void vt_partly_read(struct vt_reading *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
