/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bag-names.c: paths in manifests of bags, and hashes of files. */
#include "archive/bag-names.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <unistd.h>

vanthu_status vt_bag_encode(struct vt_buf *out, struct vt_str path)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < path.len && status == VANTHU_OK; i++)
        status = path.p[i] == '%' || path.p[i] == '\r' || path.p[i] == '\n'
                     ? vt_buf_printf(out, "%%%02X", (unsigned char)path.p[i])
                     : vt_buf_append_char(out, path.p[i]);
    return status;
}

/* The byte that "25", "0D" or "0A" stands for; 0: none of them. */
static char decoded(struct vt_str code)
{
    if (code.len < 2)
        return 0;
    if (memcmp(code.p, "25", 2) == 0)
        return '%';
    if (code.p[0] != '0')
        return 0;
    return code.p[1] == 'D' || code.p[1] == 'd'   ? '\r'
           : code.p[1] == 'A' || code.p[1] == 'a' ? '\n'
                                                  : 0;
}

vanthu_status vt_bag_decode(struct vt_buf *out, struct vt_str written)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < written.len && status == VANTHU_OK; i++) {
        char c = written.p[i] == '%' ? decoded(vt_str_sub(written, i + 1, i + 3)) : 0;
        status = vt_buf_append_char(out, c ? c : written.p[i]);
        i += c ? 2 : 0;
    }
    return status;
}

bool vt_bag_path_is_safe(struct vt_str path)
{
    if (!path.len || path.p[0] == '~' || memchr(path.p, 0, path.len))
        return false;
    for (;;) {
        const char *slash = path.len ? memchr(path.p, '/', path.len) : NULL;
        struct vt_str step = slash ? vt_str_range(path.p, slash) : path;
        if (!step.len || vt_str_eq(step, VT_STR(".")) || vt_str_eq(step, VT_STR("..")))
            return false;
        if (!slash)
            return true;
        path = vt_str_sub(path, step.len + 1, path.len);
    }
}

static vanthu_status digest(struct vt_buf *hex, const struct nettle_hash *kind, void *context,
                            int fd, const char *path, struct vanthu_error *error)
{
    enum { PIECE = 1 << 18 };
    uint8_t sum[SHA512_DIGEST_SIZE]; /* the largest that a bag may have */
    ssize_t got;
    char *piece = malloc(PIECE);
    vanthu_status status = piece ? VANTHU_OK : vt_err_memory(error);
    while (piece && (got = read(fd, piece, PIECE)) != 0 && status == VANTHU_OK) {
        if (got < 0 && errno != EINTR)
            status = vt_err_errno(error, errno, _("%s: cannot read"), path);
        else if (got > 0)
            kind->update(context, (size_t)got, (const uint8_t *)piece);
    }
    free(piece);
    if (status == VANTHU_OK)
        kind->digest(context, kind->digest_size, sum);
    for (unsigned i = 0; i < kind->digest_size && status == VANTHU_OK; i++)
        if (vt_buf_printf(hex, "%02x", sum[i]) != VANTHU_OK)
            status = vt_err_memory(error);
    return status;
}

vanthu_status vt_bag_hash(struct vt_buf *hex, const char *path, const char *algorithm,
                          struct vanthu_error *error)
{
    const struct nettle_hash *kind = nettle_lookup_hash(algorithm);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return vt_err_errno(error, errno, _("%s: cannot open"), path);
    void *context =
        kind && kind->digest_size <= SHA512_DIGEST_SIZE ? malloc(kind->context_size) : NULL;
    if (context)
        kind->init(context);
    vanthu_status status =
        context ? digest(hex, kind, context, fd, path, error) : vt_err_memory(error);
    free(context);
    close(fd);
    return status;
}
