/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-bundle.c: bundles of originals, with an archive of our own making behind them: what is in
 * them, under which names, and that nothing is left behind where one cannot be made.
 */
#include "t.h"

#include "archive/archive.h"
#include "base/err.h"
#include "base/file.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the archive behind it ---- */

#define A50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
#define LONG A50 A50 A50 A50 "aaaaaaaaaabbbbbbbbb"

static const struct {
    const char *id, *name, *text;
    const char *in_bundle;
} documents[] = {
    {"0000aaaaaaaa", "báo cáo.txt", "Báo cáo tháng 7.\n", "báo cáo.txt"},
    {"0001aaaaaaaa", "báo cáo.txt", "Báo cáo tháng 8.\n", "báo cáo (2).txt"},
    {"0002aaaaaaaa", "báo cáo (3).txt", "Báo cáo tháng 9.\n", "báo cáo (3).txt"},
    {"0003aaaaaaaa", "báo cáo.txt", "Báo cáo tháng 10.\n", "báo cáo (4).txt"},
    {"0004aaaaaaaa", ".bashrc", "", ".bashrc"},
    {"0005aaaaaaaa", ".BASHRC", "x", ".BASHRC (2)"},
    {"0006aaaaaaaa", "đơn", "Đơn đề nghị.\n", "đơn"},
    {"0007aaaaaaaa", "đơn", "Đơn khiếu nại.\n", "đơn (2)"},
    {"0008aaaaaaaa", LONG "ăăăăăăăăăăăăăăăă.txt", "I", LONG "ăăăăăăăăăăăăăăăă.txt"}, /* 255 bytes */
    {"0009aaaaaaaa", LONG "ăăăăăăăăăăăăăăăă.txt", "II", LONG "ăăăă (2).txt"},
};
enum { DOCUMENTS = sizeof documents / sizeof *documents };

static int find(const char *id)
{
    for (int i = 0; i < DOCUMENTS; i++)
        if (strncmp(documents[i].id, id, strlen(id)) == 0)
            return i;
    return -1;
}

vanthu_status vt_catalog_resolve(struct vt_catalog *catalog, const char *id, int64_t *doc,
                                 char full[VT_ID_LEN + 1], struct vanthu_error *error)
{
    (void)catalog;
    *doc = find(id);
    if (*doc < 0)
        return vt_err(error, VANTHU_NOT_FOUND, "%s: no such document", id);
    strcpy(full, documents[*doc].id);
    return VANTHU_OK;
}

vanthu_status vanthu_changed_at(int64_t *mtime, struct vanthu_archive *archive, const char *id,
                                struct vanthu_error *error)
{
    (void)archive, (void)id, (void)error;
    *mtime = 1626141600;
    return VANTHU_OK;
}

vanthu_status vanthu_file_name(char name[256], struct vanthu_archive *archive, const char *id,
                               struct vanthu_error *error)
{
    (void)archive, (void)error;
    strcpy(name, documents[find(id)].name);
    return VANTHU_OK;
}

static const char *damaged; /* the document that cannot be read */

vanthu_status vanthu_get(struct vanthu_archive *archive, const char *id, vanthu_sink_fn sink,
                         void *context, struct vanthu_error *error)
{
    const char *text = documents[find(id)].text;
    size_t half = strlen(text) / 2;
    (void)archive;
    if (damaged && strcmp(id, damaged) == 0)
        return vt_err(error, VANTHU_DAMAGED, "%s: damaged", id);
    return sink(context, text, half) && sink(context, text + half, strlen(text) - half)
               ? VANTHU_OK
               : VANTHU_CANCELLED;
}

/* ---- tests ---- */

static char dir[] = "/tmp/vanthu-test-bundle-XXXXXX";
static struct vanthu_archive archive;
static struct vanthu_error error;

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return vt_dir_remove(dir, NULL) == VANTHU_OK ? 0 : -1;
}

static char *path_of(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void check_members(const char *path)
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    int i = 0;
    archive_read_support_filter_all(a);
    archive_read_support_format_all(a);
    assert_int_equal(archive_read_open_filename(a, path, 1 << 14), ARCHIVE_OK);
    for (; archive_read_next_header(a, &entry) == ARCHIVE_OK; i++) {
        char text[100];
        assert_true(i < DOCUMENTS);
        assert_string_equal(archive_entry_pathname_utf8(entry), documents[i].in_bundle);
        assert_int_equal(archive_entry_mtime(entry), 1626141600);
        la_ssize_t size = archive_read_data(a, text, sizeof text);
        assert_int_equal(size, strlen(documents[i].text));
        assert_memory_equal(text, documents[i].text, (size_t)size);
    }
    assert_null(archive_error_string(a));
    assert_int_equal(i, DOCUMENTS);
    archive_read_free(a);
}

static void a_bundle_holds_each_document_once(void **state)
{
    (void)state;
    static const char *const names[] = {"gói.zip", "gói.tar.zst"};
    const char *ids[DOCUMENTS + 2];
    for (int i = 0; i < DOCUMENTS; i++)
        ids[i] = documents[i].id;
    ids[DOCUMENTS] = "0003";
    ids[DOCUMENTS + 1] = documents[0].id;
    for (int i = 0; i < 4; i++) { /* each once where the locale has no letters but ASCII */
        char *path = path_of(names[i % 2]);
        setlocale(LC_ALL, i < 2 ? "C" : "C.UTF-8");
        error.message[0] = '\0';
        vanthu_status status = vanthu_get_bundle(&archive, ids, DOCUMENTS + 2, path, &error);
        if (status != VANTHU_OK)
            fail_msg("%s: %d %s", names[i % 2], (int)status, error.message);
        assert_string_equal(setlocale(LC_ALL, NULL), i < 2 ? "C" : "C.UTF-8");
        setlocale(LC_ALL, "C.UTF-8");
        check_members(path);
        damaged = ids[0];
        assert_int_equal(vanthu_get_bundle(&archive, ids, 1, path, &error), VANTHU_DAMAGED);
        damaged = NULL;
        check_members(path); /* it was not replaced */
        assert_int_equal(unlink(path), 0);
        assert_int_equal(rmdir(dir), 0); /* nothing else was left */
        assert_int_equal(mkdir(dir, 0700), 0);
    }
}

static void a_bundle_that_fails_leaves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *name, *id, *damaged;
        vanthu_status status;
    } cases[] = {
        {"a.zip", "ffff", NULL, VANTHU_NOT_FOUND},
        {"a.zip", "0002aaaaaaaa", "0002aaaaaaaa", VANTHU_DAMAGED},
        {"a.tar.zst", "0002aaaaaaaa", "0002aaaaaaaa", VANTHU_DAMAGED},
        {"a.rar", "0002aaaaaaaa", NULL, VANTHU_USAGE},
        {"không/có/a.zip", "0002aaaaaaaa", NULL, VANTHU_IO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const ids[] = {documents[0].id, cases[i].id};
        damaged = cases[i].damaged;
        error.message[0] = '\0';
        assert_int_equal(vanthu_get_bundle(&archive, ids, 2, path_of(cases[i].name), &error),
                         cases[i].status);
        assert_true(error.message[0]);
        assert_int_equal(rmdir(dir), 0);
        assert_int_equal(mkdir(dir, 0700), 0);
    }
    damaged = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_holds_each_document_once),
        cmocka_unit_test(a_bundle_that_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
