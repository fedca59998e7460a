/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-mirror.c: vanthu mirror */
#include "cli/commands.h"

static void fault(void *context, const struct vanthu_fault *f)
{
    const struct cli *cli = context;
    cli_progress_end();
    cli_print_fault(cli, f);
}

int cli_mirror(struct cli *cli)
{
    char size[32];
    struct vanthu_error error;
    struct vanthu_mirror_summary summary;
    struct vanthu_mirror_options options = {
        .check = cli_option(cli, "check"),
        .fault = fault,
        .progress = cli_progress(cli),
        .context = cli,
    };
    vanthu_status status =
        vanthu_mirror(cli->archive, cli->arguments[0], &options, &summary, &error);
    cli_progress_end();
    if (status != VANTHU_OK)
        return cli_failed(cli, &error);
    cli_remark(cli, _("%s: a mirror of %llu volumes, %s copied"), cli->arguments[0],
               (unsigned long long)summary.volumes, cli_size(size, summary.copied_bytes));
    return EXIT_DONE;
}
