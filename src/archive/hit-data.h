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
    uint64_t start, end;             /* the passage */
    struct vt_hit_heading *headings; /* above or inside the passage, in order */
    size_t headings_count;
    struct vt_hit_mention *mentions; /* inside the passage */
    size_t mentions_count;
};

/* Appends the fields of one passage; its mentions are those from `first` up to `last`. */
vanthu_status vt_hit_data_write(struct vt_buf *out, const struct vanthu_document *document,
                                struct vt_range range, size_t first, size_t last);

/* Reads them back, strings in `arena`. VANTHU_DAMAGED when the bytes are none. */
vanthu_status vt_hit_data_read(struct vt_hit_data *out, struct vt_arena *arena, struct vt_str data);

/* "1.2. Về ứng dụng", "a) Về nền tảng", or the text alone. Appended to `out`. */
vanthu_status vt_heading_line(struct vt_buf *out, const char *label, const char *text);

#endif
