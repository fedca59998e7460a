/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-refs.c: vanthu refs */
#include "cli/commands.h"

#include "base/file.h"
#include "cli/json.h"

#include <string.h>
#include <unistd.h>

static const uint64_t FILE_MAX_BYTES = 1 << 30;

static void print_relation(const char *file, const struct vanthu_relation *r, bool json)
{
    char date[16];
    if (!json) {
        cli_column(r->from ? r->from : _("(this document)"), 24);
        printf(" %s ", cli_relation(r->relation));
        cli_put(r->to, strlen(r->to));
        printf("%s%s\n", r->to_date ? ", " : "", r->to_date ? cli_date(date, r->to_date) : "");
        return;
    }
    json_t *o = json_object();
    json_put(o, "file", file);
    json_put(o, "from", r->from);
    json_put(o, "from_date", r->from_date);
    json_put(o, "relation", r->relation);
    json_put(o, "to", r->to);
    json_put(o, "to_date", r->to_date);
    json_put_number(o, "start", r->start);
    json_put_number(o, "end", r->end);
    json_line(o);
}

static void print_mention(const char *file, const struct vanthu_mention *m, bool json, bool named)
{
    char date[16];
    if (json) {
        json_line(json_mention(file, m));
        return;
    }
    if (named) {
        cli_put(file, strlen(file));
        putchar(':');
    }
    printf("%8llu  ", (unsigned long long)m->start);
    cli_column(m->canonical ? m->canonical : m->raw, 26);
    printf("  %-10s  ", m->date ? cli_date(date, m->date) : "");
    if (m->type)
        cli_put(m->type, strlen(m->type));
    putchar('\n');
}

static int extract(struct cli *cli, const char *file)
{
    struct vanthu_error error = {0};
    struct vt_buf data = {0};
    struct vanthu_extract *found = NULL;
    bool json = cli_option(cli, "json"), relations = cli_option(cli, "relations");
    bool standard = strcmp(file, "-") == 0;
    int status = EXIT_DONE;
    vanthu_status read = standard
                             ? vt_file_read_fd(&data, STDIN_FILENO, file, FILE_MAX_BYTES, &error)
                             : vt_file_read(&data, file, FILE_MAX_BYTES, &error);
    if (read == VANTHU_OK && data.len) {
        read = vanthu_extract(&found, data.p, data.len, &error);
        if (read != VANTHU_OK)
            cli_complain(cli, "%s: %s", file, error.message);
    } else if (read != VANTHU_OK) {
        cli_complain(cli, "%s", error.message);
    }
    if (read != VANTHU_OK)
        status = read == VANTHU_FAILED ? EXIT_SOME_FAILED : EXIT_CANNOT;
    for (size_t i = 0; found && relations && i < found->relations_count; i++)
        print_relation(file, &found->relations[i], json);
    for (size_t i = 0; found && !relations && i < found->mentions_count; i++)
        print_mention(file, &found->mentions[i], json, cli->arguments_count > 1);
    vanthu_extract_free(found);
    vt_buf_free(&data);
    return status;
}

int cli_refs(struct cli *cli)
{
    int status = EXIT_DONE;
    if (cli->arguments_count == 0)
        return extract(cli, "-");
    for (size_t i = 0; i < cli->arguments_count && status != EXIT_CANNOT; i++) {
        int one = extract(cli, cli->arguments[i]);
        status = one ? one : status;
    }
    return status;
}
