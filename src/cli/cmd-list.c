/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-list.c: vanthu list */
#include "cli/commands.h"

#include "cli/document.h"

#include <stdlib.h>
#include <string.h>

const char *cli_own_number(char out[128], const struct vanthu_document *d)
{
    out[0] = '\0';
    if (d->number && d->symbol)
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

int cli_year(const struct vanthu_document *d)
{
    return d->date ? atoi(d->date) : 0;
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
    json_put_year(o, "year", cli_year(d));
    json_put(o, "period", d->period);
    json_put_number(o, "bytes", d->bytes);
    json_put(o, "media_type", d->media_type);
    json_put(o, "text_status", d->text_status);
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
    putchar('\n');
}

int cli_list(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_list *list;
    if (vanthu_list(&list, cli->archive, cli->arguments, cli->arguments_count, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    for (size_t i = 0; i < list->documents_count; i++) {
        if (cli_option(cli, "json"))
            print_json(&list->documents[i]);
        else
            print_line(cli, &list->documents[i]);
    }
    bool none = list->documents_count == 0;
    vanthu_list_free(list);
    if (!none)
        return EXIT_DONE;
    cli_remark(cli, cli->arguments_count ? _("nothing found") : _("the archive is empty"));
    return cli->arguments_count ? EXIT_NOTHING : EXIT_DONE;
}
