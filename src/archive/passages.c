/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passages.c: cuts a document into passages and hands them to the index. */
#include "archive/passages.h"

#include "archive/hit-data.h"
#include "base/err.h"
#include "ref/ref.h"

#include <stdio.h>
#include <stdlib.h>

/* A passage is about 4 KB: smaller ones cost index, larger ones blur the place. */
enum { WANTED = 4096, LARGEST = 6144, HARD_LEVEL = 2 };

struct cutting {
    struct vt_str text;
    struct vt_arena *arena;
    struct vt_range *passages;
    size_t count, cap;
    bool no_memory;
};

static void add(struct cutting *c, size_t start, size_t end)
{
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        struct vt_range *grown = vt_arena_array(c->arena, cap, sizeof *grown);
        c->no_memory |= !grown;
        if (!grown)
            return;
        if (c->count)
            memcpy(grown, c->passages, c->count * sizeof *grown);
        c->passages = grown;
        c->cap = cap;
    }
    c->passages[c->count++] = (struct vt_range){start, end};
}

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The best place to cut in [from, to): behind an empty line, a line, a sentence, a word; else at
 * `to`, at a character. */
static size_t cut_place(struct vt_str text, size_t from, size_t to)
{
    size_t line = 0, sentence = 0, word = 0;
    for (size_t i = to; i > from; i--) {
        char before = text.p[i - 1];
        if (before == '\n') {
            if (i - 1 > from && text.p[i - 2] == '\n')
                return i;
            line = line ? line : i;
        } else if (before == ' ') {
            word = word ? word : i;
            if (!sentence && i - 1 > from && strchr(".;:?!", text.p[i - 2]))
                sentence = i;
        }
    }
    while (to > from && is_inside(text.p[to]))
        to--;
    return line ? line : sentence ? sentence : word ? word : to;
}

/* Cuts [start, end) into pieces of about the wanted size. */
static void cut_long(struct cutting *c, size_t start, size_t end)
{
    while (end - start > LARGEST && !c->no_memory) {
        size_t place = cut_place(c->text, start + WANTED / 2, start + WANTED);
        add(c, start, place);
        start = place;
    }
    if (start < end)
        add(c, start, end);
}

/* A heading with nothing of its own below it: it belongs to the section that follows. */
static bool is_bare(const struct vanthu_heading *h, size_t end)
{
    enum { LABEL_DOT_AND_BREAKS = 16 };
    return end - h->start <= strlen(h->label) + strlen(h->text) + LABEL_DOT_AND_BREAKS;
}

/* True when [middle, end) cites what [start, middle) cites already: a search for it shall show both
 * sections. */
static bool cites_again(const struct vanthu_document *d, size_t start, size_t middle, size_t end)
{
    size_t first = 0, last = d->mentions_count;
    while (first < last) { /* the first mention behind `start` */
        size_t half = first + (last - first) / 2;
        if (d->mentions[half].start < start)
            first = half + 1;
        else
            last = half;
    }
    end = end < start + LARGEST ? end : start + LARGEST; /* beyond it is cut anyway */
    for (size_t i = first; i < d->mentions_count && d->mentions[i].start < end; i++)
        for (size_t k = first; d->mentions[i].start >= middle && d->mentions[k].start < middle; k++)
            if (strcmp(d->mentions[i].canonical, d->mentions[k].canonical) == 0)
                return true;
    return false;
}

/* The clauses of an article are read together, however they are numbered. */
static bool is_clause(const struct vanthu_heading *h, unsigned *article)
{
    if (vt_str_starts(vt_str(h->label), VT_STR("Điều ")))
        *article = h->level;
    else if (h->level <= *article)
        *article = 0;
    return *article && h->level > *article;
}

vanthu_status vt_passages_cut(struct vt_range **passages, size_t *count, struct vt_arena *arena,
                              struct vt_str text, const struct vanthu_document *d)
{
    struct cutting c = {.text = text, .arena = arena};
    size_t start = 0;
    unsigned level = 0;   /* of the section that the passage in the making begins with */
    unsigned article = 0; /* level of the article that it is in; 0: in none */
    bool bare = false;    /* it is headings only, so far */
    for (size_t i = 0; i < d->outline_count && !c.no_memory; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        size_t end = i + 1 < d->outline_count ? d->outline[i + 1].start : text.len;
        bool inside = bare && h->level > level;
        bool clause = is_clause(h, &article);
        bool hard = h->level <= HARD_LEVEL && !clause;
        bool apart = hard || h->level < level || end - start > WANTED;
        if (h->start > start && ((apart && !inside) || cites_again(d, start, h->start, end))) {
            cut_long(&c, start, h->start);
            start = h->start;
            inside = false;
        }
        if (h->start == start)
            level = h->level;
        bare = (inside || h->start == start) && is_bare(h, end);
    }
    if (start < text.len)
        cut_long(&c, start, text.len);
    if (c.count == 0)
        add(&c, 0, text.len);
    *passages = c.passages;
    *count = c.count;
    return c.no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
}

/* ---- into the index ---- */

struct adding {
    const struct vanthu_document *document;
    struct vt_str text;
    struct vt_buf keys, headings, names, data, own_key;
    struct vt_passage_ref *refs;
    size_t *key_ends;
    const struct vanthu_mention **dated; /* with a date or a year, by canonical form */
    size_t dated_count;
    size_t *open; /* headings whose sections reach into the passage */
    size_t open_count;
    size_t next_heading, next_mention;
};

/* What has a whole date before what has less. */
static int by_canonical(const void *a, const void *b)
{
    const struct vanthu_mention *const *x = a, *const *y = b;
    int order = strcmp((*x)->canonical, (*y)->canonical);
    order = order ? order : !(*x)->date - !(*y)->date;
    return order ? order : ((*x)->start > (*y)->start) - ((*x)->start < (*y)->start);
}

static int year_of(const struct vanthu_mention *m)
{
    return m->date ? atoi(m->date) : m->year_in_symbol ? m->year_in_symbol : m->year_said;
}

/* The first dated mention of the same symbol in this document, of the same year where both tell. */
static const struct vanthu_mention *dated_like(const struct adding *a,
                                               const struct vanthu_mention *m)
{
    size_t low = 0, high = a->dated_count;
    int year = year_of(m);
    while (low < high) {
        size_t half = low + (high - low) / 2;
        if (strcmp(a->dated[half]->canonical, m->canonical) < 0)
            low = half + 1;
        else
            high = half;
    }
    for (; low < a->dated_count && strcmp(a->dated[low]->canonical, m->canonical) == 0; low++)
        if (!year || year == year_of(a->dated[low]))
            return a->dated[low];
    return NULL;
}

/* When a cited document is of: as stated with the mention, else as elsewhere in this document. */
static void settle_when(struct vt_passage_ref *ref, const struct adding *a,
                        const struct vanthu_mention *m)
{
    const struct vanthu_mention *like = m->date ? m : dated_like(a, m);
    int year = year_of(like ? like : m);
    ref->when[0] = '\0';
    if (like && like->date)
        snprintf(ref->when, sizeof ref->when, "%s", like->date);
    else if (year)
        snprintf(ref->when, sizeof ref->when, "%04d", year % 10000);
}

/* The references cited in a passage. Mentions are in order, so each is looked at once. */
static vanthu_status gather_refs(struct adding *a, struct vt_range range, size_t *count,
                                 size_t *first)
{
    const struct vanthu_document *d = a->document;
    vanthu_status status = VANTHU_OK;
    *count = 0;
    *first = a->next_mention;
    vt_buf_clear(&a->keys);
    while (a->next_mention < d->mentions_count && d->mentions[a->next_mention].start < range.end &&
           status == VANTHU_OK) {
        const struct vanthu_mention *m = &d->mentions[a->next_mention++];
        if (m->kind == VANTHU_SELF)
            continue;
        status = vt_ref_key(&a->keys, vt_str(m->canonical));
        settle_when(&a->refs[*count], a, m);
        a->key_ends[(*count)++] = a->keys.len;
    }
    for (size_t i = 0, begin = 0; i < *count; begin = a->key_ends[i++])
        a->refs[i].key = vt_str_sub(vt_buf_str(&a->keys), begin, a->key_ends[i]);
    return status;
}

/* Every heading above or inside the passage, a line each. Each is opened and closed once. */
static vanthu_status gather_headings(struct adding *a, struct vt_range range)
{
    const struct vanthu_document *d = a->document;
    vanthu_status status = VANTHU_OK;
    size_t kept = 0;
    for (size_t i = 0; i < a->open_count; i++)
        if (d->outline[a->open[i]].end > range.start)
            a->open[kept++] = a->open[i];
    for (; a->next_heading < d->outline_count; a->next_heading++) {
        const struct vanthu_heading *h = &d->outline[a->next_heading];
        if (h->start >= range.end)
            break;
        if (h->end > range.start)
            a->open[kept++] = a->next_heading;
    }
    a->open_count = kept;
    vt_buf_clear(&a->headings);
    for (size_t i = 0; i < kept && status == VANTHU_OK; i++)
        status = vt_buf_printf(&a->headings, "%s\n", d->outline[a->open[i]].text);
    return status;
}

static vanthu_status prepare(struct adding *a)
{
    const struct vanthu_document *d = a->document;
    vanthu_status status = VANTHU_OK;
    a->refs = calloc(d->mentions_count + 1, sizeof *a->refs);
    a->key_ends = calloc(d->mentions_count + 1, sizeof *a->key_ends);
    a->dated = calloc(d->mentions_count + 1, sizeof(void *));
    a->open = calloc(d->outline_count + 1, sizeof *a->open);
    if (!a->refs || !a->key_ends || !a->dated || !a->open)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < d->mentions_count; i++)
        if (d->mentions[i].date || d->mentions[i].year_said)
            a->dated[a->dated_count++] = &d->mentions[i];
    qsort(a->dated, a->dated_count, sizeof(void *), by_canonical);
    for (size_t i = 0; i < d->sources_count && status == VANTHU_OK; i++) {
        const char *slash = strrchr(d->sources[i].path, '/');
        status = vt_buf_printf(&a->names, "%s\n", slash ? slash + 1 : d->sources[i].path);
    }
    if (status == VANTHU_OK && d->canonical)
        status = vt_ref_key(&a->own_key, vt_str(d->canonical));
    return status;
}

static vanthu_status add_passage(struct adding *a, struct vt_index_piece *piece, uint32_t number,
                                 int64_t doc, struct vt_range range, struct vanthu_error *error)
{
    const struct vanthu_document *d = a->document;
    struct vt_hit_source source = {.document = d, .range = range};
    size_t refs_count;
    if (gather_refs(a, range, &refs_count, &source.first_mention) != VANTHU_OK ||
        gather_headings(a, range) != VANTHU_OK)
        return vt_err_memory(error);
    source.headings = a->open;
    source.headings_count = a->open_count;
    source.last_mention = a->next_mention;
    vt_buf_clear(&a->data);
    if (vt_hit_data_write(&a->data, &source) != VANTHU_OK)
        return vt_err_memory(error);
    struct vt_passage passage = {
        .number = number,
        .doc = doc,
        .text = vt_str_sub(a->text, range.start, range.end),
        .title = vt_str(d->title),
        .headings = vt_buf_str(&a->headings),
        .names = vt_buf_str(&a->names),
        .refs = a->refs,
        .refs_count = refs_count,
        .own_key = vt_buf_str(&a->own_key),
        .type = vt_str(d->type),
        .issuer = vt_str(d->office),
        .media_type = vt_str(d->media_type),
        .id = vt_str(d->id),
        .date = vt_str(d->date),
        .year = d->year,
        .bytes = d->bytes,
        .data = vt_buf_str(&a->data),
    };
    return vt_index_piece_add(piece, &passage, error);
}

vanthu_status vt_passages_add(struct vt_index_piece *piece, uint32_t first, int64_t doc,
                              const struct vanthu_document *document, struct vt_str text,
                              const struct vt_range *passages, size_t count,
                              struct vanthu_error *error)
{
    struct adding a = {.document = document, .text = text};
    vanthu_status status = prepare(&a);
    if (status != VANTHU_OK)
        vt_err_memory(error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        status = add_passage(&a, piece, first + (uint32_t)i, doc, passages[i], error);
    free(a.refs);
    free(a.key_ends);
    free(a.dated);
    free(a.open);
    vt_buf_free(&a.keys);
    vt_buf_free(&a.headings);
    vt_buf_free(&a.names);
    vt_buf_free(&a.data);
    vt_buf_free(&a.own_key);
    return status;
}
