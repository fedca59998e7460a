/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail.h: messages and their parts, by GMime. */
#ifndef VT_MAIL_H
#define VT_MAIL_H

#include "base/str.h"

#include <gmime/gmime.h>

/* NULL: it cannot be parsed. The caller unrefs it. */
GMimeMessage *vt_parse_mail(struct vt_str raw);

/* A part with a file name that is not shown as text. */
bool vt_is_attachment(GMimeObject *part);

/* The decoded content; the caller unrefs it. */
GByteArray *vt_part_bytes(GMimeObject *part);

#endif
