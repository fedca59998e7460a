/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle.c: vanthu_get_bundle(): several originals in one .zip or .tar.zst, under names that people
 * know.
 *
 * Nothing that is there is replaced: base/output.h. One original is in memory at a
 * time.
 */
#include "archive.h"
#include "archive/packer.h"
#include "base/err.h"
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <search.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 255 };

struct bundle {
    struct vanthu_archive *archive;
    struct vt_packer packer;
    struct archive *writer; /* libarchive's */
    const char *path;
    void *ids, *names; /* trees of struct known */
    struct vt_buf original;
};

/* ---- what was seen before ---- */

struct known {
    size_t times;
    char text[];
};

/* Windows and macOS take names that differ only in case for the same. */
static int by_text(const void *a, const void *b)
{
    return strcasecmp(((const struct known *)a)->text, ((const struct known *)b)->text);
}

/* Counts one more of `text` in `tree`: *times is 1 for the first. */
static vanthu_status count(size_t **times, void **tree, const char *text)
{
    size_t size = strlen(text) + 1;
    struct known *fresh = malloc(sizeof *fresh + size);
    if (!fresh)
        return VANTHU_NO_MEMORY;
    fresh->times = 0;
    memcpy(fresh->text, text, size);
    struct known **node = tsearch(fresh, tree, by_text);
    if (!node || *node != fresh)
        free(fresh);
    if (!node)
        return VANTHU_NO_MEMORY;
    *times = &(*node)->times;
    ++**times;
    return VANTHU_OK;
}

/* "ten (2).txt" for "ten.txt", cut before the number where it would be too long. */
static vanthu_status numbered(struct vt_buf *out, struct vt_str name, size_t number)
{
    const char *dot = memrchr(name.p, '.', name.len);
    size_t stem = dot && dot > name.p ? (size_t)(dot - name.p) : name.len;
    struct vt_str tail = vt_str_sub(name, stem, name.len);
    size_t room = NAME_MAX_BYTES - sizeof " (18446744073709551615)";
    room = tail.len < room ? room - tail.len : 0;
    if (stem > room)
        for (stem = room; stem && (name.p[stem] & 0xC0) == 0x80;)
            stem--;
    vt_buf_clear(out);
    vanthu_status status = vt_buf_append(out, name.p, stem);
    if (status == VANTHU_OK)
        status = vt_buf_printf(out, " (%zu)", number);
    return status == VANTHU_OK ? vt_buf_append_str(out, tail) : status;
}

/* A name that no other member of the bundle has. */
static vanthu_status unique_name(struct vt_buf *out, struct bundle *bundle, const char *name)
{
    size_t *asked = NULL, *taken;
    vanthu_status status = count(&asked, &bundle->names, name);
    if (status == VANTHU_OK)
        status = vt_buf_append_str(out, vt_str(name));
    for (taken = asked; status == VANTHU_OK && *taken > 1;) {
        status = numbered(out, vt_str(name), *asked);
        if (status == VANTHU_OK)
            status = vt_buf_cstr(out) ? count(&taken, &bundle->names, out->p) : VANTHU_NO_MEMORY;
        if (status == VANTHU_OK && *taken > 1)
            ++*asked;
    }
    return status;
}

/* ---- members ---- */

static vanthu_status failed(struct bundle *bundle, struct vanthu_error *error)
{
    const char *why = bundle->packer.archive_error_string(bundle->writer);
    if (bundle->packer.archive_errno(bundle->writer) == ENOMEM)
        return vt_err_memory(error);
    return vt_err(error, VANTHU_IO, _("%s: cannot write: %s"), bundle->path, why ? why : "?");
}

struct collecting {
    struct vt_buf *out;
    bool full;
};

static bool collect(void *context, const void *data, size_t size)
{
    struct collecting *collecting = context;
    collecting->full = vt_buf_append(collecting->out, data, size) != VANTHU_OK;
    return !collecting->full;
}

static vanthu_status write_member(struct bundle *bundle, const char *name, int64_t mtime,
                                  struct vanthu_error *error)
{
    struct vt_str data = vt_buf_str(&bundle->original);
    vanthu_status status = VANTHU_OK;
    struct archive_entry *entry = bundle->packer.archive_entry_new();
    if (!entry)
        return vt_err_memory(error);
    bundle->packer.archive_entry_set_pathname(entry, name);
    bundle->packer.archive_entry_set_filetype(entry, AE_IFREG);
    bundle->packer.archive_entry_set_perm(entry, 0644);
    bundle->packer.archive_entry_set_size(entry, (int64_t)data.len);
    bundle->packer.archive_entry_set_mtime(entry, (time_t)mtime, 0);
    if (bundle->packer.archive_write_header(bundle->writer, entry) != ARCHIVE_OK)
        status = failed(bundle, error);
    while (status == VANTHU_OK && data.len) {
        la_ssize_t put = bundle->packer.archive_write_data(bundle->writer, data.p, data.len);
        if (put <= 0)
            status = failed(bundle, error);
        else
            data = vt_str_sub(data, (size_t)put, data.len);
    }
    bundle->packer.archive_entry_free(entry);
    return status;
}

/* Fills `original`, and checks it. */
static vanthu_status fetch(struct bundle *bundle, const char *id, struct vanthu_error *error)
{
    struct collecting collecting = {&bundle->original, false};
    vt_buf_clear(&bundle->original);
    vanthu_status status = vanthu_get(bundle->archive, id, collect, &collecting, error);
    return collecting.full ? vt_err_memory(error) : status;
}

/* One document, once. */
static vanthu_status add(struct bundle *bundle, const char *id, struct vanthu_error *error)
{
    char full[VT_ID_LEN + 1], name[256];
    struct vt_buf unique = {0};
    int64_t doc, mtime;
    size_t *times = NULL;
    vanthu_status status = vt_catalog_resolve(bundle->archive->catalog, id, &doc, full, error);
    if (status != VANTHU_OK)
        goto done;
    if (count(&times, &bundle->ids, full) != VANTHU_OK) {
        status = vt_err_memory(error);
        goto done;
    }
    if (*times > 1)
        goto done;
    status = vanthu_file_name(name, bundle->archive, full, error);
    if (status == VANTHU_OK)
        status = fetch(bundle, full, error);
    if (status == VANTHU_OK)
        status = vanthu_changed_at(&mtime, bundle->archive, full, error);
    if (status != VANTHU_OK)
        goto done;
    if (unique_name(&unique, bundle, name) != VANTHU_OK || !vt_buf_cstr(&unique))
        status = vt_err_memory(error);
    else
        status = write_member(bundle, unique.p, mtime, error);
done:
    vt_buf_free(&unique);
    return status;
}

/* ---- the file ---- */

/* Sets libarchive up for the format that the name asks for. */
static vanthu_status choose_format(struct bundle *bundle, struct vanthu_error *error)
{
    struct vt_str path = vt_str(bundle->path);
    struct archive *a = bundle->writer;
    int result;
    if (vt_str_ends(path, VT_STR(".zip"))) {
        result = bundle->packer.archive_write_set_format_zip(a);
    } else if (vt_str_ends(path, VT_STR(".tar.zst"))) {
        result = bundle->packer.archive_write_set_format_pax_restricted(a);
        if (result == ARCHIVE_OK)
            result = bundle->packer.archive_write_add_filter_zstd(a);
    } else {
        return vt_err(error, VANTHU_USAGE, _("%s: the name of a bundle ends in .zip or .tar.zst"),
                      bundle->path);
    }
    if (result == ARCHIVE_OK)
        result = bundle->packer.archive_write_set_options(a, "hdrcharset=UTF-8");
    return result == ARCHIVE_OK ? VANTHU_OK : failed(bundle, error);
}

static vanthu_status write_all(struct bundle *bundle, int fd, const char *const *ids,
                               size_t ids_count, struct vanthu_error *error)
{
    vanthu_status status = choose_format(bundle, error);
    if (status == VANTHU_OK &&
        bundle->packer.archive_write_open_fd(bundle->writer, fd) != ARCHIVE_OK)
        status = failed(bundle, error);
    for (size_t i = 0; status == VANTHU_OK && i < ids_count; i++)
        status = add(bundle, ids[i], error);
    if (status == VANTHU_OK && bundle->packer.archive_write_close(bundle->writer) != ARCHIVE_OK)
        status = failed(bundle, error);
    return status;
}

/* libarchive takes names in the charset of the locale: it is UTF-8 here while it writes, in this
 * thread alone. */
static vanthu_status write_in_utf8(struct bundle *bundle, int fd, const char *const *ids,
                                   size_t ids_count, struct vanthu_error *error)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    vanthu_status status = write_all(bundle, fd, ids, ids_count, error);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return status;
}

vanthu_status vanthu_get_bundle(struct vanthu_archive *archive, const char *const *ids,
                                size_t ids_count, const char *path, struct vanthu_error *error)
{
    struct bundle bundle = {.archive = archive, .path = path};
    struct vt_output output = VT_OUTPUT_NONE;

    vanthu_status status = vt_packer_load(&bundle.packer, error);
    if (status != VANTHU_OK)
        return status;
    bundle.writer = bundle.packer.archive_write_new();
    status = bundle.writer ? vt_output_open(&output, path, true, error) : vt_err_memory(error);
    if (status == VANTHU_OK)
        status = write_in_utf8(&bundle, output.fd, ids, ids_count, error);
    if (status == VANTHU_OK)
        status = vt_output_keep(&output, NULL, error);
    /* may still write, into what is not kept */
    bundle.packer.archive_write_free(bundle.writer);
    vt_output_close(&output);
    tdestroy(bundle.ids, free);
    tdestroy(bundle.names, free);
    vt_buf_free(&bundle.original);
    return status;
}
