/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * adopt.h: takes into a catalogue what lies in the volumes: one transaction a frame. `rebuild`
 * adopts everything; a writer that opens an archive adopts what an interrupted one left behind.
 */
#ifndef VT_ADOPT_H
#define VT_ADOPT_H

#include "catalog/store.h"
#include "read/workers.h"

struct vt_adopting {
    struct vt_catalog *catalog;
    struct vt_workers *workers;
    const char *volumes_dir;
    enum vt_scan_care care; /* VT_SCAN_SALVAGING: what is whole of damaged frames is adopted too */
    struct vt_catalog_state state; /* kept up to date with the catalogue */
    uint64_t documents;            /* adopted */
    uint64_t broken;               /* places passed over that something whole follows */
    char problem[512];             /* what is broken at the first of them */
    uint32_t torn_volume;        /* the last one that ends with bytes that make no frame; 0: none */
    uint64_t torn_at;            /* where they begin */
    vanthu_progress_fn progress; /* may be NULL */
    void *context;

    /* of the frame in the making */
    bool open, passed_over;
    int64_t frame;
};

/* Adopts volume `number` from byte `from`. Bytes behind its last whole frame are left as they are:
 * state.volume_bytes is the end of that frame. */
vanthu_status vt_adopt_volume(struct vt_adopting *adopting, uint32_t number, uint64_t from,
                              struct vanthu_error *error);

#endif
