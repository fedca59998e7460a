/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.h: memory that is freed all at once: the strings and arrays of one answer.
 *
 * A zeroed struct vt_arena is an empty arena. Pointers stay valid until vt_arena_free().
 * Allocation is a pointer bump; blocks double up to 1 MiB.
 */
#ifndef VT_ARENA_H
#define VT_ARENA_H

#include "str.h"

struct vt_arena_block;

struct vt_arena {
    struct vt_arena_block *blocks; /* newest first */
    char *next, *end;
};

/* Zeroed memory aligned for any object; NULL when there is no memory. */
void *vt_arena_alloc(struct vt_arena *arena, size_t size);

/* The same for `count` objects of `size` bytes, with the product checked. */
void *vt_arena_array(struct vt_arena *arena, size_t count, size_t size);

/* A zero-terminated copy; NULL when there is no memory. A slice whose p is NULL gives "". */
char *vt_arena_str(struct vt_arena *arena, struct vt_str s);

void vt_arena_free(struct vt_arena *arena);

#endif
