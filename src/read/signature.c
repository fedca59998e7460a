/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signature.c: what a worker may say of a signature. */
#include "read/signature.h"

#include "read/answer.h"

/* The years 1950 to 9999, which is what a certificate can say. */
static const int64_t TIME_MIN = -631152000, TIME_MAX = INT64_C(253402300799);

/* One line of text that ends within `size`. */
static bool is_line(const char *text, size_t size)
{
    return vt_answer_is_line((struct vt_str){text, strnlen(text, size)}, size);
}

/* An intact signature is one of bytes that are in the file; one that covers the file, of all. */
static bool is_range(const struct vt_signature *s, uint64_t bytes)
{
    bool known = s->start[0] <= s->end[0] && s->end[0] <= s->start[1] && s->start[1] <= s->end[1];
    bool inside = known && s->end[1] <= bytes;
    if (s->end[1] > INT64_MAX || (s->intact == VANTHU_INTACT && !inside))
        return false;
    return known && (!s->covers_whole || (s->start[0] == 0 && s->end[1] == bytes));
}

bool vt_signature_sound(const struct vt_signature *s, uint64_t bytes)
{
    return s->kind <= VT_TIME_STAMPED && s->intact <= VANTHU_ALTERED && s->covers_whole <= 1 &&
           s->time_from <= VANTHU_TIME_OF_STAMP && s->time >= TIME_MIN && s->time <= TIME_MAX &&
           is_range(s, bytes) && is_line(s->signer, sizeof s->signer) &&
           is_line(s->organization, sizeof s->organization) &&
           is_line(s->reason, sizeof s->reason) && (s->intact == VANTHU_INTACT) == !*s->reason;
}
