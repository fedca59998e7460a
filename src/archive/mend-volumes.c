/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mend-volumes.c: volumes that are not sound are made anew beside the others, from their recovery
 * records or from the mirror. When that one is sound, the damaged one gets a second name in the
 * quarantine and the new one takes its place, in one step. One that cannot be read now is mended
 * too, and is otherwise left for another time.
 */
#include "archive/mend.h"

#include "archive/copy.h"
#include "archive/merge.h"
#include "archive/parity.h"
#include "archive/settle.h"
#include "archive/sound.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/heads.h"
#include "volume/manifest.h"
#include "volume/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What cannot be read or used now does not stop what else can be mended; nothing of it may be given
 * up. */
static vanthu_status put_off(struct vt_mending *m, vanthu_status status)
{
    if (status != VANTHU_IO)
        return status;
    if (m->error)
        m->later = *m->error;
    m->later.status = status;
    return VANTHU_OK;
}

/* The bytes of a volume that must be sound. */
static vanthu_status bytes_of(struct vt_mending *m, uint32_t volume, uint64_t *bytes)
{
    char name[16];
    bool there;
    vt_volume_name(name, volume);
    char *path = vt_path_join(m->archive->volumes_dir, name);
    vanthu_status status =
        path ? vt_file_bytes(path, &there, bytes, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_OK && m->state.volume && volume == m->state.volume)
        *bytes = m->state.volume_bytes;
    free(path);
    return status;
}

/* What was made lasts, and is open to nobody to whom the one before was not. */
static vanthu_status settle_file(const char *made, const char *before, struct vanthu_error *error)
{
    struct stat st, old;
    int fd = open(made, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    vanthu_status status = VANTHU_OK;
    if (fd < 0 || fstat(fd, &st) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot open"), made);
    else if (stat(before, &old) == 0 && fchmod(fd, st.st_mode & old.st_mode & 0777) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot write"), made);
    else if (fsync(fd) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot sync"), made);
    if (fd >= 0)
        close(fd);
    return status;
}

/* Puts the file `name` of the directory `from` in place of that of the archive. */
static vanthu_status put_in_place(struct vt_mending *m, const char *from, const char *name)
{
    char *made = vt_path_join(from, name), *path = vt_path_join(m->archive->volumes_dir, name);
    vanthu_status status =
        made && path ? settle_file(made, path, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_OK && access(path, F_OK) == 0)
        status = vt_quarantine(m->archive->dir, path, name, false, m->error);
    if (status == VANTHU_OK && rename(made, path) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot rename to %s"), made, path);
    if (status == VANTHU_OK)
        status = vt_dir_sync(m->archive->volumes_dir, m->error);
    free(made);
    free(path);
    return status;
}

static vanthu_status from_parity(struct vt_mending *m, const char *work, uint32_t volume,
                                 uint64_t bytes, bool *made)
{
    char name[16];
    const char *dir = m->archive->volumes_dir;
    vanthu_status status = vt_parity_repair(made, dir, volume, work, m->error);
    if (status == VANTHU_OK && *made)
        status = vt_volume_is_sound(work, volume, bytes, made, m->error);
    vt_volume_name(name, volume);
    return status == VANTHU_OK && *made ? put_in_place(m, work, name) : status;
}

/* A volume in the making: what the mirror has of it, and behind that what ours has. */
static vanthu_status join(struct vt_mending *m, const char *name, const char *to, uint64_t bytes)
{
    bool there = false;
    uint64_t ours_bytes = 0, bytes_there = 0;
    char *theirs = vt_path_join(m->mirror, name);
    char *ours = vt_path_join(m->archive->volumes_dir, name);
    vanthu_status status = theirs && ours ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK && unlink(to) != 0 && errno != ENOENT)
        status = vt_err_errno(m->error, errno, _("%s: cannot remove"), to);
    if (status == VANTHU_OK)
        status = vt_copy_file(theirs, to, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(to, &there, &bytes_there, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(ours, &there, &ours_bytes, m->error);
    if (status == VANTHU_OK && there && bytes_there < bytes && ours_bytes >= bytes)
        status = vt_copy_rest(ours, to, bytes, m->error);
    free(theirs);
    free(ours);
    return status;
}

static vanthu_status count_one(void *context, const struct vt_scanned *s)
{
    *(uint64_t *)context += s->kind == VT_SCANNED_DOCUMENT;
    return VANTHU_OK;
}

/* The documents that are whole in a volume; none of one that is not there. */
static vanthu_status count_whole(struct vt_mending *m, const char *dir, uint32_t volume,
                                 uint64_t *count)
{
    uint64_t end;
    bool torn;
    *count = 0;
    vanthu_status status =
        vt_volume_scan(dir, volume, 0, VT_SCAN_HASHING, count_one, count, &end, &torn, m->error);
    return status == VANTHU_DAMAGED ? VANTHU_OK : status;
}

/* Ours may have been cut when nobody knew what it held. */
static vanthu_status mirror_has_more(struct vt_mending *m, uint32_t volume, bool *more)
{
    char name[16];
    bool ours_there = false, theirs_there = false;
    uint64_t ours = 0, theirs = 0, same = 0;
    vt_volume_name(name, volume);
    char *a = vt_path_join(m->archive->volumes_dir, name), *b = vt_path_join(m->mirror, name);
    vanthu_status status =
        a && b ? vt_file_bytes(a, &ours_there, &ours, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(b, &theirs_there, &theirs, m->error);
    if (status == VANTHU_OK && ours_there && theirs > ours)
        status = vt_compare_files(a, b, ours, &same, m->error);
    *more = status == VANTHU_OK && ours_there && theirs > ours && same == ours;
    free(a);
    free(b);
    return status;
}

/* What is whole in ours or in the mirror's, which may both be damaged; ours may be missing. */
static vanthu_status merge(struct vt_mending *m, const char *work, uint32_t volume, uint64_t bytes,
                           bool *sound, uint64_t *documents)
{
    const char *ours = m->archive->volumes_dir;
    struct vt_volume_file file;
    *sound = false;
    *documents = 0;
    vanthu_status status = vt_volume_file_open(&file, ours, volume, m->error);
    vt_volume_file_close(&file);
    if (status != VANTHU_OK)
        return status == VANTHU_DAMAGED ? VANTHU_OK : status;
    status = vt_volume_merge(work, ours, m->mirror, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_volume_is_sound(work, volume, bytes, sound, m->error);
    return status == VANTHU_OK ? count_whole(m, work, volume, documents) : status;
}

/* Of ways that leave something damaged, or behind, the one with the most documents: what the mirror
 * has alone, if that is sound, or what is whole in one or the other. */
static vanthu_status choose_most(struct vt_mending *m, const char *name, const char *work,
                                 const char *to, uint32_t volume, uint64_t bytes, uint64_t merged,
                                 bool *made)
{
    bool sound = false;
    uint64_t ours = 0, theirs = 0;
    vanthu_status status = join(m, name, to, 0);
    if (status == VANTHU_OK)
        status = vt_volume_is_sound(work, volume, 0, &sound, m->error);
    if (status == VANTHU_OK && sound)
        status = count_whole(m, work, volume, &theirs);
    if (status == VANTHU_OK)
        status = count_whole(m, m->archive->volumes_dir, volume, &ours);
    *made = status == VANTHU_OK && (theirs > ours || merged > ours);
    return *made && merged > theirs ? merge(m, work, volume, bytes, &sound, &merged) : status;
}

/* What the mirror has, with what ours has behind it; where that is not sound, what is whole in one
 * or the other, if that is all; else what there is most of. */
static vanthu_status choose(struct vt_mending *m, const char *name, const char *work,
                            const char *to, uint32_t volume, uint64_t bytes, bool *made)
{
    uint64_t merged = 0;
    vanthu_status status = join(m, name, to, bytes);
    if (status == VANTHU_OK)
        status = vt_volume_is_sound(work, volume, bytes, made, m->error);
    if (status == VANTHU_OK && !*made)
        status = merge(m, work, volume, bytes, made, &merged);
    return status == VANTHU_OK && !*made
               ? choose_most(m, name, work, to, volume, bytes, merged, made)
               : status;
}

static vanthu_status from_mirror(struct vt_mending *m, const char *work, uint32_t volume,
                                 uint64_t bytes, bool *made)
{
    char name[16];
    bool there = false;
    uint64_t bytes_there = 0;
    vt_volume_name(name, volume);
    char *theirs = vt_path_join(m->mirror, name), *to = vt_path_join(work, name);
    vanthu_status status = theirs && to ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(theirs, &there, &bytes_there, m->error);
    if (status == VANTHU_OK && there)
        status = choose(m, name, work, to, volume, bytes, made);
    if (status == VANTHU_OK && *made)
        status = vt_file_bytes(to, &there, &bytes_there, m->error);
    if (status == VANTHU_OK && *made)
        status = put_in_place(m, work, name);
    m->other |= *made && bytes_there != bytes;
    free(theirs);
    free(to);
    return status;
}

/* A volume in the making: the frames of ours, and a seal behind them. */
static vanthu_status seal_frames(struct vt_mending *m, const char *name, const char *to,
                                 uint64_t end)
{
    struct vt_buf seal = {0};
    struct vt_volume_file file = {.fd = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666),
                                  .bytes = end};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    char *ours = vt_path_join(m->archive->volumes_dir, name);
    vanthu_status status = ours && context ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK && file.fd < 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot create"), to);
    if (status == VANTHU_OK)
        status = vt_copy_rest(ours, to, end, m->error);
    if (status == VANTHU_OK && !(file.path = strdup(to)))
        status = vt_err_memory(m->error);
    if (status == VANTHU_OK)
        status = vt_seal_make(&seal, context, &file, end, m->error);
    if (status == VANTHU_OK)
        status = vt_file_write(file.fd, to, vt_buf_str(&seal), end, m->error);
    vt_volume_file_close(&file);
    ZSTD_freeCCtx(context);
    vt_buf_free(&seal);
    free(ours);
    return status;
}

static vanthu_status has_seal(struct vt_mending *m, uint32_t volume, uint64_t end, bool *sealed)
{
    struct vt_volume_file file;
    *sealed = false;
    vanthu_status status = vt_volume_file_open(&file, m->archive->volumes_dir, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_seal_find(sealed, &file, end, m->error);
    vt_volume_file_close(&file);
    return status;
}

/* Only the end of a sealed volume is damaged, or gone: it follows from the frames, and that it is
 * what it was the hash of the volume proves. Where that is missing too there must be a seal; it is
 * the frames, each of which has its checksum, that are believed then. */
static vanthu_status from_frames(struct vt_mending *m, const char *work, uint32_t volume,
                                 uint64_t bytes, bool *made)
{
    char name[16], said[VT_SHA256_LEN + 1], is[VT_SHA256_LEN + 1] = "";
    enum vt_manifest_found found;
    struct vt_volume_file file = {.fd = -1};
    bool whole = false;
    uint64_t end = 0;
    const char *dir = m->archive->volumes_dir;
    vt_volume_name(name, volume);
    char *to = vt_path_join(work, name);
    vanthu_status status =
        to ? vt_manifest_read(said, &found, dir, volume, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_OK && found != VT_MANIFEST_DAMAGED)
        status = vt_volume_is_whole(dir, volume, 0, &whole, &end, m->error);
    if (status == VANTHU_OK && whole && found == VT_MANIFEST_MISSING)
        status = has_seal(m, volume, end, &whole);
    if (status == VANTHU_OK && whole && end)
        status = vt_volume_is_whole(dir, volume, end, &whole, &end, m->error);
    if (status != VANTHU_OK || !whole || !end || (m->state.volume == volume && end != bytes))
        goto done;
    status = seal_frames(m, name, to, end);
    if (status == VANTHU_OK)
        status = vt_volume_file_open(&file, work, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_sha256_file(is, file.fd, file.path, file.bytes, m->error);
    *made = status == VANTHU_OK && (!*said || strcmp(said, is) == 0);
    if (*made)
        status = put_in_place(m, work, name);
    else if (status == VANTHU_OK && unlink(to) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot remove"), to);
done:
    vt_volume_file_close(&file);
    free(to);
    return status;
}

/* All ways in turn; none may be there, or par2 may not be installed. When the volume is made, what
 * was put off for it, behind `before`, is done. */
static vanthu_status make_anew(struct vt_mending *m, uint32_t volume, uint64_t bytes,
                               const struct vanthu_error *before)
{
    char name[16], place[32];
    bool made = false, by_parity = false;
    char *work = vt_compaction_dir(m->archive);
    vanthu_status status = work ? vt_dir_remove(work, m->error) : vt_err_memory(m->error);
    vt_volume_name(name, volume);
    snprintf(place, sizeof place, "volumes/%s", name);
    if (status == VANTHU_OK && mkdir(work, 0777) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot create"), work);
    if (status == VANTHU_OK)
        status = put_off(m, from_frames(m, work, volume, bytes, &made));
    if (status == VANTHU_OK && made)
        status = vt_mend_tell(m, place, _("its end made anew from its frames"));
    else if (status == VANTHU_OK)
        status = put_off(m, from_parity(m, work, volume, bytes, &by_parity));
    if (status == VANTHU_OK && by_parity)
        status = vt_mend_tell(m, place, _("made anew from its recovery records"));
    made |= by_parity;
    if (status == VANTHU_OK && !made && m->mirror) {
        status = put_off(m, from_mirror(m, work, volume, bytes, &made));
        if (status == VANTHU_OK && made)
            status = vt_mend_tell(m, place, _("made anew from the mirror"));
    }
    if (made)
        m->later = *before;
    if (work)
        vt_dir_remove(work, NULL);
    free(work);
    return status;
}

/* The hash of a volume that is missing or is damaged itself, where the volume is whole to its end
 * and ends with its seal: one that was cut has none, and keeps the hash that says so. A hash that
 * says something else is never made to fit. */
static vanthu_status mend_manifest(struct vt_mending *m, uint32_t volume)
{
    char name[16], manifest[32], place[40];
    enum vt_manifest_found found;
    bool whole = false, sealed = false;
    uint64_t end;
    const char *dir = m->archive->volumes_dir;
    vanthu_status status = vt_manifest_check(&found, dir, volume, m->error);
    if (status != VANTHU_OK || found == VT_MANIFEST_FITS || found == VT_MANIFEST_WRONG)
        return status;
    status = vt_volume_is_whole(dir, volume, UINT64_MAX, &whole, &end, m->error);
    if (status == VANTHU_OK && whole)
        status = has_seal(m, volume, end, &sealed);
    if (status != VANTHU_OK || !sealed)
        return status;
    vt_volume_name(name, volume);
    snprintf(manifest, sizeof manifest, "%s.sha256", name);
    snprintf(place, sizeof place, "volumes/%s", manifest);
    char *path = vt_path_join(dir, manifest);
    status = path ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK && found == VT_MANIFEST_DAMAGED)
        status = vt_quarantine(m->archive->dir, path, manifest, true, m->error);
    if (status == VANTHU_OK)
        status = vt_manifest_write(dir, volume, m->error);
    free(path);
    return status == VANTHU_OK ? vt_mend_tell(m, place, _("written anew")) : status;
}

/* A hash beside the volume that is written to: of one that went, or that somebody put there. Where
 * the volume has only lost its seal that was made anew before. */
static vanthu_status put_manifest_aside(struct vt_mending *m, uint32_t volume)
{
    char name[16], manifest[32], place[40];
    bool there, whole = false;
    uint64_t bytes = 0, end;
    const char *dir = m->archive->volumes_dir;
    vt_volume_name(name, volume);
    snprintf(manifest, sizeof manifest, "%s.sha256", name);
    snprintf(place, sizeof place, "volumes/%s", manifest);
    char *path = vt_path_join(dir, manifest), *own = vt_path_join(dir, name);
    vanthu_status status = path && own ? VANTHU_OK : vt_err_memory(m->error);
    if (status != VANTHU_OK || volume != m->state.volume || access(path, F_OK) != 0)
        goto done;
    status = vt_file_bytes(own, &there, &bytes, m->error);
    if (status != VANTHU_OK || bytes != m->state.volume_bytes)
        goto done;
    status = vt_volume_is_whole(dir, volume, bytes, &whole, &end, m->error);
    if (status == VANTHU_OK && whole)
        status = vt_quarantine(m->archive->dir, path, manifest, true, m->error);
    if (status == VANTHU_OK && whole)
        status = vt_mend_tell(m, place, _("put into quarantine"));
done:
    free(path);
    free(own);
    return status;
}

/* Those of a sealed volume that is what its hash says. One that has none gets them where they are
 * wanted and compaction made it, as `verify` asks. */
static vanthu_status mend_records(struct vt_mending *m, uint32_t volume)
{
    char name[16], place[40];
    enum vt_manifest_found found;
    struct vt_parity parity;
    struct vt_volume_head head = {0};
    unsigned percent = 0;
    const char *dir = m->archive->volumes_dir;
    vanthu_status status = vt_parity_check(&parity, dir, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_parity_wanted(&percent, m->archive->dir, m->error);
    if (status == VANTHU_OK && percent && !parity.there)
        status = vt_volume_head_read(&head, dir, volume, m->error);
    bool wanted = parity.damaged || parity.of_another || head.first;
    vt_volume_head_free(&head);
    if (status == VANTHU_OK && wanted)
        status = vt_manifest_check(&found, dir, volume, m->error);
    if (status != VANTHU_OK || !wanted || found != VT_MANIFEST_FITS)
        return status;
    vt_volume_name(name, volume);
    snprintf(place, sizeof place, "volumes/%s.par2", name);
    status = vt_parity_make(dir, volume, percent ? percent : vt_parity_percent(&parity),
                            m->archive->dir, m->error);
    return status == VANTHU_OK ? vt_mend_tell(m, place, _("recovery records made anew")) : status;
}

/* What is behind the catalogue's end is not looked at, but the seal. */
static vanthu_status is_end_sound(struct vt_mending *m, uint32_t volume, bool *sound)
{
    bool whole = true, sealed = false;
    uint64_t end;
    vanthu_status status = VANTHU_OK;
    if (volume == m->state.volume)
        status =
            vt_volume_is_whole(m->archive->volumes_dir, volume, UINT64_MAX, &whole, &end, m->error);
    if (status == VANTHU_OK && !whole)
        status = has_seal(m, volume, m->state.volume_bytes, &sealed);
    *sound = whole || !sealed;
    return status;
}

static vanthu_status mend_volume(struct vt_mending *m, uint32_t volume)
{
    uint64_t bytes;
    bool sound = false, more = false;
    const struct vanthu_error before = m->later;
    const char *dir = m->archive->volumes_dir;
    vanthu_status status = bytes_of(m, volume, &bytes);
    if (status == VANTHU_OK)
        status = put_off(m, mend_manifest(m, volume));
    if (status == VANTHU_OK)
        status = put_off(m, vt_volume_is_sound(dir, volume, bytes, &sound, m->error));
    if (status == VANTHU_OK && sound)
        status = put_off(m, is_end_sound(m, volume, &sound));
    if (status == VANTHU_OK && sound && m->mirror)
        status = mirror_has_more(m, volume, &more);
    if (status == VANTHU_OK && (!sound || more))
        status = make_anew(m, volume, bytes, &before);
    if (status == VANTHU_OK && !sound)
        status = put_off(m, put_manifest_aside(m, volume));
    if (status == VANTHU_OK && (!sound || more))
        status = put_off(m, mend_manifest(m, volume));
    return status == VANTHU_OK ? put_off(m, mend_records(m, volume)) : status;
}

static vanthu_status mend_known(struct vt_mending *m)
{
    uint32_t *volumes = NULL;
    size_t count = 0;
    vanthu_status status = vt_volumes_in_force(&volumes, &count, m->archive->volumes_dir, m->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        struct vanthu_progress now = {_("reading volumes"), i, count, false};
        status = vt_mend_pass_on(m, &now) ? mend_volume(m, volumes[i])
                                          : vt_err(m->error, VANTHU_CANCELLED, "%s", _("stopped"));
    }
    free(volumes);
    return status;
}

/* Not there with all its bytes; or its beginning, which tells whether it counts, cannot be read. */
static vanthu_status is_missing(struct vt_mending *m, uint32_t volume, uint64_t bytes,
                                bool *missing)
{
    struct vt_volume_file file;
    struct vt_volume_head head = {0};
    const char *dir = m->archive->volumes_dir;
    vanthu_status status = vt_volume_file_open(&file, dir, volume, m->error);
    *missing = status == VANTHU_DAMAGED || (status == VANTHU_OK && file.bytes < bytes);
    vt_volume_file_close(&file);
    if (*missing || status != VANTHU_OK)
        return *missing ? VANTHU_OK : status;
    status = vt_volume_head_read(&head, dir, volume, m->error);
    vt_volume_head_free(&head);
    *missing = status == VANTHU_IO;
    return put_off(m, status);
}

/* A volume that the catalogue knows and that is not there can only come from the mirror. */
static vanthu_status mend_missing(struct vt_mending *m)
{
    sqlite3_stmt *rows;
    vanthu_status status = vt_catalog_prepare(
        m->archive->catalog, &rows, "SELECT volume, max(offset+bytes) FROM frames GROUP BY volume",
        m->error);
    while (status == VANTHU_OK && sqlite3_step(rows) == SQLITE_ROW) {
        bool missing = false;
        uint32_t volume = (uint32_t)sqlite3_column_int64(rows, 0);
        uint64_t bytes = (uint64_t)sqlite3_column_int64(rows, 1);
        const struct vanthu_error before = m->later;
        status = is_missing(m, volume, bytes, &missing);
        if (missing)
            status = make_anew(m, volume, bytes, &before);
    }
    sqlite3_reset(rows);
    return status;
}

/* Where it is gone with all volumes. */
static vanthu_status make_volumes_dir(struct vt_mending *m)
{
    struct stat st;
    const char *dir = m->archive->volumes_dir;
    if (access(dir, F_OK) == 0)
        return VANTHU_OK;
    if (stat(m->archive->dir, &st) != 0 || mkdir(dir, st.st_mode & 0777) != 0)
        return vt_err_errno(m->error, errno, _("%s: cannot create"), dir);
    return vt_mend_tell(m, "volumes", _("made again"));
}

/* Where neither catalogue nor volumes are there what the mirror has is the archive. */
static vanthu_status take_all(struct vt_mending *m)
{
    uint32_t *ours = NULL, *theirs = NULL;
    size_t ours_count = 0, count = 0;
    const struct vanthu_error before = m->later;
    vanthu_status status =
        m->mirror ? vt_volume_list(&ours, &ours_count, m->archive->volumes_dir, m->error)
                  : VANTHU_OK;
    if (status == VANTHU_OK && m->mirror && !ours_count)
        status = vt_volumes_in_force(&theirs, &count, m->mirror, m->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++)
        status = make_anew(m, theirs[i], 0, &before);
    free(ours);
    free(theirs);
    return status;
}

/* A catalogue that cannot be read says nothing; it is rebuilt in any case. */
vanthu_status vt_mend_volumes(struct vt_mending *m)
{
    struct vanthu_archive *a = m->archive;
    bool known =
        vt_catalog_open(&a->catalog, a->catalog_path, VT_CATALOG_READ, NULL) == VANTHU_OK &&
        vt_catalog_state(a->catalog, &m->state, NULL) == VANTHU_OK;
    if (!known)
        m->state = (struct vt_catalog_state){0};
    vanthu_status status = m->mirror ? make_volumes_dir(m) : VANTHU_OK;
    m->no_volumes = access(a->volumes_dir, F_OK) != 0;
    if (status == VANTHU_OK && !m->no_volumes)
        status = known ? mend_missing(m) : take_all(m);
    if (status == VANTHU_DAMAGED) /* that catalogue */
        status = VANTHU_OK;
    if (status == VANTHU_OK && !m->no_volumes)
        status = mend_known(m);
    vt_catalog_close(a->catalog);
    a->catalog = NULL;
    return status;
}
