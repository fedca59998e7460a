/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parity-check.c: whether recovery records are what they were when they were made.
 *
 * A file of them is packets and nothing else, and each packet begins with its length, an MD5 of
 * what follows it, and the id of its set (PAR2, "Packet Header"). All are read. Sound ones are
 * those of the volume that lies there when its size, its name and the MD5 of its first 16 KiB are
 * those of the set; that the rest of the volume is what it was its own hash tells.
 */
#include "archive/parity.h"

#include "base/err.h"
#include "base/file.h"
#include "volume/frame.h"
#include "volume/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/md5.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEAD = VT_PARITY_HEAD,
    HASHED_FROM = 32, /* the set's id, the type, the body */
    ID = 16,
    SIZES_AT = HEAD, /* in a main packet: the size of a block */
    DESCRIPTION_MIN = HEAD + 56,
    BEGINNING = 16384,
    KEPT = 512 /* of a packet, for what is looked at in it */
};

struct packets {
    struct vt_parity *out;
    const char *dir;
    struct vt_volume_file volume;
    char set_file[32];
    bool has_set;
    unsigned char set[ID];
    bool main, description, sums; /* packets of that set in its file */
    bool ours;                    /* the description is that of the volume */
    uint64_t blocks;              /* for recovery, of that set */
    char *chunk;
    struct vanthu_error *error;
};

static uint64_t le64(const unsigned char *p)
{
    return (uint64_t)vt_get_le32(p + 4) << 32 | vt_get_le32(p);
}

uint64_t vt_parity_packet_bytes(const void *head)
{
    uint64_t length = le64((const unsigned char *)head + 8);
    bool packet = memcmp(head, "PAR2\0PKT", 8) == 0 && length >= HEAD && length % 4 == 0;
    return packet ? length : 0;
}

static bool is_type(const unsigned char *head, const char *type)
{
    char full[17] = "PAR 2.0";
    memcpy(full + 8, type, 8);
    return memcmp(head + 48, full, 16) == 0;
}

/* ---- the volume that they are of ---- */

static vanthu_status describes_volume(struct packets *p, const unsigned char *packet, size_t size)
{
    unsigned char sum[MD5_DIGEST_SIZE];
    char name[16], said[KEPT - DESCRIPTION_MIN + 1] = "";
    struct md5_ctx md5;
    size_t begin = p->volume.bytes < BEGINNING ? (size_t)p->volume.bytes : BEGINNING;
    vanthu_status status =
        vt_file_read_at(p->volume.fd, p->volume.path, p->chunk, begin, 0, p->error);
    if (status != VANTHU_OK || size < DESCRIPTION_MIN)
        return status;
    md5_init(&md5);
    md5_update(&md5, begin, (const uint8_t *)p->chunk);
    md5_digest(&md5, sizeof sum, sum);
    memcpy(said, packet + DESCRIPTION_MIN, size - DESCRIPTION_MIN);
    vt_volume_name(name, p->out->volume);
    p->ours = memcmp(packet + HEAD + 32, sum, sizeof sum) == 0 &&
              le64(packet + HEAD + 48) == p->volume.bytes && strcmp(said, name) == 0;
    return VANTHU_OK;
}

/* ---- packets ---- */

static vanthu_status take_packet(struct packets *p, bool set_file, const unsigned char *packet,
                                 size_t size, uint64_t *blocks)
{
    if (set_file && !p->has_set) {
        p->has_set = true;
        memcpy(p->set, packet + HASHED_FROM, ID);
    }
    bool of_set = p->has_set && memcmp(p->set, packet + HASHED_FROM, ID) == 0;
    if (is_type(packet, "RecvSlic")) {
        ++*blocks;
        p->blocks += of_set;
    }
    if (!set_file || !of_set)
        return VANTHU_OK;
    if (is_type(packet, "Main\0\0\0\0") && size >= SIZES_AT + 8) {
        p->main = true;
        p->out->block_bytes = le64(packet + SIZES_AT);
    }
    p->sums |= is_type(packet, "IFSC\0\0\0\0");
    if (!is_type(packet, "FileDesc"))
        return VANTHU_OK;
    p->description = true;
    return describes_volume(p, packet, size);
}

/* The packet at `at`; *bytes is 0 when there is none, or it is not what it was. Of a short one
 * `kept` has all. */
static vanthu_status read_packet(struct packets *p, int fd, const char *path, uint64_t at,
                                 uint64_t end, unsigned char kept[KEPT], uint64_t *bytes)
{
    enum { CHUNK = 1 << 16 };
    unsigned char sum[MD5_DIGEST_SIZE];
    struct md5_ctx md5;
    *bytes = 0;
    if (end - at < HEAD)
        return VANTHU_OK;
    vanthu_status status = vt_file_read_at(fd, path, kept, HEAD, at, p->error);
    uint64_t length = status == VANTHU_OK ? vt_parity_packet_bytes(kept) : 0;
    if (!length || length > end - at)
        return status;
    md5_init(&md5);
    for (uint64_t from = HASHED_FROM; from < length && status == VANTHU_OK;) {
        size_t size = length - from < CHUNK ? (size_t)(length - from) : CHUNK;
        status = vt_file_read_at(fd, path, p->chunk, size, at + from, p->error);
        if (status == VANTHU_OK)
            md5_update(&md5, size, (const uint8_t *)p->chunk);
        if (from < KEPT)
            memcpy(kept + from, p->chunk, size < KEPT - from ? size : (size_t)(KEPT - from));
        from += size;
    }
    md5_digest(&md5, sizeof sum, sum);
    if (status == VANTHU_OK && memcmp(sum, kept + VT_PARITY_SUM, sizeof sum) == 0)
        *bytes = length;
    return status;
}

/* "X.vol000+400.par2" holds 400 blocks. */
static uint64_t blocks_said(const char *name)
{
    const char *plus = strstr(name, ".vol") ? strrchr(name, '+') : NULL;
    return plus ? strtoull(plus + 1, NULL, 10) : 0;
}

static vanthu_status read_packets(struct packets *p, int fd, const char *path, uint64_t end,
                                  bool set_file, uint64_t *blocks)
{
    unsigned char packet[KEPT] = {0};
    uint64_t bytes = 1;
    vanthu_status status = VANTHU_OK;
    p->out->damaged |= end == 0;
    for (uint64_t at = 0; at < end && bytes && status == VANTHU_OK; at += bytes) {
        status = read_packet(p, fd, path, at, end, packet, &bytes);
        if (status == VANTHU_OK && bytes)
            status = take_packet(p, set_file, packet, bytes < KEPT ? (size_t)bytes : KEPT, blocks);
        p->out->damaged |= !bytes;
    }
    return status;
}

static vanthu_status check_file(struct packets *p, const char *name)
{
    struct stat st;
    uint64_t blocks = 0;
    char *path = vt_path_join(p->dir, name);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
    vanthu_status status = VANTHU_OK;
    if (!path)
        status = vt_err_memory(p->error);
    else if (fd < 0 || fstat(fd, &st) != 0)
        status = vt_err_errno(p->error, errno, _("%s: cannot open"), path);
    else if (!S_ISREG(st.st_mode))
        p->out->damaged = true;
    else
        status = read_packets(p, fd, path, (uint64_t)st.st_size, strcmp(name, p->set_file) == 0,
                              &blocks);
    p->out->blocks += blocks;
    p->out->damaged |= blocks != blocks_said(name);
    if (fd >= 0)
        close(fd);
    free(path);
    return status;
}

/* The set's own file was read before the others. */
static vanthu_status check_other(void *context, const char *name)
{
    struct packets *p = context;
    if (!vt_parity_is_record(name))
        return VANTHU_OK;
    p->out->there = true;
    return strcmp(name, p->set_file) == 0 ? VANTHU_OK : check_file(p, name);
}

vanthu_status vt_parity_check(struct vt_parity *out, const char *volumes_dir, uint32_t volume,
                              struct vanthu_error *error)
{
    bool exists = false;
    struct packets p = {.out = out, .dir = volumes_dir, .volume.fd = -1, .error = error};
    *out = (struct vt_parity){.volume = volume};
    vt_parity_set_name(p.set_file, volume);
    p.chunk = malloc(1 << 16);
    vanthu_status status =
        p.chunk ? vt_parity_exists(&exists, volumes_dir, volume, error) : vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_volume_file_open(&p.volume, volumes_dir, volume, error);
    if (status == VANTHU_OK && exists)
        status = check_file(&p, p.set_file);
    if (status == VANTHU_OK)
        status = vt_volume_files(volumes_dir, volume, check_other, &p, error);
    out->volume_bytes = p.volume.bytes;
    out->damaged |=
        out->there && !(p.main && p.description && p.sums && p.blocks && out->block_bytes);
    out->of_another = out->there && !out->damaged && !p.ours;
    vt_volume_file_close(&p.volume);
    free(p.chunk);
    return status;
}

static vanthu_status drop_cached(void *context, const char *name)
{
    char *path = vt_parity_is_record(name) ? vt_path_join(context, name) : NULL;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
    if (fd >= 0) {
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
    }
    free(path);
    return VANTHU_OK;
}

void vt_parity_drop_cached(const char *volumes_dir, uint32_t volume)
{
    vt_volume_files(volumes_dir, volume, drop_cached, (void *)volumes_dir, NULL);
}

/* ---- how much they can make good ---- */

bool vt_parity_fits(const struct vt_parity *p, unsigned percent)
{
    return p->there && !p->damaged && !p->of_another &&
           p->blocks == vt_parity_blocks(p->volume_bytes, p->block_bytes, percent);
}

unsigned vt_parity_percent(const struct vt_parity *p)
{
    enum { USUAL = 5 };
    uint64_t all = p->block_bytes ? (p->volume_bytes + p->block_bytes - 1) / p->block_bytes : 0;
    uint64_t percent = all ? (p->blocks * 100 + all / 2) / all : 0;
    return percent == 0 || percent > VT_PARITY_MAX ? USUAL : (unsigned)percent;
}
