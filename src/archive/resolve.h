/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resolve.h: all places where the archive cites one key, each brought to its year and issuer.
 *
 * The year, in this order: the date or year that stands with it (but a plan "of 2022" is that of
 * December 2021, where only that one is known); the dated mention of the same
 * symbol in the same document; the only year of that symbol in the archive; the latest year not
 * later than the document, for a committee of the Party within its term; else open. The issuer: see
 * issuers.h.
 */
#ifndef VT_RESOLVE_H
#define VT_RESOLVE_H

#include "base/arena.h"
#include "catalog/catalog.h"

struct vt_citing { /* a document */
    int64_t doc;
    const char *id, *title, *date, *office, *place;
    int year; /* 0: not known */
};

struct vt_cited { /* a place in one */
    struct vt_citing in;
    uint64_t start, end, date_end;
    const char *canonical, *type, *date, *issuer;
    int year_in_symbol, year_said;
    int year; /* resolved; 0: open */
    enum vanthu_resolved how;
    int of; /* index of its issuer */
};

struct vt_own { /* a document whose own number has the key */
    struct vt_citing doc;
    const char *type, *canonical;
    int of;
};

struct vt_reference {
    const char *key;
    struct vt_cited *cited; /* by document, then place */
    size_t cited_count;
    struct vt_own *own;
    size_t own_count;
    struct vt_issuer *issuers; /* an entity each */
    size_t issuers_count;
};

/* Loads and resolves; strings in `arena`. A key that nothing cites gives empty lists. */
vanthu_status vt_reference_load(struct vt_reference *out, struct vt_catalog *catalog,
                                struct vt_arena *arena, const char *key,
                                struct vanthu_error *error);

/* Year of an ISO date; 0 for NULL. */
int vt_iso_year(const char *iso);

#endif
