/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fonted.c: text that is set in fonts, brought to Unicode by them. */
#include "read/fonted.h"

#include "base/utf8.h"
#include "read/page-number.h"

#include <stdlib.h>
#include <strings.h>

static const enum vt_encoding ENCODING_OF[VT_FONT_KINDS] = {
    [VT_FONT_TCVN3] = VT_ENC_TCVN3,
    [VT_FONT_TCVN3_CAPITALS] = VT_ENC_TCVN3_CAPITALS,
    [VT_FONT_VNI] = VT_ENC_VNI,
    [VT_FONT_VIETNAMESE] = VT_ENC_CP1258,
};

enum { CHARSET_SYMBOLS = 2, CHARSET_VIETNAMESE = 163 };

static bool starts(struct vt_str name, const char *prefix)
{
    size_t len = strlen(prefix);
    return name.len >= len && strncasecmp(name.p, prefix, len) == 0;
}

/* .VnTimeH, also where its cut stands behind the name: VnTimeHBold, .VnTimeH-BoldItalic. */
static bool draws_capitals(struct vt_str name)
{
    static const char *const cuts[] = {"bold", "italic", "oblique", "regular", "-", ",", " "};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        size_t len = strlen(cuts[i]);
        if (name.len > len && strncasecmp(name.p + name.len - len, cuts[i], len) == 0) {
            name.len -= len;
            i = (size_t)-1;
        }
    }
    return (name.p[name.len - 1] | 0x20) == 'h';
}

enum vt_font_kind vt_font_kind(struct vt_str name, unsigned charset)
{
    static const char *const pictures[] = {"wingdings", "webdings", "zapfdingbats", "marlett"};
    if (starts(name, ".vn") || starts(name, "vntime") || starts(name, "vnarial"))
        return draws_capitals(name) ? VT_FONT_TCVN3_CAPITALS : VT_FONT_TCVN3;
    if (starts(name, "vni"))
        return VT_FONT_VNI;
    if (starts(name, "symbol"))
        return VT_FONT_GREEK;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        if (starts(name, pictures[i]))
            return VT_FONT_SYMBOLS;
    return charset == CHARSET_SYMBOLS      ? VT_FONT_SYMBOLS
           : charset == CHARSET_VIETNAMESE ? VT_FONT_VIETNAMESE
                                           : VT_FONT_PLAIN;
}

/* The encoding of the font Symbol (Adobe, 1990), where it is not that of ASCII. */
static uint32_t greek_sign(uint32_t c)
{
    static const uint16_t letters[] = {
        0x391, 0x392, 0x3A7, 0x394, 0x395, 0x3A6, 0x393, 0x397, 0x399, 0x3D1, 0x39A, 0x39B, 0x39C,
        0x39D, 0x39F, 0x3A0, 0x398, 0x3A1, 0x3A3, 0x3A4, 0x3A5, 0x3C2, 0x3A9, 0x39E, 0x3A8, 0x396};
    static const uint16_t small[] = {0x3B1, 0x3B2, 0x3C7, 0x3B4, 0x3B5, 0x3C6, 0x3B3, 0x3B7, 0x3B9,
                                     0x3D5, 0x3BA, 0x3BB, 0x3BC, 0x3BD, 0x3BF, 0x3C0, 0x3B8, 0x3C1,
                                     0x3C3, 0x3C4, 0x3C5, 0x3D6, 0x3C9, 0x3BE, 0x3C8, 0x3B6};
    static const uint16_t signs[] = {/* from A1 on */
                                     0x3D2,  0x2032, 0x2264, 0x2044, 0x221E, 0x192,  0x2663,
                                     0x2666, 0x2665, 0x2660, 0x2194, 0x2190, 0x2191, 0x2192,
                                     0x2193, 0xB0,   0xB1,   0x2033, 0x2265, 0xD7,   0x221D,
                                     0x2202, 0x2022, 0xF7,   0x2260, 0x2261, 0x2248, 0x2026};
    if (c - 'A' < 26u)
        return letters[c - 'A'];
    if (c - 'a' < 26u)
        return small[c - 'a'];
    if (c >= 0xA1 && c - 0xA1 < sizeof signs / sizeof *signs)
        return signs[c - 0xA1];
    return c < 0x80 ? c : 0x2022;
}

uint32_t vt_font_sign(enum vt_font_kind kind, uint32_t point)
{
    bool own = point >= 0xF000 && point < 0xF100; /* the private use of fonts of signs */
    uint32_t byte = own ? point & 0xFF : point;
    if (kind == VT_FONT_GREEK && byte < 0x100)
        return greek_sign(byte);
    if (own || (kind == VT_FONT_SYMBOLS && byte > ' ' && byte < 0x100))
        return 0x2022; /* which picture it is, only the font knows */
    return point;
}

static void grow(struct vt_fonted *f)
{
    size_t cap = f->cap ? f->cap * 2 : 4096;
    vt_cell *cells = realloc(f->cells, cap * sizeof *cells);
    if (cells)
        f->cells = cells;
    size_t *from = realloc(f->from, cap * sizeof *from);
    if (from)
        f->from = from;
    uint8_t *kinds = realloc(f->kinds, cap * sizeof *kinds);
    if (kinds)
        f->kinds = kinds;
    f->no_memory |= !cells || !from || !kinds;
    if (!f->no_memory)
        f->cap = cap;
}

static bool is_high_half(vt_cell cell)
{
    return cell >= 0xD800 && cell < 0xDC00;
}

static bool is_low_half(vt_cell cell)
{
    return cell >= 0xDC00 && cell < 0xE000;
}

void vt_fonted_add(struct vt_fonted *f, vt_cell cell, enum vt_font_kind kind, size_t from)
{
    if (f->count == f->cap)
        grow(f);
    if (f->no_memory)
        return;
    if (is_low_half(cell) && f->count && is_high_half(f->cells[f->count - 1])) {
        vt_cell *high = &f->cells[f->count - 1];
        *high = 0x10000 + ((*high - 0xD800) << 10) + (cell - 0xDC00);
        return;
    }
    f->cells[f->count] = cell;
    f->from[f->count] = from;
    f->kinds[f->count++] = (uint8_t)kind;
}

void vt_fonted_point(struct vt_fonted *f, uint32_t point, enum vt_font_kind kind, size_t from)
{
    point = vt_font_sign(kind, point);
    int byte = vt_cp1252_byte(point);
    vt_fonted_add(f, byte >= 0 ? (uint32_t)byte : point, kind, from);
}

/* ---- judging ---- */

/* Shares of words that are syllables. */
static const double POOR = 0.5, GOOD = 0.9;

static int way_of(enum vt_font_kind kind)
{
    return kind == VT_FONT_VNI          ? VT_WAY_VNI
           : kind == VT_FONT_VIETNAMESE ? VT_WAY_CP1258
                                        : VT_WAY_TCVN3;
}

static const vt_cell *line_end(const vt_cell *cells, size_t count)
{
    size_t i = 0;
    while (i < count && cells[i] != '\n')
        i++;
    return cells + (i < count ? i + 1 : i);
}

/* The end of the stretch of cells that begins at `from`, all in fonts of one kind. */
static size_t stretch(const struct vt_fonted *f, size_t from)
{
    size_t to = from;
    while (to < f->count && f->kinds[to] == f->kinds[from])
        to++;
    return to;
}

/* Fonts of an old encoding whose text is better as it stands are left-overs: plain. False: no font
 * is of one. */
static bool judge(struct vt_fonted *f, struct vt_decision *d)
{
    struct vt_tally tallies[VT_FONT_KINDS] = {{0}};
    bool left_over[VT_FONT_KINDS] = {false}, old = false;
    for (size_t at = 0, to; at < f->count; at = to) {
        to = stretch(f, at);
        vt_tally_words(&tallies[f->kinds[at]], f->cells + at, to - at, true);
    }
    for (int kind = VT_FONT_TCVN3; kind <= VT_FONT_VIETNAMESE; kind++) {
        int way = way_of((enum vt_font_kind)kind);
        double score = vt_tally_score(&tallies[kind], way);
        left_over[kind] = vt_tally_score(&tallies[kind], VT_AS_IS) > score;
        if (!left_over[kind] && tallies[kind].marked[way] > d->words) {
            d->encoding = kind == VT_FONT_TCVN3_CAPITALS ? VT_ENC_TCVN3 : ENCODING_OF[kind];
            d->words = tallies[kind].marked[way];
            d->score = score;
        }
        old |= !left_over[kind] && tallies[kind].marked[way] > 0;
    }
    for (size_t at = 0; at < f->count; at++)
        if (left_over[f->kinds[at]])
            f->kinds[at] = VT_FONT_PLAIN;
    return old;
}

/* The kind that explains the words of `stretch`, which are in `kind` by their font and no words in
 * it; `kind` where none does, or too few words speak for it. */
static enum vt_font_kind better_kind(const struct vt_tally *stretch, enum vt_font_kind kind,
                                     size_t enough)
{
    static const enum vt_font_kind others[] = {VT_FONT_PLAIN, VT_FONT_TCVN3, VT_FONT_VNI};
    int own = kind == VT_FONT_PLAIN ? VT_AS_IS : way_of(kind);
    enum vt_font_kind best = kind;
    size_t most = stretch->syllables[own];
    if (stretch->marked[own] == 0 || vt_tally_score(stretch, own) > POOR)
        return kind;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        int way = others[i] == VT_FONT_PLAIN ? VT_AS_IS : way_of(others[i]);
        if (stretch->marked[way] >= enough && stretch->syllables[way] > most &&
            vt_tally_score(stretch, way) >= GOOD) {
            best = others[i];
            most = stretch->syllables[way];
        }
    }
    return best;
}

/* Typists left the font as it was when they changed the keyboard: parts of lines that are no words
 * in the encoding of their font may be so in another. Single words follow where several went. */
static void judge_parts(struct vt_fonted *f)
{
    bool went[VT_FONT_KINDS][VT_FONT_KINDS] = {{false}};
    for (size_t enough = 2; enough > 0; enough--)
        for (size_t at = 0, to; at < f->count; at = to) {
            enum vt_font_kind kind = (enum vt_font_kind)f->kinds[at], better;
            struct vt_tally words = {0};
            to = stretch(f, at);
            const vt_cell *end = line_end(f->cells + at, to - at);
            to = (size_t)(end - f->cells);
            if (kind >= VT_FONT_GREEK)
                continue;
            vt_tally_words(&words, f->cells + at, to - at, true);
            better = better_kind(&words, kind, enough);
            if (better == kind || (enough == 1 && !went[kind][better]))
                continue;
            went[kind][better] = true;
            memset(f->kinds + at, (int)better, to - at);
        }
}

static bool is_tcvn3(uint8_t kind)
{
    return kind == VT_FONT_TCVN3 || kind == VT_FONT_TCVN3_CAPITALS;
}

/* Where a file has names of signs in place of bytes, their characters come: of the hyphen at AD, of
 * the dot at B7. The minus sign has no place of its own in these fonts. */
static void restore_signs(struct vt_fonted *f)
{
    static const struct {
        uint32_t point;
        unsigned char byte;
    } signs[] = {{0x2219, 0xB7}, {0x03BC, 0xB5}, {0x02C9, 0xAF},
                 {0x2212, 0xAD}, {0x2010, '-'},  {0x2011, '-'}};
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < sizeof signs / sizeof *signs && is_tcvn3(f->kinds[i]); k++)
            if (f->cells[i] == signs[k].point)
                f->cells[i] = signs[k].byte;
}

/* A text of TCVN3 that has not one ư has lost them all to hyphens. */
static void mend(struct vt_fonted *f)
{
    restore_signs(f);
    for (size_t i = 0; i < f->count; i++)
        if (f->cells[i] == 0xAD && is_tcvn3(f->kinds[i]))
            return;
    for (size_t at = 0, to; at < f->count; at = to) {
        to = stretch(f, at);
        if (is_tcvn3(f->kinds[at]))
            vt_mend_hyphens(f->cells + at, to - at, true);
    }
}

/* Returns how many cells were no characters. */
static size_t mark_broken(struct vt_fonted *f)
{
    size_t broken = 0;
    for (size_t i = 0; i < f->count; i++)
        if (is_high_half(f->cells[i]) || is_low_half(f->cells[i]) || f->cells[i] > 0x10FFFF) {
            f->cells[i] = 0xFFFD;
            broken++;
        }
    return broken;
}

static vanthu_status by_fonts(struct vt_fonted *f, struct vt_steps *s)
{
    struct vt_offsets step = {0};
    struct vt_buf *made = vt_steps_buffer(s);
    vanthu_status status = vt_buf_reserve(made, f->count);
    for (size_t at = 0; at < f->count && status == VANTHU_OK;) {
        char bytes[4];
        enum vt_encoding encoding = ENCODING_OF[f->kinds[at]];
        struct vt_unit unit = vt_legacy_read(encoding, f->cells + at, f->count - at);
        if (s->want_offsets)
            status = vt_offsets_step(&step, made->len, f->from[at]);
        for (size_t i = 0; i < unit.count && status == VANTHU_OK; i++)
            status = vt_buf_append(made, bytes, vt_utf8_encode(bytes, unit.points[i]));
        at += unit.taken;
    }
    if (status == VANTHU_OK)
        status = vt_steps_done(s, made, &step);
    vt_offsets_free(&step);
    return status;
}

vanthu_status vt_fonted_decode(struct vt_fonted *f, struct vt_steps *s)
{
    struct vt_decision fonts = {0};
    vanthu_status status = f->no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
    s->broken += mark_broken(f);
    if (judge(f, &fonts))
        judge_parts(f);
    mend(f);
    if (status == VANTHU_OK)
        status = by_fonts(f, s);
    if (status == VANTHU_OK)
        status = vt_steps_unicode(s);
    if (fonts.words > s->decision.words)
        s->decision = fonts;
    return status;
}

void vt_fonted_drop_page_number(struct vt_fonted *f, size_t start)
{
    if (f->count > start && vt_cells_page_number(f->cells + start, f->count - start))
        f->count = start;
}

void vt_fonted_free(struct vt_fonted *f)
{
    free(f->cells);
    free(f->from);
    free(f->kinds);
    *f = (struct vt_fonted){0};
}
