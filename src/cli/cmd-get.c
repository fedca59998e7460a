/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-get.c: vanthu get */
#include "cli/commands.h"

#include "base/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool to_stdout(void *context, const void *data, size_t size)
{
    (void)context;
    return fwrite(data, 1, size, stdout) == size;
}

struct target {
    struct vt_output output;
    struct vanthu_error error;
};

static bool to_file(void *context, const void *data, size_t size)
{
    struct target *t = context;
    struct vt_str piece = {data, size};
    return vt_file_write(t->output.fd, t->output.path, piece, -1, &t->error) == VANTHU_OK;
}

static vanthu_status give(struct cli *cli, const char *id, vanthu_sink_fn sink, void *context,
                          struct vanthu_error *error)
{
    if (cli_option(cli, "text"))
        return vanthu_get_text(cli->archive, id, cli_option(cli, "section"), sink, context, error);
    return vanthu_get(cli->archive, id, sink, context, error);
}

/* The file appears whole or not at all. An original is as old as it was. */
static int get_file(struct cli *cli, const char *id, const char *path)
{
    struct vanthu_error error;
    struct target t = {.output = VT_OUTPUT_NONE};
    int64_t mtime;
    bool text = cli_option(cli, "text");
    vanthu_status status = vt_output_open(&t.output, path, true, &error);
    if (status == VANTHU_OK)
        status = give(cli, id, to_file, &t, &error);
    if (status == VANTHU_CANCELLED)
        error = t.error;
    if (status == VANTHU_OK && !text)
        status = vanthu_changed_at(&mtime, cli->archive, id, &error);
    if (status == VANTHU_OK)
        status = vt_output_keep(&t.output, text ? NULL : &mtime, &error);
    vt_output_close(&t.output);
    return status == VANTHU_OK ? EXIT_DONE : cli_failed(cli, &error);
}

/* Into a directory: under its own name, or "name (2).txt" where that is taken. */
static int get_into(struct cli *cli, const char *id, const char *dir)
{
    struct vanthu_error error;
    struct vt_buf path = {0};
    struct stat st;
    char name[256];
    int status = EXIT_DONE;
    if (vanthu_file_name(name, cli->archive, id, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    char *dot = strrchr(name, '.');
    size_t stem = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    const char *extension = cli_option(cli, "text") ? ".txt" : name + stem;
    for (unsigned n = 1; n < 100000; n++) {
        vt_buf_clear(&path);
        vt_buf_printf(&path, "%s/%.*s", dir, (int)stem, name);
        if (n > 1)
            vt_buf_printf(&path, " (%u)", n);
        if (vt_buf_printf(&path, "%s", extension) != VANTHU_OK ||
            (lstat(path.p, &st) != 0 && errno == ENOENT))
            break;
    }
    status = get_file(cli, id, path.p);
    if (status == EXIT_DONE)
        cli_remark(cli, "%s", path.p);
    vt_buf_free(&path);
    return status;
}

/* An original that is no text is not for the eyes, and may steer the terminal. */
static bool disturbs_terminal(struct cli *cli, const char *id)
{
    struct vanthu_document *document;
    if (cli_option(cli, "text") || !isatty(STDOUT_FILENO) ||
        vanthu_show(&document, cli->archive, id, NULL) != VANTHU_OK)
        return false;
    bool disturbs = !document->media_type || strncmp(document->media_type, "text/", 5) != 0;
    vanthu_document_free(document);
    return disturbs;
}

static int get_stdout(struct cli *cli, const char *id)
{
    struct vanthu_error error;
    if (disturbs_terminal(cli, id)) {
        cli_complain(cli, _("%s: is no text: give a file with -o, or take its --text"), id);
        return EXIT_USAGE;
    }
    vanthu_status given = give(cli, id, to_stdout, NULL, &error);
    /* a failed write is told at the end of the program */
    return given == VANTHU_OK || given == VANTHU_CANCELLED ? EXIT_DONE : cli_failed(cli, &error);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int cli_get(struct cli *cli)
{
    struct vanthu_error error;
    const char *output = cli_option(cli, "output");
    int status = EXIT_DONE;
    if (cli_option(cli, "section") && !cli_option(cli, "text")) {
        cli_complain(cli, _("--section goes with --text"));
        return EXIT_USAGE;
    }
    if (!cli_are_ids(cli))
        return EXIT_NOTHING;
    bool directory = output && (is_directory(output) || ends_with(output, "/"));
    bool bundle = output && !directory && !cli_option(cli, "text") &&
                  (ends_with(output, ".zip") || ends_with(output, ".tar.zst"));
    if (bundle)
        return vanthu_get_bundle(cli->archive, cli->arguments, cli->arguments_count, output,
                                 &error) == VANTHU_OK
                   ? EXIT_DONE
                   : cli_failed(cli, &error);
    if (output && !directory && cli->arguments_count > 1) {
        cli_complain(cli, _("several documents go into a directory, X.zip or X.tar.zst, not %s"),
                     output);
        return EXIT_USAGE;
    }
    if (directory && mkdir(output, 0777) != 0 && errno != EEXIST) {
        cli_complain(cli, _("%s: cannot create: %s"), output, strerror(errno));
        return EXIT_CANNOT;
    }
    for (size_t i = 0; i < cli->arguments_count; i++) {
        const char *id = cli->arguments[i];
        int one = directory                            ? get_into(cli, id, output)
                  : output && strcmp(output, "-") != 0 ? get_file(cli, id, output)
                                                       : get_stdout(cli, id);
        status = one > status ? one : status;
    }
    return status;
}
