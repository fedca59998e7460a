/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mend.c: what can be mended of an archive: vanthu_repair().
 *
 * 1. Volumes that are not sound are made anew (mend-volumes.c). 2. What does not belong in the
 * archive is moved to the quarantine. 3. What `verify` then finds wrong of catalogue and index is
 * rebuilt. 4. Where a person says so the archive goes on without what is lost, or, where nothing
 * is, without a word, without the damaged volumes; and 3 is done again. 5. The log tells.
 */
#include "archive/mend.h"

#include "archive/copy.h"
#include "archive/loss.h"
#include "archive/same.h"
#include "archive/verify.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "volume/manifest.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

vanthu_status vt_mend_tell(struct vt_mending *m, const char *place, const char *how)
{
    m->count++;
    if (m->options->repaired)
        m->options->repaired(m->options->context, place, how);
    return vt_buf_printf(&m->done, "%s%s: %s", m->done.len ? "; " : "", place, how) == VANTHU_OK
               ? VANTHU_OK
               : vt_err_memory(m->error);
}

bool vt_mend_pass_on(void *context, const struct vanthu_progress *now)
{
    const struct vt_mending *m = context;
    return !m->options->progress || m->options->progress(m->options->context, now);
}

/* ---- what does not belong there ---- */

static vanthu_status put_strangers_aside(struct vt_mending *m, const char *dir, const char *prefix,
                                         bool (*belongs)(const char *name))
{
    struct dirent *entry;
    struct vt_buf place = {0};
    vanthu_status status = VANTHU_OK;
    DIR *d = opendir(dir);
    while (d && status == VANTHU_OK && (entry = readdir(d))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || belongs(entry->d_name))
            continue;
        char *path = vt_path_join(dir, entry->d_name);
        vt_buf_clear(&place);
        if (!path || vt_buf_printf(&place, "%s%s", prefix, entry->d_name) != VANTHU_OK)
            status = vt_err_memory(m->error);
        else
            status = vt_quarantine(m->archive->dir, path, entry->d_name, true, m->error);
        if (status == VANTHU_OK)
            status = vt_mend_tell(m, place.p, _("put into quarantine"));
        free(path);
    }
    if (d)
        closedir(d);
    vt_buf_free(&place);
    return status;
}

static bool belongs_to_volume(const char *name)
{
    return vt_volume_of(name) != 0;
}

/* ---- what is derived ---- */

static void take_note(void *context, const struct vanthu_fault *fault)
{
    struct vt_mending *m = context;
    m->rebuild |= fault->mender == VANTHU_MENDED_BY_REBUILD;
    m->reindex |= fault->mender == VANTHU_MENDED_BY_REINDEX;
    m->by_hand |= fault->mender == VANTHU_MENDED_BY_HAND;
}

/* A catalogue that cannot be opened is rebuilt; one that knows of documents which are not there any
 * more is kept, for what it knows. */
static vanthu_status look_for_faults(struct vt_mending *m, const char *dir)
{
    struct vanthu_archive *a;
    struct vanthu_verify_options options = {
        .fault = take_note, .progress = vt_mend_pass_on, .context = m};
    m->rebuild = m->reindex = m->by_hand = false;
    vanthu_status status = vanthu_archive_open(&a, dir, VANTHU_WRITE, m->error);
    if (status == VANTHU_DAMAGED || (status == VANTHU_IO && m->no_volumes))
        status = vanthu_archive_open(&a, dir, VANTHU_READ, m->error);
    if (status == VANTHU_DAMAGED) {
        m->rebuild = true;
        return VANTHU_OK;
    }
    if (status == VANTHU_OK)
        status = vanthu_verify(a, &options, NULL, m->error);
    vanthu_archive_close(a);
    m->rebuild = m->other || (m->rebuild && !m->by_hand);
    return status == VANTHU_DAMAGED ? VANTHU_OK : status;
}

static void tell_lost(void *context, const struct vanthu_lost *lost)
{
    struct vt_mending *m = context;
    char how[256];
    const char *name = lost->title ? lost->title : lost->source;
    snprintf(how, sizeof how, "%s%s%s", _("lost"), name ? ": " : "", name ? name : "");
    how[vt_utf8_valid(vt_str(how))] = '\0'; /* where it was cut within a character */
    m->lost++;
    if (m->options->repaired && !m->options->accept_loss) /* else it is told as acknowledged */
        m->options->repaired(m->options->context, lost->id, how);
}

static vanthu_status mend_derived(struct vt_mending *m, const char *dir)
{
    vanthu_status status = look_for_faults(m, dir);
    struct vanthu_rebuild_options rebuild = {
        .index_only = !m->rebuild, .lost = tell_lost, .progress = vt_mend_pass_on, .context = m};
    if (status != VANTHU_OK || !(m->rebuild || m->reindex))
        return status;
    status = vanthu_rebuild(dir, &rebuild, NULL, m->error);
    if (status == VANTHU_DAMAGED && m->rebuild) /* what is damaged in the volumes stays so */
        status = VANTHU_OK;
    if (status == VANTHU_OK && m->rebuild)
        status = vt_mend_tell(m, "catalog.sqlite", _("rebuilt"));
    return status == VANTHU_OK ? vt_mend_tell(m, "index", _("rebuilt")) : status;
}

/* ---- what is lost ---- */

/* An archive that cannot be opened, or whose catalogue is damaged, is rebuilt first; what is lost
 * by that the catalogue before knows, which is kept in quarantine. */
static vanthu_status accept_loss(struct vt_mending *m, const char *dir)
{
    bool any = false;
    struct vanthu_rebuild_options rebuild = {.progress = vt_mend_pass_on, .context = m};
    const char *why = vt_buf_cstr(&m->why);
    vanthu_status status =
        why ? vt_accept_loss(dir, m->options, why, &any, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_DAMAGED) {
        status = vanthu_rebuild(dir, &rebuild, NULL, m->error);
        if (status == VANTHU_OK || status == VANTHU_DAMAGED)
            status = vt_accept_loss(dir, m->options, why, &any, m->error);
    }
    m->lost = 0;
    m->other = false;
    return status == VANTHU_OK && any ? mend_derived(m, dir) : status;
}

/* Where nothing is lost by it a damaged volume is left without a word of anybody. */
static vanthu_status leave_damage(struct vt_mending *m, const char *dir)
{
    bool any = false;
    if (m->no_volumes)
        return VANTHU_OK;
    vanthu_status status = vt_accept_loss(dir, m->options, NULL, &any, m->error);
    if (status == VANTHU_DAMAGED)
        return VANTHU_OK;
    return status == VANTHU_OK && any ? mend_derived(m, dir) : status;
}

/* ---- the whole ---- */

static vanthu_status record(struct vt_mending *m, const char *dir)
{
    struct vanthu_archive *a;
    struct vt_log_entry entry = {
        .event = "repair", .outcome = "success", .detail = vt_buf_cstr(&m->done)};
    vanthu_status status = vanthu_archive_open(&a, dir, VANTHU_WRITE, m->error);
    if (status == VANTHU_DAMAGED) /* something is missing still, and nothing can be written */
        return VANTHU_OK;
    if (status == VANTHU_OK)
        status = vt_log_record(a, &entry, m->error);
    vanthu_archive_close(a);
    return status;
}

static vanthu_status mend_files(struct vt_mending *m, const char *dir)
{
    vanthu_status status = vt_archive_complete(dir, m->error);
    if (status == VANTHU_OK)
        status = vt_archive_enter(&m->archive, dir, VANTHU_WRITE, m->error);
    if (status == VANTHU_OK)
        status = vt_mend_volumes(m);
    if (status == VANTHU_OK)
        status = put_strangers_aside(m, m->archive->dir, "", vt_belongs_in_archive);
    if (status == VANTHU_OK)
        status = put_strangers_aside(m, m->archive->volumes_dir, "volumes/", belongs_to_volume);
    vanthu_archive_close(m->archive);
    return status;
}

/* Which would be none with the catalogue that it gets. */
static vanthu_status refuse_mirror(const char *dir, struct vanthu_error *error)
{
    bool mirror = false;
    if (vt_is_mirror(&mirror, dir, NULL) != VANTHU_OK ||
        !mirror) /* no archive.conf: a later word */
        return VANTHU_OK;
    return vt_err(error, VANTHU_USAGE,
                  _("%s: is a mirror: `vanthu -A ARCHIVE mirror %s` makes it good again"), dir,
                  dir);
}

vanthu_status vanthu_repair(const char *dir, const struct vanthu_repair_options *options,
                            uint64_t *count, struct vanthu_error *error)
{
    static const struct vanthu_repair_options defaults = {0};
    struct vt_mending m = {.options = options ? options : &defaults, .error = error};
    vanthu_status status = VANTHU_OK;
    if (m.options->accept_loss)
        status = vt_log_why(&m.why, m.options->reason, m.options->by, error);
    if (status == VANTHU_OK && m.options->mirror &&
        !(m.mirror = vt_path_join(m.options->mirror, "volumes")))
        status = vt_err_memory(error);
    if (status == VANTHU_OK && m.mirror && access(m.mirror, F_OK) != 0)
        status = vt_err(error, VANTHU_NO_ARCHIVE, _("%s: is no mirror"), m.options->mirror);
    if (status == VANTHU_OK && m.mirror)
        status = vt_same_archive(dir, m.options->mirror, error);
    if (status == VANTHU_OK)
        status = refuse_mirror(dir, error);
    if (status == VANTHU_OK)
        status = mend_files(&m, dir);
    if (status == VANTHU_OK)
        status = mend_derived(&m, dir);
    if (status == VANTHU_OK && m.later.status == VANTHU_OK) {
        if (m.options->accept_loss)
            status = accept_loss(&m, dir);
        else if (m.by_hand)
            status = leave_damage(&m, dir);
    }
    if (status == VANTHU_OK && m.count)
        status = record(&m, dir);
    if (status == VANTHU_OK && m.later.status != VANTHU_OK) {
        status = m.later.status;
        if (error)
            *error = m.later;
    }
    if (status == VANTHU_OK && m.lost)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu documents are lost"), dir,
                        (unsigned long long)m.lost);
    if (count)
        *count = m.count;
    vt_buf_free(&m.done);
    vt_buf_free(&m.why);
    free(m.mirror);
    return status;
}
