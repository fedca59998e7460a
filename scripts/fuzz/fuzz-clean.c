/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-clean.c: the fast paths give what the slow ones give; all is idempotent and composes. */
#include "fuzz.h"

#include "text/clean.h"
#include "text/fold.h"
#include "text/slow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_buf text = as_text(data, size), clean = {0}, other = {0};
    struct vt_buf folded = {0}, again = {0};
    struct vt_offsets offsets = {0};
    promise(vt_clean(&clean, &offsets, vt_buf_str(&text)) == VANTHU_OK);
    promise(vt_utf8_valid(vt_buf_str(&clean)) == clean.len);
    promise(vt_clean_slow(&other, NULL, vt_buf_str(&text)) == VANTHU_OK);
    promise(vt_str_eq(vt_buf_str(&clean), vt_buf_str(&other)));
    vt_buf_clear(&other);
    promise(vt_clean(&other, NULL, vt_buf_str(&clean)) == VANTHU_OK);
    promise(vt_str_eq(vt_buf_str(&clean), vt_buf_str(&other)));
    for (size_t at = 0; at < clean.len; at++)
        promise(((unsigned char)clean.p[at] & 0xC0) == 0x80 ||
                vt_offsets_raw(&offsets, at) <= text.len);
    for (enum vt_level level = VT_L0; level <= VT_L3; level++) {
        struct vt_buf slow = {0}, from_below = {0};
        vt_buf_clear(&folded);
        promise(vt_fold(&folded, vt_buf_str(&clean), level) == VANTHU_OK);
        promise(vt_fold_slow(&slow, vt_buf_str(&clean), level) == VANTHU_OK);
        promise(vt_str_eq(vt_buf_str(&folded), vt_buf_str(&slow)));
        promise(level == VT_L0 || vt_fold(&from_below, vt_buf_str(&again), level) == VANTHU_OK);
        promise(level == VT_L0 || vt_str_eq(vt_buf_str(&folded), vt_buf_str(&from_below)));
        vt_buf_clear(&again);
        promise(vt_fold(&again, vt_buf_str(&folded), level) == VANTHU_OK);
        promise(vt_str_eq(vt_buf_str(&folded), vt_buf_str(&again)));
        vt_buf_free(&slow);
        vt_buf_free(&from_below);
    }
    vt_offsets_free(&offsets);
    vt_buf_free(&text);
    vt_buf_free(&clean);
    vt_buf_free(&other);
    vt_buf_free(&folded);
    vt_buf_free(&again);
    return 0;
}
