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
    int lock;                         /* file descriptor; -1 for a reader */
    struct vt_catalog *catalog;       /* always open */
    struct vt_volume_reader *volumes; /* opened when first needed */
    struct vt_index *index;           /* opened when first needed */
};

#endif
