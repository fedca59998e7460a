/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ole.h: streams of an OLE2 compound file ([MS-CFB]), read by libgsf. */
#ifndef VT_OLE_H
#define VT_OLE_H

#include "base/buf.h"

/* Appends the whole stream `name` of the root storage. False: there is none, or it is damaged. */
bool vt_ole_stream(struct vt_buf *out, struct vt_str raw, const char *name);

/* Little-endian numbers; 0 when they lie outside. */
uint16_t vt_u16(struct vt_str s, size_t at);
uint32_t vt_u32(struct vt_str s, size_t at);

#endif
