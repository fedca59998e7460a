/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf-dictionary.h: the dictionaries that stand as they are in the bytes of a PDF (ISO 32000-1,
 * 7.3), found one after the other without its tables. What is in streams is passed over.
 */
#ifndef VT_PDF_DICTIONARY_H
#define VT_PDF_DICTIONARY_H

#include "base/str.h"

struct vt_pdf_dictionaries {
    struct vt_str rest;
    struct vt_str entries; /* of the current one: what stands between << and >> */
    size_t budget;         /* bytes that may still be looked at */
};

void vt_pdf_dictionaries_begin(struct vt_pdf_dictionaries *all, struct vt_str raw);

/* Steps to the next object that is a dictionary. False: there are no more. */
bool vt_pdf_dictionaries_next(struct vt_pdf_dictionaries *all);

/* The value of `key`, without white space around it, in `entries`; empty where there is none. The
 * first one counts. */
struct vt_str vt_pdf_value(struct vt_str entries, const char *key);

#endif
