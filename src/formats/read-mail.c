/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-mail.c: messages (RFC 5322, MIME) by GMime: who wrote to whom, when and about what, then the
 * text, its plain form where there are two. Attachments are named; they are read as members.
 */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/mail.h"
#include "formats/paper.h"

static void put(struct vt_paper *paper, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    vt_paper_utf8(paper, vt_str(label), VT_FONT_PLAIN);
    vt_paper_utf8(paper, vt_str(value), VT_FONT_PLAIN);
    vt_paper_line(paper);
}

static void put_addresses(struct vt_paper *paper, const char *label, InternetAddressList *list)
{
    char *addresses = list ? internet_address_list_to_string(list, NULL, FALSE) : NULL;
    put(paper, label, addresses);
    g_free(addresses);
}

struct bodies {
    struct vt_paper *paper;
    GByteArray *html; /* of the first such part */
    bool plain;
};

static void take_part(GMimeObject *parent, GMimeObject *part, gpointer context)
{
    struct bodies *b = context;
    (void)parent;
    if (vt_is_attachment(part)) {
        put(b->paper, "[+] ", g_mime_part_get_filename(GMIME_PART(part)));
    } else if (GMIME_IS_TEXT_PART(part) &&
               g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "html")) {
        if (!b->html)
            b->html = vt_part_bytes(part);
    } else if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        b->plain |= text && *text;
        put(b->paper, "", text);
        g_free(text);
    }
}

/* The text of a page, behind the head of the message. */
static vanthu_status put_html(struct vt_paper *paper, const GByteArray *html)
{
    struct vt_reading page = {.format = VT_HTML};
    struct vt_str bytes = {(const char *)html->data, html->len};
    vanthu_status status = vt_read_html(&page, bytes);
    if (status == VANTHU_OK)
        vt_paper_utf8(paper, vt_buf_str(&page.text), VT_FONT_PLAIN);
    vt_reading_free(&page);
    return status;
}

vanthu_status vt_read_mail(struct vt_reading *out, struct vt_str raw)
{
    struct vt_paper paper = {0};
    struct bodies bodies = {.paper = &paper};
    vanthu_status status = VANTHU_OK;
    GMimeMessage *message = vt_parse_mail(raw);
    if (!message)
        return vt_unread(out, "%s", _("the message is damaged"));
    GDateTime *date = g_mime_message_get_date(message);
    char *day = date ? g_date_time_format(date, "%d/%m/%Y %H:%M") : NULL;
    put_addresses(&paper, "From: ", g_mime_message_get_from(message));
    put_addresses(&paper, "To: ", g_mime_message_get_to(message));
    put_addresses(&paper, "Cc: ", g_mime_message_get_cc(message));
    put(&paper, "Date: ", day);
    put(&paper, "Subject: ", g_mime_message_get_subject(message));
    g_free(day);
    g_mime_message_foreach(message, take_part, &bodies);
    if (bodies.html && !bodies.plain)
        status = put_html(&paper, bodies.html);
    if (bodies.html)
        g_byte_array_unref(bodies.html);
    if (status == VANTHU_OK)
        status = vt_paper_finish(&paper, out);
    vt_paper_free(&paper);
    g_object_unref(message);
    return status;
}
