/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zip.c: named parts of an office document in a ZIP container. */
#include "formats/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

enum { ENTRIES_MAX = 20000, PIECE = 65536 };

static const size_t PART_MAX = (size_t)192 << 20, ALL_MAX = (size_t)384 << 20;

static vanthu_status add_part(struct vt_zip *zip, const char *name, struct vt_zip_part **out)
{
    if (zip->count == zip->cap) {
        size_t cap = zip->cap ? zip->cap * 2 : 16;
        struct vt_zip_part *parts = realloc(zip->parts, cap * sizeof *parts);
        if (!parts)
            return VANTHU_NO_MEMORY;
        zip->parts = parts;
        zip->cap = cap;
    }
    *out = &zip->parts[zip->count];
    **out = (struct vt_zip_part){.name = strdup(name)};
    if (!(*out)->name)
        return VANTHU_NO_MEMORY;
    zip->count++;
    return VANTHU_OK;
}

static vanthu_status read_part(struct vt_zip *zip, struct archive *a, struct vt_zip_part *part,
                               size_t *all)
{
    la_ssize_t n = 1;
    while (n > 0) {
        vanthu_status status = vt_buf_reserve(&part->bytes, PIECE);
        if (status != VANTHU_OK)
            return status;
        n = archive_read_data(a, part->bytes.p + part->bytes.len, PIECE);
        if (n < 0) {
            zip->fault = VT_ZIP_DAMAGED;
            return VANTHU_OK;
        }
        part->bytes.len += (size_t)n;
        *all += (size_t)n;
        if (part->bytes.len > PART_MAX || *all > ALL_MAX) {
            zip->fault = VT_ZIP_TOO_LARGE;
            return VANTHU_OK;
        }
    }
    return VANTHU_OK;
}

vanthu_status vt_zip_read(struct vt_zip *zip, struct vt_str raw, bool (*wanted)(const char *name))
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    vanthu_status status = VANTHU_OK;
    size_t all = 0;
    if (!a)
        return VANTHU_NO_MEMORY;
    archive_read_support_format_zip(a);
    int r = archive_read_open_memory(a, raw.p, raw.len);
    for (int i = 0; r == ARCHIVE_OK && status == VANTHU_OK && !zip->fault; i++) {
        r = archive_read_next_header(a, &entry);
        if (r == ARCHIVE_WARN)
            r = ARCHIVE_OK;
        if (r != ARCHIVE_OK)
            break;
        const char *name = archive_entry_pathname(entry);
        struct vt_zip_part *part;
        if (i >= ENTRIES_MAX)
            zip->fault = VT_ZIP_TOO_LARGE;
        else if (archive_entry_is_encrypted(entry))
            zip->fault = VT_ZIP_ENCRYPTED;
        else if (name && wanted(name) && (status = add_part(zip, name, &part)) == VANTHU_OK)
            status = read_part(zip, a, part, &all);
    }
    if (r != ARCHIVE_OK && r != ARCHIVE_EOF && !zip->fault)
        zip->fault = VT_ZIP_DAMAGED;
    archive_read_free(a);
    return status;
}

struct vt_str vt_zip_part(const struct vt_zip *zip, const char *name)
{
    for (size_t i = 0; i < zip->count; i++)
        if (strcmp(zip->parts[i].name, name) == 0)
            return vt_buf_str(&zip->parts[i].bytes);
    return VT_STR_NONE;
}

void vt_zip_free(struct vt_zip *zip)
{
    for (size_t i = 0; i < zip->count; i++) {
        free(zip->parts[i].name);
        vt_buf_free(&zip->parts[i].bytes);
    }
    free(zip->parts);
    *zip = (struct vt_zip){0};
}
