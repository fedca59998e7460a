/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake-file.c: one file on its way into the archive. */
#include "archive/intake-file.h"

#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unistd.h>

struct vt_file *vt_file_new(struct vt_str path, struct vt_known *known, uint64_t max_bytes)
{
    struct vt_file *file = calloc(1, sizeof *file);
    struct vt_buf raw = {0}, readable = {0};
    if (!file)
        return NULL;
    file->task.run = vt_file_run;
    file->known = known;
    file->max_bytes = max_bytes;
    if (vt_buf_append_str(&raw, path) == VANTHU_OK)
        file->path = vt_buf_take(&raw);
    if (vt_utf8_repair(&readable, path, NULL) == VANTHU_OK)
        file->source = vt_buf_take(&readable);
    vt_buf_free(&raw);
    vt_buf_free(&readable);
    if (!file->path || !file->source) {
        vt_file_free(file);
        return NULL;
    }
    return file;
}

void vt_file_free(struct vt_file *file)
{
    if (!file)
        return;
    vt_buf_free(&file->raw);
    vt_analysis_free(&file->analysis);
    vt_arena_free(&file->arena);
    free(file->path);
    free(file->location);
    free(file->source);
    free(file);
}

void vt_files_free(struct vt_file *files)
{
    while (files) {
        struct vt_file *next = files->next;
        vt_file_free(files);
        files = next;
    }
}

vanthu_status vt_file_set_said(struct vt_file *file, const struct vt_said *said, size_t count)
{
    struct vt_said *copies = vt_arena_array(&file->arena, count + 1, sizeof *copies);
    for (size_t i = 0; copies && i < count; i++) {
        copies[i].fact = vt_arena_str(&file->arena, vt_str(said[i].fact));
        copies[i].value = vt_arena_str(&file->arena, vt_str(said[i].value));
        if (!copies[i].fact || !copies[i].value)
            return VANTHU_NO_MEMORY;
    }
    file->said = copies;
    file->said_count = count;
    return copies ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static vanthu_status look_up(struct vt_file *file, struct vt_found *found)
{
    pthread_mutex_lock(&file->known->mutex);
    vanthu_status status = vt_catalog_find(file->known->catalog, file->sha256, vt_str(file->path),
                                           found, &file->error);
    pthread_mutex_unlock(&file->known->mutex);
    return status;
}

/* Whether the text of a known document is to be read again: one that is not all there when that is
 * asked for; a scan that was never recognised when all are to be; and any scan for both. */
static bool wanted_again(const struct vt_file *file, const struct vt_found *found)
{
    const struct vt_known *known = file->known;
    bool scan = known->ocr == VT_OCR_ALWAYS && vt_can_be_scan(file->format);
    return (known->retry && found->text != VT_TEXT_OK) ||
           (scan && (known->retry || !found->recognised));
}

/* The index finds a document by the name of its file. */
static vanthu_status set_source(struct vt_file *file)
{
    struct vanthu_document *d = &file->analysis.document;
    d->sources = vt_arena_array(&file->analysis.arena, 1, sizeof *d->sources);
    if (!d->sources)
        return VANTHU_NO_MEMORY;
    d->sources->path = file->source;
    d->sources_count = 1;
    return VANTHU_OK;
}

static vanthu_status load(struct vt_file *file)
{
    return file->from_stdin ? vt_file_read_fd(&file->raw, STDIN_FILENO, file->source,
                                              file->max_bytes, &file->error)
                            : vt_file_read(&file->raw, file->location ? file->location : file->path,
                                           file->max_bytes, &file->error);
}

static vanthu_status analyse(struct vt_file *file)
{
    struct vt_original original = {.workers = file->known->workers,
                                   .raw = vt_buf_str(&file->raw),
                                   .path = vt_str(file->path),
                                   .sha256 = file->sha256,
                                   .ocr = file->known->ocr};
    vanthu_status status = vt_analyse(&file->analysis, &original);
    if (status == VANTHU_OK && file->reason &&
        !(file->analysis.document.text_reason =
              vt_arena_str(&file->analysis.arena, vt_str(file->reason))))
        status = VANTHU_NO_MEMORY;
    return status == VANTHU_OK ? set_source(file) : vt_err_memory(&file->error);
}

static vanthu_status read_and_analyse(struct vt_file *file)
{
    struct vt_found found;
    vanthu_status status = file->loaded ? VANTHU_OK : load(file);
    if (status != VANTHU_OK)
        return status;
    file->loaded = true;
    file->format = vt_format_of(vt_buf_str(&file->raw), vt_base_name(vt_str(file->path)));
    if (vt_is_bundle(file->format) && !file->opaque) {
        file->fate = VT_FILE_BUNDLE;
        return VANTHU_OK;
    }
    status = vt_sha256(file->sha256, vt_buf_str(&file->raw));
    if (status == VANTHU_OK) {
        memcpy(file->id, file->sha256, VT_ID_LEN);
        status = look_up(file, &found);
    }
    if (status != VANTHU_OK)
        return status;
    file->again = found.doc && wanted_again(file, &found);
    if (found.doc)
        file->fate = VT_FILE_KNOWN;
    return !found.doc || file->again ? analyse(file) : VANTHU_OK;
}

void vt_file_run(struct vt_task *task)
{
    struct vt_file *file = (struct vt_file *)task;
    vanthu_status status = read_and_analyse(file);
    if (status != VANTHU_OK) {
        file->fate = VT_FILE_FAILED;
        file->fatal = status != VANTHU_FAILED;
        vt_buf_free(&file->raw);
    }
}

/* The message names the file first, as messages do; beside the source that would be said twice. */
static const char *reason_of(const struct vt_file *file)
{
    const char *message = file->error.message;
    size_t len = strlen(file->path);
    if (file->fate != VT_FILE_FAILED)
        return file->analysis.document.text_reason;
    return strncmp(message, file->path, len) == 0 && strncmp(message + len, ": ", 2) == 0
               ? message + len + 2
               : message;
}

struct vanthu_added vt_file_added(const struct vt_file *file)
{
    const struct vanthu_document *d = &file->analysis.document;
    bool hashed = file->id[0] != '\0';
    return (struct vanthu_added){
        .id = hashed ? file->id : NULL,
        .sha256 = hashed ? file->sha256 : NULL,
        .source = file->source,
        .status = file->fate == VT_FILE_NEW      ? VANTHU_ADDED
                  : file->fate == VT_FILE_FAILED ? VANTHU_ADD_FAILED
                                                 : VANTHU_KNOWN,
        .reason = reason_of(file),
        .media_type = d->media_type,
        .title = d->title,
        .number = d->number,
        .date = d->date,
        .sections_count = d->outline_count,
        .mentions_count = d->mentions_count,
        .bytes = d->bytes,
        .recognised = d->text_engine != NULL,
        .reread = file->again,
        .restored = file->restored,
        .skipped = file->skipped,
    };
}
