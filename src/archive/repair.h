/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repair.h: what a writer does when it opens an archive. */
#ifndef VT_REPAIR_H
#define VT_REPAIR_H

#include "archive/archive.h"

/* Repairs forward what an interrupted writer left, and opens the writers of volumes and index:
 * whole frames beyond the catalogue's end are adopted, a torn tail is cut off, documents beyond the
 * index's generation are indexed. VANTHU_DAMAGED when whole frames lie behind broken bytes: nothing
 * is cut then, `rebuild` is for that. */
vanthu_status vt_repair_forward(struct vanthu_archive *archive, struct vanthu_error *error);

/* Whether `name` is what an interrupted `init` or `rebuild` leaves in an archive: nothing that
 * counts. A writer that opens the archive removes it. */
bool vt_is_leftover(const char *name);

#endif
