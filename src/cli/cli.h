/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli.h: what the commands of the program share. A command is one file, one row of the table in
 * commands.c, one manual page.
 */
#ifndef VT_CLI_H
#define VT_CLI_H

#include "vanthu.h"

#include "base/buf.h"

#include <libintl.h>
#include <stdio.h>

#define _(text) dgettext("vanthu", text)
#define N_(text) text

/* Exit statuses: part of the contract, see vanthu(1). */
enum {
    EXIT_DONE = 0,
    EXIT_NOTHING = 1, /* nothing found, or findings */
    EXIT_USAGE = 2,
    EXIT_SOME_FAILED = 3,
    EXIT_DAMAGED = 4,
    EXIT_CANNOT = 5
};

enum cli_needs { NEEDS_NOTHING, NEEDS_READ, NEEDS_WRITE };

struct cli_option {
    const char *name;  /* long, without the dashes */
    char letter;       /* short; 0: none */
    const char *value; /* what it takes, for the help; NULL: nothing; "TEXT...": several times,
                          cli->many; one such option a command */
    const char *help;
};

struct cli;

enum { CLI_ANY = 1 << 20 };

struct cli_command {
    const char *name, *arguments, *summary;
    enum cli_needs needs;
    size_t least, most;               /* arguments it takes */
    const struct cli_option *options; /* ends with an empty name */
    const char *examples;
    int (*run)(struct cli *cli); /* returns an exit status */
};

enum { CLI_OPTIONS_MAX = 16, CLI_MANY_MAX = 64 };

struct cli {
    const struct cli_command *command;
    const char *dir;   /* of the archive */
    const char *named; /* the same where the command line names it, else NULL */
    struct vanthu_archive *archive;
    bool quiet, verbose, color_out, color_err;
    const char *values[CLI_OPTIONS_MAX]; /* of the command's options, in the table's order */
    const char *many[CLI_MANY_MAX];      /* of the option that may be given several times */
    size_t many_count;
    const char *const *arguments;
    size_t arguments_count;
};

extern const struct cli_command CLI_COMMANDS[]; /* ends with an empty name */

/* The row of that name; NULL when there is none. */
const struct cli_command *cli_command(const char *name);

/* ---- options.c ---- */

/* Reads the options of cli->command from `arguments`; what is left are cli->arguments. False after
 * an error message. */
bool cli_parse(struct cli *cli, int count, char **arguments);

/* "something is missing: vanthu show ..." */
void cli_missing(const struct cli *cli);

/* The value of an option; "" for one that takes none; NULL when it was not given. */
const char *cli_option(const struct cli *cli, const char *name);

/* Who does this: the value of --by, else the system's account; NULL when neither is known. */
const char *cli_by(const struct cli *cli);

/* Reads a whole number of at most `max`; false after an error message. An option that was not given
 * leaves *number alone. */
bool cli_number(const struct cli *cli, const char *name, uint64_t max, uint64_t *number);

/* The entry of `names` (NULL at the end) nearest to a mistyped word; NULL when none is near. */
const char *cli_nearest(const char *typed, const char *const *names);

void cli_help(FILE *out, const struct cli_command *command);
void cli_overview(FILE *out);

/* ---- advice.c ---- */

/* Appends `text` with every command in it, `vanthu rebuild`, as this user has to type it: `vanthu
 * -A 'kho 2' rebuild`. False without memory. */
bool cli_advice(struct vt_buf *out, const struct cli *cli, const char *text);

/* Whether every argument can be an id; complains of each that cannot, and says how to find what was
 * meant. The exit status is then EXIT_NOTHING. */
bool cli_are_ids(const struct cli *cli);

/* ---- print.c ---- */

/* "vanthu: message" on standard error; also when quiet. */
void cli_complain(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A remark on standard error; nothing when quiet. */
void cli_remark(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Complains of `error` and returns the exit status of its kind. */
int cli_failed(const struct cli *cli, const struct vanthu_error *error);

enum cli_style { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_MATCH, CLI_GOOD, CLI_BAD };

/* The escape sequence that begins a style on standard output ("" without colour), and ends it. */
const char *cli_on(const struct cli *cli, enum cli_style style);
const char *cli_off(const struct cli *cli, enum cli_style style);

/* Columns that `length` bytes of text take: combining marks take none, wide characters two. */
size_t cli_columns(const char *text, size_t length);

/* Prints `text` and spaces up to `columns`; longer text is cut and ends in "…". */
void cli_column(const char *text, size_t columns);

/* Writes `text` without control characters: what a document says must not steer the terminal. */
void cli_put(const char *text, size_t length);

/* One line: place, document, problem; remedy. */
void cli_print_fault(const struct cli *cli, const struct vanthu_fault *fault);

/* "13/7/2021", "9/2021", "2021" for an ISO date; "?" for NULL. Static buffer of the caller's. */
const char *cli_date(char out[16], const char *iso);

/* A sentence of the library, its ISO dates as people write them. */
void cli_put_sentence(const char *text);

/* "1,5 MB": into `out`. */
const char *cli_size(char out[32], uint64_t bytes);

/* "amends" in the user's language. */
const char *cli_relation(const char *relation);

/* ---- dot.c ---- */

/* Prints the entities and their neighbours in the language of Graphviz. */
void cli_dot(const struct vanthu_ref_result *result);

/* ---- fill.c ---- */

/* Prints `text` and a newline, with the marks (in order, apart) shown as matches. On a terminal it
 * is filled into lines of its width, each after `indent` spaces. `marks` may be NULL with 0. */
void cli_fill(const struct cli *cli, size_t indent, const char *text,
              const struct vanthu_span *marks, size_t marks_count);

/* ---- progress.c ---- */

/* Draws a bar; takes no context. NULL when standard error is no terminal, or quiet. */
vanthu_progress_fn cli_progress(const struct cli *cli);

/* Takes the bar off the terminal. */
void cli_progress_end(void);

/* True once the user has asked to stop. Installs the handlers at its first call. */
bool cli_stopped(void);

#endif
