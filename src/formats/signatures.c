/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signatures.c: finds signature dictionaries, reads what they say and has it checked (cms.h). The
 * bytes that a signature leaves out must be its own value and nothing else: else anything could be
 * put there.
 */
#include "formats/signatures.h"

#include "base/err.h"
#include "formats/cms.h"
#include "formats/formats-readers.h"
#include "formats/pdf-dictionary.h"

#include <stdlib.h>
#include <time.h>

/* A signature with all its certificates and time stamps has tens of kilobytes. */
enum { MESSAGE_MAX = 16 << 20 };

/* ---- what the dictionary says ---- */

static bool take_number(struct vt_str *s, uint64_t *number)
{
    *s = vt_str_trim(*s);
    size_t len = 0;
    for (*number = 0; len < s->len && s->p[len] >= '0' && s->p[len] <= '9'; len++) {
        if (*number > INT64_MAX / 10 - 1)
            return false;
        *number = *number * 10 + (uint64_t)(s->p[len] - '0');
    }
    *s = vt_str_sub(*s, len, s->len);
    return len > 0;
}

/* "[0 840 960 240]": offsets and lengths of two runs of bytes, in order. */
static bool take_range(struct vt_signature *out, struct vt_str value)
{
    uint64_t numbers[4];
    if (!vt_str_starts(value, VT_STR("[")) || !vt_str_ends(value, VT_STR("]")))
        return false;
    struct vt_str rest = vt_str_sub(value, 1, value.len - 1);
    for (size_t i = 0; i < 4; i++)
        if (!take_number(&rest, &numbers[i]))
            return false;
    uint64_t ends[2] = {numbers[0] + numbers[1], numbers[2] + numbers[3]};
    if (vt_str_trim(rest).len || ends[0] > numbers[2] || ends[1] > INT64_MAX)
        return false;
    for (size_t i = 0; i < 2; i++) {
        out->start[i] = numbers[2 * i];
        out->end[i] = ends[i];
    }
    return true;
}

/* Two digits, or `other` where there are none. */
static int digits(struct vt_str s, size_t at, int other)
{
    struct vt_str two = vt_str_sub(s, at, at + 2);
    if (two.len < 2 || two.p[0] < '0' || two.p[0] > '9' || two.p[1] < '0' || two.p[1] > '9')
        return other;
    return (two.p[0] - '0') * 10 + two.p[1] - '0';
}

/* "(D:20240411161830+07'00')"; without a zone it is no moment. */
static void take_date(struct vt_signature *out, struct vt_str value)
{
    enum { YEAR = 3, MONTH = 7, DAY = 9, HOUR = 11, MINUTE = 13, SECOND = 15, ZONE = 17 };
    char zone = value.len > ZONE ? value.p[ZONE] : '\0';
    struct tm tm = {.tm_year = digits(value, YEAR, -1) * 100 + digits(value, YEAR + 2, -1) - 1900,
                    .tm_mon = digits(value, MONTH, 0) - 1,
                    .tm_mday = digits(value, DAY, 0),
                    .tm_hour = digits(value, HOUR, 24),
                    .tm_min = digits(value, MINUTE, 60),
                    .tm_sec = digits(value, SECOND, 60)};
    int hours = digits(value, ZONE + 1, zone == 'Z' ? 0 : 24), minutes = digits(value, ZONE + 4, 0);
    if (!vt_str_starts(value, VT_STR("(D:")) || !zone || !strchr("+-Z", zone) || tm.tm_year < 50 ||
        tm.tm_mon < 0 || tm.tm_mon > 11 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
        tm.tm_min > 59 || tm.tm_sec > 59 || hours > 23)
        return;
    int64_t ahead = (hours * 60 + minutes) * 60;
    out->time = timegm(&tm) - (zone == '-' ? -ahead : ahead);
    out->time_from = VANTHU_TIME_OF_DOCUMENT;
}

static int hex_digit(char c)
{
    const char *at =
        c ? strchr("0123456789abcdef", c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return at ? (int)(at - "0123456789abcdef") : -1;
}

/* "<3082...>"; false for what is no such string. */
static vanthu_status take_message(struct vt_buf *out, struct vt_str value)
{
    int half = -1;
    vanthu_status status = VANTHU_OK;
    if (!vt_str_starts(value, VT_STR("<")) || value.len / 2 > MESSAGE_MAX)
        return VANTHU_OK;
    for (size_t i = 1; i < value.len && status == VANTHU_OK; i++) {
        int digit = hex_digit(value.p[i]);
        if (digit >= 0 && half >= 0)
            status = vt_buf_append_char(out, (char)(half << 4 | digit));
        if (digit >= 0)
            half = half >= 0 ? -1 : digit;
    }
    return status;
}

/* ---- whether it is right ---- */

/* What is left out is `value`, with or without its < and >. */
static bool leaves_out(const struct vt_signature *s, struct vt_str raw, struct vt_str value)
{
    uint64_t start = (uint64_t)(value.p - raw.p), end = start + value.len;
    return (s->end[0] == start || s->end[0] == start + 1) &&
           (s->start[1] == end || s->start[1] + 1 == end);
}

static void judge(struct vt_signature *out, struct vt_str raw, struct vt_str entries,
                  struct vt_str message, bool has_range)
{
    struct vt_str format = vt_pdf_value(entries, "SubFilter");
    const struct vt_str parts[2] = {vt_str_sub(raw, out->start[0], out->end[0]),
                                    vt_str_sub(raw, out->start[1], out->end[1])};
    bool fits = has_range && leaves_out(out, raw, vt_pdf_value(entries, "Contents"));
    const char *problem = !has_range              ? _("the range of signed bytes is malformed")
                          : out->end[1] > raw.len ? _("the signed bytes reach beyond the file")
                          : !fits                 ? _("more is left out than the signature itself")
                                                  : NULL;
    if (problem) {
        vt_cms_names(out, message);
        vt_signature_judge(out, VANTHU_ALTERED, problem);
        return;
    }
    out->covers_whole = out->start[0] == 0 && out->end[1] == raw.len;
    if (out->kind == VT_TIME_STAMPED)
        vt_cms_check(out, message, VT_CMS_STAMP, parts);
    else if (vt_str_eq(format, VT_STR("/adbe.pkcs7.sha1")))
        vt_cms_check(out, message, VT_CMS_SHA1, parts);
    else if (!format.len || vt_str_eq(format, VT_STR("/adbe.pkcs7.detached")) ||
             vt_str_eq(format, VT_STR("/ETSI.CAdES.detached")))
        vt_cms_check(out, message, VT_CMS_DETACHED, parts);
    else
        vt_signature_judge(out, VANTHU_UNCHECKED, _("this kind of signature is not read"));
}

/* The rights that a program gave the file to be filled in are signed, too: nobody's signature. */
static bool is_signature(struct vt_str entries)
{
    struct vt_str type = vt_pdf_value(entries, "Type"),
                  reference = vt_pdf_value(entries, "Reference");
    bool named =
        !type.len || vt_str_eq(type, VT_STR("/Sig")) || vt_str_eq(type, VT_STR("/DocTimeStamp"));
    return named && vt_pdf_value(entries, "ByteRange").len &&
           vt_pdf_value(entries, "Contents").len &&
           !(reference.len && memmem(reference.p, reference.len, "/UR", strlen("/UR")));
}

static vanthu_status add(struct vt_reading *out, struct vt_str raw, struct vt_str entries)
{
    struct vt_signature *s = &out->signatures[out->signatures_count];
    struct vt_buf message = {0};
    vanthu_status status = take_message(&message, vt_pdf_value(entries, "Contents"));
    if (status == VANTHU_OK) {
        bool stamp = vt_str_eq(vt_pdf_value(entries, "SubFilter"), VT_STR("/ETSI.RFC3161"));
        *s = (struct vt_signature){.kind = stamp ? VT_TIME_STAMPED : VT_SIGNED};
        bool has_range = take_range(s, vt_pdf_value(entries, "ByteRange"));
        take_date(s, vt_pdf_value(entries, "M"));
        judge(s, raw, entries, vt_buf_str(&message), has_range);
        out->signatures_count++;
    }
    vt_buf_free(&message);
    return status;
}

vanthu_status vt_read_signatures(struct vt_reading *out, struct vt_str raw)
{
    struct vt_pdf_dictionaries all;
    vanthu_status status = VANTHU_OK;
    if (!raw.len || !memmem(raw.p, raw.len, "/ByteRange", strlen("/ByteRange")))
        return VANTHU_OK;
    out->signatures = calloc(VT_SIGNATURES_MAX, sizeof *out->signatures);
    if (!out->signatures)
        return VANTHU_NO_MEMORY;
    vt_pdf_dictionaries_begin(&all, raw);
    while (status == VANTHU_OK && out->signatures_count < VT_SIGNATURES_MAX &&
           vt_pdf_dictionaries_next(&all)) {
        if (!is_signature(all.entries))
            continue;
        status = add(out, raw, all.entries);
        if (!vt_worker_alive())
            break;
    }
    return status;
}
