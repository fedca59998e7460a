/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-text.c: vanthu text */
#include "cli/commands.h"

#include "cli/json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

struct filtering {
    struct cli *cli;
    struct vanthu_text *text;
    enum vanthu_text_mode mode;
    const char *name;
    int fd;
};

/* ---- what came out ---- */

static void explain_json(const char *name, const struct vanthu_text_report *r)
{
    json_t *o = json_object(), *scores = json_object();
    json_put(o, "file", name);
    json_put(o, "encoding", r->encoding);
    json_object_set_new(o, "score", json_real(r->score));
    json_object_set_new(o, "next", json_real(r->next));
    json_put_number(o, "words", r->words);
    for (size_t i = 0; i < sizeof r->scores / sizeof *r->scores; i++)
        json_object_set_new(scores, r->scores[i].encoding, json_real(r->scores[i].score));
    json_object_set_new(o, "scores", scores);
    json_put_number(o, "misread", r->misread);
    json_object_set_new(o, "damaged", json_boolean(r->damaged));
    json_put_number(o, "broken", r->broken);
    json_line(o);
}

static void explain(const char *name, const struct vanthu_text_report *r, bool unknown)
{
    cli_put(name, strlen(name));
    printf(": %s", unknown ? _("unknown") : r->encoding);
    if (r->misread)
        printf(_(", read %u times as Windows-1252"), r->misread);
    if (r->damaged)
        printf(", %s", _("damaged: every \"ư\" is lost"));
    if (r->broken)
        printf(_(", %llu broken places"), (unsigned long long)r->broken);
    if (r->words || unknown) {
        printf(_("; marked words: %llu; of them syllables:"), (unsigned long long)r->words);
        for (size_t i = 0; i < sizeof r->scores / sizeof *r->scores; i++)
            printf(" %s %.2f", r->scores[i].encoding, r->scores[i].score);
    }
    putchar('\n');
}

/* Says what is doubtful in the output. */
static int judge(const struct filtering *f, const struct vanthu_text_report *r)
{
    bool unknown = strcmp(r->encoding, "unknown") == 0;
    if (f->mode == VANTHU_TEXT_DETECT) {
        if (cli_option(f->cli, "json"))
            explain_json(f->name, r);
        else
            explain(f->name, r, unknown);
        return unknown ? EXIT_NOTHING : EXIT_DONE;
    }
    unknown &= f->mode == VANTHU_TEXT_UNICODE;
    if (unknown)
        cli_complain(f->cli, _("%s: the encoding is not known: left as it is"), f->name);
    if (r->damaged)
        cli_complain(f->cli, _("%s: damaged: TCVN3 that has lost every letter \"ư\""), f->name);
    if (r->broken)
        cli_complain(f->cli, _("%s: %llu places are not proper text and became U+FFFD"), f->name,
                     (unsigned long long)r->broken);
    return unknown || r->damaged ? EXIT_NOTHING : EXIT_DONE;
}

/* ---- files ---- */

static bool write_out(void *context, const void *data, size_t size)
{
    (void)context;
    return fwrite(data, 1, size, stdout) == size && !cli_stopped();
}

static int filter(struct filtering *f)
{
    static char piece[PIECE];
    struct vanthu_error error = {0};
    struct vanthu_text_report report;
    vanthu_status status = VANTHU_OK;
    ssize_t got;
    int failed = 0;
    while (status == VANTHU_OK && (got = read(f->fd, piece, sizeof piece)) != 0) {
        if (got > 0)
            status = vanthu_text_feed(f->text, piece, (size_t)got, write_out, NULL, &error);
        else if (errno != EINTR) {
            failed = errno;
            break;
        }
    }
    if (status == VANTHU_OK)
        status = vanthu_text_end(f->text, write_out, NULL, &report, &error);
    if (failed) {
        cli_complain(f->cli, "%s: %s", f->name, strerror(failed));
        return EXIT_SOME_FAILED;
    }
    if (status == VANTHU_CANCELLED)
        return EXIT_CANNOT;
    return status == VANTHU_OK ? judge(f, &report) : cli_failed(f->cli, &error);
}

static int filter_file(struct filtering *f, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    f->name = standard ? _("(standard input)") : path;
    f->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (f->fd < 0) {
        cli_complain(f->cli, "%s: %s", path, strerror(errno));
        return EXIT_SOME_FAILED;
    }
    int status = filter(f);
    if (!standard)
        close(f->fd);
    return status;
}

/* ---- the command ---- */

static bool read_options(struct cli *cli, struct vanthu_text_options *options)
{
    static const char *const levels[] = {"L0", "L1", "L2", "L3"};
    const char *fold = cli_option(cli, "fold");
    int modes = cli_option(cli, "to-unicode") != NULL;
    options->from = cli_option(cli, "from");
    if (cli_option(cli, "detect"))
        options->mode = VANTHU_TEXT_DETECT, modes++;
    if (cli_option(cli, "tokens"))
        options->mode = VANTHU_TEXT_TOKENS, modes++;
    if (fold) {
        options->mode = VANTHU_TEXT_FOLD, modes++;
        while (options->level < 4 && strcasecmp(fold, levels[options->level]) != 0)
            options->level++;
        if (options->level == 4) {
            cli_complain(cli, _("--fold %s: the levels are L0, L1, L2 and L3"), fold);
            return false;
        }
    }
    if (modes > 1) {
        cli_complain(cli, _("only one of --to-unicode, --detect, --fold and --tokens"));
        return false;
    }
    return true;
}

int cli_text(struct cli *cli)
{
    struct vanthu_text_options options = {.mode = VANTHU_TEXT_UNICODE};
    struct vanthu_error error = {0};
    struct filtering f = {.cli = cli};
    int status = EXIT_DONE;
    if (!read_options(cli, &options))
        return EXIT_USAGE;
    f.mode = options.mode;
    if (vanthu_text_new(&f.text, &options, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (cli->arguments_count == 0)
        status = filter_file(&f, "-");
    for (size_t i = 0; i < cli->arguments_count && status != EXIT_CANNOT; i++) {
        int one = filter_file(&f, cli->arguments[i]);
        status = one > status ? one : status;
    }
    vanthu_text_free(f.text);
    return status;
}
