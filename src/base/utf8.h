/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h: strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing over U+10FFFF. */
#ifndef VT_UTF8_H
#define VT_UTF8_H

#include "buf.h"

#include <stdint.h>

/* Decodes the character at s.p into *point and returns its length, 1 to 4; 0 at the end of the
 * slice or where the bytes are not UTF-8. */
size_t vt_utf8_decode(struct vt_str s, uint32_t *point);

/* Writes `point` (a valid one) and returns its length. */
size_t vt_utf8_encode(char out[4], uint32_t point);

/* The length of the longest valid prefix: s.len when all of it is UTF-8. Runs over ASCII eight
 * bytes at a time. */
size_t vt_utf8_valid(struct vt_str s);

/* The bytes of the maximal broken part at the beginning of `s` (Unicode 15, 3.9), where no
 * character begins: at least 1, unless `s` is empty. */
size_t vt_utf8_broken(struct vt_str s);

/* Appends `s` with U+FFFD for each maximal broken part of it. Counts
 * them in *bad where it is not NULL. */
vanthu_status vt_utf8_repair(struct vt_buf *out, struct vt_str s, size_t *bad);

#endif
