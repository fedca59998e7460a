/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-stats.c: vanthu stats */
#include "cli/commands.h"

#include "cli/json.h"

static double ratio(const struct vanthu_stats *s)
{
    return s->volume_bytes ? (double)s->bytes / (double)s->volume_bytes : 0;
}

static json_t *cited_json(const struct vanthu_cited *cited)
{
    json_t *row = json_object();
    json_put(row, "canonical", cited->canonical);
    json_put_year(row, "year", cited->year);
    json_put(row, "issuer", cited->issuer);
    json_put_number(row, "documents", cited->documents);
    json_put_number(row, "mentions", cited->mentions);
    json_put(row, "held", cited->held);
    return row;
}

static void print_json(const struct vanthu_stats *s, const struct vanthu_reference_stats *r)
{
    json_t *o = json_object(), *years = json_array(), *cited = json_array();
    json_put_number(o, "documents", s->documents);
    json_put_number(o, "sources", s->sources);
    json_put_number(o, "unread", s->unread);
    json_put_number(o, "bytes", s->bytes);
    json_put_number(o, "volume_bytes", s->volume_bytes);
    json_object_set_new(o, "ratio", json_real(ratio(s)));
    json_put_number(o, "recovery_bytes", s->recovery_bytes);
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
    for (size_t i = 0; i < r->cited_count; i++)
        json_array_append_new(cited, cited_json(&r->cited[i]));
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

static void print_cited(const char *heading, const struct vanthu_cited *cited, size_t count)
{
    if (count)
        printf("\n%s\n", heading);
    for (size_t i = 0; i < count; i++) {
        year_column(cited[i].year);
        cli_column(cited[i].canonical, 30);
        printf(_("%llu times in %llu documents"), (unsigned long long)cited[i].mentions,
               (unsigned long long)cited[i].documents);
        printf(cited[i].issuer ? "  %s\n" : "\n", cited[i].issuer);
    }
}

static void print_page(const struct vanthu_stats *s, const struct vanthu_reference_stats *r)
{
    number(_("documents"), s->documents);
    if (s->unread)
        number(_("without all their text"), s->unread);
    size(_("originals"), s->bytes);
    size(_("volumes"), s->volume_bytes);
    cli_column(_("ratio"), 22);
    printf("%12.2f\n", ratio(s));
    if (s->recovery_bytes)
        size(_("recovery records"), s->recovery_bytes);
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
    print_cited(_("Most cited"), r->cited, r->cited_count);
}

static void print_lists_json(const struct vanthu_reference_stats *r)
{
    for (size_t i = 0; i < r->cited_count + r->missing_count; i++) {
        bool cited = i < r->cited_count;
        json_t *row = cited_json(cited ? &r->cited[i] : &r->missing[i - r->cited_count]);
        json_put(row, "list", cited ? "cited" : "missing");
        json_line(row);
    }
    for (size_t i = 0; i < r->slips_count; i++) {
        json_t *row = json_object();
        json_put(row, "list", "conflict");
        json_put(row, "canonical", r->slips[i].canonical);
        json_put_year(row, "year", r->slips[i].year);
        json_put(row, "conflict", r->slips[i].sentence);
        json_line(row);
    }
}

static void print_lists(const struct vanthu_reference_stats *r)
{
    print_cited(_("Most cited"), r->cited, r->cited_count);
    print_cited(_("Cited, but not in this archive"), r->missing, r->missing_count);
    if (r->slips_count)
        printf("\n%s\n", _("Dates and numbers that disagree"));
    for (size_t i = 0; i < r->slips_count; i++) {
        fputs("  ", stdout);
        cli_put_sentence(r->slips[i].sentence);
        putchar('\n');
    }
}

static int print_stats(struct cli *cli, const struct vanthu_reference_stats *references)
{
    struct vanthu_error error;
    struct vanthu_stats *stats;
    if (vanthu_stats(&stats, cli->archive, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (cli_option(cli, "json"))
        print_json(stats, references);
    else
        print_page(stats, references);
    vanthu_stats_free(stats);
    return EXIT_DONE;
}

int cli_stats(struct cli *cli)
{
    struct vanthu_error error;
    struct vanthu_reference_stats *references;
    bool lists = cli_option(cli, "references");
    uint64_t limit = 20;
    int code = EXIT_DONE;
    if (!cli_number(cli, "limit", 1000000, &limit))
        return EXIT_USAGE;
    if (vanthu_reference_stats(&references, cli->archive,
                               lists ? VANTHU_ALL_LISTS : VANTHU_MOST_CITED, limit,
                               &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (!lists)
        code = print_stats(cli, references);
    else if (cli_option(cli, "json"))
        print_lists_json(references);
    else
        print_lists(references);
    vanthu_reference_stats_free(references);
    return code;
}
