/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write.c: appends frames to the last volume.
 *
 * put collects tar members in memory; commit packs them, writes them in one go behind the committed
 * end and waits for the disk. The first frame of a volume begins with vanthu/volume.json: whether a
 * frame is to be a first one is settled when its first member is put.
 */
#include "base/err.h"
#include "base/file.h"
#include "heads.h"
#include "manifest.h"
#include "members.h"
#include "seal.h"
#include "tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define VOLUME_BYTES ((uint64_t)1 << 30)

enum { KEEP_BYTES = 16 << 20 }; /* larger buffers are given back after a commit */

struct vt_volume_writer {
    char *dir;
    struct vt_volume_file file; /* the volume, open for reading and writing, or not there yet */
    uint32_t volume;            /* its number */
    uint64_t end;               /* of what is committed in it */
    uint64_t limit;
    int level;                  /* of zstd */
    struct vt_volume_head head; /* of the volumes it begins */
    bool sealed;                /* a seal lies behind `end`: the next frame begins volume + 1 */
    bool next;                  /* the frame in the making begins volume + 1 */
    ZSTD_CCtx *context;
    struct vt_buf tar, packed;
};

/* ---- open and close ---- */

static vanthu_status open_file(struct vt_volume_writer *writer, int flags,
                               struct vanthu_error *error)
{
    char name[16];
    struct stat st;
    vt_volume_name(name, writer->volume);
    vt_volume_file_close(&writer->file);
    writer->file.path = vt_path_join(writer->dir, name);
    if (!writer->file.path)
        return vt_err_memory(error);
    writer->file.fd = open(writer->file.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0666);
    if (writer->file.fd < 0 && errno == ENOENT)
        return vt_err(error, VANTHU_DAMAGED, _("%s: the volume is missing"), writer->file.path);
    if (writer->file.fd < 0 || fstat(writer->file.fd, &st) != 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), writer->file.path);
    writer->file.bytes = (uint64_t)st.st_size;
    return VANTHU_OK;
}

static vanthu_status cut(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    if (writer->file.bytes != writer->end && ftruncate(writer->file.fd, (off_t)writer->end) != 0)
        return vt_err_errno(error, errno, _("%s: cannot cut off what is not committed"),
                            writer->file.path);
    writer->file.bytes = writer->end;
    return VANTHU_OK;
}

static vanthu_status check_number(uint32_t volume, const char *dir, struct vanthu_error *error)
{
    return volume > VT_VOLUME_MAX
               ? vt_err(error, VANTHU_IO,
                        _("%s: there can be no volume after number %d: begin another archive"), dir,
                        VT_VOLUME_MAX)
               : VANTHU_OK;
}

static vanthu_status note_broken(void *context, const struct vt_scanned *scanned)
{
    *(bool *)context |= scanned->kind == VT_SCANNED_BROKEN;
    return VANTHU_OK;
}

/* Whoever sealed the volume may have been stopped before it had a manifest. One that is damaged
 * gets none that fits it. */
static vanthu_status keep_manifest(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    char sum[VT_SHA256_LEN + 1];
    enum vt_manifest_found found;
    bool broken = false, torn;
    uint64_t end;
    vanthu_status status = vt_manifest_read(sum, &found, writer->dir, writer->volume, error);
    if (status == VANTHU_OK && found == VT_MANIFEST_MISSING)
        status = vt_volume_scan(writer->dir, writer->volume, 0, true, note_broken, &broken, &end,
                                &torn, error);
    return status == VANTHU_OK && found == VT_MANIFEST_MISSING && !broken
               ? vt_manifest_write(writer->dir, writer->volume, error)
               : status;
}

/* A volume that has its hash was sealed: what is behind its frames is no torn write, but a seal
 * that is damaged. */
static vanthu_status open_unsealed(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    char sum[VT_SHA256_LEN + 1];
    enum vt_manifest_found found = VT_MANIFEST_MISSING;
    vanthu_status status = VANTHU_OK;
    if (writer->file.bytes != writer->end)
        status = vt_manifest_read(sum, &found, writer->dir, writer->volume, error);
    writer->sealed = found != VT_MANIFEST_MISSING;
    return status == VANTHU_OK && !writer->sealed ? cut(writer, error) : status;
}

static vanthu_status open_at(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    vanthu_status status = open_file(writer, 0, error);
    if (status != VANTHU_OK)
        return status;
    if (writer->file.bytes < writer->end)
        return vt_err(error, VANTHU_DAMAGED, _("%s: ends at byte %llu, but %llu were committed"),
                      writer->file.path, (unsigned long long)writer->file.bytes,
                      (unsigned long long)writer->end);
    status = vt_seal_find(&writer->sealed, &writer->file, writer->end, error);
    if (status != VANTHU_OK)
        return status;
    return writer->sealed ? keep_manifest(writer, error) : open_unsealed(writer, error);
}

vanthu_status vt_volume_writer_open(struct vt_volume_writer **out, const char *dir, uint32_t volume,
                                    uint64_t bytes, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    struct vt_buf copy = {0};
    struct vt_volume_writer *writer = calloc(1, sizeof *writer);
    *out = NULL;
    if (!writer)
        return vt_err_memory(error);
    writer->file.fd = -1;
    writer->volume = volume ? volume : 1;
    writer->end = bytes;
    writer->limit = VOLUME_BYTES;
    writer->level = VT_LEVEL_COMMIT;
    writer->context = ZSTD_createCCtx();
    if (vt_buf_append_str(&copy, vt_str(dir)) == VANTHU_OK)
        writer->dir = vt_buf_take(&copy);
    vt_buf_free(&copy);
    if (!writer->context || !writer->dir)
        status = vt_err_memory(error);
    else
        status = check_number(writer->volume, dir, error);
    if (status == VANTHU_OK && bytes)
        status = open_at(writer, error);
    if (status == VANTHU_OK)
        *out = writer;
    else
        vt_volume_writer_close(writer);
    return status;
}

void vt_volume_writer_limit(struct vt_volume_writer *writer, uint64_t bytes)
{
    writer->limit = bytes;
}

void vt_volume_writer_replace(struct vt_volume_writer *writer, const struct vt_volume_head *head)
{
    writer->head = *head;
    writer->level = VT_LEVEL_COMPACT;
}

void vt_volume_writer_close(struct vt_volume_writer *writer)
{
    if (!writer)
        return;
    vt_volume_file_close(&writer->file);
    ZSTD_freeCCtx(writer->context);
    vt_buf_free(&writer->tar);
    vt_buf_free(&writer->packed);
    free(writer->dir);
    free(writer);
}

/* ---- put ---- */

/* vanthu/volume.json, the first member of a volume. */
static vanthu_status put_volume_json(struct vt_volume_writer *writer, const char *created)
{
    struct vt_buf line = {0};
    vanthu_status status =
        vt_volume_head_format(&line, writer->volume + writer->next, created, &writer->head);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, "vanthu/volume.json", 0, vt_buf_str(&line));
    vt_buf_free(&line);
    return status;
}

/* The first member of a frame decides where the frame goes. */
static vanthu_status begin_frame(struct vt_volume_writer *writer, const char *now)
{
    if (writer->tar.len)
        return VANTHU_OK;
    writer->next = writer->sealed || writer->end >= writer->limit;
    return writer->end == 0 || writer->next ? put_volume_json(writer, now) : VANTHU_OK;
}

static vanthu_status put_document(struct vt_volume_writer *writer, const struct vt_record *record,
                                  struct vt_str original, uint64_t *data_offset)
{
    struct vt_buf name = {0}, json = {0};
    vanthu_status status = VANTHU_NO_MEMORY;
    if (vt_record_format(&json, record) != VANTHU_OK ||
        vt_record_member(&name, record->id, record->path) != VANTHU_OK || !vt_buf_cstr(&name))
        goto done;
    status = begin_frame(writer, record->ingested_at);
    if (status != VANTHU_OK)
        goto done;
    *data_offset = writer->tar.len + VT_TAR_BLOCK;
    status = vt_tar_append(&writer->tar, name.p, record->mtime, original);
    if (status != VANTHU_OK)
        goto done;
    vt_buf_clear(&name);
    status = vt_buf_printf(&name, "%.2s/%s/record.json", record->id, record->id);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, name.p, record->mtime, vt_buf_str(&json));
done:
    vt_buf_free(&name);
    vt_buf_free(&json);
    return status;
}

vanthu_status vt_volume_put(struct vt_volume_writer *writer, const struct vt_record *record,
                            struct vt_str original, uint64_t *data_offset,
                            struct vanthu_error *error)
{
    size_t before = writer->tar.len;
    if (original.len > VT_TAR_SIZE_MAX)
        return vt_err(error, VANTHU_FAILED, _("%.*s: larger than the limit of %llu bytes"),
                      VT_STR_ARG(record->path), (unsigned long long)VT_TAR_SIZE_MAX);
    vanthu_status status = put_document(writer, record, original, data_offset);
    if (status == VANTHU_OK)
        return status;
    writer->tar.len = before;
    return vt_err_memory(error);
}

/* What could not be put wholly is taken off again. */
static vanthu_status end_put(struct vt_volume_writer *writer, size_t before, vanthu_status status,
                             struct vt_buf *name, struct vt_buf *json, struct vanthu_error *error)
{
    vt_buf_free(name);
    vt_buf_free(json);
    if (status == VANTHU_OK)
        return VANTHU_OK;
    writer->tar.len = before;
    return vt_err_memory(error);
}

static vanthu_status put_recognised(struct vt_volume_writer *writer, struct vt_buf *name,
                                    const struct vt_recognised *r, struct vt_str json,
                                    int64_t mtime)
{
    vanthu_status status = begin_frame(writer, r->at);
    if (status == VANTHU_OK)
        status = vt_buf_printf(name, "%.2s/%s/recognised.txt", r->id, r->id);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, name->p, mtime, r->text);
    vt_buf_clear(name);
    if (status == VANTHU_OK)
        status = vt_buf_printf(name, "%.2s/%s/recognised.json", r->id, r->id);
    return status == VANTHU_OK ? vt_tar_append(&writer->tar, name->p, mtime, json) : status;
}

vanthu_status vt_volume_put_recognised(struct vt_volume_writer *writer,
                                       const struct vt_recognised *recognised, int64_t mtime,
                                       struct vanthu_error *error)
{
    struct vt_buf name = {0}, json = {0};
    size_t before = writer->tar.len;
    vanthu_status status = vt_recognised_format(&json, recognised);
    if (status == VANTHU_OK)
        status = put_recognised(writer, &name, recognised, vt_buf_str(&json), mtime);
    return end_put(writer, before, status, &name, &json, error);
}

/* The name of an event: its time, and of its text enough to tell it from another of that second. */
static vanthu_status event_name(struct vt_buf *name, const struct vt_event *event,
                                struct vt_str json)
{
    char sum[VT_SHA256_LEN + 1];
    vanthu_status status = vt_sha256(sum, json);
    if (status == VANTHU_OK)
        status = vt_buf_printf(name, "%.2s/%s/event-", event->id, event->id);
    for (size_t i = 0; status == VANTHU_OK && event->at[i] && i < 20; i++)
        if ((event->at[i] >= '0' && event->at[i] <= '9') || event->at[i] == 'T' ||
            event->at[i] == 'Z')
            status = vt_buf_append_char(name, event->at[i]);
    return status == VANTHU_OK ? vt_buf_printf(name, "-%.8s.json", sum) : status;
}

vanthu_status vt_volume_put_event(struct vt_volume_writer *writer, const struct vt_event *event,
                                  struct vanthu_error *error)
{
    struct vt_buf name = {0}, json = {0};
    size_t before = writer->tar.len;
    vanthu_status status = vt_event_format(&json, event);
    if (status == VANTHU_OK)
        status = event_name(&name, event, vt_buf_str(&json));
    if (status == VANTHU_OK)
        status = begin_frame(writer, event->at);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, name.p, event->mtime, vt_buf_str(&json));
    return end_put(writer, before, status, &name, &json, error);
}

vanthu_status vt_volume_put_tombstone(struct vt_volume_writer *writer,
                                      const struct vt_tombstone *tombstone,
                                      struct vanthu_error *error)
{
    struct vt_buf name = {0}, json = {0};
    size_t before = writer->tar.len;
    vanthu_status status = vt_tombstone_format(&json, tombstone);
    if (status == VANTHU_OK)
        status = vt_buf_printf(&name, "%.2s/%s/tombstone.json", tombstone->id, tombstone->id);
    if (status == VANTHU_OK)
        status = begin_frame(writer, tombstone->at);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, name.p, 0, vt_buf_str(&json));
    return end_put(writer, before, status, &name, &json, error);
}

vanthu_status vt_volume_put_log(struct vt_volume_writer *writer, uint64_t number,
                                struct vt_str lines, const char *now, struct vanthu_error *error)
{
    struct vt_buf name = {0}, json = {0};
    size_t before = writer->tar.len;
    vanthu_status status =
        vt_buf_printf(&name, "vanthu/log-%08llu.jsonl", (unsigned long long)number);
    if (status == VANTHU_OK)
        status = begin_frame(writer, now);
    if (status == VANTHU_OK)
        status = vt_tar_append(&writer->tar, name.p, 0, lines);
    return end_put(writer, before, status, &name, &json, error);
}

vanthu_status vt_volume_put_member(struct vt_volume_writer *writer, struct vt_str member,
                                   const char *now, uint64_t *data_offset,
                                   struct vanthu_error *error)
{
    size_t before = writer->tar.len;
    vanthu_status status = begin_frame(writer, now);
    *data_offset = writer->tar.len + VT_TAR_BLOCK;
    if (status == VANTHU_OK)
        status = vt_buf_append_str(&writer->tar, member);
    if (status == VANTHU_OK)
        return VANTHU_OK;
    writer->tar.len = before;
    return vt_err_memory(error);
}

uint64_t vt_volume_pending(const struct vt_volume_writer *writer)
{
    return writer->tar.len;
}

/* ---- commit ---- */

/* Writes `packed` behind `end` and waits for the disk; takes it off again when that fails. A file
 * that held nothing before goes with it. */
static vanthu_status append(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    struct vt_volume_file *file = &writer->file;
    struct vt_str bytes = vt_buf_str(&writer->packed);
    vanthu_status status = cut(writer, error);
    if (status != VANTHU_OK)
        return status;
    status = vt_file_write(file->fd, file->path, bytes, (off_t)writer->end, error);
    if (status == VANTHU_OK && fdatasync(file->fd) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot sync"), file->path);
    if (status == VANTHU_OK && writer->end == 0)
        status = vt_dir_sync(writer->dir, error);
    if (status == VANTHU_OK) {
        file->bytes = writer->end + bytes.len;
        return VANTHU_OK;
    }
    file->bytes = writer->end + 1; /* not known: cut in any case */
    cut(writer, NULL);
    if (writer->end == 0) {
        unlink(file->path);
        vt_volume_file_close(file);
    }
    return status;
}

vanthu_status vt_volume_writer_seal(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    if (writer->file.fd < 0)
        return VANTHU_OK;
    if (writer->sealed)
        return keep_manifest(writer, error);
    vt_buf_clear(&writer->packed);
    vanthu_status status =
        vt_seal_make(&writer->packed, writer->context, &writer->file, writer->end, error);
    if (status == VANTHU_OK)
        status = append(writer, error);
    writer->sealed = status == VANTHU_OK;
    return status == VANTHU_OK ? vt_manifest_write(writer->dir, writer->volume, error) : status;
}

/* Ends the present volume and turns to the next one. */
static vanthu_status seal(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    vanthu_status status = vt_volume_writer_seal(writer, error);
    if (status != VANTHU_OK)
        return status;
    writer->sealed = false;
    vt_volume_file_close(&writer->file);
    writer->volume++;
    writer->end = 0;
    return VANTHU_OK;
}

/* A new volume may meet a torn one of an interrupted writer, which goes; never one with a frame. */
static vanthu_status create(struct vt_volume_writer *writer, struct vanthu_error *error)
{
    struct vt_frame_head head;
    bool found = false;
    vanthu_status status = open_file(writer, O_CREAT, error);
    if (status == VANTHU_OK)
        status = vt_frame_probe(&head, &found, &writer->file, 0, error);
    if (status == VANTHU_OK && found)
        status =
            vt_err(error, VANTHU_DAMAGED,
                   _("%s: holds documents that the catalogue does not know: run vanthu rebuild"),
                   writer->file.path);
    if (status == VANTHU_OK)
        status = cut(writer, error);
    if (status == VANTHU_OK)
        status = vt_manifest_remove(writer->dir, writer->volume, error);
    if (status != VANTHU_OK)
        vt_volume_file_close(&writer->file);
    return status;
}

static vanthu_status write_frame(struct vt_volume_writer *writer, struct vt_frame *frame,
                                 struct vanthu_error *error)
{
    vanthu_status status = check_number(writer->volume + writer->next, writer->dir, error);
    if (status == VANTHU_OK && writer->next)
        status = seal(writer, error);
    if (status == VANTHU_OK)
        status = vt_frame_pack(&writer->packed, writer->context, writer->level,
                               vt_buf_str(&writer->tar), error);
    if (status == VANTHU_OK && writer->file.fd < 0)
        status = create(writer, error);
    if (status == VANTHU_OK)
        status = append(writer, error);
    if (status != VANTHU_OK)
        return status;
    *frame = (struct vt_frame){.volume = writer->volume,
                               .offset = writer->end,
                               .bytes = writer->packed.len,
                               .content_bytes = writer->tar.len};
    writer->end = writer->file.bytes;
    return VANTHU_OK;
}

static void forget(struct vt_buf *buf)
{
    vt_buf_clear(buf);
    if (buf->cap > KEEP_BYTES)
        vt_buf_free(buf);
}

vanthu_status vt_volume_commit(struct vt_volume_writer *writer, struct vt_frame *frame,
                               struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    *frame = (struct vt_frame){.volume = writer->volume, .offset = writer->end};
    if (writer->tar.len)
        status = write_frame(writer, frame, error);
    forget(&writer->tar);
    forget(&writer->packed);
    writer->next = false;
    return status;
}
