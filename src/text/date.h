/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * date.h: dates as Vietnamese documents write them: "13/7/2021", "23/4/ 2018", "13-07-2021",
 * "13.7.2021", "ngày 13 tháng 7 năm 2021", "ngày tháng 9 năm 2021" (blank day), "tháng 9 năm 2021",
 * over line breaks. Years 1900 to 2099. A day that its month does not have makes it no date. Pure,
 * thread-safe.
 */
#ifndef VT_DATE_H
#define VT_DATE_H

#include "base/str.h"

struct vt_date {
    int year, month, day; /* 0 where not stated; day only with month, month only with year */
};

/* Reads one date at the beginning of `clean` (a leading "ngày" or "tháng" belongs to it where it is
 * there). Returns the bytes it takes, from the first to the last character of the date, or 0. */
size_t vt_date_read(struct vt_date *date, struct vt_str clean);

/* The two kinds by themselves: in words ("ngày 13 tháng 7 năm 2021", "tháng 9 năm 2021"; with day
 * and month left blank only the year is known), and in numbers ("13/7/2021", "11/2019"). */
size_t vt_date_read_words(struct vt_date *date, struct vt_str clean);
size_t vt_date_read_numbers(struct vt_date *date, struct vt_str clean);

/* Month and year of what would be a date if its month had that day: "ngày 31/2/2021", "31 tháng 2
 * năm 2021". */
size_t vt_date_read_no_day(struct vt_date *date, struct vt_str clean);

/* "2021-07-13", "2021-09" or "2021"; "" for year 0. */
void vt_date_format(char iso[11], struct vt_date date);

/* Strict reading of that form; false when it is not one. */
bool vt_date_parse(struct vt_date *date, struct vt_str iso);

#endif
