/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify-against.c: the volumes and those of a mirror, byte by byte. */
#include "archive/verify.h"

#include "archive/copy.h"
#include "archive/same.h"
#include "archive/sound.h"
#include "base/err.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static vanthu_status tell_difference(struct vt_verifying *v, const char *mirror, uint32_t volume,
                                     uint64_t bytes, uint64_t at)
{
    char name[16], place[64];
    bool ours = false, theirs = false;
    vanthu_status status =
        vt_volume_is_sound(v->archive->volumes_dir, volume, bytes, &ours, v->error);
    if (status == VANTHU_OK)
        status = vt_volume_is_sound(mirror, volume, bytes, &theirs, v->error);
    vt_volume_name(name, volume);
    snprintf(place, sizeof place, "volumes/%s @%llu", name, (unsigned long long)at);
    if (status != VANTHU_OK)
        return status;
    if (ours && !theirs)
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, NULL,
                         _("the copy in the mirror is damaged"),
                         _("the archive is sound: run `vanthu mirror --check`"));
    else if (theirs && !ours)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("is not as in the mirror, which is sound"),
                         _("run `vanthu verify --repair --against` with the mirror"));
    else if (!ours)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("is not as in the mirror, and both are damaged"),
                         _("what is whole in one of them can be had: run `vanthu verify --repair "
                           "--against` with the mirror"));
    else
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, place, NULL,
                         _("is not as in the mirror, and neither is better than the other"),
                         _("compare both with a backup"));
    return VANTHU_OK;
}

/* Ours may have been cut when nobody knew what it held. */
static vanthu_status tell_more(struct vt_verifying *v, const char *mirror, uint32_t volume,
                               uint64_t theirs)
{
    char name[16], place[64];
    bool sound = false;
    vanthu_status status = vt_volume_is_sound(mirror, volume, theirs, &sound, v->error);
    vt_volume_name(name, volume);
    snprintf(place, sizeof place, "volumes/%s", name);
    if (status == VANTHU_OK && sound)
        vt_verify_report(v, VANTHU_MENDED_BY_REPAIR, place, NULL,
                         _("the mirror has more of this volume, and is sound"),
                         _("run `vanthu verify --repair --against` with the mirror"));
    return status;
}

static vanthu_status compare(struct vt_verifying *v, const char *mirror, uint32_t volume)
{
    char name[16];
    bool there = false, there_too = false;
    uint64_t ours = 0, theirs = 0, bytes, at = 0;
    vt_volume_name(name, volume);
    char *a = vt_path_join(v->archive->volumes_dir, name), *b = vt_path_join(mirror, name);
    vanthu_status status =
        a && b ? vt_file_bytes(a, &there, &ours, v->error) : vt_err_memory(v->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(b, &there_too, &theirs, v->error);
    bytes = volume == v->state.volume ? v->state.volume_bytes : ours;
    if (status == VANTHU_OK && there && there_too)
        status = vt_compare_files(a, b, bytes, &at, v->error);
    if (status == VANTHU_OK && there && at == theirs && theirs < bytes)
        v->summary->behind += bytes - theirs; /* it has the beginning */
    else if (status == VANTHU_OK && at == bytes && theirs > ours)
        status = tell_more(v, mirror, volume, theirs);
    else if (status == VANTHU_OK && at < bytes)
        status = tell_difference(v, mirror, volume, bytes, at);
    free(a);
    free(b);
    return status;
}

vanthu_status vt_verify_against(struct vt_verifying *v)
{
    struct vt_buf volumes = {0};
    char *mirror = vt_path_join(v->options->mirror, "volumes");
    if (mirror && access(mirror, F_OK) != 0) {
        free(mirror);
        return vt_err(v->error, VANTHU_NO_ARCHIVE, _("%s: is no mirror"), v->options->mirror);
    }
    vanthu_status status = vt_same_archive(v->archive->dir, v->options->mirror, v->error);
    if (status == VANTHU_OK)
        status = mirror ? vt_verify_list(v, &volumes) : vt_err_memory(v->error);
    const uint32_t *numbers = (const uint32_t *)(const void *)volumes.p;
    for (size_t i = 0; i < volumes.len / sizeof *numbers && status == VANTHU_OK; i++)
        status = compare(v, mirror, numbers[i]);
    vt_buf_free(&volumes);
    free(mirror);
    return status;
}
