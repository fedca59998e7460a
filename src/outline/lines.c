/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines.c: the lines of a clean text as a person sees them. */
#include "outline/lines.h"

#include "base/utf8.h"

#include <utf8proc.h>

/* A text counts as wrapped by hand when this share of its lines is followed by one that begins with
 * a small letter, and no line is longer than a page is wide. */
enum { WRAPPED_PERCENT = 25, WIDTH_MAX = 140 };

static uint32_t first_point(struct vt_str text)
{
    uint32_t point = 0;
    vt_utf8_decode(text, &point);
    return point;
}

bool vt_begins_upper(struct vt_str text)
{
    return utf8proc_category((int32_t)first_point(text)) == UTF8PROC_CATEGORY_LU;
}

bool vt_begins_lower(struct vt_str text)
{
    return utf8proc_category((int32_t)first_point(text)) == UTF8PROC_CATEGORY_LL;
}

bool vt_all_capitals(struct vt_str text)
{
    size_t capitals = 0;
    while (text.len) {
        uint32_t point;
        size_t len = vt_utf8_decode(text, &point);
        utf8proc_category_t category = utf8proc_category((int32_t)point);
        if (len == 0 || category == UTF8PROC_CATEGORY_LL)
            return false;
        capitals += category == UTF8PROC_CATEGORY_LU;
        text = vt_str_sub(text, len, text.len);
    }
    return capitals >= 3;
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

static size_t count_chars(struct vt_str text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++)
        chars += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return chars;
}

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
static struct vt_line visible(struct vt_str clean, struct vt_str raw)
{
    struct vt_line line = {0};
    bool end_bold = false;
    struct vt_str text = vt_str_trim(raw);
    size_t hashes = run_of(text, '#'), stars;
    if (hashes && hashes <= 6 && hashes < text.len && text.p[hashes] == ' ') {
        line.bold = true;
        text = vt_str_trim(vt_str_sub(text, hashes, text.len));
    }
    stars = run_of(text, '*');
    line.starred = stars == 1 || (stars == 3 && text.len > 3 && text.p[3] == ' ');
    if (stars && text.len > stars) {
        text = vt_str_trim(vt_str_sub(text, stars, text.len));
        text = strip_end(text, &end_bold);
        line.bold |= end_bold;
        line.starred = line.starred && (stars == 3 || !end_bold);
    } else if (line.bold) {
        text = strip_end(text, &end_bold);
    }
    line.text = text;
    line.start = text.p ? (size_t)(text.p - clean.p) : 0;
    line.chars = count_chars(text);
    return line;
}

/* The width at which lines were wrapped: the longest line, where many go on in the next. */
static void measure(struct vt_lines *lines)
{
    size_t longest = 0, going_on = 0;
    for (size_t i = 0; i < lines->count; i++) {
        longest = lines->at[i].chars > longest ? lines->at[i].chars : longest;
        going_on += i && vt_begins_lower(lines->at[i].text);
    }
    if (lines->count >= 4 && longest <= WIDTH_MAX &&
        going_on * 100 >= lines->count * WRAPPED_PERCENT)
        lines->width = longest;
}

/* ---- labels that a line break cut off ---- */

/* "Điều", "Chương": the word at the beginning of `text`; its length, or 0. */
static size_t word_of_label(struct vt_str text)
{
    static const char *const words[] = {"Điều", "Chương", "Mục", "Tiểu mục", "Phần", "Phụ lục"};
    for (size_t i = 0; i < sizeof words / sizeof *words && vt_begins_upper(text); i++) {
        size_t len = strlen(words[i]);
        if (text.len >= len && vt_same_caseless(vt_str_sub(text, 0, len), vt_str(words[i])))
            return len;
    }
    return 0;
}

static size_t run_of_any(struct vt_str text, const char *set)
{
    size_t n = 0;
    while (n < text.len && text.p[n] && strchr(set, text.p[n]))
        n++;
    return n;
}

/* "5", "IV.", "12a. Phạm vi": what may follow the word of a label. */
static bool is_number_of_label(struct vt_str text)
{
    size_t n = run_of_any(text, "0123456789");
    if (n)
        n += n < text.len && text.p[n] >= 'a' && text.p[n] <= 'z';
    else
        n = run_of_any(text, "IVXLC");
    return n && (n == text.len ||
                 (strchr(".:", text.p[n]) && (n + 1 == text.len || text.p[n + 1] == ' ')));
}

/* "IV.", "2.1." */
static bool is_bare_number(struct vt_str text)
{
    size_t n = run_of_any(text, "IVXLC");
    n = n ? n : run_of_any(text, "0123456789.");
    return n && n <= 6 &&
           ((n + 1 == text.len && text.p[n] == '.') ||
            (n == text.len && n > 1 && text.p[n - 1] == '.'));
}

/* Puts `line` behind the label that ends the lines so far, when it is its number or its heading. */
static bool mend(struct vt_lines *lines, const struct vt_line *line)
{
    struct vt_line *last = lines->count ? &lines->at[lines->count - 1] : NULL;
    if (!last || last->text.len > 16 || last->starred)
        return false;
    bool broken = word_of_label(last->text) == last->text.len
                      ? is_number_of_label(line->text)
                      : is_bare_number(last->text) && vt_begins_upper(line->text) &&
                            !word_of_label(line->text);
    if (!broken)
        return false;
    const char *end = last->text.p + last->text.len;
    if (vt_str_trim(vt_str_range(end, line->text.p)).len)
        return false; /* marks of Markdown between them */
    last->text = vt_str_range(last->text.p, line->text.p + line->text.len);
    last->chars = line->chars; /* of the part that a following line goes on with */
    return true;
}

vanthu_status vt_lines_cut(struct vt_lines *out, struct vt_arena *arena, struct vt_str clean)
{
    size_t lines = 1, at = 0;
    bool apart = false;
    for (size_t i = 0; i < clean.len; i++)
        lines += clean.p[i] == '\n';
    *out = (struct vt_lines){.at = vt_arena_array(arena, lines, sizeof *out->at)};
    if (!out->at)
        return VANTHU_NO_MEMORY;
    while (at < clean.len) {
        const char *newline = memchr(clean.p + at, '\n', clean.len - at);
        size_t end = newline ? (size_t)(newline - clean.p) : clean.len;
        struct vt_line line = visible(clean, vt_str_sub(clean, at, end));
        line.apart = apart;
        apart = line.text.len == 0;
        if (line.text.len && !mend(out, &line))
            out->at[out->count++] = line;
        at = end + 1;
    }
    measure(out);
    return VANTHU_OK;
}

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
    static const char *const open[] = {" tại", " theo", " của", " và", " với",
                                       " các", " cho",  " về",  " do"};
    static const char *const counting[] = {" số", " ngày", " tháng", " năm"};
    return ends_with_one(text, open, sizeof open / sizeof *open) ||
           (next.p[0] >= '0' && next.p[0] <= '9' &&
            ends_with_one(text, counting, sizeof counting / sizeof *counting));
}

bool vt_line_goes_on(const struct vt_lines *lines, size_t i)
{
    if (i + 1 >= lines->count)
        return false;
    const struct vt_line *line = &lines->at[i], *next = &lines->at[i + 1];
    if (vt_begins_lower(next->text) && !(next->text.len > 1 && next->text.p[1] == ')'))
        return true;
    if (is_left_open(line->text, next->text))
        return true;
    if (!lines->width)
        return false;
    size_t word = 0;
    while (word < next->text.len && next->text.p[word] != ' ')
        word++;
    return line->chars + 1 + count_chars(vt_str_sub(next->text, 0, word)) > lines->width;
}
