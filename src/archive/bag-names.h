/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bag-names.h: what the writer and the reader of bags share (RFC 8493): paths in manifests, hashes
 * of files.
 */
#ifndef VT_BAG_NAMES_H
#define VT_BAG_NAMES_H

#include "base/buf.h"

#define VT_BAG_DOCUMENTS "metadata/documents.jsonl"
#define VT_BAG_TABLE "metadata/documents.csv"

/* Appends a path as manifests write it: "%", CR and LF percent-encoded (section 2.1.3). */
vanthu_status vt_bag_encode(struct vt_buf *out, struct vt_str path);

/* The path that a manifest means. Other percent signs stand for themselves. */
vanthu_status vt_bag_decode(struct vt_buf *out, struct vt_str written);

/* False for a path that is absolute, has an empty step, "." or "..", or begins with "~". */
bool vt_bag_path_is_safe(struct vt_str path);

/* The hash of a file in lower-case hex, by nettle's name of the algorithm ("sha512"). */
vanthu_status vt_bag_hash(struct vt_buf *hex, const char *path, const char *algorithm,
                          struct vanthu_error *error);

#endif
