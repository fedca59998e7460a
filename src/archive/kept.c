/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept.c: a text that was recognised once. */
#include "archive/kept.h"

#include <stdio.h>
#include <stdlib.h>

/* Clean, and with names that have room; places in it are checked where they are parsed. */
static vanthu_status check(const struct vt_reading *to, const struct vt_recognised *r, bool *sound)
{
    struct vt_buf clean = {0};
    vanthu_status status = vt_clean(&clean, NULL, r->text);
    *sound = status == VANTHU_OK && vt_str_eq(vt_buf_str(&clean), r->text) &&
             strlen(r->engine) < sizeof to->recognition.engine &&
             strlen(r->encoding) < sizeof to->encoding && strlen(r->reason) < sizeof to->reason;
    vt_buf_free(&clean);
    return status;
}

static vanthu_status take_marks(struct vt_reading *out, const struct vt_recognised *r)
{
    out->pages = malloc((r->pages_count + 1) * sizeof *out->pages);
    out->headings = malloc((r->headings_count + 1) * sizeof *out->headings);
    if (!out->pages || !out->headings)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < r->pages_count; i++)
        out->pages[out->pages_count++] = (size_t)r->pages[i];
    for (size_t i = 0; i < r->headings_count; i++) {
        const struct vt_recognised_heading *h = &r->headings[i];
        out->headings[out->headings_count++] =
            (struct vt_styled_heading){(size_t)h->start, (size_t)h->end, h->level};
    }
    return VANTHU_OK;
}

vanthu_status vt_read_kept(struct vt_reading *out, bool *kept, const struct vt_recognised *r)
{
    vanthu_status status = check(out, r, kept);
    if (status != VANTHU_OK || !*kept)
        return status;
    out->text_status = strcmp(r->status, "ok") == 0 ? "ok" : "partial";
    out->encoding_score = r->encoding_score;
    out->recognition.confidence = r->confidence;
    snprintf(out->encoding, sizeof out->encoding, "%s", r->encoding);
    snprintf(out->reason, sizeof out->reason, "%s", r->reason);
    snprintf(out->recognition.engine, sizeof out->recognition.engine, "%s", r->engine);
    status = vt_buf_append_str(&out->text, r->text);
    return status == VANTHU_OK ? take_marks(out, r) : status;
}
