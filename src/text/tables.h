/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables.h: what is known of ASCII and Vietnamese letters, and automata that run over their bytes.
 *
 * An automaton is a row of 64 bits for each byte: six bits for each state, the shift that selects
 * the next state. So one step is one load and one shift, without a branch:
 * state = rows[byte] >> (state & 63). State 0 stands between characters; the error state stays.
 */
#ifndef VT_TABLES_H
#define VT_TABLES_H

#include "base/utf8.h"

enum { VT_LOW_LETTERS = 0x1B1, VT_MARKED_FROM = 0x1EA0, VT_MARKED_TO = 0x1F00 };
enum { VT_LETTERS = VT_LOW_LETTERS + VT_MARKED_TO - VT_MARKED_FROM };

/* Tones in alphabetical order: ngang, huyền, hỏi, ngã, sắc, nặng. */
enum vt_tone { VT_NGANG, VT_HUYEN, VT_HOI, VT_NGA, VT_SAC, VT_NANG };

/* Vowels in alphabetical order: a ă â e ê i o ô ơ u ư y. */
enum vt_vowel {
    VT_V_NONE,
    VT_V_A,
    VT_V_AW,
    VT_V_AA,
    VT_V_E,
    VT_V_EE,
    VT_V_I,
    VT_V_O,
    VT_V_OO,
    VT_V_OW,
    VT_V_U,
    VT_V_UW,
    VT_V_Y
};

struct vt_letter {
    uint16_t lower; /* code point; 0: no Vietnamese letter, nor one of ASCII */
    char base;      /* the letter of ASCII, lower case */
    uint8_t vowel;  /* enum vt_vowel */
    uint8_t tone;   /* enum vt_tone */
    uint8_t upper;
};

extern const struct vt_letter vt_letters[VT_LETTERS];

/* The lower-case vowel with each tone. */
extern const uint16_t vt_vowels[13][6];

/* Text that clean step N leaves alone; text of ASCII and Vietnamese letters only. The error state
 * is VT_ERROR_SHIFT. */
extern const uint64_t vt_clean_rows[256], vt_fold_rows[256];
enum { VT_ERROR_SHIFT = 8 * 6 };

/* Text that is UTF-8, byte by byte: what a byte is, behind the byte a, is told at
 * vt_bytes[vt_rows_behind[a] + byte]; at the beginning at vt_bytes[byte]. No step waits for the one
 * before it, as those of an automaton do. Letters are those of ASCII and Vietnamese. */
struct vt_byte {
    unsigned char lower; /* the byte of the small letter; other bytes are themselves */
    unsigned char base; /* of the last byte of a letter, its letter of ASCII; other ASCII is itself;
                           0: perhaps inside a letter; VT_NO_LETTER: neither */
    unsigned char bits; /* of the last byte of a letter; 0: of none */
};
enum { VT_NO_LETTER = 0x80 };
enum {
    VT_BIT_FINAL = 1,
    VT_BIT_VOWEL = 2,
    VT_BIT_MARKED = 4,     /* has a tone or another mark, or is đ */
    VT_BIT_PLAIN_TONE = 8, /* a tone on a vowel without a mark of quality */
    VT_BIT_QUALITY = 16,   /* a mark of quality (ă â ê ô ơ ư) and no tone */
    VT_BIT_TONED = 32,
    VT_BIT_INSIDE = 64 /* alone: perhaps inside a letter */
};
extern const uint16_t vt_rows_behind[256];
extern const struct vt_byte vt_bytes[8 * 256];

static inline const struct vt_letter *vt_letter(uint32_t point)
{
    if (point < VT_LOW_LETTERS)
        return &vt_letters[point];
    if (point - VT_MARKED_FROM < VT_MARKED_TO - VT_MARKED_FROM)
        return &vt_letters[point - VT_MARKED_FROM + VT_LOW_LETTERS];
    return &vt_letters[0];
}

/* The length of the longest prefix of whole characters that an automaton accepts. */
size_t vt_rows_accept(const uint64_t rows[256], struct vt_str s);

/* The character at s.p, which must not be the end, of text known to be UTF-8; its length. */
static inline size_t vt_point(struct vt_str s, uint32_t *point)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (p[0] < 0x80) {
        *point = p[0];
        return 1;
    }
    if (p[0] < 0xE0 && s.len > 1) {
        *point = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
        return 2;
    }
    if (p[0] < 0xF0 && s.len > 2) {
        *point = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        return 3;
    }
    if (s.len > 3) {
        *point = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
                 (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
        return 4;
    }
    *point = 0xFFFD;
    return 1;
}

/* The start of the character before `at`, which must not be 0. */
static inline size_t vt_point_before(struct vt_str s, size_t at)
{
    do
        at--;
    while (at > 0 && (s.p[at] & 0xC0) == 0x80);
    return at;
}

#endif
