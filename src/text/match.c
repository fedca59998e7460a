/* SPDX-License-Identifier: GPL-3.0-or-later */
/* match.c: the relations between a typed token and an indexed one. */
#include "match.h"

#include "fold.h"
#include "segment.h"
#include "shape.h"

/* The bytes of the first letter of `s` with the marks behind it. */
static size_t letter_len(struct vt_str s)
{
    uint32_t point;
    size_t len = vt_point(s, &point);
    while (len < s.len) {
        size_t next = vt_point(vt_str_sub(s, len, s.len), &point);
        if (!vt_is_mark((int32_t)point))
            break;
        len += next;
    }
    return len;
}

/* The same letter without its marks: one or two letters of ASCII, or nothing. */
static struct vt_str plain(char scratch[64], struct vt_str letter)
{
    uint32_t point;
    size_t len = vt_point(letter, &point);
    if (len == letter.len && vt_letter(point)->lower) {
        scratch[0] = vt_letter(point)->base;
        return (struct vt_str){scratch, 1};
    }
    struct vt_buf key = {.p = NULL};
    struct vt_str none = {scratch, 0};
    if (vt_fold(&key, letter, VT_L3) == VANTHU_OK && key.len <= 64) {
        memcpy(scratch, key.p, key.len);
        none.len = key.len;
    }
    vt_buf_free(&key);
    return none;
}

bool vt_match_letters(struct vt_str typed, struct vt_str indexed)
{
    while (indexed.len) {
        char scratch[64];
        struct vt_str letter = vt_str_sub(indexed, 0, letter_len(indexed));
        struct vt_str took = letter;
        if (typed.len == 0)
            return false;
        size_t typed_len = letter_len(typed);
        if (!vt_str_eq(vt_str_sub(typed, 0, typed_len), letter)) {
            took = plain(scratch, letter);
            if (took.len == 0 || !vt_str_starts(typed, took))
                return false;
        }
        typed = vt_str_sub(typed, took.len, typed.len);
        indexed = vt_str_sub(indexed, letter.len, indexed.len);
    }
    return typed.len == 0;
}

/* ---- i and y ---- */

/* The onsets after which both are written. */
static bool takes_both(const struct vt_shape *shape)
{
    if (shape->vowels_at == 0)
        return true;
    uint32_t point = shape->letter[0]->lower;
    return shape->vowels_at == 1 && (point == 0x111 || strchr("hklmnstvbdr", (int)point));
}

static bool may_differ(const struct vt_shape *shape)
{
    size_t vowels = shape->coda_at - shape->vowels_at;
    uint8_t first = shape->letter[shape->vowels_at]->vowel;
    if (first != VT_V_I && first != VT_V_Y)
        return false;
    if (shape->rhymes == VT_RHYMES_QU)
        return vowels == 1 || shape->letter[shape->vowels_at + 1]->vowel != VT_V_EE;
    return shape->rhymes == VT_RHYMES_ALL && vowels == 1 && shape->coda_at == shape->count &&
           takes_both(shape);
}

size_t vt_match_spelling(char out[32], struct vt_str token)
{
    struct vt_shape shape;
    size_t len = 0;
    if (!vt_shape_read(&shape, token) || shape.tones > 1 || !may_differ(&shape))
        return 0;
    for (size_t i = 0; i < shape.count; i++) {
        uint32_t point = shape.letter[i]->vowel
                             ? vt_vowels[shape.letter[i]->vowel][shape.letter[i]->tone]
                             : shape.letter[i]->lower;
        if (i == shape.vowels_at) {
            bool is_i = shape.letter[i]->vowel == VT_V_I;
            point = vt_vowels[is_i ? VT_V_Y : VT_V_I][shape.letter[i]->tone];
        }
        len += vt_utf8_encode(out + len, point);
    }
    return len;
}

/* ---- marks left out ---- */

/* The tone is that of the syllable, wherever it stands; the marks of letters are each their own. */
static bool match_marks(struct vt_str typed, struct vt_str indexed)
{
    uint8_t typed_tone = VT_NGANG, indexed_tone = VT_NGANG;
    while (typed.len && indexed.len) {
        uint32_t t, i;
        size_t typed_len = vt_point(typed, &t), indexed_len = vt_point(indexed, &i);
        const struct vt_letter *a = vt_letter(t), *b = vt_letter(i);
        typed = vt_str_sub(typed, typed_len, typed.len);
        indexed = vt_str_sub(indexed, indexed_len, indexed.len);
        if (!a->lower || !b->lower) {
            if (t != i)
                return false;
            continue;
        }
        uint32_t toneless_a = a->vowel ? vt_vowels[a->vowel][0] : a->lower;
        uint32_t toneless_b = b->vowel ? vt_vowels[b->vowel][0] : b->lower;
        if (a->base != b->base || (toneless_a >= 0x80 && toneless_a != toneless_b))
            return false;
        typed_tone = a->tone ? a->tone : typed_tone;
        indexed_tone = b->tone ? b->tone : indexed_tone;
    }
    return typed.len == 0 && indexed.len == 0 &&
           (typed_tone == VT_NGANG || typed_tone == indexed_tone);
}

static bool match_key(struct vt_str typed, struct vt_str indexed)
{
    struct vt_buf key = {0};
    bool same =
        vt_fold(&key, typed, VT_L3) == VANTHU_OK && vt_match_letters(vt_buf_str(&key), indexed);
    vt_buf_free(&key);
    return same;
}

/* As spelled. */
static bool match(struct vt_str typed, struct vt_str indexed, enum vt_looseness looseness)
{
    return vt_match_letters(typed, indexed) ||
           (looseness >= VT_BY_MARK && match_marks(typed, indexed)) ||
           (looseness >= VT_BY_KEY && match_key(typed, indexed));
}

bool vt_match(struct vt_str typed, struct vt_str indexed, enum vt_looseness looseness)
{
    char other[32];
    size_t len;
    if (match(typed, indexed, looseness))
        return true;
    if (looseness < VT_BY_SPELLING || !(len = vt_match_spelling(other, typed)))
        return false;
    return match((struct vt_str){other, len}, indexed, looseness);
}
