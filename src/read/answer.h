/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.h: what a worker says of a file, which is not believed: whoever wrote the file may have
 * taken the worker over. Every piece is checked for its size, its order and its sense before it is
 * taken, so that a reading made of lies is still a reading.
 */
#ifndef VT_ANSWER_H
#define VT_ANSWER_H

#include "read/wire.h"
#include "read/workers.h"

struct vt_answer {
    struct vt_reading *reading;
    struct vt_buf piece; /* the bytes of the one that is taken next */
    uint64_t raw_bytes;  /* of the file */
    vt_member_fn each;   /* NULL: no members are asked for */
    void *context;
    size_t members;
    vanthu_status status; /* of `each`, and of memory */
};

/* The most bytes that such a piece may have. */
uint64_t vt_answer_max(const struct vt_answer *a, uint32_t kind);

/* Takes `piece`, whose bytes are in a->piece. False: it is a lie, or `status` is not VANTHU_OK. */
bool vt_answer_take(struct vt_answer *a, const struct vt_piece *piece);

/* Of one line of text, whose `size` counts a zero at its end. */
bool vt_answer_is_line(struct vt_str s, size_t size);

/* After the last piece: it was an answer. */
bool vt_answer_whole(const struct vt_answer *a);

#endif
