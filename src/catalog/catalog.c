/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * catalog.c: the database handle: opening, statements, errors.
 */
#include "catalog/catalog.h"

#include "base/err.h"
#include "catalog/pages.h"
#include "catalog/private.h"
#include "catalog/schema.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { BUSY_MS = 10000 };

/* What the system said when a file could not be read or written; 0: nothing. A commit that fails
 * tells only the log. */
static int system_cause(sqlite3 *db)
{
    sqlite3_file *log = NULL;
    int cause = sqlite3_system_errno(db);
    if (!cause &&
        sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log &&
        log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &cause);
    return cause;
}

/* SQLite speaks English only: what people meet is said in their language. */
static const char *cause_of(const struct vt_catalog *c, int code)
{
    static const struct {
        int code;
        const char *cause;
    } known[] = {{SQLITE_FULL, N_("the disk is full")},
                 {SQLITE_CANTOPEN, N_("the file cannot be opened")},
                 {SQLITE_READONLY, N_("the file cannot be written")},
                 {SQLITE_IOERR, N_("the disk could not be read or written")},
                 {SQLITE_BUSY, N_("another program uses it")},
                 {SQLITE_CORRUPT, N_("a page is not what was written")},
                 {SQLITE_NOTADB, N_("it is no database")}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].code == code)
            return _(known[i].cause);
    return c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(SQLITE_NOMEM);
}

vanthu_status vt_catalog_failed(struct vt_catalog *c, struct vanthu_error *error)
{
    int code = c->db ? sqlite3_errcode(c->db) & 0xFF : SQLITE_NOMEM;
    vanthu_status status = code == SQLITE_NOMEM                              ? VANTHU_NO_MEMORY
                           : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? VANTHU_DAMAGED
                                                                             : VANTHU_IO;
    const char *cause = cause_of(c, code);
    if (status == VANTHU_DAMAGED)
        return vt_err(error, status, _("%s: damaged (%s): make it anew with `vanthu rebuild`"),
                      c->path, cause);
    int system = c->db && code == SQLITE_IOERR ? system_cause(c->db) : 0;
    return system ? vt_err_errno(error, system, "%s: %s", c->path, cause)
                  : vt_err(error, status, "%s: %s", c->path, cause);
}

vanthu_status vt_catalog_run(struct vt_catalog *c, sqlite3_stmt *stmt, struct vanthu_error *error)
{
    int code = sqlite3_step(stmt);
    vanthu_status status =
        code == SQLITE_DONE || code == SQLITE_ROW ? VANTHU_OK : vt_catalog_failed(c, error);
    sqlite3_reset(stmt);
    return status;
}

static vanthu_status execute(struct vt_catalog *c, const char *sql, struct vanthu_error *error)
{
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? VANTHU_OK
                                                                   : vt_catalog_failed(c, error);
}

/* A path as SQLite's URI: what is special there is escaped. */
static vanthu_status uri(struct vt_buf *out, const char *path, const char *query)
{
    vanthu_status status = vt_buf_append_str(out, VT_STR("file:"));
    for (const char *p = path; *p && status == VANTHU_OK; p++)
        status = strchr("?#%", *p) ? vt_buf_printf(out, "%%%02X", (unsigned char)*p)
                                   : vt_buf_append_char(out, *p);
    return status == VANTHU_OK ? vt_buf_append_str(out, vt_str(query)) : status;
}

static int open_with(struct vt_catalog *c, const char *query, int flags)
{
    struct vt_buf name = {0};
    const char *vfs = vt_pages_vfs();
    int code = SQLITE_NOMEM;
    sqlite3_close(c->db);
    c->db = NULL;
    if (vfs && uri(&name, c->path, query) == VANTHU_OK && vt_buf_cstr(&name))
        code = sqlite3_open_v2(
            name.p, &c->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
            vfs);
    vt_buf_free(&name);
    if (c->db)
        sqlite3_busy_timeout(c->db, BUSY_MS);
    return code;
}

/* On a disk that cannot be written SQLite cannot make the shared memory of its log. Where there is
 * no log to read, the file alone is the state. */
static bool log_is_empty(const struct vt_catalog *c)
{
    struct vt_buf log = {0};
    struct stat st;
    bool empty = vt_buf_printf(&log, "%s-wal", c->path) == VANTHU_OK &&
                 (stat(log.p, &st) != 0 || st.st_size == 0);
    vt_buf_free(&log);
    return empty;
}

static vanthu_status check_schema(struct vt_catalog *c, struct vanthu_error *error)
{
    sqlite3_stmt *stmt;
    vanthu_status status = vt_catalog_prepare(c, &stmt, "PRAGMA user_version", error);
    if (status != VANTHU_OK)
        return status;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        return vt_catalog_failed(c, error);
    int number = sqlite3_column_int(stmt, 0);
    sqlite3_reset(stmt);
    if (number != VT_SCHEMA_NUMBER)
        return vt_err(error, VANTHU_NO_ARCHIVE,
                      _("%s: made by another version of vanthu: run `vanthu rebuild`"), c->path);
    return VANTHU_OK;
}

static vanthu_status create(struct vt_catalog *c, struct vanthu_error *error)
{
    int reserved = VT_PAGE_RESERVED;
    if (open_with(c, "?mode=rwc", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != SQLITE_OK ||
        sqlite3_file_control(c->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved) != SQLITE_OK)
        return vt_catalog_failed(c, error);
    vanthu_status status = execute(c,
                                   "PRAGMA page_size=8192; PRAGMA journal_mode=WAL;"
                                   "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; BEGIN",
                                   error);
    if (status == VANTHU_OK)
        status = execute(c, VT_SCHEMA, error);
    if (status == VANTHU_OK)
        status = execute(c,
                         "INSERT INTO meta VALUES('generation',0),('volume',0),('volume_bytes',0),"
                         "('next_passage',1),('version','" VANTHU_VERSION "');"
                         "PRAGMA user_version=" VT_SCHEMA_NUMBER_TEXT "; COMMIT",
                         error);
    return status;
}

static vanthu_status open_reader(struct vt_catalog *c, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    if (open_with(c, "?mode=ro", SQLITE_OPEN_READONLY) != SQLITE_OK)
        return vt_catalog_failed(c, error);
    /* the first statement is what finds out that the directory cannot be written */
    status = check_schema(c, error);
    int code = sqlite3_errcode(c->db) & 0xFF;
    if (status == VANTHU_IO && log_is_empty(c) &&
        (code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_IOERR)) {
        vt_catalog_forget_statements(c);
        if (open_with(c, "?mode=ro&immutable=1", SQLITE_OPEN_READONLY) != SQLITE_OK)
            return vt_catalog_failed(c, error);
        status = check_schema(c, error);
    }
    return status == VANTHU_OK ? execute(c, "BEGIN", error) : status;
}

static vanthu_status open_writer(struct vt_catalog *c, struct vanthu_error *error)
{
    if (open_with(c, "?mode=rw", SQLITE_OPEN_READWRITE) != SQLITE_OK)
        return vt_catalog_failed(c, error);
    vanthu_status status = execute(c, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON", error);
    return status == VANTHU_OK ? check_schema(c, error) : status;
}

vanthu_status vt_catalog_open(struct vt_catalog **out, const char *path, enum vt_catalog_mode mode,
                              struct vanthu_error *error)
{
    vanthu_status status;
    struct vt_catalog *c = calloc(1, sizeof *c);
    *out = NULL;
    if (!c || !(c->path = strdup(path))) {
        free(c);
        return vt_err_memory(error);
    }
    if (mode != VT_CATALOG_CREATE && access(path, F_OK) != 0)
        status = vt_err(error, VANTHU_DAMAGED, _("%s: missing: make it anew with `vanthu rebuild`"),
                        path);
    else
        status = mode == VT_CATALOG_CREATE ? create(c, error)
                 : mode == VT_CATALOG_READ ? open_reader(c, error)
                                           : open_writer(c, error);
    if (status == VANTHU_OK)
        *out = c;
    else
        vt_catalog_close(c);
    return status;
}

void vt_catalog_forget_statements(struct vt_catalog *c)
{
    for (size_t i = 0; i < c->statements_count; i++)
        sqlite3_finalize(c->statements[i].stmt);
    c->statements_count = 0;
}

vanthu_status vt_catalog_settle(struct vt_catalog *c, struct vanthu_error *error)
{
    int code = sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK ? VANTHU_OK : vt_catalog_failed(c, error);
}

/* Everything in the log is in the database file too. */
static bool is_settled(struct vt_catalog *c)
{
    int pages, settled;
    int code = sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &settled);
    return code == SQLITE_OK ? pages == settled : log_is_empty(c);
}

void vt_catalog_check_pages(struct vt_catalog *c, void (*fault)(void *context, uint64_t page),
                            void *context)
{
    if (is_settled(c))
        vt_pages_check(c->db, fault, context);
}

void vt_catalog_close(struct vt_catalog *c)
{
    if (!c)
        return;
    vt_catalog_forget_statements(c);
    sqlite3_close(c->db);
    ZSTD_freeCCtx(c->compressor);
    ZSTD_freeDCtx(c->decompressor);
    vt_buf_free(&c->scratch);
    free(c->statements);
    free(c->path);
    free(c);
}

vanthu_status vt_catalog_prepare(struct vt_catalog *c, sqlite3_stmt **out, const char *sql,
                                 struct vanthu_error *error)
{
    *out = NULL; /* to reset none does nothing */
    for (size_t i = 0; i < c->statements_count; i++) {
        if (c->statements[i].sql == sql) {
            *out = c->statements[i].stmt;
            sqlite3_reset(*out);
            sqlite3_clear_bindings(*out);
            return VANTHU_OK;
        }
    }
    if (c->statements_count == c->statements_cap) {
        size_t cap = c->statements_cap ? c->statements_cap * 2 : 16;
        void *grown = realloc(c->statements, cap * sizeof *c->statements);
        if (!grown)
            return vt_err_memory(error);
        c->statements = grown;
        c->statements_cap = cap;
    }
    if (sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return vt_catalog_failed(c, error);
    c->statements[c->statements_count++] = (struct vt_statement){sql, *out};
    return VANTHU_OK;
}
