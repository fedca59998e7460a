/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lost.h: documents that were known and are not in the volumes any more. */
#ifndef VT_LOST_H
#define VT_LOST_H

#include "catalog/catalog.h"

/* Counts, and calls `lost`, which may be NULL, for each document that the catalogue in `old_path`,
 * as far as it can be read, or the log of `catalog` knows, and that `catalog` neither has nor knows
 * to be withdrawn. */
vanthu_status vt_tell_lost(struct vt_catalog *catalog, const char *old_path,
                           void (*lost)(void *context, const struct vanthu_lost *lost),
                           void *context, uint64_t *count, struct vanthu_error *error);

#endif
