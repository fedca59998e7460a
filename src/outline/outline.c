/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outline.c: headings.
 *
 * A line that begins with a label is a candidate. It is joined with the lines it goes on in, and is
 * a heading unless it turns out to be a sentence: one that ends with a full stop, a semicolon or a
 * comma. A heading that runs into its paragraph ends at the colon. The level is the depth in this
 * document, by a stack of the kinds of label that are open. Linear: each line is looked at by at
 * most HEADING_LINES candidates.
 */
#include "outline/outline.h"

#include "outline/lines.h"

enum {
    HEADING_LINES = 8,
    HEADING_CHARS = 400,
    RUN_IN_CHARS = 220,
    STAR_CHARS = 160,
    SHORT_BYTES = 80,
    KEPT_BYTES = 1200
};

/* In the order in which one may stand inside another. */
enum kind {
    NONE,
    PART,
    APPENDIX,
    CHAPTER,
    DIVISION,
    SUBDIVISION,
    ROMAN,
    ARTICLE,
    NUMBER_1,
    NUMBER_2,
    NUMBER_3,
    NUMBER_4,
    LETTER,
    STAR,
    KINDS
};

static const struct {
    const char *word;
    enum kind kind;
} WORDS[] = {
    {"phần", PART},    {"phụ lục", APPENDIX},     {"chương", CHAPTER},
    {"mục", DIVISION}, {"tiểu mục", SUBDIVISION}, {"điều", ARTICLE},
};

struct label {
    enum kind kind;
    struct vt_str text; /* without its dot or bracket */
    size_t length;      /* bytes up to the heading's text */
};

/* ---- labels ---- */

static size_t run_of(struct vt_str s, const char *set)
{
    size_t n = 0;
    while (n < s.len && s.p[n] && strchr(set, s.p[n]))
        n++;
    return n;
}

/* Bytes of the dot, bracket, slash or dash behind a label and the spaces that follow; 0 when there
 * is none. */
static size_t separator(struct vt_str s, const char *set)
{
    size_t n = s.len && s.p[0] && strchr(set, s.p[0]) ? 1 : 0;
    if (n && n < s.len && s.p[0] == '.' && s.p[1] >= '0' && s.p[1] <= '9')
        return 0;
    size_t spaces = n ? run_of(vt_str_sub(s, n, s.len), " \t\n") : 0;
    if (n && strchr("/-", s.p[0]) && !spaces)
        return 0; /* "V/v", "I-ốt" */
    return n ? n + spaces : 0;
}

static bool starts_caseless(struct vt_str s, const char *word)
{
    size_t len = strlen(word);
    return s.len >= len && vt_same_caseless(vt_str_sub(s, 0, len), vt_str(word));
}

/* "PHẦN I", "Điều 5.", "Chương II", "Phụ lục 01", "PHẦN THỨ NHẤT" */
static struct label word_label(struct vt_str s)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t word = strlen(WORDS[i].word), at = word, number;
        if (!starts_caseless(s, WORDS[i].word) || !vt_begins_upper(s))
            continue;
        at += run_of(vt_str_sub(s, at, s.len), " \t\n");
        if (at == word)
            continue;
        struct vt_str rest = vt_str_sub(s, at, s.len);
        number = run_of(rest, "0123456789");
        number = number ? number : run_of(rest, "IVXLC");
        if (!number && starts_caseless(rest, "thứ "))
            number = run_of(rest, " \t") + rest.len; /* the whole line is the label */
        if (number && number < rest.len && rest.p[number] >= 'a' && rest.p[number] <= 'z')
            number++; /* Điều 12a */
        struct vt_str behind = vt_str_sub(rest, number, rest.len);
        size_t gap = separator(behind, ".:-");
        size_t spaces = run_of(behind, " \t");
        bool sound = number && (gap || spaces || behind.len == 0);
        /* "Điều 5 của Luật …" is a sentence */
        if (!sound || (!gap && behind.len &&
                       (WORDS[i].kind == ARTICLE || vt_begins_lower(vt_str_trim(behind)))))
            continue;
        return (struct label){WORDS[i].kind, vt_str_sub(s, 0, at + number),
                              at + number + (gap ? gap : spaces)};
    }
    return (struct label){0};
}

static struct label number_label(struct vt_str s)
{
    enum kind kind = NUMBER_1;
    size_t n = run_of(s, "0123456789");
    if (n == 0 || n > 2)
        return (struct label){0};
    while (n + 1 < s.len && s.p[n] == '.' && kind < NUMBER_4) {
        size_t more = run_of(vt_str_sub(s, n + 1, s.len), "0123456789");
        if (more == 0 || more > 2)
            break;
        n += 1 + more;
        kind++;
    }
    struct vt_str behind = vt_str_sub(s, n, s.len);
    size_t gap = separator(behind, ".)/");
    if (!gap && kind > NUMBER_1)
        gap = run_of(behind, " \t");
    if (!gap || n + gap >= s.len)
        return (struct label){0};
    return (struct label){kind, vt_str_sub(s, 0, n), n + gap};
}

static struct label short_label(struct vt_str s)
{
    size_t roman = run_of(s, "IVXLC");
    if (roman && roman <= 6) {
        size_t gap = separator(vt_str_sub(s, roman, s.len), ".)/-");
        if (gap && roman + gap < s.len)
            return (struct label){ROMAN, vt_str_sub(s, 0, roman), roman + gap};
    }
    size_t letter = s.len && s.p[0] >= 'a' && s.p[0] <= 'z' ? 1
                    : vt_str_starts(s, VT_STR("đ"))         ? 2
                                                            : 0;
    size_t gap = letter ? separator(vt_str_sub(s, letter, s.len), ").") : 0;
    if (gap && letter + gap < s.len &&
        (s.p[letter] == ')' || vt_begins_upper(vt_str_sub(s, letter + gap, s.len))))
        return (struct label){LETTER, vt_str_sub(s, 0, letter), letter + gap};
    return (struct label){0};
}

static struct label label_of(const struct vt_line *line)
{
    struct label label = word_label(line->text);
    if (label.kind == NONE)
        label = number_label(line->text);
    if (label.kind == NONE)
        label = short_label(line->text);
    if (label.kind == NONE && line->starred)
        label = (struct label){STAR, VT_STR(""), 0};
    return label;
}

/* A row of a table: cells are set apart by tabs or bars. */
static bool is_row(struct vt_str text)
{
    return memchr(text.p, '\t', text.len) || memchr(text.p, '|', text.len);
}

static bool is_bullet(struct vt_str text)
{
    return text.len > 1 && strchr("-+*", text.p[0]) && text.p[1] == ' ';
}

/* ---- joining a wrapped heading ---- */

struct heading {
    enum kind kind;
    struct vt_str label;
    struct vt_buf text;
    size_t start;
    size_t lines; /* it takes */
};

/* Where the heading ends that runs into its paragraph: at a colon behind which a sentence begins.
 */
static size_t run_in_end(struct vt_str text)
{
    for (size_t i = 0; i + 1 < text.len && i < RUN_IN_CHARS * 2; i++)
        if (text.p[i] == ':' && text.p[i + 1] == ' ' &&
            vt_begins_upper(vt_str_trim(vt_str_sub(text, i + 1, text.len))))
            return i;
    return 0;
}

static struct vt_str without_marks(struct vt_str text)
{
    text = vt_str_trim(text);
    while (text.len && strchr("*_:", text.p[text.len - 1]))
        text = vt_str_trim(vt_str_sub(text, 0, text.len - 1));
    while (text.len && strchr("*_", text.p[0]))
        text = vt_str_trim(vt_str_sub(text, 1, text.len));
    return text;
}

static bool starts_another(const struct vt_line *line)
{
    return label_of(line).kind != NONE || is_bullet(line->text) || is_row(line->text);
}

/* Joins line `i` with those it goes on in. "PHẦN I" alone takes the capitals below it. */
static vanthu_status join(struct heading *h, const struct vt_lines *lines, size_t i,
                          const struct label *label)
{
    const struct vt_line *line = &lines->at[i];
    struct vt_str first = vt_str_sub(line->text, label->length, line->text.len);
    bool bare = first.len == 0;
    vt_buf_clear(&h->text);
    h->lines = 1;
    vanthu_status status = vt_buf_append_str(&h->text, first);
    while (status == VANTHU_OK && h->lines < HEADING_LINES && i + h->lines < lines->count) {
        const struct vt_line *last = &lines->at[i + h->lines - 1], *next = last + 1;
        bool capitals = vt_all_capitals(next->text) && (bare || vt_all_capitals(last->text)) &&
                        (label->kind <= SUBDIVISION || (!bare && !next->apart));
        bool titled = bare && h->lines == 1 && vt_begins_upper(next->text);
        if (starts_another(next) ||
            !(capitals || titled || vt_line_goes_on(lines, i + h->lines - 1)))
            break;
        if (h->text.len)
            status = vt_buf_append_char(&h->text, ' ');
        if (status == VANTHU_OK)
            status = vt_buf_append_str(&h->text, next->text);
        h->lines++;
    }
    return status;
}

/* Ends as a sentence or a part of one does. Capitals, and a few words behind a Roman number, are
 * headings whatever they end with. */
static bool is_sentence(enum kind kind, struct vt_str text)
{
    return text.len && strchr(".;,", text.p[text.len - 1]) && !vt_all_capitals(text) &&
           !(kind == ROMAN && text.len <= SHORT_BYTES);
}

/* Decides whether what was joined is a heading, and cuts it to it. */
static bool accept(struct heading *h, bool goes_on)
{
    struct vt_str text = vt_buf_str(&h->text);
    bool word = h->kind < ROMAN || h->kind == ARTICLE;
    size_t colon = h->kind == ARTICLE ? 0 : run_in_end(text);
    if (colon && h->kind != STAR) {
        h->text.len = colon;
        return colon <= RUN_IN_CHARS * 2;
    }
    if (h->kind == STAR && text.len > STAR_CHARS * 2)
        return false;
    if (word)
        return true;
    return text.len > 0 && text.len <= HEADING_CHARS * 2 && !goes_on &&
           !is_sentence(h->kind, text) && !(text.p[0] >= '0' && text.p[0] <= '9');
}

/* An article may be one endless line: its heading is cut between two words. */
static struct vt_str shortened(struct vt_str text)
{
    if (text.len <= KEPT_BYTES)
        return text;
    size_t end = KEPT_BYTES;
    while (end > KEPT_BYTES / 2 && text.p[end] != ' ')
        end--;
    while (end && ((unsigned char)text.p[end] & 0xC0) == 0x80)
        end--;
    return vt_str_sub(text, 0, end);
}

/* ---- the outline ---- */

struct finding {
    struct vt_arena *arena;
    struct vt_str clean;
    struct vanthu_heading *headings;
    size_t count, cap;
    enum kind stack[KINDS];
    size_t depth;
    struct heading now;
};

static unsigned level_of(struct finding *f, enum kind kind)
{
    while (f->depth && f->stack[f->depth - 1] >= kind)
        f->depth--;
    f->stack[f->depth++] = kind;
    return (unsigned)f->depth;
}

/* "Điều\n5" is "Điều 5". */
static char *label_on_one_line(struct vt_arena *arena, struct vt_str label)
{
    size_t cut = 0;
    while (cut < label.len && label.p[cut] != '\n')
        cut++;
    char *copy = vt_arena_str(arena, label);
    if (!copy || cut == label.len)
        return copy;
    size_t word = vt_str_trim(vt_str_sub(label, 0, cut)).len;
    struct vt_str number = vt_str_trim(vt_str_sub(label, cut, label.len));
    copy[word] = ' ';
    memcpy(copy + word + 1, number.p, number.len);
    copy[word + 1 + number.len] = '\0';
    return copy;
}

static vanthu_status keep(struct finding *f)
{
    struct vt_str text = shortened(without_marks(vt_buf_str(&f->now.text)));
    if (f->count == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 32;
        struct vanthu_heading *grown = vt_arena_array(f->arena, cap, sizeof *grown);
        if (!grown)
            return VANTHU_NO_MEMORY;
        if (f->count)
            memcpy(grown, f->headings, f->count * sizeof *grown);
        f->headings = grown;
        f->cap = cap;
    }
    struct vanthu_heading *h = &f->headings[f->count++];
    h->level = level_of(f, f->now.kind);
    h->label = label_on_one_line(f->arena, f->now.label);
    h->text = vt_arena_str(f->arena, text);
    h->start = f->now.start;
    h->end = f->clean.len;
    return h->label && h->text ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* A section ends where the next heading of its level or above begins. */
static void close_sections(struct finding *f)
{
    size_t open[KINDS + 1], depth = 0;
    for (size_t i = 0; i < f->count; i++) {
        while (depth && f->headings[open[depth - 1]].level >= f->headings[i].level)
            f->headings[open[--depth]].end = f->headings[i].start;
        open[depth++] = i;
    }
}

/* Looks at line `i`; *lines is how many lines it takes. */
static vanthu_status look(struct finding *f, const struct vt_lines *lines, size_t i, size_t *taken)
{
    const struct vt_line *line = &lines->at[i];
    struct label label = label_of(line);
    *taken = 1;
    if (label.kind == NONE || is_row(line->text))
        return VANTHU_OK;
    f->now.kind = label.kind;
    f->now.label = label.text;
    f->now.start = line->start;
    vanthu_status status = join(&f->now, lines, i, &label);
    bool goes_on = f->now.lines == HEADING_LINES && vt_line_goes_on(lines, i + HEADING_LINES - 1);
    if (status != VANTHU_OK || !accept(&f->now, goes_on))
        return status;
    *taken = f->now.lines;
    return keep(f);
}

vanthu_status vt_outline_find(struct vanthu_heading **headings, size_t *count,
                              struct vt_arena *arena, struct vt_str clean)
{
    struct finding f = {.arena = arena, .clean = clean};
    struct vt_arena lines_arena = {0};
    struct vt_lines lines;
    size_t taken;
    vanthu_status status = vt_lines_cut(&lines, &lines_arena, clean);
    for (size_t i = 0; status == VANTHU_OK && i < lines.count; i += taken)
        status = look(&f, &lines, i, &taken);
    close_sections(&f);
    vt_buf_free(&f.now.text);
    vt_arena_free(&lines_arena);
    *headings = f.headings;
    *count = f.count;
    return status;
}
