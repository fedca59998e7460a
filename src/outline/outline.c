/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outline.c: which candidates are headings, and how deep.
 *
 * The candidates are put into a tree by their labels: a label that continues a sequence which is
 * open stands beside it, one that begins a sequence stands under what is open. Then each group of
 * brothers is judged as a whole: numbered sentences, and items with nothing between them, are a
 * list; clauses of an article are text. The level of a heading is the number of headings above it.
 * Linear in the text: the tree is at most TREE_DEPTH deep.
 */
#include "outline/outline.h"

#include "outline/candidates.h"

#include <stdio.h>

enum { TREE_DEPTH = 24, LIST_ITEMS = 3 };

/* Brothers with labels of one kind. */
struct group {
    uint32_t items, texts, unsure, heads; /* by their looks */
    uint32_t bodied;                      /* items that something of their own follows */
    uint32_t bold;
    uint32_t last; /* item */
    bool last_bodied;
    bool list;
};

struct tree {
    const struct vt_lines *lines;
    struct vt_candidate *at;
    size_t count;
    struct group *groups;
    size_t groups_count;
    uint32_t open[TREE_DEPTH]; /* from the outermost to the one just seen */
    size_t depth;
};

/* ---- the tree ---- */

static bool is_number(enum vt_label_kind kind)
{
    return kind >= VT_LABEL_NUMBER_1 && kind <= VT_LABEL_NUMBER_4;
}

static bool same_style(const struct vt_candidate *a, const struct vt_candidate *b)
{
    if (a->label.kind != b->label.kind)
        return false;
    if (a->label.kind == VT_LABEL_STAR)
        return a->styled == b->styled || !a->styled || !b->styled;
    return a->label.separator == b->label.separator || !is_number(a->label.kind);
}

/* How well `c` continues the sequence of `open`: 0 not at all. */
static int continues(const struct vt_candidate *open, const struct vt_candidate *c)
{
    if (open->label.kind != c->label.kind)
        return 0;
    if (c->label.kind == VT_LABEL_STAR)
        return same_style(open, c);
    bool next = vt_label_follows(&c->label, open->label.value) ||
                (c->label.value == open->label.value && c->label.suffix != open->label.suffix);
    if (next)
        return same_style(open, c) ? 4 : 3;
    if (c->label.value <= 1)
        return 0;
    return c->label.value > open->label.value ? 2 : 1;
}

/* Has been a list of sentences so far. */
static bool is_listing(const struct tree *t, size_t depth)
{
    const struct group *g = &t->groups[t->at[t->open[depth]].group];
    return (g->texts + g->unsure) * 2 > g->items;
}

/* A heading by its looks, below which something stands that is no candidate. */
static bool stands_alone(const struct tree *t, const struct vt_candidate *c)
{
    const struct vt_candidate *next = c + 1;
    return c->looks >= VT_LOOKS_RUN_IN &&
           (next == t->at + t->count || next->line > c->line + c->lines);
}

/* The depth of the open sequence that `c` continues best; SIZE_MAX: of none. The deepest of equals,
 * but a heading does not go on with a list of sentences when it can help it. */
static size_t find_sequence(const struct tree *t, const struct vt_candidate *c)
{
    size_t found = SIZE_MAX;
    int best = 0;
    for (size_t d = t->depth; d > 0; d--) {
        int how = continues(&t->at[t->open[d - 1]], c);
        bool better = found != SIZE_MAX && how == best && how >= 3 && is_listing(t, found) &&
                      stands_alone(t, c);
        if (how > best || better) {
            best = how;
            found = d - 1;
        }
    }
    return found;
}

/* The depth of an open label of the kind of `c`; SIZE_MAX: there is none. */
static size_t find_kind(const struct tree *t, const struct vt_candidate *c)
{
    for (size_t d = t->depth; d > 0; d--)
        if (t->at[t->open[d - 1]].label.kind == c->label.kind)
            return d - 1;
    return SIZE_MAX;
}

static bool has_open(const struct tree *t, enum vt_label_kind kind)
{
    return find_kind(t, &(struct vt_candidate){.label = {.kind = kind}}) != SIZE_MAX;
}

/* "1.1" stands under "1". */
static size_t find_prefix(const struct tree *t, const struct vt_candidate *c)
{
    struct vt_str text = c->label.text;
    while (text.len && text.p[text.len - 1] != '.')
        text.len--;
    text.len -= text.len > 0;
    for (size_t d = t->depth; d > 0 && text.len; d--)
        if (vt_str_eq(t->at[t->open[d - 1]].label.text, text))
            return d;
    return SIZE_MAX;
}

static void close_deeper(struct tree *t, enum vt_label_kind kind)
{
    while (t->depth && t->at[t->open[t->depth - 1]].label.kind > kind)
        t->depth--;
}

/* Closes what a label that begins a sequence cannot stand under. */
static void close_for_first(struct tree *t, const struct vt_candidate *c)
{
    enum vt_label_kind kind = c->label.kind;
    if (kind == VT_LABEL_ROMAN || kind == VT_LABEL_UPPER) {
        /* "Điều 1. … với nội dung: I. …" stands inside the article */
        close_deeper(t, has_open(t, VT_LABEL_ARTICLE) ? VT_LABEL_ARTICLE : VT_LABEL_ROMAN);
    } else if (kind <= VT_LABEL_ARTICLE) {
        close_deeper(t, kind);
    } else if (kind > VT_LABEL_NUMBER_1 && is_number(kind)) {
        size_t under = find_prefix(t, c);
        if (under != SIZE_MAX)
            t->depth = under;
        else
            close_deeper(t, kind);
    }
}

/* By style alone: closes what has its level or a deeper one. */
static void close_for_styled(struct tree *t, const struct vt_candidate *c)
{
    while (t->depth) {
        const struct vt_candidate *top = &t->at[t->open[t->depth - 1]];
        bool above = top->styled ? top->styled < c->styled : top->label.kind < VT_LABEL_STAR;
        if (above)
            return;
        t->depth--;
    }
}

/* "I." behind "H." is a letter. */
static void settle_letter(struct tree *t, struct vt_candidate *c)
{
    struct vt_candidate upper = *c;
    upper.label = vt_label_as_upper(c->label);
    if (!upper.label.kind)
        return;
    size_t roman = find_sequence(t, c), letter = find_sequence(t, &upper);
    bool follows = letter != SIZE_MAX && continues(&t->at[t->open[letter]], &upper) >= 3;
    if (follows && (roman == SIZE_MAX || continues(&t->at[t->open[roman]], c) < 3))
        *c = upper;
}

/* Where `c` stands: closes what it ends. True when it continues the group of a brother, which is
 * then the last one that was closed. */
static bool find_place(struct tree *t, const struct vt_candidate *c, uint32_t *brother)
{
    size_t at = find_sequence(t, c), kind = find_kind(t, c);
    if (c->styled && c->label.kind == VT_LABEL_STAR && c->looks == VT_IS_HEADING) {
        close_for_styled(t, c);
        return false;
    }
    if (c->attached)
        t->depth = 0;
    if (at != SIZE_MAX) {
        *brother = t->open[at];
        t->depth = at;
        return true;
    }
    bool nested = kind != SIZE_MAX && c->label.kind > VT_LABEL_ARTICLE &&
                  (kind + 1 < t->depth || c->looks <= VT_LOOKS_UNSURE ||
                   !same_style(&t->at[t->open[kind]], c));
    if (kind != SIZE_MAX && !nested)
        t->depth = kind;
    else if (!nested)
        close_for_first(t, c);
    return false;
}

/* Does what is open make a number or letter a clause of an article? */
static bool is_in_article(const struct tree *t)
{
    for (size_t d = t->depth; d > 0; d--) {
        enum vt_label_kind kind = t->at[t->open[d - 1]].label.kind;
        if (kind <= VT_LABEL_ARTICLE)
            return kind == VT_LABEL_ARTICLE;
    }
    return false;
}

static void join_group(struct tree *t, uint32_t i)
{
    struct vt_candidate *c = &t->at[i];
    uint32_t brother;
    if (find_place(t, c, &brother))
        c->group = t->at[brother].group;
    else
        c->group = (uint32_t)t->groups_count++;
    if (t->depth == TREE_DEPTH)
        t->depth--;
    c->parent = t->depth ? t->open[t->depth - 1] : VT_NO_CANDIDATE;
    t->open[t->depth++] = i;
    struct group *g = &t->groups[c->group];
    g->items++;
    g->texts += c->looks == VT_LOOKS_TEXT;
    g->unsure += c->looks == VT_LOOKS_UNSURE;
    g->heads += c->looks >= VT_LOOKS_HEADING;
    g->bold += c->bold;
    g->last = i;
}

static vanthu_status place(struct tree *t, uint32_t i, struct vt_buf *buf, struct vt_arena *arena)
{
    struct vt_candidate *c = &t->at[i];
    vanthu_status status = VANTHU_OK;
    c->parent = VT_NO_CANDIDATE;
    if (c->closes)
        t->depth = 0;
    if (c->closes || c->dropped)
        return VANTHU_OK;
    settle_letter(t, c);
    bool clause = c->label.kind > VT_LABEL_ARTICLE && !c->by_style && is_in_article(t);
    if (clause)
        c->lines = 1;
    else
        status = vt_candidate_judge(c, t->lines, buf, arena);
    join_group(t, i);
    return status;
}

/* ---- lists ---- */

/* Does anything of its own follow a candidate: lines that are none, or deeper ones? */
static bool has_body(const struct tree *t, size_t i)
{
    size_t end = t->at[i].line + t->at[i].lines;
    if (t->at[i].looks == VT_LOOKS_RUN_IN)
        return true;
    if (i + 1 == t->count)
        return end < t->lines->count;
    const struct vt_candidate *next = &t->at[i + 1];
    return end < next->line || next->dropped || next->parent == i;
}

static void judge_groups(struct tree *t)
{
    for (size_t i = 0; i < t->count; i++) {
        if (t->at[i].closes || t->at[i].dropped)
            continue;
        struct group *g = &t->groups[t->at[i].group];
        bool body = has_body(t, i);
        if (g->last == i)
            g->last_bodied = body;
        else
            g->bodied += body;
    }
    for (size_t n = 0; n < t->groups_count; n++) {
        struct group *g = &t->groups[n];
        bool sentences =
            g->texts * 2 > g->items || (g->texts && g->texts * 2 == g->items && !g->heads);
        bool bare = g->items >= LIST_ITEMS ? g->bodied * 4 < g->items - 1
                                           : g->bodied == 0 && !g->last_bodied && g->items > 1;
        g->list = (sentences || bare) && g->bold * 2 < g->items;
    }
}

/* Numbers that begin in the middle are seldom labels, and one letter makes no sequence. */
static bool is_stray(const struct tree *t, const struct vt_candidate *c)
{
    const struct group *g = &t->groups[c->group];
    if (c->label.kind == VT_LABEL_UPPER)
        return g->items < 2;
    return g->items == 1 && c->label.value > 1 && c->label.kind == VT_LABEL_NUMBER_1 && !c->bold &&
           c->looks < VT_LOOKS_HEADING;
}

static bool is_heading(const struct tree *t, size_t i)
{
    const struct vt_candidate *c = &t->at[i];
    if (c->closes || c->dropped || c->looks == VT_LOOKS_TEXT)
        return false;
    if (c->looks == VT_IS_HEADING)
        return true;
    const struct group *g = &t->groups[c->group];
    if (is_stray(t, c))
        return false;
    if (c->label.kind < VT_LABEL_ARTICLE && c->looks == VT_LOOKS_HEADING)
        return true;
    if (g->list && !c->bold)
        return false;
    return c->looks > VT_LOOKS_UNSURE || has_body(t, i);
}

/* ---- the outline ---- */

/* The label in one form: "Điều\n5", "Il" and "Điều 5. a" are "Điều 5", "II" and "Điều 5a". */
static const char *label_text(struct vt_arena *arena, const struct vt_label *label)
{
    static const char *const tens[] = {"", "X", "XX", "XXX"};
    static const char *const ones[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    char mended[16];
    struct vt_str text = label->text;
    if (label->kind == VT_LABEL_ROMAN && label->value < 40) {
        snprintf(mended, sizeof mended, "%s%s", tens[label->value / 10], ones[label->value % 10]);
        text = vt_str(mended);
    }
    char *copy = vt_arena_str(arena, text);
    size_t length = 0;
    for (const char *p = copy; p && *p; p++) {
        bool space = strchr(" \t\r\n", *p),
             split = label->suffix && (*p == '.' || (p > copy && p[-1] == '.'));
        if (!split && (!space || (length && copy[length - 1] != ' ')))
            copy[length++] = space ? ' ' : *p;
    }
    if (copy)
        copy[length] = '\0';
    return copy;
}

/* A section ends where the next heading of its level or above begins. */
static void close_sections(struct vanthu_heading *headings, size_t count)
{
    size_t open[TREE_DEPTH + 1], depth = 0;
    for (size_t i = 0; i < count; i++) {
        while (depth && headings[open[depth - 1]].level >= headings[i].level)
            headings[open[--depth]].end = headings[i].start;
        open[depth++] = i;
    }
}

static void find_pages(struct vanthu_heading *headings, size_t count,
                       const struct vt_layout *layout)
{
    size_t page = 0;
    for (size_t i = 0; i < count; i++) {
        while (page < layout->pages_count && layout->pages[page] <= headings[i].start)
            page++;
        headings[i].page = (unsigned)page;
    }
}

/* Levels: one more than that of the nearest heading above; `levels` holds for each candidate the
 * number of headings from the outermost to itself. */
static vanthu_status write_headings(struct vanthu_heading **headings, size_t *count,
                                    struct vt_arena *arena, const struct tree *t, uint8_t *levels,
                                    size_t text_end)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++) {
        uint32_t parent = t->at[i].parent;
        bool heading = is_heading(t, i);
        levels[i] = (uint8_t)((parent == VT_NO_CANDIDATE ? 0 : levels[parent]) + heading);
        kept += heading;
    }
    *headings = vt_arena_array(arena, kept, sizeof **headings);
    if (kept && !*headings)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < t->count; i++) {
        const struct vt_candidate *c = &t->at[i];
        if (!is_heading(t, i))
            continue;
        struct vanthu_heading *h = &(*headings)[(*count)++];
        *h = (struct vanthu_heading){.level = levels[i], .start = c->start, .end = text_end};
        h->label = label_text(arena, &c->label);
        h->text = vt_arena_str(arena, c->text);
        if (!h->label || !h->text)
            return VANTHU_NO_MEMORY;
    }
    return VANTHU_OK;
}

static vanthu_status decide(struct vanthu_heading **headings, size_t *count, struct vt_arena *arena,
                            struct vt_arena *scratch, const struct vt_candidates *candidates,
                            const struct vt_lines *lines)
{
    struct tree t = {.lines = lines, .at = candidates->at, .count = candidates->count};
    struct vt_buf buf = {0};
    vanthu_status status = vt_articles_settle(candidates, scratch);
    t.groups = vt_arena_array(scratch, t.count, sizeof *t.groups);
    uint8_t *levels = vt_arena_array(scratch, t.count, sizeof *levels);
    if (!t.groups || !levels)
        status = VANTHU_NO_MEMORY;
    for (size_t i = 0; i < t.count && status == VANTHU_OK; i++)
        status = place(&t, (uint32_t)i, &buf, scratch);
    vt_buf_free(&buf);
    if (status != VANTHU_OK)
        return status;
    judge_groups(&t);
    return write_headings(headings, count, arena, &t, levels, lines->clean.len);
}

vanthu_status vt_outline_find(struct vanthu_heading **headings, size_t *count,
                              struct vt_arena *arena, struct vt_str clean,
                              const struct vt_layout *layout)
{
    struct vt_arena scratch = {0};
    struct vt_lines lines;
    struct vt_candidates candidates = {0};
    *headings = NULL;
    *count = 0;
    vanthu_status status = vt_lines_cut(&lines, &scratch, clean);
    if (status == VANTHU_OK)
        status = vt_candidates_gather(&candidates, &scratch, &lines, layout);
    if (status == VANTHU_OK && candidates.count)
        status = decide(headings, count, arena, &scratch, &candidates, &lines);
    if (status == VANTHU_OK) {
        close_sections(*headings, *count);
        find_pages(*headings, *count, layout);
    }
    vt_arena_free(&scratch);
    return status;
}
