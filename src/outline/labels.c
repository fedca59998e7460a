/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels.c: the labels of headings and clauses. */
#include "outline/labels.h"

#include "base/utf8.h"
#include "outline/lines.h"

#include <stdlib.h>

enum { D_STROKE = 'D' }; /* for đ, which is two bytes */

static const char DIGITS[] = "0123456789", ROMANS[] = "IVX", SPACES[] = " \t\n";

static const struct {
    const char *word;
    enum vt_label_kind kind;
} WORDS[] = {
    {"phần", VT_LABEL_PART},    {"phụ lục", VT_LABEL_APPENDIX},     {"chương", VT_LABEL_CHAPTER},
    {"mục", VT_LABEL_DIVISION}, {"tiểu mục", VT_LABEL_SUBDIVISION}, {"điều", VT_LABEL_ARTICLE},
};

static struct vt_str from(struct vt_str s, size_t at)
{
    return vt_str_sub(s, at, s.len);
}

/* ---- separators ---- */

/* "Công tác", not the symbol of "57/VBHN-BCT" or "V/V". */
static bool begins_word(struct vt_str s)
{
    uint32_t point;
    size_t first = vt_utf8_decode(s, &point);
    return first && vt_begins_upper(s) && vt_begins_lower(from(s, first));
}

/* Bytes of the dot, bracket, slash, colon or dash behind a label and of the spaces around it; 0
 * when there is none. A slash or dash without a space behind it, or a dot before a digit, belongs
 * to something else: "V/v", "I-ốt", "1.234". */
static size_t separator(struct vt_str s, const char *set, char *found)
{
    size_t at = s.len > 1 && s.p[0] == ' ' && s.p[1] && strchr(set, s.p[1]) ? 1 : 0;
    if (at < s.len && s.p[at] == '\\')
        at++; /* Markdown's way to say that it is no list */
    if (at >= s.len || !s.p[at] || !strchr(set, s.p[at]))
        return 0;
    char mark = s.p[at++];
    if (strchr(".)", mark) && at < s.len && strchr(".-/", s.p[at]) && s.p[at] != s.p[at - 1])
        at++; /* "1.-", "1)." */
    size_t spaces = vt_span(from(s, at), SPACES);
    struct vt_str behind = from(s, at + spaces);
    if (!spaces && behind.len && strchr(DIGITS, behind.p[0]))
        return 0;
    if (!spaces && strchr("/-:", mark) && !begins_word(behind))
        return 0;
    *found = mark;
    return at + spaces;
}

/* ---- "PHẦN I", "Điều 5.", "Chương II", "Phụ lục 01", "PHẦN THỨ NHẤT" ---- */

/* "NHẤT", "hai": bytes of a number in words, *value what it says. */
static size_t word_number(struct vt_str s, unsigned *value)
{
    static const struct {
        const char *word;
        unsigned value;
    } numbers[] = {{"nhất", 1}, {"một", 1},  {"hai", 2},   {"ba", 3},    {"tư", 4},
                   {"bốn", 4},  {"năm", 5},  {"sáu", 6},   {"bảy", 7},   {"bẩy", 7},
                   {"tám", 8},  {"chín", 9}, {"mười", 10}, {"mở đầu", 0}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t len = strlen(numbers[i].word);
        if (!vt_starts_caseless(s, numbers[i].word))
            continue;
        if (len < s.len && !strchr(" .:-\n", s.p[len]))
            continue;
        *value = numbers[i].value;
        return len;
    }
    return 0;
}

static unsigned roman_value(struct vt_str s)
{
    unsigned sum = 0, last = 0;
    for (size_t i = s.len; i > 0; i--) {
        unsigned one = s.p[i - 1] == 'I' ? 1 : s.p[i - 1] == 'V' ? 5 : s.p[i - 1] == 'X' ? 10 : 50;
        sum = one < last ? sum - one : sum + one;
        last = one > last ? one : last;
    }
    return sum;
}

/* "Điều 145. a. Quyết định": a suffix that slipped behind the dot. */
static size_t split_suffix(struct vt_label *label, struct vt_str s)
{
    size_t at = s.len > 2 && s.p[0] == '.' && s.p[1] == ' ' ? 2 : 0;
    bool stroke = at && vt_str_starts(from(s, at), VT_STR("đ"));
    size_t letter = stroke ? 2 : at && s.p[at] >= 'a' && s.p[at] <= 'z';
    if (!letter || (at + letter < s.len && s.p[at + letter] != '.'))
        return 0;
    label->suffix = stroke ? D_STROKE : s.p[at];
    return at + letter;
}

/* The number of a label in figures, Roman or words; its bytes, 0 when there is none. */
static size_t label_number(struct vt_label *label, struct vt_str s)
{
    size_t n = vt_span(s, DIGITS);
    if (n && n <= 4) {
        label->value = (unsigned)strtoul(s.p, NULL, 10);
        if (n < s.len && s.p[n] >= 'a' && s.p[n] <= 'z' &&
            (n + 1 == s.len || strchr(" .:-[", s.p[n + 1])))
            label->suffix = s.p[n++]; /* Điều 12a */
        else if (vt_str_starts(from(s, n), VT_STR("đ")))
            label->suffix = D_STROKE, n += 2;
        else
            n += split_suffix(label, from(s, n));
        return n;
    }
    n = vt_span(s, "IVXL");
    if (n && n <= 8 && (n == s.len || strchr(" .:-\n/", s.p[n]))) {
        label->value = roman_value(vt_str_sub(s, 0, n));
        return n;
    }
    if (s.len && s.p[0] >= 'A' && s.p[0] <= 'H' && (s.len == 1 || strchr(" .:-\n", s.p[1]))) {
        label->value = (unsigned)(s.p[0] - 'A') + 1;
        return 1;
    }
    size_t order = vt_starts_caseless(s, "thứ ") ? strlen("thứ ") : 0;
    size_t word = word_number(from(s, order), &label->value);
    return word ? order + word : 0;
}

/* "[3]": a footnote of a consolidated text, between the number and its dot. */
static size_t note_mark(struct vt_str s)
{
    size_t digits = s.len > 2 && s.p[0] == '[' ? vt_span(from(s, 1), DIGITS) : 0;
    return digits && 1 + digits < s.len && s.p[1 + digits] == ']' ? digits + 2 : 0;
}

/* "Mục 1 Chương II của Luật này": a citation, where a label would have its title. */
static bool is_cited(struct vt_str behind)
{
    behind = vt_str_trim(behind);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t len = strlen(WORDS[i].word);
        if (vt_starts_caseless(behind, WORDS[i].word) && !vt_all_capitals(behind) &&
            len + 1 < behind.len && behind.p[len] == ' ' &&
            strchr("0123456789IVX", behind.p[len + 1]))
            return true;
    }
    return vt_begins_lower(behind) || (behind.len && strchr(",;)", behind.p[0]));
}

/* "Điều 44.3.NĐ.1.": an article of the codified law (Bộ pháp điển), before its title. */
static struct vt_label codified_label(struct vt_str s, size_t at)
{
    size_t n = at, parts = 0;
    while (n < s.len && s.p[n] != ' ' && n - at < 32) {
        size_t more = vt_span(from(s, n), "0123456789ABCDEGHKLMNOPQSTUVXY\xC4\x90");
        if (!more || n + more >= s.len || s.p[n + more] != '.')
            return (struct vt_label){0};
        n += more + 1;
        parts++;
    }
    if (parts < 4 || n >= s.len || !vt_begins_upper(from(s, n + 1)))
        return (struct vt_label){0};
    return (struct vt_label){
        .kind = VT_LABEL_ARTICLE, .text = vt_str_sub(s, 0, n - 1), .length = n + 1};
}

static struct vt_label word_label(struct vt_str s)
{
    struct vt_label label = {0};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS && !label.kind; i++)
        if (vt_starts_caseless(s, WORDS[i].word))
            label = (struct vt_label){.kind = WORDS[i].kind, .length = strlen(WORDS[i].word)};
    size_t at = label.length + vt_span(from(s, label.length), SPACES);
    if (!label.kind || at == label.length)
        return (struct vt_label){0};
    if (label.kind <= VT_LABEL_PART && vt_starts_caseless(from(s, at), "số "))
        at += strlen("số ");
    size_t number = label_number(&label, from(s, at));
    struct vt_str behind = from(s, at + number + note_mark(from(s, at + number)));
    size_t gap = separator(behind, ".:-/)", &label.separator), spaces = vt_span(behind, SPACES);
    if (label.kind == VT_LABEL_ARTICLE && number && behind.len > 1 && behind.p[0] == '.' &&
        strchr(DIGITS, behind.p[1]))
        return codified_label(s, at);
    bool sound = number && (gap || spaces || behind.len == 0);
    /* "Điều 5 của Luật …" is a sentence */
    if (!sound || (!gap && behind.len && (label.kind == VT_LABEL_ARTICLE || is_cited(behind))))
        return (struct vt_label){0};
    label.text = vt_str_sub(s, 0, at + number);
    label.length = s.len - behind.len + (gap ? gap : spaces);
    if (label.length < s.len && strchr(",;)", s.p[label.length]))
        return (struct vt_label){0};
    return label;
}

/* "PHỤ LỤC" without a number: alone on its line, or before a title in capitals. */
static struct vt_label bare_appendix(struct vt_str s)
{
    size_t len = strlen("PHỤ LỤC");
    if (!vt_str_starts(s, VT_STR("PHỤ LỤC")) && !vt_str_eq(s, VT_STR("Phụ lục")))
        return (struct vt_label){0};
    struct vt_str behind = from(s, len);
    if (behind.len && (behind.p[0] != ' ' && behind.p[0] != ':'))
        return (struct vt_label){0};
    if (behind.len && !vt_all_capitals(behind))
        return (struct vt_label){0};
    return (struct vt_label){.kind = VT_LABEL_APPENDIX,
                             .text = vt_str_sub(s, 0, len),
                             .length = len + vt_span(behind, ": ")};
}

/* ---- "1.", "1.1.", "I.1.", "A.2.1" ---- */

static struct vt_label number_label(struct vt_str s)
{
    unsigned depth = 1;
    size_t prefix = vt_span(s, ROMANS);
    prefix = prefix ? prefix : s.len && s.p[0] >= 'A' && s.p[0] <= 'H';
    if (prefix && prefix < s.len && s.p[prefix] == '.')
        prefix++;
    else
        prefix = 0;
    size_t last = prefix, n = prefix + vt_span(from(s, prefix), DIGITS);
    if (n == prefix || n - prefix > 2)
        return (struct vt_label){0};
    while (n + 1 < s.len && s.p[n] == '.' && depth < 4) {
        size_t more = vt_span(from(s, n + 1), DIGITS);
        if (more == 0 || more > 2)
            break;
        last = n + 1;
        n += 1 + more;
        depth++;
    }
    struct vt_label label = {.kind = VT_LABEL_NUMBER_1 + depth - 1,
                             .value = (unsigned)strtoul(s.p + last, NULL, 10)};
    struct vt_str behind = from(s, n);
    size_t gap = separator(behind, ".)/-:", &label.separator);
    if (!gap && depth > 1) {
        gap = vt_span(behind, SPACES);
        gap = vt_begins_upper(from(behind, gap)) ? gap : 0;
    }
    if (!gap || n + gap >= s.len)
        return (struct vt_label){0};
    label.text = vt_str_sub(s, 0, n);
    label.length = n + gap;
    return label;
}

/* ---- "IV.", "A.", "a)" ---- */

/* Recognition takes I for l, 1 or |: "Il.", "1I.", "Vl.". At least one letter is right, or a
 * heading in capitals stands behind "l.". */
static size_t slipped_roman(struct vt_str s, char number[8])
{
    if (s.len > 3 && strchr("l|", s.p[0]) && s.p[1] == '.' && vt_all_capitals(from(s, 2))) {
        number[0] = 'I';
        return 1;
    }
    size_t n = 0;
    bool right = false;
    while (n < s.len && n < 5 && strchr("IVXl1|", s.p[n])) {
        right |= s.p[n] == 'I' || s.p[n] == 'V' || s.p[n] == 'X';
        number[n] = s.p[n] == 'l' || s.p[n] == '1' || s.p[n] == '|' ? 'I' : s.p[n];
        n++;
    }
    return right && n > 1 ? n : 0;
}

static struct vt_label roman_label(struct vt_str s)
{
    struct vt_label label = {.kind = VT_LABEL_ROMAN};
    char mended[8];
    size_t right = vt_span(s, ROMANS), n = right;
    struct vt_str number = vt_str_sub(s, 0, n);
    size_t slipped = slipped_roman(s, mended);
    if (slipped > right) {
        n = slipped;
        number = (struct vt_str){mended, n};
    }
    size_t gap = n && n <= 6 ? separator(from(s, n), ".)/-:", &label.separator) : 0;
    if (!gap || n + gap >= s.len || (slipped > right && !vt_begins_upper(from(s, n + gap))))
        return (struct vt_label){0};
    label.value = roman_value(number);
    label.text = vt_str_sub(s, 0, n);
    label.length = n + gap;
    return label;
}

static struct vt_label upper_label(struct vt_str s)
{
    struct vt_label label = {.kind = VT_LABEL_UPPER};
    size_t n = s.len && s.p[0] >= 'A' && s.p[0] <= 'Z' ? 1 : vt_str_starts(s, VT_STR("Đ")) ? 2 : 0;
    size_t gap = n ? separator(from(s, n), ".)/-:", &label.separator) : 0;
    if (!gap || n + gap >= s.len || !vt_begins_upper(from(s, n + gap)))
        return (struct vt_label){0};
    label.value = n == 2 ? 5 : (unsigned)(s.p[0] - 'A') + 1;
    label.text = vt_str_sub(s, 0, n);
    label.length = n + gap;
    return label;
}

static struct vt_label letter_label(struct vt_str s)
{
    struct vt_label label = {.kind = VT_LABEL_LETTER};
    size_t n = s.len && s.p[0] >= 'a' && s.p[0] <= 'z' ? 1 : vt_str_starts(s, VT_STR("đ")) ? 2 : 0;
    size_t gap = n ? separator(from(s, n), ").", &label.separator) : 0;
    if (!gap || n + gap >= s.len)
        return (struct vt_label){0};
    if (label.separator != ')' && !vt_begins_upper(from(s, n + gap)))
        return (struct vt_label){0};
    label.value = n == 2 ? 5 : (unsigned)(s.p[0] - 'a') + 1 + (s.p[0] > 'd');
    label.text = vt_str_sub(s, 0, n);
    label.length = n + gap;
    return label;
}

bool vt_label_follows(const struct vt_label *label, unsigned last)
{
    bool skips = label->kind == VT_LABEL_LETTER && label->value == last + 2 && last;
    return label->value == last + 1 || skips;
}

struct vt_label vt_label_as_upper(struct vt_label roman)
{
    if (roman.kind != VT_LABEL_ROMAN || roman.text.len != 1)
        return (struct vt_label){0};
    roman.kind = VT_LABEL_UPPER;
    roman.value = (unsigned)(roman.text.p[0] - 'A') + 1;
    return roman;
}

/* Could a label begin with this byte? Most lines are told from it alone. */
static bool may_be_label(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == 0xC4 || c == '|';
}

struct vt_label vt_label_read(struct vt_str line)
{
    struct vt_label label = {0};
    if (!line.len || !may_be_label((unsigned char)line.p[0]))
        return label;
    char c = line.p[0];
    if (strchr("PpCcMmTt\xC4", c) && vt_begins_upper(line)) {
        label = word_label(line);
        if (!label.kind && c == 'P')
            label = bare_appendix(line);
    }
    if (!label.kind && ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'X')))
        label = number_label(line);
    if (!label.kind && strchr("IVXl1|", c))
        label = roman_label(line);
    if (!label.kind && c >= 'A' && (c <= 'Z' || c == '\xC4'))
        label = upper_label(line);
    if (!label.kind && ((c >= 'a' && c <= 'z') || c == '\xC4'))
        label = letter_label(line);
    return label;
}
