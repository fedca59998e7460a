/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letterhead.c: where the head of a document is, the issuing office that it names, and the place
 * and date beside.
 */
#include "outline/facts.h"

#include "base/utf8.h"
#include "text/date.h"
#include "text/fold.h"

#include <utf8proc.h>

/* How the name of an office begins. */
static const char *const OFFICES[] = {
    "Ủy ban nhân dân",
    "Uỷ ban nhân dân",
    "Ủy ban",
    "Uỷ ban",
    "UBND",
    "Chủ tịch Ủy ban nhân dân",
    "Chủ tịch nước",
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
    "Bệnh viện",
    "Học viện",
    "Đại học",
    "Ngân hàng",
    "Kiểm toán",
    "Bảo hiểm xã hội",
    "Tổng công ty",
    "Thành ủy",
    "Huyện ủy",
    "Đảng ủy",
    "Tỉnh đoàn",
    "Liên đoàn",
    "Mặt trận",
    "Trạm",
    "Thuế tỉnh",
    "Thuế thành phố",
};

/* ---- the head ---- */

/* The letters of a line without case and marks, as recognition may have lost them. */
bool vt_has_letters(struct vt_str s, const char *letters)
{
    struct vt_buf folded = {0};
    bool has = vt_fold(&folded, s, VT_L3) == VANTHU_OK && strstr(vt_buf_cstr(&folded), letters);
    vt_buf_free(&folded);
    return has;
}

static bool is_motto(struct vt_str s)
{
    return s.len < 400 && vt_has_letters(s, "doc lap") && vt_has_letters(s, "hanh phuc");
}

/* Web pages have their own words above the letterhead, and headings among them: the motto tells
 * where it is. The head ends where the first heading with a label begins, and a motto behind that
 * is of something that is enclosed: of a form in an annex. */
void vt_facts_head(struct vt_facts_finder *f, const struct vanthu_heading *headings, size_t count)
{
    enum { HEAD_LINES = 40, MOTTO_LINES = 200, ABOVE_MOTTO = 10 };
    size_t motto = 0, labelled = 0, most = HEAD_LINES;
    while (motto < f->lines.count && motto < MOTTO_LINES &&
           !is_motto(vt_line_text(&f->lines, motto)))
        motto++;
    while (labelled < count && !*headings[labelled].label)
        labelled++;
    f->with_motto = motto < f->lines.count && motto < MOTTO_LINES &&
                    (labelled == count || f->lines.at[motto].start < headings[labelled].start);
    if (f->with_motto) {
        f->from = motto > ABOVE_MOTTO ? motto - ABOVE_MOTTO : 0;
        f->motto = motto;
        most += motto;
    }
    size_t end = labelled < count ? headings[labelled].start : f->lines.clean.len;
    f->head = f->from;
    while (f->head < f->lines.count && f->head < most && f->lines.at[f->head].start < end)
        f->head++;
}

/* ---- office ---- */

bool vt_names_office(struct vt_str s)
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
struct vt_str vt_left_column(struct vt_str s)
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
    while (s.len && strchr("- ", s.p[s.len - 1]))
        s = vt_str_sub(s, 0, s.len - 1);
    return vt_str_trim(s);
}

/* Names of offices in capitals do not tell which words have one: the text that uses the name does.
 * Else the first word, and those behind the kind of office or place, get one. */
static char *in_sentence_case(struct vt_facts_finder *f, struct vt_str clean,
                              struct vt_str capitals)
{
    static const char *const kinds[] = {"sở", "bộ", "cục", "phòng", "và"};
    static const char *const places[] = {"tỉnh", "huyện", "thị", "phố", "xã", "phường", "vực"};
    uint32_t first = 0, point;
    size_t step = vt_utf8_decode(capitals, &first);
    for (size_t i = 0; step && i + capitals.len <= clean.len + 8 && i < clean.len; i++) {
        struct vt_str there = vt_str_sub(clean, i, i + capitals.len);
        if (memcmp(there.p, capitals.p, there.len < step ? there.len : step) == 0 &&
            vt_same_caseless(there, capitals) && !vt_all_capitals(there))
            return vt_facts_copy(f, there);
    }
    struct vt_buf out = {0};
    bool upper = true, place = false; /* of a place every word has a capital */
    while (capitals.len && !f->no_memory) {
        size_t len = 0, begin = out.len;
        while (len < capitals.len && capitals.p[len] != ' ')
            len++;
        struct vt_str word = vt_str_sub(capitals, 0, len);
        if (vt_same_caseless(word, VT_STR("ủy")) || vt_same_caseless(word, VT_STR("uỷ")))
            upper = begin == 0 || vt_starts_caseless(capitals, "ủy ban") ||
                    vt_starts_caseless(capitals, "uỷ ban"); /* not in "Huyện ủy" */
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
    char *result = vt_facts_copy(f, vt_buf_str(&out));
    vt_buf_free(&out);
    return result;
}

/* "CỘNG HÒA XÃ / HỘI CHỦ NGHĨA VIỆT NAM": *said is how much of it the lines above had. */
static bool is_of_nation(struct vt_str s, size_t *said)
{
    static const char nation[] = "cong hoa xa hoi chu nghia viet nam";
    struct vt_buf folded = {0};
    if (vt_fold(&folded, s, VT_L3) != VANTHU_OK)
        vt_buf_clear(&folded);
    if (strncmp(vt_buf_cstr(&folded), "cong", 4) == 0)
        *said = 0;
    bool is = folded.len && *said + folded.len < sizeof nation &&
              memcmp(nation + *said, folded.p, folded.len) == 0;
    *said = is ? *said + folded.len + 1 : sizeof nation;
    vt_buf_free(&folded);
    return is;
}

/* Of capitals, be it one short word. */
bool vt_is_shouted(struct vt_str s)
{
    return vt_begins_upper(s) && vt_no_small(s);
}

/* How many lines from `i` on make the beginning of an office's name, in `name`: 0 for none. Columns
 * are narrow: "ỦY BAN NHÂN / DÂN". */
static size_t begin_office(struct vt_facts_finder *f, size_t i, struct vt_buf *name)
{
    enum { LINES = 3 };
    struct vt_buf joined = {0};
    size_t count = 0;
    for (size_t n = 0; n < LINES && i + n < f->head && !count; n++) {
        struct vt_str s = vt_left_column(vt_line_text(&f->lines, i + n));
        if (!vt_is_shouted(s) || vt_facts_type(s))
            break;
        f->no_memory |= vt_buf_printf(&joined, "%s%.*s", n ? " " : "", VT_STR_ARG(s)) != VANTHU_OK;
        if (vt_names_office(vt_buf_str(&joined)))
            count = n + 1;
    }
    if (count) {
        vt_buf_free(name);
        *name = joined;
    } else {
        vt_buf_free(&joined);
    }
    return count;
}

/* "UBND XÃ …": the abbreviations that letterheads use. */
static void write_out(struct vt_facts_finder *f, struct vt_buf *name)
{
    static const struct {
        const char *abbreviation, *words;
    } known[] = {{"UBND ", "ỦY BAN NHÂN DÂN "}, {"HĐND ", "HỘI ĐỒNG NHÂN DÂN "}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct vt_buf written = {0};
        size_t len = strlen(known[i].abbreviation);
        if (!vt_str_starts(vt_buf_str(name), vt_str(known[i].abbreviation)))
            continue;
        f->no_memory |= vt_buf_append_str(&written, vt_str(known[i].words)) != VANTHU_OK ||
                        vt_buf_append(&written, name->p + len, name->len - len) != VANTHU_OK;
        vt_buf_free(name);
        *name = written;
        return;
    }
}

/* The letterhead: the last lines of capitals that name an office, above the number or the type. */
static void find_letterhead(struct vt_facts_finder *f, struct vt_str clean)
{
    enum { LETTERHEAD_LINES = 20, LETTERS_MAX = 1000 };
    struct vt_buf name = {0};
    size_t next = 0;           /* the line where the name goes on */
    size_t said = LETTERS_MAX; /* of the nation's name */
    for (size_t i = f->from; i < f->head && i < f->from + LETTERHEAD_LINES; i++) {
        struct vt_str s = vt_left_column(vt_line_text(&f->lines, i));
        if (is_own_number(s) || vt_facts_type(s))
            break;
        if (is_of_nation(vt_line_text(&f->lines, i), &said) || !vt_is_shouted(s))
            continue;
        size_t taken = begin_office(f, i, &name);
        if (taken) {
            next = i + taken;
            i = next - 1;
        } else if (name.len && i == next && !strchr("-_=", s.p[0])) {
            f->no_memory |= vt_buf_printf(&name, " %.*s", VT_STR_ARG(s)) != VANTHU_OK;
            next++;
        }
    }
    write_out(f, &name);
    if (name.len)
        f->facts->office = in_sentence_case(f, clean, vt_buf_str(&name));
    vt_buf_free(&name);
}

/* "…, Sở Thông tin và Truyền thông báo cáo …": the office that reports. */
static void find_reporting_office(struct vt_facts_finder *f, struct vt_str clean)
{
    static const char verb[] = " báo cáo";
    struct vt_str head = vt_str_sub(clean, 0, 4000);
    const char *p = head.p, *end = head.p + head.len;
    while (p && p < end && (p = memmem(p, (size_t)(end - p), verb, sizeof verb - 1))) {
        for (const char *q = p; q > head.p && p - q < 120; q--) {
            if (q[-1] != ' ' && q[-1] != '\n')
                continue;
            struct vt_str name = vt_str_range(q, p);
            if (memchr(name.p, ',', name.len) || memchr(name.p, '.', name.len) ||
                memchr(name.p, '(', name.len))
                break;
            bool subject = q - head.p < 2 || q[-1] == '\n' || q[-2] == ',' || q[-2] == ';';
            if (subject && vt_begins_upper(name) && vt_names_office(name) && name.len > 8) {
                f->facts->office = vt_facts_copy(f, name);
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
static void find_frequent_office(struct vt_facts_finder *f, struct vt_str clean)
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
            f->facts->office = vt_facts_copy(f, vt_str(DEPARTMENTS[i]));
        }
    }
}

void vt_facts_office(struct vt_facts_finder *f)
{
    struct vt_str clean = f->lines.clean;
    find_letterhead(f, clean);
    if (!f->facts->office)
        find_reporting_office(f, clean);
    if (!f->facts->office && f->facts->type && strcmp(f->facts->type, "Báo cáo") == 0)
        find_frequent_office(f, clean);
}

/* ---- place and date ---- */

/* What stands right of tabs, bars or a gap of spaces. */
struct vt_str vt_right_column(struct vt_str s)
{
    for (size_t i = s.len; i > 1; i--)
        if (s.p[i - 1] == '\t' || s.p[i - 1] == '|' || (s.p[i - 1] == ' ' && s.p[i - 2] == ' '))
            return vt_str_trim(vt_str_sub(s, i, s.len));
    return vt_str_trim(s);
}

/* "Số: 163/TB-VPCP Hà Nội": the names of a place begin with capitals, back from its end. */
static struct vt_str place_name(struct vt_str s)
{
    static const char *const small[] = {"phố", "tỉnh", "huyện", "xã", "thị", "trấn", "quận", "-"};
    size_t begin = s.len;
    bool shouted = vt_all_capitals(s);
    while (begin > 0) {
        size_t at = begin - 1;
        while (at > 0 && s.p[at - 1] != ' ')
            at--;
        struct vt_str word = vt_str_trim(vt_str_sub(s, at, begin));
        size_t marks = word.len; /* of Markdown or HTML, behind which it begins */
        while (marks > 0 && !strchr("_*;>", word.p[marks - 1]))
            marks--;
        word = vt_str_sub(word, marks, word.len);
        bool fits = vt_begins_upper(word) &&
                    (shouted || vt_str_starts(word, VT_STR("TP")) || !vt_all_capitals(word));
        for (size_t i = 0; i < word.len; i++)
            fits &= !strchr("0123456789/:", word.p[i]);
        for (size_t i = 0; i < sizeof small / sizeof *small; i++)
            fits |= vt_str_eq(word, vt_str(small[i]));
        if (!fits)
            break;
        begin = at > 0 ? at - 1 : 0;
        if (marks)
            return vt_str_trim(vt_str_sub(s, at + marks, s.len));
    }
    return vt_str_trim(vt_str_sub(s, begin, s.len));
}

/* Where "ngày" begins behind the comma at `at`, perhaps on the next line; 0: it does not. */
static size_t date_after_comma(struct vt_str clean, size_t at)
{
    size_t begin = at + 1;
    while (begin < clean.len && begin < at + 4 && vt_is_space(clean.p[begin]))
        begin++;
    return vt_starts_caseless(vt_str_sub(clean, begin, clean.len), "ngày") ? begin : 0;
}

/* Behind a sentence's date there is more. */
static bool ends_line(struct vt_str clean, size_t at)
{
    at += vt_span(vt_str_sub(clean, at, clean.len), " .*_|");
    return at >= clean.len || clean.p[at] == '\n' || clean.p[at] == '\t';
}

/* "Hà / Nội", "Thành phố Hồ Chí / Minh": a place that the line above begins. */
static struct vt_str begun_above(struct vt_facts_finder *f, size_t i, struct vt_str place)
{
    struct vt_str above = i > f->from ? vt_line_text(&f->lines, i - 1) : VT_STR_NONE;
    bool part = !memchr(place.p, ' ', place.len) || vt_str_starts(above, VT_STR("Thành phố "));
    return part && above.len && above.len < 40 && !vt_is_shouted(above) &&
                   place_name(above).len == above.len
               ? vt_str_range(above.p, place.p + place.len)
               : place;
}

/* Of a slip, "ngày 31 tháng 2 năm 2021", month and year. */
static size_t read_date(struct vt_date *date, struct vt_str clean)
{
    size_t len = vt_date_read(date, clean);
    return len ? len : vt_date_read_no_day(date, clean);
}

/* "Trà Vinh, ngày 13 tháng 9 năm 2021", the day may be blank, and lines end anywhere. */
void vt_facts_place_and_date(struct vt_facts_finder *f)
{
    struct vt_str clean = f->lines.clean;
    for (size_t i = f->from; i < f->head && !f->facts->date; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        for (size_t k = 0; k < s.len && !f->facts->date; k++) {
            size_t line = f->lines.at[i].start;
            size_t begin = s.p[k] == ',' ? date_after_comma(clean, line + k) : 0;
            struct vt_date date = {0};
            char iso[11];
            if (!begin)
                continue;
            struct vt_str place = place_name(vt_right_column(vt_str_sub(s, 0, k)));
            if (place.len && place.p == s.p)
                place = begun_above(f, i, place);
            size_t taken = read_date(&date, vt_str_sub(clean, begin, clean.len));
            if (!place.len || place.len > 60 || !vt_begins_upper(place) || !taken ||
                (!f->with_motto && !ends_line(clean, begin + taken)))
                continue;
            vt_date_format(iso, date);
            f->facts->place = vt_facts_copy(f, place);
            f->facts->date = vt_facts_copy(f, vt_str(iso));
            for (char *p = f->facts->place; p && *p; p++)
                *p = *p == '\n' ? ' ' : *p;
        }
    }
}
