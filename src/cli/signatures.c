/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signatures.c: the signatures of a document, as show tells them. */
#include "cli/document.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- JSON ---- */

static json_t *range_json(const struct vanthu_signature *s)
{
    json_t *list = json_array();
    for (size_t i = 0; i < 2 && s->end[1]; i++)
        json_array_append_new(list,
                              json_pack("[I, I]", (json_int_t)s->start[i], (json_int_t)s->end[i]));
    return list;
}

json_t *cli_signatures_json(const struct vanthu_document *d)
{
    static const char *const times[] = {NULL, "signer", "document", "time_stamp"};
    json_t *list = json_array();
    for (size_t i = 0; i < d->signatures_count; i++) {
        const struct vanthu_signature *s = &d->signatures[i];
        json_t *o = json_object();
        json_put(o, "kind", s->time_stamp ? "time_stamp" : "signature");
        json_put(o, "signer", s->signer);
        json_put(o, "organization", s->organization);
        json_put(o, "time", s->time);
        json_put(o, "time_from", times[s->time_from]);
        json_object_set_new(o, "range", range_json(s));
        json_object_set_new(o, "covers_whole", json_boolean(s->covers_whole));
        json_object_set_new(
            o, "intact",
            s->intact == VANTHU_UNCHECKED ? json_null() : json_boolean(s->intact == VANTHU_INTACT));
        json_put(o, "reason", s->reason);
        json_array_append_new(list, o);
    }
    return list;
}

/* ---- for people ---- */

static void put(const char *text)
{
    cli_put(text, strlen(text));
}

/* "11/4/2024, 16:19:10 +0700" of the reader's own zone. */
static void print_time(const struct vanthu_signature *s)
{
    struct tm tm = {0};
    char date[16], iso[64], hour[64];
    time_t time;
    if (!s->time || !strptime(s->time, "%Y-%m-%dT%H:%M:%S", &tm))
        return;
    time = timegm(&tm);
    localtime_r(&time, &tm);
    strftime(iso, sizeof iso, "%Y-%m-%d", &tm);
    strftime(hour, sizeof hour, "%H:%M:%S %z", &tm);
    cli_column("", CLI_LABEL);
    printf("%s, %s (%s)\n", cli_date(date, iso), hour,
           s->time_from == VANTHU_TIME_OF_STAMP ? _("time-stamped") : _("by the signer's clock"));
}

static void print_range(const struct vanthu_signature *s, uint64_t bytes)
{
    if (s->covers_whole)
        put(_("the whole file is signed"));
    else
        printf(_("signed are bytes %llu-%llu and %llu-%llu of %llu"),
               (unsigned long long)s->start[0], (unsigned long long)s->end[0],
               (unsigned long long)s->start[1], (unsigned long long)s->end[1],
               (unsigned long long)bytes);
    if (s->end[1] < bytes)
        printf("; %s", _("later changes follow"));
}

static void print_verdict(const struct cli *cli, const struct vanthu_signature *s, uint64_t bytes)
{
    static const char *const words[] = {N_("not checked"), N_("intact"), N_("NOT INTACT")};
    static const enum cli_style styles[] = {CLI_PLAIN, CLI_GOOD, CLI_BAD};
    cli_column("", CLI_LABEL);
    printf("%s%s%s: ", cli_on(cli, styles[s->intact]), _(words[s->intact]),
           cli_off(cli, styles[s->intact]));
    if (s->intact == VANTHU_INTACT)
        print_range(s, bytes);
    else
        put(s->reason ? s->reason : "");
    putchar('\n');
}

void cli_print_signatures(const struct cli *cli, const struct vanthu_document *d)
{
    for (size_t i = 0; i < d->signatures_count; i++) {
        const struct vanthu_signature *s = &d->signatures[i];
        cli_column(s->time_stamp ? _("time stamp") : _("signature"), CLI_LABEL);
        put(s->signer ? s->signer : _("nobody is named"));
        if (s->organization && strcmp(s->organization, s->signer ? s->signer : "") != 0) {
            fputs(" (", stdout);
            put(s->organization);
            putchar(')');
        }
        putchar('\n');
        print_time(s);
        print_verdict(cli, s, d->bytes);
    }
    if (d->signatures_count) {
        cli_column("", CLI_LABEL);
        printf("%s%s%s\n", cli_on(cli, CLI_DIM),
               _("the certificates are not checked against an authority"), cli_off(cli, CLI_DIM));
    }
}
