/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf-dictionary.c: finds objects by the word "obj", reads a dictionary behind it and passes over
 * its stream. Each byte is looked at a few times at most: dictionaries that never end, each in the
 * one before, use up the budget.
 */
#include "formats/pdf-dictionary.h"

#include <stdint.h>

enum { DEPTH_MAX = 32, PASSES = 8 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c);
}

static void step(struct vt_str *s, size_t bytes)
{
    *s = vt_str_sub(*s, bytes, s->len);
}

static void skip_space(struct vt_str *s)
{
    while (s->len && (is_space(*s->p) || *s->p == '%')) {
        if (*s->p == '%')
            while (s->len && *s->p != '\n' && *s->p != '\r')
                step(s, 1);
        else
            step(s, 1);
    }
}

/* ---- tokens: each function takes one off the front, or returns false ---- */

static bool skip_regular(struct vt_str *s)
{
    size_t len = 0;
    while (len < s->len && !is_space(s->p[len]) && !is_delimiter(s->p[len]))
        len++;
    step(s, len);
    return len > 0;
}

static bool skip_string(struct vt_str *s)
{
    size_t depth = 0;
    for (size_t i = 0; i < s->len; i++) {
        char c = s->p[i];
        if (c == '\\')
            i++;
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0) {
            step(s, i + 1);
            return true;
        }
    }
    step(s, s->len);
    return false;
}

static bool skip_hex(struct vt_str *s)
{
    const char *end = memchr(s->p, '>', s->len);
    step(s, end ? (size_t)(end - s->p) + 1 : s->len);
    return end != NULL;
}

static bool skip_object(struct vt_str *s, unsigned depth);

/* What stands up to `close`: values, of a dictionary also keys. */
static bool skip_until(struct vt_str *s, struct vt_str close, unsigned depth)
{
    for (;;) {
        skip_space(s);
        if (vt_str_starts(*s, close)) {
            step(s, close.len);
            return true;
        }
        if (!skip_object(s, depth))
            return false;
    }
}

static bool skip_object(struct vt_str *s, unsigned depth)
{
    if (!s->len || depth > DEPTH_MAX)
        return false;
    switch (*s->p) {
    case '/':
        step(s, 1);
        return skip_regular(s) || true; /* "/" alone is a name, too */
    case '(':
        return skip_string(s);
    case '[':
        step(s, 1);
        return skip_until(s, VT_STR("]"), depth + 1);
    case '<':
        if (!vt_str_starts(*s, VT_STR("<<")))
            return skip_hex(s);
        step(s, 2);
        return skip_until(s, VT_STR(">>"), depth + 1);
    default:
        return skip_regular(s);
    }
}

/* ---- dictionaries ---- */

/* A value ends where the next key begins: "12 0 R" is three words. */
static bool take_value(struct vt_str *entries, struct vt_str *value)
{
    skip_space(entries);
    const char *begin = entries->p, *end;
    if (!skip_object(entries, 0))
        return false;
    do {
        end = entries->p;
        skip_space(entries);
    } while (entries->len && *entries->p != '/' && skip_object(entries, 0));
    *value = vt_str_range(begin, end);
    return true;
}

struct vt_str vt_pdf_value(struct vt_str entries, const char *key)
{
    struct vt_str value;
    for (skip_space(&entries); entries.len && *entries.p == '/'; skip_space(&entries)) {
        const char *begin = entries.p + 1;
        skip_object(&entries, 0);
        bool found = vt_str_eq(vt_str_range(begin, entries.p), vt_str(key));
        if (!take_value(&entries, &value))
            break;
        if (found)
            return value;
    }
    return VT_STR("");
}

static size_t number(struct vt_str digits)
{
    size_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9' || value > SIZE_MAX / 16)
            return SIZE_MAX;
        value = value * 10 + (size_t)(digits.p[i] - '0');
    }
    return digits.len ? value : SIZE_MAX;
}

static bool is_end(struct vt_str s)
{
    while (s.len && is_space(*s.p))
        step(&s, 1);
    return vt_str_starts(s, VT_STR("endstream"));
}

/* Past the stream behind a dictionary: as long as the dictionary says, where that leads to its end,
 * else up to the next end. */
static void skip_stream(struct vt_pdf_dictionaries *all)
{
    struct vt_str s = all->rest;
    skip_space(&s);
    if (!vt_str_starts(s, VT_STR("stream")))
        return;
    step(&s, strlen("stream"));
    step(&s, vt_str_starts(s, VT_STR("\r\n")) ? 2 : s.len > 0);
    size_t length = number(vt_pdf_value(all->entries, "Length"));
    if (length < s.len && is_end(vt_str_sub(s, length, s.len))) {
        step(&s, length);
    } else {
        const char *end = memmem(s.p, s.len, "endstream", strlen("endstream"));
        step(&s, end ? (size_t)(end - s.p) : s.len);
    }
    all->rest = s;
}

void vt_pdf_dictionaries_begin(struct vt_pdf_dictionaries *all, struct vt_str raw)
{
    *all = (struct vt_pdf_dictionaries){
        .rest = raw, .budget = raw.len < SIZE_MAX / PASSES ? raw.len * PASSES : SIZE_MAX};
}

/* The place behind the next word "obj"; "endobj" is another word, and no number stands before the
 * first byte. */
static bool skip_to_object(struct vt_str *s)
{
    const char *word;
    do {
        word = s->len > 1 ? memmem(s->p + 1, s->len - 1, "obj", strlen("obj")) : NULL;
        if (word)
            step(s, (size_t)(word - s->p) + strlen("obj"));
    } while (word && word[-1] == 'd');
    return word != NULL;
}

bool vt_pdf_dictionaries_next(struct vt_pdf_dictionaries *all)
{
    while (skip_to_object(&all->rest)) {
        struct vt_str s = all->rest;
        skip_space(&s);
        if (!vt_str_starts(s, VT_STR("<<")))
            continue;
        const char *begin = s.p + 2;
        bool whole = skip_object(&s, 0);
        size_t used = (size_t)(s.p - begin);
        if (used > all->budget)
            return false;
        all->budget -= used;
        if (!whole)
            continue;
        all->entries = vt_str_range(begin, s.p - 2);
        all->rest = s;
        skip_stream(all);
        return true;
    }
    return false;
}
