/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mend.h: what the two halves of vanthu_repair() share: volumes, and all else. One thread. */
#ifndef VT_MEND_H
#define VT_MEND_H

#include "archive/archive.h"
#include "catalog/store.h"

struct vt_mending {
    const struct vanthu_repair_options *options;
    struct vanthu_archive *archive; /* the lock; its catalogue may be missing */
    char *mirror;                   /* its volumes; NULL: there is none */
    struct vt_catalog_state state;  /* volume 0: the catalogue cannot be read */
    struct vt_buf done;             /* what was done, for the log */
    struct vt_buf why;              /* it goes on without what is lost */
    uint64_t count, lost;
    bool rebuild, reindex;
    bool other;      /* a volume is there again, with more or less than the catalogue knows of it */
    bool no_volumes; /* their directory is missing */
    bool by_hand;    /* something of the volumes is missing still */
    struct vanthu_error later; /* what could not be done now, but may be another time */
    struct vanthu_error *error;
};

/* Tells that `place` was mended, and how: a caller, and the log. */
vanthu_status vt_mend_tell(struct vt_mending *mending, const char *place, const char *how);

/* Progress, as the caller wants it; `context` is the mending. */
bool vt_mend_pass_on(void *context, const struct vanthu_progress *now);

/* Makes each volume that is not sound anew, as far as that can be had: the damaged one is kept in
 * quarantine. What cannot be done now is left in `later`. */
vanthu_status vt_mend_volumes(struct vt_mending *mending);

#endif
