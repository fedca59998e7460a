/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c: a bar with rate and remaining time, and the user's wish to stop. The state of the
 * terminal and of signals belongs to the process, so it is kept here and nowhere else.
 */
#include "cli/cli.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 24 };
static const double REDRAW_SECONDS = 0.1;

static struct {
    bool drawn;
    double began, last;
    const char *phase;
} bar;

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

bool cli_stopped(void)
{
    static bool installed;
    if (!installed) {
        struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        installed = true;
    }
    return stop_asked;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void draw(const struct vanthu_progress *p, double seconds)
{
    char done[32], rate[32];
    double per_second = seconds > 0 ? (double)p->done / seconds : 0;
    fprintf(stderr, "\r\033[K%s ", p->phase);
    if (p->total) {
        size_t filled = p->done >= p->total ? BAR : (size_t)(p->done * BAR / p->total);
        fputc('[', stderr);
        for (size_t i = 0; i < BAR; i++)
            fputs(i < filled ? "█" : "·", stderr);
        fprintf(stderr, "] %3.0f %% ", 100.0 * (double)p->done / (double)p->total);
    }
    if (p->bytes)
        fprintf(stderr, "%s, %s/s", cli_size(done, p->done), cli_size(rate, (uint64_t)per_second));
    else
        fprintf(stderr, "%llu, %.0f/s", (unsigned long long)p->done, per_second);
    if (p->total > p->done && per_second > 0) {
        unsigned long left = (unsigned long)((double)(p->total - p->done) / per_second);
        fprintf(stderr, _(", %lu:%02lu left"), left / 60, left % 60);
    }
    fflush(stderr);
    bar.drawn = true;
}

static bool progress(void *context, const struct vanthu_progress *p)
{
    double time = now();
    (void)context;
    if (!bar.phase || strcmp(bar.phase, p->phase) != 0) {
        bar.phase = p->phase;
        bar.began = bar.last = time;
    }
    if (time - bar.last >= REDRAW_SECONDS) {
        bar.last = time;
        draw(p, time - bar.began);
    }
    return !cli_stopped();
}

vanthu_progress_fn cli_progress(const struct cli *cli)
{
    return !cli->quiet && isatty(STDERR_FILENO) ? progress : NULL;
}

void cli_progress_end(void)
{
    if (bar.drawn)
        fputs("\r\033[K", stderr);
    bar.drawn = false;
}
