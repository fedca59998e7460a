/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formats.h: what kind of file some bytes are. The first bytes decide, of a ZIP or OLE container
 * the names inside; the file's own name only tells Markdown from plain text and finds fragments of
 * HTML. Looks at bounded parts of the file. Pure, thread-safe.
 */
#ifndef VT_FORMATS_H
#define VT_FORMATS_H

#include "base/str.h"

enum vt_format {
    VT_BINARY, /* nothing known */
    VT_EMPTY,
    VT_TEXT,
    VT_MARKDOWN,
    VT_RTF,
    VT_HTML,
    VT_PDF,
    VT_DOCX,
    VT_XLSX,
    VT_PPTX,
    VT_ODT,
    VT_ODS,
    VT_ODP,
    VT_DOC,
    VT_XLS,
    VT_PPT,
    VT_OLE,
    VT_EML,
    VT_PNG,
    VT_JPEG,
    VT_TIFF,
    VT_GIF,
    VT_BMP,
    VT_ZIP,
    VT_SEVEN_ZIP,
    VT_RAR,
    VT_TAR,
    VT_GZIP,
    VT_ZSTD,
    VT_XZ,
    VT_BZIP2,
    VT_FORMATS
};

/* Never VT_TEXT or VT_MARKDOWN for bytes that hold binary data. */
enum vt_format vt_format_of(struct vt_str raw, struct vt_str name);

/* "application/pdf". Static. */
const char *vt_media_type(enum vt_format format);

/* "PDF", for messages. Static. */
const char *vt_format_name(enum vt_format format);

/* A format that may hold pictures of pages instead of text. */
bool vt_can_be_scan(enum vt_format format);

/* An archive of other files, whose members are documents of their own. */
bool vt_is_bundle(enum vt_format format);

#endif
