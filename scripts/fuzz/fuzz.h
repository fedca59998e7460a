/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h: what the fuzz targets share. */
#ifndef VT_FUZZ_H
#define VT_FUZZ_H

#include "base/buf.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A broken promise is a finding. */
static inline void promise(bool kept)
{
    if (!kept)
        abort();
}

/* Text of any bytes: UTF-8 with U+FFFD for what is broken. The caller frees. */
static inline struct vt_buf as_text(const uint8_t *data, size_t size)
{
    struct vt_buf text = {0};
    promise(vt_utf8_repair(&text, (struct vt_str){(const char *)data, size}, NULL) == VANTHU_OK);
    return text;
}

#endif
