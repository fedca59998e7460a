/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.c: a recursive-descent parser over clean text, one pass, bounded in length, terms and
 * depth.
 *
 *   any   = all { "OR" all }
 *   all   = { [ "-" ] item }
 *   item  = "(" any ")" | '"' words '"' | field ":" value | reference | date | chunk
 */
#include "query/parser.h"

#include "base/utf8.h"
#include "query/field.h"
#include "ref/ref.h"
#include "text/clean.h"
#include "text/date.h"
#include "text/fold.h"

#include <stdio.h>
#include <stdlib.h>

enum { LENGTH_MAX = 8192, DEPTH_MAX = 32 };

/* "xyz:" before a value; a link has a slash there. */
static bool looks_like_field(struct vt_str name, struct vt_str value)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = (char)(name.p[i] | 0x20);
        if ((unsigned char)c < 0x80 && (c < 'a' || c > 'z') && !strchr("-_", name.p[i]))
            return false;
    }
    return name.len > 1 && value.len && value.p[0] != '/';
}

static void skip_spaces(struct vt_parser *p)
{
    while (p->rest.len && (unsigned char)p->rest.p[0] <= ' ')
        p->rest = vt_str_sub(p->rest, 1, p->rest.len);
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

static struct vt_node *with_key(struct vt_parser *p, struct vt_str value)
{
    struct vt_buf key = {0};
    struct vt_node *node = vt_query_node(p, VT_NODE_NUMBER);
    p->no_memory |= vt_ref_key(&key, value) != VANTHU_OK;
    if (!p->no_memory)
        node->key = vt_query_copy(p, vt_buf_str(&key)).p;
    vt_buf_free(&key);
    return node;
}

static struct vt_node *with_type(struct vt_parser *p, struct vt_str value)
{
    struct vt_buf folded = {0};
    const char *type = vt_ref_type(value);
    struct vt_node *node = vt_query_node(p, VT_NODE_TYPE);
    p->no_memory |= vt_fold(&folded, type ? vt_str(type) : value, VT_L3) != VANTHU_OK;
    if (!p->no_memory)
        node->text = vt_query_copy(p, vt_buf_str(&folded)).p;
    vt_buf_free(&folded);
    return node;
}

/* NULL when the value says nothing. */
static struct vt_node *field_node(struct vt_parser *p, enum vt_field field, struct vt_str value)
{
    struct vt_node *node;
    switch (field) {
    case VT_FIELD_TYPE:
        return with_type(p, value);
    case VT_FIELD_NUMBER:
        return with_key(p, value);
    case VT_FIELD_ISSUER:
        return vt_query_words(p, VT_NODE_ISSUER, value);
    case VT_FIELD_TITLE:
        return vt_query_words(p, VT_NODE_TITLE, value);
    default:
        node = vt_query_node(p, VT_NODE_DATES);
        if (!node || (field == VT_FIELD_YEAR && read_years(value, node)) ||
            (field == VT_FIELD_DATE && read_date(value, node->from) &&
             read_date(value, node->to)) ||
            (field == VT_FIELD_FROM && read_date(value, node->from)) ||
            (field == VT_FIELD_TO && read_date(value, node->to)))
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
static bool field(struct vt_parser *p, struct vt_node **node)
{
    struct vt_str whole = vt_str_sub(p->rest, 0, word_length(p->rest));
    const char *colon = whole.len ? memchr(whole.p, ':', whole.len) : NULL;
    enum vt_field which;
    if (!colon || colon == whole.p)
        return false;
    struct vt_str before = p->rest, value, name = vt_str_range(whole.p, colon);
    p->no_memory |= vt_field_read(&which, name) != VANTHU_OK;
    if (!vt_field_is_asked(which)) {
        if (!p->prose && looks_like_field(name, vt_str_range(colon + 1, whole.p + whole.len)))
            vt_query_note(p, _("there is no such field: its words are searched"));
        return false;
    }
    vt_query_take(p, (size_t)(colon - whole.p) + 1);
    if (p->rest.len && p->rest.p[0] == '"') {
        vt_query_take(p, 1);
        const char *end = memchr(p->rest.p, '"', p->rest.len);
        value = vt_query_take(p, end ? (size_t)(end - p->rest.p) : p->rest.len);
        vt_query_take(p, end ? 1 : 0);
    } else {
        value = vt_query_take(p, word_length(p->rest));
    }
    *node = value.len ? field_node(p, which, value) : NULL;
    if (*node || p->no_memory)
        return true;
    if (!p->prose)
        vt_query_note(p, _("a field has no value that fits it: its words are searched"));
    p->rest = before;
    return false;
}

/* ---- references ---- */

/* Typed as a symbol, the joined token of the symbol finds what the grammar may have missed; typed
 * loosely, the words may have been meant as words. */
static struct vt_node *spelled(struct vt_parser *p, const struct vt_ref_typed *ref,
                               struct vt_str text)
{
    if (!ref->loose) {
        vt_query_cut(p, vt_str(ref->canonical));
        return p->cut.has_extra ? vt_query_leaf(p, VT_NODE_WORD, &p->cut.extra, 1) : NULL;
    }
    return vt_query_chunks(p, text);
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

static bool reference(struct vt_parser *p, struct vt_node **node)
{
    struct vt_ref_typed ref = {0};
    bool found = false;
    p->no_memory |= vt_ref_read_typed(&ref, &found, p->arena, p->rest) != VANTHU_OK;
    if (p->no_memory || !found || !ref.key || !ref.canonical || ref.length == 0 ||
        !vt_query_room(p, 1))
        return false;
    struct vt_str text = vt_query_take(p, ref.length);
    int year = holds_year(ref.key) ? 0 : ref.year;
    *node = vt_query_node(p, VT_NODE_REF);
    if (*node) {
        (*node)->key = ref.key;
        (*node)->year = year;
        if (ref.date && strlen(ref.date) == strlen("2021-07-13"))
            snprintf((*node)->from, sizeof(*node)->from, "%s", ref.date);
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

static struct vt_node *any(struct vt_parser *p);

static bool at_or(const struct vt_parser *p)
{
    return vt_str_starts(p->rest, VT_STR("OR")) &&
           (p->rest.len == 2 || (unsigned char)p->rest.p[2] <= ' ' || p->rest.p[2] == '(' ||
            p->rest.p[2] == '"');
}

static struct vt_node *group(struct vt_parser *p)
{
    vt_query_take(p, 1);
    if (p->depth == DEPTH_MAX) {
        vt_query_note(p, _("parentheses are nested too deep: some are passed over"));
        return NULL;
    }
    p->depth++;
    struct vt_node *node = any(p);
    p->depth--;
    skip_spaces(p);
    if (p->rest.len && p->rest.p[0] == ')')
        vt_query_take(p, 1);
    else
        vt_query_note(p, _("a parenthesis is not closed: read to the end"));
    return node;
}

static struct vt_node *item(struct vt_parser *p)
{
    struct vt_node *node = NULL;
    bool before = p->operators;
    if (p->rest.p[0] == '(')
        return group(p);
    if (p->rest.p[0] == '"') {
        p->query->quoted = true;
        return vt_query_quoted(p);
    }
    p->operators = true;
    bool known = field(p, &node);
    if (!known) {
        p->operators = before;
        known = reference(p, &node);
    }
    if (known) {
        vt_query_end_row(p);
        return node;
    }
    if ((node = vt_query_date(p)) != NULL)
        return node;
    size_t len = word_length(p->rest);
    return vt_query_chunk(p, vt_query_take(p, len ? len : 1));
}

static struct vt_node *all(struct vt_parser *p)
{
    struct vt_node *wanted = NULL, *unwanted = NULL;
    for (skip_spaces(p); p->rest.len && !p->no_memory && !at_or(p); skip_spaces(p)) {
        bool negative = p->rest.p[0] == '-' && p->rest.len > 1 &&
                        (unsigned char)p->rest.p[1] > ' ' && p->rest.p[1] != '-' &&
                        !(p->prose && p->rest.p[1] >= '0' && p->rest.p[1] <= '9');
        if (p->rest.p[0] == ')') {
            if (p->depth)
                break;
            vt_query_note(p, _("a parenthesis was never opened: passed over"));
            vt_query_take(p, 1);
            continue;
        }
        if (p->terms >= VT_TERMS_MAX) {
            vt_query_note(p, _("the query is too long: only its beginning is searched"));
            p->rest = vt_str_sub(p->rest, p->rest.len, p->rest.len);
            break;
        }
        size_t row = p->query->row_count;
        if (negative)
            vt_query_take(p, 1);
        struct vt_node *node = item(p);
        if (negative) {
            p->operators = true;
            p->query->row_count = row;
            vt_query_end_row(p);
            unwanted = vt_query_join(p, VT_NODE_OR, unwanted, node);
        } else {
            wanted = vt_query_join(p, VT_NODE_AND, wanted, node);
        }
    }
    if (!wanted && unwanted)
        vt_query_note(p, _("only exclusions were typed: there is nothing to search for"));
    return wanted && unwanted ? vt_query_join(p, VT_NODE_NOT, wanted, unwanted) : wanted;
}

static struct vt_node *any(struct vt_parser *p)
{
    struct vt_node *node = all(p);
    while (!p->no_memory && at_or(p)) {
        vt_query_take(p, 2);
        p->operators = true;
        vt_query_end_row(p);
        node = vt_query_join(p, VT_NODE_OR, node, all(p));
    }
    return node;
}

/* As long as a question, or a paragraph: there "Covid -19" leaves nothing out, and "Số: 5" is no
 * slip. */
static bool is_prose(struct vt_str text)
{
    size_t words = 0;
    for (size_t i = 1; i < text.len; i++)
        words += (unsigned char)text.p[i - 1] <= ' ' && (unsigned char)text.p[i] > ' ';
    return words >= VT_WORDS_QUESTION;
}

vanthu_status vt_query_parse(struct vt_query *out, struct vt_arena *arena, struct vt_str typed)
{
    struct vt_parser p = {.arena = arena, .query = out};
    struct vt_buf sound = {0}, clean = {0};
    *out = (struct vt_query){.notes = vt_arena_array(arena, VT_NOTES_MAX, sizeof *out->notes),
                             .row = vt_arena_array(arena, VT_ROW_MAX, sizeof *out->row)};
    vanthu_status status =
        out->notes && out->row ? vt_tokens_new(&p.tokens, VT_STR("")) : VANTHU_NO_MEMORY;
    bool cut = typed.len > LENGTH_MAX;
    if (status == VANTHU_OK)
        status = vt_utf8_repair(&sound, vt_str_sub(typed, 0, LENGTH_MAX), NULL);
    if (status == VANTHU_OK)
        status = vt_clean(&clean, NULL, vt_buf_str(&sound));
    if (status == VANTHU_OK) {
        if (cut)
            vt_query_note(&p, _("the query is too long: only its beginning is searched"));
        p.rest = vt_buf_str(&clean);
        p.prose = is_prose(p.rest);
        out->root = any(&p);
        if (!out->root && !out->notes_count)
            vt_query_note(&p, _("no word was typed: there is nothing to search for"));
        if (!out->root)
            out->root = vt_query_node(&p, VT_NODE_NOTHING);
        out->plain = !p.operators;
        status = p.no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
    }
    vt_tokens_free(p.tokens);
    vt_buf_free(&sound);
    vt_buf_free(&clean);
    return status;
}

void vt_query_relax(struct vt_query *query)
{
    struct vt_node *root = query->root;
    if (!query->plain || (root->kind != VT_NODE_AND && root->kind != VT_NODE_ANY))
        return;
    bool pasted = query->words_count > VT_WORDS_QUESTION && query->refs_count > 1;
    root->needs_refs = root->kind == VT_NODE_AND && query->refs_count && !pasted;
    root->kind = VT_NODE_ANY;
}
