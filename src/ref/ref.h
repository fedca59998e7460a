/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ref.h: finds and reads legal references in clean text: which documents it names, where, dated
 * when, and what one does to another.
 *
 * One linear pass, anchored at the `/` or `-` between a number and a symbol; a small parser reads
 * left and right of the anchor. The table of document types is data (types.c). Everything found is
 * allocated in the caller's arena. Thread-safe. Only VANTHU_NO_MEMORY can fail.
 */
#ifndef VT_REF_H
#define VT_REF_H

#include "base/arena.h"
#include "base/buf.h"

/* All mentions in order of their place; offsets are bytes of `clean`. The document's own number
 * ("Số: 123/BC-STTTT" in its head) is among them with kind VANTHU_SELF. */
vanthu_status vt_ref_scan(struct vanthu_mention **mentions, size_t *count, struct vt_arena *arena,
                          struct vt_str clean);

/* All relations that the words between the mentions state. */
vanthu_status vt_ref_relations(struct vanthu_relation **relations, size_t *count,
                               struct vt_arena *arena, struct vt_str clean,
                               const struct vanthu_mention *mentions, size_t mentions_count);

/* Appends the key under which all spellings of a canonical form meet: without case and marks,
 * without leading zeros, letters of the symbol joined: "58/KH-UBND" and "58-KH/UBND" give
 * "58/khubnd", "47/2020/NĐ-CP" and "47/2020/NĐCP" give "47/2020/ndcp". */
vanthu_status vt_ref_key(struct vt_buf *out, struct vt_str canonical);

/* The year of a document: of its ISO date, else the one in its number, "47/2020/NĐ-CP"; 0: neither
 * tells. Either may be NULL. */
int vt_ref_year(const char *date, const char *canonical);

/* A reference as a person types it in a query, strict or loose ("qd 1034 btttt", "KH 58/KH-UBND năm
 * 2021", "58 / KH – UBND"), at the beginning of the clean text `typed`. */
struct vt_ref_typed {
    char *canonical; /* best guess of the canonical form; NULL when only number or type are known */
    char *key;       /* key of it; NULL likewise */
    const char *type; /* "Kế hoạch", from the word before it or the symbol; NULL: unknown */
    char *number;     /* NULL: unknown */
    int year;         /* of "năm 2021", of a date behind it, or of the symbol; 0: none */
    char *date;       /* ISO; NULL: none */
    size_t length;    /* bytes of `typed` that it takes */
    bool loose;       /* not written as a symbol: words may have been meant */
};

/* *found is false when no reference begins there. Strings are in `arena`. */
vanthu_status vt_ref_read_typed(struct vt_ref_typed *out, bool *found, struct vt_arena *arena,
                                struct vt_str typed);

/* The document type that an abbreviation or a name in any case and marks stands for ("KH", "ke
 * hoach" give "Kế hoạch"); NULL when it is none. Static. */
const char *vt_ref_type(struct vt_str name);

#endif
