/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume.h: the originals in volumes, ordinary .tar.zst files made of independent zstd frames.
 *
 * Writing: put documents and events, commit: one frame, on disk when commit returns. Frames hold
 * about 1 MiB of tar bytes (or one larger document). A volume is sealed at 1 GiB by an
 * end-of-archive frame and a seek table. Reading: one frame is decompressed to get one original.
 * Scanning: all frames and members from an offset, for repair and rebuild; broken places are
 * reported and passed. The volume is the truth: nothing here knows of catalogue or index. Format:
 * man vanthu-archive(5); zstd frames RFC 8878; tar POSIX.1-2001 ustar.
 */
#ifndef VT_VOLUME_H
#define VT_VOLUME_H

#include "volume/log.h"
#include "volume/recognised.h"
#include "volume/record.h"
#include "volume/tombstone.h"

enum { VT_FRAME_BYTES = 1 << 20, VT_VOLUME_MAX = 999999 /* the greatest number of a volume */ };

/* Where a committed frame lies. */
struct vt_frame {
    uint32_t volume;        /* its number: volumes/000001.tar.zst is 1 */
    uint64_t offset, bytes; /* of the compressed frame in the file */
    uint64_t content_bytes; /* of the tar members in it */
};

/* Where an original lies. */
struct vt_location {
    struct vt_frame frame;
    uint64_t data_offset, size; /* in the frame's content */
};

/* "NNNNNN.tar.zst"; a number that no volume can have names none that is there. */
void vt_volume_name(char name[16], uint32_t volume);

/* ---- writing: one thread ---- */
struct vt_volume_writer;

/* Opens the volumes of directory `dir` for appending after `volume` and `bytes`, the end of what is
 * committed (0, 0 for an empty archive). The caller has adopted or rejected what lies beyond: it is
 * cut off here. VANTHU_IO: no volume can have that number. */
vanthu_status vt_volume_writer_open(struct vt_volume_writer **out, const char *dir, uint32_t volume,
                                    uint64_t bytes, struct vanthu_error *error);

/* Adds original and record to the frame in the making; *data_offset is where the original will lie
 * in its content. */
vanthu_status vt_volume_put(struct vt_volume_writer *writer, const struct vt_record *record,
                            struct vt_str original, uint64_t *data_offset,
                            struct vanthu_error *error);

/* Adds the text that was recognised in an original, which lies before it in this frame or an
 * earlier one. `mtime` is that of the original. */
vanthu_status vt_volume_put_recognised(struct vt_volume_writer *writer,
                                       const struct vt_recognised *recognised, int64_t mtime,
                                       struct vanthu_error *error);
vanthu_status vt_volume_put_event(struct vt_volume_writer *writer, const struct vt_event *event,
                                  struct vanthu_error *error);
vanthu_status vt_volume_put_tombstone(struct vt_volume_writer *writer,
                                      const struct vt_tombstone *tombstone,
                                      struct vanthu_error *error);

/* Adds whole lines of the log, of which the first is entry `number`. `now` is when the volume is
 * made, should one begin. */
vanthu_status vt_volume_put_log(struct vt_volume_writer *writer, uint64_t number,
                                struct vt_str lines, const char *now, struct vanthu_error *error);

/* Tar bytes in the frame in the making: commit when VT_FRAME_BYTES or more, and before putting a
 * document that would make it larger than that. */
uint64_t vt_volume_pending(const struct vt_volume_writer *writer);

/* Compresses, appends, fdatasyncs. On failure the file is cut back to where it was and what was put
 * is forgotten. A new volume is begun first, and the old one sealed, where needed. Without anything
 * put nothing is written and frame->bytes is 0. VANTHU_DAMAGED: a next volume is there already and
 * holds frames that the caller did not know. VANTHU_IO: the last volume there can be is full. */
vanthu_status vt_volume_commit(struct vt_volume_writer *writer, struct vt_frame *frame,
                               struct vanthu_error *error);
void vt_volume_writer_close(struct vt_volume_writer *writer);

/* ---- reading: one thread a reader ---- */
struct vt_volume_reader;
vanthu_status vt_volume_reader_open(struct vt_volume_reader **out, const char *dir,
                                    struct vanthu_error *error);

/* Lends the original at `location` until the next call or close. VANTHU_DAMAGED names volume and
 * offset when the frame does not decompress to what it should. The last frame is kept, so that
 * neighbours cost nothing. */
vanthu_status vt_volume_read(struct vt_volume_reader *reader, const struct vt_location *location,
                             struct vt_str *original, struct vanthu_error *error);
void vt_volume_reader_close(struct vt_volume_reader *reader);

/* From now on lends what can be had of damaged frames, too: only a hash tells whether it is what
 * was stored. */
void vt_volume_reader_salvage(struct vt_volume_reader *reader, bool salvages);

/* ---- scanning ---- */
enum vt_scanned_kind {
    VT_SCANNED_FRAME,
    VT_SCANNED_DOCUMENT,
    VT_SCANNED_EVENT,
    VT_SCANNED_BROKEN,
    VT_SCANNED_RECOGNISED, /* a text of a document that came earlier */
    VT_SCANNED_TOMBSTONE,  /* of a document that came earlier, or is lost */
    VT_SCANNED_LOG         /* an entry of the log */
};

struct vt_scanned {
    enum vt_scanned_kind kind;
    struct vt_frame frame;          /* for VT_SCANNED_BROKEN: the bytes passed over */
    const struct vt_record *record; /* of a document */
    struct vt_str original;
    uint64_t data_offset;
    const struct vt_recognised *recognised; /* of a document: right behind it, or NULL */
    const struct vt_event *event;
    const struct vt_tombstone *tombstone;
    const struct vt_log_entry *entry;
    struct vt_str line;  /* of the entry */
    const char *problem; /* of what is broken: one sentence, translated */
    const char *text_of; /* of what is broken: the id of a document, itself whole, whose recognised
                            text it is; NULL: something else */
};

/* Return anything but VANTHU_OK to stop the scan with that status. What is lent lasts for the call.
 */
typedef vanthu_status (*vt_scan_fn)(void *context, const struct vt_scanned *scanned);

enum vt_scan_care {
    VT_SCAN_QUICKLY, /* originals are not hashed */
    VT_SCAN_HASHING,
    VT_SCAN_SALVAGING /* and what is whole of damaged frames is given */
};

/* Walks the frames of one volume from `from` (0 or a frame's offset). For each whole frame: its
 * documents, texts, events, tombstones and entries of the log in order, then VT_SCANNED_FRAME. An
 * original without its record, a record whose SHA-256 (unless VT_SCAN_QUICKLY) or size is not that
 * of its original, a recognised text without its facts or with those of another, bytes that are no
 * frame: VT_SCANNED_BROKEN; the scan goes on at the next place where a frame decodes. With
 * VT_SCAN_SALVAGING the documents that are whole in a broken frame follow that, and its
 * VT_SCANNED_FRAME; a text is not among them, and nothing of a frame that was cut off. *end is the
 * offset behind the last whole frame, the seal not counted; *torn tells that bytes follow it that
 * make no frame, which come as the last VT_SCANNED_BROKEN. A volume that is missing or ends before
 * `from` is VANTHU_DAMAGED. */
vanthu_status vt_volume_scan(const char *dir, uint32_t volume, uint64_t from,
                             enum vt_scan_care care, vt_scan_fn each, void *context, uint64_t *end,
                             bool *torn, struct vanthu_error *error);

/* The same as far as `to`, the offset of a frame: none that begins there or later is looked at. Of
 * a seek table only the last entries are compared where the scan does not begin at 0. */
vanthu_status vt_volume_scan_part(const char *dir, uint32_t volume, uint64_t from, uint64_t to,
                                  enum vt_scan_care care, vt_scan_fn each, void *context,
                                  uint64_t *end, bool *torn, struct vanthu_error *error);

/* The numbers of all volumes in `dir`, ascending, to be freed with free(). */
vanthu_status vt_volume_list(uint32_t **volumes, size_t *count, const char *dir,
                             struct vanthu_error *error);

/* SHA-256 in lower-case hex, zero-terminated. */
vanthu_status vt_sha256(char hex[VT_SHA256_LEN + 1], struct vt_str data);

#endif
