/* SPDX-License-Identifier: GPL-3.0-or-later */
/* merge.h: one volume of two copies of it that are damaged, each in other places. */
#ifndef VT_MERGE_H
#define VT_MERGE_H

#include "vanthu.h"

#include <stdint.h>

/* Makes in `work_dir` the volume as it is in `ours_dir`, with what of it is broken as it is in
 * `theirs_dir`, where that makes it whole, and with what `theirs_dir` has behind its end. Whatever
 * is whole in ours is in what is made. Both are there. */
vanthu_status vt_volume_merge(const char *work_dir, const char *ours_dir, const char *theirs_dir,
                              uint32_t volume, struct vanthu_error *error);

#endif
