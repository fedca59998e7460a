/* SPDX-License-Identifier: GPL-3.0-or-later */
/* buf.c: a growing buffer of bytes with a ceiling. */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

vanthu_status vt_buf_reserve(struct vt_buf *buf, size_t extra)
{
    size_t max = buf->max ? buf->max : VT_BUF_MAX;
    if (extra > max || buf->len > max - extra)
        return VANTHU_NO_MEMORY;
    size_t need = buf->len + extra + 1; /* one for the zero of vt_buf_cstr */
    if (need <= buf->cap)
        return VANTHU_OK;
    size_t cap = buf->cap < 64 ? 64 : buf->cap;
    while (cap < need)
        cap += cap / 2;
    char *p = realloc(buf->p, cap);
    if (!p)
        return VANTHU_NO_MEMORY;
    buf->p = p;
    buf->cap = cap;
    return VANTHU_OK;
}

vanthu_status vt_buf_append(struct vt_buf *buf, const void *data, size_t len)
{
    vanthu_status status = vt_buf_reserve(buf, len);
    if (status == VANTHU_OK && len) {
        memcpy(buf->p + buf->len, data, len);
        buf->len += len;
    }
    return status;
}

vanthu_status vt_buf_append_str(struct vt_buf *buf, struct vt_str s)
{
    return vt_buf_append(buf, s.p, s.len);
}

vanthu_status vt_buf_append_char(struct vt_buf *buf, char c)
{
    return vt_buf_append(buf, &c, 1);
}

vanthu_status vt_buf_printf(struct vt_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || vt_buf_reserve(buf, (size_t)len) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    va_start(args, format);
    vsnprintf(buf->p + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
    return VANTHU_OK;
}

const char *vt_buf_cstr(struct vt_buf *buf)
{
    if (vt_buf_reserve(buf, 0) != VANTHU_OK)
        return NULL;
    buf->p[buf->len] = '\0';
    return buf->p;
}

char *vt_buf_take(struct vt_buf *buf)
{
    if (!vt_buf_cstr(buf))
        return NULL;
    char *p = buf->p;
    *buf = (struct vt_buf){.max = buf->max};
    return p;
}

void vt_buf_free(struct vt_buf *buf)
{
    free(buf->p);
    *buf = (struct vt_buf){.max = buf->max};
}
