/* SPDX-License-Identifier: GPL-3.0-or-later */
/* get.c: originals and texts out of the archive. */
#include "archive/archive.h"

#include "archive/analyse.h"
#include "archive/passages.h"
#include "archive/places.h"
#include "archive/section.h"
#include "base/err.h"
#include "base/utf8.h"
#include "outline/outline.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

vanthu_status vanthu_get(struct vanthu_archive *a, const char *id, vanthu_sink_fn sink,
                         void *context, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_str original;
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_archive_original(a, full, &original, error);
    return status == VANTHU_OK ? give(original, sink, context, error) : status;
}

/* ---- text and sections ---- */

/* Clauses and points below a heading: `path` begins with a slash, or is empty. */
static vanthu_status enter_clauses(struct vt_range *range, struct vt_str text, struct vt_str path)
{
    while (path.len) {
        size_t start, end;
        path = vt_str_sub(path, path.p[0] == '/', path.len);
        const char *slash = path.len ? memchr(path.p, '/', path.len) : NULL;
        struct vt_str step = slash ? vt_str_range(path.p, slash) : path;
        vanthu_status status = vt_clause_find(vt_str_sub(text, range->start, range->end),
                                              vt_str_trim(step), &start, &end);
        if (status != VANTHU_OK)
            return status;
        *range = (struct vt_range){range->start + start, range->start + end};
        path = vt_str_sub(path, step.len, path.len);
    }
    return VANTHU_OK;
}

/* The part of the text that a path leads to: as many of its steps as can be are headings, the
 * others clauses below them. */
static vanthu_status find_section(struct vt_range *range, const struct vanthu_document *d,
                                  struct vt_str text, const char *id, const char *section,
                                  struct vanthu_error *error)
{
    char *path = strdup(section);
    const struct vanthu_heading *heading = NULL;
    vanthu_status status = VANTHU_NOT_FOUND;
    if (!path)
        return vt_err_memory(error);
    for (char *slash = path + strlen(path); slash; slash = strrchr(path, '/')) {
        *slash = '\0';
        status = vt_section_find(&heading, d, id, path, error);
        if (status != VANTHU_NOT_FOUND)
            break;
    }
    size_t headings_len = heading ? strlen(path) : 0;
    *range =
        heading ? (struct vt_range){heading->start, heading->end} : (struct vt_range){0, text.len};
    free(path);
    if (status == VANTHU_OK || (status == VANTHU_NOT_FOUND && *section))
        status = enter_clauses(range, text, vt_str(section + headings_len));
    return status == VANTHU_NOT_FOUND
               ? vt_err(error, status, _("%s: has no section \"%s\""), id, section)
               : status;
}

/* Why there is none, where that is known. */
static vanthu_status no_text(struct vanthu_archive *a, int64_t doc, const char *id,
                             struct vanthu_error *error)
{
    struct vt_arena arena = {0};
    struct vanthu_document d;
    vanthu_status status = vt_catalog_document(a->catalog, doc, 0, &arena, &d, error);
    if (status == VANTHU_OK)
        status = vt_err(error, VANTHU_NOT_FOUND,
                        d.text_reason ? _("%s: has no text: %s") : _("%s: has no text"), id,
                        d.text_reason);
    vt_arena_free(&arena);
    return status;
}

vanthu_status vanthu_get_text(struct vanthu_archive *a, const char *id, const char *section,
                              vanthu_sink_fn sink, void *context, struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_arena arena = {0};
    struct vt_buf text = {0};
    struct vanthu_document document = {0};
    struct vt_range range = {0, SIZE_MAX};
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_text(a->catalog, doc, &text, error);
    if (status == VANTHU_OK && !text.len)
        status = no_text(a, doc, full, error);
    if (status == VANTHU_OK && section) {
        status = vt_catalog_document(a->catalog, doc, VT_OUTLINE, &arena, &document, error);
        if (status == VANTHU_OK)
            status = find_section(&range, &document, vt_buf_str(&text), full, section, error);
    }
    if (status == VANTHU_OK)
        status = give(vt_str_sub(vt_buf_str(&text), range.start, range.end), sink, context, error);
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

vanthu_status vanthu_changed_at(int64_t *mtime, struct vanthu_archive *a, const char *id,
                                struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_arena arena = {0};
    struct vanthu_document document;
    struct tm tm = {0};
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_document(a->catalog, doc, VT_SOURCES, &arena, &document, error);
    *mtime = 0;
    if (status == VANTHU_OK && document.sources_count && document.sources[0].mtime &&
        strptime(document.sources[0].mtime, "%Y-%m-%dT%H:%M:%S", &tm))
        *mtime = timegm(&tm);
    vt_arena_free(&arena);
    return status;
}
