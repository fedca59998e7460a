/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quotes.h: the lines that an amending law quotes of another. */
#ifndef VT_QUOTES_H
#define VT_QUOTES_H

#include "outline/lines.h"

struct vt_quotes {
    const struct vt_lines *lines;
    size_t to; /* the last line of the last quotation; 0: none yet */
};

/* Does line `i` belong to a quotation: from a line that begins with a quotation mark below a colon,
 * or has one behind a colon, to the next that ends with one, unless another begins before. To be
 * asked for one line after the other. */
bool vt_quotes_hold(struct vt_quotes *quotes, size_t i);

#endif
