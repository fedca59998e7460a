/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index.h: the index of passages, in plain C. The only door to Xapian; no C++ type passes it.
 * The library loads what is behind it when it is first opened (load.c); where that is not there,
 * opening fails with VANTHU_IO.
 *
 * Layout of the directory (derived; man vanthu-archive(5)): "pieces", each
 * written once and never changed, and a manifest that names those in force and the catalogue's
 * generation they reach. Writing makes pieces, publishes them, and merges them when they have
 * become many; a reader opens what the manifest names and sees that state until it is closed. The
 * term of a token is its key (L3), and for a form that carries marks key + \x01 + form (L1). The
 * passages of each term are in posting lists (words.hh), the order of words, for phrases, in the
 * forward index (forward.hh), what hits give back in records.hh: one of each in a piece. Boolean
 * terms and value slots, which are Xapian's: terms.h.
 */
#ifndef VT_INDEX_H
#define VT_INDEX_H

#include "base/buf.h"

#include <stdint.h>

struct vt_passage_ref {
    struct vt_str key; /* vt_ref_key() */
    char when[11];     /* ISO, as far as it is known: a day or a year; "": open */
};

/* One passage to be indexed; everything is borrowed for the call. */
struct vt_passage {
    uint32_t number; /* its number in the index, from 1, never used before */
    int64_t doc;     /* its document's number in the catalogue */
    struct vt_str text;
    struct vt_str title;    /* of the document, found by tieude: and weighing more */
    struct vt_str headings; /* of its sections, a line each */
    struct vt_str names;    /* source paths, a line each: only in the first passage of a document */
    const struct vt_passage_ref *refs; /* cited in it */
    size_t refs_count;
    struct vt_str own_key;      /* vt_ref_key() of the document's own number; empty without one */
    struct vt_str type, issuer; /* facets and filters; may be empty */
    struct vt_str media_type;   /* of the original; a facet */
    struct vt_str id;
    struct vt_str date; /* ISO or "" */
    int year;           /* 0: not known */
    uint64_t bytes;     /* of the original */
    struct vt_str data; /* given back with each hit, not interpreted */
};

/* ---- writing: pieces may be built in parallel, one thread each; the rest by one thread ---- */
struct vt_index_writer;
struct vt_index_piece;

/* Opens the index in `dir`, made where it is missing. Files that no manifest names are removed. */
vanthu_status vt_index_writer_open(struct vt_index_writer **out, const char *dir,
                                   struct vanthu_error *error);

/* The catalogue's generation that the published pieces reach; 0: nothing is indexed. */
uint64_t vt_index_generation(const struct vt_index_writer *writer);

/* Ranges of passages in it that are out of use. */
size_t vt_index_withdrawn(const struct vt_index_writer *writer);

vanthu_status vt_index_piece_open(struct vt_index_piece **out, struct vt_index_writer *writer,
                                  struct vanthu_error *error);
vanthu_status vt_index_piece_add(struct vt_index_piece *piece, const struct vt_passage *passage,
                                 struct vanthu_error *error);

/* Bytes of text in the piece: finish it at about VT_PIECE_BYTES. */
uint64_t vt_index_piece_bytes(const struct vt_index_piece *piece);
enum { VT_PIECE_BYTES = 1 << 20 };

/* Writes the piece; nobody sees it yet. An empty piece is allowed. */
vanthu_status vt_index_piece_finish(struct vt_index_piece *piece, struct vanthu_error *error);

/* With the next publication the passages `first` to `first + count - 1` go out of use: what is in
 * the pieces stays there, and is not found. */
vanthu_status vt_index_withdraw(struct vt_index_writer *writer, uint32_t first, uint32_t count,
                                struct vanthu_error *error);

/* The index is to reach `generation` with the finished piece, or without one where `piece` is NULL.
 * Pieces are gathered up to 32 MB of text before they are merged and put in force, in one step that
 * lasts; vt_index_flush() waits for no more. Takes the piece; also when it fails. */
vanthu_status vt_index_publish(struct vt_index_writer *writer, struct vt_index_piece *piece,
                               uint64_t generation, struct vanthu_error *error);

vanthu_status vt_index_flush(struct vt_index_writer *writer, struct vanthu_error *error);

/* Merges the pieces in force where that pays: small ones when there are many; all into one when
 * `all`. */
vanthu_status vt_index_merge(struct vt_index_writer *writer, bool all, struct vanthu_error *error);
void vt_index_piece_abandon(struct vt_index_piece *piece);
void vt_index_writer_close(struct vt_index_writer *writer);

/* ---- checking and reading ---- */

/* Opens what the manifest names; sees that state until it is closed. */
struct vt_index;
vanthu_status vt_index_open(struct vt_index **out, const char *dir, struct vanthu_error *error);
void vt_index_close(struct vt_index *index);

/* The generation of the catalogue that it had reached when it was opened; 0: there is no index. */
uint64_t vt_index_reached(const struct vt_index *index);

/* Calls `fault` for everything that is wrong with the index in `dir`: manifest, pieces, a
 * generation other than `generation`, a number of passages in use other than `passages`; with
 * VT_INDEX_ANY neither is looked at. Opens it by itself. VANTHU_NO_MEMORY; VANTHU_IO where the
 * module is not there. */
#define VT_INDEX_ANY UINT64_MAX
vanthu_status vt_index_check(const char *dir, uint64_t generation, uint64_t passages,
                             void (*fault)(void *context, const char *place, const char *problem),
                             void *context, struct vanthu_error *error);

#endif
