/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-compact.c: vanthu compact */
#include "cli/commands.h"

int cli_compact(struct cli *cli)
{
    char before[32], after[32];
    struct vanthu_error error;
    struct vanthu_compact_summary summary;
    struct vanthu_compact_options options = VANTHU_COMPACT_OPTIONS_INIT;
    uint64_t parity = 0;
    if (!cli_number(cli, "parity", 100, &parity))
        return EXIT_USAGE;
    if (cli_option(cli, "parity"))
        options.parity = (int)parity;
    options.progress = cli_progress(cli);
    vanthu_status status = vanthu_compact(cli->dir, &options, &summary, &error);
    cli_progress_end();
    if (status != VANTHU_OK)
        return cli_failed(cli, &error);
    cli_remark(cli, _("%llu documents; volumes: %s before, %s now"),
               (unsigned long long)summary.documents, cli_size(before, summary.before),
               cli_size(after, summary.after));
    if (summary.unchanged)
        cli_remark(cli, _("%llu volumes keep the recovery records that they have"),
                   (unsigned long long)summary.unchanged);
    return EXIT_DONE;
}
