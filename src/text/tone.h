/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone.h: the tone on its canonical letter (old style: hòa, khỏe, thủy). */
#ifndef VT_TONE_H
#define VT_TONE_H

#include "base/buf.h"

/* The most bytes vt_tone_place() writes. */
enum { VT_TONE_MAX = 32 };

/* Where the tone goes: to its letter, or away with all tones there are. */
enum vt_toned { VT_TONED, VT_TONELESS };

/* Writes `run`, one maximal run of Latin letters at L0, with its tone in place, and returns the
 * number of bytes; 0: the run is right as it stands, or no Vietnamese syllable. */
size_t vt_tone_place(char out[VT_TONE_MAX], struct vt_str run, enum vt_toned toned);

/* Appends text at L0 with every run in place (L1), or every syllable without tone. */
vanthu_status vt_tone_place_all(struct vt_buf *out, struct vt_str folded, enum vt_toned toned);

#endif
