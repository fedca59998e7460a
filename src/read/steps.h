/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * steps.h: what all readers do with the text they got out of a file: Unicode, lines that end in LF,
 * clean text. A step that has nothing to do is left out. The ways back of the steps are put
 * together, so that a place in the clean text is known in the bytes.
 */
#ifndef VT_STEPS_H
#define VT_STEPS_H

#include "read/read.h"
#include "text/unicode.h"

struct vt_steps {
    struct vt_str text;        /* so far; of the file, or in one of `made` */
    struct vt_buf made[2];     /* the one that does not hold `text` is free */
    struct vt_offsets offsets; /* from `text` back to the bytes of the file */
    bool want_offsets;
    size_t broken; /* places that became U+FFFD */
    struct vt_decision decision;
};

/* The buffer to make the next text in, empty. */
struct vt_buf *vt_steps_buffer(struct vt_steps *s);

/* A step is done: `made` is the text now; `step`, emptied, leads back to the one before. */
vanthu_status vt_steps_done(struct vt_steps *s, struct vt_buf *made, struct vt_offsets *step);

/* Makes the text Unicode (unicode.h) and keeps the decision. */
vanthu_status vt_steps_unicode(struct vt_steps *s);

/* Ends lines with LF, cleans, and puts text, offsets, status and reason into `out`; text that is
 * damaged or not understood is "partial"; without a letter, there is none. */
vanthu_status vt_steps_finish(struct vt_steps *s, struct vt_reading *out);

void vt_steps_free(struct vt_steps *s);

#endif
