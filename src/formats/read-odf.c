/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-odf.c: OpenDocument (OASIS, ISO 26300) text, tables and slides: paragraphs with the numbers
 * of their lists, headings, tables, text boxes; notes, headers and footers behind the text. Left
 * out: what tracked changes deleted, comments, page numbers.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/numbering.h"
#include "formats/paper.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    NAME = 80,
    STYLES_MAX = 8000,
    LISTS_MAX = 1000,
    DEPTH_MAX = 64,
    SPACES_MAX = 200,
    COLUMNS_MAX = 256
};

struct font_style {
    char name[NAME];
    enum vt_font_kind kind;
};

struct list_style {
    char name[NAME];
    struct vt_list list;
};

struct odf {
    struct vt_paper *paper;
    struct font_style *fonts;
    struct list_style *lists; /* [0] numbers the headings */
    size_t fonts_count, lists_count;
    char style[NAME]; /* being defined */
    long list_level;  /* being defined, from 0 */

    enum vt_font_kind kinds[DEPTH_MAX]; /* of paragraphs and spans that are open */
    size_t open;
    struct vt_list *list; /* of the outermost list that is open */
    size_t depth;         /* of lists */
    bool item;            /* the next paragraph bears the number of its item */
    size_t tables, heading;
    unsigned level;
    long repeated;                          /* how many columns the cell stands for */
    enum vt_font_kind columns[COLUMNS_MAX]; /* of cells that have no style of their own */
    size_t columns_count;
    size_t note, box; /* that are open: a note comes at the end, a text box behind its paragraph */
    struct vt_paper notes, boxes;
    bool text;
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static void copy_name(char to[NAME], const char *from)
{
    snprintf(to, NAME, "%s", from ? from : "");
}

/* ---- styles ---- */

static enum vt_number_style number_style(const char *format)
{
    return !format || !*format ? VT_NUMBER_NONE
           : is(format, "I")   ? VT_NUMBER_ROMAN
           : is(format, "i")   ? VT_NUMBER_SMALL_ROMAN
           : is(format, "A")   ? VT_NUMBER_LETTER
           : is(format, "a")   ? VT_NUMBER_SMALL_LETTER
                               : VT_NUMBER_DECIMAL;
}

static void define_level(struct odf *o, struct vt_xml *xml)
{
    char before[16], behind[16];
    long level = vt_xml_number(xml, "level", 1) - 1, shown;
    if (o->lists_count == 0 || level < 0 || level >= VT_LIST_LEVELS)
        return;
    struct vt_list_level *l = &o->lists[o->lists_count - 1].list.levels[level];
    const char *prefix = vt_xml_attribute(xml, "num-prefix");
    snprintf(before, sizeof before, "%s", prefix ? prefix : "");
    const char *suffix = vt_xml_attribute(xml, "num-suffix");
    snprintf(behind, sizeof behind, "%s", suffix ? suffix : "");
    l->style = number_style(vt_xml_attribute(xml, "num-format"));
    l->start = vt_xml_number(xml, "start-value", 1);
    shown = vt_xml_number(xml, "display-levels", 1);
    shown = shown < 1 ? 1 : shown > level + 1 ? level + 1 : shown;
    size_t len = (size_t)snprintf(l->text, sizeof l->text, "%s", before);
    for (long i = level + 1 - shown; i <= level && len < sizeof l->text; i++)
        len += (size_t)snprintf(l->text + len, sizeof l->text - len, "%s%%%ld",
                                i > level + 1 - shown ? "." : "", i + 1);
    if (len < sizeof l->text)
        snprintf(l->text + len, sizeof l->text - len, "%s", behind);
}

static bool new_list(struct odf *o, const char *name)
{
    if (o->lists_count == LISTS_MAX)
        return false;
    struct list_style *l = &o->lists[o->lists_count++];
    *l = (struct list_style){0};
    copy_name(l->name, name);
    for (int i = 0; i < VT_LIST_LEVELS; i++)
        l->list.levels[i] = (struct vt_list_level){.style = VT_NUMBER_NONE, .start = 1};
    return true;
}

/* A style that is set in a font of an old encoding, or inherits from one. */
static void set_font(struct odf *o, enum vt_font_kind kind)
{
    if (kind == VT_FONT_PLAIN || o->fonts_count == STYLES_MAX || !*o->style)
        return;
    struct font_style *f = &o->fonts[o->fonts_count++];
    memcpy(f->name, o->style, NAME);
    f->kind = kind;
}

static enum vt_font_kind font_of(const struct odf *o, const char *style,
                                 enum vt_font_kind otherwise)
{
    for (size_t i = o->fonts_count; style && i-- > 0;)
        if (is(o->fonts[i].name, style))
            return o->fonts[i].kind;
    return otherwise;
}

static bool styles_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct odf *o = context;
    if (is(name, "style")) {
        const char *parent = vt_xml_attribute(xml, "parent-style-name");
        enum vt_font_kind inherited = font_of(o, parent, VT_FONT_PLAIN);
        copy_name(o->style, vt_xml_attribute(xml, "style:name"));
        set_font(o, inherited);
    } else if (is(name, "text-properties")) {
        const char *font = vt_xml_attribute(xml, "style:font-name");
        font = font ? font : vt_xml_attribute(xml, "fo:font-family");
        if (font)
            set_font(o, vt_font_kind(vt_str(font), 0));
    } else if (is(name, "list-style")) {
        return new_list(o, vt_xml_attribute(xml, "style:name"));
    } else if (is(name, "list-level-style-number") || is(name, "outline-level-style")) {
        define_level(o, xml);
    } else if (is(name, "list-level-style-bullet")) {
        long level = vt_xml_number(xml, "level", 1) - 1;
        if (o->lists_count && level >= 0 && level < VT_LIST_LEVELS)
            o->lists[o->lists_count - 1].list.levels[level].style = VT_NUMBER_BULLET;
    }
    return !is(name, "body");
}

/* The style that numbers headings is defined among the others. */
static bool outline_begin(void *context, const char *name, struct vt_xml *xml)
{
    if (is(name, "outline-level-style"))
        define_level(context, xml);
    return true;
}

/* ---- text ---- */

static struct vt_list *find_list(struct odf *o, const char *name)
{
    for (size_t i = 1; name && i < o->lists_count; i++)
        if (is(o->lists[i].name, name))
            return &o->lists[i].list;
    return NULL;
}

static void begin_list(struct odf *o, struct vt_xml *xml)
{
    if (o->depth++ > 0)
        return;
    bool listed = vt_xml_attribute(xml, "continue-list") != NULL;
    const char *numbers = vt_xml_attribute(xml, "continue-numbering");
    bool goes_on = listed || (numbers && is(numbers, "true"));
    o->list = find_list(o, vt_xml_attribute(xml, "text:style-name"));
    for (int i = 0; o->list && !goes_on && i < VT_LIST_LEVELS; i++)
        o->list->begun[i] = false;
}

static struct vt_paper *paper_of(struct odf *o)
{
    return o->note ? &o->notes : o->box ? &o->boxes : o->paper;
}

static bool in_text(const struct odf *o)
{
    return !o->note && !o->box;
}

static void put_number(struct odf *o, struct vt_list *list, size_t level)
{
    struct vt_buf number = {0};
    if (vt_list_next(list, (unsigned)level, &number) != VANTHU_OK)
        o->paper->no_memory = true;
    else
        vt_paper_utf8(paper_of(o), vt_buf_str(&number), VT_FONT_PLAIN);
    vt_buf_free(&number);
}

static void push(struct odf *o, struct vt_xml *xml)
{
    enum vt_font_kind outer = o->open ? o->kinds[o->open - 1] : VT_FONT_PLAIN;
    if (o->open < DEPTH_MAX)
        o->kinds[o->open] = font_of(o, vt_xml_attribute(xml, "text:style-name"), outer);
    o->open++;
}

static void begin_paragraph(struct odf *o, bool heading, struct vt_xml *xml)
{
    vt_paper_line(paper_of(o));
    push(o, xml);
    o->text = true;
    if (in_text(o)) {
        o->heading = o->paper->text.count;
        o->level = heading ? (unsigned)vt_xml_number(xml, "outline-level", 1) : 0;
    }
    if (o->item && o->list && o->depth)
        put_number(o, o->list, o->depth - 1);
    else if (o->level && in_text(o) && !o->depth && o->lists_count)
        put_number(o, &o->lists[0].list, o->level - 1);
    o->item = false;
}

static void put(struct odf *o, uint32_t point)
{
    vt_paper_point(paper_of(o), point, VT_FONT_PLAIN);
}

static void put_spaces(struct odf *o, long count)
{
    for (long i = 0; i < count && i < SPACES_MAX; i++)
        put(o, ' ');
}

static bool is_left_out(const struct odf *o, const char *name)
{
    static const char *const names[] = {"tracked-changes", "annotation",    "automatic-styles",
                                        "forms",           "note-citation", "desc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(name, names[i]))
            return true;
    return is(name, "covered-table-cell") && !o->paper->sheet;
}

static void begin_item(struct odf *o, struct vt_xml *xml)
{
    long start = vt_xml_number(xml, "start-value", -1);
    size_t level = o->depth ? o->depth - 1 : 0;
    o->item = true;
    if (o->list && start > 0 && level < VT_LIST_LEVELS) {
        o->list->counts[level] = start - 1;
        o->list->begun[level] = true;
    }
}

static void begin_sheet(struct odf *o, struct vt_xml *xml)
{
    const char *name = vt_xml_attribute(xml, "table:name");
    o->columns_count = 0;
    if (!o->paper->sheet || o->tables != 1 || !name)
        return;
    vt_paper_line(o->paper);
    vt_paper_utf8(o->paper, vt_str(name), VT_FONT_PLAIN);
    vt_paper_line(o->paper);
}

static void add_columns(struct odf *o, struct vt_xml *xml)
{
    long count = vt_xml_number(xml, "number-columns-repeated", 1);
    enum vt_font_kind kind =
        font_of(o, vt_xml_attribute(xml, "default-cell-style-name"), VT_FONT_PLAIN);
    for (; count > 0 && o->columns_count < COLUMNS_MAX; count--)
        o->columns[o->columns_count++] = kind;
}

/* Cells of a sheet stand for several empty ones, so that those behind them keep their columns. */
static void begin_cell(struct odf *o, struct vt_xml *xml)
{
    size_t column = o->paper->column;
    enum vt_font_kind kind = column < o->columns_count ? o->columns[column] : VT_FONT_PLAIN;
    o->repeated = o->paper->sheet ? vt_xml_number(xml, "number-columns-repeated", 1) : 1;
    o->kinds[0] = font_of(o, vt_xml_attribute(xml, "table:style-name"), kind);
    o->open = o->paper->sheet;
}

static void begin_table(struct odf *o, const char *name, struct vt_xml *xml)
{
    bool cell = is(name, "table-cell") || is(name, "covered-table-cell");
    if (is(name, "table")) {
        o->tables++;
        begin_sheet(o, xml);
    } else if (is(name, "table-column") && o->tables == 1) {
        add_columns(o, xml);
    } else if (is(name, "table-row") && o->tables == 1) {
        vt_paper_row_begin(o->paper);
    } else if (cell && o->tables == 1) {
        begin_cell(o, xml);
    }
}

static void end_table(struct odf *o, const char *name)
{
    bool cell = is(name, "table-cell") || is(name, "covered-table-cell");
    if (cell && o->tables == 1) {
        o->open = o->paper->sheet ? 0 : o->open;
        vt_paper_cell_repeat(o->paper, o->repeated > 0 ? (size_t)o->repeated : 1);
    } else if (is(name, "table-row") && o->tables == 1) {
        vt_paper_row_end(o->paper);
    } else if (is(name, "table")) {
        o->tables -= o->tables > 0;
    }
}

static bool body_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct odf *o = context;
    if (is_left_out(o, name))
        return false;
    if (is(name, "p") || is(name, "h"))
        begin_paragraph(o, is(name, "h"), xml);
    else if (is(name, "spreadsheet"))
        o->paper->sheet = true;
    else if (is(name, "span") || is(name, "a"))
        push(o, xml);
    else if (is(name, "list"))
        begin_list(o, xml);
    else if (is(name, "list-item"))
        begin_item(o, xml);
    else if (is(name, "tab"))
        put(o, '\t');
    else if (is(name, "line-break"))
        put(o, '\n');
    else if (is(name, "s"))
        put_spaces(o, vt_xml_number(xml, "c", 1));
    else if (is(name, "note"))
        o->note++;
    else if (is(name, "text-box") && o->open)
        o->box++;
    else if (is(name, "soft-page-break") && in_text(o))
        vt_paper_page(o->paper);
    else if (in_text(o))
        begin_table(o, name, xml);
    return true;
}

static void end_paragraph(struct odf *o)
{
    if (o->level && in_text(o))
        vt_paper_heading(o->paper, o->heading, o->level);
    vt_paper_line(paper_of(o));
    o->open -= o->open > 0;
    o->text = o->open > o->paper->sheet;
    if (!in_text(o))
        return;
    o->level = 0;
    if (o->boxes.text.count && !o->tables)
        vt_paper_append(o->paper, &o->boxes);
}

static void body_end(void *context, const char *name)
{
    struct odf *o = context;
    if (is(name, "p") || is(name, "h"))
        end_paragraph(o);
    else if (is(name, "span") || is(name, "a"))
        o->open -= o->open > 0;
    else if (is(name, "list"))
        o->depth -= o->depth > 0;
    else if (is(name, "note"))
        o->note -= o->note > 0;
    else if (is(name, "text-box"))
        o->box -= o->box > 0;
    else if (in_text(o))
        end_table(o, name);
}

static void body_text(void *context, struct vt_str text)
{
    struct odf *o = context;
    size_t at = o->open ? o->open - 1 : 0;
    if (o->text)
        vt_paper_utf8(paper_of(o), text, o->kinds[at < DEPTH_MAX ? at : DEPTH_MAX - 1]);
}

/* Headers and footers of pages, which stand among the styles. */
static bool furniture_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct odf *o = context;
    if (is(name, "styles") || is(name, "automatic-styles") || is(name, "font-face-decls"))
        return false;
    if (is(name, "p"))
        o->heading = o->paper->text.count;
    return body_begin(context, name, xml);
}

static void furniture_end(void *context, const char *name)
{
    struct odf *o = context;
    body_end(context, name);
    if (is(name, "p"))
        vt_fonted_drop_page_number(&o->paper->text, o->heading);
}

/* ---- the document ---- */

static bool wanted(const char *name)
{
    return is(name, "content.xml") || is(name, "styles.xml") || is(name, "META-INF/manifest.xml");
}

static bool read_parts(struct odf *o, const struct vt_zip *zip)
{
    static const struct vt_xml_handler outline = {.begin = outline_begin},
                                       styles = {.begin = styles_begin},
                                       furniture = {furniture_begin, furniture_end, body_text},
                                       body = {body_begin, body_end, body_text};
    struct vt_str content = vt_zip_part(zip, "content.xml"),
                  common = vt_zip_part(zip, "styles.xml");
    new_list(o, "");
    vt_xml_walk(common, &outline, o);
    vt_xml_walk(common, &styles, o);
    vt_xml_walk(content, &styles, o);
    bool whole = vt_xml_walk(content, &body, o);
    vt_paper_append(o->paper, &o->boxes);
    vt_paper_append(o->paper, &o->notes);
    o->open = o->depth = o->tables = 0;
    if (!o->paper->sheet)
        vt_xml_walk(common, &furniture, o);
    return whole;
}

vanthu_status vt_read_odf(struct vt_reading *out, struct vt_str raw)
{
    struct vt_zip zip = {0};
    struct vt_paper paper = {0};
    struct odf o = {.paper = &paper};
    vanthu_status status = vt_zip_read(&zip, raw, wanted);
    struct vt_str manifest = vt_zip_part(&zip, "META-INF/manifest.xml");
    if (manifest.len &&
        memmem(manifest.p, manifest.len, "encryption-data", strlen("encryption-data")))
        zip.fault = VT_ZIP_ENCRYPTED;
    if (status == VANTHU_OK && !vt_zip_unreadable(out, &zip, "content.xml")) {
        o.fonts = calloc(STYLES_MAX, sizeof *o.fonts);
        o.lists = calloc(LISTS_MAX, sizeof *o.lists);
        status = o.fonts && o.lists ? VANTHU_OK : VANTHU_NO_MEMORY;
        bool whole = status == VANTHU_OK && read_parts(&o, &zip);
        if (status == VANTHU_OK)
            status = vt_paper_finish(&paper, out);
        if (status == VANTHU_OK)
            vt_zip_judge(out, &zip, whole);
    }
    free(o.fonts);
    free(o.lists);
    vt_paper_free(&paper);
    vt_paper_free(&o.notes);
    vt_paper_free(&o.boxes);
    vt_zip_free(&zip);
    return status;
}
