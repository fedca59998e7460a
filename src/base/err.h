/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * err.h: filling the caller's struct vanthu_error.
 *
 * The place that knows the cause calls vt_err(); the place that knows the file calls
 * vt_err_at() once; everybody else passes the status up. No allocation, NULL is accepted.
 */
#ifndef VT_ERR_H
#define VT_ERR_H

#include "vanthu.h"

#include <libintl.h>

#define VT_DOMAIN "vanthu"
#define _(text) dgettext(VT_DOMAIN, text)
#define N_(text) text

/* Sets status and message; returns `status`. A message too long is cut at a whole character. */
vanthu_status vt_err(struct vanthu_error *error, vanthu_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: appends ": " and the text of `saved_errno`. ENOMEM becomes
 * VANTHU_NO_MEMORY, everything else VANTHU_IO. */
vanthu_status vt_err_errno(struct vanthu_error *error, int saved_errno, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "place: " in front of the message that is there; returns its status. */
vanthu_status vt_err_at(struct vanthu_error *error, vanthu_status status, const char *place);

/* Out of memory. Inline, so that analysers see that it is never VANTHU_OK. */
static inline vanthu_status vt_err_memory(struct vanthu_error *error)
{
    vt_err(error, VANTHU_NO_MEMORY, "%s", _("out of memory"));
    return VANTHU_NO_MEMORY;
}

#endif
