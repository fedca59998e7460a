/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * add.c: `add` from end to end.
 *
 * The calling thread walks the paths and commits, in the order of the input; threads of a pool
 * read, hash and analyse the files and build the pieces of the index. The files in between are
 * bounded by number and bytes, whatever the size of the input.
 */
#include "archive/archive.h"

#include "archive/bag-read.h"
#include "archive/batch.h"
#include "archive/gaps.h"
#include "archive/intake.h"
#include "archive/unpack.h"
#include "base/err.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { JOBS_MAX = 256, FILES_PER_JOB = 16 };
static const uint64_t QUEUE_BYTES = 32 << 20;
static const uint64_t DEFAULT_MAX_BYTES = 1 << 30;

struct adding {
    struct vanthu_archive *archive;
    const struct vanthu_add_options *options;
    const char *const *paths;
    size_t paths_count;
    unsigned jobs;
    struct vt_known known;
    struct vt_pool *pool;
    struct vt_intake *intake;
    struct vt_gaps *gaps; /* instead of paths */
    struct vt_bag *bag;   /* that is being taken */
    struct vt_batch *batch;
    struct vt_allowance allowance; /* of the file of the intake that is taken apart */
    struct vt_file *first, *last;  /* on their way, in order */
    size_t queued;
    uint64_t queued_bytes;
    bool exhausted;
    uint64_t max_bytes, done_bytes, total_bytes;
};

/* ---- the queue ---- */

static void enqueue(struct adding *a, struct vt_file *file)
{
    if (a->last)
        a->last->next = file;
    else
        a->first = file;
    a->last = file;
    a->queued++;
    a->queued_bytes += file->expected_bytes;
    if (file->fate == VT_FILE_FAILED)
        file->task.done = true;
    else
        vt_pool_submit(a->pool, &file->task, false);
}

static struct vt_file *dequeue(struct adding *a)
{
    struct vt_file *file = a->first;
    vt_pool_wait(a->pool, &file->task);
    a->first = file->next;
    if (!a->first)
        a->last = NULL;
    file->next = NULL;
    a->queued--;
    a->queued_bytes -= file->expected_bytes;
    return file;
}

/* Puts the next document without all its text into the queue. */
static vanthu_status take_gap(struct adding *a, struct vanthu_error *error)
{
    struct vt_file *file;
    vanthu_status status = vt_gaps_next(a->gaps, &file, &a->known, a->max_bytes, error);
    a->exhausted = !file;
    if (status != VANTHU_OK)
        vt_file_free(file);
    else if (file)
        enqueue(a, file);
    return status;
}

/* Puts the next payload file of the bag into the queue; *taken: there was one. */
static vanthu_status take_payload(struct adding *a, bool *taken, struct vanthu_error *error)
{
    struct vt_bag_item item;
    struct stat st;
    *taken = a->bag && vt_bag_next(a->bag, &item);
    if (!*taken)
        return VANTHU_OK;
    struct vt_file *file = vt_file_new(item.path, &a->known, a->max_bytes);
    if (!file || !(file->location = strdup(item.location)) ||
        vt_file_set_said(file, item.said, item.said_count) != VANTHU_OK) {
        vt_file_free(file);
        return vt_err_memory(error);
    }
    bool there = stat(item.location, &st) == 0;
    file->mtime = item.mtime == INT64_MIN && there ? st.st_mtime : item.mtime;
    file->expected_bytes = there ? (uint64_t)st.st_size : 0;
    enqueue(a, file);
    return VANTHU_OK;
}

/* Puts the next file of the intake into the queue. */
static vanthu_status take_one(struct adding *a, struct vanthu_error *error)
{
    const char *path;
    struct stat st;
    struct vanthu_error cause = {0};
    bool taken;
    vanthu_status status = take_payload(a, &taken, error);
    if (status != VANTHU_OK || taken)
        return status;
    status = vt_intake_next(a->intake, &path, &st, &cause);
    if (status == VANTHU_OK && path && S_ISDIR(st.st_mode)) {
        vt_bag_free(a->bag);
        status = vt_bag_open(&a->bag, path, &cause);
        if (status == VANTHU_OK)
            return VANTHU_OK; /* its payload comes next */
    }
    if (status != VANTHU_OK && status != VANTHU_FAILED) {
        if (error)
            *error = cause;
        return status;
    }
    if (!path) {
        a->exhausted = true;
        return VANTHU_OK;
    }
    bool from_stdin = status == VANTHU_OK && st.st_mode == 0;
    struct vt_file *file =
        vt_file_new(vt_str(from_stdin ? a->options->stdin_name : path), &a->known, a->max_bytes);
    if (!file)
        return vt_err_memory(error);
    file->from_stdin = from_stdin;
    if (status == VANTHU_OK) {
        file->mtime = from_stdin ? time(NULL) : st.st_mtime;
        file->expected_bytes = (uint64_t)st.st_size;
    } else {
        file->fate = VT_FILE_FAILED;
        file->error = cause;
        file->skipped = vt_intake_skipped(a->intake);
    }
    enqueue(a, file);
    return VANTHU_OK;
}

static bool has_room(const struct adding *a)
{
    return !a->exhausted && (a->queued == 0 || (a->queued < (size_t)a->jobs * FILES_PER_JOB &&
                                                a->queued_bytes < QUEUE_BYTES));
}

static bool report_progress(struct adding *a, const struct vt_file *file)
{
    a->done_bytes += file->expected_bytes;
    struct vanthu_progress progress = {_("adding"), a->done_bytes, a->total_bytes, true};
    return !a->options->progress || a->options->progress(a->options->context, &progress);
}

static vanthu_status commit(void *context, struct vt_file *file, struct vanthu_error *error);

/* A bundle whose members cannot all be taken out is stored as it is, beside those that could. */
static vanthu_status store_opaque(struct adding *a, struct vt_file *bundle, const char *reason,
                                  struct vanthu_error *error)
{
    bundle->opaque = true;
    bundle->reason = reason;
    bundle->fate = VT_FILE_NEW;
    vt_file_run(&bundle->task);
    return commit(a, bundle, error);
}

static vanthu_status commit_bundle(struct adding *a, struct vt_file *bundle,
                                   struct vanthu_error *error)
{
    struct vt_reading reading;
    if (bundle->nesting >= VT_NESTING_MAX)
        return store_opaque(a, bundle, _("a bundle inside too many others"), error);
    if (!bundle->in_bundle)
        a->allowance = vt_allowance(bundle->raw.len);
    vanthu_status status =
        vt_unpack(bundle, a->pool, a->jobs, &a->allowance, commit, a, &reading, error);
    if (status == VANTHU_OK && strcmp(reading.text_status, "ok") != 0)
        status = store_opaque(a, bundle, reading.reason, error);
    else
        vt_file_free(bundle);
    vt_reading_free(&reading);
    return status;
}

/* The attachments of a message are documents beside it. */
static vanthu_status commit_attachments(struct adding *a, struct vt_file *message,
                                        struct vanthu_error *error)
{
    struct vt_reading reading;
    if (!message->in_bundle)
        a->allowance = vt_allowance(message->raw.len);
    vanthu_status status =
        vt_unpack(message, a->pool, a->jobs, &a->allowance, commit, a, &reading, error);
    vt_reading_free(&reading);
    return status;
}

/* Takes over a file whose task is done. */
static vanthu_status commit(void *context, struct vt_file *file, struct vanthu_error *error)
{
    struct adding *a = context;
    if (file->fate == VT_FILE_FAILED && file->fatal) {
        vanthu_status status = file->error.status;
        if (error)
            *error = file->error;
        vt_file_free(file);
        return status;
    }
    if (file->fate == VT_FILE_BUNDLE)
        return commit_bundle(a, file, error);
    vanthu_status status = VANTHU_OK;
    if (file->format == VT_EML && file->fate != VT_FILE_FAILED && file->nesting < VT_NESTING_MAX)
        status = commit_attachments(a, file, error);
    if (status == VANTHU_OK)
        return vt_batch_take(a->batch, file, error);
    vt_file_free(file);
    return status;
}

static vanthu_status commit_oldest(struct adding *a, struct vanthu_error *error)
{
    struct vt_file *file = dequeue(a);
    if (report_progress(a, file))
        return commit(a, file, error);
    vt_file_free(file);
    return vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
}

static void drain(struct adding *a)
{
    while (a->first)
        vt_file_free(dequeue(a));
}

/* ---- the run ---- */

/* What there is to do, for a rate and a remaining time: only when somebody watches. */
static vanthu_status measure(struct adding *a, struct vanthu_error *error)
{
    const char *path;
    struct stat st;
    struct vt_intake *intake;
    vanthu_status status = vt_intake_new(&intake, a->paths, a->paths_count, a->options->recursive,
                                         a->archive->dir, error);
    while (status == VANTHU_OK || status == VANTHU_FAILED) {
        status = vt_intake_next(intake, &path, &st, error);
        if (!path)
            break;
        if (status == VANTHU_OK)
            a->total_bytes += (uint64_t)st.st_size;
    }
    vt_intake_free(intake);
    return status == VANTHU_FAILED ? VANTHU_OK : status;
}

static vanthu_status begin(struct adding *a, struct vanthu_add_summary *summary,
                           struct vanthu_error *error)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    a->jobs = a->options->jobs ? a->options->jobs : processors > 0 ? (unsigned)processors : 1;
    if (a->jobs > JOBS_MAX)
        a->jobs = JOBS_MAX;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < a->paths_count && status == VANTHU_OK; i++)
        if (strcmp(a->paths[i], "-") == 0 && !(a->options->stdin_name && *a->options->stdin_name))
            status = vt_err(error, VANTHU_USAGE, "%s", _("standard input needs a name"));
    if (status == VANTHU_OK && a->archive->access != VANTHU_WRITE && !a->options->dry_run)
        status = vt_err(error, VANTHU_USAGE, "%s", _("the archive is open for reading only"));
    if (status == VANTHU_OK && a->options->retry && !a->paths_count)
        status = vt_gaps_new(&a->gaps, a->archive, &a->total_bytes, error);
    else if (status == VANTHU_OK && a->options->progress)
        status = measure(a, error);
    /* not as a reader: a reader's snapshot would keep the log from being written back */
    if (status == VANTHU_OK)
        status =
            vt_catalog_open(&a->known.catalog, a->archive->catalog_path, VT_CATALOG_WRITE, error);
    if (status == VANTHU_OK)
        status = vt_pool_new(&a->pool, a->jobs, error);
    if (status == VANTHU_OK)
        status = vt_intake_new(&a->intake, a->paths, a->paths_count, a->options->recursive,
                               a->archive->dir, error);
    if (status == VANTHU_OK)
        status = vt_batch_new(&a->batch, a->archive, a->pool, a->jobs, a->options, summary, error);
    return status;
}

static vanthu_status run(struct adding *a, struct vanthu_error *error)
{
    struct vanthu_error later;
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && (a->queued || !a->exhausted)) {
        while (status == VANTHU_OK && has_room(a))
            status = a->gaps ? take_gap(a, error) : take_one(a, error);
        if (status == VANTHU_OK && a->queued)
            status = commit_oldest(a, error);
    }
    drain(a);
    if (status != VANTHU_OK && status != VANTHU_CANCELLED)
        return status;
    /* what was gathered is safe and indexed also when the run was stopped */
    vanthu_status flushed = vt_batch_flush(a->batch, &later);
    if (flushed == VANTHU_OK || flushed == VANTHU_CANCELLED) {
        vanthu_status finished = vt_batch_finish(a->batch, &later);
        flushed = finished == VANTHU_OK ? flushed : finished;
    }
    if (status == VANTHU_OK && flushed != VANTHU_OK) {
        status = flushed;
        if (error)
            *error = later;
    }
    return status == VANTHU_OK && a->gaps ? vt_gaps_end(a->gaps, error) : status;
}

vanthu_status vanthu_add(struct vanthu_archive *archive, const char *const *paths,
                         size_t paths_count, const struct vanthu_add_options *options,
                         struct vanthu_add_summary *summary, struct vanthu_error *error)
{
    static const struct vanthu_add_options defaults = {0};
    struct vanthu_add_summary ignored;
    struct adding a = {.archive = archive,
                       .options = options ? options : &defaults,
                       .paths = paths,
                       .paths_count = paths_count,
                       .max_bytes = DEFAULT_MAX_BYTES};
    summary = summary ? summary : &ignored;
    *summary = (struct vanthu_add_summary){0};
    pthread_mutex_init(&a.known.mutex, NULL);
    if (a.options->max_bytes)
        a.max_bytes = a.options->max_bytes;
    a.known.workers = archive->workers;
    a.known.ocr = (enum vt_ocr)a.options->ocr;
    a.known.retry = a.options->retry;
    vanthu_status status = begin(&a, summary, error);
    if (status == VANTHU_OK)
        status = run(&a, error);
    vt_batch_free(a.batch);
    vt_pool_free(a.pool);
    vt_intake_free(a.intake);
    vt_gaps_free(a.gaps);
    vt_bag_free(a.bag);
    vt_catalog_close(a.known.catalog);
    pthread_mutex_destroy(&a.known.mutex);
    return status;
}
