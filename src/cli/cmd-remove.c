/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-remove.c: vanthu remove */
#include "cli/commands.h"

static void removed(void *context, const struct vanthu_removed *r)
{
    const struct cli *cli = context;
    cli_remark(cli, _("withdrawn: %s  %s"), r->id, r->title ? r->title : r->source);
}

int cli_remove(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_remove_options options = {
        .reason = cli_option(cli, "reason"),
        .by = cli_by(cli),
        .removed = removed,
        .context = cli,
    };
    if (!options.reason) {
        cli_complain(cli, _("why? say it with --reason TEXT"));
        return EXIT_USAGE;
    }
    if (!cli_are_ids(cli))
        return EXIT_NOTHING;
    return vanthu_remove(cli->archive, cli->arguments, cli->arguments_count, &options, &error) ==
                   VANTHU_OK
               ? EXIT_DONE
               : cli_failed(cli, &error);
}
