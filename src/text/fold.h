/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fold.h: the folding levels, each coarser than the one before.
 *
 *   L0  case folded
 *   L1  L0 with the tone on its canonical letter (old style: hòa, khỏe, thủy)
 *   L2  L1 without tone marks; quality marks and đ stay
 *   L3  L2 without marks on Latin letters, đ to d: the key under which all spellings meet
 *
 * The input is clean text (clean.h). All levels are idempotent and compose. Scripts other than
 * Latin are case folded and otherwise untouched. Pure, thread-safe.
 */
#ifndef VT_FOLD_H
#define VT_FOLD_H

#include "base/buf.h"

enum vt_level { VT_L0, VT_L1, VT_L2, VT_L3 };

/* Appends `clean` folded to `level`. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_fold(struct vt_buf *out, struct vt_str clean, enum vt_level level);

#endif
