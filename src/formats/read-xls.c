/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-xls.c: Excel 5 to 2003 ([MS-XLS], BIFF5 and BIFF8): each sheet with its name, a line a row,
 * tabs between cells; numbers and dates as shown. Formulas show their last value. Fonts, also of
 * parts of a cell, decode old encodings.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "formats/formats-readers.h"
#include "formats/number-format.h"
#include "formats/ole.h"
#include "formats/paper.h"

#include <stdlib.h>

enum record {
    FORMULA = 0x06,
    END = 0x0A,
    FROM_1904 = 0x22,
    FILE_PASS = 0x2F,
    FONT = 0x31,
    CONTINUE = 0x3C,
    SHEET = 0x85,
    MANY_NUMBERS = 0xBD,
    RICH_LABEL = 0xD6,
    STYLE = 0xE0,
    STRINGS = 0xFC,
    STRING_CELL = 0xFD,
    NUMBER = 0x203,
    LABEL = 0x204,
    RESULT = 0x207,
    SMALL_NUMBER = 0x27E,
    FORMAT = 0x41E,
    BEGIN = 0x809
};

enum { BIFF8 = 0x0600, SHEETS_MAX = 1000, MANY = 70000, OWN_FORMATS = 4000, DAYS_TO_1904 = 1462 };

enum { OF_CELL = 0xFFFF }; /* the font that a character has by itself is none */

struct unit { /* of UTF-16 */
    uint16_t code, font;
};

struct shared { /* a string, as a range of `units` */
    size_t start, end;
};

struct xls {
    struct vt_paper *paper;
    struct vt_str book;
    bool wide; /* BIFF8 */
    bool locked;
    enum vt_font_kind *fonts;
    size_t fonts_count;
    struct {
        const char *code; /* of the format */
        uint16_t font;
    } * styles;
    size_t styles_count;
    struct {
        uint16_t id;
        char code[VT_FORMAT_CODE_MAX];
    } formats[OWN_FORMATS];
    size_t formats_count;
    long first_day;            /* 0, or that of 1904 */
    size_t sheets[SHEETS_MAX]; /* places of their names' records */
    size_t sheets_count;
    struct unit *units;
    size_t units_count, units_cap;
    struct shared *shared;
    size_t shared_count;

    long row;
    uint16_t style; /* of a formula whose result comes as a string */
    bool no_memory;
};

struct item { /* a record */
    uint16_t type;
    struct vt_str data;
    size_t next;
};

static bool read_item(const struct xls *x, size_t at, struct item *item)
{
    if (at + 4 > x->book.len)
        return false;
    size_t len = vt_u16(x->book, at + 2);
    *item =
        (struct item){vt_u16(x->book, at), vt_str_sub(x->book, at + 4, at + 4 + len), at + 4 + len};
    return true;
}

static unsigned char byte_at(struct vt_str s, size_t at)
{
    return at < s.len ? (unsigned char)s.p[at] : 0;
}

/* ---- strings ---- */

static void add_unit(struct xls *x, uint16_t unit)
{
    if (x->units_count == x->units_cap) {
        size_t cap = x->units_cap ? x->units_cap * 2 : 4096;
        struct unit *units = realloc(x->units, cap * sizeof *units);
        if (!units) {
            x->no_memory = true;
            return;
        }
        x->units = units;
        x->units_cap = cap;
    }
    x->units[x->units_count++] = (struct unit){unit, OF_CELL};
}

/* Goes through a record and those that continue it. */
struct stream {
    const struct xls *x;
    struct item item;
    size_t at;
};

static bool next_part(struct stream *s)
{
    struct item next;
    if (!read_item(s->x, s->item.next, &next) || next.type != CONTINUE)
        return false;
    s->item = next;
    s->at = 0;
    return true;
}

static bool skip(struct stream *s, size_t bytes)
{
    while (bytes) {
        size_t left = s->item.data.len - s->at, n = bytes < left ? bytes : left;
        s->at += n;
        bytes -= n;
        if (bytes && !next_part(s))
            return false;
    }
    return true;
}

/* A number that is not cut by the end of a part. */
static uint32_t take(struct stream *s, int bytes)
{
    if (s->at >= s->item.data.len && !next_part(s))
        return 0;
    uint32_t value = bytes == 1   ? byte_at(s->item.data, s->at)
                     : bytes == 2 ? vt_u16(s->item.data, s->at)
                                  : vt_u32(s->item.data, s->at);
    s->at += (size_t)bytes;
    return value;
}

/* One string of the table; a part of it that is continued says anew how wide it is. */
static bool read_shared(struct xls *x, struct stream *s, struct shared *out)
{
    size_t count = take(s, 2), flags = take(s, 1);
    size_t runs = flags & 8 ? take(s, 2) : 0, extra = flags & 4 ? take(s, 4) : 0;
    out->start = x->units_count;
    for (size_t i = 0; i < count && !x->no_memory; i++) {
        size_t width = flags & 1 ? 2 : 1;
        if (s->at + width > s->item.data.len) {
            if (!next_part(s))
                return false;
            flags = take(s, 1);
            i--;
            continue;
        }
        add_unit(x, (uint16_t)take(s, (int)width));
    }
    out->end = x->units_count;
    for (size_t i = 0; i < runs; i++) {
        size_t first = out->start + take(s, 2);
        uint16_t font = (uint16_t)take(s, 2);
        for (; first < out->end && (i == 0 || x->units[first].font != font); first++)
            x->units[first].font = font;
    }
    return skip(s, extra);
}

static void read_strings(struct xls *x, struct item item)
{
    struct stream s = {x, item, 8};
    size_t count = vt_u32(item.data, 4);
    if (count > x->book.len / 3 || x->shared)
        return;
    x->shared = calloc(count + 1, sizeof *x->shared);
    if (!x->shared) {
        x->no_memory = true;
        return;
    }
    while (x->shared_count < count && !x->no_memory &&
           read_shared(x, &s, &x->shared[x->shared_count]))
        x->shared_count++;
}

/* ---- what cells look like ---- */

/* The name of a font or sheet: its length, in BIFF8 how wide it is, characters. */
static size_t short_name(const struct xls *x, struct vt_str data, size_t at, char *name,
                         size_t size)
{
    size_t count = byte_at(data, at), len = 0, width = 1;
    at++;
    if (x->wide)
        width = byte_at(data, at++) & 1 ? 2 : 1;
    for (size_t i = 0; i < count && len + 1 < size; i++)
        name[len++] = (char)byte_at(data, at + i * width);
    name[len] = '\0';
    return len;
}

static void read_font(struct xls *x, struct vt_str data)
{
    char name[64];
    size_t len = short_name(x, data, 14, name, sizeof name);
    if (x->fonts_count == 4) /* no font has the number 4 */
        x->fonts[x->fonts_count++] = VT_FONT_PLAIN;
    if (x->fonts_count < MANY)
        x->fonts[x->fonts_count++] = vt_font_kind((struct vt_str){name, len}, byte_at(data, 12));
}

static void read_format(struct xls *x, struct vt_str data)
{
    struct vt_str code = vt_str_sub(data, 2, data.len);
    size_t count = x->wide ? vt_u16(code, 0) : byte_at(code, 0), at = x->wide ? 3 : 1, len = 0;
    size_t width = x->wide && byte_at(code, 2) & 1 ? 2 : 1;
    if (x->formats_count == OWN_FORMATS)
        return;
    char *to = x->formats[x->formats_count].code;
    for (size_t i = 0; i < count && len + 4 < VT_FORMAT_CODE_MAX; i++, at += width)
        len += vt_utf8_encode(to + len, width == 2 ? vt_u16(code, at) : byte_at(code, at));
    to[len] = '\0';
    x->formats[x->formats_count++].id = vt_u16(data, 0);
}

static void read_style(struct xls *x, struct vt_str data)
{
    uint16_t format = vt_u16(data, 2);
    const char *code = vt_builtin_format(format);
    if (x->styles_count == MANY)
        return;
    for (size_t i = 0; i < x->formats_count; i++)
        if (x->formats[i].id == format)
            code = x->formats[i].code;
    x->styles[x->styles_count].code = code;
    x->styles[x->styles_count++].font = vt_u16(data, 0);
}

static void read_globals(struct xls *x)
{
    struct item item;
    for (size_t at = 0; read_item(x, at, &item) && !x->no_memory; at = item.next) {
        if (item.type == BEGIN && at == 0)
            x->wide = vt_u16(item.data, 0) == BIFF8;
        else if (item.type == FILE_PASS)
            x->locked = true;
        else if (item.type == FROM_1904)
            x->first_day = vt_u16(item.data, 0) ? DAYS_TO_1904 : 0;
        else if (item.type == FONT)
            read_font(x, item.data);
        else if (item.type == FORMAT)
            read_format(x, item.data);
        else if (item.type == STYLE)
            read_style(x, item.data);
        else if (item.type == STRINGS)
            read_strings(x, item);
        else if (item.type == SHEET && x->sheets_count < SHEETS_MAX)
            x->sheets[x->sheets_count++] = at;
        else if (item.type == END)
            return;
    }
}

/* ---- cells ---- */

static enum vt_font_kind font_of(const struct xls *x, uint16_t style, uint16_t font)
{
    if (font == OF_CELL && style < x->styles_count)
        font = x->styles[style].font;
    return font < x->fonts_count ? x->fonts[font] : VT_FONT_PLAIN;
}

/* The place of a cell: a new row begins, or columns without a cell are passed over. */
static void go_to_cell(struct xls *x, struct vt_str data, size_t column)
{
    long row = vt_u16(data, 0);
    if (row != x->row) {
        vt_paper_row_end(x->paper);
        vt_paper_row_begin(x->paper);
        x->row = row;
    }
    vt_paper_column(x->paper, column);
}

static void put_number(struct xls *x, struct vt_str cell, size_t column, uint16_t style,
                       double number)
{
    char text[VT_SHOWN_MAX];
    const char *code = style < x->styles_count ? x->styles[style].code : "General";
    go_to_cell(x, cell, column);
    vt_number_show(text, number, code, x->first_day);
    vt_paper_utf8(x->paper, vt_str(text), font_of(x, style, OF_CELL));
    vt_paper_cell_end(x->paper);
}

static double real(struct vt_str data, size_t at)
{
    double number;
    uint64_t bits = vt_u32(data, at) | (uint64_t)vt_u32(data, at + 4) << 32;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* A number in 30 bits: an integer or the upper half of a double, perhaps in hundredths. */
static double small_number(uint32_t bits)
{
    double number;
    uint64_t half = (uint64_t)(bits & ~3u) << 32;
    if (bits & 2)
        number = (double)((int32_t)bits >> 2);
    else
        memcpy(&number, &half, sizeof number);
    return bits & 1 ? number / 100 : number;
}

static void put_many(struct xls *x, struct vt_str data)
{
    size_t column = vt_u16(data, 2);
    for (size_t at = 4; at + 8 <= data.len; at += 6)
        put_number(x, data, column++, vt_u16(data, at), small_number(vt_u32(data, at + 2)));
}

/* A string of characters whose length stands at `at`. */
static void put_label(struct xls *x, struct vt_str data, size_t at, uint16_t style)
{
    size_t count = vt_u16(data, at), width = 1;
    enum vt_font_kind font = font_of(x, style, OF_CELL);
    at += 2;
    if (x->wide)
        width = byte_at(data, at++) & 1 ? 2 : 1;
    for (size_t i = 0; i < count && at + i * width < data.len; i++)
        vt_paper_point(x->paper,
                       width == 2 ? vt_u16(data, at + 2 * i)
                       : x->wide  ? byte_at(data, at + i)
                                  : vt_cp1252(byte_at(data, at + i)),
                       font);
    vt_paper_cell_end(x->paper);
}

static void put_shared(struct xls *x, struct vt_str data)
{
    size_t index = vt_u32(data, 6);
    uint16_t style = vt_u16(data, 4);
    if (index >= x->shared_count)
        return;
    const struct shared *s = &x->shared[index];
    go_to_cell(x, data, vt_u16(data, 2));
    for (size_t i = s->start; i < s->end; i++) {
        const struct unit *unit = &x->units[i];
        vt_paper_point(x->paper, unit->code, font_of(x, style, unit->font));
    }
    vt_paper_cell_end(x->paper);
}

static void put_formula(struct xls *x, struct vt_str data)
{
    bool number = vt_u16(data, 12) != 0xFFFF;
    x->style = vt_u16(data, 4);
    if (number)
        put_number(x, data, vt_u16(data, 2), x->style, real(data, 6));
    else
        go_to_cell(x, data, vt_u16(data, 2));
}

static void put_cell(struct xls *x, const struct item *item)
{
    struct vt_str data = item->data;
    switch (item->type) {
    case STRING_CELL:
        put_shared(x, data);
        break;
    case LABEL:
    case RICH_LABEL:
        go_to_cell(x, data, vt_u16(data, 2));
        put_label(x, data, 6, vt_u16(data, 4));
        break;
    case NUMBER:
        put_number(x, data, vt_u16(data, 2), vt_u16(data, 4), real(data, 6));
        break;
    case SMALL_NUMBER:
        put_number(x, data, vt_u16(data, 2), vt_u16(data, 4), small_number(vt_u32(data, 6)));
        break;
    case MANY_NUMBERS:
        put_many(x, data);
        break;
    case FORMULA:
        put_formula(x, data);
        break;
    case RESULT:
        put_label(x, data, 0, x->style);
        break;
    default:
        break;
    }
}

static void put_sheet(struct xls *x, size_t named)
{
    struct item item = {0};
    struct vt_str name;
    size_t start = x->paper->text.count, depth = 0;
    read_item(x, named, &item);
    name = item.data;
    size_t at = vt_u32(name, 0), count = byte_at(name, 6), width = 1, place = 7;
    if (x->wide)
        width = byte_at(name, place++) & 1 ? 2 : 1;
    for (size_t i = 0; i < count; i++)
        vt_paper_point(x->paper,
                       width == 2 ? vt_u16(name, place + 2 * i)
                                  : vt_cp1252(byte_at(name, place + i)),
                       VT_FONT_PLAIN);
    vt_paper_line(x->paper);
    size_t cells = x->paper->text.count;
    x->row = -1;
    vt_paper_row_begin(x->paper);
    for (; read_item(x, at, &item); at = item.next) {
        depth += item.type == BEGIN; /* charts stand inside sheets */
        if (item.type == END && --depth == 0)
            break;
        if (depth == 0)
            break;
        if (depth == 1)
            put_cell(x, &item);
    }
    vt_paper_row_end(x->paper);
    if (x->paper->text.count == cells)
        x->paper->text.count = start; /* an empty sheet */
}

/* ---- the document ---- */

static vanthu_status read_book(struct xls *x, struct vt_reading *out)
{
    x->fonts = calloc(MANY, sizeof *x->fonts);
    x->styles = calloc(MANY, sizeof *x->styles);
    x->no_memory = !x->fonts || !x->styles;
    if (!x->no_memory)
        read_globals(x);
    if (x->locked)
        return vt_unread(out, "%s", _("the file is locked with a password"));
    for (size_t i = 0; i < x->sheets_count && !x->no_memory; i++)
        put_sheet(x, x->sheets[i]);
    return x->no_memory ? VANTHU_NO_MEMORY : vt_paper_finish(x->paper, out);
}

vanthu_status vt_read_xls(struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf book = {0};
    struct vt_paper paper = {0};
    struct xls *x = calloc(1, sizeof *x);
    vanthu_status status = VANTHU_NO_MEMORY;
    if (x && !vt_ole_stream(&book, raw, "Workbook") && !vt_ole_stream(&book, raw, "Book")) {
        status = vt_unread(out, _("the file is damaged: %s is missing in it"), "Workbook");
    } else if (x) {
        x->paper = &paper;
        paper.sheet = true;
        x->book = vt_buf_str(&book);
        status = read_book(x, out);
        free(x->fonts);
        free(x->styles);
        free(x->units);
        free(x->shared);
    }
    free(x);
    vt_paper_free(&paper);
    vt_buf_free(&book);
    return status;
}
