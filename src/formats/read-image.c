/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-image.c: scans that are pictures (PNG, JPEG, TIFF of several pages, BMP, GIF). */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/ocr.h"

#ifdef HAVE_TESSERACT
#include <leptonica/allheaders.h>
#include <stdlib.h>

enum { PAGES_MAX = 2000 };

static const double PIXELS_MAX = 120e6;

static vanthu_status recognise(struct vt_paper *paper, PIX *pix, struct vt_ocr_tally *tally,
                               bool *done)
{
    PIX *grey = pixConvertTo8(pix, 0);
    int width = grey ? pixGetWidth(grey) : 0, height = grey ? pixGetHeight(grey) : 0;
    unsigned char *bytes = malloc((size_t)width * (size_t)height + 1);
    if (!grey || !bytes) {
        pixDestroy(&grey);
        free(bytes);
        return VANTHU_NO_MEMORY;
    }
    for (int y = 0; y < height; y++) {
        const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
        for (int x = 0; x < width; x++)
            bytes[(size_t)y * (size_t)width + (size_t)x] = GET_DATA_BYTE(line, x);
    }
    int dots = pixGetXRes(pix);
    pixDestroy(&grey);
    vt_paper_page(paper);
    *done = vt_ocr_page(paper, bytes, width, height, width, dots, tally);
    free(bytes);
    return VANTHU_OK;
}

static vanthu_status read_pages(struct vt_paper *paper, struct vt_str raw, bool tiff,
                                struct vt_ocr_tally *tally, bool *all, bool *in_time)
{
    vanthu_status status = VANTHU_OK;
    size_t offset = 0;
    *all = *in_time = true;
    for (int i = 0; i < PAGES_MAX && status == VANTHU_OK && *in_time; i++) {
        PIX *pix = tiff ? pixReadMemFromMultipageTiff((const l_uint8 *)raw.p, raw.len, &offset)
                        : pixReadMem((const l_uint8 *)raw.p, raw.len);
        bool done = false;
        if (!pix) {
            *all = i > 0;
            return VANTHU_OK;
        }
        status = recognise(paper, pix, tally, &done);
        *all &= done;
        pixDestroy(&pix);
        if (!tiff || offset == 0)
            break;
        *in_time = vt_worker_alive();
    }
    return status;
}

vanthu_status vt_read_image(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr)
{
    struct vt_paper paper = {0};
    struct vt_ocr_tally tally = {0};
    l_int32 width = 0, height = 0;
    bool all = true, in_time = true;
    setMsgSeverity(L_SEVERITY_NONE);
    if (ocr == VT_OCR_NEVER)
        return vt_unread(out, "%s", _("a scan: its text was not recognised"));
    if (pixReadHeaderMem((const l_uint8 *)raw.p, raw.len, NULL, &width, &height, NULL, NULL,
                         NULL) != 0)
        return vt_unread(out, "%s", _("the picture is damaged"));
    if ((double)width * height > PIXELS_MAX)
        return vt_unread(out, _("the picture is too large: %d × %d points"), width, height);
    if (!vt_ocr_ready())
        return vt_unread(out, "%s",
                         _("a scan: tesseract with its Vietnamese data is not installed"));
    vanthu_status status = read_pages(&paper, raw, out->format == VT_TIFF, &tally, &all, &in_time);
    if (status == VANTHU_OK)
        status = vt_paper_finish(&paper, out);
    if (status == VANTHU_OK) {
        vt_ocr_tell(out, &tally);
        if (!all && !out->text.len)
            vt_unread(out, "%s", _("the picture is damaged"));
        else if (!all)
            vt_partly_read(out, "%s", _("the picture is damaged"));
        else if (!in_time)
            vt_partly_read(out, "%s", _("it takes too long to read: its last pages are left out"));
    }
    vt_paper_free(&paper);
    return status;
}

#else

vanthu_status vt_read_image(struct vt_reading *out, struct vt_str raw, enum vt_ocr ocr)
{
    (void)raw, (void)ocr;
    return vt_unread(out, "%s", _("a scan: this vanthu was built without recognition of text"));
}

#endif
