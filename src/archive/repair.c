/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repair.c: what a writer does when it opens an archive. */
#include "archive/repair.h"

#include "archive/adopt.h"
#include "archive/reindex.h"
#include "archive/settle.h"
#include "base/err.h"

#include <stdlib.h>

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
    vanthu_status status = vt_catalog_state(a->catalog, &state, error);
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
