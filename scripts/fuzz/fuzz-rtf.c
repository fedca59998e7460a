/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-rtf.c: RTF, with the way back into its bytes. */
#include "fuzz-reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {.format = VT_RTF};
    struct vt_str raw = {(const char *)data, size};
    vanthu_status status = vt_read_rtf(&r, raw, true);
    for (size_t at = 0; at < r.text.len; at++)
        promise(((unsigned char)r.text.p[at] & 0xC0) == 0x80 ||
                vt_offsets_raw(&r.offsets, at) <= size);
    check_reading(&r, status);
    return 0;
}
