/* SPDX-License-Identifier: GPL-3.0-or-later */
/* err.c: filling the caller's struct vanthu_error. */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* snprintf may cut inside a character: take its first bytes off again. */
static void trim_broken_tail(char *message)
{
    size_t len = strlen(message);
    size_t lead = len;
    while (lead > 0 && len - lead < 3 && ((unsigned char)message[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead == 0)
        return;
    unsigned char c = (unsigned char)message[lead - 1];
    size_t want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    if (want > 1 && len - lead + 1 < want)
        message[lead - 1] = '\0';
}

static void set(struct vanthu_error *error, vanthu_status status, const char *format, va_list args)
{
    if (!error)
        return;
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, args);
    trim_broken_tail(error->message);
    for (char *p = error->message; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = '?';
}

vanthu_status vt_err(struct vanthu_error *error, vanthu_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(error, status, format, args);
    va_end(args);
    return status;
}

vanthu_status vt_err_errno(struct vanthu_error *error, int saved_errno, const char *format, ...)
{
    vanthu_status status = saved_errno == ENOMEM ? VANTHU_NO_MEMORY : VANTHU_IO;
    va_list args;
    va_start(args, format);
    set(error, status, format, args);
    va_end(args);
    if (error) {
        size_t len = strlen(error->message);
        char cause[256];
        snprintf(error->message + len, sizeof error->message - len, ": %s",
                 strerror_r(saved_errno, cause, sizeof cause));
        trim_broken_tail(error->message);
    }
    return status;
}

vanthu_status vt_err_at(struct vanthu_error *error, vanthu_status status, const char *place)
{
    if (error) {
        char message[sizeof error->message];
        memcpy(message, error->message, sizeof message);
        vt_err(error, status, "%s: %s", place, message);
    }
    return status;
}
