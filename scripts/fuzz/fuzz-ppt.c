/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-ppt.c: the stream of PowerPoint slides. (--wrap=vt_ole_stream) */
#include "fuzz-reading.h"

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name);

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name)
{
    return strcmp(name, "PowerPoint Document") == 0 && vt_buf_append_str(out, raw) == VANTHU_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {.format = VT_PPT};
    check_reading(&r, vt_read_ppt(&r, (struct vt_str){(const char *)data, size}));
    return 0;
}
