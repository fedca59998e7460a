/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-pdf.c: PDF by poppler: lines in reading order, pages, fonts of old encodings; pages without
 * a text layer by recognition. Page numbers, and lines that stand at the edge of most pages, are
 * left out of the text, so that sentences run on from page to page.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "formats/formats-readers.h"
#include "formats/ocr.h"
#include "read/page-number.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <stdlib.h>

enum {
    DOTS = 300,
    PAGES_MAX = 20000,
    EDGE_LINES = 3,
    FURNITURE_MAX = 64,
    KEY_MAX = 160,
    FEW_CHARACTERS = 300
};

/* A page larger than A1 is no letter. */
static const double EDGE = 0.12, POINTS_MAX = 2400, GAP = 0.9, COVERED = 0.5;

struct line {
    size_t start, end; /* characters of the page */
    double top, bottom;
};

struct page {
    char *text; /* UTF-8, glib's */
    PopplerRectangle *boxes;
    guint boxes_count;
    GList *attributes;
    double height;
    struct line *lines;
    size_t lines_count;
};

/* What stands at the edge of pages, without its digits. */
struct furniture {
    char keys[FURNITURE_MAX][KEY_MAX];
    unsigned pages[FURNITURE_MAX];
    size_t count;
    unsigned all; /* pages that were looked at */
};

/* ---- one page ---- */

static void free_page(struct page *p)
{
    g_free(p->text);
    g_free(p->boxes);
    poppler_page_free_text_attributes(p->attributes);
    free(p->lines);
}

static bool cut_lines(struct page *p)
{
    struct vt_str text = vt_str(p->text);
    size_t cap = 1, at = 0;
    for (size_t i = 0; i < text.len; i++)
        cap += text.p[i] == '\n';
    p->lines = calloc(cap, sizeof *p->lines);
    if (!p->lines)
        return false;
    struct line line = {0, 0, 1e9, 0};
    while (text.len) {
        uint32_t point = 0;
        size_t n = vt_utf8_decode(text, &point);
        text = vt_str_sub(text, n ? n : 1, text.len);
        if (point != '\n' && at < p->boxes_count && point > ' ') {
            const PopplerRectangle *box = &p->boxes[at];
            double top = box->y1 < box->y2 ? box->y1 : box->y2;
            double bottom = box->y1 < box->y2 ? box->y2 : box->y1;
            line.top = top < line.top ? top : line.top;
            line.bottom = bottom > line.bottom ? bottom : line.bottom;
        }
        at++;
        if (point == '\n' || !text.len) {
            line.end = point == '\n' ? at - 1 : at;
            if (line.end > line.start)
                p->lines[p->lines_count++] = line;
            line = (struct line){at, at, 1e9, 0};
        }
    }
    return true;
}

static bool load_page(struct page *p, PopplerPage *from)
{
    double width;
    *p = (struct page){.text = poppler_page_get_text(from)};
    poppler_page_get_size(from, &width, &p->height);
    if (!p->text)
        return true;
    poppler_page_get_text_layout(from, &p->boxes, &p->boxes_count);
    p->attributes = poppler_page_get_text_attributes(from);
    return cut_lines(p);
}

/* ---- page furniture ---- */

static const char *skip_points(const char *p, size_t count)
{
    while (count-- && *p)
        p = g_utf8_next_char(p);
    return p;
}

static struct vt_str text_of(const struct page *p, const struct line *line)
{
    const char *from = skip_points(p->text, line->start);
    const char *to = skip_points(from, line->end - line->start);
    return (struct vt_str){from, (size_t)(to - from)};
}

/* The line without digits and blanks. */
static void key_of(const struct page *p, const struct line *line, char key[KEY_MAX])
{
    struct vt_str text = text_of(p, line);
    size_t len = 0;
    for (size_t i = 0; i < text.len && len + 1 < KEY_MAX; i++)
        if (!(text.p[i] >= '0' && text.p[i] <= '9') && text.p[i] != ' ')
            key[len++] = text.p[i];
    key[len] = '\0';
}

static bool at_edge(const struct page *p, size_t i)
{
    const struct line *line = &p->lines[i];
    bool outer = i < EDGE_LINES || i + EDGE_LINES >= p->lines_count;
    return outer && (line->bottom < p->height * EDGE || line->top > p->height * (1 - EDGE));
}

static void count_furniture(struct furniture *f, const struct page *p)
{
    f->all++;
    for (size_t i = 0; i < p->lines_count; i++) {
        char key[KEY_MAX];
        size_t k = 0;
        if (!at_edge(p, i))
            continue;
        key_of(p, &p->lines[i], key);
        while (k < f->count && strcmp(f->keys[k], key) != 0)
            k++;
        if (k == f->count && f->count < FURNITURE_MAX)
            memcpy(f->keys[f->count++], key, KEY_MAX);
        if (k < f->count)
            f->pages[k]++;
    }
}

/* A page number alone, or what most pages have there. */
static bool is_furniture(const struct furniture *f, const struct page *p, size_t i)
{
    char key[KEY_MAX];
    if (!at_edge(p, i))
        return false;
    if (vt_is_page_number(text_of(p, &p->lines[i])))
        return true;
    key_of(p, &p->lines[i], key);
    for (size_t k = 0; k < f->count; k++)
        if (strcmp(f->keys[k], key) == 0)
            return f->pages[k] > 2 && f->pages[k] * 2 > f->all;
    return false;
}

/* ---- writing ---- */

static enum vt_font_kind kind_of(const char *name)
{
    if (!name)
        return VT_FONT_PLAIN;
    const char *plus = strchr(name, '+');
    return vt_font_kind(vt_str(plus && plus - name == 6 ? plus + 1 : name), 0);
}

/* The font of each character in turn. */
struct fonts {
    const GList *at;
    enum vt_font_kind kind;
};

static enum vt_font_kind font_at(struct fonts *f, size_t i)
{
    while (f->at && ((const PopplerTextAttributes *)f->at->data)->end_index < (gint)i) {
        f->at = f->at->next;
        f->kind = f->at ? kind_of(((const PopplerTextAttributes *)f->at->data)->font_name)
                        : VT_FONT_PLAIN;
    }
    return f->kind;
}

/* Two columns whose lines touch in the text: a wide gap, or a step back. */
static bool is_column(const struct page *p, size_t i)
{
    if (i >= p->boxes_count)
        return false;
    const PopplerRectangle *last = &p->boxes[i - 1], *box = &p->boxes[i];
    double height = fabs(box->y2 - box->y1);
    return box->x2 > box->x1 && last->x2 > last->x1 &&
           (box->x1 - last->x2 > height || box->x1 < last->x1 - height);
}

static void put_line(struct vt_paper *paper, const struct page *p, const struct line *line,
                     struct fonts *fonts)
{
    const char *at = skip_points(p->text, line->start);
    for (size_t i = line->start; i < line->end && *at; i++, at = g_utf8_next_char(at)) {
        gunichar point = g_utf8_get_char_validated(at, -1);
        enum vt_font_kind kind = font_at(fonts, i);
        if (i > line->start && is_column(p, i))
            vt_paper_point(paper, '\t', VT_FONT_PLAIN);
        /* poppler has the characters of fonts of signs */
        vt_paper_point(paper, point > 0x10FFFF ? VT_NO_CHARACTER : point,
                       kind >= VT_FONT_GREEK ? VT_FONT_PLAIN : kind);
    }
    vt_paper_line(paper);
}

static void put_page(struct vt_paper *paper, const struct furniture *f, const struct page *p)
{
    struct fonts fonts = {p->attributes, VT_FONT_PLAIN};
    const struct line *last = NULL;
    if (fonts.at)
        fonts.kind = kind_of(((const PopplerTextAttributes *)fonts.at->data)->font_name);
    vt_paper_page(paper);
    for (size_t i = 0; i < p->lines_count; i++) {
        const struct line *line = &p->lines[i];
        if (is_furniture(f, p, i))
            continue;
        if (last && line->top - last->bottom > GAP * (last->bottom - last->top))
            vt_paper_point(paper, '\n', VT_FONT_PLAIN);
        put_line(paper, p, line, &fonts);
        last = line;
    }
}

static bool recognise(struct vt_paper *paper, PopplerPage *page, struct vt_ocr_tally *tally)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (width > POINTS_MAX || height > POINTS_MAX)
        return false;
    int w = (int)(width * DOTS / 72) + 1, h = (int)(height * DOTS / 72) + 1;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, DOTS / 72.0, DOTS / 72.0);
    poppler_page_render(page, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    unsigned char *grey = pixels ? malloc((size_t)w * (size_t)h) : NULL;
    for (int y = 0; grey && y < h; y++)
        for (int x = 0; x < w; x++) {
            const unsigned char *at = pixels + (size_t)y * (size_t)stride + 4 * (size_t)x;
            grey[(size_t)y * (size_t)w + (size_t)x] =
                (unsigned char)((at[0] * 29 + at[1] * 150 + at[2] * 77) >> 8);
        }
    cairo_surface_destroy(surface);
    vt_paper_page(paper);
    bool done = grey && vt_ocr_page(paper, grey, w, h, w, DOTS, tally);
    free(grey);
    return done;
}

/* ---- the document ---- */

struct pdf {
    PopplerDocument *document;
    struct vt_paper *paper;
    enum vt_ocr ocr;
    struct vt_ocr_tally tally;
    struct furniture furniture;
    int pages, unread, recognised;
    int stopped_at; /* the page that was the last there was time for; 0: all were read */
    bool no_engine, cut, no_memory;
};

/* A picture that covers most of the page: a scan, though a stamp or a number may stand on it. */
static bool is_picture(PopplerPage *from)
{
    double width, height;
    bool covered = false;
    poppler_page_get_size(from, &width, &height);
    GList *images = poppler_page_get_image_mapping(from);
    for (const GList *i = images; i; i = i->next) {
        const PopplerRectangle *area = &((const PopplerImageMapping *)i->data)->area;
        covered |= fabs((area->x2 - area->x1) * (area->y2 - area->y1)) > width * height * COVERED;
    }
    poppler_page_free_image_mapping(images);
    return covered;
}

static bool has_text(const struct page *p, PopplerPage *from)
{
    size_t characters = p->lines_count ? p->lines[p->lines_count - 1].end : 0;
    return characters > FEW_CHARACTERS || (characters > 0 && !is_picture(from));
}

static void each_page(struct pdf *d, void (*act)(struct pdf *d, PopplerPage *from, struct page *p))
{
    d->stopped_at = 0;
    for (int i = 0; i < d->pages && !d->no_memory && !d->stopped_at; i++) {
        PopplerPage *from = poppler_document_get_page(d->document, i);
        struct page page;
        if (!from) {
            d->unread++;
            continue;
        }
        if (load_page(&page, from))
            act(d, from, &page);
        else
            d->no_memory = true;
        free_page(&page);
        g_object_unref(from);
        if (!vt_worker_alive() && i + 1 < d->pages)
            d->stopped_at = i + 1;
    }
}

static void look_at(struct pdf *d, PopplerPage *from, struct page *p)
{
    (void)from;
    count_furniture(&d->furniture, p);
}

static void read_one(struct pdf *d, PopplerPage *from, struct page *p)
{
    bool text = has_text(p, from);
    bool by_picture = d->ocr == VT_OCR_ALWAYS || (d->ocr == VT_OCR_AUTO && !text);
    if (by_picture && !vt_ocr_ready()) {
        d->no_engine = true;
        by_picture = false;
    }
    if (by_picture && recognise(d->paper, from, &d->tally)) {
        d->recognised++;
        return;
    }
    d->unread += !text;
    put_page(d->paper, &d->furniture, p);
}

static void judge(const struct pdf *d, struct vt_reading *out)
{
    bool none = strcmp(out->text_status, "none") == 0;
    if (d->recognised)
        vt_ocr_tell(out, &d->tally);
    if (none && d->no_engine)
        vt_unread(out, "%s", _("a scan: tesseract with its Vietnamese data is not installed"));
    else if (none && d->ocr == VT_OCR_NEVER)
        vt_unread(out, "%s", _("a scan: its text was not recognised"));
    else if (none && d->stopped_at)
        vt_unread(out, _("this %s takes too long to read: it is damaged or made to harm"), "PDF");
    else if (d->stopped_at)
        vt_partly_read(out, _("it takes too long to read: only the first %d of %d pages are read"),
                       d->stopped_at, d->pages);
    else if (d->cut)
        vt_partly_read(out, _("only the first %d pages are read"), PAGES_MAX);
    else if (d->unread && !none)
        vt_partly_read(out, _("%d of %d pages have no text"), d->unread, d->pages);
}

static vanthu_status cannot_open(struct vt_reading *out, GError *why)
{
    bool locked = why && g_error_matches(why, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
    if (why)
        g_error_free(why);
    return locked ? vt_unread(out, "%s", _("the file is locked with a password"))
                  : vt_unread(out, "%s", _("the PDF is damaged"));
}

vanthu_status vt_read_pdf(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr)
{
    GError *why = NULL;
    GBytes *bytes = g_bytes_new_static(raw.p, raw.len);
    struct vt_paper paper = {0};
    struct pdf d = {.paper = &paper,
                    .ocr = ocr,
                    .document = poppler_document_new_from_bytes(bytes, NULL, &why)};
    vanthu_status status;
    if (!d.document) {
        g_bytes_unref(bytes);
        return cannot_open(out, why);
    }
    d.pages = poppler_document_get_n_pages(d.document);
    d.cut = d.pages > PAGES_MAX;
    d.pages = d.cut ? PAGES_MAX : d.pages;
    each_page(&d, look_at);
    each_page(&d, read_one);
    status = d.no_memory ? VANTHU_NO_MEMORY : vt_paper_finish(&paper, out);
    if (status == VANTHU_OK)
        judge(&d, out);
    vt_paper_free(&paper);
    g_object_unref(d.document);
    g_bytes_unref(bytes);
    return status;
}
