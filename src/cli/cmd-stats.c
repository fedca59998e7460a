/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-stats.c: vanthu stats */
#include "cli/commands.h"

#include "cli/json.h"

static double ratio(const struct vanthu_stats *s)
{
    return s->volume_bytes ? (double)s->bytes / (double)s->volume_bytes : 0;
}

static void print_json(const struct vanthu_stats *s)
{
    json_t *o = json_object(), *years = json_array(), *cited = json_array();
    json_put_number(o, "documents", s->documents);
    json_put_number(o, "sources", s->sources);
    json_put_number(o, "unread", s->unread);
    json_put_number(o, "bytes", s->bytes);
    json_put_number(o, "volume_bytes", s->volume_bytes);
    json_object_set_new(o, "ratio", json_real(ratio(s)));
    json_put_number(o, "text_bytes", s->text_bytes);
    json_put_number(o, "catalog_bytes", s->catalog_bytes);
    json_put_number(o, "index_bytes", s->index_bytes);
    json_put_number(o, "volumes", s->volumes);
    json_put_number(o, "passages", s->passages);
    json_put_number(o, "mentions", s->mentions);
    json_put_number(o, "references", s->references);
    for (size_t i = 0; i < s->years_count; i++) {
        json_t *row = json_object();
        json_put_year(row, "year", s->years[i].year);
        json_put(row, "type", s->years[i].type);
        json_put_number(row, "documents", s->years[i].documents);
        json_array_append_new(years, row);
    }
    json_object_set_new(o, "years", years);
    for (size_t i = 0; i < s->cited_count; i++) {
        json_t *row = json_object();
        json_put(row, "canonical", s->cited[i].canonical);
        json_put_year(row, "year", s->cited[i].year);
        json_put_number(row, "documents", s->cited[i].documents);
        json_put_number(row, "mentions", s->cited[i].mentions);
        json_array_append_new(cited, row);
    }
    json_object_set_new(o, "cited", cited);
    json_line(o);
}

static void number(const char *name, uint64_t n)
{
    cli_column(name, 22);
    printf("%12llu\n", (unsigned long long)n);
}

static void size(const char *name, uint64_t bytes)
{
    char text[32];
    cli_column(name, 22);
    printf("%12s\n", cli_size(text, bytes));
}

static void year_column(int year)
{
    if (year)
        printf("  %4d  ", year);
    else
        printf("     ?  ");
}

static void print_page(const struct vanthu_stats *s)
{
    number(_("documents"), s->documents);
    if (s->unread)
        number(_("without all their text"), s->unread);
    size(_("originals"), s->bytes);
    size(_("volumes"), s->volume_bytes);
    cli_column(_("ratio"), 22);
    printf("%12.2f\n", ratio(s));
    size(_("text"), s->text_bytes);
    size(_("catalogue"), s->catalog_bytes);
    size(_("index"), s->index_bytes);
    number(_("passages"), s->passages);
    number(_("mentions"), s->mentions);
    number(_("references"), s->references);
    if (s->years_count)
        printf("\n%s\n", _("By year and type"));
    for (size_t i = 0; i < s->years_count; i++) {
        year_column(s->years[i].year);
        cli_column(s->years[i].type ? s->years[i].type : "?", 20);
        printf("%6llu\n", (unsigned long long)s->years[i].documents);
    }
    if (s->cited_count)
        printf("\n%s\n", _("Most cited"));
    for (size_t i = 0; i < s->cited_count; i++) {
        year_column(s->cited[i].year);
        cli_column(s->cited[i].canonical, 30);
        printf(_("%llu times in %llu documents\n"), (unsigned long long)s->cited[i].mentions,
               (unsigned long long)s->cited[i].documents);
    }
}

int cli_stats(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_stats *stats;
    if (vanthu_stats(&stats, cli->archive, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (cli_option(cli, "json"))
        print_json(stats);
    else
        print_page(stats);
    vanthu_stats_free(stats);
    return EXIT_DONE;
}
