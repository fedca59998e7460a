/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept.h: a text that was recognised once, from the volume instead of from the original. */
#ifndef VT_KEPT_H
#define VT_KEPT_H

#include "read/read.h"
#include "volume/recognised.h"

/* Fills all of `out` but the format. *kept is false, and nothing is filled, when the text is not
 * what a reader could have made of any original. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_read_kept(struct vt_reading *out, bool *kept,
                           const struct vt_recognised *recognised);

#endif
