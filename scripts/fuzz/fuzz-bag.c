/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-bag.c: the tag files of a bag: it is refused, or what it gives lies in it. The input is
 * bagit.txt, the manifests of payload and tags, and the metadata, a zero byte between them; the
 * payload stands fast.
 */
#include "fuzz.h"

#include "archive/bag-read.h"
#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAGS = 4 };

static char dir[64];

static void remove_dir(void)
{
    vt_dir_remove(dir, NULL);
}

static void put(const char *name, struct vt_str bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    promise(fd >= 0 && vt_file_write(fd, path, bytes, 0, NULL) == VANTHU_OK);
    close(fd);
}

static void begin(void)
{
    static const char *const directories[] = {"data", "data/b", "metadata"};
    char path[128];
    if (dir[0])
        return;
    const char *below = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%.40s/fuzz-bag-XXXXXX", below ? below : "/tmp");
    promise(mkdtemp(dir));
    atexit(remove_dir);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, directories[i]);
        promise(mkdir(path, 0777) == 0);
    }
    put("data/a.txt", VT_STR("a\n"));
    put("data/b/100%.txt", VT_STR("b\n"));
}

static void check_item(const struct vt_bag_item *item)
{
    struct stat st;
    char data[80];
    size_t len = (size_t)snprintf(data, sizeof data, "%s/data/", dir);
    promise(strncmp(item->location, data, len) == 0 && !strstr(item->location, "/../"));
    promise(lstat(item->location, &st) == 0 && S_ISREG(st.st_mode));
    promise(item->path.len && !memchr(item->path.p, 0, item->path.len));
    for (size_t i = 0; i < item->said_count; i++)
        promise(item->said[i].fact && item->said[i].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const tags[TAGS] = {"bagit.txt", "manifest-sha256.txt",
                                           "tagmanifest-sha256.txt", "metadata/documents.jsonl"};
    struct vt_str input = {(const char *)data, size};
    struct vt_bag *bag;
    struct vt_bag_item item;
    struct vanthu_error error = {0};
    size_t items = 0;
    begin();
    for (int i = 0; i < TAGS; i++) {
        const char *zero = input.len ? memchr(input.p, 0, input.len) : NULL;
        size_t len = zero ? (size_t)(zero - input.p) : input.len;
        put(tags[i], vt_str_sub(input, 0, len));
        input = vt_str_sub(input, len + 1, input.len);
    }
    vanthu_status status = vt_bag_open(&bag, dir, &error);
    promise(status == VANTHU_OK || (status == VANTHU_FAILED && error.message[0]));
    while (status == VANTHU_OK && vt_bag_next(bag, &item)) {
        check_item(&item);
        items++;
    }
    promise(status != VANTHU_OK || items >= 2);
    vt_bag_free(bag);
    return 0;
}
