/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * articles.c: which articles and chapters are the document's own.
 *
 * An amending law quotes articles of others, and a citation that was broken over lines looks like
 * one: "Điều 8. Luật này …". The document's own are numbered one after the other. So the chain of
 * candidates is taken that is worth most: every link counts, numbers that are missing cost, and so
 * does beginning again at 1, as what is issued with a decision, and forms, do. O(candidates).
 */
#include "outline/candidates.h"

enum {
    NUMBERS = 4096, /* higher ones are nobody's own */
    GAP = 4,        /* numbers that may be missing at a place */
    /* what a link is worth, and what a step costs */
    LINK = 10,
    DOUBTFUL_LINK = 5,
    QUOTED_LINK = -3, /* bridges a gap, begins and ends nothing */
    MISSING = 6,      /* each number */
    JUMP = 8,         /* over any number of them, where the next one does not come later */
    AGAIN = 15
};

enum { NOWHERE = UINT32_MAX };

struct link {
    int32_t worth; /* of the best chain that ends here */
    uint32_t from; /* the candidate before it; NOWHERE */
};

struct chain {
    enum vt_label_kind kind;
    struct vt_candidate *at;
    size_t count;
    struct link *links;          /* one for each candidate */
    uint32_t best[NUMBERS], top; /* where the best chain to each number, and of all, ends */
    uint32_t last[NUMBERS + 1];  /* one more than the last candidate with it; 0: none */
    size_t boundary;             /* the last foot or appendix */
    bool untitled;               /* most articles are doubtful, because they have no titles */
};

static bool has_part(const struct chain *c, size_t i)
{
    const struct vt_label *label = &c->at[i].label;
    return label->kind == c->kind && label->value && label->value < NUMBERS;
}

static void survey(struct chain *c)
{
    size_t count = 0, doubtful = 0;
    memset(c->last, 0, sizeof c->last);
    memset(c->best, 0xFF, sizeof c->best);
    c->top = NOWHERE;
    c->boundary = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (!has_part(c, i))
            continue;
        count++;
        doubtful += c->at[i].doubtful;
        c->last[c->at[i].label.value] = (uint32_t)i + 1;
    }
    c->untitled = doubtful * 2 > count;
}

static void consider(struct chain *c, struct link *link, uint32_t from, int32_t cost)
{
    int32_t worth = from == NOWHERE ? -cost : c->links[from].worth - cost;
    if (worth > link->worth) {
        link->worth = worth;
        link->from = from;
    }
}

static struct link best_link(struct chain *c, size_t i)
{
    unsigned value = c->at[i].label.value;
    struct link link = {INT32_MIN, NOWHERE};
    consider(c, &link, NOWHERE, value == 1 ? 0 : JUMP);
    for (unsigned missing = 0; missing <= GAP && missing + 1 < value; missing++)
        if (c->best[value - 1 - missing] != NOWHERE)
            consider(c, &link, c->best[value - 1 - missing], (int32_t)missing * MISSING);
    if (c->top != NOWHERE) {
        unsigned top = c->at[c->top].label.value;
        bool bounded = c->boundary > c->top;
        if (value == 1 || (bounded && value <= GAP + 1))
            consider(c, &link, c->top, (bounded ? 0 : AGAIN) + (int32_t)(value - 1) * MISSING);
        if (top < value && c->last[top + 1] <= c->top + 1)
            consider(c, &link, c->top, JUMP);
    }
    link.worth += c->at[i].quoted                     ? QUOTED_LINK
                  : !c->untitled && c->at[i].doubtful ? DOUBTFUL_LINK
                                                      : LINK;
    return link;
}

static void find_chain(struct chain *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->at[i].closes || c->at[i].label.kind == VT_LABEL_APPENDIX)
            c->boundary = i;
        if (!has_part(c, i) || c->at[i].label.suffix)
            continue;
        c->links[i] = best_link(c, i);
        uint32_t *best = &c->best[c->at[i].label.value];
        if (*best == NOWHERE || c->links[i].worth >= c->links[*best].worth)
            *best = (uint32_t)i;
        if (c->top == NOWHERE || c->links[i].worth >= c->links[c->top].worth)
            c->top = (uint32_t)i;
    }
}

/* "12a" is the document's own where it stands between 12, or what comes before it, and 13. */
static void keep_inserted(struct chain *c)
{
    unsigned next = c->top == NOWHERE ? NUMBERS : c->at[c->top].label.value + 1, value = 0;
    char suffix = 0;
    for (size_t i = c->count; i > 0; i--) {
        struct vt_candidate *one = &c->at[i - 1];
        if (!has_part(c, i - 1))
            continue;
        if (one->label.suffix)
            one->dropped = one->quoted || one->label.value >= next;
        else if (!one->dropped)
            next = one->label.value;
    }
    for (size_t i = 0; i < c->count; i++) {
        struct vt_candidate *one = &c->at[i];
        if (!has_part(c, i) || one->dropped)
            continue;
        if (one->label.suffix)
            one->dropped = one->label.value < value ||
                           (one->label.value == value && one->label.suffix <= suffix);
        if (!one->dropped) {
            value = one->label.value;
            suffix = one->label.suffix;
        }
    }
}

/* Drops all but the chain. */
static void settle(struct chain *c)
{
    survey(c);
    find_chain(c);
    for (size_t i = 0; i < c->count; i++)
        c->at[i].dropped |= has_part(c, i);
    if (c->top != NOWHERE && c->links[c->top].worth <= 0)
        return;
    for (uint32_t i = c->top; i != NOWHERE; i = c->links[i].from)
        c->at[i].dropped = false;
    keep_inserted(c);
}

vanthu_status vt_articles_settle(const struct vt_candidates *candidates, struct vt_arena *scratch)
{
    struct chain *c = vt_arena_array(scratch, 1, sizeof *c);
    if (!c)
        return VANTHU_NO_MEMORY;
    c->at = candidates->at;
    c->links = vt_arena_array(scratch, candidates->count, sizeof *c->links);
    if (!c->links)
        return VANTHU_NO_MEMORY;
    c->count = candidates->count;
    c->kind = VT_LABEL_ARTICLE;
    settle(c);
    c->kind = VT_LABEL_CHAPTER;
    settle(c);
    return VANTHU_OK;
}
