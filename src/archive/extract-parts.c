/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extract-parts.c: references of text of any length, in bounded memory: the text is read in parts
 * that end with a paragraph.
 */
#include "base/buf.h"
#include "base/err.h"
#include "read/formats.h"
#include "text/utf16.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PART_BYTES = 2 << 20, READ_BYTES = 1 << 16 };

static const uint64_t WHOLE_MAX_BYTES = 1 << 30; /* of a format that is read as a whole */

struct parts {
    int fd;
    struct vt_buf held;
    uint64_t base; /* where `held` begins in the input */
    bool ended;
    vanthu_extracted_fn *each;
    void *context;
    struct vanthu_error *error;
};

/* Reads until `size` bytes are held or the input ends. */
static vanthu_status fill(struct parts *p, size_t size)
{
    while (!p->ended && p->held.len < size) {
        if (vt_buf_reserve(&p->held, READ_BYTES))
            return vt_err_memory(p->error);
        ssize_t got = read(p->fd, p->held.p + p->held.len, READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return vt_err(p->error, VANTHU_IO, "%s", strerror(errno));
        p->held.len += (size_t)got;
        p->ended = got == 0;
    }
    return VANTHU_OK;
}

/* Text whose lines end with the byte of a line feed. */
static bool has_lines(struct vt_str head)
{
    enum vt_format format = vt_format_of(head, VT_STR(""));
    return (format == VT_TEXT || format == VT_MARKDOWN) && vt_utf16_detect(head) == VT_NOT_UTF16;
}

/* Where a part may end: behind an empty line, else a line, else anywhere. */
static size_t part_end(struct vt_str held)
{
    size_t line = 0;
    for (size_t at = held.len; at > held.len / 2; at--) {
        if (held.p[at - 1] != '\n')
            continue;
        size_t before = at - 1 - (held.p[at - 2] == '\r');
        if (held.p[before - 1] == '\n')
            return at;
        line = line ? line : at;
    }
    return line ? line : held.len;
}

/* Offsets into the part become those into the input; only the first part has a document's head. */
static void shift(struct vanthu_extract *x, uint64_t base)
{
    for (size_t i = 0; base && i < x->mentions_count; i++) {
        struct vanthu_mention *m = &x->mentions[i];
        m->kind = m->kind == VANTHU_SELF ? VANTHU_FULL : m->kind;
        m->start += base;
        m->end += base;
        m->date_start += m->date ? base : 0;
        m->date_end += m->date ? base : 0;
    }
    for (size_t i = 0; i < x->relations_count; i++) {
        x->relations[i].start += base;
        x->relations[i].end += base;
    }
}

static vanthu_status extract(struct parts *p, size_t size)
{
    struct vanthu_extract *found;
    vanthu_status status = vanthu_extract(&found, p->held.p, size, p->error);
    if (status)
        return status;
    shift(found, p->base);
    p->each(p->context, found);
    vanthu_extract_free(found);
    memmove(p->held.p, p->held.p + size, p->held.len - size);
    p->held.len -= size;
    p->base += size;
    return VANTHU_OK;
}

vanthu_status vanthu_extract_fd(int fd, vanthu_extracted_fn *each, void *context,
                                struct vanthu_error *error)
{
    struct parts p = {.fd = fd, .each = each, .context = context, .error = error};
    vanthu_status status = fill(&p, PART_BYTES);
    if (!status && !p.ended && !has_lines(vt_buf_str(&p.held)))
        status = fill(&p, WHOLE_MAX_BYTES);
    if (!status && !p.ended && p.held.len >= WHOLE_MAX_BYTES)
        status = vt_err(error, VANTHU_FAILED, "%s", _("too large to be read"));
    while (!status && !p.ended) {
        status = extract(&p, part_end(vt_buf_str(&p.held)));
        if (!status)
            status = fill(&p, PART_BYTES);
    }
    if (!status && p.held.len)
        status = extract(&p, p.held.len);
    vt_buf_free(&p.held);
    return status;
}
