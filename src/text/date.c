/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * date.c: reading and writing dates. Each reader takes a slice and an offset and returns the offset
 * behind what it read, or NONE; gaps are bounded, so that every call is.
 */
#include "date.h"
#include "tables.h"

#include <stdio.h>

#define NONE ((size_t)-1)

enum { GAP_MAX = 40 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static char at(struct vt_str s, size_t i)
{
    return i < s.len ? s.p[i] : '\0';
}

static size_t skip_spaces(struct vt_str s, size_t i)
{
    for (size_t end = i + GAP_MAX; i < end && is_space(at(s, i));)
        i++;
    return i;
}

/* Spaces and the dots or lines of a form. */
static size_t skip_blank(struct vt_str s, size_t i)
{
    for (size_t end = i + GAP_MAX; i < end; i++)
        if (!is_space(at(s, i)) && at(s, i) != '.' && at(s, i) != '_')
            break;
    return i;
}

/* `word` is lower case; the text may be in capitals, or without marks. */
static size_t read_word(struct vt_str s, size_t i, struct vt_str word)
{
    while (word.len) {
        uint32_t want, got;
        size_t len = vt_point(word, &want);
        if (i >= s.len)
            return NONE;
        i += vt_point(vt_str_sub(s, i, s.len), &got);
        const struct vt_letter *letter = vt_letter(got);
        if (letter->lower != want && letter->lower != (uint32_t)vt_letter(want)->base)
            return NONE;
        word = vt_str_sub(word, len, word.len);
    }
    return i;
}

static size_t read_number(struct vt_str s, size_t i, size_t digits_max, int low, int high,
                          int *number)
{
    size_t begin = i;
    int value = 0;
    for (; i - begin < digits_max && is_digit(at(s, i)); i++)
        value = value * 10 + (s.p[i] - '0');
    if (i == begin || is_digit(at(s, i)) || value < low || value > high)
        return NONE;
    *number = value;
    return i;
}

static size_t read_year(struct vt_str s, size_t i, int *year)
{
    return read_number(s, i, 4, 1900, 2099, year);
}

/* A day that no calendar has, 31/2 or 29/2/2021, is a slip. */
static bool exists(struct vt_date date)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    if (!date.month || date.day <= 28)
        return true;
    return date.day <= days[date.month - 1] && !(date.month == 2 && date.day == 29 && !leap);
}

/* The words and what they govern; a blank leaves *number at 0. */
static size_t read_part(struct vt_str s, size_t i, struct vt_str word, int high, int *number)
{
    i = read_word(s, i, word);
    if (i == NONE)
        return NONE;
    i = skip_blank(s, i);
    size_t end = read_number(s, i, 2, 1, high, number);
    return end == NONE ? i : skip_blank(s, end);
}

size_t vt_date_read_words(struct vt_date *date, struct vt_str clean)
{
    struct vt_date read = {0, 0, 0};
    size_t i = read_part(clean, 0, VT_STR("ngày"), 31, &read.day);
    i = read_part(clean, i == NONE ? 0 : i, VT_STR("tháng"), 12, &read.month);
    if (i == NONE || (i = read_word(clean, i, VT_STR("năm"))) == NONE)
        return 0;
    i = read_year(clean, skip_blank(clean, i), &read.year);
    if (i == NONE || (read.day && !read.month) || !exists(read))
        return 0;
    *date = read;
    return i;
}

/* One of "/-." with spaces round it; `want` 0: any. */
static size_t read_separator(struct vt_str s, size_t i, char want, char *got)
{
    i = skip_spaces(s, i);
    char c = at(s, i);
    if ((c != '/' && c != '-' && c != '.') || (want && c != want))
        return NONE;
    *got = c;
    return skip_spaces(s, i + 1);
}

static size_t read_day_month_year(struct vt_date *date, struct vt_str s)
{
    char separator, again;
    size_t i = read_number(s, 0, 2, 1, 31, &date->day);
    if (i == NONE || (i = read_separator(s, i, 0, &separator)) == NONE)
        return 0;
    i = read_number(s, i, 2, 1, 12, &date->month);
    if (i == NONE || (i = read_separator(s, i, separator, &again)) == NONE)
        return 0;
    i = read_year(s, i, &date->year);
    if (i == NONE || (at(s, i) == separator && is_digit(at(s, i + 1))) || !exists(*date))
        return 0;
    return i;
}

static bool is_letter_at(struct vt_str s, size_t i)
{
    uint32_t point;
    if (i >= s.len)
        return false;
    vt_point(vt_str_sub(s, i, s.len), &point);
    return vt_letter(point)->lower != 0;
}

/* The year of a symbol (12/2021/TT-BTTTT) is no date. */
static bool symbol_follows(struct vt_str s, size_t i)
{
    bool slash = at(s, i) == '/' || (at(s, i) == ' ' && at(s, i + 1) == '/');
    if (!slash)
        return at(s, i) == '-' && is_letter_at(s, i + 1);
    i += at(s, i) == ' ' ? 2 : 1;
    i += at(s, i) == ' ';
    return is_letter_at(s, i) || is_digit(at(s, i));
}

static size_t read_month_year(struct vt_date *date, struct vt_str s, char want)
{
    char separator;
    size_t i = read_number(s, 0, 2, 1, 12, &date->month);
    if (i == NONE || (i = read_separator(s, i, want, &separator)) == NONE)
        return 0;
    i = read_year(s, i, &date->year);
    return i == NONE || symbol_follows(s, i) ? 0 : i;
}

size_t vt_date_read_numbers(struct vt_date *date, struct vt_str clean)
{
    struct vt_date read = {0, 0, 0};
    size_t len = read_day_month_year(&read, clean);
    if (len == 0) {
        read = (struct vt_date){0, 0, 0};
        len = read_month_year(&read, clean, '/');
    }
    if (len)
        *date = read;
    return len;
}

size_t vt_date_read(struct vt_date *date, struct vt_str clean)
{
    size_t len = vt_date_read_words(date, clean), day, month;
    if (len)
        return len;
    day = read_word(clean, 0, VT_STR("ngày"));
    month = day == NONE ? read_word(clean, 0, VT_STR("tháng")) : NONE;
    size_t skip = day != NONE ? day : month != NONE ? month : 0;
    skip = skip ? skip_spaces(clean, skip) : 0;
    struct vt_str rest = vt_str_sub(clean, skip, clean.len);
    struct vt_date read = {0, 0, 0};
    len = month == NONE ? vt_date_read_numbers(&read, rest) : read_month_year(&read, rest, 0);
    if (len == 0)
        return 0;
    *date = read;
    return skip + len;
}

size_t vt_date_read_no_day(struct vt_date *date, struct vt_str clean)
{
    struct vt_date read = {0, 0, 0};
    char separator;
    int day;
    size_t i = read_word(clean, 0, VT_STR("ngày"));
    i = read_number(clean, i == NONE ? 0 : skip_spaces(clean, i), 2, 1, 31, &day);
    if (i == NONE)
        return 0;
    size_t words = skip_spaces(clean, i);
    size_t len = vt_date_read_words(&read, vt_str_sub(clean, words, clean.len));
    if (len == 0) {
        words = read_separator(clean, i, 0, &separator);
        if (words != NONE)
            len = read_month_year(&read, vt_str_sub(clean, words, clean.len), separator);
    }
    if (len == 0 || !read.month || read.day)
        return 0;
    *date = read;
    return words + len;
}

void vt_date_format(char iso[11], struct vt_date date)
{
    /* the remainders tell the compiler what fits */
    unsigned year = (unsigned)date.year % 10000, month = (unsigned)date.month % 100,
             day = (unsigned)date.day % 100;
    iso[0] = '\0';
    if (year && month && day)
        snprintf(iso, 11, "%04u-%02u-%02u", year, month, day);
    else if (year && month)
        snprintf(iso, 11, "%04u-%02u", year, month);
    else if (year)
        snprintf(iso, 11, "%04u", year);
}

bool vt_date_parse(struct vt_date *date, struct vt_str iso)
{
    struct vt_date read = {0, 0, 0};
    if (iso.len != 4 && iso.len != 7 && iso.len != 10)
        return false;
    if (read_year(vt_str_sub(iso, 0, 4), 0, &read.year) != 4)
        return false;
    if (iso.len >= 7 &&
        (iso.p[4] != '-' || read_number(vt_str_sub(iso, 5, 7), 0, 2, 1, 12, &read.month) != 2))
        return false;
    if (iso.len == 10 &&
        (iso.p[7] != '-' || read_number(vt_str_sub(iso, 8, 10), 0, 2, 1, 31, &read.day) != 2))
        return false;
    if (!exists(read))
        return false;
    *date = read;
    return true;
}
