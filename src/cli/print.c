/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print.c: messages, styles, columns, dates and sizes as people read them. */
#include "cli/cli.h"

#include "base/utf8.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* What a document or a file name says must not steer the terminal. */
static void put(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        /* C1 controls are C2 80 to C2 9F in UTF-8 */
        if (c < 0x20 || c == 0x7F)
            fputc(c == '\n' || c == '\t' ? ' ' : '?', out);
        else if (c == 0xC2 && i + 1 < length && (unsigned char)text[i + 1] < 0xA0)
            fputc('?', out), i++;
        else
            fputc(c, out);
    }
}

static void message(const struct cli *cli, const char *prefix, const char *format, va_list args)
{
    char *text;
    struct vt_buf advice = {0};
    fflush(stdout); /* what was printed before stands before */
    cli_progress_end();
    fputs(prefix, stderr);
    if (vasprintf(&text, format, args) >= 0) {
        const char *said = cli_advice(&advice, cli, text) ? advice.p : text;
        put(stderr, said, strlen(said));
        free(text);
    }
    fputc('\n', stderr);
    vt_buf_free(&advice);
}

void cli_complain(const struct cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message(cli, "vanthu: ", format, args);
    va_end(args);
}

void cli_remark(const struct cli *cli, const char *format, ...)
{
    va_list args;
    if (cli->quiet)
        return;
    va_start(args, format);
    message(cli, "", format, args);
    va_end(args);
}

int cli_failed(const struct cli *cli, const struct vanthu_error *error)
{
    cli_complain(cli, "%s", error->message);
    switch (error->status) {
    case VANTHU_OK:
        return EXIT_DONE;
    case VANTHU_NOT_FOUND:
    case VANTHU_AMBIGUOUS:
        return EXIT_NOTHING;
    case VANTHU_USAGE:
        return EXIT_USAGE;
    case VANTHU_FAILED:
        return EXIT_SOME_FAILED;
    case VANTHU_DAMAGED:
        return EXIT_DAMAGED;
    default:
        return EXIT_CANNOT;
    }
}

const char *cli_on(const struct cli *cli, enum cli_style style)
{
    static const char *const codes[] = {"",           "\033[1m",  "\033[2m",
                                        "\033[1;33m", "\033[32m", "\033[1;31m"};
    if (style == CLI_MATCH && !cli->color_out)
        return "«"; /* clean text never holds these */
    return cli->color_out ? codes[style] : "";
}

const char *cli_off(const struct cli *cli, enum cli_style style)
{
    if (style == CLI_MATCH && !cli->color_out)
        return "»";
    return cli->color_out && style != CLI_PLAIN ? "\033[0m" : "";
}

/* Columns of the character at `text`; *len is its length in bytes. */
static size_t width_at(const char *text, size_t *len)
{
    uint32_t point = 0;
    *len = vt_utf8_decode(vt_str(text), &point);
    if (*len == 0) {
        *len = 1;
        return 1;
    }
    int width = wcwidth((wchar_t)point);
    return width > 0 ? (size_t)width : 0;
}

size_t cli_columns(const char *text, size_t length)
{
    size_t columns = 0, len;
    for (size_t at = 0; at < length; at += len)
        columns += width_at(text + at, &len);
    return columns;
}

void cli_column(const char *text, size_t columns)
{
    size_t used = 0, len, whole = cli_columns(text, strlen(text));
    size_t room = whole > columns && columns ? columns - 1 : columns;
    for (const char *p = text; *p; p += len) {
        size_t width = width_at(p, &len);
        if (used + width > room)
            break;
        cli_put(p, len);
        used += width;
    }
    if (whole > columns) {
        fputs("…", stdout);
        used++;
    }
    for (; used < columns; used++)
        putchar(' ');
}

void cli_put(const char *text, size_t length)
{
    put(stdout, text, length);
}

const char *cli_date(char out[16], const char *iso)
{
    int year = 0, month = 0, day = 0;
    int parts = iso ? sscanf(iso, "%4d-%2d-%2d", &year, &month, &day) : 0;
    if (parts == 3)
        snprintf(out, 16, "%d/%d/%04d", day % 100, month % 100, year % 10000);
    else if (parts == 2)
        snprintf(out, 16, "%d/%04d", month % 100, year % 10000);
    else if (parts == 1)
        snprintf(out, 16, "%04d", year % 10000);
    else
        snprintf(out, 16, "?");
    return out;
}

/* "2021-07-13" at the beginning of `text`, with nothing joined to it. */
static bool begins_with_day(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    size_t i = 0;
    while (form[i] && (form[i] == 'd' ? isdigit((unsigned char)text[i]) : text[i] == form[i]))
        i++;
    return !form[i] && text[i] != '-' && !isdigit((unsigned char)text[i]);
}

void cli_put_sentence(const char *text)
{
    char date[16];
    const char *from = text;
    for (const char *at = text; *at; at++) {
        bool inside = at > text && (isalnum((unsigned char)at[-1]) || strchr("-/", at[-1]));
        if (inside || !begins_with_day(at))
            continue;
        cli_put(from, (size_t)(at - from));
        fputs(cli_date(date, at), stdout);
        from = at + strlen("2021-07-13");
    }
    cli_put(from, strlen(from));
}

const char *cli_size(char out[32], uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 1000 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000;
        unit++;
    }
    snprintf(out, 32, unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return out;
}

const char *cli_relation(const char *relation)
{
    static const char *const names[] = {
        N_("amends"),    N_("replaces"), N_("repeals"),     N_("suspends"),     N_("corrects"),
        N_("guides"),    N_("explains"), N_("announces"),   N_("based_on"),     N_("implements"),
        N_("continues"), N_("approves"), N_("issued_with"), N_("consolidates"), N_("cites")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], relation) == 0)
            return _(names[i]);
    return relation;
}

void cli_print_fault(const struct cli *cli, const struct vanthu_fault *f)
{
    struct vt_buf advice = {0};
    const char *remedy = cli_advice(&advice, cli, f->remedy) ? advice.p : f->remedy;
    cli_put(f->place, strlen(f->place));
    if (f->document)
        printf(" [%s]", f->document);
    fputs(": ", stdout);
    cli_put(f->problem, strlen(f->problem));
    fputs("; ", stdout);
    cli_put(remedy, strlen(remedy));
    putchar('\n');
    vt_buf_free(&advice);
}
