/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-foreign.c: which reader reads a foreign format. */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/signatures.h"

static vanthu_status read_pdf(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr)
{
    vanthu_status status = vt_read_pdf(out, raw, ocr);
    return status == VANTHU_OK ? vt_read_signatures(out, raw) : status;
}

vanthu_status vt_read_foreign(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr)
{
    switch (out->format) {
    case VT_HTML:
        return vt_read_html(out, raw);
    case VT_PDF:
        return read_pdf(out, raw, ocr);
    case VT_DOCX:
        return vt_read_docx(out, raw);
    case VT_XLSX:
        return vt_read_xlsx(out, raw);
    case VT_PPTX:
        return vt_read_pptx(out, raw);
    case VT_ODT:
    case VT_ODS:
    case VT_ODP:
        return vt_read_odf(out, raw);
    case VT_DOC:
        return vt_read_doc(out, raw);
    case VT_PPT:
        return vt_read_ppt(out, raw);
    case VT_XLS:
        return vt_read_xls(out, raw);
    case VT_OLE:
        return vt_read_ole(out, raw);
    case VT_EML:
        return vt_read_mail(out, raw);
    case VT_PNG:
    case VT_JPEG:
    case VT_TIFF:
    case VT_GIF:
    case VT_BMP:
        return vt_read_image(out, raw, ocr);
    default:
        return vt_unread(out, _("the text of this format (%s) is not read"),
                         vt_format_name(out->format));
    }
}
