/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-pptx.c: PresentationML (ECMA-376): slides as pages, their titles as headings. */
#include "formats/formats-readers.h"
#include "formats/paper.h"
#include "formats/xml.h"

#include <stdlib.h>

static const char SLIDE[] = "ppt/slides/slide";

struct pptx {
    struct vt_paper *paper;
    bool text, title;
    enum vt_font_kind font;
    size_t start; /* of the paragraph */
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static bool slide_begin(void *context, const char *name, struct vt_xml *xml)
{
    struct pptx *p = context;
    if (is(name, "Fallback"))
        return false;
    if (is(name, "t"))
        p->text = true;
    else if (is(name, "sp") || is(name, "graphicFrame"))
        p->title = false;
    else if (is(name, "ph")) {
        const char *type = vt_xml_attribute(xml, "type");
        p->title = type && (is(type, "title") || is(type, "ctrTitle"));
    } else if (is(name, "p"))
        p->start = p->paper->text.count;
    else if (is(name, "r"))
        p->font = VT_FONT_PLAIN;
    else if (is(name, "latin")) {
        const char *font = vt_xml_attribute(xml, "typeface");
        p->font = font ? vt_font_kind(vt_str(font), 0) : VT_FONT_PLAIN;
    } else if (is(name, "br")) {
        vt_paper_point(p->paper, '\n', VT_FONT_PLAIN);
    } else if (is(name, "tr")) {
        vt_paper_row_begin(p->paper);
    }
    return true;
}

static void slide_end(void *context, const char *name)
{
    struct pptx *p = context;
    if (is(name, "t"))
        p->text = false;
    else if (is(name, "p")) {
        if (p->title)
            vt_paper_heading(p->paper, p->start, 1);
        vt_paper_line(p->paper);
    } else if (is(name, "tc"))
        vt_paper_cell_end(p->paper);
    else if (is(name, "tr"))
        vt_paper_row_end(p->paper);
}

static void slide_text(void *context, struct vt_str text)
{
    struct pptx *p = context;
    if (p->text)
        vt_paper_utf8(p->paper, text, p->font);
}

static bool wanted(const char *name)
{
    return strncmp(name, SLIDE, sizeof SLIDE - 1) == 0 || is(name, "ppt/presentation.xml");
}

static int by_number(const void *a, const void *b)
{
    const struct vt_zip_part *x = a, *y = b;
    long m = is(x->name, "ppt/presentation.xml") ? 0 : atol(x->name + sizeof SLIDE - 1);
    long n = is(y->name, "ppt/presentation.xml") ? 0 : atol(y->name + sizeof SLIDE - 1);
    return (m > n) - (m < n);
}

vanthu_status vt_read_pptx(struct vt_reading *out, struct vt_str raw)
{
    static const struct vt_xml_handler slide = {slide_begin, slide_end, slide_text};
    struct vt_zip zip = {0};
    struct vt_paper paper = {0};
    struct pptx p = {.paper = &paper};
    bool whole = true;
    vanthu_status status = vt_zip_read(&zip, raw, wanted);
    if (status == VANTHU_OK && !vt_zip_unreadable(out, &zip, "ppt/presentation.xml")) {
        qsort(zip.parts, zip.count, sizeof *zip.parts, by_number);
        for (size_t i = 1; i < zip.count; i++) {
            vt_paper_line(&paper);
            vt_paper_page(&paper);
            whole &= vt_xml_walk(vt_buf_str(&zip.parts[i].bytes), &slide, &p);
        }
        status = vt_paper_finish(&paper, out);
        if (status == VANTHU_OK)
            vt_zip_judge(out, &zip, whole);
    }
    vt_paper_free(&paper);
    vt_zip_free(&zip);
    return status;
}
