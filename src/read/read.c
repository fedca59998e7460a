/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read.c: which reader reads. */
#include "read/read.h"

#include "base/err.h"
#include "base/utf8.h"
#include "read/reader.h"
#include "read/workers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What does not fit is left out, by whole characters. */
static void give_reason(struct vt_reading *out, const char *format, va_list args)
{
    int len = vsnprintf(out->reason, sizeof out->reason, format, args);
    if (len >= (int)sizeof out->reason)
        out->reason[vt_utf8_valid(vt_str(out->reason))] = '\0';
}

vanthu_status vt_unread(struct vt_reading *out, const char *format, ...)
{
    va_list args;
    out->text_status = "none";
    va_start(args, format);
    give_reason(out, format, args);
    va_end(args);
    return VANTHU_OK;
}

void vt_partly_read(struct vt_reading *out, const char *format, ...)
{
    va_list args;
    if (strcmp(out->text_status, "ok") != 0)
        return;
    out->text_status = "partial";
    va_start(args, format);
    give_reason(out, format, args);
    va_end(args);
}

vanthu_status vt_read(struct vt_reading *out, struct vt_workers *workers, struct vt_str raw,
                      struct vt_str name, struct vt_read_options options)
{
    *out = (struct vt_reading){.format = vt_format_of(raw, name)};
    switch (out->format) {
    case VT_TEXT:
    case VT_MARKDOWN:
        return vt_read_text(out, raw, options.want_offsets);
    case VT_RTF:
        return vt_read_rtf(out, raw, options.want_offsets);
    case VT_EMPTY:
        return vt_unread(out, "%s", _("the file is empty"));
    case VT_BINARY:
        return vt_unread(out, "%s", _("not text: it holds binary data"));
    default:
        return vt_workers_read(workers, out, raw, options.ocr);
    }
}

void vt_reading_free(struct vt_reading *reading)
{
    vt_buf_free(&reading->text);
    vt_offsets_free(&reading->offsets);
    free(reading->pages);
    free(reading->headings);
    free(reading->signatures);
}
