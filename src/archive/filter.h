/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.h: which documents `list` shows: conditions on the facts of a document, all of which
 * must hold. A field means what it means in a query.
 */
#ifndef VT_FILTER_H
#define VT_FILTER_H

#include "vanthu.h"

struct vt_filter;

/* `filters`: "field:value" with the field names of queries, or words, found without case and marks
 * in title, number and file names; with "-" before it, what has it is left out. An unknown field,
 * or a value that does not fit it, is VANTHU_USAGE. */
vanthu_status vt_filter_new(struct vt_filter **out, const char *const *filters, size_t count,
                            struct vanthu_archive *archive, struct vanthu_error *error);

/* Only VANTHU_NO_MEMORY can fail. */
vanthu_status vt_filter_passes(const struct vt_filter *filter,
                               const struct vanthu_document *document, bool *passes);
void vt_filter_free(struct vt_filter *filter);

#endif
