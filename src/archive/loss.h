/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loss.h: a person acknowledges what of an archive is lost for good.
 *
 * What is whole of the damaged volumes is moved into new ones, by the ways of a compaction, and
 * with it comes: a tombstone for each document that is lost, what only the catalogue still knows
 * (tombstones, entries of the log, later paths, facts that people have set), and an entry of the
 * log that names the documents, and the entries, that are lost. The damaged volumes get a second
 * name in the quarantine before they go.
 */
#ifndef VT_LOSS_H
#define VT_LOSS_H

#include "archive/compact-plan.h"
#include "archive/log.h"

struct vt_loss {
    struct vanthu_archive *archive;
    const struct vanthu_repair_options *options; /* borrowed */
    const char *why; /* who, and the reason; borrowed; NULL: nothing may be lost */
    char now[32];
    struct vt_arena arena;
    struct vt_buf lost;       /* struct vt_tombstone */
    struct vt_buf rescued;    /* int64_t: documents of which only the record is damaged */
    struct vt_buf tombstones; /* struct vt_tombstone: of withdrawn documents; put again */
    struct vt_buf lines;      /* of the log: put again */
    uint64_t first;           /* number of the first of them */
    struct vt_buf gaps;       /* struct vt_log_gap */
    struct vanthu_error *error;
};

/* Finds what is lost by a plan that passes over damage; *any is false when nothing is, and nothing
 * is damaged. */
vanthu_status vt_loss_find(struct vt_loss *loss, const struct vt_plan *plan, bool *any);
void vt_loss_free(struct vt_loss *loss);

/* Puts what is not moved into the new volumes; `full` is called when a frame is to be committed. */
vanthu_status vt_loss_put(struct vt_loss *loss, struct vt_volume_writer *writer,
                          vanthu_status (*full)(void *context), void *context);
vanthu_status vt_loss_log(struct vt_loss *loss, struct vt_log *log);

/* Before the new volumes take the place of the old ones. */
vanthu_status vt_loss_quarantine(struct vt_loss *loss, const struct vt_plan *plan);

/* Within the catalogue's transaction: takes out the documents that are lost, with `generation`, and
 * the frames of volumes before `first` that are not there. */
vanthu_status vt_loss_store(struct vt_loss *loss, const struct vt_plan *plan, uint64_t generation,
                            uint32_t first);

/* Tells of each volume that was put into quarantine. */
void vt_loss_tell(const struct vt_loss *loss, const struct vt_plan *plan);

/* Does all of it for the archive in `dir`, and takes the writer's lock for that. *any is false when
 * there was nothing to acknowledge, and nothing was changed. With `why` NULL nothing is given up:
 * what is whole of damaged volumes is moved out of them where that is all, and else *any is false.
 */
vanthu_status vt_accept_loss(const char *dir, const struct vanthu_repair_options *options,
                             const char *why, bool *any, struct vanthu_error *error);

#endif
