/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h: the writing half of the catalogue: one transaction a batch.
 */
#ifndef VT_STORE_H
#define VT_STORE_H

#include "catalog/catalog.h"

/* State kept in the table `meta`. */
struct vt_catalog_state {
    uint64_t generation; /* of the last committed batch */
    uint32_t volume;     /* the end of what is committed in the volumes; 0: none */
    uint64_t volume_bytes;
    uint32_t next_passage;
};

vanthu_status vt_catalog_state(struct vt_catalog *catalog, struct vt_catalog_state *state,
                               struct vanthu_error *error);

vanthu_status vt_catalog_begin(struct vt_catalog *catalog, struct vanthu_error *error);

/* Writes `state` and commits: on disk when it returns. */
vanthu_status vt_catalog_commit(struct vt_catalog *catalog, const struct vt_catalog_state *state,
                                struct vanthu_error *error);
void vt_catalog_rollback(struct vt_catalog *catalog);

vanthu_status vt_catalog_add_frame(struct vt_catalog *catalog, const struct vt_frame *frame,
                                   int64_t *number, struct vanthu_error *error);

struct vt_new_document {
    const struct vanthu_document *document; /* sources and places are not read */
    struct vt_str text;
    const struct vanthu_relation *relations;
    size_t relations_count;
    int64_t frame;
    uint64_t data_offset, generation;
    uint32_t first_passage, passages;
    struct vt_str path; /* its first source */
    int64_t mtime;
    const char *ingested_at;
};

vanthu_status vt_catalog_add_document(struct vt_catalog *catalog, const struct vt_new_document *d,
                                      int64_t *doc, struct vanthu_error *error);

/* Remembers a path; one that is there already changes nothing. */
vanthu_status vt_catalog_add_source(struct vt_catalog *catalog, int64_t doc, struct vt_str path,
                                    int64_t mtime, const char *ingested_at,
                                    struct vanthu_error *error);

/* The document with that hash; *doc is 0 when there is none. *has_source tells whether it has come
 * from `path` before. */
vanthu_status vt_catalog_find(struct vt_catalog *catalog, const char *sha256, struct vt_str path,
                              int64_t *doc, bool *has_source, struct vanthu_error *error);

#endif
