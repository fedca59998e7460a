/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-outline.c: headings of the documents in tests/outline, which say below "=====" what must be
 * found; clauses of articles; hostile text costs linear time.
 */
#include "t.h"

#include "base/buf.h"
#include "outline/outline.h"
#include "text/clean.h"

#include <dirent.h>
#include <time.h>

/* One document: its text, and what it must say, a row each. */
struct outline_case {
    char name[256];
    struct vt_arena arena;
    struct vt_buf clean, want, got;
    struct vanthu_heading *headings;
    size_t count;
};

static struct vt_buf read_file(const char *path)
{
    struct vt_buf out = {0};
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    int c;
    while ((c = getc(f)) != EOF)
        assert_int_equal(vt_buf_append_char(&out, (char)c), VANTHU_OK);
    fclose(f);
    return out;
}

static void find_headings(struct outline_case *c)
{
    struct vt_layout layout = {0};
    assert_int_equal(
        vt_outline_find(&c->headings, &c->count, &c->arena, vt_buf_str(&c->clean), &layout),
        VANTHU_OK);
}

static void load(struct outline_case *c, const char *dir, const char *name)
{
    static const char rule[] = "\n=====\n";
    char path[4096 + 256];
    snprintf(c->name, sizeof c->name, "%s", name);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    struct vt_buf all = read_file(path);
    char *cut = strstr(vt_buf_cstr(&all), rule);
    if (!cut)
        fail_msg("%s: no rule", name);
    struct vt_str text = {all.p, (size_t)(cut + 1 - all.p)};
    assert_int_equal(vt_clean(&c->clean, NULL, text), VANTHU_OK);
    assert_int_equal(vt_buf_append_str(&c->want, vt_str(cut + strlen(rule))), VANTHU_OK);
    vt_buf_free(&all);
    find_headings(c);
}

static void free_case(struct outline_case *c)
{
    vt_arena_free(&c->arena);
    vt_buf_free(&c->clean);
    vt_buf_free(&c->want);
    vt_buf_free(&c->got);
}

/* Calls `check` for every document in tests/outline. */
static void each_case(void (*check)(struct outline_case *c))
{
    char dir[4096];
    snprintf(dir, sizeof dir, "%s", t_path("outline"));
    DIR *d = opendir(dir);
    assert_non_null(d);
    int cases = 0;
    for (struct dirent *e; (e = readdir(d));) {
        struct outline_case c = {0};
        if (!strstr(e->d_name, ".txt"))
            continue;
        load(&c, dir, e->d_name);
        check(&c);
        free_case(&c);
        cases++;
    }
    closedir(d);
    assert_true(cases >= 25);
}

/* ---- headings ---- */

/* The rows of `want` that begin with a digit, a level. */
static void keep_levels(struct vt_buf *want)
{
    struct vt_buf kept = {0};
    for (char *p = want->len ? (char *)vt_buf_cstr(want) : NULL; p && *p;) {
        char *end = strchrnul(p, '\n');
        if (*p >= '0' && *p <= '9')
            assert_int_equal(vt_buf_printf(&kept, "%.*s\n", (int)(end - p), p), VANTHU_OK);
        p = *end ? end + 1 : end;
    }
    vt_buf_free(want);
    *want = kept;
}

static void check_headings(struct outline_case *c)
{
    keep_levels(&c->want);
    for (size_t i = 0; i < c->count; i++)
        assert_int_equal(vt_buf_printf(&c->got, "%u\t%s\t%s\n", c->headings[i].level,
                                       c->headings[i].label, c->headings[i].text),
                         VANTHU_OK);
    if (!vt_str_eq(vt_buf_str(&c->want), vt_buf_str(&c->got)))
        fail_msg("%s: want\n%sgot\n%s", c->name, vt_buf_cstr(&c->want), vt_buf_cstr(&c->got));
}

/* ---- facts ---- */

static void say(struct vt_buf *out, const char *fact, const char *value)
{
    if (value)
        assert_int_equal(vt_buf_printf(out, "%s\t%s\n", fact, value), VANTHU_OK);
}

/* The rows of `want` that name one of the facts found here. */
static void keep_facts(struct vt_buf *want)
{
    static const char *const names[] = {"office", "type",   "title",     "place",
                                        "date",   "period", "signed_as", "recipients"};
    struct vt_buf kept = {0};
    for (char *p = want->len ? (char *)vt_buf_cstr(want) : NULL; p && *p;) {
        char *end = strchrnul(p, '\n');
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (vt_str_starts(vt_str_range(p, end), vt_str(names[i])))
                assert_int_equal(vt_buf_printf(&kept, "%.*s\n", (int)(end - p), p), VANTHU_OK);
        p = *end ? end + 1 : end;
    }
    vt_buf_free(want);
    *want = kept;
}

static void check_facts(struct outline_case *c)
{
    struct vt_facts facts;
    struct vt_buf recipients = {0};
    keep_facts(&c->want);
    assert_int_equal(vt_facts_find(&facts, &c->arena, vt_buf_str(&c->clean), c->headings, c->count),
                     VANTHU_OK);
    for (size_t i = 0; i < facts.recipients_count; i++)
        assert_int_equal(vt_buf_printf(&recipients, "%s%s", i ? "; " : "", facts.recipients[i]),
                         VANTHU_OK);
    say(&c->got, "office", facts.office);
    say(&c->got, "type", facts.type);
    say(&c->got, "title", facts.title);
    say(&c->got, "place", facts.place);
    say(&c->got, "date", facts.date);
    say(&c->got, "period", facts.period);
    say(&c->got, "signed_as", facts.signed_as);
    say(&c->got, "recipients", recipients.len ? vt_buf_cstr(&recipients) : NULL);
    if (!vt_str_eq(vt_buf_str(&c->want), vt_buf_str(&c->got)))
        fail_msg("%s: want\n%sgot\n%s", c->name, vt_buf_cstr(&c->want), vt_buf_cstr(&c->got));
    vt_buf_free(&recipients);
}

static void facts_are_found(void **state)
{
    (void)state;
    each_case(check_facts);
}

static void headings_are_found(void **state)
{
    (void)state;
    each_case(check_headings);
}

/* The text from `start` is the heading: its label, or without one its first word. */
static void check_ranges(struct outline_case *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct vanthu_heading *h = &c->headings[i];
        struct vt_str section = vt_str_sub(vt_buf_str(&c->clean), h->start, h->end);
        struct vt_str begin = vt_str(*h->label ? h->label : h->text);
        begin = vt_str_sub(begin, 0, strcspn(begin.p, " "));
        bool mended = strstr(c->name, "recognised") != NULL; /* "Il." is read as II */
        if (!mended && !vt_str_starts(section, begin))
            fail_msg("%s: '%s' does not begin '%.30s'", c->name, begin.p, section.p);
        assert_true(h->end <= c->clean.len);
        if (i + 1 < c->count && c->headings[i + 1].level <= h->level)
            assert_int_equal(h->end, c->headings[i + 1].start);
        else if (i + 1 < c->count)
            assert_true(h->end >= c->headings[i + 1].start);
    }
}

static void ranges_are_exact(void **state)
{
    (void)state;
    each_case(check_ranges);
}

static void styles_and_labels_agree(void **state)
{
    (void)state;
    struct vt_str text = VT_STR("I. Đặc điểm tình hình\nỔn định.\nDân cư\nCó 12.000 người.\n"
                                "II. Kết quả\nTốt.\nThu ngân sách trên địa bàn\nĐạt 96 %.\n");
    const struct vt_styled_heading styled[] = {{0, 28, 2}, {42, 50, 3}, {70, 86, 2}, {92, 124, 3}};
    size_t pages[] = {0, 60};
    struct vt_layout layout = {styled, 4, pages, 2};
    static const unsigned levels[] = {1, 2, 1, 2}, at[] = {1, 1, 2, 2};
    struct vt_arena arena = {0};
    struct vanthu_heading *h;
    size_t count;
    assert_int_equal(vt_outline_find(&h, &count, &arena, text, &layout), VANTHU_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(h[i].level, levels[i]);
        assert_int_equal(h[i].page, at[i]);
    }
    assert_string_equal(h[0].label, "I");
    assert_string_equal(h[1].text, "Dân cư");
    vt_arena_free(&arena);
}

/* ---- clauses ---- */

static void assert_clause(struct vt_str section, const char *step, const char *want)
{
    size_t start, end;
    if (vt_clause_find(section, vt_str(step), &start, &end) != VANTHU_OK)
        fail_msg("no %s", step);
    struct vt_str got = vt_str_sub(section, start, end);
    if (!vt_str_eq(got, vt_str(want)))
        fail_msg("%s: got '%.*s'", step, VT_STR_ARG(got));
}

static void clauses_are_found(void **state)
{
    (void)state;
    struct vt_str article =
        VT_STR("Điều 5. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn;\nd) Ảnh;\nđ) Giấy khai sinh;\n"
               "2. Sửa đổi khoản 1 như sau:\n\"1. Một.\n3. Ba.\"\n3. Nộp tại xã.\n");
    struct vt_str old = VT_STR("Điều 6. 1. Một việc.\n2. Hai việc.\n");
    size_t start, end;
    assert_clause(article, "khoản 3", "3. Nộp tại xã.\n");
    assert_clause(article, "2", "2. Sửa đổi khoản 1 như sau:\n\"1. Một.\n3. Ba.\"\n");
    assert_clause(old, "khoản 1", "1. Một việc.\n");
    assert_clause(old, "Khoản 2.", "2. Hai việc.\n");
    struct vt_str clause = VT_STR("1. Hồ sơ gồm:\na) Đơn;\nb) Ảnh;\n");
    assert_clause(clause, "điểm b", "b) Ảnh;\n");
    assert_clause(clause, "a)", "a) Đơn;\n");
    assert_int_equal(vt_clause_find(clause, VT_STR("điểm đ"), &start, &end), VANTHU_NOT_FOUND);
    assert_int_equal(vt_clause_find(clause, VT_STR("Chương I"), &start, &end), VANTHU_NOT_FOUND);
}

/* ---- hostile text ---- */

static double seconds_of(const char *line, size_t bytes)
{
    struct vt_buf text = {0};
    struct vt_arena arena = {0};
    struct vt_layout layout = {0};
    struct vanthu_heading *h;
    size_t count, len = strlen(line);
    struct timespec begin, end;
    while (text.len < bytes)
        assert_int_equal(vt_buf_append(&text, line, len), VANTHU_OK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    assert_int_equal(vt_outline_find(&h, &count, &arena, vt_buf_str(&text), &layout), VANTHU_OK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    vt_arena_free(&arena);
    vt_buf_free(&text);
    return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

/* Four times the text may cost at most ten times the work: far from the sixteen of a square. */
static void hostile_text_costs_linear_time(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "1.\n",       "Điều 1. x\n", "x",         "1. X\n",   "a) X;\n",           "* x\n",
        "\"Điều 1\n", "# X\n",       "QUY CHẾ\n", "x:\n\"\n", "I. x\nA. x\n1. x\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        double one = seconds_of(lines[i], 1 << 19), four = seconds_of(lines[i], 1 << 21);
        if (four > 10 * one + 0.5)
            fail_msg("'%s': %f s, then %f s", lines[i], one, four);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_are_found), cmocka_unit_test(facts_are_found),
        cmocka_unit_test(ranges_are_exact),   cmocka_unit_test(styles_and_labels_agree),
        cmocka_unit_test(clauses_are_found),  cmocka_unit_test(hostile_text_costs_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
