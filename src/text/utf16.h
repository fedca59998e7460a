/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf16.h: UTF-16 (RFC 2781), with a byte order mark or without. Pure, thread-safe. */
#ifndef VT_UTF16_H
#define VT_UTF16_H

#include "text/offsets.h"

enum vt_utf16 { VT_NOT_UTF16, VT_UTF16_LE, VT_UTF16_BE };

/* Judged by the mark, or by the first units: nearly all of them are letters, digits and signs of
 * Latin in one byte order. */
enum vt_utf16 vt_utf16_detect(struct vt_str bytes);

/* Appends `bytes` in UTF-8, without a mark at the beginning, and the way back. What is no character
 * (a lone surrogate, U+0000, half a unit at the end) becomes U+FFFD and is counted in *broken. Only
 * VANTHU_NO_MEMORY can fail. */
vanthu_status vt_utf16_decode(struct vt_buf *out, struct vt_offsets *offsets, enum vt_utf16 order,
                              struct vt_str bytes, size_t *broken);

#endif
