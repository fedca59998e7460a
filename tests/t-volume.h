/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * t-volume.h: what the tests of volumes share: a directory, a few documents, a small volume of
 * them, a scan that keeps what it met, and allocations that fail on purpose.
 */
#ifndef T_VOLUME_H
#define T_VOLUME_H

#include "t.h"

#include "base/file.h"
#include "volume/volume.h"
#include "volume/frame.h"
#include "volume/seal.h"

#include <fcntl.h>
#include <unistd.h>

/* ---- allocations that fail on purpose ---- */

static size_t fail_at; /* the n-th allocation from now, 0: none */
static size_t largest; /* request since it was last set to 0 */

static inline bool fails(size_t size)
{
    if (size > largest)
        largest = size;
    return fail_at && --fail_at == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails(size) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails(count * size) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    return fails(size) ? NULL : __real_realloc(p, size);
}

/* ---- a directory and documents ---- */

static char dir[64];
static struct vanthu_error error;

static inline int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/test-volume-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static inline int remove_dir(void **state)
{
    (void)state;
    return vt_dir_remove(dir, NULL) == VANTHU_OK ? 0 : -1;
}

#define OK(call)                                                            \
    do {                                                                    \
        error.message[0] = '\0';                                            \
        vanthu_status ok_status = (call);                                   \
        if (ok_status != VANTHU_OK)                                         \
            fail_msg("%s is %d: %s", #call, (int)ok_status, error.message); \
    } while (0)

struct document {
    char sha256[VT_SHA256_LEN + 1], id[VT_ID_LEN + 1];
    struct vt_record record;
    struct vt_str original;
    struct vt_location location;
};

static inline struct document make_document(struct vt_str original, struct vt_str path)
{
    struct document d = {.original = original};
    OK(vt_sha256(d.sha256, original));
    memcpy(d.id, d.sha256, VT_ID_LEN);
    d.record = (struct vt_record){.size = original.len,
                                  .path = path,
                                  .mtime = 1626141600,
                                  .media_type = "text/plain",
                                  .ingested_at = "2021-07-13T02:00:00Z",
                                  .agent = "vanthu 0.1.0",
                                  .source = "file"};
    return d;
}

static inline vanthu_status put(struct vt_volume_writer *writer, struct document *d)
{
    d->record.id = d->id;
    d->record.sha256 = d->sha256;
    d->location.size = d->original.len;
    return vt_volume_put(writer, &d->record, d->original, &d->location.data_offset, &error);
}

static inline void add(struct vt_volume_writer *writer, struct document *documents, size_t count)
{
    struct vt_frame frame;
    for (size_t i = 0; i < count; i++)
        OK(put(writer, &documents[i]));
    OK(vt_volume_commit(writer, &frame, &error));
    for (size_t i = 0; i < count; i++)
        documents[i].location.frame = frame;
}

enum { FEW = 5 };

static inline void few(struct document documents[FEW])
{
    static const char *texts[FEW] = {
        "Báo cáo kết quả thực hiện Kế hoạch số 12/KH-SXD ngày 04/02/2021.\n", "",
        "Quyết định số 345/QĐ-UBND về việc giao chỉ tiêu năm 2022.\n",
        "Tờ trình đề nghị bổ sung kinh phí bảo trì trụ sở.\n", "Công văn trả lời kiến nghị.\n"};
    static const char *paths[FEW] = {"báo cáo/tháng 7.txt", "trống", "QĐ 345.PDF",
                                     "tờ\ntrình.\xFF\xFE", "công văn.docx"};
    for (size_t i = 0; i < FEW; i++)
        documents[i] = make_document(vt_str(texts[i]), vt_str(paths[i]));
}

static inline struct vt_volume_writer *writer_at(uint32_t volume, uint64_t bytes)
{
    struct vt_volume_writer *writer;
    OK(vt_volume_writer_open(&writer, dir, volume, bytes, &error));
    return writer;
}

static inline void volume_path(char path[128], uint32_t volume)
{
    char name[16];
    vt_volume_name(name, volume);
    snprintf(path, 128, "%s/%s", dir, name);
}

static inline struct vt_buf volume_bytes(uint32_t volume)
{
    char path[128];
    struct vt_buf bytes = {0};
    volume_path(path, volume);
    OK(vt_file_read(&bytes, path, 1 << 26, &error));
    return bytes;
}

static inline void set_volume(uint32_t volume, struct vt_str bytes)
{
    char path[128];
    volume_path(path, volume);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(fd >= 0);
    OK(vt_file_write(fd, path, bytes, 0, &error));
    close(fd);
}

/* What was recognised in a scan of two pages. */
static inline struct vt_recognised recognised_in(const struct document *d, struct vt_str text)
{
    static const uint64_t pages[] = {0, 12};
    static const struct vt_recognised_heading headings[] = {{0, 11, 1}};
    return (struct vt_recognised){.id = d->id,
                                  .sha256 = d->sha256,
                                  .text = text,
                                  .engine = "tesseract 5.3.0 vie",
                                  .confidence = 0.925,
                                  .encoding = "UTF-8",
                                  .status = "partial",
                                  .reason = "trang 2 hỏng",
                                  .pages = pages,
                                  .pages_count = 2,
                                  .headings = headings,
                                  .headings_count = 1,
                                  .at = "2021-07-13T02:00:00Z",
                                  .agent = "vanthu 0.1.0"};
}

#define SCANNED "TRANG MỘT\nTrang hai.\n"

/* A small volume: three frames with two, one and two documents; the second is a scan, an event of
 * each kind and a tombstone stand before the last two. */
static inline void small_volume(struct document documents[FEW], bool sealed)
{
    few(documents);
    struct vt_volume_writer *writer = writer_at(0, 0);
    struct vt_event event = {.id = documents[0].id,
                             .event = "source",
                             .path = VT_STR("lưu trữ/bản sao.txt"),
                             .mtime = 1,
                             .at = "2021-08-01T00:00:00Z",
                             .agent = "vanthu 0.1.0"};
    static const struct vt_said said[] = {{"title", "Tình hình quý \"I\""}, {"date", ""}};
    struct vt_event set = {.id = documents[0].id,
                           .event = "set",
                           .said = said,
                           .said_count = 2,
                           .at = "2021-08-01T00:00:00Z",
                           .agent = "vanthu 0.1.0"};
    struct vt_tombstone gone = {.id = "0123456789ab",
                                .sha256 = "0123456789abcdef0123456789abcdef"
                                          "0123456789abcdef0123456789abcdef",
                                .reason = "nhập nhầm \"kho\"",
                                .by = "Phòng Lưu trữ",
                                .at = "2021-08-01T00:00:00Z",
                                .agent = "vanthu 0.1.0"};
    struct vt_recognised recognised = recognised_in(&documents[1], VT_STR(SCANNED));
    struct vt_frame frame;
    OK(put(writer, &documents[0]));
    OK(put(writer, &documents[1]));
    recognised.id = documents[1].id;
    OK(vt_volume_put_recognised(writer, &recognised, 1626141600, &error));
    OK(vt_volume_commit(writer, &frame, &error));
    documents[0].location.frame = documents[1].location.frame = frame;
    add(writer, documents + 2, 1);
    OK(vt_volume_put_event(writer, &event, &error));
    OK(vt_volume_put_event(writer, &set, &error));
    OK(vt_volume_put_tombstone(writer, &gone, &error));
    add(writer, documents + 3, 2);
    if (sealed) {
        vt_volume_writer_limit(writer, 1);
        struct document more = make_document(VT_STR("Phụ lục.\n"), VT_STR("phụ lục.txt"));
        add(writer, &more, 1);
        assert_int_equal(more.location.frame.volume, 2);
    }
    vt_volume_writer_close(writer);
}

/* ---- what a scan met ---- */

struct met {
    char log[2048]; /* f: frame, d: document, D: with its text, e: event, b: broken, r: text,
                       t: tombstone */
    size_t count;
    char id[32][VT_ID_LEN + 1];
    size_t documents, broken, frames;
    uint64_t broken_at, broken_bytes;
    const struct document *expected;
};

static inline vanthu_status meet(void *context, const struct vt_scanned *scanned)
{
    struct met *met = context;
    if (met->count < sizeof met->log - 1)
        met->log[met->count++] = scanned->kind == VT_SCANNED_DOCUMENT && scanned->recognised
                                     ? 'D'
                                     : "fdebrt"[scanned->kind];
    met->frames += scanned->kind == VT_SCANNED_FRAME;
    if (scanned->kind == VT_SCANNED_BROKEN) {
        assert_non_null(scanned->problem);
        met->broken++;
        met->broken_at = scanned->frame.offset;
        met->broken_bytes = scanned->frame.bytes;
    }
    if (scanned->kind != VT_SCANNED_DOCUMENT)
        return VANTHU_OK;
    for (size_t i = 0; met->expected && i < FEW; i++)
        if (strcmp(met->expected[i].id, scanned->record->id) == 0)
            assert_true(vt_str_eq(met->expected[i].original, scanned->original));
    if (met->documents < 32)
        strcpy(met->id[met->documents++], scanned->record->id);
    return VANTHU_OK;
}

static inline struct met scan(uint32_t volume, uint64_t from, const struct document *expected,
                              uint64_t *end, bool *torn)
{
    struct met met = {.expected = expected};
    OK(vt_volume_scan(dir, volume, from, true, meet, &met, end, torn, &error));
    return met;
}

static inline bool has(const struct met *met, const char *id)
{
    for (size_t i = 0; i < met->documents; i++)
        if (strcmp(met->id[i], id) == 0)
            return true;
    return false;
}

static inline uint64_t frame_end(const struct document *d)
{
    return d->location.frame.offset + d->location.frame.bytes;
}

#define T(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

#endif
