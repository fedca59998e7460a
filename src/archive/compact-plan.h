/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compact-plan.h: which members of which volumes a compaction moves, and in which order.
 *
 * What belongs to one document keeps its order; documents of a kind come side by side. What lies
 * before the last tombstone of its document stays behind, but for what was lost and is there again.
 */
#ifndef VT_COMPACT_PLAN_H
#define VT_COMPACT_PLAN_H

#include "archive/archive.h"

struct vt_moved {
    struct vt_location from;
    char id[VT_ID_LEN + 1];         /* "" : belongs to no document */
    int64_t doc;                    /* in the catalogue; 0: none */
    bool original, tombstone, lost; /* `lost`: a tombstone that says so */
    bool bad;                       /* its frame is not whole */
    size_t rank, seq;
};

struct vt_plan {
    uint32_t *volumes;          /* in force, ascending */
    size_t volumes_count, kept; /* the first `kept` of them stay as they are */
    struct vt_moved *moved;     /* in their new order */
    size_t moved_count;
    uint64_t documents;
    /* where damage is passed over: */
    struct vt_buf damaged;    /* uint32_t: volumes in which something is not whole, ascending */
    struct vt_buf lost;       /* int64_t: documents of which no whole original is there */
    struct vt_buf entries;    /* uint64_t: numbers of the entries of the log that are whole */
    struct vt_buf tombstones; /* VT_ID_LEN each, sorted: whose tombstones are whole */
};

enum vt_plan_damage { VT_DAMAGE_REFUSED, VT_DAMAGE_PASSED_OVER };

/* Reads all volumes, and hashes all originals: VANTHU_DAMAGED when anything is not whole or not as
 * the catalogue says, because then nothing may be rewritten. Where damage is passed over the plan
 * moves what is whole of the first damaged volume and of those behind it, or of the last volume. */
vanthu_status vt_plan_make(struct vt_plan *plan, struct vanthu_archive *archive,
                           enum vt_plan_damage damage, vanthu_progress_fn progress, void *context,
                           struct vanthu_error *error);
void vt_plan_free(struct vt_plan *plan);

#endif
