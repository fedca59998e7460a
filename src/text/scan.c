/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan.c: which rule a construct falls under; words, words with a number, Khmer. */
#include "scan.h"
#include "clean-char.h"
#include "fold.h"
#include "syllable.h"
#include "tables.h"

#include <utf8proc.h>

enum vt_class vt_class(uint32_t point)
{
    if (vt_letter(point)->lower)
        return VT_LETTER;
    if (point < 0x80)
        return point >= '0' && point <= '9' ? VT_DIGIT : VT_SEPARATOR;
    if (point == 0x20AB)
        return VT_CURRENCY;
    if (vt_is_khmer(point)) {
        if (point >= 0x17E0 && point <= 0x17E9)
            return VT_KHMER_DIGIT;
        return point < 0x17D4 || point == 0x17D7 || point == 0x17DC || point == 0x17DD
                   ? VT_KHMER
                   : VT_SEPARATOR;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO)
        return VT_LETTER;
    if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME)
        return VT_MARK;
    return category == UTF8PROC_CATEGORY_ND ? VT_LETTER : VT_SEPARATOR;
}

static size_t point_at(struct vt_str s, size_t at, uint32_t *point)
{
    return vt_point((struct vt_str){s.p + at, s.len - at}, point);
}

static bool is_upper(uint32_t point)
{
    const struct vt_letter *letter = vt_letter(point);
    if (letter->lower)
        return letter->upper;
    return point >= 0x80 && utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_LU;
}

struct vt_run vt_scan_run(struct vt_str s, size_t at)
{
    struct vt_run run = {.start = at, .end = at};
    uint32_t point;
    while (run.end < s.len) {
        size_t len = point_at(s, run.end, &point);
        const struct vt_letter *letter = vt_letter(point);
        enum vt_class class = letter->lower ? VT_LETTER : vt_class(point);
        if (class != VT_LETTER && class != VT_DIGIT && (class != VT_MARK || run.end == at))
            break;
        run.end += len;
        run.chars += class != VT_MARK;
        run.letters += class == VT_LETTER;
        run.digits += class == VT_DIGIT;
        run.caps += letter->lower ? letter->upper : is_upper(point);
    }
    return run;
}

bool vt_scan_alnum(struct vt_str s, size_t at)
{
    uint32_t point;
    if (at >= s.len)
        return false;
    point_at(s, at, &point);
    enum vt_class class = vt_class(point);
    return class == VT_LETTER || class == VT_DIGIT;
}

static bool capital_or_digit(struct vt_str s, size_t at)
{
    uint32_t point;
    if (at >= s.len)
        return false;
    point_at(s, at, &point);
    return vt_class(point) == VT_DIGIT || is_upper(point);
}

size_t vt_scan_join(struct vt_str s, size_t at, const char *joiners)
{
    char c = vt_scan_char(s, at);
    if (c == '\0' || !strchr(joiners, c))
        return 0;
    at++;
    if (vt_scan_alnum(s, at))
        return at;
    if (c != '-')
        return 0;
    size_t end = at;
    while (end - at < 16 && (vt_scan_char(s, end) == '\n' || vt_scan_char(s, end) == '\r'))
        end++;
    return end > at && capital_or_digit(s, end) ? end : 0;
}

void vt_scan_piece(struct vt_scan *scan, size_t start, size_t end, enum vt_piece_kind kind)
{
    if (scan->pieces_count < VT_PIECES)
        scan->pieces[scan->pieces_count++] = (struct vt_piece){start, end, kind};
}

struct vt_extra *vt_scan_extra(struct vt_scan *scan, size_t piece, size_t start, size_t end)
{
    struct vt_extra *extra = &scan->extras[scan->extras_count++];
    extra->piece = piece;
    extra->start = start;
    extra->end = end;
    extra->len = 0;
    return extra;
}

void vt_extra_text(struct vt_extra *extra, struct vt_str text)
{
    if (text.len > sizeof extra->text - extra->len)
        return;
    memcpy(extra->text + extra->len, text.p, text.len);
    extra->len += text.len;
}

void vt_extra_char(struct vt_extra *extra, char c)
{
    vt_extra_text(extra, (struct vt_str){&c, 1});
}

void vt_extra_piece(struct vt_scan *scan, struct vt_extra *extra, size_t i)
{
    vt_extra_text(extra, vt_scan_text(scan, &scan->pieces[i]));
}

struct vt_str vt_scan_cut(struct vt_str s)
{
    size_t end = 0, chars = 0;
    if (s.len <= VT_TOKEN_CHARS)
        return s;
    for (; end < s.len && chars < VT_TOKEN_CHARS; chars++) {
        uint32_t point;
        end += point_at(s, end, &point);
    }
    return vt_str_sub(s, 0, end);
}

static struct vt_str number_text(struct vt_str s)
{
    if (s.len <= 3)
        while (vt_scan_digit(s, 1) && s.p[0] == '0')
            s = vt_str_sub(s, 1, s.len);
    return vt_scan_cut(s);
}

/* Case folds ASCII and Vietnamese; false at anything else. */
static bool lower_text(struct vt_buf *out, struct vt_str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t point;
        i += point_at(s, i, &point);
        const struct vt_letter *letter = vt_letter(point);
        if (!letter->lower && point >= 0x80)
            return false;
        out->len += vt_utf8_encode(out->p + out->len, letter->lower ? letter->lower : point);
    }
    return true;
}

struct vt_str vt_scan_text(struct vt_scan *scan, const struct vt_piece *piece)
{
    struct vt_str s = vt_str_sub(scan->s, piece->start, piece->end);
    struct vt_buf *out = &scan->scratch;
    out->len = 0;
    if (piece->kind == VT_NUMBER)
        return number_text(s);
    if (piece->kind == VT_THOUSANDS) {
        for (size_t i = 0; i < s.len && out->len < VT_TOKEN_CHARS; i++)
            if (s.p[i] != '.')
                out->p[out->len++] = s.p[i];
        return vt_buf_str(out);
    }
    s = vt_scan_cut(s);
    if (lower_text(out, s))
        return vt_buf_str(out);
    out->len = 0;
    if (vt_str_eq(s, VT_STR("₫")))
        return VT_STR("đ");
    if (vt_fold(out, s, VT_L0) != VANTHU_OK) /* of more than 64 letters that join */
        return s;
    return vt_scan_cut(vt_buf_str(out));
}

bool vt_scan_foreign(struct vt_scan *scan, const struct vt_run *run)
{
    struct vt_piece piece = {run->start, run->end, VT_WORD};
    return run->digits == 0 && vt_syllable(vt_scan_text(scan, &piece)) == VT_NOT_SYLLABLE;
}

/* Covid - 19: a foreign word, a dash with a space on a side, one to three digits. */
static bool spaced_number(struct vt_scan *scan, const struct vt_run *run)
{
    struct vt_str s = scan->s;
    size_t at = run->end, spaces = 0;
    at += vt_scan_char(s, at) == ' ' ? (spaces++, 1) : 0;
    if (vt_scan_char(s, at++) != '-')
        return false;
    at += vt_scan_char(s, at) == ' ' ? (spaces++, 1) : 0;
    if (spaces == 0 || !vt_scan_digit(s, at))
        return false;
    struct vt_run number = vt_scan_run(s, at);
    size_t after = number.end + (vt_scan_char(s, number.end) == ' ');
    if (number.letters || number.digits > 3 || vt_scan_joined(s, number.end, "-./,:&") ||
        vt_scan_char(s, after) == '/' || !vt_scan_foreign(scan, run))
        return false;
    vt_scan_piece(scan, run->start, run->end, VT_WORD);
    vt_scan_piece(scan, number.start, number.end, VT_NUMBER);
    struct vt_extra *extra = vt_scan_extra(scan, 0, run->start, number.end);
    vt_extra_piece(scan, extra, 0);
    vt_extra_piece(scan, extra, 1);
    scan->at = number.end;
    return true;
}

/* http:// and its like are passed over. */
static bool scheme(struct vt_scan *scan, const struct vt_run *run)
{
    struct vt_piece piece = {run->start, run->end, VT_WORD};
    if (!vt_str_starts(vt_str_sub(scan->s, run->end, scan->s.len), VT_STR("://")))
        return false;
    struct vt_str text = vt_scan_text(scan, &piece);
    if (!vt_str_eq(text, VT_STR("http")) && !vt_str_eq(text, VT_STR("https")) &&
        !vt_str_eq(text, VT_STR("ftp")))
        return false;
    scan->at = run->end + 3;
    return true;
}

/* Has the length of "ngày" or "tháng"; the number may be glued to it. */
static bool may_begin_date(struct vt_str s, const struct vt_run *run)
{
    char first = s.p[run->start] | 0x20;
    return (first == 'n' && run->letters == 4) || (first == 't' && run->letters == 5);
}

static void scan_word(struct vt_scan *scan, size_t at)
{
    struct vt_run run = vt_scan_run(scan->s, at);
    char next = vt_scan_char(scan->s, run.end);
    if (next == ':' && scheme(scan, &run))
        return;
    if (next != ' ' && next && strchr(".@-_+%", next) && vt_scan_host(scan, at))
        return;
    if (may_begin_date(scan->s, &run) && vt_scan_date_words(scan, at))
        return;
    if ((next == '-' || (next == ' ' && vt_scan_char(scan->s, run.end + 1) == '-')) &&
        spaced_number(scan, &run))
        return;
    if (vt_scan_chunk(scan, &run))
        return;
    vt_scan_piece(scan, run.start, run.end, VT_WORD);
    scan->at = run.end;
}

static void scan_digits(struct vt_scan *scan, size_t at)
{
    size_t end = at;
    while (vt_scan_digit(scan->s, end) || (vt_scan_char(scan->s, end) == '.' && end - at < 16))
        end++;
    struct vt_run run = {.start = at};
    char next = vt_scan_char(scan->s, end);
    bool latin = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
    if ((latin || (next && strchr("@-_", next))) && vt_scan_host(scan, at))
        return;
    if (vt_scan_date_numbers(scan, at) || vt_scan_symbol(scan, at) || vt_scan_number(scan, at))
        return;
    run = vt_scan_run(scan->s, at);
    if (vt_scan_chunk(scan, &run))
        return;
    vt_scan_piece(scan, run.start, run.end, VT_WORD);
    scan->at = run.end;
}

static void scan_khmer(struct vt_scan *scan, size_t at, enum vt_class class)
{
    size_t end = at;
    while (end < scan->s.len) {
        uint32_t point;
        size_t len = point_at(scan->s, end, &point);
        bool joiner = class == VT_KHMER && (point == 0x200C || point == 0x200D);
        if (!joiner && vt_class(point) != class)
            break;
        end += len;
    }
    vt_scan_piece(scan, at, end, VT_WORD);
    scan->at = end;
    if (class != VT_KHMER_DIGIT)
        return;
    struct vt_extra *extra = vt_scan_extra(scan, 0, at, end);
    for (size_t i = at; i < end && extra->len < VT_TOKEN_CHARS; i += 3)
        vt_extra_char(extra, (char)('0' + (scan->s.p[i + 2] & 0x3F) - 0x20));
}

/* The next character that begins a construct. */
static enum vt_class skip(struct vt_scan *scan)
{
    while (scan->at < scan->s.len) {
        uint32_t point;
        if (scan->s.p[scan->at] == ' ') {
            scan->at++;
            continue;
        }
        size_t len = point_at(scan->s, scan->at, &point);
        enum vt_class class = vt_class(point);
        if (class != VT_SEPARATOR && class != VT_MARK)
            return class;
        scan->at += len;
    }
    return VT_SEPARATOR;
}

bool vt_scan_next(struct vt_scan *scan)
{
    scan->pieces_count = scan->extras_count = 0;
    while (scan->pieces_count == 0) {
        enum vt_class class = skip(scan);
        switch (class) {
        case VT_LETTER:
            scan_word(scan, scan->at);
            break;
        case VT_DIGIT:
            scan_digits(scan, scan->at);
            break;
        case VT_KHMER:
        case VT_KHMER_DIGIT:
            scan_khmer(scan, scan->at, class);
            break;
        case VT_CURRENCY:
            vt_scan_piece(scan, scan->at, scan->at + 3, VT_WORD);
            scan->at += 3;
            break;
        default:
            return false;
        }
    }
    return true;
}
