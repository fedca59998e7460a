/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-volume-damage.c: volumes cut and flipped anywhere, hostile ones, wrong catalogues, members
 * out of place, full disks: what is whole is found, what is not is reported.
 */
#include "t-volume.h"

#include "volume/tar.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

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

/* The last whole frame of a volume that ends at `len`, and the documents up to there. */
static uint64_t whole_end(const struct document *documents, uint64_t len, size_t *count)
{
    uint64_t end = 0;
    *count = 0;
    for (size_t i = 0; i < FEW; i++)
        if (frame_end(&documents[i]) <= len) {
            end = frame_end(&documents[i]);
            ++*count;
        }
    return end;
}

/* A writer goes on where the volume ends, or in the next one: what is whole is there, and one more.
 */
static void check_goes_on(const struct document *documents, uint64_t end, size_t count)
{
    bool torn;
    struct document more = make_document(VT_STR("Thông báo mới.\n"), VT_STR("mới.txt"));
    struct vt_volume_writer *writer = writer_at(1, end);
    add(writer, &more, 1);
    vt_volume_writer_close(writer);
    uint32_t volume = more.location.frame.volume;
    struct met met = scan(volume, 0, documents, &end, &torn);
    assert_int_equal(met.documents, volume == 1 ? count + 1 : 1);
    assert_true(has(&met, more.id));
    assert_int_equal(met.broken, 0);
    assert_int_equal(end, frame_end(&more));
    if (volume != 1)
        met = scan(1, 0, documents, &end, &torn);
    assert_int_equal(met.documents, volume == 1 ? count + 1 : count);
    char next[128];
    volume_path(next, 2);
    unlink(next);
}

/* `seal_bytes` are those of the end-of-archive frame, behind which a cut is none. */
static void check_cuts(bool sealed, size_t seal_bytes)
{
    struct document documents[FEW];
    uint64_t end;
    bool torn;
    char next[128];
    small_volume(documents, sealed);
    volume_path(next, 2);
    unlink(next);
    struct vt_buf whole = volume_bytes(1);
    for (size_t len = 0; len <= whole.len; len++) {
        size_t count;
        uint64_t expected = whole_end(documents, len, &count);
        set_volume(1, vt_str_sub(vt_buf_str(&whole), 0, len));
        struct met met = scan(1, 0, documents, &end, &torn);
        bool fits = len == expected;
        if (sealed && count == FEW)
            fits = fits || len == expected + seal_bytes || len == whole.len;
        if (end != expected || met.documents != count || torn == fits || met.broken == fits)
            fail_msg("cut at %zu: ends at %lu, %zu documents", len, end, met.documents);
        check_goes_on(documents, end, count);
    }
    vt_buf_free(&whole);
}

static void a_volume_cut_anywhere_is_read_up_to_there(void **state)
{
    (void)state;
    check_cuts(false, 0);
}

static void a_sealed_volume_cut_anywhere_is_read_up_to_there(void **state)
{
    (void)state;
    static const char zeros[VT_TAR_END_BYTES];
    struct vt_buf packed = {0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    struct vt_str content = {zeros, sizeof zeros};
    OK(vt_frame_pack(&packed, context, VT_LEVEL_COMMIT, content, &error));
    check_cuts(true, packed.len);
    ZSTD_freeCCtx(context);
    vt_buf_free(&packed);
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
    OK(vt_frame_pack(&packed, context, VT_LEVEL_COMMIT, tar, &error));
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
    enum {
        ORIGINAL,
        RECORD,
        OTHER_RECORD,
        WRONG_BYTES,
        WRONG_SIZE,
        VOLUME,
        TEXT,
        WRONG_TEXT,
        FACTS,
        WRONG_FACTS,
        UNKNOWN,
        NOT_A_TAR,
        TYPES
    };
    static const struct {
        int member[6]; /* of TYPES */
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
        /* a text torn off, or torn, costs itself only */
        {{ORIGINAL, RECORD, TEXT, FACTS, TYPES}, "Df"},
        {{ORIGINAL, RECORD, TEXT, TYPES}, "dbf"},
        {{ORIGINAL, RECORD, FACTS, TYPES}, "dbf"},
        {{ORIGINAL, RECORD, TEXT, NOT_A_TAR, TYPES}, "dbbf"},
        {{ORIGINAL, RECORD, WRONG_TEXT, FACTS, TYPES}, "dbf"},
        {{ORIGINAL, RECORD, TEXT, WRONG_FACTS, TYPES}, "dbf"},
        {{ORIGINAL, RECORD, TEXT, RECORD, FACTS, TYPES}, "dbbbf"},
        {{ORIGINAL, TEXT, FACTS, RECORD, TYPES}, "brbf"},
        /* a later one, of a document in another frame */
        {{TEXT, FACTS, TYPES}, "rf"},
        {{TEXT, TEXT, FACTS, TYPES}, "brf"},
        {{FACTS, TYPES}, "bf"},
        /* what later versions put there */
        {{ORIGINAL, RECORD, UNKNOWN, TYPES}, "df"},
        {{ORIGINAL, RECORD, UNKNOWN, TEXT, FACTS, TYPES}, "drf"},
    };
    struct vt_buf json[2] = {{0}, {0}}, facts[2] = {{0}, {0}};
    struct vt_str text = VT_STR("TRANG MỘT\nTrang hai.\n");
    char names[6][64];
    for (size_t i = 0; i < 2; i++) {
        documents[i].record.id = documents[i].id;
        documents[i].record.sha256 = documents[i].sha256;
        OK(vt_record_format(&json[i], &documents[i].record));
        snprintf(names[i], 64, "%.2s/%s/record.json", documents[i].id, documents[i].id);
        struct vt_recognised recognised = recognised_in(&documents[i], text);
        OK(vt_recognised_format(&facts[i], &recognised));
    }
    static const char *const others[] = {"recognised.txt", "recognised.json", "summary.html"};
    for (size_t i = 0; i < 3; i++)
        snprintf(names[i + 3], 64, "%.2s/%s/%s", documents[0].id, documents[0].id, others[i]);
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
                  {"vanthu/volume.json", VT_STR("{\"format\":1,\"number\":2}")},
                  {names[3], text},
                  {names[3], vt_str_sub(text, 0, 11)},
                  {names[4], vt_buf_str(&facts[0])},
                  {names[4], vt_buf_str(&facts[1])},
                  {names[5], VT_STR("later")}};
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
    for (size_t i = 0; i < 2; i++) {
        vt_buf_free(&json[i]);
        vt_buf_free(&facts[i]);
    }
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

/* ---- what is whole of a damaged frame ---- */

enum { MANY = 12, MANY_BYTES = 60000 };

/* Words that pack about as well as those of a report, unlike from document to document. */
static void make_words(struct vt_buf *out, size_t size, uint32_t seed)
{
    static const char *const words[] = {"báo cáo",   "kế hoạch", "số",      "tỉnh",
                                        "thực hiện", "năm",      "đất đai", "ngân sách",
                                        "giao",      "chỉ tiêu", "phòng",   "xã"};
    while (out->len < size) {
        seed = seed * 1664525 + 1013904223;
        OK(vt_buf_printf(out, "%s %u ", words[(seed >> 16) % 12], seed >> 24));
    }
}

struct salvaged {
    const struct document *documents;
    size_t count, broken, frames;
    bool found[MANY];
};

static vanthu_status meet_salvaged(void *context, const struct vt_scanned *s)
{
    struct salvaged *m = context;
    m->broken += s->kind == VT_SCANNED_BROKEN;
    m->frames += s->kind == VT_SCANNED_FRAME;
    if (s->kind != VT_SCANNED_DOCUMENT)
        return VANTHU_OK;
    for (size_t i = 0; i < MANY; i++)
        if (strcmp(m->documents[i].sha256, s->record->sha256) == 0) {
            assert_true(vt_str_eq(s->original, m->documents[i].original));
            assert_int_equal(s->data_offset, m->documents[i].location.data_offset);
            m->found[i] = true;
        }
    m->count++;
    return VANTHU_OK;
}

/* What a reader gets as it was is what the scan gives, and nothing else. */
static void check_reader(const struct salvaged *m)
{
    struct vt_volume_reader *reader;
    struct vt_str original;
    OK(vt_volume_reader_open(&reader, dir, &error));
    vt_volume_reader_salvage(reader, true);
    for (size_t i = 0; i < MANY; i++) {
        vanthu_status status = vt_volume_read(reader, &m->documents[i].location, &original, &error);
        bool same = status == VANTHU_OK && vt_str_eq(original, m->documents[i].original);
        assert_int_equal(same, m->found[i]);
    }
    vt_volume_reader_close(reader);
}

static void a_damaged_frame_gives_what_is_whole_in_it(void **state)
{
    (void)state;
    struct document documents[MANY];
    struct vt_buf texts[MANY] = {{0}};
    size_t found = 0, turns = 0;
    uint64_t end;
    bool torn;
    for (size_t i = 0; i < MANY; i++) {
        make_words(&texts[i], MANY_BYTES, (uint32_t)i + 1);
        documents[i] = make_document(vt_buf_str(&texts[i]), VT_STR("a.txt"));
    }
    struct vt_volume_writer *writer = writer_at(0, 0);
    add(writer, documents, MANY);
    vt_volume_writer_close(writer);
    struct vt_buf whole = volume_bytes(1);
    for (size_t at = 100; at < whole.len; at += whole.len / 40 + 1, turns++) {
        struct salvaged m = {.documents = documents};
        whole.p[at] ^= 0x10;
        set_volume(1, vt_buf_str(&whole));
        whole.p[at] ^= 0x10;
        OK(vt_volume_scan(dir, 1, 0, VT_SCAN_SALVAGING, meet_salvaged, &m, &end, &torn, &error));
        assert_int_equal(m.broken, 1);
        assert_int_equal(m.frames, m.count > 0);
        assert_int_equal(end, m.count ? whole.len : 0);
        check_reader(&m);
        found += m.count;
    }
    assert_true(found * 4 > turns * MANY * 2); /* over half of them */
    /* what is cut off may be of a write that was interrupted: nothing of it counts */
    struct salvaged cut = {.documents = documents};
    set_volume(1, vt_str_sub(vt_buf_str(&whole), 0, whole.len - 1));
    OK(vt_volume_scan(dir, 1, 0, VT_SCAN_SALVAGING, meet_salvaged, &cut, &end, &torn, &error));
    assert_int_equal(cut.count, 0);
    assert_int_equal(end, 0);
    assert_true(torn);
    for (size_t i = 0; i < MANY; i++)
        vt_buf_free(&texts[i]);
    vt_buf_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_volume_cut_anywhere_is_read_up_to_there),
        T(a_sealed_volume_cut_anywhere_is_read_up_to_there),
        T(a_byte_flipped_anywhere_costs_its_frame_only),
        T(a_run_of_lost_bytes_is_passed),
        T(hostile_volumes_are_refused),
        T(a_wrong_catalogue_is_damage_not_a_crash),
        T(members_out_of_place_are_reported),
        T(a_full_disk_leaves_the_volume_as_it_was),
        T(a_damaged_frame_gives_what_is_whole_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
