/* SPDX-License-Identifier: GPL-3.0-or-later */
/* offsets.c: steps between two texts, in order; looked up by halving. */
#include "offsets.h"

#include <stdlib.h>

static vanthu_status append(struct vt_offsets *offsets, size_t made, size_t raw)
{
    if (offsets->count == offsets->cap) {
        size_t cap = offsets->cap ? offsets->cap * 2 : 64;
        void *at = realloc(offsets->at, cap * sizeof *offsets->at);
        if (!at)
            return VANTHU_NO_MEMORY;
        offsets->at = at;
        offsets->cap = cap;
    }
    offsets->at[offsets->count++] = (struct vt_offset_step){made, raw};
    return VANTHU_OK;
}

vanthu_status vt_offsets_step(struct vt_offsets *offsets, size_t made, size_t raw)
{
    struct vt_offset_step last = {0, 0};
    if (offsets->count)
        last = offsets->at[offsets->count - 1];
    if (offsets->count && last.made == made) {
        offsets->at[offsets->count - 1].raw = raw;
        return VANTHU_OK;
    }
    if (last.raw + (made - last.made) == raw)
        return VANTHU_OK;
    return append(offsets, made, raw);
}

size_t vt_offsets_raw(const struct vt_offsets *offsets, size_t made)
{
    size_t low = 0, high = offsets->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (offsets->at[middle].made <= made)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return made;
    return offsets->at[low - 1].raw + (made - offsets->at[low - 1].made);
}

vanthu_status vt_offsets_extend(struct vt_offsets *before, struct vt_offsets *last)
{
    struct vt_offsets all = {0};
    vanthu_status status = VANTHU_OK;
    size_t next = 0;
    for (size_t i = 0; i <= last->count && status == VANTHU_OK; i++) {
        size_t made = i ? last->at[i - 1].made : 0, middle = i ? last->at[i - 1].raw : 0;
        size_t until = i < last->count ? middle + (last->at[i].made - made) : (size_t)-1;
        status = vt_offsets_step(&all, made, vt_offsets_raw(before, middle));
        while (next < before->count && before->at[next].made <= middle)
            next++;
        for (; next < before->count && before->at[next].made < until && status == VANTHU_OK; next++)
            status = vt_offsets_step(&all, made + (before->at[next].made - middle),
                                     before->at[next].raw);
    }
    vt_offsets_free(last);
    if (status == VANTHU_OK) {
        vt_offsets_free(before);
        *before = all;
    } else {
        vt_offsets_free(&all);
    }
    return status;
}

void vt_offsets_free(struct vt_offsets *offsets)
{
    free(offsets->at);
    *offsets = (struct vt_offsets){NULL, 0, 0};
}
