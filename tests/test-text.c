/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-text.c: clean, fold, match, syllables, dates, tokens, against tables of cases. */
#include "t.h"

#include "base/file.h"
#include "base/utf8.h"
#include "text/clean.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/match.h"
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

/* typed, indexed, by letters, with more marks left out ("iy": the second column holds where i and y
 * are the same) */
static void check_match(struct t_row *row, void *context)
{
    int *failures = context;
    char *typed = folded(row->column[0], VT_L1, false);
    char *indexed = folded(row->column[1], VT_L1, false);
    bool iy = row->columns > 3 && strcmp(row->column[3], "iy") == 0;
    bool yes = strcmp(row->column[2], "true") == 0;
    bool want[3] = {yes && !iy, yes, yes};
    if (row->columns > 3 && !iy)
        want[2] = strcmp(row->column[3], "true") == 0;
    for (enum vt_looseness how = VT_BY_LETTER; how <= VT_BY_MARK; how++)
        if ((row->columns > 3 || how == VT_BY_LETTER) &&
            vt_match(vt_str(typed), vt_str(indexed), how) != want[how]) {
            print_error("line %d: %s, %s, level %d: not %s\n", row->line, typed, indexed, (int)how,
                        want[how] ? "true" : "false");
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

/* ---- properties ---------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}

/* A character of one of the kinds that meet each other in hostile and in ordinary text. */
static uint32_t random_point(uint32_t *seed)
{
    static const uint32_t odd[] = {0xAD,   0x200B, 0x200C, 0x200D,  0x2060, 0xFEFF, 0x335,  0xB2,
                                   0xB3,   0xD0,   0xF0,   0x110,   0x1780, 0x17D2, 0x17E1, 0x2026,
                                   0x2172, 0xFB03, 0xFF4D, 0xFF0F,  0x2013, 0x201C, 0x20AB, 0x130,
                                   0xDF,   0x152,  0x1C6,  0x3B1,   0x9C7,  0x9BE,  0x1100, 0x1161,
                                   0x11A8, 0xAC00, 0x4E00, 0x1F600, 0x958,  0x344,  0x1E9B, '\n'};
    static const uint32_t ascii[] = {'a', 'e', 'o', 'u', 'i', 'y', 'd', 'm', 'k', 'n', 'g', 'h',
                                     'q', 'A', 'D', 'U', '-', '/', '.', ',', '&', ' ', '1', '2'};
    uint32_t r = next_random(seed) >> 8, kind = r % 8;
    r = next_random(seed) >> 8;
    if (kind < 3)
        return ascii[r % (sizeof ascii / sizeof *ascii)];
    if (kind == 3)
        return 0x300 + r % 0x24;
    if (kind == 4)
        return 0x1EA0 + r % 0x5A;
    if (kind == 5)
        return 0xC0 + r % 0x100;
    if (kind == 6)
        return odd[r % (sizeof odd / sizeof *odd)];
    r %= 0x3100;
    return r ? r : 1;
}

static void random_text(struct vt_buf *out, uint32_t *seed, size_t chars)
{
    vt_buf_clear(out);
    for (size_t i = 0; i < chars; i++) {
        assert_int_equal(vt_buf_reserve(out, 4), VANTHU_OK);
        out->len += vt_utf8_encode(out->p + out->len, random_point(seed));
    }
}

static void assert_same(struct vt_buf *a, struct vt_buf *b, const char *what)
{
    if (!vt_str_eq(vt_buf_str(a), vt_buf_str(b)))
        fail_msg("%s: \"%s\" and \"%s\"", what, vt_buf_cstr(a), vt_buf_cstr(b));
}

/* The fast paths give what the slow ones give, and a second pass changes nothing. */
static void check_paths(struct vt_str raw)
{
    struct vt_buf clean = {0}, again = {0}, level[4] = {{0}};
    vt_clean(&clean, NULL, raw);
    vt_clean_slow(&again, NULL, raw);
    assert_same(&clean, &again, "clean, fast and slow");
    vt_buf_clear(&again);
    vt_clean(&again, NULL, vt_buf_str(&clean));
    assert_same(&clean, &again, "clean, once and twice");
    for (enum vt_level l = VT_L0; l <= VT_L3; l++) {
        vt_fold(&level[l], vt_buf_str(&clean), l);
        vt_buf_clear(&again);
        vt_fold_slow(&again, vt_buf_str(&clean), l);
        assert_same(&level[l], &again, level_names[l]);
        for (enum vt_level below = VT_L0; below <= l; below++) {
            vt_buf_clear(&again);
            vt_fold(&again, vt_buf_str(&level[below]), l);
            assert_same(&level[l], &again, "a level of a level");
        }
    }
    for (int l = 0; l < 4; l++)
        vt_buf_free(&level[l]);
    vt_buf_free(&clean);
    vt_buf_free(&again);
}

/* Each form of each token is what folding the token gives; positions do not jump. */
static void check_token_forms(struct vt_str raw)
{
    struct vt_buf clean = {0}, again = {0};
    struct vt_tokens *tokens;
    struct vt_token token;
    uint32_t next = 0;
    vt_clean(&clean, NULL, raw);
    assert_int_equal(vt_tokens_new(&tokens, vt_buf_str(&clean)), VANTHU_OK);
    while (vt_tokens_next(tokens, &token)) {
        struct vt_str forms[] = {token.text, token.form, token.key};
        enum vt_level levels[] = {VT_L0, VT_L1, VT_L3};
        for (int i = 0; i < 3; i++) {
            vt_buf_clear(&again);
            vt_fold(&again, token.text, levels[i]);
            assert_true(vt_str_eq(vt_buf_str(&again), forms[i]));
        }
        assert_true(token.start < token.end && token.end <= clean.len);
        assert_true(token.extra ? token.position < next : token.position == next);
        next += !token.extra;
    }
    vt_tokens_free(tokens);
    vt_buf_free(&clean);
    vt_buf_free(&again);
}

static void test_random(void **state)
{
    (void)state;
    struct vt_buf text = {0};
    uint32_t seed = 20211;
    for (int i = 0; i < 4000; i++) {
        random_text(&text, &seed, 1 + (size_t)i % 60);
        check_paths(vt_buf_str(&text));
        check_token_forms(vt_buf_str(&text));
    }
    vt_buf_free(&text);
}

/* Letters in any order: a tone may be followed by anything. */
static void test_random_words(void **state)
{
    (void)state;
    static const char *const letters[] = {
        "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "à", "ắ", "ậ", "ẻ", "ễ", "í",
        "ọ", "ồ", "ở", "ũ", "ứ", "ỵ", "đ", "b", "g", "h", "n", "q", "t", "Đ", "Ả", "Ờ", "0"};
    struct vt_buf text = {0};
    uint32_t seed = 31;
    for (int i = 0; i < 3000; i++) {
        vt_buf_clear(&text);
        for (int word = 0; word < 10; word++) {
            for (uint32_t n = 1 + (seed >> 16 & 7); n > 0; n--) {
                vt_buf_append_str(&text, vt_str(letters[(next_random(&seed) >> 8) % 35]));
            }
            vt_buf_append_char(&text, ' ');
        }
        check_token_forms(vt_buf_str(&text));
    }
    vt_buf_free(&text);
}

/* Every character there is, by itself and behind a letter. */
static void test_every_character(void **state)
{
    (void)state;
    char text[16];
    for (uint32_t point = 1; point < 0x30000; point++) {
        if (point >= 0xD800 && point < 0xE000)
            continue;
        size_t len = 0;
        text[len++] = 'e';
        len += vt_utf8_encode(text + len, point);
        text[len++] = 'm';
        check_paths((struct vt_str){text, len});
    }
}

/* Real text, where there is some. */
static void test_reports(void **state)
{
    (void)state;
    int found = 0;
    for (int i = 0; i < 5; i++) {
        char name[64];
        struct vt_buf text = {0};
        snprintf(name, sizeof name, "reports/%03d.txt", i);
        if (vt_file_read(&text, t_shared(name), 1 << 24, NULL) == VANTHU_OK) {
            found++;
            check_paths(vt_buf_str(&text));
            check_token_forms(vt_buf_str(&text));
        }
        vt_buf_free(&text);
    }
    if (!found)
        print_message("# skipped: no reports\n");
}

static void test_offsets(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *clean_word, *raw_word;
    } cases[] = {
        {"số 58/KH–UBND", "UBND", "UBND"},
        {"“Đề án” số 7", "số", "số"},
        {"chờ… xem", "xem", "xem"},
        {"\xEF\xBB\xBFKế hoạch", "hoạch", "hoạch"},
        {"Ke\xCC\x82\xCC\x81 hoa\xCC\xA3"
         "ch 9",
         "hoạch",
         "hoa\xCC\xA3"
         "ch"},
        {"co\xCC\x82ng\xC2\xADnghe\xCC\xA3\xCC\x82 cao", "cao", "cao"},
        {"diện tích 27 m² đất", "đất", "đất"},
        {"mục Ⅷ và Ⅸ", "IX", "Ⅸ"},
        {"plain", "in", "in"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_buf clean = {0};
        struct vt_offsets offsets = {0};
        assert_int_equal(vt_clean(&clean, &offsets, vt_str(cases[i].raw)), VANTHU_OK);
        const char *text = vt_buf_cstr(&clean), *at = strstr(text, cases[i].clean_word);
        assert_non_null(at);
        size_t raw = vt_offsets_raw(&offsets, (size_t)(at - text));
        assert_int_equal(raw, strstr(cases[i].raw, cases[i].raw_word) - cases[i].raw);
        assert_int_equal(vt_offsets_raw(&offsets, clean.len), strlen(cases[i].raw));
        vt_offsets_free(&offsets);
        vt_buf_free(&clean);
    }
}

/* Offsets that never go back, mostly in step, with what was left out and what was put in. */
static void random_offsets(struct vt_offsets *out, uint32_t *seed, size_t len)
{
    size_t raw = 0;
    for (size_t made = 0; made <= len; made++) {
        assert_int_equal(vt_offsets_step(out, made, raw), VANTHU_OK);
        uint32_t kind = (next_random(seed) >> 16) % 8;
        raw += kind == 0 ? 0 : kind == 1 ? 3 : 1;
    }
}

/* Two ways back, one after the other, become the one that goes all the way. */
static void test_offsets_extend(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (size_t round = 0; round < 2000; round++) {
        enum { MOST = 40 };
        struct vt_offsets before = {0}, last = {0};
        size_t want[MOST + 1], len = round % MOST;
        random_offsets(&before, &seed, 3 * MOST);
        random_offsets(&last, &seed, len);
        for (size_t made = 0; made <= len; made++)
            want[made] = vt_offsets_raw(&before, vt_offsets_raw(&last, made));
        assert_int_equal(vt_offsets_extend(&before, &last), VANTHU_OK);
        for (size_t made = 0; made <= len; made++)
            assert_int_equal(vt_offsets_raw(&before, made), want[made]);
        assert_int_equal(last.count, 0);
        vt_offsets_free(&before);
    }
}

/* Text made to be slow: all of it must be linear. */
static void test_hostile(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *repeat, *end;
    } cases[] = {
        {"a", "\xCC\x81", "b"},
        {"a", "\xCC\xA3\xCC\x81", "b"},
        {"\xE1\x9E\x80", "\xCC\x81\xCC\xA3", ""},
        {"", "a-", "b"},
        {"", "1/", "2"},
        {"", "1.", "2"},
        {"", "a.", "vn"},
        {"", "1-", "KH"},
        {"", "ngày ", ""},
        {"", "58/", "KH"},
        {"", "x", ""},
        {"", "\xE1\x9E\x80", ""},
        {"", "1", ""},
        {"a", "\xC2\xAD", "b"},
        {"", "Covid ", "- 19"},
        {"", "\xE0\xA4\x95", ""},
    };
    enum { TIMES = 200000 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_buf text = {0};
        vt_buf_append_str(&text, vt_str(cases[i].begin));
        for (int n = 0; n < TIMES; n++)
            vt_buf_append_str(&text, vt_str(cases[i].repeat));
        vt_buf_append_str(&text, vt_str(cases[i].end));
        check_paths(vt_buf_str(&text));
        check_token_forms(vt_buf_str(&text));
        vt_buf_free(&text);
    }
    char nul[] = "một\0hai";
    check_paths((struct vt_str){nul, sizeof nul - 1});
    check_token_forms((struct vt_str){nul, sizeof nul - 1});
}

static void test_long_token(void **state)
{
    (void)state;
    char text[400] = "";
    struct vt_tokens *tokens;
    struct vt_token token;
    for (int i = 0; i < 100; i++)
        strcat(text, "ạ");
    assert_int_equal(vt_tokens_new(&tokens, vt_str(text)), VANTHU_OK);
    assert_true(vt_tokens_next(tokens, &token));
    assert_int_equal(token.text.len, 64 * 3);
    assert_int_equal(token.key.len, 64);
    assert_int_equal(token.end, 300);
    assert_false(vt_tokens_next(tokens, &token));
    vt_tokens_reset(tokens, VT_STR("Sở"));
    assert_true(vt_tokens_next(tokens, &token));
    assert_int_equal(token.position, 0);
    assert_true(vt_str_eq(token.key, VT_STR("so")));
    vt_tokens_free(tokens);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
        size_t len;
    } cases[] = {
        {"13/7/2021", "2021-07-13", 9},
        {"13-07-2021.", "2021-07-13", 10},
        {"13.7.2021", "2021-07-13", 9},
        {"23/4/ 2018", "2018-04-23", 10},
        {"23 / 4 /\n2018", "2018-04-23", 13},
        {"ngày 13/7/2021", "2021-07-13", strlen("ngày 13/7/2021")},
        {"NGÀY 02 THÁNG 10 NĂM 2019", "2019-10-02", strlen("NGÀY 02 THÁNG 10 NĂM 2019")},
        {"ngày 13\ntháng 7\nnăm 2021 về", "2021-07-13", strlen("ngày 13\ntháng 7\nnăm 2021")},
        {"ngày    tháng 9 năm 2021", "2021-09", strlen("ngày    tháng 9 năm 2021")},
        {"ngày ..... tháng 9 năm 2021", "2021-09", strlen("ngày ..... tháng 9 năm 2021")},
        {"ngày   tháng   năm 2021", "2021", strlen("ngày   tháng   năm 2021")},
        {"tháng 9 năm 2021", "2021-09", strlen("tháng 9 năm 2021")},
        {"tháng 11/2019", "2019-11", strlen("tháng 11/2019")},
        {"13/7/2021-20/7/2021", "2021-07-13", 9},
        {"12/2021/TT-BTTTT", "", 0},
        {"13/13/2021", "", 0},
        {"32/1/2021", "", 0},
        {"13/7/1899", "", 0},
        {"13/7/20211", "", 0},
        {"13/7-2021", "", 0},
        {"ngày mai", "", 0},
        {"2021", "", 0},
        {"", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_date date = {0, 0, 0}, again;
        char iso[11];
        assert_int_equal(vt_date_read(&date, vt_str(cases[i].text)), cases[i].len);
        vt_date_format(iso, date);
        assert_string_equal(iso, cases[i].iso);
        assert_int_equal(vt_date_parse(&again, vt_str(iso)), cases[i].len != 0);
        if (cases[i].len)
            assert_memory_equal(&again, &date, sizeof date);
    }
    static const char *const wrong[] = {"2021-7-13", "2021-13",     "2021-07-32", "2021/07/13",
                                        "202",       "2021-07-13 ", "2021-",      "abcd"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct vt_date date;
        assert_false(vt_date_parse(&date, vt_str(wrong[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_files),      cmocka_unit_test(test_match_files),
        cmocka_unit_test(test_syllable_files),  cmocka_unit_test(test_token_files),
        cmocka_unit_test(test_random),          cmocka_unit_test(test_random_words),
        cmocka_unit_test(test_every_character), cmocka_unit_test(test_reports),
        cmocka_unit_test(test_offsets),         cmocka_unit_test(test_offsets_extend),
        cmocka_unit_test(test_hostile),         cmocka_unit_test(test_long_token),
        cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
