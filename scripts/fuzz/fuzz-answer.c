/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-answer.c: whatever a worker says, what is taken of it is a reading. */
#include "fuzz-reading.h"

#include "read/answer.h"

static vanthu_status see_member(void *context, struct vt_str name, struct vt_str bytes)
{
    (void)context, (void)bytes;
    promise(name.len && vt_utf8_valid(name) == name.len && !memchr(name.p, 0, name.len));
    return VANTHU_OK;
}

/* The next piece: a byte each for its kind, value and half its length, then what it says. */
static bool next(struct vt_answer *a, struct vt_str *input, struct vt_piece *piece)
{
    if (input->len < 3)
        return false;
    *piece = (struct vt_piece){(unsigned char)input->p[0], (unsigned char)input->p[1],
                               2 * (uint64_t)(unsigned char)input->p[2]};
    struct vt_str said = vt_str_sub(*input, 3, 3 + (size_t)piece->bytes);
    piece->bytes = said.len;
    *input = vt_str_sub(*input, 3 + said.len, input->len);
    vt_buf_clear(&a->piece);
    promise(vt_buf_append_str(&a->piece, said) == VANTHU_OK);
    return piece->kind != VT_PIECE_DONE && said.len <= vt_answer_max(a, piece->kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_str input = {(const char *)data, size};
    struct vt_reading r = {.format = VT_PDF};
    struct vt_answer a = {.reading = &r};
    struct vt_piece piece;
    bool sound = true;
    if (size && (data[0] & 0x80))
        a.each = see_member;
    input = vt_str_sub(input, 1, input.len);
    while (sound && next(&a, &input, &piece))
        sound = vt_answer_take(&a, &piece);
    promise(a.status == VANTHU_OK);
    if (sound && vt_answer_whole(&a))
        check_reading(&r, a.status);
    else
        vt_reading_free(&r);
    vt_buf_free(&a.piece);
    return 0;
}
