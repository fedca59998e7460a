/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * legacy.h: Vietnamese text in the encodings that came before Unicode: what their bytes mean.
 *
 * TCVN3 (ABC: TCVN 5712:1993 VN3 as its fonts draw it), VNI-Windows, VISCII 1.1 and VIQR (both RFC
 * 1456), Windows-1258. Which of them a text is in, detect.h tells. Pure, thread-safe.
 */
#ifndef VT_LEGACY_H
#define VT_LEGACY_H

#include "base/str.h"

#include <stdint.h>

enum vt_encoding {
    VT_ENC_UNKNOWN,
    VT_ENC_UTF8,
    VT_ENC_TCVN3,
    VT_ENC_TCVN3_CAPITALS, /* a font that draws small letters as capitals: .VnTimeH */
    VT_ENC_VNI,
    VT_ENC_VISCII,
    VT_ENC_CP1258,
    VT_ENC_VIQR
};

/* "TCVN3", "VNI", "VISCII", "Windows-1258", "VIQR", "UTF-8"; "unknown". Static. */
const char *vt_encoding_name(enum vt_encoding encoding);

/* The encoding of that name, in any case; also "ABC", "cp1258". VT_ENC_UNKNOWN: there is none. */
enum vt_encoding vt_encoding_named(struct vt_str name);

/* What Windows-1252 makes of a byte; its five undefined bytes stay the C1 controls they are. */
uint32_t vt_cp1252(unsigned char byte);

/* The byte that Windows-1252, or Latin-1 for the C1 controls, makes `point` of; -1: none. */
int vt_cp1252_byte(uint32_t point);

/* Six capitals of VISCII stand among the control characters. */
bool vt_is_viscii_capital(uint32_t byte);

/* A text as bytes; what is no byte, a character that Windows-1252 does not have, is a value of 256
 * and more and stands for itself. */
typedef uint32_t vt_cell;

/* One letter of such a text: `taken` cells make `points` (NFC). */
struct vt_unit {
    size_t taken;
    uint32_t points[3];
    size_t count;
};

/* Reads the letter at cells[0]; `count`, not 0, cells are there. Bytes that mean nothing in
 * `encoding` become what Windows-1252 makes of them, so that nothing is lost. */
struct vt_unit vt_legacy_read(enum vt_encoding encoding, const vt_cell *cells, size_t count);

#endif
