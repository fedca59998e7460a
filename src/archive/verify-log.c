/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify-log.c: the log is one chain without gaps, and all of it is in the volumes. */
#include "archive/verify.h"

#include "base/err.h"
#include "catalog/log.h"

#include <stdio.h>

struct chain {
    struct vt_verifying *v;
    uint64_t number, count;
    char sum[VT_SHA256_LEN + 1]; /* of the line before */
    enum vanthu_mender mender;
};

static const char *remedy(void)
{
    return _("no original is lost; compare with a backup or a mirror");
}

static vanthu_status follow(void *context, const struct vt_log_entry *entry, struct vt_str line)
{
    struct chain *c = context;
    char problem[160];
    if (entry->number != c->number + 1) {
        snprintf(problem, sizeof problem, _("entries %llu to %llu of the log are missing"),
                 (unsigned long long)c->number + 1, (unsigned long long)entry->number - 1);
        vt_verify_report(c->v, c->mender, "catalog.sqlite", NULL, problem, remedy());
    } else if (!entry->previous || strcmp(entry->previous, c->sum) != 0) {
        snprintf(problem, sizeof problem,
                 _("entry %llu of the log, or the one before it, was changed"),
                 (unsigned long long)entry->number);
        vt_verify_report(c->v, c->mender, "catalog.sqlite", NULL, problem, remedy());
    }
    c->number = entry->number;
    c->count++;
    return vt_sha256(c->sum, line);
}

vanthu_status vt_verify_log(struct vt_verifying *v)
{
    /* a log that is the same in the volumes is not mended from them */
    struct chain c = {.v = v,
                      .sum = VT_LOG_BEGINNING,
                      .mender =
                          v->other_entries ? VANTHU_MENDED_BY_REBUILD : VANTHU_MENDED_BY_HAND};
    vanthu_status status = vt_catalog_log(v->archive->catalog, follow, &c, v->error);
    if (status == VANTHU_OK && c.count > v->entries)
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, "volumes", NULL,
                         _("entries of the log are not in the volumes"), remedy());
    return status;
}
