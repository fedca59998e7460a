/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cms.h: signed messages (CMS, RFC 5652) and time stamps (RFC 3161), read by OpenSSL. Needs no
 * network and no store of certificates: what is found out is that the holder of the key in the
 * certificate has signed these bytes, not who that is.
 */
#ifndef VT_CMS_H
#define VT_CMS_H

#include "base/str.h"
#include "read/signature.h"

enum vt_cms_kind {
    VT_CMS_DETACHED, /* signs the bytes themselves */
    VT_CMS_SHA1,     /* signs a message that is the SHA-1 of the bytes */
    VT_CMS_STAMP     /* signs a message that holds a hash of the bytes and the time */
};

/* Reads the message `der` and sets signer, organization, `intact` and reason, where the message
 * tells it with proof also the time. `parts` are the bytes that are signed. */
void vt_cms_check(struct vt_signature *out, struct vt_str der, enum vt_cms_kind kind,
                  const struct vt_str parts[2]);

/* The signer's names and time alone, for bytes that cannot be right. */
void vt_cms_names(struct vt_signature *out, struct vt_str der);

/* Sets `intact` and the reason, translated. */
void vt_signature_judge(struct vt_signature *out, enum vanthu_intact intact, const char *reason);

#endif
