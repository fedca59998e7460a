/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.c: memory that is freed all at once. */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

struct vt_arena_block {
    struct vt_arena_block *older;
    size_t size;
    alignas(max_align_t) char data[];
};

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20 };

static bool grow(struct vt_arena *arena, size_t need)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : BLOCK_MIN;
    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    if (size < need)
        size = need;
    struct vt_arena_block *block = calloc(1, sizeof *block + size);
    if (!block)
        return false;
    block->older = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->next = block->data;
    arena->end = block->data + size;
    return true;
}

void *vt_arena_alloc(struct vt_arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = size ? (size + align - 1) / align * align : align;
    if ((size_t)(arena->end - arena->next) < size && !grow(arena, size))
        return NULL;
    void *p = arena->next;
    arena->next += size;
    return p;
}

void *vt_arena_array(struct vt_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return vt_arena_alloc(arena, bytes);
}

char *vt_arena_str(struct vt_arena *arena, struct vt_str s)
{
    char *copy = s.len < SIZE_MAX ? vt_arena_alloc(arena, s.len + 1) : NULL;
    if (copy && s.len)
        memcpy(copy, s.p, s.len);
    return copy;
}

void vt_arena_free(struct vt_arena *arena)
{
    while (arena->blocks) {
        struct vt_arena_block *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    *arena = (struct vt_arena){0};
}
