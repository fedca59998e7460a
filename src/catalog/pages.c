/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages.c: a checksum in every page of the catalogue. */
#include "catalog/pages.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    SUMMED = VT_PAGE_BYTES - VT_PAGE_RESERVED,
    SECTOR_MIN = 512,
    RETRY_MS = 50,
    TURNS = 3,
    PATIENCE = 16
};

/* ---- the sum ---- */

/* Two running sums of 32-bit words, as of Fletcher: no change of a single word leaves both. */
static void sum_page(unsigned char out[VT_PAGE_RESERVED], const unsigned char *page)
{
    uint32_t a = 1, b = 0, word;
    for (size_t i = 0; i < SUMMED; i += sizeof word) {
        memcpy(&word, page + i, sizeof word);
        a += word + b;
        b += a;
    }
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(a >> 8 * i);
        out[4 + i] = (unsigned char)(b >> 8 * i);
    }
}

/* A page that was never written is a hole of the file. */
static bool is_hole(const unsigned char *page)
{
    return !page[0] && memcmp(page, page + 1, VT_PAGE_BYTES - 1) == 0;
}

static bool page_is_whole(const unsigned char *page)
{
    unsigned char sum[VT_PAGE_RESERVED];
    sum_page(sum, page);
    return memcmp(sum, page + SUMMED, sizeof sum) == 0 || is_hole(page);
}

/* ---- between SQLite and the file ---- */

struct paged {
    sqlite3_file base;
    bool checked;        /* every page of it was, just now */
    sqlite3_file real[]; /* as large as the system's VFS says */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct paged *)file)->real;
}

static int paged_read(sqlite3_file *file, void *data, int size, sqlite3_int64 at)
{
    int code = real_of(file)->pMethods->xRead(real_of(file), data, size, at);
    if (((struct paged *)file)->checked)
        return code;
    /* less than a sector: SQLite looks into the header */
    if (code != SQLITE_OK || size < SECTOR_MIN)
        return code;
    return size == VT_PAGE_BYTES && page_is_whole(data) ? SQLITE_OK : SQLITE_CORRUPT;
}

static int paged_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    unsigned char page[VT_PAGE_BYTES];
    if (size != VT_PAGE_BYTES)
        return real_of(file)->pMethods->xWrite(real_of(file), data, size, at);
    memcpy(page, data, SUMMED);
    sum_page(page + SUMMED, page);
    return real_of(file)->pMethods->xWrite(real_of(file), page, size, at);
}

static int paged_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int paged_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int paged_sync(sqlite3_file *file, int flags)
{
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int paged_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int paged_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int paged_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int paged_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int paged_control(sqlite3_file *file, int what, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int paged_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int paged_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* The index of the log is memory mapped from a file. Where the disk is full and its blocks are
 * smaller than a page of memory, a part of a page may have no room, and writing there ends the
 * process (SIGBUS): so room is asked for before. A kernel that cannot do so (before 5.14) says
 * EINVAL. */
static int paged_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    int code = real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
    if (code != SQLITE_OK || !*out ||
        madvise((void *)(uintptr_t)*out, (size_t)size, MADV_POPULATE_WRITE) == 0 || errno != EFAULT)
        return code;
    *out = NULL;
    errno = ENOSPC;
    return SQLITE_IOERR_SHMSIZE;
}

static int paged_shm_lock(sqlite3_file *file, int at, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), at, n, flags);
}

static void paged_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int paged_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* Version 2: pages are never mapped, so each comes by paged_read(). */
static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = paged_close,
                                           .xRead = paged_read,
                                           .xWrite = paged_write,
                                           .xTruncate = paged_truncate,
                                           .xSync = paged_sync,
                                           .xFileSize = paged_size,
                                           .xLock = paged_lock,
                                           .xUnlock = paged_unlock,
                                           .xCheckReservedLock = paged_reserved,
                                           .xFileControl = paged_control,
                                           .xSectorSize = paged_sector,
                                           .xDeviceCharacteristics = paged_traits,
                                           .xShmMap = paged_shm_map,
                                           .xShmLock = paged_shm_lock,
                                           .xShmBarrier = paged_shm_barrier,
                                           .xShmUnmap = paged_shm_unmap};

/* SQLite wants its VFS registered once for the process, and never lets it go. */
static sqlite3_vfs *system_vfs;
static sqlite3_vfs paged_vfs;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Logs, journals and temporary files are opened as they are. */
static int paged_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
    (void)vfs;
    if (!(flags & SQLITE_OPEN_MAIN_DB))
        return system_vfs->xOpen(system_vfs, name, file, flags, got);
    int code = system_vfs->xOpen(system_vfs, name, real_of(file), flags, got);
    file->pMethods = real_of(file)->pMethods ? &methods : NULL;
    ((struct paged *)file)->checked = false;
    return code;
}

static void enrol(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    if (!system_vfs)
        return;
    paged_vfs = *system_vfs;
    paged_vfs.zName = "vanthu-pages";
    paged_vfs.pNext = NULL;
    paged_vfs.szOsFile += (int)sizeof(struct paged);
    paged_vfs.xOpen = paged_open;
    if (sqlite3_vfs_register(&paged_vfs, 0) != SQLITE_OK)
        system_vfs = NULL;
}

const char *vt_pages_vfs(void)
{
    pthread_once(&once, enrol);
    return system_vfs ? paged_vfs.zName : NULL;
}

/* ---- all pages ---- */

/* Through the handle's own file: closing another one of it would drop SQLite's locks. */
static bool read_whole(sqlite3_file *file, uint64_t page, int turns)
{
    unsigned char bytes[VT_PAGE_BYTES];
    for (int turn = 0; turn < turns; turn++) {
        if (turn)
            usleep(RETRY_MS * 1000);
        if (file->pMethods->xRead(file, bytes, sizeof bytes,
                                  (sqlite3_int64)(page - 1) * VT_PAGE_BYTES) == SQLITE_OK)
            return true;
    }
    return false;
}

void vt_pages_check(sqlite3 *db, void (*fault)(void *context, uint64_t page), void *context)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
        file->pMethods->xFileSize(file, &size) != SQLITE_OK) {
        fault(context, 0);
        return;
    }
    int patience = PATIENCE; /* where much is broken, it is not for a writer */
    bool whole = size % VT_PAGE_BYTES == 0;
    for (uint64_t page = 1; page <= (uint64_t)size / VT_PAGE_BYTES; page++) {
        if (read_whole(file, page, patience > 0 ? TURNS : 1))
            continue;
        patience--;
        whole = false;
        fault(context, page);
    }
    if (size % VT_PAGE_BYTES)
        fault(context, 0);
    ((struct paged *)file)->checked = whole;
}
