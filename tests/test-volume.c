/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-volume.c: originals go into volumes and come out again, also where memory runs out, and
 * without vanthu, by tar, zstd and libarchive.
 */
#include "t-volume.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

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

static void what_people_say_is_kept(void **state)
{
    (void)state;
    static const struct vt_said said[] = {
        {"title", "Kết quả \"quý I\"\nnăm 2021"}, {"type", "Báo cáo"}, {"date", ""}};
    struct vt_event event = {.id = "ba7816bf8f01",
                             .event = "set",
                             .said = said,
                             .said_count = 3,
                             .at = "2021-08-01T00:00:00Z",
                             .agent = "vanthu 0.1.0"},
                    back;
    struct vt_arena arena = {0};
    struct vt_buf json = {0};
    OK(vt_event_format(&json, &event));
    OK(vt_event_parse(&back, &arena, vt_buf_str(&json), &error));
    assert_string_equal(back.event, "set");
    assert_int_equal(back.said_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(back.said[i].fact, said[i].fact);
        assert_string_equal(back.said[i].value, said[i].value);
    }
    assert_int_equal(vt_event_parse(&back, &arena,
                                    VT_STR("{\"vanthu\":1,\"id\":\"ba7816bf8f01\",\"event\":"
                                           "\"set\",\"path\":\"\",\"mtime\":0,\"at\":\"t\","
                                           "\"agent\":\"a\",\"set\":{\"title\":5}}"),
                                    &error),
                     VANTHU_DAMAGED);
    vt_buf_free(&json);
    vt_arena_free(&arena);
}

/* ---- tests: recognised texts ---- */

static void recognised_texts_come_back(void **state)
{
    (void)state;
    struct document d = make_document(VT_STR("ảnh"), VT_STR("quét.png"));
    struct vt_recognised said = recognised_in(&d, VT_STR(SCANNED)), back;
    struct vt_arena arena = {0};
    struct vt_buf json = {0};
    OK(vt_recognised_format(&json, &said));
    assert_ptr_equal(memchr(json.p, '\n', json.len), json.p + json.len - 1);
    OK(vt_recognised_parse(&back, &arena, vt_buf_str(&json), said.text, &error));
    assert_string_equal(back.id, d.id);
    assert_string_equal(back.sha256, d.sha256);
    assert_string_equal(back.engine, "tesseract 5.3.0 vie");
    assert_true(back.confidence == said.confidence);
    assert_string_equal(back.status, "partial");
    assert_string_equal(back.reason, said.reason);
    assert_int_equal(back.pages_count, 2);
    assert_int_equal(back.pages[1], 12);
    assert_int_equal(back.headings_count, 1);
    assert_int_equal(back.headings[0].end, 11);
    assert_int_equal(back.headings[0].level, 1);
    vt_buf_free(&json);
    vt_arena_free(&arena);
}

/* Places in the text must lie in it, in order. */
static void recognised_facts_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is;
    } cases[] = {
        {"\"confidence\":0.92500000000000004", "\"confidence\":1.5"},
        {"\"confidence\":0.92500000000000004", "\"confidence\":\"0.9\""},
        {"\"pages\":[0,12]", "\"pages\":[12,0]"},
        {"\"pages\":[0,12]", "\"pages\":[0,1200]"},
        {"\"pages\":[0,12]", "\"pages\":[0,-1]"},
        {"\"pages\":[0,12]", "\"pages\":[0,1.5]"},
        {"\"pages\":[0,12]", "\"pages\":{}"},
        {"\"headings\":[[0,11,1]]", "\"headings\":[[11,0,1]]"},
        {"\"headings\":[[0,11,1]]", "\"headings\":[[0,11]]"},
        {"\"headings\":[[0,11,1]]", "\"headings\":[[0,11,0]]"},
        {"\"headings\":[[0,11,1]]", "\"headings\":[5]"},
        {"\"headings\":[[0,11,1]]", "\"headings\":[[0,11,1],[4,12,2]]"},
        {"\"status\":\"partial\"", "\"status\":\"none\""},
        {"\"engine\":\"tesseract 5.3.0 vie\"", "\"engine\":\"\""},
        {"\"text_size\":", "\"text_size\":1"},
        {"\"agent\"", "\"another\""},
    };
    struct document d = make_document(VT_STR("ảnh"), VT_STR("quét.png"));
    struct vt_recognised said = recognised_in(&d, VT_STR(SCANNED)), back;
    struct vt_buf json = {0};
    OK(vt_recognised_format(&json, &said));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_arena arena = {0};
        struct vt_buf changed = {0};
        const char *at = strstr(vt_buf_cstr(&json), cases[i].was);
        if (!at)
            fail_msg("%s is not in %s", cases[i].was, json.p);
        OK(vt_buf_printf(&changed, "%.*s%s%s", (int)(at - json.p), json.p, cases[i].is,
                         at + strlen(cases[i].was)));
        vanthu_status status =
            vt_recognised_parse(&back, &arena, vt_buf_str(&changed), said.text, &error);
        if (status != VANTHU_DAMAGED)
            fail_msg("%s: %d", cases[i].is, (int)status);
        vt_buf_free(&changed);
        vt_arena_free(&arena);
    }
    vt_buf_free(&json);
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
        assert_string_equal(met.log, "dDfdfeetddf");
        assert_int_equal(end, frame_end(&documents[4]));
        assert_false(torn);
        met = scan(1, documents[2].location.frame.offset, documents, &end, &torn);
        assert_string_equal(met.log, "dfeetddf");
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
    assert_int_equal(vt_volume_scan(dir, 1, 0, VT_SCAN_HASHING, stop, &calls, &end, &torn, &error),
                     VANTHU_CANCELLED);
    assert_int_equal(calls, 1);
    assert_int_equal(vt_volume_scan(dir, 7, 0, VT_SCAN_HASHING, stop, &calls, &end, &torn, &error),
                     VANTHU_DAMAGED);
    assert_non_null(strstr(error.message, "000007.tar.zst"));
    end = frame_end(&documents[4]);
    assert_int_equal(
        vt_volume_scan(dir, 1, end + 1, VT_SCAN_HASHING, stop, &calls, &end, &torn, &error),
        VANTHU_DAMAGED);
    assert_int_equal(calls, 1);
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
    /* what is sealed stays as it is: the next frame begins a volume */
    char path[128];
    volume_path(path, 2);
    unlink(path);
    struct document more = make_document(VT_STR("Phụ lục II.\n"), VT_STR("ii.txt"));
    struct vt_volume_writer *writer = writer_at(1, frame_end(&documents[2]));
    add(writer, &more, 1);
    vt_volume_writer_close(writer);
    assert_string_equal(scan(2, 0, documents, &end, &torn).log, "df");
    assert_string_equal(scan(1, 0, documents, &end, &torn).log, "dfdfdf");
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

static void no_number_comes_twice(void **state)
{
    (void)state;
    struct document documents[FEW];
    struct vt_frame frame;
    uint32_t *volumes;
    size_t count;
    few(documents);
    struct vt_volume_writer *writer = writer_at(VT_VOLUME_MAX, 0);
    add(writer, documents, 2);
    struct vt_buf before = volume_bytes(VT_VOLUME_MAX);
    vt_volume_writer_limit(writer, 1);
    OK(put(writer, &documents[2]));
    assert_int_equal(vt_volume_commit(writer, &frame, &error), VANTHU_IO);
    vt_volume_writer_close(writer);
    assert_int_equal(vt_volume_writer_open(&writer, dir, VT_VOLUME_MAX + 1, 0, &error), VANTHU_IO);
    assert_null(writer);
    struct vt_buf after = volume_bytes(VT_VOLUME_MAX);
    assert_true(vt_str_eq(vt_buf_str(&before), vt_buf_str(&after))); /* not sealed in vain */
    OK(vt_volume_list(&volumes, &count, dir, &error));
    assert_int_equal(count, 1);
    assert_int_equal(volumes[0], VT_VOLUME_MAX);
    free(volumes);
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
    static const struct vt_said said[] = {{"title", "Chỉ tiêu"}};
    struct vt_event set = {.id = d[0].id,
                           .event = "set",
                           .said = said,
                           .said_count = 1,
                           .at = "2021-08-01T00:00:00Z",
                           .agent = "vanthu 0.1.0"};
    vanthu_status status = vt_volume_writer_open(&writer, dir, 0, 0, &error);
    for (int i = 0; status == VANTHU_OK && i < 2; i++) {
        status = put(writer, &d[i]);
        struct vt_recognised recognised = recognised_in(&d[i], VT_STR(SCANNED));
        if (status == VANTHU_OK)
            status = vt_volume_put_recognised(writer, &recognised, 0, &error);
        if (status == VANTHU_OK)
            status = vt_volume_put_event(writer, &set, &error);
        if (status == VANTHU_OK)
            status = vt_volume_commit(writer, &d[i].location.frame, &error);
        vt_volume_writer_limit(writer, 1);
    }
    if (status == VANTHU_OK)
        status = vt_volume_reader_open(&reader, dir, &error);
    if (status == VANTHU_OK)
        status = vt_volume_read(reader, &d[0].location, &original, &error);
    if (status == VANTHU_OK)
        status = vt_volume_scan(dir, 1, 0, VT_SCAN_HASHING, meet, &met, &end, &torn, &error);
    if (status == VANTHU_OK)
        assert_string_equal(met.log, "Def");
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
        assert_int_equal(run("test \"$(cat %s/out/%.2s/%s/recognised.txt)\" = '%.*s'", dir,
                             documents[1].id, documents[1].id, (int)sizeof SCANNED - 2, SCANNED),
                         0);
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
    assert_int_equal(members,
                     1 + 2 * FEW + 2 + 2 + 1); /* a text and its facts, events, a tombstone */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(records_survive_every_path),
        T(records_are_read_strictly),
        T(what_people_say_is_kept),
        T(recognised_texts_come_back),
        T(recognised_facts_are_read_strictly),
        T(originals_come_back),
        T(a_scan_meets_everything_in_order),
        T(a_scan_stops_when_asked),
        T(writing_goes_on_behind_what_is_committed),
        T(a_new_volume_never_destroys_one),
        T(no_number_comes_twice),
        T(volumes_are_listed_by_number),
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
