/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clean-char.h: what clean step N makes of single characters. */
#ifndef VT_CLEAN_CHAR_H
#define VT_CLEAN_CHAR_H

#include "base/str.h"

#include <stdint.h>

/* The ASCII that stands for a dash, quote, space or ellipsis; NULL for anything else. Such a
 * character never joins a mark. */
const char *vt_clean_punctuation(uint32_t point);

/* The letters that stand for a slash, full-width form, ligature or Roman numeral, or the letter
 * that a look-alike of đ means; NULL for anything else. */
const char *vt_clean_letters(uint32_t point, char scratch[2]);

/* Bidi controls, word joiner, byte order mark: removed everywhere. */
bool vt_clean_removed(uint32_t point);

bool vt_is_khmer(uint32_t point);

#endif
