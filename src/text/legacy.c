/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * legacy.c: the tables of the encodings before Unicode, and one letter read by them. A letter takes
 * one cell, or two to four where marks follow it, and leaves composed.
 */
#include "legacy.h"

#include <strings.h>
#include <utf8proc.h>

/* Bytes 80-FF. 0: no letter there; such bytes are read as Windows-1252. */
/* TCVN 5712:1993 VN3 as the ABC fonts draw it */
static const uint16_t TCVN3[128] = {
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00A0, 0x0102, 0x00C2, 0x00CA,
    0x00D4, 0x01A0, 0x01AF, 0x0110, 0x0103, 0x00E2, 0x00EA, 0x00F4, 0x01A1, 0x01B0, 0x0111, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00E0, 0x1EA3, 0x00E3, 0x00E1, 0x1EA1, 0x0000, 0x1EB1,
    0x1EB3, 0x1EB5, 0x1EAF, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x1EB7, 0x1EA7,
    0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00E8, 0x0000, 0x1EBB, 0x1EBD, 0x00E9, 0x1EB9, 0x1EC1, 0x1EC3,
    0x1EC5, 0x1EBF, 0x1EC7, 0x00EC, 0x1EC9, 0x0000, 0x0000, 0x0000, 0x0129, 0x00ED, 0x1ECB, 0x00F2,
    0x0000, 0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF,
    0x1EE1, 0x1EDB, 0x1EE3, 0x00F9, 0x0000, 0x1EE7, 0x0169, 0x00FA, 0x1EE5, 0x1EEB, 0x1EED, 0x1EEF,
    0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0x0000,
};

/* VISCII 1.1, RFC 1456 */
static const uint16_t VISCII_HIGH[128] = {
    0x1EA0, 0x1EAE, 0x1EB0, 0x1EB6, 0x1EA4, 0x1EA6, 0x1EA8, 0x1EAC, 0x1EBC, 0x1EB8, 0x1EBE, 0x1EC0,
    0x1EC2, 0x1EC4, 0x1EC6, 0x1ED0, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED8, 0x1EE2, 0x1EDA, 0x1EDC, 0x1EDE,
    0x1ECA, 0x1ECE, 0x1ECC, 0x1EC8, 0x1EE6, 0x0168, 0x1EE4, 0x1EF2, 0x00D5, 0x1EAF, 0x1EB1, 0x1EB7,
    0x1EA5, 0x1EA7, 0x1EA9, 0x1EAD, 0x1EBD, 0x1EB9, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7, 0x1ED1,
    0x1ED3, 0x1ED5, 0x1ED7, 0x1EE0, 0x01A0, 0x1ED9, 0x1EDD, 0x1EDF, 0x1ECB, 0x1EF0, 0x1EE8, 0x1EEA,
    0x1EEC, 0x01A1, 0x1EDB, 0x01AF, 0x00C0, 0x00C1, 0x00C2, 0x00C3, 0x1EA2, 0x0102, 0x1EB3, 0x1EB5,
    0x00C8, 0x00C9, 0x00CA, 0x1EBA, 0x00CC, 0x00CD, 0x0128, 0x1EF3, 0x0110, 0x1EE9, 0x00D2, 0x00D3,
    0x00D4, 0x1EA1, 0x1EF7, 0x1EEB, 0x1EED, 0x00D9, 0x00DA, 0x1EF9, 0x1EF5, 0x00DD, 0x1EE1, 0x01B0,
    0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x1EA3, 0x0103, 0x1EEF, 0x1EAB, 0x00E8, 0x00E9, 0x00EA, 0x1EBB,
    0x00EC, 0x00ED, 0x0129, 0x1EC9, 0x0111, 0x1EF1, 0x00F2, 0x00F3, 0x00F4, 0x00F5, 0x1ECF, 0x1ECD,
    0x1EE5, 0x00F9, 0x00FA, 0x0169, 0x1EE7, 0x00FD, 0x1EE3, 0x1EEE,
};

/* six capitals of VISCII stand among the control characters */
static const struct {
    unsigned char byte;
    uint16_t point;
} VISCII_LOW[] = {{0x02, 0x1EB2}, {0x05, 0x1EB4}, {0x06, 0x1EAA},
                  {0x14, 0x1EF6}, {0x19, 0x1EF8}, {0x1E, 0x1EF4}};

/* Windows-1258; U+0300-0323 are tones that follow their letter */
static const uint16_t CP1258[128] = {
    0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0000, 0x2039,
    0x0152, 0x0000, 0x0000, 0x0000, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0000, 0x203A, 0x0153, 0x0000, 0x0000, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3,
    0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB,
    0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x0102, 0x00C4, 0x00C5, 0x00C6, 0x00C7,
    0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x0300, 0x00CD, 0x00CE, 0x00CF, 0x0110, 0x00D1, 0x0309, 0x00D3,
    0x00D4, 0x01A0, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x01AF, 0x0303, 0x00DF,
    0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB,
    0x0301, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x00F1, 0x0323, 0x00F3, 0x00F4, 0x01A1, 0x00F6, 0x00F7,
    0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x01B0, 0x20AB, 0x00FF,
};

/* no letters: Windows-1252 */
static const uint16_t NOTHING[128];

/* Windows-1252, 80-9F only; the rest is Latin-1. The five undefined bytes pass as C1 controls. */
static const uint16_t CP1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* VNI-Windows: letters of one byte, capitals; the small ones are 0x20 higher */
static const struct {
    unsigned char byte;
    uint16_t capital, small;
} VNI_LETTERS[] = {
    {0xC6, 0x1EC8, 0x1EC9}, {0xCC, 0x00CC, 0x00EC}, {0xCD, 0x00CD, 0x00ED},
    {0xCE, 0x1EF4, 0x1EF5}, {0xD1, 0x0110, 0x0111}, {0xD2, 0x1ECA, 0x1ECB},
    {0xD3, 0x0128, 0x0129}, {0xD4, 0x01A0, 0x01A1}, {0xD6, 0x01AF, 0x01B0},
};

enum { ACUTE = 0x301, GRAVE = 0x300, HOOK = 0x309, TILDE = 0x303, DOT = 0x323 };
enum { CIRCUMFLEX = 0x302, BREVE = 0x306, HORN = 0x31B };

/* VNI-Windows: marks behind a letter, the upper-case byte; `letters` are those that can bear it,
 * i and y also where converters wrote the mark behind them */
static const struct {
    unsigned char byte;
    const char *letters;
    uint16_t quality, tone;
} VNI_MARKS[] = {
    {0xC0, "aeo", CIRCUMFLEX, GRAVE},
    {0xC1, "aeo", CIRCUMFLEX, ACUTE},
    {0xC2, "aeo", CIRCUMFLEX, 0},
    {0xC3, "aeo", CIRCUMFLEX, TILDE},
    {0xC4, "aeo", CIRCUMFLEX, DOT},
    {0xC5, "aeo", CIRCUMFLEX, HOOK},
    {0xC8, "a", BREVE, GRAVE},
    {0xC9, "a", BREVE, ACUTE},
    {0xCA, "a", BREVE, 0},
    {0xCB, "a", BREVE, DOT},
    {0xDA, "a", BREVE, HOOK},
    {0xDC, "a", BREVE, TILDE},
    {0xCF, "aeiouy\xF4\xF6", 0, DOT},
    {0xD5, "aeiouy\xF4\xF6", 0, TILDE},
    {0xD8, "aeiouy\xF4\xF6", 0, GRAVE},
    {0xD9, "aeiouy\xF4\xF6", 0, ACUTE},
    {0xDB, "aeiouy\xF4\xF6", 0, HOOK},
};

static const struct {
    enum vt_encoding encoding;
    const char *name, *other;
} NAMES[] = {
    {VT_ENC_UTF8, "UTF-8", "utf8"},
    {VT_ENC_TCVN3, "TCVN3", "ABC"},
    {VT_ENC_VNI, "VNI", "VNI-Windows"},
    {VT_ENC_VISCII, "VISCII", "VISCII1.1"},
    {VT_ENC_VIQR, "VIQR", "VIQ"},
    {VT_ENC_CP1258, "Windows-1258", "cp1258"},
    {VT_ENC_TCVN3_CAPITALS, "TCVN3-H", "ABC-H"},
};

const char *vt_encoding_name(enum vt_encoding encoding)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (NAMES[i].encoding == encoding)
            return NAMES[i].name;
    return "unknown";
}

static bool same_name(struct vt_str typed, const char *name)
{
    return typed.len == strlen(name) && strncasecmp(typed.p, name, typed.len) == 0;
}

enum vt_encoding vt_encoding_named(struct vt_str name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (same_name(name, NAMES[i].name) || same_name(name, NAMES[i].other))
            return NAMES[i].encoding;
    return VT_ENC_UNKNOWN;
}

uint32_t vt_cp1252(unsigned char byte)
{
    return byte >= 0x80 && byte < 0xA0 ? CP1252[byte - 0x80] : byte;
}

int vt_cp1252_byte(uint32_t point)
{
    if (point < 0x100)
        return (int)point;
    for (int i = 0; i < 32; i++)
        if (CP1252[i] == point)
            return 0x80 + i;
    return -1;
}

/* ---- one letter ---- */

static struct vt_unit one(uint32_t point)
{
    return (struct vt_unit){1, {point}, 1};
}

static uint32_t by_table(const uint16_t table[128], vt_cell c)
{
    if (c < 0x80 || c > 0xFF)
        return c;
    return table[c - 0x80] ? table[c - 0x80] : vt_cp1252((unsigned char)c);
}

bool vt_is_viscii_capital(uint32_t byte)
{
    for (size_t i = 0; byte < 0x20 && i < sizeof VISCII_LOW / sizeof *VISCII_LOW; i++)
        if (byte == VISCII_LOW[i].byte)
            return true;
    return false;
}

static uint32_t viscii(vt_cell c)
{
    for (size_t i = 0; i < sizeof VISCII_LOW / sizeof *VISCII_LOW; i++)
        if (c == VISCII_LOW[i].byte)
            return VISCII_LOW[i].point;
    return by_table(VISCII_HIGH, c);
}

static void add_mark(struct vt_unit *u, uint32_t mark)
{
    if (mark) {
        u->points[u->count++] = mark;
        u->taken++;
    }
}

static bool is_tone(uint32_t point)
{
    return point == ACUTE || point == GRAVE || point == HOOK || point == TILDE || point == DOT;
}

static struct vt_unit read_cp1258(const vt_cell *cells, size_t count)
{
    struct vt_unit u = one(by_table(CP1258, cells[0]));
    uint32_t next = count > 1 ? by_table(CP1258, cells[1]) : 0;
    if (is_tone(next) && !is_tone(u.points[0]))
        add_mark(&u, next);
    return u;
}

static uint32_t vni_letter(vt_cell c)
{
    for (size_t i = 0; i < sizeof VNI_LETTERS / sizeof *VNI_LETTERS; i++) {
        if (c == VNI_LETTERS[i].byte)
            return VNI_LETTERS[i].capital;
        if (c == VNI_LETTERS[i].byte + 0x20u)
            return VNI_LETTERS[i].small;
    }
    return by_table(NOTHING, c);
}

static bool bears(const char *letters, vt_cell letter)
{
    if (letter > 0xFF || letter < 'A')
        return false;
    return strchr(letters, (char)(letter | 0x20)) != NULL;
}

/* A mark may have the case of the letter or the other one. */
static struct vt_unit read_vni(const vt_cell *cells, size_t count)
{
    struct vt_unit u = one(vni_letter(cells[0]));
    vt_cell mark = count > 1 ? cells[1] : 0;
    if (mark < 0xC0 || mark > 0xFF)
        return u;
    for (size_t i = 0; i < sizeof VNI_MARKS / sizeof *VNI_MARKS; i++) {
        if ((mark & 0xDF) != VNI_MARKS[i].byte || !bears(VNI_MARKS[i].letters, cells[0]))
            continue;
        add_mark(&u, VNI_MARKS[i].quality);
        add_mark(&u, VNI_MARKS[i].tone);
        u.taken = 2;
        break;
    }
    return u;
}

static uint32_t viqr_quality(vt_cell letter, vt_cell mark)
{
    if (mark == '^' && bears("aeo", letter))
        return CIRCUMFLEX;
    if (mark == '(' && bears("a", letter))
        return BREVE;
    if ((mark == '+' || mark == '*') && bears("ou", letter))
        return HORN;
    return 0;
}

static uint32_t viqr_tone(vt_cell mark)
{
    static const char marks[] = "'`?~.";
    static const uint32_t tones[] = {ACUTE, GRAVE, HOOK, TILDE, DOT};
    const char *at = mark && mark < 0x80 ? strchr(marks, (char)mark) : NULL;
    return at ? tones[at - marks] : 0;
}

static struct vt_unit read_viqr(const vt_cell *cells, size_t count)
{
    struct vt_unit u = one(by_table(NOTHING, cells[0]));
    vt_cell next = count > 1 ? cells[1] : 0;
    if (cells[0] == '\\' && next && next < 0x80 && strchr("'`?~.^(+*\\dD", (char)next)) {
        u = one(next);
        u.taken = 2;
    } else if (bears("d", cells[0]) && bears("d", next)) {
        u = one(cells[0] == 'D' ? 0x110 : 0x111);
        u.taken = 2;
    } else if (bears("aeiouy", cells[0])) {
        add_mark(&u, viqr_quality(cells[0], next));
        add_mark(&u, viqr_tone(count > u.taken ? cells[u.taken] : 0));
    }
    return u;
}

/* NFC of a letter and its marks: decomposed, the marks by their class, composed. */
static struct vt_unit compose(struct vt_unit u)
{
    utf8proc_int32_t points[12];
    utf8proc_ssize_t count = 0;
    for (size_t i = 0; i < u.count; i++)
        count += utf8proc_decompose_char((utf8proc_int32_t)u.points[i], points + count, 4,
                                         UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, NULL);
    for (utf8proc_ssize_t i = 2; i < count; i++)
        for (utf8proc_ssize_t k = i;
             k > 1 && utf8proc_get_property(points[k])->combining_class <
                          utf8proc_get_property(points[k - 1])->combining_class;
             k--) {
            utf8proc_int32_t mark = points[k];
            points[k] = points[k - 1];
            points[k - 1] = mark;
        }
    count = utf8proc_normalize_utf32(points, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    u.count = 0;
    for (utf8proc_ssize_t i = 0; i < count && i < 3; i++)
        u.points[u.count++] = (uint32_t)points[i];
    return u;
}

struct vt_unit vt_legacy_read(enum vt_encoding encoding, const vt_cell *cells, size_t count)
{
    struct vt_unit u;
    switch (encoding) {
    case VT_ENC_TCVN3:
        return one(by_table(TCVN3, cells[0]));
    case VT_ENC_TCVN3_CAPITALS:
        return one((uint32_t)utf8proc_toupper((utf8proc_int32_t)by_table(TCVN3, cells[0])));
    case VT_ENC_VISCII:
        return one(viscii(cells[0]));
    case VT_ENC_VNI:
        u = read_vni(cells, count);
        break;
    case VT_ENC_CP1258:
        u = read_cp1258(cells, count);
        break;
    case VT_ENC_VIQR:
        u = read_viqr(cells, count);
        break;
    default:
        return one(by_table(NOTHING, cells[0]));
    }
    return u.count > 1 ? compose(u) : u;
}
