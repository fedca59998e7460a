/* SPDX-License-Identifier: GPL-3.0-or-later */
/* word.c: the tables of a Word 97-2003 document. */
#include "formats/word.h"

#include "base/utf8.h"
#include "text/utf16.h"

#include <stdlib.h>

/* Offsets in the file information block, of pairs (offset, bytes) in the table stream. */
enum {
    FIB_STYLES = 0xA2,
    FIB_CHARACTER_RUNS = 0xFA,
    FIB_PARAGRAPH_RUNS = 0x102,
    FIB_FONTS = 0x112,
    FIB_LISTS = 0x2E2,
    FIB_OVERRIDES = 0x2EA
};

enum { PAGE = 512, LEVELS = 9, MANY = 5000, BASES_MAX = 20 };

static const struct vt_word_properties UNSAID = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

struct vt_str vt_word_table(const struct vt_word *w, size_t fib)
{
    size_t at = vt_u32(w->file, fib), len = vt_u32(w->file, fib + 4);
    if (at > w->tables.len || len > w->tables.len - at)
        return VT_STR_NONE;
    return vt_str_sub(w->tables, at, at + len);
}

static unsigned char byte_at(struct vt_str s, size_t at)
{
    return at < s.len ? (unsigned char)s.p[at] : 0;
}

/* ---- properties ---- */

/* Bytes of an operand, by the opcode's upper bits; of variable ones the length stands first. */
static size_t operand_bytes(uint16_t opcode, struct vt_str rest)
{
    static const unsigned char sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
    if (opcode >> 13 != 6)
        return sizes[opcode >> 13];
    return opcode == 0xD608 ? (size_t)vt_u16(rest, 0) + 1 : (size_t)byte_at(rest, 0) + 1;
}

static void apply(struct vt_word_properties *p, struct vt_str properties)
{
    while (properties.len >= 3) {
        uint16_t opcode = vt_u16(properties, 0);
        struct vt_str operand = vt_str_sub(properties, 2, properties.len);
        int byte = byte_at(operand, 0), word = vt_u16(operand, 0);
        switch (opcode) {
        case 0x4A4F:
            p->font = word;
            break;
        case 0x083C:
            p->hidden = byte;
            break;
        case 0x0800:
            p->deleted = byte;
            break;
        case 0x6A09:
            p->font = word;
            p->symbol = vt_u16(operand, 2);
            break;
        case 0x2640:
            p->level = byte;
            break;
        case 0x460B:
            p->list = word;
            break;
        case 0x260A:
            p->list_level = byte;
            break;
        case 0x2416:
            p->in_table = byte;
            break;
        case 0x2417:
            p->row_end = byte;
            break;
        case 0x6645:
        case 0x6646:
            p->elsewhere = vt_u32(operand, 0);
            break;
        default:
            break;
        }
        properties = vt_str_sub(operand, operand_bytes(opcode, operand), operand.len);
    }
}

/* Takes from `base` what `p` does not say. */
static void inherit(struct vt_word_properties *p, const struct vt_word_properties *base)
{
    p->font = p->font < 0 ? base->font : p->font;
    p->hidden = p->hidden < 0 ? base->hidden : p->hidden;
    p->level = p->level < 0 ? base->level : p->level;
    p->list = p->list < 0 ? base->list : p->list;
    p->list_level = p->list_level < 0 ? base->list_level : p->list_level;
}

/* ---- fonts ---- */

static vanthu_status load_fonts(struct vt_word *w)
{
    struct vt_str fonts = vt_word_table(w, FIB_FONTS);
    size_t count = vt_u16(fonts, 0), at = 4;
    w->fonts = calloc(count + 1, sizeof *w->fonts);
    if (!w->fonts)
        return VANTHU_NO_MEMORY;
    for (; w->fonts_count < count && at < fonts.len; w->fonts_count++) {
        struct vt_str font = vt_str_sub(fonts, at + 1, at + 1 + byte_at(fonts, at));
        char name[64];
        size_t len = 0;
        for (size_t i = 39; len < sizeof name && vt_u16(font, i); i += 2)
            name[len++] = (char)(vt_u16(font, i) & 0x7F);
        w->fonts[w->fonts_count] = vt_font_kind((struct vt_str){name, len}, byte_at(font, 3));
        at += 1 + (size_t)byte_at(fonts, at);
    }
    return VANTHU_OK;
}

/* ---- styles ---- */

/* One style: its built-in number tells headings; its properties of paragraphs, then of characters
 * follow its name. */
static struct vt_word_properties read_style(struct vt_str style, size_t base_bytes, int *based_on)
{
    struct vt_word_properties p = UNSAID;
    unsigned builtin = vt_u16(style, 0) & 0xFFF, kind = vt_u16(style, 2) & 0xF;
    *based_on = vt_u16(style, 2) >> 4;
    if (builtin >= 1 && builtin <= LEVELS)
        p.level = (int)builtin - 1;
    if (kind != 1)
        return p;
    size_t at = base_bytes + 2 + 2 * (size_t)vt_u16(style, base_bytes) + 2;
    size_t paragraph = vt_u16(style, at);
    apply(&p, vt_str_sub(style, at + 4, at + 2 + paragraph));
    at += 2 + paragraph + (paragraph & 1);
    apply(&p, vt_str_sub(style, at + 2, at + 2 + vt_u16(style, at)));
    return p;
}

static vanthu_status load_styles(struct vt_word *w)
{
    struct vt_str styles = vt_word_table(w, FIB_STYLES);
    size_t head = vt_u16(styles, 0), count = vt_u16(styles, 2), base_bytes = vt_u16(styles, 4);
    size_t at = 2 + head;
    if (count > MANY)
        return VANTHU_OK;
    w->styles = calloc(count + 1, sizeof *w->styles);
    int *based_on = calloc(count + 1, sizeof *based_on);
    if (!w->styles || !based_on) {
        free(based_on);
        return VANTHU_NO_MEMORY;
    }
    for (; w->styles_count < count && at + 2 <= styles.len; w->styles_count++) {
        size_t len = vt_u16(styles, at);
        struct vt_str style = vt_str_sub(styles, at + 2, at + 2 + len);
        w->styles[w->styles_count] = UNSAID;
        based_on[w->styles_count] = 0xFFF;
        if (len)
            w->styles[w->styles_count] = read_style(style, base_bytes, &based_on[w->styles_count]);
        at += 2 + len;
    }
    for (size_t i = 0; i < w->styles_count; i++) {
        size_t base = (size_t)based_on[i];
        for (int k = 0; k < BASES_MAX && base < w->styles_count && base != i; k++) {
            inherit(&w->styles[i], &w->styles[base]);
            base = (size_t)based_on[base];
        }
    }
    free(based_on);
    return VANTHU_OK;
}

/* ---- lists ---- */

struct list_ids {
    uint32_t id;
    struct vt_list list;
};

static enum vt_number_style number_style(unsigned format)
{
    static const enum vt_number_style styles[] = {VT_NUMBER_DECIMAL, VT_NUMBER_ROMAN,
                                                  VT_NUMBER_SMALL_ROMAN, VT_NUMBER_LETTER,
                                                  VT_NUMBER_SMALL_LETTER};
    return format < sizeof styles / sizeof *styles ? styles[format]
           : format == 23                          ? VT_NUMBER_BULLET
           : format == 0xFF                        ? VT_NUMBER_NONE
                                                   : VT_NUMBER_DECIMAL;
}

/* A level at `at` of `lists`; returns where the next one begins. Its text has the numbers of
 * levels as characters 0 to 8. */
static size_t read_level(struct vt_list_level *level, struct vt_str lists, size_t at)
{
    size_t characters = byte_at(lists, at + 24), paragraphs = byte_at(lists, at + 25), len = 0;
    level->start = (long)vt_u32(lists, at);
    level->style = number_style(byte_at(lists, at + 4));
    at += 28 + characters + paragraphs;
    size_t count = vt_u16(lists, at);
    for (size_t i = 0; i < count && len + 5 < sizeof level->text; i++) {
        uint16_t unit = vt_u16(lists, at + 2 + 2 * i);
        if (unit < LEVELS) {
            level->text[len++] = '%';
            level->text[len++] = (char)('1' + unit);
        } else {
            len += vt_utf8_encode(level->text + len, unit >= 0xD800 && unit < 0xE000 ? '?' : unit);
        }
    }
    level->text[len] = '\0';
    return at + 2 + 2 * count;
}

static struct list_ids *read_lists(const struct vt_word *w, size_t *count)
{
    struct vt_str place = vt_word_table(w, FIB_LISTS);
    size_t start = vt_u32(w->file, FIB_LISTS);
    struct vt_str lists = vt_str_sub(w->tables, start, w->tables.len); /* levels come behind */
    *count = place.len ? vt_u16(lists, 0) : 0;
    if (*count > MANY || *count * 28 > lists.len)
        *count = 0;
    struct list_ids *ids = calloc(*count + 1, sizeof *ids);
    size_t at = 2 + 28 * *count;
    for (size_t i = 0; ids && i < *count; i++) {
        bool simple = byte_at(lists, 2 + 28 * i + 26) & 1;
        ids[i].id = vt_u32(lists, 2 + 28 * i);
        for (int level = 0; level < (simple ? 1 : LEVELS) && at < lists.len; level++)
            at = read_level(&ids[i].list.levels[level], lists, at);
    }
    return ids;
}

static vanthu_status load_lists(struct vt_word *w)
{
    size_t ids_count;
    struct list_ids *ids = read_lists(w, &ids_count);
    struct vt_str overrides = vt_word_table(w, FIB_OVERRIDES);
    size_t count = vt_u32(overrides, 0);
    if (count > MANY || count * 16 > overrides.len)
        count = 0;
    w->lists = calloc(count + 1, sizeof *w->lists);
    if (!ids || !w->lists) {
        free(ids);
        return VANTHU_NO_MEMORY;
    }
    w->lists_count = count;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < ids_count; k++)
            if (ids[k].id == vt_u32(overrides, 4 + 16 * i))
                w->lists[i] = ids[k].list;
    free(ids);
    return VANTHU_OK;
}

/* ---- runs ---- */

/* The index of the interval of `plc`, count + 1 growing offsets, that holds `at`. */
static size_t find(struct vt_str plc, size_t base, size_t count, uint32_t at)
{
    size_t low = 0, high = count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (vt_u32(plc, base + 4 * middle) <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The properties in one page of the file: count at its end, offsets, places of properties. */
static void read_page(const struct vt_word *w, struct vt_word_runs *runs, size_t page, uint32_t at)
{
    struct vt_str p = vt_str_sub(w->file, page * PAGE, page * PAGE + PAGE);
    size_t count = byte_at(p, PAGE - 1);
    if (p.len < PAGE || count == 0)
        return;
    size_t run = find(p, 0, count, at), entry = runs->paragraphs ? 13 : 1;
    uint32_t from = vt_u32(p, 4 * run), to = vt_u32(p, 4 * run + 4);
    size_t place = 2 * (size_t)byte_at(p, 4 * (count + 1) + run * entry);
    if (at < from || at >= to)
        return;
    runs->from = from;
    runs->to = to;
    if (place == 0)
        return;
    size_t len = byte_at(p, place), data = place + 1;
    if (runs->paragraphs) { /* in words; 0: the next byte has it */
        len = len ? 2 * len - 1 : 2 * (size_t)byte_at(p, data++);
        runs->now.style = vt_u16(p, data);
        data += 2;
        len = len > 2 ? len - 2 : 0;
    }
    apply(&runs->now, vt_str_sub(p, data, data + len));
}

/* Those of rows with many columns do not fit into a page. */
static void read_elsewhere(const struct vt_word *w, struct vt_word_properties *p)
{
    if (p->elsewhere < 0)
        return;
    size_t at = (size_t)p->elsewhere;
    apply(p, vt_str_sub(w->data, at + 2, at + 2 + vt_u16(w->data, at)));
}

const struct vt_word_properties *vt_word_at(const struct vt_word *word, struct vt_word_runs *runs,
                                            uint32_t at)
{
    if (at >= runs->from && at < runs->to)
        return &runs->now;
    runs->now = UNSAID;
    runs->from = at;
    runs->to = at + 1;
    if (runs->count) {
        size_t page = find(runs->plc, 0, runs->count, at);
        read_page(word, runs, vt_u32(runs->plc, 4 * (runs->count + 1) + 4 * page) & 0x3FFFFF, at);
    }
    if (runs->paragraphs) {
        read_elsewhere(word, &runs->now);
        size_t style = runs->now.style >= 0 ? (size_t)runs->now.style : 0;
        if (style < word->styles_count)
            inherit(&runs->now, &word->styles[style]);
    }
    return &runs->now;
}

enum vt_font_kind vt_word_font(const struct vt_word *word,
                               const struct vt_word_properties *characters,
                               const struct vt_word_properties *paragraph)
{
    int font = characters->font >= 0 ? characters->font : paragraph->font;
    return font >= 0 && (size_t)font < word->fonts_count ? word->fonts[font] : VT_FONT_PLAIN;
}

static void load_runs(const struct vt_word *w, struct vt_word_runs *runs, size_t fib)
{
    runs->plc = vt_word_table(w, fib);
    runs->count = runs->plc.len >= 12 ? (runs->plc.len - 4) / 8 : 0;
}

vanthu_status vt_word_load(struct vt_word *word)
{
    load_runs(word, &word->characters, FIB_CHARACTER_RUNS);
    load_runs(word, &word->paragraphs, FIB_PARAGRAPH_RUNS);
    word->paragraphs.paragraphs = true;
    vanthu_status status = load_fonts(word);
    if (status == VANTHU_OK)
        status = load_styles(word);
    return status == VANTHU_OK ? load_lists(word) : status;
}

void vt_word_free(struct vt_word *word)
{
    free(word->fonts);
    free(word->styles);
    free(word->lists);
}
