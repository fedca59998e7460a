/* SPDX-License-Identifier: GPL-3.0-or-later */
/* syllable.h: which letter runs are Vietnamese syllables. Pure, thread-safe. */
#ifndef VT_SYLLABLE_H
#define VT_SYLLABLE_H

#include "base/str.h"

enum vt_syllable { VT_NOT_SYLLABLE, VT_LOOSE_SYLLABLE, VT_STRICT_SYLLABLE };

/* Judges one run of letters at L0 or L1. Loose: onset, rhyme and tone may stand together in
 * writing; strict: also not one of the rare forms of loan words. */
enum vt_syllable vt_syllable(struct vt_str run);

#endif
