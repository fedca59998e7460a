/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocr.c: recognises Vietnamese print in pictures of pages. */
#include "formats/ocr.h"

#include <stdio.h>

#ifdef HAVE_TESSERACT
#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

enum { DOTS = 300, DEFAULT_DOTS = 70 };

static const char LANGUAGE[] = "vie";

static TessBaseAPI *engine(void)
{
    static TessBaseAPI *api;
    static bool tried;
    if (!tried) {
        tried = true;
        api = TessBaseAPICreate();
        if (api && TessBaseAPIInit3(api, NULL, LANGUAGE) != 0) {
            TessBaseAPIDelete(api);
            api = NULL;
        }
        setMsgSeverity(L_SEVERITY_NONE);
    }
    return api;
}

bool vt_ocr_ready(void)
{
    return engine() != NULL;
}

static PIX *pix_of(const unsigned char *grey, int width, int height, int stride)
{
    PIX *pix = pixCreateNoInit(width, height, 8);
    for (int y = 0; pix && y < height; y++) {
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < width; x++)
            SET_DATA_BYTE(line, x, grey[(size_t)y * (size_t)stride + (size_t)x]);
    }
    return pix;
}

/* Upright, and of about 300 dots an inch, which the engine was trained on. */
static PIX *prepare(PIX *pix, int *dots)
{
    PIX *straight = pixDeskew(pix, 0), *scaled = NULL;
    if (straight && *dots > 0 && *dots < DOTS * 2 / 3) {
        float factor = (float)DOTS / (float)*dots;
        scaled = pixScale(straight, factor, factor);
        *dots = DOTS;
    }
    if (scaled)
        pixDestroy(&straight);
    return scaled ? scaled : straight;
}

bool vt_ocr_page(struct vt_paper *paper, const unsigned char *grey, int width, int height,
                 int stride, int dots, struct vt_ocr_tally *tally)
{
    TessBaseAPI *api = engine();
    PIX *pix = api ? pix_of(grey, width, height, stride) : NULL;
    PIX *page = pix ? prepare(pix, &dots) : NULL;
    char *text = NULL;
    if (page) {
        TessBaseAPISetImage2(api, page);
        TessBaseAPISetSourceResolution(api, dots > 0 ? dots : DEFAULT_DOTS);
        text = TessBaseAPIGetUTF8Text(api);
    }
    if (text) {
        size_t words = 0;
        int *confidences = TessBaseAPIAllWordConfidences(api);
        for (; confidences && confidences[words] >= 0; words++)
            tally->confidence += confidences[words] / 100.0;
        tally->words += words;
        TessDeleteIntArray(confidences);
        vt_paper_utf8(paper, vt_str(text), VT_FONT_PLAIN);
        vt_paper_line(paper);
        TessDeleteText(text);
    }
    if (api)
        TessBaseAPIClear(api);
    pixDestroy(&pix);
    pixDestroy(&page);
    return text != NULL;
}

void vt_ocr_tell(struct vt_reading *out, const struct vt_ocr_tally *tally)
{
    snprintf(out->recognition.engine, sizeof out->recognition.engine, "tesseract %s %s",
             TessVersion(), LANGUAGE);
    out->recognition.confidence = tally->words ? tally->confidence / (double)tally->words : 0;
}

#else

bool vt_ocr_ready(void)
{
    return false;
}

bool vt_ocr_page(struct vt_paper *paper, const unsigned char *grey, int width, int height,
                 int stride, int dots, struct vt_ocr_tally *tally)
{
    (void)paper, (void)grey, (void)width, (void)height, (void)stride, (void)dots, (void)tally;
    return false;
}

void vt_ocr_tell(struct vt_reading *out, const struct vt_ocr_tally *tally)
{
    (void)out, (void)tally;
}

#endif
