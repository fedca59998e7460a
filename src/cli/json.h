/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h: one object a line. Keys are English and stable: they are the contract. Absent strings are
 * null, lists are always there.
 */
#ifndef VT_CLI_JSON_H
#define VT_CLI_JSON_H

#include "vanthu.h"

#include <jansson.h>

/* Sets a string or null; takes nothing over. */
void json_put(json_t *object, const char *key, const char *text);
void json_put_number(json_t *object, const char *key, uint64_t number);

/* 0 becomes null. */
void json_put_year(json_t *object, const char *key, int year);
void json_put_strings(json_t *object, const char *key, const char *const *texts, size_t count);

/* A mention as `refs` and `show` print it; `file` is NULL in `show`. */
json_t *json_mention(const char *file, const struct vanthu_mention *mention);

/* Prints the object in one line and frees it. */
void json_line(json_t *object);

#endif
