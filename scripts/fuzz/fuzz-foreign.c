/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-foreign.c: whole files of formats that libraries take apart: messages, PDF, bundles, OLE and
 * ZIP containers; and the members of those that have some.
 */
#include "fuzz-reading.h"

bool vt_worker_alive(void)
{
    return true;
}

static bool see_member(void *context, struct vt_str name, struct vt_str bytes)
{
    size_t *count = context;
    promise(name.len && vt_utf8_valid(name) == name.len && !memchr(name.p, 0, name.len));
    promise(bytes.len <= (size_t)64 << 20);
    return ++*count < 100;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_str raw = {(const char *)data, size};
    enum vt_format format = vt_format_of(raw, VT_STR(""));
    struct vt_reading r = {.format = format}, members = {.format = format};
    size_t count = 0;
    if (vt_is_bundle(format) || format == VT_EML)
        check_reading(&members, vt_read_members(&members, raw, see_member, &count));
    if (format != VT_HTML)
        check_reading(&r, vt_read_foreign(&r, raw, VT_OCR_NEVER));
    return 0;
}
