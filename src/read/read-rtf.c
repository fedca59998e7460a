/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-rtf.c: Rich Text Format (1.9.1 and before).
 *
 * One pass turns the file into characters, each with its place and the font it was set in
 * (fonted.h). Footnotes, headers and footers come behind the text. A row whose cells have several
 * lines becomes a line for each, as in other formats (formats/paper.h).
 *
 * Not text: pictures, styles, hidden and deleted runs, field instructions, page numbers.
 * Groups deeper than DEPTH are passed over. Linear; memory is that of the cells.
 */
#include "base/err.h"
#include "read/fonted.h"
#include "read/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 256, FONTS = 1024, KEYWORD = 32, NAME = 64, TEXT_MAX = 16 << 20 };

/* What holds inside one pair of braces. */
struct group {
    bool skipped, font_table, aside;
    uint16_t font;
    uint8_t fallback; /* characters after \u that stand for it in old readers */
    bool hidden;
};

struct rtf {
    struct vt_str raw;
    size_t at;
    struct group group, outer[DEPTH];
    size_t depth, too_deep;
    bool starred; /* \*: what follows may be passed over */
    size_t to_skip;

    /* the font table */
    uint8_t kinds[FONTS]; /* enum vt_font_kind */
    uint16_t font;
    uint8_t charset;
    char name[NAME];
    size_t name_len;

    struct vt_fonted text, aside; /* what comes behind the text */
    size_t row_start;             /* in the text */
    bool in_row;
    size_t aside_start;
};

/* Ends a cell until the end of its row tells what it becomes. */
enum { CELL_END = 0x110000 };

/* ---- characters ---- */

static enum vt_font_kind kind_of(const struct rtf *r)
{
    return (enum vt_font_kind)r->kinds[r->group.font];
}

/* Whether a character counts here; one that stands for \u in old readers does not. */
static bool is_text(struct rtf *r)
{
    if (r->group.skipped || r->group.hidden)
        return false;
    if (r->to_skip) {
        r->to_skip--;
        return false;
    }
    return true;
}

static struct vt_fonted *place(struct rtf *r)
{
    return r->group.aside ? &r->aside : &r->text;
}

static void add(struct rtf *r, vt_cell cell, size_t from)
{
    if (is_text(r))
        vt_fonted_add(place(r), cell, kind_of(r), from);
}

/* Ends the line, if there is something on it. */
static void end_line(struct rtf *r, size_t from)
{
    const struct vt_fonted *to = place(r);
    if (to->count && to->cells[to->count - 1] != '\n')
        add(r, '\n', from);
}

/* The cells of the row become parts of one line, or lines where one of them has several. */
static void place_cells(struct rtf *r)
{
    struct vt_fonted *text = &r->text;
    bool several = false;
    size_t out = r->row_start;
    while (text->count > out &&
           (text->cells[text->count - 1] == CELL_END || text->cells[text->count - 1] == '\n'))
        text->count--;
    for (size_t i = r->row_start; i < text->count; i++)
        several |= text->cells[i] == '\n';
    for (size_t i = r->row_start; i < text->count; i++) {
        bool end = text->cells[i] == CELL_END;
        if (end && several && (out == r->row_start || text->cells[out - 1] == '\n'))
            continue;
        text->cells[out] = !end ? text->cells[i] : several ? '\n' : '\t';
        text->from[out] = text->from[i];
        text->kinds[out++] = text->kinds[i];
    }
    text->count = r->row_start = out;
    r->in_row = false;
}

static void end_row(struct rtf *r, size_t from)
{
    if (r->in_row && !r->group.aside)
        place_cells(r);
    end_line(r, from);
}

/* Behind the text comes what is said only once, and no number of a page. */
static void end_aside(struct rtf *r)
{
    end_line(r, r->at);
    vt_fonted_drop_page_number(&r->aside, r->aside_start);
}

/* ---- fonts ---- */

static void end_font(struct rtf *r)
{
    if (r->font < FONTS)
        r->kinds[r->font] =
            (uint8_t)vt_font_kind((struct vt_str){r->name, r->name_len}, r->charset);
    r->name_len = 0;
    r->charset = 0;
}

static void add_to_name(struct rtf *r, unsigned char c)
{
    if (c == ';')
        end_font(r);
    else if (r->name_len < NAME - 1)
        r->name[r->name_len++] = (char)c;
}

/* One byte of text. */
static void text_byte(struct rtf *r, unsigned char c, size_t from)
{
    if (r->group.font_table) {
        if (!r->group.skipped)
            add_to_name(r, c);
        return;
    }
    add(r, vt_font_sign(kind_of(r), c), from);
}

/* ---- keywords ---- */

enum action {
    SKIP,
    KEEP,
    FONT_TABLE,
    CHARACTER,
    FONT,
    PLAIN_FONT,
    CHARSET,
    FALLBACK,
    UNICODE_CHAR,
    BINARY,
    HIDDEN,
    ASIDE,
    CELL,
    ROW_BEGIN,
    ROW,
    LINE
};

static const struct keyword {
    const char *name;
    enum action action;
    uint32_t point;
} KEYWORDS[] = {
    {"bin", BINARY, 0},
    {"bullet", CHARACTER, 0x2022},
    {"cell", CELL, 0},
    {"colortbl", SKIP, 0},
    {"deleted", HIDDEN, 0},
    {"emdash", CHARACTER, 0x2014},
    {"emspace", CHARACTER, ' '},
    {"endash", CHARACTER, 0x2013},
    {"enspace", CHARACTER, ' '},
    {"f", FONT, 0},
    {"fcharset", CHARSET, 0},
    {"fldinst", SKIP, 0},
    {"fonttbl", FONT_TABLE, 0},
    {"footer", ASIDE, 0},
    {"footerf", ASIDE, 0},
    {"footerl", ASIDE, 0},
    {"footerr", ASIDE, 0},
    {"footnote", ASIDE, 0},
    {"header", ASIDE, 0},
    {"headerf", ASIDE, 0},
    {"headerl", ASIDE, 0},
    {"headerr", ASIDE, 0},
    {"info", SKIP, 0},
    {"ldblquote", CHARACTER, 0x201C},
    {"line", CHARACTER, '\n'},
    {"lquote", CHARACTER, 0x2018},
    {"nestcell", CHARACTER, '\t'},
    {"nestrow", CHARACTER, '\n'},
    {"nonshppict", SKIP, 0},
    {"objdata", SKIP, 0},
    {"page", CHARACTER, '\n'},
    {"par", CHARACTER, '\n'},
    {"pict", SKIP, 0},
    {"plain", PLAIN_FONT, 0},
    {"rdblquote", CHARACTER, 0x201D},
    {"row", ROW, 0},
    {"rquote", CHARACTER, 0x2019},
    {"sect", CHARACTER, '\n'},
    {"shpinst", KEEP, 0},
    {"shprslt", SKIP, 0},
    {"shptxt", LINE, 0},
    {"sp", SKIP, 0},
    {"stylesheet", SKIP, 0},
    {"tab", CHARACTER, '\t'},
    {"tc", SKIP, 0},
    {"trowd", ROW_BEGIN, 0},
    {"u", UNICODE_CHAR, 0},
    {"uc", FALLBACK, 0},
    {"v", HIDDEN, 0},
    {"xe", SKIP, 0},
};

static int compare_keyword(const void *name, const void *row)
{
    return strcmp(name, ((const struct keyword *)row)->name);
}

/* \uN: a unit of UTF-16, negative over 7FFF. */
static void unicode_char(struct rtf *r, long number, size_t from)
{
    uint32_t unit = (uint32_t)(number < 0 ? number + 0x10000 : number) & 0xFFFF;
    r->to_skip = 0;
    if (is_text(r))
        vt_fonted_point(place(r), unit ? unit : VT_NO_CHARACTER, kind_of(r), from);
    r->to_skip = r->group.fallback;
}

static void skip_bytes(struct rtf *r, long number)
{
    size_t left = r->raw.len - r->at;
    r->at += number > 0 && (size_t)number < left ? (size_t)number : number > 0 ? left : 0;
}

static void act(struct rtf *r, const struct keyword *k, bool has_number, long number, size_t from)
{
    switch (k->action) {
    case SKIP:
        r->group.skipped = true;
        break;
    case KEEP:
        break;
    case FONT_TABLE:
        r->group.font_table = true;
        break;
    case CHARACTER:
        add(r, k->point, from);
        break;
    case FONT:
        r->font = number >= 0 && number < FONTS ? (uint16_t)number : 0;
        if (!r->group.font_table)
            r->group.font = r->font;
        break;
    case PLAIN_FONT:
        r->group.hidden = false;
        break;
    case CHARSET:
        r->charset = (uint8_t)number;
        break;
    case FALLBACK:
        r->group.fallback = number >= 0 && number < 256 ? (uint8_t)number : 1;
        break;
    case UNICODE_CHAR:
        unicode_char(r, number, from);
        break;
    case BINARY:
        skip_bytes(r, number);
        break;
    case HIDDEN:
        r->group.hidden = !has_number || number != 0;
        break;
    case ASIDE:
        if (!r->group.aside)
            r->aside_start = r->aside.count;
        r->group.aside = true;
        break;
    case CELL:
        add(r, r->in_row && !r->group.aside ? CELL_END : '\t', from);
        break;
    case ROW_BEGIN:
        if (r->group.aside || r->in_row)
            break;
        r->row_start = r->text.count;
        r->in_row = true;
        break;
    case ROW:
        end_row(r, from);
        break;
    case LINE:
        end_line(r, from);
        break;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* \name, \nameN, each with one space that belongs to it. */
static void keyword(struct rtf *r, size_t from)
{
    char name[KEYWORD];
    size_t len = 0;
    long number = 0;
    while (r->at < r->raw.len && is_letter(r->raw.p[r->at])) {
        if (len < KEYWORD - 1)
            name[len++] = r->raw.p[r->at];
        r->at++;
    }
    name[len] = '\0';
    bool negative =
        r->at + 1 < r->raw.len && r->raw.p[r->at] == '-' && is_digit(r->raw.p[r->at + 1]);
    r->at += negative;
    size_t digits = r->at;
    for (; r->at < r->raw.len && is_digit(r->raw.p[r->at]); r->at++)
        if (number < 100000000)
            number = number * 10 + (r->raw.p[r->at] - '0');
    bool has_number = r->at > digits;
    r->at += r->at < r->raw.len && r->raw.p[r->at] == ' ';
    const struct keyword *k = bsearch(name, KEYWORDS, sizeof KEYWORDS / sizeof *KEYWORDS,
                                      sizeof *KEYWORDS, compare_keyword);
    if (k)
        act(r, k, has_number, negative ? -number : number, from);
    else if (r->starred)
        r->group.skipped = true;
    r->starred = false;
}

static unsigned hex(char c)
{
    char small = (char)(c | 0x20);
    if (is_digit(c))
        return (unsigned)(c - '0');
    return small >= 'a' && small <= 'f' ? (unsigned)(small - 'a') + 10 : 16;
}

/* What follows a backslash. */
static void control(struct rtf *r)
{
    size_t from = r->at++;
    unsigned char c = r->at < r->raw.len ? (unsigned char)r->raw.p[r->at] : 0;
    if (is_letter((char)c)) {
        keyword(r, from);
        return;
    }
    r->at += r->at < r->raw.len;
    if (c == '\'' && r->raw.len - r->at >= 2) {
        unsigned value = hex(r->raw.p[r->at]) << 4 | hex(r->raw.p[r->at + 1]);
        r->at += 2;
        if (value < 256)
            text_byte(r, (unsigned char)value, from);
    } else if (c == '*') {
        r->starred = true;
    } else if (c == '\n' || c == '\r') {
        add(r, '\n', from);
    } else if (c == '~') {
        add(r, ' ', from);
    } else if (c == '_') {
        add(r, '-', from);
    } else if (c == '\\' || c == '{' || c == '}') {
        text_byte(r, c, from);
    }
}

static void open_group(struct rtf *r)
{
    r->to_skip = 0;
    if (r->depth == DEPTH) {
        r->too_deep++;
        return;
    }
    r->outer[r->depth++] = r->group;
}

static void close_group(struct rtf *r)
{
    r->to_skip = 0;
    if (r->too_deep)
        r->too_deep--;
    else if (r->depth) {
        if (r->group.aside && !r->outer[r->depth - 1].aside)
            end_aside(r);
        r->group = r->outer[--r->depth];
    }
}

/* Every character is kept with its place and font, which no file may use to fill the memory. */
static bool is_full(const struct rtf *r)
{
    return r->text.count + r->aside.count >= TEXT_MAX;
}

static void parse(struct rtf *r)
{
    while (r->at < r->raw.len && !r->text.no_memory && !is_full(r)) {
        char c = r->raw.p[r->at];
        if (c == '\\') {
            control(r);
            continue;
        }
        if (c == '{')
            open_group(r);
        else if (c == '}')
            close_group(r);
        else if (c != '\r' && c != '\n' && c != '\0' && !r->too_deep)
            text_byte(r, (unsigned char)c, r->at);
        r->at++;
    }
}

static void append_aside(struct rtf *r)
{
    if (r->aside.count && r->text.count && r->text.cells[r->text.count - 1] != '\n')
        vt_fonted_add(&r->text, '\n', VT_FONT_PLAIN, r->text.from[r->text.count - 1] + 1);
    for (size_t i = 0; i < r->aside.count; i++)
        vt_fonted_add(&r->text, r->aside.cells[i], (enum vt_font_kind)r->aside.kinds[i],
                      r->aside.from[i]);
    r->text.no_memory |= r->aside.no_memory;
}

vanthu_status vt_read_rtf(struct vt_reading *out, struct vt_str raw, bool want_offsets)
{
    struct rtf r = {.raw = raw, .group = {.fallback = 1}};
    struct vt_steps s = {.want_offsets = want_offsets};
    parse(&r);
    bool cut = is_full(&r);
    if (r.in_row)
        place_cells(&r);
    append_aside(&r);
    vanthu_status status = vt_fonted_decode(&r.text, &s);
    if (status == VANTHU_OK)
        status = vt_steps_finish(&s, out);
    if (out->text.len)
        snprintf(out->encoding, sizeof out->encoding, "%s", vt_encoding_name(s.decision.encoding));
    if (cut)
        vt_partly_read(out, "%s", _("the text is too long: its end is left out"));
    else if (r.depth && !out->text.len)
        vt_unread(out, "%s", _("the file is cut off: braces are still open at its end"));
    else if (r.depth)
        vt_partly_read(out, "%s", _("the file is cut off: braces are still open at its end"));
    vt_steps_free(&s);
    vt_fonted_free(&r.text);
    vt_fonted_free(&r.aside);
    return status;
}
