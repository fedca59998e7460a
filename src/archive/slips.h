/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slips.h: dates and numbers of one reference that look like slips of the pen. Thread-safe. */
#ifndef VT_SLIPS_H
#define VT_SLIPS_H

#include "archive/resolve.h"

/* Whether an ISO date tells day, month and year. */
bool vt_whole_date(const char *iso);

/* Two dates of one symbol of which one may be a slip: another day soon before or after, the same
 * day of a year beside, or another day of the same year. */
bool vt_dates_suspicious(const char *a, const char *b);

/* Whether `date` is the day on which a document takes effect, given for the day of issue: the text
 * of the document itself (`held`, NULL when the archive has it not) or of one that cites it says
 * so. `cited` are the places that cite it. */
vanthu_status vt_is_day_of_effect(bool *yes, struct vt_catalog *catalog, const char *held,
                                  const struct vanthu_where *cited, size_t cited_count,
                                  const char *date, struct vanthu_error *error);

#endif
