/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.c: commands in messages as this user has to type them. The library says `vanthu rebuild`;
 * of an archive that was named with -A that would be another archive. And what to do with a number
 * or a name where an id is asked.
 */
#include "cli/cli.h"

#include <string.h>

static const char SAFE[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "_./,:+@%-";

/* As one word of a shell. */
static vanthu_status quote(struct vt_buf *out, const char *word)
{
    if (*word && word[strspn(word, SAFE)] == '\0')
        return vt_buf_append_str(out, vt_str(word));
    vanthu_status status = vt_buf_append_char(out, '\'');
    for (; *word && status == VANTHU_OK; word++)
        status = *word == '\'' ? vt_buf_append_str(out, VT_STR("'\\''"))
                               : vt_buf_append_char(out, *word);
    return status == VANTHU_OK ? vt_buf_append_char(out, '\'') : status;
}

/* Help is the same of every archive. */
static bool needs_archive(const char *command)
{
    return strncmp(command, "help", 4) != 0 && command[0] != '-';
}

bool cli_advice(struct vt_buf *out, const struct cli *cli, const char *text)
{
    static const struct vt_str COMMAND = VT_STR("`vanthu ");
    vanthu_status status = VANTHU_OK;
    const char *found;
    while (status == VANTHU_OK && cli->named && (found = strstr(text, COMMAND.p))) {
        const char *rest = found + COMMAND.len;
        status = vt_buf_append_str(out, vt_str_range(text, rest));
        text = rest;
        if (status != VANTHU_OK || !needs_archive(rest))
            continue;
        if (vt_buf_append_str(out, VT_STR("-A ")) || quote(out, cli->named) ||
            vt_buf_append_char(out, ' '))
            status = VANTHU_NO_MEMORY;
    }
    if (status == VANTHU_OK)
        status = vt_buf_append_str(out, vt_str(text));
    return status == VANTHU_OK && vt_buf_cstr(out);
}

/* ---- what is no id ---- */

/* The command that finds what was typed: by its number, or the name of its
 * file, where it looks like one. */
static vanthu_status put_finder(struct vt_buf *out, const char *typed)
{
    struct vt_buf word = {0};
    bool name = strchr(typed, '.');
    bool number = !name && typed[0] >= '0' && typed[0] <= '9' && strchr(typed, '/');
    vanthu_status status = vt_buf_append_str(out, vt_str(number || name ? "list " : "search "));
    if (status == VANTHU_OK)
        status = vt_buf_printf(&word, "%s%s", number ? "so:" : "", typed);
    if (status == VANTHU_OK)
        status = quote(out, word.p);
    vt_buf_free(&word);
    return status == VANTHU_OK && !vt_buf_cstr(out) ? VANTHU_NO_MEMORY : status;
}

bool cli_are_ids(const struct cli *cli)
{
    bool all = true;
    for (size_t i = 0; i < cli->arguments_count; i++) {
        const char *typed = cli->arguments[i];
        struct vt_buf finder = {0};
        if (typed[strspn(typed, "0123456789abcdefABCDEF")] == '\0')
            continue;
        all = false;
        cli_complain(cli,
                     _("%s: is no id of a document (the 12 characters 0-9, a-f in front of each "
                       "line of `list`); find it with `vanthu %s`"),
                     typed, put_finder(&finder, typed) == VANTHU_OK ? finder.p : "list");
        vt_buf_free(&finder);
    }
    return all;
}
