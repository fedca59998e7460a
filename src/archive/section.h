/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * section.h: the section that a path names: "I/1/1.2", "Chương II/Điều 5", "phần 1/kết quả".
 *
 * A step names a heading by its label, with or without the mark behind it; by the last word of the
 * label; or by how its line, with or without the label, begins, in any case and marks. The closer
 * way of naming counts before the looser, the outer heading before those inside it.
 */
#ifndef VT_SECTION_H
#define VT_SECTION_H

#include "base/arena.h"
#include "base/buf.h"

/* Sets *found to the one heading that `path` names. VANTHU_NOT_FOUND when none is,
 * VANTHU_AMBIGUOUS, with the headings above them in the message, when it names several. `id` is for
 * messages. */
vanthu_status vt_section_find(const struct vanthu_heading **found,
                              const struct vanthu_document *document, const char *id,
                              const char *path, struct vanthu_error *error);

#endif
