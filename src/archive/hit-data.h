/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hit-data.h: what the index keeps with a passage: every field of a result line but the snippet, so
 * that a search reads nothing else to list its hits.
 */
#ifndef VT_HIT_DATA_H
#define VT_HIT_DATA_H

#include "archive/passages.h"

struct vt_hit_heading {
    uint64_t start, end; /* of its section */
    const char *line;    /* label and text: "1.2. Về ứng dụng" */
};

struct vt_hit_mention {
    uint64_t start, end;
    const char *canonical;
};

struct vt_hit_data {
    const char *id, *source, *title, *type, *number, *symbol, *date;
    int year;
    bool recognised;     /* the text, in a scan */
    uint64_t start, end; /* the passage */
    unsigned page;       /* where it begins; 0: not known */
    uint64_t *pages;     /* where those that follow it inside the passage begin */
    size_t pages_count;
    struct vt_hit_heading *headings; /* above or inside the passage, in order */
    size_t headings_count;
    struct vt_hit_mention *mentions; /* inside the passage */
    size_t mentions_count;
};

/* One passage of a document: its bytes, the headings above or inside it (indices of the outline),
 * and its mentions from `first_mention` up to `last_mention`. */
struct vt_hit_source {
    const struct vanthu_document *document;
    struct vt_range range;
    const size_t *headings;
    size_t headings_count;
    size_t first_mention, last_mention;
};

/* Appends the fields of one passage. */
vanthu_status vt_hit_data_write(struct vt_buf *out, const struct vt_hit_source *source);

/* Reads them back, strings in `arena`. VANTHU_DAMAGED when the bytes are none. */
vanthu_status vt_hit_data_read(struct vt_hit_data *out, struct vt_arena *arena, struct vt_str data);

/* The page at byte `at` of the text, which is in the passage; 0: not known. */
unsigned vt_hit_data_page(const struct vt_hit_data *data, uint64_t at);

/* "1.2. Về ứng dụng", "a) Về nền tảng", or the text alone. Appended to `out`. */
vanthu_status vt_heading_line(struct vt_buf *out, const char *label, const char *text);

#endif
