/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-passages.c: where passages are cut, what a hit carries, which place a snippet shows. */
#include "t.h"

#include "archive/passages.h"

#include "archive/hit-data.h"
#include "archive/snippet.h"
#include "base/utf8.h"

/* ---- cutting ---- */

static struct vt_range *cut(size_t *count, struct vt_arena *arena, struct vt_str text,
                            struct vanthu_heading *outline, size_t outline_count,
                            struct vanthu_mention *mentions, size_t mentions_count)
{
    struct vanthu_document document = {.outline = outline,
                                       .outline_count = outline_count,
                                       .mentions = mentions,
                                       .mentions_count = mentions_count};
    struct vt_range *passages;
    assert_int_equal(vt_passages_cut(&passages, count, arena, text, &document), VANTHU_OK);
    return passages;
}

/* Passages follow each other without gaps, end at characters, and are not too long. */
static void check_cover(struct vt_str text, const struct vt_range *passages, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(passages[i].start, at);
        assert_in_range(passages[i].end, at, text.len);
        assert_in_range(passages[i].end - at, 0, 6144);
        struct vt_str passage = vt_str_sub(text, at, passages[i].end);
        assert_int_equal(vt_utf8_valid(passage), passage.len);
        at = passages[i].end;
    }
    assert_int_equal(at, text.len);
}

static void test_long_texts(void **state)
{
    (void)state;
    static const char *const units[] = {"nuôi tôm ", "nuôi tôm.\n\n", "ế",
                                        "a",         "nuôi. ",        "một dòng dài hơn nữa\n"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct vt_arena arena = {0};
        struct vt_buf text = {0};
        size_t count;
        while (text.len < 50000)
            assert_int_equal(vt_buf_append_str(&text, vt_str(units[i])), VANTHU_OK);
        struct vt_range *passages = cut(&count, &arena, vt_buf_str(&text), NULL, 0, NULL, 0);
        check_cover(vt_buf_str(&text), passages, count);
        assert_in_range(count, 9, 26);
        vt_buf_free(&text);
        vt_arena_free(&arena);
    }
}

static void test_empty_text(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    size_t count;
    struct vt_range *passages = cut(&count, &arena, VT_STR(""), NULL, 0, NULL, 0);
    assert_int_equal(count, 1); /* so that the document is found by its name */
    assert_int_equal(passages[0].end, 0);
    vt_arena_free(&arena);
}

/* "I. A" (level 1) with 1. and 2. (level 3), "II. B" (level 1); a text of `words` in each. */
static struct vt_str sections(struct vt_buf *text, struct vanthu_heading outline[4], size_t words)
{
    static const struct vanthu_heading headings[] = {
        {.level = 1, .label = "I", .text = "KẾT QUẢ"},
        {.level = 3, .label = "1", .text = "Nuôi tôm"},
        {.level = 3, .label = "2", .text = "Nuôi cua"},
        {.level = 1, .label = "II", .text = "PHƯƠNG HƯỚNG"},
    };
    for (size_t i = 0; i < 4; i++) {
        outline[i] = headings[i];
        outline[i].start = text->len;
        vt_buf_printf(text, "%s. %s\n", headings[i].label, headings[i].text);
        for (size_t k = 0; k < words; k++)
            vt_buf_printf(text, "lời ");
    }
    outline[0].end = outline[2].end = outline[3].start;
    outline[1].end = outline[2].start;
    outline[3].end = text->len;
    return vt_buf_str(text);
}

static void test_sections(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_buf text = {0};
    struct vanthu_heading outline[4];
    size_t count;
    struct vt_str all = sections(&text, outline, 30);
    struct vt_range *passages = cut(&count, &arena, all, outline, 4, NULL, 0);
    check_cover(all, passages, count);
    assert_int_equal(count, 2); /* short sections are one, but not over a heading of level 1 */
    assert_int_equal(passages[1].start, outline[3].start);

    char canonical[] = "58/KH-UBND";
    struct vanthu_mention mentions[2] = {
        {.canonical = canonical, .start = outline[1].start + 20, .end = outline[1].start + 30},
        {.canonical = canonical, .start = outline[2].start + 20, .end = outline[2].start + 30}};
    passages = cut(&count, &arena, all, outline, 4, mentions, 2);
    check_cover(all, passages, count);
    assert_int_equal(count, 3); /* two that cite the same are two places */
    assert_int_equal(passages[1].start, outline[2].start);
    vt_buf_free(&text);

    text = (struct vt_buf){0};
    all = sections(&text, outline, 2000);
    passages = cut(&count, &arena, all, outline, 4, NULL, 0);
    check_cover(all, passages, count);
    for (size_t i = 0; i < 4; i++) {
        bool begins = false;
        for (size_t k = 0; k < count; k++)
            begins |= passages[k].start == outline[i].start;
        assert_true(begins); /* long sections begin their own passage */
    }
    vt_buf_free(&text);
    vt_arena_free(&arena);
}

/* An article is read as a whole, and apart from the next. */
static void test_articles(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_buf text = {0};
    struct vanthu_heading outline[4];
    size_t count;
    struct vt_str all = sections(&text, outline, 30);
    outline[0].label = "Điều 1";
    outline[1].level = outline[2].level = 2; /* its clauses */
    outline[3].label = "Điều 2";
    struct vt_range *passages = cut(&count, &arena, all, outline, 4, NULL, 0);
    assert_int_equal(count, 2);
    assert_int_equal(passages[1].start, outline[3].start);
    outline[0].label = "I";
    cut(&count, &arena, all, outline, 4, NULL, 0);
    assert_int_equal(count, 4); /* sections of a report are apart */
    vt_buf_free(&text);
    vt_arena_free(&arena);
}

/* ---- what a hit carries ---- */

static char id[] = "0123456789ab";

/* The data of a passage of the text that `sections` made, with one mention. */
static void write_data(struct vt_buf *out, struct vt_range range, struct vanthu_heading *outline,
                       struct vanthu_mention *mention)
{
    struct vanthu_document document = {.id = id,
                                       .title = "Nuôi trồng",
                                       .number = "",
                                       .outline = outline,
                                       .outline_count = 4,
                                       .mentions = mention,
                                       .mentions_count = 1};
    static const size_t headings[] = {0, 1};
    struct vt_hit_source source = {.document = &document,
                                   .range = range,
                                   .headings = headings,
                                   .headings_count = 2,
                                   .last_mention = 1};
    assert_int_equal(vt_hit_data_write(out, &source), VANTHU_OK);
}

static void test_hit_data(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_buf text = {0}, data = {0};
    struct vanthu_heading outline[4];
    struct vanthu_mention mention = {.canonical = "58/KH-UBND", .start = 30, .end = 40};
    struct vt_hit_data hit;
    sections(&text, outline, 10);
    write_data(&data, (struct vt_range){0, outline[2].start}, outline, &mention);
    assert_int_equal(vt_hit_data_read(&hit, &arena, vt_buf_str(&data)), VANTHU_OK);
    assert_string_equal(hit.id, id);
    assert_string_equal(hit.title, "Nuôi trồng");
    assert_string_equal(hit.number, ""); /* left blank is not absent */
    assert_null(hit.date);
    assert_int_equal(hit.end, outline[2].start);
    assert_int_equal(hit.headings_count, 2);
    assert_string_equal(hit.headings[1].line, "1. Nuôi tôm");
    assert_int_equal(hit.headings[1].start, outline[1].start);
    assert_int_equal(hit.mentions_count, 1);
    assert_string_equal(hit.mentions[0].canonical, "58/KH-UBND");
    for (size_t len = 0; len < data.len; len++)
        assert_int_equal(vt_hit_data_read(&hit, &arena, vt_str_sub(vt_buf_str(&data), 0, len)),
                         VANTHU_DAMAGED);
    srand(3);
    for (int turn = 0; turn < 2000; turn++) { /* any bytes are read or refused */
        size_t at = (size_t)rand() % data.len;
        char saved = data.p[at];
        data.p[at] = (char)rand();
        vt_hit_data_read(&hit, &arena, vt_buf_str(&data));
        data.p[at] = saved;
    }
    vt_buf_free(&text);
    vt_buf_free(&data);
    vt_arena_free(&arena);
}

static void test_heading_lines(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"1.2", "Về ứng dụng", "1.2. Về ứng dụng"},
        {"a", "Về nền tảng", "a) Về nền tảng"},
        {"", "Kết quả", "Kết quả"},
        {"IV", "", "IV"},
        {"đ", "Khác", "đ) Khác"},
        {"Chương II", "CHUNG", "Chương II. CHUNG"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_buf line = {0};
        assert_int_equal(vt_heading_line(&line, cases[i][0], cases[i][1]), VANTHU_OK);
        assert_string_equal(vt_buf_cstr(&line), cases[i][2]);
        vt_buf_free(&line);
    }
}

/* ---- snippets ---- */

/* The line of a passage that is all of `text`, its marks in [brackets]. */
static char *snippet(const char *typed, struct vt_str text, enum vt_looseness looseness)
{
    struct vt_arena arena = {0};
    struct vt_query query;
    struct vt_snippet made;
    struct vt_buf line = {0};
    struct vt_hit_mention mention = {0, text.len, "58/KH-UBND"};
    const char *at = memmem(text.p, text.len, "58/KH-UBND", 10);
    struct vt_hit_data hit = {.end = text.len, .mentions = &mention, .mentions_count = at != NULL};
    if (at)
        mention.start = (uint64_t)(at - text.p), mention.end = mention.start + 10;
    assert_int_equal(vt_query_parse(&query, &arena, vt_str(typed)), VANTHU_OK);
    assert_int_equal(vt_snippet_make(&made, &arena, text, &hit, &query, looseness), VANTHU_OK);
    assert_in_range(made.at, 0, text.len);
    assert_int_equal(vt_utf8_valid(vt_str(made.line)), strlen(made.line));
    size_t from = 0;
    for (size_t i = 0; i < made.marks_count; i++) {
        assert_in_range(made.marks[i].start, from, made.marks[i].end);
        assert_in_range(made.marks[i].end, made.marks[i].start + 1, strlen(made.line));
        vt_buf_append(&line, made.line + from, made.marks[i].start - from);
        vt_buf_printf(&line, "[%.*s]", (int)(made.marks[i].end - made.marks[i].start),
                      made.line + made.marks[i].start);
        from = made.marks[i].end;
    }
    vt_buf_append_str(&line, vt_str(made.line + from));
    vt_arena_free(&arena);
    return vt_buf_take(&line);
}

static void test_marks(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *text, *line;
        enum vt_looseness looseness;
    } cases[] = {
        {"tom", "nuôi tôm,\n\nnuôi  cua", "nuôi [tôm], nuôi cua", 0},
        {"tôm CUA", "nuôi tôm, cua", "nuôi [tôm], [cua]", 0},
        {"tốm", "nuôi tôm", "nuôi tôm", 0},
        {"tốm", "nuôi tôm", "nuôi [tôm]", VT_BY_KEY},
        {"\"nuôi tôm\"", "tôm nuôi, nuôi\ntôm", "tôm nuôi, [nuôi tôm]", 0},
        {"\"nuoi tôm\"", "nuôi tôm", "nuôi tôm", 0},
        {"\"nuoi tôm\"", "nuôi tôm", "[nuôi tôm]", VT_BY_KEY},
        {"\"a a b\"", "a a a b", "a [a a b]", 0},
        {"ktxh", "phát triển KT-XH của", "phát triển [KT-XH] của", 0},
        {"kt-xh", "xh, kt, KT XH", "xh, kt, [KT XH]", 0},
        {"58/kh-ubnd", "theo 58/KH-UBND về", "theo [58/KH-UBND] về", 0},
        {"tôm -cua", "tôm, cua", "[tôm], cua", 0},
        {"nam:2021", "năm 2021", "năm 2021", 0},
        {"tôm", "", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *line = snippet(cases[i].typed, vt_str(cases[i].text), cases[i].looseness);
        assert_string_equal(line, cases[i].line);
        free(line);
    }
}

/* The line shows where most of the query stands together, not where its first word does. */
static void test_best_place(void **state)
{
    (void)state;
    struct vt_buf text = {0};
    vt_buf_printf(&text, "nuôi ");
    while (text.len < 3000)
        vt_buf_printf(&text, "ếch ");
    vt_buf_printf(&text, "nghề nuôi nhiều tôm sạch ");
    while (text.len < 5000)
        vt_buf_printf(&text, "ếch ");
    char *line = snippet("nuôi tôm sạch", vt_buf_str(&text), VT_BY_LETTER);
    assert_non_null(strstr(line, "nghề [nuôi] nhiều [tôm] [sạch]"));
    assert_in_range(strlen(line), 100, 500);
    free(line);
    vt_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_texts), cmocka_unit_test(test_empty_text),
        cmocka_unit_test(test_sections),   cmocka_unit_test(test_articles),
        cmocka_unit_test(test_hit_data),   cmocka_unit_test(test_heading_lines),
        cmocka_unit_test(test_marks),      cmocka_unit_test(test_best_place),
    };
    return cmocka_run_group_tests_name("passages", tests, NULL, NULL);
}
