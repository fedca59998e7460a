/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf16.c: units of two bytes to UTF-8. */
#include "utf16.h"

#include "base/utf8.h"

enum { PROBE = 4096, MOST = 85 };

static uint32_t unit(struct vt_str bytes, size_t at, enum vt_utf16 order)
{
    unsigned char a = (unsigned char)bytes.p[at], b = (unsigned char)bytes.p[at + 1];
    return order == VT_UTF16_BE ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* Latin, Vietnamese and what stands between words. */
static bool is_usual(uint32_t point)
{
    return (point >= 0x20 && point < 0x250) || (point >= 0x1EA0 && point < 0x1F00) ||
           (point >= 0x2000 && point < 0x2070) || (point >= 0x300 && point < 0x370) ||
           (point >= '\t' && point <= '\r');
}

/* Without a mark one byte of most units is 0, which no other text has. */
static bool looks_like(struct vt_str bytes, enum vt_utf16 order)
{
    size_t usual = 0, ascii = 0, units = 0;
    for (size_t at = 0; at + 1 < bytes.len && at < PROBE; at += 2, units++) {
        uint32_t point = unit(bytes, at, order);
        usual += is_usual(point);
        ascii += point < 0x80;
    }
    return units >= 2 && usual * 100 >= units * MOST && ascii * 2 >= units;
}

enum vt_utf16 vt_utf16_detect(struct vt_str bytes)
{
    if (vt_str_starts(bytes, VT_STR("\xFF\xFE")))
        return VT_UTF16_LE;
    if (vt_str_starts(bytes, VT_STR("\xFE\xFF")))
        return VT_UTF16_BE;
    if (bytes.len % 2 || !memchr(bytes.p, 0, bytes.len < PROBE ? bytes.len : PROBE))
        return VT_NOT_UTF16;
    return looks_like(bytes, VT_UTF16_LE)   ? VT_UTF16_LE
           : looks_like(bytes, VT_UTF16_BE) ? VT_UTF16_BE
                                            : VT_NOT_UTF16;
}

vanthu_status vt_utf16_decode(struct vt_buf *out, struct vt_offsets *offsets, enum vt_utf16 order,
                              struct vt_str bytes, size_t *broken)
{
    vanthu_status status = vt_buf_reserve(out, bytes.len);
    size_t begin = out->len;
    size_t at = bytes.len > 1 && unit(bytes, 0, order) == 0xFEFF ? 2 : 0;
    while (at < bytes.len && status == VANTHU_OK) {
        char utf8[4];
        size_t taken = bytes.len - at < 2 ? 1 : 2;
        uint32_t point = taken == 2 ? unit(bytes, at, order) : 0, low = 0;
        if (point >= 0xD800 && point < 0xDC00 && at + 3 < bytes.len)
            low = unit(bytes, at + 2, order);
        if (low >= 0xDC00 && low < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            taken = 4;
        } else if ((point >= 0xD800 && point < 0xE000) || point == 0) {
            point = 0xFFFD;
            ++*broken;
        }
        if (offsets)
            status = vt_offsets_step(offsets, out->len - begin, at);
        if (status == VANTHU_OK)
            status = vt_buf_append(out, utf8, vt_utf8_encode(utf8, point));
        at += taken;
    }
    if (status == VANTHU_OK && offsets)
        status = vt_offsets_step(offsets, out->len - begin, bytes.len);
    if (status != VANTHU_OK)
        out->len = begin;
    return status;
}
