/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-read.c: files to clean text, and the way back into their bytes. */
#include "t.h"

#include "read/read.h"

static void read_bytes(struct vt_reading *out, struct vt_str raw, const char *name)
{
    struct vt_read_options options = {.want_offsets = true};
    assert_int_equal(vt_read(out, NULL, raw, vt_str(name), options), VANTHU_OK);
}

/* The clean offset of `found` leads to `raw_found` in the file. */
static void check_way_back(const struct vt_reading *r, struct vt_str raw, const char *found,
                           const char *raw_found, size_t raw_len)
{
    const char *at = memmem(r->text.p, r->text.len, found, strlen(found));
    const char *raw_at = memmem(raw.p, raw.len, raw_found, raw_len);
    assert_non_null(at);
    assert_non_null(raw_at);
    assert_int_equal(vt_offsets_raw(&r->offsets, (size_t)(at - r->text.p)), raw_at - raw.p);
}

static void test_encodings(void **state)
{
    (void)state;
    static const struct {
        struct vt_str raw;
        const char *encoding, *status, *text;
    } cases[] = {
        {VT_STR("Kế hoạch\r\nsố 58\r"), "UTF-8", "ok", "Kế hoạch\nsố 58\n"},
        {VT_STR("\xEF\xBB\xBF"
                "Kế hoạch"),
         "UTF-8", "ok", "Kế hoạch"},
        {VT_STR("\xFF\xFEK\0\xBF\x1E"), "UTF-16LE", "ok", "Kế"},
        {VT_STR("\xFE\xFF\0K\x1E\xBF"), "UTF-16BE", "ok", "Kế"},
        {VT_STR("s\0\xD1\x1E \0"
                "5\0"
                "8\0"),
         "UTF-16LE", "ok", "số 58"},
        {VT_STR("\0s\x1E\xD1\0 \0"
                "5\0"
                "8"),
         "UTF-16BE", "ok", "số 58"},
        {VT_STR("quyÕt ®Þnh sè 58 cña tØnh"), "TCVN3", "ok", "quyết định số 58 của tỉnh"},
        {VT_STR("quy\xD5t \xAE\xDEnh s\xE8 58 c\xF1"
                "a t\xD8nh"),
         "TCVN3", "ok", "quyết định số 58 của tỉnh"},
        {VT_STR("k\0\xD5\0 \0h\0o\0\xB9\0"
                "c\0h\0 \0s\0\xE8\0 \0t\0\xD8\0n\0h\0"),
         "TCVN3 in UTF-16", "ok", "kế hoạch số tỉnh"},
        {VT_STR("káº¿ hoáº¡ch sá»‘ 58"), "UTF-8 as Windows-1252", "ok", "kế hoạch số 58"},
        {VT_STR("kế hoạch \xFF số"), "UTF-8", "partial", "kế hoạch \xEF\xBF\xBD số"},
        {VT_STR("d\xE9j\xE0 \xE9t\xE9"), "unknown", "partial", "déjà été"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_reading r;
        read_bytes(&r, cases[i].raw, "a.txt");
        assert_non_null(vt_buf_cstr(&r.text));
        assert_string_equal(r.text.p, cases[i].text);
        assert_string_equal(r.encoding, cases[i].encoding);
        assert_string_equal(r.text_status, cases[i].status);
        vt_reading_free(&r);
    }
}

/* A few control characters make no text binary; NUL or many do. */
static void test_binary(void **state)
{
    (void)state;
    char text[1000];
    struct vt_reading r;
    struct vt_str raw = {text, sizeof text};
    memset(text, 'a', sizeof text);
    text[10] = '\b';
    read_bytes(&r, raw, "");
    assert_string_equal(r.text_status, "ok");
    vt_reading_free(&r);
    memset(text, '\b', 10);
    read_bytes(&r, raw, "");
    assert_string_equal(r.text_status, "none");
    vt_reading_free(&r);
    memset(text, 'a', sizeof text);
    text[500] = '\0';
    read_bytes(&r, raw, "");
    assert_string_equal(r.text_status, "none");
    vt_reading_free(&r);
}

static void test_ways_back(void **state)
{
    (void)state;
    struct vt_reading r;
    struct vt_str raw = VT_STR("\xEF\xBB\xBF"
                               "Báo cáo\r\n– số\r\nKế hoạch số 58");
    read_bytes(&r, raw, "");
    check_way_back(&r, raw, "hoạch", "hoạch", 3);
    check_way_back(&r, raw, "- số", "\xE2\x80\x93", 3);
    vt_reading_free(&r);
    raw = VT_STR("quy\xD5t \xAE\xDEnh s\xE8 58\r\nc\xF1"
                 "a t\xD8nh");
    read_bytes(&r, raw, "");
    check_way_back(&r, raw, "định", "\xAE\xDE", 2);
    check_way_back(&r, raw, "58", "58", 2);
    check_way_back(&r, raw, "tỉnh", "t\xD8", 2);
    vt_reading_free(&r);
    raw = VT_STR("\xFF\xFE"
                 "a\0\r\0\n\0\xBF\x1E"
                 "5\0"
                 "8\0");
    read_bytes(&r, raw, "");
    check_way_back(&r, raw, "58",
                   "5\0"
                   "8",
                   3);
    vt_reading_free(&r);
}

/* ---- RTF ---- */

#define HEAD                                                                             \
    "{\\rtf1\\ansi\\uc1{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset0{\\*\\panose 02}.VnTime;}" \
    "{\\f2 .VnTimeH;}{\\f3 VNI-Times;}{\\f4\\fcharset163 Arial (Vietnamese);}"           \
    "{\\f5\\fcharset2 Symbol;}}"

static void test_rtf(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *text, *encoding;
    } cases[] = {
        {HEAD "\\f0 So 58\\par tiep\\line theo\\tab x}", "So 58\ntiep\ntheo\tx", "UTF-8"},
        {HEAD "\\f1 quy\\'d5t \\'ae\\'denh s\\'e8 58}", "quyết định số 58", "TCVN3"},
        {HEAD "\\f2 quy\\'d5t \\'ae\\'denh}", "QUYẾT ĐỊNH", "TCVN3"},
        {HEAD "\\f3 Tie\\'e1ng Vie\\'e4t}", "Tiếng Việt", "VNI"},
        {HEAD "\\f4 hoa\\'ccn th\\'e0nh}", "hoàn thành", "Windows-1258"},
        {HEAD "{\\f1 \\'aee {\\f3 Vie\\'e4t}} \\'e9}", "đe Việt é", NULL},
        /* Unicode in a font that was left in place */
        {HEAD "\\f1 H\\u224 \\'e0 N\\u7897?i, th\\'e1ng t\\'e1m, c\\'e1c b\\'e1o c\\'e1o}",
         "Hà Nội, tháng tám, các báo cáo", "UTF-8"},
        {HEAD "\\u272?\\u7889 ?\\uc0\\u7889 x}", "Đốốx", "UTF-8"},
        {HEAD "\\u-10179?\\u-8704?}", "\xF0\x9F\x98\x80", "UTF-8"},
        {HEAD "a\\~b\\_c\\-d \\{e\\}\\\\}", "a b-cd {e}\\", "UTF-8"},
        {HEAD "\\endash\\rdblquote}", "-\"", "UTF-8"},
        {HEAD "{\\pict 0102}{\\info{\\title x}}{\\*\\generator y;}a{\\v b}c{\\deleted d}}", "ac",
         "UTF-8"},
        {HEAD "{\\header z}ac}", "ac\nz\n", "UTF-8"},
        {HEAD "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt y}}}", "y", "UTF-8"},
        {HEAD "{\\listtext 1.1.\\tab}Ch\\'fa}", "1.1.\tChú", "UTF-8"},
        {HEAD "a\\bin3 }}}b}", "ab", "UTF-8"},
        {HEAD "\\f5\\'b7\\f0  x}", "\xE2\x80\xA2 x", "UTF-8"},
        {HEAD "\\trowd a\\cell b\\cell\\row}", "a\tb\n", "UTF-8"},
        {HEAD "a\\\nb\r\nc}", "a\nbc", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct vt_reading r;
        read_bytes(&r, vt_str(cases[i].raw), "a.rtf");
        assert_string_equal(vt_media_type(r.format), "application/rtf");
        assert_string_equal(r.text_status, "ok");
        assert_non_null(vt_buf_cstr(&r.text));
        assert_string_equal(r.text.p, cases[i].text);
        if (cases[i].encoding)
            assert_string_equal(r.encoding, cases[i].encoding);
        vt_reading_free(&r);
    }
}

static void test_rtf_way_back(void **state)
{
    (void)state;
    struct vt_str raw = VT_STR(HEAD "\\f1 quy\\'d5t \\'ae\\'denh s\\'e8 58/KH-UBND}");
    struct vt_reading r;
    read_bytes(&r, raw, "");
    check_way_back(&r, raw, "định", "\\'ae", 4);
    check_way_back(&r, raw, "58/KH", "58/KH", 5);
    vt_reading_free(&r);
}

/* Broken files end in a reading, cut off ones with a reason. */
static void test_rtf_broken(void **state)
{
    (void)state;
    static const char raw[] = HEAD "\\f1 quy\\'d5t {\\u7889? {\\pict 01}} \\bin4 abcd\\par}";
    for (size_t len = 5; len < sizeof raw - 1; len++) {
        struct vt_reading r;
        read_bytes(&r, (struct vt_str){raw, len}, "");
        assert_string_not_equal(r.text_status, "ok");
        vt_reading_free(&r);
    }
    struct vt_buf deep = {0};
    assert_int_equal(vt_buf_append_str(&deep, VT_STR("{\\rtf1 a")), VANTHU_OK);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(vt_buf_append_char(&deep, '{'), VANTHU_OK);
    struct vt_reading r;
    read_bytes(&r, vt_buf_str(&deep), "");
    assert_string_equal(r.text_status, "partial");
    vt_reading_free(&r);
    vt_buf_free(&deep);
}

/* A text of any length is read with bounded memory. */
static void test_rtf_long(void **state)
{
    (void)state;
    struct vt_buf raw = {0};
    struct vt_reading r;
    assert_int_equal(vt_buf_append_str(&raw, VT_STR("{\\rtf1 ")), VANTHU_OK);
    for (int i = 0; i < 17 << 16; i++)
        assert_int_equal(vt_buf_append_str(&raw, VT_STR("so 58/KH-UBND ab")), VANTHU_OK);
    assert_int_equal(vt_buf_append_char(&raw, '}'), VANTHU_OK);
    read_bytes(&r, vt_buf_str(&raw), "");
    assert_string_equal(r.text_status, "partial");
    assert_int_equal(r.text.len, 16 << 20);
    vt_reading_free(&r);
    vt_buf_free(&raw);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),    cmocka_unit_test(test_ways_back),
        cmocka_unit_test(test_binary),       cmocka_unit_test(test_rtf),
        cmocka_unit_test(test_rtf_way_back), cmocka_unit_test(test_rtf_broken),
        cmocka_unit_test(test_rtf_long),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
