/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reindex.h: indexes documents from the catalogue's texts. */
#ifndef VT_REINDEX_H
#define VT_REINDEX_H

#include "catalog/store.h"
#include "index.h"

/* Indexes every document of a generation beyond `after`, in pieces, under the passage numbers the
 * catalogue has for them. The index then reaches state->generation. */
vanthu_status vt_reindex(struct vt_catalog *catalog, struct vt_index_writer *writer, uint64_t after,
                         const struct vt_catalog_state *state, vanthu_progress_fn progress,
                         void *context, struct vanthu_error *error);

#endif
