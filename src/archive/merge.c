/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * merge.c: one volume of two damaged copies.
 *
 * 1. ours is copied; 2. each place that is broken gets the bytes of theirs; 3. where that did not
 * make it whole it gets ours again, of which something may be had yet. Copies of one volume have
 * the same bytes at the same places, so no boundary of a frame needs to be known.
 */
#include "archive/merge.h"

#include "archive/copy.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/volume.h"

#include <stdlib.h>

struct merging {
    const char *work_dir;
    uint32_t volume;
    char *ours, *theirs, *to;
    uint64_t ours_bytes, theirs_bytes;
    struct vt_buf broken; /* struct vt_frame: places */
    struct vanthu_error *error;
};

static vanthu_status note_broken(void *context, const struct vt_scanned *s)
{
    struct merging *m = context;
    return s->kind != VT_SCANNED_BROKEN ||
                   vt_buf_append(&m->broken, &s->frame, sizeof s->frame) == VANTHU_OK
               ? VANTHU_OK
               : vt_err_memory(m->error);
}

/* Gives every place that is broken the bytes that `from` has there. */
static vanthu_status fill(struct merging *m, const char *from, uint64_t from_bytes)
{
    uint64_t end;
    bool torn;
    vt_buf_clear(&m->broken);
    vanthu_status status = vt_volume_scan(m->work_dir, m->volume, 0, VT_SCAN_HASHING, note_broken,
                                          m, &end, &torn, m->error);
    const struct vt_frame *places = (const struct vt_frame *)(const void *)m->broken.p;
    for (size_t i = 0; i < m->broken.len / sizeof *places && status == VANTHU_OK; i++) {
        uint64_t begin = places[i].offset, behind = begin + places[i].bytes;
        if (behind > from_bytes)
            behind = from_bytes;
        if (begin < behind)
            status = vt_copy_part(from, m->to, begin, behind, m->error);
    }
    return status;
}

static vanthu_status merge(struct merging *m)
{
    bool there;
    vanthu_status status = vt_file_bytes(m->ours, &there, &m->ours_bytes, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(m->theirs, &there, &m->theirs_bytes, m->error);
    if (status == VANTHU_OK)
        status = vt_copy_file(m->ours, m->to, m->error);
    if (status == VANTHU_OK && m->theirs_bytes > m->ours_bytes)
        status = vt_copy_rest(m->theirs, m->to, m->theirs_bytes, m->error);
    if (status == VANTHU_OK)
        status = fill(m, m->theirs, m->theirs_bytes);
    return status == VANTHU_OK ? fill(m, m->ours, m->ours_bytes) : status;
}

vanthu_status vt_volume_merge(const char *work_dir, const char *ours_dir, const char *theirs_dir,
                              uint32_t volume, struct vanthu_error *error)
{
    char name[16];
    vt_volume_name(name, volume);
    struct merging m = {.work_dir = work_dir,
                        .volume = volume,
                        .ours = vt_path_join(ours_dir, name),
                        .theirs = vt_path_join(theirs_dir, name),
                        .to = vt_path_join(work_dir, name),
                        .error = error};
    vanthu_status status = m.ours && m.theirs && m.to ? merge(&m) : vt_err_memory(error);
    vt_buf_free(&m.broken);
    free(m.ours);
    free(m.theirs);
    free(m.to);
    return status;
}
