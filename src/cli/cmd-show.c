/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-show.c: vanthu show */
#include "cli/commands.h"

#include "cli/document.h"

#include <string.h>

/* ---- JSON ---- */

static json_t *sources_json(const struct vanthu_document *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->sources_count; i++) {
        json_t *o = json_object();
        json_put(o, "path", d->sources[i].path);
        json_put(o, "mtime", d->sources[i].mtime);
        json_put(o, "ingested_at", d->sources[i].ingested_at);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *outline_json(const struct vanthu_document *d)
{
    json_t *list = json_array();
    for (size_t i = 0; i < d->outline_count; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        json_t *o = json_object();
        json_put_number(o, "level", h->level);
        json_put(o, "label", h->label);
        json_put(o, "text", h->text);
        json_put_number(o, "start", h->start);
        json_put_number(o, "end", h->end);
        json_put_year(o, "page", (int)h->page);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *recognised_json(const struct vanthu_document *d)
{
    json_t *o = d->text_engine ? json_object() : json_null();
    if (d->text_engine) {
        json_put(o, "engine", d->text_engine);
        json_object_set_new(o, "confidence", json_real(d->text_confidence));
    }
    return o;
}

/* Where each fact comes from; with its place in the text where it has one. */
static json_t *facts_from_json(const struct vanthu_document *d)
{
    json_t *all = json_object();
    for (size_t i = 0; i < d->facts_from_count; i++) {
        const struct vanthu_fact_from *f = &d->facts_from[i];
        json_t *o = json_object();
        json_put(o, "from", f->from);
        if (f->end > f->start) {
            json_put_number(o, "start", f->start);
            json_put_number(o, "end", f->end);
        }
        json_object_set_new(all, f->fact, o);
    }
    return all;
}

static void print_json(const struct vanthu_document *d)
{
    json_t *o = json_object(), *mentions = json_array();
    json_put(o, "id", d->id);
    json_put(o, "sha256", d->sha256);
    json_put_number(o, "bytes", d->bytes);
    json_put(o, "media_type", d->media_type);
    json_object_set_new(o, "sources", sources_json(d));
    json_put(o, "title", d->title);
    json_put(o, "type", d->type);
    json_put(o, "number", d->number);
    json_put(o, "symbol", d->symbol);
    json_put(o, "office", d->office);
    json_put(o, "place", d->place);
    json_put(o, "date", d->date);
    json_put(o, "period", d->period);
    json_put(o, "signed_as", d->signed_as);
    json_put_strings(o, "recipients", d->recipients, d->recipients_count);
    json_put(o, "encoding", d->encoding);
    if (d->encoding_score > 0)
        json_object_set_new(o, "encoding_score", json_real(d->encoding_score));
    json_object_set_new(o, "outline", outline_json(d));
    for (size_t i = 0; i < d->mentions_count; i++)
        json_array_append_new(mentions, json_mention(NULL, &d->mentions[i]));
    json_object_set_new(o, "mentions", mentions);
    json_object_set_new(o, "signatures", cli_signatures_json(d));
    json_put(o, "volume", d->volume);
    json_put(o, "text_status", d->text_status);
    json_put(o, "text_reason", d->text_reason);
    json_put(o, "text_agent", d->text_agent);
    json_object_set_new(o, "recognised", recognised_json(d));
    json_put_year(o, "pages", (int)d->pages_count);
    json_object_set_new(o, "facts_from", facts_from_json(d));
    json_put(o, "member", d->member);
    json_line(o);
}

/* ---- for people ---- */

static void field(const char *name, const char *text)
{
    if (!text || !*text)
        return;
    cli_column(name, CLI_LABEL);
    cli_put(text, strlen(text));
    putchar('\n');
}

/* A remark where a person has said what a fact is. */
static const char *by_hand(const struct vanthu_document *d, const char *key)
{
    for (size_t i = 0; i < d->facts_from_count; i++)
        if (strcmp(d->facts_from[i].fact, key) == 0 && strcmp(d->facts_from[i].from, "set") == 0)
            return _("  [set by hand]");
    return "";
}

static void fact(const struct vanthu_document *d, const char *key, const char *name,
                 const char *text)
{
    if (!text || !*text)
        return;
    cli_column(name, 14);
    cli_put(text, strlen(text));
    puts(by_hand(d, key));
}

static void print_text(const struct vanthu_document *d)
{
    char line[256];
    if (d->text_engine) {
        snprintf(line, sizeof line, _("recognised by %s, confidence %.0f %%"), d->text_engine,
                 100 * d->text_confidence);
        field(_("text"), line);
    }
    if (d->text_reason) {
        snprintf(line, sizeof line, "%s (%s)", d->text_reason, d->text_agent);
        field(d->text_engine ? "" : _("text"), line);
    }
}

/* The headings as a tree, and the page of each where it is known. */
static void print_outline(const struct cli *cli, const struct vanthu_document *d)
{
    if (d->outline_count)
        printf("\n%s\n", _("Outline"));
    for (size_t i = 0; i < d->outline_count; i++) {
        const struct vanthu_heading *h = &d->outline[i];
        printf("%*s", (int)(2 * (h->level < 10 ? h->level : 10)), "");
        cli_put(h->label, strlen(h->label));
        fputs(*h->label ? "  " : "", stdout);
        cli_put(h->text, strlen(h->text));
        if (h->page)
            printf("  %s%s %u%s", cli_on(cli, CLI_DIM), _("p."), h->page, cli_off(cli, CLI_DIM));
        putchar('\n');
    }
}

static void print_mentions(const struct vanthu_document *d)
{
    char date[16];
    if (d->mentions_count)
        printf("\n%s\n", _("References"));
    for (size_t i = 0; i < d->mentions_count; i++) {
        const struct vanthu_mention *m = &d->mentions[i];
        if (m->kind == VANTHU_SELF)
            continue;
        fputs("  ", stdout);
        cli_column(m->canonical ? m->canonical : m->raw, 26);
        printf("  %-10s  ", m->date ? cli_date(date, m->date) : "");
        if (m->type)
            cli_put(m->type, strlen(m->type));
        putchar('\n');
    }
}

static void print_page(const struct cli *cli, const struct vanthu_document *d)
{
    char number[128], date[16], size[32];
    const char *title = d->title ? d->title : cli_source_name(d);
    fputs(cli_on(cli, CLI_BOLD), stdout);
    cli_put(title, strlen(title));
    printf("%s%s\n", cli_off(cli, CLI_BOLD), by_hand(d, "title"));
    fact(d, "type", _("type"), d->type);
    fact(d, "number", _("number"), cli_own_number(number, d));
    fact(d, "office", _("office"), d->office);
    fact(d, "place", _("place"), d->place);
    fact(d, "date", _("date"), d->date ? cli_date(date, d->date) : NULL);
    fact(d, "period", _("period"), d->period);
    fact(d, "signed_as", _("signed as"), d->signed_as);
    for (size_t i = 0; i < d->recipients_count; i++)
        field(i ? "" : _("recipients"), d->recipients[i]);
    field("id", d->id);
    field("SHA-256", d->sha256);
    field(_("size"), cli_size(size, d->bytes));
    field(_("format"), d->media_type);
    field(_("encoding"), d->encoding);
    print_text(d);
    if (d->pages_count) {
        snprintf(size, sizeof size, "%zu", d->pages_count);
        field(_("pages"), size);
    }
    cli_print_signatures(cli, d);
    for (size_t i = 0; i < d->sources_count; i++)
        field(i ? "" : _("source"), d->sources[i].path);
    field(_("volume"), d->volume);
    print_outline(cli, d);
    print_mentions(d);
}

/* ---- the log ---- */

static void print_event_json(const char *id, const struct vanthu_event *e)
{
    json_t *o = json_object();
    if (id)
        json_put(o, "id", id);
    json_put_number(o, "number", e->number);
    json_put(o, "at", e->at);
    json_put(o, "event", e->event);
    json_put(o, "outcome", e->outcome);
    json_put(o, "detail", e->detail);
    json_put(o, "agent", e->agent);
    if (!id)
        json_put_strings(o, "documents", e->documents, e->documents_count);
    json_line(o);
}

/* In the user's language. */
static const char *event_name(const char *event)
{
    static const char *const names[] = {
        N_("ingestion"), N_("source"), N_("set"),        N_("recognition"), N_("fixity check"),
        N_("removal"),   N_("export"), N_("compaction"), N_("repair"),      N_("acknowledged loss"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], event) == 0)
            return _(names[i]);
    return event;
}

/* Whom it concerns, where that is not said before. */
static void print_concerned(const struct vanthu_event *e)
{
    enum { SHOWN = 3 };
    for (size_t i = 0; i < e->documents_count && i < SHOWN; i++)
        printf(" %s", e->documents[i]);
    if (e->documents_count > SHOWN)
        printf(_(" and %zu more"), e->documents_count - SHOWN);
}

static void print_event(const struct vanthu_event *e, bool all)
{
    cli_column(e->at, 22);
    cli_column(event_name(e->event), 22);
    cli_column(strcmp(e->outcome, "success") == 0 ? "" : _("failed"), 9);
    cli_put(e->detail, strlen(e->detail));
    printf("%s[%s]", *e->detail ? " " : "", e->agent);
    if (all)
        print_concerned(e);
    putchar('\n');
}

static int show_events(struct cli *cli, const char *id)
{
    struct vanthu_error error;
    struct vanthu_events *events;
    if (vanthu_events(&events, cli->archive, id, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    for (size_t i = 0; i < events->events_count; i++)
        if (cli_option(cli, "json"))
            print_event_json(id, &events->events[i]);
        else
            print_event(&events->events[i], !id);
    vanthu_events_free(events);
    return EXIT_DONE;
}

/* ---- the command ---- */

static int show(struct cli *cli, const char *id)
{
    struct vanthu_error error;
    struct vanthu_document *document;
    if (vanthu_show(&document, cli->archive, id, &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    if (cli_option(cli, "json"))
        print_json(document);
    else
        print_page(cli, document);
    vanthu_document_free(document);
    return EXIT_DONE;
}

int cli_show(struct cli *cli)
{
    int status = EXIT_DONE;
    if (!cli_are_ids(cli))
        return EXIT_NOTHING;
    if (cli->arguments_count == 0 && cli_option(cli, "events"))
        return show_events(cli, NULL);
    if (cli->arguments_count == 0) {
        cli_missing(cli);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < cli->arguments_count; i++) {
        const char *id = cli->arguments[i];
        int shown = cli_option(cli, "events") ? show_events(cli, id) : show(cli, id);
        status = shown == EXIT_DONE ? status : shown;
    }
    return status;
}
