/* SPDX-License-Identifier: GPL-3.0-or-later */
/* get.c: originals and texts out of the archive. */
#include "archive/archive.h"

#include "archive/analyse.h"
#include "base/err.h"
#include "base/utf8.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 1 << 20, NAME_MAX_BYTES = 255 };

static vanthu_status give(struct vt_str data, vanthu_sink_fn sink, void *context,
                          struct vanthu_error *error)
{
    do {
        struct vt_str piece = vt_str_sub(data, 0, PIECE);
        if (!sink(context, piece.p, piece.len))
            return vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
        data = vt_str_sub(data, piece.len, data.len);
    } while (data.len);
    return VANTHU_OK;
}

static vanthu_status check_hash(struct vanthu_archive *a, int64_t doc, const char *id,
                                struct vt_str original, struct vanthu_error *error)
{
    char hex[VT_SHA256_LEN + 1];
    sqlite3_stmt *stmt;
    vanthu_status status = vt_sha256(hex, original);
    if (status == VANTHU_OK)
        status = vt_catalog_prepare(a->catalog, &stmt, "SELECT sha256 FROM documents WHERE doc=?",
                                    error);
    if (status != VANTHU_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, doc);
    if (sqlite3_step(stmt) != SQLITE_ROW ||
        strcmp((const char *)sqlite3_column_text(stmt, 0), hex) != 0)
        status = vt_err(error, VANTHU_DAMAGED,
                        _("%s: the stored original is not what it was: run `vanthu verify`"), id);
    sqlite3_reset(stmt);
    return status;
}

vanthu_status vanthu_get(struct vanthu_archive *a, const char *id, vanthu_sink_fn sink,
                         void *context, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_location location;
    struct vt_volume_reader *reader;
    struct vt_str original;
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_location(a->catalog, doc, &location, error);
    if (status == VANTHU_OK)
        status = vt_archive_volumes(a, &reader, error);
    if (status == VANTHU_OK)
        status = vt_volume_read(reader, &location, &original, error);
    if (status == VANTHU_OK)
        status = check_hash(a, doc, full, original, error);
    return status == VANTHU_OK ? give(original, sink, context, error) : status;
}

/* ---- text and sections ---- */

/* The part of `path` up to its next slash; takes it off. */
static struct vt_str next_step(struct vt_str *path)
{
    const char *slash = path->len ? memchr(path->p, '/', path->len) : NULL;
    struct vt_str step = slash ? vt_str_range(path->p, slash) : *path;
    *path = vt_str_sub(*path, step.len + (slash ? 1 : 0), path->len);
    return vt_str_trim(step);
}

/* A step names a heading by its label, with or without the dot behind it, or by how its line, with
 * or without the label, begins. */
static bool names(struct vt_str step, const struct vanthu_heading *h)
{
    struct vt_str label = vt_str(h->label), rest = step;
    if (label.len && vt_str_starts(step, label)) {
        rest = vt_str_sub(step, label.len, step.len);
        if (rest.len && strchr(".):", rest.p[0]))
            rest = vt_str_sub(rest, 1, rest.len);
        rest = vt_str_trim(rest);
        if (rest.len == 0 || vt_str_starts(vt_str(h->text), rest))
            return true;
    }
    return step.len && vt_str_starts(vt_str(h->text), step);
}

static const struct vanthu_heading *find_section(const struct vanthu_document *d,
                                                 const char *section)
{
    struct vt_str path = vt_str(section);
    const struct vanthu_heading *found = NULL;
    uint64_t from = 0, to = UINT64_MAX;
    while (path.len) {
        struct vt_str step = next_step(&path);
        found = NULL;
        for (size_t i = 0; i < d->outline_count && !found; i++) {
            const struct vanthu_heading *h = &d->outline[i];
            if (h->start >= from && h->start < to && names(step, h))
                found = h;
        }
        if (!found)
            return NULL;
        from = found->start + 1;
        to = found->end;
    }
    return found;
}

vanthu_status vanthu_get_text(struct vanthu_archive *a, const char *id, const char *section,
                              vanthu_sink_fn sink, void *context, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_arena arena = {0};
    struct vt_buf text = {0};
    struct vanthu_document document = {0};
    const struct vanthu_heading *heading = NULL;
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_text(a->catalog, doc, &text, error);
    if (status == VANTHU_OK && section) {
        status = vt_catalog_document(a->catalog, doc, VT_OUTLINE, &arena, &document, error);
        heading = status == VANTHU_OK ? find_section(&document, section) : NULL;
        if (status == VANTHU_OK && !heading)
            status = vt_err(error, VANTHU_NOT_FOUND, _("%s: has no section \"%s\""), full, section);
    }
    struct vt_str wanted = vt_buf_str(&text);
    if (heading)
        wanted = vt_str_sub(wanted, heading->start, heading->end);
    if (status == VANTHU_OK)
        status = give(wanted, sink, context, error);
    vt_arena_free(&arena);
    vt_buf_free(&text);
    return status;
}

/* ---- names ---- */

/* A name that no shell, terminal or file system trips over. */
static void make_safe(char out[256], struct vt_str name)
{
    size_t len = 0;
    uint32_t point;
    while (name.len) {
        char bytes[4];
        size_t taken = vt_utf8_decode(name, &point);
        name = vt_str_sub(name, taken ? taken : 1, name.len);
        if (!taken || point == '/' || point < 0x20 || (point >= 0x7F && point < 0xA0))
            point = '_';
        size_t more = vt_utf8_encode(bytes, point);
        if (len + more > NAME_MAX_BYTES)
            break;
        memcpy(out + len, bytes, more);
        len += more;
    }
    out[len] = '\0';
    if (out[0] == '-')
        out[0] = '_';
}

vanthu_status vanthu_file_name(char name[256], struct vanthu_archive *a, const char *id,
                               struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_arena arena = {0};
    struct vanthu_document document = {0};
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_document(a->catalog, doc, VT_SOURCES, &arena, &document, error);
    if (status == VANTHU_OK) {
        struct vt_str base = VT_STR("");
        if (document.sources_count)
            base = vt_base_name(vt_str(document.sources[0].path));
        make_safe(name, base);
        if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            snprintf(name, 256, "%s.bin", full);
    }
    vt_arena_free(&arena);
    return status;
}
