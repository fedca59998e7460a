/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.c: the dated record of a check. In English its labels are one word each, for programs. */
#include "cli/report.h"

#include "base/output.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static vanthu_status put(const char *path, struct vt_str text, struct vanthu_error *error)
{
    struct vt_output output;
    vanthu_status status = vt_output_open(&output, path, false, error);
    if (status == VANTHU_OK)
        status = vt_file_write(output.fd, path, text, -1, error);
    if (status == VANTHU_OK)
        status = vt_output_keep(&output, NULL, error);
    vt_output_close(&output);
    return status;
}

/* A line of the head; none where nothing is known. */
static void line(struct vt_buf *text, const char *format, const char *what)
{
    if (what && *what)
        vt_buf_printf(text, format, what);
}

/* Whose archive was checked, by whom and when. */
static void put_head(struct vt_buf *text, const struct cli *cli)
{
    char utc[40] = "", local[40] = "", agency[512], place[512];
    time_t now = time(NULL);
    struct tm tm;
    char *path = realpath(cli->dir, NULL);
    if (gmtime_r(&now, &tm))
        strftime(utc, sizeof utc, "%Y-%m-%dT%H:%M:%SZ", &tm);
    if (localtime_r(&now, &tm))
        strftime(local, sizeof local, "%d/%m/%Y %H:%M:%S %z", &tm);
    vanthu_archive_about(agency, sizeof agency, cli->dir, "agency");
    vanthu_archive_about(place, sizeof place, cli->dir, "place");
    vt_buf_printf(text, _("vanthu %s verify%s\n"), vanthu_version(),
                  cli_option(cli, "quick") ? " --quick" : "");
    line(text, _("archive %s\n"), path ? path : cli->dir);
    line(text, _("agency %s\n"), agency);
    line(text, _("place %s\n"), place);
    line(text, _("checker %s\n"), cli_by(cli));
    line(text, _("date %s\n"), utc);
    line(text, _("local time %s\n"), local);
    free(path);
}

static void put_numbers(struct vt_buf *text, const struct cli *cli, const struct cli_report *r)
{
    const struct vanthu_verify_summary *s = r->summary;
    vt_buf_printf(text, _("documents %llu\nframes %llu\nbytes %llu\nfaults %llu\n"),
                  (unsigned long long)s->documents, (unsigned long long)s->frames,
                  (unsigned long long)s->bytes, (unsigned long long)s->faults + r->lost);
    if (cli_option(cli, "repair"))
        vt_buf_printf(text, _("repaired %llu\n"), (unsigned long long)r->repaired);
    if (s->lost)
        vt_buf_printf(text, _("lost %llu (acknowledged)\n"), (unsigned long long)s->lost);
    if (s->lost_entries)
        vt_buf_printf(text, _("lost entries of the log %llu (acknowledged)\n"),
                      (unsigned long long)s->lost_entries);
}

static void put_conclusion(struct vt_buf *text, const struct cli *cli, const struct cli_report *r)
{
    bool part = cli_option(cli, "quick") || cli->arguments_count;
    if (r->checked != VANTHU_OK && r->checked != VANTHU_DAMAGED)
        vt_buf_printf(text, _("conclusion: the check did not come to its end: %s\n"), r->why);
    else if (r->checked == VANTHU_DAMAGED || r->lost)
        vt_buf_append_str(text, vt_str(_("conclusion: damage was found\n")));
    else
        vt_buf_append_str(text, vt_str(part ? _("conclusion: what was looked at is sound\n")
                                            : _("conclusion: the archive is sound\n")));
}

vanthu_status cli_report_write(const struct cli *cli, const char *path,
                               const struct cli_report *report, struct vanthu_error *error)
{
    struct vt_buf text = {0};
    put_head(&text, cli);
    put_numbers(&text, cli, report);
    vt_buf_append_str(&text, report->lines);
    put_conclusion(&text, cli, report);
    vanthu_status status = put(path, vt_buf_str(&text), error);
    vt_buf_free(&text);
    return status;
}
