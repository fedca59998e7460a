/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c: the pass over a text.
 *
 * A look at each byte and the next finds where something may begin: a digit, Luật, the second word
 * of Pháp lệnh, Hiến pháp. From a digit the symbol is read forward, then the words left and
 * right of it. Whatever is read is bounded, so the cost is linear whatever the text is.
 */
#include "ref/ref.h"

#include "ref/found.h"
#include "ref/letters.h"

#include <stdlib.h>

enum { HEAD_BYTES = 3000, FIRST_ITEMS = 64, SPACE_MAX = 8, ISSUER_BYTES = 400 };

struct vt_found *vt_founds_add(struct vt_founds *founds)
{
    if (founds->count == founds->cap) {
        size_t cap = founds->cap ? founds->cap * 2 : FIRST_ITEMS;
        struct vt_found *items = vt_arena_array(founds->arena, cap, sizeof *items);
        if (!items)
            return NULL;
        if (founds->count)
            memcpy(items, founds->items, founds->count * sizeof *items);
        founds->items = items;
        founds->cap = cap;
    }
    struct vt_found *found = &founds->items[founds->count++];
    memset(found, 0, sizeof *found);
    return found;
}

/* ---- is it a reference? ------------------------------------------------------------------------
 */

/* The word before belongs to another sentence part: "báo cáo 12/KH-UBND". */
static bool other_word(const struct vt_left *left, const struct vt_symbol *symbol)
{
    if (!left->type || left->said || left->capital || !symbol->type)
        return false;
    return symbol->form == VT_FORM_TYPED && strcmp(left->type->name, symbol->type) != 0;
}

static bool has_office(const struct vt_symbol *symbol)
{
    struct vt_str rest = vt_str(symbol->canonical + symbol->symbol_at);
    while (rest.len) {
        size_t end = 0;
        while (end < rest.len && rest.p[end] != '-' && rest.p[end] != '/')
            end++;
        if (vt_office(vt_str_sub(rest, 0, end)))
            return true;
        rest = vt_str_sub(rest, end + 1, rest.len);
    }
    return false;
}

static bool is_reference(const struct vt_symbol *symbol, const struct vt_left *left)
{
    if (vt_str_starts(vt_str(symbol->canonical + symbol->symbol_at), VT_STR("GP")))
        return false;
    if (left->type)
        return true;
    switch (symbol->form) {
    case VT_FORM_TYPED:
        return left->colon || symbol->year || symbol->number.p[0] != '0' || has_office(symbol);
    case VT_FORM_OFFICE:
        return !symbol->year;
    case VT_FORM_OLD:
        return left->said || symbol->number.len >= 2;
    case VT_FORM_BARE:
    case VT_FORM_CAPITALS:
        break;
    }
    return false;
}

/* ---- a mention ---------------------------------------------------------------------------------
 */

static const char *type_of(const struct vt_symbol *symbol, const struct vt_left *left)
{
    if (left->type && strcmp(left->type->name, "Văn bản") != 0)
        return left->type->name;
    if (symbol->type)
        return symbol->type;
    return symbol->form == VT_FORM_OLD ? NULL : "Công văn";
}

static char *copy_joined(struct vt_arena *arena, struct vt_str text)
{
    char *copy = vt_arena_str(arena, text);
    for (char *p = copy; p && *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    return copy;
}

/* The date behind a mention. Of another year than its symbol and in brackets, it is of something
 * else: of a table's next column. */
static bool own_date(struct vt_dated_at *date, const struct vt_founds *founds,
                     const struct vanthu_mention *m, size_t at)
{
    return vt_right_date(date, founds->clean, at) &&
           !(m->year_in_symbol && m->year_in_symbol != date->year &&
             founds->clean.p[date->start - 1] == '(');
}

/* When a document is said to be of. */
struct when {
    struct vt_dated_at date; /* where `dated` */
    bool dated;
    int year;   /* said alone; 0: none */
    size_t end; /* behind it */
};

static struct when when_behind(const struct vt_founds *founds, const struct vanthu_mention *m,
                               size_t at)
{
    struct when w = {.end = at};
    w.dated = own_date(&w.date, founds, m, at);
    if (w.dated)
        w.end = w.date.end;
    else if (!m->year_in_symbol)
        w.year = vt_right_year(founds->clean, at, &w.end);
    return w;
}

/* Date, issuer and pinpoint about a mention: "số 76/HĐBT ngày 9/4/1985 của Hội đồng Bộ trưởng", or
 * the issuer first. */
static vanthu_status surround(struct vt_founds *founds, struct vanthu_mention *m)
{
    struct vt_str clean = founds->clean;
    struct when w = when_behind(founds, m, m->end);
    struct vt_str issuer = vt_right_issuer(clean, w.end);
    struct vt_str pinpoint = vt_left_pinpoint(clean, m->start);
    if (!w.dated && !w.year && issuer.len) {
        w = when_behind(founds, m, (size_t)(issuer.p - clean.p) + issuer.len);
        w.dated = w.dated && clean.p[w.date.start] == 'n';
    }
    m->year_said = w.year;
    if (w.dated) {
        m->date = vt_arena_str(founds->arena, vt_str(w.date.iso));
        m->date_start = w.date.start;
        m->date_end = w.date.end;
        if (!m->date)
            return VANTHU_NO_MEMORY;
    }
    if (issuer.len && !(m->issuer = copy_joined(founds->arena, issuer)))
        return VANTHU_NO_MEMORY;
    if (pinpoint.len && !(m->pinpoint = copy_joined(founds->arena, pinpoint)))
        return VANTHU_NO_MEMORY;
    return VANTHU_OK;
}

static vanthu_status add(struct vt_founds *founds, const struct vt_symbol *symbol, size_t start,
                         const char *type, enum vanthu_mention_kind kind)
{
    struct vt_found *found = vt_founds_add(founds);
    if (!found)
        return VANTHU_NO_MEMORY;
    struct vanthu_mention *m = &found->m;
    m->start = start;
    m->end = symbol->end;
    m->kind = kind;
    m->type = type;
    m->year_in_symbol = symbol->year;
    m->canonical = vt_arena_str(founds->arena, vt_str(symbol->canonical));
    m->symbol = symbol->symbol_at ? m->canonical + symbol->symbol_at : NULL;
    if (symbol->number.len)
        m->number = vt_arena_str(founds->arena, symbol->number);
    if (!m->canonical || (symbol->number.len && !m->number))
        return VANTHU_NO_MEMORY;
    return VANTHU_OK;
}

/* ---- the document's own number
 * --------------------------------------------------------------------- */

/* Only white space, "|", "#" and marks of bold stand before `at` in its line. */
static bool begins_line(struct vt_str clean, size_t at)
{
    while (at > 0 && clean.p[at - 1] != '\n') {
        if (!strchr(" \t\r*|#_", clean.p[at - 1]))
            return false;
        at--;
    }
    return true;
}

/* The national motto stands a few lines above: that is the letterhead, whatever a web page has put
 * before it. */
static bool below_motto(struct vt_str clean, size_t at)
{
    enum { LINES_BYTES = 300 };
    static const char motto[] = "Hạnh phúc";
    struct vt_str above = vt_str_sub(clean, at > LINES_BYTES ? at - LINES_BYTES : 0, at);
    return above.len && memmem(above.p, above.len, motto, sizeof motto - 1);
}

/* The document's own number comes first, or below the motto. */
static bool may_be_own(const struct vt_founds *founds, size_t begin)
{
    if (begin > HEAD_BYTES)
        return false;
    for (size_t i = 0; i < founds->count; i++)
        if (founds->items[i].m.kind == VANTHU_SELF)
            return false;
    return founds->count == 0 || below_motto(founds->clean, begin);
}

/* Nothing but white space and marks of bold stands before `at`, and behind `end` in its line. */
static bool is_first_line(struct vt_str clean, size_t at, size_t end)
{
    while (at > 0 && strchr(" \t\r\n*|#_", clean.p[at - 1]))
        at--;
    while (end < clean.len && clean.p[end] && strchr(" \t\r*|_", clean.p[end]))
        end++;
    return at == 0 && end < clean.len && clean.p[end] == '\n';
}

/* "Số: 123/BC-STTTT" that fills its line, or has the place and date in another column; a number
 * that is the first line by itself, as collections of laws have it. */
static bool is_self(const struct vt_founds *founds, const struct vt_left *left, size_t at,
                    size_t end)
{
    size_t begin = left->type ? left->start : left->said_at;
    if (!founds->count && !left->said && !left->type && is_first_line(founds->clean, at, end))
        return true;
    if (!may_be_own(founds, begin) || !left->said || !begins_line(founds->clean, begin) ||
        vt_letter_at(founds->clean, left->said_at).kind != (left->type ? VT_LOWER : VT_UPPER))
        return left->type && left->said && left->colon && left->capital && !founds->count &&
               begin <= HEAD_BYTES && begins_line(founds->clean, begin);
    if (left->colon)
        return true;
    while (end < founds->clean.len && strchr(" \r*|", founds->clean.p[end]) &&
           founds->clean.p[end] && founds->clean.p[end + 1 < founds->clean.len ? end + 1 : end])
        end++;
    return !left->type && (end >= founds->clean.len || founds->clean.p[end] == '\n' ||
                           founds->clean.p[end] == '\t');
}

/* "Số:      /BC-STTTT-VP", "Số ...../QĐ-UBND": the number is left blank. */
static vanthu_status blank_self(struct vt_founds *founds)
{
    struct vt_str head = vt_str_sub(founds->clean, 0, HEAD_BYTES);
    for (size_t line = 0; line < head.len;) {
        size_t at = line;
        while (at < head.len && strchr(" \t\r*|#_", head.p[at]) && head.p[at])
            at++;
        size_t said = vt_skip_words(head, at, "so"), slash = said;
        while (slash > at && slash < head.len && strchr(" \t:._*-", head.p[slash]) && head.p[slash])
            slash++;
        struct vt_symbol symbol;
        if (said > at && slash < head.len && head.p[slash] == '/' &&
            vt_letter_at(head, at).kind == VT_UPPER &&
            vt_symbol_read(&symbol, founds->clean, slash, true) && symbol.form <= VT_FORM_OFFICE)
            return add(founds, &symbol, at, symbol.type ? symbol.type : "Công văn", VANTHU_SELF);
        const char *newline = memchr(head.p + line, '\n', head.len - line);
        line = newline ? (size_t)(newline - head.p) + 1 : head.len;
    }
    return VANTHU_OK;
}

/* ---- the pass
 * ---------------------------------------------------------------------------------------- */

/* A number that is part of a longer word, number, address or path is none. */
static bool begins_number(struct vt_str clean, size_t at)
{
    struct vt_letter c = vt_letter_before(clean, at);
    if (vt_is_letter(c)) {
        size_t begin;
        return vt_skip_words_back(clean, at, "so") < at ||
               vt_type_before(clean, at, &begin) != NULL;
    }
    if (c.kind == VT_DIGIT)
        return false;
    if (c.base && strchr("./,-+", c.base)) {
        struct vt_letter before = vt_letter_before(clean, at - 1);
        return c.base != '/' && (c.base == '-' ? !vt_is_word(before) : before.kind != VT_DIGIT);
    }
    return !(c.base && strchr("@_=&?%", c.base));
}

static bool symbol_may_follow(struct vt_str clean, size_t at)
{
    size_t end = vt_skip_digits(clean, at);
    if (end - at > 5)
        return false;
    if (vt_serial_end(clean, at))
        return true;
    struct vt_letter c = vt_letter_at(clean, end);
    if (vt_is_letter(c))
        end += c.size;
    end = vt_skip_space(clean, end, SPACE_MAX);
    return end < clean.len && (clean.p[end] == '/' || clean.p[end] == '-');
}

/* A bare "Nghị định 58/2024/NĐ": its Government is certain. */
static void complete_bare(struct vt_symbol *symbol)
{
    size_t len = strlen(symbol->canonical);
    if (symbol->type && strcmp(symbol->type, "Nghị định") == 0 && len + 4 < VT_CANONICAL_MAX)
        memcpy(symbol->canonical + len, "-CP", 4);
}

/* What begins with the number at `at`; *end is behind it when it was anything. *form_end is where
 * the last form code ended, with which a list goes on. */
static vanthu_status number(struct vt_founds *founds, size_t at, size_t *end, size_t *form_end)
{
    struct vt_str clean = founds->clean;
    struct vt_symbol symbol;
    struct vt_left left;
    size_t begin;
    if (vt_standard_read(&symbol, clean, at, &begin)) {
        *end = symbol.end;
        return add(founds, &symbol, begin, symbol.type, VANTHU_FULL);
    }
    if (!begins_number(clean, at))
        return VANTHU_OK;
    if (!symbol_may_follow(clean, at) || !vt_symbol_read(&symbol, clean, at, false))
        return vt_short_read(founds, at, end);
    *end = symbol.end;
    at = vt_split_number(&symbol, clean, at);
    vt_left_read(&left, clean, at);
    if (other_word(&left, &symbol)) {
        left.type = NULL;
        left.start = at;
    }
    bool form_code = vt_left_form_code(&left, clean) ||
                     (*form_end && at - *form_end < 8 && !left.type && !left.said);
    if (form_code || !is_reference(&symbol, &left)) {
        *form_end = form_code ? symbol.end : 0;
        return VANTHU_OK;
    }
    enum vanthu_mention_kind kind =
        is_self(founds, &left, at, symbol.end) ? VANTHU_SELF : VANTHU_FULL;
    bool assembly = strstr(symbol.canonical, "/QH") || strstr(symbol.canonical, "QH1") ||
                    strstr(symbol.canonical, "/PL-");
    if (!left.type && assembly && kind != VANTHU_SELF)
        vt_left_law(&left, clean, vt_founds_end(founds));
    if (symbol.form == VT_FORM_BARE && kind == VANTHU_FULL) {
        kind = VANTHU_SHORT;
        complete_bare(&symbol);
    }
    begin = left.type ? left.start : kind == VANTHU_SELF && left.said ? left.said_at : at;
    if (begin < vt_founds_end(founds))
        begin = at;
    return add(founds, &symbol, begin, type_of(&symbol, &left), kind);
}

static bool is_digit(unsigned char byte)
{
    return (unsigned char)(byte - '0') < 10;
}

/* Something may begin here: a digit; the "L" of Luật or of (Pháp) lệnh; the "H" of Hiến pháp. */
static bool may_begin(const unsigned char *p)
{
    bool law = ((p[0] | 0x20) == 'l') & (((p[1] | 0x20) == 'u') | (p[1] == 0xE1));
    return is_digit(p[0]) | (p[0] == 'H') | law;
}

/* Where something may begin at or behind `at`. */
static size_t next_anchor(struct vt_str clean, size_t at)
{
    const unsigned char *p = (const unsigned char *)clean.p;
    enum { BLOCK = 16 };
    for (; at + BLOCK < clean.len; at += BLOCK) {
        unsigned char any = 0;
        for (size_t i = 0; i < BLOCK; i++) /* without a branch, so that it takes few instructions */
            any |= may_begin(p + at + i);
        if (any)
            break;
    }
    while (at + 1 < clean.len && !may_begin(p + at))
        at++;
    return at + 1 < clean.len || (at < clean.len && is_digit(p[at])) ? at : clean.len;
}

static vanthu_status pass(struct vt_founds *founds)
{
    struct vt_str clean = founds->clean;
    size_t form_end = 0;
    for (size_t at = next_anchor(clean, 0); at < clean.len; at = next_anchor(clean, at)) {
        bool digit = vt_letter_at(clean, at).kind == VT_DIGIT;
        size_t end = digit ? vt_skip_digits(clean, at) : at + 1, read = 0;
        size_t before = founds->count;
        vanthu_status status =
            digit ? number(founds, at, &read, &form_end) : vt_named_read(founds, at, &read);
        if (!status && founds->count > before && founds->items[before].m.kind != VANTHU_NAMED)
            status = surround(founds, &founds->items[before].m);
        if (status)
            return status;
        at = read > end && founds->count > before ? read : end;
    }
    return VANTHU_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct vanthu_mention *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

vanthu_status vt_ref_scan(struct vanthu_mention **mentions, size_t *count, struct vt_arena *arena,
                          struct vt_str clean)
{
    struct vt_founds founds = {.arena = arena, .clean = clean};
    *mentions = NULL;
    *count = 0;
    vanthu_status status = blank_self(&founds);
    if (!status)
        status = pass(&founds);
    if (!status)
        status = vt_short_settle(&founds);
    if (status || founds.count == 0)
        return status;
    struct vanthu_mention *out = vt_arena_array(arena, founds.count, sizeof *out);
    if (!out)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < founds.count; i++) {
        out[i] = founds.items[i].m;
        out[i].raw = vt_arena_str(arena, vt_str_sub(clean, out[i].start, out[i].end));
        if (!out[i].raw)
            return VANTHU_NO_MEMORY;
    }
    qsort(out, founds.count, sizeof *out, by_place);
    *mentions = out;
    *count = founds.count;
    return VANTHU_OK;
}
