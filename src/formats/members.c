/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * members.c: the files in a bundle (ZIP, 7z, RAR, tar and what compresses it) by libarchive, and
 * the attachments of a message. Names come out in Unicode, whatever program packed them.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "formats/formats-readers.h"
#include "formats/mail.h"
#include "text/unicode.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <stdlib.h>

enum { MEMBERS_MAX = 100000, PIECE = 1 << 16, NAME_MAX_BYTES = 4096 };

/* A bundle that unpacks to more than RATIO times its size, beyond what small ones may, is a bomb.
 */
static const uint64_t MEMBER_MAX = UINT64_C(1) << 30, ALL_MAX = UINT64_C(16) << 30, RATIO = 200,
                      FREE = UINT64_C(64) << 20;

/* ---- names ---- */

/* DOS programs wrote names in code page 437. */
static vanthu_status from_dos(struct vt_buf *out, struct vt_str name)
{
    char bytes[NAME_MAX_BYTES * 3], *to = bytes, *from = (char *)(uintptr_t)name.p;
    size_t left = name.len, room = sizeof bytes;
    iconv_t converter = iconv_open("UTF-8", "CP437");
    bool ok = converter != (iconv_t)-1 && iconv(converter, &from, &left, &to, &room) != (size_t)-1;
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return ok ? vt_buf_append(out, bytes, sizeof bytes - room) : vt_utf8_repair(out, name, NULL);
}

/* As UTF-8 if it is that; else in the encoding that makes it Vietnamese; else of DOS. */
static vanthu_status readable(struct vt_buf *out, struct vt_str name)
{
    struct vt_unicode unicode = {0};
    bool same = false;
    if (!name.len)
        return vt_buf_append_char(out, '?');
    if (vt_utf8_valid(name) == name.len) {
        name = vt_str_sub(name, 0, NAME_MAX_BYTES);
        return vt_buf_append(out, name.p, vt_utf8_valid(name));
    }
    name = vt_str_sub(name, 0, NAME_MAX_BYTES);
    size_t before = out->len;
    vanthu_status status = vt_unicode(&unicode, out, NULL, name, &same);
    enum vt_encoding encoding = vt_unicode_decision(&unicode).encoding;
    vt_unicode_free(&unicode);
    if (status == VANTHU_OK && (same || encoding == VT_ENC_UNKNOWN)) {
        out->len = before;
        status = from_dos(out, name);
    }
    return status;
}

/* ---- archives ---- */

struct unpacking {
    struct vt_reading *out;
    uint64_t all, allowed;
    vt_member_sink sink;
    void *context;
    size_t given;
    const char *fault; /* the first reason why not every member is given; NULL */
    bool ended;        /* nothing more can be read, or nobody listens */
    bool no_memory;    /* for attachments */
};

static void find_fault(struct unpacking *u, const char *fault)
{
    u->fault = u->fault ? u->fault : fault;
}

/* What `r` of libarchive means: that of a member may be the only one. */
static void judge(struct unpacking *u, struct archive *a, int r)
{
    find_fault(u, archive_read_has_encrypted_entries(a) > 0
                      ? _("the bundle is locked with a password")
                      : _("the bundle is damaged"));
    u->ended = r == ARCHIVE_FATAL;
}

/* False: the member is not whole. */
static bool read_data(struct unpacking *u, struct archive *a, struct vt_buf *bytes,
                      vanthu_status *status)
{
    for (la_ssize_t n = 1; n > 0;) {
        *status = vt_buf_reserve(bytes, PIECE);
        if (*status != VANTHU_OK)
            return false;
        n = archive_read_data(a, bytes->p + bytes->len, PIECE);
        if (n < 0) {
            judge(u, a, (int)n);
            return false;
        }
        bytes->len += (size_t)n;
        u->all += (uint64_t)n;
        if (bytes->len > MEMBER_MAX || u->all > u->allowed) {
            find_fault(u, _("unpacked, the bundle would be too large"));
            u->ended = true;
            return false;
        }
    }
    return true;
}

static vanthu_status give(struct unpacking *u, struct vt_str name, struct vt_str bytes)
{
    struct vt_buf shown = {0};
    vanthu_status status = readable(&shown, name);
    if (status == VANTHU_OK) {
        u->ended = !u->sink(u->context, vt_buf_str(&shown), bytes);
        u->given++;
    }
    vt_buf_free(&shown);
    return status;
}

static vanthu_status take_member(struct unpacking *u, struct archive *a,
                                 struct archive_entry *entry)
{
    struct vt_buf bytes = {0};
    vanthu_status status = VANTHU_OK;
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    if (archive_entry_filetype(entry) == AE_IFDIR || archive_entry_hardlink(entry))
        return VANTHU_OK; /* of a hard link the content is another member */
    if (archive_entry_filetype(entry) != AE_IFREG)
        find_fault(u, _("links and devices in the bundle are left out"));
    else if (archive_entry_is_encrypted(entry))
        find_fault(u, _("the bundle is locked with a password"));
    else if (read_data(u, a, &bytes, &status))
        status = give(u, vt_str(name), vt_buf_str(&bytes));
    vt_buf_free(&bytes);
    return status;
}

static struct archive *open_bundle(enum vt_format format, struct vt_str raw)
{
    struct archive *a = archive_read_new();
    if (!a)
        return NULL;
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_rar(a);
    archive_read_support_format_rar5(a);
    archive_read_support_format_tar(a);
    if (format >= VT_GZIP) /* one file, compressed */
        archive_read_support_format_raw(a);
    /* names as bytes: their encoding is found out here */
    archive_read_set_options(a, "zip:hdrcharset=BINARY");
    if (archive_read_open_memory(a, raw.p, raw.len) == ARCHIVE_OK)
        return a;
    archive_read_free(a);
    return NULL;
}

static vanthu_status read_members(struct unpacking *u, struct archive *a)
{
    struct archive_entry *entry;
    vanthu_status status = VANTHU_OK;
    for (int i = 0; status == VANTHU_OK && !u->ended; i++) {
        int r = archive_read_next_header(a, &entry);
        if (r == ARCHIVE_EOF)
            break;
        if (r < ARCHIVE_WARN) {
            judge(u, a, ARCHIVE_FATAL);
        } else if (i == MEMBERS_MAX) {
            find_fault(u, _("the bundle has too many members"));
            u->ended = true;
        } else {
            status = take_member(u, a, entry);
        }
    }
    return status;
}

static vanthu_status read_archive(struct unpacking *u, struct vt_str raw)
{
    struct archive *a = open_bundle(u->out->format, raw);
    if (!a)
        return vt_unread(u->out, "%s", _("the bundle is damaged"));
    vanthu_status status = read_members(u, a);
    archive_read_free(a);
    if (status == VANTHU_OK && !u->given)
        return vt_unread(u->out, "%s", u->fault ? u->fault : _("there is no file in the bundle"));
    if (status == VANTHU_OK && u->fault)
        vt_partly_read(u->out, "%s", u->fault);
    return status;
}

/* ---- attachments ---- */

static void take_attachment(GMimeObject *parent, GMimeObject *part, gpointer context)
{
    struct unpacking *u = context;
    (void)parent;
    if (!vt_is_attachment(part) || u->ended)
        return;
    GByteArray *bytes = vt_part_bytes(part);
    struct vt_str name = vt_str(g_mime_part_get_filename(GMIME_PART(part)));
    struct vt_str content = {(const char *)bytes->data, bytes->len};
    u->no_memory |= give(u, name, content) == VANTHU_NO_MEMORY;
    g_byte_array_unref(bytes);
}

vanthu_status vt_read_members(struct vt_reading *out, struct vt_str raw, vt_member_sink sink,
                              void *context)
{
    uint64_t allowed = raw.len * RATIO > FREE ? raw.len * RATIO : FREE;
    struct unpacking u = {.out = out,
                          .allowed = allowed < ALL_MAX ? allowed : ALL_MAX,
                          .sink = sink,
                          .context = context};
    out->text_status = "ok";
    if (out->format != VT_EML)
        return read_archive(&u, raw);
    GMimeMessage *message = vt_parse_mail(raw);
    if (!message)
        return vt_unread(out, "%s", _("the message is damaged"));
    g_mime_message_foreach(message, take_attachment, &u);
    g_object_unref(message);
    return u.no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
}
