/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-text.c: the text engine against utf8proc_map on the files of the command line, one core, in
 * one run; and the fast paths against the slow ones, byte by byte. scripts/bench text runs it.
 */
#include "base/file.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/slow.h"
#include "text/tokens.h"
#include "text/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <utf8proc.h>

enum { ROUNDS = 3 };
static const uint64_t FILE_MAX_BYTES = 1 << 30;

struct totals {
    size_t files, bytes, tokens, differ;
    double map, unicode, clean_fold, cut; /* seconds, the best of ROUNDS for each file */
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void keep_best(double *best, double begin)
{
    double seconds = now() - begin;
    if (*best == 0 || seconds < *best)
        *best = seconds;
}

static void must(vanthu_status status)
{
    if (status != VANTHU_OK) {
        fputs("bench-text: out of memory\n", stderr);
        exit(1);
    }
}

/* Adds the length of what utf8proc makes of it, so that no compiler leaves the call out. */
static size_t map(struct vt_str text)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.len, &out,
                     UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE);
    free(out);
    return len > 0 ? (size_t)len : 0;
}

static bool same_as_slow(struct vt_str text, struct vt_str clean)
{
    struct vt_buf slow = {0}, fast_fold = {0}, slow_fold = {0};
    must(vt_clean_slow(&slow, NULL, text));
    bool same = vt_str_eq(vt_buf_str(&slow), clean);
    for (enum vt_level level = VT_L0; level <= VT_L3 && same; level++) {
        vt_buf_clear(&fast_fold);
        vt_buf_clear(&slow_fold);
        must(vt_fold(&fast_fold, clean, level));
        must(vt_fold_slow(&slow_fold, clean, level));
        same = vt_str_eq(vt_buf_str(&fast_fold), vt_buf_str(&slow_fold));
    }
    vt_buf_free(&slow);
    vt_buf_free(&fast_fold);
    vt_buf_free(&slow_fold);
    return same;
}

static void measure(struct totals *t, struct vt_tokens *tokens, struct vt_str text)
{
    struct vt_buf unicode = {0}, clean = {0}, folded = {0};
    double seconds[4] = {0};
    size_t mapped = 0, count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct vt_unicode u = {0};
        struct vt_token token;
        bool same;
        double begin = now();
        mapped += map(text);
        keep_best(&seconds[0], begin);
        vt_buf_clear(&unicode);
        begin = now();
        must(vt_unicode(&u, &unicode, NULL, text, &same));
        keep_best(&seconds[1], begin);
        vt_unicode_free(&u);
        vt_buf_clear(&clean);
        vt_buf_clear(&folded);
        begin = now();
        must(vt_clean(&clean, NULL, text));
        must(vt_fold(&folded, vt_buf_str(&clean), VT_L3));
        keep_best(&seconds[2], begin);
        begin = now();
        vt_tokens_reset(tokens, vt_buf_str(&clean));
        for (count = 0; vt_tokens_next(tokens, &token); count++)
            ;
        keep_best(&seconds[3], begin);
    }
    t->files += mapped > 0;
    t->bytes += text.len;
    t->tokens += count;
    t->map += seconds[0];
    t->unicode += seconds[1];
    t->clean_fold += seconds[2];
    t->cut += seconds[3];
    t->differ += !same_as_slow(text, vt_buf_str(&clean));
    vt_buf_free(&unicode);
    vt_buf_free(&clean);
    vt_buf_free(&folded);
}

int main(int argc, char **argv)
{
    struct totals t = {0};
    struct vt_tokens *tokens;
    must(vt_tokens_new(&tokens, VT_STR("")));
    for (int i = 1; i < argc; i++) {
        struct vt_buf text = {0};
        struct vanthu_error error;
        if (vt_file_read(&text, argv[i], FILE_MAX_BYTES, &error) == VANTHU_OK)
            measure(&t, tokens, vt_buf_str(&text));
        else
            fprintf(stderr, "bench-text: %s\n", error.message);
        vt_buf_free(&text);
    }
    vt_tokens_free(tokens);
    printf("{\"files\":%zu,\"bytes\":%zu,\"tokens\":%zu,\"utf8proc_map\":%.6f,\"unicode\":%.6f,"
           "\"clean_fold\":%.6f,\"cut\":%.6f,\"differ\":%zu}\n",
           t.files, t.bytes, t.tokens, t.map, t.unicode, t.clean_fold, t.cut, t.differ);
    return t.differ != 0;
}
