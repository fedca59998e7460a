/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tar.c: POSIX.1-2001 ustar members in memory. */
#include "tar.h"

#include <stdio.h>

struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100],
        magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], unused[12];
};
_Static_assert(sizeof(struct header) == VT_TAR_BLOCK, "a tar header is one block");

/* The sum of all bytes of the header, its checksum field taken as blanks. */
static unsigned checksum(const struct header *header)
{
    const unsigned char *p = (const unsigned char *)header;
    size_t from = offsetof(struct header, checksum), to = from + sizeof header->checksum;
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof *header; i++)
        sum += i >= from && i < to ? ' ' : p[i];
    return sum;
}

/* `width` digits and a zero byte. */
static void put_octal(char *field, size_t width, uint64_t value)
{
    field[width] = '\0';
    while (width) {
        field[--width] = (char)('0' + (value & 7));
        value >>= 3;
    }
}

/* Octal digits up to a zero byte, a blank or the end of the field. */
static bool get_octal(const char *field, size_t size, uint64_t *value)
{
    size_t digits = 0;
    *value = 0;
    for (; digits < size && field[digits] >= '0' && field[digits] <= '7'; digits++)
        *value = *value << 3 | (uint64_t)(field[digits] - '0');
    return digits && (digits == size || field[digits] == '\0' || field[digits] == ' ');
}

static void fill(struct header *header, const char *name, uint64_t mtime, uint64_t size)
{
    uint64_t latest = VT_TAR_SIZE_MAX;
    memset(header, 0, sizeof *header);
    memcpy(header->name, name, strnlen(name, sizeof header->name));
    put_octal(header->mode, 7, 0444);
    put_octal(header->uid, 7, 0);
    put_octal(header->gid, 7, 0);
    put_octal(header->size, 11, size);
    put_octal(header->mtime, 11, mtime < latest ? mtime : latest);
    header->type = '0';
    memcpy(header->magic, "ustar", 6);
    memcpy(header->version, "00", 2);
    put_octal(header->major, 7, 0);
    put_octal(header->minor, 7, 0);
    put_octal(header->checksum, 6, checksum(header));
    header->checksum[7] = ' ';
}

static size_t padded(uint64_t size)
{
    return (size_t)((size + VT_TAR_BLOCK - 1) / VT_TAR_BLOCK * VT_TAR_BLOCK);
}

vanthu_status vt_tar_append(struct vt_buf *tar, const char *name, int64_t mtime, struct vt_str data)
{
    struct header header;
    vanthu_status status = vt_buf_reserve(tar, sizeof header + padded(data.len));
    if (status != VANTHU_OK)
        return status;
    fill(&header, name, mtime < 0 ? 0 : (uint64_t)mtime, data.len);
    vt_buf_append(tar, &header, sizeof header);
    vt_buf_append_str(tar, data);
    size_t rest = padded(data.len) - data.len;
    memset(tar->p + tar->len, 0, rest);
    tar->len += rest;
    return VANTHU_OK;
}

static bool all_zero(const char *p, size_t size)
{
    return size == 0 || (p[0] == 0 && memcmp(p, p + 1, size - 1) == 0);
}

enum vt_tar_found vt_tar_next(struct vt_member *member, struct vt_str tar, size_t *at)
{
    struct header header;
    uint64_t size, sum;
    if (*at == tar.len)
        return VT_TAR_END;
    if (tar.len - *at < sizeof header)
        return VT_TAR_BROKEN;
    memcpy(&header, tar.p + *at, sizeof header);
    if (all_zero((const char *)&header, sizeof header))
        return all_zero(tar.p + *at, tar.len - *at) ? VT_TAR_END : VT_TAR_BROKEN;
    if (memcmp(header.magic, "ustar", 6) != 0 ||
        !get_octal(header.checksum, sizeof header.checksum, &sum) || sum != checksum(&header) ||
        !get_octal(header.size, sizeof header.size, &size))
        return VT_TAR_BROKEN;
    size_t data = *at + sizeof header;
    if (size > tar.len - data || padded(size) > tar.len - data)
        return VT_TAR_BROKEN;
    size_t name_len = header.type == '0' ? strnlen(header.name, sizeof header.name) : 0;
    member->name = (struct vt_str){tar.p + *at, name_len};
    member->data = vt_str_sub(tar, data, data + (size_t)size);
    member->data_offset = data;
    *at = data + padded(size);
    return VT_TAR_MEMBER;
}

enum vt_tar_found vt_tar_find(struct vt_member *member, struct vt_str tar, size_t *at)
{
    for (; *at < tar.len && tar.len - *at >= VT_TAR_BLOCK; *at += VT_TAR_BLOCK)
        if (!all_zero(tar.p + *at, VT_TAR_BLOCK) && vt_tar_next(member, tar, at) == VT_TAR_MEMBER)
            return VT_TAR_MEMBER;
    return VT_TAR_END;
}
