/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer.c: the pieces of an answer, checked one by one. */
#include "read/answer.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { SCORED_MAX = 256, MEMBER_NAME_MAX = 65536, MEMBERS_MAX = 100000 };

static const uint64_t MEMBER_BYTES_MAX = UINT64_C(1) << 30, TEXT_BYTES_MAX = UINT64_C(1) << 28,
                      MARKS_BYTES_MAX = UINT64_C(1) << 26;

uint64_t vt_answer_max(const struct vt_answer *a, uint32_t kind)
{
    switch (kind) {
    case VT_PIECE_STATUS:
        return sizeof a->reading->reason - 1;
    case VT_PIECE_ENCODING:
    case VT_PIECE_RECOGNITION:
        return SCORED_MAX;
    case VT_PIECE_TEXT:
        return a->each ? 0 : TEXT_BYTES_MAX;
    case VT_PIECE_PAGES:
    case VT_PIECE_HEADINGS:
        return a->each ? 0 : MARKS_BYTES_MAX;
    case VT_PIECE_SIGNATURES:
        return a->each ? 0 : VT_SIGNATURES_MAX * sizeof(struct vt_signature);
    case VT_PIECE_MEMBER:
        return a->each ? MEMBER_BYTES_MAX + MEMBER_NAME_MAX : 0;
    default:
        return 0;
    }
}

bool vt_answer_is_line(struct vt_str s, size_t size)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
            return false;
    return s.len < size && vt_utf8_valid(s) == s.len;
}

static bool take_status(struct vt_answer *a, uint32_t value)
{
    static const char *const names[] = {"ok", "partial", "none"};
    struct vt_str reason = vt_buf_str(&a->piece);
    if (value > 2 || a->reading->text_status || (value == 0) != (reason.len == 0) ||
        !vt_answer_is_line(reason, sizeof a->reading->reason))
        return false;
    a->reading->text_status = names[value];
    snprintf(a->reading->reason, sizeof a->reading->reason, "%.*s", VT_STR_ARG(reason));
    return true;
}

/* A number between 0 and 1, and a name. */
static bool take_scored(struct vt_answer *a, double *score, char *name, size_t size)
{
    struct vt_str s = vt_buf_str(&a->piece), rest = vt_str_sub(s, sizeof *score, s.len);
    if (s.len < sizeof *score || *name || !vt_answer_is_line(rest, size))
        return false;
    memcpy(score, s.p, sizeof *score);
    snprintf(name, size, "%.*s", VT_STR_ARG(rest));
    return *score >= 0 && *score <= 1;
}

/* The text is as clean as the worker should have made it. */
static bool take_text(struct vt_answer *a)
{
    struct vt_buf clean = {0};
    struct vt_str text = vt_buf_str(&a->piece);
    bool sound = false;
    if (a->reading->text.len)
        return false;
    if (vt_clean(&clean, NULL, text) == VANTHU_OK)
        sound = vt_str_eq(vt_buf_str(&clean), text);
    else
        a->status = VANTHU_NO_MEMORY;
    vt_buf_free(&clean);
    if (sound) {
        vt_buf_free(&a->reading->text);
        a->reading->text = a->piece;
        a->piece = (struct vt_buf){0};
    }
    return sound;
}

/* Between two characters of the text, or at its end. */
static bool is_place(const struct vt_answer *a, uint64_t at)
{
    const struct vt_buf *text = &a->reading->text;
    return at == text->len || (at < text->len && (text->p[at] & 0xC0) != 0x80);
}

static bool take_pages(struct vt_answer *a)
{
    size_t count = a->piece.len / sizeof(uint64_t);
    uint64_t last = 0, at;
    if (a->piece.len % sizeof at || a->reading->pages)
        return false;
    a->reading->pages = malloc(count * sizeof *a->reading->pages + 1);
    if (!a->reading->pages) {
        a->status = VANTHU_NO_MEMORY;
        return false;
    }
    for (size_t i = 0; i < count; i++, last = at) {
        memcpy(&at, a->piece.p + i * sizeof at, sizeof at);
        if (at < last || !is_place(a, at))
            return false;
        a->reading->pages[a->reading->pages_count++] = (size_t)at;
    }
    return true;
}

static bool take_headings(struct vt_answer *a)
{
    struct vt_wire_heading h;
    size_t count = a->piece.len / sizeof h;
    uint64_t last = 0;
    if (a->piece.len % sizeof h || a->reading->headings)
        return false;
    a->reading->headings = malloc(count * sizeof *a->reading->headings + 1);
    if (!a->reading->headings) {
        a->status = VANTHU_NO_MEMORY;
        return false;
    }
    for (size_t i = 0; i < count; i++, last = h.end) {
        memcpy(&h, a->piece.p + i * sizeof h, sizeof h);
        if (h.start < last || h.end <= h.start || !is_place(a, h.start) || !is_place(a, h.end) ||
            h.level < 1 || h.level > 9)
            return false;
        a->reading->headings[a->reading->headings_count++] =
            (struct vt_styled_heading){(size_t)h.start, (size_t)h.end, h.level};
    }
    return true;
}

static bool take_signatures(struct vt_answer *a)
{
    struct vt_reading *r = a->reading;
    size_t count = a->piece.len / sizeof *r->signatures;
    if (a->piece.len % sizeof *r->signatures || !count || r->signatures)
        return false;
    r->signatures = malloc(a->piece.len);
    if (!r->signatures) {
        a->status = VANTHU_NO_MEMORY;
        return false;
    }
    memcpy(r->signatures, a->piece.p, a->piece.len);
    r->signatures_count = count;
    for (size_t i = 0; i < count; i++)
        if (!vt_signature_sound(&r->signatures[i], a->raw_bytes))
            return false;
    return true;
}

static bool take_member(struct vt_answer *a, uint32_t name_bytes)
{
    struct vt_str piece = vt_buf_str(&a->piece), name = vt_str_sub(piece, 0, name_bytes);
    if (!a->each || ++a->members > MEMBERS_MAX || name_bytes > piece.len || !name.len ||
        name.len > MEMBER_NAME_MAX || vt_utf8_valid(name) != name.len ||
        memchr(name.p, 0, name.len))
        return false;
    a->status = a->each(a->context, name, vt_str_sub(piece, name_bytes, piece.len));
    return a->status == VANTHU_OK;
}

bool vt_answer_take(struct vt_answer *a, const struct vt_piece *piece)
{
    struct vt_reading *r = a->reading;
    switch (piece->kind) {
    case VT_PIECE_ALIVE:
        return true;
    case VT_PIECE_STATUS:
        return take_status(a, piece->value);
    case VT_PIECE_ENCODING:
        return take_scored(a, &r->encoding_score, r->encoding, sizeof r->encoding);
    case VT_PIECE_TEXT:
        return take_text(a);
    case VT_PIECE_PAGES:
        return take_pages(a);
    case VT_PIECE_HEADINGS:
        return take_headings(a);
    case VT_PIECE_RECOGNITION:
        return take_scored(a, &r->recognition.confidence, r->recognition.engine,
                           sizeof r->recognition.engine);
    case VT_PIECE_SIGNATURES:
        return take_signatures(a);
    case VT_PIECE_MEMBER:
        return take_member(a, piece->value);
    default:
        return false;
    }
}

bool vt_answer_whole(const struct vt_answer *a)
{
    const struct vt_reading *r = a->reading;
    bool none = r->text_status && strcmp(r->text_status, "none") == 0;
    return r->text_status && (!none || (!r->text.len && !r->pages_count && !r->headings_count));
}
