/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c: the best place of a passage.
 *
 * Words and phrases that the query wants are found in one pass over the tokens (shift-and, a bit
 * for each wanted token). A window over the matches is worth the distinct ones in it, references
 * most. The best window, widened to whole words, becomes the line. Linear in the passage.
 */
#include "archive/snippet.h"

#include "ref/ref.h"
#include "text/fold.h"
#include "text/tokens.h"

#include <stdlib.h>

enum { WINDOW = 200, BEFORE = 60, MATCHES_MAX = 2048, WANTED_MAX = 64 };
enum { WORD_WORTH = 4, REF_WORTH = 20 };

struct match {
    size_t start, end; /* in the document's text */
    int what;          /* number of the wanted token that ended it; -1: a reference */
};

/* Wanted tokens lie phrase behind phrase; a word is a phrase of one. */
struct finding {
    struct vt_str text;
    enum vt_looseness looseness;
    const struct vt_query_token *wanted[WANTED_MAX];
    size_t wanted_count;
    uint64_t exact, begins,
        ends; /* bit i: wanted[i] is in quotes; the first, the last of its own */
    const char *keys[WANTED_MAX];
    size_t keys_count;
    struct match *matches;
    size_t count;
};

/* ---- what the query wants ---- */

static void want_tokens(struct finding *f, const struct vt_node *node)
{
    size_t begin = f->wanted_count;
    for (size_t i = 0; i < node->tokens_count && f->wanted_count < WANTED_MAX; i++) {
        f->exact |= (uint64_t)node->exact << f->wanted_count;
        f->wanted[f->wanted_count++] = &node->tokens[i];
    }
    if (f->wanted_count > begin) {
        f->begins |= UINT64_C(1) << begin;
        f->ends |= UINT64_C(1) << (f->wanted_count - 1);
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
    case VT_NODE_ANY:
    case VT_NODE_OR:
    case VT_NODE_ALSO:
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

/* Matches as the index does. */
static bool is_wanted(const struct finding *f, size_t i, const struct vt_token *token)
{
    const struct vt_query_token *w = f->wanted[i];
    bool quoted = f->exact >> i & 1;
    if (f->looseness == VT_BY_LETTER && !vt_str_eq(w->key, token->key))
        return false;
    if (quoted && f->looseness == VT_BY_LETTER)
        return vt_str_eq(w->form, token->form);
    return vt_match(w->form, token->form, quoted ? VT_BY_LETTER : f->looseness);
}

static uint64_t wanted_by(const struct finding *f, const struct vt_token *token)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < f->wanted_count; i++)
        bits |= (uint64_t)is_wanted(f, i, token) << i;
    return bits;
}

/* The tokens of the phrase that ends with wanted[last]. */
static size_t phrase_length(const struct finding *f, size_t last)
{
    size_t first = last;
    while (!(f->begins >> first & 1))
        first--;
    return last - first + 1;
}

/* The plain tokens so far: bit i of `run` is set when the last ones are those of a phrase up to
 * wanted[i]. */
struct running {
    uint64_t run;
    size_t starts[WANTED_MAX]; /* of the last tokens, in a ring */
    size_t count;
};

static void see_token(struct finding *f, struct running *r, const struct vt_token *token,
                      size_t offset)
{
    uint64_t wanted = wanted_by(f, token), ended = wanted & f->begins & f->ends;
    if (!token->extra) {
        r->starts[r->count++ % WANTED_MAX] = token->start;
        r->run = (r->run << 1 | f->begins) & wanted;
        ended = r->run & f->ends;
    }
    for (size_t i = 0; ended; i++, ended >>= 1) {
        if (!(ended & 1))
            continue;
        size_t first = token->start;
        if (!token->extra)
            first = r->starts[(r->count - phrase_length(f, i)) % WANTED_MAX];
        add_match(f, offset + first, offset + token->end, (int)i);
    }
}

static vanthu_status find_words(struct finding *f, const struct vt_hit_data *hit)
{
    struct running running = {0};
    struct vt_tokens *tokens;
    struct vt_token token;
    vanthu_status status = vt_tokens_new(&tokens, vt_str_sub(f->text, hit->start, hit->end));
    if (status != VANTHU_OK)
        return status;
    while (f->wanted_count && vt_tokens_next(tokens, &token))
        see_token(f, &running, &token, hit->start);
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

/* What a window with the matches i, i + 1 ... is worth. */
static unsigned window_worth(const struct finding *f, size_t i)
{
    size_t end = f->matches[i].start + WINDOW;
    uint64_t seen = 0;
    unsigned worth = 0;
    bool reference = false;
    for (size_t j = i; j < f->count && (j == i || f->matches[j].end <= end); j++) {
        int what = f->matches[j].what;
        reference |= what < 0;
        if (what >= 0 && !(seen >> what & 1)) {
            worth += WORD_WORTH * (unsigned)phrase_length(f, (size_t)what);
            seen |= UINT64_C(1) << what;
        }
    }
    return worth + (reference ? REF_WORTH : 0);
}

/* The match at which the best window begins. */
static size_t best_window(const struct finding *f)
{
    size_t best = 0;
    unsigned highest = 0;
    for (size_t i = 0; i < f->count; i++) {
        unsigned worth = window_worth(f, i);
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
        if (m->start < at || m->start >= to)
            continue;
        size_t end = m->end < to ? m->end : to;
        status = copy(line, f->text, at, m->start);
        /* the space due before a match is not part of it */
        if (status == VANTHU_OK && line->gap) {
            status = vt_buf_append_char(&line->buf, ' ');
            line->gap = false;
        }
        size_t begin = line->buf.len;
        if (status == VANTHU_OK)
            status = copy(line, f->text, m->start, end);
        line->marks[line->marks_count++] = (struct vanthu_span){begin, line->buf.len};
        at = end;
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
