/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c: options by the command's table, and help printed from it. */
#include "cli/cli.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct cli_command *cli_command(const char *name)
{
    for (const struct cli_command *c = CLI_COMMANDS; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

/* ---- near words ---- */

enum { WORD_MAX = 31 };

static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1], m = strlen(a), n = strlen(b);
    if (m > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n];
}

const char *cli_nearest(const char *typed, const char *const *names)
{
    const char *nearest = NULL;
    size_t least = strlen(typed) < 5 ? 2 : 3;
    for (; *names; names++) {
        size_t d = distance(typed, *names);
        if (d < least) {
            least = d;
            nearest = *names;
        }
    }
    return nearest;
}

/* ---- parsing ---- */

static const char *nearest_option(const struct cli *cli, const char *typed)
{
    const char *names[CLI_OPTIONS_MAX + 2];
    size_t n = 0;
    for (const struct cli_option *o = cli->command->options; o->name; o++)
        names[n++] = o->name;
    names[n++] = "help";
    names[n] = NULL;
    return cli_nearest(typed, names);
}

/* An option of the program, which is no option of the command. */
static bool is_global(const char *typed)
{
    static const char *const names[] = {"-A", "--archive", "--lang", "--color",
                                        "-q", "--quiet",   "-v",     "--verbose"};
    size_t len = strcspn(typed, "=");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && strncmp(names[i], typed, len) == 0)
            return true;
    return false;
}

static bool unknown(const struct cli *cli, const char *typed)
{
    const char *near = typed[1] == '-' ? nearest_option(cli, typed + 2) : NULL;
    if (is_global(typed))
        cli_complain(cli, _("option %s stands before the command: vanthu %s ... %s"), typed, typed,
                     cli->command->name);
    else if (near)
        cli_complain(cli, _("unknown option %s: did you mean --%s?"), typed, near);
    else
        cli_complain(cli, _("unknown option %s: see `vanthu help %s`"), typed, cli->command->name);
    return false;
}

static bool keep(struct cli *cli, size_t k, const char *value)
{
    const struct cli_option *o = &cli->command->options[k];
    cli->values[k] = value;
    if (!o->value || !strstr(o->value, "..."))
        return true;
    if (cli->many_count == CLI_MANY_MAX) {
        cli_complain(cli, _("option --%s: more than %d times"), o->name, CLI_MANY_MAX);
        return false;
    }
    cli->many[cli->many_count++] = value;
    return true;
}

/* One long option at arguments[*i]. */
static bool parse_long(struct cli *cli, int count, char **arguments, int *i)
{
    char *typed = arguments[*i];
    const char *equals = strchr(typed, '=');
    size_t len = equals ? (size_t)(equals - typed) - 2 : strlen(typed) - 2;
    for (size_t k = 0; cli->command->options[k].name; k++) {
        const struct cli_option *o = &cli->command->options[k];
        if (strlen(o->name) != len || strncmp(o->name, typed + 2, len) != 0)
            continue;
        if (!o->value && equals) {
            cli_complain(cli, _("option --%s takes no value"), o->name);
            return false;
        }
        if (o->value && !equals && *i + 1 == count) {
            cli_complain(cli, _("option --%s needs a value (%s)"), o->name, _(o->value));
            return false;
        }
        return keep(cli, k, !o->value ? "" : equals ? equals + 1 : arguments[++*i]);
    }
    return unknown(cli, typed);
}

/* One or more short options: "-r", "-oFILE", "-o FILE". */
static bool parse_short(struct cli *cli, int count, char **arguments, int *i)
{
    const char *typed = arguments[*i];
    for (const char *p = typed + 1; *p; p++) {
        size_t k = 0;
        while (cli->command->options[k].name && cli->command->options[k].letter != *p)
            k++;
        const struct cli_option *o = &cli->command->options[k];
        if (!o->name)
            return unknown(cli, typed);
        if (!o->value) {
            cli->values[k] = "";
            continue;
        }
        if (!p[1] && *i + 1 == count) {
            cli_complain(cli, _("option -%c needs a value (%s)"), *p, _(o->value));
            return false;
        }
        return keep(cli, k, p[1] ? p + 1 : arguments[++*i]);
    }
    return true;
}

/* Its arguments are a query, or filters. */
static bool takes_words(const struct cli_command *c)
{
    return strcmp(c->name, "search") == 0 || strcmp(c->name, "list") == 0 ||
           strcmp(c->name, "export") == 0;
}

/* "-word" leaves out what has the word, "-nam:2021" what is of that year: no option begins so.
 * Before the first word, where it may be a slip, it has to be one that cannot be an option at all:
 * -"an toàn". */
static bool is_left_out(const struct cli *cli, const char *typed, bool first)
{
    const struct cli_option *o = cli->command->options;
    bool word = !((typed[1] >= 'a' && typed[1] <= 'z') || (typed[1] >= 'A' && typed[1] <= 'Z'));
    if (!takes_words(cli->command) || typed[1] == '-' || is_global(typed))
        return false;
    if (strchr(typed, ':'))
        return true;
    if (first && !word)
        return false;
    while (o->name && o->letter != typed[1])
        o++;
    return !o->name || (typed[2] && (!o->value || typed[2] < '0' || typed[2] > '9'));
}

bool cli_parse(struct cli *cli, int count, char **arguments)
{
    int kept = 0;
    bool only_arguments = false;
    for (int i = 0; i < count; i++) {
        char *a = arguments[i];
        if (only_arguments || a[0] != '-' || !a[1] || is_left_out(cli, a, kept == 0))
            arguments[kept++] = a;
        else if (strcmp(a, "--") == 0)
            only_arguments = true;
        else if (a[1] == '-' ? !parse_long(cli, count, arguments, &i)
                             : !parse_short(cli, count, arguments, &i))
            return false;
    }
    cli->arguments = (const char *const *)arguments;
    cli->arguments_count = (size_t)kept;
    return true;
}

void cli_missing(const struct cli *cli)
{
    const char *usage = *cli->command->arguments ? _(cli->command->arguments) : "";
    cli_complain(cli, _("something is missing: vanthu %s %s"), cli->command->name, usage);
}

const char *cli_option(const struct cli *cli, const char *name)
{
    for (size_t k = 0; cli->command->options[k].name; k++)
        if (strcmp(cli->command->options[k].name, name) == 0)
            return cli->values[k];
    return NULL;
}

const char *cli_by(const struct cli *cli)
{
    const char *by = cli_option(cli, "by");
    const struct passwd *account = by ? NULL : getpwuid(getuid());
    return account ? account->pw_name : by;
}

bool cli_number(const struct cli *cli, const char *name, uint64_t max, uint64_t *number)
{
    const char *text = cli_option(cli, name);
    char *end = NULL;
    if (!text)
        return true;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || !*text || *end || text[strspn(text, "0123456789")] || value > max) {
        cli_complain(cli, _("--%s takes a whole number from 0 to %llu, not \"%s\""), name,
                     (unsigned long long)max, text);
        return false;
    }
    *number = value;
    return true;
}

/* ---- help ---- */

void cli_help(FILE *out, const struct cli_command *c)
{
    fprintf(out, _("usage: vanthu %s %s\n\n%s\n"), c->name, *c->arguments ? _(c->arguments) : "",
            _(c->summary));
    if (c->options->name)
        fprintf(out, "\n%s\n", _("options:"));
    for (const struct cli_option *o = c->options; o->name; o++) {
        enum { LEFT = 32 };
        char left[128], letter[8] = "    ";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, o->name, o->value ? " " : "",
                 o->value ? _(o->value) : "");
        size_t columns = cli_columns(left, strlen(left));
        fprintf(out, "%s%*s %s\n", left, (int)(columns < LEFT ? LEFT - columns : 0), "",
                _(o->help));
    }
    fprintf(out, "\n%s\n%s\n", _("examples:"), c->examples);
}

void cli_overview(FILE *out)
{
    fprintf(out, "%s\n\n",
            _("usage: vanthu [-A DIR] [--lang vi|en] [--color auto|always|never] [-q | -v] "
              "COMMAND [OPTIONS] [ARGUMENTS]"));
    fprintf(out, "%s\n\n",
            _("The archive is -A DIR, else $VANTHU_ARCHIVE, else "
              "~/.local/share/vanthu."));
    for (const struct cli_command *c = CLI_COMMANDS; c->name; c++)
        fprintf(out, "  %-9s %s\n", c->name, _(c->summary));
    fprintf(out, "\n%s\n", _("`vanthu help COMMAND` tells more of one; `man vanthu` of all."));
}
