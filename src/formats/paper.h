/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper.h: the text of a document as a format gives it, character by character with its font; where
 * pages begin, which lines are headings by their style, which text comes behind the rest.
 *
 * Memory that runs out is remembered, and makes vt_paper_finish() fail.
 */
#ifndef VT_PAPER_H
#define VT_PAPER_H

#include "read/fonted.h"
#include "read/reader.h"

struct vt_paper_heading {
    size_t start, end; /* characters */
    unsigned level;
};

/* Zeroed, it is empty. */
struct vt_paper {
    struct vt_fonted text;
    size_t *pages; /* characters */
    size_t pages_count, pages_cap;
    struct vt_paper_heading *headings;
    size_t headings_count, headings_cap;
    size_t tabs[64]; /* between the cells of the row being written */
    size_t tabs_count, row_start;
    size_t column, cell_start; /* of the cell being written, from 0 */
    bool sheet; /* of a spreadsheet: a row stays on one line whatever its cells hold */
    bool no_memory;
};

void vt_paper_point(struct vt_paper *paper, uint32_t point, enum vt_font_kind kind);
void vt_paper_utf8(struct vt_paper *paper, struct vt_str text, enum vt_font_kind kind);

/* Ends the line, if there is something on it. */
void vt_paper_line(struct vt_paper *paper);

/* Writes the text of `other`, whose marks are left out, and empties it. */
void vt_paper_append(struct vt_paper *paper, struct vt_paper *other);

/* A new page begins here. */
void vt_paper_page(struct vt_paper *paper);

/* What was written since `start` (text.count then) is a heading. */
void vt_paper_heading(struct vt_paper *paper, size_t start, unsigned level);

/* A row of a table: cells on one line with tabs between them; where a cell of a text has several
 * lines, each cell begins a line of its own. */
void vt_paper_row_begin(struct vt_paper *paper);
void vt_paper_column(struct vt_paper *paper, size_t column); /* cells before it are empty */
void vt_paper_cell_end(struct vt_paper *paper);
void vt_paper_cell_repeat(struct vt_paper *paper, size_t times); /* ends it so many times, over 0 */
void vt_paper_row_end(struct vt_paper *paper);

/* Fills `out` from everything that was written, by fonts and detection; empties the paper. */
vanthu_status vt_paper_finish(struct vt_paper *paper, struct vt_reading *out);
void vt_paper_free(struct vt_paper *paper);

#endif
