/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pages.h: a checksum in every page of the catalogue, which SQLite itself does not keep.
 *
 * A page is 8192 bytes, the last eight are its checksum, in bytes that SQLite is told to leave
 * free; any program that reads SQLite's files reads it. It is put when a page is written to the
 * database file, and compared when one is read: a page that is not what was written is
 * SQLITE_CORRUPT. (The log has checksums of SQLite's own.)
 */
#ifndef VT_PAGES_H
#define VT_PAGES_H

#include <stdint.h>

enum { VT_PAGE_BYTES = 8192, VT_PAGE_RESERVED = 8 };

/* The name of the SQLite VFS that does so, registered with the first call; NULL: no memory. */
const char *vt_pages_vfs(void);

/* Reads every page of the database, free ones too, and calls `fault` with the number (from 1) of
 * each that is not what was written; with 0 where the file does not end with a page. A page that
 * looks wrong may just be in the writing: it is read again first. */
struct sqlite3;
void vt_pages_check(struct sqlite3 *db, void (*fault)(void *context, uint64_t page), void *context);

#endif
