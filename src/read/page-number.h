/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page-number.h: lines that only number a page, which sentences run past. Pure. */
#ifndef VT_PAGE_NUMBER_H
#define VT_PAGE_NUMBER_H

#include "base/str.h"
#include "text/legacy.h"

/* "3", "- 3 -", "Trang 3/12", "Page 3 of 12", in UTF-8. */
bool vt_is_page_number(struct vt_str line);

/* The same of characters as fonts have them (fonted.h). */
bool vt_cells_page_number(const vt_cell *cells, size_t count);

#endif
