/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-list.c: vanthu list */
#include "cli/commands.h"

#include "cli/document.h"

#include <stdlib.h>
#include <string.h>

const char *cli_own_number(char out[128], const struct vanthu_document *d)
{
    out[0] = '\0';
    if (d->canonical)
        snprintf(out, 128, "%s", d->canonical);
    else if (d->number && d->symbol)
        snprintf(out, 128, "%s/%s", d->number, d->symbol);
    else if (d->number)
        snprintf(out, 128, "%s", d->number);
    return out;
}

const char *cli_source_name(const struct vanthu_document *d)
{
    const char *path = d->sources_count ? d->sources[0].path : d->id;
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void print_json(const struct vanthu_document *d)
{
    json_t *o = json_object();
    json_put(o, "id", d->id);
    json_put(o, "sha256", d->sha256);
    json_put(o, "source", d->sources_count ? d->sources[0].path : NULL);
    json_put(o, "title", d->title);
    json_put(o, "type", d->type);
    json_put(o, "number", d->number);
    json_put(o, "symbol", d->symbol);
    json_put(o, "office", d->office);
    json_put(o, "place", d->place);
    json_put(o, "date", d->date);
    json_put_year(o, "year", d->year);
    json_put(o, "period", d->period);
    json_put_number(o, "bytes", d->bytes);
    json_put(o, "media_type", d->media_type);
    json_put(o, "text_status", d->text_status);
    json_put(o, "text_reason", d->text_reason);
    json_put(o, "text_agent", d->text_agent);
    json_object_set_new(o, "recognised", json_boolean(d->text_engine));
    json_line(o);
}

static void print_line(const struct cli *cli, const struct vanthu_document *d)
{
    char date[16], number[128];
    const char *title = d->title ? d->title : cli_source_name(d);
    printf("%s%s%s  ", cli_on(cli, CLI_DIM), d->id, cli_off(cli, CLI_DIM));
    cli_column(d->date ? cli_date(date, d->date) : "", 11);
    cli_column(d->type ? d->type : "", 13);
    cli_column(cli_own_number(number, d), 20);
    cli_put(title, strlen(title));
    if (d->text_engine)
        printf("  %s%s%s", cli_on(cli, CLI_DIM), _("[recognised]"), cli_off(cli, CLI_DIM));
    putchar('\n');
}

/* Why its text is not all there, and who tried. */
static void print_failure(const struct cli *cli, const struct vanthu_document *d)
{
    const char *path = d->sources_count ? d->sources[0].path : d->id;
    printf("%s%s%s  ", cli_on(cli, CLI_DIM), d->id, cli_off(cli, CLI_DIM));
    cli_put(path, strlen(path));
    fputs(": ", stdout);
    if (d->text_reason)
        cli_put(d->text_reason, strlen(d->text_reason));
    printf("  %s(%s)%s\n", cli_on(cli, CLI_DIM), d->text_agent, cli_off(cli, CLI_DIM));
}

/* A document that is not there. */
static json_t *absent_json(const char *id, const char *source, const char *title,
                           const char *number, const char *date)
{
    json_t *o = json_object();
    json_put(o, "id", id);
    json_put(o, "source", source);
    json_put(o, "title", title);
    json_put(o, "number", number);
    json_put(o, "date", date);
    return o;
}

static void print_lost_json(const struct vanthu_lost *l)
{
    json_t *o = absent_json(l->id, l->source, l->title, l->canonical, l->date);
    json_t *lost = json_object();
    json_put(lost, "at", l->at);
    json_put(lost, "by", l->by);
    json_put(lost, "reason", l->reason);
    json_object_set_new(o, "lost", lost);
    json_line(o);
}

static void print_id_and_date(const struct cli *cli, const char *id, const char *iso)
{
    char date[16];
    printf("%s%s%s  ", cli_on(cli, CLI_DIM), id, cli_off(cli, CLI_DIM));
    cli_column(iso ? cli_date(date, iso) : "", 11);
}

static void print_lost(const struct cli *cli, const struct vanthu_lost *l)
{
    const char *title = l->title ? l->title : l->source ? l->source : "";
    print_id_and_date(cli, l->id, l->date);
    cli_column("", 13);
    cli_column(l->canonical ? l->canonical : "", 20);
    cli_put(title, strlen(title));
    printf("  [%s]\n", _("LOST"));
}

/* ---- what is gone ---- */

static const char *gone_event(const struct vanthu_gone *g)
{
    return g->lost ? "acknowledged loss" : "removal";
}

/* The document, then the event as show tells it. */
static void print_gone_json(const struct vanthu_gone *g)
{
    json_t *o = absent_json(g->id, g->source, g->title, g->canonical, g->date);
    char *detail = NULL;
    if (asprintf(&detail, "%s: %s", g->by, g->reason) < 0)
        detail = NULL;
    json_put(o, "at", g->at);
    json_put(o, "event", gone_event(g));
    json_put(o, "outcome", "success");
    json_put(o, "detail", detail);
    json_put(o, "agent", g->agent);
    json_put(o, "by", g->by);
    json_put(o, "reason", g->reason);
    json_line(o);
    free(detail);
}

static void print_gone(const struct cli *cli, const struct vanthu_gone *g)
{
    const char *title = g->title ? g->title : g->source ? g->source : "";
    print_id_and_date(cli, g->id, g->date);
    cli_column(g->canonical ? g->canonical : "", 20);
    cli_put(title, strlen(title));
    printf("\n    %s %s  ", g->lost ? _("LOST") : _("withdrawn"), g->at);
    cli_put(g->by, strlen(g->by));
    fputs(": ", stdout);
    cli_put(g->reason, strlen(g->reason));
    putchar('\n');
}

static int list_gone(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_gone_list *list;
    if (cli->arguments_count || cli_option(cli, "failed")) {
        cli_complain(cli, _("--removed takes neither filters nor --failed"));
        return EXIT_USAGE;
    }
    if (vanthu_list_gone(&list, cli->archive, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    bool none = list->gone_count == 0;
    for (size_t i = 0; i < list->gone_count; i++)
        if (cli_option(cli, "json"))
            print_gone_json(&list->gone[i]);
        else
            print_gone(cli, &list->gone[i]);
    vanthu_gone_list_free(list);
    if (none)
        cli_remark(cli, _("no document was withdrawn, and none is lost"));
    return none ? EXIT_NOTHING : EXIT_DONE;
}

/* ---- the command ---- */

static int print_nothing(const struct cli *cli, bool failed)
{
    bool all = cli->arguments_count == 0;
    cli_remark(cli, "%s",
               failed && all ? _("every document has all its text")
               : all         ? _("the archive is empty")
                             : _("nothing found"));
    return all && !failed ? EXIT_DONE : EXIT_NOTHING;
}

int cli_list(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_list *list;
    if (cli_option(cli, "removed"))
        return list_gone(cli);
    if (vanthu_list(&list, cli->archive, cli->arguments, cli->arguments_count, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    bool failed = cli_option(cli, "failed"), none = true;
    for (size_t i = 0; i < list->documents_count; i++) {
        const struct vanthu_document *d = &list->documents[i];
        if (failed && strcmp(d->text_status, "ok") == 0)
            continue;
        none = false;
        if (cli_option(cli, "json"))
            print_json(d);
        else if (failed)
            print_failure(cli, d);
        else
            print_line(cli, d);
    }
    for (size_t i = 0; !failed && i < list->lost_count; i++) {
        none = false;
        if (cli_option(cli, "json"))
            print_lost_json(&list->lost[i]);
        else
            print_lost(cli, &list->lost[i]);
    }
    vanthu_list_free(list);
    return none ? print_nothing(cli, failed) : EXIT_DONE;
}
