/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zip.h: named parts of an office document in a ZIP container, in memory, with limits. */
#ifndef VT_ZIP_H
#define VT_ZIP_H

#include "base/buf.h"

enum vt_zip_fault { VT_ZIP_FINE, VT_ZIP_DAMAGED, VT_ZIP_ENCRYPTED, VT_ZIP_TOO_LARGE };

struct vt_zip_part {
    char *name;
    struct vt_buf bytes;
};

/* Zeroed, it is empty. */
struct vt_zip {
    struct vt_zip_part *parts;
    size_t count, cap;
    enum vt_zip_fault fault; /* what kept it from being read to its end */
};

/* Reads the parts whose names `wanted` accepts. Faults are results; only VANTHU_NO_MEMORY fails. */
vanthu_status vt_zip_read(struct vt_zip *zip, struct vt_str raw, bool (*wanted)(const char *name));

/* The bytes of a part; none when it is not there. */
struct vt_str vt_zip_part(const struct vt_zip *zip, const char *name);
void vt_zip_free(struct vt_zip *zip);

#endif
