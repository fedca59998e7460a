/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * salvage.c: what can still be read of a damaged frame.
 *
 * The blocks are given to the decompressor one by one, behind a header that states neither length
 * nor checksum. One that it does not take is replaced by a run of zeros, and all begins anew. How
 * long the run must be is known: a block is as long as can be, but for the last, and for those of
 * the levels that split blocks; what is too long in the end is taken off the last run.
 */
#include "salvage.h"

#include "base/err.h"
#include "base/file.h"

#include <stdlib.h>

enum {
    HEADER = 6,          /* the one that is given to the decompressor */
    BLOCK_MAX = 1 << 17, /* of content */
    REPLACED_MAX = 32,
    WINDOW_LOG_MIN = 10,
    WINDOW_LOG_MAX = 31,
    RUN = 1 /* the type of a block */
};
/* Of content that is decompressed to find out which blocks are broken, in all. A frame that is so
 * large holds one document. */
static const uint64_t DECODED_MAX = 256 << 20;

struct block {
    size_t at, len; /* in `packed`, with its header */
    uint32_t run;   /* replaced by so many zeros */
    bool replaced;
};

struct salvage {
    ZSTD_DCtx *context;
    const char *packed;
    char header[HEADER];
    struct block *blocks;
    size_t count;
    ZSTD_outBuffer out;
};

/* The header of the frame, without the length and the checksum of its content (RFC 8878, 3.1.1.1).
 * Returns the length of the one that is there. */
static size_t make_header(char header[HEADER], const char *packed, uint64_t content_bytes)
{
    static const unsigned char field[] = {0, 2, 4, 8};
    unsigned descriptor = (unsigned char)packed[4], window_log = WINDOW_LOG_MIN;
    bool single = descriptor & 0x20;
    unsigned char window = (unsigned char)packed[5];
    while (window_log < WINDOW_LOG_MAX && (uint64_t)1 << window_log < content_bytes)
        window_log++;
    if (single || (unsigned)(window >> 3) + WINDOW_LOG_MIN >= window_log) /* nobody looks further */
        window = (unsigned char)((window_log - WINDOW_LOG_MIN) << 3);
    memcpy(header, packed, 4);
    header[4] = 0;
    header[5] = (char)window;
    return 5 + !single + (descriptor >> 6 ? field[descriptor >> 6] : single);
}

static uint32_t block_header(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16;
}

/* The blocks of a frame that vt_frame_probe() has followed to its end. */
static vanthu_status list_blocks(struct salvage *s, size_t at, size_t end)
{
    struct vt_buf list = {0};
    vanthu_status status = VANTHU_OK;
    for (bool last = false; !last && status == VANTHU_OK && at + 3 <= end;) {
        uint32_t head = block_header(s->packed + at);
        size_t len = 3 + ((head >> 1 & 3) == RUN ? 1 : head >> 3);
        if (len > end - at)
            break;
        struct block block = {.at = at, .len = len};
        status = vt_buf_append(&list, &block, sizeof block);
        last = head & 1;
        at += len;
    }
    s->count = list.len / sizeof *s->blocks;
    s->blocks = (struct block *)(void *)vt_buf_take(&list);
    return status == VANTHU_OK && s->count && !s->blocks ? VANTHU_NO_MEMORY : status;
}

static bool feed(struct salvage *s, const char *p, size_t len)
{
    ZSTD_inBuffer in = {p, len, 0};
    while (in.pos < in.size) {
        size_t in_before = in.pos, out_before = s->out.pos;
        if (ZSTD_isError(ZSTD_decompressStream(s->context, &s->out, &in)) ||
            (in.pos == in_before && s->out.pos == out_before))
            return false;
    }
    return true;
}

static bool feed_block(struct salvage *s, const struct block *b)
{
    if (!b->replaced)
        return feed(s, s->packed + b->at, b->len);
    uint32_t head = (block_header(s->packed + b->at) & 1) | RUN << 1 | b->run << 3;
    const char run[] = {(char)head, (char)(head >> 8), (char)(head >> 16), 0};
    return feed(s, run, sizeof run);
}

/* *broken is the first block that does not decompress; their number when all do. */
static void decode(struct salvage *s, size_t *broken)
{
    ZSTD_DCtx_reset(s->context, ZSTD_reset_session_and_parameters);
    ZSTD_DCtx_setParameter(s->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    s->out.pos = 0;
    *broken = 0;
    if (feed(s, s->header, HEADER))
        while (*broken < s->count && feed_block(s, &s->blocks[*broken]))
            ++*broken;
}

/* What comes before the first block that does not decompress. */
static void decode_beginning(struct salvage *s)
{
    size_t broken;
    for (size_t i = 0; i < s->count; i++)
        s->blocks[i].replaced = false;
    decode(s, &broken);
}

/* Replaces blocks until all decompress, and together are as long as the frame says. */
static bool decode_all(struct salvage *s, uint64_t content_bytes)
{
    struct block *last = NULL;
    size_t broken;
    uint64_t turns = DECODED_MAX / (content_bytes + 1) + 1;
    for (uint64_t turn = 0; turn <= REPLACED_MAX && turn < turns; turn++) {
        decode(s, &broken);
        if (broken < s->count) {
            if (s->blocks[broken].replaced)
                return false;
            if (!last || last < &s->blocks[broken])
                last = &s->blocks[broken];
            s->blocks[broken] =
                (struct block){s->blocks[broken].at, s->blocks[broken].len, BLOCK_MAX, true};
        } else if (s->out.pos > content_bytes && last && s->out.pos - content_bytes < last->run) {
            last->run -= (uint32_t)(s->out.pos - content_bytes);
        } else {
            return s->out.pos == content_bytes;
        }
    }
    return false;
}

vanthu_status vt_frame_salvage(struct vt_buf *content, struct vt_buf *packed, ZSTD_DCtx *context,
                               const struct vt_volume_file *file, uint64_t at,
                               const struct vt_frame_head *head, struct vanthu_error *error)
{
    struct salvage s = {.context = context};
    /* room for runs that are too long at first */
    size_t room = (size_t)head->content_bytes + (size_t)REPLACED_MAX * BLOCK_MAX;
    vt_buf_clear(content);
    vt_buf_clear(packed);
    if (vt_buf_reserve(packed, (size_t)head->bytes) != VANTHU_OK ||
        vt_buf_reserve(content, room) != VANTHU_OK)
        return vt_err_memory(error);
    vanthu_status status =
        vt_file_read_at(file->fd, file->path, packed->p, (size_t)head->bytes, at, error);
    if (status != VANTHU_OK)
        return status;
    s.packed = packed->p;
    s.out = (ZSTD_outBuffer){content->p, room, 0};
    size_t header = make_header(s.header, packed->p, head->content_bytes);
    status = list_blocks(&s, header, (size_t)head->bytes);
    if (status != VANTHU_OK) {
        free(s.blocks);
        return vt_err_memory(error);
    }
    if (!decode_all(&s, head->content_bytes))
        decode_beginning(&s);
    content->len = (size_t)head->content_bytes;
    if (s.out.pos < content->len)
        memset(content->p + s.out.pos, 0, content->len - s.out.pos);
    free(s.blocks);
    return VANTHU_OK;
}
