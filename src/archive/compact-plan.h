/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compact-plan.h: which members of which volumes a compaction moves, and in which order.
 *
 * What belongs to one document keeps its order; documents of a kind come side by side. What lies
 * before the last tombstone of its document stays behind.
 */
#ifndef VT_COMPACT_PLAN_H
#define VT_COMPACT_PLAN_H

#include "archive/archive.h"

struct vt_moved {
    struct vt_location from;
    char id[VT_ID_LEN + 1]; /* "" : belongs to no document */
    int64_t doc;            /* in the catalogue; 0: none */
    bool original, tombstone;
    size_t rank, seq;
};

struct vt_plan {
    uint32_t *volumes;          /* in force, ascending */
    size_t volumes_count, kept; /* the first `kept` of them stay as they are */
    struct vt_moved *moved;     /* in their new order */
    size_t moved_count;
    uint64_t documents;
};

/* Reads all volumes, and hashes all originals: VANTHU_DAMAGED when anything is not whole or not as
 * the catalogue says, because then nothing may be rewritten. */
vanthu_status vt_plan_make(struct vt_plan *plan, struct vanthu_archive *archive,
                           vanthu_progress_fn progress, void *context, struct vanthu_error *error);
void vt_plan_free(struct vt_plan *plan);

#endif
