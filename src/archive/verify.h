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
    unsigned parity;        /* percent of the volumes that recovery records are wanted for */
    bool sealed;            /* the last volume has its hash */
    bool alone;             /* there is no catalogue that could be read: volumes by themselves */
    bool unsafe;            /* something of the volumes is damaged or missing, documents perhaps */
    bool told_all;          /* of the volumes: `unsafe` is known */
    bool no_memory;         /* for the next one */
    struct vt_buf lost_ids; /* of documents whose originals are not where they should be */
    struct vt_buf
        deferred;       /* faults that a rebuild mends: what is to be done depends on `unsafe` */
    struct vt_buf told; /* places and problems, each with its zero */
    uint64_t total_bytes, done_bytes;
    struct vt_buf texts; /* ids of the documents whose recognised texts were met */
    uint64_t passages;   /* that the index must have */
    uint64_t entries;    /* of the log that were met in the volumes */
    bool other_entries;  /* some of them are not those of the catalogue */
    bool others_write;   /* another program did when the verification began */
    bool replaced;       /* a volume was, while it was to be read */
    struct vanthu_error *error;
};

/* Tells of one fault; by the thread that verifies. `document` may be NULL. What a rebuild mends is
 * told behind the volumes, since nothing must be rebuilt while these are damaged: what is not found
 * in them would be forgotten. `problem` and `remedy` of that must be static. */
void vt_verify_report(struct vt_verifying *v, enum vanthu_mender mender, const char *place,
                      const char *document, const char *problem, const char *remedy);
vanthu_status vt_verify_progress(struct vt_verifying *v);

/* As many threads as there are processors; vt_pool_free(v->pool). */
vanthu_status vt_verify_pool(struct vt_verifying *v);

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

/* The same without a catalogue: whether all frames, originals and hashes of the volumes that count
 * are sound. What the archive should have besides nobody knows then. */
vanthu_status vt_verify_volumes_alone(struct vt_verifying *v);

/* Forgets what was gathered. */
void vt_verify_end(struct vt_verifying *v);

/* Goes on, when the catalogue cannot be read, with the volumes by themselves. `cause`: why it could
 * not be opened; NULL: it could. */
vanthu_status vt_verify_alone(struct vt_verifying *v, const char *cause);

/* The volumes and those of a mirror, byte by byte. */
vanthu_status vt_verify_against(struct vt_verifying *v);

/* The chain of the log. After the volumes. */
vanthu_status vt_verify_log(struct vt_verifying *v);

/* Whether a file of that name belongs in the directory of an archive. */
bool vt_belongs_in_archive(const char *name);

#endif
