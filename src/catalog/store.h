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

/* Whether this version of the program made the catalogue. */
vanthu_status vt_catalog_is_ours(struct vt_catalog *catalog, bool *ours,
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

/* Puts a text that was read again, and all that was found in it, in place of the one before: the
 * passages too, whose old numbers are withdrawn. Of `d` the place, path and time are not read. */
vanthu_status vt_catalog_replace_text(struct vt_catalog *catalog, int64_t doc,
                                      const struct vt_new_document *d, struct vanthu_error *error);

/* Remembers that `agent` tried to read a text, and why it could not. */
vanthu_status vt_catalog_note_attempt(struct vt_catalog *catalog, int64_t doc, const char *reason,
                                      const char *agent, struct vanthu_error *error);

/* Keeps `overrides`, which replace earlier ones, and has the facts of `facts` count. */
vanthu_status vt_catalog_set_facts(struct vt_catalog *catalog, int64_t doc,
                                   const struct vanthu_document *facts,
                                   const struct vt_overrides *overrides,
                                   struct vanthu_error *error);

/* Gives the passages of a document new numbers from state->next_passage on, which it moves, with
 * generation `generation`; the old ones are withdrawn. */
vanthu_status vt_catalog_renumber(struct vt_catalog *catalog, int64_t doc, uint64_t generation,
                                  struct vt_catalog_state *state, struct vanthu_error *error);

/* Takes a document that was withdrawn, or is lost, out of the catalogue, with all that was found in
 * it, and keeps its tombstone; its passage numbers are withdrawn with `generation`. Without the
 * document only the tombstone is kept. */
vanthu_status vt_catalog_withdraw(struct vt_catalog *catalog, const struct vt_tombstone *tombstone,
                                  uint64_t generation, struct vanthu_error *error);

/* Keeps the tombstone alone: a document that is there stays. */
vanthu_status vt_catalog_keep_tombstone(struct vt_catalog *catalog,
                                        const struct vt_tombstone *tombstone,
                                        struct vanthu_error *error);

/* The original of a document has been moved. */
vanthu_status vt_catalog_move(struct vt_catalog *catalog, int64_t doc, int64_t frame,
                              uint64_t data_offset, struct vanthu_error *error);

/* Forgets the frames of a volume, in which no document lies any more. */
vanthu_status vt_catalog_drop_frames(struct vt_catalog *catalog, uint32_t volume,
                                     struct vanthu_error *error);

/* Remembers a path; one that is there already changes nothing. */
vanthu_status vt_catalog_add_source(struct vt_catalog *catalog, int64_t doc, struct vt_str path,
                                    int64_t mtime, const char *ingested_at,
                                    struct vanthu_error *error);

/* The document with a hash. */
struct vt_found {
    int64_t doc;     /* 0: there is none */
    int64_t frame;   /* in which its original lies */
    bool has_source; /* it has come from that path before */
    enum vt_text_rank { VT_TEXT_NONE, VT_TEXT_PARTIAL, VT_TEXT_OK } text;
    uint64_t text_bytes;
    bool recognised;
    uint32_t first_passage, passages;
};

vanthu_status vt_catalog_find(struct vt_catalog *catalog, const char *sha256, struct vt_str path,
                              struct vt_found *found, struct vanthu_error *error);

/* The rank of "ok", "partial", "none". */
enum vt_text_rank vt_text_rank(const char *text_status);

#endif
