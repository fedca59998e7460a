/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detect.c: counting words and judging by the counts. Linear; no allocation.
 *
 * The limits were measured on windows of 8 to 80 words of Vietnamese in each encoding and of five
 * other languages; they were set so that no window is taken for what it is not.
 */
#include "detect.h"

#include "base/utf8.h"
#include "syllable.h"
#include "tables.h"

#include <utf8proc.h>

const enum vt_encoding vt_way_encoding[VT_WAYS] = {
    [VT_AS_IS] = VT_ENC_UTF8,        [VT_WAY_TCVN3] = VT_ENC_TCVN3,   [VT_WAY_VNI] = VT_ENC_VNI,
    [VT_WAY_VISCII] = VT_ENC_VISCII, [VT_WAY_CP1258] = VT_ENC_CP1258,
};

/* Judging: shares of the marked words, and how many there must be. */
static const double SURE = 0.85, SURE_OF_FEW = 0.95, AS_IS = 0.80, LEAD = 0.15, MISREAD = 0.9;
enum { FEW = 8, LEAST = 3, LEAST_RUNS = 2 };
/* Nine of ten Vietnamese syllables carry a mark; a few that do among many words are no Vietnamese.
 */
enum { MANY = 30, LEAST_SHARE = 4 };
/* Few words must not live of one letter, as Danish does of å, nor many of the quotation marks that
 * are letters elsewhere. */
enum { LEAST_LETTERS = 3, LEAST_OF_MANY = 6 };

enum { LONGEST_WORD = 24, ACRONYM = 6, MOST_MISREADINGS = 3 };

/* ---- words ---- */

enum kind { NO_SYLLABLE, SYLLABLE, UNMARKED };

/* A word as one way of decoding reads it. */
struct reading {
    uint32_t points[LONGEST_WORD];
    size_t count;
};

static bool is_letter(uint32_t point)
{
    return vt_letter(point)->lower != 0;
}

/* Signs that stand beside a word without a space: quotation marks, dashes, bullets. */
static bool is_punctuation(uint32_t point)
{
    return point == 0xAB || point == 0xBB || point == 0xB7 || (point >= 0x2010 && point < 0x2070);
}

static bool read_word(struct reading *r, enum vt_encoding encoding, const vt_cell *cells,
                      size_t count)
{
    r->count = 0;
    for (size_t at = 0; at < count;) {
        struct vt_unit u = vt_legacy_read(encoding, cells + at, count - at);
        at += u.taken;
        if (r->count + u.count > LONGEST_WORD)
            return false;
        for (size_t i = 0; i < u.count; i++)
            r->points[r->count++] = u.points[i];
    }
    return true;
}

/* Letters without tone, all of them capitals: UBND, QĐ, TƯ. */
static bool is_acronym(const uint32_t *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!vt_letter(points[i])->upper || vt_letter(points[i])->tone)
            return false;
    return count <= ACRONYM;
}

/* A marked capital behind a small letter ("s" in quotation marks that VISCII has for letters). */
static bool has_stray_capital(const uint32_t *points, size_t count)
{
    bool small = false;
    for (size_t i = 0; i < count; i++) {
        if (small && points[i] >= 0x80 && vt_letter(points[i])->upper)
            return true;
        small |= points[i] - 'a' < 26u;
    }
    return false;
}

static enum kind judge_word(const uint32_t *points, size_t count)
{
    char lower[4 * LONGEST_WORD];
    size_t len = 0;
    bool marked = false;
    for (size_t i = 0; i < count; i++) {
        if (!is_letter(points[i]))
            return NO_SYLLABLE;
        marked |= points[i] >= 0x80;
        len += vt_utf8_encode(lower + len, vt_letter(points[i])->lower);
    }
    if (!marked)
        return UNMARKED;
    if (vt_syllable((struct vt_str){lower, len}) == VT_STRICT_SYLLABLE)
        return has_stray_capital(points, count) ? NO_SYLLABLE : SYLLABLE;
    return is_acronym(points, count) ? UNMARKED : NO_SYLLABLE;
}

static void count_word(struct vt_tally *tally, int way, const vt_cell *cells, size_t count)
{
    struct reading r;
    size_t from = 0;
    enum kind kind = NO_SYLLABLE;
    enum vt_encoding encoding = way == VT_AS_IS ? VT_ENC_UNKNOWN : vt_way_encoding[way];
    if (count <= LONGEST_WORD && read_word(&r, encoding, cells, count)) {
        while (from < r.count && is_punctuation(r.points[from]))
            from++;
        while (r.count > from && is_punctuation(r.points[r.count - 1]))
            r.count--;
        kind = judge_word(r.points + from, r.count - from);
    }
    tally->marked[way] += kind != UNMARKED;
    tally->syllables[way] += kind == SYLLABLE;
}

/* Bytes over 7F belong to words, whatever sign they are in Windows-1252; so do the capitals that
 * VISCII has among the control characters. */
static bool is_word_cell(vt_cell c)
{
    if (c >= 0x80)
        return c <= 0xFF && c != 0xA0;
    return (c | 0x20) - 'a' < 26u || vt_is_viscii_capital(c);
}

void vt_tally_words(struct vt_tally *tally, const vt_cell *cells, size_t count, bool every)
{
    for (size_t at = 0, end; at < count; at = end + 1) {
        bool marked = false;
        for (end = at; end < count && is_word_cell(cells[end]); end++) {
            marked |= cells[end] >= 0x80;
            tally->seen[cells[end] >> 6 & 1] |= (uint64_t)(cells[end] >= 0x80) << (cells[end] & 63);
            tally->soft_hyphens += cells[end] == 0xAD;
        }
        tally->words += end > at;
        if (!marked || end - at == 1)
            continue;
        for (int way = 0; way < (every ? VT_WAYS : 1); way++)
            count_word(tally, way, cells + at, end - at);
    }
}

void vt_tally_add(struct vt_tally *tally, const struct vt_tally *more)
{
    for (int way = 0; way < VT_WAYS; way++) {
        tally->marked[way] += more->marked[way];
        tally->syllables[way] += more->syllables[way];
    }
    tally->words += more->words;
    tally->runs += more->runs;
    tally->misread += more->misread;
    tally->mended += more->mended;
    tally->seen[0] |= more->seen[0];
    tally->seen[1] |= more->seen[1];
    tally->soft_hyphens += more->soft_hyphens;
}

double vt_tally_score(const struct vt_tally *tally, int way)
{
    return tally->marked[way] ? (double)tally->syllables[way] / (double)tally->marked[way] : 0;
}

/* How many different bytes over 7F there were. */
static int letters(const struct vt_tally *tally)
{
    return __builtin_popcountll(tally->seen[0]) + __builtin_popcountll(tally->seen[1]);
}

int vt_tally_judge(const struct vt_tally *tally, double *next)
{
    int best = VT_AS_IS;
    double second = 0;
    for (int way = 1; way < VT_WAYS; way++)
        if (vt_tally_score(tally, way) > vt_tally_score(tally, best) &&
            (way != VT_WAY_VISCII || tally->marked[way] >= FEW))
            best = way;
    for (int way = 0; way < VT_WAYS; way++)
        if (way != best && vt_tally_score(tally, way) > second)
            second = vt_tally_score(tally, way);
    double score = vt_tally_score(tally, best), as_is = vt_tally_score(tally, VT_AS_IS);
    if (next)
        *next = second;
    if (tally->marked[best] < LEAST)
        return -1;
    if (as_is >= AS_IS && score - as_is <= LEAD)
        return VT_AS_IS;
    if (tally->marked[best] < MANY && tally->marked[best] * LEAST_SHARE < tally->words)
        return -1;
    if (tally->marked[best] < FEW && letters(tally) < LEAST_LETTERS)
        return -1;
    if (tally->marked[best] >= MANY && letters(tally) < LEAST_OF_MANY)
        return -1;
    if (score - second < LEAD || score < (tally->marked[best] < FEW ? SURE_OF_FEW : SURE))
        return -1;
    return best;
}

/* ---- UTF-8 read as Windows-1252 ---- */

size_t vt_cells_utf8(const vt_cell *cells, size_t count, bool mend, uint32_t *point)
{
    char bytes[4];
    size_t len = 0;
    for (; len < 4 && len < count && cells[len] >= 0x80 && cells[len] <= 0xFF; len++)
        bytes[len] = (char)cells[len];
    if (len == 0)
        return 0;
    size_t used = vt_utf8_decode((struct vt_str){bytes, len}, point);
    if (used == 0 && mend && len < 4 && len < count && cells[len] == ' ') {
        bytes[len++] = (char)0xA0;
        used = vt_utf8_decode((struct vt_str){bytes, len}, point);
    }
    return used;
}

bool vt_is_unicode_letter(uint32_t point)
{
    if (vt_cp1252_byte(point) >= 0)
        return false;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static bool is_khmer(uint32_t point)
{
    return point >= 0x1780 && point < 0x1800;
}

/* What a run may say: Vietnamese, its punctuation and signs, Khmer. */
static bool is_expected(uint32_t point)
{
    return is_letter(point) || is_khmer(point) || (point >= 0xA0 && point < 0xC0) ||
           point == 0xD7 || point == 0xF7 || (point >= 0x300 && point < 0x370) ||
           (point >= 0x2000 && point < 0x2070);
}

/* True when the run, all of it, is UTF-8 of what is expected, or of the same read wrongly again. */
static bool is_misread(const vt_cell *run, size_t count, bool mend, bool anything, int depth)
{
    vt_cell again[LONGEST_WORD];
    size_t again_count = 0;
    bool expected = true, bytes = true;
    for (size_t at = 0, used; at < count && run[at] != ' '; at += used) {
        uint32_t point;
        used = vt_cells_utf8(run + at, count - at, mend, &point);
        if (used == 0)
            return false;
        expected &= anything || is_expected(point);
        int byte = vt_cp1252_byte(point);
        bytes &= byte >= 0x80 && again_count < LONGEST_WORD;
        if (bytes)
            again[again_count++] = (vt_cell)byte;
    }
    return expected || (bytes && depth < MOST_MISREADINGS &&
                        is_misread(again, again_count, false, anything, depth + 1));
}

void vt_tally_runs(struct vt_tally *tally, const vt_cell *cells, size_t count, bool anything)
{
    for (size_t at = 0, end; at < count; at = end + 1) {
        for (end = at; end < count && cells[end] >= 0x80 && cells[end] <= 0xFF; end++)
            ;
        if (end == at)
            continue;
        bool spaced = end < count && cells[end] == ' ';
        tally->runs++;
        if (is_misread(cells + at, end - at, false, anything, 1))
            tally->misread++;
        else if (spaced && is_misread(cells + at, end - at + 1, true, anything, 1))
            tally->mended++;
    }
}

bool vt_tally_is_misread(const struct vt_tally *tally)
{
    return tally->runs >= LEAST_RUNS && tally->misread > 0 &&
           (double)(tally->misread + tally->mended) >= MISREAD * (double)tally->runs;
}
