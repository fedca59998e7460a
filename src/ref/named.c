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
static const char *const STOPS[] = {
    "luat",      "bo luat",  "phap lenh",   "cua", /* of amendments, too */
    "nghi dinh", "thong tu", "theo",        "duoc",       "quy dinh",   "va cac",   "tai",
    "nay",       "do",       "co hieu luc", "nghi quyet", "quyet dinh", "ban hanh", "da",
    "khi",       "neu",      "tu ngay",     "vao ngay",   "truoc ngay", "sau ngay", "den ngay"};
enum { AMENDED = 4 };

/* What "luật" in small letters begins otherwise: "luật sư". */
static const char *const NO_NAMES[] = {"su",  "dinh", "phap", "le", "tuc",
                                       "gia", "phat", "cu",   "co"};

/* What a name in small letters runs into as well: "trong năm 2013". */
static const char *const SMALL_STOPS[] = {"trong", "hien hanh", "cho", "la", "de",  "phai",
                                          "thi",   "voi",       "moi", "ky", "cac", "nhu"};

struct name {
    size_t end;      /* of the name */
    size_t year_end; /* behind the year; 0: none */
    int year;
    struct vt_dated_at date;
};

enum name_form { NAME, NAME_SMALL, NAME_AMENDS };

/* "đ" is not the "d" of "do". */
static bool begins(struct vt_str clean, size_t at, const char *const *words, size_t count)
{
    bool barred = vt_str_starts(vt_str_sub(clean, at, clean.len), VT_STR("đ")) ||
                  vt_str_starts(vt_str_sub(clean, at, clean.len), VT_STR("Đ"));
    for (size_t i = 0; i < count; i++)
        if (vt_skip_words(clean, at, words[i]) > at && !(barred && strcmp(words[i], "do") == 0))
            return true;
    return false;
}
#define BEGINS(clean, at, words) begins(clean, at, words, sizeof(words) / sizeof *(words))

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

/* "số 31/2024/QH15"; in "Dân số 2003" it is part of the name. */
static bool is_numbered(struct vt_str clean, size_t at)
{
    size_t said = vt_skip_words(clean, at, "so"), next = vt_skip_space(clean, said, SPACE_MAX);
    struct vt_letter c = vt_letter_at(clean, next);
    int year;
    return said > at && (c.base == ':' || (c.kind == VT_DIGIT && !year_at(clean, next, &year)));
}

/* "quy phạm pháp luật", "theo hợp đồng" are parts of names. */
static bool is_of_name(struct vt_str clean, size_t at)
{
    size_t before = vt_skip_space_back(clean, at, SPACE_MAX);
    return (vt_skip_words(clean, at, "luat") > at &&
            vt_skip_words_back(clean, before, "phap") < before) ||
           vt_skip_words(clean, at, "theo hop dong") > at;
}

static bool stops(struct vt_str clean, size_t at, enum name_form form)
{
    if (is_numbered(clean, at))
        return true;
    if (is_of_name(clean, at))
        return false;
    size_t skipped = form == NAME_AMENDS ? AMENDED : 0;
    return begins(clean, at, STOPS + skipped, sizeof STOPS / sizeof *STOPS - skipped) ||
           (form == NAME_SMALL && BEGINS(clean, at, SMALL_STOPS));
}

/* Reads words from `at` up to a date or a year. */
static bool name_read(struct name *out, struct vt_str clean, size_t at, enum name_form form)
{
    size_t begin = at, limit = at + NAME_MAX_BYTES, end = at;
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
        bool count = form == NAME_AMENDS && c.kind == VT_DIGIT; /* "của 37 Luật có liên quan" */
        bool proper = form == NAME && at == begin; /* "Tài nguyên nước" is no "tại" */
        if ((!vt_is_letter(c) && !count) ||
            (proper ? is_numbered(clean, at) : stops(clean, at, form)))
            return false;
        end = count ? vt_skip_digits(clean, at) : vt_skip_letters(clean, at);
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

static bool all_capitals(struct vt_str text)
{
    for (size_t at = 0; at < text.len; at += vt_letter_at(text, at).size)
        if (vt_letter_at(text, at).kind == VT_LOWER)
            return false;
    return true;
}

/* The name as a law is cited, "Đất đai": each run of white space as one blank, its first letter a
 * capital (but "sửa đổi, bổ sung ..."), and not all of them. */
static char *as_cited(struct vt_arena *arena, struct vt_str text)
{
    bool amends = vt_skip_words(text, 0, "sua doi") > 0;
    char *copy = vt_arena_str(arena, text), *out = copy;
    bool lower = all_capitals(text);
    for (size_t at = 0; copy && at < text.len;) {
        size_t next = vt_skip_space(text, at, text.len);
        struct vt_letter c = vt_letter_at(text, at);
        if (next > at) {
            *out++ = ' ';
            at = next;
            continue;
        }
        memcpy(out, text.p + at, c.size);
        if (at == 0 && !amends)
            vt_letter_to(out, c, VT_UPPER);
        else if (lower)
            vt_letter_to(out, c, VT_LOWER);
        out += c.size;
        at += c.size;
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
    const char *words = as_cited(f->arena, vt_str_sub(f->clean, name_at, name->end));
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

/* The word before makes it no law: "pháp luật", "kỷ luật", "dự thảo luật". */
static bool other_word(struct vt_str clean, size_t start)
{
    static const char *const words[] = {"phap",    "ky",    "quy", "he thong",
                                        "du thao", "du an", "khoa"};
    size_t end = vt_skip_space_back(clean, start, SPACE_MAX);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (vt_skip_words_back(clean, end, words[i]) < end)
            return true;
    return false;
}

/* How the name that begins at `at` is written; false: it is none. */
static bool form_of(enum name_form *out, struct vt_str clean, size_t start, size_t at)
{
    struct vt_letter c = vt_letter_at(clean, at);
    *out = vt_skip_words(clean, at, "sua doi") > at ? NAME_AMENDS
           : c.kind == VT_UPPER                     ? NAME
                                                    : NAME_SMALL;
    bool small_type = vt_letter_at(clean, start).kind == VT_LOWER;
    if (*out == NAME_SMALL && (small_type || BEGINS(clean, at, NO_NAMES)))
        return false; /* "37 luật có liên quan đến quy hoạch năm 2018" is none */
    return vt_is_letter(c) && !((small_type || *out == NAME_SMALL) && other_word(clean, start));
}

/* "Luật <name>" whose name begins at `at`. */
static vanthu_status law(struct vt_founds *founds, size_t start, const char *type, size_t at,
                         size_t *end)
{
    struct vt_str clean = founds->clean;
    struct name name;
    enum name_form form;
    size_t begin = vt_skip_space(clean, at, SPACE_MAX);
    if (!form_of(&form, clean, start, begin) || !name_read(&name, clean, begin, form))
        return VANTHU_OK;
    size_t behind = name.year_end ? name.year_end : name.date.end;
    size_t next = vt_skip_space(clean, behind, SPACE_MAX);
    if (is_numbered(clean, next) || of_another(clean, behind))
        return VANTHU_OK;
    *end = behind;
    return add(founds, start, type, begin, &name);
}

/* `word` before the space before `at`, and behind the last mention: where it begins, else `at`. */
static size_t with_word(const struct vt_founds *founds, size_t at, const char *word)
{
    struct vt_str clean = founds->clean;
    size_t end = vt_skip_space_back(clean, at, SPACE_MAX);
    size_t begin = end < at ? vt_skip_words_back(clean, end, word) : end;
    return begin < end && begin >= vt_founds_end(founds) ? begin : at;
}

/* "Bộ" before the space before `at`, with its mark or without any ("bãi bỏ Luật ..." has another):
 * where it begins, else `at`. */
static size_t with_code(const struct vt_founds *founds, size_t at)
{
    struct vt_str clean = founds->clean;
    size_t begin = with_word(founds, at, "bo");
    struct vt_str vowel = vt_str_sub(clean, begin + 1, vt_skip_space_back(clean, at, SPACE_MAX));
    bool meant = vowel.len == 1 || vt_str_eq(vowel, VT_STR("ộ")) || vt_str_eq(vowel, VT_STR("Ộ"));
    return begin < at && meant ? begin : at;
}

vanthu_status vt_named_read(struct vt_founds *founds, size_t at, size_t *end)
{
    struct vt_str clean = founds->clean;
    if (vt_is_word(vt_letter_before(clean, at)))
        return VANTHU_OK;
    size_t begin = vt_skip_words(clean, at, "hien phap"), start;
    if (begin > at)
        return constitution(founds, at, begin, end);
    if ((begin = vt_skip_words(clean, at, "luat")) > at) {
        start = with_code(founds, at);
        return law(founds, start, start < at ? "Bộ luật" : "Luật", begin, end);
    }
    begin = vt_skip_words(clean, at, "lenh");
    start = begin > at ? with_word(founds, at, "phap") : at;
    return start < at ? law(founds, start, "Pháp lệnh", begin, end) : VANTHU_OK;
}
