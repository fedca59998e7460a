/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number-format.c: numbers of spreadsheets as they are shown.
 *
 * A code has up to four sections, for positive and negative numbers, zero and text. One of them is
 * read twice: to see what it asks for (decimals, thousands, percent, a date), and to write it with
 * its words in their places. Names of months and days become numbers, so that dates are found.
 */
#include "formats/number-format.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* 1899-12-30 to 9999-12-31; days from there to 1 March of the year 0 (proleptic Gregorian). */
enum { LAST_DAY = 2958465, EPOCH = 693899, FALSE_LEAP_DAY = 60, DAY = 86400, DECIMALS_MAX = 15 };

const char *vt_builtin_format(long id)
{
    static const char *const codes[] = {[1] = "0",
                                        [2] = "0.00",
                                        [3] = "#,##0",
                                        [4] = "#,##0.00",
                                        [5] = "#,##0",
                                        [6] = "#,##0",
                                        [7] = "#,##0.00",
                                        [8] = "#,##0.00",
                                        [9] = "0%",
                                        [10] = "0.00%",
                                        [11] = "0.00E+00",
                                        [14] = "dd/mm/yyyy",
                                        [15] = "d-m-yyyy",
                                        [16] = "d-m",
                                        [17] = "m-yyyy",
                                        [18] = "h:mm",
                                        [19] = "h:mm:ss",
                                        [20] = "h:mm",
                                        [21] = "h:mm:ss",
                                        [22] = "dd/mm/yyyy h:mm",
                                        [37] = "#,##0;(#,##0)",
                                        [38] = "#,##0;(#,##0)",
                                        [39] = "#,##0.00;(#,##0.00)",
                                        [40] = "#,##0.00;(#,##0.00)",
                                        [41] = "#,##0;(#,##0);\"-\"",
                                        [42] = "#,##0;(#,##0);\"-\"",
                                        [43] = "#,##0.00;(#,##0.00);\"-\"",
                                        [44] = "#,##0.00;(#,##0.00);\"-\"",
                                        [45] = "mm:ss",
                                        [46] = "[h]:mm:ss",
                                        [47] = "mm:ss",
                                        [48] = "0.0E+0"};
    if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return "dd/mm/yyyy"; /* of East Asian calendars */
    return id > 0 && (size_t)id < sizeof codes / sizeof *codes && codes[id] ? codes[id] : "General";
}

/* ---- reading codes ---- */

enum kind { END, WORDS, DIGIT, POINT, COMMA, PERCENT, EXPONENT, SLASH, DATE, GENERAL };

struct token {
    enum kind kind;
    struct vt_str text; /* WORDS: as shown; DIGIT, DATE: the letters */
};

/* What stands in brackets: a currency is shown, hours may pass 24, colours and conditions go. */
static struct token bracket(struct vt_str *code)
{
    const char *close = memchr(code->p, ']', code->len);
    size_t len = close ? (size_t)(close - code->p) : code->len - 1;
    struct vt_str inside = vt_str_sub(*code, 1, len);
    *code = vt_str_sub(*code, len + 1, code->len);
    if (inside.len && strchr("hHmMsS", inside.p[0]))
        return (struct token){DATE, inside};
    if (inside.len && inside.p[0] == '$') {
        const char *dash = memchr(inside.p, '-', inside.len);
        size_t end = dash ? (size_t)(dash - inside.p) : inside.len;
        return (struct token){WORDS, vt_str_sub(inside, 1, end)};
    }
    return (struct token){WORDS, VT_STR_NONE};
}

static struct token quoted(struct vt_str *code)
{
    const char *close = memchr(code->p + 1, '"', code->len - 1);
    size_t len = close ? (size_t)(close - code->p) : code->len;
    struct vt_str inside = vt_str_sub(*code, 1, len);
    *code = vt_str_sub(*code, len + 1, code->len);
    return (struct token){WORDS, inside};
}

static struct token take(struct vt_str *code, enum kind kind, size_t shown_from, size_t bytes)
{
    struct token token = {kind, vt_str_sub(*code, shown_from, bytes)};
    *code = vt_str_sub(*code, bytes, code->len);
    return token;
}

static size_t run(struct vt_str code)
{
    size_t n = 1;
    while (n < code.len && (code.p[n] | 0x20) == (code.p[0] | 0x20))
        n++;
    return n;
}

static struct token next(struct vt_str *code)
{
    char c = code->len ? code->p[0] : '\0';
    if (!code->len)
        return (struct token){END, VT_STR_NONE};
    if (c == '[')
        return bracket(code);
    if (c == '"')
        return quoted(code);
    if (c == '\\' || c == '_' || c == '*')
        return take(code, WORDS, c == '\\' ? 1 : 2, 2);
    if (c == '0' || c == '#' || c == '?')
        return take(code, DIGIT, 0, 1);
    if (c == '@') /* of texts */
        return take(code, GENERAL, 0, 1);
    if (code->len >= 7 && strncasecmp(code->p, "General", 7) == 0)
        return take(code, GENERAL, 0, 7);
    if (code->len >= 5 && strncasecmp(code->p, "AM/PM", 5) == 0)
        return take(code, WORDS, 5, 5);
    if ((c == 'E' || c == 'e') && code->len > 1 && (code->p[1] == '+' || code->p[1] == '-'))
        return take(code, EXPONENT, 0, 2);
    if (strchr("dmyhsDMYHS", c))
        return take(code, DATE, 0, run(*code));
    return take(code,
                c == '.'   ? POINT
                : c == ',' ? COMMA
                : c == '%' ? PERCENT
                : c == '/' ? SLASH
                           : WORDS,
                0, 1);
}

/* The section of a code for a number, and whether it shows the sign by itself. */
static struct vt_str section(const char *code, double number, bool *own_sign)
{
    struct vt_str sections[4] = {{0}};
    size_t count = 0;
    const char *from = code;
    bool words = false;
    for (const char *p = code; count < 4; p++) {
        words ^= *p == '"';
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '\0' || (*p == ';' && !words)) {
            sections[count++] = (struct vt_str){from, (size_t)(p - from)};
            from = p + 1;
            if (*p == '\0')
                break;
        }
    }
    *own_sign = number < 0 && count > 1;
    return number < 0 && count > 1    ? sections[1]
           : number == 0 && count > 2 ? sections[2]
                                      : sections[0];
}

struct shape {
    bool date, general, group, exponent, half_day;
    int zeros, decimals, decimals_least, percents, thousands;
};

static struct shape shape_of(struct vt_str code)
{
    struct shape s = {0};
    bool point = false, digits = false, gap = false;
    int commas = 0;
    for (struct token t = next(&code); t.kind != END; t = next(&code)) {
        s.date |= t.kind == DATE;
        s.general |= t.kind == GENERAL || (t.kind == SLASH && digits) || (t.kind == DIGIT && gap);
        s.percents += t.kind == PERCENT;
        if (t.kind == DIGIT) {
            s.group |= commas > 0;
            commas = 0;
            digits = true;
            s.zeros += !point && !s.exponent && t.text.p[0] == '0';
            s.decimals += point && !s.exponent;
            s.decimals_least += point && !s.exponent && t.text.p[0] == '0';
        }
        commas += t.kind == COMMA && digits;
        point |= t.kind == POINT;
        s.exponent |= t.kind == EXPONENT;
        gap |= digits && t.kind == WORDS && t.text.len && !s.exponent;
    }
    s.thousands = s.date ? 0 : commas;
    s.decimals = s.decimals < DECIMALS_MAX ? s.decimals : DECIMALS_MAX;
    return s;
}

/* ---- writing ---- */

struct out {
    char *p;
    size_t len;
};

static void put(struct out *o, struct vt_str text)
{
    if (text.len && o->len + text.len < VT_SHOWN_MAX) {
        memcpy(o->p + o->len, text.p, text.len);
        o->len += text.len;
        o->p[o->len] = '\0';
    }
}

static void put_long(struct out *o, long number, size_t digits)
{
    char text[32];
    snprintf(text, sizeof text, "%0*ld", (int)(digits < 9 ? digits : 9), number);
    put(o, vt_str(text));
}

static void general(struct out *o, double number)
{
    char text[64];
    snprintf(text, sizeof text, fabs(number) < 1e15 ? "%.12g" : "%.17g", number);
    char *point = strchr(text, '.');
    if (point)
        *point = ',';
    put(o, vt_str(text));
}

/* Digits as the shape asks for them, of a number that is not negative. */
static void digits(struct out *o, double number, const struct shape *s)
{
    char text[400];
    int len = snprintf(text, sizeof text, s->exponent ? "%.*E" : "%.*f", s->decimals, number);
    char *point = strchr(text, '.');
    if (len <= 0 || (size_t)len >= sizeof text)
        return;
    size_t whole = point ? (size_t)(point - text) : strspn(text, "0123456789");
    if (point && !s->exponent) {
        char *end = text + len;
        while (end - point - 1 > s->decimals_least && end[-1] == '0')
            *--end = '\0';
        if (end == point + 1)
            *point = '\0';
    }
    if (whole == 1 && text[0] == '0' && s->zeros == 0 && !(point && *point))
        return; /* "#" shows no zero */
    for (int missing = s->zeros - (int)whole; missing > 0; missing--)
        put(o, VT_STR("0"));
    for (size_t i = 0; i < whole; i++) {
        put(o, (struct vt_str){text + i, 1});
        if (s->group && !s->exponent && i + 1 < whole && (whole - i - 1) % 3 == 0)
            put(o, VT_STR("."));
    }
    if (point && *point)
        *point = ',';
    put(o, vt_str(text + whole));
}

static void put_number(struct out *o, struct vt_str code, double number, const struct shape *s)
{
    bool written = false, exponent = false;
    number = fabs(number) * pow(100, s->percents) / pow(1000, s->thousands);
    for (struct token t = next(&code); t.kind != END; t = next(&code)) {
        exponent |= t.kind == EXPONENT;
        if ((t.kind == DIGIT || t.kind == POINT) && !written && !exponent) {
            digits(o, number, s);
            written = true;
        } else if (t.kind == WORDS || t.kind == PERCENT || t.kind == SLASH) {
            put(o, t.text);
        }
    }
}

struct moment {
    long year, month, day, seconds, days;
};

static struct moment moment_of(double number)
{
    struct moment m = {.days = (long)number};
    m.seconds = (long)floor((number - (double)m.days) * DAY + 0.5);
    m.days += m.seconds / DAY;
    m.seconds %= DAY;
    /* the year 1900 has a leap day that never was */
    long days = m.days + (m.days < FALSE_LEAP_DAY) + EPOCH, era = days / 146097;
    long of_era = days % 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    m.day = of_year - (153 * month + 2) / 5 + 1;
    m.year = year + era * 400 + (month >= 10);
    m.month = month < 10 ? month + 3 : month - 9;
    return m;
}

static bool seconds_follow(struct vt_str code)
{
    struct token t = next(&code);
    while (t.kind == WORDS)
        t = next(&code);
    return t.kind == DATE && (t.text.p[0] | 0x20) == 's';
}

/* Years have four digits, so that they are dates to a reader without the sheet. */
static void put_date(struct out *o, struct vt_str code, double number)
{
    struct moment m = moment_of(number);
    bool hours = false;
    for (struct token t = next(&code); t.kind != END; t = next(&code)) {
        char c = t.kind == DATE ? (char)(t.text.p[0] | 0x20) : '\0';
        size_t len = t.text.len < 2 ? t.text.len : 2;
        bool elapsed = t.kind == DATE && t.text.p[t.text.len] == ']';
        if (c == 'y')
            put_long(o, m.year, 4);
        else if (c == 'd' && t.text.len <= 2)
            put_long(o, m.day, len);
        else if (c == 'h')
            put_long(o, m.seconds / 3600 + (elapsed ? m.days * 24 : 0), len);
        else if (c == 's')
            put_long(o, m.seconds % 60, len);
        else if (c == 'm' && (hours || seconds_follow(code)))
            put_long(o, m.seconds / 60 % 60, len);
        else if (c == 'm')
            put_long(o, m.month, t.text.len > 2 ? 2 : len);
        else if (t.kind != DATE && t.kind != DIGIT)
            put(o, t.text);
        hours = c == 'h' || (hours && t.kind != DATE);
    }
}

void vt_number_show(char out[VT_SHOWN_MAX], double number, const char *code, long first_day)
{
    struct out o = {out, 0};
    bool own_sign;
    struct vt_str chosen = section(code, number, &own_sign);
    struct shape shape = shape_of(chosen);
    out[0] = '\0';
    if (!isfinite(number))
        return;
    if (shape.date && number >= 0 && number + (double)first_day <= LAST_DAY) {
        put_date(&o, chosen, number + (double)first_day);
    } else if (!shape.date && !shape.general) {
        if (number < 0 && !own_sign)
            put(&o, VT_STR("-"));
        put_number(&o, chosen, number, &shape);
    }
    while (o.len && out[o.len - 1] == ' ')
        out[--o.len] = '\0';
    if (!o.len)
        general(&o, number);
}
