/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml.c: walks the elements of an XML part. */
#include "formats/xml.h"

#include <limits.h>
#include <stdlib.h>

enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT };

struct vt_xml {
    xmlTextReaderPtr reader;
    char value[512];
};

static void element(struct vt_xml *xml, const struct vt_xml_handler *h, void *context, bool *pass)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(xml->reader);
    bool empty = xmlTextReaderIsEmptyElement(xml->reader) == 1;
    bool inside = !h->begin || h->begin(context, name, xml);
    xmlTextReaderMoveToElement(xml->reader);
    if (empty && inside && h->end)
        h->end(context, (const char *)xmlTextReaderConstLocalName(xml->reader));
    *pass = !inside && !empty;
}

bool vt_xml_walk(struct vt_str part, const struct vt_xml_handler *handler, void *context)
{
    struct vt_xml xml = {0};
    if (part.len > INT_MAX)
        return false;
    xml.reader = xmlReaderForMemory(part.p, (int)part.len, NULL, NULL, OPTIONS);
    if (!xml.reader)
        return false;
    int r = xmlTextReaderRead(xml.reader);
    while (r == 1) {
        bool pass = false;
        const char *text;
        switch (xmlTextReaderNodeType(xml.reader)) {
        case XML_READER_TYPE_ELEMENT:
            element(&xml, handler, context, &pass);
            break;
        case XML_READER_TYPE_END_ELEMENT:
            if (handler->end)
                handler->end(context, (const char *)xmlTextReaderConstLocalName(xml.reader));
            break;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            text = (const char *)xmlTextReaderConstValue(xml.reader);
            if (handler->text && text)
                handler->text(context, vt_str(text));
            break;
        default:
            break;
        }
        r = pass ? xmlTextReaderNext(xml.reader) : xmlTextReaderRead(xml.reader);
    }
    xmlFreeTextReader(xml.reader);
    return r == 0;
}

const char *vt_xml_attribute(struct vt_xml *xml, const char *name)
{
    bool prefixed = strchr(name, ':') != NULL;
    const char *found = NULL;
    for (int r = xmlTextReaderMoveToFirstAttribute(xml->reader); r == 1 && !found;
         r = xmlTextReaderMoveToNextAttribute(xml->reader)) {
        const xmlChar *here = prefixed ? xmlTextReaderConstName(xml->reader)
                                       : xmlTextReaderConstLocalName(xml->reader);
        if (!here || strcmp((const char *)here, name) != 0)
            continue;
        const char *value = (const char *)xmlTextReaderConstValue(xml->reader);
        size_t len = value ? strlen(value) : 0;
        if (value && len < sizeof xml->value)
            found = memcpy(xml->value, value, len + 1);
        break;
    }
    xmlTextReaderMoveToElement(xml->reader);
    return found;
}

long vt_xml_number(struct vt_xml *xml, const char *name, long otherwise)
{
    const char *value = vt_xml_attribute(xml, name);
    char *end;
    long number = value ? strtol(value, &end, 10) : 0;
    return value && end > value ? number : otherwise;
}

bool vt_xml_on(struct vt_xml *xml)
{
    const char *value = vt_xml_attribute(xml, "val");
    return !value || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 &&
                      strcmp(value, "none") != 0 && strcmp(value, "off") != 0);
}
