/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-volume.c: originals go into volumes and come out again, whatever happens to the files: cuts
 * and flipped bytes anywhere, full disks, no memory; and without vanthu, by tar and zstd.
 */
#include "t.h"

#include "base/file.h"
#include "volume/frame.h"
#include "volume/seal.h"
#include "volume/tar.h"
#include "volume/volume.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- allocations that fail on purpose ---- */

static size_t fail_at; /* the n-th allocation from now, 0: none */
static size_t largest; /* request since it was last set to 0 */

static bool fails(size_t size)
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

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/test-volume-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
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

static struct document make_document(struct vt_str original, struct vt_str path)
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

static vanthu_status put(struct vt_volume_writer *writer, struct document *d)
{
    d->record.id = d->id;
    d->record.sha256 = d->sha256;
    d->location.size = d->original.len;
    return vt_volume_put(writer, &d->record, d->original, &d->location.data_offset, &error);
}

static void add(struct vt_volume_writer *writer, struct document *documents, size_t count)
{
    struct vt_frame frame;
    for (size_t i = 0; i < count; i++)
        OK(put(writer, &documents[i]));
    OK(vt_volume_commit(writer, &frame, &error));
    for (size_t i = 0; i < count; i++)
        documents[i].location.frame = frame;
}

enum { FEW = 5 };

static void few(struct document documents[FEW])
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

static struct vt_volume_writer *writer_at(uint32_t volume, uint64_t bytes)
{
    struct vt_volume_writer *writer;
    OK(vt_volume_writer_open(&writer, dir, volume, bytes, &error));
    return writer;
}

static void volume_path(char path[128], uint32_t volume)
{
    char name[16];
    vt_volume_name(name, volume);
    snprintf(path, 128, "%s/%s", dir, name);
}

static struct vt_buf volume_bytes(uint32_t volume)
{
    char path[128];
    struct vt_buf bytes = {0};
    volume_path(path, volume);
    OK(vt_file_read(&bytes, path, 1 << 26, &error));
    return bytes;
}

static void set_volume(uint32_t volume, struct vt_str bytes)
{
    char path[128];
    volume_path(path, volume);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(fd >= 0);
    OK(vt_file_write(fd, path, bytes, 0, &error));
    close(fd);
}

/* A small volume: three frames with two, one and two documents, one event before the last. */
static void small_volume(struct document documents[FEW], bool sealed)
{
    few(documents);
    struct vt_volume_writer *writer = writer_at(0, 0);
    struct vt_event event = {.id = documents[0].id,
                             .event = "source",
                             .path = VT_STR("lưu trữ/bản sao.txt"),
                             .mtime = 1,
                             .at = "2021-08-01T00:00:00Z",
                             .agent = "vanthu 0.1.0"};
    add(writer, documents, 2);
    add(writer, documents + 2, 1);
    OK(vt_volume_put_event(writer, &event, &error));
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
    char log[2048]; /* f: frame, d: document, e: event, b: broken */
    size_t count;
    char id[32][VT_ID_LEN + 1];
    size_t documents, broken, frames;
    uint64_t broken_at, broken_bytes;
    const struct document *expected;
};

static vanthu_status meet(void *context, const struct vt_scanned *scanned)
{
    struct met *met = context;
    if (met->count < sizeof met->log - 1)
        met->log[met->count++] = "fdeb"[scanned->kind];
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

static struct met scan(uint32_t volume, uint64_t from, const struct document *expected,
                       uint64_t *end, bool *torn)
{
    struct met met = {.expected = expected};
    OK(vt_volume_scan(dir, volume, from, true, meet, &met, end, torn, &error));
    return met;
}

static bool has(const struct met *met, const char *id)
{
    for (size_t i = 0; i < met->documents; i++)
        if (strcmp(met->id[i], id) == 0)
            return true;
    return false;
}

static uint64_t frame_end(const struct document *d)
{
    return d->location.frame.offset + d->location.frame.bytes;
}

/* ---- tests: records ---- */

static void records_survive_every_path(void **state)
{
    (void)state;
#define PATH(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }
    static const struct {
        struct vt_str path;
        const char *member;
    } cases[] = {
        {PATH("báo cáo.txt"), "original.txt"},
        {PATH("a/B.TAR.GZ"), "original.gz"},
        {PATH("không đuôi"), "original.bin"},
        {PATH(".bashrc"), "original.bin"},
        {PATH("thư/.ẩn"), "original.bin"},
        {PATH("x.toolongext"), "original.bin"},
        {PATH("x.đoc"), "original.bin"},
        {PATH("x."), "original.bin"},
        {PATH("\xFF\xFE.doc"), "original.doc"},
        {PATH("a\nb\"\\.txt"), "original.txt"},
        {PATH(""), "original.bin"},
        {PATH("x\0y.txt"), "original.txt"},
        {PATH("../../etc/passwd"), "original.bin"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document d = make_document(VT_STR("Thông báo."), cases[i].path);
        struct vt_arena arena = {0};
        struct vt_buf json = {0}, name = {0};
        struct vt_record back;
        d.record.id = d.id;
        d.record.sha256 = d.sha256;
        OK(vt_record_format(&json, &d.record));
        assert_int_equal(json.p[json.len - 1], '\n');
        assert_ptr_equal(memchr(json.p, '\n', json.len), json.p + json.len - 1);
        OK(vt_record_parse(&back, &arena, vt_buf_str(&json), &error));
        assert_true(vt_str_eq(back.path, cases[i].path));
        assert_string_equal(back.id, d.id);
        assert_string_equal(back.sha256, d.sha256);
        assert_int_equal(back.size, d.record.size);
        assert_int_equal(back.mtime, d.record.mtime);
        assert_string_equal(back.media_type, "text/plain");
        assert_string_equal(back.source, "file");
        OK(vt_record_member(&name, d.id, cases[i].path));
        assert_string_equal(vt_buf_cstr(&name) + 3 + VT_ID_LEN + 1, cases[i].member);
        assert_memory_equal(name.p, d.id, 2);
        vt_buf_free(&json);
        vt_buf_free(&name);
        vt_arena_free(&arena);
    }
}

static void records_are_read_strictly(void **state)
{
    (void)state;
#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define REST                                                                           \
    "\"path\":\"x\",\"mtime\":-5,\"media_type\":\"text/plain\",\"ingested_at\":\"t\"," \
    "\"agent\":\"a\",\"source\":\"file\""
#define ID "\"id\":\"ba7816bf8f01\",\"sha256\":\"" HASH "\","
    static const struct {
        const char *json;
        vanthu_status status;
    } cases[] = {
        {"{\"vanthu\":1," ID "\"size\":3," REST "}", VANTHU_OK},
        {"{\"vanthu\":1,\"later\":[]," ID "\"size\":3," REST "}\n", VANTHU_OK},
        {"{\"vanthu\":2," ID "\"size\":3," REST "}", VANTHU_DAMAGED},
        {"{" ID "\"size\":3," REST "}", VANTHU_DAMAGED},
        {"{\"vanthu\":1," ID "\"size\":-3," REST "}", VANTHU_DAMAGED},
        {"{\"vanthu\":1," ID "\"size\":\"3\"," REST "}", VANTHU_DAMAGED},
        {"{\"vanthu\":1," ID REST "}", VANTHU_DAMAGED},
        {"{\"vanthu\":1," ID "\"size\":3," REST ",\"path_b64\":\"!!\"}", VANTHU_DAMAGED},
        {"{\"vanthu\":1,\"id\":\"000000000000\",\"sha256\":\"" HASH "\",\"size\":3," REST "}",
         VANTHU_DAMAGED},
        {"{\"vanthu\":1,\"id\":\"ba7816bf8f01\",\"sha256\":\"BA78\",\"size\":3," REST "}",
         VANTHU_DAMAGED},
        {"", VANTHU_DAMAGED},
        {"[]", VANTHU_DAMAGED},
        {"{\"vanthu\":1", VANTHU_DAMAGED},
        {"null", VANTHU_DAMAGED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_arena arena = {0};
        struct vt_record record;
        struct vt_event event;
        vanthu_status status = vt_record_parse(&record, &arena, vt_str(cases[i].json), &error);
        if (status != cases[i].status)
            fail_msg("%s: %d", cases[i].json, (int)status);
        assert_int_equal(vt_event_parse(&event, &arena, vt_str(cases[i].json), &error),
                         VANTHU_DAMAGED);
        vt_arena_free(&arena);
    }
}

/* ---- tests: round trips ---- */

static void originals_come_back(void **state)
{
    (void)state;
    struct document documents[FEW];
    struct vt_volume_reader *reader;
    struct vt_str original;
    small_volume(documents, true);
    OK(vt_volume_reader_open(&reader, dir, &error));
    for (size_t turn = 0; turn < 3 * FEW; turn++) {
        const struct document *d = &documents[turn * 3 % FEW];
        OK(vt_volume_read(reader, &d->location, &original, &error));
        assert_true(vt_str_eq(original, d->original));
    }
    vt_volume_reader_close(reader);
    vt_volume_reader_close(NULL);
}

static void a_scan_meets_everything_in_order(void **state)
{
    (void)state;
    struct document documents[FEW];
    uint64_t end;
    bool torn;
    for (int sealed = 0; sealed < 2; sealed++) {
        small_volume(documents, sealed);
        struct met met = scan(1, 0, documents, &end, &torn);
        assert_string_equal(met.log, "ddfdfeddf");
        assert_int_equal(end, frame_end(&documents[4]));
        assert_false(torn);
        met = scan(1, documents[2].location.frame.offset, documents, &end, &torn);
        assert_string_equal(met.log, "dfeddf");
        met = scan(1, end, documents, &end, &torn);
        assert_string_equal(met.log, "");
        assert_int_equal(end, frame_end(&documents[4]));
        char path[128];
        volume_path(path, 1);
        unlink(path);
        volume_path(path, 2);
        unlink(path);
    }
}

static vanthu_status stop(void *context, const struct vt_scanned *scanned)
{
    (void)scanned;
    ++*(int *)context;
    return VANTHU_CANCELLED;
}

static void a_scan_stops_when_asked(void **state)
{
    (void)state;
    struct document documents[FEW];
    uint64_t end;
    bool torn;
    int calls = 0;
    small_volume(documents, false);
    assert_int_equal(vt_volume_scan(dir, 1, 0, true, stop, &calls, &end, &torn, &error),
                     VANTHU_CANCELLED);
    assert_int_equal(calls, 1);
    assert_int_equal(vt_volume_scan(dir, 7, 0, true, stop, &calls, &end, &torn, &error),
                     VANTHU_DAMAGED);
    assert_non_null(strstr(error.message, "000007.tar.zst"));
}

static void writing_goes_on_behind_what_is_committed(void **state)
{
    (void)state;
    struct document documents[FEW];
    uint64_t end;
    bool torn;
    few(documents);
    uint64_t at = 0;
    uint32_t volume = 0;
    for (size_t i = 0; i < FEW; i++) {
        struct vt_volume_writer *writer = writer_at(volume, at);
        vt_volume_writer_limit(writer, i == 3 ? 1 : 1 << 20);
        add(writer, &documents[i], 1);
        assert_int_equal(vt_volume_pending(writer), 0);
        volume = documents[i].location.frame.volume;
        at = frame_end(&documents[i]);
        vt_volume_writer_close(writer);
        struct vt_buf torn_tail = volume_bytes(volume);
        OK(vt_buf_append_str(&torn_tail, VT_STR("\x28\xB5\x2F\xFD\x24 nửa khung")));
        set_volume(volume, vt_buf_str(&torn_tail));
        vt_buf_free(&torn_tail);
    }
    assert_int_equal(volume, 2);
    struct met met = scan(1, 0, documents, &end, &torn);
    assert_string_equal(met.log, "dfdfdf");
    assert_false(torn);
    met = scan(2, 0, documents, &end, &torn);
    assert_string_equal(met.log, "dfdfb");
    assert_true(torn);
    assert_int_equal(end, at);
    /* the catalogue's end lies before the seal: it is cut off and made again */
    struct document more = make_document(VT_STR("Phụ lục II.\n"), VT_STR("ii.txt"));
    struct vt_volume_writer *writer = writer_at(1, frame_end(&documents[2]));
    add(writer, &more, 1);
    vt_volume_writer_close(writer);
    assert_string_equal(scan(1, 0, documents, &end, &torn).log, "dfdfdfdf");
    /* nothing put is nothing written */
    struct vt_frame frame;
    writer = writer_at(1, end);
    OK(vt_volume_commit(writer, &frame, &error));
    assert_int_equal(frame.bytes, 0);
    vt_volume_writer_close(writer);
}

static void a_new_volume_never_destroys_one(void **state)
{
    (void)state;
    struct document documents[FEW];
    struct vt_frame frame;
    small_volume(documents, false);
    struct vt_buf before = volume_bytes(1);
    struct vt_volume_writer *writer = writer_at(0, 0);
    OK(put(writer, &documents[0]));
    assert_int_equal(vt_volume_commit(writer, &frame, &error), VANTHU_DAMAGED);
    vt_volume_writer_close(writer);
    struct vt_buf after = volume_bytes(1);
    assert_true(vt_str_eq(vt_buf_str(&before), vt_buf_str(&after)));
    assert_int_equal(vt_volume_writer_open(&writer, dir, 1, before.len + 1, &error),
                     VANTHU_DAMAGED);
    assert_null(writer);
    vt_buf_free(&before);
    vt_buf_free(&after);
}

static void volumes_are_listed_by_number(void **state)
{
    (void)state;
    static const char *const names[] = {"000010.tar.zst", "000002.tar.zst", "000001.tar.zst.new",
                                        "1.tar.zst",      "000000.tar.zst", "000003.tar.zst"};
    uint32_t *volumes;
    size_t count;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        close(open(path, O_WRONLY | O_CREAT, 0666));
    }
    OK(vt_volume_list(&volumes, &count, dir, &error));
    assert_int_equal(count, 3);
    assert_int_equal(volumes[0], 2);
    assert_int_equal(volumes[1], 3);
    assert_int_equal(volumes[2], 10);
    free(volumes);
    assert_int_equal(vt_volume_list(&volumes, &count, "/khong/co", &error), VANTHU_IO);
}

/* ---- tests: damage ---- */

/* Documents of frames that were not touched must be found; touched ones are found or reported. */
static void check_damaged(const struct document *documents, uint64_t at, uint64_t bytes)
{
    uint64_t end;
    bool torn;
    struct met met = scan(1, 0, documents, &end, &torn);
    size_t lost = 0;
    for (size_t i = 0; i < FEW; i++) {
        const struct vt_frame *frame = &documents[i].location.frame;
        bool touched = at < frame->offset + frame->bytes && at + bytes > frame->offset;
        bool found = has(&met, documents[i].id);
        if (!touched && !found)
            fail_msg("damage at %lu+%lu: document %zu is lost", at, bytes, i);
        lost += !found;
    }
    if (lost && !met.broken)
        fail_msg("damage at %lu+%lu: nothing is reported", at, bytes);
}

static void a_volume_cut_anywhere_is_read_up_to_there(void **state)
{
    (void)state;
    struct document documents[FEW];
    uint64_t end;
    bool torn;
    small_volume(documents, false);
    struct vt_buf whole = volume_bytes(1);
    for (size_t len = 0; len <= whole.len; len++) {
        set_volume(1, vt_str_sub(vt_buf_str(&whole), 0, len));
        struct met met = scan(1, 0, documents, &end, &torn);
        uint64_t expected_end = 0;
        size_t expected = 0;
        for (size_t i = 0; i < FEW; i++)
            if (frame_end(&documents[i]) <= len) {
                expected_end = frame_end(&documents[i]);
                expected++;
            }
        assert_int_equal(end, expected_end);
        assert_int_equal(met.documents, expected);
        assert_int_equal(torn, end != len);
        assert_int_equal(met.broken, end != len);
    }
    vt_buf_free(&whole);
}

/* The checksum is that of the content: the few flips that leave it the same (unused bits of the
 * compressed form) are no damage. */
static void a_byte_flipped_anywhere_costs_its_frame_only(void **state)
{
    (void)state;
    struct document documents[FEW];
    struct vt_volume_reader *reader;
    size_t damaged = 0;
    small_volume(documents, true);
    struct vt_buf whole = volume_bytes(1);
    for (size_t at = 0; at < whole.len; at++) {
        static const unsigned char masks[] = {0x01, 0x80, 0xFF};
        for (size_t m = 0; m < sizeof masks; m++) {
            char kept = whole.p[at];
            whole.p[at] = (char)(kept ^ masks[m]);
            set_volume(1, vt_buf_str(&whole));
            largest = 0;
            check_damaged(documents, at, 1);
            assert_true(largest < 1 << 20);
            OK(vt_volume_reader_open(&reader, dir, &error));
            for (size_t i = 0; i < FEW; i++) {
                const struct vt_frame *frame = &documents[i].location.frame;
                bool touched = at >= frame->offset && at < frame->offset + frame->bytes;
                struct vt_str original;
                error.message[0] = '\0';
                vanthu_status status =
                    vt_volume_read(reader, &documents[i].location, &original, &error);
                if (status == VANTHU_OK)
                    assert_true(vt_str_eq(original, documents[i].original));
                else
                    assert_int_equal(status, VANTHU_DAMAGED);
                assert_true(touched || status == VANTHU_OK);
                assert_int_equal(strstr(error.message, "000001.tar.zst") != NULL,
                                 status == VANTHU_DAMAGED);
                damaged += status == VANTHU_DAMAGED;
            }
            vt_volume_reader_close(reader);
            whole.p[at] = kept;
        }
    }
    assert_true(damaged > whole.len * 3);
    vt_buf_free(&whole);
}

static void a_run_of_lost_bytes_is_passed(void **state)
{
    (void)state;
    struct document documents[FEW];
    small_volume(documents, true);
    struct vt_buf whole = volume_bytes(1);
    for (size_t at = 0; at < whole.len; at += 7)
        for (size_t run = 2; run < 600; run *= 3) {
            struct vt_buf holed = {0};
            size_t stop_at = at + run < whole.len ? at + run : whole.len;
            OK(vt_buf_append_str(&holed, vt_buf_str(&whole)));
            memset(holed.p + at, 0, stop_at - at);
            set_volume(1, vt_buf_str(&holed));
            check_damaged(documents, at, stop_at - at);
            vt_buf_free(&holed);
        }
    vt_buf_free(&whole);
}

/* Frames that lie about themselves, or hold what is not ours: never a crash, never much memory. */
static void hostile_volumes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *why, *bytes;
        size_t size;
    } cases[] = {
        {"16 GiB from one empty block", "\x28\xB5\x2F\xFD\xE4\0\0\0\0\4\0\0\0\1\0\0\0\0\0\0", 20},
        {"2^63 bytes", "\x28\xB5\x2F\xFD\xE4\0\0\0\0\0\0\0\x80\1\0\0\0\0\0\0", 20},
        {"16 GiB from RLE of 128 KiB", "\x28\xB5\x2F\xFD\xE4\0\0\0\0\4\0\0\0\3\0\x10x\0\0\0\0", 21},
        {"reserved block", "\x28\xB5\x2F\xFD\x24\0\7\0\0\0\0\0\0", 13},
        {"block too large", "\x28\xB5\x2F\xFD\x24\0\xFD\xFF\xFF\0\0\0\0", 13},
        {"no checksum", "\x28\xB5\x2F\xFD\x20\0\1\0\0", 9},
        {"dictionary", "\x28\xB5\x2F\xFD\x25\1\0\1\0\0\0\0\0\0", 14},
        {"window without size", "\x28\xB5\x2F\xFD\x04\xFF\1\0\0\0\0\0\0", 13},
        {"magic only", "\x28\xB5\x2F\xFD", 4},
        {"skippable of 4 GiB", "\x5E\x2A\x4D\x18\xFF\xFF\xFF\xFF xxxxxxxxxxxxxxxx", 25},
        {"short seek table", "\x5E\x2A\x4D\x18\4\0\0\0\xB1\xEA\x92\x8F", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t end;
        bool torn;
        set_volume(1, (struct vt_str){cases[i].bytes, cases[i].size});
        largest = 0;
        struct met met = scan(1, 0, NULL, &end, &torn);
        if (strcmp(met.log, "b") != 0 || !torn || end != 0 || largest > 1 << 20)
            fail_msg("%s: \"%s\", %zu bytes asked", cases[i].why, met.log, largest);
        struct vt_volume_reader *reader;
        struct vt_str original;
        struct vt_location location = {
            {1, 0, cases[i].size, (uint64_t)1 << 34}, VT_TAR_BLOCK, (uint64_t)1 << 33};
        OK(vt_volume_reader_open(&reader, dir, &error));
        assert_int_equal(vt_volume_read(reader, &location, &original, &error), VANTHU_DAMAGED);
        assert_true(largest < 1 << 20);
        vt_volume_reader_close(reader);
    }
}

static void a_wrong_catalogue_is_damage_not_a_crash(void **state)
{
    (void)state;
    struct document documents[FEW];
    small_volume(documents, false);
    const struct vt_location right = documents[2].location;
    struct vt_location cases[] = {right, right, right, right, right, right, right, right, right};
    cases[0].data_offset = 0;
    cases[1].data_offset = UINT64_MAX;
    cases[2].data_offset = right.frame.content_bytes;
    cases[3].size++;
    cases[4].frame.volume = 9;
    cases[5].frame.offset = UINT64_MAX;
    cases[6].frame.bytes = UINT64_MAX;
    cases[7].frame.content_bytes++;
    cases[8].data_offset++;
    struct vt_volume_reader *reader;
    OK(vt_volume_reader_open(&reader, dir, &error));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_str original;
        vanthu_status status = vt_volume_read(reader, &cases[i], &original, &error);
        if (status != VANTHU_DAMAGED || original.len)
            fail_msg("case %zu: %d", i, (int)status);
        OK(vt_volume_read(reader, &right, &original, &error));
        assert_true(vt_str_eq(original, documents[2].original));
    }
    vt_volume_reader_close(reader);
}

/* A frame of the given tar bytes as the whole of volume 1. */
static void set_frame(struct vt_str tar)
{
    struct vt_buf packed = {0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    OK(vt_frame_pack(&packed, context, tar, &error));
    set_volume(1, vt_buf_str(&packed));
    ZSTD_freeCCtx(context);
    vt_buf_free(&packed);
}

/* Members that do not belong together, in frames that are whole. */
static void members_out_of_place_are_reported(void **state)
{
    (void)state;
    struct document documents[FEW];
    few(documents);
    enum { ORIGINAL, RECORD, OTHER_RECORD, WRONG_BYTES, WRONG_SIZE, VOLUME, NOT_A_TAR, TYPES };
    static const struct {
        int member[4]; /* of TYPES */
        const char *log;
    } cases[] = {
        {{ORIGINAL, RECORD, TYPES}, "df"},
        {{ORIGINAL, TYPES}, "bf"},
        {{RECORD, TYPES}, "bf"},
        {{ORIGINAL, OTHER_RECORD, TYPES}, "bbf"},
        {{ORIGINAL, ORIGINAL, RECORD, TYPES}, "bdf"},
        {{WRONG_BYTES, RECORD, TYPES}, "bf"},
        {{WRONG_SIZE, RECORD, TYPES}, "bf"},
        {{VOLUME, ORIGINAL, RECORD, TYPES}, "bdf"},
        {{ORIGINAL, RECORD, NOT_A_TAR, TYPES}, "dbf"},
        {{NOT_A_TAR, TYPES}, "bf"},
        {{TYPES}, "f"},
    };
    struct vt_buf json[2] = {{0}, {0}};
    char names[4][64];
    for (size_t i = 0; i < 2; i++) {
        documents[i].record.id = documents[i].id;
        documents[i].record.sha256 = documents[i].sha256;
        OK(vt_record_format(&json[i], &documents[i].record));
        snprintf(names[i], 64, "%.2s/%s/record.json", documents[i].id, documents[i].id);
    }
    snprintf(names[2], 64, "%.2s/%s/original.txt", documents[0].id, documents[0].id);
    struct vt_str wrong = {documents[0].original.p + 1, documents[0].original.len};
    const struct {
        const char *name;
        struct vt_str data;
    } member[] = {{names[2], documents[0].original},
                  {names[0], vt_buf_str(&json[0])},
                  {names[1], vt_buf_str(&json[1])},
                  {names[2], wrong},
                  {names[2], vt_str_sub(wrong, 0, 5)},
                  {"vanthu/volume.json", VT_STR("{\"format\":1,\"number\":2}")}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_buf tar = {0};
        uint64_t end;
        bool torn;
        for (const int *m = cases[i].member; *m != TYPES; m++)
            if (*m == NOT_A_TAR)
                OK(vt_buf_append_str(&tar, VT_STR("không phải tar")));
            else
                OK(vt_tar_append(&tar, member[*m].name, -1, member[*m].data));
        set_frame(vt_buf_str(&tar));
        struct met met = scan(1, 0, NULL, &end, &torn);
        if (strcmp(met.log, cases[i].log) != 0)
            fail_msg("case %zu: %s, not %s", i, met.log, cases[i].log);
        vt_buf_free(&tar);
    }
    vt_buf_free(&json[0]);
    vt_buf_free(&json[1]);
}

/* Bytes that hardly compress, so that a commit needs room. */
static void make_noise(struct vt_buf *out, size_t size)
{
    uint32_t x = 2463534242u;
    OK(vt_buf_reserve(out, size));
    for (; size; size--) {
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        OK(vt_buf_append_char(out, (char)x));
    }
}

static void a_full_disk_leaves_the_volume_as_it_was(void **state)
{
    (void)state;
    struct document documents[FEW], large;
    struct vt_buf noise = {0};
    struct vt_frame frame;
    struct rlimit before, small;
    uint64_t end;
    bool torn;
    char path[128];
    few(documents);
    make_noise(&noise, 300000);
    large = make_document(vt_buf_str(&noise), VT_STR("ảnh quét.png"));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    struct vt_volume_writer *writer = writer_at(0, 0);

    for (int turn = 0; turn < 3; turn++) { /* 0: a new volume; 1: an old one; 2: one to be sealed */
        if (turn == 2)
            vt_volume_writer_limit(writer, 1);
        OK(put(writer, &large));
        setrlimit(RLIMIT_FSIZE, &small);
        assert_int_equal(vt_volume_commit(writer, &frame, &error), VANTHU_IO);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_non_null(strstr(error.message, turn == 2 ? "000002" : "000001"));
        assert_int_equal(vt_volume_pending(writer), 0);
        volume_path(path, turn == 2 ? 2 : 1);
        assert_int_equal(access(path, F_OK), turn == 1 ? 0 : -1);
        if (turn < 2)
            add(writer, &documents[turn], 1);
        struct met met = scan(1, 0, documents, &end, &torn);
        assert_string_equal(met.log, turn == 0 ? "df" : "dfdf");
        assert_false(torn);
    }
    add(writer, &large, 1);
    assert_int_equal(large.location.frame.volume, 2);
    assert_string_equal(scan(2, 0, documents, &end, &torn).log, "df");
    vt_volume_writer_close(writer);
    vt_buf_free(&noise);
}

/* ---- tests: no memory ---- */

/* Writes, reads and scans; what is acknowledged must hold. */
static vanthu_status whole_life(struct document *d)
{
    struct vt_volume_writer *writer = NULL;
    struct vt_volume_reader *reader = NULL;
    struct vt_str original;
    struct met met = {0};
    uint32_t *volumes = NULL;
    size_t count;
    uint64_t end;
    bool torn;
    vanthu_status status = vt_volume_writer_open(&writer, dir, 0, 0, &error);
    for (int i = 0; status == VANTHU_OK && i < 2; i++) {
        status = put(writer, &d[i]);
        if (status == VANTHU_OK)
            status = vt_volume_commit(writer, &d[i].location.frame, &error);
        vt_volume_writer_limit(writer, 1);
    }
    if (status == VANTHU_OK)
        status = vt_volume_reader_open(&reader, dir, &error);
    if (status == VANTHU_OK)
        status = vt_volume_read(reader, &d[0].location, &original, &error);
    if (status == VANTHU_OK)
        status = vt_volume_scan(dir, 1, 0, true, meet, &met, &end, &torn, &error);
    if (status == VANTHU_OK)
        assert_string_equal(met.log, "df");
    if (status == VANTHU_OK)
        status = vt_volume_list(&volumes, &count, dir, &error);
    free(volumes);
    vt_volume_writer_close(writer);
    vt_volume_reader_close(reader);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct document documents[FEW];
    size_t n = 0;
    vanthu_status status;
    do {
        char path[128];
        few(documents);
        fail_at = ++n;
        status = whole_life(documents + 2);
        bool reached = fail_at == 0;
        fail_at = 0;
        assert_int_equal(status, reached ? VANTHU_NO_MEMORY : VANTHU_OK);
        for (uint32_t volume = 1; volume < 3; volume++) {
            volume_path(path, volume);
            unlink(path);
        }
    } while (status == VANTHU_NO_MEMORY && n < 1000);
    assert_int_equal(status, VANTHU_OK);
    assert_true(n > 20);
}

/* ---- tests: other tools ---- */

static int run(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    return system(command);
}

/* Unpacks both volumes by `command` and compares every original; no tool may print a warning. */
static void tool_reads(const char *tool, const char *command)
{
    struct document documents[FEW];
    if (run("command -v %s >/dev/null", tool) != 0) {
        print_message("# %s is not installed: not tried\n", tool);
        return;
    }
    for (int sealed = 0; sealed < 2; sealed++) {
        small_volume(documents, sealed);
        assert_int_equal(
            run("cd %s && mkdir out && cd out && %s ../000001.tar.zst >../told 2>&1", dir, command),
            0);
        if (run("test ! -s %s/told || { cat %s/told >&2; false; }", dir, dir) != 0)
            fail_msg("%s has something to say", tool);
        for (size_t i = 0; i < FEW; i++) {
            struct vt_buf name = {0}, path = {0}, bytes = {0};
            OK(vt_record_member(&name, documents[i].id, documents[i].record.path));
            OK(vt_buf_printf(&path, "%s/out/%s", dir, vt_buf_cstr(&name)));
            OK(vt_file_read(&bytes, vt_buf_cstr(&path), 1 << 20, &error));
            assert_true(vt_str_eq(vt_buf_str(&bytes), documents[i].original));
            vt_buf_free(&name);
            vt_buf_free(&path);
            vt_buf_free(&bytes);
        }
        assert_int_equal(run("rm -rf %s/*", dir), 0);
    }
}

static void gnu_tar_reads_it(void **state)
{
    (void)state;
    tool_reads("tar", "tar --zstd -xf");
}

static void bsdtar_reads_it(void **state)
{
    (void)state;
    tool_reads("bsdtar", "bsdtar -xf");
}

static void zstd_and_tar_read_it(void **state)
{
    (void)state;
    tool_reads("zstd",
               "zstd -qt ../000001.tar.zst && un() { zstd -qdc \"$1\" | tar -xf -; } && un");
}

/* libarchive is what bsdtar, and many file managers, read with. */
static void libarchive_reads_it(void **state)
{
    (void)state;
    struct document documents[FEW];
    char path[128];
    small_volume(documents, true);
    volume_path(path, 1);
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_filter_zstd(a);
    archive_read_support_format_tar(a);
    assert_int_equal(archive_read_open_filename(a, path, 1 << 14), ARCHIVE_OK);
    size_t members = 0;
    while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        assert_int_equal(archive_entry_filetype(entry), AE_IFREG);
        assert_int_equal(archive_entry_perm(entry), 0444);
        assert_int_equal(archive_read_data_skip(a), ARCHIVE_OK);
        members++;
    }
    assert_null(archive_error_string(a));
    assert_int_equal(members, 1 + 2 * FEW + 1);
    archive_read_free(a);
}

/* The promises of vanthu-archive(5) about each frame. */
static void frames_are_as_the_manual_says(void **state)
{
    (void)state;
    struct vt_buf text = {0};
    for (int i = 0; text.len < 3 << 20; i++)
        OK(vt_buf_printf(&text, "Điều %d. Các cơ quan chịu trách nhiệm thi hành.\n", i));
    struct document d = make_document(vt_buf_str(&text), VT_STR("luật.txt"));
    struct vt_volume_writer *writer = writer_at(0, 0);
    add(writer, &d, 1);
    vt_volume_writer_close(writer);
    struct vt_buf bytes = volume_bytes(1);
    assert_int_equal(ZSTD_findFrameCompressedSize(bytes.p, bytes.len), bytes.len);
    assert_int_equal(ZSTD_getFrameContentSize(bytes.p, bytes.len), d.location.frame.content_bytes);
    unsigned descriptor = (unsigned char)bytes.p[4];
    assert_int_equal(descriptor & 4, 4);    /* checksum */
    assert_int_equal(descriptor & 0x0B, 0); /* no dictionary, nothing reserved */
    if (!(descriptor & 0x20))               /* not a single segment: the window */
        assert_true(((unsigned char)bytes.p[5] >> 3) + 10 <= 23);
    struct stat st;
    char path[128];
    volume_path(path, 1);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
    vt_buf_free(&bytes);
    vt_buf_free(&text);
}

static void the_seek_table_finds_every_frame(void **state)
{
    (void)state;
    struct document documents[FEW];
    small_volume(documents, true);
    struct vt_buf bytes = volume_bytes(1);
    const char *end = bytes.p + bytes.len;
    assert_int_equal(vt_get_le32(end - 4), VT_SEEK_FOOTER_MAGIC);
    uint32_t count = vt_get_le32(end - 9);
    assert_int_equal(count, 4);
    const char *entry = end - 9 - (size_t)count * VT_SEEK_ENTRY;
    assert_int_equal(vt_get_le32(entry - 8), VT_SEEK_FRAME_MAGIC);
    assert_int_equal(vt_get_le32(entry - 4), (size_t)(end - entry));
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++, entry += VT_SEEK_ENTRY) {
        assert_int_equal(ZSTD_findFrameCompressedSize(bytes.p + at, bytes.len - at),
                         vt_get_le32(entry));
        assert_int_equal(ZSTD_getFrameContentSize(bytes.p + at, bytes.len - at),
                         vt_get_le32(entry + 4));
        at += vt_get_le32(entry);
    }
    assert_int_equal(at + 17 + count * VT_SEEK_ENTRY, bytes.len);
    vt_buf_free(&bytes);
}

#define T(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(records_survive_every_path),
        T(records_are_read_strictly),
        T(originals_come_back),
        T(a_scan_meets_everything_in_order),
        T(a_scan_stops_when_asked),
        T(writing_goes_on_behind_what_is_committed),
        T(a_new_volume_never_destroys_one),
        T(volumes_are_listed_by_number),
        T(a_volume_cut_anywhere_is_read_up_to_there),
        T(a_byte_flipped_anywhere_costs_its_frame_only),
        T(a_run_of_lost_bytes_is_passed),
        T(hostile_volumes_are_refused),
        T(a_wrong_catalogue_is_damage_not_a_crash),
        T(members_out_of_place_are_reported),
        T(a_full_disk_leaves_the_volume_as_it_was),
        T(every_allocation_may_fail),
        T(gnu_tar_reads_it),
        T(bsdtar_reads_it),
        T(zstd_and_tar_read_it),
        T(libarchive_reads_it),
        T(frames_are_as_the_manual_says),
        T(the_seek_table_finds_every_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
