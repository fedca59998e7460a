/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-signatures.c: whatever a PDF says of its signatures can be believed to be one of it. */
#include "fuzz.h"

#include "formats/formats-readers.h"
#include "formats/signatures.h"

bool vt_worker_alive(void)
{
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_reading r = {0};
    promise(vt_read_signatures(&r, (struct vt_str){(const char *)data, size}) == VANTHU_OK);
    promise(r.signatures_count <= VT_SIGNATURES_MAX);
    for (size_t i = 0; i < r.signatures_count; i++)
        promise(vt_signature_sound(&r.signatures[i], size));
    vt_reading_free(&r);
    return 0;
}
