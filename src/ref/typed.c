/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typed.c: a reference as a person types it. Letters are brought to capitals first, so that the
 * symbols of documents are read by the same reader; what stays loose ("qd 1034 btttt") is put
 * together from a type, a number, and offices that the tables know.
 */
#include "ref/context.h"
#include "ref/letters.h"
#include "ref/ref.h"
#include "ref/symbol.h"
#include "text/date.h"

#include <stdio.h>

enum { SPACE_MAX = 16, TYPED_MAX = 512, NUMBER_DIGITS = 5 };

struct typist {
    struct vt_str text;  /* in capitals */
    struct vt_str typed; /* as typed */
    struct vt_arena *arena;
    struct vt_ref_typed *out;
    const struct vt_type *type;
    size_t at;
};

/* The same text in capitals: the same bytes long. */
static void to_upper(char *out, struct vt_str text)
{
    memcpy(out, text.p, text.len);
    for (size_t at = 0; at < text.len;) {
        struct vt_letter c = vt_letter_at(text, at);
        vt_letter_to(out + at, c, VT_UPPER);
        at += c.size;
    }
}

static size_t space(const struct typist *t, size_t at)
{
    return vt_skip_space(t->text, at, SPACE_MAX);
}

/* "kế hoạch", "KH", "Kế hoạch số" at the beginning. The longest name wins. */
static void read_type(struct typist *t)
{
    size_t end = t->at, best = t->at;
    char folded[64];
    for (int words = 0; words < 4; words++) {
        size_t next = vt_skip_letters(t->text, words ? space(t, end) : end);
        if (next == end || (words && next == space(t, end)))
            break;
        end = next;
        struct vt_str name = vt_str_sub(t->text, t->at, end);
        if (!vt_fold_small(folded, sizeof folded, name))
            break;
        const struct vt_type *type = vt_type_of_name(folded);
        if (!type && words == 0 && end - t->at > 1)
            type = vt_type_of_symbol(name, VT_STATE);
        if (type && type->name[0] && !(type->forms & VT_OLD)) {
            t->type = type;
            best = end;
        }
    }
    t->at = best;
    size_t said = vt_skip_words(t->text, space(t, best), "so");
    if (said > space(t, best)) {
        t->at = said;
        if (said < t->text.len && strchr(":.", t->text.p[said]))
            t->at++;
    }
}

/* "năm 2021", a date, behind the reference. */
static void read_year(struct typist *t)
{
    size_t at = space(t, t->at);
    if (at < t->text.len && t->text.p[at] == ',')
        at = space(t, at + 1);
    size_t year = vt_skip_words(t->text, at, "nam");
    year = year > at ? space(t, year) : at;
    size_t end = vt_skip_digits(t->text, year);
    unsigned value = vt_decimal(vt_str_sub(t->text, year, end));
    struct vt_dated_at date;
    if (at == t->at)
        return;
    if (vt_right_date(&date, t->typed, t->at)) {
        t->out->year = date.year;
        t->out->date = vt_arena_str(t->arena, vt_str(date.iso));
        t->at = date.end;
    } else if (end - year == 4 && value >= 1945 && value <= 2099 &&
               !vt_is_word(vt_letter_at(t->text, end))) {
        t->out->year = (int)value;
        t->at = end;
    }
}

static vanthu_status set_canonical(struct typist *t, const char *canonical)
{
    struct vt_buf key = {0};
    vanthu_status status = vt_ref_key(&key, vt_str(canonical));
    t->out->canonical = vt_arena_str(t->arena, vt_str(canonical));
    t->out->key = vt_arena_str(t->arena, vt_buf_str(&key));
    vt_buf_free(&key);
    return status || !t->out->canonical || !t->out->key ? VANTHU_NO_MEMORY : VANTHU_OK;
}

static vanthu_status set_number(struct typist *t, struct vt_str number)
{
    t->out->number = vt_arena_str(t->arena, number);
    return t->out->number ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* "58/KH-UBND", "15-CTr/TU", "QCVN 84:2021/BTTTT". *done: it was one. */
static vanthu_status strict(struct typist *t, size_t number, bool *done)
{
    struct vt_symbol symbol;
    size_t begin;
    *done = vt_standard_read(&symbol, t->text, number, &begin) ||
            vt_symbol_read(&symbol, t->text, number, false);
    *done = *done && symbol.form != VT_FORM_BARE;
    if (!*done)
        return VANTHU_OK;
    t->out->type = t->type ? t->type->name : symbol.type;
    t->out->year = symbol.year;
    t->at = symbol.end;
    vanthu_status status = set_number(t, vt_str_sub(t->typed, number, number + symbol.number.len));
    return status ? status : set_canonical(t, symbol.canonical);
}

/* One word behind a loose number: a type or an office; 0: neither. */
static size_t loose_word(struct typist *t, size_t at, const struct vt_type **type,
                         const char **office)
{
    size_t end = vt_skip_letters(t->text, at);
    struct vt_str word = vt_str_sub(t->text, at, end);
    *type = NULL;
    *office = NULL;
    if (end - at < 2 || vt_is_word(vt_letter_at(t->text, end)))
        return 0;
    if (vt_skip_words(t->text, at, "nam") > at || vt_skip_words(t->text, at, "so") > at)
        return 0;
    *office = vt_office(word);
    if (!*office)
        *type = vt_type_of_symbol(word, VT_STATE);
    return *office || (*type && (*type)->name[0]) ? end : 0;
}

/* "1034 btttt" behind "qd", "58 kh ubnd": the parts joined as the drafting rules would. */
static vanthu_status loose(struct typist *t, size_t number_end, size_t year_end)
{
    char canonical[VT_CANONICAL_MAX];
    size_t number = t->at, len;
    int parts = 0;
    struct vt_str whole = vt_str_sub(t->typed, number, year_end);
    len = (size_t)snprintf(canonical, sizeof canonical, "%.*s", VT_STR_ARG(whole));
    t->at = year_end;
    t->out->loose = true;
    if (t->type && *t->type->abbreviation)
        len +=
            (size_t)snprintf(canonical + len, sizeof canonical - len, "/%s", t->type->abbreviation);
    const struct vt_type *type;
    const char *office;
    for (size_t end, next; parts < 4; t->at = end, parts++) {
        next = t->at;
        while (next < t->text.len && next - t->at < SPACE_MAX &&
               strchr(" -/\t\n", t->text.p[next]) && t->text.p[next])
            next++;
        end = next > t->at ? loose_word(t, next, &type, &office) : 0;
        if (end == 0 || (type && (t->type || parts)))
            break;
        bool joined = parts || t->type || type;
        if (type && !t->type)
            t->type = type;
        len += (size_t)snprintf(canonical + len, sizeof canonical - len, "%s%s",
                                joined && !(type && !parts) ? "-" : "/",
                                office ? office : type->abbreviation);
        if (type)
            parts--;
        if (len + 16 > sizeof canonical)
            break;
    }
    t->out->type = t->type ? t->type->name : NULL;
    vanthu_status status = set_number(t, vt_str_sub(t->typed, number, number_end));
    return status || parts <= 0 ? status : set_canonical(t, canonical);
}

/* "Luật Lưu trữ 2024": any words between the type and a year. */
static vanthu_status named(struct typist *t, bool *done)
{
    size_t name = t->at, end = name;
    for (int words = 0; words < 16; words++) {
        size_t next = vt_skip_letters(t->text, space(t, end));
        if (next == space(t, end))
            break;
        struct typist behind = *t;
        behind.at = end;
        if (words)
            read_year(&behind);
        if (t->out->year)
            break;
        end = next;
    }
    t->at = end;
    read_year(t);
    *done = t->out->year && end > name;
    if (!*done)
        return VANTHU_OK;
    char canonical[TYPED_MAX + 64];
    struct vt_str words = vt_str_trim(vt_str_sub(t->typed, name, end));
    snprintf(canonical, sizeof canonical, "%s %.*s %d", t->type->name, VT_STR_ARG(words),
             t->out->year);
    t->out->type = t->type->name;
    t->out->loose = true;
    return set_canonical(t, canonical);
}

static bool has_name(const struct vt_type *type)
{
    return type && (strcmp(type->folded, "luat") == 0 || strcmp(type->folded, "bo luat") == 0 ||
                    strcmp(type->folded, "phap lenh") == 0);
}

/* The number, from which everything is read; *at is its first digit. */
static bool find_number(struct typist *t, size_t *at)
{
    static const char *const families[] = {"tcvn iso/iec", "tcvn iso/ts", "tcvn iso", "tcvn/qs",
                                           "tcvn",         "qcvn",        "qcdp"};
    *at = space(t, t->at);
    for (size_t i = 0; !t->type && i < sizeof families / sizeof *families; i++) {
        size_t end = vt_skip_words(t->text, *at, families[i]);
        if (end > *at) {
            *at = space(t, end);
            break;
        }
    }
    size_t end = vt_skip_digits(t->text, *at);
    return end > *at && end - *at <= NUMBER_DIGITS;
}

static vanthu_status read(struct typist *t, bool *found)
{
    size_t number;
    read_type(t);
    if (!find_number(t, &number))
        return has_name(t->type) ? named(t, found) : VANTHU_OK;
    vanthu_status status = strict(t, number, found);
    if (status || *found)
        return status;
    size_t end = vt_skip_digits(t->text, number), year_end = end;
    struct vt_letter c = vt_letter_at(t->text, end);
    if (c.base == '/') {
        size_t digits = vt_skip_digits(t->text, end + 1);
        unsigned value = vt_decimal(vt_str_sub(t->text, end + 1, digits));
        if (digits - end == 5 && value >= 1945 && value <= 2099) {
            year_end = digits;
            t->out->year = (int)value;
        }
    }
    c = vt_letter_at(t->text, year_end);
    if (vt_is_letter(c) ||
        (c.base && strchr(".,:%", c.base) && vt_is_word(vt_letter_at(t->text, year_end + 1))) ||
        (c.base == '/' && vt_letter_at(t->text, year_end + 1).kind == VT_DIGIT))
        return VANTHU_OK;
    *found = true;
    t->at = number;
    return loose(t, end, year_end);
}

vanthu_status vt_ref_read_typed(struct vt_ref_typed *out, bool *found, struct vt_arena *arena,
                                struct vt_str typed)
{
    char upper[TYPED_MAX];
    struct vt_str head = vt_str_sub(typed, 0, TYPED_MAX);
    struct typist t = {{upper, head.len}, head, arena, out, NULL, 0};
    memset(out, 0, sizeof *out);
    *found = false;
    to_upper(upper, head);
    vanthu_status status = read(&t, found);
    if (status || !*found)
        return status;
    if (!out->date)
        read_year(&t);
    out->length = t.at;
    return VANTHU_OK;
}
