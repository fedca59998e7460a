/* SPDX-License-Identifier: GPL-3.0-or-later */
/* abbreviations.h: the abbreviations that an archive has of its own. */
#ifndef VT_ARCHIVE_ABBREVIATIONS_H
#define VT_ARCHIVE_ABBREVIATIONS_H

#include "query/abbreviate.h"

/* Reads those of the archive in `dir`: none without their file. *note, in `arena`, tells of a line
 * that was passed over; NULL: all are sound. */
vanthu_status vt_own_abbreviations(struct vt_abbreviations *out, const char **note,
                                   struct vt_arena *arena, const char *dir,
                                   struct vanthu_error *error);

#endif
