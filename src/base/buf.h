/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.h: a growing buffer of bytes with a ceiling.
 *
 * A zeroed struct vt_buf is an empty buffer. Appending either appends everything or changes
 * nothing. VANTHU_NO_MEMORY is the only failure: memory ran out, or the ceiling is reached.
 */
#ifndef VT_BUF_H
#define VT_BUF_H

#include "str.h"
#include "vanthu.h"

struct vt_buf {
    char *p;
    size_t len, cap;
    size_t max; /* ceiling of len; 0: VT_BUF_MAX */
};

#define VT_BUF_MAX ((size_t)1 << 36)

/* Makes room for `extra` more bytes, so that p + len may be written directly. */
vanthu_status vt_buf_reserve(struct vt_buf *buf, size_t extra);
vanthu_status vt_buf_append(struct vt_buf *buf, const void *data, size_t len);
vanthu_status vt_buf_append_str(struct vt_buf *buf, struct vt_str s);
vanthu_status vt_buf_append_char(struct vt_buf *buf, char c);
vanthu_status vt_buf_printf(struct vt_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts a zero behind the last byte, not counted in len, and lends the string; NULL when there is no
 * memory. */
const char *vt_buf_cstr(struct vt_buf *buf);

/* Gives the bytes (zero-terminated) to the caller, who frees them with free(); the buffer is empty
 * again. NULL when there is no memory. */
char *vt_buf_take(struct vt_buf *buf);

static inline struct vt_str vt_buf_str(const struct vt_buf *buf)
{
    return (struct vt_str){buf->p ? buf->p : "", buf->len};
}

static inline void vt_buf_clear(struct vt_buf *buf)
{
    buf->len = 0;
}

void vt_buf_free(struct vt_buf *buf);

#endif
