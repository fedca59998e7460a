/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * context.h: what the words left and right of a number and symbol say: type, form code, date,
 * issuer, pinpoint. Each looks at a bounded stretch of text.
 */
#ifndef VT_REF_CONTEXT_H
#define VT_REF_CONTEXT_H

#include "base/buf.h"
#include "ref/types.h"

#include <stdint.h>

/* Left of a number. */
struct vt_left {
    size_t start;               /* of the type word, else of the number */
    size_t said_at;             /* of "số"; the number's own place without it */
    const struct vt_type *type; /* NULL: no type word */
    bool abbreviated;           /* the type stands as "KH" */
    bool capital;               /* its first letter is one */
    bool said;                  /* with "số" */
    bool colon;                 /* "số:" */
    bool broken;                /* a line ends between type and number */
};
void vt_left_read(struct vt_left *out, struct vt_str clean, size_t number);

/* "Mẫu số", "Biểu", "Phụ lục" ... stand before the number, and no type. */
bool vt_left_form_code(const struct vt_left *left, struct vt_str clean);

/* For laws, whose name stands between type and number ("Luật Đất đai số 31/2024/QH15"): goes back
 * to the type word, not before `limit`. */
void vt_left_law(struct vt_left *left, struct vt_str clean, size_t limit);

/* A date directly behind `at` ("ngày 13/7/2021", over a line break, behind a comma). */
struct vt_dated_at {
    size_t start, end;
    char iso[11];
    int year;
};
bool vt_right_date(struct vt_dated_at *out, struct vt_str clean, size_t at);

/* The year said directly behind `at`, "năm 2021", "(năm 2021)"; *end is behind it. 0: none. One
 * year: of "năm 2021 - 2025" no document is. */
int vt_right_year(struct vt_str clean, size_t at, size_t *end);

/* "của UBND tỉnh" behind `at`: the office, or an empty slice. */
struct vt_str vt_right_issuer(struct vt_str clean, size_t at);

/* "điểm a khoản 2 Điều 5" before `start`, or an empty slice. */
struct vt_str vt_left_pinpoint(struct vt_str clean, size_t start);

#endif
