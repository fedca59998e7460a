/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h: the dated record of a check, which goes to the files of the office. */
#ifndef VT_CLI_REPORT_H
#define VT_CLI_REPORT_H

#include "cli/cli.h"

struct cli_report {
    struct vt_str lines;     /* what was found, one thing a line */
    uint64_t repaired, lost; /* by the repair before the check */
    const struct vanthu_verify_summary *summary;
    vanthu_status checked; /* how the check ended */
    const char *why; /* it did not come to its end; where `checked` is neither OK nor DAMAGED */
};

/* Writes it, in the user's language, to `path`, where nothing is replaced: base/output.h. */
vanthu_status cli_report_write(const struct cli *cli, const char *path,
                               const struct cli_report *report, struct vanthu_error *error);

#endif
