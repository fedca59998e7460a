/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml.h: walks the elements of an XML part. Entities are not expanded, nothing external is loaded,
 * nesting is limited; names are without their prefixes, which office formats use in one way each.
 */
#ifndef VT_XML_H
#define VT_XML_H

#include "base/str.h"

#include <libxml/xmlreader.h>

struct vt_xml;

/* What a walk calls; any may be NULL. Return false from `begin` to pass over what is inside the
 * element; its end is then not told. */
struct vt_xml_handler {
    bool (*begin)(void *context, const char *name, struct vt_xml *xml);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, struct vt_str text);
};

/* False: the part is damaged; what came before was told. */
bool vt_xml_walk(struct vt_str part, const struct vt_xml_handler *handler, void *context);

/* An attribute of the element that begins, by its name without prefix, or with a prefix to tell two
 * apart ("r:id"); NULL: it has none. Valid until the next call. */
const char *vt_xml_attribute(struct vt_xml *xml, const char *name);

/* As a number; `otherwise` when there is none. */
long vt_xml_number(struct vt_xml *xml, const char *name, long otherwise);

/* Whether a property element such as <w:b/> is on: no value, or one that is not "0" or "false". */
bool vt_xml_on(struct vt_xml *xml);

#endif
