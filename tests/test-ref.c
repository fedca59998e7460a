/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-ref.c: references are found, dated, named and related as the data files say; hostile text
 * costs linear time; damage never leads outside the text.
 */
#include "t.h"

#include "ref/ref.h"

#include <jansson.h>
#include <time.h>

static const char *or_dash(const char *s)
{
    return s ? s : "-";
}

static const char *kind_name(enum vanthu_mention_kind kind)
{
    static const char *const names[] = {"full", "short", "named", "self"};
    return names[kind];
}

static void assert_said(const struct t_row *row, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("line %d: got '%s', want '%s'", row->line, got, want);
}

/* ---- mentions
 * ------------------------------------------------------------------------------------ */

static void check_mentions(struct t_row *row, void *context)
{
    (void)context;
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    size_t count;
    struct vt_str text = vt_str(row->column[0]);
    assert_int_equal(vt_ref_scan(&m, &count, &arena, text), VANTHU_OK);
    for (size_t i = 0; i < count; i++) {
        char got[512], year[16] = "";
        if (m[i].year_said)
            snprintf(year, sizeof year, "; %d", m[i].year_said);
        snprintf(got, sizeof got, "%s; %s; %s; %s%s", m[i].canonical, or_dash(m[i].type),
                 or_dash(m[i].date), kind_name(m[i].kind), year);
        assert_said(row, got, (int)i + 1 < row->columns ? row->column[i + 1] : "nothing");
        assert_true(m[i].start < m[i].end && m[i].end <= text.len);
        assert_true(m[i].start >= (i ? m[i - 1].end : 0));
        assert_memory_equal(m[i].raw, text.p + m[i].start, m[i].end - m[i].start);
    }
    if ((int)count + 1 != row->columns)
        fail_msg("line %d: %zu mentions, want %d", row->line, count, row->columns - 1);
    vt_arena_free(&arena);
}

static void mentions_are_found(void **state)
{
    (void)state;
    assert_true(t_rows(t_path("ref-mentions.tsv"), check_mentions, NULL) > 60);
}

static void issuer_and_pinpoint_are_read(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    size_t count;
    struct vt_str text =
        VT_STR("theo điểm a khoản 2 Điều 5 Quyết định số 9/QĐ-TTg ngày 5/5/2020 của "
               "Thủ tướng\nChính phủ về đất đai");
    assert_int_equal(vt_ref_scan(&m, &count, &arena, text), VANTHU_OK);
    assert_int_equal(count, 1);
    assert_string_equal(m[0].issuer, "Thủ tướng Chính phủ");
    assert_string_equal(m[0].pinpoint, "điểm a khoản 2 Điều 5");
    assert_string_equal(m[0].symbol, "QĐ-TTg");
    assert_string_equal(m[0].number, "9");
    assert_memory_equal(text.p + m[0].date_start, "ngày 5/5/2020", m[0].date_end - m[0].date_start);
    vt_arena_free(&arena);
}

static void issuers_are_whole_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Nghị quyết số 09-NQ/TU của Tỉnh ủy và Kế hoạch số 58/KH-UBND", "Tỉnh ủy"},
        {"Nghị quyết số 88/2019/QH14 của Quốc hội và các văn bản", "Quốc hội"},
        {"Thông tư số 07/2014/TT-BKHCN của Bộ Khoa học và Công nghệ và Kế hoạch số 5/KH-UBND",
         "Bộ Khoa học và Công nghệ"},
        {"Thông tư số 1/2014/TT-BGDĐT của Bộ Giáo dục và Đào tạo", "Bộ Giáo dục và Đào tạo"},
        {"Kế hoạch số 58/KH-UBND năm 2021 của UBND tỉnh Cà Mau về", "UBND tỉnh Cà Mau"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_arena arena = {0};
        struct vanthu_mention *m;
        size_t count;
        assert_int_equal(vt_ref_scan(&m, &count, &arena, vt_str(cases[i][0])), VANTHU_OK);
        assert_true(count >= 1);
        assert_string_equal(or_dash(m[0].issuer), cases[i][1]);
        vt_arena_free(&arena);
    }
}

/* ---- relations
 * ------------------------------------------------------------------------------------- */

static void check_relations(struct t_row *row, void *context)
{
    (void)context;
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    struct vanthu_relation *r;
    size_t mentions, count;
    struct vt_str text = vt_str(row->column[0]);
    assert_int_equal(vt_ref_scan(&m, &mentions, &arena, text), VANTHU_OK);
    assert_int_equal(vt_ref_relations(&r, &count, &arena, text, m, mentions), VANTHU_OK);
    for (size_t i = 0; i < count; i++) {
        char got[512];
        snprintf(got, sizeof got, "%s; %s; %s", or_dash(r[i].from), r[i].relation, r[i].to);
        assert_said(row, got, (int)i + 1 < row->columns ? row->column[i + 1] : "nothing");
        assert_true(r[i].start < r[i].end && r[i].end <= text.len);
    }
    if ((int)count + 1 != row->columns)
        fail_msg("line %d: %zu relations, want %d", row->line, count, row->columns - 1);
    vt_arena_free(&arena);
}

static void relations_are_found(void **state)
{
    (void)state;
    assert_true(t_rows(t_path("ref-relations.tsv"), check_relations, NULL) > 10);
}

/* ---- typed references, keys, types
 * ------------------------------------------------------------------ */

static void check_typed(struct t_row *row, void *context)
{
    (void)context;
    struct vt_arena arena = {0};
    struct vt_ref_typed typed;
    bool found;
    char year[16];
    struct vt_str text = vt_str(row->column[0]);
    assert_int_equal(vt_ref_read_typed(&typed, &found, &arena, text), VANTHU_OK);
    if (found != (row->columns > 1))
        fail_msg("line %d: found %d", row->line, found);
    if (found) {
        snprintf(year, sizeof year, "%d", typed.year);
        assert_said(row, or_dash(typed.canonical), row->column[1]);
        assert_said(row, or_dash(typed.type), row->column[2]);
        assert_said(row, or_dash(typed.number), row->column[3]);
        assert_said(row, year, row->column[4]);
        assert_said(row, or_dash(typed.date), row->column[5]);
        assert_said(row, typed.loose ? "loose" : "strict", row->column[6]);
        assert_int_equal(typed.length, text.len);
        assert_int_equal(!typed.key, !typed.canonical);
    }
    vt_arena_free(&arena);
}

static void typed_references_are_read(void **state)
{
    (void)state;
    assert_true(t_rows(t_path("ref-typed.tsv"), check_typed, NULL) > 15);
}

static void words_behind_a_typed_reference_stay(void **state)
{
    (void)state;
    struct vt_arena arena = {0};
    struct vt_ref_typed typed;
    bool found;
    struct vt_str text = VT_STR("58/KH-UBND truy vết");
    assert_int_equal(vt_ref_read_typed(&typed, &found, &arena, text), VANTHU_OK);
    assert_true(found);
    assert_int_equal(typed.length, strlen("58/KH-UBND"));
    assert_string_equal(typed.key, "58/khubnd");
    vt_arena_free(&arena);
}

static void check_keys(struct t_row *row, void *context)
{
    (void)context;
    for (int i = 0; i + 1 < row->columns; i++) {
        struct vt_buf key = {0};
        assert_int_equal(vt_ref_key(&key, vt_str(row->column[i])), VANTHU_OK);
        assert_said(row, vt_buf_cstr(&key), row->column[row->columns - 1]);
        vt_buf_free(&key);
    }
}

static void spellings_share_a_key(void **state)
{
    (void)state;
    assert_true(t_rows(t_path("ref-keys.tsv"), check_keys, NULL) > 4);
}

static void types_are_known_by_name_and_abbreviation(void **state)
{
    (void)state;
    assert_string_equal(vt_ref_type(VT_STR("KH")), "Kế hoạch");
    assert_string_equal(vt_ref_type(VT_STR("ke hoach")), "Kế hoạch");
    assert_string_equal(vt_ref_type(VT_STR("Nghị  Định")), "Nghị định");
    assert_string_equal(vt_ref_type(VT_STR("qd")), "Quyết định");
    assert_null(vt_ref_type(VT_STR("cây lúa")));
    assert_null(vt_ref_type(VT_STR("")));
}

/* ---- hostile text
 * ------------------------------------------------------------------------------------ */

static double seconds(struct vt_str text)
{
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    struct vanthu_relation *r;
    size_t mentions, count;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    assert_int_equal(vt_ref_scan(&m, &mentions, &arena, text), VANTHU_OK);
    assert_int_equal(vt_ref_relations(&r, &count, &arena, text, m, mentions), VANTHU_OK);
    clock_gettime(CLOCK_MONOTONIC, &b);
    vt_arena_free(&arena);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/* Eight times the text may cost at most some thirty times the time, far under the square. */
static void hostile_text_costs_linear_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {"1/1/1/1",  "A-A-A-",
                                           "1 ",       "58/KH-UBND, ",
                                           "Luật A ",  "số ",
                                           "KH 58 ",   "1-",
                                           "  \n",     "Điều 5 khoản 2 ",
                                           "của ",     "Quyết định ",
                                           "1/2020/",  "sửa đổi 1/QĐ-A và ",
                                           "\xE1\xBA", "L"};
    enum { SMALL = 1 << 15, LARGE = SMALL * 8 };
    char *text = malloc(LARGE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        for (size_t at = 0, len = strlen(patterns[i]); at < LARGE; at++)
            text[at] = patterns[i][at % len];
        double small = seconds((struct vt_str){text, SMALL});
        double large = seconds((struct vt_str){text, LARGE});
        if (large > 30 * small + 0.5)
            fail_msg("'%s': %.3f s, eight times the text %.3f s", patterns[i], small, large);
    }
    free(text);
}

struct pile {
    char text[1 << 16];
    size_t len;
};

static void pile_up(struct t_row *row, void *context)
{
    struct pile *pile = context;
    size_t len = strlen(row->column[0]);
    if (pile->len + len + 1 >= sizeof pile->text)
        return;
    memcpy(pile->text + pile->len, row->column[0], len);
    pile->len += len;
    pile->text[pile->len++] = '\n';
}

/* A canonical form is read as what it is: its own number, as a query or in running text. */
static void assert_reads_itself(const struct vanthu_mention *m)
{
    struct vt_arena arena = {0};
    struct vt_ref_typed typed;
    struct vt_buf key = {0};
    bool found;
    assert_int_equal(vt_ref_read_typed(&typed, &found, &arena, vt_str(m->canonical)), VANTHU_OK);
    assert_int_equal(vt_ref_key(&key, vt_str(m->canonical)), VANTHU_OK);
    if (!found || !typed.key || strcmp(typed.key, vt_buf_cstr(&key)) != 0)
        fail_msg("'%s', read from '%s', is not read as itself", m->canonical, m->raw);
    vt_buf_free(&key);
    vt_arena_free(&arena);
}

/* Offsets stay inside, raw is the bytes, canonical forms read as themselves. */
static void assert_read_safely(struct vt_str text)
{
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    struct vanthu_relation *r;
    size_t mentions, count;
    assert_int_equal(vt_ref_scan(&m, &mentions, &arena, text), VANTHU_OK);
    for (size_t i = 0; i < mentions; i++) {
        assert_true(m[i].start < m[i].end && m[i].end <= text.len);
        assert_true(!m[i].date || (m[i].date_start < m[i].date_end && m[i].date_end <= text.len));
        assert_int_equal(strlen(m[i].raw), m[i].end - m[i].start);
        assert_memory_equal(m[i].raw, text.p + m[i].start, m[i].end - m[i].start);
        if (m[i].kind == VANTHU_FULL)
            assert_reads_itself(&m[i]);
    }
    assert_int_equal(vt_ref_relations(&r, &count, &arena, text, m, mentions), VANTHU_OK);
    for (size_t i = 0; i < count; i++)
        assert_true(r[i].start < r[i].end && r[i].end <= text.len);
    struct vt_ref_typed typed;
    bool found;
    assert_int_equal(vt_ref_read_typed(&typed, &found, &arena, text), VANTHU_OK);
    vt_arena_free(&arena);
}

/* Damages `text` more in each round, and reads a part of it. */
static void read_damaged(char *text, size_t len, int rounds)
{
    static const char bytes[] = "/-. \n0:A\xC4\x90\xFF"
                                "đsN";
    unsigned seed = 2021;
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < 20; i++) {
            seed = seed * 1103515245 + 12345;
            text[(seed >> 8) % len] = bytes[(seed >> 4) % (sizeof bytes - 1)];
        }
        size_t cut = (seed >> 3) % len;
        char *copy = malloc(cut + 1); /* exactly as long, for the sanitizer */
        assert_non_null(copy);
        memcpy(copy, text, cut);
        assert_read_safely((struct vt_str){copy, cut});
        free(copy);
    }
}

static void damaged_text_is_read_safely(void **state)
{
    (void)state;
    static struct pile pile;
    pile.len = 0;
    t_rows(t_path("ref-mentions.tsv"), pile_up, &pile);
    read_damaged(pile.text, pile.len, 300);
}

/* ---- the shared gold
 * ---------------------------------------------------------------------------------- */

static char *slurp(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *data = NULL;
    if (!f)
        return NULL;
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *size = (size_t)ftell(f);
    rewind(f);
    data = malloc(*size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, *size, f), *size);
    fclose(f);
    return data;
}

struct score {
    size_t gold, found, hits, fields;
};

static const char *text_of(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? text : "-";
}

static void score_mention(struct score *score, const json_t *row, const struct vanthu_mention *m,
                          size_t count)
{
    if (strcmp(text_of(row, "kind"), "self") == 0)
        return;
    uint64_t start = (uint64_t)json_integer_value(json_object_get(row, "start"));
    score->gold++;
    for (size_t i = 0; i < count; i++) {
        if (m[i].start != start || strcmp(m[i].canonical, text_of(row, "canonical")) != 0)
            continue;
        score->hits++;
        score->fields += strcmp(or_dash(m[i].type), text_of(row, "type")) == 0 &&
                         strcmp(or_dash(m[i].date), text_of(row, "date")) == 0 &&
                         strcmp(kind_name(m[i].kind), text_of(row, "kind")) == 0;
        return;
    }
}

static void score_document(struct score *score, const char *doc)
{
    char path[64];
    size_t size, count;
    snprintf(path, sizeof path, "reports/%s.txt", doc);
    char *text = slurp(t_shared(path), &size);
    struct vt_arena arena = {0};
    struct vanthu_mention *m;
    assert_non_null(text);
    assert_int_equal(vt_ref_scan(&m, &count, &arena, (struct vt_str){text, size}), VANTHU_OK);
    for (size_t i = 0; i < count; i++)
        score->found += m[i].kind == VANTHU_FULL || m[i].kind == VANTHU_SHORT;
    FILE *gold = fopen(t_shared("references/gold/mentions.jsonl"), "r");
    assert_non_null(gold);
    json_t *row;
    while ((row = json_loadf(gold, JSON_DISABLE_EOF_CHECK, NULL))) {
        if (strcmp(text_of(row, "doc"), doc) == 0)
            score_mention(score, row, m, count);
        json_decref(row);
    }
    fclose(gold);
    vt_arena_free(&arena);
    free(text);
}

static void gold_is_reached(void **state)
{
    (void)state;
    static const char *const docs[] = {"000", "002", "003"};
    struct score score = {0};
    size_t size;
    char *there = slurp(t_shared("references/gold/mentions.jsonl"), &size);
    if (!there) {
        print_message("# SKIPPED: the shared gold is not here\n");
        T_SKIP("the shared material is not here");
    }
    free(there);
    for (size_t i = 0; i < sizeof docs / sizeof *docs; i++)
        score_document(&score, docs[i]);
    double f1 = 2.0 * (double)score.hits / (double)(score.gold + score.found);
    if (f1 < 0.99 || (double)score.fields < 0.995 * (double)score.hits)
        fail_msg("F1 %.4f, fields right in %zu of %zu", f1, score.fields, score.hits);
}

static void damaged_reports_are_read_safely(void **state)
{
    (void)state;
    static const char *const docs[] = {"000", "002", "003"};
    for (size_t i = 0; i < sizeof docs / sizeof *docs; i++) {
        char path[64];
        size_t size;
        snprintf(path, sizeof path, "reports/%s.txt", docs[i]);
        char *text = slurp(t_shared(path), &size);
        if (!text) {
            print_message("# SKIPPED: the shared reports are not here\n");
            T_SKIP("the shared material is not here");
        }
        read_damaged(text, size, 100);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mentions_are_found),
        cmocka_unit_test(issuer_and_pinpoint_are_read),
        cmocka_unit_test(issuers_are_whole_names),
        cmocka_unit_test(relations_are_found),
        cmocka_unit_test(typed_references_are_read),
        cmocka_unit_test(words_behind_a_typed_reference_stay),
        cmocka_unit_test(spellings_share_a_key),
        cmocka_unit_test(types_are_known_by_name_and_abbreviation),
        cmocka_unit_test(hostile_text_costs_linear_time),
        cmocka_unit_test(damaged_text_is_read_safely),
        cmocka_unit_test(gold_is_reached),
        cmocka_unit_test(damaged_reports_are_read_safely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
