/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lost.h: documents that were known and are not in the volumes any more. */
#ifndef VT_LOST_H
#define VT_LOST_H

#include "catalog/catalog.h"

/* Calls `lost` for each document that the catalogue in `old_path`, as far as it can be read, or the
 * log of `catalog` knows, and that `catalog` neither has nor knows to be withdrawn or lost. What is
 * given has the id, and as much else as is known; nothing of the acknowledgement. */
vanthu_status vt_tell_lost(struct vt_catalog *catalog, const char *old_path, vt_lost_fn lost,
                           void *context, struct vanthu_error *error);

/* The same of the archive's catalogue, by those that lie in quarantine. */
vanthu_status vt_tell_lost_before(const struct vanthu_archive *archive, vt_lost_fn lost,
                                  void *context, struct vanthu_error *error);

/* Calls `found` with the id of each document that is lost, as was acknowledged, and whole in a
 * volume of the directory `dir`. */
vanthu_status vt_lost_in_volume(struct vt_catalog *catalog, const char *dir, uint32_t volume,
                                vanthu_status (*found)(void *context, const char *id),
                                void *context, struct vanthu_error *error);

#endif
