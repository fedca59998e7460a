/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steps.c: from the text of a file to clean text. */
#include "read/steps.h"

#include "base/err.h"
#include "read/reader.h"

#include <stdio.h>

struct vt_buf *vt_steps_buffer(struct vt_steps *s)
{
    struct vt_buf *buf = &s->made[s->made[0].p && s->text.p == s->made[0].p];
    vt_buf_clear(buf);
    return buf;
}

vanthu_status vt_steps_done(struct vt_steps *s, struct vt_buf *made, struct vt_offsets *step)
{
    s->text = vt_buf_str(made);
    return s->want_offsets ? vt_offsets_extend(&s->offsets, step) : VANTHU_OK;
}

vanthu_status vt_steps_unicode(struct vt_steps *s)
{
    struct vt_offsets step = {0};
    struct vt_unicode unicode = {0};
    struct vt_buf *made = vt_steps_buffer(s);
    bool same;
    vanthu_status status =
        vt_unicode(&unicode, made, s->want_offsets ? &step : NULL, s->text, &same);
    s->decision = vt_unicode_decision(&unicode);
    s->broken += s->decision.broken;
    if (status == VANTHU_OK && !same)
        status = vt_steps_done(s, made, &step);
    vt_unicode_free(&unicode);
    vt_offsets_free(&step);
    return status;
}

/* CR LF and CR alone become LF. */
static vanthu_status end_lines(struct vt_steps *s)
{
    struct vt_offsets step = {0};
    struct vt_str text = s->text;
    vanthu_status status = VANTHU_OK;
    if (!memchr(text.p, '\r', text.len))
        return VANTHU_OK;
    struct vt_buf *made = vt_steps_buffer(s);
    for (size_t at = 0; at < text.len && status == VANTHU_OK;) {
        const char *cr = memchr(text.p + at, '\r', text.len - at);
        size_t end = cr ? (size_t)(cr - text.p) : text.len;
        status = vt_buf_append(made, text.p + at, end - at);
        at = cr ? end + 1 : end;
        if (!cr || status != VANTHU_OK)
            continue;
        at += at < text.len && text.p[at] == '\n';
        status = vt_buf_append_char(made, '\n');
        if (status == VANTHU_OK && s->want_offsets)
            status = vt_offsets_step(&step, made->len, at);
    }
    if (status == VANTHU_OK)
        status = vt_steps_done(s, made, &step);
    vt_offsets_free(&step);
    return status;
}

static vanthu_status clean(struct vt_reading *out, struct vt_steps *s)
{
    struct vt_offsets step = {0};
    vanthu_status status = vt_clean(&out->text, s->want_offsets ? &step : NULL, s->text);
    if (status == VANTHU_OK && s->want_offsets)
        status = vt_offsets_extend(&s->offsets, &step);
    vt_offsets_free(&step);
    out->offsets = s->offsets;
    s->offsets = (struct vt_offsets){0};
    return status;
}

static bool is_blank(const struct vt_buf *text)
{
    for (size_t i = 0; i < text->len; i++)
        if (!strchr(" \t\n\f", text->p[i]))
            return false;
    return true;
}

static void judge(struct vt_reading *out, size_t broken, const struct vt_decision *d)
{
    out->text_status = "partial";
    if (d->encoding == VT_ENC_UNKNOWN)
        snprintf(out->reason, sizeof out->reason, "%s",
                 _("the encoding of the text is not known: it is read as Windows-1252"));
    else if (broken)
        snprintf(out->reason, sizeof out->reason,
                 _("%zu places are not proper text and are shown as U+FFFD"), broken);
    else if (d->damaged)
        snprintf(out->reason, sizeof out->reason, "%s",
                 _("the text is damaged: TCVN3 that has lost every letter \"ư\""));
    else
        out->text_status = "ok";
}

vanthu_status vt_steps_finish(struct vt_steps *s, struct vt_reading *out)
{
    vanthu_status status = end_lines(s);
    if (status == VANTHU_OK)
        status = clean(out, s);
    judge(out, s->broken, &s->decision);
    out->encoding_score = s->decision.score;
    if (status == VANTHU_OK && is_blank(&out->text)) {
        vt_buf_clear(&out->text);
        out->encoding_score = 0;
        vt_unread(out, "%s", _("the file holds no text"));
    }
    return status;
}

void vt_steps_free(struct vt_steps *s)
{
    vt_buf_free(&s->made[0]);
    vt_buf_free(&s->made[1]);
    vt_offsets_free(&s->offsets);
}
