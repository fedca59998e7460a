/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-doc.c: Word 97-2003 ([MS-DOC]), and the plain text of Word 6 and 95. Paragraphs with the
 * numbers of their lists, headings by style, tables; text boxes behind the paragraphs that they are
 * anchored in; notes and headers behind the text. Left out: deleted and hidden runs, instructions
 * of fields, comments, page numbers.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/paper.h"
#include "formats/word.h"

enum {
    WORD_97 = 0xA5EC,
    WORD_95 = 0xA5DC,
    FLAG_COMPLEX = 0x0004,
    FLAG_ENCRYPTED = 0x0100,
    FLAG_SECOND_TABLE = 0x0200,
    FIB_TEXT = 0x4C, /* counts of characters: text, footnotes, headers, macros, comments ... */
    FIB_PIECES = 0x1A2,
    FIB_ANCHORS = 0x1DA,
    FIB_BOXES = 0x25A,
    ANCHOR = 0x08,
    FIELD_BEGIN = 0x13,
    FIELD_SEPARATOR = 0x14,
    FIELD_END = 0x15
};

enum { ANCHOR_BYTES = 26, BOX_BYTES = 22, BOX_SHAPE = 14, BOXES_MAX = 4000, WAITING_MAX = 64 };

struct doc {
    struct vt_paper *paper;
    struct vt_word word;
    struct vt_str pieces; /* offsets of characters, then descriptors of 8 bytes */
    size_t pieces_count;

    size_t start; /* of the paragraph */
    size_t field; /* open fields whose instruction is being read */
    bool row;     /* inside a row of a table */
    bool begun, behind;
    bool no_memory;

    struct vt_str anchors, boxes; /* offsets of characters, then descriptors */
    uint64_t boxes_from;          /* the first character of text boxes */
    bool box_done[BOXES_MAX];
    size_t waiting[WAITING_MAX], waiting_count; /* boxes of the paragraph or row */
};

/* ---- pieces ---- */

/* The piece table lies behind property blocks that it may refer to. */
static void find_pieces(struct doc *d, struct vt_str tables)
{
    size_t at = vt_u32(d->word.file, FIB_PIECES), len = vt_u32(d->word.file, FIB_PIECES + 4);
    struct vt_str clx = at <= tables.len ? vt_str_sub(tables, at, at + len) : VT_STR_NONE;
    while (clx.len > 3 && clx.p[0] == 1)
        clx = vt_str_sub(clx, 3 + (size_t)vt_u16(clx, 1), clx.len);
    if (clx.len > 5 && clx.p[0] == 2)
        d->pieces = vt_str_sub(clx, 5, 5 + (size_t)vt_u32(clx, 1));
    d->pieces_count = d->pieces.len > 4 ? (d->pieces.len - 4) / 12 : 0;
}

/* ---- characters ---- */

static void put_number(struct doc *d, const struct vt_word_properties *p)
{
    struct vt_buf number = {0};
    size_t list = p->list > 0 ? (size_t)p->list - 1 : d->word.lists_count;
    if (list >= d->word.lists_count)
        return;
    if (vt_list_next(&d->word.lists[list], p->list_level > 0 ? (unsigned)p->list_level : 0,
                     &number) != VANTHU_OK)
        d->no_memory = true;
    else
        vt_paper_utf8(d->paper, vt_buf_str(&number), VT_FONT_PLAIN);
    vt_buf_free(&number);
}

static void begin_paragraph(struct doc *d, const struct vt_word_properties *p)
{
    if (d->begun)
        return;
    d->begun = true;
    if (p->in_table > 0 && !d->row) {
        vt_paper_row_begin(d->paper);
        d->row = true;
    }
    d->start = d->paper->text.count;
    put_number(d, p);
}

static void end_paragraph(struct doc *d, const struct vt_word_properties *p, bool cell)
{
    if (d->begun && p->level >= 0 && p->level < 9)
        vt_paper_heading(d->paper, d->start, (unsigned)p->level + 1);
    d->begun = false;
    if (p->in_table > 0 && p->row_end > 0) {
        vt_paper_row_end(d->paper);
        d->row = false;
    } else if (cell && d->row) {
        vt_paper_cell_end(d->paper);
    } else {
        vt_paper_line(d->paper);
        d->row = d->row && p->in_table > 0;
    }
    if (d->behind)
        vt_fonted_drop_page_number(&d->paper->text, d->start);
}

/* ---- text boxes ---- */

static size_t entries(struct vt_str plc, size_t bytes)
{
    return plc.len > 4 ? (plc.len - 4) / (4 + bytes) : 0;
}

/* The text box whose shape is anchored at a character; `none` for other drawings. */
static size_t box_at(const struct doc *d, uint64_t at, size_t none)
{
    size_t anchors = entries(d->anchors, ANCHOR_BYTES), boxes = entries(d->boxes, BOX_BYTES);
    for (size_t i = 0; i < anchors; i++) {
        if (vt_u32(d->anchors, 4 * i) != at)
            continue;
        uint32_t shape = vt_u32(d->anchors, 4 * (anchors + 1) + ANCHOR_BYTES * i);
        for (size_t k = 0; k < boxes; k++)
            if (vt_u32(d->boxes, 4 * (boxes + 1) + BOX_BYTES * k + BOX_SHAPE) == shape)
                return k;
    }
    return none;
}

static void wait_for_box(struct doc *d, uint64_t at)
{
    size_t box = box_at(d, at, BOXES_MAX);
    if (box < BOXES_MAX && !d->box_done[box] && d->waiting_count < WAITING_MAX) {
        d->box_done[box] = true;
        d->waiting[d->waiting_count++] = box;
    }
}

static void put_range(struct doc *d, uint64_t from, uint64_t to);

static void put_box(struct doc *d, size_t box)
{
    put_range(d, d->boxes_from + vt_u32(d->boxes, 4 * box),
              d->boxes_from + vt_u32(d->boxes, 4 * box + 4));
}

static void put_waiting(struct doc *d)
{
    size_t boxes[WAITING_MAX], count = d->waiting_count;
    memcpy(boxes, d->waiting, sizeof boxes); /* boxes may hold boxes */
    d->waiting_count = 0;
    for (size_t i = 0; i < count; i++)
        put_box(d, boxes[i]);
}

/* Marks of fields. True: the character is one, or inside an instruction. */
static bool in_field(struct doc *d, uint32_t c)
{
    if (c == FIELD_BEGIN)
        d->field++;
    else if (c == FIELD_SEPARATOR || c == FIELD_END)
        d->field -= d->field > 0;
    else
        return d->field > 0;
    return true;
}

/* One character: the one with the number `number`, at the offset `at` of the file. */
static void put(struct doc *d, uint32_t c, uint64_t number, uint32_t at)
{
    const struct vt_word_properties *p = vt_word_at(&d->word, &d->word.paragraphs, at);
    const struct vt_word_properties *r = vt_word_at(&d->word, &d->word.characters, at);
    if (c == '\r' || c == 0x07 || c == 0x0C) {
        end_paragraph(d, p, c == 0x07);
        if (!d->row)
            put_waiting(d);
        return;
    }
    if (c == ANCHOR)
        wait_for_box(d, number);
    if (in_field(d, c) || r->hidden > 0 || r->deleted > 0)
        return;
    if (c == 0x1E)
        c = '-';
    if (c == 0x0B)
        c = '\n';
    if (c < ' ' && c != '\t' && c != '\n')
        return; /* pictures, notes, marks of comments */
    begin_paragraph(d, p);
    vt_paper_point(d->paper, r->symbol > 0 ? (uint32_t)r->symbol : c, vt_word_font(&d->word, r, p));
}

/* The characters from `from` to `to`, in the order of the document. */
static void put_range(struct doc *d, uint64_t from, uint64_t to)
{
    struct vt_str file = d->word.file;
    size_t descriptors = 4 * (d->pieces_count + 1);
    d->field = 0;
    for (size_t i = 0; i < d->pieces_count; i++) {
        uint64_t begin = vt_u32(d->pieces, 4 * i), end = vt_u32(d->pieces, 4 * i + 4);
        uint32_t place = vt_u32(d->pieces, descriptors + 8 * i + 2);
        bool bytes = place & 0x40000000;
        uint64_t base = bytes ? (place & 0x3FFFFFFF) / 2 : place, width = bytes ? 1 : 2;
        for (uint64_t c = begin > from ? begin : from; c < end && c < to; c++) {
            uint64_t at = base + (c - begin) * width;
            if (at + width > file.len)
                break;
            put(d, bytes ? vt_cp1252((unsigned char)file.p[at]) : vt_u16(file, at), c,
                (uint32_t)at);
        }
    }
    vt_paper_row_end(d->paper);
    d->row = d->begun = false;
    put_waiting(d);
}

/* Text, then what stands around it: boxes that no paragraph holds, footnotes, endnotes, headers. */
static void put_all(struct doc *d)
{
    enum { TEXT, FOOTNOTES, HEADERS, ENDNOTES = 5, BOXES, PARTS = 8 };
    uint64_t starts[PARTS + 1] = {0};
    for (size_t i = 0; i < PARTS; i++)
        starts[i + 1] = starts[i] + vt_u32(d->word.file, FIB_TEXT + 4 * i);
    d->anchors = vt_word_table(&d->word, FIB_ANCHORS);
    d->boxes = vt_word_table(&d->word, FIB_BOXES);
    d->boxes_from = starts[BOXES];
    put_range(d, 0, starts[TEXT + 1]);
    for (size_t i = 0; i + 1 < entries(d->boxes, BOX_BYTES) && i < BOXES_MAX; i++)
        if (!d->box_done[i])
            put_box(d, i);
    d->behind = true;
    put_range(d, starts[FOOTNOTES], starts[FOOTNOTES + 1]);
    put_range(d, starts[ENDNOTES], starts[ENDNOTES + 1]);
    put_range(d, starts[HEADERS], starts[HEADERS + 1]);
}

/* ---- the document ---- */

static vanthu_status read_97(struct doc *d, struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf tables = {0}, data = {0};
    bool second = vt_u16(d->word.file, 0x0A) & FLAG_SECOND_TABLE;
    vanthu_status status = VANTHU_OK;
    if (!vt_ole_stream(&tables, raw, second ? "1Table" : "0Table")) {
        vt_unread(out, _("the file is damaged: %s is missing in it"), second ? "1Table" : "0Table");
    } else {
        vt_ole_stream(&data, raw, "Data");
        d->word.tables = vt_buf_str(&tables);
        d->word.data = vt_buf_str(&data);
        status = vt_word_load(&d->word);
        find_pieces(d, d->word.tables);
        if (status == VANTHU_OK) {
            put_all(d);
            status = d->no_memory ? VANTHU_NO_MEMORY : vt_paper_finish(d->paper, out);
        }
        vt_word_free(&d->word);
    }
    vt_buf_free(&tables);
    vt_buf_free(&data);
    return status;
}

/* Word 6 and 95 keep the bytes of the text in one place, unless they were saved fast. */
static vanthu_status read_95(struct doc *d, struct vt_reading *out)
{
    struct vt_str file = d->word.file;
    size_t from = vt_u32(file, 0x18), count = vt_u32(file, 0x34);
    if (vt_u16(file, 0x0A) & FLAG_COMPLEX)
        return vt_unread(out, "%s", _("a Word 6 or 95 file that was saved fast is not read"));
    for (size_t at = from; at < from + count && at < file.len; at++) {
        unsigned char c = (unsigned char)file.p[at];
        if (c == '\r' || c == 0x07 || c == 0x0C || c == 0x0B)
            vt_paper_line(d->paper);
        else if (!in_field(d, c) && (c >= ' ' || c == '\t'))
            vt_paper_point(d->paper, vt_cp1252(c), VT_FONT_PLAIN);
    }
    return vt_paper_finish(d->paper, out);
}

vanthu_status vt_read_doc(struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf file = {0};
    struct vt_paper paper = {0};
    struct doc d = {.paper = &paper};
    vanthu_status status = VANTHU_OK;
    bool there = vt_ole_stream(&file, raw, "WordDocument");
    d.word.file = vt_buf_str(&file);
    uint16_t mark = vt_u16(d.word.file, 0);
    if (!there)
        vt_unread(out, _("the file is damaged: %s is missing in it"), "WordDocument");
    else if (vt_u16(d.word.file, 0x0A) & FLAG_ENCRYPTED)
        vt_unread(out, "%s", _("the file is locked with a password"));
    else if (mark == WORD_97)
        status = read_97(&d, out, raw);
    else if (mark == WORD_95)
        status = read_95(&d, out);
    else
        vt_unread(out, "%s", _("a version of Word that is not read"));
    vt_paper_free(&paper);
    vt_buf_free(&file);
    return status;
}
