/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-refs.c: how fast references are found in the files of the command line, on one core.
 * scripts/bench refs runs it.
 */
#include "base/file.h"
#include "ref/ref.h"
#include "text/clean.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 3 };
static const uint64_t FILE_MAX_BYTES = 1 << 30;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(vanthu_status status)
{
    if (status != VANTHU_OK) {
        fputs("bench-refs: out of memory\n", stderr);
        exit(1);
    }
}

struct totals {
    size_t bytes, mentions, relations;
    double find, relate; /* seconds, the best of ROUNDS for each file */
};

static void measure(struct totals *t, struct vt_str clean)
{
    double best[2] = {0};
    size_t mentions_count = 0, relations_count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct vt_arena arena = {0};
        struct vanthu_mention *mentions;
        struct vanthu_relation *relations;
        double begin = now();
        must(vt_ref_scan(&mentions, &mentions_count, &arena, clean));
        double middle = now();
        must(vt_ref_relations(&relations, &relations_count, &arena, clean, mentions,
                              mentions_count));
        double seconds[2] = {middle - begin, now() - middle};
        for (int i = 0; i < 2; i++)
            if (round == 0 || seconds[i] < best[i])
                best[i] = seconds[i];
        vt_arena_free(&arena);
    }
    t->bytes += clean.len;
    t->mentions += mentions_count;
    t->relations += relations_count;
    t->find += best[0];
    t->relate += best[1];
}

int main(int argc, char **argv)
{
    struct totals t = {0};
    for (int i = 1; i < argc; i++) {
        struct vt_buf text = {0}, clean = {0};
        struct vanthu_error error;
        if (vt_file_read(&text, argv[i], FILE_MAX_BYTES, &error) == VANTHU_OK) {
            must(vt_clean(&clean, NULL, vt_buf_str(&text)));
            measure(&t, vt_buf_str(&clean));
        } else {
            fprintf(stderr, "bench-refs: %s\n", error.message);
        }
        vt_buf_free(&text);
        vt_buf_free(&clean);
    }
    printf("{\"bytes\":%zu,\"mentions\":%zu,\"relations\":%zu,\"find\":%.6f,\"relate\":%.6f}\n",
           t.bytes, t.mentions, t.relations, t.find, t.relate);
    return 0;
}
