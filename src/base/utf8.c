/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.c: strict UTF-8 (RFC 3629). */
#include "utf8.h"

/* The lowest and highest second byte that `lead` admits, and the length it announces; 0: no lead.
 * Unicode 15, table 3-7. */
static size_t lead_byte(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0)
            *low = 0xA0;
        if (lead == 0xED)
            *high = 0x9F;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0)
            *low = 0x90;
        if (lead == 0xF4)
            *high = 0x8F;
        return 4;
    }
    return 0;
}

/* The length of the character at s.p, or 0 with *broken = the bytes of the maximal broken part. */
static size_t measure(struct vt_str s, size_t *broken)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned char low, high;
    *broken = 1;
    if (s.len == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    size_t want = lead_byte(p[0], &low, &high);
    if (want == 0)
        return 0;
    for (size_t i = 1; i < want; i++) {
        if (i >= s.len || p[i] < low || p[i] > high) {
            *broken = i;
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return want;
}

size_t vt_utf8_decode(struct vt_str s, uint32_t *point)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t broken, len = measure(s, &broken);
    switch (len) {
    case 1:
        *point = p[0];
        break;
    case 2:
        *point = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
        break;
    case 3:
        *point = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        break;
    case 4:
        *point = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
                 (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
        break;
    default:
        break;
    }
    return len;
}

size_t vt_utf8_encode(char out[4], uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

size_t vt_utf8_valid(struct vt_str s)
{
    size_t at = 0, broken;
    while (at < s.len) {
        uint64_t eight;
        while (s.len - at >= sizeof eight) {
            memcpy(&eight, s.p + at, sizeof eight);
            if (eight & 0x8080808080808080u)
                break;
            at += sizeof eight;
        }
        if (at == s.len)
            break;
        size_t len = measure(vt_str_sub(s, at, s.len), &broken);
        if (len == 0)
            break;
        at += len;
    }
    return at;
}

size_t vt_utf8_broken(struct vt_str s)
{
    size_t broken;
    measure(s, &broken);
    return s.len ? broken : 0;
}

vanthu_status vt_utf8_repair(struct vt_buf *out, struct vt_str s, size_t *bad)
{
    vanthu_status status = VANTHU_OK;
    if (bad)
        *bad = 0;
    while (s.len && status == VANTHU_OK) {
        size_t good = vt_utf8_valid(s);
        status = vt_buf_append(out, s.p, good);
        s = vt_str_sub(s, good, s.len);
        if (s.len && status == VANTHU_OK) {
            s = vt_str_sub(s, vt_utf8_broken(s), s.len);
            if (bad)
                ++*bad;
            status = vt_buf_append(out, "\xEF\xBF\xBD", 3);
        }
    }
    return status;
}
