/* SPDX-License-Identifier: GPL-3.0-or-later */
/* members.c: the members of a volume as they lie there. */
#include "members.h"

#include "base/err.h"
#include "seal.h"
#include "tar.h"

struct walk {
    struct vt_volume_file file;
    vt_member_fn each;
    void *context;
    struct vanthu_error *error;
    ZSTD_DCtx *zstd;
    struct vt_buf packed, content;
    struct vt_frame frame;
    bool sealed;
};

static vanthu_status damaged(const struct walk *w)
{
    return vt_err(w->error, VANTHU_DAMAGED, _("%s: the frame at byte %llu is damaged"),
                  w->file.path, (unsigned long long)w->frame.offset);
}

static vanthu_status give_members(struct walk *w)
{
    struct vt_member member;
    enum vt_tar_found found = VT_TAR_END;
    vanthu_status status = VANTHU_OK;
    for (size_t at = 0; status == VANTHU_OK;) {
        found = vt_tar_next(&member, vt_buf_str(&w->content), &at);
        if (found != VT_TAR_MEMBER)
            break;
        struct vt_raw_member raw = {.name = member.name,
                                    .data = member.data,
                                    .location = {w->frame, member.data_offset, member.data.len}};
        status = w->each(w->context, &raw);
    }
    return status == VANTHU_OK && found == VT_TAR_BROKEN ? damaged(w) : status;
}

static vanthu_status walk(struct walk *w)
{
    struct vt_frame_head head;
    vanthu_status status = VANTHU_OK;
    for (uint64_t at = 0; at < w->file.bytes && status == VANTHU_OK; at += head.bytes) {
        bool whole;
        w->frame.offset = at;
        status = vt_frame_probe(&head, &whole, &w->file, at, w->error);
        if (status == VANTHU_OK && whole && head.seek_table)
            continue;
        if (status == VANTHU_OK && whole)
            status = vt_frame_load(&w->content, &whole, &w->packed, w->zstd, &w->file, at, &head,
                                   w->error);
        if (status == VANTHU_OK && !whole)
            status = damaged(w);
        if (status != VANTHU_OK)
            break;
        w->frame.bytes = head.bytes;
        w->frame.content_bytes = head.content_bytes;
        w->sealed = vt_is_tar_end(vt_buf_str(&w->content));
        status = give_members(w);
    }
    return status;
}

vanthu_status vt_volume_members(const char *dir, uint32_t volume, vt_member_fn each, void *context,
                                bool *sealed, struct vanthu_error *error)
{
    struct walk w = {.each = each, .context = context, .error = error, .frame.volume = volume};
    vanthu_status status = vt_volume_file_open(&w.file, dir, volume, error);
    if (status == VANTHU_OK) {
        w.zstd = ZSTD_createDCtx();
        status = w.zstd ? walk(&w) : vt_err_memory(error);
    }
    if (sealed)
        *sealed = w.sealed;
    ZSTD_freeDCtx(w.zstd);
    vt_buf_free(&w.packed);
    vt_buf_free(&w.content);
    vt_volume_file_close(&w.file);
    return status;
}

vanthu_status vt_volume_read_member(struct vt_volume_reader *reader,
                                    const struct vt_location *location, struct vt_str *member,
                                    struct vanthu_error *error)
{
    vanthu_status status = vt_volume_read(reader, location, member, error);
    if (status != VANTHU_OK)
        return status;
    /* the whole frame is lent, and a member is whole blocks in it */
    size_t blocks = (member->len + VT_TAR_BLOCK - 1) / VT_TAR_BLOCK;
    *member = (struct vt_str){member->p - VT_TAR_BLOCK, (blocks + 1) * VT_TAR_BLOCK};
    return VANTHU_OK;
}
