/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocr.h: recognises Vietnamese print in pictures of pages, by tesseract. For one thread. */
#ifndef VT_OCR_H
#define VT_OCR_H

#include "formats/paper.h"

/* Sums up the pages that were recognised. */
struct vt_ocr_tally {
    double confidence; /* of all words together */
    size_t words;
};

/* Whether tesseract and its Vietnamese data are there. */
bool vt_ocr_ready(void);

/* Recognises a page of 8-bit grey, `stride` bytes a row, dots an inch (0: not known), and writes
 * its lines on the paper. False: it could not be done. */
bool vt_ocr_page(struct vt_paper *paper, const unsigned char *grey, int width, int height,
                 int stride, int dots, struct vt_ocr_tally *tally);

/* Puts engine and confidence into `out`. */
void vt_ocr_tell(struct vt_reading *out, const struct vt_ocr_tally *tally);

#endif
