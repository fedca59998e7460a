/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signatures.h: the signatures of a PDF (ISO 32000-1, 12.8; PAdES, EN 319 142). One signature names
 * the bytes of the file that it signs by their offsets, so it stands in the file as it is, whatever
 * becomes of the tables around it.
 */
#ifndef VT_SIGNATURES_H
#define VT_SIGNATURES_H

#include "read/read.h"

/* Puts the signatures of the PDF `raw` into `out`, in the order they stand there. Only
 * VANTHU_NO_MEMORY can fail. */
vanthu_status vt_read_signatures(struct vt_reading *out, struct vt_str raw);

#endif
