/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-xlsx.c: SpreadsheetML (ECMA-376): each sheet with its name, a line a row, tabs between
 * cells; numbers and dates as shown. Formulas show their last value.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/number-format.h"
#include "formats/paper.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME = 128, SHEETS_MAX = 1000, FORMATS_MAX = 4000, STYLES_MAX = 70000, DAYS_TO_1904 = 1462 };

struct sheet {
    char name[NAME], relation[32], target[NAME];
};

struct shared { /* a string, as a range of the runs */
    size_t start, end;
};

struct run { /* a part of a string in one font, to `end` of `strings` */
    size_t end;
    int font; /* enum vt_font_kind; -1: that of the cell */
};

struct cell_style {
    const char *code; /* of the format */
    enum vt_font_kind font;
};

struct xlsx {
    struct vt_paper *paper;
    struct sheet *sheets;
    size_t sheets_count;
    struct vt_buf strings;
    struct run *runs;
    size_t runs_count, runs_cap;
    struct shared *shared;
    size_t shared_count, shared_cap;
    struct cell_style *styles;
    size_t styles_count;
    enum vt_font_kind *fonts;
    size_t fonts_count;
    struct {
        long id;
        char code[VT_FORMAT_CODE_MAX];
    } formats[FORMATS_MAX];
    size_t formats_count;
    long first_day; /* 0, or that of 1904 */
    int run_font;   /* of the run being read */
    bool in_fonts, in_cells, no_memory;

    bool text; /* inside <t> or <v> */
    char type; /* of the cell: s, i(nline), t(ext), n, b */
    long style;
    size_t column;
    struct vt_buf value;
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* ---- workbook ---- */

static bool workbook_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct xlsx *x = context;
    const char *from_1904 = is(name, "workbookPr") ? vt_xml_attribute(xml, "date1904") : NULL;
    if (from_1904 && (*from_1904 == '1' || *from_1904 == 't'))
        x->first_day = DAYS_TO_1904;
    if (!is(name, "sheet") || x->sheets_count == SHEETS_MAX)
        return true;
    struct sheet *s = &x->sheets[x->sheets_count++];
    const char *value = vt_xml_attribute(xml, "name");
    snprintf(s->name, sizeof s->name, "%s", value ? value : "");
    value = vt_xml_attribute(xml, "r:id");
    snprintf(s->relation, sizeof s->relation, "%s", value ? value : "");
    return true;
}

static bool relations_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct xlsx *x = context;
    char id[32];
    const char *value = vt_xml_attribute(xml, "Id");
    snprintf(id, sizeof id, "%s", value ? value : "");
    for (size_t i = 0; is(name, "Relationship") && i < x->sheets_count; i++) {
        struct sheet *s = &x->sheets[i];
        if (!is(s->relation, id) || !(value = vt_xml_attribute(xml, "Target")))
            continue;
        if (*value == '/')
            snprintf(s->target, sizeof s->target, "%s", value + 1);
        else
            snprintf(s->target, sizeof s->target, "xl/%s", value);
    }
    return true;
}

/* ---- styles ---- */

static const char *format_code(const struct xlsx *x, long id)
{
    for (size_t i = 0; i < x->formats_count; i++)
        if (x->formats[i].id == id)
            return x->formats[i].code;
    return vt_builtin_format(id);
}

static void new_format(struct xlsx *x, struct vt_xml *xml)
{
    const char *code = vt_xml_attribute(xml, "formatCode");
    if (!code || strlen(code) >= VT_FORMAT_CODE_MAX || x->formats_count == FORMATS_MAX)
        return;
    strcpy(x->formats[x->formats_count].code, code);
    x->formats[x->formats_count++].id = vt_xml_number(xml, "numFmtId", -1);
}

static bool styles_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct xlsx *x = context;
    if (is(name, "numFmt")) {
        new_format(x, xml);
    } else if (is(name, "fonts")) {
        x->in_fonts = true;
    } else if (is(name, "font") && x->in_fonts && x->fonts_count < STYLES_MAX) {
        x->fonts[x->fonts_count++] = VT_FONT_PLAIN;
    } else if (is(name, "name") && x->in_fonts && x->fonts_count) {
        const char *font = vt_xml_attribute(xml, "val");
        if (font)
            x->fonts[x->fonts_count - 1] = vt_font_kind(vt_str(font), 0);
    } else if (is(name, "cellXfs")) {
        x->in_cells = true;
    } else if (is(name, "xf") && x->in_cells && x->styles_count < STYLES_MAX) {
        long font = vt_xml_number(xml, "fontId", 0);
        struct cell_style *s = &x->styles[x->styles_count++];
        s->code = format_code(x, vt_xml_number(xml, "numFmtId", 0));
        s->font = font >= 0 && (size_t)font < x->fonts_count ? x->fonts[font] : VT_FONT_PLAIN;
    }
    return true;
}

static void styles_end(void *context, const char *name)
{
    struct xlsx *x = context;
    x->in_fonts = x->in_fonts && !is(name, "fonts");
    x->in_cells = x->in_cells && !is(name, "cellXfs");
}

/* ---- shared strings ---- */

static void new_shared(struct xlsx *x)
{
    if (x->shared_count == x->shared_cap) {
        size_t cap = x->shared_cap ? x->shared_cap * 2 : 256;
        struct shared *shared = realloc(x->shared, cap * sizeof *shared);
        if (!shared) {
            x->no_memory = true;
            return;
        }
        x->shared = shared;
        x->shared_cap = cap;
    }
    x->shared[x->shared_count++] = (struct shared){x->runs_count, x->runs_count};
}

static void end_run(struct xlsx *x)
{
    if (x->runs_count == x->runs_cap) {
        size_t cap = x->runs_cap ? x->runs_cap * 2 : 256;
        struct run *runs = realloc(x->runs, cap * sizeof *runs);
        if (!runs) {
            x->no_memory = true;
            return;
        }
        x->runs = runs;
        x->runs_cap = cap;
    }
    x->runs[x->runs_count++] = (struct run){x->strings.len, x->run_font};
    x->shared[x->shared_count - 1].end = x->runs_count;
}

static bool strings_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct xlsx *x = context;
    if (is(name, "rPh"))
        return false; /* how it is pronounced */
    if (is(name, "si"))
        new_shared(x);
    if (is(name, "si") || is(name, "r"))
        x->run_font = -1;
    if (is(name, "t"))
        x->text = true;
    if (is(name, "rFont")) {
        const char *font = vt_xml_attribute(xml, "val");
        x->run_font = font ? (int)vt_font_kind(vt_str(font), 0) : -1;
    }
    return !x->no_memory;
}

static void strings_end(void *context, const char *name)
{
    struct xlsx *x = context;
    if (!is(name, "t"))
        return;
    x->text = false;
    if (x->shared_count)
        end_run(x);
}

static void strings_text(void *context, struct vt_str text)
{
    struct xlsx *x = context;
    if (x->text && x->shared_count)
        x->no_memory |= vt_buf_append_str(&x->strings, text) != VANTHU_OK;
}

/* ---- sheets ---- */

/* "AB12": 27. */
static size_t column_of(const char *cell, size_t otherwise)
{
    size_t column = 0;
    for (; cell && *cell >= 'A' && *cell <= 'Z' && column < 20000; cell++)
        column = column * 26 + (size_t)(*cell - 'A' + 1);
    return column ? column - 1 : otherwise;
}

static bool sheet_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct xlsx *x = context;
    if (is(name, "f") || is(name, "rPh") || is(name, "headerFooter"))
        return false;
    if (is(name, "row")) {
        vt_paper_row_begin(x->paper);
    } else if (is(name, "c")) {
        x->column = column_of(vt_xml_attribute(xml, "r"), x->paper->column);
        const char *type = vt_xml_attribute(xml, "t");
        x->type = !type                   ? 'n'
                  : is(type, "s")         ? 's'
                  : is(type, "inlineStr") ? 't'
                  : is(type, "str")       ? 't'
                                          : type[0];
        x->style = vt_xml_number(xml, "s", 0);
        vt_buf_clear(&x->value);
    } else if (is(name, "v") || is(name, "t")) {
        x->text = true;
    }
    return true;
}

static void put_shared(struct xlsx *x, size_t index, enum vt_font_kind font)
{
    if (index >= x->shared_count)
        return;
    const struct shared *s = &x->shared[index];
    for (size_t i = s->start; i < s->end; i++) {
        const struct run *run = &x->runs[i];
        size_t start = i ? run[-1].end : 0;
        vt_paper_utf8(x->paper, vt_str_sub(vt_buf_str(&x->strings), start, run->end),
                      run->font >= 0 ? (enum vt_font_kind)run->font : font);
    }
}

static void put_cell(struct xlsx *x)
{
    struct cell_style style = {"General", VT_FONT_PLAIN};
    char number[VT_SHOWN_MAX];
    const char *text = vt_buf_cstr(&x->value);
    struct vt_str value = vt_str_trim(vt_buf_str(&x->value));
    if (x->style >= 0 && (size_t)x->style < x->styles_count)
        style = x->styles[x->style];
    if (!value.len || !text)
        return;
    vt_paper_column(x->paper, x->column);
    if (x->type == 's') {
        put_shared(x, strtoul(text, NULL, 10), style.font);
    } else if (x->type == 'n') {
        vt_number_show(number, strtod(text, NULL), style.code, x->first_day);
        vt_paper_utf8(x->paper, vt_str(number), style.font);
    } else if (x->type == 'b') {
        vt_paper_utf8(x->paper, vt_str(*text == '1' ? "TRUE" : "FALSE"), VT_FONT_PLAIN);
    } else {
        vt_paper_utf8(x->paper, value, style.font);
    }
    vt_paper_cell_end(x->paper);
}

static void sheet_end(void *context, const char *name)
{
    struct xlsx *x = context;
    if (is(name, "v") || is(name, "t"))
        x->text = false;
    else if (is(name, "c"))
        put_cell(x);
    else if (is(name, "row"))
        vt_paper_row_end(x->paper);
}

static void sheet_text(void *context, struct vt_str text)
{
    struct xlsx *x = context;
    if (x->text)
        x->no_memory |= vt_buf_append_str(&x->value, text) != VANTHU_OK;
}

/* ---- the document ---- */

static bool wanted(const char *name)
{
    return is(name, "xl/workbook.xml") || is(name, "xl/_rels/workbook.xml.rels") ||
           is(name, "xl/sharedStrings.xml") || is(name, "xl/styles.xml") ||
           (strncmp(name, "xl/worksheets/", 14) == 0 && !strchr(name + 14, '/'));
}

static bool read_parts(struct xlsx *x, const struct vt_zip *zip)
{
    static const struct vt_xml_handler workbook = {.begin = workbook_begin},
                                       relations = {.begin = relations_begin},
                                       styles = {.begin = styles_begin, .end = styles_end},
                                       strings = {strings_begin, strings_end, strings_text},
                                       sheet = {sheet_begin, sheet_end, sheet_text};
    bool whole = vt_xml_walk(vt_zip_part(zip, "xl/workbook.xml"), &workbook, x);
    vt_xml_walk(vt_zip_part(zip, "xl/_rels/workbook.xml.rels"), &relations, x);
    vt_xml_walk(vt_zip_part(zip, "xl/styles.xml"), &styles, x);
    vt_xml_walk(vt_zip_part(zip, "xl/sharedStrings.xml"), &strings, x);
    for (size_t i = 0; i < x->sheets_count; i++) {
        struct vt_str part = vt_zip_part(zip, x->sheets[i].target);
        size_t start = x->paper->text.count;
        if (!part.len)
            continue;
        vt_paper_utf8(x->paper, vt_str(x->sheets[i].name), VT_FONT_PLAIN);
        vt_paper_line(x->paper);
        size_t named = x->paper->text.count;
        whole &= vt_xml_walk(part, &sheet, x);
        vt_paper_row_end(x->paper);
        if (x->paper->text.count == named)
            x->paper->text.count = start; /* an empty sheet */
    }
    return whole;
}

vanthu_status vt_read_xlsx(struct vt_reading *out, struct vt_str raw)
{
    struct vt_zip zip = {0};
    struct vt_paper paper = {0};
    struct xlsx *x = calloc(1, sizeof *x);
    vanthu_status status = x ? vt_zip_read(&zip, raw, wanted) : VANTHU_NO_MEMORY;
    if (status == VANTHU_OK && !vt_zip_unreadable(out, &zip, "xl/workbook.xml")) {
        x->paper = &paper;
        paper.sheet = true;
        x->sheets = calloc(SHEETS_MAX, sizeof *x->sheets);
        x->styles = calloc(STYLES_MAX, sizeof *x->styles);
        x->fonts = calloc(STYLES_MAX, sizeof *x->fonts);
        x->no_memory = !x->sheets || !x->styles || !x->fonts;
        bool whole = !x->no_memory && read_parts(x, &zip);
        status = x->no_memory ? VANTHU_NO_MEMORY : vt_paper_finish(&paper, out);
        if (status == VANTHU_OK)
            vt_zip_judge(out, &zip, whole);
        free(x->sheets);
        free(x->styles);
        free(x->fonts);
        free(x->shared);
        free(x->runs);
        vt_buf_free(&x->strings);
        vt_buf_free(&x->value);
    }
    free(x);
    vt_paper_free(&paper);
    vt_zip_free(&zip);
    return status;
}
