/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manifest.h: NNNNNN.tar.zst.sha256, which lies beside a sealed volume: the SHA-256 of the whole
 * file, read-only, in the form that `sha256sum -c` reads. And the other files that belong to a
 * volume and are called after it.
 */
#ifndef VT_MANIFEST_H
#define VT_MANIFEST_H

#include "volume/volume.h"

enum vt_manifest_found {
    VT_MANIFEST_MISSING,
    VT_MANIFEST_DAMAGED, /* itself: it says no sum, or all but a few digits of the right one */
    VT_MANIFEST_WRONG,   /* it says another sum: the volume is not what it was */
    VT_MANIFEST_FITS
};

/* The SHA-256 of a file of `bytes` bytes. */
vanthu_status vt_sha256_file(char hex[VT_SHA256_LEN + 1], int fd, const char *path, uint64_t bytes,
                             struct vanthu_error *error);

/* Writes that of a volume, as it is. */
vanthu_status vt_manifest_write(const char *dir, uint32_t volume, struct vanthu_error *error);

/* A volume that is begun has no manifest: one that lies there is that of a volume that went. */
vanthu_status vt_manifest_remove(const char *dir, uint32_t volume, struct vanthu_error *error);

/* Reads the sum that the manifest of a volume says; "" where it says none, and is missing or
 * damaged. */
vanthu_status vt_manifest_read(char sum[VT_SHA256_LEN + 1], enum vt_manifest_found *found,
                               const char *dir, uint32_t volume, struct vanthu_error *error);

/* Compares a volume with its manifest. */
vanthu_status vt_manifest_check(enum vt_manifest_found *found, const char *dir, uint32_t volume,
                                struct vanthu_error *error);

/* The number of the volume that a file is, or belongs to: "000001.tar.zst", "000001.tar.zst.sha256"
 * are of 1; 0: it has no name of ours. */
uint32_t vt_volume_of(const char *name);

/* How the names of files end that are not finished. */
#define VT_UNFINISHED ".new"

/* Calls `each` with the name of every finished file that belongs to a volume, the volume itself
 * last. */
typedef vanthu_status (*vt_volume_file_fn)(void *context, const char *name);
vanthu_status vt_volume_files(const char *dir, uint32_t volume, vt_volume_file_fn each,
                              void *context, struct vanthu_error *error);

#endif
