/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-query.c: what is typed as a tree, against a table of cases; hostile queries. */
#include "t.h"

#include "base/buf.h"
#include "query/abbreviate.h"
#include "query/abbreviations.h"
#include "query/field.h"
#include "query/query.h"
#include "text/fold.h"

#include <time.h>

static const char *const kind_names[] = {
    [VT_NODE_NOTHING] = "nothing", [VT_NODE_WORD] = "",       [VT_NODE_PHRASE] = "",
    [VT_NODE_REF] = "ref",         [VT_NODE_TYPE] = "type",   [VT_NODE_ISSUER] = "issuer",
    [VT_NODE_NUMBER] = "number",   [VT_NODE_TITLE] = "title", [VT_NODE_DATES] = "dates",
    [VT_NODE_AND] = "and",         [VT_NODE_OR] = "or",       [VT_NODE_NOT] = "not",
    [VT_NODE_ALSO] = "also"};

static void print_tokens(struct vt_buf *out, const struct vt_node *node)
{
    const char *open = node->exact ? "\"" : node->kind == VT_NODE_PHRASE ? "[" : "";
    const char *close = node->exact ? "\"" : node->kind == VT_NODE_PHRASE ? "]" : "";
    assert_int_equal(vt_buf_append_str(out, vt_str(open)), VANTHU_OK);
    for (size_t i = 0; i < node->tokens_count; i++)
        vt_buf_printf(out, "%s%.*s", i ? " " : "", (int)node->tokens[i].form.len,
                      node->tokens[i].form.p);
    vt_buf_append_str(out, vt_str(close));
}

/* (and ke hoach), "an toàn", [covid 19], (ref 58/khubnd 2021), (dates 2019 2021) */
static void print_node(struct vt_buf *out, const struct vt_node *node)
{
    const char *name = kind_names[node->kind];
    if (*name)
        vt_buf_printf(out, "(%s", name);
    if (*name && node->tokens_count)
        vt_buf_append_char(out, ' ');
    print_tokens(out, node);
    if (node->text)
        vt_buf_printf(out, " %s", node->text);
    if (node->key)
        vt_buf_printf(out, " %s", node->key);
    if (node->year)
        vt_buf_printf(out, " %d", node->year);
    if (node->kind == VT_NODE_REF && *node->from)
        vt_buf_printf(out, " %s", node->from);
    if (node->kind == VT_NODE_DATES)
        vt_buf_printf(out, " %s-%s", node->from, node->to);
    for (size_t i = 0; i < node->children_count; i++) {
        vt_buf_append_char(out, ' ');
        print_node(out, node->children[i]);
    }
    if (*name)
        vt_buf_append_char(out, ')');
}

static void check_tree(struct t_row *row, void *context)
{
    int *failures = context;
    struct vt_arena arena = {0};
    struct vt_query query;
    struct vt_buf tree = {0};
    size_t notes = row->columns > 2 ? (size_t)atoi(row->column[2]) : 0;
    assert_int_equal(vt_query_parse(&query, &arena, vt_str(row->column[0])), VANTHU_OK);
    print_node(&tree, query.root);
    if (!vt_str_eq(vt_buf_str(&tree), vt_str(row->column[1])) || query.notes_count != notes) {
        print_error("line %d: %s: %.*s, %zu notes; not %s, %zu\n", row->line, row->column[0],
                    (int)tree.len, tree.p, query.notes_count, row->column[1], notes);
        ++*failures;
    }
    vt_buf_free(&tree);
    vt_arena_free(&arena);
}

static void test_trees(void **state)
{
    (void)state;
    int failures = 0;
    assert_true(t_rows(t_path("query-trees.tsv"), check_tree, &failures) > 60);
    assert_int_equal(failures, 0);
}

/* ---- abbreviations ---- */

/* The archive's own in these tests. */
static const char OWN[] = "# of this office\n"
                          "PĐT\tPhòng Đào tạo\n"
                          "\n"
                          "no tab\n"
                          "TT&ĐT\tThông tin, đối thoại\tnote\n"
                          "QLCL\tquản lý chất lượng\r\n";

static char *abbreviated(const char *typed, size_t *bad)
{
    struct vt_arena arena = {0};
    struct vt_query query;
    struct vt_abbreviations own;
    struct vt_buf tree = {0};
    *bad = 0;
    assert_int_equal(vt_abbreviations_read(&own, &arena, vt_str(OWN), bad), VANTHU_OK);
    assert_int_equal(vt_query_parse(&query, &arena, vt_str(typed)), VANTHU_OK);
    assert_int_equal(vt_query_abbreviate(&query, &arena, &own), VANTHU_OK);
    print_node(&tree, query.root);
    vt_arena_free(&arena);
    return vt_buf_take(&tree);
}

static void test_abbreviations(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"UBND", "(or ubnd (also [ủy ban nhân dân]))"},
        {"coquan:STTTT", "(or (issuer stttt) (also (issuer sở thông tin và truyền thông)))"},
        {"coquan:\"UBND tỉnh\"",
         "(and (or (issuer ubnd) (also (issuer ủy ban nhân dân))) (issuer tỉnh))"},
        {"coquan:\"ủy ban nhân dân\"", "(or (issuer ủy ban nhân dân) (also (issuer ubnd)))"},
        {"coquan:\"sở y tế\"", "(or (issuer sở y tế) (also (issuer syt)))"},
        {"coquan:\"tỉnh ủy\"", "(issuer tỉnh ủy)"},
        {"tieude:CNTT nam:2021",
         "(and (or (title cntt) (also (title công nghệ thông tin))) (dates 2021-2021))"},
        {"bcd", "(or bcd (also [ban chỉ đạo]))"},
        {"ủy ban nhân dân", "(or (and ủy ban nhân dân) (also ubnd))"},
        {"uỷ ban nhan dan", "(or (and ủy ban nhan dan) (also ubnd))"},
        {"kinh phí ủy ban nhân dân huyện",
         "(and kinh phí (or (and ủy ban nhân dân) (also ubnd)) huyện)"},
        {"cải cách hành chính 2021", "(and (or (and cải cách hành chính) (also cchc)) 2021)"},
        {"TT&TT", "(or (or tttt [tt tt]) (also [thông tin và truyền thông]))"},
        {"kt-xh", "(or (or ktxh [kt xh]) (also [kinh tế xã hội]))"},
        {"chuyển đổi số OR CĐS",
         "(or (or (and chuyển đổi số) (also cđs)) (or cđs (also [chuyển đổi số])))"},
        {"(HĐND) -UBND", "(not (or hđnd (also [hội đồng nhân dân])) "
                         "(or ubnd (also [ủy ban nhân dân])))"},
        /* the marks differ: another word */
        {"ủy ban nhận dân", "(and ủy ban nhận dân)"},
        /* meanings that differ by place are not guessed; quoted words stay */
        {"HĐ", "hđ"},
        {"TT", "tt"},
        {"\"UBND\"", "\"ubnd\""},
        {"\"ủy ban nhân dân\"", "\"ủy ban nhân dân\""},
        /* of this archive */
        {"PĐT", "(or pđt (also [phòng đào tạo]))"},
        {"quan ly chat luong", "(or (and quan ly chat luong) (also qlcl))"},
        {"TTĐT", "(or (or ttđt (also [thông tin đối thoại])) (also [thông tin điện tử]))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bad;
        char *tree = abbreviated(cases[i][0], &bad);
        assert_string_equal(tree, cases[i][1]);
        assert_int_equal(bad, 4);
        free(tree);
    }
}

static void test_usual_abbreviations(void **state)
{
    (void)state;
    for (size_t i = 0; i < VT_USUAL_ABBREVIATIONS_COUNT; i++) {
        const struct vt_usual_abbreviation *row = &VT_USUAL_ABBREVIATIONS[i];
        struct vt_buf folded = {0};
        assert_int_equal(vt_fold(&folded, vt_str(row->expansion), VT_L1), VANTHU_OK);
        assert_string_equal(vt_buf_cstr(&folded), row->expansion);
        vt_buf_clear(&folded);
        assert_int_equal(vt_fold(&folded, vt_str(row->abbreviation), VT_L1), VANTHU_OK);
        assert_string_equal(vt_buf_cstr(&folded), row->abbreviation);
        vt_buf_free(&folded);
    }
}

static size_t nodes_of(const struct vt_node *node)
{
    size_t count = 1;
    for (size_t i = 0; i < node->children_count; i++)
        count += nodes_of(node->children[i]);
    return count;
}

/* Parses `size` bytes that repeat `unit`; returns the nodes of the tree. */
static size_t parse_many(const char *unit, size_t size, size_t *notes)
{
    struct vt_arena arena = {0};
    struct vt_query query;
    char *typed = malloc(size);
    size_t length = strlen(unit);
    assert_non_null(typed);
    for (size_t i = 0; i < size; i++)
        typed[i] = unit[i % length];
    clock_t begin = clock();
    assert_int_equal(vt_query_parse(&query, &arena, (struct vt_str){typed, size}), VANTHU_OK);
    assert_true(clock() - begin < CLOCKS_PER_SEC / 2);
    size_t nodes = nodes_of(query.root);
    *notes = query.notes_count;
    free(typed);
    vt_arena_free(&arena);
    return nodes;
}

/* A megabyte of anything is a bounded tree within a moment, and a note says what was left out. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const units[] = {
        "(",           "(a ",          ")",       "\"",      "\"a\" ",      "-",
        "-a ",         "a OR ",        "OR ",     "nam:",    "nam:2021 ",   "58/KH-",
        "58/KH-UBND ", "1/",           "a",       "\xC3",    "\x80\xFF",    "\x01",
        "e\xCC\x81",   "\xE2\x80\xAE", "loai:\"", "so:\"x ", "và của các ", "q (a OR \"b c\" -d) ",
        "kt-xh/",
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t notes, nodes = parse_many(units[i], 1 << 20, &notes);
        if (nodes > 2000 || notes == 0) {
            print_error("%s: %zu nodes, %zu notes\n", units[i], nodes, notes);
            fail();
        }
    }
}

/* Random bytes are as good a query as any. */
static void test_random_bytes(void **state)
{
    (void)state;
    srand(1);
    for (int turn = 0; turn < 2000; turn++) {
        struct vt_arena arena = {0};
        struct vt_query query;
        char typed[64];
        size_t size = (size_t)rand() % sizeof typed;
        for (size_t i = 0; i < size; i++)
            typed[i] = (char)rand();
        assert_int_equal(vt_query_parse(&query, &arena, (struct vt_str){typed, size}), VANTHU_OK);
        assert_non_null(query.root);
        vt_arena_free(&arena);
    }
}

static void test_zero_bytes(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_query query;
    struct vt_str typed = {"kế\0hoạch", sizeof "kế\0hoạch" - 1};
    assert_int_equal(vt_query_parse(&query, &arena, typed), VANTHU_OK);
    assert_int_equal(query.words_count, 2);
    assert_int_equal(vt_query_parse(&query, &arena, (struct vt_str){NULL, 0}), VANTHU_OK);
    assert_int_equal(query.root->kind, VT_NODE_NOTHING);
    vt_arena_free(&arena);
}

static void test_fields(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum vt_field field;
    } cases[] = {{"loai", VT_FIELD_TYPE},      {"title", VT_FIELD_TITLE},
                 {"Cơ-quan", VT_FIELD_ISSUER}, {"co_quan", VT_FIELD_ISSUER},
                 {" số ", VT_FIELD_NUMBER},    {"signed_as", VT_FIELD_SIGNED_AS},
                 {"ten", VT_FIELD_NONE},       {"", VT_FIELD_NONE},
                 {"-", VT_FIELD_NONE},         {"namnamnamnamnamnam", VT_FIELD_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum vt_field field;
        assert_int_equal(vt_field_read(&field, vt_str(cases[i].name)), VANTHU_OK);
        assert_int_equal(field, cases[i].field);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_abbreviations),
        cmocka_unit_test(test_usual_abbreviations),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_zero_bytes),
        cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
