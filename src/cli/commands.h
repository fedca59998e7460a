/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commands.h: the run functions of the table; each returns an exit status. */
#ifndef VT_CLI_COMMANDS_H
#define VT_CLI_COMMANDS_H

#include "cli/cli.h"

int cli_init(struct cli *cli);
int cli_add(struct cli *cli);
int cli_search(struct cli *cli);
int cli_ref(struct cli *cli);
int cli_refs(struct cli *cli);
int cli_get(struct cli *cli);
int cli_show(struct cli *cli);
int cli_list(struct cli *cli);
int cli_stats(struct cli *cli);
int cli_verify(struct cli *cli);
int cli_check(struct cli *cli);
int cli_text(struct cli *cli);
int cli_compact(struct cli *cli);
int cli_export(struct cli *cli);
int cli_remove(struct cli *cli);
int cli_mirror(struct cli *cli);
int cli_rebuild(struct cli *cli);
int cli_help_command(struct cli *cli);

#endif
