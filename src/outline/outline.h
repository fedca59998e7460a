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

/* What the format of the file says, as ranges of the clean text, in order. */
struct vt_layout {
    const struct vt_styled_heading { /* a paragraph in the style of a heading */
        size_t start, end;
        unsigned level; /* 1 is the outermost */
    } * headings;
    size_t headings_count;
    const size_t *pages; /* where each page begins; none when not known */
    size_t pages_count;
};

/* All headings in order, by the text, and by `layout` where that is not empty. `end` of each is
 * where the next heading of its level or above begins, or the end of the text. */
vanthu_status vt_outline_find(struct vanthu_heading **headings, size_t *count,
                              struct vt_arena *arena, struct vt_str clean,
                              const struct vt_layout *layout);

/* The clause of an article or the point of a clause, inside the text of either: `step` is "khoản
 * 2", "điểm a", "2" or "a". Clauses are text and no headings. *start and *end are offsets in
 * `section`. VANTHU_NOT_FOUND, VANTHU_NO_MEMORY. */
vanthu_status vt_clause_find(struct vt_str section, struct vt_str step, size_t *start, size_t *end);

/* What the head and the foot of the document say. NULL where they say nothing. Its own number and
 * symbol are found by ref.h. */
struct vt_facts {
    char *title;  /* without the type: "Tình hình kinh tế - xã hội năm 2021" */
    char *type;   /* "Báo cáo" */
    char *office; /* that issues it */
    char *place;
    char *date;       /* ISO, "2021-09" when the day is left blank */
    size_t number_at; /* where its number stands in a title such as "Thông tư số 7/2021/TT-BTC về
                         …"; 0: not in one */
    char *period;     /* reported on: "2021", "2021-09", "2021-Q3", "2021-01/2021-09" */
    char *signed_as; /* authority and position: "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC" */
    const char **recipients;
    size_t recipients_count;
};

vanthu_status vt_facts_find(struct vt_facts *facts, struct vt_arena *arena, struct vt_str clean,
                            const struct vanthu_heading *headings, size_t headings_count);

#endif
