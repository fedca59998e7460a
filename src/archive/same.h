/* SPDX-License-Identifier: GPL-3.0-or-later */
/* same.h: whether a mirror is that of an archive. */
#ifndef VT_SAME_H
#define VT_SAME_H

#include "vanthu.h"

/* A mirror stays that of the archive it was made of: VANTHU_USAGE when `mirror` is that of another
 * archive than `dir`. It is the same where archive.conf says the same of both, or where their
 * volumes hold the same log: an archive that was rebuilt from its volumes alone has lost the
 * former. One that has no archive.conf is nobody's. */
vanthu_status vt_same_archive(const char *dir, const char *mirror, struct vanthu_error *error);

/* Whether archive.conf of `mirror` has what that of `dir` has lost. */
vanthu_status vt_mirror_knows_more(bool *more, const char *dir, const char *mirror,
                                   struct vanthu_error *error);

#endif
