/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-numbers.c: numbers of lists and of spreadsheets are short texts, whatever they are. */
#include "fuzz.h"

#include "formats/number-format.h"
#include "formats/numbering.h"

#include <string.h>

/* Takes `bytes` off the input; zeros where it ends. */
static void take(struct vt_str *input, void *out, size_t bytes)
{
    size_t n = input->len < bytes ? input->len : bytes;
    memset(out, 0, bytes);
    if (n)
        memcpy(out, input->p, n);
    *input = vt_str_sub(*input, n, input->len);
}

static void shown(struct vt_str input)
{
    char text[VT_SHOWN_MAX], code[VT_FORMAT_CODE_MAX] = {0};
    double number;
    take(&input, &number, sizeof number);
    take(&input, code, sizeof code - 1);
    vt_number_show(text, number, code, 0);
    promise(memchr(text, 0, sizeof text));
    vt_number_show(text, number, vt_builtin_format((unsigned char)code[0]), 1462);
    promise(memchr(text, 0, sizeof text));
}

static void list(struct vt_str input)
{
    struct vt_list list = {0};
    for (int i = 0; i < VT_LIST_LEVELS; i++) {
        struct vt_list_level *l = &list.levels[i];
        uint8_t style;
        int32_t start;
        take(&input, &style, 1);
        take(&input, &start, sizeof start);
        take(&input, l->text, sizeof l->text - 1);
        l->style = (enum vt_number_style)(style % (VT_NUMBER_NONE + 1));
        l->start = start;
    }
    for (; input.len; input = vt_str_sub(input, 1, input.len)) {
        struct vt_buf out = {0};
        promise(vt_list_next(&list, (unsigned char)input.p[0], &out) == VANTHU_OK);
        promise(out.len < 100 * sizeof list.levels[0].text);
        vt_buf_free(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_str input = {(const char *)data, size};
    shown(input);
    list(input);
    return 0;
}
