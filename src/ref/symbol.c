/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbol.c: number, year and parts of a symbol.
 *
 * A symbol is read part by part ("KH", "UBND"), each brought to its canonical letters as it is
 * read. White space is accepted only where the parts around it prove that it does not end the
 * symbol: before the symbol is complete, or after a separator at the end of a line.
 */
#include "ref/symbol.h"

#include "ref/letters.h"

#include <stdio.h>

enum { SPACE_MAX = 8, PART_MAX = 24, PARTS_MAX = 7, UNIT_MAX = 14 };

struct reader {
    struct vt_str clean;
    size_t at; /* behind what has been accepted */
    struct vt_symbol *out;
    size_t len;  /* of canonical */
    int parts;   /* accepted */
    bool office; /* a known office is among them */
    bool spaced; /* white space stood inside */
    bool small;  /* lower case */
    bool glued;  /* year and symbol without a slash */
};

static bool put(struct reader *r, struct vt_str text)
{
    if (r->len + text.len >= VT_CANONICAL_MAX)
        return false;
    memcpy(r->out->canonical + r->len, text.p, text.len);
    r->len += text.len;
    r->out->canonical[r->len] = '\0';
    return true;
}

/* Letters that need no table: upper case of what is written. */
static bool put_upper(struct reader *r, struct vt_str text)
{
    for (size_t at = 0; at < text.len;) {
        struct vt_letter c = vt_letter_at(text, at);
        char upper[4];
        memcpy(upper, text.p + at, c.size);
        vt_letter_to(upper, c, VT_UPPER);
        if (!put(r, (struct vt_str){upper, c.size}))
            return false;
        at += c.size;
    }
    return true;
}

/* ---- one part ------------------------------------------------------------------------------ */

/* A word is glued to capitals ("UBNDngày", "CPNghị định", "TTgvề"): where the part ends, which
 * began at `at`; its small letters begin at `small`. */
static size_t before_glued(struct vt_str clean, size_t at, size_t small)
{
    size_t capital = small - vt_letter_before(clean, small).size;
    size_t behind = small + vt_letter_at(clean, small).size;
    if (vt_office(vt_str_sub(clean, at, behind)))
        return behind;
    return vt_office(vt_str_sub(clean, at, capital)) ? capital : small;
}

/* Where the part that begins at `at` ends: capitals, digits and "&", and up to two small letters in
 * a row between capitals ("TTr", "SNgV"). A word that begins with a capital is none. 0: no part. */
static size_t part_end(struct vt_str clean, size_t at)
{
    size_t capitals = 0, small = 0, small_at = at, end = at;
    for (struct vt_letter c = vt_letter_at(clean, at); end - at < PART_MAX;
         c = vt_letter_at(clean, end)) {
        if (c.kind == VT_UPPER || (c.kind == VT_DIGIT && capitals)) {
            capitals += c.kind == VT_UPPER;
            small = 0;
        } else if (c.kind == VT_LOWER && capitals) {
            if (small++ == 0)
                small_at = end;
        } else if (!(c.base == '&' && capitals && vt_letter_at(clean, end + 1).kind == VT_UPPER)) {
            break;
        }
        if (small > 2 || (small && c.marked))
            return capitals > 1 ? before_glued(clean, at, small_at) : 0;
        end += c.size;
    }
    if (capitals == 0 || (small && capitals < 2) || end - at >= PART_MAX)
        return 0;
    return end;
}

/* A part in lower case, known as a type or an office; with digits only "qh13", "ubtvqh14". */
static size_t small_part_end(struct vt_str clean, size_t at)
{
    size_t letters = vt_skip_letters(clean, at), end = vt_skip_digits(clean, letters);
    struct vt_str part = vt_str_sub(clean, at, letters);
    if (part.len == 0 || end - at >= PART_MAX)
        return 0;
    if (end > letters)
        return vt_str_eq(part, VT_STR("qh")) || vt_str_eq(part, VT_STR("ubtvqh")) ? end : 0;
    return vt_type_of_symbol(part, VT_STATE) || vt_office(part) ? end : 0;
}

static bool put_office(struct reader *r, struct vt_str part)
{
    const char *office = vt_office(part);
    r->office |= office != NULL;
    if (office)
        return put(r, vt_str(office));
    return r->small ? put_upper(r, part) : put(r, part);
}

/* ---- separators ------------------------------------------------------------------------------ */

static bool is_separator(struct vt_str clean, size_t at)
{
    return at < clean.len && (clean.p[at] == '/' || clean.p[at] == '-');
}

/* The separator at or behind the white space at `at`; *next is behind it and the space after it. */
static bool separator(struct reader *r, char *sep, size_t *next, bool *before, bool *after)
{
    size_t at = vt_skip_space(r->clean, r->at, SPACE_MAX);
    if (!is_separator(r->clean, at))
        return false;
    *sep = r->clean.p[at];
    *before = at > r->at;
    at += at + 1 < r->clean.len && r->clean.p[at + 1] == *sep; /* read twice */
    *next = vt_skip_space(r->clean, at + 1, SPACE_MAX);
    *after = *next > at + 1;
    return true;
}

static size_t any_part_end(const struct reader *r, size_t at)
{
    return r->small ? small_part_end(r->clean, at) : part_end(r->clean, at);
}

/* ---- the parts behind the first ------------------------------------------------------------- */

/* One more "-UBND" or "/TU". `complete`: the symbol could end here. */
static bool further_part(struct reader *r, bool complete)
{
    char sep;
    size_t next;
    bool before, after;
    if (r->parts >= PARTS_MAX || !separator(r, &sep, &next, &before, &after))
        return false;
    if (complete && before)
        return false;
    size_t end = any_part_end(r, next);
    if (end == 0)
        return false;
    struct vt_str part = vt_str_sub(r->clean, next, end);
    if ((before || after) && !vt_office(part) && (complete || before) &&
        memchr(r->clean.p + r->at, '\n', next - r->at) == NULL)
        return false;
    size_t len = r->len;
    if (!put(r, (struct vt_str){&sep, 1}) || !put_office(r, part)) {
        r->out->canonical[r->len = len] = '\0';
        return false;
    }
    r->spaced |= before || after;
    r->parts++;
    r->at = end;
    return true;
}

static void further_parts(struct reader *r)
{
    if (further_part(r, false))
        while (further_part(r, true))
            ;
}

/* ---- the first part ---------------------------------------------------------------------------
 */

/* "QH13", "UBTVQH14"; OCR reads I or l for 1, or beside it: "QHI15". */
static bool assembly(struct reader *r, struct vt_str part)
{
    static const char *const names[] = {"UBTVQH", "QH"};
    for (size_t i = 0; i < 2; i++) {
        struct vt_str name = vt_str(names[i]);
        if (part.len < name.len || part.len > name.len + 3)
            continue;
        char fixed[16];
        memcpy(fixed, part.p, part.len);
        if (part.len == name.len + 3) {
            if (fixed[name.len] != 'I' && fixed[name.len] != 'l')
                continue;
            memmove(fixed + name.len, fixed + name.len + 1, 2);
            part.len--;
        }
        for (size_t k = 0; k < part.len; k++)
            if (k < name.len)
                fixed[k] = (char)(fixed[k] >= 'a' ? fixed[k] & ~0x20 : fixed[k]);
            else if (fixed[k] == 'I' || fixed[k] == 'l')
                fixed[k] = '1';
        struct vt_str whole = {fixed, part.len};
        if (!vt_str_starts(whole, name) || vt_skip_digits(whole, name.len) != whole.len)
            continue;
        r->out->type = i == 0 ? "Nghị quyết" : "Luật";
        r->office = true;
        return put(r, whole);
    }
    return false;
}

static const char *name_of(const struct vt_type *type)
{
    return type->name[0] ? type->name : NULL;
}

/* The first part names the type, or type and office glued together. */
static bool typed_part(struct reader *r, struct vt_str part, unsigned forms)
{
    const struct vt_type *type = vt_type_of_symbol(part, forms);
    if (type && (type->forms & forms)) {
        r->out->type = name_of(type);
        return put(r, vt_str(type->abbreviation));
    }
    size_t glued = vt_glued_type(part, &type);
    if (glued == 0 || !(type->forms & forms))
        return false;
    r->out->type = name_of(type);
    r->parts++;
    return put(r, vt_str(type->abbreviation)) && put(r, VT_STR("-")) &&
           put_office(r, vt_str_sub(part, glued, part.len));
}

static bool old_part(struct vt_str part)
{
    const struct vt_type *type = vt_type_of_symbol(part, VT_OLD);
    return type && (type->forms & VT_OLD);
}

/* Reads first and further parts from `at`. */
static bool parts(struct reader *r, size_t at, unsigned forms)
{
    struct vt_symbol *out = r->out;
    size_t end = part_end(r->clean, at);
    if (end == 0) {
        r->small = true;
        end = small_part_end(r->clean, at);
    }
    struct vt_str part = vt_str_sub(r->clean, at, end);
    out->symbol_at = r->len;
    out->type = NULL;
    r->parts = 1;
    if (end == 0)
        return false;
    r->at = end;
    if ((forms & VT_NORM) && assembly(r, part)) {
        out->form = VT_FORM_TYPED;
        return true;
    }
    if (typed_part(r, part, forms)) {
        int first = r->parts;
        while (r->parts > 1 && further_part(r, true))
            ;
        if (first == 1)
            further_parts(r);
        out->form = r->parts > 1 ? VT_FORM_TYPED : VT_FORM_BARE;
        return !r->small || r->office;
    }
    const char *office = vt_office(part);
    bool old = old_part(part) && !r->small;
    if (r->small || !put_office(r, part))
        return false;
    further_parts(r);
    if (old && r->parts == 1) {
        out->form = VT_FORM_OLD;
        out->type = vt_str_eq(part, VT_STR("SL")) ? "Sắc lệnh" : NULL;
        return true;
    }
    out->form = office && r->parts > 1 ? VT_FORM_OFFICE : VT_FORM_CAPITALS;
    return true;
}

/* ---- the number ---------------------------------------------------------------------------------
 */

size_t vt_serial_end(struct vt_str clean, size_t at)
{
    size_t series = vt_skip_digits(clean, at), end = vt_skip_digits(clean, series + 1);
    bool dotted = series < clean.len && clean.p[series] == '.' && end > series + 1 &&
                  end - series <= 3 && end < clean.len && clean.p[end] == '/';
    size_t year = dotted ? vt_skip_digits(clean, end + 1) : 0;
    return dotted && year == end + 5 && year < clean.len && clean.p[year] == '/' ? end : 0;
}

/* Digits and a letter behind them ("12a"). Returns the place behind it. */
static size_t number_end(struct vt_str clean, size_t at)
{
    size_t end = vt_serial_end(clean, at);
    if (end)
        return end;
    end = vt_skip_digits(clean, at);
    struct vt_letter c = vt_letter_at(clean, end);
    if (vt_is_letter(c) && is_separator(clean, vt_skip_space(clean, end + c.size, SPACE_MAX)))
        end += c.size;
    return end;
}

static int year_of(struct vt_str digits)
{
    unsigned year = vt_decimal(digits);
    if (digits.len == 4 && year >= 1945 && year <= 2099)
        return (int)year;
    if (digits.len == 2 && year >= 45)
        return 1900 + (int)year;
    return 0;
}

/* number/year/..., number-year/..., number-year-...: sets the year and goes behind its separator.
 */
static bool year_part(struct reader *r, size_t *next, char first)
{
    size_t end = vt_skip_digits(r->clean, *next);
    struct vt_str digits = vt_str_sub(r->clean, *next, end);
    char sep;
    bool before, after;
    r->at = end;
    r->out->year = year_of(digits);
    if (!r->out->year)
        return false;
    if (digits.len == 4 && first == '/' && vt_letter_at(r->clean, end).kind == VT_UPPER) {
        *next = end; /* 66/2026NĐ-CP has lost one */
        r->glued = true;
        return put(r, VT_STR("/")) && put(r, digits) && put(r, VT_STR("/"));
    }
    if (!separator(r, &sep, next, &before, &after))
        return false;
    r->spaced |= before || after;
    bool hyphens = first == '-' && sep == '-';
    struct vt_str firsts = {hyphens ? "/" : &first,
                            1}; /* 26-2018-TT-BNNPTNT has lost its slashes */
    return put(r, firsts) && put(r, digits) && put(r, VT_STR("/"));
}

static bool with_year(struct reader *r, size_t next, char first)
{
    struct vt_symbol *out = r->out;
    if (!year_part(r, &next, first) || !parts(r, next, VT_NORM | VT_STATE))
        return false;
    const char *court = vt_court_type(vt_str(out->canonical + out->symbol_at));
    if (court) {
        out->type = court;
        out->form = VT_FORM_TYPED;
    }
    if (first == '-' || r->glued)
        return out->form == VT_FORM_TYPED;
    return out->form != VT_FORM_OLD;
}

/* number-TYPE/ORGAN of the Party; 206-CP of old; 58-KH-UBND, which has lost its slash. */
static bool with_hyphen(struct reader *r, size_t next)
{
    struct vt_symbol *out = r->out;
    size_t hyphen = r->len;
    if (!put(r, VT_STR("-")) || !parts(r, next, VT_PARTY))
        return false;
    const char *symbol = out->canonical + out->symbol_at;
    if (out->form == VT_FORM_OLD)
        return !r->spaced;
    if (out->form == VT_FORM_BARE)
        return !r->spaced;
    if (out->form != VT_FORM_TYPED) { /* 89-TC/TCT, before 1996: a type stands before it */
        out->form = VT_FORM_CAPITALS;
        return strchr(symbol, '/') && !r->spaced;
    }
    if (strchr(symbol, '/'))
        return true;
    out->canonical[hyphen] = '/';
    const struct vt_type *type =
        vt_type_of_symbol(vt_str_sub(vt_str(symbol), 0, strcspn(symbol, "-")), VT_STATE);
    out->type = type ? name_of(type) : out->type;
    return r->office && !r->spaced;
}

bool vt_symbol_read(struct vt_symbol *out, struct vt_str clean, size_t at, bool blank)
{
    struct reader r = {.clean = clean, .at = at, .out = out};
    size_t end = blank ? at : number_end(clean, at);
    char sep;
    size_t next;
    bool before, after;
    memset(out, 0, sizeof *out);
    out->number = vt_str_sub(clean, at, end);
    r.at = end;
    if (end - at > 6 || !separator(&r, &sep, &next, &before, &after))
        return false;
    r.spaced = before || after;
    if (!put(&r, out->number))
        return false;
    bool ok;
    if (vt_letter_at(clean, next).kind == VT_DIGIT)
        ok = !blank && !(before && sep == '-') && with_year(&r, next, sep);
    else if (sep == '-')
        ok = with_hyphen(&r, next);
    else
        ok = put(&r, VT_STR("/")) && parts(&r, next, VT_STATE);
    out->end = r.at;
    return ok && !(r.spaced && before && out->form > VT_FORM_OFFICE);
}

size_t vt_split_number(struct vt_symbol *symbol, struct vt_str clean, size_t at)
{
    size_t second = vt_skip_digits(clean, at) - at, first = at > 0 ? at - 1 : 0, digits = 0;
    while (first > 0 && vt_letter_before(clean, first).kind == VT_DIGIT && digits < 2) {
        first--;
        digits++;
    }
    size_t said = vt_skip_space_back(clean, first, SPACE_MAX), len = strlen(symbol->canonical);
    if ((!symbol->year && symbol->form != VT_FORM_TYPED) || !digits || second > 2 ||
        !strchr(" \n", clean.p[at - 1]) || said == first ||
        vt_skip_words_back(clean, said, "so") == said || len + digits >= VT_CANONICAL_MAX)
        return at;
    memmove(symbol->canonical + digits, symbol->canonical, len + 1);
    memcpy(symbol->canonical, clean.p + first, digits);
    symbol->symbol_at += digits;
    symbol->number = vt_str_sub(vt_str(symbol->canonical), 0, digits + second);
    return first;
}
