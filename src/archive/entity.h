/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entity.h: the entities of one key, one for each year and issuer: what they are, who cites them
 * where, what acts on them, and what is odd about their dates.
 */
#ifndef VT_ENTITY_H
#define VT_ENTITY_H

#include "archive/resolve.h"
#include "archive/sql.h"

struct vt_entities {
    struct vt_catalog *catalog;
    struct vt_arena *arena;
    struct vanthu_entity *items;
    size_t count, cap;
    struct vt_sql_list issuers; /* int: of each item, its issuer in the reference */
};

/* Adds the entities of `reference` of `year` (0: of every year), oldest first, open ones last. */
vanthu_status vt_entities_add(struct vt_entities *entities, const struct vt_reference *reference,
                              int year, struct vanthu_error *error);

/* Fills relations and conflicts of the entities from `first` on, which are those of `reference`. */
vanthu_status vt_entities_relate(struct vt_entities *entities, size_t first,
                                 const struct vt_reference *reference, struct vanthu_error *error);
vanthu_status vt_entities_conflicts(struct vt_entities *entities, size_t first,
                                    const struct vt_reference *reference,
                                    struct vanthu_error *error);

/* A text with each run of white space as one blank; NULL when there is no memory. */
char *vt_joined(struct vt_arena *arena, struct vt_str text);

#endif
