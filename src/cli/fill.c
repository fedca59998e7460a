/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill.c: running text, filled into the lines of a terminal, with its matches marked. Where
 * standard output is no terminal the text stays one line, for grep and diff.
 */
#include "cli/cli.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 30 };

struct filling {
    const struct cli *cli;
    const char *text;
    const struct vanthu_span *marks;
    size_t marks_count;
    size_t next;  /* the mark that is open or comes next */
    bool open;    /* inside it */
    size_t width; /* of the terminal; 0: no limit */
};

static size_t terminal_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col >= NARROWEST ? size.ws_col : 0;
}

/* Two marks with only spaces between them are shown as one: «Kế hoạch», not «Kế» «hoạch». */
static bool continues(const struct filling *f)
{
    if (f->next + 1 >= f->marks_count)
        return false;
    size_t from = f->marks[f->next].end, to = f->marks[f->next + 1].start;
    return to > from && strspn(f->text + from, " ") >= to - from;
}

/* Begins and ends the marks that do so at the place `at`. */
static void switch_marks(struct filling *f, size_t at)
{
    while (f->open && f->next < f->marks_count && f->marks[f->next].end <= at) {
        bool goes_on = continues(f);
        f->next++;
        if (goes_on)
            continue;
        fputs(cli_off(f->cli, CLI_MATCH), stdout);
        f->open = false;
    }
    if (!f->open && f->next < f->marks_count && f->marks[f->next].start <= at) {
        fputs(cli_on(f->cli, CLI_MATCH), stdout);
        f->open = true;
    }
}

static bool switches_at(const struct filling *f, size_t at)
{
    return f->next < f->marks_count &&
           (f->open ? f->marks[f->next].end : f->marks[f->next].start) <= at;
}

/* Prints text[from, to), in pieces between the places where marks begin or end. */
static void put_word(struct filling *f, size_t from, size_t to)
{
    for (size_t at = from, end; at < to; at = end) {
        switch_marks(f, at);
        for (end = at + 1; end < to && !switches_at(f, end); end++)
            ;
        cli_put(f->text + at, end - at);
    }
    if (f->open && f->next < f->marks_count && f->marks[f->next].end <= to)
        switch_marks(f, to);
}

void cli_fill(const struct cli *cli, size_t indent, const char *text,
              const struct vanthu_span *marks, size_t marks_count)
{
    struct filling f = {cli, text, marks, marks_count, 0, false, terminal_width()};
    size_t column = indent, at = strspn(text, " ");
    printf("%*s", (int)indent, "");
    while (text[at]) {
        size_t end = at + strcspn(text + at, " ");
        size_t columns = cli_columns(text + at, end - at);
        put_word(&f, at, end);
        column += columns;
        at = end + strspn(text + end, " ");
        if (!text[at])
            break;
        if (f.width && column + 1 + cli_columns(text + at, strcspn(text + at, " ")) > f.width) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else {
            putchar(' ');
            column++;
        }
    }
    if (f.open)
        fputs(cli_off(cli, CLI_MATCH), stdout);
    putchar('\n');
}
