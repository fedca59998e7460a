/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.h: what the parts of `verify` share. */
#ifndef VT_VERIFY_H
#define VT_VERIFY_H

#include "archive/archive.h"

#include "archive/pool.h"
#include "catalog/store.h"

struct vt_verifying {
    struct vanthu_archive *archive;
    const struct vanthu_verify_options *options;
    struct vanthu_verify_summary *summary;
    struct vt_catalog_state state;
    struct vt_pool *pool;
    unsigned threads;
    uint64_t total_bytes, done_bytes;
    struct vt_buf texts; /* ids of the documents whose recognised texts were met */
    uint64_t passages;   /* that the index must have */
    uint64_t entries;    /* of the log that were met in the volumes */
    bool other_entries;  /* some of them are not those of the catalogue */
    bool others_write;   /* another program did when the verification began */
    struct vanthu_error *error;
};

/* Tells of one fault; by the thread that verifies. `document` may be NULL. */
void vt_verify_report(struct vt_verifying *v, enum vanthu_mender mender, const char *place,
                      const char *document, const char *problem, const char *remedy);
vanthu_status vt_verify_progress(struct vt_verifying *v);

/* Every frame of every volume, by the threads of the pool, and every sealed volume against its
 * manifest. */
vanthu_status vt_verify_volumes(struct vt_verifying *v);

/* The volumes and those of a mirror, byte by byte. */
vanthu_status vt_verify_against(struct vt_verifying *v);

/* The chain of the log. After the volumes. */
vanthu_status vt_verify_log(struct vt_verifying *v);

/* Whether a file of that name belongs in the directory of an archive. */
bool vt_belongs_in_archive(const char *name);

#endif
