/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-text.c: plain text and Markdown.
 *
 * Bytes → UTF-8 with LF → clean text. Decoding is by the byte order mark, else strict UTF-8; a few
 * bytes that are not UTF-8 become U+FFFD and the reason says how many. Offsets of the two steps are
 * put together so that a place in the clean text is known in the bytes.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "read/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* More than one broken place in so many bytes is another encoding, not damage. */
enum { BROKEN_SHARE = 100 };

enum form { UTF8, UTF8_MARKED, UTF16_LE, UTF16_BE };

static enum form form_of(struct vt_str raw)
{
    if (vt_str_starts(raw, VT_STR("\xEF\xBB\xBF")))
        return UTF8_MARKED;
    if (vt_str_starts(raw, VT_STR("\xFF\xFE")))
        return UTF16_LE;
    if (vt_str_starts(raw, VT_STR("\xFE\xFF")))
        return UTF16_BE;
    return UTF8;
}

/* Control characters that no text has. Tab, line ends, form feed and escape do occur. */
static bool is_binary(struct vt_str raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        if (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B && c != 0x1A)
            return true;
    }
    return false;
}

static int bid(struct vt_str raw, struct vt_str name)
{
    enum form form = form_of(raw);
    (void)name;
    if (raw.len == 0)
        return 0;
    if (form == UTF16_LE || form == UTF16_BE)
        return raw.len % 2 == 0 ? 80 : 10;
    return is_binary(raw) ? 0 : 50;
}

/* ---- decoding, with steps back to the bytes ---- */

static vanthu_status add_step(struct vt_offsets *offsets, size_t decoded, size_t raw)
{
    if (offsets->count == offsets->cap) {
        size_t cap = offsets->cap ? offsets->cap * 2 : 64;
        void *grown = realloc(offsets->at, cap * sizeof *offsets->at);
        if (!grown)
            return VANTHU_NO_MEMORY;
        offsets->at = grown;
        offsets->cap = cap;
    }
    offsets->at[offsets->count].clean = decoded;
    offsets->at[offsets->count++].raw = raw;
    return VANTHU_OK;
}

struct decoding {
    struct vt_buf text;
    struct vt_offsets steps;
    bool want_steps;
    size_t bad;
};

static vanthu_status step(struct decoding *d, size_t raw)
{
    return d->want_steps ? add_step(&d->steps, d->text.len, raw) : VANTHU_OK;
}

/* Copies a stretch of valid UTF-8; CR LF and CR alone become LF. */
static vanthu_status copy_lines(struct decoding *d, struct vt_str raw, size_t from, size_t to)
{
    vanthu_status status = VANTHU_OK;
    while (from < to && status == VANTHU_OK) {
        const char *cr = memchr(raw.p + from, '\r', to - from);
        size_t end = cr ? (size_t)(cr - raw.p) : to;
        status = vt_buf_append(&d->text, raw.p + from, end - from);
        from = end;
        if (!cr || status != VANTHU_OK)
            continue;
        from++;
        if (from < raw.len && raw.p[from] == '\n')
            status = step(d, from); /* the LF is copied next */
        else
            status = vt_buf_append_char(&d->text, '\n');
    }
    return status;
}

static vanthu_status decode_utf8(struct decoding *d, struct vt_str raw, size_t from)
{
    vanthu_status status = from ? step(d, from) : VANTHU_OK;
    while (from < raw.len && status == VANTHU_OK) {
        size_t good = from + vt_utf8_valid(vt_str_sub(raw, from, raw.len));
        status = copy_lines(d, raw, from, good);
        from = good + vt_utf8_broken(vt_str_sub(raw, good, raw.len));
        if (from == good || status != VANTHU_OK)
            continue;
        d->bad++;
        status = vt_buf_append_str(&d->text, VT_STR("\xEF\xBF\xBD"));
        if (status == VANTHU_OK)
            status = step(d, from);
    }
    return status;
}

static uint32_t unit(struct vt_str raw, size_t at, bool big)
{
    unsigned char a = (unsigned char)raw.p[at], b = (unsigned char)raw.p[at + 1];
    return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

static vanthu_status decode_utf16(struct decoding *d, struct vt_str raw, bool big)
{
    vanthu_status status = VANTHU_OK;
    for (size_t at = 2; at < raw.len && status == VANTHU_OK;) {
        char bytes[4];
        size_t taken = 2;
        uint32_t point = at + 1 < raw.len ? unit(raw, at, big) : 0xFFFD, low = 0;
        if (point >= 0xD800 && point < 0xDC00 && at + 3 < raw.len)
            low = unit(raw, at + 2, big);
        if (low >= 0xDC00 && low < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            taken = 4;
        } else if ((point >= 0xD800 && point < 0xE000) || point == 0) {
            point = 0xFFFD;
        }
        d->bad += point == 0xFFFD;
        status = step(d, at);
        if (status == VANTHU_OK && point == '\r' && at + 3 < raw.len &&
            unit(raw, at + 2, big) == '\n')
            point = 0; /* the LF follows */
        else if (point == '\r')
            point = '\n';
        if (status == VANTHU_OK && point)
            status = vt_buf_append(&d->text, bytes, vt_utf8_encode(bytes, point));
        at += taken;
    }
    return status;
}

/* ---- the reading ---- */

static bool has_suffix(struct vt_str name, const char *suffix)
{
    size_t len = strlen(suffix);
    return name.len > len && strncasecmp(name.p + name.len - len, suffix, len) == 0;
}

static const char *media_type_of(struct vt_str name)
{
    return has_suffix(name, ".md") || has_suffix(name, ".markdown") ? "text/markdown"
                                                                    : "text/plain";
}

/* clean → decoded → raw becomes clean → raw: the steps of both, each through the other. */
static vanthu_status compose(struct vt_offsets *out, const struct vt_offsets *cleaning,
                             const struct vt_offsets *decoding)
{
    size_t next = 0;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i <= cleaning->count && status == VANTHU_OK; i++) {
        size_t clean = i ? cleaning->at[i - 1].clean : 0, decoded = i ? cleaning->at[i - 1].raw : 0;
        size_t until = i < cleaning->count ? cleaning->at[i].raw : (size_t)-1;
        if (i || decoding->count)
            status = add_step(out, clean, vt_offsets_raw(decoding, decoded));
        while (next < decoding->count && decoding->at[next].clean <= decoded)
            next++;
        for (; next < decoding->count && decoding->at[next].clean < until && status == VANTHU_OK;
             next++)
            status =
                add_step(out, clean + (decoding->at[next].clean - decoded), decoding->at[next].raw);
    }
    return status;
}

static vanthu_status finish(struct vt_reading *out, struct decoding *d, bool want_offsets)
{
    struct vt_offsets cleaning = {0};
    vanthu_status status =
        vt_clean(&out->text, want_offsets ? &cleaning : NULL, vt_buf_str(&d->text));
    if (status == VANTHU_OK && want_offsets)
        status = compose(&out->offsets, &cleaning, &d->steps);
    vt_offsets_free(&cleaning);
    out->text_status = d->bad ? "partial" : "ok";
    if (d->bad)
        snprintf(out->reason, sizeof out->reason,
                 _("%zu places are not proper text and are shown as U+FFFD"), d->bad);
    return status;
}

static vanthu_status read_text(struct vt_reading *out, struct vt_str raw, struct vt_str name,
                               bool want_offsets)
{
    struct decoding d = {.want_steps = want_offsets};
    enum form form = form_of(raw);
    vanthu_status status;
    out->media_type = media_type_of(name);
    if (form == UTF16_LE || form == UTF16_BE)
        status = decode_utf16(&d, raw, form == UTF16_BE);
    else
        status = decode_utf8(&d, raw, form == UTF8_MARKED ? 3 : 0);
    if (status == VANTHU_OK && d.bad > 8 && d.bad > d.text.len / BROKEN_SHARE) {
        vt_unread(out, out->media_type, "%s",
                  _("the encoding of the text is not known: it is not UTF-8"));
    } else if (status == VANTHU_OK) {
        out->encoding = form == UTF16_LE ? "UTF-16LE" : form == UTF16_BE ? "UTF-16BE" : "UTF-8";
        status = finish(out, &d, want_offsets);
    }
    vt_buf_free(&d.text);
    vt_offsets_free(&d.steps);
    return status;
}

const struct vt_reader vt_text_reader = {bid, read_text};
