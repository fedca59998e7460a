/* SPDX-License-Identifier: GPL-3.0-or-later */
/* same.h: whether a mirror is that of an archive. */
#ifndef VT_SAME_H
#define VT_SAME_H

#include "vanthu.h"

/* The key of archive.conf by which a mirror says that it is one. */
#define VT_MIRROR_KEY "mirror"

/* Whether `dir` says so, and has no catalogue: one that was rebuilt is an archive. */
vanthu_status vt_is_mirror(bool *mirror, const char *dir, struct vanthu_error *error);

/* A mirror stays that of the archive it was made of: VANTHU_USAGE when `mirror` is that of another
 * archive than `dir`. It is the same where archive.conf says the same of both, or where their
 * volumes hold the same log: an archive that was rebuilt from its volumes alone has lost the
 * former. One that has no archive.conf is nobody's. */
vanthu_status vt_same_archive(const char *dir, const char *mirror, struct vanthu_error *error);

/* Whether archive.conf of `mirror` has what that of `dir` has lost. */
vanthu_status vt_mirror_knows_more(bool *more, const char *dir, const char *mirror,
                                   struct vanthu_error *error);

#endif
