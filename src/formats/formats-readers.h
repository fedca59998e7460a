/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formats-readers.h: the readers of single formats, which run in a worker. Each fills everything of
 * `out` but the format; bad input is a result with its reason; only VANTHU_NO_MEMORY can fail.
 */
#ifndef VT_FORMATS_READERS_H
#define VT_FORMATS_READERS_H

#include "formats/zip.h"
#include "read/reader.h"

vanthu_status vt_read_docx(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_xlsx(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_pptx(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_odf(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_html(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_doc(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_ppt(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_ole(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_xls(struct vt_reading *out, struct vt_str raw);
vanthu_status vt_read_pdf(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr);
vanthu_status vt_read_image(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr);
vanthu_status vt_read_mail(struct vt_reading *out, struct vt_str raw);

/* By the one of them that reads out->format. */
vanthu_status vt_read_foreign(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr);

/* Something was done, and more is to come: who waits may go on waiting. False: the file has had all
 * the time that one may have; what was read so far is its text. */
bool vt_worker_alive(void);

/* Reads the members of a bundle and hands each on; sets status and reason of `out`. */
typedef bool (*vt_member_sink)(void *context, struct vt_str name, struct vt_str bytes);
vanthu_status vt_read_members(struct vt_reading *out, struct vt_str raw, vt_member_sink sink,
                              void *context);

/* The part that every document of its kind has is missing, or the container is encrypted, damaged
 * or too large: the reason is set and true returned. */
bool vt_zip_unreadable(struct vt_reading *out, const struct vt_zip *zip, const char *part);

/* The text is read; what the container or the part lacks makes it "partial". */
void vt_zip_judge(struct vt_reading *out, const struct vt_zip *zip, bool whole);

#endif
