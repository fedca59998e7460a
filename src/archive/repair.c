/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repair.c: what a writer does when it opens an archive. */
#include "archive/repair.h"

#include "archive/adopt.h"
#include "archive/reindex.h"
#include "archive/settle.h"
#include "base/err.h"
#include "base/file.h"

#include "volume/manifest.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const leftovers[] = {"catalog.sqlite.new",
                                        "catalog.sqlite.new-wal",
                                        "catalog.sqlite.new-shm",
                                        "catalog.sqlite.new-journal",
                                        "index.new",
                                        "volumes.new",
                                        "tail.new",
                                        "index.old",
                                        "README.txt.new",
                                        "archive.conf.new"};
enum { LEFTOVERS = sizeof leftovers / sizeof *leftovers };

bool vt_is_leftover(const char *name)
{
    for (size_t i = 0; i < LEFTOVERS; i++)
        if (strcmp(name, leftovers[i]) == 0)
            return true;
    return false;
}

/* What cannot be removed is in nobody's way. */
static vanthu_status remove_leftovers(const struct vanthu_archive *a, struct vanthu_error *error)
{
    for (size_t i = 0; i < LEFTOVERS; i++) {
        char *path = vt_path_join(a->dir, leftovers[i]);
        if (!path)
            return vt_err_memory(error);
        vt_dir_remove(path, NULL);
        free(path);
    }
    return VANTHU_OK;
}

/* A file beside a volume that was being made. */
static vanthu_status remove_unfinished(const struct vanthu_archive *a, struct vanthu_error *error)
{
    struct dirent *entry;
    vanthu_status status = VANTHU_OK;
    DIR *d = opendir(a->volumes_dir);
    while (d && status == VANTHU_OK && (entry = readdir(d))) {
        if (!vt_volume_of(entry->d_name) ||
            !vt_str_ends(vt_str(entry->d_name), VT_STR(VT_UNFINISHED)))
            continue;
        char *path = vt_path_join(a->volumes_dir, entry->d_name);
        if (path)
            unlink(path);
        else
            status = vt_err_memory(error);
        free(path);
    }
    if (d)
        closedir(d);
    return status;
}

/* A volume whose first frame was torn holds nothing that was acknowledged. */
static vanthu_status adopt_later(struct vt_adopting *adopting, const uint32_t *volumes,
                                 size_t count, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    uint32_t committed = adopting->state.volume;
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        if (volumes[i] > committed)
            status = vt_adopt_volume(adopting, volumes[i], 0, error);
    return status;
}

static vanthu_status adopt_tail(struct vanthu_archive *a, struct vt_catalog_state *state,
                                struct vanthu_error *error)
{
    struct vt_adopting adopting = {.catalog = a->catalog,
                                   .workers = a->workers,
                                   .volumes_dir = a->volumes_dir,
                                   .care = VT_SCAN_HASHING,
                                   .state = *state};
    uint32_t *volumes = NULL;
    size_t count;
    vanthu_status status = vt_volume_list(&volumes, &count, a->volumes_dir, error);
    if (status == VANTHU_OK && state->volume)
        status = vt_adopt_volume(&adopting, state->volume, state->volume_bytes, error);
    if (status == VANTHU_OK)
        status = adopt_later(&adopting, volumes, count, error);
    if (status == VANTHU_OK && adopting.broken)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %s; run `vanthu rebuild`"), a->volumes_dir,
                        adopting.problem);
    free(volumes);
    *state = adopting.state;
    return status;
}

static vanthu_status open_index(struct vanthu_archive *a, const struct vt_catalog_state *state,
                                struct vanthu_error *error)
{
    vanthu_status status = vt_index_writer_open(&a->index_writer, a->index_dir, error);
    if (status != VANTHU_OK)
        return status;
    uint64_t reached = vt_index_generation(a->index_writer);
    if (reached > state->generation)
        return vt_err(error, VANTHU_DAMAGED,
                      _("%s: belongs to a later state of the archive: run `vanthu rebuild "
                        "--index-only`"),
                      a->index_dir);
    if (reached < state->generation)
        status = vt_reindex(a->catalog, a->index_writer, reached, state, NULL, NULL, error);
    return status;
}

vanthu_status vt_repair_forward(struct vanthu_archive *a, struct vanthu_error *error)
{
    struct vt_catalog_state state;
    vanthu_status status = remove_leftovers(a, error);
    if (status == VANTHU_OK)
        status = remove_unfinished(a, error);
    if (status == VANTHU_OK)
        status = vt_catalog_state(a->catalog, &state, error);
    if (status == VANTHU_OK)
        status = vt_settle_compaction(a, &state, error);
    if (status == VANTHU_OK)
        status = adopt_tail(a, &state, error);
    if (status == VANTHU_OK)
        status = vt_volume_writer_open(&a->volume_writer, a->volumes_dir, state.volume,
                                       state.volume_bytes, error);
    if (status == VANTHU_OK)
        status = open_index(a, &state, error);
    return status;
}
