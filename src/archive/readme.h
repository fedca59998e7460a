/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readme.h: README.txt of an archive, in Vietnamese and English. */
#ifndef VT_README_H
#define VT_README_H

extern const char VT_README[];

#endif
