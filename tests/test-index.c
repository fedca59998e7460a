/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-index.c: pieces written, found, merged, damaged, against brute force. */
#include "t.h"

#include "base/file.h"
#include "base/utf8.h"
#include "index-search.h"
#include "index.h"
#include "text/clean.h"
#include "text/tokens.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

static struct vanthu_error error;

#define OK(call)                           \
    do {                                   \
        error.message[0] = '\0';           \
        if ((call) != VANTHU_OK)           \
            fail_msg("%s", error.message); \
    } while (0)

/* ---- what the tests share: a directory of its own for each ---- */

static int make_dir(void **state)
{
    char *dir = strdup("/tmp/vanthu-index-XXXXXX");
    *state = dir;
    return dir && mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    int failed = vt_dir_remove(*state, &error) != VANTHU_OK;
    free(*state);
    return failed;
}

static char *clean(const char *raw)
{
    struct vt_buf out = {0};
    assert_int_equal(vt_clean(&out, NULL, vt_str(raw)), VANTHU_OK);
    char *text = vt_buf_take(&out);
    assert_non_null(text);
    return text;
}

static void add(struct vt_index_piece *piece, uint32_t number, const char *raw)
{
    char data[16], *text = clean(raw);
    snprintf(data, sizeof data, "data %u", number);
    struct vt_passage passage = {
        .number = number, .doc = number, .text = vt_str(text), .data = vt_str(data)};
    OK(vt_index_piece_add(piece, &passage, &error));
    free(text);
}

/* One piece of `count` texts, numbered from `first`, finished. */
static struct vt_index_piece *make_piece(struct vt_index_writer *writer, const char *const *texts,
                                         size_t count, uint32_t first)
{
    struct vt_index_piece *piece;
    OK(vt_index_piece_open(&piece, writer, &error));
    for (size_t i = 0; i < count; i++)
        add(piece, first + (uint32_t)i, texts[i]);
    OK(vt_index_piece_finish(piece, &error));
    return piece;
}

/* An index of `count` texts in pieces of `each`, at generation 1. */
static void make_index(const char *dir, const char *const *texts, size_t count, size_t each)
{
    struct vt_index_writer *writer;
    OK(vt_index_writer_open(&writer, dir, &error));
    for (size_t i = 0; i < count; i += each) {
        size_t n = count - i < each ? count - i : each;
        struct vt_index_piece *piece = make_piece(writer, texts + i, n, (uint32_t)i + 1);
        OK(vt_index_publish(writer, piece, 1, &error));
        OK(vt_index_flush(writer, &error));
    }
    vt_index_writer_close(writer);
}

static void search_in(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
                      const char *typed, struct vt_index_options options)
{
    struct vt_query query;
    assert_int_equal(vt_query_parse(&query, arena, vt_str(typed)), VANTHU_OK);
    OK(vt_index_search(out, arena, index, &query, &options, &error));
}

static const struct vt_index_options everything = {.limit = 10000};

/* The passages found, as "3 1 2" in their order. */
static void expect_found(struct vt_index *index, const char *typed, struct vt_index_options options,
                         const char *want)
{
    struct vt_arena arena = {0};
    struct vt_index_result result;
    struct vt_buf got = {0};
    search_in(&result, &arena, index, typed, options);
    for (size_t i = 0; i < result.hits_count; i++)
        vt_buf_printf(&got, "%s%u", i ? " " : "", result.hits[i].number);
    assert_string_equal(vt_buf_cstr(&got), want);
    vt_buf_free(&got);
    vt_arena_free(&arena);
}

static bool holds(const struct vt_index_result *result, uint32_t number)
{
    for (size_t i = 0; i < result->hits_count; i++)
        if (result->hits[i].number == number)
            return true;
    return false;
}

/* ---- tables of what finds what ---- */

struct pairs {
    const char *name;
    char *typed[400], *text[400];
    bool found[400];
    size_t count;
};

static void take_pair(struct t_row *row, void *context)
{
    struct pairs *p = context;
    assert_true(p->count < 400 && row->columns >= 3);
    p->typed[p->count] = strdup(row->column[0]);
    p->text[p->count] = strdup(row->column[1]);
    p->found[p->count++] = strcmp(row->column[2], "true") == 0;
}

static void check_pairs(const char *dir, const char *path, int at_least)
{
    struct pairs p = {0};
    struct vt_index *index;
    int failures = 0;
    if (access(path, R_OK) != 0) {
        print_message("%s is not there: skipped\n", path);
        T_SKIP("the shared material is not here");
    }
    assert_true(t_rows(path, take_pair, &p) >= at_least);
    make_index(dir, (const char *const *)p.text, p.count, 20);
    OK(vt_index_open(&index, dir, &error));
    for (size_t i = 0; i < p.count; i++) {
        struct vt_arena arena = {0};
        struct vt_index_result result;
        search_in(&result, &arena, index, p.typed[i], everything);
        if (holds(&result, (uint32_t)i + 1) != p.found[i]) {
            print_error("%s, %s: not %s\n", p.typed[i], p.text[i], p.found[i] ? "found" : "left");
            failures++;
        }
        vt_arena_free(&arena);
        free(p.typed[i]);
        free(p.text[i]);
    }
    vt_index_close(index);
    assert_int_equal(failures, 0);
}

static void test_pairs(void **state)
{
    check_pairs(*state, t_path("query-pairs.tsv"), 45);
}

static void test_shared_pairs(void **state)
{
    check_pairs(*state, t_shared("text/query_pairs.tsv"), 50);
}

/* ---- phrases against a scan of the texts ---- */

enum { TEXTS = 120, WORDS = 60, PHRASES = 400 };

static const char *const vocabulary[] = {"công", "tác", "tắc", "cong", "tac",   "nuôi",
                                         "tôm",  "tốm", "ấy",  "và",   "covid", "19"};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };

static size_t pick(unsigned *seed)
{
    return (size_t)rand_r(seed) % VOCABULARY;
}

/* Whether `words` stand in a row in one text. The vocabulary has no two spellings of a form. */
static bool scan(const unsigned char *text, const size_t *words, size_t count)
{
    for (size_t i = 0; i + count <= WORDS; i++) {
        size_t k = 0;
        while (k < count && text[i + k] == words[k])
            k++;
        if (k == count)
            return true;
    }
    return false;
}

static char *write_text(const unsigned char *words)
{
    struct vt_buf text = {0};
    for (size_t i = 0; i < WORDS; i++)
        vt_buf_printf(&text, "%s%s", vocabulary[words[i]], i % 7 == 6 ? ",\n" : " ");
    return vt_buf_take(&text);
}

static void check_phrase(struct vt_index *index, unsigned char (*texts)[WORDS], unsigned *seed)
{
    struct vt_arena arena = {0};
    struct vt_index_result result;
    struct vt_buf typed = {0};
    size_t words[4], count = 2 + (size_t)rand_r(seed) % 3;
    vt_buf_append_char(&typed, '"');
    for (size_t i = 0; i < count; i++) {
        words[i] = pick(seed);
        vt_buf_printf(&typed, "%s%s", i ? " " : "", vocabulary[words[i]]);
    }
    vt_buf_append_char(&typed, '"');
    search_in(&result, &arena, index, vt_buf_cstr(&typed), everything);
    for (uint32_t i = 0; i < TEXTS; i++)
        if (holds(&result, i + 1) != scan(texts[i], words, count))
            fail_msg("%s: passage %u", vt_buf_cstr(&typed), i + 1);
    vt_buf_free(&typed);
    vt_arena_free(&arena);
}

static void test_phrases(void **state)
{
    unsigned seed = 7;
    unsigned char words[TEXTS][WORDS];
    char *texts[TEXTS];
    struct vt_index *index;
    for (size_t i = 0; i < TEXTS; i++) {
        for (size_t k = 0; k < WORDS; k++)
            words[i][k] = (unsigned char)pick(&seed);
        texts[i] = write_text(words[i]);
    }
    make_index(*state, (const char *const *)texts, TEXTS, 50);
    OK(vt_index_open(&index, *state, &error));
    for (int i = 0; i < PHRASES; i++)
        check_phrase(index, words, &seed);
    vt_index_close(index);
    for (size_t i = 0; i < TEXTS; i++)
        free(texts[i]);
}

/* More terms than have a number of one unit: all are found in a row, before and after merging. */
static void test_many_terms(void **state)
{
    enum { TERMS = 70000, EACH = 500 };
    struct vt_index_writer *writer;
    struct vt_index_piece *piece;
    struct vt_index *index;
    OK(vt_index_writer_open(&writer, *state, &error));
    for (uint32_t half = 0; half < 2; half++) {
        OK(vt_index_piece_open(&piece, writer, &error));
        for (uint32_t i = half * TERMS / 2; i < (half + 1) * TERMS / 2; i += EACH) {
            struct vt_buf text = {0};
            for (uint32_t k = i; k < i + EACH; k++)
                vt_buf_printf(&text, "t%ut ", k);
            struct vt_passage passage = {.number = i / EACH + 1,
                                         .doc = i / EACH + 1,
                                         .text = vt_buf_str(&text),
                                         .data = VT_STR("")};
            OK(vt_index_piece_add(piece, &passage, &error));
            vt_buf_free(&text);
        }
        OK(vt_index_piece_finish(piece, &error));
        OK(vt_index_publish(writer, piece, 1, &error));
    }
    OK(vt_index_flush(writer, &error));
    OK(vt_index_open(&index, *state, &error));
    expect_found(index, "\"t69997t t69998t t69999t\"", everything, "140");
    expect_found(index, "\"t0t t1t\"", everything, "1");
    expect_found(index, "\"t69998t t69997t\"", everything, "");
    vt_index_close(index);
    vt_index_writer_close(writer);
}

/* ---- looseness, ranking, order, paging, counts ---- */

/* Words typed side by side are worth more side by side, whatever their order in the archive. */
static void test_neighbours(void **state)
{
    static const char *const texts[] = {
        "công việc của sở, an ninh và toàn dân", "sở việc công toàn an, ninh dân và của",
        "an toàn của công việc ninh sở và dân", "toàn công việc và sở ninh dân của an"};
    struct vt_index *index;
    make_index(*state, texts, 4, 2);
    OK(vt_index_open(&index, *state, &error));
    expect_found(index, "an toàn công việc", everything, "3 4 1 2");
    vt_index_close(index);
}

static void expect_relaxed(struct vt_index *index, const char *typed, uint64_t passages,
                           uint32_t best)
{
    struct vt_arena arena = {0};
    struct vt_index_result result;
    struct vt_query query;
    assert_int_equal(vt_query_parse(&query, &arena, vt_str(typed)), VANTHU_OK);
    vt_query_relax(&query);
    OK(vt_index_search(&result, &arena, index, &query, &everything, &error));
    assert_int_equal(result.hits_count, passages);
    assert_int_equal(result.hits[0].number, best);
    vt_arena_free(&arena);
}

/* As many of the words as can be had; what was typed with operators is left as it is. */
static void test_any(void **state)
{
    static const char *const texts[] = {"điều kiện nuôi tôm", "nuôi cua", "trồng lúa",
                                        "điều kiện nuôi tôm sạch là gì"};
    struct vt_index *index;
    make_index(*state, texts, 4, 2);
    OK(vt_index_open(&index, *state, &error));
    expect_relaxed(index, "điều kiện nuôi tôm sạch", 3, 4);
    expect_relaxed(index, "cua biển", 1, 2);
    expect_relaxed(index, "lua trong", 1, 3);
    expect_relaxed(index, "nuôi -tôm", 1, 2);
    expect_relaxed(index, "nuôi (cua biển)", 3, 2); /* in prose, parentheses group nothing */
    expect_relaxed(index, "nuôi (cua OR tôm)", 3, 2);
    expect_relaxed(index, "\"nuôi cá\" trồng lúa", 1, 3);
    vt_index_close(index);
}

static void test_looseness(void **state)
{
    static const char *const texts[] = {"công tắc đèn", "công tác phí", "cong tac"};
    struct vt_index_options loose = {.limit = 10, .looseness = VT_BY_KEY};
    struct vt_index *index;
    make_index(*state, texts, 3, 3);
    OK(vt_index_open(&index, *state, &error));
    expect_found(index, "công tác", everything, "2");
    expect_found(index, "cộng tác", everything, "");
    expect_found(index, "\"công tạc\"", everything, "");
    expect_found(index, "\"cong tac\"", everything, "3");
    struct vt_arena arena = {0};
    struct vt_index_result result;
    search_in(&result, &arena, index, "cộng tác", loose);
    assert_int_equal(result.passages, 3);
    search_in(&result, &arena, index, "cong tac", everything);
    assert_int_equal(result.passages, 3);
    assert_int_equal(result.hits[0].number, 3); /* as typed comes first */
    search_in(&result, &arena, index, "\"cong tac\"", loose);
    assert_int_equal(result.passages, 3); /* letters without marks match any in a phrase too */
    search_in(&result, &arena, index, "\"cộng tac\"", loose);
    assert_int_equal(result.passages, 0); /* but a mark in quotes is meant */
    vt_arena_free(&arena);
    vt_index_close(index);
}

/* Six passages of four documents about plan 58; 3 is the plan itself. */
static void make_plans(const char *dir)
{
    static const struct {
        int64_t doc;
        const char *date, *type, *issuer, *own, *cited, *when;
    } rows[] = {
        {1, "2021-12-01", "Báo cáo", "Sở Thủy sản", "7/bcsts", "58/khubnd", "2021-07-13"},
        {1, "2021-12-01", "Báo cáo", "Sở Thủy sản", "7/bcsts", "58/khubnd", "2021"},
        {2, "2021-07-13", "Kế hoạch", "UBND tỉnh", "58/khubnd", NULL, ""},
        {3, "2022-12-01", "Báo cáo", "Sở Thủy sản", "9/bcsts", "58/khubnd", "2022-03-09"},
        {3, "2022-12-01", "Báo cáo", "Sở Thủy sản", "9/bcsts", "58/khubnd", ""},
        {4, "", "", "", "", "58/khubnd", ""},
    };
    struct vt_index_writer *writer;
    struct vt_index_piece *piece;
    OK(vt_index_writer_open(&writer, dir, &error));
    OK(vt_index_piece_open(&piece, writer, &error));
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct vt_passage_ref ref = {.key = vt_str(rows[i].cited)};
        snprintf(ref.when, sizeof ref.when, "%s", rows[i].when);
        struct vt_passage passage = {.number = i + 1,
                                     .doc = rows[i].doc,
                                     .text = VT_STR("nuôi tôm"),
                                     .title = VT_STR("Nuôi trồng thủy sản"),
                                     .headings = VT_STR("Kết quả"),
                                     .refs = &ref,
                                     .refs_count = rows[i].cited != NULL,
                                     .own_key = vt_str(rows[i].own),
                                     .type = vt_str(rows[i].type),
                                     .issuer = vt_str(rows[i].issuer),
                                     .date = vt_str(rows[i].date),
                                     .year = atoi(rows[i].date),
                                     .data = VT_STR("")};
        OK(vt_index_piece_add(piece, &passage, &error));
    }
    OK(vt_index_piece_finish(piece, &error));
    OK(vt_index_publish(writer, piece, 1, &error));
    OK(vt_index_flush(writer, &error));
    vt_index_writer_close(writer);
}

static void test_orders(void **state)
{
    struct vt_index_options best = {.limit = 10, .per_document = 1};
    struct vt_index_options oldest = {.limit = 10, .per_document = 1, .sort = VANTHU_OLDEST_FIRST};
    struct vt_index_options newest = {.limit = 10, .per_document = 1, .sort = VANTHU_NEWEST_FIRST};
    struct vt_index_options second = {.limit = 2, .offset = 2};
    struct vt_index *index;
    make_plans(*state);
    OK(vt_index_open(&index, *state, &error));
    expect_found(index, "58/KH-UBND", everything, "3 4 5 1 2 6"); /* it, then newest first */
    expect_found(index, "58/KH-UBND", second, "5 1");
    expect_found(index, "58/KH-UBND", best, "3 4 1 6");
    expect_found(index, "58/KH-UBND năm 2021", everything, "3 1 2");
    expect_found(index, "58/KH-UBND năm 2022", everything, "4");
    expect_found(index, "58/KH-UBND ngày 13/7/2021", everything, "3 1 2");
    expect_found(index, "58/KH-UBND ngày 12/7/2021", everything, "2"); /* the day is not known */
    expect_found(index, "58/KH-UBND ngày 9/3/2022", everything, "4");
    expect_found(index, "58/KH-UBND ngày 10/3/2022", everything, "");
    expect_found(index, "so:58", everything, "4 5 1 2 3 6");
    expect_found(index, "so:5", everything, "");
    expect_found(index, "tôm", oldest, "3 1 4 6"); /* what has no date comes last */
    expect_found(index, "tôm", newest, "4 1 3 6");
    expect_found(index, "tôm nam:2021", everything, "1 2 3");
    expect_found(index, "nam:2022..", everything, "4 5");
    expect_found(index, "den:1/8/2021", everything, "3");
    expect_found(index, "loai:bc nam:2022", everything, "4 5");
    expect_found(index, "coquan:\"Thủy sản\" nam:2021", everything, "1 2");
    expect_found(index, "coquan:\"thuy san\" nam:2021", everything, "1 2");
    expect_found(index, "tieude:trong nam:2022", everything, "4 5");
    expect_found(index, "kết quả nuôi trồng nam:2022", everything, "4 5"); /* heading, title */
    vt_index_close(index);
}

static void test_counts(void **state)
{
    struct vt_index_options options = {.limit = 0, .per_document = 1, .facets = true};
    struct vt_arena arena = {0};
    struct vt_index_result result;
    struct vt_index *index;
    make_plans(*state);
    OK(vt_index_open(&index, *state, &error));
    search_in(&result, &arena, index, "tôm", options);
    assert_int_equal(result.hits_count, 0);
    assert_int_equal(result.documents, 4);
    assert_int_equal(result.passages, 6);
    assert_int_equal(result.facets_count, 10); /* 2 years, 2 types, 2 offices; none */
    assert_string_equal(result.facets[0].facet, "year");
    assert_string_equal(result.facets[0].value, "2021");
    assert_int_equal(result.facets[0].documents, 2);
    assert_string_equal(result.facets[2].facet, "year");
    assert_string_equal(result.facets[2].value, "");
    assert_int_equal(result.facets[2].documents, 1);
    options.facets = false;
    search_in(&result, &arena, index, "tôm", options);
    assert_int_equal(result.documents, 4);
    assert_int_equal(result.passages, 6);
    options = (struct vt_index_options){.limit = 10, .per_document = 1};
    search_in(&result, &arena, index, "tôm nam:2022", options);
    assert_int_equal(result.documents, 1);
    assert_int_equal(result.hits_count, 1);
    assert_int_equal(result.hits[0].more, 1);
    assert_int_equal(result.hits[0].doc, 3);
    vt_arena_free(&arena);
    vt_index_close(index);
}

/* ---- pieces: merged, left behind, built side by side ---- */

static void count_fault(void *context, const char *place, const char *problem)
{
    assert_true(*place && *problem);
    ++*(int *)context;
}

static int faults_in(const char *dir, uint64_t generation, uint64_t passages)
{
    int faults = 0;
    OK(vt_index_check(dir, generation, passages, count_fault, &faults, &error));
    return faults;
}

static size_t entries_in(const char *dir)
{
    char command[128], line[16] = "";
    snprintf(command, sizeof command, "ls %s | wc -l", dir);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    pclose(f);
    return (size_t)atoi(line);
}

static void test_merge(void **state)
{
    static const char *const texts[] = {"tôm 1", "tôm 2", "cua 3", "tôm 4", "cá 5", "tôm 6"};
    struct vt_index *before, *after;
    struct vt_index_writer *writer;
    make_index(*state, texts, 6, 1);
    assert_int_equal(entries_in(*state), 7);
    OK(vt_index_open(&before, *state, &error));
    OK(vt_index_writer_open(&writer, *state, &error));
    OK(vt_index_merge(writer, true, &error));
    assert_int_equal(vt_index_generation(writer), 1);
    assert_int_equal(entries_in(*state), 2); /* one piece and the manifest */
    OK(vt_index_open(&after, *state, &error));
    expect_found(before, "tôm -2 -6", everything, "1 4"); /* the old state lives while it is open */
    expect_found(after, "tôm -2 -6", everything, "1 4");
    struct vt_index_piece *piece = make_piece(writer, texts, 1, 7);
    OK(vt_index_publish(writer, piece, 2, &error));
    OK(vt_index_flush(writer, &error));
    expect_found(after, "\"tôm 1\"", everything, "1"); /* nothing comes into an open reader */
    vt_index_close(after);
    OK(vt_index_open(&after, *state, &error));
    expect_found(after, "\"tôm 1\"", everything, "1 7");
    vt_index_close(before);
    vt_index_close(after);
    vt_index_writer_close(writer);
}

/* A text that was read again has new passages; the old ones are not found, nor counted, in one
 * piece or several. */
static void test_withdrawn(void **state)
{
    static const char *const texts[] = {"tôm 1", "tôm 2", "cua 3", "tôm 4", "cá 5", "tôm 6"};
    static const char *const again[] = {"tôm 7 cua"};
    struct vt_index_writer *writer;
    struct vt_index *index;
    make_index(*state, texts, 6, 2);
    for (int merged = 0; merged < 2; merged++) {
        struct vt_index_piece *piece;
        OK(vt_index_writer_open(&writer, *state, &error));
        if (merged) {
            OK(vt_index_merge(writer, true, &error));
        } else {
            piece = make_piece(writer, again, 1, 7);
            OK(vt_index_withdraw(writer, 2, 3, &error));
            OK(vt_index_withdraw(writer, 6, 1, &error));
            OK(vt_index_open(&index, *state, &error));
            expect_found(index, "tôm", everything, "1 2 4 6"); /* not before it is published */
            vt_index_close(index);
            OK(vt_index_publish(writer, piece, 2, &error));
            OK(vt_index_flush(writer, &error));
        }
        vt_index_writer_close(writer);
        OK(vt_index_open(&index, *state, &error));
        struct vt_arena arena = {0};
        struct vt_index_result result;
        expect_found(index, "cua", everything, "7");
        expect_found(index, "\"tôm 2\"", everything, "");
        expect_found(index, "tôm OR cá", everything, "5 1 7");
        search_in(&result, &arena, index, "tôm", everything);
        assert_int_equal(result.passages, 2);
        assert_int_equal(result.documents, 2);
        expect_relaxed(index, "tôm cua", 2, 7);
        vt_arena_free(&arena);
        vt_index_close(index);
        assert_int_equal(faults_in(*state, 2, 3), 0);
        assert_int_not_equal(faults_in(*state, 2, 7), 0);
    }
}

static void test_left_behind(void **state)
{
    static const char *const texts[] = {"tôm", "cua"};
    struct vt_index_writer *writer;
    struct vt_index *index;
    char path[128];
    OK(vt_index_open(&index, *state, &error)); /* empty, and no manifest yet */
    expect_found(index, "tôm", everything, "");
    vt_index_close(index);
    make_index(*state, texts, 1, 1);
    OK(vt_index_writer_open(&writer, *state, &error));
    struct vt_index_piece *piece = make_piece(writer, texts + 1, 1, 2);
    vt_index_writer_close(writer); /* without having published it */
    snprintf(path, sizeof path, "%s/manifest.tmp", (char *)*state);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    OK(vt_index_writer_open(&writer, *state, &error));
    assert_int_equal(entries_in(*state), 2);
    OK(vt_index_open(&index, *state, &error));
    expect_found(index, "cua", everything, "");
    vt_index_close(index);
    vt_index_writer_close(writer);
    vt_index_piece_abandon(piece);
}

struct job {
    struct vt_index_piece *piece;
    uint32_t first;
    vanthu_status status;
};

static void *run_job(void *context)
{
    struct job *job = context;
    struct vanthu_error own;
    for (uint32_t i = 0; i < 200 && job->status == VANTHU_OK; i++) {
        struct vt_passage passage = {.number = job->first + i,
                                     .doc = job->first + i,
                                     .text = VT_STR("nuôi tôm sạch"),
                                     .data = VT_STR("")};
        job->status = vt_index_piece_add(job->piece, &passage, &own);
    }
    if (job->status == VANTHU_OK)
        job->status = vt_index_piece_finish(job->piece, &own);
    return NULL;
}

static void test_threads(void **state)
{
    struct job jobs[2] = {{.first = 1}, {.first = 201}};
    struct vt_index_piece *pieces[2];
    pthread_t threads[2];
    struct vt_index_writer *writer;
    struct vt_index *index;
    struct vt_arena arena = {0};
    struct vt_index_result result;
    OK(vt_index_writer_open(&writer, *state, &error));
    for (int i = 0; i < 2; i++) {
        OK(vt_index_piece_open(&jobs[i].piece, writer, &error));
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].status, VANTHU_OK);
        pieces[i] = jobs[i].piece;
    }
    OK(vt_index_publish(writer, pieces[0], 1, &error));
    OK(vt_index_publish(writer, pieces[1], 1, &error)); /* gathered with the first */
    OK(vt_index_flush(writer, &error));
    assert_int_equal(entries_in(*state), 2);
    OK(vt_index_open(&index, *state, &error));
    search_in(&result, &arena, index, "\"nuôi tôm\"", everything);
    assert_int_equal(result.passages, 400);
    vt_arena_free(&arena);
    vt_index_close(index);
    vt_index_writer_close(writer);
}

/* ---- damage ---- */

static void overwrite(const char *path, struct vt_str data)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(data.p, 1, data.len, f), data.len);
    fclose(f);
}

static void test_manifest_damage(void **state)
{
    static const char *const texts[] = {"tôm", "cua"};
    char path[128];
    struct vt_buf good = {0};
    struct vt_index *index;
    make_index(*state, texts, 2, 1);
    assert_int_equal(faults_in(*state, 1, 2), 0);
    assert_int_equal(faults_in(*state, 2, 2), 1);
    assert_int_equal(faults_in(*state, 1, 3), 1);
    snprintf(path, sizeof path, "%s/manifest", (char *)*state);
    OK(vt_file_read(&good, path, 1 << 20, &error));
    for (size_t i = 0; i < good.len; i++) {
        good.p[i] ^= 1;
        overwrite(path, vt_buf_str(&good));
        good.p[i] ^= 1;
        assert_int_equal(vt_index_open(&index, *state, &error), VANTHU_DAMAGED);
        assert_null(index);
        overwrite(path, vt_str_sub(vt_buf_str(&good), 0, i));
        assert_int_equal(vt_index_open(&index, *state, &error), VANTHU_DAMAGED);
    }
    assert_int_equal(faults_in(*state, 1, 2), 1);
    overwrite(path, vt_buf_str(&good));
    OK(vt_index_open(&index, *state, &error));
    vt_index_close(index);
    vt_buf_free(&good);
}

/* Every file of a piece: a flipped byte, a cut and a missing file are each told. No search begins
 * over the last two; over the first it may say anything but must come back. */
static void test_piece_damage(void **state)
{
    static const char *const names[] = {"postlist.glass", "forward", "words", "records",
                                        "iamglass"};
    static const char *const texts[] = {"nuôi tôm", "nuôi cua"};
    make_index(*state, texts, 2, 2);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        struct vt_buf good = {0};
        snprintf(path, sizeof path, "%s/000001/%s", (char *)*state, names[i]);
        OK(vt_file_read(&good, path, 1 << 24, &error));
        for (size_t at = 0; at < good.len; at += good.len / 40 + 1) {
            struct vt_index *index = NULL;
            struct vt_arena arena = {0};
            struct vt_index_result result;
            struct vt_query query;
            good.p[at] ^= 0x41;
            overwrite(path, vt_buf_str(&good));
            good.p[at] ^= 0x41;
            assert_int_equal(faults_in(*state, 1, 2), 1);
            assert_int_equal(vt_query_parse(&query, &arena, VT_STR("\"nuôi tôm\"")), VANTHU_OK);
            if (vt_index_open(&index, *state, &error) == VANTHU_OK)
                vt_index_search(&result, &arena, index, &query, &everything, &error);
            vt_index_close(index);
            vt_arena_free(&arena);
        }
        struct vt_index *index = NULL;
        overwrite(path, vt_str_sub(vt_buf_str(&good), 0, good.len / 2));
        assert_int_equal(faults_in(*state, 1, 2), 1);
        assert_int_equal(vt_index_open(&index, *state, &error), VANTHU_DAMAGED);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(faults_in(*state, 1, 2), 1);
        assert_int_equal(vt_index_open(&index, *state, &error), VANTHU_DAMAGED);
        overwrite(path, vt_buf_str(&good));
        vt_buf_free(&good);
    }
    assert_int_equal(faults_in(*state, 1, 2), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pairs),           TEST(test_shared_pairs), TEST(test_phrases),
        TEST(test_many_terms),      TEST(test_neighbours),   TEST(test_any),
        TEST(test_looseness),       TEST(test_orders),       TEST(test_counts),
        TEST(test_merge),           TEST(test_left_behind),  TEST(test_threads),
        TEST(test_manifest_damage), TEST(test_piece_damage), TEST(test_withdrawn),
    };
    return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
