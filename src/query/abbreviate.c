/* SPDX-License-Identifier: GPL-3.0-or-later */
/* abbreviate.c: the other form of abbreviations, put into the tree of a query. */
#include "query/abbreviate.h"

#include "base/utf8.h"
#include "query/abbreviations.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/match.h"
#include "text/syllable.h"
#include "text/tokens.h"

/* A query of many abbreviations, or a file that gives one a hundred meanings, stays small. */
enum { EXPANSIONS_MAX = 24, MEANINGS_MAX = 4 };

struct rewriter {
    struct vt_arena *arena;
    const struct vt_abbreviations *own;
    size_t expansions;
    bool no_memory;
};

/* ---- the archive's own ---- */

/* The words of `text`, folded: with spaces between, or as one. "" when there are none. */
static vanthu_status fold_words(struct vt_str *out, struct vt_arena *arena, struct vt_str text,
                                const char *between)
{
    struct vt_tokens *tokens;
    struct vt_token token;
    struct vt_buf clean = {0}, words = {0};
    vanthu_status status = vt_clean(&clean, NULL, text);
    if (status == VANTHU_OK)
        status = vt_tokens_new(&tokens, vt_buf_str(&clean));
    if (status == VANTHU_OK) {
        while (status == VANTHU_OK && vt_tokens_next(tokens, &token)) {
            if (token.extra)
                continue;
            if (words.len)
                status = vt_buf_append_str(&words, vt_str(between));
            if (status == VANTHU_OK)
                status = vt_buf_append_str(&words, token.form);
        }
        vt_tokens_free(tokens);
    }
    const char *kept = status == VANTHU_OK ? vt_arena_str(arena, vt_buf_str(&words)) : NULL;
    *out = (struct vt_str){kept ? kept : "", kept ? words.len : 0};
    vt_buf_free(&clean);
    vt_buf_free(&words);
    return kept ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static size_t words_in(struct vt_str expansion)
{
    size_t count = expansion.len > 0;
    for (size_t i = 0; i < expansion.len; i++)
        count += expansion.p[i] == ' ';
    return count;
}

static vanthu_status read_row(struct vt_abbreviation *row, struct vt_arena *arena,
                              struct vt_str line, bool *good)
{
    const char *tab = memchr(line.p, '\t', line.len);
    vanthu_status status = VANTHU_OK;
    *good = false;
    if (!tab || vt_utf8_valid(line) < line.len)
        return VANTHU_OK;
    struct vt_str second = vt_str_range(tab + 1, line.p + line.len);
    const char *end = second.len ? memchr(second.p, '\t', second.len) : NULL;
    if (end)
        second = vt_str_range(second.p, end);
    status = fold_words(&row->abbreviation, arena, vt_str_range(line.p, tab), "");
    if (status == VANTHU_OK)
        status = fold_words(&row->expansion, arena, second, " ");
    *good = row->abbreviation.len && row->expansion.len &&
            words_in(row->expansion) <= VT_ABBREVIATION_WORDS;
    return status;
}

vanthu_status vt_abbreviations_read(struct vt_abbreviations *out, struct vt_arena *arena,
                                    struct vt_str tsv, size_t *bad)
{
    size_t lines = 1, number = 1;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < tsv.len; i++)
        lines += tsv.p[i] == '\n';
    out->count = 0;
    out->rows = vt_arena_array(arena, lines, sizeof *out->rows);
    if (!out->rows)
        return VANTHU_NO_MEMORY;
    for (size_t at = 0; at < tsv.len && status == VANTHU_OK; number++) {
        const char *newline = memchr(tsv.p + at, '\n', tsv.len - at);
        size_t end = newline ? (size_t)(newline - tsv.p) : tsv.len;
        struct vt_str line = vt_str_trim(vt_str_sub(tsv, at, end));
        bool good = false;
        at = end + 1;
        if (line.len == 0 || line.p[0] == '#')
            continue;
        status = read_row(&out->rows[out->count], arena, line, &good);
        out->count += good;
        if (!good && *bad == 0)
            *bad = number;
    }
    return status;
}

/* ---- rows ---- */

static size_t rows_count(const struct rewriter *r)
{
    return (r->own ? r->own->count : 0) + VT_USUAL_ABBREVIATIONS_COUNT;
}

static struct vt_abbreviation row_at(const struct rewriter *r, size_t i)
{
    size_t own = r->own ? r->own->count : 0;
    if (i < own)
        return r->own->rows[i];
    const struct vt_usual_abbreviation *usual = &VT_USUAL_ABBREVIATIONS[i - own];
    return (struct vt_abbreviation){vt_str(usual->abbreviation), vt_str(usual->expansion)};
}

/* "bcd" is BCĐ too; but a word that is also a syllable must be typed as it stands. */
static bool is_abbreviation(struct vt_str typed, struct vt_str abbreviation)
{
    if (vt_str_eq(typed, abbreviation))
        return true;
    return vt_match_letters(typed, abbreviation) && vt_syllable(typed) == VT_NOT_SYLLABLE;
}

/* ---- nodes ---- */

static struct vt_node *new_node(struct rewriter *r, enum vt_node_kind kind, size_t children,
                                size_t tokens)
{
    struct vt_node *node = vt_arena_alloc(r->arena, sizeof *node);
    if (node && children)
        node->children = vt_arena_array(r->arena, children, sizeof *node->children);
    if (node && tokens)
        node->tokens = vt_arena_array(r->arena, tokens, sizeof *node->tokens);
    if (!node || (children && !node->children) || (tokens && !node->tokens)) {
        r->no_memory = true;
        return NULL;
    }
    node->kind = kind;
    return node;
}

static struct vt_query_token token_of(struct rewriter *r, struct vt_str form)
{
    struct vt_buf key = {0};
    r->no_memory |= vt_fold(&key, form, VT_L3) != VANTHU_OK;
    const char *kept = vt_arena_str(r->arena, vt_buf_str(&key));
    struct vt_query_token token = {{kept ? kept : "", kept ? key.len : 0}, form};
    r->no_memory |= !kept;
    vt_buf_free(&key);
    return token;
}

/* A word, or a phrase of the words of `text`. */
static struct vt_node *words_of(struct rewriter *r, struct vt_str text)
{
    size_t count = words_in(text);
    struct vt_node *node =
        new_node(r, count == 1 ? VT_NODE_WORD : VT_NODE_PHRASE, 0, count ? count : 1);
    for (size_t at = 0; node && at < text.len;) {
        const char *space = memchr(text.p + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.p) : text.len;
        node->tokens[node->tokens_count++] = token_of(r, vt_str_sub(text, at, end));
        at = end + 1;
    }
    return node;
}

static bool is_field(const struct vt_node *node)
{
    return node->kind == VT_NODE_ISSUER || node->kind == VT_NODE_TITLE;
}

/* `node` OR, at a lower weight, the words of `text`; of a field those words in it. */
static struct vt_node *or_also(struct rewriter *r, struct vt_node *node, struct vt_str text,
                               enum vt_node_kind field)
{
    struct vt_node *words = words_of(r, text);
    if (words && field != VT_NODE_NOTHING)
        words->kind = field;
    struct vt_node *also = new_node(r, VT_NODE_ALSO, 1, 0), *either = new_node(r, VT_NODE_OR, 2, 0);
    if (r->no_memory)
        return node;
    also->children[also->children_count++] = words;
    either->children[either->children_count++] = node;
    either->children[either->children_count++] = also;
    r->expansions++;
    return either;
}

/* ---- the tree ---- */

/* The word that a chunk of the query is: by itself, or joined out of parts (TT&TT). */
static const struct vt_node *word_of(const struct vt_node *node)
{
    if (node->kind == VT_NODE_OR && node->children_count == 2)
        node = node->children[0];
    return node->kind == VT_NODE_WORD ? node : NULL;
}

/* `node`, which says `form`, and what that is the abbreviation of. */
static struct vt_node *expand_form(struct rewriter *r, struct vt_node *node, struct vt_str form,
                                   enum vt_node_kind field)
{
    size_t meanings = 0;
    for (size_t i = 0; i < rows_count(r) && meanings < MEANINGS_MAX; i++) {
        struct vt_abbreviation row = row_at(r, i);
        if (r->expansions >= EXPANSIONS_MAX)
            break;
        if (!is_abbreviation(form, row.abbreviation))
            continue;
        node = or_also(r, node, row.expansion, field);
        meanings++;
    }
    return node;
}

static struct vt_node *expand(struct rewriter *r, struct vt_node *node)
{
    const struct vt_node *word = word_of(node);
    return word ? expand_form(r, node, word->tokens[0].form, VT_NODE_NOTHING) : node;
}

/* The words of a field, or those children of an AND that are one; "" for what is none. */
static size_t row_length(const struct vt_node *row)
{
    return is_field(row) ? row->tokens_count : row->children_count;
}

static struct vt_str form_at(const struct vt_node *row, size_t at)
{
    if (is_field(row))
        return row->tokens[at].form;
    const struct vt_node *child = row->children[at];
    return child->kind == VT_NODE_WORD ? child->tokens[0].form : VT_STR_NONE;
}

/* How many words of the row from `at` on are those of `expansion`; 0: they are not. */
static size_t spells(const struct vt_node *row, size_t at, struct vt_str expansion)
{
    size_t count = words_in(expansion), word = 0;
    if (count < 2 || at + count > row_length(row))
        return 0;
    for (size_t from = 0; word < count; word++) {
        struct vt_str form = form_at(row, at + word);
        const char *space = memchr(expansion.p + from, ' ', expansion.len - from);
        size_t end = space ? (size_t)(space - expansion.p) : expansion.len;
        if (!form.len || !vt_match_letters(form, vt_str_sub(expansion, from, end)))
            return 0;
        from = end + 1;
    }
    return count;
}

/* The longest expansion that is spelled from the child `at` on. */
static size_t longest(const struct rewriter *r, const struct vt_node *row, size_t at,
                      struct vt_abbreviation *found)
{
    size_t most = 0;
    for (size_t i = 0; i < rows_count(r) && r->expansions < EXPANSIONS_MAX; i++) {
        struct vt_abbreviation known = row_at(r, i);
        size_t count = spells(row, at, known.expansion);
        if (count > most) {
            most = count;
            *found = known;
        }
    }
    return most;
}

/* The words of an AND that spell an abbreviation out become one child. */
static struct vt_node *abbreviate(struct rewriter *r, struct vt_node *and)
{
    size_t out = 0;
    for (size_t at = 0, count; at < and->children_count && !r->no_memory; at += count) {
        struct vt_abbreviation found;
        struct vt_node *child = and->children[at];
        count = longest(r, and, at, &found);
        if (count) {
            child = new_node(r, VT_NODE_AND, count, 0);
            for (size_t i = 0; child && i < count; i++)
                child->children[child->children_count++] = and->children[at + i];
            child = or_also(r, child, found.abbreviation, VT_NODE_NOTHING);
        } else {
            count = 1;
            child = expand(r, child);
        }
        and->children[out++] = child;
    }
    if (!r->no_memory)
        and->children_count = out;
    return out == 1 ? and->children[0] : and;
}

/* coquan:"UBND tỉnh": each part of a field's words in either form. */
static struct vt_node *abbreviate_field(struct rewriter *r, struct vt_node *field)
{
    struct vt_node *and = new_node(r, VT_NODE_AND, field->tokens_count, 0);
    size_t before = r->expansions;
    for (size_t at = 0, count; at < field->tokens_count && !r->no_memory; at += count) {
        struct vt_abbreviation found;
        count = longest(r, field, at, &found);
        struct vt_node *part = new_node(r, field->kind, 0, count ? count : 1);
        if (!part)
            break;
        part->tokens_count = count ? count : 1;
        memcpy(part->tokens, field->tokens + at, part->tokens_count * sizeof *part->tokens);
        part = count ? or_also(r, part, found.abbreviation, field->kind)
                     : expand_form(r, part, part->tokens[0].form, field->kind);
        count = count ? count : 1;
        and->children[ and->children_count++] = part;
    }
    if (r->no_memory || r->expansions == before)
        return field;
    return and->children_count == 1 ? and->children[0] : and;
}

static struct vt_node *rewrite(struct rewriter *r, struct vt_node *node)
{
    if (is_field(node))
        return abbreviate_field(r, node);
    if (word_of(node))
        return expand(r, node);
    if (node->kind == VT_NODE_OR || node->kind == VT_NODE_NOT)
        for (size_t i = 0; i < node->children_count && !r->no_memory; i++)
            node->children[i] = rewrite(r, node->children[i]);
    if (node->kind == VT_NODE_AND) {
        for (size_t i = 0; i < node->children_count && !r->no_memory; i++)
            if (!word_of(node->children[i]))
                node->children[i] = rewrite(r, node->children[i]);
        return abbreviate(r, node);
    }
    return node;
}

vanthu_status vt_query_abbreviate(struct vt_query *query, struct vt_arena *arena,
                                  const struct vt_abbreviations *own)
{
    struct rewriter r = {.arena = arena, .own = own};
    struct vt_node *root = rewrite(&r, query->root);
    if (r.no_memory)
        return VANTHU_NO_MEMORY;
    query->root = root;
    return VANTHU_OK;
}

static bool says(const struct vt_node *node, const struct vt_query_token *token)
{
    for (size_t i = 0; i < node->tokens_count; i++)
        if (vt_str_eq(node->tokens[i].form, token->form))
            return true;
    for (size_t i = 0; i < node->children_count; i++)
        if (says(node->children[i], token))
            return true;
    return false;
}

static bool has_other_form(const struct vt_node *node, const struct vt_query_token *token)
{
    bool also = false;
    for (size_t i = 0; i < node->children_count; i++) {
        also |= node->children[i]->kind == VT_NODE_ALSO;
        if (has_other_form(node->children[i], token))
            return true;
    }
    return also && node->kind == VT_NODE_OR && says(node->children[0], token);
}

bool vt_query_has_other_form(const struct vt_query *query, const struct vt_query_token *token)
{
    return has_other_form(query->root, token);
}
