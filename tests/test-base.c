/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-base.c: buffers, arenas, UTF-8, files, error messages. */
#include "t.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void buffer_grows_and_keeps_its_ceiling(void **state)
{
    (void)state;
    struct vt_buf buf = {.max = 100};
    for (int i = 0; i < 25; i++)
        assert_int_equal(vt_buf_printf(&buf, "%04d", i), VANTHU_OK);
    assert_int_equal(buf.len, 100);
    assert_int_equal(vt_buf_append_char(&buf, 'x'), VANTHU_NO_MEMORY);
    assert_int_equal(vt_buf_append(&buf, "", SIZE_MAX), VANTHU_NO_MEMORY);
    assert_int_equal(buf.len, 100);
    assert_int_equal(strlen(vt_buf_cstr(&buf)), 100);
    char *taken = vt_buf_take(&buf);
    assert_memory_equal(taken, "00000001", 8);
    assert_int_equal(buf.len, 0);
    assert_int_equal(buf.max, 100);
    free(taken);
}

static void arena_gives_zeroed_memory_that_lasts(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    char *first = vt_arena_str(&arena, VT_STR("Kế hoạch"));
    for (size_t size = 0; size < 5000; size += 7) {
        unsigned char *p = vt_arena_alloc(&arena, size);
        assert_non_null(p);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xFF, size);
    }
    assert_non_null(vt_arena_alloc(&arena, 5 << 20));
    assert_null(vt_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(vt_arena_alloc(&arena, SIZE_MAX));
    assert_string_equal(first, "Kế hoạch");
    vt_arena_free(&arena);
    vt_arena_free(&arena);
}

static void utf8_is_strict(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t valid; /* bytes of the valid prefix */
        const char *repaired;
        size_t bad;
    } cases[] = {
        {"", 0, "", 0},
        {"Ủy ban nhân dân tỉnh", 26, "Ủy ban nhân dân tỉnh", 0},
        {"abc\x80xyz", 3, "abc\uFFFDxyz", 1},
        {"overlong \xC0\xAF", 9, "overlong \uFFFD\uFFFD", 2},
        {"overlong \xE0\x80\xAF", 9, "overlong \uFFFD\uFFFD\uFFFD", 3},
        {"surrogate \xED\xA0\x80", 10, "surrogate \uFFFD\uFFFD\uFFFD", 3},
        {"too high \xF4\x90\x80\x80", 9, "too high \uFFFD\uFFFD\uFFFD\uFFFD", 4},
        {"highest \xF4\x8F\xBF\xBF", 12, "highest \xF4\x8F\xBF\xBF", 0},
        {"cut \xE1\xBB", 4, "cut \uFFFD", 1},
        {"cut inside \xE1\xBB hoach", 11, "cut inside \uFFFD hoach", 1},
        {"\xFF\xFE", 0, "\uFFFD\uFFFD", 2},
        {"long enough for eight at a time \xE1", 32, "long enough for eight at a time \uFFFD", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_str s = vt_str(cases[i].bytes);
        struct vt_buf out = {0};
        size_t bad;
        assert_int_equal(vt_utf8_valid(s), cases[i].valid);
        assert_int_equal(vt_utf8_repair(&out, s, &bad), VANTHU_OK);
        assert_string_equal(vt_buf_cstr(&out), cases[i].repaired);
        assert_int_equal(bad, cases[i].bad);
        vt_buf_free(&out);
    }
}

static void utf8_decodes_what_it_encodes(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char bytes[4];
        uint32_t back = 0;
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        size_t len = vt_utf8_encode(bytes, point);
        assert_int_equal(vt_utf8_decode((struct vt_str){bytes, len}, &back), len);
        assert_int_equal(back, point);
        for (size_t cut = 0; cut < len; cut++)
            assert_int_equal(vt_utf8_decode((struct vt_str){bytes, cut}, &back), 0);
    }
}

static void messages_name_file_and_cause(void **state)
{
    (void)state;
    struct vanthu_error error = {0};
    struct vt_buf buf = {0};
    assert_int_equal(vt_file_read(&buf, "/nonexistent/báo cáo.txt", 100, &error), VANTHU_FAILED);
    assert_non_null(strstr(error.message, "/nonexistent/báo cáo.txt"));
    assert_non_null(strstr(error.message, strerror(ENOENT)));
    assert_int_equal(vt_err_at(&error, VANTHU_IO, "kho"), VANTHU_IO);
    assert_memory_equal(error.message, "kho: ", 5);
    assert_int_equal(vt_err(NULL, VANTHU_USAGE, "nobody listens"), VANTHU_USAGE);
    vt_buf_free(&buf);
}

static void long_messages_are_cut_at_a_character(void **state)
{
    (void)state;
    struct vanthu_error error;
    struct vt_buf name = {0};
    for (int pad = 0; pad < 4; pad++) {
        vt_buf_clear(&name);
        for (int i = 0; i < pad; i++)
            vt_buf_append_char(&name, 'x');
        while (name.len < 3000)
            vt_buf_append_str(&name, VT_STR("ệ"));
        vt_err(&error, VANTHU_IO, "%s", vt_buf_cstr(&name));
        size_t len = strlen(error.message);
        assert_in_range(len, sizeof error.message - 4, sizeof error.message - 1);
        assert_int_equal(vt_utf8_valid((struct vt_str){error.message, len}), len);
    }
    vt_buf_free(&name);
    vt_err(&error, VANTHU_IO, "%s", "xuống\ndòng\x1b[31m");
    assert_string_equal(error.message, "xuống?dòng?[31m");
}

static char directory[] = "/tmp/vanthu-test-base-XXXXXX";

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    return vt_dir_remove(directory, NULL) == VANTHU_OK && access(directory, F_OK) != 0 ? 0 : -1;
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    char *path = vt_path_join(directory, "archive.conf");
    struct vanthu_error error = {0};
    struct vt_buf buf = {0};
    assert_int_equal(vt_file_replace(path, VT_STR("format = 1\n"), &error), VANTHU_OK);
    assert_int_equal(vt_file_replace(path, VT_STR("format = 2\n"), &error), VANTHU_OK);
    assert_int_equal(vt_file_read(&buf, path, 11, &error), VANTHU_OK);
    assert_string_equal(vt_buf_cstr(&buf), "format = 2\n");
    assert_int_equal(vt_file_read(&buf, path, 10, &error), VANTHU_FAILED);
    assert_non_null(strstr(error.message, "10 bytes"));
    assert_int_equal(vt_file_read(&buf, directory, 10, &error), VANTHU_FAILED);
    assert_non_null(strstr(error.message, directory));
    vt_buf_free(&buf);
    free(path);
}

static void a_pipe_without_writer_does_not_hang(void **state)
{
    (void)state;
    char *path = vt_path_join(directory, "pipe");
    struct vanthu_error error = {0};
    struct vt_buf buf = {0};
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(vt_file_read(&buf, path, 10, &error), VANTHU_FAILED);
    vt_buf_free(&buf);
    free(path);
}

static void reading_past_the_end_is_damage(void **state)
{
    (void)state;
    char *path = vt_path_join(directory, "short");
    struct vanthu_error error = {0};
    char data[8];
    assert_int_equal(vt_file_replace(path, VT_STR("12345"), &error), VANTHU_OK);
    int fd = open(path, O_RDONLY);
    assert_int_equal(vt_file_read_at(fd, "short", data, 5, 0, &error), VANTHU_OK);
    assert_memory_equal(data, "12345", 5);
    assert_int_equal(vt_file_read_at(fd, "short", data, 5, 1, &error), VANTHU_DAMAGED);
    close(fd);
    free(path);
}

static void a_full_disk_is_reported(void **state)
{
    (void)state;
    struct vanthu_error error = {0};
    int fd = open("/dev/full", O_WRONLY);
    if (fd < 0)
        T_SKIP("no /dev/full");
    assert_int_equal(vt_file_write(fd, "tập", VT_STR("dữ liệu"), -1, &error), VANTHU_IO);
    assert_non_null(strstr(error.message, strerror(ENOSPC)));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_grows_and_keeps_its_ceiling),
        cmocka_unit_test(arena_gives_zeroed_memory_that_lasts),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(utf8_decodes_what_it_encodes),
        cmocka_unit_test(messages_name_file_and_cause),
        cmocka_unit_test(long_messages_are_cut_at_a_character),
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(a_pipe_without_writer_does_not_hang),
        cmocka_unit_test(reading_past_the_end_is_damage),
        cmocka_unit_test(a_full_disk_is_reported),
    };
    return cmocka_run_group_tests_name("base", tests, make_directory, remove_directory);
}
