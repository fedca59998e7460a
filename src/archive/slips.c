/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slips.c: dates of one reference that look like slips of the pen. */
#include "archive/slips.h"

#include "text/date.h"

#include <stdlib.h>

enum { CLOSE_DAYS = 31, BESIDE_DAYS = 367, BEHIND_BYTES = 250, EFFECT_BYTES = 90, TEXTS_MAX = 50 };

/* Days since the year 0 by the proleptic Gregorian calendar; 0 when the day is not known. */
static long days(const char *iso)
{
    struct vt_date d;
    if (!iso || !vt_date_parse(&d, vt_str(iso)) || !d.day)
        return 0;
    long y = d.month > 2 ? d.year : d.year - 1, m = (d.month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + d.day;
}

bool vt_whole_date(const char *iso)
{
    return days(iso) != 0;
}

bool vt_dates_suspicious(const char *a, const char *b)
{
    long x = days(a), y = days(b);
    if (!x || !y || x == y)
        return false;
    bool same_day = strcmp(a + 4, b + 4) == 0 && labs(x - y) < BESIDE_DAYS;
    return same_day || labs(x - y) <= CLOSE_DAYS || strncmp(a, b, 4) == 0;
}

/* ---- day of effect ---- */

/* "có hiệu lực thi hành kể từ ngày 1/7/2025" in `text`. */
static bool tells_effect(struct vt_str text, const char *date)
{
    static const char effect[] = "hiệu lực";
    for (const char *at; (at = memmem(text.p, text.len, effect, strlen(effect)));) {
        text = vt_str_range(at + strlen(effect), text.p + text.len);
        struct vt_str near = vt_str_sub(text, 0, EFFECT_BYTES);
        for (size_t i = 0; i < near.len; i++) {
            struct vt_date d;
            char iso[11];
            if (near.p[i] < '0' || near.p[i] > '9')
                continue;
            size_t day = i >= strlen("ngày ") ? i - strlen("ngày ") : i;
            size_t len = vt_date_read(&d, vt_str_sub(text, i, text.len));
            if (!len)
                len = vt_date_read(&d, vt_str_sub(text, day, text.len));
            if (!len)
                continue;
            vt_date_format(iso, d);
            if (strcmp(iso, date) == 0)
                return true;
            break;
        }
    }
    return false;
}

static vanthu_status load(struct vt_catalog *catalog, const char *id, struct vt_buf *text,
                          struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    vt_buf_clear(text);
    vanthu_status status = vt_catalog_resolve(catalog, id, &doc, full, error);
    return status ? status : vt_catalog_text(catalog, doc, text, error);
}

vanthu_status vt_is_day_of_effect(bool *yes, struct vt_catalog *catalog, const char *held,
                                  const struct vanthu_where *cited, size_t cited_count,
                                  const char *date, struct vanthu_error *error)
{
    struct vt_buf text = {0};
    const char *loaded = NULL;
    vanthu_status status = held ? load(catalog, held, &text, error) : VANTHU_OK;
    *yes = !status && held && tells_effect(vt_buf_str(&text), date);
    for (size_t i = 0, texts = 0; i < cited_count && texts < TEXTS_MAX && !*yes && !status; i++) {
        const struct vanthu_where *w = &cited[i];
        if (!loaded || strcmp(loaded, w->document) != 0) {
            status = load(catalog, loaded = w->document, &text, error);
            texts++;
        }
        if (!status)
            *yes = tells_effect(
                vt_str_sub(vt_buf_str(&text), (size_t)w->end, (size_t)w->end + BEHIND_BYTES), date);
    }
    vt_buf_free(&text);
    return status;
}
