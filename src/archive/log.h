/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h: what is done to the archive goes into its log, in the volumes and in the catalogue: one
 * commit of a writer, in order: vt_log_begin, vt_log_add for each entry, vt_log_put before the
 * volume's commit, vt_log_store in the catalogue's transaction, vt_log_end.
 */
#ifndef VT_ARCHIVE_LOG_H
#define VT_ARCHIVE_LOG_H

#include "archive/archive.h"

struct vt_log {
    uint64_t first, number;           /* of the first new entry, and of the last one; 0: none */
    char previous[VT_SHA256_LEN + 1]; /* of the last line */
    char now[32];
    struct vt_buf lines; /* the new ones */
    const struct vanthu_archive *archive;
};

vanthu_status vt_log_begin(struct vt_log *log, struct vanthu_archive *archive,
                           struct vanthu_error *error);
void vt_log_end(struct vt_log *log);

/* Adds an entry of now; `detail` may be NULL, and is cut where it is very long. Of the entry only
 * the ids are read. */
vanthu_status vt_log_add(struct vt_log *log, const char *event, const char *outcome,
                         const char *detail, const char **ids, size_t ids_count,
                         struct vanthu_error *error);

/* The same; of `entry` event, outcome, detail, ids and gaps are read. */
vanthu_status vt_log_add_entry(struct vt_log *log, const struct vt_log_entry *entry,
                               struct vanthu_error *error);

/* Both must say something, in UTF-8: VANTHU_USAGE. Appends what the log says of it: "Văn thư: thêm
 * nhầm". */
vanthu_status vt_log_why(struct vt_buf *detail, const char *reason, const char *by,
                         struct vanthu_error *error);

vanthu_status vt_log_put(struct vt_log *log, struct vt_volume_writer *writer,
                         struct vanthu_error *error);
vanthu_status vt_log_store(struct vt_log *log, struct vt_catalog *catalog,
                           struct vanthu_error *error);

/* Writes one entry of now by itself, with a frame and a transaction of its own; of `entry` event,
 * outcome, detail and ids are read. Where `archive` is open for reading, it is opened once more for
 * that, with the writer's lock. */
vanthu_status vt_log_record(struct vanthu_archive *archive, const struct vt_log_entry *entry,
                            struct vanthu_error *error);

#endif
