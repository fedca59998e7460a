/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h: the scanner under tokens.c. It finds one construct at a time (a word, a number, a symbol,
 * a date ...) and queues its pieces; tokens.c delivers them.
 *
 * A construct has at most VT_PIECES plain pieces and VT_EXTRAS extra ones: what is longer is cut
 * into its parts. No rule looks further ahead than one construct, so that the scan is linear.
 */
#ifndef VT_SCAN_H
#define VT_SCAN_H

#include "base/buf.h"

#include <stdint.h>

enum { VT_PIECES = 24, VT_EXTRAS = 2, VT_TOKEN_CHARS = 64, VT_TOKEN_BYTES = 1024 };

enum vt_piece_kind {
    VT_WORD,     /* case folded */
    VT_NUMBER,   /* leading zeros dropped up to three digits */
    VT_THOUSANDS /* its dots dropped */
};

struct vt_piece {
    size_t start, end;
    enum vt_piece_kind kind;
};

struct vt_extra {
    size_t piece; /* the plain one it starts at */
    size_t start, end;
    char text[VT_TOKEN_BYTES]; /* at L0 */
    size_t len;
};

struct vt_scan {
    struct vt_str s;
    size_t at;          /* where the next construct is looked for */
    size_t parts_until; /* up to here, parts of an overlong chunk are words by themselves */
    struct vt_piece pieces[VT_PIECES];
    size_t pieces_count;
    struct vt_extra extras[VT_EXTRAS];
    size_t extras_count;
    struct vt_buf scratch; /* VT_TOKEN_BYTES are reserved */
};

/* Queues the next construct; false at the end of the text. */
bool vt_scan_next(struct vt_scan *scan);

/* ---- for the rules ------------------------------------------------------------------------ */

/* A run of letters and digits. */
struct vt_run {
    size_t start, end;
    size_t chars, letters, digits, caps;
};

enum vt_class { VT_SEPARATOR, VT_LETTER, VT_DIGIT, VT_MARK, VT_KHMER, VT_KHMER_DIGIT, VT_CURRENCY };

enum vt_class vt_class(uint32_t point);
struct vt_run vt_scan_run(struct vt_str s, size_t at);

/* True when a letter or digit stands at `at`. */
bool vt_scan_alnum(struct vt_str s, size_t at);

static inline char vt_scan_char(struct vt_str s, size_t at)
{
    return at < s.len ? s.p[at] : '\0';
}

static inline bool vt_scan_digit(struct vt_str s, size_t at)
{
    return at < s.len && s.p[at] >= '0' && s.p[at] <= '9';
}

/* Behind one of `joiners` at `at`, where a part may follow at once; 0: there is none. A hyphen at
 * the end of a line takes in the line break before a capital or digit. */
size_t vt_scan_join(struct vt_str s, size_t at, const char *joiners);

static inline size_t vt_scan_joined(struct vt_str s, size_t at, const char *joiners)
{
    /* most words end in a space */
    return at < s.len && s.p[at] >= '&' && s.p[at] <= ':' ? vt_scan_join(s, at, joiners) : 0;
}

void vt_scan_piece(struct vt_scan *scan, size_t start, size_t end, enum vt_piece_kind kind);
struct vt_extra *vt_scan_extra(struct vt_scan *scan, size_t piece, size_t start, size_t end);
void vt_extra_char(struct vt_extra *extra, char c);
void vt_extra_text(struct vt_extra *extra, struct vt_str text);

/* Appends piece i as it will be delivered. */
void vt_extra_piece(struct vt_scan *scan, struct vt_extra *extra, size_t i);

/* The text of a piece at L0, lent until the next call. */
struct vt_str vt_scan_text(struct vt_scan *scan, const struct vt_piece *piece);

/* At most VT_TOKEN_CHARS characters of `s`. */
struct vt_str vt_scan_cut(struct vt_str s);

/* Letter runs that are no Vietnamese syllable. */
bool vt_scan_foreign(struct vt_scan *scan, const struct vt_run *run);

/* The rules: each queues its construct at `at`, moves scan->at behind it and returns true; or
 * returns false with nothing queued. */
bool vt_scan_host(struct vt_scan *scan, size_t at);
bool vt_scan_date_words(struct vt_scan *scan, size_t at);
bool vt_scan_date_numbers(struct vt_scan *scan, size_t at);
bool vt_scan_symbol(struct vt_scan *scan, size_t at);
bool vt_scan_number(struct vt_scan *scan, size_t at);
bool vt_scan_chunk(struct vt_scan *scan, const struct vt_run *first);

#endif
