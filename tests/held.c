/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.c: a reader whose handle was opened before something else happened to the archive.
 *
 * usage: held ARCHIVE COMMAND ACTION...
 *
 * Opens the archive, looks at its documents, runs COMMAND (by the shell), then does with the
 * handle: get:ID, search:QUERY (prints the hits), mirror:DIR, verify (prints what is said at the
 * end). meanwhile: COMMAND, if it did not run yet, is run when the next action tells of its
 * progress, and after it when that one tells nothing. The exit status is 0 when all went well, else
 * the first enum vanthu_status that was not VANTHU_OK.
 */
#include "vanthu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *command; /* NULL: it was run */
static struct vanthu_error error;

static void run_command(void)
{
    const char *now = command;
    command = NULL;
    if (now && system(now) != 0) {
        fprintf(stderr, "held: %s failed\n", now);
        exit(99);
    }
}

static bool to_stdout(void *context, const void *data, size_t size)
{
    (void)context;
    return fwrite(data, 1, size, stdout) == size;
}

static bool progress(void *context, const struct vanthu_progress *now)
{
    (void)context, (void)now;
    run_command();
    return true;
}

static void tell(void *context, const struct vanthu_fault *f)
{
    (void)context;
    printf("fault: %s: %s\n", f->place, f->problem);
}

static vanthu_status search(struct vanthu_archive *a, const char *query)
{
    struct vanthu_search_result *result;
    vanthu_status status = vanthu_search(&result, a, query, NULL, &error);
    if (status == VANTHU_OK)
        for (size_t i = 0; i < result->hits_count; i++)
            printf("%s: %s\n", result->hits[i].id, result->hits[i].snippet);
    vanthu_search_result_free(result);
    return status;
}

static vanthu_status verify(struct vanthu_archive *a)
{
    struct vanthu_verify_summary s;
    struct vanthu_verify_options options = {.fault = tell, .progress = progress};
    vanthu_status status = vanthu_verify(a, &options, &s, &error);
    printf("%llu documents, %llu faults\n", (unsigned long long)s.documents,
           (unsigned long long)s.faults);
    return status;
}

static vanthu_status mirror(struct vanthu_archive *a, const char *dir)
{
    struct vanthu_mirror_options options = {.fault = tell, .progress = progress};
    return vanthu_mirror(a, dir, &options, NULL, &error);
}

static vanthu_status act(struct vanthu_archive *a, const char *action)
{
    const char *colon = strchr(action, ':'), *what = colon ? colon + 1 : "";
    if (strncmp(action, "get:", 4) == 0)
        return vanthu_get(a, what, to_stdout, NULL, &error);
    if (strncmp(action, "search:", 7) == 0)
        return search(a, what);
    if (strncmp(action, "mirror:", 7) == 0)
        return mirror(a, what);
    return strcmp(action, "verify") == 0 ? verify(a) : VANTHU_USAGE;
}

int main(int count, char **arguments)
{
    struct vanthu_archive *a;
    struct vanthu_stats *stats = NULL;
    if (count < 4)
        return VANTHU_USAGE;
    vanthu_status status = vanthu_archive_open(&a, arguments[1], VANTHU_READ, &error);
    if (status == VANTHU_OK)
        status = vanthu_stats(&stats, a, &error);
    vanthu_stats_free(stats);
    command = arguments[2];
    for (int i = 3; i < count && status == VANTHU_OK; i++) {
        if (strcmp(arguments[i], "meanwhile") == 0) {
            status = ++i < count ? act(a, arguments[i]) : VANTHU_USAGE;
            continue;
        }
        run_command();
        status = act(a, arguments[i]);
    }
    if (status != VANTHU_OK)
        printf("%s\n", error.message);
    vanthu_archive_close(a);
    return (int)status;
}
