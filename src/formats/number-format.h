/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number-format.h: numbers of spreadsheets as they are shown by the code of their format (ECMA-376,
 * 18.8.31), with the signs of Vietnamese offices: 1.234,5; 13/07/2021. Pure.
 */
#ifndef VT_NUMBER_FORMAT_H
#define VT_NUMBER_FORMAT_H

#include "base/str.h"

enum { VT_SHOWN_MAX = 128, VT_FORMAT_CODE_MAX = 96 };

/* The code of a format that has no code of its own in the file. Static. */
const char *vt_builtin_format(long id);

/* Writes `number`; as a date it is that of days since 1899-12-30 after `first_day` (0; 1462 in
 * files that count from 1904). A code that is not understood shows the number as it is. */
void vt_number_show(char out[VT_SHOWN_MAX], double number, const char *code, long first_day);

#endif
