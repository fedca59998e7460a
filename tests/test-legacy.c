/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-legacy.c: text in the encodings before Unicode, and what only looks like it. */
#include "t.h"

#include "base/file.h"
#include "base/utf8.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/unicode.h"

/* What `bytes` become, by hand or (VT_ENC_UNKNOWN) by detection. */
static struct vt_decision convert(struct vt_buf *out, enum vt_encoding forced, struct vt_str bytes)
{
    struct vt_unicode u = {.forced = forced};
    bool same;
    vt_buf_clear(out);
    assert_int_equal(vt_unicode(&u, out, NULL, bytes, &same), VANTHU_OK);
    if (same)
        assert_int_equal(vt_buf_append_str(out, bytes), VANTHU_OK);
    struct vt_decision decision = vt_unicode_decision(&u);
    vt_unicode_free(&u);
    assert_int_equal(vt_utf8_valid(vt_buf_str(out)), out->len);
    return decision;
}

/* ---- vectors ---- */

static size_t from_hex(char *out, const char *hex)
{
    size_t len = 0;
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
        out[len++] = (char)byte;
    return len;
}

static enum vt_encoding encoding_of(const char *scheme)
{
    char name[64];
    snprintf(name, sizeof name, "%s", scheme);
    name[strcspn(name, "/-")] = '\0';
    return vt_encoding_named(vt_str(name));
}

struct counts {
    int failed, detected;
};

static void fold(struct vt_buf *out, struct vt_str s)
{
    vt_buf_clear(out);
    assert_int_equal(vt_fold(out, s, VT_L0), VANTHU_OK);
}

/* scheme/class/number, bytes in hex, what they say */
static void check_vector(struct t_row *row, void *context)
{
    struct counts *counts = context;
    struct vt_buf out = {0}, folded = {0}, wanted = {0};
    char *name = row->column[0], *bytes = malloc(strlen(row->column[1]) + 1);
    const char *expected = row->column[2];
    struct vt_str raw = {bytes, from_hex(bytes, row->column[1])};
    bool alone = strstr(name, "leave-alone") == name, lossy = strstr(name, "/lossy/") != NULL;
    /* search folds case; which capitals were meant, TCVN3 does not tell */
    bool caseless = strstr(name, "/case-lost/") || strstr(name, "/font-H/");
    enum vt_encoding encoding = alone ? VT_ENC_UNKNOWN : encoding_of(name);

    convert(&out, encoding, raw);
    expected += lossy;
    if (caseless) {
        fold(&folded, vt_buf_str(&out));
        fold(&wanted, vt_str(expected));
    } else {
        assert_int_equal(vt_buf_append_str(&folded, vt_buf_str(&out)), VANTHU_OK);
        assert_int_equal(vt_buf_append_str(&wanted, vt_str(expected)), VANTHU_OK);
    }
    if (!vt_str_eq(vt_buf_str(&folded), vt_buf_str(&wanted))) {
        print_message("# %s: \"%s\", not \"%s\"\n", name, vt_buf_cstr(&out), expected);
        counts->failed++;
    }
    /* detection agrees with the hand or refuses */
    struct vt_decision d = convert(&folded, VT_ENC_UNKNOWN, raw);
    if (vt_str_eq(vt_buf_str(&folded), vt_buf_str(&out)))
        counts->detected++;
    else if (d.encoding != VT_ENC_UNKNOWN && d.encoding != VT_ENC_UTF8 && d.encoding != encoding) {
        print_message("# %s: taken for %s: %s\n", name, vt_encoding_name(d.encoding),
                      vt_buf_cstr(&folded));
        counts->failed++;
    }
    vt_buf_free(&wanted);
    vt_buf_free(&folded);
    vt_buf_free(&out);
    free(bytes);
}

static void test_vectors(void **state)
{
    (void)state;
    struct counts counts = {0};
    assert_in_range(t_rows(t_path("text-legacy.tsv"), check_vector, &counts), 1, 100000);
    assert_int_equal(counts.failed, 0);
}

static void test_shared_vectors(void **state)
{
    (void)state;
    struct counts counts = {0};
    int rows = t_rows(t_shared("text/legacy/VECTORS.tsv"), check_vector, &counts);
    if (rows < 0)
        T_SKIP("no ../shared/text");
    print_message("# %d vectors, %d also by detection alone\n", rows, counts.detected);
    assert_int_equal(counts.failed, 0);
}

/* ---- windows ---- */

static const enum vt_encoding ENCODINGS[] = {VT_ENC_TCVN3, VT_ENC_VNI, VT_ENC_VISCII,
                                             VT_ENC_CP1258};
enum { ENCODINGS_COUNT = sizeof ENCODINGS / sizeof *ENCODINGS };

/* The bytes of each letter: decoding turned around. Letters with a mark of their own come first:
 * bytes that mean nothing are read as Windows-1252. */
struct encoder {
    struct {
        uint32_t point;
        unsigned char bytes[2];
        size_t len;
    } letters[2048];
    size_t count;
};

static void learn(struct encoder *e, struct vt_unit u, const vt_cell *cells)
{
    if (u.count != 1 || u.points[0] < 0x80)
        return;
    for (size_t i = 0; i < e->count; i++)
        if (e->letters[i].point == u.points[0])
            return;
    assert_in_range(e->count, 0, sizeof e->letters / sizeof *e->letters - 1);
    e->letters[e->count].point = u.points[0];
    e->letters[e->count].bytes[0] = (unsigned char)cells[0];
    e->letters[e->count].bytes[1] = (unsigned char)cells[1];
    e->letters[e->count++].len = u.taken;
}

static void learn_all(struct encoder *e, enum vt_encoding encoding)
{
    e->count = 0;
    for (vt_cell first = 'A'; first < 256; first++)
        for (vt_cell second = 0x80; second < 256; second++) {
            vt_cell cells[] = {first, second};
            struct vt_unit u = vt_legacy_read(encoding, cells, 2);
            if (u.taken == 2)
                learn(e, u, cells);
        }
    for (vt_cell first = 1; first < 256; first++)
        learn(e, vt_legacy_read(encoding, &first, 1), (vt_cell[]){first, 0});
}

/* Characters that the encoding does not have become "?", in `text` too; so do toned capitals of
 * TCVN3. */
static void encode(const struct encoder *e, struct vt_buf *out, struct vt_buf *text)
{
    struct vt_buf known = {0};
    vt_buf_clear(out);
    for (size_t at = 0, used; at < text->len; at += used) {
        uint32_t point;
        size_t i = 0;
        used = vt_utf8_decode(vt_str_sub(vt_buf_str(text), at, text->len), &point);
        assert_int_not_equal(used, 0);
        while (i < e->count && e->letters[i].point != point)
            i++;
        if (point < 0x80 || i == e->count) {
            vt_buf_append_char(out, point < 0x80 ? (char)point : '?');
            vt_buf_append_char(&known, point < 0x80 ? (char)point : '?');
        } else {
            vt_buf_append(out, e->letters[i].bytes, e->letters[i].len);
            vt_buf_append(&known, text->p + at, used);
        }
    }
    vt_buf_free(text);
    *text = known;
}

/* Calls `each` for the windows of `words` words that begin at every `step`-th word. */
static void windows(struct vt_str text, size_t words, size_t step,
                    void (*each)(struct vt_str window, void *context), void *context)
{
    size_t *starts = NULL, count = 0;
    for (size_t at = 0; at < text.len; at++)
        if (text.p[at] != ' ' && text.p[at] != '\n' &&
            (at == 0 || text.p[at - 1] == ' ' || text.p[at - 1] == '\n')) {
            if (count % 1024 == 0)
                starts = realloc(starts, (count + 1024) * sizeof *starts);
            assert_non_null(starts);
            starts[count++] = at;
        }
    for (size_t i = 0; i + words < count; i += step)
        each(vt_str_sub(text, starts[i], starts[i + words]), context);
    free(starts);
}

static void read_file(struct vt_buf *out, const char *path)
{
    assert_int_equal(vt_file_read(out, path, 1 << 24, NULL), VANTHU_OK);
}

/* All samples as one clean text without line ends. */
static void read_samples(struct vt_buf *out)
{
    static const char *const names[] = {
        "../samples/001-bao-cao-thang-10-2019.txt", "../samples/009-bao-cao-9-thang-2021.txt",
        "../samples/006-ke-hoach-58-kh-ubnd-2021.txt", "../samples/011-cong-van-412-2022.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct vt_buf raw = {0};
        read_file(&raw, t_path(names[i]));
        assert_int_equal(vt_clean(out, NULL, vt_buf_str(&raw)), VANTHU_OK);
        vt_buf_free(&raw);
    }
    for (size_t i = 0; i < out->len; i++)
        if (out->p[i] == '\n')
            out->p[i] = ' ';
}

struct windowing {
    const struct encoder *encoder;
    enum vt_encoding encoding;
    size_t right, refused, wrong;
    struct vt_buf bytes, out;
};

static void check_window(struct vt_str window, void *context)
{
    struct windowing *w = context;
    struct vt_buf text = {0};
    assert_int_equal(vt_buf_append_str(&text, window), VANTHU_OK);
    if (w->encoder)
        encode(w->encoder, &w->bytes, &text);
    else
        vt_buf_clear(&w->bytes), vt_buf_append_str(&w->bytes, window);
    struct vt_decision d = convert(&w->out, VT_ENC_UNKNOWN, vt_buf_str(&w->bytes));
    struct vt_buf a = {0}, b = {0};
    fold(&a, vt_buf_str(&w->out));
    fold(&b, vt_buf_str(&text));
    if (d.encoding == w->encoding && vt_str_eq(vt_buf_str(&a), vt_buf_str(&b))) {
        w->right++;
    } else if (d.encoding == VT_ENC_UNKNOWN || d.encoding == VT_ENC_UTF8) {
        w->refused++;
    } else {
        w->wrong++;
        print_message("# %s taken for %s: %s\n#   %s\n", vt_encoding_name(w->encoding),
                      vt_encoding_name(d.encoding), vt_buf_cstr(&text), vt_buf_cstr(&w->out));
    }
    vt_buf_free(&a);
    vt_buf_free(&b);
    vt_buf_free(&text);
}

/* No window of Vietnamese is taken for another encoding; nearly all of 15 words are told. */
static void test_windows(void **state)
{
    (void)state;
    static const size_t lengths[] = {8, 15, 30, 80};
    struct vt_buf text = {0};
    struct encoder *encoder = malloc(sizeof *encoder);
    size_t wrong = 0;
    assert_non_null(encoder);
    read_samples(&text);
    for (size_t e = 0; e <= ENCODINGS_COUNT; e++) {
        struct windowing w = {.encoding = e < ENCODINGS_COUNT ? ENCODINGS[e] : VT_ENC_UTF8};
        if (e < ENCODINGS_COUNT) {
            w.encoder = encoder;
            learn_all(encoder, w.encoding);
        }
        for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
            w.right = w.refused = w.wrong = 0;
            windows(vt_buf_str(&text), lengths[l], 7, check_window, &w);
            print_message("# %s, %zu words: %zu right, %zu refused, %zu wrong\n",
                          vt_encoding_name(w.encoding), lengths[l], w.right, w.refused, w.wrong);
            wrong += w.wrong;
            if (lengths[l] >= 15)
                assert_in_range(w.refused, 0, w.right / 20);
        }
        vt_buf_free(&w.bytes);
        vt_buf_free(&w.out);
    }
    assert_int_equal(wrong, 0);
    free(encoder);
    vt_buf_free(&text);
}

static void check_foreign(struct vt_str window, void *context)
{
    struct windowing *w = context;
    struct encoder *latin = malloc(sizeof *latin);
    struct vt_buf text = {0};
    assert_non_null(latin);
    learn_all(latin, VT_ENC_UNKNOWN);
    assert_int_equal(vt_buf_append_str(&text, window), VANTHU_OK);
    encode(latin, &w->bytes, &text);
    /* as Windows-1252, and as UTF-8 */
    struct vt_decision bytes = convert(&w->out, VT_ENC_UNKNOWN, vt_buf_str(&w->bytes));
    bool kept = vt_str_eq(vt_buf_str(&w->out), vt_buf_str(&text));
    struct vt_decision utf8 = convert(&w->out, VT_ENC_UNKNOWN, vt_buf_str(&text));
    kept &= vt_str_eq(vt_buf_str(&w->out), vt_buf_str(&text));
    bool taken = (bytes.encoding != VT_ENC_UNKNOWN && bytes.encoding != VT_ENC_UTF8) ||
                 utf8.encoding != VT_ENC_UTF8;
    if (taken || !kept) {
        print_message("# %s, %s: %s\n", vt_encoding_name(bytes.encoding),
                      vt_encoding_name(utf8.encoding), vt_buf_cstr(&text));
        w->wrong++;
    }
    w->refused += !taken;
    vt_buf_free(&text);
    free(latin);
}

static void test_foreign(void **state)
{
    (void)state;
    static const size_t lengths[] = {3, 5, 8, 15, 30, 80};
    struct vt_buf text = {0};
    struct windowing w = {0};
    read_file(&text, t_path("text-foreign.txt"));
    for (size_t at = 0; at < text.len;) {
        char *end = memchr(text.p + at, '\n', text.len - at);
        assert_non_null(end);
        struct vt_str language = vt_str_sub(vt_buf_str(&text), at, (size_t)(end - text.p));
        for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
            windows(language, lengths[l], 2, check_foreign, &w);
        at += language.len + 1;
    }
    print_message("# %zu windows refused, %zu not\n", w.refused, w.wrong);
    assert_int_equal(w.wrong, 0);
    assert_in_range(w.refused, 825, 100000);
    vt_buf_free(&w.bytes);
    vt_buf_free(&w.out);
    vt_buf_free(&text);
}

/* ---- whole texts ---- */

static void check_text(const char *raw, size_t len, const char *expected, enum vt_encoding encoding)
{
    struct vt_buf out = {0};
    struct vt_decision d = convert(&out, VT_ENC_UNKNOWN, (struct vt_str){raw, len});
    assert_non_null(vt_buf_cstr(&out));
    assert_string_equal(out.p, expected);
    assert_int_equal(d.encoding, encoding);
    vt_buf_free(&out);
}

/* Each line is in the font it was set in; short ones go with the whole text, foreign ones stay. */
static void test_mixed_fonts(void **state)
{
    (void)state;
    static const char raw[] =
        "B\xB8o c\xB8o s\xE8 12/Q\xA7-UBND\n"
        "v\xD2 ph\xB8t tri\xD3n n\xABng nghi\xD6p, n\xABng th\xABn n\xA8m 2004\n"
        "gi\xB8 c\xB6 v\xD2 th\xF3y l\xEEi, \xAE\xCAt \xAE"
        "ai, "
        "gi\xEBng m\xEDi v\xB5 s\xF6 d\xF4ng n\xAD\xED"
        "c\n"
        "Ngh\xF2 quye\xE1t ho\xE4i \xF1o\xE0ng nha\xE2n da\xE2n\n"
        "\xA7\xBEk L\xBEk\n"
        "plain\n";
    static const char expected[] = "Báo cáo số 12/QĐ-UBND\n"
                                   "về phát triển nông nghiệp, nông thôn năm 2004\n";
    struct vt_buf out = {0};
    struct vt_decision d = convert(&out, VT_ENC_UNKNOWN, (struct vt_str){raw, sizeof raw - 1});
    assert_int_equal(d.encoding, VT_ENC_TCVN3);
    assert_true(vt_str_starts(vt_buf_str(&out), vt_str(expected)));
    assert_non_null(vt_buf_cstr(&out));
    assert_non_null(strstr(out.p, "\nĐắk Lắk\nplain\n"));
    vt_buf_free(&out);

    static const char two[] = "k\xD5 ho\xB9"
                              "ch ph\xB8t tri\xD3n n\xABng nghi\xD6p s\xE8 n\xA8m 2004 c\xF1"
                              "a t\xD8nh\n"
                              "Ke\xE1 hoa\xEF"
                              "ch pha\xF9t trie\xE5n no\xE2ng nghie\xE4p so\xE1 n\xE0m, cu\xFB"
                              "a t\xE6nh\n"
                              "K\xE1\xBA\xBF ho\xE1\xBA\xA1"
                              "ch c\xE1\xBB\xA7"
                              "a t\xE1\xBB\x89nh, n\xC4\x83m 2004\n";
    check_text(two, sizeof two - 1,
               "kế hoạch phát triển nông nghiệp số năm 2004 của tỉnh\n"
               "Kế hoạch phát triển nông nghiệp số nàm, của tỉnh\n"
               "Kế hoạch của tỉnh, năm 2004\n",
               VT_ENC_VNI);
}

static void repeat(struct vt_buf *out, const char *line, int times)
{
    while (times--)
        assert_int_equal(vt_buf_append_str(out, vt_str(line)), VANTHU_OK);
}

/* TCVN3 whose ư went lost is said to be damaged; where it became a hyphen, it is mended. */
static void test_lost_soft_hyphens(void **state)
{
    (void)state;
    struct vt_buf raw = {0}, out = {0};
    repeat(&raw,
           "chuy\xD3n nh\xEEng quy\xD2n s\xF6 d\xF4ng \xAE\xCAt c\xF1"
           "a h\xE9 gia \xAE\xD7nh\n",
           12);
    assert_true(convert(&out, VT_ENC_UNKNOWN, vt_buf_str(&raw)).damaged);
    vt_buf_clear(&raw);
    repeat(&raw,
           "tr-\xEAng h\xEEp c\xB8 nh\xA9n chuy\xD3n quy\xD2n s\xF6 d\xF4ng - \xAE\xD5n 3-5 n\xA8m "
           "th\xD7 "
           "n\xE9p thu\xD5 t\xB9i x\xB7 m\xD7nh\n",
           12);
    struct vt_decision d = convert(&out, VT_ENC_UNKNOWN, vt_buf_str(&raw));
    assert_false(d.damaged);
    assert_int_equal(d.encoding, VT_ENC_TCVN3);
    static const char expected[] = "trường hợp cá nhân chuyển quyền sử dụng - đến 3-5 năm thì nộp "
                                   "thuế tại xã mình\n";
    assert_true(vt_str_starts(vt_buf_str(&out), vt_str(expected)));
    vt_buf_free(&raw);
    vt_buf_free(&out);
}

/* A text in blocks comes out as the whole does, once there is enough to judge by. */
static void test_blocks(void **state)
{
    (void)state;
    struct vt_unicode u = {0};
    struct vt_buf out = {0};
    bool same;
    static const char first[] = "quy\xD5t \xAE\xDEnh s\xE8 12 c\xF1"
                                "a t\xD8nh v\xD2 n\xABng nghi\xD6p\n";
    assert_int_equal(vt_unicode(&u, &out, NULL, vt_str(first), &same), VANTHU_OK);
    assert_int_equal(vt_unicode(&u, &out, NULL, VT_STR("s\xE8\n"), &same), VANTHU_OK);
    assert_int_equal(vt_unicode(&u, &out, NULL, VT_STR("plain\n"), &same), VANTHU_OK);
    assert_non_null(vt_buf_cstr(&out));
    assert_string_equal(out.p, "quyết định số 12 của tỉnh về nông nghiệp\nsố\nplain\n");
    vt_buf_free(&out);
    vt_unicode_free(&u);
}

/* Any bytes become UTF-8; ASCII stays; the way back never leaves the bytes. */
static void test_any_bytes(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char raw[300];
        struct vt_buf out = {0};
        struct vt_offsets back = {0};
        struct vt_unicode u = {.forced = (enum vt_encoding)(round % (VT_ENC_VIQR + 1))};
        bool same;
        size_t len = 0, size = (size_t)(round % 300);
        while (len < size) {
            seed = seed * 1664525 + 1013904223;
            unsigned c = seed >> 24;
            raw[len++] = (char)(round % 3 && c < 0x60 ? (unsigned char)"nghi \n-tru"[c % 10] : c);
        }
        assert_int_equal(vt_unicode(&u, &out, &back, (struct vt_str){raw, len}, &same), VANTHU_OK);
        assert_int_equal(vt_utf8_valid(vt_buf_str(&out)), out.len);
        size_t last = 0;
        for (size_t at = 0; at < out.len; at++) {
            size_t from = vt_offsets_raw(&back, at);
            if (((unsigned char)out.p[at] & 0xC0) != 0x80) {
                assert_in_range(from, last, len);
                last = from;
            }
        }
        vt_buf_free(&out);
        vt_offsets_free(&back);
        vt_unicode_free(&u);
    }
}

static const struct CMUnitTest TESTS[] = {
    cmocka_unit_test(test_vectors),     cmocka_unit_test(test_shared_vectors),
    cmocka_unit_test(test_windows),     cmocka_unit_test(test_foreign),
    cmocka_unit_test(test_mixed_fonts), cmocka_unit_test(test_lost_soft_hyphens),
    cmocka_unit_test(test_blocks),      cmocka_unit_test(test_any_bytes),
};

int main(void)
{
    return cmocka_run_group_tests(TESTS, NULL, NULL);
}
