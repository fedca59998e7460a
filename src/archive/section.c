/* SPDX-License-Identifier: GPL-3.0-or-later */
/* section.c: the section that a path names. */
#include "archive/section.h"

#include "archive/hit-data.h"
#include "base/err.h"
#include "base/utf8.h"
#include "text/clean.h"
#include "text/fold.h"

#include <limits.h>
#include <stdlib.h>

/* Ways of naming, the closest first. */
enum naming { BY_LABEL, BY_LAST_WORD, BY_BEGINNING, BY_FOLDED, NOT_NAMED };

enum { TOLD_MAX = 4 };

struct finding {
    const struct vanthu_document *document;
    const struct vanthu_heading *found[TOLD_MAX];
    size_t count;
    struct vt_buf step, line; /* folded */
    bool no_memory;
};

/* The part of `path` up to its next slash; takes it off. */
static struct vt_str next_step(struct vt_str *path)
{
    const char *slash = path->len ? memchr(path->p, '/', path->len) : NULL;
    struct vt_str step = slash ? vt_str_range(path->p, slash) : *path;
    *path = vt_str_sub(*path, step.len + (slash ? 1 : 0), path->len);
    return vt_str_trim(step);
}

/* Without the dot, bracket or colon at its end. */
static struct vt_str bare(struct vt_str s)
{
    while (s.len && strchr(".):", s.p[s.len - 1]))
        s.len--;
    return vt_str_trim(s);
}

static bool fold(struct finding *f, struct vt_buf *out, struct vt_str text)
{
    struct vt_buf clean = {0};
    vt_buf_clear(out);
    bool ok = vt_clean(&clean, NULL, text) == VANTHU_OK &&
              vt_fold(out, vt_buf_str(&clean), VT_L3) == VANTHU_OK;
    vt_buf_free(&clean);
    f->no_memory |= !ok;
    return ok;
}

/* `rest` is what stands behind the label in a step. */
static bool begins_with(const struct vanthu_heading *h, struct vt_str rest)
{
    while (rest.len && strchr(".): ", rest.p[0]))
        rest = vt_str_sub(rest, 1, rest.len);
    return rest.len && vt_str_starts(vt_str(h->text), rest);
}

static enum naming compare(struct finding *f, struct vt_str step, const struct vanthu_heading *h)
{
    struct vt_str label = vt_str(h->label);
    const char *blank = label.len ? memrchr(label.p, ' ', label.len) : NULL;
    struct vt_str last = blank ? vt_str_range(blank + 1, label.p + label.len) : VT_STR_NONE;
    if (label.len && vt_str_eq(bare(step), bare(label)))
        return BY_LABEL;
    if (last.len && vt_str_eq(bare(step), bare(last)))
        return BY_LAST_WORD;
    if (begins_with(h, step) || (label.len && vt_str_starts(step, label) &&
                                 begins_with(h, vt_str_sub(step, label.len, step.len))))
        return BY_BEGINNING;
    struct vt_str wanted = vt_buf_str(&f->step);
    if (fold(f, &f->line, bare(label)) && vt_str_eq(bare(wanted), vt_buf_str(&f->line)))
        return BY_FOLDED;
    if (wanted.len && fold(f, &f->line, vt_str(h->text)) &&
        vt_str_starts(vt_buf_str(&f->line), wanted))
        return BY_FOLDED;
    return NOT_NAMED;
}

/* Adds every heading that `path` names and that begins from `from` up to `to`. */
static void find_in(struct finding *f, struct vt_str path, uint64_t from, uint64_t to)
{
    const struct vanthu_document *d = f->document;
    struct vt_str step = next_step(&path);
    enum naming closest = NOT_NAMED, *names = calloc(d->outline_count + 1, sizeof *names);
    unsigned level = UINT_MAX;
    if (!names || !fold(f, &f->step, step)) {
        f->no_memory = true;
        free(names);
        return;
    }
    for (size_t i = 0; i < d->outline_count; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        bool inside = step.len && h->start >= from && h->start < to;
        names[i] = inside ? compare(f, step, h) : NOT_NAMED;
        if (names[i] < closest || (names[i] == closest && inside && h->level < level))
            level = h->level;
        closest = names[i] < closest ? names[i] : closest;
    }
    for (size_t i = 0; closest != NOT_NAMED && i < d->outline_count; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        if (names[i] != closest || h->level != level)
            continue;
        if (path.len)
            find_in(f, path, h->start + 1, h->end);
        else if (++f->count <= TOLD_MAX)
            f->found[f->count - 1] = h;
    }
    free(names);
}

/* "PHẦN I / 2. Về kinh phí" */
static vanthu_status put_path(struct vt_buf *out, const struct vanthu_document *d,
                              const struct vanthu_heading *h)
{
    vanthu_status status = vt_buf_append_str(out, VT_STR("\""));
    for (const struct vanthu_heading *o = d->outline; o <= h && status == VANTHU_OK; o++) {
        if (o->end <= h->start)
            continue;
        status = vt_heading_line(out, o->label, o->text);
        if (status == VANTHU_OK)
            status = vt_buf_append_str(out, o == h ? VT_STR("\"") : VT_STR(" / "));
    }
    return status;
}

static vanthu_status ambiguous(const struct finding *f, const char *id, const char *path,
                               struct vanthu_error *error)
{
    struct vt_buf list = {0};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < f->count && i < TOLD_MAX && status == VANTHU_OK; i++) {
        status = vt_buf_append_str(&list, i ? VT_STR("; ") : VT_STR(""));
        if (status == VANTHU_OK)
            status = put_path(&list, f->document, f->found[i]);
    }
    if (status == VANTHU_OK && f->count > TOLD_MAX)
        status = vt_buf_append_str(&list, VT_STR("; ..."));
    const char *text = status == VANTHU_OK ? vt_buf_cstr(&list) : NULL;
    status = text ? vt_err(error, VANTHU_AMBIGUOUS,
                           _("%s: \"%s\" names several sections; name those above it too: %s"), id,
                           path, text)
                  : vt_err_memory(error);
    vt_buf_free(&list);
    return status;
}

vanthu_status vt_section_find(const struct vanthu_heading **found,
                              const struct vanthu_document *document, const char *id,
                              const char *path, struct vanthu_error *error)
{
    struct finding f = {.document = document};
    vanthu_status status = VANTHU_OK;
    *found = NULL;
    if (vt_utf8_valid(vt_str(path)) == strlen(path))
        find_in(&f, vt_str(path), 0, UINT64_MAX);
    if (f.no_memory)
        status = vt_err_memory(error);
    else if (f.count == 0)
        status = vt_err(error, VANTHU_NOT_FOUND, _("%s: has no section \"%s\""), id, path);
    else if (f.count > 1)
        status = ambiguous(&f, id, path, error);
    else
        *found = f.found[0];
    vt_buf_free(&f.step);
    vt_buf_free(&f.line);
    return status;
}
