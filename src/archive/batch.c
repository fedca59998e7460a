/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.c: the committer of `add`. */
#include "archive/batch.h"

#include "base/err.h"

#include <stdlib.h>

/* Acknowledgements of files that store nothing do not wait for a frame to fill. */
enum { WAITING_MAX = 1024 };

/* Committed documents on their way into the index: one piece. */
struct piece_task {
    struct vt_task task; /* first */
    struct piece_task *next;
    struct vt_file *files;
    struct vt_index_piece *piece;
    uint64_t generation;
    vanthu_status status;
    struct vanthu_error error;
};

struct vt_batch {
    struct vanthu_archive *archive;
    struct vt_pool *pool;
    const struct vanthu_add_options *options;
    struct vanthu_add_summary *summary;
    struct vt_catalog_state state;
    struct vt_file *first, *last; /* gathered, in order */
    size_t waiting;
    struct piece_task *pieces, *last_piece; /* oldest first */
    size_t pieces_count, pieces_max;
    bool stop; /* the callback said so */
};

vanthu_status vt_batch_new(struct vt_batch **out, struct vanthu_archive *archive,
                           struct vt_pool *pool, unsigned jobs,
                           const struct vanthu_add_options *options,
                           struct vanthu_add_summary *summary, struct vanthu_error *error)
{
    struct vt_batch *b = calloc(1, sizeof *b);
    *out = b;
    if (!b)
        return vt_err_memory(error);
    b->archive = archive;
    b->pool = pool;
    b->options = options;
    b->summary = summary;
    b->pieces_max = jobs + 1;
    return vt_catalog_state(archive->catalog, &b->state, error);
}

/* ---- the index ---- */

static vanthu_status build_piece(struct piece_task *p)
{
    vanthu_status status = VANTHU_OK;
    for (struct vt_file *f = p->files; f && status == VANTHU_OK; f = f->next)
        status = vt_passages_add(p->piece, f->first_passage, f->doc, &f->analysis.document,
                                 vt_buf_str(&f->analysis.text), f->analysis.passages,
                                 f->analysis.passages_count, &p->error);
    return status == VANTHU_OK ? vt_index_piece_finish(p->piece, &p->error) : status;
}

static void free_files(struct vt_file *files)
{
    while (files) {
        struct vt_file *next = files->next;
        vt_file_free(files);
        files = next;
    }
}

static void run_piece(struct vt_task *task)
{
    struct piece_task *p = (struct piece_task *)task;
    p->status = build_piece(p);
    free_files(p->files);
    p->files = NULL;
}

static vanthu_status submit_piece(struct vt_batch *b, struct vt_file *files,
                                  struct vanthu_error *error)
{
    struct piece_task *p = calloc(1, sizeof *p);
    vanthu_status status =
        p ? vt_index_piece_open(&p->piece, b->archive->index_writer, error) : vt_err_memory(error);
    if (status != VANTHU_OK) {
        free(p);
        free_files(files);
        return status;
    }
    p->task.run = run_piece;
    p->files = files;
    p->generation = b->state.generation;
    if (b->last_piece)
        b->last_piece->next = p;
    else
        b->pieces = p;
    b->last_piece = p;
    b->pieces_count++;
    vt_pool_submit(b->pool, &p->task, true);
    return VANTHU_OK;
}

static struct piece_task *take_oldest(struct vt_batch *b)
{
    struct piece_task *p = b->pieces;
    vt_pool_wait(b->pool, &p->task);
    b->pieces = p->next;
    if (!b->pieces)
        b->last_piece = NULL;
    b->pieces_count--;
    return p;
}

static vanthu_status publish_oldest(struct vt_batch *b, struct vanthu_error *error)
{
    struct piece_task *p = take_oldest(b);
    vanthu_status status = p->status;
    if (status == VANTHU_OK) {
        status = vt_index_publish(b->archive->index_writer, &p->piece, 1, p->generation, error);
    } else {
        if (error)
            *error = p->error;
        vt_index_piece_abandon(p->piece);
    }
    free(p);
    return status;
}

/* ---- commit ---- */

static vanthu_status add_to_catalog(struct vt_batch *b, struct vt_file *f, int64_t frame,
                                    struct vanthu_error *error)
{
    bool has_source;
    struct vt_catalog *catalog = b->archive->catalog;
    struct vt_new_document document = {
        .document = &f->analysis.document,
        .text = vt_buf_str(&f->analysis.text),
        .relations = f->analysis.relations,
        .relations_count = f->analysis.relations_count,
        .frame = frame,
        .data_offset = f->data_offset,
        .generation = b->state.generation,
        .first_passage = b->state.next_passage,
        .passages = (uint32_t)f->analysis.passages_count,
        .path = vt_str(f->path),
        .mtime = f->mtime,
        .ingested_at = f->ingested_at,
    };
    if (f->fate == VT_FILE_NEW) {
        f->first_passage = b->state.next_passage;
        b->state.next_passage += document.passages;
        return vt_catalog_add_document(catalog, &document, &f->doc, error);
    }
    if (f->fate != VT_FILE_SOURCE)
        return VANTHU_OK;
    vanthu_status status =
        vt_catalog_find(catalog, f->sha256, vt_str(f->path), &f->doc, &has_source, error);
    if (status != VANTHU_OK)
        return status;
    return vt_catalog_add_source(catalog, f->doc, vt_str(f->path), f->mtime, f->ingested_at, error);
}

static vanthu_status commit_frame(struct vt_batch *b, struct vanthu_error *error)
{
    struct vt_frame frame;
    int64_t number;
    struct vt_catalog *catalog = b->archive->catalog;
    vanthu_status status = vt_volume_commit(b->archive->volume_writer, &frame, error);
    if (status != VANTHU_OK)
        return status;
    b->state.generation++;
    b->state.volume = frame.volume;
    b->state.volume_bytes = frame.offset + frame.bytes;
    status = vt_catalog_begin(catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_add_frame(catalog, &frame, &number, error);
    for (struct vt_file *f = b->first; f && status == VANTHU_OK; f = f->next)
        status = add_to_catalog(b, f, number, error);
    if (status == VANTHU_OK)
        status = vt_catalog_commit(catalog, &b->state, error);
    if (status != VANTHU_OK)
        vt_catalog_rollback(catalog);
    return status;
}

static void count(struct vanthu_add_summary *summary, const struct vanthu_added *added)
{
    switch (added->status) {
    case VANTHU_ADDED:
        summary->added++;
        summary->bytes += added->bytes;
        summary->unread += added->reason != NULL;
        break;
    case VANTHU_KNOWN:
        summary->known++;
        break;
    case VANTHU_ADD_FAILED:
        summary->failed++;
        break;
    }
}

static void acknowledge(struct vt_batch *b)
{
    for (struct vt_file *f = b->first; f; f = f->next) {
        struct vanthu_added added = vt_file_added(f);
        count(b->summary, &added);
        if (b->options->added && !b->options->added(b->options->context, &added))
            b->stop = true;
    }
}

/* Splits what was gathered: new documents go to the index, the rest is done with. */
static struct vt_file *take_new(struct vt_batch *b)
{
    struct vt_file *new_files = NULL, **end = &new_files, *next;
    for (struct vt_file *f = b->first; f; f = next) {
        next = f->next;
        f->next = NULL;
        if (f->fate == VT_FILE_NEW && !b->options->dry_run) {
            *end = f;
            end = &f->next;
        } else {
            vt_file_free(f);
        }
    }
    b->first = b->last = NULL;
    b->waiting = 0;
    return new_files;
}

vanthu_status vt_batch_flush(struct vt_batch *b, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (!b->first)
        return VANTHU_OK;
    if (!b->options->dry_run && vt_volume_pending(b->archive->volume_writer))
        status = commit_frame(b, error);
    if (status != VANTHU_OK)
        return status;
    acknowledge(b);
    struct vt_file *new_files = take_new(b);
    if (new_files)
        status = submit_piece(b, new_files, error);
    while (status == VANTHU_OK && b->pieces_count > b->pieces_max)
        status = publish_oldest(b, error);
    while (status == VANTHU_OK && b->pieces && vt_pool_done(b->pool, &b->pieces->task))
        status = publish_oldest(b, error);
    if (status == VANTHU_OK && b->stop)
        status = vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
    return status;
}

/* ---- gathering ---- */

/* The same bytes earlier in this batch, under this path or another. */
static void look_in_batch(const struct vt_batch *b, struct vt_file *file)
{
    for (const struct vt_file *f = b->first; f; f = f->next) {
        if (f->fate == VT_FILE_FAILED || strcmp(f->sha256, file->sha256) != 0)
            continue;
        file->fate = VT_FILE_SOURCE;
        if (strcmp(f->path, file->path) == 0) {
            file->fate = VT_FILE_KNOWN;
            return;
        }
    }
}

static vanthu_status decide(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    int64_t doc;
    bool has_source;
    const char *text_status = file->analysis.document.text_status;
    if (file->fate == VT_FILE_FAILED)
        return VANTHU_OK;
    vanthu_status status = vt_catalog_find(b->archive->catalog, file->sha256, vt_str(file->path),
                                           &doc, &has_source, error);
    if (status == VANTHU_OK && doc)
        file->fate = has_source ? VT_FILE_KNOWN : VT_FILE_SOURCE;
    else if (status == VANTHU_OK)
        look_in_batch(b, file);
    if (status == VANTHU_OK && file->fate == VT_FILE_NEW && b->options->text_only &&
        strcmp(text_status, "none") == 0) {
        file->fate = VT_FILE_FAILED;
        vt_err(&file->error, VANTHU_FAILED, "%s: %s", file->path,
               file->analysis.document.text_reason);
    }
    return status;
}

static vanthu_status put(struct vt_batch *b, struct vt_file *f, struct vanthu_error *error)
{
    struct vt_volume_writer *writer = b->archive->volume_writer;
    struct vt_record record = {
        .id = f->id,
        .sha256 = f->sha256,
        .size = f->raw.len,
        .path = vt_str(f->path),
        .mtime = f->mtime,
        .media_type = f->analysis.document.media_type,
        .ingested_at = f->ingested_at,
        .agent = VT_AGENT,
        .source = f->from_stdin ? "stdin" : "file",
    };
    struct vt_event event = {
        .id = f->id,
        .event = "source",
        .path = vt_str(f->path),
        .mtime = f->mtime,
        .at = f->ingested_at,
        .agent = VT_AGENT,
    };
    vanthu_status status = VANTHU_OK;
    if (f->fate == VT_FILE_SOURCE)
        return vt_volume_put_event(writer, &event, error);
    if (vt_volume_pending(writer) && vt_volume_pending(writer) + f->raw.len > VT_FRAME_BYTES)
        status = vt_batch_flush(b, error);
    if (status != VANTHU_OK)
        return status;
    status = vt_volume_put(writer, &record, vt_buf_str(&f->raw), &f->data_offset, &f->error);
    if (status == VANTHU_FAILED) {
        f->fate = VT_FILE_FAILED;
        status = VANTHU_OK;
    } else if (status != VANTHU_OK && error) {
        *error = f->error;
    }
    return status;
}

static void gather(struct vt_batch *b, struct vt_file *file)
{
    vt_buf_free(&file->raw);
    file->next = NULL;
    if (b->last)
        b->last->next = file;
    else
        b->first = file;
    b->last = file;
    b->waiting++;
}

vanthu_status vt_batch_take(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    vt_utc_now(file->ingested_at);
    vanthu_status status = decide(b, file, error);
    bool store = file->fate == VT_FILE_NEW || file->fate == VT_FILE_SOURCE;
    if (status == VANTHU_OK && store && !b->options->dry_run)
        status = put(b, file, error);
    if (status != VANTHU_OK) {
        vt_file_free(file);
        return status;
    }
    gather(b, file);
    uint64_t pending = b->options->dry_run ? 0 : vt_volume_pending(b->archive->volume_writer);
    if (pending >= VT_FRAME_BYTES || b->waiting >= WAITING_MAX || (!pending && b->waiting))
        status = vt_batch_flush(b, error);
    return status;
}

vanthu_status vt_batch_finish(struct vt_batch *b, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    while (b->pieces && status == VANTHU_OK)
        status = publish_oldest(b, error);
    /* commits that brought new sources only have no piece */
    if (status == VANTHU_OK && b->archive->index_writer &&
        vt_index_generation(b->archive->index_writer) < b->state.generation)
        status = vt_index_publish(b->archive->index_writer, NULL, 0, b->state.generation, error);
    if (status == VANTHU_OK && b->archive->index_writer)
        status = vt_index_merge(b->archive->index_writer, false, error);
    return status;
}

void vt_batch_free(struct vt_batch *b)
{
    if (!b)
        return;
    while (b->pieces) {
        struct piece_task *p = take_oldest(b);
        vt_index_piece_abandon(p->piece);
        free(p);
    }
    free_files(b->first);
    free(b);
}
