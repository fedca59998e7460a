/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice.c: commands in messages as this user has to type them. The library says `vanthu rebuild`;
 * of an archive that was named with -A that would be another archive.
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
