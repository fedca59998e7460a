/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bag-read.c: a bag is checked, then its payload given away. */
#include "archive/bag-read.h"

#include "archive/bag-names.h"
#include "archive/said.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/fields.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAG_MAX = 1 << 30, DEPTH_MAX = 100 };

static const char *const ALGORITHMS[] = {"md5", "sha1", "sha256", "sha512"};

struct vt_bag {
    const char *dir;
    struct vt_arena arena;
    struct vt_buf files; /* struct vt_str: payload paths in the bag, sorted */
    struct vt_buf items; /* struct vt_bag_item */
    size_t next;
    bool *known; /* of `files`: the metadata tell of it */
    struct vanthu_error *error;
};

bool vt_is_bag(const char *path)
{
    char *name = vt_path_join(path, "bagit.txt");
    struct stat st;
    bool is = name && stat(name, &st) == 0 && S_ISREG(st.st_mode);
    free(name);
    return is;
}

static vanthu_status refuse(struct vt_bag *b, const char *problem, struct vt_str what)
{
    return vt_err(b->error, VANTHU_FAILED, _("%s: the bag is refused: %.*s: %s"), b->dir,
                  VT_STR_ARG(vt_str_sub(what, 0, 400)), problem);
}

static vanthu_status read_tag(struct vt_bag *b, const char *name, struct vt_buf *text)
{
    char *path = vt_path_join(b->dir, name);
    if (!path)
        return vt_err_memory(b->error);
    vanthu_status status = vt_file_read(text, path, TAG_MAX, b->error);
    free(path);
    return status == VANTHU_IO ? refuse(b, _("cannot be read"), vt_str(name)) : status;
}

/* The next line, without its end. */
static bool next_line(struct vt_str *text, struct vt_str *line)
{
    if (!text->len)
        return false;
    const char *end = text->p;
    while (end < text->p + text->len && *end != '\n' && *end != '\r')
        end++;
    *line = vt_str_range(text->p, end);
    size_t taken = line->len;
    if (taken < text->len)
        taken +=
            1 + (text->p[taken] == '\r' && taken + 1 < text->len && text->p[taken + 1] == '\n');
    *text = vt_str_sub(*text, taken, text->len);
    return true;
}

/* ---- what lies there ---- */

static vanthu_status list_directory(struct vt_bag *b, const char *below, unsigned depth);

static vanthu_status list_entry(struct vt_bag *b, const char *below, const char *name,
                                unsigned depth)
{
    struct stat st;
    struct vt_buf path = {0};
    vanthu_status status = vt_buf_printf(&path, "%s/%s", below, name);
    char *kept = status == VANTHU_OK ? vt_arena_str(&b->arena, vt_buf_str(&path)) : NULL;
    vt_buf_free(&path);
    char *full = kept ? vt_path_join(b->dir, kept) : NULL;
    if (!full)
        return vt_err_memory(b->error);
    bool there = lstat(full, &st) == 0;
    free(full);
    if (there && S_ISDIR(st.st_mode))
        return list_directory(b, kept, depth + 1);
    if (!there || !S_ISREG(st.st_mode))
        return refuse(b, _("is not a file"), vt_str(kept));
    struct vt_str file = vt_str(kept);
    return vt_buf_append(&b->files, &file, sizeof file) == VANTHU_OK ? VANTHU_OK
                                                                     : vt_err_memory(b->error);
}

static vanthu_status list_directory(struct vt_bag *b, const char *below, unsigned depth)
{
    struct dirent *entry;
    struct stat st;
    char *path = vt_path_join(b->dir, below);
    DIR *d = path && lstat(path, &st) == 0 && S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    vanthu_status status = VANTHU_OK;
    free(path);
    if (!d || depth > DEPTH_MAX)
        status = refuse(b, _("cannot be read"), vt_str(below));
    while (status == VANTHU_OK && (entry = readdir(d)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = list_entry(b, below, entry->d_name, depth);
    if (d)
        closedir(d);
    return status;
}

static int by_path(const void *x, const void *y)
{
    return vt_str_cmp(*(const struct vt_str *)x, *(const struct vt_str *)y);
}

static size_t files_count(const struct vt_bag *b)
{
    return b->files.len / sizeof(struct vt_str);
}

/* The number of a payload path; SIZE_MAX: it is none. */
static size_t find(const struct vt_bag *b, struct vt_str path)
{
    const struct vt_str *files = (const struct vt_str *)(const void *)b->files.p;
    const struct vt_str *found =
        files ? bsearch(&path, files, files_count(b), sizeof *files, by_path) : NULL;
    return found ? (size_t)(found - files) : SIZE_MAX;
}

/* ---- manifests ---- */

/* A regular file, to which no link leads: a directory of the bag may be one to anywhere. */
static vanthu_status is_plain_file(struct vt_bag *b, struct vt_str path, bool *plain)
{
    struct stat st;
    struct vt_buf full = {0};
    vanthu_status status = VANTHU_OK;
    *plain = true;
    for (size_t end = 0; *plain && status == VANTHU_OK && end < path.len; end++) {
        bool last = end + 1 == path.len;
        if (!last && path.p[end + 1] != '/')
            continue;
        vt_buf_clear(&full);
        if (vt_buf_printf(&full, "%s/%.*s", b->dir, (int)end + 1, path.p) != VANTHU_OK)
            status = vt_err_memory(b->error);
        else
            *plain = lstat(full.p, &st) == 0 && (last ? S_ISREG(st.st_mode) : S_ISDIR(st.st_mode));
    }
    vt_buf_free(&full);
    return status;
}

/* "HASH  path": one file is what it was. */
static vanthu_status check_line(struct vt_bag *b, struct vt_str line, const char *algorithm,
                                struct vt_buf *path)
{
    struct vt_buf hex = {0};
    size_t hash = 0;
    while (hash < line.len && line.p[hash] != ' ' && line.p[hash] != '\t')
        hash++;
    struct vt_str written = vt_str_sub(line, hash, line.len);
    while (written.len && (written.p[0] == ' ' || written.p[0] == '\t' || written.p[0] == '*'))
        written = vt_str_sub(written, 1, written.len);
    vt_buf_clear(path);
    if (vt_bag_decode(path, written) != VANTHU_OK || !vt_buf_cstr(path))
        return vt_err_memory(b->error);
    if (!vt_bag_path_is_safe(vt_buf_str(path)))
        return refuse(b, _("leads out of the bag, or is no path"), written);
    bool plain;
    vanthu_status status = is_plain_file(b, vt_buf_str(path), &plain);
    if (status == VANTHU_OK && !plain)
        status = refuse(b, _("is listed, and is missing or no plain file"), written);
    if (status != VANTHU_OK)
        return status;
    char *full = vt_path_join(b->dir, path->p);
    if (!full)
        return vt_err_memory(b->error);
    status = vt_bag_hash(&hex, full, algorithm, b->error);
    free(full);
    if (status == VANTHU_IO)
        status = refuse(b, _("cannot be read"), written);
    else if (status == VANTHU_OK && (hex.len != hash || strncasecmp(hex.p, line.p, hash) != 0))
        status = refuse(b, _("is not what its manifest says"), written);
    vt_buf_free(&hex);
    return status;
}

static vanthu_status check_manifest(struct vt_bag *b, const char *name, const char *algorithm,
                                    bool payload)
{
    struct vt_buf text = {0}, path = {0};
    struct vt_str rest, line;
    size_t count = files_count(b), met = 0;
    bool *seen = calloc(count + 1, sizeof *seen);
    vanthu_status status = seen ? read_tag(b, name, &text) : vt_err_memory(b->error);
    rest = vt_buf_str(&text);
    while (status == VANTHU_OK && next_line(&rest, &line)) {
        if (!vt_str_trim(line).len)
            continue;
        status = check_line(b, line, algorithm, &path);
        size_t file = status == VANTHU_OK && payload ? find(b, vt_buf_str(&path)) : SIZE_MAX;
        if (status == VANTHU_OK && payload && file == SIZE_MAX)
            status = refuse(b, _("is no payload file"), line);
        else if (file != SIZE_MAX && !seen[file])
            seen[file] = ++met;
    }
    for (size_t i = 0; payload && status == VANTHU_OK && i < count; i++)
        if (!seen[i])
            status = refuse(b, _("is in no manifest"), ((struct vt_str *)(void *)b->files.p)[i]);
    free(seen);
    vt_buf_free(&text);
    vt_buf_free(&path);
    return status;
}

static bool is_there(const struct vt_bag *b, const char *name)
{
    char *path = vt_path_join(b->dir, name);
    bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

static vanthu_status check_manifests(struct vt_bag *b)
{
    size_t checked = 0;
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < sizeof ALGORITHMS / sizeof *ALGORITHMS; i++) {
        char payload[40], tags[40];
        snprintf(payload, sizeof payload, "manifest-%s.txt", ALGORITHMS[i]);
        snprintf(tags, sizeof tags, "tagmanifest-%s.txt", ALGORITHMS[i]);
        if (status == VANTHU_OK && is_there(b, tags))
            status = check_manifest(b, tags, ALGORITHMS[i], false);
        if (status == VANTHU_OK && is_there(b, payload)) {
            status = check_manifest(b, payload, ALGORITHMS[i], true);
            checked++;
        }
    }
    if (status == VANTHU_OK && !checked)
        status = refuse(b, _("has no manifest that is known"), VT_STR("manifest-sha256.txt"));
    return status;
}

/* ---- what is known of the payload ---- */

static vanthu_status add_item(struct vt_bag *b, size_t file, struct vt_str path, int64_t mtime,
                              const struct vt_said *said, size_t said_count)
{
    const struct vt_str *files = (const struct vt_str *)(const void *)b->files.p;
    char *location = vt_path_join(b->dir, files[file].p);
    struct vt_bag_item item = {.mtime = mtime,
                               .said = said,
                               .said_count = said_count,
                               .location =
                                   location ? vt_arena_str(&b->arena, vt_str(location)) : NULL};
    item.path = path.len ? path : vt_str(item.location);
    free(location);
    if (!item.location || vt_buf_append(&b->items, &item, sizeof item) != VANTHU_OK)
        return vt_err_memory(b->error);
    b->known[file] = true;
    return VANTHU_OK;
}

static vanthu_status read_said(struct vt_bag *b, json_t *set, struct vt_said **said, size_t *count)
{
    const char *fact;
    json_t *value;
    vanthu_status status = VANTHU_OK;
    *count = 0;
    *said = vt_arena_array(&b->arena, json_object_size(set) + 1, sizeof **said);
    if (!*said)
        return vt_err_memory(b->error);
    json_object_foreach(set, fact, value)
    {
        struct vt_buf typed = {0};
        if (status == VANTHU_OK &&
            vt_buf_printf(&typed, "%s=%s", fact,
                          json_is_string(value) ? json_string_value(value) : "") != VANTHU_OK)
            status = vt_err_memory(b->error);
        if (status == VANTHU_OK)
            status = vt_said_read(&(*said)[(*count)++], &b->arena, typed.p, b->error);
        vt_buf_free(&typed);
    }
    return status == VANTHU_USAGE ? VANTHU_DAMAGED : status;
}

static vanthu_status take_source(struct vt_bag *b, size_t file, json_t *source,
                                 const struct vt_said *said, size_t said_count)
{
    struct vt_fields f = {.object = source, .arena = &b->arena, .error = b->error};
    struct vt_str path = vt_fields_path(&f);
    int64_t mtime = vt_fields_integer(&f, "mtime", INT64_MIN + 1);
    if (f.status != VANTHU_OK || !json_is_object(source) || !path.len ||
        memchr(path.p, 0, path.len))
        return f.status == VANTHU_NO_MEMORY ? f.status : VANTHU_DAMAGED;
    char *kept = vt_arena_str(&b->arena, path);
    return kept ? add_item(b, file, vt_str(kept), mtime, said, said_count)
                : vt_err_memory(b->error);
}

/* Facts are set with the first source. */
static vanthu_status take_document(struct vt_bag *b, json_t *o)
{
    struct vt_said *said;
    size_t said_count, i;
    json_t *source, *sources = json_object_get(o, "sources");
    const char *name = json_string_value(json_object_get(o, "file"));
    size_t file = name ? find(b, vt_str(name)) : SIZE_MAX;
    if (file == SIZE_MAX)
        return VANTHU_DAMAGED;
    vanthu_status status = read_said(b, json_object_get(o, "set"), &said, &said_count);
    json_array_foreach(sources, i, source)
    {
        if (status == VANTHU_OK)
            status = take_source(b, file, source, said, i == 0 ? said_count : 0);
    }
    return status;
}

static vanthu_status read_documents(struct vt_bag *b)
{
    struct vt_buf text = {0};
    struct vt_str rest, line;
    vanthu_status status =
        is_there(b, VT_BAG_DOCUMENTS) ? read_tag(b, VT_BAG_DOCUMENTS, &text) : VANTHU_OK;
    rest = vt_buf_str(&text);
    while (status == VANTHU_OK && next_line(&rest, &line)) {
        json_t *object = json_loadb(line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
        /* the bag of another program may have a file of this name */
        bool ours = json_integer_value(json_object_get(object, "vanthu")) == 1;
        status = ours ? take_document(b, object) : VANTHU_OK;
        json_decref(object);
        if (status == VANTHU_DAMAGED)
            status =
                refuse(b, _("has a line that is not what it should be"), VT_STR(VT_BAG_DOCUMENTS));
    }
    for (size_t i = 0; status == VANTHU_OK && i < files_count(b); i++)
        if (!b->known[i])
            status = add_item(b, i, VT_STR_NONE, INT64_MIN, NULL, 0);
    vt_buf_free(&text);
    return status;
}

static vanthu_status check_declaration(struct vt_bag *b)
{
    struct vt_buf text = {0};
    vanthu_status status = read_tag(b, "bagit.txt", &text);
    if (status == VANTHU_OK && !vt_str_starts(vt_buf_str(&text), VT_STR("BagIt-Version: ")))
        status = refuse(b, _("is not what it should be"), VT_STR("bagit.txt"));
    vt_buf_free(&text);
    return status;
}

static vanthu_status check(struct vt_bag *b)
{
    vanthu_status status = check_declaration(b);
    if (status == VANTHU_OK)
        status = list_directory(b, "data", 0);
    if (status == VANTHU_OK && files_count(b))
        qsort(b->files.p, files_count(b), sizeof(struct vt_str), by_path);
    if (status == VANTHU_OK)
        status = check_manifests(b);
    if (status == VANTHU_OK && !(b->known = calloc(files_count(b) + 1, sizeof *b->known)))
        status = vt_err_memory(b->error);
    return status == VANTHU_OK ? read_documents(b) : status;
}

vanthu_status vt_bag_open(struct vt_bag **out, const char *dir, struct vanthu_error *error)
{
    struct vt_bag *b = calloc(1, sizeof *b);
    *out = NULL;
    if (!b)
        return vt_err_memory(error);
    b->error = error;
    b->dir = vt_arena_str(&b->arena, vt_str(dir));
    vanthu_status status = b->dir ? check(b) : vt_err_memory(error);
    b->error = NULL;
    if (status == VANTHU_OK)
        *out = b;
    else
        vt_bag_free(b);
    return status;
}

bool vt_bag_next(struct vt_bag *b, struct vt_bag_item *item)
{
    if (b->next * sizeof *item >= b->items.len)
        return false;
    memcpy(item, b->items.p + b->next++ * sizeof *item, sizeof *item);
    return true;
}

void vt_bag_free(struct vt_bag *b)
{
    if (!b)
        return;
    vt_buf_free(&b->files);
    vt_buf_free(&b->items);
    free(b->known);
    vt_arena_free(&b->arena);
    free(b);
}
