/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-rebuild.c: vanthu rebuild */
#include "cli/commands.h"

#include <string.h>

static void lost(void *context, const struct vanthu_lost *document)
{
    const char *name = document->title ? document->title : document->source;
    (void)context;
    cli_progress_end();
    printf("%s  %s", document->id, _("lost"));
    if (name) {
        fputs(": ", stdout);
        cli_put(name, strlen(name));
    }
    putchar('\n');
}

int cli_rebuild(struct cli *cli)
{
    struct vanthu_error error;
    uint64_t documents = 0;
    struct vanthu_rebuild_options options = {
        .index_only = cli_option(cli, "index-only"),
        .lost = lost,
        .progress = cli_progress(cli),
    };
    vanthu_status status = vanthu_rebuild(cli->dir, &options, &documents, &error);
    cli_progress_end();
    if (status == VANTHU_OK || status == VANTHU_DAMAGED)
        cli_remark(cli, _("%llu documents"), (unsigned long long)documents);
    return status == VANTHU_OK ? EXIT_DONE : cli_failed(cli, &error);
}
