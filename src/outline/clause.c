/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clause.c: khoản and điểm. An outline would have ten times the rows with them, all of them
 * sentences; so they are looked for in the text of their article when one is asked for.
 */
#include "outline/labels.h"
#include "outline/outline.h"
#include "outline/quotes.h"

/* "khoản 2", "điểm a", "2", "a)": what is asked for, as a label. */
static struct vt_label wanted(struct vt_str step)
{
    static const char *const words[] = {"khoản ", "điểm "};
    char line[16];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (vt_starts_caseless(step, words[i]))
            step = vt_str_sub(step, strlen(words[i]), step.len);
    while (step.len && strchr(".) ", step.p[step.len - 1]))
        step.len--;
    if (step.len == 0 || step.len > sizeof line - 3)
        return (struct vt_label){0};
    memcpy(line, step.p, step.len);
    memcpy(line + step.len, ") X", 3);
    struct vt_label label = vt_label_read((struct vt_str){line, step.len + 3});
    bool clause = label.kind == VT_LABEL_NUMBER_1 || label.kind == VT_LABEL_LETTER;
    if (!clause || label.text.len != step.len)
        return (struct vt_label){0};
    label.text = step;
    return label;
}

/* The label of a clause on a line; of the first line of an article, the one behind its own. */
static struct vt_label clause_label(const struct vt_lines *lines, size_t i, size_t *at)
{
    struct vt_str text = vt_line_text(lines, i);
    struct vt_label label = vt_label_read(text);
    *at = lines->at[i].start;
    if (i == 0 && label.kind == VT_LABEL_ARTICLE) {
        *at += label.length;
        label = vt_label_read(vt_str_sub(text, label.length, text.len));
    }
    return label;
}

static bool find(const struct vt_lines *lines, const struct vt_label *want, size_t *start,
                 size_t *end)
{
    struct vt_quotes quotes = {lines, 0};
    unsigned last = 0;
    bool found = false;
    for (size_t i = 0; i < lines->count; i++) {
        size_t at;
        struct vt_label label = clause_label(lines, i, &at);
        if (vt_quotes_hold(&quotes, i))
            continue;
        bool brother = label.kind == want->kind && vt_label_follows(&label, last);
        if (found && (brother || (label.kind && label.kind < want->kind))) {
            *end = at;
            return true;
        }
        if (!brother)
            continue;
        last = label.value;
        found = label.text.len && vt_same_caseless(label.text, want->text);
        *start = at;
    }
    return found;
}

vanthu_status vt_clause_find(struct vt_str section, struct vt_str step, size_t *start, size_t *end)
{
    struct vt_arena scratch = {0};
    struct vt_lines lines;
    struct vt_label want = wanted(step);
    if (!want.kind)
        return VANTHU_NOT_FOUND;
    vanthu_status status = vt_lines_cut(&lines, &scratch, section);
    *end = section.len;
    if (status == VANTHU_OK && !find(&lines, &want, start, end))
        status = VANTHU_NOT_FOUND;
    vt_arena_free(&scratch);
    return status;
}
