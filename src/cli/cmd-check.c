/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-check.c: vanthu check */
#include "cli/commands.h"

#include "base/file.h"
#include "cli/json.h"

#include <string.h>
#include <unistd.h>

static const uint64_t FILE_MAX_BYTES = 1 << 30;

struct counts {
    size_t sound, findings, unchecked;
};

static const char *verdict(enum vanthu_verdict v)
{
    switch (v) {
    case VANTHU_CHECK_UNKNOWN:
        return _("not known to the archive");
    case VANTHU_CHECK_AMBIGUOUS:
        return _("which one is not clear");
    case VANTHU_CHECK_TYPO:
        return _("probably a typing error");
    case VANTHU_CHECK_MISDATED:
        return _("another date");
    case VANTHU_CHECK_AMENDED:
        return _("amended since");
    case VANTHU_CHECK_REPLACED:
        return _("replaced since");
    case VANTHU_CHECK_REPEALED:
        return _("repealed since");
    default:
        return "";
    }
}

static void print_json(const char *file, const struct vanthu_checked *c)
{
    json_t *o = json_object();
    json_put(o, "file", file);
    json_put_number(o, "start", c->mention->start);
    json_put_number(o, "end", c->mention->end);
    json_put(o, "raw", c->mention->raw);
    json_put(o, "canonical", c->mention->canonical);
    json_put(o, "verdict", vanthu_verdict_name(c->verdict));
    json_put(o, "suggestion", c->suggestion);
    json_put(o, "evidence", c->evidence);
    json_line(o);
}

static void print_finding(const struct cli *cli, const char *file, const struct vanthu_checked *c)
{
    cli_put(file, strlen(file));
    printf(":%llu: %s", (unsigned long long)c->line, cli_on(cli, CLI_BOLD));
    cli_put(c->mention->canonical, strlen(c->mention->canonical));
    printf("%s: %s%s%s", cli_off(cli, CLI_BOLD), cli_on(cli, CLI_BAD), verdict(c->verdict),
           cli_off(cli, CLI_BAD));
    if (c->suggestion) {
        fputs(": ", stdout);
        cli_put(c->suggestion, strlen(c->suggestion));
    }
    putchar('\n');
    cli_fill(cli, 4, c->evidence ? c->evidence : "", NULL, 0);
}

static void print(const struct cli *cli, const char *file, const struct vanthu_check *check,
                  struct counts *counts)
{
    bool json = cli_option(cli, "json");
    for (size_t i = 0; i < check->checked_count; i++) {
        const struct vanthu_checked *c = &check->checked[i];
        bool finding = c->verdict > VANTHU_CHECK_NONE;
        counts->sound += c->verdict == VANTHU_CHECK_OK;
        counts->unchecked += c->verdict == VANTHU_CHECK_NONE;
        counts->findings += finding;
        if (json)
            print_json(file, c);
        else if (finding)
            print_finding(cli, file, c);
    }
}

static int check_file(struct cli *cli, const char *file, struct counts *counts)
{
    struct vanthu_error error = {0};
    struct vt_buf data = {0};
    struct vanthu_check *check = NULL;
    bool standard = strcmp(file, "-") == 0;
    int status = EXIT_DONE;
    vanthu_status read = standard
                             ? vt_file_read_fd(&data, STDIN_FILENO, file, FILE_MAX_BYTES, &error)
                             : vt_file_read(&data, file, FILE_MAX_BYTES, &error);
    if (read != VANTHU_OK) {
        cli_complain(cli, "%s", error.message);
        status = read == VANTHU_FAILED ? EXIT_SOME_FAILED : EXIT_CANNOT;
    } else if (data.len && (read = vanthu_check(&check, cli->archive, data.p, data.len, &error))) {
        cli_complain(cli, "%s: %s", file, error.message);
        status = read == VANTHU_FAILED ? EXIT_SOME_FAILED : EXIT_CANNOT;
    } else if (check) {
        print(cli, file, check, counts);
    }
    vanthu_check_free(check);
    vt_buf_free(&data);
    return status;
}

int cli_check(struct cli *cli)
{
    struct counts counts = {0};
    int status = EXIT_DONE;
    for (size_t i = 0; i < cli->arguments_count && status != EXIT_CANNOT; i++) {
        int one = check_file(cli, cli->arguments[i], &counts);
        status = one > status ? one : status;
    }
    cli_remark(cli, _("references: %zu sound, %zu to look at, %zu not checked"), counts.sound,
               counts.findings, counts.unchecked);
    return status == EXIT_DONE && counts.findings ? EXIT_NOTHING : status;
}
