/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-export.c: vanthu export */
#include "cli/commands.h"

int cli_export(struct cli *cli)
{
    struct vanthu_error error;
    const char *dir = cli_option(cli, "bagit");
    struct vanthu_export_options options = {.progress = cli_progress(cli)};
    struct vanthu_export_summary summary;
    if (!dir || !*dir) {
        cli_complain(cli, _("where to? say it with --bagit DIR"));
        return EXIT_USAGE;
    }
    vanthu_status status = vanthu_export_bag(cli->archive, dir, cli->arguments,
                                             cli->arguments_count, &options, &summary, &error);
    cli_progress_end();
    if (status != VANTHU_OK)
        return cli_failed(cli, &error);
    cli_remark(cli, _("%s: a bag of %llu documents"), dir, (unsigned long long)summary.documents);
    if (summary.unlogged.status != VANTHU_OK)
        cli_remark(cli, _("the log of the archive does not tell of it: %s"),
                   summary.unlogged.message);
    return EXIT_DONE;
}
