/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h: the catalogue's copy of the log: volume/log.h. */
#ifndef VT_CATALOG_LOG_H
#define VT_CATALOG_LOG_H

#include "catalog/catalog.h"

/* The number of the last entry, 0 when there is none, and the SHA-256 of its line, or
 * VT_LOG_BEGINNING. */
vanthu_status vt_catalog_log_end(struct vt_catalog *catalog, uint64_t *number,
                                 char sum[VT_SHA256_LEN + 1], struct vanthu_error *error);

/* Within a transaction. An entry whose number is there already changes nothing. */
vanthu_status vt_catalog_add_entry(struct vt_catalog *catalog, const struct vt_log_entry *entry,
                                   struct vt_str line, struct vanthu_error *error);

/* *same is whether the entry of that number is this line. */
vanthu_status vt_catalog_has_entry(struct vt_catalog *catalog, uint64_t number, struct vt_str line,
                                   bool *same, struct vanthu_error *error);

/* Gives every entry in order, read into `arena`, with its line. `each` stops it with any status but
 * VANTHU_OK. An entry that cannot be read has the number alone. */
typedef vanthu_status (*vt_entry_fn)(void *context, const struct vt_log_entry *entry,
                                     struct vt_str line);
vanthu_status vt_catalog_log(struct vt_catalog *catalog, vt_entry_fn each, void *context,
                             struct vanthu_error *error);

/* The same for the entries that concern the document with an id, those that concern all while it is
 * there among them, or a prefix of it that fits no
 * other document; one that was withdrawn has its entries still. VANTHU_NOT_FOUND: none fits. */
vanthu_status vt_catalog_log_of(struct vt_catalog *catalog, const char *id, vt_entry_fn each,
                                void *context, struct vanthu_error *error);

#endif
