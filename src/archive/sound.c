/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sound.c: whether everything in a volume is what it should be. */
#include "archive/sound.h"

#include "base/err.h"
#include "volume/frame.h"
#include "volume/manifest.h"

struct looking {
    uint64_t bytes;
    bool whole;
};

static vanthu_status look(void *context, const struct vt_scanned *s)
{
    struct looking *l = context;
    if (s->kind == VT_SCANNED_BROKEN && s->frame.offset < l->bytes)
        l->whole = false;
    return VANTHU_OK;
}

vanthu_status vt_volume_is_whole(const char *volumes_dir, uint32_t volume, uint64_t bytes,
                                 bool *whole, uint64_t *end, struct vanthu_error *error)
{
    struct looking l = {.bytes = bytes, .whole = true};
    bool torn;
    *end = 0;
    vanthu_status status =
        vt_volume_scan(volumes_dir, volume, 0, VT_SCAN_HASHING, look, &l, end, &torn, error);
    *whole = status == VANTHU_OK && l.whole;
    return status == VANTHU_DAMAGED ? VANTHU_OK : status; /* it is missing */
}

static vanthu_status has_bytes(const char *dir, uint32_t volume, uint64_t bytes, bool *has,
                               struct vanthu_error *error)
{
    struct vt_volume_file file;
    vanthu_status status = vt_volume_file_open(&file, dir, volume, error);
    *has = status == VANTHU_OK && file.bytes >= bytes;
    vt_volume_file_close(&file);
    return status == VANTHU_DAMAGED ? VANTHU_OK : status; /* it is missing */
}

vanthu_status vt_volume_is_sound(const char *volumes_dir, uint32_t volume, uint64_t bytes,
                                 bool *sound, struct vanthu_error *error)
{
    enum vt_manifest_found found = VT_MANIFEST_FITS;
    uint64_t end;
    bool has = false, whole = false;
    *sound = false;
    vanthu_status status = has_bytes(volumes_dir, volume, bytes, &has, error);
    if (status == VANTHU_OK && has)
        status = vt_volume_is_whole(volumes_dir, volume, bytes, &whole, &end, error);
    if (status == VANTHU_OK && whole)
        status = vt_manifest_check(&found, volumes_dir, volume, error);
    if (status == VANTHU_OK)
        *sound = whole && (found == VT_MANIFEST_FITS || found == VT_MANIFEST_MISSING);
    return status;
}
