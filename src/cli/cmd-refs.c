/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd-refs.c: vanthu refs */
#include "cli/commands.h"

#include "cli/json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

struct listing {
    const char *file;
    bool json, relations, named;
};

static void print_part(void *context, const struct vanthu_extract *part)
{
    const struct listing *l = context;
    for (size_t i = 0; l->relations && i < part->relations_count; i++)
        print_relation(l->file, &part->relations[i], l->json);
    for (size_t i = 0; !l->relations && i < part->mentions_count; i++)
        print_mention(l->file, &part->mentions[i], l->json, l->named);
}

static int extract(struct cli *cli, const char *file)
{
    struct vanthu_error error = {0};
    struct listing listing = {file, cli_option(cli, "json"), cli_option(cli, "relations"),
                              cli->arguments_count > 1};
    bool standard = strcmp(file, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        cli_complain(cli, "%s: %s", file, strerror(errno));
        return EXIT_SOME_FAILED;
    }
    vanthu_status read = vanthu_extract_fd(fd, print_part, &listing, &error);
    if (read != VANTHU_OK)
        cli_complain(cli, "%s: %s", file, error.message);
    if (!standard)
        close(fd);
    if (read == VANTHU_OK)
        return EXIT_DONE;
    return read == VANTHU_FAILED || read == VANTHU_IO ? EXIT_SOME_FAILED : EXIT_CANNOT;
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
