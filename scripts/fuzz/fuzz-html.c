/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-html.c: web pages. */
#include "fuzz-reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {.format = VT_HTML};
    check_reading(&r, vt_read_html(&r, (struct vt_str){(const char *)data, size}));
    return 0;
}
