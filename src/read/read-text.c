/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-text.c: plain text and Markdown, in any encoding. */
#include "read/reader.h"
#include "read/steps.h"
#include "text/utf16.h"

#include <stdio.h>

static vanthu_status from_utf16(struct vt_steps *s, enum vt_utf16 order)
{
    struct vt_offsets step = {0};
    struct vt_buf *made = vt_steps_buffer(s);
    vanthu_status status =
        vt_utf16_decode(made, s->want_offsets ? &step : NULL, order, s->text, &s->broken);
    if (status == VANTHU_OK)
        status = vt_steps_done(s, made, &step);
    vt_offsets_free(&step);
    return status;
}

static void name_encoding(struct vt_reading *out, enum vt_utf16 order, const struct vt_decision *d)
{
    const char *name = vt_encoding_name(d->encoding);
    const char *wide = order == VT_UTF16_LE ? "UTF-16LE" : order == VT_UTF16_BE ? "UTF-16BE" : NULL;
    if (wide && d->encoding == VT_ENC_UTF8 && !d->misreadings)
        name = wide;
    snprintf(out->encoding, sizeof out->encoding, "%s%s%s", name,
             d->misreadings ? " as Windows-1252" : "", wide && name != wide ? " in UTF-16" : "");
}

vanthu_status vt_read_text(struct vt_reading *out, struct vt_str raw, bool want_offsets)
{
    struct vt_steps s = {.text = raw, .want_offsets = want_offsets};
    vanthu_status status = VANTHU_OK;
    enum vt_utf16 order = vt_utf16_detect(raw);
    if (order != VT_NOT_UTF16) {
        status = from_utf16(&s, order);
    } else if (vt_str_starts(raw, VT_STR("\xEF\xBB\xBF"))) {
        s.text = vt_str_sub(raw, 3, raw.len);
        status = vt_offsets_step(&s.offsets, 0, 3);
    }
    if (status == VANTHU_OK)
        status = vt_steps_unicode(&s);
    if (status == VANTHU_OK)
        status = vt_steps_finish(&s, out);
    if (out->text.len)
        name_encoding(out, order, &s.decision);
    vt_steps_free(&s);
    return status;
}
