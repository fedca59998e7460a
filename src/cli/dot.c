/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dot.c: the neighbourhood of references as a graph for Graphviz: what acts on them, what they act
 * on, and the documents of the archive that cite them.
 */
#include "cli/commands.h"

#include <string.h>

/* A quoted string of the language; labels may have a second line. */
static void put(const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        cli_put(text, 1);
    }
}

static void node(const char *canonical, const char *date)
{
    char spoken[16];
    putchar('"');
    put(canonical);
    if (date) {
        fputs("\\n", stdout);
        put(cli_date(spoken, date));
    }
    putchar('"');
}

static void entity_node(const struct vanthu_entity *e)
{
    char year[16];
    snprintf(year, sizeof year, "%d", e->year);
    node(e->canonical, e->date ? e->date : e->year ? year : NULL);
}

static void relations(const struct vanthu_entity *e)
{
    for (size_t i = 0; i < e->relations_count; i++) {
        const struct vanthu_acted *r = &e->relations[i];
        const char *other = r->canonical ? r->canonical : r->document;
        fputs("  ", stdout);
        if (r->out)
            entity_node(e);
        else
            node(other, r->date);
        fputs(" -> ", stdout);
        if (r->out)
            node(other, r->date);
        else
            entity_node(e);
        fputs(" [label=\"", stdout);
        put(cli_relation(r->relation));
        fputs("\"];\n", stdout);
    }
}

static void citations(const struct vanthu_entity *e)
{
    for (size_t i = 0; i < e->where_count; i++) {
        const struct vanthu_where *w = &e->where[i];
        if (i && strcmp(w->document, e->where[i - 1].document) == 0)
            continue;
        fputs("  \"", stdout);
        put(w->document);
        fputs("\" [shape=plain, label=\"", stdout);
        put(w->title ? w->title : w->document);
        fputs("\"];\n  \"", stdout);
        put(w->document);
        fputs("\" -> ", stdout);
        entity_node(e);
        fputs(" [style=dotted];\n", stdout);
    }
}

void cli_dot(const struct vanthu_ref_result *result)
{
    fputs("digraph {\n  rankdir=LR;\n  node [shape=box];\n", stdout);
    for (size_t i = 0; i < result->entities_count; i++) {
        const struct vanthu_entity *e = &result->entities[i];
        fputs("  ", stdout);
        entity_node(e);
        fputs(" [style=bold];\n", stdout);
        relations(e);
        citations(e);
    }
    fputs("}\n", stdout);
}
