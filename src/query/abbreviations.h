/* SPDX-License-Identifier: GPL-3.0-or-later */
/* abbreviations.h: the abbreviations that are compiled in. */
#ifndef VT_ABBREVIATIONS_H
#define VT_ABBREVIATIONS_H

#include <stddef.h>

struct vt_usual_abbreviation {
    const char *abbreviation, *expansion; /* as in struct vt_abbreviation */
};

extern const struct vt_usual_abbreviation VT_USUAL_ABBREVIATIONS[];
extern const size_t VT_USUAL_ABBREVIATIONS_COUNT;

#endif
