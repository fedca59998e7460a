/* SPDX-License-Identifier: GPL-3.0-or-later */
/* syllable.c: the validator: shape.c with the question put shortly. */
#include "syllable.h"
#include "shape.h"

enum vt_syllable vt_syllable(struct vt_str run)
{
    struct vt_shape shape;
    if (!vt_shape_read(&shape, run) || !vt_shape_valid(&shape, false))
        return VT_NOT_SYLLABLE;
    return vt_shape_valid(&shape, true) ? VT_STRICT_SYLLABLE : VT_LOOSE_SYLLABLE;
}
