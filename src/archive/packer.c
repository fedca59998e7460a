/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packer.c: loads libarchive. */
#include "archive/packer.h"

#include "base/err.h"

#include <dlfcn.h>

/* The name of its interface since version 3.0. */
static const char LIBRARY[] = "libarchive.so.13";

vanthu_status vt_packer_load(struct vt_packer *out, struct vanthu_error *error)
{
    *out = (struct vt_packer){.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL)};
    bool whole = out->library;
#define FIND(name) whole = whole && (out->name = (__typeof__(out->name))dlsym(out->library, #name));
    VT_PACKER_FUNCTIONS(FIND)
#undef FIND
    return whole ? VANTHU_OK
                 : vt_err(error, VANTHU_IO, _("bundles need the library %s, which is not there"),
                          LIBRARY);
}
