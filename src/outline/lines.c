/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines.c: the lines of a clean text as a person sees them. */
#include "outline/lines.h"

#include "base/utf8.h"

#include <utf8proc.h>

/* ---- letters ---- */

static utf8proc_category_t first_category(struct vt_str text)
{
    uint32_t point = 0;
    vt_utf8_decode(text, &point);
    return utf8proc_category((int32_t)point);
}

bool vt_begins_upper(struct vt_str text)
{
    if (text.len && (unsigned char)text.p[0] < 0x80)
        return text.p[0] >= 'A' && text.p[0] <= 'Z';
    return first_category(text) == UTF8PROC_CATEGORY_LU;
}

bool vt_begins_lower(struct vt_str text)
{
    if (text.len && (unsigned char)text.p[0] < 0x80)
        return text.p[0] >= 'a' && text.p[0] <= 'z';
    return first_category(text) == UTF8PROC_CATEGORY_LL;
}

/* Capitals in a text without small letters; SIZE_MAX when it has any. */
static size_t capitals_of(struct vt_str text)
{
    size_t capitals = 0;
    while (text.len) {
        uint32_t point;
        size_t len = vt_utf8_decode(text, &point);
        utf8proc_category_t category = utf8proc_category((int32_t)point);
        if (len == 0 || category == UTF8PROC_CATEGORY_LL)
            return SIZE_MAX;
        capitals += category == UTF8PROC_CATEGORY_LU;
        text = vt_str_sub(text, len, text.len);
    }
    return capitals;
}

bool vt_all_capitals(struct vt_str text)
{
    size_t capitals = capitals_of(text);
    return capitals >= 3 && capitals != SIZE_MAX;
}

bool vt_no_small(struct vt_str text)
{
    return capitals_of(text) != SIZE_MAX;
}

bool vt_same_caseless(struct vt_str a, struct vt_str b)
{
    while (a.len && b.len) {
        uint32_t x, y;
        size_t n = vt_utf8_decode(a, &x), m = vt_utf8_decode(b, &y);
        if (!n || !m || utf8proc_tolower((int32_t)x) != utf8proc_tolower((int32_t)y))
            return false;
        a = vt_str_sub(a, n, a.len);
        b = vt_str_sub(b, m, b.len);
    }
    return a.len == b.len;
}

bool vt_starts_caseless(struct vt_str text, const char *word)
{
    size_t len = strlen(word);
    return text.len >= len && vt_same_caseless(vt_str_sub(text, 0, len), vt_str(word));
}

size_t vt_span(struct vt_str text, const char *set)
{
    size_t n = 0;
    while (n < text.len && text.p[n] && strchr(set, text.p[n]))
        n++;
    return n;
}

static size_t count_chars(struct vt_str text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++)
        chars += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return chars;
}

/* ---- kinds of lines ---- */

/* "Kết quả ........ 12": dots lead to a page. */
static bool is_leader(struct vt_str text)
{
    size_t end = text.len;
    while (end && ((text.p[end - 1] >= '0' && text.p[end - 1] <= '9') || text.p[end - 1] == ' '))
        end--;
    return end >= 5 && memcmp(text.p + end - 5, ".....", 5) == 0;
}

bool vt_is_row(struct vt_str text)
{
    size_t end = text.len; /* recognition ends lines with bars that are none */
    while (end && text.p[0] != '|' && strchr("| :.", text.p[end - 1]))
        end--;
    return text.len &&
           (memchr(text.p, '\t', text.len) || memchr(text.p, '|', end) || is_leader(text));
}

bool vt_is_bullet(struct vt_str text)
{
    return text.len > 1 && strchr("-+*", text.p[0]) && text.p[1] == ' ';
}

/* "12", "- 12 -", "Trang 12/30" */
static bool is_page_number(struct vt_str text)
{
    if (text.len > 16)
        return false;
    bool dashed = text.p[0] == '-', named = vt_starts_caseless(text, "trang ");
    text = named ? vt_str_sub(text, 6, text.len) : vt_str_sub(text, vt_span(text, "- "), text.len);
    size_t digits = vt_span(text, "0123456789");
    struct vt_str rest = vt_str_sub(text, digits, text.len);
    if (digits == 0 || digits > 3)
        return false;
    if (named)
        return rest.len == 0 || vt_span(rest, "/0123456789") == rest.len;
    return dashed ? rest.len && vt_span(rest, "- ") == rest.len : rest.len == 0;
}

/* ---- one line ---- */

static size_t run_of(struct vt_str text, char c)
{
    size_t n = 0;
    while (n < text.len && text.p[n] == c)
        n++;
    return n;
}

static struct vt_str strip_end(struct vt_str text, bool *bold)
{
    while (text.len && strchr("*_# \t", text.p[text.len - 1])) {
        *bold |= text.p[text.len - 1] == '*';
        text.len--;
    }
    return text;
}

/* Marks of Markdown at both ends: "## **", "*** ... **". A single asterisk with a space is a mark
 * of the author. */
static struct vt_str without_marks(struct vt_line *line, struct vt_str text)
{
    bool end_bold = false;
    size_t hashes = run_of(text, '#'), stars;
    if (hashes && hashes <= 6 && hashes < text.len && text.p[hashes] == ' ') {
        line->bold = true;
        line->hashes = (uint8_t)hashes;
        text = vt_str_trim(vt_str_sub(text, hashes, text.len));
    }
    stars = run_of(text, '*');
    line->starred = stars == 1 || (stars == 3 && text.len > 3 && text.p[3] == ' ');
    if (stars && text.len > stars) {
        text = vt_str_trim(vt_str_sub(text, stars, text.len));
        const char *close = stars > 1 ? memmem(text.p, text.len, "**", 2) : NULL;
        text = strip_end(text, &end_bold);
        if (close && close < text.p + text.len)
            line->bold_len = (uint32_t)(close - text.p);
        else
            line->bold |= end_bold;
        line->starred = line->starred && (stars == 3 || !end_bold);
    } else if (line->hashes) {
        text = strip_end(text, &end_bold);
    }
    return text;
}

/* ". Điều 29.", "'Chương II": a speck that recognition took for a mark. */
static struct vt_str without_speck(struct vt_str text)
{
    size_t marks = strchr(".:;,'", text.p[0]) ? 1 + (text.len > 1 && text.p[1] == ' ') : 0;
    struct vt_str rest = vt_str_sub(text, marks, text.len);
    return marks && (vt_str_starts(rest, VT_STR("Điều ")) || vt_str_starts(rest, VT_STR("Chương ")))
               ? rest
               : text;
}

static struct vt_line visible(struct vt_str clean, struct vt_str raw)
{
    struct vt_line line = {0};
    struct vt_str text = vt_str_trim(raw);
    if (text.len && strchr("#*", text.p[0]))
        text = without_marks(&line, text);
    else if (text.len)
        text = without_speck(text);
    size_t chars = count_chars(text);
    line.start = text.p ? (uint32_t)(text.p - clean.p) : 0;
    line.len = (uint32_t)text.len;
    line.chars = chars < UINT16_MAX ? (uint16_t)chars : UINT16_MAX;
    line.upper = vt_begins_upper(text);
    line.lower = !line.upper && vt_begins_lower(text);
    return line;
}

/* ---- labels that a line break cut off ---- */

/* "Điều", "Chương": the word at the beginning of `text`; its length, or 0. */
static size_t word_of_label(struct vt_str text)
{
    static const char *const words[] = {"Điều", "Chương", "Mục", "Tiểu mục", "Phần", "Phụ lục"};
    for (size_t i = 0; i < sizeof words / sizeof *words && vt_begins_upper(text); i++)
        if (vt_starts_caseless(text, words[i]))
            return strlen(words[i]);
    return 0;
}

/* "5", "IV.", "12a. Phạm vi": what may follow the word of a label. */
static bool is_number_of_label(struct vt_str text)
{
    size_t n = vt_span(text, "0123456789");
    if (n)
        n += n < text.len && text.p[n] >= 'a' && text.p[n] <= 'z';
    else
        n = vt_span(text, "IVXLC");
    return n && (n == text.len ||
                 (strchr(".:", text.p[n]) && (n + 1 == text.len || text.p[n + 1] == ' ')));
}

/* "IV.", "2.1.", "a)" */
static bool is_bare_number(struct vt_str text)
{
    size_t n = vt_span(text, "IVXLC");
    n = n ? n : vt_span(text, "0123456789.");
    if (n == 0 && text.len == 2 && text.p[0] >= 'a' && text.p[0] <= 'z')
        return text.p[1] == ')';
    return n && n <= 6 &&
           ((n + 1 == text.len && text.p[n] == '.') ||
            (n == text.len && n > 1 && text.p[n - 1] == '.'));
}

/* Puts `line` behind the label that ends the lines so far, when it is its number or its heading. */
static bool mend(struct vt_lines *lines, const struct vt_line *line)
{
    struct vt_line *last = lines->count ? &lines->at[lines->count - 1] : NULL;
    if (!last || last->len > 16 || last->starred)
        return false;
    struct vt_str text = {lines->clean.p + line->start, line->len};
    struct vt_str label = vt_line_text(lines, lines->count - 1);
    bool broken = word_of_label(label) == label.len
                      ? is_number_of_label(text)
                      : is_bare_number(label) && line->upper && !word_of_label(text);
    if (!broken)
        return false;
    const char *end = label.p + label.len;
    if (vt_str_trim(vt_str_range(end, text.p)).len)
        return false; /* marks of Markdown between them */
    last->len = (uint32_t)(text.p + text.len - label.p);
    last->chars = line->chars; /* of the part that a following line goes on with */
    return true;
}

/* ---- how the text was broken into lines ---- */

/* A text counts as wrapped when this share of its lines is followed by one that begins with a small
 * letter, and this share of these has nearly the length of the longest. */
enum { WRAPPED_PERCENT = 12, FULL_PERCENT = 20, WIDTH_MAX = 250, WIDTH_MIN = 24 };

static size_t first_word(const struct vt_lines *lines, size_t i)
{
    struct vt_str text = vt_str_sub(vt_line_text(lines, i), 0, 64);
    size_t n = 0;
    while (n < text.len && text.p[n] != ' ' && text.p[n] != '\n')
        n++;
    return count_chars(vt_str_sub(text, 0, n));
}

/* The smallest value from `least` on that is not below `percent` of the counted ones there. */
static size_t percentile(const size_t counts[WIDTH_MAX + 1], size_t least, size_t percent)
{
    size_t all = 0, sum = 0, value = least;
    for (size_t i = least; i <= WIDTH_MAX; i++)
        all += counts[i];
    while (value < WIDTH_MAX && (sum += counts[value]) * 100 <= all * percent)
        value++;
    return value;
}

struct breaks {
    size_t pairs, lower;             /* lines that follow one, those that begin small */
    size_t apart, apart_lower;       /* the same behind an empty line */
    size_t adjacent_short;           /* end a sentence early, without an empty line behind */
    size_t lengths[WIDTH_MAX + 1];   /* of the lines that go on */
    size_t overflows[WIDTH_MAX + 1]; /* with the word that did not fit */
};

static size_t capped(size_t n)
{
    return n < WIDTH_MAX ? n : WIDTH_MAX;
}

static bool begins_small(const struct vt_lines *lines, size_t i)
{
    const struct vt_line *line = &lines->at[i];
    return line->lower && !(line->len > 1 && lines->clean.p[line->start + 1] == ')');
}

static void count_break(struct breaks *b, const struct vt_lines *lines, size_t i)
{
    const struct vt_line *line = &lines->at[i], *next = line + 1;
    bool lower = begins_small(lines, i + 1);
    b->pairs++;
    b->lower += lower;
    b->apart += next->apart;
    b->apart_lower += next->apart && lower;
    if (lower) {
        b->lengths[capped(line->chars)]++;
        b->overflows[capped(line->chars + 1 + first_word(lines, i + 1))]++;
    }
}

static void measure(struct vt_lines *lines)
{
    struct breaks b = {0};
    for (size_t i = 0; i + 1 < lines->count; i++)
        count_break(&b, lines, i);
    if (b.pairs < 3 || b.lower * 100 < b.pairs * WRAPPED_PERCENT)
        return;
    size_t widest = percentile(b.lengths, 0, 95), full = 0;
    if (widest >= WIDTH_MAX || widest < WIDTH_MIN)
        return;
    for (size_t i = widest * 4 / 5; i <= WIDTH_MAX; i++)
        full += b.overflows[i];
    if (full * 100 < b.lower * FULL_PERCENT)
        return;
    size_t narrowest = percentile(b.overflows, widest * 3 / 5, 8);
    lines->widest = widest;
    lines->narrowest = narrowest < widest ? narrowest : widest;
    size_t adjacent = b.pairs - b.apart, adjacent_lower = b.lower - b.apart_lower;
    for (size_t i = 0; i + 1 < lines->count; i++)
        b.adjacent_short += !lines->at[i + 1].apart && lines->at[i + 1].upper &&
                            lines->at[i].chars * 10 < widest * 6 &&
                            strchr(".;", lines->clean.p[lines->at[i].start + lines->at[i].len - 1]);
    lines->paragraphs = b.apart * 8 >= b.pairs && b.apart_lower * 30 <= b.apart &&
                        adjacent_lower * 6 >= adjacent && b.adjacent_short * 25 <= adjacent;
}

static bool is_left_open(struct vt_str text, struct vt_str next);

/* Lines of a text, for room; a hostile one has no more than can be held. */
static size_t count_lines(struct vt_str text)
{
    size_t count = 1;
    const char *p = text.p, *end = text.p + text.len;
    while (count < VT_LINES_MAX && p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        count++;
        p++;
    }
    return count;
}

/* Adds one line, or puts it behind the label that it belongs to. */
static void add(struct vt_lines *lines, struct vt_line line)
{
    struct vt_str text = {lines->clean.p + line.start, line.len};
    if (mend(lines, &line))
        return;
    bool open = lines->count && is_left_open(vt_line_text(lines, lines->count - 1), text);
    if (open || !is_page_number(text))
        lines->at[lines->count++] = line;
}

vanthu_status vt_lines_cut(struct vt_lines *out, struct vt_arena *arena, struct vt_str clean)
{
    size_t at = 0;
    bool apart = false;
    clean = vt_str_sub(clean, 0, UINT32_MAX);
    size_t room = count_lines(clean);
    *out = (struct vt_lines){.clean = clean, .at = vt_arena_array(arena, room, sizeof *out->at)};
    if (!out->at)
        return VANTHU_NO_MEMORY;
    while (at < clean.len && out->count < room) {
        const char *newline = memchr(clean.p + at, '\n', clean.len - at);
        size_t end = newline ? (size_t)(newline - clean.p) : clean.len;
        struct vt_line line = visible(clean, vt_str_sub(clean, at, end));
        line.apart = apart;
        apart = line.len == 0;
        if (line.len)
            add(out, line);
        at = end + 1;
    }
    measure(out);
    return VANTHU_OK;
}

/* ---- going on ---- */

static bool ends_with_one(struct vt_str text, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (vt_str_ends(text, vt_str(words[i])))
            return true;
    return false;
}

/* Ends with a word that no heading and no sentence ends with, or that wants the number behind it.
 */
static bool is_left_open(struct vt_str text, struct vt_str next)
{
    static const char *const open[] = {" tại", " theo", " của",  " và",  " với", " các", " cho",
                                       " về",  " do",   " THEO", " CỦA", " VÀ",  " VỚI", " CÁC"};
    static const char *const counting[] = {" số",   " ngày", " tháng", " năm",   " khoản", " Điều",
                                           " điều", " SỐ",   " NGÀY",  " THÁNG", " NĂM"};
    if (text.len == 0 || next.len == 0 || strchr(".;:,", text.p[text.len - 1]))
        return false;
    return ends_with_one(text, open, sizeof open / sizeof *open) ||
           (next.p[0] >= '0' && next.p[0] <= '9' &&
            ends_with_one(text, counting, sizeof counting / sizeof *counting));
}

enum vt_going_on vt_line_goes_on(const struct vt_lines *lines, size_t i)
{
    if (i + 1 >= lines->count)
        return VT_ENDS;
    const struct vt_line *line = &lines->at[i], *next = line + 1;
    struct vt_str text = vt_line_text(lines, i), behind = vt_line_text(lines, i + 1);
    if (begins_small(lines, i + 1) || is_left_open(text, behind))
        return VT_GOES_ON;
    if (!lines->widest || (lines->paragraphs && next->apart))
        return VT_ENDS;
    size_t with_word = line->chars + 1 + first_word(lines, i + 1);
    bool ended = strchr(".;:", text.p[text.len - 1]);
    if (lines->paragraphs && !vt_is_bullet(behind) && !vt_is_row(behind) && !ended)
        return VT_GOES_ON;
    if (with_word > lines->widest)
        return VT_GOES_ON;
    return with_word < lines->narrowest ? VT_ENDS : VT_MAY_GO_ON;
}
