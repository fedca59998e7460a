/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * short.c: documents cited by number alone: "KH 58 của UBND tỉnh", "Nghị định 30".
 *
 * Counting is told from citing by what stands about the number: "số", an abbreviation, a word that
 * closes the citation, or a full mention of the same type and number elsewhere in the document.
 */
#include "ref/found.h"

#include "ref/letters.h"

#include <stdio.h>
#include <stdlib.h>

enum { SPACE_MAX = 8, DIGITS_MAX = 5 };

/* Units: what follows a count. */
static const char *const UNITS[] = {
    "nam",      "thang", "ngay",      "quy",  "tuan",  "gio",  "nguoi",    "van ban",
    "don vi",   "ty",    "trieu",     "lan",  "muc",   "diem", "noi dung", "nhiem vu",
    "chi tieu", "xa",    "huyen",     "phan", "dong",  "de",   "doi",      "to",
    "ky",       "buoc",  "giai doan", "cap",  "chieu", "loai", "quan"};

/* Words that close a citation. */
static const char *const CLOSERS[] = {"cua",         "ve",      "ngay",      "quy dinh", "ban hanh",
                                      "thi",         "va",      "hoac",      "nay",      "da",
                                      "co hieu luc", "sua doi", "huong dan", "duoc"};

static bool any_at(struct vt_str clean, size_t at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (vt_skip_words(clean, at, words[i]) > at)
            return true;
    return false;
}
#define ANY_AT(clean, at, words) any_at(clean, at, words, sizeof(words) / sizeof *(words))

/* The number goes on: a decimal, a ratio, a range, a unit glued to it. */
static bool goes_on(struct vt_str clean, size_t end)
{
    struct vt_letter c = vt_letter_at(clean, end);
    if (vt_is_letter(c) || (c.base && strchr("/-%:&_", c.base)))
        return true;
    return c.base && strchr(".,", c.base) && vt_letter_at(clean, end + 1).kind == VT_DIGIT;
}

static bool closes(struct vt_str clean, size_t end)
{
    size_t next = vt_skip_space(clean, end, SPACE_MAX);
    struct vt_letter c = vt_letter_at(clean, next);
    if (c.kind == VT_END)
        return true;
    return (c.base && strchr(",.;:)\"", c.base)) || ANY_AT(clean, next, CLOSERS);
}

/* A number that recognition has split: "Nghị định số 1 13/2017/NĐ-CP". */
static bool is_split(struct vt_str clean, size_t end)
{
    struct vt_symbol symbol;
    size_t second = end + 1;
    return end < clean.len && strchr(" \n", clean.p[end]) && clean.p[end] &&
           vt_letter_at(clean, second).kind == VT_DIGIT &&
           vt_symbol_read(&symbol, clean, second, false) &&
           vt_split_number(&symbol, clean, second) < second;
}

/* "mẫu báo cáo số 1", "biểu báo cáo số 2" are forms; of "pháp luật" the type is no word. */
static bool is_no_type(struct vt_str clean, size_t start)
{
    size_t end = vt_skip_space_back(clean, start, SPACE_MAX);
    return vt_skip_words_back(clean, end, "mau") < end ||
           vt_skip_words_back(clean, end, "bieu") < end ||
           vt_skip_words_back(clean, end, "phap") < end;
}

/* "/2020" behind the number, and nothing that would make it more or a date. */
static size_t year_end(struct vt_str clean, size_t at, int *year)
{
    if (at >= clean.len || clean.p[at] != '/')
        return at;
    size_t end = vt_skip_digits(clean, at + 1);
    unsigned value = vt_decimal(vt_str_sub(clean, at + 1, end));
    if (end - at != 5 || value < 1945 || value > 2099 || goes_on(clean, end))
        return at;
    *year = (int)value;
    return end;
}

enum verdict { NOT_ONE, WITH_FULL, SURE };

static enum verdict judge(struct vt_str clean, const struct vt_left *left, size_t at, size_t end,
                          bool dated)
{
    size_t next = vt_skip_space(clean, end, SPACE_MAX);
    bool year = end - at == 4 && vt_decimal(vt_str_sub(clean, at, end)) >= 1945 &&
                vt_decimal(vt_str_sub(clean, at, end)) <= 2099;
    if (ANY_AT(clean, next, UNITS))
        return NOT_ONE;
    if (!dated && (left->type->forms & VT_LISTED))
        return WITH_FULL;
    if (left->said || dated)
        return left->colon || (left->broken && !left->capital) ? WITH_FULL : SURE;
    if (left->broken || year)
        return WITH_FULL;
    if (left->abbreviated)
        return closes(clean, end) ? SURE : WITH_FULL;
    return (left->type->forms & VT_SHORT) && left->capital && closes(clean, end) ? SURE : WITH_FULL;
}

static vanthu_status add(struct vt_founds *founds, const struct vt_left *left, size_t at,
                         size_t number_end, size_t end, int year)
{
    struct vt_found *found = vt_founds_add(founds);
    struct vt_str number = vt_str_sub(founds->clean, at, number_end);
    const char *symbol = left->type->abbreviation;
    char canonical[VT_CANONICAL_MAX];
    bool decree = strcmp(left->type->name, "Nghị định") == 0; /* only the Government issues them */
    if (year)
        snprintf(canonical, sizeof canonical, "%.*s/%d/%s%s", VT_STR_ARG(number), year, symbol,
                 decree ? "-CP" : "");
    else
        snprintf(canonical, sizeof canonical, "%.*s%s%s", VT_STR_ARG(number), *symbol ? "/" : "",
                 symbol);
    if (!found)
        return VANTHU_NO_MEMORY;
    found->m.kind = VANTHU_SHORT;
    found->m.start = left->start;
    found->m.end = end;
    found->m.type = left->type->name;
    found->m.number = vt_arena_str(founds->arena, number);
    found->m.symbol = *symbol ? symbol : NULL;
    found->m.year_in_symbol = year;
    found->m.canonical = vt_arena_str(founds->arena, vt_str(canonical));
    return found->m.number && found->m.canonical ? VANTHU_OK : VANTHU_NO_MEMORY;
}

vanthu_status vt_short_read(struct vt_founds *founds, size_t at, size_t *end)
{
    struct vt_str clean = founds->clean;
    size_t number_end = vt_skip_digits(clean, at);
    struct vt_left left;
    int year = 0;
    size_t behind = year_end(clean, number_end, &year);
    if (number_end - at > DIGITS_MAX || goes_on(clean, behind) || is_split(clean, number_end))
        return VANTHU_OK;
    vt_left_read(&left, clean, at);
    if (!left.type || left.start < vt_founds_end(founds) || is_no_type(clean, left.start))
        return VANTHU_OK;
    if (year && !(left.type->forms & VT_NORM))
        return VANTHU_OK;
    struct vt_dated_at date;
    bool dated = vt_right_date(&date, clean, behind) && clean.p[date.start] == 'n';
    enum verdict verdict = year ? SURE : judge(clean, &left, at, number_end, dated);
    if (verdict == NOT_ONE)
        return VANTHU_OK;
    vanthu_status status = add(founds, &left, at, number_end, behind, year);
    if (!status) {
        founds->items[founds->count - 1].needs_full = verdict == WITH_FULL;
        *end = behind;
    }
    return status;
}

/* ---- settling -----------------------------------------------------------------------------------
 */

static const char *without_zeros(const char *number)
{
    while (number && *number == '0' && number[1])
        number++;
    return number ? number : "";
}

static int compare_cited(const struct vt_found *a, const struct vt_found *b)
{
    int c = strcmp(a->m.type ? a->m.type : "", b->m.type ? b->m.type : "");
    return c ? c : strcmp(without_zeros(a->m.number), without_zeros(b->m.number));
}

static int compare_places(const void *a, const void *b)
{
    const struct vt_found *const *x = a, *const *y = b;
    int c = compare_cited(*x, *y);
    return c ? c : ((*x)->m.start > (*y)->m.start) - ((*x)->m.start < (*y)->m.start);
}

/* The last of `full` (sorted) with the type and number of `s` before it, else the first one. */
static const struct vt_found *full_form(const struct vt_found *const *full, size_t count,
                                        const struct vt_found *s)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(&full[middle], &s) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && compare_cited(full[low - 1], s) == 0)
        return full[low - 1];
    return low < count && compare_cited(full[low], s) == 0 ? full[low] : NULL;
}

vanthu_status vt_short_settle(struct vt_founds *founds)
{
    const struct vt_found **full = vt_arena_array(founds->arena, founds->count, sizeof *full);
    size_t full_count = 0, kept = 0;
    if (!full && founds->count)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < founds->count; i++)
        if (founds->items[i].m.kind == VANTHU_FULL)
            full[full_count++] = &founds->items[i];
    if (full_count)
        qsort(full, full_count, sizeof *full, compare_places);
    for (size_t i = 0; i < founds->count; i++) {
        struct vt_found *f = &founds->items[i];
        const struct vt_found *whole =
            f->m.kind == VANTHU_SHORT ? full_form(full, full_count, f) : NULL;
        if (whole && (!f->m.year_in_symbol || f->m.year_in_symbol == whole->m.year_in_symbol))
            f->m.canonical = whole->m.canonical;
        f->needs_full = f->needs_full && !whole;
    }
    for (size_t i = 0; i < founds->count; i++)
        if (!founds->items[i].needs_full)
            founds->items[kept++] = founds->items[i];
    founds->count = kept;
    return VANTHU_OK;
}
