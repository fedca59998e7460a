/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unicode.c: line by line, what is not UTF-8 yet.
 *
 * A line becomes cells: its bytes, or where it is UTF-8 the bytes that Windows-1252 has for its
 * characters. Wrong reading is undone on the cells, then they are decoded. Each cell keeps the
 * place it came from, so that the way back needs no further thought.
 */
#include "unicode.h"

#include "base/utf8.h"
#include "syllable.h"
#include "tables.h"

#include <stdlib.h>
#include <utf8proc.h>

/* A line that the whole text's encoding explains so well is in it. */
static const double INHERITED = 0.7;
/* Names of persons and places are no syllables at times: Đắk Lắk, Phớc. */
static const double NAMES = 0.3;
/* So many marked words of TCVN3 have an ư among them. */
enum { ENOUGH_FOR_U = 50, MOST_MISREADINGS = 3 };
/* So many words in lines that are sure by themselves speak for a text that is not. */
enum { ENOUGH_VOTES = 16 };

enum line {
    ASCII,
    UNICODE, /* UTF-8 with letters that Windows-1252 does not have */
    MAPPED,  /* UTF-8, each letter of it a byte of Windows-1252 */
    BYTES,   /* not UTF-8 */
    BROKEN   /* UTF-8 with broken places */
};

/* What is known of the text as a whole. */
struct judgement {
    bool valid;     /* UTF-8 without a flaw */
    bool bytes_all; /* no UTF-8 at large */
    bool utf8_all;  /* UTF-8 at large, perhaps with broken places */
    bool misread;   /* UTF-8 read as Windows-1252 at large */
    bool doubtful;  /* there are lines that may not be what they seem */
    int way;        /* at large; -1: none */
};

/* ---- lines and cells ---- */

static struct vt_str next_line(struct vt_str bytes, size_t at)
{
    const char *end = memchr(bytes.p + at, '\n', bytes.len - at);
    return vt_str_sub(bytes, at, end ? (size_t)(end - bytes.p) + 1 : bytes.len);
}

static enum line classify_valid(struct vt_str line)
{
    bool ascii = true;
    for (size_t at = 0, used; at < line.len; at += used) {
        uint32_t point = (unsigned char)line.p[at];
        used = 1;
        if (point < 0x80) {
            ascii &= !vt_is_viscii_capital(point);
            continue;
        }
        ascii = false;
        used = vt_point(vt_str_sub(line, at, line.len), &point);
        if (vt_is_unicode_letter(point))
            return UNICODE;
    }
    return ascii ? ASCII : MAPPED;
}

/* Sequences of UTF-8 and places that are none. */
static void count_sequences(struct vt_str line, size_t *good, size_t *broken)
{
    *good = *broken = 0;
    for (size_t at = 0, used; at < line.len; at += used) {
        struct vt_str rest = vt_str_sub(line, at, line.len);
        uint32_t point;
        used = vt_utf8_decode(rest, &point);
        if (used == 0) {
            ++*broken;
            used = vt_utf8_broken(rest);
        } else if (used > 1) {
            ++*good;
        }
    }
}

/* Where most of the text is no UTF-8, a line that happens to be is not meant so. */
static enum line classify(struct vt_str line, const struct judgement *j)
{
    size_t good, broken;
    if (j->valid || vt_utf8_valid(line) == line.len) {
        enum line kind = classify_valid(line);
        return j->bytes_all && kind != ASCII ? BYTES : kind;
    }
    count_sequences(line, &good, &broken);
    return !j->bytes_all && good >= broken ? BROKEN : BYTES;
}

static vanthu_status add_cell(struct vt_unicode *u, vt_cell cell, size_t from)
{
    if (u->count == u->cap) {
        size_t cap = u->cap ? u->cap * 2 : 1024;
        vt_cell *cells = realloc(u->cells, cap * sizeof *cells);
        if (cells)
            u->cells = cells;
        size_t *froms = realloc(u->from, cap * sizeof *froms);
        if (froms)
            u->from = froms;
        if (!cells || !froms)
            return VANTHU_NO_MEMORY;
        u->cap = cap;
    }
    u->cells[u->count] = cell;
    u->from[u->count++] = from;
    return VANTHU_OK;
}

/* The cells of a line that begins at `at`. */
static vanthu_status to_cells(struct vt_unicode *u, struct vt_str line, size_t at, enum line kind)
{
    vanthu_status status = VANTHU_OK;
    u->count = 0;
    for (size_t i = 0, used; i < line.len && status == VANTHU_OK; i += used) {
        uint32_t point = (unsigned char)line.p[i];
        used = 1;
        if (kind != BYTES && point >= 0x80) {
            used = vt_point(vt_str_sub(line, i, line.len), &point);
            int byte = vt_cp1252_byte(point);
            point = byte >= 0 ? (uint32_t)byte : point;
        }
        status = add_cell(u, point, at + i);
    }
    return status;
}

/* Reads the cells as UTF-8 once; they become shorter in place. With `mend`, a no-break space may
 * have become a space. */
static void undo_misreading(struct vt_unicode *u, bool mend)
{
    size_t out = 0;
    for (size_t at = 0, used; at < u->count; at += used) {
        uint32_t point;
        used = vt_cells_utf8(u->cells + at, u->count - at, mend, &point);
        if (used == 0) {
            point = u->cells[at];
            used = 1;
        } else {
            int byte = vt_cp1252_byte(point);
            point = byte >= 0 ? (uint32_t)byte : point;
        }
        u->from[out] = u->from[at];
        u->cells[out++] = point;
    }
    u->count = out;
}

static bool cells_are_unicode(const struct vt_unicode *u)
{
    for (size_t i = 0; i < u->count; i++)
        if (u->cells[i] > 0xFF && vt_is_unicode_letter(u->cells[i]))
            return true;
    return false;
}

/* Undoes wrong readings as long as the runs of the line say so; how many there were. Where the
 * whole text was misread, its signs (□, →) were too. */
static unsigned undo_line(struct vt_unicode *u, bool whole_text)
{
    unsigned times = 0;
    for (; times < MOST_MISREADINGS && !(times && cells_are_unicode(u)); times++) {
        struct vt_tally runs = {0};
        vt_tally_runs(&runs, u->cells, u->count, whole_text);
        size_t undone = runs.misread + (times ? 0 : runs.mended);
        bool enough = whole_text || times
                          ? undone && (double)undone >= INHERITED * (double)runs.runs
                          : vt_tally_is_misread(&runs);
        if (!enough)
            break;
        undo_misreading(u, times == 0);
    }
    return times;
}

/* ---- deciding ---- */

/* Whether the text as a whole is UTF-8 with some damage, or no UTF-8. */
static void judge_form(struct judgement *j, struct vt_str bytes)
{
    size_t good = 0, broken = 0;
    j->valid = vt_utf8_valid(bytes) == bytes.len;
    if (!j->valid)
        count_sequences(bytes, &good, &broken);
    j->bytes_all = broken > 4 * good;
    j->utf8_all = good >= broken;
}

/* Counts a line only as it stands, and sees whether that is in doubt. */
static void tally_quickly(const struct vt_unicode *u, struct judgement *j, struct vt_tally *sum)
{
    struct vt_tally line = {0};
    vt_tally_words(&line, u->cells, u->count, false);
    vt_tally_runs(&line, u->cells, u->count, false);
    j->doubtful |=
        line.misread > 0 || (line.marked[VT_AS_IS] >= 3 && vt_tally_judge(&line, NULL) != VT_AS_IS);
    vt_tally_add(sum, &line);
}

/* Counts a line in every way, and which way it would take by itself. */
static void tally_fully(struct vt_unicode *u, struct vt_tally *sum)
{
    struct vt_tally line = {0};
    vt_tally_words(&line, u->cells, u->count, true);
    int own = vt_tally_judge(&line, NULL);
    if (own >= 0)
        u->votes[own] += line.marked[own];
    vt_tally_add(sum, &line);
}

/* The way that most words of lines sure by themselves are in; -1: they are too few, or at odds. */
static int elect(const struct vt_unicode *u)
{
    int best = 0;
    size_t all = 0;
    for (int way = 0; way < VT_WAYS; way++) {
        all += u->votes[way];
        best = u->votes[way] > u->votes[best] ? way : best;
    }
    return u->votes[best] >= ENOUGH_VOTES && u->votes[best] * 3 >= all * 2 ? best : -1;
}

static vanthu_status tally_lines(struct vt_unicode *u, struct vt_str bytes, struct judgement *j,
                                 struct vt_tally *sum, bool quick)
{
    vanthu_status status = VANTHU_OK;
    for (size_t at = 0; at < bytes.len && status == VANTHU_OK;) {
        struct vt_str line = next_line(bytes, at);
        enum line kind = classify(line, j);
        j->doubtful |= kind == BYTES || kind == BROKEN;
        if (kind == MAPPED || kind == BYTES)
            status = to_cells(u, line, at, kind);
        if (status == VANTHU_OK && (kind == MAPPED || kind == BYTES)) {
            if (quick)
                tally_quickly(u, j, sum);
            else if (undo_line(u, kind == MAPPED && j->misread) == 0 || !cells_are_unicode(u))
                tally_fully(u, sum);
        }
        at += line.len;
    }
    return status;
}

/* Judges the text with this block: first only as it stands, which is enough for nearly all. */
static vanthu_status judge(struct vt_unicode *u, struct vt_str bytes, struct judgement *j)
{
    struct vt_tally quick = {0};
    *j = (struct judgement){.way = VT_AS_IS};
    judge_form(j, bytes);
    vanthu_status status = tally_lines(u, bytes, j, &quick, true);
    j->misread = vt_tally_is_misread(&quick);
    bool earlier = vt_tally_judge(&u->tally, NULL) > VT_AS_IS;
    u->tally.runs += quick.runs;
    u->tally.misread += quick.misread;
    u->tally.mended += quick.mended;
    if (status != VANTHU_OK || (!j->doubtful && !j->misread && !earlier))
        return status;
    status = tally_lines(u, bytes, j, &u->tally, false);
    j->way = vt_tally_judge(&u->tally, NULL);
    if (j->way < 0) /* a text of several fonts */
        j->way = elect(u);
    return status;
}

/* The letters that are no ASCII are letters in that encoding too. */
static bool is_readable(const struct vt_unicode *u, enum vt_encoding encoding)
{
    for (size_t at = 0; at < u->count;) {
        struct vt_unit unit = vt_legacy_read(encoding, u->cells + at, u->count - at);
        if (u->cells[at] >= 0xC0 && u->cells[at] <= 0xFF && !vt_letter(unit.points[0])->lower)
            return false;
        at += unit.taken;
    }
    return true;
}

/* The way of the line in the cells, where the whole text has the way `whole`; -1: refused. */
static int judge_line(const struct vt_unicode *u, int whole)
{
    struct vt_tally line = {0};
    vt_tally_words(&line, u->cells, u->count, true);
    if (whole > VT_AS_IS && (line.marked[whole] == 0 || vt_tally_score(&line, whole) >= INHERITED))
        return whole;
    int own = vt_tally_judge(&line, NULL);
    if (own >= 0 || whole <= VT_AS_IS ||
        (line.marked[whole] >= 3 && vt_tally_score(&line, whole) < NAMES))
        return own;
    for (int way = 0; way < VT_WAYS; way++)
        if (line.syllables[way] > line.syllables[whole])
            return -1;
    return is_readable(u, vt_way_encoding[whole]) ? whole : -1;
}

/* ---- writing ---- */

struct output {
    struct vt_buf *out;
    struct vt_offsets *offsets;
    size_t begin;
};

static vanthu_status put(struct output *o, uint32_t point, size_t from)
{
    char bytes[4];
    vanthu_status status = VANTHU_OK;
    if (o->offsets)
        status = vt_offsets_step(o->offsets, o->out->len - o->begin, from);
    return status == VANTHU_OK ? vt_buf_append(o->out, bytes, vt_utf8_encode(bytes, point))
                               : status;
}

static vanthu_status copy(struct output *o, struct vt_str line, size_t at)
{
    vanthu_status status = VANTHU_OK;
    if (o->offsets)
        status = vt_offsets_step(o->offsets, o->out->len - o->begin, at);
    return status == VANTHU_OK ? vt_buf_append_str(o->out, line) : status;
}

/* UTF-8 with U+FFFD for each broken place. */
static vanthu_status copy_broken(struct vt_unicode *u, struct output *o, struct vt_str line,
                                 size_t at)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0, good; i < line.len && status == VANTHU_OK;) {
        good = vt_utf8_valid(vt_str_sub(line, i, line.len));
        status = copy(o, vt_str_sub(line, i, i + good), at + i);
        i += good;
        if (i == line.len || status != VANTHU_OK)
            break;
        u->broken++;
        status = put(o, 0xFFFD, at + i);
        i += vt_utf8_broken(vt_str_sub(line, i, line.len));
    }
    return status;
}

/* TCVN3 has seven capitals with marks; the others were small letters in a font that drew capitals.
 * A line of ASCII capitals without one small letter of ASCII was set in such a font. */
static bool is_set_in_capitals(const struct vt_unicode *u)
{
    size_t capitals = 0;
    for (size_t i = 0; i < u->count; i++) {
        if (u->cells[i] - 'a' < 26u)
            return false;
        capitals += u->cells[i] - 'A' < 26u;
    }
    return capitals >= 3;
}

static bool is_letter_cell(vt_cell c)
{
    return (c | 0x20) - 'a' < 26u || (c >= 0xA1 && c <= 0xFE);
}

static bool is_syllable(const vt_cell *cells, size_t count)
{
    struct vt_tally word = {0};
    char ascii[8];
    vt_tally_words(&word, cells, count, true);
    if (word.marked[VT_WAY_TCVN3])
        return word.syllables[VT_WAY_TCVN3] == word.marked[VT_WAY_TCVN3];
    for (size_t i = 0; i < count && i < sizeof ascii; i++)
        ascii[i] = (char)(cells[i] | 0x20);
    return count <= sizeof ascii && vt_syllable((struct vt_str){ascii, count}) != VT_NOT_SYLLABLE;
}

size_t vt_mend_hyphens(vt_cell *cells, size_t count, bool certain)
{
    size_t mended = 0;
    for (size_t i = 0; i < count; i++) {
        size_t from = i, to = i + 1;
        if (cells[i] != '-')
            continue;
        while (from > 0 && is_letter_cell(cells[from - 1]))
            from--;
        while (to < count && is_letter_cell(cells[to]))
            to++;
        bool before = from == i || is_syllable(cells + from, i - from);
        bool behind = to == i + 1 || is_syllable(cells + i + 1, to - i - 1);
        if (to < count && cells[to] - '0' < 10u)
            continue; /* T-5, C-3000 */
        if ((to == i + 1 && (!certain || from == i)) || to - from > 8 || (before && behind))
            continue;
        cells[i] = 0xAD;
        if (is_syllable(cells + from, to - from))
            mended++;
        else
            cells[i] = '-';
    }
    return mended;
}

static vanthu_status decode(struct vt_unicode *u, struct output *o, enum vt_encoding encoding)
{
    vanthu_status status = VANTHU_OK;
    if (encoding == VT_ENC_TCVN3 && is_set_in_capitals(u))
        encoding = VT_ENC_TCVN3_CAPITALS;
    for (size_t at = 0; at < u->count && status == VANTHU_OK;) {
        struct vt_unit unit = vt_legacy_read(encoding, u->cells + at, u->count - at);
        for (size_t i = 0; i < unit.count && status == VANTHU_OK; i++)
            status = put(o, unit.points[i], u->from[at]);
        at += unit.taken;
    }
    return status;
}

static bool is_damaged(const struct vt_tally *tally)
{
    return tally->soft_hyphens == 0 && tally->marked[VT_WAY_TCVN3] >= ENOUGH_FOR_U;
}

static vanthu_status write_cells(struct vt_unicode *u, struct output *o, struct vt_str line,
                                 size_t at, enum line kind, const struct judgement *j)
{
    unsigned times = kind == MAPPED ? undo_line(u, j->misread) : 0;
    if (times > u->misreadings)
        u->misreadings = times;
    int way = times && cells_are_unicode(u) ? VT_AS_IS : judge_line(u, j->way);
    enum vt_encoding encoding = way > VT_AS_IS ? vt_way_encoding[way] : VT_ENC_UTF8;
    if (way < 0 && kind == BYTES && !j->utf8_all)
        u->unknown += line.len;
    else
        u->sure[encoding] += line.len;
    if (way < 0 && kind == BYTES && j->utf8_all)
        return copy_broken(u, o, line, at);
    if (way <= VT_AS_IS && times == 0 && kind == MAPPED)
        return copy(o, line, at);
    if (encoding == VT_ENC_TCVN3 && is_damaged(&u->tally))
        u->hyphens_mended += vt_mend_hyphens(u->cells, u->count, false);
    return decode(u, o, encoding);
}

static vanthu_status write_line(struct vt_unicode *u, struct output *o, struct vt_str line,
                                size_t at, const struct judgement *j)
{
    enum line kind = classify(line, j);
    vanthu_status status;
    if (kind == UNICODE || kind == BROKEN)
        u->sure[VT_ENC_UTF8] += line.len;
    if (kind == ASCII || kind == UNICODE)
        return copy(o, line, at);
    if (kind == BROKEN)
        return copy_broken(u, o, line, at);
    status = to_cells(u, line, at, kind);
    return status == VANTHU_OK ? write_cells(u, o, line, at, kind, j) : status;
}

/* Cells of a line that is in `forced`, whatever it looks like. Characters that neither Windows-1252
 * nor Vietnamese has are bytes that happen to be UTF-8. */
static enum line classify_forced(struct vt_str bytes)
{
    if (vt_utf8_valid(bytes) < bytes.len)
        return BYTES;
    for (size_t at = 0, used; at < bytes.len; at += used) {
        uint32_t point;
        used = vt_point(vt_str_sub(bytes, at, bytes.len), &point);
        if (vt_is_unicode_letter(point) && !vt_letter(point)->lower)
            return BYTES;
    }
    return MAPPED;
}

static vanthu_status write_forced(struct vt_unicode *u, struct output *o, struct vt_str bytes)
{
    vanthu_status status = VANTHU_OK;
    enum line whole = classify_forced(bytes);
    for (size_t at = 0; at < bytes.len && status == VANTHU_OK;) {
        struct vt_str line = next_line(bytes, at);
        enum line kind = u->forced == VT_ENC_UTF8 ? classify(line, &(struct judgement){0}) : whole;
        u->sure[u->forced] += line.len;
        if (u->forced == VT_ENC_UTF8 && kind != MAPPED) {
            status = copy_broken(u, o, line, at);
        } else if ((status = to_cells(u, line, at, kind)) == VANTHU_OK) {
            unsigned times = kind == MAPPED ? undo_line(u, u->forced == VT_ENC_UTF8) : 0;
            if (times > u->misreadings)
                u->misreadings = times;
            vt_tally_words(&u->tally, u->cells, u->count, true);
            status = decode(u, o, u->forced);
        }
        at += line.len;
    }
    return status;
}

vanthu_status vt_unicode(struct vt_unicode *u, struct vt_buf *out, struct vt_offsets *offsets,
                         struct vt_str bytes, bool *same)
{
    struct output o = {out, offsets, out->len};
    struct judgement j;
    *same = false;
    if (u->forced != VT_ENC_UNKNOWN)
        return write_forced(u, &o, bytes);
    vanthu_status status = judge(u, bytes, &j);
    if (status == VANTHU_OK && !j.doubtful && !j.misread && j.way <= VT_AS_IS) {
        u->sure[VT_ENC_UTF8] += bytes.len;
        *same = true;
        return VANTHU_OK;
    }
    if (status == VANTHU_OK)
        status = vt_buf_reserve(out, bytes.len);
    for (size_t at = 0; at < bytes.len && status == VANTHU_OK;) {
        struct vt_str line = next_line(bytes, at);
        status = write_line(u, &o, line, at, &j);
        at += line.len;
    }
    if (status == VANTHU_OK && offsets)
        status = vt_offsets_step(offsets, out->len - o.begin, bytes.len);
    if (status != VANTHU_OK)
        out->len = o.begin;
    return status;
}

static int way_of(enum vt_encoding encoding)
{
    for (int way = 1; way < VT_WAYS; way++)
        if (vt_way_encoding[way] == encoding)
            return way;
    return VT_AS_IS;
}

struct vt_decision vt_unicode_decision(const struct vt_unicode *u)
{
    struct vt_decision d = {.misreadings = u->misreadings, .broken = u->broken};
    size_t most = u->unknown;
    if (most == 0) /* an empty text too */
        d.encoding = VT_ENC_UTF8;
    for (enum vt_encoding e = VT_ENC_UTF8; e <= VT_ENC_VIQR; e++) {
        if (u->sure[e] > most) {
            most = u->sure[e];
            d.encoding = e;
        }
    }
    int way = way_of(d.encoding);
    if (d.encoding == VT_ENC_UTF8) {
        if (d.misreadings && u->tally.runs)
            d.score = (double)(u->tally.misread + u->tally.mended) / (double)u->tally.runs;
        return d;
    }
    d.words = u->tally.marked[way];
    d.score = vt_tally_score(&u->tally, way);
    for (int other = 0; other < VT_WAYS; other++)
        if (other != way && vt_tally_score(&u->tally, other) > d.next)
            d.next = vt_tally_score(&u->tally, other);
    d.damaged = d.encoding == VT_ENC_TCVN3 && is_damaged(&u->tally) && u->hyphens_mended == 0;
    return d;
}

void vt_unicode_free(struct vt_unicode *u)
{
    free(u->cells);
    free(u->from);
    *u = (struct vt_unicode){0};
}
