/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts.h: what the finders of facts share. Inside outline only. */
#ifndef VT_FACTS_H
#define VT_FACTS_H

#include "outline/lines.h"
#include "outline/outline.h"

struct vt_facts_finder {
    struct vt_facts *facts;
    struct vt_arena *arena;
    struct vt_lines lines;
    size_t from, head; /* the lines of the letterhead, the title and what they rest on */
    bool with_motto;   /* the national motto stands in them, */
    size_t motto;      /* on this line */
    bool no_memory;
};

/* In this order: each looks where the one before has found, and fills what it finds. */
void vt_facts_head(struct vt_facts_finder *f, const struct vanthu_heading *headings, size_t count);
void vt_facts_place_and_date(struct vt_facts_finder *f);
void vt_facts_type_and_title(struct vt_facts_finder *f);
void vt_facts_office(struct vt_facts_finder *f);
void vt_facts_period(struct vt_facts_finder *f);
void vt_facts_signer(struct vt_facts_finder *f);

char *vt_facts_copy(struct vt_facts_finder *f, struct vt_str s);

/* The type of document whose name the line is, in any case; NULL for none. */
const char *vt_facts_type(struct vt_str line);

/* Does the name of an office begin so? */
bool vt_names_office(struct vt_str s);

/* Of capitals, be it one short word. */
bool vt_is_shouted(struct vt_str s);

/* Has it these letters, without regard to case and marks, which recognition may have lost? */
bool vt_has_letters(struct vt_str s, const char *letters);

/* What stands right of the last tab, bar or wide gap; all of the line without one. */
struct vt_str vt_right_column(struct vt_str line);

/* What stands left of the national motto, a tab or a bar. */
struct vt_str vt_left_column(struct vt_str line);

#endif
