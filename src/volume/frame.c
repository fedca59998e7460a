/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frame.c: zstd frames in a volume file, found, made and opened. */
#include "frame.h"

#include "base/err.h"
#include "base/file.h"
#include "volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_MAX = 18, BLOCK_MAX = 128 << 10, SEEK_FOOTER = 9 };

uint32_t vt_get_le32(const void *p)
{
    const unsigned char *b = p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

vanthu_status vt_volume_file_open(struct vt_volume_file *file, const char *dir, uint32_t volume,
                                  struct vanthu_error *error)
{
    char name[16];
    struct stat st;
    vt_volume_name(name, volume);
    *file = (struct vt_volume_file){.fd = -1, .path = vt_path_join(dir, name)};
    if (!file->path)
        return vt_err_memory(error);
    file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file->fd < 0 && errno == ENOENT)
        return vt_err(error, VANTHU_DAMAGED, _("%s: the volume is missing"), file->path);
    if (file->fd < 0 || fstat(file->fd, &st) != 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), file->path);
    if (!S_ISREG(st.st_mode))
        return vt_err(error, VANTHU_DAMAGED, _("%s: is not a file"), file->path);
    file->bytes = (uint64_t)st.st_size;
    return VANTHU_OK;
}

void vt_volume_file_close(struct vt_volume_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    *file = (struct vt_volume_file){.fd = -1};
}

/* The length of the header of a frame of ours (RFC 8878, 3.1.1.1), 0 when it is none: with a
 * checksum and the size of the content, without a dictionary. */
static size_t header_size(const unsigned char *p, size_t size, uint64_t *content_bytes)
{
    static const unsigned char field[] = {0, 2, 4, 8};
    if (size < 5 || vt_get_le32(p) != ZSTD_MAGICNUMBER)
        return 0;
    unsigned descriptor = p[4];
    bool single = descriptor & 0x20;
    size_t content_field = descriptor >> 6 ? field[descriptor >> 6] : single;
    size_t header = 5 + !single + content_field;
    if (!(descriptor & 4) || (descriptor & 0x0B) || !content_field || header > size)
        return 0;
    unsigned long long content = ZSTD_getFrameContentSize(p, size);
    if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN ||
        content > VT_CONTENT_MAX)
        return 0;
    *content_bytes = content;
    return header;
}

/* Follows the blocks from `at` (RFC 8878, 3.1.1.2); *end is behind the checksum, 0 when they do not
 * make a frame that can hold `content_bytes`. */
static vanthu_status walk_blocks(uint64_t *end, const struct vt_volume_file *file, uint64_t at,
                                 uint64_t content_bytes, struct vanthu_error *error)
{
    uint64_t capacity = 0;
    bool last = false;
    *end = 0;
    while (!last) {
        unsigned char head[4] = {0};
        if (file->bytes < 3 || at > file->bytes - 3)
            return VANTHU_OK;
        vanthu_status status = vt_file_read_at(file->fd, file->path, head, 3, at, error);
        if (status != VANTHU_OK)
            return status;
        uint32_t block = vt_get_le32(head), type = block >> 1 & 3, size = block >> 3;
        last = block & 1;
        if (type == 3 || size > BLOCK_MAX)
            return VANTHU_OK;
        at += 3 + (type == 1 ? 1 : size);
        capacity += type == 2 ? BLOCK_MAX : size;
    }
    if (file->bytes >= 4 && at <= file->bytes - 4 && content_bytes <= capacity)
        *end = at + 4;
    return VANTHU_OK;
}

/* A seek table is one only at the very end of the file. */
static vanthu_status probe_seek_table(struct vt_frame_head *head, bool *found,
                                      const struct vt_volume_file *file, uint64_t at, uint32_t size,
                                      struct vanthu_error *error)
{
    unsigned char footer[4];
    if (size < SEEK_FOOTER || file->bytes - at != (uint64_t)size + 8)
        return VANTHU_OK;
    vanthu_status status =
        vt_file_read_at(file->fd, file->path, footer, sizeof footer, file->bytes - 4, error);
    *found = status == VANTHU_OK && vt_get_le32(footer) == VT_SEEK_FOOTER_MAGIC;
    *head = (struct vt_frame_head){.bytes = (uint64_t)size + 8, .seek_table = true};
    return status;
}

vanthu_status vt_frame_probe(struct vt_frame_head *head, bool *found,
                             const struct vt_volume_file *file, uint64_t at,
                             struct vanthu_error *error)
{
    unsigned char begin[HEADER_MAX];
    uint64_t left = at < file->bytes ? file->bytes - at : 0, end;
    size_t size = left < sizeof begin ? (size_t)left : sizeof begin;
    *found = false;
    *head = (struct vt_frame_head){0};
    vanthu_status status = vt_file_read_at(file->fd, file->path, begin, size, at, error);
    if (status != VANTHU_OK || size < 8)
        return status;
    if (vt_get_le32(begin) == VT_SEEK_FRAME_MAGIC)
        return probe_seek_table(head, found, file, at, vt_get_le32(begin + 4), error);
    size_t header = header_size(begin, size, &head->content_bytes);
    if (!header)
        return VANTHU_OK;
    status = walk_blocks(&end, file, at + header, head->content_bytes, error);
    if (status == VANTHU_OK && end) {
        head->bytes = end - at;
        *found = true;
    }
    return status;
}

vanthu_status vt_frame_pack(struct vt_buf *packed, ZSTD_CCtx *context, int level,
                            struct vt_str content, struct vanthu_error *error)
{
    vt_buf_clear(packed);
    if (vt_buf_reserve(packed, ZSTD_compressBound(content.len)) != VANTHU_OK)
        return vt_err_memory(error);
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    size_t got = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    if (!ZSTD_isError(got))
        got = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (!ZSTD_isError(got))
        got = ZSTD_compress2(context, packed->p, packed->cap - 1, content.p, content.len);
    if (ZSTD_isError(got))
        return vt_err_memory(error); /* the buffer is large enough: nothing else can be missing */
    packed->len = got;
    return VANTHU_OK;
}

/* `packed` gets the frame, `content` the room for what is in it. */
static vanthu_status load_packed(struct vt_buf *content, struct vt_buf *packed,
                                 const struct vt_volume_file *file, uint64_t at,
                                 const struct vt_frame_head *head, struct vanthu_error *error)
{
    vt_buf_clear(content);
    vt_buf_clear(packed);
    if (vt_buf_reserve(packed, (size_t)head->bytes) != VANTHU_OK ||
        vt_buf_reserve(content, (size_t)head->content_bytes) != VANTHU_OK)
        return vt_err_memory(error);
    return vt_file_read_at(file->fd, file->path, packed->p, (size_t)head->bytes, at, error);
}

vanthu_status vt_frame_load(struct vt_buf *content, bool *whole, struct vt_buf *packed,
                            ZSTD_DCtx *context, const struct vt_volume_file *file, uint64_t at,
                            const struct vt_frame_head *head, struct vanthu_error *error)
{
    *whole = false;
    vanthu_status status = load_packed(content, packed, file, at, head, error);
    if (status != VANTHU_OK)
        return status;
    size_t got = ZSTD_decompressDCtx(context, content->p, (size_t)head->content_bytes, packed->p,
                                     (size_t)head->bytes);
    if (!ZSTD_isError(got) && got == head->content_bytes) {
        content->len = got;
        *whole = true;
    }
    return VANTHU_OK;
}

vanthu_status vt_frame_salvage(struct vt_buf *content, struct vt_buf *packed, ZSTD_DCtx *context,
                               const struct vt_volume_file *file, uint64_t at,
                               const struct vt_frame_head *head, struct vanthu_error *error)
{
    vanthu_status status = load_packed(content, packed, file, at, head, error);
    if (status != VANTHU_OK)
        return status;
    /* blocks are put where they belong, one after the other, until one cannot be read */
    memset(content->p, 0, (size_t)head->content_bytes);
    ZSTD_decompressDCtx(context, content->p, (size_t)head->content_bytes, packed->p,
                        (size_t)head->bytes);
    content->len = (size_t)head->content_bytes;
    return VANTHU_OK;
}
