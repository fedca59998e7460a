/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outline.h: headings and facts of a document, as ranges of its clean text.
 *
 * Headings: PHẦN, Chương, Mục, Điều, I., 1., 1.1., a), run-in and starred headings of reports.
 * Facts: the parts of an administrative document by Decree 30/2020/NĐ-CP, annex I.
 * Everything found is allocated in the caller's arena. Thread-safe. Only VANTHU_NO_MEMORY can fail.
 */
#ifndef VT_OUTLINE_H
#define VT_OUTLINE_H

#include "base/arena.h"
#include "base/buf.h"

/* All headings in order. `end` of each is where the next heading of its level or above begins, or
 * the end of the text. */
vanthu_status vt_outline_find(struct vanthu_heading **headings, size_t *count,
                              struct vt_arena *arena, struct vt_str clean);

/* What the head and the foot of the document say. NULL where they say nothing. Its own number and
 * symbol are found by ref.h. */
struct vt_facts {
    char *title;  /* without the type: "Tình hình kinh tế - xã hội năm 2021" */
    char *type;   /* "Báo cáo" */
    char *office; /* that issues it */
    char *place;
    char *date;   /* ISO, "2021-09" when the day is left blank */
    char *period; /* reported on: "2021", "2021-09", "2021-Q3", "2021-01/2021-09" */
    const char **recipients;
    size_t recipients_count;
};

vanthu_status vt_facts_find(struct vt_facts *facts, struct vt_arena *arena, struct vt_str clean,
                            const struct vanthu_heading *headings, size_t headings_count);

#endif
