/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields.h: the keys of the JSON members of a volume, read strictly and written as one line.
 *
 * Reading: the first failure stays in `status`, later calls do nothing but give empty values, so a
 * struct is filled in one go and the status looked at once.
 */
#ifndef VT_FIELDS_H
#define VT_FIELDS_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

#include <jansson.h>

struct vt_fields {
    json_t *object;
    struct vt_arena *arena; /* of the strings */
    struct vanthu_error *error;
    vanthu_status status;
};

/* Parses `json`, one object of version 1. The caller calls vt_fields_end() either way. */
struct vt_fields vt_fields_begin(struct vt_arena *arena, struct vt_str json,
                                 struct vanthu_error *error);
vanthu_status vt_fields_end(struct vt_fields *fields);

/* The value of `key` is missing, or not what it should be. */
void vt_fields_fail(struct vt_fields *fields, const char *key);

const char *vt_fields_string(struct vt_fields *fields, const char *key);
int64_t vt_fields_integer(struct vt_fields *fields, const char *key, int64_t min);
double vt_fields_share(struct vt_fields *fields, const char *key); /* 0 to 1 */
json_t *vt_fields_array(struct vt_fields *fields, const char *key);
const char *vt_fields_hex(struct vt_fields *fields, const char *key, size_t len);

/* "path", or exactly, where there is one, "path_b64". */
struct vt_str vt_fields_path(struct vt_fields *fields);
vanthu_status vt_fields_set_path(json_t *object, struct vt_str path);

/* Appends the object as one line, all of it or nothing, and gives it back. An object that is NULL,
 * or a `status` other than VANTHU_OK, is passed up. */
vanthu_status vt_fields_line(struct vt_buf *out, json_t *object, vanthu_status status);

#endif
