/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-snippet.c: the best place of a text and the matches marked in it, against a table. */
#include "t.h"

#include "archive/snippet.h"
#include "base/buf.h"
#include "ref/ref.h"
#include "text/clean.h"

/* The whole of `text` as one passage that cites what it cites. */
static struct vt_hit_data passage_of(struct vt_arena *arena, struct vt_str text)
{
    struct vt_hit_data hit = {.end = text.len};
    struct vanthu_mention *mentions;
    size_t count;
    assert_int_equal(vt_ref_scan(&mentions, &count, arena, text), VANTHU_OK);
    hit.mentions = vt_arena_array(arena, count, sizeof *hit.mentions);
    assert_non_null(hit.mentions);
    for (size_t i = 0; i < count; i++)
        hit.mentions[hit.mentions_count++] =
            (struct vt_hit_mention){mentions[i].start, mentions[i].end, mentions[i].canonical};
    return hit;
}

static void snippet_of(struct vt_snippet *out, struct vt_arena *arena, const char *typed,
                       struct vt_str text, enum vt_looseness looseness)
{
    struct vt_hit_data hit = passage_of(arena, text);
    struct vt_query query;
    assert_int_equal(vt_query_parse(&query, arena, vt_str(typed)), VANTHU_OK);
    assert_int_equal(vt_snippet_make(out, arena, text, &hit, &query, looseness), VANTHU_OK);
}

/* The line with its matches in brackets. */
static void print_line(struct vt_buf *out, const struct vt_snippet *snippet)
{
    struct vt_str line = vt_str(snippet->line);
    size_t at = 0;
    for (size_t i = 0; i < snippet->marks_count; i++) {
        struct vanthu_span mark = snippet->marks[i];
        assert_true(mark.start >= at && mark.end > mark.start && mark.end <= line.len);
        vt_buf_append_str(out, vt_str_sub(line, at, mark.start));
        vt_buf_append_char(out, '[');
        vt_buf_append_str(out, vt_str_sub(line, mark.start, mark.end));
        vt_buf_append_char(out, ']');
        at = mark.end;
    }
    assert_int_equal(vt_buf_append_str(out, vt_str_sub(line, at, line.len)), VANTHU_OK);
}

static void check_row(struct t_row *row, void *context)
{
    bool by_key = row->columns > 3 && strcmp(row->column[3], "key") == 0;
    struct vt_arena arena = {0};
    struct vt_snippet snippet = {0};
    struct vt_buf text = {0}, line = {0};
    assert_true(row->columns >= 3);
    assert_int_equal(vt_clean(&text, NULL, vt_str(row->column[1])), VANTHU_OK);
    snippet_of(&snippet, &arena, row->column[0], vt_buf_str(&text),
               by_key ? VT_BY_KEY : VT_BY_LETTER);
    print_line(&line, &snippet);
    if (strcmp(vt_buf_cstr(&line), row->column[2]) != 0) {
        print_error("line %d: %s: %s; not %s\n", row->line, row->column[0], vt_buf_cstr(&line),
                    row->column[2]);
        ++*(int *)context;
    }
    vt_buf_free(&text);
    vt_buf_free(&line);
    vt_arena_free(&arena);
}

static void test_marks(void **state)
{
    (void)state;
    int failures = 0;
    assert_true(t_rows(t_path("snippets.tsv"), check_row, &failures) > 20);
    assert_int_equal(failures, 0);
}

static const char FILLER[] = "Các đơn vị báo cáo số liệu tôm hằng tuần.\n";

static char *far_text(const char *far)
{
    struct vt_buf text = {0};
    for (int i = 0; i < 30; i++)
        vt_buf_append_str(&text, vt_str(FILLER));
    vt_buf_append_str(&text, vt_str(far));
    for (int i = 0; i < 30; i++)
        vt_buf_append_str(&text, vt_str(FILLER));
    char *out = vt_buf_take(&text);
    assert_non_null(out);
    return out;
}

/* One word is everywhere; the place wanted is where all are, or where they stand in a row. */
static void test_best_place(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *far, *best;
    } cases[] = {
        {"tôm nuôi lồng", "Hộ nuôi tôm bằng lồng.\n", "[nuôi] [tôm] bằng [lồng]"},
        {"\"tuần tôm\"", "Mỗi tuần tôm lột một lần.\n", "[tuần tôm] lột"},
        {"tôm 61/KH-UBND", "Theo Kế hoạch số 61/KH-UBND.\n", "[Kế hoạch số 61/KH-UBND]"},
        {"\"số liệu\" \"hằng ngày\"", "Thu mua hằng ngày.\n", "[hằng ngày]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_arena arena = {0};
        struct vt_snippet snippet = {0};
        struct vt_buf line = {0};
        char *text = far_text(cases[i].far);
        size_t far = (size_t)(strstr(text, cases[i].far) - text);
        snippet_of(&snippet, &arena, cases[i].typed, vt_str(text), VT_BY_LETTER);
        print_line(&line, &snippet);
        if (!strstr(vt_buf_cstr(&line), cases[i].best))
            fail_msg("%s: %s", cases[i].typed, vt_buf_cstr(&line));
        assert_true(snippet.at + 200 > far && snippet.at < far + strlen(cases[i].far));
        assert_true(line.len < 500);
        vt_buf_free(&line);
        vt_arena_free(&arena);
        free(text);
    }
}

/* A quotation longer than a line is marked as far as the line goes. */
static void test_long_phrase(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_snippet snippet = {0};
    struct vt_buf typed = {0};
    char *text = far_text("");
    vt_buf_printf(&typed, "\"%.*s\"", 40 * (int)strlen(FILLER), text);
    snippet_of(&snippet, &arena, vt_buf_cstr(&typed), vt_str(text), VT_BY_LETTER);
    assert_int_equal(snippet.marks_count, 1);
    assert_int_equal(snippet.marks[0].start, 0);
    assert_int_equal(snippet.marks[0].end, strlen(snippet.line));
    vt_buf_free(&typed);
    vt_arena_free(&arena);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_best_place),
        cmocka_unit_test(test_long_phrase),
    };
    return cmocka_run_group_tests_name("snippet", tests, NULL, NULL);
}
