/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slow.h: clean.h and fold.h without their fast paths: what tests compare those with. */
#ifndef VT_SLOW_H
#define VT_SLOW_H

#include "clean.h"
#include "fold.h"

vanthu_status vt_clean_slow(struct vt_buf *out, struct vt_offsets *offsets, struct vt_str text);
vanthu_status vt_fold_slow(struct vt_buf *out, struct vt_str clean, enum vt_level level);

#endif
