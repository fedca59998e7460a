/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c: what is typed and is no field, no reference and no sign: words, chunks, dates. */
#include "query/parser.h"

#include "text/date.h"

void vt_query_cut(struct vt_parser *p, struct vt_str text)
{
    struct vt_cut *cut = &p->cut;
    struct vt_token token;
    cut->plain_count = 0;
    cut->has_extra = false;
    vt_tokens_reset(p->tokens, text);
    while (vt_tokens_next(p->tokens, &token) && !p->no_memory) {
        if (token.extra ? cut->has_extra || token.position != 0 : cut->plain_count == VT_TERMS_MAX)
            continue;
        struct vt_query_token t = {vt_query_copy(p, token.key), vt_query_copy(p, token.form)};
        if (token.extra) {
            cut->extra = t;
            cut->has_extra = true;
        } else {
            cut->plain[cut->plain_count++] = t;
        }
    }
}

struct vt_node *vt_query_leaf(struct vt_parser *p, enum vt_node_kind kind,
                              const struct vt_query_token *tokens, size_t count)
{
    struct vt_node *node = vt_query_node(p, kind);
    struct vt_query_token *own = vt_arena_array(p->arena, count, sizeof *own);
    p->no_memory |= !own;
    if (p->no_memory)
        return NULL;
    memcpy(own, tokens, count * sizeof *own);
    node->tokens = own;
    node->tokens_count = count;
    return node;
}

bool vt_query_room(struct vt_parser *p, size_t terms)
{
    if (p->terms + terms > VT_TERMS_MAX) {
        vt_query_note(p, _("the query is too long: only its beginning is searched"));
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

static struct vt_node *split_word(struct vt_parser *p, const struct vt_query_token *t)
{
    size_t key = letters_before_digits(t->key), form = letters_before_digits(t->form);
    if (!key || !form)
        return NULL;
    struct vt_query_token two[2] = {
        {vt_str_sub(t->key, 0, key), vt_str_sub(t->form, 0, form)},
        {vt_str_sub(t->key, key, t->key.len), vt_str_sub(t->form, form, t->form.len)}};
    return vt_query_leaf(p, VT_NODE_PHRASE, two, 2);
}

/* "tt&tt": initials are joined in texts, where they are capitals; typed, they may be small. */
static void join_initials(struct vt_parser *p, struct vt_str text)
{
    struct vt_cut *cut = &p->cut;
    struct vt_buf key = {0}, form = {0};
    vanthu_status status = VANTHU_OK;
    if (cut->has_extra || cut->plain_count < 2 || !memchr(text.p, '&', text.len))
        return;
    for (size_t i = 0; i < cut->plain_count && status == VANTHU_OK; i++) {
        status = vt_buf_append_str(&key, cut->plain[i].key);
        if (status == VANTHU_OK)
            status = vt_buf_append_str(&form, cut->plain[i].form);
    }
    p->no_memory |= status != VANTHU_OK;
    cut->extra = (struct vt_query_token){vt_query_copy(p, vt_buf_str(&key)),
                                         vt_query_copy(p, vt_buf_str(&form))};
    cut->has_extra = true;
    vt_buf_free(&key);
    vt_buf_free(&form);
}

/* The term that a text has for a date, whatever it looks like there. */
static struct vt_query_token date_term(struct vt_parser *p, struct vt_date date)
{
    char iso[11];
    vt_date_format(iso, date);
    struct vt_str term = vt_query_copy(p, vt_str(iso));
    return (struct vt_query_token){term, term};
}

/* 2019-10-02 */
static void read_iso(struct vt_parser *p, struct vt_str text)
{
    struct vt_date date;
    if (p->cut.has_extra || !vt_date_parse(&date, text) || !date.month)
        return;
    p->cut.extra = date_term(p, date);
    p->cut.has_extra = true;
}

/* ---- the row of words ---- */

/* Also where it is full: what is typed last then has no neighbours. */
static void add_to_row(struct vt_parser *p, const struct vt_query_token *tokens, size_t count)
{
    for (size_t i = 0; i < count && p->query->row_count < VT_ROW_MAX; i++)
        p->query->row[p->query->row_count++] = tokens[i];
}

void vt_query_end_row(struct vt_parser *p)
{
    struct vt_query_token gap = {0};
    add_to_row(p, &gap, 1);
}

/* ---- chunks and phrases ---- */

struct vt_node *vt_query_chunk(struct vt_parser *p, struct vt_str text)
{
    const struct vt_cut *cut = &p->cut;
    struct vt_node *node = NULL;
    vt_query_cut(p, text);
    join_initials(p, text);
    read_iso(p, text);
    if (cut->plain_count == 0 || p->no_memory || !vt_query_room(p, cut->plain_count))
        return NULL;
    p->query->words_count++;
    add_to_row(p, cut->plain, cut->plain_count);
    if (cut->plain_count == 1)
        node = vt_query_join(p, VT_NODE_OR, vt_query_leaf(p, VT_NODE_WORD, cut->plain, 1),
                             split_word(p, &cut->plain[0]));
    else
        node = vt_query_leaf(p, VT_NODE_PHRASE, cut->plain, cut->plain_count);
    if (cut->has_extra)
        node = vt_query_join(p, VT_NODE_OR, vt_query_leaf(p, VT_NODE_WORD, &cut->extra, 1), node);
    return node;
}

struct vt_node *vt_query_chunks(struct vt_parser *p, struct vt_str text)
{
    struct vt_node *all = NULL;
    while (text.len && !p->no_memory) {
        size_t len = 0;
        while (len < text.len && (unsigned char)text.p[len] > ' ')
            len++;
        if (len)
            all = vt_query_join(p, VT_NODE_AND, all, vt_query_chunk(p, vt_str_sub(text, 0, len)));
        text = vt_str_sub(text, len ? len : 1, text.len);
    }
    return all;
}

struct vt_node *vt_query_date(struct vt_parser *p)
{
    struct vt_date date;
    size_t len = vt_date_read_words(&date, p->rest);
    if (len == 0 || !date.month || !vt_query_room(p, 1))
        return NULL;
    struct vt_query_token term = date_term(p, date);
    struct vt_node *day = p->no_memory ? NULL : vt_query_leaf(p, VT_NODE_WORD, &term, 1);
    return vt_query_join(p, VT_NODE_OR, day, vt_query_chunks(p, vt_query_take(p, len)));
}

struct vt_node *vt_query_words(struct vt_parser *p, enum vt_node_kind kind, struct vt_str text)
{
    vt_query_cut(p, text);
    if (p->cut.plain_count == 0 || p->no_memory || !vt_query_room(p, p->cut.plain_count))
        return NULL;
    return vt_query_leaf(p, kind, p->cut.plain, p->cut.plain_count);
}

struct vt_node *vt_query_quoted(struct vt_parser *p)
{
    vt_query_take(p, 1);
    const char *end = p->rest.len ? memchr(p->rest.p, '"', p->rest.len) : NULL;
    if (!end)
        vt_query_note(p, _("a quotation mark is not closed: read to the end"));
    struct vt_str text = vt_query_take(p, end ? (size_t)(end - p->rest.p) : p->rest.len);
    vt_query_take(p, end ? 1 : 0);
    struct vt_node *node = vt_query_words(p, VT_NODE_PHRASE, text);
    if (node) {
        node->exact = true;
        p->query->words_count++;
        vt_query_end_row(p);
        add_to_row(p, node->tokens, node->tokens_count);
        vt_query_end_row(p);
    }
    return node;
}
