/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper.c: the text of a document as a format gives it. */
#include "formats/paper.h"

#include "base/err.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* More characters than any document has that a person wrote. */
enum { TEXT_MAX = 64 << 20, PAGES_MAX = 1 << 20, GAP_MAX = 64 };

void vt_paper_point(struct vt_paper *paper, uint32_t point, enum vt_font_kind kind)
{
    if (point == 0xA0)
        point = ' '; /* in no encoding a letter */
    if (paper->text.count < TEXT_MAX)
        vt_fonted_point(&paper->text, point, kind, paper->text.count);
}

void vt_paper_utf8(struct vt_paper *paper, struct vt_str text, enum vt_font_kind kind)
{
    while (text.len) {
        uint32_t point = 0;
        size_t n = vt_utf8_decode(text, &point);
        vt_paper_point(paper, n ? point : VT_NO_CHARACTER, kind);
        text = vt_str_sub(text, n ? n : 1, text.len);
    }
}

static bool at_line_start(const struct vt_paper *paper)
{
    return paper->text.count == 0 || paper->text.count == paper->cell_start ||
           paper->text.cells[paper->text.count - 1] == '\n';
}

void vt_paper_line(struct vt_paper *paper)
{
    if (!at_line_start(paper))
        vt_paper_point(paper, '\n', VT_FONT_PLAIN);
}

void vt_paper_append(struct vt_paper *paper, struct vt_paper *other)
{
    const struct vt_fonted *text = &other->text;
    vt_paper_line(paper);
    for (size_t i = 0; i < text->count && paper->text.count < TEXT_MAX; i++)
        vt_fonted_add(&paper->text, text->cells[i], (enum vt_font_kind)text->kinds[i],
                      paper->text.count);
    paper->no_memory |= other->no_memory || text->no_memory;
    vt_paper_line(paper);
    vt_paper_free(other);
}

void vt_paper_page(struct vt_paper *paper)
{
    if (paper->pages_count == paper->pages_cap) {
        size_t cap = paper->pages_cap ? paper->pages_cap * 2 : 64;
        size_t *pages = cap <= PAGES_MAX ? realloc(paper->pages, cap * sizeof *pages) : NULL;
        if (!pages) {
            paper->no_memory |= cap <= PAGES_MAX;
            return;
        }
        paper->pages = pages;
        paper->pages_cap = cap;
    }
    paper->pages[paper->pages_count++] = paper->text.count;
}

void vt_paper_heading(struct vt_paper *paper, size_t start, unsigned level)
{
    size_t end = paper->text.count;
    while (end > start && paper->text.cells[end - 1] == '\n')
        end--;
    if (start >= end || level < 1 || level > 9)
        return;
    if (paper->headings_count == paper->headings_cap) {
        size_t cap = paper->headings_cap ? paper->headings_cap * 2 : 64;
        struct vt_paper_heading *headings = realloc(paper->headings, cap * sizeof *headings);
        if (!headings) {
            paper->no_memory = true;
            return;
        }
        paper->headings = headings;
        paper->headings_cap = cap;
    }
    paper->headings[paper->headings_count++] = (struct vt_paper_heading){start, end, level};
}

/* ---- rows ---- */

void vt_paper_row_begin(struct vt_paper *paper)
{
    vt_paper_line(paper);
    paper->row_start = paper->text.count;
    paper->cell_start = paper->row_start;
    paper->tabs_count = paper->column = 0;
}

void vt_paper_column(struct vt_paper *paper, size_t column)
{
    if (column > paper->column + GAP_MAX)
        paper->column = column; /* a note far off to the right */
    while (paper->column < column)
        vt_paper_cell_end(paper);
}

static void take_back_line_end(struct vt_paper *paper, size_t floor)
{
    struct vt_fonted *text = &paper->text;
    while (text->count > floor && text->cells[text->count - 1] == '\n')
        text->count--;
}

/* Formats of sheets put blanks around what they show. */
static void trim_cell(struct vt_fonted *text, size_t start)
{
    size_t from = start, rest;
    if (text->count == start) /* and nothing is allocated, perhaps */
        return;
    while (text->count > start && text->cells[text->count - 1] == ' ')
        text->count--;
    while (from < text->count && text->cells[from] == ' ')
        from++;
    rest = text->count - from;
    memmove(text->cells + start, text->cells + from, rest * sizeof *text->cells);
    memmove(text->kinds + start, text->kinds + from, rest * sizeof *text->kinds);
    text->count = start + rest; /* their places only need to grow */
}

void vt_paper_cell_end(struct vt_paper *paper)
{
    size_t last = paper->cell_start;
    take_back_line_end(paper, last);
    if (paper->sheet)
        trim_cell(&paper->text, last);
    if (paper->tabs_count < sizeof paper->tabs / sizeof *paper->tabs)
        paper->tabs[paper->tabs_count++] = paper->text.count;
    vt_paper_point(paper, '\t', VT_FONT_PLAIN);
    paper->column++;
    paper->cell_start = paper->text.count;
}

void vt_paper_cell_repeat(struct vt_paper *paper, size_t times)
{
    size_t start = paper->cell_start;
    vt_paper_cell_end(paper);
    size_t end = paper->cell_start - 1;
    if (end == start) {
        vt_paper_column(paper, paper->column + times - 1);
        return;
    }
    for (size_t i = 1; i < times && i < GAP_MAX; i++) {
        for (size_t k = start; k < end; k++)
            vt_paper_point(paper, paper->text.cells[k], (enum vt_font_kind)paper->text.kinds[k]);
        vt_paper_cell_end(paper);
    }
}

/* A character went from one place to another: a heading that begins or ends there goes along. */
static void move_heading(struct vt_paper *paper, size_t *heading, size_t from, size_t to)
{
    for (; *heading < paper->headings_count; ++*heading) {
        struct vt_paper_heading *h = &paper->headings[*heading];
        h->start = h->start == from ? to : h->start;
        if (h->end != from)
            return;
        h->end = to;
    }
}

/* Each cell begins a line of its own; empty ones take none. */
static void cells_to_lines(struct vt_paper *paper)
{
    struct vt_fonted *text = &paper->text;
    size_t out = paper->row_start, tab = 0, heading = paper->headings_count;
    while (heading > 0 && paper->headings[heading - 1].start >= out)
        heading--;
    for (size_t i = paper->row_start; i < text->count; i++) {
        bool between = tab < paper->tabs_count && paper->tabs[tab] == i;
        tab += between;
        move_heading(paper, &heading, i, out);
        if (between && (out == paper->row_start || text->cells[out - 1] == '\n'))
            continue;
        text->cells[out] = between ? '\n' : text->cells[i];
        text->kinds[out++] = text->kinds[i];
    }
    move_heading(paper, &heading, text->count, out);
    text->count = out;
}

void vt_paper_row_end(struct vt_paper *paper)
{
    struct vt_fonted *text = &paper->text;
    bool several = false;
    for (size_t i = paper->row_start; i < text->count && paper->sheet; i++)
        if (text->cells[i] == '\n')
            text->cells[i] = ' ';
    while (text->count > paper->row_start &&
           (text->cells[text->count - 1] == '\t' || text->cells[text->count - 1] == '\n'))
        text->count--;
    for (size_t i = paper->row_start; i < text->count && !several; i++)
        several = text->cells[i] == '\n';
    if (several)
        cells_to_lines(paper);
    paper->tabs_count = 0;
    paper->cell_start =
        paper->row_start; /* the row's line is ended, though its last cell be empty */
    if (text->count > paper->row_start)
        vt_paper_line(paper);
    paper->row_start = paper->cell_start = text->count;
}

/* ---- finishing ---- */

/* The first offset of the clean text that comes from the character `at` or one behind it. */
static size_t clean_offset(const struct vt_reading *r, size_t at)
{
    size_t low = 0, high = r->text.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vt_offsets_raw(&r->offsets, middle) < at)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < r->text.len && (r->text.p[low] & 0xC0) == 0x80)
        low++;
    return low;
}

static vanthu_status place_marks(struct vt_paper *paper, struct vt_reading *out)
{
    out->pages = calloc(paper->pages_count + 1, sizeof *out->pages);
    out->headings = calloc(paper->headings_count + 1, sizeof *out->headings);
    if (!out->pages || !out->headings)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < paper->pages_count; i++)
        out->pages[out->pages_count++] = clean_offset(out, paper->pages[i]);
    size_t last = 0;
    for (size_t i = 0; i < paper->headings_count; i++) {
        const struct vt_paper_heading *h = &paper->headings[i];
        size_t start = clean_offset(out, h->start), end = clean_offset(out, h->end);
        if (start < last || end <= start)
            continue;
        out->headings[out->headings_count++] = (struct vt_styled_heading){start, end, h->level};
        last = end;
    }
    return VANTHU_OK;
}

vanthu_status vt_paper_finish(struct vt_paper *paper, struct vt_reading *out)
{
    struct vt_steps s = {.want_offsets = true};
    bool cut = paper->text.count >= TEXT_MAX;
    vanthu_status status = paper->no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
    if (status == VANTHU_OK)
        status = vt_fonted_decode(&paper->text, &s);
    if (status == VANTHU_OK)
        status = vt_steps_finish(&s, out);
    if (status == VANTHU_OK && out->text.len) {
        status = place_marks(paper, out);
        snprintf(out->encoding, sizeof out->encoding, "%s", vt_encoding_name(s.decision.encoding));
        if (cut)
            vt_partly_read(out, "%s", _("the text is too long: its end is left out"));
    }
    vt_steps_free(&s);
    vt_offsets_free(&out->offsets);
    out->offsets = (struct vt_offsets){0};
    vt_paper_free(paper);
    return status;
}

void vt_paper_free(struct vt_paper *paper)
{
    vt_fonted_free(&paper->text);
    free(paper->pages);
    free(paper->headings);
    *paper = (struct vt_paper){0};
}
