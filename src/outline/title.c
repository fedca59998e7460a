/* SPDX-License-Identifier: GPL-3.0-or-later */
/* title.c: the type of a document and its title below, over several lines. */
#include "outline/facts.h"

#include "text/date.h"
#include "text/fold.h"

enum { TITLE_LINES = 10 };

/* Decree 30/2020/NĐ-CP, Annex III, and the legal normative documents. */
static const char *const TYPES[] = {
    "Nghị quyết",     "Quyết định",    "Chỉ thị",   "Quy chế",          "Quy định",
    "Thông cáo",      "Thông báo",     "Hướng dẫn", "Chương trình",     "Kế hoạch",
    "Phương án",      "Đề án",         "Dự án",     "Báo cáo",          "Biên bản",
    "Tờ trình",       "Hợp đồng",      "Công văn",  "Công điện",        "Bản ghi nhớ",
    "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời",  "Giấy giới thiệu",  "Giấy nghỉ phép",
    "Phiếu gửi",      "Phiếu chuyển",  "Phiếu báo", "Thư công",         "Luật",
    "Bộ luật",        "Pháp lệnh",     "Nghị định", "Thông tư",         "Thông tư liên tịch",
    "Lệnh",           "Hiến pháp",     "Án lệ",     "Văn bản hợp nhất",
};

const char *vt_facts_type(struct vt_str s)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (vt_same_caseless(s, vt_str(TYPES[i])))
            return TYPES[i];
    return NULL;
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
static bool is_authority(struct vt_facts_finder *f, size_t i)
{
    static const char *const heads[] = {"Chủ tịch",  "Bộ trưởng",  "Giám đốc",    "Chánh",
                                        "Thống đốc", "Tổng",       "Chủ nhiệm",   "Trưởng ban",
                                        "Hội đồng",  "Thủ trưởng", "Viện trưởng", "Cục trưởng"};
    enum { LINES = 4 };
    struct vt_str s = vt_line_text(&f->lines, i);
    bool who = vt_names_office(s) && !vt_starts_caseless(s, "Ban hành");
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        who |= vt_starts_caseless(s, heads[k]);
    for (size_t n = 0; n < LINES && who && i + n < f->lines.count; n++) {
        struct vt_str line = vt_line_text(&f->lines, i + n);
        if (vt_has_letters(vt_str_sub(line, 0, 16), "can cu"))
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
static bool goes_on(struct vt_facts_finder *f, size_t i)
{
    const struct vt_line *line = &f->lines.at[i];
    struct vt_str s = vt_line_text(&f->lines, i), above = vt_line_text(&f->lines, i - 1);
    if (is_dated(s))
        return false;
    if (is_left_open(above))
        return true;
    return !is_authority(f, i) &&
           (vt_line_goes_on(&f->lines, i - 1) || (line->bold && line[-1].bold) ||
            (vt_is_shouted(s) && vt_is_shouted(above)));
}

static void take_title(struct vt_facts_finder *f, size_t i)
{
    struct vt_buf title = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t n = 0; n < TITLE_LINES && i + n < f->head && status == VANTHU_OK; n++) {
        struct vt_str s = vt_line_text(&f->lines, i + n);
        struct vt_str bare = vt_str_sub(s, vt_span(s, "-_`.,'| "), s.len);
        if (n == 0 && vt_begins_upper(bare))
            s = bare; /* dust and the edges of a scan */
        if (ends_title(s) || (n ? !goes_on(f, i + n) : is_authority(f, i)))
            break;
        status = vt_buf_printf(&title, "%s%.*s", n ? " " : "", VT_STR_ARG(s));
    }
    f->no_memory |= status != VANTHU_OK;
    if (title.len)
        f->facts->title = vt_facts_copy(f, vt_buf_str(&title));
    vt_buf_free(&title);
}

/* The type of two lines of capitals: "KẾ / HOẠCH". */
static const char *broken_type(struct vt_facts_finder *f, size_t i)
{
    struct vt_buf joined = {0};
    const char *type = NULL;
    struct vt_str first = vt_line_text(&f->lines, i), second = vt_line_text(&f->lines, i + 1);
    if (vt_no_small(first) && vt_no_small(second) && first.len + second.len < 40 &&
        vt_buf_printf(&joined, "%.*s %.*s", VT_STR_ARG(first), VT_STR_ARG(second)) == VANTHU_OK)
        type = vt_facts_type(vt_buf_str(&joined));
    vt_buf_free(&joined);
    return type;
}

/* The bytes that the name of a type takes at the beginning of a line; 0: none. The longest wins. */
static size_t begins_with_type(struct vt_str s, const char **type)
{
    size_t most = 0;
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        size_t len = strlen(TYPES[i]);
        if (len > most && s.len > len && s.p[len] == ' ' && vt_starts_caseless(s, TYPES[i])) {
            most = len;
            *type = TYPES[i];
        }
    }
    return most;
}

static size_t word_end(struct vt_str s, size_t at)
{
    while (at < s.len && !vt_is_space(s.p[at]))
        at++;
    return at;
}

/* Where the number begins behind the type: "Nghị định số 114/2003/NĐ-CP", "Nghị định 114/…", "Nghị
 * định của Chính phủ số 114/…"; 0: there is none. */
static size_t number_in(struct vt_str s, size_t from)
{
    static const char issued[] = " của ";
    const char *said = memmem(s.p + from, s.len - from, " số ", strlen(" số "));
    size_t at = from + 1;
    if (said && (said == s.p + from || vt_str_starts(vt_str_sub(s, from, s.len), vt_str(issued))))
        at = (size_t)(said - s.p) + strlen(" số ");
    if (at >= s.len || s.p[at] < '0' || s.p[at] > '9')
        return 0;
    return memchr(s.p + at, '/', word_end(s, at) - at) ? at : 0;
}

/* "Nghị định của Chính phủ số 114/2003/NĐ-CP ngày 10/10/2003 về cán bộ xã": all in one, as saved
 * pages and old documents have it. */
static void take_said(struct vt_facts_finder *f, size_t i)
{
    const char *type = NULL;
    struct vt_str s = vt_line_text(&f->lines, i), clean = f->lines.clean;
    size_t len = begins_with_type(s, &type), at = len ? number_in(s, len) : 0;
    if (!at || at > 120)
        return;
    struct vt_date date = {0};
    size_t end = word_end(s, at), line = f->lines.at[i].start;
    struct vt_str rest = vt_str_sub(clean, line + end + 1, clean.len);
    size_t dated = vt_starts_caseless(rest, "ngày") ? vt_date_read(&date, rest) : 0;
    rest = vt_str_trim(vt_str_sub(rest, dated, rest.len));
    rest = vt_str_sub(rest, vt_span(rest, "-:,. "), rest.len);
    while (vt_str_starts(rest, VT_STR("–")) || vt_str_starts(rest, VT_STR("—")))
        rest = vt_str_trim(vt_str_sub(rest, strlen("–"), rest.len));
    if (vt_str_starts(rest, VT_STR("của ")))
        return; /* one of somebody else, that is spoken of */
    size_t from = (size_t)(rest.p - clean.p), last = i;
    while (last + 1 < f->head && last < i + TITLE_LINES &&
           (f->lines.at[last + 1].start <= from || goes_on(f, last + 1)) &&
           !ends_title(vt_line_text(&f->lines, last + 1)))
        last++;
    size_t to = f->lines.at[last].start + f->lines.at[last].len;
    f->facts->type = vt_facts_copy(f, vt_str(type));
    f->facts->number_at = line + at;
    if (to > from)
        f->facts->title = vt_facts_copy(f, vt_str_sub(clean, from, to));
    for (char *p = f->facts->title; p && *p; p++)
        *p = *p == '\n' ? ' ' : *p;
    char iso[11];
    vt_date_format(iso, date);
    if (dated && !f->facts->date)
        f->facts->date = vt_facts_copy(f, vt_str(iso));
}

/* A form says below the motto what it is: "ĐƠN XIN CẤP LẠI GIẤY PHÉP". */
static void take_shouted(struct vt_facts_finder *f)
{
    enum { LETTERS_MIN = 10, LINES = 8 };
    for (size_t i = f->motto + 1; i < f->head && i < f->motto + LINES && !f->facts->title; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        if (s.len >= LETTERS_MIN && vt_all_capitals(s) && !vt_names_office(s) &&
            !vt_has_letters(s, "cong hoa"))
            take_title(f, i);
    }
}

void vt_facts_type_and_title(struct vt_facts_finder *f)
{
    for (size_t i = f->from; i < f->head && !f->facts->type; i++) {
        struct vt_str s = vt_line_text(&f->lines, i);
        size_t lines = 1;
        const char *type = vt_facts_type(s);
        if (!type && f->with_motto)
            type = type_by_letters(s);
        if (!type && i + 1 < f->head && (type = broken_type(f, i)))
            lines = 2;
        if (!type)
            continue;
        f->facts->type = vt_facts_copy(f, vt_str(type));
        take_title(f, i + lines);
    }
    /* a letter has no type line: its subject stands below the number */
    for (size_t i = f->from; i < f->head && !f->facts->type && !f->facts->title; i++) {
        if (!vt_starts_caseless(vt_line_text(&f->lines, i), "V/v"))
            continue;
        f->facts->type = vt_facts_copy(f, VT_STR("Công văn"));
        take_title(f, i);
    }
    enum { SAID_LINES = 10 };
    for (size_t i = f->from; i < f->head && i < f->from + SAID_LINES && !f->facts->type; i++)
        take_said(f, i);
    if (f->with_motto && !f->facts->type && !f->facts->title)
        take_shouted(f);
}
