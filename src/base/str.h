/* SPDX-License-Identifier: GPL-3.0-or-later */
/* str.h: a borrowed slice of bytes, passed by value. UTF-8 unless a comment says otherwise. */
#ifndef VT_STR_H
#define VT_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct vt_str {
    const char *p;
    size_t len;
};

#define VT_STR(literal) ((struct vt_str){"" literal, sizeof(literal) - 1})
#define VT_STR_NONE ((struct vt_str){NULL, 0})

/* For printf: "%.*s", VT_STR_ARG(s). Only for slices that are known to be short. */
#define VT_STR_ARG(s) (int)(s).len, (s).p ? (s).p : ""

static inline struct vt_str vt_str(const char *zero_terminated)
{
    return (struct vt_str){zero_terminated, zero_terminated ? strlen(zero_terminated) : 0};
}

static inline struct vt_str vt_str_range(const char *begin, const char *end)
{
    return (struct vt_str){begin, (size_t)(end - begin)};
}

/* The bytes from `from` up to `to`; both are clipped to the slice. */
static inline struct vt_str vt_str_sub(struct vt_str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (struct vt_str){s.p + from, to - from};
}

static inline bool vt_str_eq(struct vt_str a, struct vt_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool vt_str_starts(struct vt_str s, struct vt_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}

static inline bool vt_str_ends(struct vt_str s, struct vt_str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.p + s.len - suffix.len, suffix.p, suffix.len) == 0);
}

/* Byte order, shorter first. For qsort and bsearch. */
static inline int vt_str_cmp(struct vt_str a, struct vt_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* ASCII white space: "\t\n\v\f\r" and " ". */
static inline bool vt_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without ASCII white space at either end. */
static inline struct vt_str vt_str_trim(struct vt_str s)
{
    while (s.len && vt_is_space(s.p[0]))
        s.p++, s.len--;
    while (s.len && vt_is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

#endif
