/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail.c: messages and their parts. */
#include "formats/mail.h"

GMimeMessage *vt_parse_mail(struct vt_str raw)
{
    g_mime_init();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.p, raw.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

bool vt_is_attachment(GMimeObject *part)
{
    return GMIME_IS_PART(part) && g_mime_part_get_filename(GMIME_PART(part)) != NULL;
}

GByteArray *vt_part_bytes(GMimeObject *part)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    if (content)
        g_mime_data_wrapper_write_to_stream(content, stream);
    g_object_unref(stream);
    return bytes;
}
