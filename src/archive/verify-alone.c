/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify-alone.c: the volumes by themselves, where there is no catalogue that could be read: of an
 * archive that has lost it, and of a mirror, which has none.
 */
#include "archive/verify.h"

#include "archive/parity.h"
#include "archive/same.h"
#include "base/err.h"

#include <unistd.h>

static vanthu_status check_volumes(struct vt_verifying *v)
{
    v->alone = true;
    v->summary->documents = v->summary->frames = v->summary->bytes = 0;
    v->done_bytes = v->total_bytes = 0;
    vt_buf_clear(&v->deferred); /* by a catalogue that is not to be trusted */
    vanthu_status status = vt_parity_wanted(&v->parity, v->archive->dir, v->error);
    if (status == VANTHU_OK)
        status = vt_verify_pool(v);
    if (status == VANTHU_OK)
        status = vt_verify_volumes_alone(v);
    vt_pool_free(v->pool);
    v->pool = NULL;
    v->told_all = true;
    return status;
}

/* The cause may advise to rebuild. */
static const char *problem_of(const struct vt_verifying *v, bool there, const char *cause)
{
    if (!there)
        return _("the catalogue is missing");
    return cause && !v->unsafe ? cause : _("the catalogue is damaged, and cannot be read");
}

vanthu_status vt_verify_alone(struct vt_verifying *v, const char *cause)
{
    const struct vanthu_archive *a = v->archive;
    bool there = access(a->catalog_path, F_OK) == 0;
    const char *remedy = _("all originals that are in the volumes are safe: run `vanthu verify "
                           "--repair`");
    vanthu_status status = check_volumes(v);
    if (!there && access(a->index_dir, F_OK) != 0)
        remedy = _("if this is a mirror run `vanthu -A ARCHIVE mirror`; if it is an archive "
                   "all originals that are in the volumes are safe: run `vanthu verify --repair`");
    if (status == VANTHU_OK)
        vt_verify_report(v, VANTHU_MENDED_BY_REBUILD, "catalog.sqlite", NULL,
                         problem_of(v, there, cause), remedy);
    return status;
}

static bool has_catalog(const struct vanthu_archive *a, struct vanthu_error *cause)
{
    struct vt_catalog *catalog = NULL;
    vanthu_status status = vt_catalog_open(&catalog, a->catalog_path, VT_CATALOG_READ, cause);
    vt_catalog_close(catalog);
    return status == VANTHU_OK;
}

vanthu_status vanthu_verify_volumes(const char *dir, const struct vanthu_verify_options *options,
                                    struct vanthu_verify_summary *summary,
                                    struct vanthu_error *error)
{
    static const struct vanthu_verify_options defaults = {0};
    struct vanthu_verify_summary ignored;
    struct vanthu_error cause = {.status = VANTHU_OK};
    struct vt_verifying v = {.options = options ? options : &defaults,
                             .summary = summary ? summary : &ignored,
                             .error = error};
    *v.summary = (struct vanthu_verify_summary){0};
    vanthu_status status = vt_archive_enter(&v.archive, dir, VANTHU_READ, error);
    if (status == VANTHU_OK)
        status = vt_is_mirror(&v.summary->mirror, dir, error);
    if (status == VANTHU_OK)
        status = v.summary->mirror || has_catalog(v.archive, &cause)
                     ? check_volumes(&v)
                     : vt_verify_alone(&v, cause.message);
    if (status == VANTHU_OK && v.summary->faults)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu faults found"), dir,
                        (unsigned long long)v.summary->faults);
    vt_verify_end(&v);
    vanthu_archive_close(v.archive);
    return status;
}
