/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-xml.c: documents of XML parts: DOCX, XLSX, PPTX, OpenDocument, by the first byte; parts
 * follow, a zero between them, in the order of the names below. (--wrap=vt_zip_read)
 */
#include "fuzz-reading.h"

enum { FORMATS = 4, PARTS = 5 };

static const struct {
    vanthu_status (*read)(struct vt_reading *out, struct vt_str raw);
    enum vt_format format;
    const char *parts[PARTS];
} formats[FORMATS] = {
    {vt_read_docx,
     VT_DOCX,
     {"word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml",
      "word/header1.xml"}},
    {vt_read_xlsx,
     VT_XLSX,
     {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
      "xl/sharedStrings.xml", "xl/styles.xml"}},
    {vt_read_pptx,
     VT_PPTX,
     {"ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/slides/slide2.xml",
      "ppt/_rels/presentation.xml.rels", "ppt/slides/slide10.xml"}},
    {vt_read_odf, VT_ODT, {"content.xml", "styles.xml", "META-INF/manifest.xml"}},
};

static size_t chosen;

vanthu_status __wrap_vt_zip_read(struct vt_zip *zip, struct vt_str raw,
                                 bool (*wanted)(const char *name));

vanthu_status __wrap_vt_zip_read(struct vt_zip *zip, struct vt_str raw,
                                 bool (*wanted)(const char *name))
{
    zip->parts = calloc(PARTS, sizeof *zip->parts);
    zip->cap = PARTS;
    promise(zip->parts);
    for (int i = 0; i < PARTS && formats[chosen].parts[i] && raw.len; i++) {
        const char *end = memchr(raw.p, 0, raw.len);
        size_t len = end ? (size_t)(end - raw.p) : raw.len;
        if (wanted(formats[chosen].parts[i])) {
            struct vt_zip_part *part = &zip->parts[zip->count++];
            promise((part->name = strdup(formats[chosen].parts[i])));
            promise(vt_buf_append(&part->bytes, raw.p, len) == VANTHU_OK);
        }
        raw = vt_str_sub(raw, len + 1, raw.len);
    }
    return VANTHU_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    chosen = data[0] % FORMATS;
    struct vt_reading r = {.format = formats[chosen].format};
    struct vt_str raw = {(const char *)data + 1, size - 1};
    check_reading(&r, formats[chosen].read(&r, raw));
    return 0;
}
