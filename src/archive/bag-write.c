/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bag-write.c: documents leave as a bag (RFC 8493): originals under data/ID/, what is known of them
 * as JSON Lines and CSV in metadata/, and last, so that a bag is whole or refused, the manifests
 * with SHA-256 and SHA-512.
 */
#include "archive/archive.h"

#include "archive/bag-names.h"
#include "archive/log.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "volume/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const ALGORITHMS[] = {"sha256", "sha512"};
enum { ALGORITHMS_COUNT = 2 };

struct bag {
    struct vanthu_archive *archive;
    const char *dir;
    struct vt_buf manifests[ALGORITHMS_COUNT], tags[ALGORITHMS_COUNT];
    struct vt_buf lines, table; /* documents.jsonl, documents.csv */
    uint64_t bytes, files;
    bool begun; /* the directory was made */
    struct vanthu_error *error;
};

/* ---- manifests ---- */

static vanthu_status list_file(struct bag *b, struct vt_buf *manifests, const char *name)
{
    char *path = vt_path_join(b->dir, name);
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(b->error);
    for (size_t i = 0; i < ALGORITHMS_COUNT && status == VANTHU_OK; i++) {
        status = vt_bag_hash(&manifests[i], path, ALGORITHMS[i], b->error);
        if (status == VANTHU_OK && (vt_buf_append_str(&manifests[i], VT_STR("  ")) != VANTHU_OK ||
                                    vt_bag_encode(&manifests[i], vt_str(name)) != VANTHU_OK ||
                                    vt_buf_append_char(&manifests[i], '\n') != VANTHU_OK))
            status = vt_err_memory(b->error);
    }
    free(path);
    return status;
}

/* A tag file, entered in the manifest of tags. */
static vanthu_status write_tag(struct bag *b, const char *name, struct vt_str text)
{
    char *path = vt_path_join(b->dir, name);
    vanthu_status status = path ? vt_file_replace(path, text, b->error) : vt_err_memory(b->error);
    free(path);
    return status == VANTHU_OK ? list_file(b, b->tags, name) : status;
}

static vanthu_status write_manifests(struct bag *b, const char *prefix, struct vt_buf *manifests,
                                     bool tagged)
{
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < ALGORITHMS_COUNT && status == VANTHU_OK; i++) {
        struct vt_buf name = {0};
        char *path = NULL;
        if (vt_buf_printf(&name, "%s-%s.txt", prefix, ALGORITHMS[i]) != VANTHU_OK ||
            !(path = vt_path_join(b->dir, name.p)))
            status = vt_err_memory(b->error);
        else if (tagged)
            status = write_tag(b, name.p, vt_buf_str(&manifests[i]));
        else
            status = vt_file_replace(path, vt_buf_str(&manifests[i]), b->error);
        free(path);
        vt_buf_free(&name);
    }
    return status;
}

/* ---- originals ---- */

struct target {
    int fd;
    const char *path;
    struct vanthu_error *error;
};

static bool to_file(void *context, const void *data, size_t size)
{
    struct target *t = context;
    struct vt_str piece = {data, size};
    return vt_file_write(t->fd, t->path, piece, -1, t->error) == VANTHU_OK;
}

static vanthu_status write_original(struct bag *b, const char *id, const char *path)
{
    struct vanthu_error cause = {0}, written = {0};
    struct target t = {open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666), path,
                       &written};
    if (t.fd < 0)
        return vt_err_errno(b->error, errno, _("%s: cannot create"), path);
    vanthu_status status = vanthu_get(b->archive, id, to_file, &t, &cause);
    if (status == VANTHU_CANCELLED)
        cause = written;
    if (status == VANTHU_OK && fsync(t.fd) != 0)
        cause.status = vt_err_errno(&cause, errno, _("%s: cannot sync"), path);
    close(t.fd);
    if (cause.status != VANTHU_OK && b->error)
        *b->error = cause;
    return cause.status != VANTHU_OK ? cause.status : status;
}

/* "data/ID/name": a percent sign in a name is what validators disagree about. */
static vanthu_status name_payload(struct bag *b, const char *id, struct vt_buf *name)
{
    char safe[256];
    vanthu_status status = vanthu_file_name(safe, b->archive, id, b->error);
    if (status != VANTHU_OK)
        return status;
    for (char *p = safe; *p; p++)
        if (*p == '%' || *p == '\\')
            *p = '_';
    return vt_buf_printf(name, "data/%s/%s", id, safe) == VANTHU_OK ? VANTHU_OK
                                                                    : vt_err_memory(b->error);
}

static vanthu_status make_directory(const char *dir, const char *name, struct vanthu_error *error)
{
    char *path = vt_path_join(dir, name);
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(error);
    if (path && mkdir(path, 0777) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot create"), path);
    free(path);
    return status;
}

static vanthu_status put_original(struct bag *b, const char *id, struct vt_buf *name)
{
    char directory[32];
    snprintf(directory, sizeof directory, "data/%s", id);
    vanthu_status status = make_directory(b->dir, directory, b->error);
    if (status == VANTHU_OK)
        status = name_payload(b, id, name);
    if (status != VANTHU_OK)
        return status;
    char *path = vt_path_join(b->dir, name->p);
    status = path ? write_original(b, id, path) : vt_err_memory(b->error);
    free(path);
    return status == VANTHU_OK ? list_file(b, b->manifests, name->p) : status;
}

/* ---- what is known of them ---- */

static void set(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, text ? json_string(text) : json_null());
}

static json_t *one_source(sqlite3_stmt *stmt)
{
    json_t *source = json_object();
    struct vt_str path = {sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)};
    if (vt_fields_set_path(source, path) != VANTHU_OK ||
        json_object_set_new(source, "mtime", json_integer(sqlite3_column_int64(stmt, 1))) ||
        json_object_set_new(source, "ingested_at",
                            json_string((const char *)sqlite3_column_text(stmt, 2)))) {
        json_decref(source);
        return NULL;
    }
    return source;
}

static vanthu_status set_sources(struct bag *b, int64_t doc, json_t *object)
{
    sqlite3_stmt *stmt;
    json_t *sources = json_array();
    struct vt_catalog *catalog = b->archive->catalog;
    vanthu_status status = vt_catalog_prepare(
        catalog, &stmt,
        "SELECT path, mtime, ingested_at FROM sources WHERE doc=? ORDER BY ingested_at, path",
        b->error);
    int code = SQLITE_DONE;
    if (status == VANTHU_OK) {
        sqlite3_bind_int64(stmt, 1, doc);
        while (status == VANTHU_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW)
            if (json_array_append_new(sources, one_source(stmt)) != 0)
                status = vt_err_memory(b->error);
        if (status == VANTHU_OK && code != SQLITE_DONE)
            status = vt_catalog_failed(catalog, b->error);
        sqlite3_reset(stmt);
    }
    if (json_object_set_new(object, "sources", sources) != 0 && status == VANTHU_OK)
        status = vt_err_memory(b->error);
    return status;
}

/* What people have said of its facts. */
static vanthu_status set_said(struct bag *b, int64_t doc, json_t *object)
{
    struct vt_arena arena = {0};
    struct vt_overrides overrides;
    json_t *said = json_object();
    vanthu_status status =
        vt_catalog_overrides(b->archive->catalog, doc, &arena, &overrides, b->error);
    for (size_t i = 0; status == VANTHU_OK && i < overrides.count; i++)
        set(said, overrides.said[i].fact, overrides.said[i].value);
    vt_arena_free(&arena);
    if (json_object_set_new(object, "set", said) != 0 && status == VANTHU_OK)
        status = vt_err_memory(b->error);
    return status;
}

static void set_facts(json_t *o, const struct vanthu_document *d, const char *file)
{
    json_t *recipients = json_array();
    json_object_set_new(o, "vanthu", json_integer(1));
    set(o, "id", d->id);
    set(o, "sha256", d->sha256);
    json_object_set_new(o, "bytes", json_integer((json_int_t)d->bytes));
    set(o, "file", file);
    set(o, "media_type", d->media_type);
    set(o, "title", d->title);
    set(o, "type", d->type);
    set(o, "number", d->number);
    set(o, "symbol", d->symbol);
    set(o, "office", d->office);
    set(o, "place", d->place);
    set(o, "date", d->date);
    set(o, "period", d->period);
    set(o, "signed_as", d->signed_as);
    for (size_t i = 0; i < d->recipients_count; i++)
        json_array_append_new(recipients, json_string(d->recipients[i]));
    json_object_set_new(o, "recipients", recipients);
    set(o, "text_status", d->text_status);
}

/* A field of RFC 4180. */
static vanthu_status put_field(struct vt_buf *table, const char *text, bool last)
{
    vanthu_status status = vt_buf_append_char(table, '"');
    for (const char *p = text ? text : ""; *p && status == VANTHU_OK; p++) {
        if (*p == '"')
            status = vt_buf_append_char(table, '"');
        if (status == VANTHU_OK)
            status = vt_buf_append_char(table, *p);
    }
    return status == VANTHU_OK ? vt_buf_append_str(table, last ? VT_STR("\"\r\n") : VT_STR("\","))
                               : status;
}

static vanthu_status put_row(struct bag *b, const struct vanthu_document *d, const char *file)
{
    char bytes[24];
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)d->bytes);
    const char *const fields[] = {d->id,         d->sha256,
                                  bytes,         file,
                                  d->media_type, d->title,
                                  d->type,       d->number,
                                  d->symbol,     d->office,
                                  d->place,      d->date,
                                  d->period,     d->sources_count ? d->sources[0].path : ""};
    size_t count = sizeof fields / sizeof *fields;
    for (size_t i = 0; i < count; i++)
        if (put_field(&b->table, fields[i], i + 1 == count) != VANTHU_OK)
            return vt_err_memory(b->error);
    return VANTHU_OK;
}

/* Which document it is that cannot be exported. */
static vanthu_status name_document(struct bag *b, vanthu_status status, const char *id,
                                   const struct vanthu_document *d)
{
    char place[400];
    snprintf(place, sizeof place, "[%s] %s", id,
             d && d->title           ? d->title
             : d && d->sources_count ? d->sources[0].path
                                     : "?");
    place[vt_utf8_valid(vt_str(place))] = '\0'; /* where it was cut within a character */
    return vt_err_at(b->error, status, place);
}

static vanthu_status put_document(struct bag *b, const char *id)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vanthu_document *d = NULL;
    struct vt_buf name = {0};
    json_t *object = NULL;
    vanthu_status status = vt_catalog_resolve(b->archive->catalog, id, &doc, full, b->error);
    if (status == VANTHU_OK)
        status = vanthu_show(&d, b->archive, id, b->error);
    if (status == VANTHU_OK)
        status = put_original(b, d->id, &name);
    if (status != VANTHU_OK) {
        status = name_document(b, status, id, d);
        goto done;
    }
    object = json_object();
    set_facts(object, d, name.p);
    status = set_sources(b, doc, object);
    if (status == VANTHU_OK)
        status = set_said(b, doc, object);
    if (status == VANTHU_OK && vt_fields_line(&b->lines, json_incref(object), VANTHU_OK))
        status = vt_err_memory(b->error);
    if (status == VANTHU_OK)
        status = put_row(b, d, name.p);
    b->bytes += d->bytes;
    b->files++;
done:
    json_decref(object);
    vanthu_document_free(d);
    vt_buf_free(&name);
    return status;
}

/* ---- the bag ---- */

static vanthu_status write_info(struct bag *b)
{
    struct vt_buf info = {0};
    char now[32], agency[512];
    vt_utc_now(now);
    vanthu_archive_about(agency, sizeof agency, b->archive->dir, "agency");
    vanthu_status status =
        *agency ? vt_buf_printf(&info, "Source-Organization: %s\n", agency) : VANTHU_OK;
    if (status == VANTHU_OK)
        status = vt_buf_printf(
            &info,
            "Bag-Software-Agent: %s\nBagging-Date: %.10s\nPayload-Oxum: %llu.%llu\n"
            "Internal-Sender-Description: metadata/documents.jsonl and documents.csv "
            "tell of each file under data/\n",
            VT_AGENT, now, (unsigned long long)b->bytes, (unsigned long long)b->files);
    status = status == VANTHU_OK ? write_tag(b, "bag-info.txt", vt_buf_str(&info))
                                 : vt_err_memory(b->error);
    vt_buf_free(&info);
    return status;
}

static vanthu_status write_tags(struct bag *b)
{
    static const char DECLARATION[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    vanthu_status status = write_tag(b, VT_BAG_DOCUMENTS, vt_buf_str(&b->lines));
    if (status == VANTHU_OK)
        status = write_tag(b, VT_BAG_TABLE, vt_buf_str(&b->table));
    if (status == VANTHU_OK)
        status = write_info(b);
    if (status == VANTHU_OK)
        status = write_tag(b, "bagit.txt", vt_str(DECLARATION));
    if (status == VANTHU_OK)
        status = write_manifests(b, "manifest", b->manifests, true);
    if (status == VANTHU_OK)
        status = write_manifests(b, "tagmanifest", b->tags, false);
    return status;
}

static vanthu_status begin(struct bag *b)
{
    static const char HEADING[] = "id,sha256,bytes,file,media_type,title,type,number,symbol,office,"
                                  "place,date,period,source\r\n";
    if (mkdir(b->dir, 0777) != 0 &&
        (errno != EEXIST || rmdir(b->dir) != 0 || mkdir(b->dir, 0777) != 0))
        return errno == ENOTEMPTY || errno == EEXIST
                   ? vt_err(b->error, VANTHU_USAGE,
                            _("%s: is there already: give an empty or new directory"), b->dir)
                   : vt_err_errno(b->error, errno, _("%s: cannot create"), b->dir);
    b->begun = true;
    vanthu_status status = make_directory(b->dir, "data", b->error);
    if (status == VANTHU_OK)
        status = make_directory(b->dir, "metadata", b->error);
    if (status == VANTHU_OK && vt_buf_append_str(&b->table, vt_str(HEADING)) != VANTHU_OK)
        status = vt_err_memory(b->error);
    return status;
}

/* The bag is whole, whether or not the archive can be told of it. */
static void record(struct bag *b, const struct vanthu_list *list,
                   struct vanthu_export_summary *summary)
{
    *summary = (struct vanthu_export_summary){.documents = b->files};
    struct vt_log_entry entry = {.event = "export",
                                 .outcome = "success",
                                 .detail = b->dir,
                                 .ids = calloc(list->documents_count, sizeof *entry.ids)};
    if (!entry.ids) {
        vt_err_memory(&summary->unlogged);
        return;
    }
    for (size_t i = 0; i < list->documents_count; i++)
        entry.ids[entry.ids_count++] = list->documents[i].id;
    if (vt_log_record(b->archive, &entry, &summary->unlogged) == VANTHU_OK)
        summary->unlogged = (struct vanthu_error){.status = VANTHU_OK};
    free(entry.ids);
}

vanthu_status vanthu_export_bag(struct vanthu_archive *archive, const char *dir,
                                const char *const *filters, size_t filters_count,
                                const struct vanthu_export_options *options,
                                struct vanthu_export_summary *summary, struct vanthu_error *error)
{
    struct vanthu_export_summary ignored;
    struct bag b = {.archive = archive, .dir = dir, .error = error};
    struct vanthu_list *list;
    vanthu_status status = vanthu_list(&list, archive, filters, filters_count, error);
    if (status != VANTHU_OK)
        return status;
    if (!list->documents_count)
        status = vt_err(error, VANTHU_NOT_FOUND, "%s", _("nothing found"));
    if (status == VANTHU_OK)
        status = begin(&b);
    for (size_t i = list->documents_count; i-- > 0 && status == VANTHU_OK;) {
        status = put_document(&b, list->documents[i].id);
        struct vanthu_progress now = {_("exporting"), b.files, list->documents_count, false};
        if (status == VANTHU_OK && options && options->progress &&
            !options->progress(options->context, &now))
            status = vt_err(error, VANTHU_CANCELLED, "%s", _("stopped"));
    }
    if (status == VANTHU_OK)
        status = write_tags(&b);
    if (status == VANTHU_OK)
        status = vt_dir_sync(dir, error);
    if (status != VANTHU_OK && b.begun)
        vt_dir_remove(dir, NULL); /* half a bag is none */
    if (status == VANTHU_OK)
        record(&b, list, summary ? summary : &ignored);
    for (size_t i = 0; i < ALGORITHMS_COUNT; i++) {
        vt_buf_free(&b.manifests[i]);
        vt_buf_free(&b.tags[i]);
    }
    vt_buf_free(&b.lines);
    vt_buf_free(&b.table);
    vanthu_list_free(list);
    return status;
}
