/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signature.h: what a signature in a file says of itself, and whether the bytes it signs are those
 * of the file. Of one size, so that it crosses from a worker as it is.
 */
#ifndef VT_SIGNATURE_H
#define VT_SIGNATURE_H

#include "vanthu.h"

/* More signatures of one file are not told. */
enum { VT_SIGNATURES_MAX = 64 };

enum vt_signature_kind { VT_SIGNED, VT_TIME_STAMPED };

struct vt_signature {
    uint64_t start[2], end[2]; /* the bytes of the file that are signed; all 0: not known */
    int64_t time;              /* seconds since 1970 */
    uint32_t time_from;        /* enum vanthu_time_from */
    uint32_t kind;             /* enum vt_signature_kind */
    uint32_t intact;           /* enum vanthu_intact */
    uint32_t covers_whole;     /* 1: everything but the signature itself is signed */
    char signer[256], organization[256]; /* of the certificate; "" where it has none */
    char reason[256];                    /* translated; "" when intact */
};

/* Whether each field holds what it may, so that it can be believed to be a signature of a file of
 * `bytes` bytes. */
bool vt_signature_sound(const struct vt_signature *signature, uint64_t bytes);

#endif
