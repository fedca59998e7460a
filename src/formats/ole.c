/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ole.c: streams of an OLE2 compound file. */
#include "formats/ole.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>

static const gsf_off_t STREAM_MAX = (gsf_off_t)512 << 20;

bool vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name)
{
    gsf_init();
    GsfInput *file = gsf_input_memory_new((const guint8 *)raw.p, (gsf_off_t)raw.len, FALSE);
    GsfInfile *ole = file ? gsf_infile_msole_new(file, NULL) : NULL;
    GsfInput *stream = ole ? gsf_infile_child_by_name(ole, name) : NULL;
    gsf_off_t size = stream ? gsf_input_size(stream) : 0;
    bool ok = size > 0 && size <= STREAM_MAX && vt_buf_reserve(out, (size_t)size) == VANTHU_OK &&
              gsf_input_read(stream, (size_t)size, (guint8 *)out->p + out->len) != NULL;
    if (ok)
        out->len += (size_t)size;
    if (stream)
        g_object_unref(stream);
    if (ole)
        g_object_unref(ole);
    if (file)
        g_object_unref(file);
    return ok;
}

uint16_t vt_u16(struct vt_str s, size_t at)
{
    if (s.len < 2 || at > s.len - 2)
        return 0;
    return (uint16_t)((unsigned char)s.p[at] | (unsigned char)s.p[at + 1] << 8);
}

uint32_t vt_u32(struct vt_str s, size_t at)
{
    return s.len < 4 || at > s.len - 4 ? 0 : vt_u16(s, at) | (uint32_t)vt_u16(s, at + 2) << 16;
}
