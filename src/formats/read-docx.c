/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-docx.c: WordprocessingML (ECMA-376): paragraphs with their numbers, headings by style,
 * tables; text boxes behind their paragraphs; footnotes, headers and footers behind the text. Left
 * out: deleted and hidden runs, instructions of fields, the second form of drawings, page numbers.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/numbering.h"
#include "formats/paper.h"
#include "formats/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum { STYLES_MAX = 4000, LISTS_MAX = 4000, ID_MAX = 64, FONT_NONE = -1, BASES_MAX = 20 };

struct style {
    char id[ID_MAX], based_on[ID_MAX];
    int level;       /* of outline, from 0; -1: none */
    long num_id;     /* -1: none */
    long list_level; /* -1: none */
    int font;        /* enum vt_font_kind; FONT_NONE */
    bool is_default;
};

struct number { /* w:num */
    long id, list;
    long starts[VT_LIST_LEVELS]; /* -1: as the list has it */
};

struct list {
    long id;
    struct vt_list list;
};

struct paragraph {
    size_t start;
    int level, font;
    long num_id, list_level;
    bool open, begun;
};

struct docx {
    struct vt_paper *paper;
    struct style *styles;
    struct list *lists;
    struct number *numbers;
    size_t styles_count, lists_count, numbers_count;
    int default_font;
    long in_level; /* of the list being defined */

    struct paragraph paragraph, outer[8]; /* paragraphs around text boxes */
    struct vt_paper boxes; /* the text boxes of a paragraph or table, which come behind it */
    size_t depth, tables;
    bool behind; /* the part being read stands around the text */
    int font;
    bool hidden, properties, run, text;
    bool no_memory;
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static void copy_id(char to[ID_MAX], const char *from)
{
    snprintf(to, ID_MAX, "%s", from ? from : "");
}

/* ---- styles ---- */

static int font_of(struct vt_xml *xml, int otherwise)
{
    static const char *const names[] = {"ascii", "hAnsi"};
    for (int i = 0; i < 2; i++) {
        const char *font = vt_xml_attribute(xml, names[i]);
        if (font)
            return vt_font_kind(vt_str(font), 0);
    }
    return otherwise;
}

static bool new_style(struct docx *d, struct vt_xml *xml)
{
    const char *type = vt_xml_attribute(xml, "type");
    if ((type && !is(type, "paragraph")) || d->styles_count == STYLES_MAX)
        return false;
    struct style *s = &d->styles[d->styles_count++];
    *s = (struct style){.level = -1, .num_id = -1, .list_level = -1, .font = FONT_NONE};
    s->is_default = vt_xml_number(xml, "default", 0) == 1;
    copy_id(s->id, vt_xml_attribute(xml, "styleId"));
    return true;
}

/* Of the names "heading 1" to "heading 9", from 0; -1: none. */
static int heading_level(const char *number)
{
    return number[0] >= '1' && number[0] <= '9' && !number[1] ? number[0] - '1' : -1;
}

static bool styles_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct docx *d = context;
    if (is(name, "style"))
        return new_style(d, xml);
    if (is(name, "rFonts") && d->styles_count == 0)
        d->default_font = font_of(xml, d->default_font);
    if (d->styles_count == 0)
        return true;
    struct style *s = &d->styles[d->styles_count - 1];
    const char *value = vt_xml_attribute(xml, "val");
    if (is(name, "basedOn"))
        copy_id(s->based_on, value);
    else if (is(name, "name") && value && strncasecmp(value, "heading ", 8) == 0)
        s->level = s->level < 0 ? heading_level(value + 8) : s->level;
    else if (is(name, "outlineLvl"))
        s->level = (int)vt_xml_number(xml, "val", -1);
    else if (is(name, "numId"))
        s->num_id = vt_xml_number(xml, "val", -1);
    else if (is(name, "ilvl"))
        s->list_level = vt_xml_number(xml, "val", -1);
    else if (is(name, "rFonts"))
        s->font = font_of(xml, s->font);
    return !is(name, "tblStylePr");
}

static const struct style *find_style(const struct docx *d, const char *id)
{
    for (size_t i = 0; i < d->styles_count; i++)
        if (id ? is(d->styles[i].id, id) : d->styles[i].is_default)
            return &d->styles[i];
    return NULL;
}

/* What the style of a paragraph, or one that it is based on, says. */
static void apply_style(struct docx *d, const char *id)
{
    struct paragraph *p = &d->paragraph;
    const struct style *s = find_style(d, id);
    for (int i = 0; s && i < BASES_MAX; i++) {
        p->level = p->level < 0 ? s->level : p->level;
        p->num_id = p->num_id < 0 ? s->num_id : p->num_id;
        p->list_level = p->list_level < 0 ? s->list_level : p->list_level;
        p->font = p->font == FONT_NONE ? s->font : p->font;
        s = *s->based_on ? find_style(d, s->based_on) : NULL;
    }
}

/* ---- numbering ---- */

static enum vt_number_style number_style(const char *format)
{
    static const struct {
        const char *name;
        enum vt_number_style style;
    } styles[] = {{"upperRoman", VT_NUMBER_ROMAN},   {"lowerRoman", VT_NUMBER_SMALL_ROMAN},
                  {"upperLetter", VT_NUMBER_LETTER}, {"lowerLetter", VT_NUMBER_SMALL_LETTER},
                  {"bullet", VT_NUMBER_BULLET},      {"none", VT_NUMBER_NONE}};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (format && is(format, styles[i].name))
            return styles[i].style;
    return VT_NUMBER_DECIMAL;
}

static struct vt_list_level *defined_level(struct docx *d)
{
    if (d->lists_count == 0 || d->in_level < 0 || d->in_level >= VT_LIST_LEVELS)
        return NULL;
    return &d->lists[d->lists_count - 1].list.levels[d->in_level];
}

static void new_number(struct docx *d, struct vt_xml *xml)
{
    struct number *n = &d->numbers[d->numbers_count++];
    *n = (struct number){.id = vt_xml_number(xml, "numId", -1), .list = -1};
    for (int i = 0; i < VT_LIST_LEVELS; i++)
        n->starts[i] = -1;
}

static bool numbering_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct docx *d = context;
    struct vt_list_level *level = defined_level(d);
    struct number *number = d->numbers_count ? &d->numbers[d->numbers_count - 1] : NULL;
    if (is(name, "abstractNum")) {
        if (d->lists_count == LISTS_MAX)
            return false;
        d->lists[d->lists_count] = (struct list){.id = vt_xml_number(xml, "abstractNumId", -1)};
        for (int i = 0; i < VT_LIST_LEVELS; i++)
            d->lists[d->lists_count].list.levels[i].start = 1;
        d->lists_count++;
    } else if (is(name, "lvl") && !number) {
        d->in_level = vt_xml_number(xml, "ilvl", -1);
    } else if (is(name, "num")) {
        if (d->numbers_count == LISTS_MAX)
            return false;
        new_number(d, xml);
    } else if (is(name, "abstractNumId") && number) {
        number->list = vt_xml_number(xml, "val", -1);
    } else if (is(name, "lvlOverride")) {
        d->in_level = vt_xml_number(xml, "ilvl", -1);
    } else if (is(name, "startOverride") && number && d->in_level >= 0 &&
               d->in_level < VT_LIST_LEVELS) {
        number->starts[d->in_level] = vt_xml_number(xml, "val", -1);
    } else if (level && !number) {
        const char *value = vt_xml_attribute(xml, "val");
        if (is(name, "start"))
            level->start = vt_xml_number(xml, "val", 1);
        else if (is(name, "numFmt"))
            level->style = number_style(value);
        else if (is(name, "lvlText"))
            snprintf(level->text, sizeof level->text, "%s", value ? value : "");
    }
    return true;
}

/* A list that begins anew for this w:num where it says so. */
static struct vt_list *find_list(struct docx *d, long num_id)
{
    for (size_t i = 0; i < d->numbers_count; i++) {
        struct number *n = &d->numbers[i];
        if (n->id != num_id)
            continue;
        for (size_t k = 0; k < d->lists_count; k++) {
            if (d->lists[k].id != n->list)
                continue;
            struct vt_list *list = &d->lists[k].list;
            for (int level = 0; level < VT_LIST_LEVELS; level++)
                if (n->starts[level] >= 0) {
                    list->levels[level].start = n->starts[level];
                    list->begun[level] = false;
                    n->starts[level] = -1;
                }
            return list;
        }
    }
    return NULL;
}

/* ---- paragraphs ---- */

static struct vt_paper *paper_of(struct docx *d)
{
    return d->depth ? &d->boxes : d->paper;
}

static void count_paragraph(struct docx *d, bool show)
{
    struct paragraph *p = &d->paragraph;
    struct vt_list *list = p->num_id > 0 ? find_list(d, p->num_id) : NULL;
    struct vt_buf number = {0};
    if (!list)
        return;
    if (vt_list_next(list, p->list_level > 0 ? (unsigned)p->list_level : 0, &number) != VANTHU_OK)
        d->no_memory = true;
    else if (show)
        vt_paper_utf8(paper_of(d), vt_buf_str(&number), VT_FONT_PLAIN);
    vt_buf_free(&number);
}

/* Its first character comes: the number stands before it. */
static void begin_text(struct docx *d)
{
    struct paragraph *p = &d->paragraph;
    if (!p->open || p->begun)
        return;
    p->begun = true;
    apply_style(d, NULL);
    p->start = paper_of(d)->text.count;
    count_paragraph(d, true);
}

static void begin_paragraph(struct docx *d)
{
    if (d->paragraph.open && d->depth < sizeof d->outer / sizeof *d->outer) {
        d->outer[d->depth++] = d->paragraph; /* around a text box */
        vt_paper_line(paper_of(d));
    }
    d->paragraph = (struct paragraph){.start = paper_of(d)->text.count,
                                      .level = -1,
                                      .font = FONT_NONE,
                                      .num_id = -1,
                                      .list_level = -1,
                                      .open = true};
}

static void end_paragraph(struct docx *d)
{
    struct paragraph *p = &d->paragraph;
    if (p->open && !p->begun && p->num_id > 0)
        count_paragraph(d, false);
    if (p->begun && p->level >= 0 && p->level < 9)
        vt_paper_heading(paper_of(d), p->start, (unsigned)p->level + 1);
    vt_paper_line(paper_of(d));
    if (d->behind && p->begun)
        vt_fonted_drop_page_number(&paper_of(d)->text, p->start);
    if (d->depth) {
        d->paragraph = d->outer[--d->depth];
        return;
    }
    p->open = false;
    if (d->boxes.text.count && d->tables == 0)
        vt_paper_append(d->paper, &d->boxes);
}

static void put(struct docx *d, uint32_t point)
{
    begin_text(d);
    vt_paper_point(paper_of(d), point, VT_FONT_PLAIN);
}

/* <w:sym w:font="Symbol" w:char="F0B3"/> */
static void put_symbol(struct docx *d, struct vt_xml *xml)
{
    const char *font = vt_xml_attribute(xml, "font");
    enum vt_font_kind kind = font ? vt_font_kind(vt_str(font), 0) : VT_FONT_SYMBOLS;
    const char *code = vt_xml_attribute(xml, "char");
    unsigned long point = code ? strtoul(code, NULL, 16) : 0;
    begin_text(d);
    vt_paper_point(paper_of(d), point && point < 0x10000 ? (uint32_t)point : 0x2022, kind);
}

static void begin_run(struct docx *d)
{
    begin_text(d);
    d->run = true;
    d->hidden = false;
    d->font = d->paragraph.font != FONT_NONE ? d->paragraph.font : d->default_font;
}

static bool is_left_out(const char *name)
{
    static const char *const names[] = {
        "del",        "moveFrom",        "Fallback",     "instrText", "delText",
        "rPrChange",  "pPrChange",       "tblPrChange",  "sectPr",    "tcPrChange",
        "trPrChange", "numberingChange", "tblGridChange"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(name, names[i]))
            return true;
    return false;
}

static void paragraph_property(struct docx *d, const char *name, struct vt_xml *xml)
{
    struct paragraph *p = &d->paragraph;
    if (is(name, "pStyle"))
        apply_style(d, vt_xml_attribute(xml, "val"));
    else if (is(name, "outlineLvl"))
        p->level = (int)vt_xml_number(xml, "val", -1);
    else if (is(name, "numId"))
        p->num_id = vt_xml_number(xml, "val", -1);
    else if (is(name, "ilvl"))
        p->list_level = vt_xml_number(xml, "val", -1);
}

static void in_run(struct docx *d, const char *name, struct vt_xml *xml)
{
    if (is(name, "rFonts"))
        d->font = font_of(xml, d->font);
    else if (is(name, "vanish"))
        d->hidden = vt_xml_on(xml);
    else if (d->hidden)
        return;
    else if (is(name, "t"))
        d->text = true;
    else if (is(name, "tab") || is(name, "ptab"))
        put(d, '\t');
    else if (is(name, "br") || is(name, "cr"))
        put(d, '\n');
    else if (is(name, "noBreakHyphen"))
        put(d, '-');
    else if (is(name, "sym"))
        put_symbol(d, xml);
    else if (is(name, "lastRenderedPageBreak"))
        vt_paper_page(paper_of(d));
}

static bool body_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct docx *d = context;
    if (is_left_out(name))
        return false;
    if (is(name, "footnote") || is(name, "endnote"))
        return vt_xml_attribute(xml, "type") == NULL; /* the others are separators */
    if (is(name, "tbl"))
        d->tables++;
    else if (is(name, "tr") && d->tables == 1 && d->depth == 0)
        vt_paper_row_begin(d->paper);
    else if (is(name, "p"))
        begin_paragraph(d);
    else if (is(name, "pPr"))
        d->properties = true;
    else if (is(name, "rPr") && d->properties)
        return false; /* of the paragraph's mark */
    else if (d->properties)
        paragraph_property(d, name, xml);
    else if (is(name, "r"))
        begin_run(d);
    else if (d->run)
        in_run(d, name, xml);
    return true;
}

static void end_table(struct docx *d)
{
    d->tables -= d->tables > 0;
    if (d->boxes.text.count && d->tables == 0 && d->depth == 0)
        vt_paper_append(d->paper, &d->boxes);
}

static void body_end(void *context, const char *name)
{
    struct docx *d = context;
    if (is(name, "t"))
        d->text = false;
    else if (is(name, "r"))
        d->run = false;
    else if (is(name, "pPr"))
        d->properties = false;
    else if (is(name, "p"))
        end_paragraph(d);
    else if (is(name, "tc") && d->tables == 1 && d->depth == 0)
        vt_paper_cell_end(d->paper);
    else if (is(name, "tc"))
        vt_paper_line(paper_of(d));
    else if (is(name, "tr") && d->tables == 1 && d->depth == 0)
        vt_paper_row_end(d->paper);
    else if (is(name, "tbl"))
        end_table(d);
}

static void body_text(void *context, struct vt_str text)
{
    struct docx *d = context;
    if (d->text)
        vt_paper_utf8(paper_of(d), text, (enum vt_font_kind)d->font);
}

/* ---- the document ---- */

static bool wanted(const char *name)
{
    return strncmp(name, "word/", 5) == 0 && strchr(name + 5, '/') == NULL &&
           strstr(name, ".xml") != NULL && strstr(name, "theme") == NULL;
}

static bool is_behind(const char *name)
{
    static const char *const names[] = {"word/footnotes", "word/endnotes", "word/header",
                                        "word/footer"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool read_parts(struct docx *d, const struct vt_zip *zip)
{
    static const struct vt_xml_handler styles = {.begin = styles_begin},
                                       numbering = {.begin = numbering_begin},
                                       body = {body_begin, body_end, body_text};
    vt_xml_walk(vt_zip_part(zip, "word/styles.xml"), &styles, d);
    vt_xml_walk(vt_zip_part(zip, "word/numbering.xml"), &numbering, d);
    bool whole = vt_xml_walk(vt_zip_part(zip, "word/document.xml"), &body, d);
    for (size_t i = 0; i < zip->count; i++) {
        if (!is_behind(zip->parts[i].name))
            continue;
        vt_paper_line(d->paper);
        d->depth = d->tables = 0;
        d->behind = true;
        d->paragraph.open = d->run = d->text = d->properties = false;
        vt_xml_walk(vt_buf_str(&zip->parts[i].bytes), &body, d);
    }
    return whole;
}

vanthu_status vt_read_docx(struct vt_reading *out, struct vt_str raw)
{
    struct vt_zip zip = {0};
    struct vt_paper paper = {0};
    struct docx d = {.paper = &paper, .in_level = -1};
    vanthu_status status = vt_zip_read(&zip, raw, wanted);
    if (status == VANTHU_OK && !vt_zip_unreadable(out, &zip, "word/document.xml")) {
        d.styles = calloc(STYLES_MAX, sizeof *d.styles);
        d.lists = calloc(LISTS_MAX, sizeof *d.lists);
        d.numbers = calloc(LISTS_MAX, sizeof *d.numbers);
        d.no_memory = !d.styles || !d.lists || !d.numbers;
        bool whole = !d.no_memory && read_parts(&d, &zip);
        status = d.no_memory ? VANTHU_NO_MEMORY : vt_paper_finish(&paper, out);
        if (status == VANTHU_OK)
            vt_zip_judge(out, &zip, whole);
    }
    free(d.styles);
    free(d.lists);
    free(d.numbers);
    vt_paper_free(&paper);
    vt_paper_free(&d.boxes);
    vt_zip_free(&zip);
    return status;
}
