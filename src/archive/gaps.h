/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gaps.h: the documents of an archive that are without all their text, one after the other, as
 * files to be read again: their originals come from the volumes, under the path they first came
 * from.
 */
#ifndef VT_GAPS_H
#define VT_GAPS_H

#include "archive/archive.h"
#include "archive/intake-file.h"

struct vt_gaps;

/* Those that there are now, in the order they came; *bytes is what they weigh. */
vanthu_status vt_gaps_new(struct vt_gaps **out, struct vanthu_archive *archive, uint64_t *bytes,
                          struct vanthu_error *error);

/* The next one, loaded; NULL at the end. One whose original is damaged is passed over. */
vanthu_status vt_gaps_next(struct vt_gaps *gaps, struct vt_file **file, struct vt_known *known,
                           uint64_t max_bytes, struct vanthu_error *error);

/* VANTHU_DAMAGED, and why, where one was passed over. */
vanthu_status vt_gaps_end(const struct vt_gaps *gaps, struct vanthu_error *error);
void vt_gaps_free(struct vt_gaps *gaps);

#endif
