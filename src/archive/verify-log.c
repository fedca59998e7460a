/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify-log.c: the log is one chain without gaps, and all of it is in the volumes. */
#include "archive/verify.h"

#include "base/err.h"
#include "catalog/log.h"

#include <stdio.h>

struct chain {
    struct vt_verifying *v;
    uint64_t number, count;
    struct vt_buf gaps;          /* struct vt_log_gap: that nobody has acknowledged yet */
    uint64_t absent;             /* entries in all gaps */
    char sum[VT_SHA256_LEN + 1]; /* of the line before */
    enum vanthu_mender mender;
};

static const char *remedy(const struct vt_verifying *v)
{
    return v->unsafe
               ? _("compare with a backup or a mirror, or run `vanthu verify --repair "
                   "--accept-loss`")
               : _("no original is lost; compare with a backup or a mirror, or run `vanthu verify "
                   "--repair --accept-loss`");
}

static vanthu_status note_gap(struct chain *c, uint64_t first, uint64_t last)
{
    struct vt_log_gap gap = {first, last};
    c->absent += last - first + 1;
    return vt_buf_append(&c->gaps, &gap, sizeof gap);
}

static vanthu_status follow(void *context, const struct vt_log_entry *entry, struct vt_str line)
{
    struct chain *c = context;
    char problem[160];
    vanthu_status status = VANTHU_OK;
    c->gaps.len = sizeof(struct vt_log_gap) *
                  vt_log_acknowledge((struct vt_log_gap *)(void *)c->gaps.p,
                                     c->gaps.len / sizeof(struct vt_log_gap), entry);
    if (entry->number != c->number + 1) {
        status = note_gap(c, c->number + 1, entry->number - 1);
    } else if (!entry->previous || strcmp(entry->previous, c->sum) != 0) {
        snprintf(problem, sizeof problem,
                 _("entry %llu of the log, or the one before it, was changed"),
                 (unsigned long long)entry->number);
        vt_verify_report(c->v, c->mender, "catalog.sqlite", NULL, problem, remedy(c->v));
    }
    c->number = entry->number;
    c->count++;
    return status == VANTHU_OK ? vt_sha256(c->sum, line) : status;
}

/* Gaps that nobody has acknowledged are faults. */
static void tell_gaps(struct chain *c)
{
    const struct vt_log_gap *gaps = (const struct vt_log_gap *)(const void *)c->gaps.p;
    char problem[160];
    for (size_t i = 0; i < c->gaps.len / sizeof *gaps; i++) {
        snprintf(problem, sizeof problem, _("entries %llu to %llu of the log are missing"),
                 (unsigned long long)gaps[i].first, (unsigned long long)gaps[i].last);
        vt_verify_report(c->v, c->mender, "catalog.sqlite", NULL, problem, remedy(c->v));
        c->absent -= gaps[i].last - gaps[i].first + 1;
    }
    c->v->summary->lost_entries = c->absent;
}

vanthu_status vt_verify_log(struct vt_verifying *v)
{
    /* a log that is the same in the volumes is not mended from them */
    struct chain c = {.v = v,
                      .sum = VT_LOG_BEGINNING,
                      .mender =
                          v->other_entries ? VANTHU_MENDED_BY_REBUILD : VANTHU_MENDED_BY_HAND};
    vanthu_status status = vt_catalog_log(v->archive->catalog, follow, &c, v->error);
    if (status == VANTHU_OK)
        tell_gaps(&c);
    vt_buf_free(&c.gaps);
    if (status == VANTHU_OK && c.count > v->entries)
        vt_verify_report(v, VANTHU_MENDED_BY_HAND, "volumes", NULL,
                         _("entries of the log are not in the volumes"), remedy(v));
    return status;
}
