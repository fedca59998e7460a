/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-foreign.c: formats that are known by their first bytes, so that a document has its media
 * type and the reason why its text is not read; and bytes that are nothing known.
 */
#include "base/err.h"
#include "read/reader.h"

#include <strings.h>

static const struct {
    struct vt_str magic;
    const char *media_type, *name;
} FORMATS[] = {
    {VT_STR("%PDF-"), "application/pdf", "PDF"},
    {VT_STR("PK\x03\x04"), "application/zip", "ZIP"},
    {VT_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "application/x-ole-storage", "OLE (doc, xls)"},
    {VT_STR("{\\rtf"), "application/rtf", "RTF"},
    {VT_STR("\x89PNG\r\n\x1A\n"), "image/png", "PNG"},
    {VT_STR("\xFF\xD8\xFF"), "image/jpeg", "JPEG"},
    {VT_STR("II*\0"), "image/tiff", "TIFF"},
    {VT_STR("MM\0*"), "image/tiff", "TIFF"},
    {VT_STR("GIF8"), "image/gif", "GIF"},
    {VT_STR("7z\xBC\xAF\x27\x1C"), "application/x-7z-compressed", "7z"},
    {VT_STR("Rar!\x1A\x07"), "application/vnd.rar", "RAR"},
    {VT_STR("\x1F\x8B"), "application/gzip", "gzip"},
    {VT_STR("\x28\xB5\x2F\xFD"), "application/zstd", "zstd"},
};

static size_t format_of(struct vt_str raw)
{
    size_t count = sizeof FORMATS / sizeof *FORMATS, i = 0;
    while (i < count && !vt_str_starts(raw, FORMATS[i].magic))
        i++;
    return i;
}

static bool is_html(struct vt_str raw)
{
    static const char *const begins[] = {"<!doctype html", "<html"};
    struct vt_str s = vt_str_trim(vt_str_sub(raw, 0, 1024));
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (s.len >= strlen(begins[i]) && strncasecmp(s.p, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static int bid(struct vt_str raw, struct vt_str name)
{
    (void)name;
    return format_of(raw) < sizeof FORMATS / sizeof *FORMATS || is_html(raw) ? 90 : 1;
}

static vanthu_status read_foreign(struct vt_reading *out, struct vt_str raw, struct vt_str name,
                                  bool want_offsets)
{
    size_t format = format_of(raw);
    (void)name, (void)want_offsets;
    if (format < sizeof FORMATS / sizeof *FORMATS)
        return vt_unread(out, FORMATS[format].media_type,
                         _("the text of this format (%s) is not read"), FORMATS[format].name);
    if (is_html(raw))
        return vt_unread(out, "text/html", _("the text of this format (%s) is not read"), "HTML");
    if (raw.len == 0)
        return vt_unread(out, "application/x-empty", "%s", _("the file is empty"));
    return vt_unread(out, "application/octet-stream", "%s", _("not text: it holds binary data"));
}

const struct vt_reader vt_foreign_reader = {bid, read_foreign};
