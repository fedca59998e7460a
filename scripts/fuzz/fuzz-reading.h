/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-reading.h: what every reader of a format promises, whatever it is given. */
#ifndef VT_FUZZ_READING_H
#define VT_FUZZ_READING_H

#include "fuzz.h"

#include "formats/formats-readers.h"

#include <string.h>

static inline bool is_place(const struct vt_buf *text, size_t at)
{
    return at == text->len || (at < text->len && ((unsigned char)text->p[at] & 0xC0) != 0x80);
}

/* A status with its reason, clean text, and places between its letters, in order. Frees `r`. */
static inline void check_reading(struct vt_reading *r, vanthu_status status)
{
    struct vt_buf clean = {0};
    size_t last = 0;
    promise(status == VANTHU_OK && r->text_status);
    promise((strcmp(r->text_status, "ok") == 0) == (r->reason[0] == '\0'));
    promise((strcmp(r->text_status, "none") == 0) <= (r->text.len == 0));
    promise(vt_clean(&clean, NULL, vt_buf_str(&r->text)) == VANTHU_OK);
    promise(vt_str_eq(vt_buf_str(&clean), vt_buf_str(&r->text)));
    for (size_t i = 0; i < r->pages_count; last = r->pages[i++])
        promise(r->pages[i] >= last && is_place(&r->text, r->pages[i]));
    last = 0;
    for (size_t i = 0; i < r->headings_count; last = r->headings[i++].end) {
        const struct vt_styled_heading *h = &r->headings[i];
        promise(h->start >= last && h->start < h->end && h->level >= 1 && h->level <= 9);
        promise(is_place(&r->text, h->start) && is_place(&r->text, h->end));
    }
    vt_buf_free(&clean);
    vt_reading_free(r);
}

#endif
