/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal.c: the end-of-archive frame and the seek table. */
#include "seal.h"

#include "base/err.h"

bool vt_is_tar_end(struct vt_str content)
{
    static const char zeros[VT_TAR_END_BYTES];
    return vt_str_eq(content, (struct vt_str){zeros, sizeof zeros});
}

static vanthu_status append_le32(struct vt_buf *out, uint32_t value)
{
    const unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8),
                                    (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    return vt_buf_append(out, bytes, sizeof bytes);
}

bool vt_seal_entry(struct vt_buf *entries, const struct vt_frame_head *head, vanthu_status *status)
{
    *status = VANTHU_OK;
    if (head->bytes > UINT32_MAX || head->content_bytes > UINT32_MAX)
        return false;
    *status = append_le32(entries, (uint32_t)head->bytes);
    if (*status == VANTHU_OK)
        *status = append_le32(entries, (uint32_t)head->content_bytes);
    return *status == VANTHU_OK;
}

/* The entries of all frames before `end`; *complete is false where there cannot be a table. */
static vanthu_status list_frames(struct vt_buf *entries, bool *complete,
                                 const struct vt_volume_file *file, uint64_t end,
                                 struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    struct vt_frame_head head;
    *complete = true;
    for (uint64_t at = 0; *complete && at < end; at += head.bytes) {
        bool found;
        status = vt_frame_probe(&head, &found, file, at, error);
        if (status != VANTHU_OK)
            return status;
        *complete = found && !head.seek_table && vt_seal_entry(entries, &head, &status);
        if (status != VANTHU_OK)
            return vt_err_memory(error);
    }
    return VANTHU_OK;
}

static vanthu_status append_table(struct vt_buf *out, struct vt_str entries)
{
    uint32_t size = (uint32_t)entries.len + 9;
    if (append_le32(out, VT_SEEK_FRAME_MAGIC) == VANTHU_OK && append_le32(out, size) == VANTHU_OK &&
        vt_buf_append_str(out, entries) == VANTHU_OK &&
        append_le32(out, (uint32_t)(entries.len / VT_SEEK_ENTRY)) == VANTHU_OK &&
        vt_buf_append_char(out, 0) == VANTHU_OK)
        return append_le32(out, VT_SEEK_FOOTER_MAGIC);
    return VANTHU_NO_MEMORY;
}

vanthu_status vt_seal_make(struct vt_buf *out, ZSTD_CCtx *context,
                           const struct vt_volume_file *file, uint64_t end,
                           struct vanthu_error *error)
{
    static const char zeros[VT_TAR_END_BYTES];
    struct vt_buf entries = {.max = (size_t)1 << 27}, packed = {0};
    struct vt_str content = {zeros, sizeof zeros};
    bool complete;
    vanthu_status status = list_frames(&entries, &complete, file, end, error);
    if (status == VANTHU_OK)
        status = vt_frame_pack(&packed, context, VT_LEVEL_COMMIT, content, error);
    if (status != VANTHU_OK)
        goto done;
    struct vt_frame_head head = {.bytes = packed.len, .content_bytes = sizeof zeros};
    complete = complete && vt_seal_entry(&entries, &head, &status);
    if (status == VANTHU_OK)
        status = vt_buf_append_str(out, vt_buf_str(&packed));
    if (status == VANTHU_OK && complete)
        status = append_table(out, vt_buf_str(&entries));
    if (status != VANTHU_OK)
        vt_err_memory(error);
done:
    vt_buf_free(&entries);
    vt_buf_free(&packed);
    return status;
}

vanthu_status vt_seal_find(bool *sealed, const struct vt_volume_file *file, uint64_t end,
                           struct vanthu_error *error)
{
    struct vt_frame_head head, table;
    struct vt_buf content = {0}, packed = {0};
    ZSTD_DCtx *context = NULL;
    bool found;
    *sealed = false;
    vanthu_status status = vt_frame_probe(&head, &found, file, end, error);
    if (status != VANTHU_OK || !found || head.content_bytes != VT_TAR_END_BYTES)
        goto done;
    context = ZSTD_createDCtx();
    status = context ? vt_frame_load(&content, &found, &packed, context, file, end, &head, error)
                     : vt_err_memory(error);
    if (status != VANTHU_OK || !found || !vt_is_tar_end(vt_buf_str(&content)))
        goto done;
    end += head.bytes;
    *sealed = end == file->bytes;
    if (!*sealed)
        status = vt_frame_probe(&table, sealed, file, end, error);
    if (status == VANTHU_OK && *sealed && end != file->bytes)
        *sealed = table.seek_table;
done:
    ZSTD_freeDCtx(context);
    vt_buf_free(&content);
    vt_buf_free(&packed);
    return status;
}
