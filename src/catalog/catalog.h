/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * catalog.h: what exists in the archive and where it lies (SQLite, WAL, synchronous=FULL).
 * Derived from the volumes. One thread a handle. Answers are allocated in the caller's arena.
 */
#ifndef VT_CATALOG_H
#define VT_CATALOG_H

#include "base/arena.h"
#include "base/buf.h"
#include "volume/volume.h"

struct vt_catalog;
struct sqlite3_stmt;

enum vt_catalog_mode { VT_CATALOG_CREATE, VT_CATALOG_READ, VT_CATALOG_WRITE };

vanthu_status vt_catalog_open(struct vt_catalog **out, const char *path, enum vt_catalog_mode mode,
                              struct vanthu_error *error);
void vt_catalog_close(struct vt_catalog *catalog);

/* Calls `fault` with the number of each page of the file that is not what was written: pages.h.
 * While pages wait in the log, where they have sums of their own, those of the file count for
 * nothing and are not looked at. */
void vt_catalog_check_pages(struct vt_catalog *catalog, void (*fault)(void *context, uint64_t page),
                            void *context);

/* Writes the whole log back into the database file, synced, so that the file alone is the state.
 * Closing tries the same, and cannot say when it fails. */
vanthu_status vt_catalog_settle(struct vt_catalog *catalog, struct vanthu_error *error);

/* Prepares a statement once per handle and lends it reset and unbound; the text must be a literal.
 */
vanthu_status vt_catalog_prepare(struct vt_catalog *catalog, struct sqlite3_stmt **out,
                                 const char *sql, struct vanthu_error *error);

/* Turns the handle's last SQLite error into a status and message: SQLITE_CORRUPT and NOTADB become
 * VANTHU_DAMAGED. */
vanthu_status vt_catalog_failed(struct vt_catalog *catalog, struct vanthu_error *error);

/* Resolves the beginning of a hash, at least 4 hex digits in any case, to the number and the id of
 * the one document that has it. */
vanthu_status vt_catalog_resolve(struct vt_catalog *catalog, const char *id, int64_t *doc,
                                 char full[VT_ID_LEN + 1], struct vanthu_error *error);

/* Gives every document that was withdrawn or is lost, and has not been added again, oldest first.
 */
typedef vanthu_status (*vt_lost_fn)(void *context, const struct vt_tombstone *lost);
vanthu_status vt_catalog_gone(struct vt_catalog *catalog, vt_lost_fn each, void *context,
                              struct vanthu_error *error);

/* Gives every document that is lost, and has not been added again, or those whose own number has
 * the key `key`, by their ids. `each` stops it with any status but VANTHU_OK. */
vanthu_status vt_catalog_lost(struct vt_catalog *catalog, const char *key, vt_lost_fn each,
                              void *context, struct vanthu_error *error);

/* Whether there is a document with that whole id, and its number in this catalogue. */
vanthu_status vt_catalog_holds(struct vt_catalog *catalog, const char *id, int64_t *doc,
                               bool *holds, struct vanthu_error *error);

enum vt_document_parts { /* what vt_catalog_document loads beside the fields */
                         VT_SOURCES = 1,
                         VT_RECIPIENTS = 2,
                         VT_OUTLINE = 4,
                         VT_MENTIONS = 8, /* `raw` needs the text, which is read for it */
                         VT_SIGNATURES = 16,
                         VT_PAGES = 32,
                         VT_FACTS_FROM = 64,
};

/* Loads one document by its number into `out`, strings in `arena`. */
vanthu_status vt_catalog_document(struct vt_catalog *catalog, int64_t doc, unsigned parts,
                                  struct vt_arena *arena, struct vanthu_document *out,
                                  struct vanthu_error *error);

/* What people have said that facts of a document are, and what was found. */
struct vt_overrides {
    struct vt_said *said;
    size_t count;
    struct vanthu_document found; /* its facts */
};

vanthu_status vt_catalog_overrides(struct vt_catalog *catalog, int64_t doc, struct vt_arena *arena,
                                   struct vt_overrides *out, struct vanthu_error *error);

/* Appends the numbers of the volumes in which anything lies, ascending: uint32_t each. */
vanthu_status vt_catalog_volumes(struct vt_catalog *catalog, struct vt_buf *volumes,
                                 struct vanthu_error *error);
vanthu_status vt_catalog_knows_volume(struct vt_catalog *catalog, uint32_t volume, bool *known,
                                      struct vanthu_error *error);

/* Where the original of a document lies. */
vanthu_status vt_catalog_location(struct vt_catalog *catalog, int64_t doc, struct vt_location *out,
                                  struct vanthu_error *error);

/* Appends the clean text of a document. */
vanthu_status vt_catalog_text(struct vt_catalog *catalog, int64_t doc, struct vt_buf *text,
                              struct vanthu_error *error);

/* As vt_catalog_text(), but only the bytes from `from` to `to` are sure to be those of the text: a
 * part of a long one takes less time. */
vanthu_status vt_catalog_text_part(struct vt_catalog *catalog, int64_t doc, uint64_t from,
                                   uint64_t to, struct vt_buf *text, struct vanthu_error *error);

/* The heading path at byte `at` of a document's text: labels and texts, "1.2. Về ứng dụng". */
vanthu_status vt_catalog_section_at(struct vt_catalog *catalog, int64_t doc, uint64_t at,
                                    struct vt_arena *arena, const char ***path, size_t *count,
                                    struct vanthu_error *error);

#endif
