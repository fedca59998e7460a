/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.c: what a candidate for a heading looks like by itself.
 *
 * It is joined with the lines it goes on in; it looks like text when it turns out to be a sentence.
 * A heading that runs into its paragraph ends at the colon. At most HEADING_LINES lines are looked
 * at.
 */
#include "outline/candidates.h"

#include "base/utf8.h"

enum {
    HEADING_LINES = 8,
    HEADING_CHARS = 400,
    RUN_IN_CHARS = 220,
    REST_CHARS = 40, /* a shorter rest behind the colon is a value: "Chủ đầu tư: Sở Xây dựng" */
    STAR_CHARS = 160,
    SHORT_CHARS = 110, /* a sentence up to this may be a heading with a full stop */
    KEPT_BYTES = 1200
};

struct joining {
    struct vt_buf *text;
    size_t sure;   /* bytes of it that surely belong together */
    size_t taken;  /* lines they fill */
    size_t joined; /* lines of all the text */
};

static size_t count_chars(struct vt_str text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++)
        chars += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return chars;
}

static struct vt_str without_marks(struct vt_str text)
{
    text = vt_str_trim(text);
    while (text.len && strchr("*_:|", text.p[text.len - 1]))
        text = vt_str_trim(vt_str_sub(text, 0, text.len - 1));
    while (text.len && strchr("*_", text.p[0]))
        text = vt_str_trim(vt_str_sub(text, 1, text.len));
    return text;
}

/* ---- joining a wrapped heading ---- */

static bool starts_another(const struct vt_lines *lines, size_t i)
{
    struct vt_str text = vt_line_text(lines, i);
    return lines->at[i].starred || lines->at[i].hashes || vt_is_bullet(text) || vt_is_row(text) ||
           vt_label_read(text).kind;
}

/* A title below its label: all its lines in capitals, or one line that is not. */
static bool joins_title(const struct vt_lines *lines, size_t i, size_t taken, bool bare,
                        enum vt_label_kind kind)
{
    struct vt_str last = vt_line_text(lines, i + taken - 1), next = vt_line_text(lines, i + taken);
    if (bare && taken == 1)
        return lines->at[i + taken].upper;
    if (!vt_no_small(next) || !vt_all_capitals(last))
        return false;
    return kind <= VT_LABEL_SUBDIVISION || !lines->at[i + taken].apart;
}

/* How surely line `i` + `taken` belongs to the heading that began on line `i`. */
static enum vt_going_on belongs(const struct vt_lines *lines, size_t i, size_t taken,
                                const struct vt_label *label)
{
    size_t next = i + taken;
    bool bare = label->length >= lines->at[i].len;
    if (next >= lines->count || taken >= HEADING_LINES || starts_another(lines, next))
        return VT_ENDS;
    if (joins_title(lines, i, taken, bare, label->kind))
        return VT_GOES_ON;
    enum vt_going_on goes_on = vt_line_goes_on(lines, next - 1);
    struct vt_str first = vt_str_sub(vt_line_text(lines, i), label->length, SIZE_MAX);
    if (goes_on && !lines->at[next].lower && vt_all_capitals(first) &&
        !vt_all_capitals(vt_line_text(lines, next)))
        return lines->paragraphs && !lines->at[next].apart ? goes_on : VT_ENDS;
    return goes_on;
}

static vanthu_status add_line(struct vt_buf *text, struct vt_str line)
{
    vanthu_status status = text->len ? vt_buf_append_char(text, ' ') : VANTHU_OK;
    return status == VANTHU_OK ? vt_buf_append_str(text, line) : status;
}

static vanthu_status join(struct joining *g, const struct vt_lines *lines, size_t i,
                          const struct vt_label *label)
{
    struct vt_str first = vt_str_sub(vt_line_text(lines, i), label->length, SIZE_MAX);
    bool sure = true;
    size_t taken = 1;
    vanthu_status status = vt_buf_append_str(g->text, first);
    g->sure = g->text->len;
    g->taken = 1;
    while (status == VANTHU_OK) {
        enum vt_going_on goes_on = belongs(lines, i, taken, label);
        if (goes_on == VT_ENDS)
            break;
        sure &= goes_on == VT_GOES_ON;
        status = add_line(g->text, vt_line_text(lines, i + taken));
        taken++;
        if (sure) {
            g->sure = g->text->len;
            g->taken = taken;
        }
    }
    g->joined = taken;
    return status;
}

/* ---- what it looks like ---- */

/* Where the heading ends that runs into its paragraph: at a colon behind which a sentence begins,
 * before any other sentence has ended. 0: nowhere. */
static size_t run_in_end(struct vt_str text)
{
    for (size_t i = 0; i + 1 < text.len && i < RUN_IN_CHARS * 2; i++) {
        if (strchr(".;", text.p[i]) && text.p[i + 1] == ' ' &&
            vt_begins_upper(vt_str_sub(text, i + 2, text.len)))
            return 0;
        if (text.p[i] == ':' && text.p[i + 1] == ' ' &&
            vt_begins_upper(vt_str_trim(vt_str_sub(text, i + 1, text.len))))
            return i;
    }
    return 0;
}

/* The same for a colon behind which the sentence goes on in small letters. */
static size_t weak_end(struct vt_str text)
{
    const char *colon = memmem(text.p, text.len, ": ", 2);
    size_t at = colon ? (size_t)(colon - text.p) : 0;
    return at && at < STAR_CHARS && !memmem(text.p, at, ". ", 2) ? at : 0;
}

static bool ends_sentence(struct vt_str text)
{
    return text.len && strchr(".;,", text.p[text.len - 1]);
}

/* A sentence that could be a heading with a full stop: short, one only. */
static bool is_short(struct vt_str text, enum vt_label_kind kind)
{
    size_t most = kind == VT_LABEL_ROMAN || kind == VT_LABEL_UPPER ? RUN_IN_CHARS : SHORT_CHARS;
    return text.p[text.len - 1] == '.' && !vt_str_ends(text, VT_STR("./.")) &&
           !vt_str_ends(text, VT_STR("...")) && count_chars(text) <= most &&
           !memmem(text.p, text.len, ". ", 2) && !memchr(text.p, ';', text.len);
}

static enum vt_looks judge_sentence(const struct joining *g, enum vt_label_kind kind, size_t *end)
{
    struct vt_str whole = vt_buf_str(g->text), sure = vt_str_sub(whole, 0, g->sure);
    size_t weak = weak_end(whole);
    if (is_short(sure, kind) && sure.len == whole.len) {
        *end = whole.len - 1;
        return kind == VT_LABEL_ROMAN || kind == VT_LABEL_UPPER ? VT_LOOKS_HEADING
                                                                : VT_LOOKS_UNSURE;
    }
    if (weak && whole.p[whole.len - 1] == '.') {
        *end = weak;
        return VT_LOOKS_UNSURE;
    }
    if (g->sure < whole.len && !ends_sentence(sure)) {
        *end = g->sure;
        return VT_LOOKS_UNSURE;
    }
    return VT_LOOKS_TEXT;
}

/* "Doanh thu: 1.204 tỷ đồng" */
static bool is_value(struct vt_str text)
{
    const char *colon = memmem(text.p, text.len, ": ", 2);
    return colon && colon + 2 < text.p + text.len && colon[2] >= '0' && colon[2] <= '9';
}

/* Judges what was joined; *end is where its heading ends in the text. */
static enum vt_looks judge(const struct joining *g, enum vt_label_kind kind, size_t *end)
{
    struct vt_str whole = vt_buf_str(g->text), sure = vt_str_sub(whole, 0, g->sure);
    bool full_stop = ends_sentence(whole);
    size_t colon = run_in_end(whole);
    colon = colon < g->sure ? colon : 0;
    *end = g->sure;
    if (sure.len == 0 || (!vt_begins_upper(whole) && !vt_begins_lower(whole) && whole.p[0] != '"'))
        return VT_LOOKS_TEXT;
    if (vt_all_capitals(sure))
        return VT_LOOKS_HEADING;
    if (is_value(whole))
        return VT_LOOKS_TEXT;
    if (colon) {
        *end = colon;
        bool value = count_chars(vt_str_sub(whole, colon + 2, whole.len)) < REST_CHARS;
        return colon > RUN_IN_CHARS * 2          ? VT_LOOKS_TEXT
               : value && whole.len - colon < 80 ? VT_LOOKS_TEXT
                                                 : VT_LOOKS_RUN_IN;
    }
    if (full_stop || ends_sentence(sure))
        return judge_sentence(g, kind, end);
    size_t chars = count_chars(sure);
    if (chars > (kind == VT_LABEL_STAR ? STAR_CHARS : HEADING_CHARS))
        return VT_LOOKS_TEXT;
    return vt_begins_lower(whole) ? VT_LOOKS_UNSURE : VT_LOOKS_HEADING;
}

/* An article without a title is named by its first sentence, or by the words it begins with. */
static size_t article_end(struct vt_str text)
{
    if (text.len <= HEADING_CHARS)
        return text.len;
    for (const char *p = text.p; (p = memmem(p, (size_t)(text.p + text.len - p), ". ", 2)); p++) {
        size_t end = (size_t)(p - text.p);
        if (end >= 40 && end <= KEPT_BYTES && vt_begins_upper(vt_str_sub(text, end + 2, text.len)))
            return end;
    }
    size_t end = text.len < KEPT_BYTES ? text.len : KEPT_BYTES;
    while (end < text.len && end > KEPT_BYTES / 2 && text.p[end] != ' ')
        end--;
    while (end < text.len && ((unsigned char)text.p[end] & 0xC0) == 0x80)
        end--;
    return end;
}

/* ---- the judgement ---- */

static vanthu_status keep_text(struct vt_candidate *c, struct vt_arena *arena, struct vt_str text)
{
    text = without_marks(text);
    char *copy = vt_arena_str(arena, text);
    if (!copy)
        return VANTHU_NO_MEMORY;
    for (char *p = copy; *p; p++)
        *p = *p == '\n' ? ' ' : *p;
    c->text = (struct vt_str){copy, text.len};
    return VANTHU_OK;
}

/* By its style, or the title of what is attached: its lines are known. */
static vanthu_status take_lines(struct vt_candidate *c, const struct vt_lines *lines,
                                struct vt_buf *buf, struct vt_arena *arena)
{
    vanthu_status status = VANTHU_OK;
    for (size_t n = 0; n < c->lines && status == VANTHU_OK; n++)
        status = add_line(
            buf, vt_str_sub(vt_line_text(lines, c->line + n), n ? 0 : c->label.length, SIZE_MAX));
    c->looks = VT_IS_HEADING;
    return status == VANTHU_OK ? keep_text(c, arena, vt_buf_str(buf)) : status;
}

/* "**1. Về tổ chức:** Trong quý …" */
static vanthu_status take_bold(struct vt_candidate *c, const struct vt_lines *lines,
                               struct vt_arena *arena)
{
    struct vt_str bold =
        vt_str_sub(vt_line_text(lines, c->line), c->label.length, lines->at[c->line].bold_len);
    if (vt_str_ends(bold, VT_STR(".")))
        bold.len--;
    c->lines = 1;
    c->looks = VT_LOOKS_RUN_IN;
    return keep_text(c, arena, bold);
}

vanthu_status vt_candidate_judge(struct vt_candidate *c, const struct vt_lines *lines,
                                 struct vt_buf *buf, struct vt_arena *arena)
{
    vt_buf_clear(buf);
    if (c->by_style || c->attached)
        return take_lines(c, lines, buf, arena);
    if (lines->at[c->line].bold_len > c->label.length)
        return take_bold(c, lines, arena);
    struct joining g = {.text = buf};
    size_t end;
    vanthu_status status = join(&g, lines, c->line, &c->label);
    if (status != VANTHU_OK)
        return status;
    c->looks = (uint8_t)judge(&g, c->label.kind, &end);
    c->lines = (uint8_t)(c->looks <= VT_LOOKS_UNSURE ? g.joined : g.taken);
    if (c->label.kind == VT_LABEL_ARTICLE)
        end = article_end(vt_str_sub(vt_buf_str(buf), 0, g.sure));
    else if (c->label.kind <= VT_LABEL_SUBDIVISION && c->looks != VT_LOOKS_RUN_IN)
        end = g.sure;
    if (c->label.kind == VT_LABEL_ARTICLE || c->label.kind <= VT_LABEL_SUBDIVISION) {
        c->looks = VT_IS_HEADING;
        c->lines = (uint8_t)g.taken;
    }
    return c->looks == VT_LOOKS_TEXT ? VANTHU_OK
                                     : keep_text(c, arena, vt_str_sub(vt_buf_str(buf), 0, end));
}
