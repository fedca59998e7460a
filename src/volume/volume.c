/* SPDX-License-Identifier: GPL-3.0-or-later */
/* volume.c: the names of volumes and of what is in them: numbers and hashes. */
#include "volume.h"

#include "base/err.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

void vt_volume_name(char name[16], uint32_t volume)
{
    snprintf(name, 16, "%06" PRIu32 ".tar.zst", volume <= VT_VOLUME_MAX ? volume : 0);
}

/* The number in a volume's name, 0 for any other name. */
static uint32_t number_of(const char *name)
{
    char again[16];
    uint32_t number = 0;
    for (int i = 0; i < 6; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        number = number * 10 + (uint32_t)(name[i] - '0');
    }
    vt_volume_name(again, number);
    return strcmp(again, name) == 0 ? number : 0;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

vanthu_status vt_volume_list(uint32_t **volumes, size_t *count, const char *dir,
                             struct vanthu_error *error)
{
    struct vt_buf numbers = {0};
    vanthu_status status = VANTHU_OK;
    struct dirent *entry;
    *volumes = NULL;
    *count = 0;
    DIR *handle = opendir(dir);

    if (!handle) {
        status = vt_err_errno(error, errno, _("%s: cannot open"), dir);
        goto done;
    }
    while (errno = 0, (entry = readdir(handle))) {
        uint32_t number = number_of(entry->d_name);
        if (number && vt_buf_append(&numbers, &number, sizeof number) != VANTHU_OK) {
            status = vt_err_memory(error);
            goto done;
        }
    }
    if (errno) {
        status = vt_err_errno(error, errno, _("%s: cannot read"), dir);
        goto done;
    }
    *count = numbers.len / sizeof **volumes;
    *volumes = (uint32_t *)(void *)vt_buf_take(&numbers);
    if (!*volumes) {
        *count = 0;
        status = vt_err_memory(error);
        goto done;
    }
    qsort(*volumes, *count, sizeof **volumes, by_number);
done:
    vt_buf_free(&numbers);
    if (handle)
        closedir(handle);
    return status;
}

vanthu_status vt_sha256(char hex[VT_SHA256_LEN + 1], struct vt_str data)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx context;
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, data.len, (const uint8_t *)data.p);
    sha256_digest(&context, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        hex[2 * i] = digits[sum[i] >> 4];
        hex[2 * i + 1] = digits[sum[i] & 15];
    }
    hex[VT_SHA256_LEN] = '\0';
    return VANTHU_OK;
}
