/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shape.c: the rhymes of written Vietnamese, and how a run of letters is split. */
#include "shape.h"

#include <utf8proc.h>

enum {
    OPEN = 1 << 0,
    C = 1 << 1,
    CH = 1 << 2,
    M = 1 << 3,
    N = 1 << 4,
    NG = 1 << 5,
    NH = 1 << 6,
    P = 1 << 7,
    T = 1 << 8,
    STOPS = C | CH | P | T,
    /* the codas of most vowels */
    BROAD = C | M | N | NG | P | T,
    ALL = OPEN | BROAD,
};

/* Which onsets stand before the vowels. FRONT: k gh ngh; BACK: c g ng; Y: as i, alone in its
 * rhyme; BARE: no onset; IE: written yê without an onset. */
enum group { BACK, FRONT, Y, BARE, IE };

#define KEY(first, second, third) (VT_V_##first | VT_V_##second << 4 | VT_V_##third << 8)

/* The vowels of a rhyme and the codas that may follow: in ordinary rhymes, in rare ones, after qu
 * (which swallows the glide), after gi. */
struct vt_cluster {
    uint16_t key;
    uint8_t group;
    bool glide;
    uint16_t codas[3], rare;
};

/* The two-letter codes are those of the Telex keyboard: AW ă, AA â, EE ê, OO ô, OW ơ, UW ư. */
static const struct vt_cluster clusters[] = {
    {KEY(A, NONE, NONE), BACK, false, {ALL | CH | NH, ALL | CH | NH, ALL | CH | NH}, 0},
    {KEY(A, I, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(A, O, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(A, U, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(A, Y, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(AW, NONE, NONE), BACK, false, {BROAD, BROAD, BROAD}, 0},
    {KEY(AA, NONE, NONE), BACK, false, {BROAD, C | N | NG | T, BROAD}, 0},
    {KEY(AA, U, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(AA, Y, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(E, NONE, NONE), FRONT, false, {ALL, OPEN | N | NG | P | T, OPEN | M | N | P | T}, 0},
    {KEY(E, O, NONE), FRONT, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(EE, NONE, NONE),
     FRONT,
     false,
     {OPEN | CH | M | N | NH | P | T, OPEN | CH | N | NH | T, OPEN | C | M | N | NG | T},
     NG | C},
    {KEY(EE, U, NONE), FRONT, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(I, NONE, NONE),
     FRONT,
     false,
     {OPEN | CH | M | N | NH | P | T, OPEN | CH | N | NH | T, 0},
     NG},
    {KEY(I, U, NONE), FRONT, false, {OPEN, OPEN, 0}, 0},
    {KEY(I, A, NONE), FRONT, false, {OPEN, 0, 0}, 0},
    {KEY(I, EE, NONE), IE, false, {BROAD, 0, 0}, 0},
    {KEY(I, EE, U), IE, false, {OPEN, 0, 0}, 0},
    {KEY(O, NONE, NONE), BACK, false, {ALL, 0, ALL}, 0},
    {KEY(O, I, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(O, O, NONE), BACK, false, {0, 0, 0}, C | NG},
    {KEY(O, A, NONE), BACK, true, {OPEN | C | CH | M | N | NG | NH | T, 0, 0}, P},
    {KEY(O, A, I), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(O, A, Y), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(O, A, O), BACK, true, {0, 0, 0}, OPEN},
    {KEY(O, AW, NONE), BACK, true, {C | M | N | NG | T, 0, 0}, 0},
    {KEY(O, E, NONE), BACK, true, {OPEN | N | T, 0, 0}, M},
    {KEY(O, E, O), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(OO, NONE, NONE), BACK, false, {ALL, C, ALL}, 0},
    {KEY(OO, I, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(OW, NONE, NONE),
     BACK,
     false,
     {OPEN | M | N | P | T, OPEN | N | T, OPEN | M | N | P | T},
     0},
    {KEY(OW, I, NONE), BACK, false, {OPEN, OPEN, OPEN}, 0},
    {KEY(U, NONE, NONE), BACK, false, {ALL, 0, ALL}, 0},
    {KEY(U, I, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(U, A, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(U, OO, NONE), BACK, false, {C | M | N | NG | T, 0, C | M | N | NG | T}, 0},
    {KEY(U, OO, I), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(U, AA, NONE), BACK, true, {N | NG | T, 0, 0}, 0},
    {KEY(U, AA, Y), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(U, EE, NONE), BACK, true, {OPEN | CH | NH, 0, 0}, 0},
    {KEY(U, EE, U), BACK, true, {0, 0, 0}, OPEN},
    {KEY(U, OW, NONE), BACK, true, {OPEN, 0, 0}, N},
    {KEY(U, Y, NONE), BACK, true, {OPEN | CH | NH | T, 0, 0}, N | P},
    {KEY(U, Y, A), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(U, Y, U), BACK, true, {OPEN, 0, 0}, 0},
    {KEY(U, Y, EE), BACK, true, {N | T, 0, 0}, 0},
    {KEY(UW, NONE, NONE), BACK, false, {OPEN | C | NG | T, 0, OPEN | C | NG | T}, M | N},
    {KEY(UW, I, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(UW, U, NONE), BACK, false, {OPEN, 0, 0}, 0},
    {KEY(UW, A, NONE), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(UW, OW, NONE), BACK, false, {BROAD, 0, BROAD}, 0},
    {KEY(UW, OW, I), BACK, false, {OPEN, 0, OPEN}, 0},
    {KEY(UW, OW, U), BACK, false, {OPEN, 0, 0}, 0},
    {KEY(Y, NONE, NONE), Y, false, {OPEN, OPEN | CH | N | NH | P | T, 0}, 0},
    {KEY(Y, EE, NONE), BARE, false, {M | N | NG | T, N | T, 0}, 0},
    {KEY(Y, EE, U), BARE, false, {OPEN, 0, 0}, 0},
};

/* Where the clusters of each first vowel begin. */
static const uint8_t cluster_from[14] = {0, 0, 5, 6, 9, 11, 13, 18, 28, 30, 32, 46, 53, 56};

static const struct vt_cluster *find_cluster(const struct vt_shape *shape)
{
    size_t count = shape->coda_at - shape->vowels_at;
    unsigned key = 0, first = shape->letter[shape->vowels_at]->vowel;
    if (count > 3)
        return NULL;
    for (size_t i = 0; i < count; i++)
        key |= (unsigned)shape->letter[shape->vowels_at + i]->vowel << 4 * i;
    for (size_t i = cluster_from[first]; i < cluster_from[first + 1]; i++)
        if (clusters[i].key == key)
            return &clusters[i];
    return NULL;
}

static enum vt_tone tone_of_mark(int32_t point)
{
    switch (point) {
    case 0x300:
        return VT_HUYEN;
    case 0x309:
        return VT_HOI;
    case 0x303:
        return VT_NGA;
    case 0x301:
        return VT_SAC;
    case 0x323:
        return VT_NANG;
    default:
        return VT_NGANG;
    }
}

static bool take_tone(struct vt_shape *shape, enum vt_tone tone)
{
    shape->tone = (uint8_t)tone;
    shape->tones = shape->tones ? 2 : 1;
    return tone != VT_NGANG;
}

/* A point that is no Vietnamese letter: a tone mark that found no vowel, or a letter that swallowed
 * one or two (ń, ṍ). */
static bool take_other(struct vt_shape *shape, uint32_t point)
{
    int32_t parts[8];
    if (point >= 0x300 && point <= 0x36F)
        return shape->count && take_tone(shape, tone_of_mark((int32_t)point));
    utf8proc_ssize_t count =
        utf8proc_decompose_char((int32_t)point, parts, 8, UTF8PROC_DECOMPOSE, NULL);
    if (count < 2 || count > 8 || shape->count == VT_SHAPE_LETTERS || parts[0] >= 0x80 ||
        !vt_letter((uint32_t)parts[0])->lower)
        return false;
    shape->letter[shape->count++] = vt_letter((uint32_t)parts[0]);
    for (utf8proc_ssize_t i = 1; i < count; i++)
        if (!take_tone(shape, tone_of_mark(parts[i])))
            return false;
    return true;
}

static bool read_letters(struct vt_shape *shape, struct vt_str run)
{
    shape->count = 0;
    shape->tones = 0;
    shape->tone = VT_NGANG;
    while (run.len) {
        uint32_t point;
        size_t len = vt_point(run, &point);
        const struct vt_letter *letter = vt_letter(point);
        run = (struct vt_str){run.p + len, run.len - len};
        if (!letter->lower) {
            if (!take_other(shape, point))
                return false;
            continue;
        }
        if (shape->count == VT_SHAPE_LETTERS)
            return false;
        shape->letter[shape->count++] = letter;
        if (letter->tone)
            take_tone(shape, letter->tone);
    }
    return shape->count > 0;
}

/* The base of letter i when it is a plain consonant letter (đ: 'D'), else 0. */
static char consonant(const struct vt_shape *shape, size_t i)
{
    if (i >= shape->count || shape->letter[i]->vowel)
        return 0;
    return shape->letter[i]->lower == 0x111 ? 'D' : shape->letter[i]->base;
}

static unsigned vowel(const struct vt_shape *shape, size_t i)
{
    return i < shape->count ? shape->letter[i]->vowel : VT_V_NONE;
}

/* Bits of letters: strchr() takes too long here. */
#define BIT(c) (1u << ((c)&31))

/* c g k n p t: onsets with h. */
static const uint32_t with_h = BIT('c') | BIT('g') | BIT('k') | BIT('n') | BIT('p') | BIT('t');
static const uint32_t single = BIT('b') | BIT('c') | BIT('d') | BIT('g') | BIT('h') | BIT('k') |
                               BIT('l') | BIT('m') | BIT('n') | BIT('p') | BIT('r') | BIT('s') |
                               BIT('t') | BIT('v') | BIT('x');

/* The letters of the longest onset; 0: none. */
static size_t onset(const struct vt_shape *shape)
{
    char a = consonant(shape, 0), b = consonant(shape, 1), c = consonant(shape, 2);
    if (a == 'n' && b == 'g')
        return c == 'h' ? 3 : 2;
    if (b == 'h' && a && with_h & BIT(a))
        return 2;
    if (a == 't' && b == 'r')
        return 2;
    return a && single & BIT(a) ? 1 : 0;
}

static size_t split_onset(struct vt_shape *shape)
{
    shape->rhymes = VT_RHYMES_ALL;
    if (consonant(shape, 0) == 'q' && vowel(shape, 1) == VT_V_U && vowel(shape, 2)) {
        shape->rhymes = VT_RHYMES_QU;
        return 2;
    }
    if (consonant(shape, 0) == 'g' && vowel(shape, 1) == VT_V_I) {
        shape->rhymes = vowel(shape, 2) ? VT_RHYMES_GI : VT_RHYMES_G_I;
        return vowel(shape, 2) ? 2 : 1;
    }
    return onset(shape);
}

static unsigned read_coda(const struct vt_shape *shape)
{
    size_t left = shape->count - shape->coda_at;
    char a = consonant(shape, shape->coda_at), b = consonant(shape, shape->coda_at + 1);
    if (left == 0)
        return OPEN;
    if (left == 1)
        return a == 'c' ? C : a == 'm' ? M : a == 'n' ? N : a == 'p' ? P : a == 't' ? T : 0;
    if (left > 2)
        return 0;
    return a == 'n' && b == 'g' ? NG : a == 'n' && b == 'h' ? NH : a == 'c' && b == 'h' ? CH : 0;
}

/* Ordinary codas of the shape's set of rhymes. */
static unsigned codas(const struct vt_shape *shape)
{
    return shape->cluster->codas[shape->rhymes == VT_RHYMES_G_I ? 0 : shape->rhymes];
}

static unsigned rare_codas(const struct vt_shape *shape)
{
    return shape->rhymes == VT_RHYMES_ALL ? shape->cluster->rare : 0;
}

bool vt_shape_read(struct vt_shape *shape, struct vt_str run)
{
    if (!read_letters(shape, run))
        return false;
    shape->vowels_at = split_onset(shape);
    shape->coda_at = shape->vowels_at;
    while (vowel(shape, shape->coda_at))
        shape->coda_at++;
    if (shape->coda_at == shape->vowels_at || !(shape->cluster = find_cluster(shape)))
        return false;
    shape->coda = (uint16_t)read_coda(shape);
    return (shape->coda & (codas(shape) | rare_codas(shape))) != 0;
}

static bool has_quality(const struct vt_letter *letter)
{
    return letter->lower >= 0x80 && vt_vowels[letter->vowel][0] >= 0x80;
}

size_t vt_shape_tone_at(const struct vt_shape *shape)
{
    size_t first = shape->vowels_at, last = shape->coda_at - 1;
    for (size_t i = last + 1; i-- > first;)
        if (has_quality(shape->letter[i]))
            return i;
    if (shape->coda != OPEN)
        return last;
    return last - first == 2 ? first + 1 : first;
}

/* Whether the onset may stand before the vowels, as the writing rules tell: c g ng before a o u,
 * k gh ngh before e i, iê with an onset and yê without, y alone for i after a few. */
static bool onset_fits(const struct vt_shape *shape)
{
    enum group group = (enum group)shape->cluster->group;
    char first = consonant(shape, 0);
    bool is_ngh = shape->vowels_at == 3;
    bool is_gh = first == 'g' && shape->vowels_at == 2 && consonant(shape, 1) == 'h';
    bool is_ng = first == 'n' && shape->vowels_at == 2 && consonant(shape, 1) == 'g';
    bool is_c_g = (first == 'c' || first == 'g') && shape->vowels_at == 1;
    if (shape->rhymes != VT_RHYMES_ALL)
        return true;
    if (shape->vowels_at == 0)
        return group != IE;
    if (is_ngh || is_gh)
        return group == FRONT || group == IE;
    if (is_ng || is_c_g)
        return group == BACK;
    if (first == 'k' && shape->vowels_at == 1)
        return group == FRONT || group == IE || group == Y;
    if (group == Y)
        return shape->vowels_at == 1 && strchr("hlmnstvbdDr", first);
    return group != BARE;
}

/* b m v p ph: before a glide only in words taken from French. */
static bool labial(const struct vt_shape *shape)
{
    char first = consonant(shape, 0);
    return first && strchr("bmvp", first);
}

bool vt_shape_valid(const struct vt_shape *shape, bool strict)
{
    bool stopped = (shape->coda & STOPS) != 0;
    if (shape->tones > 1 || !onset_fits(shape))
        return false;
    if (stopped && shape->tone != VT_SAC && shape->tone != VT_NANG)
        return false;
    if (!strict)
        return true;
    return (shape->coda & codas(shape)) != 0 &&
           !(shape->cluster->glide && shape->rhymes == VT_RHYMES_ALL && labial(shape));
}
