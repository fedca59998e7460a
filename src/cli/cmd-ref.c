/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-ref.c: vanthu ref */
#include "cli/commands.h"

#include "base/buf.h"
#include "cli/json.h"

#include <string.h>

enum { BAR = 30, FEW_PLACES = 5 };

/* ---- JSON ---- */

static json_t *dates_json(const struct vanthu_entity *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->dates_count; i++) {
        json_t *o = json_object();
        json_put(o, "date", e->dates[i].date);
        json_put_number(o, "mentions", e->dates[i].mentions);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *years_json(const struct vanthu_entity *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->by_year_count; i++) {
        json_t *o = json_object();
        json_put_year(o, "year", e->by_year[i].year);
        json_put_number(o, "documents", e->by_year[i].documents);
        json_put_number(o, "mentions", e->by_year[i].mentions);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *relations_json(const struct vanthu_entity *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->relations_count; i++) {
        const struct vanthu_acted *r = &e->relations[i];
        json_t *o = json_object();
        json_put(o, "relation", r->relation);
        json_put(o, "direction", r->out ? "out" : "in");
        json_put(o, "canonical", r->canonical);
        json_put(o, "date", r->date);
        json_put(o, "document", r->document);
        json_put(o, "section", r->section);
        json_put(o, "evidence", r->evidence);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *where_json(const struct vanthu_entity *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->where_count; i++) {
        const struct vanthu_where *w = &e->where[i];
        json_t *o = json_object();
        json_put(o, "document", w->document);
        json_put(o, "title", w->title);
        json_put_strings(o, "section", w->section, w->section_count);
        json_put_number(o, "start", w->start);
        json_put_number(o, "end", w->end);
        json_put(o, "raw", w->raw);
        json_put(o, "resolved", vanthu_resolved_name(w->resolved));
        json_array_append_new(list, o);
    }
    return list;
}

static void print_json(const struct vanthu_entity *e, bool mentions)
{
    json_t *o = json_object();
    json_put(o, "canonical", e->canonical);
    json_put(o, "type", e->type);
    json_put_year(o, "year", e->year);
    json_put(o, "date", e->date);
    json_put(o, "issuer", e->issuer);
    json_put(o, "title", e->title);
    json_put_number(o, "mentions", e->mentions);
    json_put_number(o, "documents", e->documents);
    json_put(o, "first", e->first);
    json_put(o, "last", e->last);
    json_object_set_new(o, "dates", dates_json(e));
    json_object_set_new(o, "by_year", years_json(e));
    json_object_set_new(o, "relations", relations_json(e));
    json_put_strings(o, "conflicts", e->conflicts, e->conflicts_count);
    json_put(o, "held", e->held);
    if (e->lost)
        json_put(o, "lost", e->lost);
    if (mentions)
        json_object_set_new(o, "where", where_json(e));
    json_line(o);
}

/* ---- the answer page ---- */

static void put(const char *text)
{
    cli_put(text, strlen(text));
}

static void field(const char *name, const char *text)
{
    if (!text)
        return;
    fputs("  ", stdout);
    cli_column(name, 18);
    put(text);
    putchar('\n');
}

static void print_head(const struct cli *cli, const struct vanthu_entity *e)
{
    char date[16], year[16];
    fputs(cli_on(cli, CLI_BOLD), stdout);
    if (e->type) {
        put(e->type);
        putchar(' ');
    }
    put(e->canonical);
    snprintf(year, sizeof year, "%d", e->year);
    if (e->date)
        printf(_(" of %s"), cli_date(date, e->date));
    else
        printf(" (%s)", e->year ? year : _("year not known"));
    printf("%s\n", cli_off(cli, CLI_BOLD));
    field(_("title"), e->title);
    field(_("issued by"), e->issuer);
    field(e->lost ? _("LOST") : _("held as"), e->held   ? e->held
                                              : e->lost ? e->lost
                                                        : _("not in this archive"));
}

static void print_dates(const struct vanthu_entity *e)
{
    char date[16];
    if (e->dates_count < 2)
        return;
    fputs("  ", stdout);
    cli_column(_("dated"), 18);
    for (size_t i = 0; i < e->dates_count; i++)
        printf("%s%s (%llu)", i ? ", " : "", cli_date(date, e->dates[i].date),
               (unsigned long long)e->dates[i].mentions);
    putchar('\n');
}

static void print_years(const struct vanthu_entity *e)
{
    uint64_t most = 1;
    for (size_t i = 0; i < e->by_year_count; i++)
        most = e->by_year[i].mentions > most ? e->by_year[i].mentions : most;
    fputs("  ", stdout);
    cli_column(_("cited"), 18);
    printf(_("%llu times in %llu documents\n"), (unsigned long long)e->mentions,
           (unsigned long long)e->documents);
    for (size_t i = 0; i < e->by_year_count; i++) {
        const struct vanthu_year *y = &e->by_year[i];
        if (y->year)
            printf("    %4d %3llu ", y->year, (unsigned long long)y->mentions);
        else
            printf("       ? %3llu ", (unsigned long long)y->mentions);
        for (uint64_t k = 0; k < (y->mentions * BAR + most - 1) / most; k++)
            fputs("▇", stdout);
        putchar('\n');
    }
}

static void print_relations(const struct cli *cli, const struct vanthu_entity *e)
{
    char date[16];
    for (size_t i = 0; i < e->relations_count; i++) {
        const struct vanthu_acted *r = &e->relations[i];
        const char *other = r->canonical ? r->canonical : _("(the citing document)");
        printf("  %s %s ", r->out ? "→" : "←", cli_relation(r->relation));
        put(other);
        if (r->date)
            printf(", %s", cli_date(date, r->date));
        printf("  %s[%s]%s\n", cli_on(cli, CLI_DIM), r->document, cli_off(cli, CLI_DIM));
        if (r->evidence)
            cli_fill(cli, 6, r->evidence, NULL, 0);
    }
}

/* Who cites it, section by section, newest first. */
static void print_where(const struct cli *cli, const struct vanthu_entity *e, size_t most)
{
    const char *document = "";
    size_t count = e->where_count < most ? e->where_count : most;
    for (size_t i = 0; i < count; i++) {
        const struct vanthu_where *w = &e->where[i];
        if (strcmp(document, w->document) != 0) {
            printf("  %s[%s]%s ", cli_on(cli, CLI_DIM), w->document, cli_off(cli, CLI_DIM));
            put(w->title ? w->title : "");
            putchar('\n');
        }
        document = w->document;
        fputs("      ", stdout);
        for (size_t k = 0; k < w->section_count; k++) {
            fputs(k ? " › " : "", stdout);
            put(w->section[k]);
        }
        printf("%s%s@%llu%s\n", w->section_count ? "  " : "", cli_on(cli, CLI_DIM),
               (unsigned long long)w->start, cli_off(cli, CLI_DIM));
    }
    if (count < e->where_count)
        printf(_("      %zu more places: --mentions\n"), e->where_count - count);
}

static void print_page(const struct cli *cli, const struct vanthu_entity *e, bool mentions)
{
    print_head(cli, e);
    print_dates(e);
    print_years(e);
    print_relations(cli, e);
    for (size_t i = 0; i < e->conflicts_count; i++) {
        printf("  %s! ", cli_on(cli, CLI_BAD));
        cli_put_sentence(e->conflicts[i]);
        printf("%s\n", cli_off(cli, CLI_BAD));
    }
    print_where(cli, e, mentions ? SIZE_MAX : FEW_PLACES);
}

int cli_ref(struct cli *cli)
{
    struct vanthu_error error = {VANTHU_NO_MEMORY, ""};
    struct vanthu_ref_result *result = NULL;
    struct vt_buf typed = {0};
    uint64_t year = 0;
    int status = EXIT_DONE;
    bool json = cli_option(cli, "json"), mentions = cli_option(cli, "mentions"), ok = true;
    if (!cli_number(cli, "year", 9999, &year))
        return EXIT_USAGE;
    struct vanthu_ref_options options = {(int)year, cli_option(cli, "near")};
    for (size_t i = 0; i < cli->arguments_count && ok; i++)
        ok = vt_buf_printf(&typed, "%s%s", i ? " " : "", cli->arguments[i]) == VANTHU_OK;
    if (!ok || vanthu_ref(&result, cli->archive, typed.p, &options, &error) != VANTHU_OK)
        status = cli_failed(cli, &error);
    if (result && result->near && !options.near)
        cli_remark(cli, _("nothing is cited in just this form; these are near it"));
    bool dot = cli_option(cli, "dot");
    if (result && dot)
        cli_dot(result);
    for (size_t i = 0; result && !dot && i < result->entities_count; i++) {
        if (json) {
            print_json(&result->entities[i], mentions);
        } else {
            if (i)
                putchar('\n');
            print_page(cli, &result->entities[i], mentions);
        }
    }
    vanthu_ref_result_free(result);
    vt_buf_free(&typed);
    return status;
}
