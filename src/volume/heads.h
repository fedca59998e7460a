/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heads.h: vanthu/volume.json, the first member of a volume, and which volumes count.
 *
 * A compaction puts new volumes in the place of older ones. All of them name those that they
 * replace, and the first of the new ones, which appears last: while it is not there the new ones
 * count for nothing, from then on those that are replaced do. Where one of the replaced ones is
 * gone already the new ones count in any case: they were complete.
 */
#ifndef VT_HEADS_H
#define VT_HEADS_H

#include "base/buf.h"

#include <stdint.h>

struct vt_volume_head {
    uint32_t first;     /* of the volumes that one compaction made; 0: it was not compacted */
    uint32_t *replaces; /* the numbers of older volumes */
    size_t replaces_count;
};

/* Appends vanthu/volume.json of volume `number`. */
vanthu_status vt_volume_head_format(struct vt_buf *out, uint32_t number, const char *created,
                                    const struct vt_volume_head *head);

/* Reads that of a volume; one that is damaged is one that was not compacted. */
vanthu_status vt_volume_head_read(struct vt_volume_head *out, const char *dir, uint32_t volume,
                                  struct vanthu_error *error);
void vt_volume_head_free(struct vt_volume_head *head);

/* The numbers of the volumes in `dir` that count, ascending, to be freed with free(). */
vanthu_status vt_volumes_in_force(uint32_t **volumes, size_t *count, const char *dir,
                                  struct vanthu_error *error);

#endif
