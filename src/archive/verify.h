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
    unsigned parity; /* percent of the volumes that recovery records are wanted for */
    bool sealed;     /* the last volume has its hash */
    uint64_t total_bytes, done_bytes;
    struct vt_buf texts; /* ids of the documents whose recognised texts were met */
    uint64_t passages;   /* that the index must have */
    uint64_t entries;    /* of the log that were met in the volumes */
    bool other_entries;  /* some of them are not those of the catalogue */
    bool others_write;   /* another program did when the verification began */
    bool replaced;       /* a volume was, while it was to be read */
    struct vanthu_error *error;
};

/* Tells of one fault; by the thread that verifies. `document` may be NULL. */
void vt_verify_report(struct vt_verifying *v, enum vanthu_mender mender, const char *place,
                      const char *document, const char *problem, const char *remedy);
vanthu_status vt_verify_progress(struct vt_verifying *v);

/* Takes the state that the archive's handle sees for what is to be verified; forgets what was met.
 */
vanthu_status vt_verify_begin(struct vt_verifying *v);

/* Appends the numbers of the volumes that are to be verified, ascending, uint32_t each: those that
 * the catalogue knows, and those that count beside them. */
vanthu_status vt_verify_list(struct vt_verifying *v, struct vt_buf *volumes);

/* Every frame of every volume, by the threads of the pool, and every sealed volume against its
 * manifest. What a compaction replaces meanwhile is verified in its new place, with all the rest:
 * the archive's handle sees the state after it then. */
vanthu_status vt_verify_volumes(struct vt_verifying *v);

/* The volumes and those of a mirror, byte by byte. */
vanthu_status vt_verify_against(struct vt_verifying *v);

/* The chain of the log. After the volumes. */
vanthu_status vt_verify_log(struct vt_verifying *v);

/* Whether a file of that name belongs in the directory of an archive. */
bool vt_belongs_in_archive(const char *name);

#endif
