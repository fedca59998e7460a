/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.h: the files that a list of paths means, one after the other, in a stable order: as given,
 * directories by byte order of their names. Symbolic links inside a directory are followed to files
 * only, so there are no loops; the archive's own directory is passed over.
 * Memory is that of the names in the directories on the way down.
 */
#ifndef VT_INTAKE_H
#define VT_INTAKE_H

#include "base/buf.h"

#include <stdint.h>
#include <sys/stat.h>

struct vt_intake;

/* `paths` are borrowed; "-" is given back as it is. `own` is the archive's directory. */
vanthu_status vt_intake_new(struct vt_intake **out, const char *const *paths, size_t count,
                            bool recursive, const char *own, struct vanthu_error *error);

/* The next file: *path is lent until the next call; NULL at the end. VANTHU_FAILED with a message
 * when this one cannot be taken (missing, a directory without `recursive`, ...): go on. */
vanthu_status vt_intake_next(struct vt_intake *intake, const char **path, struct stat *st,
                             struct vanthu_error *error);

/* Whether that one failed only because it is not to be taken: a link to a directory. */
bool vt_intake_skipped(const struct vt_intake *intake);
void vt_intake_free(struct vt_intake *intake);

#endif
