/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * found.h: a mention while the pass is under way: slices of the text instead of strings, and what
 * later steps need to know.
 */
#ifndef VT_REF_FOUND_H
#define VT_REF_FOUND_H

#include "base/arena.h"
#include "ref/context.h"
#include "ref/symbol.h"

struct vt_found {
    struct vanthu_mention m; /* strings in the arena */
    bool needs_full;         /* a short form that counts only beside its full form */
};

struct vt_founds {
    struct vt_arena *arena;
    struct vt_str clean;
    struct vt_found *items;
    size_t count, cap;
};

/* Appends an empty one; NULL when there is no memory. */
struct vt_found *vt_founds_add(struct vt_founds *founds);

/* Where the last one ends; 0: there is none. Mentions do not overlap. */
static inline size_t vt_founds_end(const struct vt_founds *founds)
{
    return founds->count ? founds->items[founds->count - 1].m.end : 0;
}

/* A law cited by name whose type word begins at `at`; *end is behind what was read. */
vanthu_status vt_named_read(struct vt_founds *founds, size_t at, size_t *end);

/* A number behind a type without its symbol ("KH 58"); adds nothing where it is none. */
vanthu_status vt_short_read(struct vt_founds *founds, size_t at, size_t *end);

/* Gives short forms the canonical form of the full mention of the same type and number, nearest
 * before, else first behind; removes those that needed one and have none. */
vanthu_status vt_short_settle(struct vt_founds *founds);

#endif
