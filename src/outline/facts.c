/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c: the parts of an administrative document by Decree 30/2020/NĐ-CP, annex I: the issuing
 * office above its number, place and date beside it, type and title below, recipients at the foot.
 */
#include "outline/outline.h"

#include "base/utf8.h"
#include "outline/lines.h"
#include "text/date.h"

#include <stdio.h>
#include <utf8proc.h>

enum { HEAD_LINES = 40, TITLE_LINES = 6, RECIPIENTS_MAX = 60 };

/* Decree 30/2020/NĐ-CP, Annex III, and the legal normative documents. */
static const char *const TYPES[] = {
    "Nghị quyết",     "Quyết định",    "Chỉ thị",   "Quy chế",         "Quy định",
    "Thông cáo",      "Thông báo",     "Hướng dẫn", "Chương trình",    "Kế hoạch",
    "Phương án",      "Đề án",         "Dự án",     "Báo cáo",         "Biên bản",
    "Tờ trình",       "Hợp đồng",      "Công văn",  "Công điện",       "Bản ghi nhớ",
    "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời",  "Giấy giới thiệu", "Giấy nghỉ phép",
    "Phiếu gửi",      "Phiếu chuyển",  "Phiếu báo", "Thư công",        "Luật",
    "Bộ luật",        "Pháp lệnh",     "Nghị định", "Thông tư",        "Thông tư liên tịch",
    "Lệnh",
};

/* How the name of an office begins. */
static const char *const OFFICES[] = {
    "Ủy ban nhân dân",
    "UBND",
    "Hội đồng nhân dân",
    "HĐND",
    "Sở",
    "Bộ",
    "Tổng cục",
    "Cục",
    "Chi cục",
    "Phòng",
    "Ban",
    "Văn phòng",
    "Trung tâm",
    "Thanh tra",
    "Viện",
    "Tỉnh ủy",
    "Chính phủ",
    "Quốc hội",
    "Thủ tướng Chính phủ",
    "Kho bạc",
    "Tòa án",
    "Công an",
    "Trường",
    "Quỹ",
};

struct facts_finder {
    struct vt_facts *facts;
    struct vt_arena *arena;
    struct vt_lines lines;
    size_t head; /* lines before the first heading */
    bool no_memory;
};

static char *copy(struct facts_finder *f, struct vt_str s)
{
    char *c = vt_arena_str(f->arena, s);
    f->no_memory |= !c;
    return c;
}

/* ---- office ---- */

static bool names_office(struct vt_str s)
{
    for (size_t i = 0; i < sizeof OFFICES / sizeof *OFFICES; i++) {
        size_t len = strlen(OFFICES[i]);
        if (vt_starts_caseless(s, OFFICES[i]) && (s.len == len || s.p[len] == ' '))
            return true;
    }
    return false;
}

static bool is_own_number(struct vt_str s)
{
    return vt_starts_caseless(s, "Số:") || vt_starts_caseless(s, "Số :");
}

/* What stands left of the national motto on one line. */
static struct vt_str left_column(struct vt_str s)
{
    static const char *const rights[] = {"CỘNG HÒA", "CỘNG HOÀ", "Độc lập"};
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
        const char *at = memmem(s.p, s.len, rights[i], strlen(rights[i]));
        if (at)
            s = vt_str_range(s.p, at);
    }
    const char *tab = s.len ? memchr(s.p, '\t', s.len) : NULL;
    if (tab)
        s = vt_str_range(s.p, tab);
    const char *bar = s.len > 1 ? memchr(s.p + 1, '|', s.len - 1) : NULL;
    if (bar)
        s = vt_str_range(s.p, bar);
    while (s.len && strchr("| *", s.p[0]))
        s = vt_str_sub(s, 1, s.len);
    return vt_str_trim(s);
}

static bool is_type_line(struct vt_str s);

/* Names of offices in capitals do not tell which words have one: the text that uses the name does.
 * Else the first word, and those behind the kind of office or place, get one. */
static char *in_sentence_case(struct facts_finder *f, struct vt_str clean, struct vt_str capitals)
{
    static const char *const kinds[] = {"sở", "bộ", "cục", "phòng", "và"};
    static const char *const places[] = {"tỉnh", "huyện", "thị", "phố", "xã", "phường"};
    uint32_t first = 0, point;
    size_t step = vt_utf8_decode(capitals, &first);
    for (size_t i = 0; step && i + capitals.len <= clean.len + 8 && i < clean.len; i++) {
        struct vt_str there = vt_str_sub(clean, i, i + capitals.len);
        if (memcmp(there.p, capitals.p, there.len < step ? there.len : step) == 0 &&
            vt_same_caseless(there, capitals) && !vt_all_capitals(there))
            return copy(f, there);
    }
    struct vt_buf out = {0};
    bool upper = true, place = false; /* of a place every word has a capital */
    while (capitals.len && !f->no_memory) {
        size_t len = 0, begin = out.len;
        while (len < capitals.len && capitals.p[len] != ' ')
            len++;
        struct vt_str word = vt_str_sub(capitals, 0, len);
        for (bool start = true; word.len; start = false) {
            char bytes[4];
            size_t n = vt_utf8_decode(word, &point);
            int32_t lower = utf8proc_tolower((int32_t)point);
            point = start && upper ? point : (uint32_t)lower;
            f->no_memory |=
                !n || vt_buf_append(&out, bytes, vt_utf8_encode(bytes, point)) != VANTHU_OK;
            word = vt_str_sub(word, n ? n : 1, word.len);
        }
        struct vt_str written = vt_str_sub(vt_buf_str(&out), begin, out.len);
        upper = place;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !upper; k++)
            upper = vt_same_caseless(written, vt_str(kinds[k]));
        for (size_t k = 0; k < sizeof places / sizeof *places && !place; k++)
            upper |= place = vt_same_caseless(written, vt_str(places[k]));
        capitals = vt_str_sub(capitals, len + 1, capitals.len);
        if (capitals.len)
            f->no_memory |= vt_buf_append_char(&out, ' ') != VANTHU_OK;
    }
    char *result = copy(f, vt_buf_str(&out));
    vt_buf_free(&out);
    return result;
}

/* The letterhead: the last line of capitals that names an office, above the number or the type. */
static void find_letterhead(struct facts_finder *f, struct vt_str clean)
{
    struct vt_buf name = {0};
    size_t taken = 0;
    for (size_t i = 0; i < f->head && i < 14; i++) {
        struct vt_str s = left_column(vt_line_text(&f->lines, i));
        if (is_own_number(s) || is_type_line(s))
            break;
        if (!vt_all_capitals(s))
            continue;
        if (names_office(s)) {
            vt_buf_clear(&name);
            f->no_memory |= vt_buf_append_str(&name, s) != VANTHU_OK;
            taken = i;
        } else if (name.len && i == taken + 1 && !strchr("-_=", s.p[0])) {
            f->no_memory |= vt_buf_printf(&name, " %.*s", VT_STR_ARG(s)) != VANTHU_OK;
        }
    }
    if (name.len)
        f->facts->office = in_sentence_case(f, clean, vt_buf_str(&name));
    vt_buf_free(&name);
}

/* "…, Sở Thông tin và Truyền thông báo cáo …": the office that reports. */
static void find_reporting_office(struct facts_finder *f, struct vt_str clean)
{
    static const char verb[] = " báo cáo";
    struct vt_str head = vt_str_sub(clean, 0, 4000);
    const char *p = head.p, *end = head.p + head.len;
    while (p && p < end && (p = memmem(p, (size_t)(end - p), verb, sizeof verb - 1))) {
        for (const char *q = p; q > head.p && p - q < 120; q--) {
            if (q[-1] != ' ' && q[-1] != '\n')
                continue;
            struct vt_str name = vt_str_range(q, p);
            if (memchr(name.p, ',', name.len) || memchr(name.p, '.', name.len))
                break;
            bool subject = q - head.p < 2 || q[-1] == '\n' || q[-2] == ',' || q[-2] == ';';
            if (subject && vt_begins_upper(name) && names_office(name) && name.len > 8) {
                f->facts->office = copy(f, name);
                return;
            }
        }
        p += sizeof verb - 1;
    }
}

/* The departments of a province: Decree 24/2014/NĐ-CP and those that followed it. */
static const char *const DEPARTMENTS[] = {
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Xây dựng",
    "Sở Y tế",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Nông nghiệp và Môi trường",
    "Sở Kế hoạch và Đầu tư",
    "Sở Giao thông vận tải",
    "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Du lịch",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Văn hóa và Thể thao",
    "Sở Khoa học và Công nghệ",
    "Sở Giáo dục và Đào tạo",
    "Sở Ngoại vụ",
    "Sở Dân tộc và Tôn giáo",
};

/* A report without letterhead: the department it speaks of most. */
static void find_frequent_office(struct facts_finder *f, struct vt_str clean)
{
    size_t most = 1;
    for (size_t i = 0; i < sizeof DEPARTMENTS / sizeof *DEPARTMENTS; i++) {
        size_t times = 0, len = strlen(DEPARTMENTS[i]);
        const char *p = clean.p, *end = clean.p + clean.len;
        while (p < end && (p = memmem(p, (size_t)(end - p), DEPARTMENTS[i], len))) {
            times++;
            p += len;
        }
        if (times > most) {
            most = times;
            f->facts->office = copy(f, vt_str(DEPARTMENTS[i]));
        }
    }
}

/* ---- place and date ---- */

/* What stands right of tabs, bars or a gap of spaces. */
static struct vt_str right_column(struct vt_str s)
{
    for (size_t i = s.len; i > 1; i--)
        if (s.p[i - 1] == '\t' || s.p[i - 1] == '|' || (s.p[i - 1] == ' ' && s.p[i - 2] == ' '))
            return vt_str_trim(vt_str_sub(s, i, s.len));
    return vt_str_trim(s);
}

/* "Trà Vinh, ngày 13 tháng 9 năm 2021", the day may be blank. */
static void find_place_and_date(struct facts_finder *f)
{
    static const char mark[] = ", ngày";
    for (size_t i = 0; i < f->head && !f->facts->date; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        const char *at = memmem(s.p, s.len, mark, sizeof mark - 1);
        struct vt_date date = {0};
        char iso[11];
        if (!at)
            continue;
        struct vt_str place = vt_str_range(s.p, at);
        place = right_column(place);
        if (place.len > 60 || !vt_begins_upper(place) ||
            !vt_date_read(&date, vt_str_range(at + 2, s.p + s.len)))
            continue;
        vt_date_format(iso, date);
        f->facts->place = copy(f, place);
        f->facts->date = copy(f, vt_str(iso));
    }
}

/* ---- type and title ---- */

static const char *type_of(struct vt_str s)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (vt_same_caseless(s, vt_str(TYPES[i])))
            return TYPES[i];
    return NULL;
}

static bool is_type_line(struct vt_str s)
{
    return type_of(s) != NULL;
}

static bool ends_title(struct vt_str s)
{
    static const char *const begins[] = {"Căn cứ", "Kính gửi", "Thực hiện", "Theo ", "Xét "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (vt_str_starts(s, vt_str(begins[i])))
            return true;
    return vt_str_ends(s, VT_STR(":")) || vt_str_ends(s, VT_STR(".")) || strchr("-_=*|", s.p[0]);
}

static void take_title(struct facts_finder *f, size_t i)
{
    struct vt_buf title = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t n = 0; n < TITLE_LINES && i + n < f->head && status == VANTHU_OK; n++) {
        const struct vt_line *line = &f->lines.at[i + n];
        bool goes_on = n && (vt_line_goes_on(&f->lines, i + n - 1) ||
                             (line->bold && f->lines.at[i + n - 1].bold) ||
                             (vt_all_capitals(vt_line_text(&f->lines, i + n)) &&
                              vt_all_capitals(vt_line_text(&f->lines, i + n - 1))));
        if (ends_title(vt_line_text(&f->lines, i + n)) || (n && !goes_on))
            break;
        status = vt_buf_printf(&title, "%s%.*s", n ? " " : "",
                               VT_STR_ARG(vt_line_text(&f->lines, i + n)));
    }
    f->no_memory |= status != VANTHU_OK;
    if (title.len)
        f->facts->title = copy(f, vt_buf_str(&title));
    vt_buf_free(&title);
}

static void find_type_and_title(struct facts_finder *f)
{
    for (size_t i = 0; i < f->head && !f->facts->type; i++) {
        const char *type = type_of(vt_line_text(&f->lines, i));
        if (!type)
            continue;
        f->facts->type = copy(f, vt_str(type));
        take_title(f, i + 1);
    }
    /* a letter has no type line: its subject stands below the number */
    for (size_t i = 0; i < f->head && !f->facts->type && !f->facts->title; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        if (!vt_starts_caseless(s, "V/v"))
            continue;
        f->facts->type = copy(f, VT_STR("Công văn"));
        f->facts->title = copy(f, s);
    }
}

/* ---- period ---- */

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

/* "9 tháng đầu năm 2021", "quý III năm 2021", "tháng 10/2019", "năm 2021", by the title. */
static void find_period(struct facts_finder *f)
{
    char period[32] = "";
    unsigned year = 0, month = 0;
    struct vt_str title = vt_str(f->facts->title), rest, behind;
    const char *first = title.len ? memmem(title.p, title.len, " tháng đầu năm", 17) : NULL;
    unsigned quarter = quarter_after(title);
    bool has_year = number_after(title, "năm", &year, &rest) && year >= 1900;
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
    } else if (has_year) {
        snprintf(period, sizeof period, "%04u", year);
    }
    if (period[0])
        f->facts->period = copy(f, vt_str(period));
}

/* ---- recipients ---- */

static struct vt_str recipient(struct vt_str s)
{
    while (s.len && strchr("-+* ", s.p[0]))
        s = vt_str_sub(s, 1, s.len);
    while (s.len && strchr(";., ", s.p[s.len - 1]))
        s = vt_str_sub(s, 0, s.len - 1);
    return s;
}

static void find_recipients(struct facts_finder *f)
{
    size_t i = f->lines.count;
    while (i > 0 && !vt_starts_caseless(vt_line_text(&f->lines, i - 1), "Nơi nhận"))
        i--;
    if (i == 0)
        return;
    f->facts->recipients = vt_arena_array(f->arena, RECIPIENTS_MAX, sizeof(char *));
    f->no_memory |= !f->facts->recipients;
    for (; i < f->lines.count && !f->no_memory; i++) {
        struct vt_str line = vt_line_text(&f->lines, i);
        if (line.p[0] != '-' || f->facts->recipients_count == RECIPIENTS_MAX)
            break;
        struct vt_str name = recipient(left_column(line));
        if (name.len)
            f->facts->recipients[f->facts->recipients_count++] = copy(f, name);
    }
}

vanthu_status vt_facts_find(struct vt_facts *facts, struct vt_arena *arena, struct vt_str clean,
                            const struct vanthu_heading *headings, size_t headings_count)
{
    struct facts_finder f = {.facts = facts, .arena = arena};
    struct vt_arena lines_arena = {0};
    size_t first = headings_count ? headings[0].start : clean.len;
    *facts = (struct vt_facts){0};
    vanthu_status status = vt_lines_cut(&f.lines, &lines_arena, clean);
    if (status == VANTHU_OK) {
        while (f.head < f.lines.count && f.head < HEAD_LINES && f.lines.at[f.head].start < first)
            f.head++;
        find_letterhead(&f, clean);
        find_place_and_date(&f);
        find_type_and_title(&f);
        if (!facts->office)
            find_reporting_office(&f, clean);
        if (!facts->office && facts->type && clean.len)
            find_frequent_office(&f, clean);
        find_period(&f);
        find_recipients(&f);
    }
    vt_arena_free(&lines_arena);
    return status == VANTHU_OK && f.no_memory ? VANTHU_NO_MEMORY : status;
}
