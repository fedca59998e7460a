/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * same.c: whether a mirror is that of an archive.
 *
 * Each entry of the log holds the hash of the one before it: two archives that have one in common
 * have had all before it in common. Logs are compared only where archive.conf differs; their first
 * entries lie at the beginning of the first volume, as a rule.
 */
#include "archive/same.h"

#include "archive/conf.h"
#include "base/err.h"
#include "base/file.h"
#include "catalog/log.h"
#include "volume/heads.h"
#include "volume/volume.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- archive.conf ---- */

/* When it was made, and whose it is. */
static const char *const keys[] = {"created", "agency", "place"};
enum { KEYS = sizeof keys / sizeof *keys };

static bool is_same(struct vt_str ours, struct vt_str theirs)
{
    for (size_t i = 0; i < KEYS; i++) {
        struct vt_str a = VT_STR_NONE, b = VT_STR_NONE;
        vt_conf_value(ours, vt_str(keys[i]), &a);
        vt_conf_value(theirs, vt_str(keys[i]), &b);
        if (!vt_str_eq(a, b))
            return false;
    }
    return true;
}

static bool has_less(struct vt_str ours, struct vt_str theirs)
{
    struct vt_str value;
    for (size_t i = 0; i < KEYS; i++)
        if (vt_conf_value(theirs, vt_str(keys[i]), &value) &&
            !vt_conf_value(ours, vt_str(keys[i]), &value))
            return true;
    return false;
}

vanthu_status vt_mirror_knows_more(bool *more, const char *dir, const char *mirror,
                                   struct vanthu_error *error)
{
    struct vt_buf ours = {0}, theirs = {0};
    vanthu_status status = vt_conf_read(&ours, dir, error);
    *more = status == VANTHU_OK && vt_conf_read(&theirs, mirror, NULL) == VANTHU_OK &&
            has_less(vt_buf_str(&ours), vt_buf_str(&theirs));
    vt_buf_free(&ours);
    vt_buf_free(&theirs);
    return status;
}

vanthu_status vt_is_mirror(bool *mirror, const char *dir, struct vanthu_error *error)
{
    struct vt_buf conf = {0};
    struct vt_str value;
    char *catalog = vt_path_join(dir, "catalog.sqlite");
    vanthu_status status = catalog ? vt_conf_read(&conf, dir, error) : vt_err_memory(error);
    *mirror = status == VANTHU_OK && access(catalog, F_OK) != 0 &&
              vt_conf_value(vt_buf_str(&conf), VT_STR(VT_MIRROR_KEY), &value) &&
              vt_str_eq(value, VT_STR("yes"));
    vt_buf_free(&conf);
    free(catalog);
    return status;
}

/* ---- the log ---- */

struct looking {
    uint64_t number; /* of the entry; 0: of the first that is met */
    struct vt_buf line;
    bool found;
};

static vanthu_status look(void *context, const struct vt_scanned *s)
{
    struct looking *l = context;
    if (s->kind != VT_SCANNED_LOG || (l->number && s->entry->number != l->number))
        return VANTHU_OK;
    l->number = s->entry->number;
    l->found = true;
    return vt_buf_append_str(&l->line, s->line) == VANTHU_OK ? VANTHU_CANCELLED : VANTHU_NO_MEMORY;
}

static vanthu_status find_entry(struct looking *l, const char *dir, struct vanthu_error *error)
{
    uint32_t *list = NULL;
    size_t count = 0;
    uint64_t end;
    bool torn;
    char *volumes = vt_path_join(dir, "volumes");
    vanthu_status status = volumes ? VANTHU_OK : vt_err_memory(error);
    if (status == VANTHU_OK && vt_volumes_in_force(&list, &count, volumes, NULL) != VANTHU_OK)
        count = 0; /* there are none */
    for (size_t i = 0; i < count && status == VANTHU_OK && !l->found; i++) {
        status = vt_volume_scan(volumes, list[i], 0, VT_SCAN_QUICKLY, look, l, &end, &torn, error);
        if (status == VANTHU_DAMAGED || status == VANTHU_CANCELLED)
            status = VANTHU_OK;
    }
    free(list);
    free(volumes);
    return status == VANTHU_NO_MEMORY ? vt_err_memory(error) : status;
}

/* The catalogue, where it can be read, knows entries of volumes that are damaged. */
static bool is_in_catalog(const char *dir, const struct looking *l)
{
    struct vt_catalog *catalog = NULL;
    bool same = false;
    char *path = vt_path_join(dir, "catalog.sqlite");
    if (path && vt_catalog_open(&catalog, path, VT_CATALOG_READ, NULL) == VANTHU_OK &&
        vt_catalog_has_entry(catalog, l->number, vt_buf_str(&l->line), &same, NULL) != VANTHU_OK)
        same = false;
    vt_catalog_close(catalog);
    free(path);
    return same;
}

static vanthu_status same_log(bool *same, const char *dir, const char *mirror,
                              struct vanthu_error *error)
{
    struct looking theirs = {0}, ours = {0};
    vanthu_status status = find_entry(&theirs, mirror, error);
    ours.number = theirs.number;
    *same = status == VANTHU_OK && theirs.found && is_in_catalog(dir, &theirs);
    if (status == VANTHU_OK && theirs.found && !*same)
        status = find_entry(&ours, dir, error);
    *same = *same || (status == VANTHU_OK && ours.found &&
                      vt_str_eq(vt_buf_str(&ours.line), vt_buf_str(&theirs.line)));
    vt_buf_free(&theirs.line);
    vt_buf_free(&ours.line);
    return status;
}

vanthu_status vt_same_archive(const char *dir, const char *mirror, struct vanthu_error *error)
{
    struct vt_buf ours = {0}, theirs = {0};
    bool same = true;
    vanthu_status status = vt_conf_read(&ours, dir, error);
    if (status == VANTHU_OK && vt_conf_read(&theirs, mirror, NULL) == VANTHU_OK &&
        !is_same(vt_buf_str(&ours), vt_buf_str(&theirs)))
        status = same_log(&same, dir, mirror, error);
    if (status == VANTHU_OK && !same)
        status = vt_err(error, VANTHU_USAGE,
                        _("%s: is the mirror of another archive: its archive.conf and its log "
                          "differ"),
                        mirror);
    vt_buf_free(&ours);
    vt_buf_free(&theirs);
    return status;
}
