/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-verify.c: vanthu verify */
#include "cli/commands.h"

#include "base/output.h"
#include "cli/json.h"
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

struct verifying {
    const struct cli *cli;
    struct vt_buf report;
    uint64_t repaired, lost; /* by the repair */
    char **remedies;         /* each once, in the order they came */
    size_t remedies_count;
    bool naming;                  /* documents are to be named */
    struct vanthu_archive *names; /* where they are looked up */
};

/* ---- what is said of a document, and what to do ---- */

/* " title (source)"; nothing where the catalogue does not know it. */
static void put_name(struct vt_buf *out, struct verifying *v, const char *id)
{
    struct vanthu_document *d;
    if (!v->naming || (!v->names && vanthu_archive_open(&v->names, v->cli->dir, VANTHU_READ, NULL)))
        return;
    if (vanthu_show(&d, v->names, id, NULL) != VANTHU_OK)
        return;
    const char *source = d->sources_count ? d->sources[0].path : NULL;
    if (d->title)
        vt_buf_printf(out, " %s", d->title);
    if (source)
        vt_buf_printf(out, " (%s)", source);
    vanthu_document_free(d);
}

/* Its number among those that differ, from 1; 0 without memory. */
static size_t remedy_number(struct verifying *v, const char *remedy)
{
    for (size_t i = 0; i < v->remedies_count; i++)
        if (strcmp(v->remedies[i], remedy) == 0)
            return i + 1;
    char **grown = realloc(v->remedies, (v->remedies_count + 1) * sizeof *grown);
    if (!grown)
        return 0;
    v->remedies = grown;
    if (!(grown[v->remedies_count] = strdup(remedy)))
        return 0;
    return ++v->remedies_count;
}

/* One line a fault; what to do is said once, at the end. */
static void print_fault(struct verifying *v, const struct vanthu_fault *f, const char *name)
{
    cli_progress_end();
    cli_put(f->place, strlen(f->place));
    if (f->document)
        printf(" [%s]", f->document);
    cli_put(name, strlen(name));
    fputs(": ", stdout);
    cli_put(f->problem, strlen(f->problem));
    printf(" (%zu)\n", remedy_number(v, f->remedy));
}

static void print_remedies(struct verifying *v)
{
    for (size_t i = 0; i < v->remedies_count; i++) {
        cli_complain(v->cli, "(%zu) %s", i + 1, v->remedies[i]);
        free(v->remedies[i]);
    }
    free(v->remedies);
    v->remedies = NULL;
    v->remedies_count = 0;
}

/* ---- what the library tells ---- */

/* Ends what was written from `begin` on as one line: what names and reasons hold makes no other. */
static void end_line(struct vt_buf *report, size_t begin)
{
    for (size_t i = begin; i < report->len; i++)
        if ((unsigned char)report->p[i] < ' ' || report->p[i] == 127)
            report->p[i] = ' ';
    vt_buf_append_char(report, '\n');
}

static void lost(void *context, const struct vanthu_lost *l)
{
    struct verifying *v = context;
    size_t begin = v->report.len;
    const char *name = l->title ? l->title : l->source;
    vt_buf_printf(&v->report, _("%s %s%s%s; acknowledged %s, %s: %s"), _("LOST"), l->id,
                  name ? " " : "", name ? name : "", l->at, l->by, l->reason);
    end_line(&v->report, begin);
    if (!cli_option(v->cli, "json")) {
        if (cli_option(v->cli, "accept-loss"))
            cli_remark(v->cli, _("%s: lost (acknowledged): %s"), l->id, name ? name : "?");
        return;
    }
    json_t *o = json_object();
    json_put(o, "lost", l->id);
    json_put(o, "title", l->title);
    json_put(o, "number", l->canonical);
    json_put(o, "date", l->date);
    json_put(o, "source", l->source);
    json_put(o, "at", l->at);
    json_put(o, "by", l->by);
    json_put(o, "reason", l->reason);
    json_line(o);
}

static void fault(void *context, const struct vanthu_fault *f)
{
    struct verifying *v = context;
    struct vt_buf name = {0};
    size_t begin = v->report.len;
    if (f->document)
        put_name(&name, v, f->document);
    const char *known = name.len && vt_buf_cstr(&name) ? name.p : "";
    vt_buf_printf(&v->report, "%s %s%s%s%s: %s; ", _("FAULT"), f->place, f->document ? " " : "",
                  f->document ? f->document : "", known, f->problem);
    cli_advice(&v->report, v->cli, f->remedy);
    end_line(&v->report, begin);
    if (cli_option(v->cli, "json")) {
        json_t *o = json_object();
        json_put(o, "place", f->place);
        json_put(o, "document", f->document);
        json_put(o, "problem", f->problem);
        json_put(o, "remedy", f->remedy);
        json_line(o);
    } else {
        print_fault(v, f, known);
    }
    vt_buf_free(&name);
}

/* A writer repairs forward what a killed one left; where that cannot be, reading is enough. */
static vanthu_status open_archive(struct cli *cli, struct vanthu_error *error)
{
    vanthu_status status = vanthu_archive_open(&cli->archive, cli->dir, VANTHU_WRITE, error);
    if (status == VANTHU_LOCKED || status == VANTHU_IO || status == VANTHU_DAMAGED)
        status = vanthu_archive_open(&cli->archive, cli->dir, VANTHU_READ, error);
    return status;
}

static bool is_id(const char *place)
{
    enum { ID_LEN = 12 };
    return strlen(place) == ID_LEN && strspn(place, "0123456789abcdef") == ID_LEN;
}

static void repaired(void *context, const char *place, const char *how)
{
    struct verifying *v = context;
    if (is_id(place)) {
        struct vanthu_fault f = {.place = "volumes",
                                 .document = place,
                                 .problem = how,
                                 .remedy =
                                     _("add the document again, where there is another copy")};
        v->lost++;
        fault(v, &f);
        return;
    }
    size_t begin = v->report.len;
    v->repaired++;
    vt_buf_printf(&v->report, "%s %s: %s", _("REPAIRED"), place, how);
    end_line(&v->report, begin);
    if (cli_option(v->cli, "json")) {
        json_t *o = json_object();
        json_put(o, "place", place);
        json_put(o, "document", NULL);
        json_put(o, "repaired", how);
        json_line(o);
        return;
    }
    cli_progress_end();
    cli_remark(v->cli, "%s: %s", place, how);
}

static bool repair(struct cli *cli, struct verifying *v, int *status)
{
    struct vanthu_error error;
    struct vanthu_repair_options options = {.mirror = cli_option(cli, "against"),
                                            .accept_loss = cli_option(cli, "accept-loss"),
                                            .reason = cli_option(cli, "reason"),
                                            .by = cli_by(cli),
                                            .repaired = repaired,
                                            .progress = cli_progress(cli),
                                            .context = v};
    if (vanthu_repair(cli->dir, &options, NULL, &error) == VANTHU_OK)
        return true;
    *status = cli_failed(cli, &error);
    return false;
}

/* Nothing is given up by an option that was meant for something else. */
static bool says_what_to_do(const struct cli *cli)
{
    bool accept = cli_option(cli, "accept-loss");
    if (accept && !cli_option(cli, "repair"))
        cli_complain(cli, _("--accept-loss goes with --repair"));
    else if (accept && !cli_option(cli, "reason"))
        cli_complain(cli, _("why? say it with --reason TEXT"));
    else if (!accept && (cli_option(cli, "reason") || cli_option(cli, "by")))
        cli_complain(cli, _("--reason and --by go with --accept-loss"));
    else
        return true;
    return false;
}

static bool write_report(const struct cli *cli, const struct verifying *v, const char *path,
                         const struct vanthu_verify_summary *summary,
                         const struct vanthu_error *checked)
{
    struct vanthu_error error;
    struct cli_report report = {.lines = vt_buf_str(&v->report),
                                .repaired = v->repaired,
                                .lost = v->lost,
                                .summary = summary,
                                .checked = checked->status,
                                .why = checked->message};
    if (cli_report_write(cli, path, &report, &error) == VANTHU_OK)
        return true;
    cli_complain(cli, "%s", error.message);
    return false;
}

static void print_lost(const struct cli *cli, const struct vanthu_verify_summary *s)
{
    if (s->lost)
        cli_remark(cli, _("%llu documents are lost (acknowledged)"), (unsigned long long)s->lost);
    if (s->lost_entries)
        cli_remark(cli, _("%llu entries of the log are lost (acknowledged)"),
                   (unsigned long long)s->lost_entries);
}

int cli_verify(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_verify_summary summary = {0};
    struct verifying v = {.cli = cli};
    char size[32];
    const char *report = cli_option(cli, "report");
    struct vanthu_verify_options options = {
        .quick = cli_option(cli, "quick"),
        .mirror = cli_option(cli, "against"),
        .record = report && !cli_option(cli, "quick"),
        .ids = cli->arguments_count ? cli->arguments : NULL,
        .ids_count = cli->arguments_count,
        .fault = fault,
        .lost = lost,
        .progress = cli_progress(cli),
        .context = &v,
    };
    int status = EXIT_DONE;
    bool stream;
    if (!says_what_to_do(cli))
        return EXIT_USAGE;
    if (!cli_are_ids(cli))
        return EXIT_NOTHING;
    /* a check takes long: before it, not behind it */
    if (report && vt_output_check(report, false, &stream, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (cli_option(cli, "repair") && !repair(cli, &v, &status) && status != EXIT_DAMAGED)
        goto done;
    error.status = VANTHU_OK;
    vanthu_status checked = open_archive(cli, &error);
    v.naming = checked == VANTHU_OK;
    if (checked == VANTHU_OK)
        checked = vanthu_verify(cli->archive, &options, &summary, &error);
    else if (checked == VANTHU_DAMAGED && !options.ids && !options.mirror)
        checked = vanthu_verify_volumes(cli->dir, &options, &summary, &error);
    if (checked != VANTHU_OK)
        status = cli_failed(cli, &error);
    if (checked == VANTHU_OK)
        cli_remark(cli, _("sound: %llu documents, %s of originals"),
                   (unsigned long long)summary.documents, cli_size(size, summary.bytes));
    if (summary.mirror)
        cli_remark(
            cli,
            _("this is a mirror: compare it by `vanthu -A ARCHIVE verify --against %s`; to use "
              "it as an archive copy it elsewhere, and run `vanthu -A COPY rebuild`"),
            cli->dir);
    print_lost(cli, &summary);
    if (summary.behind)
        cli_remark(cli, _("the mirror is %s behind: run `vanthu mirror`"),
                   cli_size(size, summary.behind));
    if (summary.unlogged.status != VANTHU_OK)
        cli_remark(cli, _("the log of the archive does not tell of it: %s"),
                   summary.unlogged.message);
    if (report && !write_report(cli, &v, report, &summary, &error) && status == EXIT_DONE)
        status = EXIT_CANNOT;
done:
    print_remedies(&v);
    vanthu_archive_close(v.names);
    vt_buf_free(&v.report);
    return status;
}
