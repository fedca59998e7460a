/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-unicode.c: any bytes become UTF-8, detected or forced, and every place leads back. */
#include "fuzz.h"

#include "text/unicode.h"
#include "text/utf16.h"

static void convert(enum vt_encoding forced, struct vt_str bytes)
{
    struct vt_unicode u = {.forced = forced};
    struct vt_buf out = {0};
    struct vt_offsets back = {0};
    bool same;
    size_t last = 0;
    promise(vt_unicode(&u, &out, &back, bytes, &same) == VANTHU_OK);
    promise(!same || vt_utf8_valid(bytes) == bytes.len);
    promise(vt_utf8_valid(vt_buf_str(&out)) == out.len);
    for (size_t at = 0; at < out.len; at++) {
        if (((unsigned char)out.p[at] & 0xC0) == 0x80)
            continue;
        size_t from = vt_offsets_raw(&back, at);
        promise(from >= last && from <= bytes.len);
        last = from;
    }
    struct vt_decision d = vt_unicode_decision(&u);
    promise(d.score >= 0 && d.score <= 1 && d.next >= 0 && d.next <= 1);
    vt_buf_free(&out);
    vt_offsets_free(&back);
    vt_unicode_free(&u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_str bytes = {(const char *)data, size};
    struct vt_buf wide = {0};
    size_t broken = 0;
    enum vt_utf16 order = vt_utf16_detect(bytes);
    convert(VT_ENC_UNKNOWN, bytes);
    if (size)
        convert((enum vt_encoding)(data[0] % (VT_ENC_VIQR + 1)), vt_str_sub(bytes, 1, size));
    promise(vt_utf16_decode(&wide, NULL, order == VT_NOT_UTF16 ? VT_UTF16_LE : order, bytes,
                            &broken) == VANTHU_OK);
    promise(vt_utf8_valid(vt_buf_str(&wide)) == wide.len);
    vt_buf_free(&wide);
    return 0;
}
