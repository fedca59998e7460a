/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.h: archive.conf, lines of "key = value": man vanthu-archive(5). */
#ifndef VT_CONF_H
#define VT_CONF_H

#include "base/buf.h"

/* Appends the file. */
vanthu_status vt_conf_read(struct vt_buf *conf, const char *dir, struct vanthu_error *error);

/* The value of `key`, trimmed; false when it has none. */
bool vt_conf_value(struct vt_str conf, struct vt_str key, struct vt_str *value);

/* The same as a number of at most `max`; `missing` when there is none. */
unsigned vt_conf_number(struct vt_str conf, struct vt_str key, unsigned max, unsigned missing);

/* Appends `conf` with another value of `key`, or without it where `value` is NULL. */
vanthu_status vt_conf_with(struct vt_buf *out, struct vt_str conf, struct vt_str key,
                           const char *value);

/* Does that in the file. */
vanthu_status vt_conf_set(const char *dir, struct vt_str key, const char *value,
                          struct vanthu_error *error);

#endif
