/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts.h: the facts of a document, what people say they are, and where they come from, as JSON. */
#ifndef VT_CATALOG_FACTS_H
#define VT_CATALOG_FACTS_H

#include "catalog/catalog.h"

/* One line, to be freed with free(); NULL: no memory. */
char *vt_facts_json(const struct vanthu_document *document);
char *vt_recipients_json(const struct vanthu_document *document);
char *vt_facts_from_json(const struct vanthu_document *document);
char *vt_said_json(const struct vt_said *said, size_t count);

/* Fill their part of `out` from what the functions above made; NULL is none. Only VANTHU_NO_MEMORY
 * can fail. */
vanthu_status vt_facts_load(struct vanthu_document *out, struct vt_arena *arena, const char *json);
vanthu_status vt_recipients_load(struct vanthu_document *out, struct vt_arena *arena,
                                 const char *json);
vanthu_status vt_facts_from_load(struct vanthu_document *out, struct vt_arena *arena,
                                 const char *json);
vanthu_status vt_said_load(struct vt_overrides *out, struct vt_arena *arena, const char *json);

#endif
