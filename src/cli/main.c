/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c: language, global options, the archive that a command needs, and the end of the program.
 */
#include "cli/cli.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- language ---- */

/* The language that the environment asks for, by the rules of gettext. */
static const char *language_asked(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "vi", 2) == 0 ? "vi" : "en";
    }
    return "en";
}

/* Letters and messages: the files of the other categories are not needed. */
static bool set_locale(const char *name)
{
    return setlocale(LC_CTYPE, name) && setlocale(LC_MESSAGES, name);
}

/* Messages may be asked for in a language whose locale this machine does not have: then C.UTF-8
 * with LANGUAGE does it, which is always there. */
static void set_language(const char *language)
{
    if (!set_locale("") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
        strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
        set_locale("C.UTF-8");
    setenv("LANGUAGE", language, 1);
}

/* Catalogues beside the program, where it was built or moved to, go before those of the system. */
static void bind_messages(void)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 32);
    const char *directory = VANTHU_LOCALEDIR;
    if (len > 0) {
        path[len] = '\0';
        char *slash = strrchr(path, '/');
        strcpy(slash, "/../share/locale");
        if (access(path, R_OK) == 0)
            directory = path;
    }
    bindtextdomain("vanthu", directory);
    bind_textdomain_codeset("vanthu", "UTF-8");
}

/* ---- global options ---- */

struct globals {
    const char *archive, *language, *color;
    bool quiet, verbose;
    const char *incomplete; /* an option whose value is missing */
};

static const char *value_of(int count, char **arguments, int *i, const char *name)
{
    size_t len = strlen(name);
    const char *a = arguments[*i];
    if (strncmp(a, name, len) != 0)
        return NULL;
    if (a[len] == '=' && a[1] == '-')
        return a + len + 1;
    if (a[len] == '\0' && *i + 1 < count)
        return arguments[++*i];
    return a[1] != '-' && a[len] ? a + len : NULL;
}

static bool takes_value(const char *option)
{
    static const char *const names[] = {"-A", "--archive", "--lang", "--color"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(option, names[i]) == 0)
            return true;
    return false;
}

/* Takes the options before the command; returns where it stands. */
static int read_globals(struct globals *g, int count, char **arguments)
{
    int i = 1;
    for (; i < count && arguments[i][0] == '-' && arguments[i][1]; i++) {
        const char *a = arguments[i], *value;
        if (strcmp(a, "-q") == 0 || strcmp(a, "--quiet") == 0)
            g->quiet = true;
        else if (strcmp(a, "-v") == 0 || strcmp(a, "--verbose") == 0)
            g->verbose = true;
        else if ((value = value_of(count, arguments, &i, "--archive")) ||
                 (value = value_of(count, arguments, &i, "-A")))
            g->archive = value;
        else if ((value = value_of(count, arguments, &i, "--lang")))
            g->language = value;
        else if ((value = value_of(count, arguments, &i, "--color")))
            g->color = value;
        else
            break;
    }
    if (i + 1 == count && takes_value(arguments[i]))
        g->incomplete = arguments[i];
    return i;
}

static bool check_globals(const struct cli *cli, const struct globals *g)
{
    if (g->incomplete) {
        cli_complain(cli, _("option %s needs a value"), g->incomplete);
        return false;
    }
    if (g->language && strcmp(g->language, "vi") != 0 && strcmp(g->language, "en") != 0) {
        cli_complain(cli, _("--lang takes vi or en, not \"%s\""), g->language);
        return false;
    }
    if (g->color && strcmp(g->color, "auto") != 0 && strcmp(g->color, "always") != 0 &&
        strcmp(g->color, "never") != 0) {
        cli_complain(cli, _("--color takes auto, always or never, not \"%s\""), g->color);
        return false;
    }
    return true;
}

static bool wants_color(const struct globals *g, int fd)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (g->color && strcmp(g->color, "auto") != 0)
        return strcmp(g->color, "always") == 0;
    return !(no_color && *no_color) && isatty(fd) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static const char *archive_directory(const struct globals *g, char path[PATH_MAX])
{
    const char *variable = getenv("VANTHU_ARCHIVE"), *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (g->archive)
        return g->archive;
    if (variable && *variable)
        return variable;
    if (data && *data)
        snprintf(path, PATH_MAX, "%s/vanthu", data);
    else
        snprintf(path, PATH_MAX, "%s/.local/share/vanthu", home ? home : "");
    return path;
}

/* ---- the run ---- */

static int unknown_command(const struct cli *cli, const char *typed)
{
    const char *names[64];
    size_t n = 0;
    for (const struct cli_command *c = CLI_COMMANDS; c->name && n < 63; c++)
        names[n++] = c->name;
    names[n] = NULL;
    const char *near = cli_nearest(typed, names);
    if (near)
        cli_complain(cli, _("unknown command %s: did you mean %s?"), typed, near);
    else
        cli_complain(cli, _("unknown command %s: see `vanthu help`"), typed);
    return EXIT_USAGE;
}

static bool asks_for_help(int count, char **arguments)
{
    for (int i = 0; i < count && strcmp(arguments[i], "--") != 0; i++)
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0)
            return true;
    return false;
}

static bool check_count(const struct cli *cli)
{
    const struct cli_command *c = cli->command;
    const char *usage = *c->arguments ? _(c->arguments) : "";
    if (cli->arguments_count < c->least)
        cli_missing(cli);
    else if (cli->arguments_count > c->most)
        cli_complain(cli, _("one argument too many, %s: vanthu %s %s"), cli->arguments[c->most],
                     c->name, usage);
    else
        return true;
    return false;
}

static int run_command(struct cli *cli, int count, char **arguments)
{
    struct vanthu_error error;
    if (asks_for_help(count, arguments)) {
        cli_help(stdout, cli->command);
        return EXIT_DONE;
    }
    if (!cli_parse(cli, count, arguments))
        return EXIT_USAGE;
    if (!check_count(cli))
        return EXIT_USAGE;
    if (cli->command->needs != NEEDS_NOTHING &&
        vanthu_archive_open(&cli->archive, cli->dir,
                            cli->command->needs == NEEDS_WRITE ? VANTHU_WRITE : VANTHU_READ,
                            &error) != VANTHU_OK)
        return cli_failed(cli, &error);
    int status = cli->command->run(cli);
    vanthu_archive_close(cli->archive);
    return status;
}

static int run(struct cli *cli, int count, char **arguments)
{
    if (count == 0) {
        cli_overview(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(arguments[0], "--version") == 0) {
        printf("vanthu %s\n", vanthu_version());
        return EXIT_DONE;
    }
    if (strcmp(arguments[0], "--help") == 0 || strcmp(arguments[0], "-h") == 0) {
        cli_overview(stdout);
        return EXIT_DONE;
    }
    if (arguments[0][0] == '-') {
        cli_complain(cli, _("unknown option %s: see `vanthu help`"), arguments[0]);
        return EXIT_USAGE;
    }
    cli->command = cli_command(arguments[0]);
    return cli->command ? run_command(cli, count - 1, arguments + 1)
                        : unknown_command(cli, arguments[0]);
}

/* A full disk shows only when what was printed is written out. A reader that has gone away
 * (`| head`) ends the program by SIGPIPE, as it ends others. */
static int finish(const struct cli *cli, int status)
{
    cli_progress_end();
    errno = 0;
    bool failed = ferror(stdout);
    if (fclose(stdout) == 0 && !failed)
        return status;
    errno = errno ? errno : EIO;
    cli_complain(cli, _("cannot write to standard output: %s"), strerror(errno));
    return EXIT_CANNOT;
}

int main(int count, char **arguments)
{
    struct globals g = {0};
    struct cli cli = {0};
    char path[PATH_MAX];
    int at = read_globals(&g, count, arguments);
    bool known = g.language && (strcmp(g.language, "vi") == 0 || strcmp(g.language, "en") == 0);
    set_language(known ? g.language : language_asked());
    bind_messages();
    cli.dir = archive_directory(&g, path);
    cli.named = g.archive;
    cli.quiet = g.quiet;
    cli.verbose = g.verbose;
    cli.color_out = wants_color(&g, STDOUT_FILENO);
    cli.color_err = wants_color(&g, STDERR_FILENO);
    if (!check_globals(&cli, &g))
        return finish(&cli, EXIT_USAGE);
    return finish(&cli, run(&cli, count - at, arguments + at));
}
