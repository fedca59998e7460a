/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-xls.c: the stream of an Excel workbook. (--wrap=vt_ole_stream) */
#include "fuzz-reading.h"

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name);

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name)
{
    return strcmp(name, "Workbook") == 0 && vt_buf_append_str(out, raw) == VANTHU_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {.format = VT_XLS};
    check_reading(&r, vt_read_xls(&r, (struct vt_str){(const char *)data, size}));
    return 0;
}
