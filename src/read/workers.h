/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workers.h: processes that read foreign formats, without network, without writing, with limits of
 * memory and time (formats/confine.h). One reads one file at a time and is used again; one that
 * crashes, loops or grows too large is replaced, and costs its one file the text: a file whose
 * reader had read others before is tried once more by a fresh one. Nothing that a worker says is
 * believed before it is checked (answer.h).
 *
 * Thread-safe: as many workers are started as threads ask at one time.
 */
#ifndef VT_WORKERS_H
#define VT_WORKERS_H

#include "read/read.h"

/* Seconds of the processor that a step of work may take: a file, a page that is recognised. */
enum { VT_PATIENCE = 60 };

/* An empty set; none is started before one is needed. NULL: no memory. */
struct vt_workers *vt_workers_new(unsigned patience);

/* Ends them all. No thread may use them any more. */
void vt_workers_free(struct vt_workers *workers);

/* As vt_read(), of a format that is in `out`. */
vanthu_status vt_workers_read(struct vt_workers *workers, struct vt_reading *out, struct vt_str raw,
                              enum vt_ocr ocr);

/* One member of a bundle: its name as the bundle gives it, in UTF-8, and its bytes. */
typedef vanthu_status (*vt_member_fn)(void *context, struct vt_str name, struct vt_str bytes);

/* Calls `each` for every member of the bundle `raw`, in order. `reading` gets "ok", or the reason
 * why not all could be taken out. Fails as `each` does, and with VANTHU_NO_MEMORY. */
vanthu_status vt_workers_members(struct vt_workers *workers, struct vt_reading *reading,
                                 struct vt_str raw, vt_member_fn each, void *context);

#endif
