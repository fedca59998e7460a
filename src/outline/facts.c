/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c: the parts of an administrative document by Decree 30/2020/NĐ-CP, annex I: the issuing
 * office above its number, place and date beside it, type and title below, recipients and signer at
 * the foot.
 */
#include "outline/facts.h"

enum { RECIPIENTS_MAX = 60 };

char *vt_facts_copy(struct vt_facts_finder *f, struct vt_str s)
{
    char *c = vt_arena_str(f->arena, s);
    f->no_memory |= !c;
    return c;
}

/* ---- recipients ---- */

/* "- Như trên; PHÓ GIÁM ĐỐC": the signer stands in the next column. */
static struct vt_str recipient(struct vt_str s)
{
    const char *semicolon = s.len ? memchr(s.p, ';', s.len) : NULL;
    if (semicolon && vt_all_capitals(vt_str_range(semicolon + 1, s.p + s.len)))
        s = vt_str_range(s.p, semicolon);
    while (s.len && strchr("-+* ", s.p[0]))
        s = vt_str_sub(s, 1, s.len);
    while (s.len && strchr(";., ", s.p[s.len - 1]))
        s = vt_str_sub(s, 0, s.len - 1);
    return s;
}

static void find_recipients(struct vt_facts_finder *f)
{
    size_t i = f->lines.count;
    while (i > 0 && !vt_starts_caseless(vt_line_text(&f->lines, i - 1), "Nơi nhận"))
        i--;
    if (i == 0)
        return;
    f->facts->recipients = vt_arena_array(f->arena, RECIPIENTS_MAX, sizeof(char *));
    f->no_memory |= !f->facts->recipients;
    for (; i < f->lines.count && !f->no_memory; i++) {
        struct vt_str line = vt_line_text(&f->lines, i);
        if (line.p[0] != '-' || f->facts->recipients_count == RECIPIENTS_MAX)
            break;
        struct vt_str name = recipient(vt_left_column(line));
        if (name.len)
            f->facts->recipients[f->facts->recipients_count++] = vt_facts_copy(f, name);
    }
}

vanthu_status vt_facts_find(struct vt_facts *facts, struct vt_arena *arena, struct vt_str clean,
                            const struct vanthu_heading *headings, size_t headings_count)
{
    struct vt_facts_finder f = {.facts = facts, .arena = arena};
    struct vt_arena lines_arena = {0};
    *facts = (struct vt_facts){0};
    vanthu_status status = vt_lines_cut(&f.lines, &lines_arena, clean);
    if (status == VANTHU_OK) {
        vt_facts_head(&f, headings, headings_count);
        vt_facts_place_and_date(&f);
        vt_facts_type_and_title(&f);
        vt_facts_office(&f);
        vt_facts_period(&f);
        find_recipients(&f);
        vt_facts_signer(&f);
    }
    vt_arena_free(&lines_arena);
    return status == VANTHU_OK && f.no_memory ? VANTHU_NO_MEMORY : status;
}
