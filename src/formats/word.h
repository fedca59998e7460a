/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.h: the tables of a Word 97-2003 document ([MS-DOC]): fonts, styles, lists, and the
 * properties of the characters and paragraphs at a place of the file. Every offset is checked.
 */
#ifndef VT_WORD_H
#define VT_WORD_H

#include "formats/numbering.h"
#include "formats/ole.h"
#include "read/fonted.h"

struct vt_word_properties { /* what is not said is -1 */
    int font;               /* index in the font table */
    int hidden, deleted;
    int symbol;       /* the character to be drawn */
    int style, level; /* of outline, from 0 */
    int list, list_level;
    int in_table, row_end;
    int64_t elsewhere; /* offset in the stream Data of more properties */
};

struct vt_word {
    struct vt_str file, tables, data; /* the streams WordDocument, nTable and Data */
    enum vt_font_kind *fonts;
    size_t fonts_count;
    struct vt_word_properties *styles;
    size_t styles_count;
    struct vt_list *lists; /* by index in the override table, from 0 */
    size_t lists_count;
    struct vt_word_runs { /* of characters; of paragraphs */
        struct vt_str plc;
        size_t count;
        bool paragraphs;
        uint32_t from, to; /* where `now` holds */
        struct vt_word_properties now;
    } characters, paragraphs;
};

/* Zeroed but for the streams before; there may be no Data. Only VANTHU_NO_MEMORY fails; tables that
 * are damaged are empty. */
vanthu_status vt_word_load(struct vt_word *word);
void vt_word_free(struct vt_word *word);

/* The table whose place in the table stream stands at the offset `fib` of the file; none when it is
 * damaged. */
struct vt_str vt_word_table(const struct vt_word *word, size_t fib);

/* Properties at the offset `at` of the file, with those of the style for paragraphs. Fast where
 * `at` grows. */
const struct vt_word_properties *vt_word_at(const struct vt_word *word, struct vt_word_runs *runs,
                                            uint32_t at);

/* The kind of the font that characters with these properties are set in. */
enum vt_font_kind vt_word_font(const struct vt_word *word,
                               const struct vt_word_properties *characters,
                               const struct vt_word_properties *paragraph);

#endif
