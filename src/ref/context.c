/* SPDX-License-Identifier: GPL-3.0-or-later */
/* context.c: the words about a symbol. Words are compared without case and marks (letters.h). */
#include "ref/context.h"

#include "ref/letters.h"
#include "text/date.h"

enum { SPACE_MAX = 12, LAW_NAME_MAX = 200, ISSUER_MAX = 120, PINPOINT_PARTS = 8 };

/* Words that are looked for before a place: their last letter decides first. */
struct ending {
    const char *words;
    char last;
};
#define ENDING(words)                     \
    {                                     \
        words, (words)[sizeof(words) - 2] \
    }

static bool skip_any_back(struct vt_str clean, size_t *at, const struct ending *words, size_t count)
{
    char last = vt_letter_before(clean, *at).base;
    for (size_t i = 0; i < count; i++) {
        size_t begin = words[i].last == last ? vt_skip_words_back(clean, *at, words[i].words) : *at;
        if (begin < *at) {
            *at = begin;
            return true;
        }
    }
    return false;
}

static bool skip_any(struct vt_str clean, size_t *at, const char *const *words, size_t count)
{
    char first = vt_letter_at(clean, *at).base;
    for (size_t i = 0; i < count; i++) {
        size_t end = words[i][0] == first ? vt_skip_words(clean, *at, words[i]) : *at;
        if (end > *at) {
            *at = end;
            return true;
        }
    }
    return false;
}
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- left -------------------------------------------------------------------------------------
 */

/* Words whose numbers are codes of forms, licences, contracts, accounts: not documents. */
static const struct ending FORM_WORDS[] = {
    ENDING("mau"),       ENDING("bieu"),      ENDING("bieu mau"),  ENDING("mau bieu"),
    ENDING("phu luc"),   ENDING("phu bieu"),  ENDING("bang"),      ENDING("to khai"),
    ENDING("giay phep"), ENDING("hop dong"),  ENDING("tai khoan"), ENDING("hoa don"),
    ENDING("ma so"),     ENDING("ky hieu"),   ENDING("ma hieu"),   ENDING("don"),
    ENDING("phieu"),     ENDING("chung chi"), ENDING("bien so"),   ENDING("dien thoai"),
    ENDING("mau so"),    ENDING("chung thu"), ENDING("lo"),        ENDING("thua"),
    ENDING("to ban do"), ENDING("duong"),     ENDING("khom"),      ENDING("to")};

/* Words that may stand between the type and its number. */
static const struct ending FILLERS[] = {
    ENDING("hoa toc"),   ENDING("khan"),       ENDING("mat"),       ENDING("hanh dong"),
    ENDING("lien tich"), ENDING("chung"),      ENDING("ket luan"),  ENDING("dac biet"),
    ENDING("ca biet"),   ENDING("kem theo"),   ENDING("tham tra"),  ENDING("giai trinh"),
    ENDING("phoi hop"),  ENDING("hanh chinh"), ENDING("phuc tham"), ENDING("so tham")};

/* "số", "Số:", "số." before `at`; returns where it begins. */
static size_t said_before(struct vt_str clean, size_t at, bool *colon)
{
    size_t end = at;
    if (end > 0 && (clean.p[end - 1] == ':' || clean.p[end - 1] == '.')) {
        *colon = clean.p[end - 1] == ':';
        end = vt_skip_space_back(clean, end - 1, SPACE_MAX);
    }
    size_t begin = vt_skip_words_back(clean, end, "so");
    return begin < end ? begin : at;
}

static bool has_newline(struct vt_str s)
{
    return s.len && memchr(s.p, '\n', s.len) != NULL;
}

/* A type as capitals before `end`: "KH 58", "QĐ số 1034". */
static const struct vt_type *abbreviation_before(struct vt_str clean, size_t end, size_t *begin)
{
    size_t at = end;
    struct vt_letter c = vt_letter_before(clean, at);
    if (c.kind != VT_UPPER)
        return NULL;
    for (; vt_is_letter(c) && end - at < 8; c = vt_letter_before(clean, at))
        at -= c.size;
    if (vt_is_word(c) || c.base == '/' || c.base == '-' || c.base == '&' || c.base == '.')
        return NULL;
    struct vt_str word = vt_str_sub(clean, at, end);
    if (word.len < 2 || vt_letter_at(clean, at).kind != VT_UPPER)
        return NULL;
    *begin = at;
    const struct vt_type *type = vt_type_of_symbol(word, VT_STATE);
    return type && type->name[0] && (type->forms & (VT_STATE | VT_PARTY)) ? type : NULL;
}

void vt_left_read(struct vt_left *out, struct vt_str clean, size_t number)
{
    *out = (struct vt_left){.start = number, .said_at = number};
    size_t at = vt_skip_space_back(clean, number, SPACE_MAX);
    size_t said = said_before(clean, at, &out->colon);
    if (said < at) {
        out->said = true;
        out->said_at = said;
        at = vt_skip_space_back(clean, said, SPACE_MAX);
    } else if (out->colon) {
        return;
    }
    size_t begin = at;
    out->type = vt_type_before(clean, at, &begin);
    if (!out->type) {
        size_t filler = at;
        if (skip_any_back(clean, &filler, FILLERS, COUNT(FILLERS)))
            out->type = vt_type_before(clean, vt_skip_space_back(clean, filler, SPACE_MAX), &begin);
    }
    if (!out->type) {
        out->type = abbreviation_before(clean, at, &begin);
        out->abbreviated = out->type != NULL;
    }
    if (out->type) {
        out->start = begin;
        out->capital = vt_letter_at(clean, begin).kind == VT_UPPER;
        out->broken = has_newline(vt_str_sub(clean, at, number));
    }
}

/* A line that begins with "Số:" belongs to no word of the line above: "TỈNH CÀ MAU", "BÌNH DƯƠNG".
 */
static bool begins_anew(const struct vt_left *left, struct vt_str clean, size_t above)
{
    return left->said && vt_letter_at(clean, left->said_at).kind == VT_UPPER &&
           has_newline(vt_str_sub(clean, above, left->said_at));
}

bool vt_left_form_code(const struct vt_left *left, struct vt_str clean)
{
    size_t at = vt_skip_space_back(clean, left->said_at, SPACE_MAX);
    return !left->type && !begins_anew(left, clean, at) &&
           skip_any_back(clean, &at, FORM_WORDS, COUNT(FORM_WORDS));
}

void vt_left_law(struct vt_left *left, struct vt_str clean, size_t limit)
{
    static const struct ending names[] = {ENDING("bo luat"), ENDING("luat"), ENDING("phap lenh")};
    size_t at = left->said_at;
    if (at > LAW_NAME_MAX && limit < at - LAW_NAME_MAX)
        limit = at - LAW_NAME_MAX;
    while (at > limit) {
        struct vt_letter c = vt_letter_before(clean, at);
        if (c.base && strchr(".;:()\"/", c.base))
            return;
        size_t begin = at;
        if (vt_is_letter(c) && skip_any_back(clean, &begin, names, COUNT(names)) &&
            begin >= limit && vt_letter_at(clean, begin).kind == VT_UPPER) {
            char folded[24];
            vt_fold_small(folded, sizeof folded, vt_str_sub(clean, begin, at));
            left->type = vt_type_of_name(folded);
            left->start = begin;
            left->capital = true;
            return;
        }
        at -= c.size;
    }
}

/* ---- right -------------------------------------------------------------------------------------
 */

bool vt_right_date(struct vt_dated_at *out, struct vt_str clean, size_t at)
{
    static const char *const before[] = {"ban hanh", "ky"};
    size_t begin = vt_skip_space(clean, at, SPACE_MAX);
    if (begin < clean.len && (clean.p[begin] == ',' || clean.p[begin] == '('))
        begin = vt_skip_space(clean, begin + 1, SPACE_MAX);
    if (skip_any(clean, &begin, before, COUNT(before)))
        begin = vt_skip_space(clean, begin, SPACE_MAX);
    char first = begin < clean.len ? clean.p[begin] : '\0';
    bool digit = first >= '0' && first <= '9';
    if ((begin == at && digit) || (!digit && !strchr("nNtT", first)) || !first)
        return false;
    struct vt_date date;
    struct vt_str rest = vt_str_sub(clean, begin, clean.len);
    size_t len = vt_date_read(&date, rest);
    if (len == 0 && !digit)
        len = vt_date_read_no_day(&date, rest);
    if (len == 0 || date.month == 0 || (digit && date.day == 0))
        return false;
    out->start = begin;
    out->end = begin + len;
    out->year = date.year;
    vt_date_format(out->iso, date);
    return true;
}

/* The year at `at`, "2021" or "năm 2021"; *end is behind it. 0: there is none. */
static int year_at(struct vt_str clean, size_t at, size_t *end)
{
    size_t word = vt_skip_words(clean, at, "nam");
    size_t begin = word > at ? vt_skip_space(clean, word, SPACE_MAX) : at;
    *end = vt_skip_digits(clean, begin);
    unsigned value = vt_decimal(vt_str_sub(clean, begin, *end));
    bool sound = *end - begin == 4 && value >= 1945 && value <= 2099;
    return sound && !vt_is_word(vt_letter_at(clean, *end)) ? (int)value : 0;
}

/* More years follow: "- 2025", "và 2022", "đến năm 2025". */
static bool more_years(struct vt_str clean, size_t at)
{
    static const char *const joints[] = {"va", "den", "toi", "hoac"};
    size_t next = vt_skip_space(clean, at, SPACE_MAX), behind = next, end;
    struct vt_str rest = vt_str_sub(clean, next, clean.len);
    if (rest.len && strchr("-,/;", rest.p[0]))
        behind = next + 1;
    else if (vt_str_starts(rest, VT_STR("–")))
        behind = next + strlen("–");
    else if (!skip_any(clean, &behind, joints, COUNT(joints)))
        return false;
    return year_at(clean, vt_skip_space(clean, behind, SPACE_MAX), &end) != 0;
}

/* "năm", or "NĂM" among capitals; "Năm" begins a sentence. */
static bool says_year(struct vt_str clean, size_t at)
{
    struct vt_letter first = vt_letter_at(clean, at);
    return vt_skip_words(clean, at, "nam") > at &&
           (first.kind == VT_LOWER || vt_letter_at(clean, at + first.size).kind == VT_UPPER);
}

int vt_right_year(struct vt_str clean, size_t at, size_t *end)
{
    size_t begin = vt_skip_space(clean, at, SPACE_MAX);
    if (begin < clean.len && clean.p[begin] == '(')
        begin++;
    if (begin == at || !says_year(clean, begin))
        return 0;
    size_t behind;
    int year = year_at(clean, begin, &behind);
    if (!year || more_years(clean, behind))
        return 0;
    *end = behind;
    return year;
}

/* Small letters that belong to the name of an office. */
static const char *const OFFICE_WORDS[] = {
    "an",    "bac",    "ban",   "bao",    "bi",    "bien",   "bieu",   "binh",   "bo",    "buu",
    "cao",   "cap",    "chap",  "che",    "chi",   "chien",  "chinh",  "chu",    "cong",  "cuc",
    "cuu",   "dai",    "dan",   "dang",   "dao",   "dau",    "dien",   "doan",   "doc",   "dong",
    "du",    "duc",    "dung",  "giao",   "hai",   "hang",   "hanh",   "hiem",   "ho",    "hoa",
    "hoach", "hoc",    "hoi",   "huyen",  "ke",    "khao",   "kho",    "khoa",   "khu",   "kiem",
    "lam",   "lao",    "lich",  "lien",   "luu",   "mai",    "mat",    "moi",    "ngan",  "nghe",
    "nghia", "nghiep", "ngoai", "nguyen", "nha",   "nhan",   "nien",   "noi",    "nong",  "nu",
    "nuoc",  "phan",   "phap",  "phat",   "pho",   "phong",  "phu",    "phuong", "quan",  "quoc",
    "quyen", "san",    "sat",   "so",     "tai",   "tao",    "tap",    "te",     "tham",  "thanh",
    "thao",  "the",    "thi",   "thon",   "thong", "thu",    "thue",   "thuong", "thuy",  "tich",
    "tin",   "tinh",   "to",    "toa",    "toan",  "toc",    "toi",    "ton",    "tong",  "tra",
    "tran",  "tri",    "trien", "tru",    "trung", "truong", "truyen", "tu",     "tuong", "uong",
    "uy",    "van",    "vien",  "vong",   "vu",    "xa",     "xay",    "y"};

/* Words with which the sentence goes on, though an office could have them. */
static const char *const AFTER_OFFICE[] = {"ban hanh",  "quy dinh", "huong dan", "ve",
                                           "phe duyet", "cong bo",  "thong bao", "thong qua",
                                           "to chuc",   "giao",     "chi dao",   "bao cao",
                                           "ke tu",     "nam",      "ngay",      "trien khai"};

/* Whether the word that begins at `at` goes on with an office's name; *end is behind it. */
static bool office_word(struct vt_str clean, size_t at, bool first, size_t *end)
{
    struct vt_letter c = vt_letter_at(clean, at);
    *end = vt_skip_letters(clean, at);
    size_t other = at;
    bool name = c.kind == VT_UPPER && vt_letter_at(clean, at + c.size).kind != VT_UPPER;
    if (*end == at ||
        (!first && !name && skip_any(clean, &other, AFTER_OFFICE, COUNT(AFTER_OFFICE))))
        return false;
    if (c.kind == VT_UPPER) {
        size_t begin = *end, second = vt_skip_letters(clean, vt_skip_space(clean, *end, SPACE_MAX));
        const struct vt_type *type = vt_type_before(clean, second, &begin);
        return !(type && begin == at);
    }
    if (!first && vt_skip_words(clean, at, "va") > at)
        return vt_letter_at(clean, vt_skip_space(clean, *end, SPACE_MAX)).kind == VT_UPPER;
    size_t known = at;
    return skip_any(clean, &known, OFFICE_WORDS, COUNT(OFFICE_WORDS)) && known == *end;
}

/* The name ends between the words: "Chính phủ" is whole, and a new paragraph begins otherwise. */
static bool office_ends(struct vt_str clean, size_t end, size_t next)
{
    struct vt_str gap = vt_str_sub(clean, end, next);
    size_t lines = 0;
    for (size_t i = 0; i < gap.len; i++)
        lines += gap.p[i] == '\n';
    bool capital = vt_letter_at(clean, next).kind == VT_UPPER;
    return vt_skip_words_back(clean, end, "chinh phu") < end ||
           (lines > 1 && capital && vt_skip_words(clean, next, "chinh") == next);
}

/* Ministries and departments have commas and dashes in their names. */
static bool has_commas(struct vt_str clean, size_t at)
{
    return vt_skip_words(clean, at, "bo") > at || vt_skip_words(clean, at, "so") > at;
}

struct vt_str vt_right_issuer(struct vt_str clean, size_t at)
{
    size_t of = vt_skip_space(clean, at, SPACE_MAX), begin = vt_skip_words(clean, of, "cua");
    if (begin == of)
        return VT_STR_NONE;
    begin = vt_skip_space(clean, begin, SPACE_MAX);
    size_t end = begin, next = begin, word_end;
    bool commas = has_commas(clean, begin);
    while (next - begin < ISSUER_MAX && office_word(clean, next, next == begin, &word_end)) {
        end = word_end;
        next = vt_skip_space(clean, end, SPACE_MAX);
        bool comma = commas && next < clean.len && (clean.p[next] == ',' || clean.p[next] == '-');
        if (comma)
            next = vt_skip_space(clean, next + 1, SPACE_MAX);
        if (next == end || office_ends(clean, end, next) ||
            (comma && vt_letter_at(clean, next).kind != VT_UPPER))
            break;
    }
    size_t joint = vt_skip_words_back(clean, end, "va"); /* with what is no office any more */
    return vt_str_sub(clean, begin,
                      joint < end ? vt_skip_space_back(clean, joint, SPACE_MAX) : end);
}

/* ---- pinpoint -----------------------------------------------------------------------------------
 */

/* "Điều 5", "khoản 2", "điểm a" that ends at `at`; returns where it begins, or `at`. */
static size_t pinpoint_part(struct vt_str clean, size_t at)
{
    static const struct ending words[] = {ENDING("dieu"),   ENDING("khoan"), ENDING("diem"),
                                          ENDING("chuong"), ENDING("muc"),   ENDING("phan"),
                                          ENDING("tiet")};
    size_t value = at;
    for (struct vt_letter c = vt_letter_before(clean, value); vt_is_word(c) && at - value < 6;
         c = vt_letter_before(clean, value))
        value -= c.size;
    if (value == at)
        return at;
    size_t begin = vt_skip_space_back(clean, value, SPACE_MAX), word = begin;
    return begin < value && skip_any_back(clean, &word, words, COUNT(words)) ? word : at;
}

struct vt_str vt_left_pinpoint(struct vt_str clean, size_t start)
{
    size_t end = vt_skip_space_back(clean, start, SPACE_MAX);
    size_t of = vt_skip_words_back(clean, end, "cua");
    end = of < end ? vt_skip_space_back(clean, of, SPACE_MAX) : end;
    size_t begin = end, at = end;
    for (int i = 0; i < PINPOINT_PARTS; i++) {
        size_t part = pinpoint_part(clean, at);
        if (part == at)
            break;
        begin = part;
        at = vt_skip_space_back(clean, part, SPACE_MAX);
        if (at > 0 && clean.p[at - 1] == ',')
            at = vt_skip_space_back(clean, at - 1, SPACE_MAX);
    }
    return vt_str_sub(clean, begin, end);
}
