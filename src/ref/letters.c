/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letters.c: one character of clean text. A character is at most three bytes here: Vietnamese
 * letters end at U+1EF9, and what is longer is "other".
 */
#include "ref/letters.h"

#include "base/utf8.h"

static char base_of_latin1(uint32_t point)
{
    static const char bases[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuy\0y";
    return point == 0xDF ? 0 : bases[(point - 0xC0) & 0x1F];
}

static struct vt_letter letter_of(uint32_t point, unsigned size)
{
    struct vt_letter c = {VT_OTHER, 0, true, size};
    bool upper = !(point & 1);
    if (point >= 0xC0 && point <= 0xFF) {
        c.base = base_of_latin1(point);
        upper = point < 0xE0;
    } else if (point == 0x102 || point == 0x103) {
        c.base = 'a';
    } else if (point == 0x110 || point == 0x111) {
        c.base = 'd';
    } else if (point == 0x128 || point == 0x129) {
        c.base = 'i';
    } else if (point == 0x168 || point == 0x169) {
        c.base = 'u';
    } else if (point == 0x1A0 || point == 0x1A1) {
        c.base = 'o';
    } else if (point == 0x1AF || point == 0x1B0) {
        c.base = 'u';
        upper = point == 0x1AF;
    }
    if (c.base)
        c.kind = upper ? VT_UPPER : VT_LOWER;
    return c;
}

const unsigned char VT_ASCII_KINDS[128] = {
    ['\t' ... '\r'] = VT_SPACE, [' '] = VT_SPACE,         ['0' ... '9'] = VT_DIGIT,
    ['A' ... 'Z'] = VT_UPPER,   ['a' ... 'z'] = VT_LOWER,
};

/* U+1EA0..1EF9, by their second and third byte; cases alternate. */
static struct vt_letter extended(unsigned char second, unsigned char third)
{
    static const char bases[] = "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooo"
                                "oooouuuuuuuuuuuuuuyyyyyyyy";
    unsigned at = ((second & 1U) << 6 | (third & 0x3FU)) - 0x20;
    return (struct vt_letter){at & 1 ? VT_LOWER : VT_UPPER, bases[at], true, 3};
}

struct vt_letter vt_letter_wide(struct vt_str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    if (s.len - at > 2 && p[0] == 0xE1 && (p[2] & 0xC0) == 0x80 &&
        ((p[1] == 0xBA && p[2] >= 0xA0) || (p[1] == 0xBB && p[2] <= 0xB9)))
        return extended(p[1], p[2]);
    uint32_t point = 0;
    size_t size = vt_utf8_decode(vt_str_sub(s, at, s.len), &point);
    return size ? letter_of(point, (unsigned)size) : (struct vt_letter){VT_OTHER, 0, false, 1};
}

struct vt_letter vt_letter_before(struct vt_str s, size_t at)
{
    if (at == 0)
        return (struct vt_letter){VT_END, 0, false, 0};
    size_t begin = at - 1;
    if (!(s.p[begin] & 0x80))
        return vt_letter_at(s, begin);
    while (begin > 0 && at - begin < 4 && (s.p[begin] & 0xC0) == 0x80)
        begin--;
    struct vt_letter c = vt_letter_at(s, begin);
    return begin + c.size == at ? c : (struct vt_letter){VT_OTHER, 0, false, 1};
}

static bool is_filler(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '*' || byte == '[';
}

void vt_letter_to(char *p, struct vt_letter c, enum vt_letter_kind kind)
{
    if (c.kind == kind || !vt_is_letter(c))
        return;
    if (c.size == 1 || (unsigned char)*p == 0xC3)
        p[c.size - 1] ^= 0x20;
    else /* the small letter is the next one, also in Ơ ơ, Ư ư */
        p[c.size - 1] = (char)(p[c.size - 1] + (kind == VT_UPPER ? -1 : 1));
}

size_t vt_skip_space(struct vt_str s, size_t at, size_t max)
{
    size_t end = s.len - at > max ? at + max : s.len;
    while (at < end && is_filler(s.p[at]))
        at++;
    return at;
}

size_t vt_skip_space_back(struct vt_str s, size_t at, size_t max)
{
    size_t begin = at > max ? at - max : 0;
    while (at > begin && is_filler(s.p[at - 1]))
        at--;
    return at;
}

size_t vt_skip_letters(struct vt_str s, size_t at)
{
    for (struct vt_letter c = vt_letter_at(s, at); vt_is_letter(c); c = vt_letter_at(s, at))
        at += c.size;
    return at;
}

size_t vt_skip_digits(struct vt_str s, size_t at)
{
    while (at < s.len && s.p[at] >= '0' && s.p[at] <= '9')
        at++;
    return at;
}

bool vt_fold_small(char *out, size_t size, struct vt_str s)
{
    size_t len = 0;
    for (size_t at = 0; at < s.len;) {
        struct vt_letter c = vt_letter_at(s, at);
        size_t next = vt_skip_space(s, at, s.len);
        if (len + 1 >= size)
            return false;
        if (next > at) {
            out[len++] = ' ';
            at = next;
        } else {
            out[len++] = c.base ? c.base : '?';
            at += c.size;
        }
    }
    out[len] = '\0';
    return true;
}

size_t vt_skip_words(struct vt_str s, size_t at, const char *words)
{
    size_t begin = at;
    for (; *words; words++) {
        if (*words == ' ') {
            size_t next = vt_skip_space(s, at, 8);
            if (next == at)
                return begin;
            at = next;
            continue;
        }
        struct vt_letter c = vt_letter_at(s, at);
        if (c.base != *words)
            return begin;
        at += c.size;
    }
    return vt_is_word(vt_letter_at(s, at)) ? begin : at;
}

size_t vt_skip_words_back(struct vt_str s, size_t at, const char *words)
{
    size_t end = at;
    for (size_t i = strlen(words); i > 0; i--) {
        if (words[i - 1] == ' ') {
            size_t next = vt_skip_space_back(s, at, 8);
            if (next == at)
                return end;
            at = next;
            continue;
        }
        struct vt_letter c = vt_letter_before(s, at);
        if (c.base != words[i - 1])
            return end;
        at -= c.size;
    }
    return vt_is_word(vt_letter_before(s, at)) ? end : at;
}

unsigned vt_decimal(struct vt_str digits)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits.len && i < 9; i++)
        value = value * 10 + (unsigned)(digits.p[i] - '0');
    return value;
}
