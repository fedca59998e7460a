/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.h: the one table of names that fields have: in queries, in filters of `list`, and where
 * people say what a fact is.
 */
#ifndef VT_QUERY_FIELD_H
#define VT_QUERY_FIELD_H

#include "base/buf.h"

enum vt_field {
    VT_FIELD_NONE,
    VT_FIELD_TYPE,
    VT_FIELD_NUMBER,
    VT_FIELD_ISSUER,
    VT_FIELD_TITLE,
    VT_FIELD_DATE,
    /* not said, as facts of a document are */
    VT_FIELD_YEAR,
    VT_FIELD_FROM,
    VT_FIELD_TO,
    /* not asked for */
    VT_FIELD_PLACE,
    VT_FIELD_PERIOD,
    VT_FIELD_SIGNED_AS,
    VT_FIELD_RECIPIENTS
};

/* The field that `name` is in either language, with or without marks; hyphens and underscores in it
 * do not count ("cơ-quan"). Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_field_read(enum vt_field *out, struct vt_str name);

/* Queries and filters ask for it. */
static inline bool vt_field_is_asked(enum vt_field field)
{
    return field > VT_FIELD_NONE && field < VT_FIELD_PLACE;
}

/* Its value is a date, or a year, or a range of them. */
static inline bool vt_field_is_time(enum vt_field field)
{
    return field >= VT_FIELD_DATE && field <= VT_FIELD_TO;
}

#endif
