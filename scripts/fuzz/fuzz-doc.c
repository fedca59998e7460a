/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-doc.c: Word 97 and 95. Two streams in a row: the file begins with the length of the first,
 * the text, in hundreds of bytes; tables follow. (--wrap=vt_ole_stream)
 */
#include "fuzz-reading.h"

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name);

bool __wrap_vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name)
{
    size_t first = raw.len ? 1 + 100 * (size_t)(unsigned char)raw.p[0] : 0;
    struct vt_str stream = strcmp(name, "WordDocument") == 0 ? vt_str_sub(raw, 1, first)
                                                             : vt_str_sub(raw, first, raw.len);
    return stream.len && vt_buf_append_str(out, stream) == VANTHU_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {.format = VT_DOC};
    check_reading(&r, vt_read_doc(&r, (struct vt_str){(const char *)data, size}));
    return 0;
}
