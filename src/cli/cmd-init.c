/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-init.c: vanthu init */
#include "cli/commands.h"

#include <string.h>
#include <sys/stat.h>

/* The default archive lies in directories that a new user may not have. */
static void make_parents(const char *dir)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s", dir) >= (int)sizeof path)
        return;
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        mkdir(path, 0777);
        *p = '/';
    }
}

/* Whether the archive has what is asked for. */
static bool is_so(const char *dir, const char *name, const char *wanted)
{
    char value[512];
    vanthu_archive_about(value, sizeof value, dir, name);
    return !wanted || strcmp(value, wanted) == 0;
}

int cli_init(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_create_options options = {cli_option(cli, "agency"), cli_option(cli, "place")};
    const char *dir = cli->arguments_count ? cli->arguments[0] : cli->dir;
    bool existed;
    if (cli->arguments_count)
        cli->named = dir;
    make_parents(dir);
    if (vanthu_archive_create(dir, &options, &existed, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (existed && !(is_so(dir, "agency", options.agency) && is_so(dir, "place", options.place))) {
        cli_complain(
            cli,
            _("%s: is an archive already, and nothing was changed: its agency and place are "
              "lines of %s/archive.conf"),
            dir, dir);
        return EXIT_USAGE;
    }
    if (existed)
        cli_remark(cli, _("%s: is an archive already; nothing was changed"), dir);
    else
        cli_remark(cli, _("%s: an empty archive; add documents with `vanthu add -r DIR`"), dir);
    return EXIT_DONE;
}
