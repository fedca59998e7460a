/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake-file.h: one file on its way into the archive: read, hashed and analysed by a thread of
 * the pool, then committed in the order of the input.
 */
#ifndef VT_INTAKE_FILE_H
#define VT_INTAKE_FILE_H

#include "archive/analyse.h"
#include "archive/pool.h"
#include "catalog/store.h"

#include <pthread.h>

/* What the threads share: a reading handle of the catalogue, to skip what is known before it is
 * analysed. The committer looks again. */
struct vt_known {
    pthread_mutex_t mutex;
    struct vt_catalog *catalog;
    struct vt_workers *workers;
    enum vt_ocr ocr;
    bool retry; /* texts that are not all there are read again */
};

enum vt_file_fate {
    VT_FILE_NEW,    /* to be stored */
    VT_FILE_SOURCE, /* known under another path: an event is to be stored */
    VT_FILE_KNOWN,  /* known: nothing to store */
    VT_FILE_BUNDLE, /* its members are documents */
    VT_FILE_FAILED
};

struct vt_file {
    struct vt_task task; /* first, so that a task is its file */
    struct vt_file *next;
    struct vt_known *known;
    char *path;     /* as given */
    char *location; /* where it is read, when that is elsewhere */
    char *source;   /* readable */
    bool from_stdin;
    bool in_bundle; /* it is a member */
    bool skipped;   /* failed, as what is not to be taken */
    bool loaded;    /* `raw` is there before the task */
    bool opaque;    /* a bundle that is stored as it is, for `reason` */
    const char *reason;
    unsigned nesting; /* bundles around it */
    enum vt_format format;
    uint64_t max_bytes;
    uint64_t expected_bytes; /* what it weighs in the queue */
    int64_t mtime;

    enum vt_file_fate fate; /* NEW, KNOWN, BUNDLE or FAILED after the task; the committer decides
                               more */
    bool again;             /* known, and its text was read again */
    struct vanthu_error error;
    bool fatal; /* out of memory: ends the run */
    struct vt_buf raw;
    char sha256[VT_SHA256_LEN + 1], id[VT_ID_LEN + 1]; /* "" before it is hashed */
    struct vt_analysis analysis;

    struct vt_arena arena;
    struct vt_said *said; /* what is set of it alone */
    size_t said_count;

    /* of the committer */
    struct vt_found found; /* as the catalogue knew it before */
    enum vt_file_text {
        VT_TEXT_AS_IT_WAS,
        VT_TEXT_REPLACED, /* what was read again is better */
        VT_TEXT_TRIED     /* it is not; that it was tried is remembered */
    } text;
    bool restored;   /* its frame is damaged: it is stored again */
    bool set;        /* what is set of its facts was not set before */
    bool indexed;    /* it has new passages */
    bool recognised; /* its recognised text is in the volume */
    int64_t doc;
    uint64_t data_offset;
    uint32_t first_passage;
    char ingested_at[32];
};

/* Takes nothing over; NULL without memory. */
struct vt_file *vt_file_new(struct vt_str path, struct vt_known *known, uint64_t max_bytes);
void vt_file_free(struct vt_file *file);

/* Copies what is to be set of it. Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_file_set_said(struct vt_file *file, const struct vt_said *said, size_t count);

/* A list of them. */
void vt_files_free(struct vt_file *files);

/* The task: reads, hashes, looks whether it is known, analyses; of a bundle that is not opaque,
 * only reads. */
void vt_file_run(struct vt_task *task);

/* How the public callback sees it. What it points to lives as long as `file`. */
struct vanthu_added vt_file_added(const struct vt_file *file);

#endif
