/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.h: gets clean text out of an original.
 *
 * The first bytes tell the format (formats.h). Text and RTF are read here; formats that foreign
 * libraries read, in a worker process without rights (workers.h). A file that nobody can read has a
 * media type, no text, and a reason. Thread-safe.
 */
#ifndef VT_READ_H
#define VT_READ_H

#include "base/buf.h"
#include "outline/outline.h"
#include "read/formats.h"
#include "read/signature.h"
#include "text/clean.h"

struct vt_workers;

struct vt_reading {
    enum vt_format format;
    char encoding[48];         /* "UTF-8", "TCVN3"; "unknown": refused; "" without text */
    double encoding_score;     /* share of the marked words that are syllables in it, 0 to 1; 0 for
                                  Unicode */
    const char *text_status;   /* static: "ok", "partial", "none" */
    char reason[256];          /* translated; "" when "ok" */
    struct vt_buf text;        /* clean; empty when "none" */
    struct vt_offsets offsets; /* of text and RTF back to the bytes of `raw`; filled on request */
    size_t *pages;             /* where each page begins in `text`; none when not known */
    size_t pages_count;
    struct vt_styled_heading *headings; /* paragraphs that the format calls headings */
    size_t headings_count;
    struct vt_recognition { /* of a scan */
        char engine[64];    /* "tesseract 5.3.0 vie"; "": the text was not recognised */
        double confidence;  /* mean of the words, 0 to 1 */
    } recognition;
    struct vt_signature *signatures;
    size_t signatures_count;
};

enum vt_ocr { VT_OCR_AUTO, VT_OCR_ALWAYS, VT_OCR_NEVER };

struct vt_read_options {
    bool want_offsets;
    enum vt_ocr ocr; /* AUTO: pages and images that have no text */
};

/* Reads `raw`, whose file was called `name` (a base name; may be ""). `workers` may be NULL: then
 * formats that need one are not read. Bad input is a result, not a failure: only VANTHU_NO_MEMORY
 * can fail. The caller calls vt_reading_free() either way. */
vanthu_status vt_read(struct vt_reading *out, struct vt_workers *workers, struct vt_str raw,
                      struct vt_str name, struct vt_read_options options);
void vt_reading_free(struct vt_reading *reading);

#endif
