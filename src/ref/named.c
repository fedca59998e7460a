/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * named.c: laws cited by name: "Luật Lưu trữ ngày 21/6/2024", "Bộ luật Dân sự 2015", "Hiến pháp năm
 * 2013". Only with a date or a year: without one the name does not tell which law is meant.
 */
#include "ref/found.h"

#include "ref/letters.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 240, SPACE_MAX = 8 };

/* What the name runs into when it is no name: another law, a clause. */
static const char *const STOPS[] = {"luat",      "bo luat",     "phap lenh",  "cua",
                                    "so", /* which the title of an amendment has, too */
                                    "nghi dinh", "thong tu",    "theo",       "duoc",
                                    "quy dinh",  "va cac",      "tai",        "nay",
                                    "do",        "co hieu luc", "nghi quyet", "quyet dinh",
                                    "ban hanh",  "da",          "khi",        "neu",
                                    "tu ngay",   "vao ngay",    "truoc ngay", "sau ngay",
                                    "den ngay"};
enum { AMENDED = 5 };

struct name {
    size_t end;      /* of the name */
    size_t year_end; /* behind the year; 0: none */
    int year;
    struct vt_dated_at date;
};

static bool stops(struct vt_str clean, size_t at, bool amends)
{
    for (size_t i = 0; i < sizeof STOPS / sizeof *STOPS; i++) {
        if (amends && i < AMENDED)
            continue;
        if (vt_skip_words(clean, at, STOPS[i]) > at)
            return true;
    }
    return false;
}

/* "2015" at `at`, or "năm 2015". */
static size_t year_at(struct vt_str clean, size_t at, int *year)
{
    size_t begin = vt_skip_words(clean, at, "nam");
    begin = begin > at ? vt_skip_space(clean, begin, SPACE_MAX) : at;
    size_t end = vt_skip_digits(clean, begin);
    unsigned value = vt_decimal(vt_str_sub(clean, begin, end));
    if (end - begin != 4 || value < 1945 || value > 2099 || vt_is_word(vt_letter_at(clean, end)) ||
        (end < clean.len && strchr("/-", clean.p[end]) && clean.p[end]))
        return 0;
    *year = (int)value;
    return end;
}

/* Reads words from `at` up to a date or a year. */
static bool name_read(struct name *out, struct vt_str clean, size_t at, bool amends)
{
    size_t limit = at + NAME_MAX_BYTES, end = at;
    memset(out, 0, sizeof *out);
    while (at < limit) {
        struct vt_letter c = vt_letter_at(clean, at);
        if (end > 0 && (c.base == 'n' || c.kind == VT_DIGIT)) {
            out->end = end;
            if ((out->year_end = year_at(clean, at, &out->year)) > 0)
                return true;
            if (c.base == 'n' && vt_right_date(&out->date, clean, end)) {
                out->year = out->date.year;
                return true;
            }
        }
        if (!vt_is_letter(c) || stops(clean, at, amends))
            return false;
        end = vt_skip_letters(clean, at);
        if (end < clean.len && (clean.p[end] == ',' || clean.p[end] == '-'))
            end++;
        at = vt_skip_space(clean, end, SPACE_MAX);
        struct vt_str gap = vt_str_sub(clean, end, at);
        if (gap.len > 1 && memchr(gap.p, '\n', gap.len) != memrchr(gap.p, '\n', gap.len) &&
            vt_letter_at(clean, at).kind == VT_UPPER)
            return false;
        if (end > out->end && clean.p[end - 1] == ',')
            end--;
    }
    return false;
}

/* The text with each run of white space as one blank. */
static char *joined(struct vt_arena *arena, struct vt_str text)
{
    char *copy = vt_arena_str(arena, text), *out = copy;
    for (size_t at = 0; copy && at < text.len;) {
        size_t next = vt_skip_space(text, at, text.len);
        if (next > at) {
            *out++ = ' ';
            at = next;
        } else {
            *out++ = text.p[at++];
        }
    }
    if (copy)
        *out = '\0';
    return copy;
}

static vanthu_status add(struct vt_founds *founds, size_t start, const char *type, size_t name_at,
                         const struct name *name)
{
    struct vt_founds *f = founds;
    struct vt_found *found = vt_founds_add(f);
    const char *words = joined(f->arena, vt_str_sub(f->clean, name_at, name->end));
    char canonical[NAME_MAX_BYTES + 64];
    if (!found || !words)
        return VANTHU_NO_MEMORY;
    snprintf(canonical, sizeof canonical, "%s%s%s %d", type, *words ? " " : "", words, name->year);
    found->m.kind = VANTHU_NAMED;
    found->m.start = start;
    found->m.end = name->year_end ? name->year_end : name->end;
    found->m.type = type;
    found->m.canonical = vt_arena_str(f->arena, vt_str(canonical));
    if (!name->year_end) {
        found->m.date = vt_arena_str(f->arena, vt_str(name->date.iso));
        found->m.date_start = name->date.start;
        found->m.date_end = name->date.end;
    }
    return found->m.canonical ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* "Hiến pháp [nước Cộng hòa xã hội chủ nghĩa Việt Nam] [năm] 2013". */
static vanthu_status constitution(struct vt_founds *founds, size_t start, size_t at, size_t *end)
{
    struct name name = {0};
    name.end = at;
    size_t next = vt_skip_space(founds->clean, at, SPACE_MAX);
    size_t state = vt_skip_words(founds->clean, next, "nuoc cong hoa xa hoi chu nghia viet nam");
    if (state > next)
        next = vt_skip_space(founds->clean, state, SPACE_MAX);
    name.year_end = year_at(founds->clean, next, &name.year);
    if (!name.year_end)
        return VANTHU_OK;
    *end = name.year_end;
    return add(founds, start, "Hiến pháp", at, &name);
}

/* "Nghị định ... của Luật Tố cáo ngày 10/4/2019 của Chính phủ": the date is the decree's, for laws
 * are of the Assembly. */
static bool of_another(struct vt_str clean, size_t at)
{
    size_t next = vt_skip_space(clean, at, SPACE_MAX), of = vt_skip_words(clean, next, "cua");
    if (of == next)
        return false;
    next = vt_skip_space(clean, of, SPACE_MAX);
    return vt_skip_words(clean, next, "quoc hoi") == next &&
           vt_skip_words(clean, next, "uy ban thuong vu quoc hoi") == next;
}

/* "Luật <name>" whose name begins at `at`. */
static vanthu_status law(struct vt_founds *founds, size_t start, const char *type, size_t at,
                         size_t *end)
{
    struct vt_str clean = founds->clean;
    struct name name;
    size_t begin = vt_skip_space(clean, at, SPACE_MAX);
    bool amends = vt_skip_words(clean, begin, "sua doi") > begin;
    if (vt_letter_at(clean, begin).kind != VT_UPPER && !amends)
        return VANTHU_OK;
    if (!name_read(&name, clean, begin, amends))
        return VANTHU_OK;
    size_t behind = name.year_end ? name.year_end : name.date.end;
    size_t next = vt_skip_space(clean, behind, SPACE_MAX);
    bool numbered = vt_skip_words(clean, next, "so") > next;
    if (numbered || of_another(clean, behind))
        return VANTHU_OK;
    *end = behind;
    return add(founds, start, type, begin, &name);
}

vanthu_status vt_named_read(struct vt_founds *founds, size_t at, size_t *end)
{
    static const char *const names[][2] = {
        {"luat", "Luật"}, {"bo luat", "Bộ luật"}, {"phap lenh", "Pháp lệnh"}};
    size_t begin = vt_skip_words(founds->clean, at, "hien phap");
    if (begin > at)
        return constitution(founds, at, begin, end);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((begin = vt_skip_words(founds->clean, at, names[i][0])) > at)
            return law(founds, at, names[i][1], begin, end);
    return VANTHU_OK;
}
