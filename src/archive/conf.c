/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.c: archive.conf. */
#include "archive/conf.h"

#include "base/err.h"
#include "base/file.h"

#include <stdlib.h>

enum { CONF_MAX = 1 << 16 };

vanthu_status vt_conf_read(struct vt_buf *conf, const char *dir, struct vanthu_error *error)
{
    char *path = vt_path_join(dir, "archive.conf");
    vanthu_status status = path ? vt_file_read(conf, path, CONF_MAX, error) : vt_err_memory(error);
    free(path);
    return status;
}

/* Takes the first line; its newline is left out. */
static struct vt_str next_line(struct vt_str *conf)
{
    const char *newline = memchr(conf->p, '\n', conf->len);
    size_t len = newline ? (size_t)(newline - conf->p) : conf->len;
    struct vt_str line = vt_str_sub(*conf, 0, len);
    *conf = vt_str_sub(*conf, newline ? len + 1 : len, conf->len);
    return line;
}

static bool is_of(struct vt_str line, struct vt_str key, struct vt_str *value)
{
    const char *equals = line.len ? memchr(line.p, '=', line.len) : NULL;
    if (!equals || !vt_str_eq(vt_str_trim(vt_str_range(line.p, equals)), key))
        return false;
    *value = vt_str_trim(vt_str_range(equals + 1, line.p + line.len));
    return true;
}

bool vt_conf_value(struct vt_str conf, struct vt_str key, struct vt_str *value)
{
    while (conf.len)
        if (is_of(next_line(&conf), key, value))
            return true;
    return false;
}

unsigned vt_conf_number(struct vt_str conf, struct vt_str key, unsigned max, unsigned missing)
{
    struct vt_str value;
    unsigned number = 0;
    if (!vt_conf_value(conf, key, &value) || !value.len)
        return missing;
    for (size_t i = 0; i < value.len; i++) {
        if (value.p[i] < '0' || value.p[i] > '9' || number > max)
            return missing;
        number = number * 10 + (unsigned)(value.p[i] - '0');
    }
    return number <= max ? number : missing;
}

vanthu_status vt_conf_with(struct vt_buf *out, struct vt_str conf, struct vt_str key,
                           const char *value)
{
    struct vt_str old;
    vanthu_status status = VANTHU_OK;
    while (status == VANTHU_OK && conf.len) {
        struct vt_str line = next_line(&conf);
        if (!is_of(line, key, &old))
            status = vt_buf_printf(out, "%.*s\n", VT_STR_ARG(line));
    }
    return status == VANTHU_OK && value ? vt_buf_printf(out, "%.*s = %s\n", VT_STR_ARG(key), value)
                                        : status;
}

vanthu_status vt_conf_set(const char *dir, struct vt_str key, const char *value,
                          struct vanthu_error *error)
{
    struct vt_buf before = {0}, after = {0};
    char *path = vt_path_join(dir, "archive.conf");
    vanthu_status status = path ? vt_conf_read(&before, dir, error) : vt_err_memory(error);
    if (status == VANTHU_OK && vt_conf_with(&after, vt_buf_str(&before), key, value) != VANTHU_OK)
        status = vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_file_replace(path, vt_buf_str(&after), error);
    vt_buf_free(&before);
    vt_buf_free(&after);
    free(path);
    return status;
}
