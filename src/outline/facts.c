/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c: the parts of an administrative document by Decree 30/2020/NĐ-CP, annex I: the issuing
 * office above its number, place and date beside it, type and title below, recipients at the foot.
 */
#include "outline/outline.h"

#include "base/utf8.h"
#include "outline/lines.h"
#include "text/date.h"
#include "text/fold.h"

#include <stdio.h>
#include <utf8proc.h>

enum { HEAD_LINES = 40, TITLE_LINES = 10, RECIPIENTS_MAX = 60 };

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

struct facts_finder {
    struct vt_facts *facts;
    struct vt_arena *arena;
    struct vt_lines lines;
    size_t from, head; /* the lines of the letterhead, the title and what they rest on */
    bool with_motto;   /* the national motto stands in them */
    bool no_memory;
};

static char *copy(struct facts_finder *f, struct vt_str s)
{
    char *c = vt_arena_str(f->arena, s);
    f->no_memory |= !c;
    return c;
}

/* ---- the head ---- */

/* The letters of a line without case and marks, as recognition may have lost them. */
static bool has_letters(struct vt_str s, const char *letters)
{
    struct vt_buf folded = {0};
    bool has = vt_fold(&folded, s, VT_L3) == VANTHU_OK && strstr(vt_buf_cstr(&folded), letters);
    vt_buf_free(&folded);
    return has;
}

static bool is_motto(struct vt_str s)
{
    return s.len < 400 && has_letters(s, "doc lap") && has_letters(s, "hanh phuc");
}

/* Web pages have their own words above the letterhead, and headings among them: the motto tells
 * where it is. It ends where the first heading with a label begins. */
static void find_head(struct facts_finder *f, const struct vanthu_heading *headings, size_t count)
{
    enum { MOTTO_LINES = 200, ABOVE_MOTTO = 10 };
    size_t motto = 0, heading = 0, most = HEAD_LINES;
    while (motto < f->lines.count && motto < MOTTO_LINES &&
           !is_motto(vt_line_text(&f->lines, motto)))
        motto++;
    f->with_motto = motto < f->lines.count && motto < MOTTO_LINES;
    if (f->with_motto) {
        f->from = motto > ABOVE_MOTTO ? motto - ABOVE_MOTTO : 0;
        most += motto;
        while (heading < count &&
               (headings[heading].start < f->lines.at[motto].start || !*headings[heading].label))
            heading++;
    }
    size_t end = heading < count ? headings[heading].start : f->lines.clean.len;
    f->head = f->from;
    while (f->head < f->lines.count && f->head < most && f->lines.at[f->head].start < end)
        f->head++;
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
    static const char *const places[] = {"tỉnh", "huyện", "thị", "phố", "xã", "phường", "vực"};
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
    char *result = copy(f, vt_buf_str(&out));
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
static bool is_shouted(struct vt_str s)
{
    return vt_begins_upper(s) && vt_no_small(s);
}

/* How many lines from `i` on make the beginning of an office's name, in `name`: 0 for none. Columns
 * are narrow: "ỦY BAN NHÂN / DÂN". */
static size_t begin_office(struct facts_finder *f, size_t i, struct vt_buf *name)
{
    enum { LINES = 3 };
    struct vt_buf joined = {0};
    size_t count = 0;
    for (size_t n = 0; n < LINES && i + n < f->head && !count; n++) {
        struct vt_str s = left_column(vt_line_text(&f->lines, i + n));
        if (!is_shouted(s) || is_type_line(s))
            break;
        f->no_memory |= vt_buf_printf(&joined, "%s%.*s", n ? " " : "", VT_STR_ARG(s)) != VANTHU_OK;
        if (names_office(vt_buf_str(&joined)))
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
static void write_out(struct facts_finder *f, struct vt_buf *name)
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
static void find_letterhead(struct facts_finder *f, struct vt_str clean)
{
    enum { LETTERHEAD_LINES = 20, LETTERS_MAX = 1000 };
    struct vt_buf name = {0};
    size_t next = 0;           /* the line where the name goes on */
    size_t said = LETTERS_MAX; /* of the nation's name */
    for (size_t i = f->from; i < f->head && i < f->from + LETTERHEAD_LINES; i++) {
        struct vt_str s = left_column(vt_line_text(&f->lines, i));
        if (is_own_number(s) || is_type_line(s))
            break;
        if (is_of_nation(vt_line_text(&f->lines, i), &said) || !is_shouted(s))
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
        bool fits = vt_begins_upper(word) &&
                    (shouted || vt_str_starts(word, VT_STR("TP")) || !vt_all_capitals(word));
        for (size_t i = 0; i < word.len; i++)
            fits &= !strchr("0123456789/:", word.p[i]);
        for (size_t i = 0; i < sizeof small / sizeof *small; i++)
            fits |= vt_str_eq(word, vt_str(small[i]));
        if (!fits)
            break;
        begin = at > 0 ? at - 1 : 0;
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

/* "Trà Vinh, ngày 13 tháng 9 năm 2021", the day may be blank, and lines end anywhere. */
static void find_place_and_date(struct facts_finder *f)
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
            struct vt_str place = place_name(right_column(vt_str_sub(s, 0, k)));
            struct vt_str above = i > f->from ? vt_line_text(&f->lines, i - 1) : VT_STR_NONE;
            if (vt_str_starts(above, VT_STR("Thành phố ")) && above.len < 40 &&
                place.len == vt_str_trim(vt_str_sub(s, 0, k)).len)
                place = vt_str_range(above.p, place.p + place.len);
            if (!place.len || place.len > 60 || !vt_begins_upper(place) ||
                !vt_date_read(&date, vt_str_sub(clean, begin, clean.len)))
                continue;
            vt_date_format(iso, date);
            f->facts->place = copy(f, place);
            f->facts->date = copy(f, vt_str(iso));
            for (char *p = f->facts->place; p && *p; p++)
                *p = *p == '\n' ? ' ' : *p;
        }
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

/* The type in a recognised line of capitals that has lost marks, or has the stamp of the registry
 * before it: "QUYÉT ĐỊNH", "Ngày: 12.4.2024... QUYẾT ĐỊNH". */
static const char *type_by_letters(struct vt_str s)
{
    const char *best = NULL;
    struct vt_buf type = {0}, line = {0};
    size_t most = 0;
    if (vt_fold(&line, s, VT_L3) != VANTHU_OK)
        vt_buf_clear(&line);
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES && line.len; i++) {
        vt_buf_clear(&type);
        if (vt_fold(&type, vt_str(TYPES[i]), VT_L3) != VANTHU_OK || type.len <= most ||
            !memchr(type.p, ' ', type.len) || !vt_str_ends(vt_buf_str(&line), vt_buf_str(&type)))
            continue;
        size_t words = 1, begin = s.len;
        for (size_t k = 0; k < type.len; k++)
            words += type.p[k] == ' ';
        while (begin > 0 && (s.p[begin - 1] != ' ' || --words > 0))
            begin--;
        struct vt_str before = vt_str_trim(vt_str_sub(s, 0, begin));
        bool stamp =
            before.len && !vt_no_small(before) && strpbrk(vt_buf_cstr(&line), "0123456789");
        if (vt_all_capitals(vt_str_sub(s, begin, s.len)) && (!before.len || stamp)) {
            best = TYPES[i];
            most = type.len;
        }
    }
    vt_buf_free(&type);
    vt_buf_free(&line);
    return best;
}

static bool ends_title(struct vt_str s)
{
    static const char *const begins[] = {"Căn cứ", "Kính gửi", "Thực hiện", "Theo ", "Xét "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (vt_str_starts(s, vt_str(begins[i])))
            return true;
    return vt_str_ends(s, VT_STR(":")) || vt_str_ends(s, VT_STR(".")) || strchr("-_=*|", s.p[0]);
}

/* "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", above what the document rests on: who decides, no title. */
static bool is_authority(struct facts_finder *f, size_t i)
{
    static const char *const heads[] = {"Chủ tịch",  "Bộ trưởng",  "Giám đốc",    "Chánh",
                                        "Thống đốc", "Tổng",       "Chủ nhiệm",   "Trưởng ban",
                                        "Hội đồng",  "Thủ trưởng", "Viện trưởng", "Cục trưởng"};
    enum { LINES = 4 };
    struct vt_str s = vt_line_text(&f->lines, i);
    bool who = names_office(s) && !vt_starts_caseless(s, "Ban hành");
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        who |= vt_starts_caseless(s, heads[k]);
    for (size_t n = 0; n < LINES && who && i + n < f->lines.count; n++) {
        struct vt_str line = vt_line_text(&f->lines, i + n);
        if (has_letters(vt_str_sub(line, 0, 16), "can cu"))
            return true;
        if (!vt_all_capitals(line))
            return false;
    }
    return false;
}

/* "VỀ VIỆC ỦY QUYỀN CHO": what comes next is still the title. */
static bool is_left_open(struct vt_str s)
{
    static const char *const ends[] = {" của", " cho",   " và",  " do",
                                       " tại", " thuộc", " với", "về"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t len = strlen(ends[i]);
        if (s.len >= len && vt_same_caseless(vt_str_sub(s, s.len - len, s.len), vt_str(ends[i])))
            return true;
    }
    return false;
}

static bool is_dated(struct vt_str s)
{
    return s.len && memmem(s.p, s.len, ", ngày", strlen(", ngày"));
}

/* Does the title that goes as far as line `i` - 1 go on with line `i`? */
static bool goes_on(struct facts_finder *f, size_t i)
{
    const struct vt_line *line = &f->lines.at[i];
    struct vt_str s = vt_line_text(&f->lines, i), above = vt_line_text(&f->lines, i - 1);
    if (is_dated(s))
        return false;
    if (is_left_open(above))
        return true;
    return !is_authority(f, i) &&
           (vt_line_goes_on(&f->lines, i - 1) || (line->bold && line[-1].bold) ||
            (is_shouted(s) && is_shouted(above)));
}

static void take_title(struct facts_finder *f, size_t i)
{
    struct vt_buf title = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t n = 0; n < TITLE_LINES && i + n < f->head && status == VANTHU_OK; n++) {
        struct vt_str s = vt_line_text(&f->lines, i + n);
        if (ends_title(s) || (n ? !goes_on(f, i + n) : is_authority(f, i)))
            break;
        status = vt_buf_printf(&title, "%s%.*s", n ? " " : "", VT_STR_ARG(s));
    }
    f->no_memory |= status != VANTHU_OK;
    if (title.len)
        f->facts->title = copy(f, vt_buf_str(&title));
    vt_buf_free(&title);
}

/* The type of two lines of capitals: "KẾ / HOẠCH". */
static const char *broken_type(struct facts_finder *f, size_t i)
{
    struct vt_buf joined = {0};
    const char *type = NULL;
    struct vt_str first = vt_line_text(&f->lines, i), second = vt_line_text(&f->lines, i + 1);
    if (vt_no_small(first) && vt_no_small(second) && first.len + second.len < 40 &&
        vt_buf_printf(&joined, "%.*s %.*s", VT_STR_ARG(first), VT_STR_ARG(second)) == VANTHU_OK)
        type = type_of(vt_buf_str(&joined));
    vt_buf_free(&joined);
    return type;
}

static void find_type_and_title(struct facts_finder *f)
{
    for (size_t i = f->from; i < f->head && !f->facts->type; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        size_t lines = 1;
        const char *type = type_of(s);
        if (!type && f->with_motto)
            type = type_by_letters(s);
        if (!type && i + 1 < f->head && (type = broken_type(f, i)))
            lines = 2;
        if (!type)
            continue;
        f->facts->type = copy(f, vt_str(type));
        take_title(f, i + lines);
    }
    /* a letter has no type line: its subject stands below the number */
    for (size_t i = f->from; i < f->head && !f->facts->type && !f->facts->title; i++) {
        if (!vt_starts_caseless(vt_line_text(&f->lines, i), "V/v"))
            continue;
        f->facts->type = copy(f, VT_STR("Công văn"));
        take_title(f, i);
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

/* "9 tháng đầu năm 2021", "quý III năm 2021", "tháng 10/2019", "năm 2021", by the title. */
static void find_period(struct facts_finder *f)
{
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
        f->facts->period = copy(f, vt_str(period));
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

/* ---- recipients ---- */

/* "- Như trên; PHÓ GIÁM ĐỐC": the signer stands in the next column. */
static struct vt_str recipient(struct vt_str s)
{
    const char *semicolon = s.len ? memchr(s.p, ';', s.len) : NULL;
    if (semicolon && vt_all_capitals(vt_str_range(semicolon + 1, s.p + s.len)))
        s = vt_str_range(s.p, semicolon);
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
    *facts = (struct vt_facts){0};
    vanthu_status status = vt_lines_cut(&f.lines, &lines_arena, clean);
    if (status == VANTHU_OK) {
        find_head(&f, headings, headings_count);
        find_letterhead(&f, clean);
        find_place_and_date(&f);
        find_type_and_title(&f);
        if (!facts->office)
            find_reporting_office(&f, clean);
        if (!facts->office && facts->type && strcmp(facts->type, "Báo cáo") == 0)
            find_frequent_office(&f, clean);
        if (has_period(facts->type))
            find_period(&f);
        find_recipients(&f);
    }
    vt_arena_free(&lines_arena);
    return status == VANTHU_OK && f.no_memory ? VANTHU_NO_MEMORY : status;
}
