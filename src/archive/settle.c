/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.c: what an interrupted compaction left is taken away.
 *
 * The catalogue tells how far it had come. Its commit is the moment in which the new volumes take
 * the place of the old ones: before it they are removed again, after it the old ones are.
 */
#include "archive/settle.h"

#include "archive/copy.h"
#include "archive/lost.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/heads.h"
#include "volume/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

char *vt_compaction_dir(const struct vanthu_archive *archive)
{
    return vt_path_join(archive->dir, "volumes.new");
}

struct removal {
    const char *dir;
    struct vanthu_error *error;
};

static vanthu_status remove_file(void *context, const char *name)
{
    const struct removal *r = context;
    char *path = vt_path_join(r->dir, name);
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(r->error);
    if (path && unlink(path) != 0 && errno != ENOENT)
        status = vt_err_errno(r->error, errno, _("%s: cannot remove"), path);
    free(path);
    return status;
}

static vanthu_status remove_volume(const char *dir, uint32_t volume, struct vanthu_error *error)
{
    struct removal removal = {dir, error};
    return vt_volume_files(dir, volume, remove_file, &removal, error);
}

vanthu_status vt_remove_volumes(const char *dir, const uint32_t *volumes, size_t count,
                                struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        status = remove_volume(dir, volumes[i], error);
        if (status == VANTHU_OK && (i == 0 || i + 1 == count))
            status = vt_dir_sync(dir, error);
    }
    return status;
}

static bool is_in(const uint32_t *volumes, size_t count, uint32_t volume)
{
    for (size_t i = 0; i < count; i++)
        if (volumes[i] == volume)
            return true;
    return false;
}

/* ---- new volumes that the catalogue does not know ---- */

static vanthu_status must_be_there(const struct vt_volume_head *head, const uint32_t *all,
                                   size_t count, const char *dir, struct vanthu_error *error)
{
    for (size_t i = 0; i < head->replaces_count; i++)
        if (!is_in(all, count, head->replaces[i]))
            return vt_err(error, VANTHU_DAMAGED,
                          _("%s: was compacted, and the catalogue is from before: run `vanthu "
                            "rebuild`"),
                          dir);
    return VANTHU_OK;
}

static vanthu_status remove_new(struct vanthu_archive *a, const uint32_t *all, size_t count,
                                uint32_t last, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    size_t made = 0;
    uint32_t *volumes = calloc(count + 1, sizeof *volumes);
    if (!volumes)
        return vt_err_memory(error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        struct vt_volume_head head = {0};
        if (all[i] <= last)
            continue;
        status = vt_volume_head_read(&head, a->volumes_dir, all[i], error);
        if (status == VANTHU_OK && head.first) {
            status = must_be_there(&head, all, count, a->volumes_dir, error);
            volumes[made++] = all[i];
        }
        vt_volume_head_free(&head);
    }
    if (status == VANTHU_OK)
        status = vt_remove_volumes(a->volumes_dir, volumes, made, error);
    free(volumes);
    return status;
}

/* ---- old volumes that it knows no more ---- */

static vanthu_status list_unknown(struct vanthu_archive *a, uint32_t *out, size_t *unknown,
                                  const uint32_t *all, size_t count, uint32_t last,
                                  struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < count && all[i] <= last && status == VANTHU_OK; i++) {
        bool known = true;
        status = vt_catalog_knows_volume(a->catalog, all[i], &known, error);
        if (!known)
            out[(*unknown)++] = all[i];
    }
    return status;
}

static vanthu_status is_there(void *context, const char *id)
{
    (void)id;
    *(bool *)context = true;
    return VANTHU_OK;
}

/* One that holds what is lost is no leftover: somebody has brought it from elsewhere. */
static vanthu_status remove_one(struct vanthu_archive *a, uint32_t volume,
                                struct vanthu_error *error)
{
    char name[16];
    bool lost = false;
    vanthu_status status =
        vt_lost_in_volume(a->catalog, a->volumes_dir, volume, is_there, &lost, error);
    vt_volume_name(name, volume);
    char *path = vt_path_join(a->volumes_dir, name);
    if (!path)
        status = vt_err_memory(error);
    if (status == VANTHU_OK && lost)
        status = vt_quarantine(a->dir, path, name, true, error);
    free(path);
    return status == VANTHU_OK ? vt_remove_volumes(a->volumes_dir, &volume, 1, error) : status;
}

static vanthu_status remove_old(struct vanthu_archive *a, const uint32_t *all, size_t count,
                                uint32_t last, struct vanthu_error *error)
{
    uint32_t *in_force = NULL;
    size_t unknown = 0, in_force_count = 0;
    uint32_t *volumes = calloc(count + 1, sizeof *volumes);
    vanthu_status status = volumes ? list_unknown(a, volumes, &unknown, all, count, last, error)
                                   : vt_err_memory(error);
    if (status == VANTHU_OK && unknown)
        status = vt_volumes_in_force(&in_force, &in_force_count, a->volumes_dir, error);
    for (size_t i = 0; i < unknown && status == VANTHU_OK; i++)
        if (!is_in(in_force, in_force_count, volumes[i]))
            status = remove_one(a, volumes[i], error);
    free(in_force);
    free(volumes);
    return status;
}

vanthu_status vt_settle_compaction(struct vanthu_archive *a, const struct vt_catalog_state *state,
                                   struct vanthu_error *error)
{
    uint32_t *all = NULL;
    size_t count = 0;
    char *making = vt_compaction_dir(a);
    vanthu_status status = making ? vt_dir_remove(making, error) : vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_volume_list(&all, &count, a->volumes_dir, error);
    if (status == VANTHU_OK)
        status = remove_new(a, all, count, state->volume, error);
    if (status == VANTHU_OK)
        status = remove_old(a, all, count, state->volume, error);
    free(all);
    free(making);
    return status;
}
