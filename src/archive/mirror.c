/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mirror.c: a second copy of the volumes in another directory.
 *
 * Volumes are copied from the last to the first, so that those of a compaction come to count when
 * all of them are there (heads.h); those that they replace are removed last. The volume that is
 * written to is copied as far as the catalogue has committed it, and next time what was appended.
 */
#include "archive/archive.h"

#include "archive/conf.h"
#include "archive/copy.h"
#include "archive/lost.h"
#include "archive/parity.h"
#include "archive/places.h"
#include "archive/same.h"
#include "archive/settle.h"
#include "archive/sound.h"
#include "base/err.h"
#include "base/file.h"
#include "catalog/store.h"
#include "query/abbreviate.h"
#include "volume/heads.h"
#include "volume/manifest.h"
#include "volume/seal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct mirroring {
    struct vanthu_archive *archive, *mirror;
    const struct vanthu_mirror_options *options;
    struct vanthu_mirror_summary *summary;
    struct vt_catalog_state state;
    uint64_t total, done;
    bool replaced; /* a volume was, by a compaction, before it was copied */
    struct vanthu_error *error;
};

/* One file in both places. */
struct pair {
    char *from, *to;
};

static vanthu_status make_pair(struct pair *pair, const char *from, const char *to,
                               const char *name, struct vanthu_error *error)
{
    pair->from = vt_path_join(from, name);
    pair->to = vt_path_join(to, name);
    return pair->from && pair->to ? VANTHU_OK : vt_err_memory(error);
}

static void free_pair(struct pair *pair)
{
    free(pair->from);
    free(pair->to);
}

/* `document` may be NULL. */
static void tell(struct mirroring *m, const char *place, const char *document, const char *problem,
                 const char *remedy)
{
    struct vanthu_fault fault = {place, document, problem, remedy, VANTHU_MENDED_BY_HAND};
    m->summary->faults++;
    if (m->options->fault)
        m->options->fault(m->options->context, &fault);
}

static vanthu_status progress(struct mirroring *m)
{
    struct vanthu_progress now = {_("mirroring"), m->done, m->total, true};
    return m->options->progress && !m->options->progress(m->options->context, &now)
               ? vt_err(m->error, VANTHU_CANCELLED, "%s", _("stopped"))
               : VANTHU_OK;
}

/* ---- the directory ---- */

/* Open to nobody to whom `like` is not. */
static vanthu_status make_directory(const char *path, const char *like, struct vanthu_error *error)
{
    struct stat st;
    if (stat(like, &st) != 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), like);
    return mkdir(path, st.st_mode & 0777) != 0 && errno != EEXIST
               ? vt_err_errno(error, errno, _("%s: cannot create"), path)
               : VANTHU_OK;
}

/* A copy inside what it is a copy of is none. */
static vanthu_status check_outside(const struct mirroring *m, const char *dir)
{
    char *ours = realpath(m->archive->dir, NULL), *theirs = realpath(dir, NULL);
    size_t len = ours ? strlen(ours) : 0;
    vanthu_status status = VANTHU_OK;
    if (!ours || !theirs)
        status = vt_err_errno(m->error, errno, _("%s: cannot open"), dir);
    else if (strncmp(ours, theirs, len) == 0 && (!theirs[len] || theirs[len] == '/')) {
        status = vt_err(m->error, VANTHU_USAGE, _("%s: lies in the archive itself"), dir);
        rmdir(dir); /* if it was made just now it is empty */
    }
    free(ours);
    free(theirs);
    return status;
}

/* What an interrupted mirroring may leave that has only begun. */
static bool is_begun(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "archive.conf.new");
}

/* A new directory, an empty one, or a mirror: no archive that is in use, and nothing else. */
static vanthu_status check_directory(const char *dir, struct vanthu_error *error)
{
    struct dirent *entry;
    bool empty = true, archive = false, mirror = false;
    DIR *d = opendir(dir);
    if (!d)
        return vt_err_errno(error, errno, _("%s: cannot open"), dir);
    while ((entry = readdir(d))) {
        empty = empty && is_begun(entry->d_name);
        mirror = mirror || !strcmp(entry->d_name, "archive.conf");
        archive = archive || !strcmp(entry->d_name, "catalog.sqlite");
    }
    closedir(d);
    if (archive)
        return vt_err(error, VANTHU_USAGE,
                      _("%s: is an archive in use: give a directory of its own"), dir);
    return empty || mirror ? VANTHU_OK
                           : vt_err(error, VANTHU_USAGE,
                                    _("%s: is there already: give an empty or new directory"), dir);
}

/* What is read whole; small. */
static vanthu_status copy_small(struct mirroring *m, const char *dir, const char *name)
{
    enum { SMALL_MAX = 1 << 22 };
    struct pair pair;
    struct vt_buf ours = {0}, theirs = {0};
    vanthu_status status = make_pair(&pair, m->archive->dir, dir, name, m->error);
    if (status == VANTHU_OK && access(pair.from, F_OK) == 0) {
        status = vt_file_read(&ours, pair.from, SMALL_MAX, m->error);
        bool same = vt_file_read(&theirs, pair.to, SMALL_MAX, NULL) == VANTHU_OK &&
                    vt_str_eq(vt_buf_str(&ours), vt_buf_str(&theirs));
        if (status == VANTHU_OK && !same)
            status = vt_file_replace(pair.to, vt_buf_str(&ours), m->error);
    }
    vt_buf_free(&ours);
    vt_buf_free(&theirs);
    free_pair(&pair);
    return status;
}

/* Its own where it knows more; says that it is a mirror. */
static vanthu_status write_conf(struct mirroring *m, const char *dir, bool own)
{
    struct vt_buf before = {0}, wanted = {0}, there = {0};
    char *path = vt_path_join(dir, "archive.conf");
    vanthu_status status = path ? vt_conf_read(&before, own ? dir : m->archive->dir, m->error)
                                : vt_err_memory(m->error);
    if (status == VANTHU_OK &&
        vt_conf_with(&wanted, vt_buf_str(&before), VT_STR(VT_MIRROR_KEY), "yes") != VANTHU_OK)
        status = vt_err_memory(m->error);
    bool same = vt_conf_read(&there, dir, NULL) == VANTHU_OK &&
                vt_str_eq(vt_buf_str(&there), vt_buf_str(&wanted));
    if (status == VANTHU_OK && !same)
        status = vt_file_replace(path, vt_buf_str(&wanted), m->error);
    vt_buf_free(&before);
    vt_buf_free(&wanted);
    vt_buf_free(&there);
    free(path);
    return status;
}

static vanthu_status prepare(struct mirroring *m, const char *dir)
{
    bool more = false;
    char *volumes = vt_path_join(dir, "volumes");
    vanthu_status status =
        volumes ? make_directory(dir, m->archive->dir, m->error) : vt_err_memory(m->error);
    if (status == VANTHU_OK)
        status = check_outside(m, dir);
    if (status == VANTHU_OK)
        status = check_directory(dir, m->error);
    if (status == VANTHU_OK)
        status = vt_same_archive(m->archive->dir, dir, m->error);
    if (status == VANTHU_OK)
        status = vt_mirror_knows_more(&more, m->archive->dir, dir, m->error);
    if (status == VANTHU_OK)
        status = write_conf(m, dir, more); /* first: it says that it is ours */
    if (status == VANTHU_OK)
        status = copy_small(m, dir, "README.txt");
    if (status == VANTHU_OK)
        status = copy_small(m, dir, VT_ABBREVIATIONS_NAME);
    if (status == VANTHU_OK)
        status = make_directory(volumes, m->archive->volumes_dir, m->error);
    if (status == VANTHU_OK)
        status = vt_archive_enter(&m->mirror, dir, VANTHU_WRITE, m->error);
    free(volumes);
    return status;
}

/* ---- one volume ---- */

/* Sealed volumes never change: those whose hashes were compared are not read again, unless that is
 * asked for: a disk forgets. */
static vanthu_status is_mirrored(struct mirroring *m, uint32_t volume, const struct pair *pair,
                                 bool *mirrored)
{
    char ours[VT_SHA256_LEN + 1], theirs[VT_SHA256_LEN + 1];
    enum vt_manifest_found found, found_there = VT_MANIFEST_MISSING;
    bool there = false;
    uint64_t bytes = 0, bytes_there = 0;
    vanthu_status status =
        vt_manifest_read(ours, &found, m->archive->volumes_dir, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_manifest_read(theirs, &found_there, m->mirror->volumes_dir, volume, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(pair->from, &there, &bytes, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(pair->to, &there, &bytes_there, m->error);
    *mirrored = found == VT_MANIFEST_FITS && found_there == VT_MANIFEST_FITS && there &&
                bytes == bytes_there && strcmp(ours, theirs) == 0;
    if (status == VANTHU_OK && *mirrored && m->options->check) {
        status = vt_manifest_check(&found_there, m->mirror->volumes_dir, volume, m->error);
        *mirrored = found_there == VT_MANIFEST_FITS;
    }
    return status;
}

static void place_of(char out[64], uint32_t volume)
{
    char name[16];
    vt_volume_name(name, volume);
    snprintf(out, 64, "volumes/%s", name);
}

/* The mirror has the first bytes of it, or nothing. */
static vanthu_status copy_bytes(struct mirroring *m, const struct pair *pair, uint64_t bytes,
                                uint64_t bytes_there)
{
    bool whole;
    uint64_t all;
    vanthu_status status = vt_file_bytes(pair->from, &whole, &all, m->error);
    if (status == VANTHU_OK && !bytes_there && all == bytes)
        status = vt_copy_file(pair->from, pair->to, m->error);
    else if (status == VANTHU_OK) {
        if (!bytes_there)
            status = vt_file_replace(pair->to, VT_STR_NONE, m->error);
        if (status == VANTHU_OK)
            status = vt_copy_rest(pair->from, pair->to, bytes, m->error);
    }
    if (status == VANTHU_OK)
        m->summary->copied_bytes += bytes - bytes_there;
    return status;
}

/* The mirror's copy is another one: which of both is sound decides. */
static vanthu_status settle_difference(struct mirroring *m, uint32_t volume,
                                       const struct pair *pair, uint64_t bytes)
{
    char place[64], name[16];
    bool sound;
    vanthu_status status =
        vt_volume_is_sound(m->mirror->volumes_dir, volume, bytes, &sound, m->error);
    place_of(place, volume);
    vt_volume_name(name, volume);
    if (status != VANTHU_OK)
        return status;
    if (sound) {
        tell(m, place, NULL, _("the copy in the mirror is sound, and not the same"),
             _("the mirror keeps its own: make another mirror, and compare"));
        return VANTHU_OK;
    }
    status = vt_quarantine(m->mirror->dir, pair->to, name, true, m->error);
    return status == VANTHU_OK ? copy_bytes(m, pair, bytes, 0) : status;
}

static vanthu_status update(struct mirroring *m, uint32_t volume, const struct pair *pair,
                            uint64_t bytes)
{
    bool there;
    uint64_t bytes_there, same;
    vanthu_status status = vt_file_bytes(pair->to, &there, &bytes_there, m->error);
    if (status != VANTHU_OK || !there)
        return status == VANTHU_OK ? copy_bytes(m, pair, bytes, 0) : status;
    if (bytes_there > bytes)
        return settle_difference(m, volume, pair, bytes);
    status = vt_compare_files(pair->from, pair->to, bytes_there, &same, m->error);
    if (status != VANTHU_OK)
        return status;
    return same == bytes_there ? copy_bytes(m, pair, bytes, bytes_there)
                               : settle_difference(m, volume, pair, bytes);
}

/* Hashes and recovery records, once the volume itself is there. */
static vanthu_status copy_beside(void *context, const char *name)
{
    struct mirroring *m = context;
    struct pair pair;
    bool ours, theirs = false;
    uint64_t bytes = 0, bytes_there = 0, same = 0;
    char own[16];
    vt_volume_name(own, vt_volume_of(name));
    if (strcmp(own, name) == 0)
        return VANTHU_OK;
    vanthu_status status =
        make_pair(&pair, m->archive->volumes_dir, m->mirror->volumes_dir, name, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(pair.from, &ours, &bytes, m->error);
    if (status == VANTHU_OK)
        status = vt_file_bytes(pair.to, &theirs, &bytes_there, m->error);
    if (status == VANTHU_OK && theirs && bytes == bytes_there)
        status = vt_compare_files(pair.from, pair.to, bytes, &same, m->error);
    if (status == VANTHU_OK && (!theirs || bytes != bytes_there || same != bytes))
        status = vt_copy_file(pair.from, pair.to, m->error);
    free_pair(&pair);
    return status;
}

/* Recovery records that others have taken the place of. */
static vanthu_status drop_record(void *context, const char *name)
{
    struct mirroring *m = context;
    struct pair pair;
    vanthu_status status =
        make_pair(&pair, m->archive->volumes_dir, m->mirror->volumes_dir, name, m->error);
    if (status == VANTHU_OK && vt_parity_is_record(name) && access(pair.from, F_OK) != 0 &&
        unlink(pair.to) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot remove"), pair.to);
    free_pair(&pair);
    return status;
}

static vanthu_status copy_hash(void *context, const char *name)
{
    return vt_parity_is_record(name) ? VANTHU_OK : copy_beside(context, name);
}

/* Recovery records that are damaged here may be sound there. */
static vanthu_status copy_all_beside(struct mirroring *m, uint32_t volume)
{
    char place[64];
    const char *dir = m->archive->volumes_dir;
    struct vt_parity parity;
    vanthu_status status = vt_parity_check(&parity, dir, volume, m->error);
    if (status != VANTHU_OK) /* the volume went meanwhile, by a compaction */
        return status == VANTHU_DAMAGED ? VANTHU_OK : status;
    bool sound = !parity.damaged && !parity.of_another;
    if (!sound) {
        place_of(place, volume);
        tell(m, place, NULL, _("its recovery records are damaged, and were not copied"),
             _("run `vanthu verify --repair`"));
    }
    status = vt_volume_files(dir, volume, sound ? copy_beside : copy_hash, m, m->error);
    return status == VANTHU_OK && parity.there && sound
               ? vt_volume_files(m->mirror->volumes_dir, volume, drop_record, m, m->error)
               : status;
}

/* How much of a volume is to be in the mirror: all of a sealed one. */
static vanthu_status committed_bytes(struct mirroring *m, uint32_t volume, uint64_t *bytes)
{
    struct vt_volume_file file;
    bool sealed = volume < m->state.volume;
    vanthu_status status = vt_volume_file_open(&file, m->archive->volumes_dir, volume, m->error);
    if (status == VANTHU_OK && !sealed)
        status = vt_seal_find(&sealed, &file, m->state.volume_bytes, m->error);
    *bytes = sealed ? file.bytes : m->state.volume_bytes;
    vt_volume_file_close(&file);
    return status == VANTHU_DAMAGED ? VANTHU_OK : status; /* it is missing: told when it is read */
}

static vanthu_status copy_sound(struct mirroring *m, uint32_t volume, const struct pair *pair,
                                uint64_t bytes)
{
    char place[64];
    bool sound = false, replaced = false;
    vanthu_status status =
        vt_volume_is_sound(m->archive->volumes_dir, volume, bytes, &sound, m->error);
    place_of(place, volume);
    if (status == VANTHU_OK && !sound)
        status = vt_volume_was_replaced(m->archive, volume, &replaced, m->error);
    m->replaced |= replaced;
    if (replaced)
        return status;
    if (status == VANTHU_OK && !sound) {
        tell(m, place, NULL, _("is damaged, and was not copied"),
             _("run `vanthu verify --repair --against` with the mirror"));
        return VANTHU_OK;
    }
    if (status == VANTHU_OK)
        status = update(m, volume, pair, bytes);
    return status == VANTHU_OK ? copy_all_beside(m, volume) : status;
}

static vanthu_status mirror_volume(struct mirroring *m, uint32_t volume)
{
    char name[16];
    struct pair pair;
    bool mirrored = false;
    uint64_t bytes = 0;
    vt_volume_name(name, volume);
    vanthu_status status =
        make_pair(&pair, m->archive->volumes_dir, m->mirror->volumes_dir, name, m->error);
    if (status == VANTHU_OK)
        status = committed_bytes(m, volume, &bytes);
    if (status == VANTHU_OK)
        status = is_mirrored(m, volume, &pair, &mirrored);
    if (status == VANTHU_OK)
        status = mirrored ? copy_all_beside(m, volume) : copy_sound(m, volume, &pair, bytes);
    m->summary->volumes++;
    m->done += bytes;
    free_pair(&pair);
    return status == VANTHU_OK ? progress(m) : status;
}

/* Puts a volume of the mirror aside, and removes what lay beside it. */
static vanthu_status put_aside(struct mirroring *m, uint32_t volume)
{
    char name[16];
    vt_volume_name(name, volume);
    char *path = vt_path_join(m->mirror->volumes_dir, name);
    vanthu_status status =
        path ? vt_quarantine(m->mirror->dir, path, name, true, m->error) : vt_err_memory(m->error);
    free(path);
    return status == VANTHU_OK ? vt_remove_volumes(m->mirror->volumes_dir, &volume, 1, m->error)
                               : status;
}

/* ---- volumes that count no more ---- */

struct leaving {
    struct mirroring *m;
    uint32_t volume;
    bool lost; /* the archive has lost something that is in it */
};

static vanthu_status tell_lost(void *context, const char *id)
{
    char place[64];
    struct leaving *l = context;
    l->lost = true;
    place_of(place, l->volume);
    tell(
        l->m, place, id, _("is lost in the archive, and whole in the mirror"),
        _("the volume is in the quarantine of the mirror: unpack it with tar, and add the document "
          "again"));
    return VANTHU_OK;
}

static vanthu_status look_for_lost(struct leaving *l, uint32_t volume)
{
    l->volume = volume;
    l->lost = false;
    return vt_lost_in_volume(l->m->archive->catalog, l->m->mirror->volumes_dir, volume, tell_lost,
                             l, l->m->error);
}

/* What others have taken the place of. They have all that was whole of it in the archive: only
 * where the mirror has more is it kept. */
static vanthu_status remove_replaced(struct mirroring *m)
{
    const char *dir = m->mirror->volumes_dir;
    struct leaving l = {.m = m};
    uint32_t *all = NULL, *in_force = NULL;
    size_t all_count = 0, count = 0;
    vanthu_status status = vt_volume_list(&all, &all_count, dir, m->error);
    if (status == VANTHU_OK)
        status = vt_volumes_in_force(&in_force, &count, dir, m->error);
    for (size_t i = 0, at = 0; i < all_count && status == VANTHU_OK; i++) {
        while (at < count && in_force[at] < all[i])
            at++;
        if (at < count && in_force[at] == all[i])
            continue;
        status = look_for_lost(&l, all[i]);
        if (status == VANTHU_OK)
            status = l.lost ? put_aside(m, all[i]) : vt_remove_volumes(dir, &all[i], 1, m->error);
    }
    free(all);
    free(in_force);
    return status;
}

/* What neither counts in the mirror nor is known to the archive was replaced by a compaction that
 * this mirror never saw. */
static vanthu_status put_unknown_aside(struct mirroring *m, const uint32_t *known, size_t count)
{
    struct leaving l = {.m = m};
    uint32_t *all = NULL;
    size_t all_count = 0;
    vanthu_status status = vt_volume_list(&all, &all_count, m->mirror->volumes_dir, m->error);
    for (size_t i = 0, at = 0; i < all_count && status == VANTHU_OK; i++) {
        while (at < count && known[at] < all[i])
            at++;
        if (at < count && known[at] == all[i])
            continue;
        status = look_for_lost(&l, all[i]);
        if (status == VANTHU_OK)
            status = put_aside(m, all[i]);
    }
    free(all);
    return status;
}

/* ---- all of them ---- */

/* What a compaction that is at work, or was stopped, has made does not count yet: the catalogue
 * knows. */
static vanthu_status mirror_volumes(struct mirroring *m)
{
    struct vt_buf list = {0};
    m->replaced = false;
    m->total = m->done = m->summary->volumes = 0;
    vanthu_status status = vt_catalog_state(m->archive->catalog, &m->state, m->error);
    if (status == VANTHU_OK)
        status = vt_catalog_volumes(m->archive->catalog, &list, m->error);
    const uint32_t *volumes = (const uint32_t *)(const void *)list.p;
    size_t count = list.len / sizeof *volumes;
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        uint64_t bytes = 0;
        status = committed_bytes(m, volumes[i], &bytes);
        m->total += bytes;
    }
    for (size_t i = count; i-- > 0 && status == VANTHU_OK;)
        status = mirror_volume(m, volumes[i]);
    if (status == VANTHU_OK)
        status = vt_dir_sync(m->mirror->volumes_dir, m->error);
    bool sure = !m->summary->faults && !m->replaced;
    if (status == VANTHU_OK && sure)
        status = remove_replaced(m);
    if (status == VANTHU_OK && sure)
        status = put_unknown_aside(m, volumes, count);
    vt_buf_free(&list);
    return status;
}

vanthu_status vanthu_mirror(struct vanthu_archive *archive, const char *dir,
                            const struct vanthu_mirror_options *options,
                            struct vanthu_mirror_summary *summary, struct vanthu_error *error)
{
    static const struct vanthu_mirror_options defaults = {0};
    struct vanthu_mirror_summary ignored;
    struct mirroring m = {.archive = archive,
                          .options = options ? options : &defaults,
                          .summary = summary ? summary : &ignored,
                          .error = error};
    *m.summary = (struct vanthu_mirror_summary){0};
    vanthu_status status = prepare(&m, dir);
    if (status == VANTHU_OK)
        status = mirror_volumes(&m);
    for (int turn = 1; turn < VT_TURNS && status == VANTHU_OK && m.replaced; turn++) {
        status = vt_archive_refresh(archive, error);
        if (status == VANTHU_OK)
            status = mirror_volumes(&m);
    }
    if (status == VANTHU_OK && m.replaced)
        status = vt_replaced_again(archive, error);
    vanthu_archive_close(m.mirror);
    if (status == VANTHU_OK && m.summary->faults)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: %llu faults found"), dir,
                        (unsigned long long)m.summary->faults);
    return status;
}
