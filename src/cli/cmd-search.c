/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-search.c: vanthu search */
#include "cli/commands.h"

#include "base/buf.h"
#include "cli/json.h"

#include <string.h>

static void print_json(const struct vanthu_hit *h)
{
    json_t *o = json_object(), *marks = json_array();
    json_put_number(o, "rank", h->rank);
    json_object_set_new(o, "score", json_real(h->score));
    json_put(o, "id", h->id);
    json_put(o, "source", h->source);
    json_put(o, "title", h->title);
    json_put(o, "type", h->type);
    json_put(o, "number", h->number);
    json_put(o, "date", h->date);
    json_put_year(o, "year", h->year);
    json_put_strings(o, "section", h->section, h->section_count);
    json_put_number(o, "start", h->start);
    json_put_number(o, "end", h->end);
    json_put(o, "snippet", h->snippet);
    json_put_strings(o, "mentions", h->mentions, h->mentions_count);
    for (size_t i = 0; i < h->marks_count; i++) {
        json_t *pair = json_array();
        json_array_append_new(pair, json_integer((json_int_t)h->marks[i].start));
        json_array_append_new(pair, json_integer((json_int_t)h->marks[i].end));
        json_array_append_new(marks, pair);
    }
    json_object_set_new(o, "marks", marks);
    json_put_number(o, "more", h->more_count);
    json_put(o, "symbol", h->symbol);
    json_put_year(o, "page", (int)h->page);
    json_object_set_new(o, "recognised", json_boolean(h->recognised));
    json_line(o);
}

/* "Báo cáo số 45/BC-SKHCN, 13/9/2021" */
static void print_what(const struct vanthu_hit *h)
{
    char date[16];
    if (h->type)
        cli_put(h->type, strlen(h->type));
    if (h->number && *h->number)
        printf("%s%s%s%s", h->type ? _(" no. ") : "", h->number, h->symbol ? "/" : "",
               h->symbol ? h->symbol : "");
    if (h->date)
        printf(", %s", cli_date(date, h->date));
}

/* "II. KIẾN NGHỊ › 1. Về kinh phí, p. 3" */
static void print_place(const struct cli *cli, const struct vanthu_hit *h)
{
    for (size_t i = 0; i < h->section_count; i++) {
        fputs(i ? " › " : "     ", stdout);
        cli_put(h->section[i], strlen(h->section[i]));
    }
    if (h->page)
        printf("%s%s%s %u%s", h->section_count ? ", " : "     ", cli_on(cli, CLI_DIM), _("p."),
               h->page, cli_off(cli, CLI_DIM));
    if (h->section_count || h->page)
        putchar('\n');
}

static void print_hit(const struct cli *cli, const struct vanthu_hit *h)
{
    const char *slash = h->source ? strrchr(h->source, '/') : NULL;
    const char *name = slash ? slash + 1 : h->source;
    const char *title = h->title ? h->title : name ? name : h->id;
    printf("%3zu. %s", h->rank, cli_on(cli, CLI_BOLD));
    cli_put(title, strlen(title));
    printf("%s\n     ", cli_off(cli, CLI_BOLD));
    print_what(h);
    printf("%s%s[%s] ", h->type || h->date ? "  " : "", cli_on(cli, CLI_DIM), h->id);
    if (name)
        cli_put(name, strlen(name));
    printf("%s%s\n", h->recognised ? _("  [recognised]") : "", cli_off(cli, CLI_DIM));
    print_place(cli, h);
    cli_fill(cli, 5, h->snippet, h->marks, h->marks_count);
    if (h->more_count)
        printf("     %s+%zu %s%s\n", cli_on(cli, CLI_DIM), h->more_count,
               _("more places in this document"), cli_off(cli, CLI_DIM));
}

static void print_facets(const struct vanthu_search_result *r, bool json)
{
    for (size_t i = 0; i < r->facets_count; i++) {
        const struct vanthu_facet *f = &r->facets[i];
        const char *value = *f->value ? f->value : _("not known");
        if (!json) {
            printf("%-8s %6llu  ", f->facet, (unsigned long long)f->documents);
            cli_put(value, strlen(value));
            putchar('\n');
            continue;
        }
        json_t *o = json_object();
        json_put(o, "facet", f->facet);
        json_put(o, "value", *f->value ? f->value : NULL);
        json_put_number(o, "documents", f->documents);
        json_line(o);
    }
}

static void print_years(const struct cli *cli, const struct vanthu_search_result *r)
{
    char line[512];
    size_t at = 0;
    line[0] = '\0';
    for (size_t i = 0; i < r->facets_count && at < sizeof line - 48; i++) {
        const struct vanthu_facet *f = &r->facets[i];
        if (strcmp(f->facet, "year") == 0)
            at += (size_t)snprintf(line + at, sizeof line - at, "%s%s: %llu", at ? ", " : "",
                                   *f->value ? f->value : _("not known"),
                                   (unsigned long long)f->documents);
    }
    cli_remark(cli, _("%llu documents, %llu places%s%s"), (unsigned long long)r->documents,
               (unsigned long long)r->passages, at ? _("; by year: ") : "", line);
}

static void print_count(const struct vanthu_search_result *r, bool json)
{
    if (!json) {
        printf(_("%llu documents, %llu places\n"), (unsigned long long)r->documents,
               (unsigned long long)r->passages);
        return;
    }
    json_t *o = json_object();
    json_put_number(o, "documents", r->documents);
    json_put_number(o, "passages", r->passages);
    json_line(o);
}

static void print_result(const struct cli *cli, const struct vanthu_search_result *r, bool json)
{
    bool count = cli_option(cli, "count"), facets = cli_option(cli, "facets");
    if (count)
        print_count(r, json);
    if (facets)
        print_facets(r, json);
    if (count || facets)
        return;
    for (size_t i = 0; i < r->hits_count; i++) {
        if (json)
            print_json(&r->hits[i]);
        else
            print_hit(cli, &r->hits[i]);
    }
    if (!json && r->passages)
        print_years(cli, r);
}

static bool read_options(const struct cli *cli, struct vanthu_search_options *o)
{
    static const char *const orders[] = {"relevance", "date", "-date"};
    uint64_t limit = o->limit, offset = 0, per_document = o->per_document;
    const char *sort = cli_option(cli, "sort");
    size_t order = 0;
    while (sort && order < 3 && strcmp(sort, orders[order]) != 0)
        order++;
    if (order == 3) {
        cli_complain(cli, _("--sort takes relevance, date or -date, not \"%s\""), sort);
        return false;
    }
    if (!cli_number(cli, "limit", 1000000, &limit) ||
        !cli_number(cli, "offset", UINT32_MAX, &offset) ||
        !cli_number(cli, "per-document", 1000000, &per_document))
        return false;
    o->limit = limit;
    o->offset = offset;
    o->per_document = per_document;
    o->sort = (enum vanthu_sort)order;
    o->counts_only = cli_option(cli, "count") || cli_option(cli, "facets");
    o->facets = cli_option(cli, "facets") || !cli_option(cli, "json");
    return true;
}

/* The arguments as one query. */
static bool join(struct vt_buf *query, const struct cli *cli)
{
    bool ok = true;
    for (size_t i = 0; i < cli->arguments_count && ok; i++)
        ok = (!i || vt_buf_append_char(query, ' ') == VANTHU_OK) &&
             vt_buf_append_str(query, vt_str(cli->arguments[i])) == VANTHU_OK;
    return ok && vt_buf_cstr(query);
}

int cli_search(struct cli *cli)
{
    struct vanthu_error error = {VANTHU_NO_MEMORY, ""};
    struct vanthu_search_options options = VANTHU_SEARCH_OPTIONS_INIT;
    struct vanthu_search_result *result = NULL;
    struct vt_buf query = {0};
    bool json = cli_option(cli, "json");
    int status = EXIT_DONE;
    if (!read_options(cli, &options))
        return EXIT_USAGE;
    if (!join(&query, cli) ||
        vanthu_search(&result, cli->archive, query.p, &options, &error) != VANTHU_OK) {
        status = cli_failed(cli, &error);
        goto done;
    }
    for (size_t i = 0; i < result->notes_count; i++)
        cli_remark(cli, "%s", result->notes[i]);
    print_result(cli, result, json);
    if (result->passages == 0) {
        status = EXIT_NOTHING;
        cli_remark(cli,
                   vt_str_trim(vt_str(query.p)).len ? _("nothing found") : _("the query is empty"));
    }
done:
    vanthu_search_result_free(result);
    vt_buf_free(&query);
    return status;
}
