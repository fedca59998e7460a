/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c: the best place of a passage.
 *
 * Every token of the passage that the query matches is a match; a window over the matches is worth
 * the distinct words in it, references most. The best window, widened to whole words, becomes the
 * line. Linear in the passage.
 */
#include "archive/snippet.h"

#include "ref/ref.h"
#include "text/fold.h"
#include "text/tokens.h"

#include <stdlib.h>

enum { WINDOW = 200, BEFORE = 60, MATCHES_MAX = 2048, WANTED_MAX = 64, REF_WORTH = 20 };

struct match {
    size_t start, end; /* in the document's text */
    int what;          /* number of the wanted word; -1: a reference */
};

struct finding {
    struct vt_str text;
    enum vt_looseness looseness;
    const struct vt_query_token *wanted[WANTED_MAX];
    bool quoted[WANTED_MAX];
    size_t wanted_count;
    const char *keys[WANTED_MAX];
    size_t keys_count;
    struct match *matches;
    size_t count;
};

/* ---- what the query wants ---- */

static void want_tokens(struct finding *f, const struct vt_node *node)
{
    for (size_t i = 0; i < node->tokens_count && f->wanted_count < WANTED_MAX; i++) {
        f->quoted[f->wanted_count] = node->exact;
        f->wanted[f->wanted_count++] = &node->tokens[i];
    }
}

static void want(struct finding *f, const struct vt_node *node)
{
    switch (node->kind) {
    case VT_NODE_WORD:
    case VT_NODE_PHRASE:
        want_tokens(f, node);
        break;
    case VT_NODE_REF:
    case VT_NODE_NUMBER:
        if (f->keys_count < WANTED_MAX)
            f->keys[f->keys_count++] = node->key;
        for (size_t i = 0; i < node->children_count; i++)
            want(f, node->children[i]);
        break;
    case VT_NODE_AND:
    case VT_NODE_OR:
        for (size_t i = 0; i < node->children_count; i++)
            want(f, node->children[i]);
        break;
    case VT_NODE_NOT:
        want(f, node->children[0]);
        break;
    default:
        break;
    }
}

/* ---- where it is ---- */

static void add_match(struct finding *f, size_t start, size_t end, int what)
{
    if (f->count < MATCHES_MAX)
        f->matches[f->count++] = (struct match){start, end, what};
}

static int wanted_by(const struct finding *f, const struct vt_token *token)
{
    for (size_t i = 0; i < f->wanted_count; i++) {
        const struct vt_query_token *w = f->wanted[i];
        if (!vt_str_eq(w->key, token->key))
            continue;
        if ((f->looseness == VT_BY_KEY && !f->quoted[i]) || vt_match_letters(w->form, token->form))
            return (int)i;
    }
    return -2;
}

static vanthu_status find_words(struct finding *f, const struct vt_hit_data *hit)
{
    struct vt_tokens *tokens;
    struct vt_token token;
    vanthu_status status = vt_tokens_new(&tokens, vt_str_sub(f->text, hit->start, hit->end));
    if (status != VANTHU_OK)
        return status;
    while (f->wanted_count && vt_tokens_next(tokens, &token)) {
        int what = wanted_by(f, &token);
        if (what >= 0)
            add_match(f, hit->start + token.start, hit->start + token.end, what);
    }
    vt_tokens_free(tokens);
    return VANTHU_OK;
}

static vanthu_status find_references(struct finding *f, const struct vt_hit_data *hit)
{
    struct vt_buf key = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; f->keys_count && i < hit->mentions_count && status == VANTHU_OK; i++) {
        const struct vt_hit_mention *m = &hit->mentions[i];
        if (!m->canonical || m->start < hit->start || m->end > f->text.len)
            continue;
        vt_buf_clear(&key);
        status = vt_ref_key(&key, vt_str(m->canonical));
        for (size_t k = 0; k < f->keys_count && status == VANTHU_OK; k++)
            if (vt_str_eq(vt_buf_str(&key), vt_str(f->keys[k])))
                add_match(f, m->start, m->end, -1);
    }
    vt_buf_free(&key);
    return status;
}

static int by_place(const void *a, const void *b)
{
    const struct match *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end); /* the longer one first */
}

/* The match at which the best window begins. */
static size_t best_window(const struct finding *f)
{
    size_t best = 0;
    unsigned highest = 0;
    for (size_t i = 0; i < f->count; i++) {
        uint64_t seen = 0;
        unsigned worth = 0;
        for (size_t j = i; j < f->count && f->matches[j].end <= f->matches[i].start + WINDOW; j++) {
            int what = f->matches[j].what;
            uint64_t bit = what < 0 ? UINT64_C(1) << 63 : UINT64_C(1) << (what % 63);
            if (!(seen & bit))
                worth += what < 0 ? REF_WORTH : 4;
            seen |= bit;
        }
        if (worth > highest) {
            highest = worth;
            best = i;
        }
    }
    return best;
}

/* ---- the line ---- */

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_space(char c)
{
    return (unsigned char)c <= ' ';
}

/* Moves `at` to the beginning of a word, not below `low`. */
static size_t word_start(struct vt_str text, size_t at, size_t low)
{
    size_t limit = at > low + 40 ? at - 40 : low;
    while (at > limit && !is_space(text.p[at - 1]))
        at--;
    while (at > low && is_inside(text.p[at]))
        at--;
    return at;
}

static size_t word_end(struct vt_str text, size_t at, size_t high)
{
    size_t limit = at + 40 < high ? at + 40 : high;
    while (at < limit && !is_space(text.p[at]))
        at++;
    while (at < high && is_inside(text.p[at]))
        at++;
    return at;
}

struct line {
    struct vt_buf buf;
    struct vanthu_span *marks;
    size_t marks_count;
    bool gap; /* a space is due */
};

/* Copies text[from, to) with white space and control characters folded to single spaces. */
static vanthu_status copy(struct line *line, struct vt_str text, size_t from, size_t to)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = from; i < to && status == VANTHU_OK; i++) {
        if (is_space(text.p[i])) {
            line->gap = line->buf.len > 0;
            continue;
        }
        if (line->gap)
            status = vt_buf_append_char(&line->buf, ' ');
        line->gap = false;
        if (status == VANTHU_OK)
            status = vt_buf_append_char(&line->buf, text.p[i]);
    }
    return status;
}

static vanthu_status write_line(struct line *line, const struct finding *f, size_t from, size_t to)
{
    size_t at = from;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < f->count && status == VANTHU_OK; i++) {
        const struct match *m = &f->matches[i];
        if (m->start < at || m->end > to)
            continue;
        status = copy(line, f->text, at, m->start);
        /* the space due before a match is not part of it */
        if (status == VANTHU_OK && line->gap) {
            status = vt_buf_append_char(&line->buf, ' ');
            line->gap = false;
        }
        size_t begin = line->buf.len;
        if (status == VANTHU_OK)
            status = copy(line, f->text, m->start, m->end);
        line->marks[line->marks_count++] = (struct vanthu_span){begin, line->buf.len};
        at = m->end;
    }
    return status == VANTHU_OK ? copy(line, f->text, at, to) : status;
}

static vanthu_status make_line(struct vt_snippet *out, struct vt_arena *arena, struct finding *f,
                               const struct vt_hit_data *hit)
{
    struct line line = {.marks = vt_arena_array(arena, f->count + 1, sizeof *line.marks)};
    size_t high = hit->end < f->text.len ? hit->end : f->text.len;
    size_t low = hit->start < high ? hit->start : high, from = low;
    if (!line.marks)
        return VANTHU_NO_MEMORY;
    out->at = low;
    if (f->count) {
        out->at = f->matches[best_window(f)].start;
        from = out->at > low + BEFORE ? word_start(f->text, out->at - BEFORE, low) : low;
    }
    size_t to =
        from + WINDOW + BEFORE < high ? word_end(f->text, from + WINDOW + BEFORE, high) : high;
    vanthu_status status = write_line(&line, f, from, to);
    if (status == VANTHU_OK)
        out->line = vt_arena_str(arena, vt_buf_str(&line.buf));
    vt_buf_free(&line.buf);
    out->marks = line.marks;
    out->marks_count = line.marks_count;
    return status == VANTHU_OK && out->line ? VANTHU_OK : VANTHU_NO_MEMORY;
}

vanthu_status vt_snippet_make(struct vt_snippet *out, struct vt_arena *arena, struct vt_str text,
                              const struct vt_hit_data *hit, const struct vt_query *query,
                              enum vt_looseness looseness)
{
    struct finding f = {.text = text, .looseness = looseness};
    f.matches = malloc(MATCHES_MAX * sizeof *f.matches);
    if (!f.matches)
        return VANTHU_NO_MEMORY;
    want(&f, query->root);
    vanthu_status status = find_words(&f, hit);
    if (status == VANTHU_OK)
        status = find_references(&f, hit);
    qsort(f.matches, f.count, sizeof *f.matches, by_place);
    if (status == VANTHU_OK)
        status = make_line(out, arena, &f, hit);
    free(f.matches);
    return status;
}
