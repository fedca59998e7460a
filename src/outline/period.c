/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period.c: the time that a report or a plan is of, by its title. */
#include "outline/facts.h"

#include <stdio.h>

static bool number_after(struct vt_str s, const char *word, unsigned *number, struct vt_str *rest)
{
    const char *at = s.len ? memmem(s.p, s.len, word, strlen(word)) : NULL;
    unsigned n = 0;
    if (!at)
        return false;
    const char *p = at + strlen(word), *end = s.p + s.len;
    while (p < end && *p == ' ')
        p++;
    const char *digits = p;
    while (p < end && *p >= '0' && *p <= '9' && p - digits < 4)
        n = n * 10 + (unsigned)(*p++ - '0');
    *number = n;
    *rest = vt_str_range(p, end);
    return p > digits;
}

static unsigned quarter_after(struct vt_str s)
{
    static const char word[] = "quý ";
    const char *at = s.len ? memmem(s.p, s.len, word, sizeof word - 1) : NULL;
    if (!at)
        return 0;
    struct vt_str rest = vt_str_range(at + sizeof word - 1, s.p + s.len);
    size_t n = 0;
    while (n < rest.len && rest.p[n] == 'I')
        n++;
    if (n == 1 && rest.len > 1 && rest.p[1] == 'V')
        return 4;
    return n <= 3 ? (unsigned)n : 0;
}

/* "giai đoạn 2016 - 2020" */
static bool years_after(struct vt_str title, unsigned *first, unsigned *last)
{
    struct vt_str rest;
    if (!number_after(title, "giai đoạn", first, &rest) || *first < 1900)
        return false;
    while (rest.len && (rest.p[0] == ' ' || rest.p[0] == '-'))
        rest = vt_str_sub(rest, 1, rest.len);
    return number_after(rest, "", last, &rest) && *last >= *first;
}

/* Reports and plans are of a time; a letter only speaks of one. */
static bool has_period(const char *type)
{
    static const char *const types[] = {"Báo cáo", "Kế hoạch", "Chương trình"};
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

/* "9 tháng đầu năm 2021", "quý III năm 2021", "tháng 10/2019", "năm 2021", by the title. */
void vt_facts_period(struct vt_facts_finder *f)
{
    if (!has_period(f->facts->type))
        return;
    char period[32] = "";
    unsigned year = 0, month = 0, first_year = 0;
    struct vt_str title = vt_str(f->facts->title), rest, behind;
    const char *first = title.len ? memmem(title.p, title.len, " tháng đầu năm", 17) : NULL;
    unsigned quarter = quarter_after(title);
    bool has_year = number_after(title, "năm", &year, &rest) && year >= 1900;
    if (quarter && !has_year)
        has_year =
            number_after(vt_str_sub(title, (size_t)(strstr(title.p, "quý") - title.p), title.len),
                         "/", &year, &rest) &&
            year >= 1900;
    if (first && first > title.p && has_year) {
        month = (unsigned)(first[-1] - '0');
        snprintf(period, sizeof period, "%04u-01/%04u-%02u", year, year, month % 10);
    } else if (quarter && has_year) {
        snprintf(period, sizeof period, "%04u-Q%u", year, quarter);
    } else if (number_after(title, "tháng", &month, &rest) && month >= 1 && month <= 12) {
        if (!has_year && number_after(rest, "/", &year, &behind))
            has_year = year >= 1900;
        if (has_year)
            snprintf(period, sizeof period, "%04u-%02u", year, month);
    } else if (years_after(title, &first_year, &year)) {
        snprintf(period, sizeof period, "%04u/%04u", first_year, year);
    } else if (has_year) {
        snprintf(period, sizeof period, "%04u", year);
    }
    if (period[0])
        f->facts->period = vt_facts_copy(f, vt_str(period));
}
