/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manifest.c: the hashes of sealed volumes, and the files that belong to a volume. */
#include "manifest.h"

#include "base/err.h"
#include "base/file.h"
#include "frame.h"

#include <dirent.h>
#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LEN = 14, MANIFEST_MAX = 256 };

static const char SUFFIX[] = ".sha256";

/* ---- sums ---- */

static vanthu_status digest(struct sha256_ctx *sum, int fd, const char *path, uint64_t bytes,
                            struct vanthu_error *error)
{
    static const size_t CHUNK = 1 << 18;
    vanthu_status status = VANTHU_OK;
    uint8_t *chunk = malloc(CHUNK);
    if (!chunk)
        return vt_err_memory(error);
    for (uint64_t at = 0; at < bytes && status == VANTHU_OK;) {
        size_t size = bytes - at < CHUNK ? (size_t)(bytes - at) : CHUNK;
        status = vt_file_read_at(fd, path, chunk, size, at, error);
        if (status == VANTHU_OK)
            sha256_update(sum, size, chunk);
        at += size;
    }
    free(chunk);
    return status;
}

vanthu_status vt_sha256_file(char hex[VT_SHA256_LEN + 1], int fd, const char *path, uint64_t bytes,
                             struct vanthu_error *error)
{
    uint8_t raw[SHA256_DIGEST_SIZE];
    struct sha256_ctx sum;
    sha256_init(&sum);
    vanthu_status status = digest(&sum, fd, path, bytes, error);
    sha256_digest(&sum, sizeof raw, raw);
    for (size_t i = 0; status == VANTHU_OK && i < sizeof raw; i++)
        snprintf(hex + 2 * i, 3, "%02x", raw[i]);
    return status;
}

static vanthu_status sum_volume(char hex[VT_SHA256_LEN + 1], const char *dir, uint32_t volume,
                                struct vanthu_error *error)
{
    struct vt_volume_file file;
    vanthu_status status = vt_volume_file_open(&file, dir, volume, error);
    if (status == VANTHU_OK)
        status = vt_sha256_file(hex, file.fd, file.path, file.bytes, error);
    vt_volume_file_close(&file);
    return status;
}

/* ---- the manifest ---- */

static char *path_of(const char *dir, uint32_t volume)
{
    char name[16], full[32];
    vt_volume_name(name, volume);
    snprintf(full, sizeof full, "%s%s", name, SUFFIX);
    return vt_path_join(dir, full);
}

vanthu_status vt_manifest_write(const char *dir, uint32_t volume, struct vanthu_error *error)
{
    char sum[VT_SHA256_LEN + 1], name[16], line[MANIFEST_MAX];
    struct stat st;
    char *path = path_of(dir, volume);
    vanthu_status status = path ? sum_volume(sum, dir, volume, error) : vt_err_memory(error);
    if (status == VANTHU_OK) {
        vt_volume_name(name, volume);
        snprintf(line, sizeof line, "%s  %s\n", sum, name);
        status = vt_file_replace(path, vt_str(line), error);
    }
    if (status == VANTHU_OK && (stat(path, &st) != 0 || chmod(path, st.st_mode & 0444) != 0))
        status = vt_err_errno(error, errno, _("%s: cannot write"), path);
    free(path);
    return status;
}

vanthu_status vt_manifest_remove(const char *dir, uint32_t volume, struct vanthu_error *error)
{
    char *path = path_of(dir, volume);
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(error);
    if (path && unlink(path) != 0 && errno != ENOENT)
        status = vt_err_errno(error, errno, _("%s: cannot remove"), path);
    free(path);
    return status;
}

vanthu_status vt_manifest_read(char sum[VT_SHA256_LEN + 1], enum vt_manifest_found *found,
                               const char *dir, uint32_t volume, struct vanthu_error *error)
{
    char name[16], line[MANIFEST_MAX];
    struct vt_buf text = {0};
    struct stat st;
    char *path = path_of(dir, volume);
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(error);
    *found = VT_MANIFEST_MISSING;
    *sum = '\0';
    if (status == VANTHU_OK && lstat(path, &st) == 0) {
        *found = VT_MANIFEST_DAMAGED;
        status = vt_file_read(&text, path, MANIFEST_MAX, error);
        if (status == VANTHU_FAILED) /* too large: it says nothing */
            status = VANTHU_OK;
    }
    if (text.len > VT_SHA256_LEN) {
        vt_volume_name(name, volume);
        snprintf(line, sizeof line, "%.*s  %s\n", VT_SHA256_LEN, text.p, name);
        if (vt_str_eq(vt_buf_str(&text), vt_str(line))) {
            *found = VT_MANIFEST_FITS;
            memcpy(sum, line, VT_SHA256_LEN);
            sum[VT_SHA256_LEN] = '\0';
        }
    }
    vt_buf_free(&text);
    free(path);
    return status;
}

/* No two volumes have sums that are nearly the same. */
static bool is_near(const char *said, const char *is)
{
    enum { NEAR = 8 };
    int differ = 0;
    for (int i = 0; i < VT_SHA256_LEN; i++)
        differ += said[i] != is[i];
    return differ <= NEAR;
}

vanthu_status vt_manifest_check(enum vt_manifest_found *found, const char *dir, uint32_t volume,
                                struct vanthu_error *error)
{
    char said[VT_SHA256_LEN + 1], is[VT_SHA256_LEN + 1];
    vanthu_status status = vt_manifest_read(said, found, dir, volume, error);
    if (status != VANTHU_OK || *found != VT_MANIFEST_FITS)
        return status;
    status = sum_volume(is, dir, volume, error);
    if (status == VANTHU_OK && strcmp(said, is) != 0)
        *found = is_near(said, is) ? VT_MANIFEST_DAMAGED : VT_MANIFEST_WRONG;
    return status;
}

/* ---- the files of a volume ---- */

uint32_t vt_volume_of(const char *name)
{
    char own[16];
    uint32_t number = 0;
    for (int i = 0; i < 6 && name[i] >= '0' && name[i] <= '9'; i++)
        number = number * 10 + (uint32_t)(name[i] - '0');
    vt_volume_name(own, number);
    bool ours = strncmp(name, own, NAME_LEN) == 0 && (!name[NAME_LEN] || name[NAME_LEN] == '.');
    return ours ? number : 0;
}

vanthu_status vt_volume_files(const char *dir, uint32_t volume, vt_volume_file_fn each,
                              void *context, struct vanthu_error *error)
{
    char own[16];
    struct dirent *entry;
    bool there = false;
    vanthu_status status = VANTHU_OK;
    DIR *handle = opendir(dir);
    if (!handle)
        return vt_err_errno(error, errno, _("%s: cannot open"), dir);
    vt_volume_name(own, volume);
    while (status == VANTHU_OK && (entry = readdir(handle))) {
        if (strcmp(entry->d_name, own) == 0)
            there = true;
        else if (vt_volume_of(entry->d_name) == volume &&
                 !vt_str_ends(vt_str(entry->d_name), VT_STR(VT_UNFINISHED)))
            status = each(context, entry->d_name);
    }
    closedir(handle);
    return status == VANTHU_OK && there ? each(context, own) : status;
}
