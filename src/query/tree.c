/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tree.c: the nodes of a query, and how two become one. */
#include "query/parser.h"

void vt_query_note(struct vt_parser *p, const char *sentence)
{
    for (size_t i = 0; i < p->query->notes_count; i++)
        if (strcmp(p->query->notes[i], sentence) == 0)
            return;
    if (p->query->notes_count < VT_NOTES_MAX)
        p->query->notes[p->query->notes_count++] = sentence;
}

struct vt_node *vt_query_node(struct vt_parser *p, enum vt_node_kind kind)
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

static struct vt_node *parent_of(struct vt_parser *p, enum vt_node_kind kind, struct vt_node *child)
{
    struct vt_node *parent = vt_query_node(p, kind);
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
static void append(struct vt_parser *p, struct vt_node *parent, struct vt_node *child)
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

struct vt_node *vt_query_join(struct vt_parser *p, enum vt_node_kind kind, struct vt_node *a,
                              struct vt_node *b)
{
    bool flat = kind != VT_NODE_NOT; /* and the order does not matter */
    if (!a || !b || p->no_memory)
        return a ? a : b;
    if (flat && b->kind == kind) {
        for (size_t i = 0; i < b->children_count; i++)
            a = vt_query_join(p, kind, a, b->children[i]);
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

struct vt_str vt_query_take(struct vt_parser *p, size_t len)
{
    struct vt_str taken = vt_str_sub(p->rest, 0, len);
    p->rest = vt_str_sub(p->rest, len, p->rest.len);
    return taken;
}

struct vt_str vt_query_copy(struct vt_parser *p, struct vt_str s)
{
    char *c = vt_arena_str(p->arena, s);
    p->no_memory |= !c;
    return (struct vt_str){c ? c : "", c ? s.len : 0};
}
