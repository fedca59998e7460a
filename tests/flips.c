/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flips.c: flips bits of an archive, one at a time, verifies it each time as `vanthu verify` does,
 * and puts everything back. One process, for scripts/test-flips, which flips every byte.
 *
 * usage: flips ARCHIVE <POINTS
 *
 * A point is a line: OFFSET MASK PATH, the path below ARCHIVE. Each is answered by a line with the
 * status (enum vanthu_status) and the number of faults that were told.
 */
#include "vanthu.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 200, PATH_BYTES = 4096 };

/* What the archive was. */
static struct {
    char *path, *bytes;
    size_t size;
    bool met;
} files[FILES_MAX];
static size_t files_count;
static const char *archive;
static bool learning;

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "flips: %s: %s\n", what, strerror(errno));
    exit(2);
}

static char *read_all(const char *path, size_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        fail(path);
    *size = (size_t)st.st_size;
    char *bytes = malloc(*size + 1);
    if (!bytes || read(fd, bytes, *size) != st.st_size)
        fail(path);
    close(fd);
    return bytes;
}

static void write_all(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
        fail(path);
    close(fd);
}

/* Learns a file, or makes it again what it was; strangers go. */
static int visit(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    size_t i = 0, size;
    (void)st, (void)where;
    while (i < files_count && strcmp(files[i].path, path) != 0)
        i++;
    if (learning && kind == FTW_F && files_count < FILES_MAX) {
        files[files_count].path = strdup(path);
        files[files_count].bytes = read_all(path, &files[files_count].size);
        files_count++;
    } else if (kind == FTW_F && i == files_count) {
        unlink(path);
    } else if (kind == FTW_F) {
        char *bytes = read_all(path, &size);
        if (size != files[i].size || memcmp(bytes, files[i].bytes, size) != 0)
            write_all(path, files[i].bytes, files[i].size);
        files[i].met = true;
        free(bytes);
    } else if (kind == FTW_DP && !learning) {
        rmdir(path); /* where it is empty; made again below */
    }
    return 0;
}

static void make_parents(const char *path)
{
    char name[PATH_BYTES];
    for (const char *slash = strchr(path + strlen(archive) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
        if (mkdir(name, 0777) != 0 && errno != EEXIST)
            fail(name);
    }
}

static void put_back(void)
{
    for (size_t i = 0; i < files_count; i++)
        files[i].met = false;
    if (nftw(archive, visit, 20, FTW_PHYS | FTW_DEPTH) != 0)
        fail(archive);
    for (size_t i = 0; i < files_count; i++)
        if (!files[i].met) {
            make_parents(files[i].path);
            write_all(files[i].path, files[i].bytes, files[i].size);
        }
}

static void flip(const char *path, long offset, int mask)
{
    unsigned char byte;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || pread(fd, &byte, 1, offset) != 1)
        fail(path);
    byte ^= (unsigned char)mask;
    if (pwrite(fd, &byte, 1, offset) != 1)
        fail(path);
    close(fd);
}

static void count_fault(void *context, const struct vanthu_fault *fault)
{
    unsigned *faults = context;
    *faults += fault->place && fault->problem && fault->problem[0];
}

static vanthu_status verify(unsigned *faults)
{
    struct vanthu_archive *a;
    struct vanthu_error error = {0};
    struct vanthu_verify_summary summary = {0};
    struct vanthu_verify_options options = {.fault = count_fault, .context = faults};
    vanthu_status status = vanthu_archive_open(&a, archive, VANTHU_WRITE, &error);
    if (status == VANTHU_LOCKED || status == VANTHU_IO || status == VANTHU_DAMAGED)
        status = vanthu_archive_open(&a, archive, VANTHU_READ, &error);
    if (status == VANTHU_OK) {
        status = vanthu_verify(a, &options, &summary, &error);
        vanthu_archive_close(a);
    }
    if (status != VANTHU_OK && !*faults)
        *faults = error.message[0] != '\0';
    return status;
}

int main(int count, char **arguments)
{
    char line[PATH_BYTES], path[2 * PATH_BYTES];
    if (count != 2)
        return 2;
    archive = arguments[1];
    learning = true;
    if (nftw(archive, visit, 20, FTW_PHYS) != 0)
        fail(archive);
    learning = false;
    while (fgets(line, sizeof line, stdin)) {
        char *at;
        unsigned faults = 0;
        long offset = strtol(line, &at, 10);
        int mask = (int)strtol(at, &at, 10);
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof path, "%s/%s", archive, at + 1);
        flip(path, offset, mask);
        vanthu_status status = verify(&faults);
        printf("%d %u\n", (int)status, faults);
        fflush(stdout);
        put_back();
    }
    return 0;
}
