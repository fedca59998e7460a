/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-html.c: HTML as libxml2 mends it: blocks as lines, tables as rows, numbered lists, headings.
 *
 * Bytes that are UTF-8 are UTF-8 whatever the page says of itself; UTF-16 has its mark; all else is
 * taken for bytes, which detection explains. Left out: scripts, styles, menus, what is not shown.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "formats/formats-readers.h"
#include "formats/paper.h"
#include "text/utf16.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
    LISTS_MAX = 32,
    OPTIONS = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
              HTML_PARSE_COMPACT | XML_PARSE_HUGE /* else it stops where elements stand deep */
};

struct html {
    struct vt_paper *paper;
    long items[LISTS_MAX]; /* of the lists that are open; -1: not numbered */
    size_t lists, tables, preformatted;
    bool blank; /* white space is waiting for a word */
};

static bool one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}
#define ONE_OF(name, names) one_of(name, names, sizeof(names) / sizeof *(names))

static const char *const LEFT_OUT[] = {"script", "style",  "head",     "noscript", "template",
                                       "svg",    "select", "button",   "nav",      "aside",
                                       "iframe", "object", "textarea", "footer"};

static const char *const BLOCKS[] = {"p",          "div",     "h1",       "h2",      "h3",  "h4",
                                     "h5",         "h6",      "ul",       "ol",      "li",  "table",
                                     "section",    "article", "header",   "main",    "pre", "hr",
                                     "blockquote", "center",  "caption",  "address", "dl",  "dt",
                                     "dd",         "form",    "fieldset", "figure",  "body"};

static bool attribute_is(const xmlNode *node, const char *name, char *value, size_t size)
{
    xmlChar *found = xmlGetProp(node, (const xmlChar *)name);
    if (found)
        snprintf(value, size, "%s", (const char *)found);
    xmlFree(found);
    return found != NULL;
}

static bool is_shown(const xmlNode *node)
{
    char style[512], *at;
    const char *name = (const char *)node->name;
    if (ONE_OF(name, LEFT_OUT))
        return false;
    if (!attribute_is(node, "style", style, sizeof style))
        return true;
    at = strcasestr(style, "display");
    return !at || strspn(at + 7, " :") == 0 ||
           strncasecmp(at + 7 + strspn(at + 7, " :"), "none", 4);
}

/* The font of a text: of the nearest element around it that sets one. */
static enum vt_font_kind font_of(const xmlNode *node)
{
    for (int depth = 0; node && node->type == XML_ELEMENT_NODE && depth < 64; node = node->parent) {
        char value[512];
        const char *at = NULL;
        depth++;
        if (attribute_is(node, "face", value, sizeof value))
            at = value;
        else if (attribute_is(node, "style", value, sizeof value) &&
                 (at = strcasestr(value, "font-family")) != NULL)
            at += strlen("font-family") + strspn(at + strlen("font-family"), " :'\"");
        if (at)
            return vt_font_kind((struct vt_str){at, strcspn(at, ",;'\"")}, 0);
    }
    return VT_FONT_PLAIN;
}

/* ---- text ---- */

static bool at_line_start(const struct html *h)
{
    const struct vt_fonted *text = &h->paper->text;
    return text->count == 0 || text->cells[text->count - 1] == '\n' ||
           text->cells[text->count - 1] == '\t';
}

static void put_text(struct html *h, const xmlNode *node)
{
    struct vt_str text = vt_str((const char *)node->content);
    enum vt_font_kind font = font_of(node->parent);
    while (text.len) {
        uint32_t point = 0;
        size_t n = vt_utf8_decode(text, &point);
        text = vt_str_sub(text, n ? n : 1, text.len);
        bool space = point == ' ' || (point >= '\t' && point <= '\r');
        if (space && !h->preformatted) {
            h->blank = true;
            continue;
        }
        if (h->blank && !at_line_start(h))
            vt_paper_point(h->paper, ' ', font);
        h->blank = false;
        vt_paper_point(h->paper, n ? point : VT_NO_CHARACTER, font);
    }
}

static void end_line(struct html *h)
{
    vt_paper_line(h->paper);
    h->blank = false;
}

/* ---- elements ---- */

static void begin_item(struct html *h)
{
    char number[32];
    long *item = h->lists && h->lists <= LISTS_MAX ? &h->items[h->lists - 1] : NULL;
    if (item && *item >= 0)
        snprintf(number, sizeof number, "%ld. ", ++*item);
    else
        snprintf(number, sizeof number, "- ");
    vt_paper_utf8(h->paper, vt_str(number), VT_FONT_PLAIN);
}

static void begin_list(struct html *h, const xmlNode *node, bool numbered)
{
    char start[16];
    if (h->lists < LISTS_MAX)
        h->items[h->lists] = !numbered ? -1
                             : attribute_is(node, "start", start, sizeof start)
                                 ? strtol(start, NULL, 10) - 1
                                 : 0;
    h->lists++;
}

static void begin(struct html *h, const xmlNode *node)
{
    const char *name = (const char *)node->name;
    if (strcasecmp(name, "br") == 0) {
        vt_paper_point(h->paper, '\n', VT_FONT_PLAIN);
        h->blank = false;
        return;
    }
    if (strcasecmp(name, "tr") == 0 && h->tables == 1)
        vt_paper_row_begin(h->paper);
    if (ONE_OF(name, BLOCKS))
        end_line(h);
    if (strcasecmp(name, "table") == 0)
        h->tables++;
    else if (strcasecmp(name, "pre") == 0)
        h->preformatted++;
    else if (strcasecmp(name, "li") == 0)
        begin_item(h);
    else if (strcasecmp(name, "ol") == 0 || strcasecmp(name, "ul") == 0)
        begin_list(h, node, strcasecmp(name, "ol") == 0);
}

static void finish(struct html *h, const xmlNode *node, size_t start)
{
    const char *name = (const char *)node->name;
    if (strcasecmp(name, "table") == 0 && h->tables)
        h->tables--;
    else if (strcasecmp(name, "pre") == 0 && h->preformatted)
        h->preformatted--;
    else if ((strcasecmp(name, "ol") == 0 || strcasecmp(name, "ul") == 0) && h->lists)
        h->lists--;
    else if ((strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0) && h->tables == 1)
        vt_paper_cell_end(h->paper);
    else if (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0)
        end_line(h);
    else if (strcasecmp(name, "tr") == 0 && h->tables == 1)
        vt_paper_row_end(h->paper);
    if ((name[0] | 0x20) == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2])
        vt_paper_heading(h->paper, start, (unsigned)(name[1] - '0'));
    if (ONE_OF(name, BLOCKS))
        end_line(h);
    if (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0)
        h->blank = false;
}

/* Down and up the tree without recursion: its depth is the page's. `_private` of an element keeps
 * where its text begins. */
static void walk(struct html *h, xmlNode *root)
{
    xmlNode *node = root;
    while (node) {
        bool down = false;
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            if (node->content)
                put_text(h, node);
        } else if (node->type == XML_ELEMENT_NODE && is_shown(node)) {
            begin(h, node);
            node->_private = (void *)(uintptr_t)h->paper->text.count;
            down = node->children != NULL;
            if (!down)
                finish(h, node, h->paper->text.count);
        }
        if (down) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            finish(h, node, (size_t)(uintptr_t)node->_private);
        }
        node = node == root ? NULL : node->next;
    }
}

/* ---- the page ---- */

static vanthu_status parse(struct vt_reading *out, struct vt_str bytes, const char *encoding)
{
    struct vt_paper paper = {0};
    struct html h = {.paper = &paper};
    htmlDocPtr page = htmlReadMemory(bytes.p, (int)bytes.len, NULL, encoding, OPTIONS);
    if (!page)
        return vt_unread(out, "%s", _("the file holds no text"));
    xmlNode *root = xmlDocGetRootElement(page);
    if (root)
        walk(&h, root);
    xmlFreeDoc(page);
    vanthu_status status = vt_paper_finish(&paper, out);
    vt_paper_free(&paper);
    return status;
}

vanthu_status vt_read_html(struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf wide = {0};
    enum vt_utf16 order = vt_utf16_detect(raw);
    size_t broken = 0;
    vanthu_status status = VANTHU_OK;
    if (raw.len > INT_MAX / 4)
        return vt_unread(out, "%s", _("too large to be read"));
    if (order != VT_NOT_UTF16) {
        status = vt_utf16_decode(&wide, NULL, order, raw, &broken);
        raw = vt_buf_str(&wide);
    }
    bool utf8 = vt_utf8_valid(raw) == raw.len;
    if (status == VANTHU_OK)
        status = parse(out, raw, utf8 ? "UTF-8" : "ISO-8859-1");
    vt_buf_free(&wide);
    return status;
}
