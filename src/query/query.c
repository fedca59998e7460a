/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.c: a recursive-descent parser over clean text, one pass, bounded in length, terms and
 * depth.
 *
 *   any   = all { "OR" all }
 *   all   = { [ "-" ] item }
 *   item  = "(" any ")" | '"' words '"' | field ":" value | reference | chunk
 */
#include "query/query.h"

#include "base/err.h"
#include "base/utf8.h"
#include "ref/ref.h"
#include "text/clean.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/tokens.h"

#include <stdio.h>
#include <stdlib.h>

enum { LENGTH_MAX = 8192, TERMS_MAX = 256, DEPTH_MAX = 32, NOTES_MAX = 8 };

/* The tokens of a text: the plain ones, and the extra one that begins with it. */
struct cut {
    struct vt_query_token plain[TERMS_MAX];
    size_t plain_count;
    struct vt_query_token extra;
    bool has_extra;
};

struct parser {
    struct vt_arena *arena;
    struct vt_query *query;
    struct cut cut; /* of the text last cut: 8 KB that no chunk has to allocate */
    struct vt_tokens *tokens;
    struct vt_str rest;
    unsigned depth, terms;
    bool no_memory;
};

char vt_query_field(struct vt_str name)
{
    static const struct {
        const char *name;
        char field;
    } names[] = {
        {"loai", 'l'},   {"type", 'l'},   {"nam", 'n'},    {"year", 'n'},  {"tu", 'f'},
        {"from", 'f'},   {"den", 't'},    {"to", 't'},     {"so", 's'},    {"ref", 's'},
        {"coquan", 'i'}, {"issuer", 'i'}, {"tieude", 'T'}, {"title", 'T'},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (vt_str_eq(name, vt_str(names[i].name)))
            return names[i].field;
    return 0;
}

/* ---- small things ---- */

static void note(struct parser *p, const char *sentence)
{
    for (size_t i = 0; i < p->query->notes_count; i++)
        if (strcmp(p->query->notes[i], sentence) == 0)
            return;
    if (p->query->notes_count < NOTES_MAX)
        p->query->notes[p->query->notes_count++] = sentence;
}

static struct vt_node *new_node(struct parser *p, enum vt_node_kind kind)
{
    struct vt_node *node = vt_arena_alloc(p->arena, sizeof *node);
    p->no_memory |= !node;
    if (node)
        node->kind = kind;
    return node;
}

static bool same_word(const struct vt_node *a, const struct vt_node *b)
{
    return a->kind == VT_NODE_WORD && b->kind == VT_NODE_WORD &&
           vt_str_eq(a->tokens->form, b->tokens->form);
}

/* A word typed again says nothing new, and would cost a search as much as the first. */
static bool has_word(const struct vt_node *parent, const struct vt_node *word)
{
    bool there = same_word(parent, word);
    for (size_t i = 0; i < parent->children_count && !there; i++)
        there = same_word(parent->children[i], word);
    return there;
}

static struct vt_node *parent_of(struct parser *p, enum vt_node_kind kind, struct vt_node *child)
{
    struct vt_node *parent = new_node(p, kind);
    struct vt_node **children = vt_arena_array(p->arena, 4, sizeof *children);
    p->no_memory |= !children;
    if (p->no_memory)
        return NULL;
    children[0] = child;
    parent->children = children;
    parent->children_count = 1;
    return parent;
}

/* The array holds 4, 8, 16 ... children. */
static void append(struct parser *p, struct vt_node *parent, struct vt_node *child)
{
    size_t n = parent->children_count;
    if (n >= 4 && (n & (n - 1)) == 0) {
        struct vt_node **grown = vt_arena_array(p->arena, n * 2, sizeof *grown);
        p->no_memory |= !grown;
        if (p->no_memory)
            return;
        memcpy(grown, parent->children, n * sizeof *grown);
        parent->children = grown;
    }
    parent->children[parent->children_count++] = child;
}

/* `a` and `b` as one tree; either may be NULL, which is nothing typed. */
static struct vt_node *join(struct parser *p, enum vt_node_kind kind, struct vt_node *a,
                            struct vt_node *b)
{
    bool flat = kind != VT_NODE_NOT; /* and the order does not matter */
    if (!a || !b || p->no_memory)
        return a ? a : b;
    if (flat && b->kind == kind) {
        for (size_t i = 0; i < b->children_count; i++)
            a = join(p, kind, a, b->children[i]);
        return a;
    }
    if (flat && (a->kind == kind || a->kind == VT_NODE_WORD) && has_word(a, b))
        return a;
    if (!flat || a->kind != kind)
        a = parent_of(p, kind, a);
    if (a)
        append(p, a, b);
    return a;
}

static void skip_spaces(struct parser *p)
{
    while (p->rest.len && (unsigned char)p->rest.p[0] <= ' ')
        p->rest = vt_str_sub(p->rest, 1, p->rest.len);
}

static struct vt_str take(struct parser *p, size_t len)
{
    struct vt_str taken = vt_str_sub(p->rest, 0, len);
    p->rest = vt_str_sub(p->rest, len, p->rest.len);
    return taken;
}

static struct vt_str copy(struct parser *p, struct vt_str s)
{
    char *c = vt_arena_str(p->arena, s);
    p->no_memory |= !c;
    return (struct vt_str){c ? c : "", c ? s.len : 0};
}

/* ---- leaves ---- */

static void cut_text(struct parser *p, struct vt_str text)
{
    struct cut *cut = &p->cut;
    struct vt_token token;
    cut->plain_count = 0;
    cut->has_extra = false;
    vt_tokens_reset(p->tokens, text);
    while (vt_tokens_next(p->tokens, &token) && !p->no_memory) {
        if (token.extra ? cut->has_extra || token.position != 0 : cut->plain_count == TERMS_MAX)
            continue;
        struct vt_query_token t = {copy(p, token.key), copy(p, token.form)};
        if (token.extra) {
            cut->extra = t;
            cut->has_extra = true;
        } else {
            cut->plain[cut->plain_count++] = t;
        }
    }
}

static struct vt_node *leaf(struct parser *p, enum vt_node_kind kind,
                            const struct vt_query_token *tokens, size_t count)
{
    struct vt_node *node = new_node(p, kind);
    struct vt_query_token *own = vt_arena_array(p->arena, count, sizeof *own);
    p->no_memory |= !own;
    if (p->no_memory)
        return NULL;
    memcpy(own, tokens, count * sizeof *own);
    node->tokens = own;
    node->tokens_count = count;
    return node;
}

static bool room_for(struct parser *p, size_t terms)
{
    if (p->terms + terms > TERMS_MAX) {
        note(p, _("the query is too long: only its beginning is searched"));
        return false;
    }
    p->terms += (unsigned)terms;
    return true;
}

/* "covid19" is also "covid 19". */
static size_t letters_before_digits(struct vt_str s)
{
    size_t i = 0, j;
    while (i < s.len && !(s.p[i] >= '0' && s.p[i] <= '9'))
        i++;
    for (j = i; j < s.len && s.p[j] >= '0' && s.p[j] <= '9'; j++)
        ;
    return i >= 2 && i < s.len && j == s.len ? i : 0;
}

static struct vt_node *split_word(struct parser *p, const struct vt_query_token *t)
{
    size_t key = letters_before_digits(t->key), form = letters_before_digits(t->form);
    if (!key || !form)
        return NULL;
    struct vt_query_token two[2] = {
        {vt_str_sub(t->key, 0, key), vt_str_sub(t->form, 0, form)},
        {vt_str_sub(t->key, key, t->key.len), vt_str_sub(t->form, form, t->form.len)}};
    return leaf(p, VT_NODE_PHRASE, two, 2);
}

/* One chunk without spaces: the joined token that begins it, or its parts in a row. */
static struct vt_node *chunk(struct parser *p, struct vt_str text)
{
    const struct cut *cut = &p->cut;
    struct vt_node *node = NULL;
    cut_text(p, text);
    if (cut->plain_count == 0 || p->no_memory || !room_for(p, cut->plain_count))
        return NULL;
    p->query->words_count++;
    if (cut->plain_count == 1)
        node = join(p, VT_NODE_OR, leaf(p, VT_NODE_WORD, cut->plain, 1),
                    split_word(p, &cut->plain[0]));
    else
        node = leaf(p, VT_NODE_PHRASE, cut->plain, cut->plain_count);
    if (cut->has_extra)
        node = join(p, VT_NODE_OR, leaf(p, VT_NODE_WORD, &cut->extra, 1), node);
    return node;
}

static struct vt_node *words(struct parser *p, enum vt_node_kind kind, struct vt_str text)
{
    cut_text(p, text);
    if (p->cut.plain_count == 0 || p->no_memory || !room_for(p, p->cut.plain_count))
        return NULL;
    return leaf(p, kind, p->cut.plain, p->cut.plain_count);
}

static struct vt_node *quoted(struct parser *p)
{
    take(p, 1);
    const char *end = p->rest.len ? memchr(p->rest.p, '"', p->rest.len) : NULL;
    if (!end)
        note(p, _("a quotation mark is not closed: read to the end"));
    struct vt_str text = take(p, end ? (size_t)(end - p->rest.p) : p->rest.len);
    take(p, end ? 1 : 0);
    struct vt_node *node = words(p, VT_NODE_PHRASE, text);
    if (node) {
        node->exact = true;
        p->query->words_count++;
    }
    return node;
}

/* ---- fields ---- */

static bool read_year(struct vt_str s, int *year)
{
    *year = 0;
    for (size_t i = 0; i < s.len && i < 4; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *year = *year * 10 + (s.p[i] - '0');
    }
    return s.len == 4;
}

static bool read_years(struct vt_str value, struct vt_node *node)
{
    int from, to;
    const char *dots = value.len ? memmem(value.p, value.len, "..", 2) : NULL;
    struct vt_str first = dots ? vt_str_range(value.p, dots) : value;
    struct vt_str last = dots ? vt_str_range(dots + 2, value.p + value.len) : value;
    bool has_from = read_year(first, &from), has_to = read_year(last, &to);
    if ((!has_from && first.len) || (!has_to && last.len) || (!has_from && !has_to))
        return false;
    if (has_from && has_to && from > to) {
        int swap = from;
        from = to;
        to = swap;
    }
    if (has_from)
        snprintf(node->from, sizeof node->from, "%04d", from % 10000);
    if (has_to)
        snprintf(node->to, sizeof node->to, "%04d", to % 10000);
    return true;
}

static bool read_date(struct vt_str value, char iso[11])
{
    struct vt_date date = {0};
    if (!vt_date_parse(&date, value) && vt_date_read(&date, value) != value.len)
        return false;
    vt_date_format(iso, date);
    return iso[0] != '\0';
}

static struct vt_node *with_key(struct parser *p, struct vt_str value)
{
    struct vt_buf key = {0};
    struct vt_node *node = new_node(p, VT_NODE_NUMBER);
    p->no_memory |= vt_ref_key(&key, value) != VANTHU_OK;
    if (!p->no_memory)
        node->key = copy(p, vt_buf_str(&key)).p;
    vt_buf_free(&key);
    return node;
}

static struct vt_node *with_type(struct parser *p, struct vt_str value)
{
    struct vt_buf folded = {0};
    const char *type = vt_ref_type(value);
    struct vt_node *node = new_node(p, VT_NODE_TYPE);
    p->no_memory |= vt_fold(&folded, type ? vt_str(type) : value, VT_L3) != VANTHU_OK;
    if (!p->no_memory)
        node->text = copy(p, vt_buf_str(&folded)).p;
    vt_buf_free(&folded);
    return node;
}

/* NULL when the value says nothing. */
static struct vt_node *field_node(struct parser *p, char field, struct vt_str value)
{
    struct vt_node *node;
    switch (field) {
    case 'l':
        return with_type(p, value);
    case 's':
        return with_key(p, value);
    case 'i':
        return words(p, VT_NODE_ISSUER, value);
    case 'T':
        return words(p, VT_NODE_TITLE, value);
    default:
        node = new_node(p, VT_NODE_DATES);
        if (!node || (field == 'n' && read_years(value, node)) ||
            (field == 'f' && read_date(value, node->from)) ||
            (field == 't' && read_date(value, node->to)))
            return node;
        return NULL;
    }
}

static size_t word_length(struct vt_str s)
{
    size_t len = 0;
    while (len < s.len && (unsigned char)s.p[len] > ' ' && !strchr("()\"", s.p[len]))
        len++;
    return len;
}

/* "nam:2021" and "coquan:"so y te"" at the beginning of the rest. */
static bool field(struct parser *p, struct vt_node **node)
{
    struct vt_buf name = {0};
    struct vt_str whole = vt_str_sub(p->rest, 0, word_length(p->rest));
    const char *colon = whole.len ? memchr(whole.p, ':', whole.len) : NULL;
    char which = 0;
    if (!colon || colon == whole.p)
        return false;
    p->no_memory |= vt_fold(&name, vt_str_range(whole.p, colon), VT_L3) != VANTHU_OK;
    which = vt_query_field(vt_buf_str(&name));
    vt_buf_free(&name);
    if (!which)
        return false;
    struct vt_str before = p->rest, value;
    take(p, (size_t)(colon - whole.p) + 1);
    if (p->rest.len && p->rest.p[0] == '"') {
        take(p, 1);
        const char *end = memchr(p->rest.p, '"', p->rest.len);
        value = take(p, end ? (size_t)(end - p->rest.p) : p->rest.len);
        take(p, end ? 1 : 0);
    } else {
        value = take(p, word_length(p->rest));
    }
    *node = value.len ? field_node(p, which, value) : NULL;
    if (*node || p->no_memory)
        return true;
    note(p, _("a field has no value that fits it: its words are searched"));
    p->rest = before;
    return false;
}

/* ---- references ---- */

/* Typed as a symbol, the joined token of the symbol finds what the grammar may have missed; typed
 * loosely, the words may have been meant as words. */
static struct vt_node *spelled(struct parser *p, const struct vt_ref_typed *ref, struct vt_str text)
{
    struct vt_node *all = NULL;
    if (!ref->loose) {
        cut_text(p, vt_str(ref->canonical));
        return p->cut.has_extra ? leaf(p, VT_NODE_WORD, &p->cut.extra, 1) : NULL;
    }
    while (text.len && !p->no_memory) {
        size_t len = 0;
        while (len < text.len && (unsigned char)text.p[len] > ' ')
            len++;
        if (len)
            all = join(p, VT_NODE_AND, all, chunk(p, vt_str_sub(text, 0, len)));
        text = vt_str_sub(text, len ? len : 1, text.len);
    }
    return all;
}

/* The key says the year itself: then a citation with a mistaken date is meant too. */
static bool holds_year(const char *key)
{
    for (const char *slash = strchr(key, '/'); slash; slash = strchr(slash + 1, '/'))
        if ((!strncmp(slash, "/19", 3) || !strncmp(slash, "/20", 3)) &&
            strspn(slash + 1, "0123456789") == 4)
            return true;
    return false;
}

static bool reference(struct parser *p, struct vt_node **node)
{
    struct vt_ref_typed ref = {0};
    bool found = false;
    p->no_memory |= vt_ref_read_typed(&ref, &found, p->arena, p->rest) != VANTHU_OK;
    if (p->no_memory || !found || !ref.key || !ref.canonical || ref.length == 0 || !room_for(p, 1))
        return false;
    struct vt_str text = take(p, ref.length);
    int year = holds_year(ref.key) ? 0 : ref.year;
    *node = new_node(p, VT_NODE_REF);
    if (*node) {
        (*node)->key = ref.key;
        (*node)->year = year;
    }
    p->query->refs_count++;
    struct vt_node *alternative = year ? NULL : spelled(p, &ref, text);
    if (alternative && *node) {
        (*node)->children = vt_arena_array(p->arena, 1, sizeof alternative);
        p->no_memory |= !(*node)->children;
        if ((*node)->children)
            (*node)->children[(*node)->children_count++] = alternative;
    }
    return true;
}

/* ---- the grammar ---- */

static struct vt_node *any(struct parser *p);

static bool at_or(const struct parser *p)
{
    return vt_str_starts(p->rest, VT_STR("OR")) &&
           (p->rest.len == 2 || (unsigned char)p->rest.p[2] <= ' ' || p->rest.p[2] == '(' ||
            p->rest.p[2] == '"');
}

static struct vt_node *group(struct parser *p)
{
    take(p, 1);
    if (p->depth == DEPTH_MAX) {
        note(p, _("parentheses are nested too deep: some are passed over"));
        return NULL;
    }
    p->depth++;
    struct vt_node *node = any(p);
    p->depth--;
    skip_spaces(p);
    if (p->rest.len && p->rest.p[0] == ')')
        take(p, 1);
    else
        note(p, _("a parenthesis is not closed: read to the end"));
    return node;
}

static struct vt_node *item(struct parser *p)
{
    struct vt_node *node = NULL;
    if (p->rest.p[0] == '(')
        return group(p);
    if (p->rest.p[0] == '"')
        return quoted(p);
    if (field(p, &node) || reference(p, &node))
        return node;
    size_t len = word_length(p->rest);
    return chunk(p, take(p, len ? len : 1));
}

static struct vt_node *all(struct parser *p)
{
    struct vt_node *wanted = NULL, *unwanted = NULL;
    for (skip_spaces(p); p->rest.len && !p->no_memory && !at_or(p); skip_spaces(p)) {
        bool negative = p->rest.p[0] == '-' && p->rest.len > 1 &&
                        (unsigned char)p->rest.p[1] > ' ' && p->rest.p[1] != '-';
        if (p->rest.p[0] == ')') {
            if (p->depth)
                break;
            note(p, _("a parenthesis was never opened: passed over"));
            take(p, 1);
            continue;
        }
        if (p->terms >= TERMS_MAX) {
            note(p, _("the query is too long: only its beginning is searched"));
            p->rest = vt_str_sub(p->rest, p->rest.len, p->rest.len);
            break;
        }
        if (negative)
            take(p, 1);
        struct vt_node *node = item(p);
        if (negative)
            unwanted = join(p, VT_NODE_OR, unwanted, node);
        else
            wanted = join(p, VT_NODE_AND, wanted, node);
    }
    if (!wanted && unwanted)
        note(p, _("only exclusions were typed: there is nothing to search for"));
    return wanted && unwanted ? join(p, VT_NODE_NOT, wanted, unwanted) : wanted;
}

static struct vt_node *any(struct parser *p)
{
    struct vt_node *node = all(p);
    while (!p->no_memory && at_or(p)) {
        take(p, 2);
        node = join(p, VT_NODE_OR, node, all(p));
    }
    return node;
}

vanthu_status vt_query_parse(struct vt_query *out, struct vt_arena *arena, struct vt_str typed)
{
    struct parser p = {.arena = arena, .query = out};
    struct vt_buf sound = {0}, clean = {0};
    *out = (struct vt_query){.notes = vt_arena_array(arena, NOTES_MAX, sizeof *out->notes)};
    vanthu_status status = out->notes ? vt_tokens_new(&p.tokens, VT_STR("")) : VANTHU_NO_MEMORY;
    bool cut = typed.len > LENGTH_MAX;
    if (status == VANTHU_OK)
        status = vt_utf8_repair(&sound, vt_str_sub(typed, 0, LENGTH_MAX), NULL);
    if (status == VANTHU_OK)
        status = vt_clean(&clean, NULL, vt_buf_str(&sound));
    if (status == VANTHU_OK) {
        if (cut)
            note(&p, _("the query is too long: only its beginning is searched"));
        p.rest = vt_buf_str(&clean);
        out->root = any(&p);
        if (!out->root)
            out->root = new_node(&p, VT_NODE_NOTHING);
        status = p.no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
    }
    vt_tokens_free(p.tokens);
    vt_buf_free(&sound);
    vt_buf_free(&clean);
    return status;
}
