/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * candidates.c: lines that begin with a label, a mark or a style. What an amending law quotes is
 * left out, but for articles and chapters, whose quotation marks are too often wrong.
 */
#include "outline/candidates.h"

#include "outline/quotes.h"

enum {
    STAR_CHARS = 160,
    RUN_IN_CHARS = 4096, /* a line that begins in bold type */
    STYLED_BYTES = 400,
    ATTACHED_LINES = 10,
    CANDIDATES_MAX = 1 << 18 /* a hostile text may consist of them */
};

struct gathering {
    struct vt_candidates *out;
    struct vt_arena *arena;
    const struct vt_lines *lines;
    const struct vt_layout *layout;
    size_t styled; /* the next heading of the layout */
    bool foot;     /* behind the recipients: names, not headings */
    struct vt_quotes quotes;
};

static vanthu_status keep(struct gathering *g, size_t i, struct vt_candidate c)
{
    struct vt_candidates *out = g->out;
    if (out->count == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 64;
        struct vt_candidate *grown = vt_arena_array(g->arena, cap, sizeof *grown);
        if (!grown)
            return VANTHU_NO_MEMORY;
        if (out->count)
            memcpy(grown, out->at, out->count * sizeof *grown);
        out->at = grown;
        out->cap = cap;
    }
    c.line = (uint32_t)i;
    c.start = g->lines->at[i].start;
    out->at[out->count++] = c;
    return VANTHU_OK;
}

/* ---- styles ---- */

/* The style of a heading is often used to set a letterhead, or whole paragraphs, in large type. */
static bool is_misused(struct vt_str text)
{
    static const char *const begins[] = {
        "cộng hòa xã hội", "cộng hoà xã hội", "độc lập - tự do", "số:", "kính gửi", "nơi nhận"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (vt_starts_caseless(text, begins[i]))
            return true;
    return text.len > STYLED_BYTES || vt_is_row(text);
}

/* The heading by style that begins on the line. */
static const struct vt_styled_heading *styled_at(struct gathering *g, const struct vt_line *line)
{
    const struct vt_layout *layout = g->layout;
    while (g->styled < layout->headings_count && layout->headings[g->styled].end <= line->start)
        g->styled++;
    if (g->styled == layout->headings_count || layout->headings[g->styled].start > line->start)
        return NULL;
    return &layout->headings[g->styled];
}

/* How many lines the heading by style takes. */
static uint8_t styled_lines(const struct gathering *g, size_t i,
                            const struct vt_styled_heading *styled)
{
    size_t taken = 1;
    while (i + taken < g->lines->count && taken < UINT8_MAX &&
           g->lines->at[i + taken].start < styled->end)
        taken++;
    return (uint8_t)taken;
}

/* ---- lines ---- */

/* "QUY CHẾ" … "(Ban hành kèm theo Quyết định số …)": lines of its title, 0 when it is none. */
static size_t attached_title(const struct vt_lines *lines, size_t i)
{
    static const char *const types[] = {
        "QUY CHẾ",   "QUY ĐỊNH",    "QUY TRÌNH", "KẾ HOẠCH", "CHƯƠNG TRÌNH", "ĐỀ ÁN",  "PHƯƠNG ÁN",
        "HƯỚNG DẪN", "DANH MỤC",    "ĐIỀU LỆ",   "NỘI QUY",  "CHIẾN LƯỢC",   "DỰ ÁN",  "QUY HOẠCH",
        "TIÊU CHÍ",  "BỘ TIÊU CHÍ", "ĐỊNH MỨC",  "BẢNG GIÁ", "QUY CHUẨN",    "THỦ TỤC"};
    struct vt_str text = vt_line_text(lines, i);
    bool typed = false;
    for (size_t t = 0; t < sizeof types / sizeof *types && !typed; t++)
        typed = vt_str_starts(text, vt_str(types[t]));
    if (!typed || !vt_all_capitals(text))
        return 0;
    for (size_t n = 1; n < ATTACHED_LINES && i + n < lines->count; n++) {
        struct vt_str next = vt_line_text(lines, i + n);
        if (next.p[0] == '(')
            return memmem(next.p, next.len, "èm theo", strlen("èm theo")) ? n : 0;
        if (vt_label_read(next).kind)
            return 0;
    }
    return 0;
}

/* Bold lines of Markdown without a label, below the first heading. */
static bool is_unnumbered(const struct gathering *g, const struct vt_line *line, struct vt_str text)
{
    if (!line->bold && !line->bold_len)
        return false;
    return g->out->count && !g->foot &&
           line->chars <= (line->bold_len ? RUN_IN_CHARS : STAR_CHARS) &&
           !vt_starts_caseless(text, "nơi nhận") && !vt_starts_caseless(text, "kính gửi") &&
           (line->hashes || !vt_all_capitals(text));
}

/* A line that goes on with the sentence of the one before it begins nothing. */
static bool is_middle(const struct vt_lines *lines, size_t i)
{
    if (i == 0 || lines->at[i].apart || lines->at[i].bold || lines->at[i].starred)
        return false;
    struct vt_str last = vt_line_text(lines, i - 1);
    if (strchr(".;:,!?/\"", last.p[last.len - 1]))
        return false;
    enum vt_going_on goes_on = vt_line_goes_on(lines, i - 1);
    if (lines->paragraphs) /* short lines inside a paragraph tell nothing */
        return lines->at[i - 1].chars + (size_t)8 >= lines->narrowest;
    return goes_on == VT_GOES_ON && !vt_all_capitals(last);
}

/* "Điều 8. 4. Bãi bỏ …", "Điều 19. thì …" */
static bool is_doubtful(const struct vt_lines *lines, size_t i, const struct vt_label *label)
{
    struct vt_str title = vt_str_sub(vt_line_text(lines, i), label->length, SIZE_MAX);
    return (title.len && title.p[0] >= '0' && title.p[0] <= '9') || vt_begins_lower(title);
}

static vanthu_status take_styled(struct gathering *g, size_t i, struct vt_label label,
                                 const struct vt_styled_heading *styled)
{
    struct vt_candidate c = {.label = label,
                             .lines = styled_lines(g, i, styled),
                             .by_style = true,
                             .styled = (uint8_t)(styled->level < 9 ? styled->level : 9)};
    c.label.kind = c.label.kind ? c.label.kind : VT_LABEL_STAR;
    return keep(g, i, c);
}

static vanthu_status take_labelled(struct gathering *g, size_t i, struct vt_label label,
                                   bool quoted)
{
    const struct vt_line *line = &g->lines->at[i];
    g->foot = false;
    return keep(g, i,
                (struct vt_candidate){.label = label,
                                      .bold = line->bold || line->bold_len,
                                      .styled = line->hashes,
                                      .quoted = quoted,
                                      .doubtful = label.kind == VT_LABEL_ARTICLE &&
                                                  is_doubtful(g->lines, i, &label)});
}

/* Is the last candidate an appendix that line `i` is the title of? */
static bool is_titled_appendix(const struct gathering *g, size_t i)
{
    const struct vt_candidate *last = &g->out->at[g->out->count - 1];
    return last->label.kind == VT_LABEL_APPENDIX && !last->attached && last->line + 2 >= i;
}

/* Looks at line `i`; *taken is how many lines are its. */
static vanthu_status look(struct gathering *g, size_t i, size_t *taken)
{
    const struct vt_line *line = &g->lines->at[i];
    struct vt_str text = vt_line_text(g->lines, i);
    const struct vt_styled_heading *styled = styled_at(g, line);
    bool quoted = vt_quotes_hold(&g->quotes, i);
    if (vt_is_row(text))
        return VANTHU_OK;
    struct vt_label label = vt_label_read(text);
    if (quoted && label.kind != VT_LABEL_ARTICLE && label.kind != VT_LABEL_CHAPTER)
        return VANTHU_OK;
    if (styled && label.length <= styled->end - line->start &&
        !is_misused(vt_str_sub(g->lines->clean, line->start, styled->end))) {
        *taken = styled_lines(g, i, styled);
        return take_styled(g, i, label, styled);
    }
    if (!label.kind && vt_starts_caseless(text, "nơi nhận")) {
        g->foot = true;
        return keep(g, i, (struct vt_candidate){.closes = true, .lines = 1});
    }
    if (!label.kind && g->out->count && !is_titled_appendix(g, i) &&
        (*taken = attached_title(g->lines, i)))
        return keep(g, i,
                    (struct vt_candidate){.label = {.kind = VT_LABEL_APPENDIX},
                                          .lines = (uint8_t)*taken,
                                          .attached = true});
    *taken = 1;
    if (!label.kind && (line->starred || is_unnumbered(g, line, text)))
        label = (struct vt_label){.kind = VT_LABEL_STAR};
    if (!label.kind || is_middle(g->lines, i))
        return VANTHU_OK;
    return take_labelled(g, i, label, quoted);
}

vanthu_status vt_candidates_gather(struct vt_candidates *out, struct vt_arena *arena,
                                   const struct vt_lines *lines, const struct vt_layout *layout)
{
    struct gathering g = {
        .out = out, .arena = arena, .lines = lines, .layout = layout, .quotes = {lines, 0}};
    vanthu_status status = VANTHU_OK;
    size_t taken = 1;
    for (size_t i = 0; i < lines->count && out->count < CANDIDATES_MAX; i += taken) {
        if (status != VANTHU_OK)
            break;
        taken = 1;
        status = look(&g, i, &taken);
    }
    return status;
}
