/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-workers.c: readers that crash, hang and lie. This program is its own reader: started as
 * "vanthu-read" it does what the file it is given says.
 */
#include "t.h"

#include "read/wire.h"
#include "read/workers.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

/* ---- the reader ---- */

/* What a file begins with: how the reader ends its answer. */
enum act { DONE, STOP, CRASH, NO_MEMORY, LATE, HANG, GROWN };

struct order {
    uint32_t act;
    uint32_t often;   /* how often the pieces are said */
    uint32_t if_used; /* only by a reader that has read before; a fresh one says them once */
};

static bool send_piece(uint32_t kind, uint32_t value)
{
    struct vt_piece piece = {kind, value, 0};
    return vt_wire_send(0, &piece, sizeof piece, -1);
}

/* Says the pieces that are the rest of the file. */
static bool serve(bool used)
{
    static char file[1 << 16];
    struct vt_request request;
    struct order order;
    if (!vt_wire_receive(0, &request, sizeof request, -1) || request.bytes > sizeof file ||
        request.bytes < sizeof order || !vt_wire_receive(0, file, request.bytes, -1))
        return false;
    memcpy(&order, file, sizeof order);
    if (order.if_used && !used)
        order = (struct order){DONE, 1, 0};
    for (uint32_t i = 0; i < order.often; i++)
        if (!vt_wire_send(0, file + sizeof order, request.bytes - sizeof order, -1))
            return false;
    if (order.act == CRASH)
        raise(SIGSEGV);
    if (order.act == LATE)
        raise(SIGPROF);
    if (order.act == NO_MEMORY)
        _exit(VT_WORKER_NO_MEMORY);
    if (order.act == HANG)
        pause();
    return order.act != STOP && send_piece(VT_PIECE_DONE, order.act == GROWN) && order.act == DONE;
}

static int act_as_reader(void)
{
    const char *first = getenv("FIRST");
    bool used = false;
    if (first && strcmp(first, "unsafe") == 0)
        send_piece(VT_PIECE_UNSAFE, 0);
    else
        send_piece(VT_PIECE_READY, first ? 1 : VT_WIRE_MAGIC);
    while (serve(used))
        used = true;
    return 0;
}

/* ---- what it says ---- */

struct said {
    uint32_t kind, value;
    const void *bytes;
    size_t len;
    uint64_t claimed; /* 0: len */
};

struct scored {
    double score;
    char name[80];
};

/* Places between letters: 0, 1, 4, 5, 6, 7, 10. */
#define THE_TEXT "Kế hoạch\nsố 58\n"

#define PIECE(kind, value, literal)                             \
    {                                                           \
        VT_PIECE_##kind, value, literal, sizeof(literal) - 1, 0 \
    }
#define STATUS(value, reason) PIECE(STATUS, value, reason)
#define TEXT(text) PIECE(TEXT, 0, text)
#define MEMBER(name_bytes, both) PIECE(MEMBER, name_bytes, both)
#define PAGES(...)                                          \
    {                                                       \
        VT_PIECE_PAGES, 0, (const uint64_t[]){__VA_ARGS__}, \
            sizeof((const uint64_t[]){__VA_ARGS__}), 0      \
    }
#define HEADING(start, end, level)                                                  \
    {                                                                               \
        VT_PIECE_HEADINGS, 0,                                                       \
            (const struct vt_wire_heading[]){{0, 1, 1, 0}, {start, end, level, 0}}, \
            2 * sizeof(struct vt_wire_heading), 0                                   \
    }
#define ENCODING(score, name)                                      \
    {                                                              \
        VT_PIECE_ENCODING, 0, &(const struct scored){score, name}, \
            sizeof(double) + sizeof(name) - 1, 0                   \
    }
#define SIGNATURE(verdict, end0, end1, ...)                                            \
    {                                                                                  \
        VT_PIECE_SIGNATURES, 0,                                                        \
            &(const struct vt_signature){                                              \
                .start = {0, 8}, .end = {end0, end1}, .intact = verdict, __VA_ARGS__}, \
            sizeof(struct vt_signature), 0                                             \
    }
#define INTACT(...) SIGNATURE(VANTHU_INTACT, 4, 12, __VA_ARGS__)
#define FINE STATUS(0, ""), TEXT(THE_TEXT)

enum { PIECES = 8 };

static const struct said honest[PIECES] = {
    PIECE(ALIVE, 0, ""),
    STATUS(1, "trang 2 bị hỏng"),
    ENCODING(0.5, "TCVN3"),
    TEXT(THE_TEXT),
    PAGES(0, 4),
    HEADING(4, 10, 9),
    INTACT(.signer = "Sở Khoa học và Công nghệ"),
};

/* The file that makes the reader say so. */
static struct vt_buf file_of(struct order order, const struct said pieces[PIECES])
{
    struct vt_buf file = {0};
    assert_int_equal(vt_buf_append(&file, &order, sizeof order), VANTHU_OK);
    for (int i = 0; i < PIECES && pieces[i].bytes; i++) {
        struct vt_piece piece = {pieces[i].kind, pieces[i].value, pieces[i].len};
        if (pieces[i].claimed)
            piece.bytes = pieces[i].claimed;
        assert_int_equal(vt_buf_append(&file, &piece, sizeof piece), VANTHU_OK);
        assert_int_equal(vt_buf_append(&file, pieces[i].bytes, pieces[i].len), VANTHU_OK);
    }
    return file;
}

static struct order once(enum act act)
{
    return (struct order){act, 1, 0};
}

/* ---- tests ---- */

static struct vt_workers *workers;

static int start_workers(void **state)
{
    (void)state;
    setenv("VANTHU_READER", "/proc/self/exe", 1);
    workers = vt_workers_new(1);
    return workers ? 0 : -1;
}

static int end_workers(void **state)
{
    (void)state;
    vt_workers_free(workers);
    return 0;
}

static void ask(struct vt_reading *r, struct order order, const struct said pieces[PIECES])
{
    struct vt_buf file = file_of(order, pieces);
    *r = (struct vt_reading){.format = VT_PDF};
    assert_int_equal(vt_workers_read(workers, r, vt_buf_str(&file), VT_OCR_NEVER), VANTHU_OK);
    vt_buf_free(&file);
}

static void expect_honest(struct order order)
{
    struct vt_reading r;
    ask(&r, order, honest);
    assert_string_equal(r.text_status, "partial");
    assert_string_equal(r.reason, "trang 2 bị hỏng");
    assert_string_equal(r.encoding, "TCVN3");
    assert_true(vt_str_eq(vt_buf_str(&r.text), VT_STR(THE_TEXT)));
    assert_int_equal(r.pages_count, 2);
    assert_int_equal(r.headings_count, 2);
    assert_int_equal(r.signatures_count, 1);
    assert_string_equal(r.signatures[0].signer, "Sở Khoa học và Công nghệ");
    vt_reading_free(&r);
}

static void expect_none(struct order order, const struct said pieces[PIECES], const char *name,
                        const char *reason)
{
    struct vt_reading r;
    ask(&r, order, pieces);
    if (strcmp(r.text_status, "none") != 0 || !strstr(r.reason, reason) || r.text.len ||
        r.pages_count || r.headings_count || r.signatures_count || *r.encoding)
        fail_msg("%s: %s: %s", name, r.text_status, r.reason);
    vt_reading_free(&r);
}

#define A50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"

static const struct {
    const char *name;
    struct said pieces[PIECES];
} lies[] = {
    {"nothing", {{0}}},
    {"a second status", {FINE, STATUS(0, "")}},
    {"an unknown status", {STATUS(7, "x")}},
    {"a status without its reason", {STATUS(2, "")}},
    {"a reason without need", {STATUS(0, "x")}},
    {"a reason that is not UTF-8", {STATUS(2, "\xFF")}},
    {"a reason of two lines", {STATUS(2, "a\nb")}},
    {"a reason that is too long", {STATUS(2, A50 A50 A50 A50 A50 A50)}},
    {"text that is not UTF-8", {STATUS(0, ""), TEXT("a\xFF")}},
    {"text that is not clean", {STATUS(0, ""), TEXT("e\xCC\x81")}},
    {"a second text", {FINE, TEXT("a")}},
    {"text of a file without text", {STATUS(2, "x"), TEXT("a")}},
    {"pages beyond the text", {FINE, PAGES(0, 1000)}},
    {"pages that go back", {FINE, PAGES(4, 0)}},
    {"a page inside a letter", {FINE, PAGES(0, 2)}},
    {"pages before the text", {STATUS(0, ""), PAGES(0, 4), TEXT(THE_TEXT)}},
    {"pages twice", {FINE, PAGES(0), PAGES(0)}},
    {"half a page", {FINE, PIECE(PAGES, 0, "abc")}},
    {"a heading of level 10", {FINE, HEADING(4, 10, 10)}},
    {"a heading of level 0", {FINE, HEADING(4, 10, 0)}},
    {"headings that overlap", {FINE, HEADING(0, 10, 1)}},
    {"an empty heading", {FINE, HEADING(4, 4, 1)}},
    {"a heading beyond the text", {FINE, HEADING(4, 1000, 1)}},
    {"a heading that begins in a letter", {FINE, HEADING(2, 10, 1)}},
    {"a heading that ends in a letter", {FINE, HEADING(4, 8, 1)}},
    {"a score that is no number", {FINE, ENCODING(NAN, "UTF-8")}},
    {"a score over 1", {FINE, ENCODING(2, "UTF-8")}},
    {"a long name of an encoding", {FINE, ENCODING(1, A50)}},
    {"signatures twice", {FINE, INTACT(.kind = 0), INTACT(.kind = 0)}},
    {"half a signature", {FINE, PIECE(SIGNATURES, 0, "abc")}},
    {"no signature", {FINE, PIECE(SIGNATURES, 0, "")}},
    {"a signer of two lines", {FINE, INTACT(.signer = "a\nb")}},
    {"an organization that is not UTF-8", {FINE, INTACT(.organization = "\xFF")}},
    {"a reason of an intact signature", {FINE, INTACT(.reason = "x")}},
    {"no reason of a changed one", {FINE, SIGNATURE(VANTHU_ALTERED, 4, 12, .reason = "")}},
    {"an intact signature beyond the file",
     {FINE, SIGNATURE(VANTHU_INTACT, 4, 1 << 20, .kind = 0)}},
    {"a signature of the whole file, which it is not", {FINE, INTACT(.covers_whole = 1)}},
    {"signed bytes that overlap", {FINE, SIGNATURE(VANTHU_INTACT, 9, 12, .kind = 0)}},
    {"an unknown verdict", {FINE, SIGNATURE(3, 4, 12, .reason = "x")}},
    {"an unknown kind", {FINE, INTACT(.kind = 2)}},
    {"an unknown clock", {FINE, INTACT(.time_from = 4)}},
    {"a time that is no year", {FINE, INTACT(.time = INT64_MAX)}},
    {"a member that nobody asked for", {FINE, MEMBER(1, "ab")}},
    {"an unknown piece", {FINE, {99, 0, "", 0, 0}}},
    {"an enormous piece", {STATUS(0, ""), {VT_PIECE_TEXT, 0, "", 0, UINT64_MAX}}},
    {"a piece of 2 GiB", {STATUS(0, ""), {VT_PIECE_TEXT, 0, "", 0, UINT64_C(1) << 31}}},
};

static void test_lies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        expect_none(once(DONE), lies[i].pieces, lies[i].name, "its reader failed");
        expect_honest(once(DONE));
    }
}

/* What a reader that does not come to an end had said counts for nothing. */
static void test_ends(void **state)
{
    (void)state;
    expect_none(once(STOP), honest, "stop", "its reader failed");
    expect_none(once(CRASH), honest, "crash", "its reader failed");
    expect_none(once(NO_MEMORY), honest, "no memory", "memory");
    expect_none(once(LATE), honest, "late", "too long");
    expect_honest(once(DONE));
}

/* A reader that says nothing more is ended, and one that goes on for ever. */
static void test_hangs(void **state)
{
    (void)state;
    static const struct said alive[PIECES] = {PIECE(ALIVE, 0, "")};
    static const struct said half[PIECES] = {STATUS(0, ""), {VT_PIECE_TEXT, 0, "a", 1, 100}};
    struct order for_ever = {DONE, UINT32_MAX, 0};
    expect_none(once(HANG), half, "hang in a piece", "too long");
    expect_none(for_ever, alive, "alive for ever", "its reader failed");
    expect_honest(once(DONE));
}

/* What one file did to a reader does not cost the next one its text. */
static void test_used_readers(void **state)
{
    (void)state;
    static const enum act acts[] = {STOP, CRASH, NO_MEMORY};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        expect_honest(once(DONE));
        expect_honest((struct order){acts[i], 1, 1});
    }
    expect_honest((struct order){DONE, 2, 1}); /* of which every piece is one too many */
    expect_honest(once(GROWN));
    expect_honest(once(GROWN));
    expect_honest(once(DONE));
}

static void test_readers_that_do_not_start(void **state)
{
    (void)state;
    static const char *const programs[] = {"/nowhere/vanthu-read", "/bin/true", "/"};
    struct vt_workers *own = workers;
    workers = vt_workers_new(1);
    assert_non_null(workers);
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        setenv("VANTHU_READER", programs[i], 1);
        expect_none(once(DONE), honest, "honest", "cannot be started");
    }
    setenv("VANTHU_READER", "/proc/self/exe", 1);
    setenv("FIRST", "other", 1);
    expect_none(once(DONE), honest, "honest", "cannot be started");
    setenv("FIRST", "unsafe", 1);
    expect_none(once(DONE), honest, "unsafe", "give up its rights");
    unsetenv("FIRST");
    vt_workers_free(workers);
    workers = own;
}

/* ---- members ---- */

struct seen {
    char names[100];
    size_t count;
    vanthu_status status;
};

static vanthu_status see(void *context, struct vt_str name, struct vt_str bytes)
{
    struct seen *s = context;
    if (strlen(s->names) + name.len + bytes.len < sizeof s->names) {
        strncat(s->names, name.p, name.len);
        strncat(s->names, bytes.p, bytes.len);
    }
    s->count++;
    return s->status;
}

static vanthu_status unpack(struct vt_reading *r, struct seen *seen, struct order order,
                            const struct said pieces[PIECES])
{
    struct vt_buf file = file_of(order, pieces);
    *r = (struct vt_reading){.format = VT_ZIP};
    vanthu_status status = vt_workers_members(workers, r, vt_buf_str(&file), see, seen);
    vt_buf_free(&file);
    return status;
}

static void test_members(void **state)
{
    (void)state;
    static const struct said two[PIECES] = {MEMBER(1, "a1"), MEMBER(3, "ế2"), STATUS(0, "")};
    struct vt_reading r;
    struct seen seen = {.status = VANTHU_OK};
    assert_int_equal(unpack(&r, &seen, once(DONE), two), VANTHU_OK);
    assert_string_equal(r.text_status, "ok");
    assert_string_equal(seen.names, "a1ế2");
    vt_reading_free(&r);
    seen = (struct seen){.status = VANTHU_CANCELLED};
    assert_int_equal(unpack(&r, &seen, once(DONE), two), VANTHU_CANCELLED);
    assert_int_equal(seen.count, 1);
    vt_reading_free(&r);
}

/* Members that were given away are not given again. */
static void test_members_that_lie(void **state)
{
    (void)state;
    static const struct {
        struct order order;
        struct said pieces[PIECES];
        size_t count;
    } cases[] = {
        {{CRASH, 1, 0}, {STATUS(0, "")}, 0},
        {{CRASH, 1, 1}, {MEMBER(1, "a1"), STATUS(0, "")}, 1},
        {{DONE, 1, 0}, {MEMBER(1, "a1"), MEMBER(0, "a")}, 1},
        {{DONE, 1, 0}, {MEMBER(9, "a1")}, 0},
        {{DONE, 1, 0}, {MEMBER(1, "\xE1")}, 0},
        {{DONE, 1, 0}, {MEMBER(1, "\0")}, 0},
        {{DONE, 1, 0}, {STATUS(0, ""), TEXT("a")}, 0},
        {{DONE, UINT32_MAX, 0}, {MEMBER(1, "a1")}, 100000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_reading r;
        struct seen seen = {.status = VANTHU_OK};
        expect_honest(once(DONE));
        assert_int_equal(unpack(&r, &seen, cases[i].order, cases[i].pieces), VANTHU_OK);
        assert_string_equal(r.text_status, "none");
        assert_int_equal(seen.count, cases[i].count);
        vt_reading_free(&r);
    }
}

int main(int count, char **arguments)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lies),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_hangs),
        cmocka_unit_test(test_used_readers),
        cmocka_unit_test(test_readers_that_do_not_start),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_members_that_lie),
    };
    if (count && strcmp(arguments[0], "vanthu-read") == 0)
        return act_as_reader();
    return cmocka_run_group_tests_name("workers", tests, start_workers, end_workers);
}
