/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formats.c: what kind of file some bytes are. */
#include "read/formats.h"

#include "text/legacy.h"
#include "text/utf16.h"

#include <strings.h>

/* At most one control character in so many bytes of text; how far HTML and mail heads are looked
 * for; the most names of a ZIP directory that are looked at. */
enum { FEW_CONTROLS = 200, HEAD_BYTES = 8192, ZIP_NAMES_MAX = 4096, EOCD_BYTES = 66000 };

static const struct {
    const char *media_type, *name;
} FORMATS[VT_FORMATS] = {
    [VT_BINARY] = {"application/octet-stream", ""},
    [VT_EMPTY] = {"application/x-empty", ""},
    [VT_TEXT] = {"text/plain", "text"},
    [VT_MARKDOWN] = {"text/markdown", "Markdown"},
    [VT_RTF] = {"application/rtf", "RTF"},
    [VT_HTML] = {"text/html", "HTML"},
    [VT_PDF] = {"application/pdf", "PDF"},
    [VT_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"},
    [VT_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"},
    [VT_PPTX] = {"application/vnd.openxmlformats-officedocument.presentationml.presentation",
                 "PPTX"},
    [VT_ODT] = {"application/vnd.oasis.opendocument.text", "ODT"},
    [VT_ODS] = {"application/vnd.oasis.opendocument.spreadsheet", "ODS"},
    [VT_ODP] = {"application/vnd.oasis.opendocument.presentation", "ODP"},
    [VT_DOC] = {"application/msword", "DOC"},
    [VT_XLS] = {"application/vnd.ms-excel", "XLS"},
    [VT_PPT] = {"application/vnd.ms-powerpoint", "PPT"},
    [VT_OLE] = {"application/x-ole-storage", "OLE"},
    [VT_EML] = {"message/rfc822", "EML"},
    [VT_PNG] = {"image/png", "PNG"},
    [VT_JPEG] = {"image/jpeg", "JPEG"},
    [VT_TIFF] = {"image/tiff", "TIFF"},
    [VT_GIF] = {"image/gif", "GIF"},
    [VT_BMP] = {"image/bmp", "BMP"},
    [VT_ZIP] = {"application/zip", "ZIP"},
    [VT_SEVEN_ZIP] = {"application/x-7z-compressed", "7z"},
    [VT_RAR] = {"application/vnd.rar", "RAR"},
    [VT_TAR] = {"application/x-tar", "tar"},
    [VT_GZIP] = {"application/gzip", "gzip"},
    [VT_ZSTD] = {"application/zstd", "zstd"},
    [VT_XZ] = {"application/x-xz", "xz"},
    [VT_BZIP2] = {"application/x-bzip2", "bzip2"},
};

static const struct {
    struct vt_str magic;
    enum vt_format format;
} MAGICS[] = {
    {VT_STR("{\\rtf"), VT_RTF},
    {VT_STR("%PDF-"), VT_PDF},
    {VT_STR("PK\x03\x04"), VT_ZIP},
    {VT_STR("PK\x05\x06"), VT_ZIP},
    {VT_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), VT_OLE},
    {VT_STR("\x89PNG\r\n\x1A\n"), VT_PNG},
    {VT_STR("\xFF\xD8\xFF"), VT_JPEG},
    {VT_STR("II*\0"), VT_TIFF},
    {VT_STR("MM\0*"), VT_TIFF},
    {VT_STR("GIF8"), VT_GIF},
    {VT_STR("7z\xBC\xAF\x27\x1C"), VT_SEVEN_ZIP},
    {VT_STR("Rar!\x1A\x07"), VT_RAR},
    {VT_STR("\x1F\x8B\x08"), VT_GZIP},
    {VT_STR("\x28\xB5\x2F\xFD"), VT_ZSTD},
    {VT_STR("\xFD"
            "7zXZ\0"),
     VT_XZ},
    {VT_STR("BZh"), VT_BZIP2},
};

const char *vt_media_type(enum vt_format format)
{
    return FORMATS[format].media_type;
}

const char *vt_format_name(enum vt_format format)
{
    return FORMATS[format].name;
}

bool vt_can_be_scan(enum vt_format format)
{
    return format == VT_PDF || (format >= VT_PNG && format <= VT_BMP);
}

bool vt_is_bundle(enum vt_format format)
{
    return format >= VT_ZIP && format <= VT_BZIP2;
}

/* ---- ZIP: the names in its directory ---- */

static uint32_t little(const char *p, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | (unsigned char)p[i];
    return value;
}

/* Where the central directory begins; the end of `raw` when there is none, as in a file cut off. */
static size_t zip_directory(struct vt_str raw)
{
    size_t floor = raw.len > EOCD_BYTES ? raw.len - EOCD_BYTES : 0;
    for (size_t at = raw.len >= 22 ? raw.len - 21 : 0; at-- > floor;)
        if (memcmp(raw.p + at, "PK\x05\x06", 4) == 0)
            return little(raw.p + at + 16, 4);
    return raw.len;
}

static enum vt_format zip_member_format(struct vt_str name)
{
    static const struct {
        const char *name;
        enum vt_format format;
    } parts[] = {{"word/document.xml", VT_DOCX},
                 {"xl/workbook.xml", VT_XLSX},
                 {"xl/workbook.bin", VT_XLSX},
                 {"ppt/presentation.xml", VT_PPTX}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (vt_str_eq(name, vt_str(parts[i].name)))
            return parts[i].format;
    return VT_ZIP;
}

/* OpenDocument: the first member is "mimetype", stored. */
static enum vt_format open_document(struct vt_str raw)
{
    static const enum vt_format formats[] = {VT_ODT, VT_ODS, VT_ODP};
    if (raw.len < 38 || memcmp(raw.p + 30, "mimetype", 8) != 0)
        return VT_ZIP;
    struct vt_str type = vt_str_sub(raw, 38, raw.len);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (vt_str_starts(type, vt_str(FORMATS[formats[i]].media_type)))
            return formats[i];
    return VT_ZIP;
}

static enum vt_format zip_format(struct vt_str raw)
{
    enum vt_format format = open_document(raw);
    size_t at = zip_directory(raw);
    for (int i = 0; i < ZIP_NAMES_MAX && format == VT_ZIP; i++) {
        if (at >= raw.len || raw.len - at < 46 || memcmp(raw.p + at, "PK\x01\x02", 4) != 0)
            break;
        size_t name = little(raw.p + at + 28, 2);
        format = zip_member_format(vt_str_sub(raw, at + 46, at + 46 + name));
        at += 46 + name + little(raw.p + at + 30, 2) + little(raw.p + at + 32, 2);
    }
    /* cut off: office programs put this first */
    struct vt_str first = raw.len > 30 ? vt_str_sub(raw, 30, 30 + little(raw.p + 26, 2)) : raw;
    if (format == VT_ZIP && zip_directory(raw) >= raw.len &&
        vt_str_eq(first, VT_STR("[Content_Types].xml")))
        return memmem(raw.p, raw.len, "word/", 5) ? VT_DOCX
               : memmem(raw.p, raw.len, "xl/", 3) ? VT_XLSX
                                                  : VT_PPTX;
    return format;
}

/* ---- OLE: the names of streams, in UTF-16 ---- */

static bool holds_stream(struct vt_str raw, const char *name)
{
    char wide[64];
    size_t len = strlen(name) + 1;
    for (size_t i = 0; i < len; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = '\0';
    }
    return memmem(raw.p, raw.len, wide, 2 * len) != NULL;
}

static enum vt_format ole_format(struct vt_str raw)
{
    if (holds_stream(raw, "WordDocument"))
        return VT_DOC;
    if (holds_stream(raw, "Workbook") || holds_stream(raw, "Book"))
        return VT_XLS;
    return holds_stream(raw, "PowerPoint Document") ? VT_PPT : VT_OLE;
}

/* ---- text ---- */

/* NUL, which no text has, or many other control characters. Few are left by converters; six are
 * capitals of VISCII, which may stand among many bytes over 7F. */
static bool is_binary(struct vt_str raw)
{
    size_t viscii = 0, high = 0, controls = 0;
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        high += c >= 0x80;
        if (c >= 0x20 || (c >= '\t' && c <= '\r') || c == 0x1B || c == 0x1A)
            continue;
        if (c == 0)
            return true;
        if (vt_is_viscii_capital(c))
            viscii++;
        else
            controls++;
    }
    return viscii * 4 > high + raw.len / FEW_CONTROLS || controls > raw.len / FEW_CONTROLS;
}

static bool has_suffix(struct vt_str name, const char *suffix)
{
    size_t len = strlen(suffix);
    return name.len > len && strncasecmp(name.p + name.len - len, suffix, len) == 0;
}

static bool starts_caseless(struct vt_str s, const char *word)
{
    size_t len = strlen(word);
    return s.len >= len && strncasecmp(s.p, word, len) == 0;
}

/* The part of the head that begins with an element, as ASCII: of UTF-16 every other byte. */
static struct vt_str html_head(struct vt_str raw, char head[HEAD_BYTES])
{
    size_t len = 0;
    for (size_t i = 0; i < raw.len && len < HEAD_BYTES; i++)
        if (raw.p[i] && (unsigned char)raw.p[i] < 0x80)
            head[len++] = raw.p[i];
    struct vt_str s = vt_str_trim((struct vt_str){head, len});
    for (bool again = true; again;) {
        static const char *const pairs[][2] = {{"<?xml", "?>"}, {"<!--", "-->"}};
        again = false;
        for (int i = 0; i < 2; i++) {
            const char *end = starts_caseless(s, pairs[i][0])
                                  ? memmem(s.p, s.len, pairs[i][1], strlen(pairs[i][1]))
                                  : NULL;
            if (end) {
                s = vt_str_trim(vt_str_range(end + strlen(pairs[i][1]), s.p + s.len));
                again = true;
            }
        }
    }
    return s;
}

static bool is_html(struct vt_str raw, struct vt_str name)
{
    static const char *const begins[] = {"<!doctype html", "<html", "<head", "<body"};
    static const char *const parts[] = {"<div", "<p", "<table", "<meta", "<span", "<title", "<h1"};
    char buffer[HEAD_BYTES];
    struct vt_str head = html_head(raw, buffer);
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (starts_caseless(head, begins[i]))
            return true;
    if (!has_suffix(name, ".htm") && !has_suffix(name, ".html"))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (starts_caseless(head, parts[i]))
            return true;
    return false;
}

/* RFC 5322: a field first, and one that every mail has near it. */
static bool is_mail(struct vt_str raw)
{
    static const char *const first[] = {"Received:",   "Return-Path:",  "Delivered-To:",   "From:",
                                        "Message-ID:", "MIME-Version:", "Date:",           "X-",
                                        "To:",         "Subject:",      "DKIM-Signature:", "ARC-"};
    struct vt_str head = vt_str_sub(raw, 0, HEAD_BYTES);
    bool field = false;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        field |= starts_caseless(head, first[i]);
    return field && (memmem(head.p, head.len, "\nMIME-Version:", 14) ||
                     memmem(head.p, head.len, "\nMessage-ID:", 12) ||
                     memmem(head.p, head.len, "\nMessage-Id:", 12) ||
                     starts_caseless(head, "MIME-Version:"));
}

static enum vt_format text_format(struct vt_str raw, struct vt_str name)
{
    bool wide = vt_utf16_detect(raw) != VT_NOT_UTF16;
    if (!wide && is_binary(raw))
        return VT_BINARY;
    if (is_html(raw, name))
        return VT_HTML;
    if (!wide && is_mail(raw))
        return VT_EML;
    return has_suffix(name, ".md") || has_suffix(name, ".markdown") ? VT_MARKDOWN : VT_TEXT;
}

enum vt_format vt_format_of(struct vt_str raw, struct vt_str name)
{
    if (raw.len == 0)
        return VT_EMPTY;
    for (size_t i = 0; i < sizeof MAGICS / sizeof *MAGICS; i++)
        if (vt_str_starts(raw, MAGICS[i].magic))
            return MAGICS[i].format == VT_ZIP   ? zip_format(raw)
                   : MAGICS[i].format == VT_OLE ? ole_format(raw)
                                                : MAGICS[i].format;
    if (vt_str_starts(raw, VT_STR("BM")) && raw.len > 14 && little(raw.p + 2, 4) == raw.len)
        return VT_BMP;
    if (raw.len > 262 && memcmp(raw.p + 257, "ustar", 5) == 0)
        return VT_TAR;
    /* some programs write a few bytes before it */
    if (memmem(raw.p, raw.len < 1024 ? raw.len : 1024, "\n%PDF-", 6))
        return VT_PDF;
    return text_format(raw, name);
}
