/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan-number.c: what begins with digits: dates, symbols of documents, numbers and their units. */
#include "date.h"
#include "scan.h"
#include "tables.h"

/* Queues the runs of letters and digits in [at, end). */
static void pieces_between(struct vt_scan *scan, size_t at, size_t end)
{
    struct vt_str s = vt_str_sub(scan->s, 0, end);
    while (at < end) {
        if (!vt_scan_alnum(s, at)) {
            at++;
            continue;
        }
        struct vt_run run = vt_scan_run(s, at);
        vt_scan_piece(scan, run.start, run.end, run.letters ? VT_WORD : VT_NUMBER);
        at = run.end;
    }
}

static void date_extra(struct vt_scan *scan, struct vt_date date, size_t piece, size_t start,
                       size_t end)
{
    char iso[11];
    vt_date_format(iso, date);
    vt_extra_text(vt_scan_extra(scan, piece, start, end), vt_str(iso));
}

bool vt_scan_date_words(struct vt_scan *scan, size_t at)
{
    struct vt_date date;
    size_t len = vt_date_read_words(&date, vt_str_sub(scan->s, at, scan->s.len));
    bool from_day = (scan->s.p[at] | 0x20) == 'n';
    if (len == 0 || (from_day && date.day == 0))
        return false; /* with the day left blank the date begins at its month */
    pieces_between(scan, at, at + len);
    if (date.month)
        date_extra(scan, date, 0, at, at + len);
    scan->at = at + len;
    return true;
}

static size_t digits_end(struct vt_str s, size_t at)
{
    while (vt_scan_digit(s, at))
        at++;
    return at;
}

/* 19-20/9/2019: the end of "19-", with the day before; 0: no range. */
static size_t range_start(struct vt_str s, size_t at, int *day)
{
    size_t end = digits_end(s, at);
    if (end - at > 2)
        return 0;
    *day = s.p[at] - '0';
    if (end - at == 2)
        *day = *day * 10 + s.p[at + 1] - '0';
    end += vt_scan_char(s, end) == ' ';
    if (vt_scan_char(s, end) != '-' || *day < 1 || *day > 31)
        return 0;
    end++;
    end += vt_scan_char(s, end) == ' ';
    return vt_scan_digit(s, end) ? end : 0;
}

static bool date_range(struct vt_scan *scan, size_t at)
{
    struct vt_date date;
    int day;
    size_t from = range_start(scan->s, at, &day);
    size_t len = from ? vt_date_read_numbers(&date, vt_str_sub(scan->s, from, scan->s.len)) : 0;
    if (len == 0 || date.day == 0)
        return false;
    pieces_between(scan, at, from + len);
    date_extra(scan, (struct vt_date){date.year, date.month, day}, 0, at, from + len);
    date_extra(scan, date, 1, from, from + len);
    scan->at = from + len;
    return true;
}

bool vt_scan_date_numbers(struct vt_scan *scan, size_t at)
{
    struct vt_date date;
    struct vt_str s = scan->s;
    if (digits_end(vt_str_sub(s, 0, at + 3), at) > at + 2)
        return false;
    size_t len = vt_date_read_numbers(&date, vt_str_sub(s, at, s.len));
    if (len == 0)
        return date_range(scan, at);
    if (date.day == 0 && at > 1 && s.p[at - 1] == '/' && vt_scan_digit(s, at - 2))
        return false; /* 45/12/2021 is no month */
    pieces_between(scan, at, at + len);
    date_extra(scan, date, 0, at, at + len);
    scan->at = at + len;
    return true;
}

/* ---- symbols: 58/KH-UBND, 47/2020/NĐ-CP, 15-CTr/TU, 84:2021/BTTTT ---------------------------- */

/* A part of a symbol: two capitals in it, or nothing but one or two. */
static bool symbol_part(struct vt_str s, size_t at, struct vt_run *part)
{
    uint32_t point;
    if (at >= s.len)
        return false;
    vt_point(vt_str_sub(s, at, s.len), &point);
    if (vt_class(point) != VT_LETTER)
        return false;
    *part = vt_scan_run(s, at);
    return part->caps >= 2 || (part->caps == 1 && part->chars == 1);
}

/* Behind the separator between number and letters; 0: there is none. */
static size_t before_letters(struct vt_str s, size_t at)
{
    size_t end = at + (vt_scan_char(s, at) == ' ');
    if (vt_scan_char(s, end) == '/') {
        end++;
        return end + (vt_scan_char(s, end) == ' ');
    }
    return vt_scan_joined(s, at, "-");
}

/* The year in a symbol behind `at`, with the letters behind it: the end of the year; 0: none. */
static size_t symbol_year(struct vt_str s, size_t at, struct vt_run *part)
{
    char c = vt_scan_char(s, at);
    size_t end = digits_end(vt_str_sub(s, 0, at + 6), at + 1);
    if ((c != '/' && c != '-' && c != ':') || end != at + 5)
        return 0;
    if (memcmp(s.p + at + 1, "19", 2) != 0 && memcmp(s.p + at + 1, "20", 2) != 0)
        return 0;
    size_t letters = before_letters(s, end);
    return letters && symbol_part(s, letters, part) ? end : 0;
}

static size_t queue_parts(struct vt_scan *scan, struct vt_run part)
{
    size_t next;
    vt_scan_piece(scan, part.start, part.end, VT_WORD);
    while (scan->pieces_count < VT_PIECES &&
           (next = vt_scan_joined(scan->s, part.end, "-/&")) != 0) {
        struct vt_run more;
        if (!symbol_part(scan->s, next, &more))
            break;
        part = more;
        vt_scan_piece(scan, part.start, part.end, VT_WORD);
    }
    return part.end;
}

bool vt_scan_symbol(struct vt_scan *scan, size_t at)
{
    struct vt_str s = scan->s;
    struct vt_run part;
    size_t number_end = digits_end(s, at), year_end = symbol_year(s, number_end, &part);
    /* "Số: /2021/QĐ-UBND": the number is left blank */
    bool blank = at > 0 && s.p[at - 1] == '/' && !year_end && number_end - at == 4;
    if (!year_end) {
        size_t letters = before_letters(s, number_end);
        if (!letters || !symbol_part(s, letters, &part))
            return false;
    }
    vt_scan_piece(scan, at, number_end, VT_NUMBER);
    if (year_end)
        vt_scan_piece(scan, number_end + 1, year_end, VT_NUMBER);
    size_t first = scan->pieces_count, end = queue_parts(scan, part);
    if (!blank) {
        struct vt_extra *whole = vt_scan_extra(scan, 0, at, end);
        for (size_t i = 0; i < scan->pieces_count; i++) {
            vt_extra_piece(scan, whole, i);
            if (i < first)
                vt_extra_char(whole, '/');
        }
    }
    if (scan->pieces_count - first >= 2) {
        struct vt_extra *letters = vt_scan_extra(scan, first, part.start, end);
        for (size_t i = first; i < scan->pieces_count; i++)
            vt_extra_piece(scan, letters, i);
    }
    scan->at = end;
    return true;
}

/* ---- numbers ----------------------------------------------------------------------------------
 */

static bool is_unit(struct vt_str lower)
{
    static const char *const units[] = {
        "m",    "m2",    "m3",    "dm",   "dm2",  "dm3",   "cm",    "cm2", "cm3", "mm",    "mm2",
        "km",   "km2",   "hm",    "hm2",  "ha",   "kg",    "mg",    "ml",  "lít", "hz",    "khz",
        "mhz",  "ghz",   "w",     "kw",   "mw",   "kwh",   "kva",   "v",   "kv",  "kb",    "mb",
        "gb",   "tb",    "mbps",  "gbps", "đ",    "vnđ",   "đồng",  "usd", "giờ", "phút",  "giây",
        "ngày", "tuần",  "tháng", "quý",  "năm",  "tạ",    "tấn",   "tỷ",  "tỉ",  "triệu", "nghìn",
        "ngàn", "người", "hộ",    "lần",  "điểm", "trang", "phiếu",
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (vt_str_eq(lower, vt_str(units[i])))
            return true;
    return false;
}

/* Digits and a unit without a space: 27m2, 25MHz. */
static bool with_unit(struct vt_scan *scan, size_t at, size_t digits)
{
    struct vt_run run = vt_scan_run(scan->s, at);
    struct vt_piece unit = {digits, run.end, VT_WORD};
    if (run.end - digits > 12 || !is_unit(vt_scan_text(scan, &unit)))
        return false;
    vt_scan_piece(scan, at, digits, VT_NUMBER);
    vt_scan_piece(scan, digits, run.end, VT_WORD);
    scan->at = run.end;
    return true;
}

/* Groups of digits joined by dots. */
struct groups {
    size_t count, end;
    bool address;   /* four groups up to 255; 1.000.000.000 is none, for its zeros */
    bool thousands; /* groups of three behind the first */
};

static struct groups read_groups(struct vt_str s, size_t at)
{
    struct groups g = {.count = 0, .end = at, .address = true, .thousands = true};
    for (;;) {
        size_t begin = g.end, end = digits_end(s, begin), len = end - begin;
        if (len > 3 || (len == 3 && memcmp(s.p + begin, "255", 3) > 0) ||
            (len > 1 && s.p[begin] == '0'))
            g.address = false;
        if (g.count ? len != 3 : len > 3 || s.p[begin] == '0')
            g.thousands = false;
        g.count++;
        g.end = end;
        if (vt_scan_char(s, end) != '.' || !vt_scan_digit(s, end + 1))
            break;
        g.end = end + 1;
    }
    g.address = g.address && g.count == 4;
    g.thousands = g.thousands && g.count > 1 && !g.address;
    return g;
}

/* ",142" behind a number: its end; 0: none, or one of a list of numbers. */
static size_t decimals(struct vt_str s, size_t at, size_t end)
{
    if (vt_scan_char(s, end) != ',' || !vt_scan_digit(s, end + 1))
        return 0;
    size_t fraction = digits_end(s, end + 1);
    bool list = (vt_scan_char(s, fraction) == ',' && vt_scan_digit(s, fraction + 1)) ||
                (at > 1 && s.p[at - 1] == ',' && vt_scan_digit(s, at - 2));
    return list ? 0 : fraction;
}

/* 3,4 may be a decimal or two numbers: it is found as both. */
static void two_numbers(struct vt_scan *scan, size_t at)
{
    vt_scan_piece(scan, at, at + 1, VT_NUMBER);
    vt_scan_piece(scan, at + 2, at + 3, VT_NUMBER);
    vt_extra_text(vt_scan_extra(scan, 0, at, at + 3), vt_str_sub(scan->s, at, at + 3));
}

/* 58/kh-ubnd: the number belongs to the words joined to it. */
static bool number_begins_chunk(struct vt_scan *scan, size_t at, size_t end)
{
    size_t next = vt_scan_joined(scan->s, end, "-&./");
    if (!next || vt_scan_digit(scan->s, next))
        return false;
    struct vt_run run = vt_scan_run(scan->s, at);
    return vt_scan_chunk(scan, &run);
}

bool vt_scan_number(struct vt_scan *scan, size_t at)
{
    struct vt_str s = scan->s;
    struct groups g = read_groups(s, at);
    size_t fraction = g.count == 1 || g.thousands ? decimals(s, at, g.end) : 0;
    enum vt_piece_kind kind = g.thousands               ? VT_THOUSANDS
                              : g.count > 1 || fraction ? VT_WORD
                                                        : VT_NUMBER;
    if (kind == VT_NUMBER && vt_scan_alnum(s, g.end))
        return with_unit(scan, at, g.end);
    if (kind == VT_NUMBER && number_begins_chunk(scan, at, g.end))
        return true;
    scan->at = fraction ? fraction : g.end;
    if (fraction == at + 3)
        two_numbers(scan, at);
    else
        vt_scan_piece(scan, at, scan->at, kind);
    return true;
}
