/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.h: an answer object of the public interface together with the arena that all its strings
 * and arrays live in, so that one call frees it.
 */
#ifndef VT_ANSWER_H
#define VT_ANSWER_H

#include "base/arena.h"

#include <stdlib.h>

/* Declares `struct NAME { public answer; arena }`: the public answer is first, so that a pointer
 * to it is a pointer to the whole. */
#define VT_ANSWER(name, public_struct) \
    struct name {                      \
        struct public_struct answer;   \
        struct vt_arena arena;         \
    }

#endif
