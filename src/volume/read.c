/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read.c: one original out of its frame; the last frame is kept. */
#include "base/err.h"
#include "frame.h"
#include "members.h"
#include "salvage.h"
#include "tar.h"
#include "volume.h"

#include <stdlib.h>

struct vt_volume_reader {
    char *dir;
    ZSTD_DCtx *context;
    struct vt_volume_file file; /* of `volume` */
    uint32_t volume;            /* 0: none is open */
    struct vt_buf packed, content;
    struct vt_frame kept; /* what `content` is; bytes 0: nothing */
    bool salvages;
};

vanthu_status vt_volume_reader_open(struct vt_volume_reader **out, const char *dir,
                                    struct vanthu_error *error)
{
    struct vt_volume_reader *reader = calloc(1, sizeof *reader);
    *out = NULL;
    if (!reader)
        return vt_err_memory(error);
    reader->file.fd = -1;
    struct vt_buf copy = {0};
    reader->context = ZSTD_createDCtx();
    if (vt_buf_append_str(&copy, vt_str(dir)) == VANTHU_OK)
        reader->dir = vt_buf_take(&copy);
    vt_buf_free(&copy);
    if (!reader->context || !reader->dir) {
        vt_volume_reader_close(reader);
        return vt_err_memory(error);
    }
    *out = reader;
    return VANTHU_OK;
}

void vt_volume_reader_close(struct vt_volume_reader *reader)
{
    if (!reader)
        return;
    vt_volume_file_close(&reader->file);
    ZSTD_freeDCtx(reader->context);
    vt_buf_free(&reader->packed);
    vt_buf_free(&reader->content);
    free(reader->dir);
    free(reader);
}

/* Opens the volume, anew when it has grown beyond what was seen of it. */
static vanthu_status turn_to(struct vt_volume_reader *reader, const struct vt_frame *frame,
                             struct vanthu_error *error)
{
    if (reader->volume == frame->volume && frame->offset < reader->file.bytes &&
        frame->bytes <= reader->file.bytes - frame->offset)
        return VANTHU_OK;
    vt_volume_file_close(&reader->file);
    reader->volume = 0;
    vanthu_status status = vt_volume_file_open(&reader->file, reader->dir, frame->volume, error);
    if (status == VANTHU_OK)
        reader->volume = frame->volume;
    return status;
}

static vanthu_status damaged(const struct vt_volume_reader *reader, uint64_t at,
                             struct vanthu_error *error)
{
    return vt_err(error, VANTHU_DAMAGED, _("%s: the frame at byte %llu is damaged"),
                  reader->file.path, (unsigned long long)at);
}

static vanthu_status load(struct vt_volume_reader *reader, const struct vt_frame *frame,
                          struct vanthu_error *error)
{
    struct vt_frame_head head;
    bool whole;
    reader->kept = (struct vt_frame){0};
    vanthu_status status = turn_to(reader, frame, error);
    if (status == VANTHU_OK)
        status = vt_frame_probe(&head, &whole, &reader->file, frame->offset, error);
    if (status != VANTHU_OK)
        return status;
    if (!whole || head.bytes != frame->bytes || head.content_bytes != frame->content_bytes)
        return damaged(reader, frame->offset, error);
    status = vt_frame_load(&reader->content, &whole, &reader->packed, reader->context,
                           &reader->file, frame->offset, &head, error);
    if (status != VANTHU_OK)
        return status;
    if (!whole && reader->salvages)
        status = vt_frame_salvage(&reader->content, &reader->packed, reader->context, &reader->file,
                                  frame->offset, &head, error);
    else if (!whole)
        status = damaged(reader, frame->offset, error);
    if (status == VANTHU_OK)
        reader->kept = *frame;
    return status;
}

void vt_volume_reader_salvage(struct vt_volume_reader *reader, bool salvages)
{
    if (reader->salvages != salvages)
        reader->kept = (struct vt_frame){0};
    reader->salvages = salvages;
}

static bool same_frame(const struct vt_frame *a, const struct vt_frame *b)
{
    return a->bytes && a->volume == b->volume && a->offset == b->offset && a->bytes == b->bytes &&
           a->content_bytes == b->content_bytes;
}

vanthu_status vt_volume_read(struct vt_volume_reader *reader, const struct vt_location *location,
                             struct vt_str *original, struct vanthu_error *error)
{
    const struct vt_frame *frame = &location->frame;
    vanthu_status status = VANTHU_OK;
    *original = VT_STR_NONE;
    if (!same_frame(&reader->kept, frame))
        status = load(reader, frame, error);
    if (status != VANTHU_OK)
        return status;
    struct vt_member member = {0};
    size_t at =
        location->data_offset >= VT_TAR_BLOCK && location->data_offset <= frame->content_bytes
            ? (size_t)location->data_offset - VT_TAR_BLOCK
            : SIZE_MAX;
    if (at == SIZE_MAX ||
        vt_tar_next(&member, vt_buf_str(&reader->content), &at) != VT_TAR_MEMBER ||
        member.data.len != location->size)
        return vt_err(
            error, VANTHU_DAMAGED,
            _("%s: no original of %llu bytes lies at byte %llu of the frame at byte %llu"),
            reader->file.path, (unsigned long long)location->size,
            (unsigned long long)location->data_offset, (unsigned long long)frame->offset);
    *original = member.data;
    return VANTHU_OK;
}

vanthu_status vt_volume_frame_members(struct vt_volume_reader *reader, const struct vt_frame *frame,
                                      vt_member_fn each, void *context, struct vanthu_error *error)
{
    struct vt_member member;
    vanthu_status status =
        same_frame(&reader->kept, frame) ? VANTHU_OK : load(reader, frame, error);
    for (size_t at = 0; status == VANTHU_OK;) {
        struct vt_str tar = vt_buf_str(&reader->content);
        enum vt_tar_found found =
            reader->salvages ? vt_tar_find(&member, tar, &at) : vt_tar_next(&member, tar, &at);
        if (found == VT_TAR_BROKEN)
            return damaged(reader, frame->offset, error);
        if (found != VT_TAR_MEMBER)
            break;
        struct vt_raw_member raw = {.name = member.name,
                                    .data = member.data,
                                    .location = {*frame, member.data_offset, member.data.len}};
        status = each(context, &raw);
    }
    return status;
}
