/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-ppt.c: PowerPoint 97-2003 ([MS-PPT]): slides in their order as pages, their titles as
 * headings. Left out: masters, notes, and what earlier savings left in the file.
 *
 * A saving appends records and a directory of where each persistent object lies; the newest entry
 * counts. The document lists its slides with the text of their placeholders; the drawing of a slide
 * refers to those, and holds the text of other boxes. A file without a directory is read from end
 * to end.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/ole.h"
#include "formats/paper.h"

#include <stdlib.h>

enum record {
    DOCUMENT = 0x03E8,
    SLIDE = 0x03EE,
    NOTES = 0x03F0,
    SLIDE_PLACE = 0x03F3,
    MASTER = 0x03F8,
    OUTLINE_REFERENCE = 0x0F9E,
    TEXT_HEADER = 0x0F9F,
    TEXT_WIDE = 0x0FA0,
    TEXT_BYTES = 0x0FA8,
    LIST = 0x0FF0,
    USER_EDIT = 0x0FF5,
    DIRECTORY = 0x1772
};

enum { DEPTH_MAX = 32, EDITS_MAX = 10000, OBJECTS_MAX = 1 << 20, TITLE = 0, CENTERED_TITLE = 6 };

struct ppt {
    struct vt_paper *paper;
    struct vt_str stream;
    uint32_t *places; /* of persistent objects; 0: none */
    size_t places_count;
    struct vt_str outline; /* what the document lists for the slide being written */
    unsigned text_kind;
};

struct record_at {
    unsigned type, instance;
    bool container;
    struct vt_str data;
    size_t next;
};

/* The record at `at` of `in`, cut to its end. */
static bool record(struct vt_str in, size_t at, struct record_at *r)
{
    if (at > in.len || in.len - at < 8)
        return false;
    size_t len = vt_u32(in, at + 4), left = in.len - at - 8;
    r->container = (vt_u16(in, at) & 0xF) == 0xF;
    r->instance = vt_u16(in, at) >> 4;
    r->type = vt_u16(in, at + 2);
    r->data = vt_str_sub(in, at + 8, at + 8 + (len < left ? len : left));
    r->next = at + 8 + r->data.len;
    return true;
}

/* ---- text ---- */

static void put_text(struct ppt *p, struct vt_str text, bool wide)
{
    size_t start = p->paper->text.count;
    for (size_t at = 0; at + wide < text.len; at += wide ? 2 : 1) {
        uint32_t point = wide ? vt_u16(text, at) : (unsigned char)text.p[at];
        if (point == '\r' || point == 0x0B)
            vt_paper_line(p->paper);
        else if (point >= ' ' || point == '\t')
            vt_paper_point(p->paper, point, VT_FONT_PLAIN);
    }
    if (p->text_kind == TITLE || p->text_kind == CENTERED_TITLE)
        vt_paper_heading(p->paper, start, 1);
    vt_paper_line(p->paper);
}

static bool is_text(const struct record_at *r)
{
    return r->type == TEXT_WIDE || r->type == TEXT_BYTES;
}

/* The text with that number among those listed for the slide; all of them for a negative one. */
static void put_listed(struct ppt *p, long number)
{
    struct record_at r;
    long n = -1;
    for (size_t at = 0; record(p->outline, at, &r); at = r.next) {
        if (r.type == TEXT_HEADER) {
            p->text_kind = vt_u32(r.data, 0);
            n++;
        } else if (is_text(&r) && (number < 0 || n == number)) {
            put_text(p, r.data, r.type == TEXT_WIDE);
        }
    }
}

static bool is_listed(const struct ppt *p, struct vt_str text)
{
    struct record_at r;
    for (size_t at = 0; record(p->outline, at, &r); at = r.next)
        if (is_text(&r) && vt_str_eq(r.data, text))
            return true;
    return false;
}

/* All text inside `in`; the ends of records that are open are kept. */
static void put_texts(struct ppt *p, struct vt_str in)
{
    size_t ends[DEPTH_MAX], depth = 0;
    struct record_at r;
    for (size_t at = 0; record(in, at, &r);) {
        bool down = r.container && r.type != MASTER && r.type != NOTES && depth < DEPTH_MAX;
        if (r.type == TEXT_HEADER)
            p->text_kind = vt_u32(r.data, 0);
        else if (r.type == OUTLINE_REFERENCE)
            put_listed(p, (long)vt_u32(r.data, 0));
        else if (is_text(&r) && !is_listed(p, r.data))
            put_text(p, r.data, r.type == TEXT_WIDE);
        else if (r.type == SLIDE)
            vt_paper_page(p->paper);
        if (down)
            ends[depth++] = r.next;
        at = down ? at + 8 : r.next;
        while (depth && at >= ends[depth - 1])
            depth--;
    }
}

/* ---- slides ---- */

static void read_directory(struct ppt *p, struct vt_str entries)
{
    for (size_t at = 0; at + 4 <= entries.len;) {
        size_t id = vt_u32(entries, at) & 0xFFFFF, count = vt_u32(entries, at) >> 20;
        at += 4;
        for (; count && at + 4 <= entries.len; count--, id++, at += 4)
            if (id < p->places_count && p->places[id] == 0)
                p->places[id] = vt_u32(entries, at);
    }
}

/* From the newest saving back; returns the number of the document's object, 0 without a directory.
 */
static size_t read_edits(struct ppt *p, struct vt_str user)
{
    size_t edit = vt_u32(user, 16), document = 0;
    struct record_at r, directory;
    for (int i = 0; i < EDITS_MAX && edit && record(p->stream, edit, &r); i++) {
        if (r.type != USER_EDIT || !record(p->stream, vt_u32(r.data, 12), &directory) ||
            directory.type != DIRECTORY)
            break;
        document = document ? document : vt_u32(r.data, 16);
        read_directory(p, directory.data);
        edit = vt_u32(r.data, 8);
    }
    return document;
}

static bool object(const struct ppt *p, size_t id, unsigned type, struct record_at *r)
{
    return id < p->places_count && p->places[id] && record(p->stream, p->places[id], r) &&
           r->type == type;
}

/* One slide: its drawing, or where that is lost what is listed for it. */
static void put_slide(struct ppt *p, size_t id, struct vt_str listed)
{
    struct record_at slide;
    p->outline = listed;
    p->text_kind = CENTERED_TITLE + 1;
    vt_paper_line(p->paper);
    vt_paper_page(p->paper);
    size_t before = p->paper->text.count;
    if (object(p, id, SLIDE, &slide))
        put_texts(p, slide.data);
    if (p->paper->text.count == before)
        put_listed(p, -1);
}

static void put_slides(struct ppt *p, struct vt_str list)
{
    struct record_at r;
    size_t slide = 0, from = 0;
    bool open = false;
    for (size_t at = 0; record(list, at, &r); at = r.next) {
        if (r.type != SLIDE_PLACE)
            continue;
        if (open)
            put_slide(p, slide, vt_str_sub(list, from, at));
        open = true;
        slide = vt_u32(r.data, 0);
        from = r.next;
    }
    if (open)
        put_slide(p, slide, vt_str_sub(list, from, list.len));
}

/* False: the file has no directory, or no slides are listed. */
static bool put_document(struct ppt *p, struct vt_str user)
{
    struct record_at document, r;
    size_t id = read_edits(p, user);
    if (!id || !object(p, id, DOCUMENT, &document))
        return false;
    for (size_t at = 0; record(document.data, at, &r); at = r.next)
        if (r.type == LIST && r.instance == 0)
            put_slides(p, r.data);
    return p->paper->text.count > 0;
}

static vanthu_status read_slides(struct vt_reading *out, struct vt_str stream, struct vt_str user)
{
    struct vt_paper paper = {0};
    size_t count = stream.len / 8 < OBJECTS_MAX ? stream.len / 8 : OBJECTS_MAX;
    struct ppt p = {.paper = &paper,
                    .stream = stream,
                    .places = calloc(count + 1, sizeof *p.places),
                    .places_count = count,
                    .text_kind = CENTERED_TITLE + 1};
    if (!p.places)
        return VANTHU_NO_MEMORY;
    if (!put_document(&p, user)) {
        p.outline = VT_STR_NONE;
        put_texts(&p, stream);
    }
    free(p.places);
    vanthu_status status = vt_paper_finish(&paper, out);
    vt_paper_free(&paper);
    return status;
}

vanthu_status vt_read_ppt(struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf stream = {0}, user = {0};
    vanthu_status status;
    if (vt_ole_stream(&stream, raw, "EncryptedSummary")) {
        status = vt_unread(out, "%s", _("the file is locked with a password"));
    } else if (!vt_ole_stream(&stream, raw, "PowerPoint Document")) {
        status =
            vt_unread(out, _("the file is damaged: %s is missing in it"), "PowerPoint Document");
    } else {
        vt_ole_stream(&user, raw, "Current User");
        status = read_slides(out, vt_buf_str(&stream), vt_buf_str(&user));
    }
    vt_buf_free(&stream);
    vt_buf_free(&user);
    return status;
}
