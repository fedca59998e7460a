/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-query.c: what is typed becomes the right tree, and never fails. */
#include "t.h"

#include "query/query.h"

/* The tree in one line: W word, P phrase ("..." exact), R reference, fields by name. */
static void print(struct vt_buf *out, const struct vt_node *node)
{
    static const char *const names[] = {"nothing", "W",     "P",     "R",   "type", "issuer",
                                        "number",  "title", "dates", "AND", "OR",   "NOT"};
    vt_buf_printf(out, "%s%s(", names[node->kind], node->exact ? "!" : "");
    for (size_t i = 0; i < node->tokens_count; i++)
        vt_buf_printf(out, "%s%.*s", i ? " " : "", VT_STR_ARG(node->tokens[i].form));
    if (node->key)
        vt_buf_printf(out, "%s", node->key);
    if (node->text)
        vt_buf_printf(out, "%s", node->text);
    if (node->year)
        vt_buf_printf(out, "#%d", node->year);
    if (node->kind == VT_NODE_DATES)
        vt_buf_printf(out, "%s..%s", node->from, node->to);
    for (size_t i = 0; i < node->children_count && node->kind != VT_NODE_REF; i++) {
        vt_buf_printf(out, "%s", i ? " " : "");
        print(out, node->children[i]);
    }
    vt_buf_printf(out, ")");
}

static void parse_to(struct vt_buf *out, struct vt_str typed, size_t *notes)
{
    struct vt_arena arena = {0};
    struct vt_query query;
    vt_buf_clear(out);
    assert_int_equal(vt_query_parse(&query, &arena, typed), VANTHU_OK);
    assert_non_null(query.root);
    print(out, query.root);
    *notes = query.notes_count;
    vt_arena_free(&arena);
}

static void queries_become_trees(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *tree;
        size_t notes;
    } cases[] = {
        {"", "nothing()", 0},
        {"  \t ", "nothing()", 0},
        {"nguồn gốc", "AND(W(nguồn) W(gốc))", 0},
        {"NGUỒN", "W(nguồn)", 0},
        {"hoà", "W(hòa)", 0},
        {"\"nguồn gốc\"", "P!(nguồn gốc)", 0},
        {"\"nguồn gốc", "P!(nguồn gốc)", 1},
        {"nguồn -gốc", "NOT(W(nguồn) W(gốc))", 0},
        {"-gốc", "nothing()", 1},
        {"a OR b c", "OR(W(a) AND(W(b) W(c)))", 0},
        {"(a OR b) c", "AND(OR(W(a) W(b)) W(c))", 0},
        {"(a", "W(a)", 1},
        {"a)", "W(a)", 1},
        {"OR", "nothing()", 0},
        {"kt-xh", "OR(W(ktxh) P(kt xh))", 0},
        {"covid19", "OR(W(covid19) P(covid 19))", 0},
        {"nam:2021", "dates(2021..2021)", 0},
        {"năm:2019..2021", "dates(2019..2021)", 0},
        {"year:2021 a", "AND(dates(2021..2021) W(a))", 0},
        {"tu:1/7/2021", "dates(2021-07-01..)", 0},
        {"to:2021-09", "dates(..2021-09)", 0},
        {"loai:\"báo cáo\"", "type(bao cao)", 0},
        {"type:KH", "type(ke hoach)", 0},
        {"coquan:\"Sở Y tế\"", "issuer(sở y tế)", 0},
        {"tieude:tháng", "title(tháng)", 0},
        {"58/KH-UBND", "R(58/khubnd)", 0},
        {"Kế hoạch số 58/KH-UBND", "R(58/khubnd)", 0},
        {"ke hoach 58/kh-ubnd nam 2021", "R(58/khubnd#2021)", 0},
        {"58 / KH – UBND", "R(58/khubnd)", 0},
        {"qd 1034 btttt", "R(1034/qdbtttt)", 0},
        {"58/KH-UBND nguồn", "AND(R(58/khubnd) W(nguồn))", 0},
    };
    struct vt_buf tree = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t notes;
        parse_to(&tree, vt_str(cases[i].typed), &notes);
        if (strcmp(vt_buf_cstr(&tree), cases[i].tree) != 0)
            print_error("%s\n", cases[i].typed);
        assert_string_equal(vt_buf_cstr(&tree), cases[i].tree);
        assert_int_equal(notes, cases[i].notes);
    }
    vt_buf_free(&tree);
}

static void hostile_queries_are_bounded(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(",   ")",    "\"",         "-",    "a ",
                                         "OR ", "nam:", "58/",        "\xE1", "((a OR ",
                                         "-(",  "a-b-", "ng\xCC\x81", "\x01"};
    struct vt_buf typed = {0}, tree = {0};
    size_t notes;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        vt_buf_clear(&typed);
        while (typed.len < 1000000)
            vt_buf_append_str(&typed, vt_str(pieces[i]));
        parse_to(&tree, vt_buf_str(&typed), &notes);
        assert_true(notes > 0);
        assert_in_range(tree.len, 1, 100000);
    }
    srand(1);
    for (int turn = 0; turn < 2000; turn++) {
        vt_buf_clear(&typed);
        for (int k = rand() % 60; k > 0; k--)
            vt_buf_append_char(&typed, (char)rand());
        parse_to(&tree, vt_buf_str(&typed), &notes);
    }
    vt_buf_free(&typed);
    vt_buf_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_become_trees),
        cmocka_unit_test(hostile_queries_are_bounded),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
