/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-add.c: vanthu add */
#include "cli/commands.h"

#include "cli/json.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct adding {
    struct cli *cli;
    bool json, dry_run;
    bool closed; /* nobody reads standard output any more */
};

static void print_json(const struct vanthu_added *a)
{
    static const char *const statuses[] = {"added", "known", "failed"};
    json_t *o = json_object();
    json_put(o, "id", a->id);
    json_put(o, "sha256", a->sha256);
    json_put(o, "source", a->source);
    json_put(o, "status", statuses[a->status]);
    json_put(o, "reason", a->reason);
    json_put(o, "media_type", a->media_type);
    json_put(o, "title", a->title);
    json_put(o, "number", a->number);
    json_put(o, "date", a->date);
    json_put_number(o, "sections", a->sections_count);
    json_put_number(o, "mentions", a->mentions_count);
    if (a->restored)
        json_object_set_new(o, "restored", json_true());
    json_line(o);
}

static void print_line(const struct cli *cli, const struct vanthu_added *a)
{
    static const char *const statuses[] = {N_("added"), N_("known"), N_("failed")};
    const char *status = a->restored ? _("restored")
                         : a->reread ? _("reread")
                                     : _(statuses[a->status]);
    if (!cli->verbose || !a->id)
        return;
    printf("%s  ", a->id);
    cli_column(status, 8);
    cli_put(a->source, strlen(a->source));
    puts(a->recognised ? _("  [recognised]") : "");
}

static bool added(void *context, const struct vanthu_added *a)
{
    struct adding *adding = context;
    struct cli *cli = adding->cli;
    if (adding->json)
        print_json(a);
    else
        print_line(cli, a);
    /* an acknowledgement is worth what has left the program */
    adding->closed |= fflush(stdout) != 0 && errno == EPIPE;
    if (a->status == VANTHU_ADD_FAILED)
        cli_complain(cli, a->skipped ? "%s: %s" : _("%s: not added: %s"), a->source, a->reason);
    else if (a->reason && adding->dry_run)
        cli_complain(cli, _("%s: its text is not all there: %s"), a->source, a->reason);
    else if (a->reason)
        cli_complain(cli,
                     a->reread ? _("%s: read again, but its text is not all there: %s")
                               : _("%s: archived, but its text is not all there: %s"),
                     a->source, a->reason);
    return !cli_stopped() && !ferror(stdout);
}

/* "500M", "2G", "1000": bytes. */
static bool read_size(const struct cli *cli, uint64_t *bytes)
{
    static const char suffixes[] = "KMGT";
    const char *text = cli_option(cli, "max-size");
    char *end;
    if (!text)
        return true;
    unsigned long long value = strtoull(text, &end, 10);
    const char *suffix = *end ? strchr(suffixes, *end >= 'a' ? *end - 32 : *end) : NULL;
    unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
    if (end == text || text[0] == '-' || (*end && (!suffix || end[1])) || value == 0 ||
        value > UINT64_MAX >> shift) {
        cli_complain(cli, _("--max-size takes a size such as 500M or 2G, not \"%s\""), text);
        return false;
    }
    *bytes = value << shift;
    return true;
}

static void sum_up(const struct cli *cli, const struct vanthu_add_summary *s, bool dry_run)
{
    char size[32];
    cli_remark(cli,
               dry_run ? _("would add %llu (%s); known %llu; failed %llu")
                       : _("added %llu (%s); known %llu; failed %llu"),
               (unsigned long long)s->added, cli_size(size, s->bytes), (unsigned long long)s->known,
               (unsigned long long)s->failed);
    if (s->skipped)
        cli_remark(cli, _("%llu skipped: links to directories"), (unsigned long long)s->skipped);
    if (s->reread)
        cli_remark(cli,
                   dry_run ? _("%llu of those known would be read again")
                           : _("%llu of those known read again"),
                   (unsigned long long)s->reread);
    if (s->restored)
        cli_remark(cli,
                   dry_run
                       ? _("%llu of those known would be stored again: what was stored is damaged")
                       : _("%llu of those known stored again: what was stored is damaged"),
                   (unsigned long long)s->restored);
    if (s->set)
        cli_remark(
            cli, dry_run ? _("facts would be set: %llu documents") : _("facts set: %llu documents"),
            (unsigned long long)s->set);
    if (s->unread)
        cli_remark(cli, _("%llu of them without all their text"), (unsigned long long)s->unread);
}

static bool read_ocr(const struct cli *cli, enum vanthu_ocr *ocr)
{
    static const char *const names[] = {"auto", "always", "never"};
    const char *typed = cli_option(cli, "ocr");
    *ocr = VANTHU_OCR_AUTO;
    for (size_t i = 0; typed && i < sizeof names / sizeof *names; i++) {
        if (strcmp(typed, names[i]) == 0) {
            *ocr = (enum vanthu_ocr)i;
            return true;
        }
    }
    if (typed)
        cli_complain(cli, _("--ocr takes auto, always or never, not \"%s\""), typed);
    return !typed;
}

/* Whether there is something to add, and a name for what comes from standard input. */
static bool check_paths(const struct cli *cli)
{
    if (cli->arguments_count == 0 && !cli_option(cli, "retry")) {
        cli_missing(cli);
        return false;
    }
    if (cli->arguments_count == 0 && cli->many_count) {
        cli_complain(cli, "%s", _("--set needs a PATH: it is for the documents that are named"));
        return false;
    }
    for (size_t i = 0; i < cli->arguments_count; i++) {
        if (strcmp(cli->arguments[i], "-") == 0 && !cli_option(cli, "name")) {
            cli_complain(cli, _("standard input (-) needs --name NAME"));
            return false;
        }
    }
    return true;
}

int cli_add(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_add_summary summary;
    struct adding adding = {
        .cli = cli, .json = cli_option(cli, "json"), .dry_run = cli_option(cli, "dry-run")};
    uint64_t jobs = 0, max_bytes = 0;
    enum vanthu_ocr ocr;
    if (!cli_number(cli, "jobs", 256, &jobs) || !read_size(cli, &max_bytes) ||
        !read_ocr(cli, &ocr) || !check_paths(cli))
        return EXIT_USAGE;
    struct vanthu_add_options options = {
        .jobs = (unsigned)jobs,
        .recursive = cli_option(cli, "recursive"),
        .dry_run = adding.dry_run,
        .text_only = cli_option(cli, "text-only"),
        .max_bytes = max_bytes,
        .stdin_name = cli_option(cli, "name"),
        .ocr = ocr,
        .retry = cli_option(cli, "retry"),
        .set = cli->many,
        .set_count = cli->many_count,
        .by = cli_by(cli),
        .added = added,
        .progress = cli_progress(cli),
        .context = &adding,
    };
    cli_stopped();
    vanthu_status status =
        vanthu_add(cli->archive, cli->arguments, cli->arguments_count, &options, &summary, &error);
    cli_progress_end();
    if (adding.closed && !freopen("/dev/null", "w", stdout))
        return EXIT_CANNOT;
    sum_up(cli, &summary, adding.dry_run);
    if (status != VANTHU_OK)
        return cli_failed(cli, &error);
    return summary.failed || summary.skipped || summary.unread ? EXIT_SOME_FAILED : EXIT_DONE;
}
