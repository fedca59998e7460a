/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-read.c: every file has a reading: clean text, or a reason why there is none. */
#include "fuzz.h"

#include "read/read.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {0};
    struct vt_str raw = {(const char *)data, size};
    struct vt_read_options options = {.want_offsets = true};
    promise(vt_read(&r, NULL, raw, VT_STR("a.txt"), options) == VANTHU_OK);
    promise(r.text_status);
    promise((strcmp(r.text_status, "ok") == 0) == (r.reason[0] == '\0'));
    promise(vt_utf8_valid(vt_buf_str(&r.text)) == r.text.len);
    size_t last = 0;
    for (size_t at = 0; at < r.text.len; at++) {
        if (((unsigned char)r.text.p[at] & 0xC0) == 0x80)
            continue;
        size_t from = vt_offsets_raw(&r.offsets, at);
        promise(from <= size && (from >= last || r.format == VT_RTF)); /* notes come last */
        last = from;
    }
    vt_reading_free(&r);
    return 0;
}
