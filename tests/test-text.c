/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-text.c: clean, fold, match, syllables, dates, tokens, against tables of cases. */
#include "t.h"

#include "text/clean.h"
#include "text/fold.h"
#include "text/slow.h"
#include "text/syllable.h"
#include "text/tokens.h"

static const char *const level_names[] = {"L0", "L1", "L2", "L3"};

/* Cleans and folds; the caller frees. */
static char *folded(const char *raw, enum vt_level level, bool slow)
{
    struct vt_buf clean = {0}, out = {0};
    assert_int_equal((slow ? vt_clean_slow : vt_clean)(&clean, NULL, vt_str(raw)), VANTHU_OK);
    assert_int_equal((slow ? vt_fold_slow : vt_fold)(&out, vt_buf_str(&clean), level), VANTHU_OK);
    vt_buf_free(&clean);
    char *s = vt_buf_take(&out);
    assert_non_null(s);
    return s;
}

static void check_fold(struct t_row *row, void *context)
{
    int *failures = context;
    for (int level = VT_L0; level <= VT_L3 && level + 1 < row->columns; level++)
        for (int slow = 0; slow < 2; slow++) {
            char *got = folded(row->column[0], (enum vt_level)level, slow);
            if (strcmp(got, row->column[level + 1]) != 0) {
                print_error("line %d, %s%s of \"%s\": \"%s\", not \"%s\"\n", row->line,
                            level_names[level], slow ? " slow" : "", row->column[0], got,
                            row->column[level + 1]);
                ++*failures;
            }
            free(got);
        }
}

static void check_match(struct t_row *row, void *context)
{
    int *failures = context;
    char *typed = folded(row->column[0], VT_L1, false);
    char *indexed = folded(row->column[1], VT_L1, false);
    bool by_default = row->columns < 4 || strcmp(row->column[3], "iy") != 0;
    bool want = by_default && strcmp(row->column[2], "true") == 0;
    if (vt_match_letters(vt_str(typed), vt_str(indexed)) != want) {
        print_error("line %d: %s, %s: not %s\n", row->line, typed, indexed,
                    want ? "true" : "false");
        ++*failures;
    }
    free(typed);
    free(indexed);
}

static void check_syllable(struct t_row *row, void *context)
{
    int *failures = context;
    char *run = folded(row->column[0], VT_L0, false);
    enum vt_syllable got = vt_syllable(vt_str(run));
    bool loose = strcmp(row->column[1], "true") == 0, strict = strcmp(row->column[2], "true") == 0;
    if ((got != VT_NOT_SYLLABLE) != loose || (got == VT_STRICT_SYLLABLE) != strict) {
        print_error("line %d: %s: %d\n", row->line, run, (int)got);
        ++*failures;
    }
    free(run);
}

/* The tokens of `raw` in the notation of the data files; the caller frees. */
static char *tokenised(const char *raw)
{
    struct vt_buf clean = {0}, plain = {0}, extra = {0};
    struct vt_tokens *tokens;
    struct vt_token token;
    assert_int_equal(vt_clean(&clean, NULL, vt_str(raw)), VANTHU_OK);
    assert_int_equal(vt_tokens_new(&tokens, vt_buf_str(&clean)), VANTHU_OK);
    while (vt_tokens_next(tokens, &token)) {
        const char *bar = plain.len ? "|" : "";
        assert_in_range(token.start, 0, token.end - 1);
        assert_in_range(token.end, token.start + 1, clean.len);
        if (token.extra)
            vt_buf_printf(&extra, "|~%.*s@%u", VT_STR_ARG(token.text), token.position);
        else
            vt_buf_printf(&plain, "%s%.*s", bar, VT_STR_ARG(token.text));
    }
    vt_tokens_free(tokens);
    vt_buf_free(&clean);
    assert_int_equal(vt_buf_append_str(&plain, vt_buf_str(&extra)), VANTHU_OK);
    vt_buf_free(&extra);
    return vt_buf_take(&plain);
}

static void check_tokens(struct t_row *row, void *context)
{
    int *failures = context;
    char *got = tokenised(row->column[0]);
    if (strcmp(got, row->column[1]) != 0) {
        print_error("line %d: \"%s\": %s, not %s\n", row->line, row->column[0], got,
                    row->column[1]);
        ++*failures;
    }
    free(got);
}

/* Runs `check` over a file of our own and over the reference file where it is there. */
static void run_files(const char *own, const char *reference,
                      void (*check)(struct t_row *row, void *context))
{
    int failures = 0;
    assert_true(t_rows(t_path(own), check, &failures) > 0);
    int rows = t_rows(t_shared(reference), check, &failures);
    if (rows < 0)
        print_message("# skipped: no %s\n", reference);
    else
        print_message("# %s: %d rows\n", reference, rows);
    assert_int_equal(failures, 0);
}

static void test_fold_files(void **state)
{
    (void)state;
    run_files("text-fold.tsv", "text/fold_vectors.tsv", check_fold);
}

static void test_match_files(void **state)
{
    (void)state;
    run_files("text-match.tsv", "text/match_pairs.tsv", check_match);
}

static void test_syllable_files(void **state)
{
    (void)state;
    run_files("text-syllables.tsv", "text/syllables/validator_vectors.tsv", check_syllable);
}

static void test_token_files(void **state)
{
    (void)state;
    run_files("text-tokens.tsv", "text/tokenise_vectors.tsv", check_tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_files),
        cmocka_unit_test(test_match_files),
        cmocka_unit_test(test_syllable_files),
        cmocka_unit_test(test_token_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
