/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-patience.c: a file that takes longer than one may keeps what was read of it. Speaks to
 * vanthu-read as vanthu does, but gives it no time.
 */
#include "t.h"

#include "base/buf.h"
#include "read/formats.h"
#include "read/wire.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static pid_t start(int *fd)
{
    char path[4096], name[] = "vanthu-read";
    char *arguments[] = {name, NULL};
    const char *build = getenv("BUILD_DIR");
    int ends[2];
    pid_t pid;
    posix_spawn_file_actions_t actions;
    snprintf(path, sizeof path, "%s/src/vanthu-read", build ? build : ".");
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    assert_int_equal(posix_spawn(&pid, path, &actions, NULL, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *fd = ends[0];
    return pid;
}

static bool next_piece(int fd, struct vt_piece *piece, struct vt_buf *bytes)
{
    vt_buf_clear(bytes);
    if (!vt_wire_receive(fd, piece, sizeof *piece, vt_wire_now() + 60000) ||
        vt_buf_reserve(bytes, piece->bytes + 1) != VANTHU_OK)
        return false;
    bytes->len = piece->bytes;
    return vt_wire_receive(fd, bytes->p, bytes->len, vt_wire_now() + 60000);
}

/* A PDF without a table of its objects, which readers make good. */
static void make_pages(struct vt_buf *pdf, int count)
{
    assert_int_equal(vt_buf_printf(pdf,
                                   "%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
                                   "2 0 obj\n<</Type/Pages/Count %d/Kids[",
                                   count),
                     VANTHU_OK);
    for (int i = 0; i < count; i++)
        assert_int_equal(vt_buf_printf(pdf, "%d 0 R ", 4 + 2 * i), VANTHU_OK);
    assert_int_equal(vt_buf_printf(pdf, "]>>\nendobj\n3 0 obj\n<</Type/Font/Subtype/Type1/BaseFont"
                                        "/Helvetica>>\nendobj\n"),
                     VANTHU_OK);
    for (int i = 0; i < count; i++)
        assert_int_equal(
            vt_buf_printf(
                pdf,
                "%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents "
                "%d 0 R/Resources<</Font<</F 3 0 R>>>>>>\nendobj\n%d 0 obj\n<</Length 48>>"
                "\nstream\n%-48s\nendstream\nendobj\n",
                4 + 2 * i, 5 + 2 * i, 5 + 2 * i,
                i ? "BT /F 12 Tf 72 720 Td (Trang sau) Tj ET"
                  : "BT /F 12 Tf 72 720 Td (Trang dau) Tj ET"),
            VANTHU_OK);
    assert_int_equal(vt_buf_printf(pdf, "trailer\n<</Root 1 0 R>>\n%%%%EOF\n"), VANTHU_OK);
}

static void what_was_read_is_kept(void **state)
{
    (void)state;
    int fd;
    pid_t pid = start(&fd);
    struct vt_buf pdf = {0}, bytes = {0}, text = {0}, reason = {0};
    struct vt_piece piece;
    make_pages(&pdf, 5);
    struct vt_request request = {.magic = VT_WIRE_MAGIC,
                                 .kind = VT_REQUEST_READ,
                                 .format = VT_PDF,
                                 .patience = 0,
                                 .bytes = pdf.len};
    uint32_t status = 0;
    assert_true(next_piece(fd, &piece, &bytes));
    assert_int_equal(piece.kind, VT_PIECE_READY);
    assert_true(vt_wire_send(fd, &request, sizeof request, -1));
    assert_true(vt_wire_send(fd, pdf.p, pdf.len, -1));
    do {
        assert_true(next_piece(fd, &piece, &bytes));
        if (piece.kind == VT_PIECE_STATUS) {
            status = piece.value;
            assert_int_equal(vt_buf_append_str(&reason, vt_buf_str(&bytes)), VANTHU_OK);
        } else if (piece.kind == VT_PIECE_TEXT) {
            assert_int_equal(vt_buf_append_str(&text, vt_buf_str(&bytes)), VANTHU_OK);
        }
    } while (piece.kind != VT_PIECE_DONE);
    assert_int_equal(status, 1);
    assert_non_null(strstr(vt_buf_cstr(&reason), "only the first 1 of 5 pages"));
    assert_string_equal(vt_buf_cstr(&text), "Trang dau\n");
    close(fd);
    waitpid(pid, NULL, 0);
    vt_buf_free(&pdf);
    vt_buf_free(&bytes);
    vt_buf_free(&text);
    vt_buf_free(&reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_read_is_kept)};
    setenv("LC_ALL", "C.UTF-8", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
