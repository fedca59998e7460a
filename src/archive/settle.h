/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settle.h: what an interrupted compaction left is taken away. */
#ifndef VT_SETTLE_H
#define VT_SETTLE_H

#include "archive/archive.h"
#include "catalog/store.h"

/* Removes the files of a compaction that was interrupted: the new volumes where the catalogue does
 * not know them yet, the old ones where it knows them no more. VANTHU_DAMAGED when the catalogue
 * fits neither. */
vanthu_status vt_settle_compaction(struct vanthu_archive *archive,
                                   const struct vt_catalog_state *state,
                                   struct vanthu_error *error);

/* Removes volumes, the first one before the others. */
vanthu_status vt_remove_volumes(const char *dir, const uint32_t *volumes, size_t count,
                                struct vanthu_error *error);

/* Where a compaction makes its volumes: "ARCHIVE/volumes.new"; free() it. NULL: no memory. */
char *vt_compaction_dir(const struct vanthu_archive *archive);

#endif
