/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archive.h: the inside of struct vanthu_archive, for the files of this folder, which together are
 * the façade behind vanthu.h.
 */
#ifndef VT_ARCHIVE_H
#define VT_ARCHIVE_H

#include "catalog/catalog.h"
#include "index.h"
#include "volume/volume.h"

struct vt_index; /* an open reader of the index */

struct vanthu_archive {
    enum vanthu_access access;
    char *dir, *volumes_dir, *catalog_path, *index_dir;
    int lock;                               /* file descriptor; -1 for a reader */
    struct vt_catalog *catalog;             /* always open */
    struct vt_catalog *now;                 /* a later state, once places.h had to look for it */
    struct vt_volume_reader *volumes;       /* opened when first needed */
    struct vt_index *index;                 /* opened when first needed */
    struct vt_volume_writer *volume_writer; /* of a writer */
    struct vt_index_writer *index_writer;   /* of a writer */
    struct vt_workers *workers;             /* read foreign formats */
};

/* Another program is writing to an archive that is open for reading. */
bool vt_archive_others_write(const struct vanthu_archive *archive);

/* Fills the paths of `archive` for the directory `dir`, checks archive.conf, and takes the lock
 * when `access` is VANTHU_WRITE. Opens nothing else. vanthu_archive_close() takes it back. */
vanthu_status vt_archive_enter(struct vanthu_archive **out, const char *dir,
                               enum vanthu_access access, struct vanthu_error *error);

/* Volumes alone make an archive: where `dir` holds volumes/ with a volume in it, and no
 * archive.conf, that and README.txt are written. */
vanthu_status vt_archive_complete(const char *dir, struct vanthu_error *error);

/* The volume reader, opened when first needed. */
vanthu_status vt_archive_volumes(struct vanthu_archive *archive, struct vt_volume_reader **out,
                                 struct vanthu_error *error);

/* The current time as RFC 3339 in UTC. */
void vt_utc_now(char out[32]);

/* The directory in an archive where files go that are not what they should be. */
#define VT_QUARANTINE "quarantine"

#define VT_AGENT "vanthu " VANTHU_VERSION

#endif
