/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch.c: the committer of `add`. */
#include "archive/batch.h"

#include "archive/change.h"
#include "archive/log.h"
#include "archive/pieces.h"
#include "archive/said.h"
#include "base/err.h"

#include <stdlib.h>

/* Acknowledgements of files that store nothing do not wait for a frame to fill. */
enum { WAITING_MAX = 1024 };

struct vt_batch {
    struct vanthu_archive *archive;
    const struct vanthu_add_options *options;
    struct vanthu_add_summary *summary;
    struct vt_catalog_state state;
    struct vt_arena arena; /* of `said` */
    struct vt_said *said;  /* what is set of every file */
    size_t said_count;
    struct vt_file *first, *last; /* gathered, in order */
    size_t waiting;
    bool changes; /* some of them change the catalogue though they store nothing */
    struct vt_pieces *pieces;
    bool stop;            /* the callback said so */
    struct vt_buf frames; /* enum frame_state, one byte for each frame of the catalogue */
};

enum frame_state { FRAME_UNREAD, FRAME_WHOLE, FRAME_DAMAGED };

static vanthu_status read_said(struct vt_batch *b, struct vanthu_error *error)
{
    const struct vanthu_add_options *o = b->options;
    vanthu_status status = VANTHU_OK;
    b->said = vt_arena_array(&b->arena, o->set_count, sizeof *b->said);
    if (!b->said)
        return vt_err_memory(error);
    while (b->said_count < o->set_count && status == VANTHU_OK) {
        status = vt_said_read(&b->said[b->said_count], &b->arena, o->set[b->said_count], error);
        b->said_count++;
    }
    return status;
}

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
    b->options = options;
    b->summary = summary;
    vanthu_status status = read_said(b, error);
    if (status == VANTHU_OK)
        status = vt_pieces_new(&b->pieces, archive->index_writer, pool, jobs, error);
    return status == VANTHU_OK ? vt_catalog_state(archive->catalog, &b->state, error) : status;
}

/* ---- commit ---- */

static vanthu_status add_new(struct vt_batch *b, struct vt_file *f, int64_t frame,
                             struct vanthu_error *error)
{
    struct vt_catalog *catalog = b->archive->catalog;
    struct vanthu_document *d = &f->analysis.document;
    struct vt_overrides overrides = {.found = *d};
    bool changed;
    struct vt_new_document document = {
        .document = d,
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
    f->first_passage = b->state.next_passage;
    b->state.next_passage += document.passages;
    f->indexed = true;
    if (vt_said_merge(&overrides, &f->analysis.arena, f->said, f->said_count, &changed) ||
        vt_said_apply(d, &f->analysis.arena, &overrides))
        return vt_err_memory(error);
    vanthu_status status = vt_catalog_add_document(catalog, &document, &f->doc, error);
    f->set = changed;
    return status == VANTHU_OK && changed
               ? vt_catalog_set_facts(catalog, f->doc, d, &overrides, error)
               : status;
}

/* A document that is known: another path, its text read again, facts that are set. */
static vanthu_status change_known(struct vt_batch *b, struct vt_file *f, int64_t frame,
                                  struct vanthu_error *error)
{
    struct vt_catalog *catalog = b->archive->catalog;
    struct vt_found now;
    vanthu_status status = vt_catalog_find(catalog, f->sha256, vt_str(f->path), &now, error);
    f->doc = now.doc;
    if (status == VANTHU_OK && f->restored)
        status = vt_catalog_move(catalog, f->doc, frame, f->data_offset, error);
    if (status == VANTHU_OK && f->fate == VT_FILE_SOURCE)
        status = vt_catalog_add_source(catalog, f->doc, vt_str(f->path), f->mtime, f->ingested_at,
                                       error);
    if (status == VANTHU_OK && f->text == VT_TEXT_REPLACED)
        status =
            vt_replace_text(catalog, &b->state, f->doc, b->state.generation, &f->analysis, error);
    else if (status == VANTHU_OK && f->text == VT_TEXT_TRIED)
        status = vt_catalog_note_attempt(catalog, f->doc, f->analysis.document.text_reason,
                                         VT_AGENT, error);
    if (status == VANTHU_OK && f->set)
        status = vt_set_facts(catalog, &b->state, f->doc, b->state.generation, f->said,
                              f->said_count, &f->set, error);
    f->indexed = f->text == VT_TEXT_REPLACED || f->set;
    if (status != VANTHU_OK || !f->indexed)
        return status;
    f->found = now; /* the passages that are withdrawn */
    status = vt_catalog_find(catalog, f->sha256, vt_str(f->path), &now, error);
    f->first_passage = now.first_passage;
    vt_analysis_free(&f->analysis);
    return status == VANTHU_OK ? vt_analysis_load(&f->analysis, catalog, f->doc, error) : status;
}

static bool was_ingested(const struct vt_file *f)
{
    return f->fate == VT_FILE_NEW;
}

static bool was_met_again(const struct vt_file *f)
{
    return f->fate == VT_FILE_SOURCE;
}

static bool was_restored(const struct vt_file *f)
{
    return f->restored;
}

static bool was_set(const struct vt_file *f)
{
    return f->said_count && (f->fate == VT_FILE_NEW || f->set);
}

/* "nguyen.van.a: title=...; date=..."; what is not known is left out. */
static vanthu_status say(struct vt_buf *detail, const char *by, const struct vt_file *set,
                         struct vanthu_error *error)
{
    vanthu_status status = vt_buf_append_str(detail, vt_str(by ? by : ""));
    for (size_t i = 0; set && i < set->said_count && status == VANTHU_OK; i++)
        status = vt_buf_printf(detail, "%s%s=%s",
                               i    ? "; "
                               : by ? ": "
                                    : "",
                               set->said[i].fact, set->said[i].value);
    return status == VANTHU_OK && vt_buf_cstr(detail) ? VANTHU_OK : vt_err_memory(error);
}

/* One entry for those that come in a row with the same to be said of them: of what is set the
 * facts are said too. */
static vanthu_status log_those(struct vt_batch *b, struct vt_log *log, const char *event,
                               bool (*concerned)(const struct vt_file *),
                               struct vanthu_error *error)
{
    struct vt_arena arena = {0};
    struct vt_buf said = {0}, before = {0};
    size_t count = 0;
    const char **ids = vt_arena_array(&arena, b->waiting, sizeof *ids);
    vanthu_status status = ids ? VANTHU_OK : vt_err_memory(error);
    for (const struct vt_file *f = b->first; f && status == VANTHU_OK; f = f->next) {
        if (!concerned(f))
            continue;
        vt_buf_clear(&said);
        status = say(&said, b->options->by, concerned == was_set ? f : NULL, error);
        if (status == VANTHU_OK && count && strcmp(said.p, before.p) != 0) {
            status = vt_log_add(log, event, "success", before.p, ids, count, error);
            count = 0;
        }
        ids[count++] = f->id;
        struct vt_buf swapped = before;
        before = said;
        said = swapped;
    }
    if (status == VANTHU_OK && count)
        status = vt_log_add(log, event, "success", before.p, ids, count, error);
    vt_arena_free(&arena);
    vt_buf_free(&said);
    vt_buf_free(&before);
    return status;
}

/* What this batch does, in the order in which it is put. */
static vanthu_status write_log(struct vt_batch *b, struct vt_log *log, struct vanthu_error *error)
{
    vanthu_status status = log_those(b, log, "ingestion", was_ingested, error);
    if (status == VANTHU_OK)
        status = log_those(b, log, "source", was_met_again, error);
    if (status == VANTHU_OK)
        status = log_those(b, log, "repair", was_restored, error);
    for (const struct vt_file *f = b->first; f && status == VANTHU_OK; f = f->next) {
        const char *id = f->id;
        if (f->recognised)
            status = vt_log_add(log, "recognition", "success", f->analysis.recognised.engine, &id,
                                1, error);
    }
    if (status == VANTHU_OK)
        status = log_those(b, log, "set", was_set, error);
    return status == VANTHU_OK ? vt_log_put(log, b->archive->volume_writer, error) : status;
}

static vanthu_status write_catalog(struct vt_batch *b, const struct vt_frame *frame,
                                   struct vt_log *log, struct vanthu_error *error)
{
    int64_t number = 0;
    struct vt_catalog *catalog = b->archive->catalog;
    vanthu_status status = vt_catalog_begin(catalog, error);
    if (status == VANTHU_OK && frame->bytes)
        status = vt_catalog_add_frame(catalog, frame, &number, error);
    for (struct vt_file *f = b->first; f && status == VANTHU_OK; f = f->next) {
        if (f->fate == VT_FILE_NEW)
            status = add_new(b, f, number, error);
        else if (f->fate == VT_FILE_SOURCE || f->text || f->set || f->restored)
            status = change_known(b, f, number, error);
    }
    if (status == VANTHU_OK)
        status = vt_log_store(log, catalog, error);
    if (status == VANTHU_OK)
        status = vt_catalog_commit(catalog, &b->state, error);
    if (status != VANTHU_OK)
        vt_catalog_rollback(catalog);
    return status;
}

static vanthu_status commit(struct vt_batch *b, struct vanthu_error *error)
{
    struct vt_frame frame;
    struct vt_log log;
    vanthu_status status = vt_log_begin(&log, b->archive, error);
    if (status == VANTHU_OK)
        status = write_log(b, &log, error);
    if (status == VANTHU_OK)
        status = vt_volume_commit(b->archive->volume_writer, &frame, error);
    if (status != VANTHU_OK)
        goto done;
    b->state.generation++;
    if (frame.bytes) {
        b->state.volume = frame.volume;
        b->state.volume_bytes = frame.offset + frame.bytes;
    }
    status = write_catalog(b, &frame, &log, error);
done:
    vt_log_end(&log);
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
        summary->reread += added->reread;
        summary->restored += added->restored;
        summary->unread += added->reread && added->reason;
        break;
    case VANTHU_ADD_FAILED:
        summary->failed += !added->skipped;
        summary->skipped += added->skipped;
        break;
    }
}

static void acknowledge(struct vt_batch *b)
{
    for (struct vt_file *f = b->first; f; f = f->next) {
        struct vanthu_added added = vt_file_added(f);
        count(b->summary, &added);
        b->summary->set += f->set;
        if (b->options->added && !b->options->added(b->options->context, &added))
            b->stop = true;
    }
}

/* Splits what was gathered: what has new passages goes to the index, the rest is done with. */
static struct vt_file *take_indexed(struct vt_batch *b)
{
    struct vt_file *files = NULL, **end = &files, *next;
    for (struct vt_file *f = b->first; f; f = next) {
        next = f->next;
        f->next = NULL;
        if (f->indexed) {
            *end = f;
            end = &f->next;
        } else {
            vt_file_free(f);
        }
    }
    b->first = b->last = NULL;
    b->waiting = 0;
    b->changes = false;
    return files;
}

vanthu_status vt_batch_flush(struct vt_batch *b, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (!b->first)
        return VANTHU_OK;
    if (!b->options->dry_run && (b->changes || vt_volume_pending(b->archive->volume_writer)))
        status = commit(b, error);
    if (status != VANTHU_OK)
        return status;
    acknowledge(b);
    struct vt_file *files = take_indexed(b);
    if (files)
        status = vt_pieces_submit(b->pieces, files, b->state.generation, error);
    if (status == VANTHU_OK)
        status = vt_pieces_publish(b->pieces, false, error);
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

/* What was read again counts when it is more than was read before, or another way of reading that
 * was asked for. */
static enum vt_file_text judge_text(const struct vt_file *file)
{
    const struct vanthu_document *d = &file->analysis.document;
    const struct vt_found *before = &file->found;
    enum vt_text_rank rank = vt_text_rank(d->text_status);
    bool same = rank == before->text && d->text_bytes == before->text_bytes && !d->text_engine &&
                !before->recognised;
    if (rank != VT_TEXT_NONE && rank >= before->text && !same)
        return VT_TEXT_REPLACED;
    return rank == before->text && rank != VT_TEXT_OK ? VT_TEXT_TRIED : VT_TEXT_AS_IT_WAS;
}

/* Facts that are set as they were set before need no event. */
static vanthu_status judge_set(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    struct vt_arena arena = {0};
    struct vt_overrides before;
    vanthu_status status =
        vt_catalog_overrides(b->archive->catalog, file->found.doc, &arena, &before, error);
    if (status == VANTHU_OK &&
        vt_said_merge(&before, &arena, file->said, file->said_count, &file->set))
        status = vt_err_memory(error);
    vt_arena_free(&arena);
    return status;
}

/* ---- what is stored of a known document ---- */

/* Its frame is read, once in a run however many documents of it are met. What cannot be read now
 * may be whole. */
static vanthu_status look_at_frame(struct vt_batch *b, const struct vt_found *found, bool *damaged,
                                   struct vanthu_error *error)
{
    struct vt_location location;
    struct vt_volume_reader *reader;
    struct vt_str original;
    size_t at = (size_t)found->frame;
    if (at >= b->frames.len) {
        size_t more = at + 1 - b->frames.len;
        if (vt_buf_reserve(&b->frames, more) != VANTHU_OK)
            return vt_err_memory(error);
        memset(b->frames.p + b->frames.len, FRAME_UNREAD, more);
        b->frames.len += more;
    }
    *damaged = b->frames.p[at] == FRAME_DAMAGED;
    if (b->frames.p[at] != FRAME_UNREAD)
        return VANTHU_OK;
    vanthu_status status = vt_catalog_location(b->archive->catalog, found->doc, &location, error);
    if (status == VANTHU_OK)
        status = vt_archive_volumes(b->archive, &reader, error);
    if (status != VANTHU_OK)
        return status;
    status = vt_volume_read(reader, &location, &original, NULL);
    *damaged = status == VANTHU_DAMAGED;
    b->frames.p[at] = *damaged ? FRAME_DAMAGED : FRAME_WHOLE;
    return status == VANTHU_NO_MEMORY ? vt_err_memory(error) : VANTHU_OK;
}

static bool is_restored_already(const struct vt_batch *b, const struct vt_file *file)
{
    for (const struct vt_file *f = b->first; f; f = f->next)
        if (f->restored && strcmp(f->sha256, file->sha256) == 0)
            return true;
    return false;
}

/* What is known of a document that is not read again, for whoever is told of it. */
static vanthu_status recall(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    struct vanthu_document d, *to = &file->analysis.document;
    if (file->again || !b->options->added)
        return VANTHU_OK;
    vanthu_status status = vt_catalog_document(b->archive->catalog, file->found.doc, 0,
                                               &file->analysis.arena, &d, error);
    if (status != VANTHU_OK)
        return status;
    to->media_type = d.media_type;
    to->title = d.title;
    to->number = d.number;
    to->date = d.date;
    return VANTHU_OK;
}

/* A file that was given is the copy from which its damaged original is mended. Only when that is
 * asked for: to read every frame takes as long as to read and hash the files. */
static vanthu_status judge_stored(struct vt_batch *b, struct vt_file *file,
                                  struct vanthu_error *error)
{
    struct vanthu_document d;
    bool damaged = false;
    vanthu_status status = VANTHU_OK;
    if (b->options->retry)
        status = look_at_frame(b, &file->found, &damaged, error);
    file->restored = damaged && !is_restored_already(b, file);
    if (status != VANTHU_OK || !file->restored || file->again)
        return status;
    status = vt_catalog_document(b->archive->catalog, file->found.doc, 0, &file->analysis.arena, &d,
                                 error);
    file->analysis.document.media_type = d.media_type; /* of its record */
    return status;
}

static vanthu_status decide(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    struct vt_found *found = &file->found;
    if (file->fate == VT_FILE_FAILED)
        return VANTHU_OK;
    vanthu_status status =
        vt_catalog_find(b->archive->catalog, file->sha256, vt_str(file->path), found, error);
    if (status != VANTHU_OK)
        return status;
    if (!found->doc) {
        look_in_batch(b, file);
    } else {
        file->fate = found->has_source ? VT_FILE_KNOWN : VT_FILE_SOURCE;
        file->text = file->again ? judge_text(file) : VT_TEXT_AS_IT_WAS;
        status = recall(b, file, error);
        if (status == VANTHU_OK)
            status = judge_stored(b, file, error);
        if (status == VANTHU_OK && file->said_count)
            status = judge_set(b, file, error);
    }
    if (file->fate == VT_FILE_NEW && b->options->text_only &&
        strcmp(file->analysis.document.text_status, "none") == 0) {
        file->fate = VT_FILE_FAILED;
        vt_err(&file->error, VANTHU_FAILED, "%s: %s", file->path,
               file->analysis.document.text_reason);
    }
    return status;
}

static vanthu_status put_original(struct vt_batch *b, struct vt_file *f, struct vanthu_error *error)
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
        .source = f->in_bundle    ? "bundle"
                  : f->from_stdin ? "stdin"
                                  : "file",
    };
    vanthu_status status =
        vt_volume_put(writer, &record, vt_buf_str(&f->raw), &f->data_offset, &f->error);
    if (status == VANTHU_FAILED) {
        f->fate = VT_FILE_FAILED;
        status = VANTHU_OK;
    } else if (status != VANTHU_OK && error) {
        *error = f->error;
    }
    return status;
}

/* What was work to recognise is never to be done again. */
static vanthu_status put_recognised(struct vt_batch *b, struct vt_file *f,
                                    struct vanthu_error *error)
{
    struct vt_recognised recognised = f->analysis.recognised;
    if (!recognised.engine || !strcmp(recognised.status, "none"))
        return VANTHU_OK;
    f->recognised = true;
    recognised.at = f->ingested_at;
    recognised.agent = VT_AGENT;
    return vt_volume_put_recognised(b->archive->volume_writer, &recognised, f->mtime, error);
}

static vanthu_status put_event(struct vt_batch *b, const struct vt_file *f, bool set,
                               struct vanthu_error *error)
{
    struct vt_event event = {.id = f->id,
                             .event = set ? "set" : "source",
                             .path = vt_str(set ? "" : f->path),
                             .mtime = f->mtime,
                             .said = f->said,
                             .said_count = set ? f->said_count : 0,
                             .at = f->ingested_at,
                             .agent = VT_AGENT};
    return vt_volume_put_event(b->archive->volume_writer, &event, error);
}

static vanthu_status put(struct vt_batch *b, struct vt_file *f, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    uint64_t pending = vt_volume_pending(b->archive->volume_writer);
    bool stored = f->fate == VT_FILE_NEW || f->restored;
    uint64_t bytes = (stored ? f->raw.len : 0) + f->analysis.recognised.text.len;
    if (pending && pending + bytes > VT_FRAME_BYTES)
        status = vt_batch_flush(b, error);
    if (status == VANTHU_OK && stored)
        status = put_original(b, f, error);
    if (status == VANTHU_OK && f->fate == VT_FILE_SOURCE)
        status = put_event(b, f, false, error);
    if (status == VANTHU_OK && (f->fate == VT_FILE_NEW || f->text == VT_TEXT_REPLACED))
        status = put_recognised(b, f, error);
    if (status == VANTHU_OK && was_set(f))
        status = put_event(b, f, true, error);
    b->changes |= f->text != VT_TEXT_AS_IT_WAS;
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

/* What is set of every file counts before what is set of this one. */
static vanthu_status join_said(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    size_t count = file->said_count + b->said_count;
    struct vt_said *all = vt_arena_array(&file->arena, count + 1, sizeof *all);
    if (!all)
        return vt_err_memory(error);
    for (size_t i = 0; i < count; i++)
        all[i] = i < file->said_count ? file->said[i] : b->said[i - file->said_count];
    file->said = all;
    file->said_count = count;
    return VANTHU_OK;
}

vanthu_status vt_batch_take(struct vt_batch *b, struct vt_file *file, struct vanthu_error *error)
{
    vt_utc_now(file->ingested_at);
    vanthu_status status = join_said(b, file, error);
    if (status == VANTHU_OK)
        status = decide(b, file, error);
    if (status == VANTHU_OK && file->fate != VT_FILE_FAILED && !b->options->dry_run)
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
    struct vt_index_writer *writer = b->archive->index_writer;
    vanthu_status status = vt_pieces_publish(b->pieces, true, error);
    if (status != VANTHU_OK || !writer)
        return status;
    /* commits that brought new sources only have no piece */
    if (vt_index_generation(writer) < b->state.generation)
        status = vt_index_publish(writer, NULL, b->state.generation, error);
    if (status == VANTHU_OK)
        status = vt_index_flush(writer, error);
    return status == VANTHU_OK ? vt_index_merge(writer, false, error) : status;
}

void vt_batch_free(struct vt_batch *b)
{
    if (!b)
        return;
    vt_pieces_free(b->pieces);
    vt_files_free(b->first);
    vt_arena_free(&b->arena);
    vt_buf_free(&b->frames);
    free(b);
}
