/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letters.h: reading clean text a character at a time, forwards and backwards, as the grammar of
 * references needs it: is it a letter, which base letter, upper or lower case, with which mark.
 *
 * Knows the Latin letters of Vietnamese; everything else is "other". No allocation, no failure.
 */
#ifndef VT_REF_LETTERS_H
#define VT_REF_LETTERS_H

#include "base/str.h"

enum vt_letter_kind { VT_OTHER, VT_END, VT_SPACE, VT_DIGIT, VT_LOWER, VT_UPPER };

struct vt_letter {
    enum vt_letter_kind kind;
    char base;     /* the letter without marks, lower case; the byte itself for ASCII; 0: other */
    bool marked;   /* it carries a mark, or is đ */
    unsigned size; /* bytes; 0 at the end */
};

/* enum vt_letter_kind of each ASCII character. */
extern const unsigned char VT_ASCII_KINDS[128];

/* A character that is not ASCII. */
struct vt_letter vt_letter_wide(struct vt_str s, size_t at);

/* The character at byte `at`, and the one that ends there. */
static inline struct vt_letter vt_letter_at(struct vt_str s, size_t at)
{
    if (at >= s.len)
        return (struct vt_letter){VT_END, 0, false, 0};
    unsigned char byte = (unsigned char)s.p[at];
    if (byte & 0x80)
        return vt_letter_wide(s, at);
    unsigned char kind = VT_ASCII_KINDS[byte];
    return (struct vt_letter){(enum vt_letter_kind)kind,
                              (char)(kind == VT_UPPER ? byte | 0x20 : byte), false, 1};
}

struct vt_letter vt_letter_before(struct vt_str s, size_t at);

static inline bool vt_is_letter(struct vt_letter c)
{
    return c.kind >= VT_LOWER;
}

static inline bool vt_is_word(struct vt_letter c)
{
    return c.kind >= VT_DIGIT;
}

/* Writes the letter `c`, whose bytes stand at `p`, in the other case; nothing else changes. */
void vt_letter_to(char *p, struct vt_letter c, enum vt_letter_kind kind);

/* Past white space and marks of Markdown ("**Quyết định** số [58/KH-UBND]"), at most `max` bytes.
 * The backward form gives the place behind the last character that is neither. */
size_t vt_skip_space(struct vt_str s, size_t at, size_t max);
size_t vt_skip_space_back(struct vt_str s, size_t at, size_t max);

/* Past one run of letters. */
size_t vt_skip_letters(struct vt_str s, size_t at);

/* Past one run of digits. */
size_t vt_skip_digits(struct vt_str s, size_t at);

/* The base letters of `s` in lower case, white space and marks of bold as one blank, other
 * characters as they are (not ASCII ones as '?'), into out[size] with a zero; false when they do
 * not fit. */
bool vt_fold_small(char *out, size_t size, struct vt_str s);

/* When the folded text at `at` begins with `words` (lower-case base letters; a blank stands for any
 * white space) and no letter or digit follows: the place behind it; else `at`. */
size_t vt_skip_words(struct vt_str s, size_t at, const char *words);

/* The same for text that ends at `at`: the place where it begins; else `at`. */
size_t vt_skip_words_back(struct vt_str s, size_t at, const char *words);

/* The decimal value of a short run of digits. */
unsigned vt_decimal(struct vt_str digits);

#endif
