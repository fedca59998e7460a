/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-tokens.c: tokens stand in order inside the text, and their forms are those of fold.h. */
#include "fuzz.h"

#include "text/clean.h"
#include "text/fold.h"
#include "text/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_buf text = as_text(data, size), clean = {0}, folded = {0};
    struct vt_tokens *tokens;
    struct vt_token token;
    uint32_t next = 0;
    size_t last = 0;
    promise(vt_clean(&clean, NULL, vt_buf_str(&text)) == VANTHU_OK);
    promise(vt_tokens_new(&tokens, vt_buf_str(&clean)) == VANTHU_OK);
    while (vt_tokens_next(tokens, &token)) {
        promise(token.start < token.end && token.end <= clean.len);
        promise(token.text.len && token.form.len && token.key.len);
        promise(vt_utf8_valid(token.text) == token.text.len);
        if (token.extra) {
            promise(token.position < next);
        } else {
            promise(token.position == next++ && token.start >= last);
            last = token.start;
        }
        vt_buf_clear(&folded);
        promise(vt_fold(&folded, token.text, VT_L3) == VANTHU_OK);
        promise(vt_str_eq(vt_buf_str(&folded), token.key));
        vt_buf_clear(&folded);
        promise(vt_fold(&folded, token.text, VT_L1) == VANTHU_OK);
        promise(vt_str_eq(vt_buf_str(&folded), token.form));
    }
    vt_tokens_free(tokens);
    vt_buf_free(&text);
    vt_buf_free(&clean);
    vt_buf_free(&folded);
    return 0;
}
