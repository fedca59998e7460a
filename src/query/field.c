/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field.c: the names of fields. */
#include "query/field.h"

#include "text/clean.h"
#include "text/fold.h"

enum { NAME_MAX_BYTES = 64 };

static const struct {
    const char *name;
    enum vt_field field;
} NAMES[] = {
    {"loai", VT_FIELD_TYPE},
    {"type", VT_FIELD_TYPE},
    {"so", VT_FIELD_NUMBER},
    {"ref", VT_FIELD_NUMBER},
    {"number", VT_FIELD_NUMBER},
    {"coquan", VT_FIELD_ISSUER},
    {"issuer", VT_FIELD_ISSUER},
    {"office", VT_FIELD_ISSUER},
    {"tieude", VT_FIELD_TITLE},
    {"title", VT_FIELD_TITLE},
    {"nam", VT_FIELD_YEAR},
    {"year", VT_FIELD_YEAR},
    {"tu", VT_FIELD_FROM},
    {"from", VT_FIELD_FROM},
    {"den", VT_FIELD_TO},
    {"to", VT_FIELD_TO},
    {"diadanh", VT_FIELD_PLACE},
    {"place", VT_FIELD_PLACE},
    {"ngay", VT_FIELD_DATE},
    {"date", VT_FIELD_DATE},
    {"ky", VT_FIELD_PERIOD},
    {"period", VT_FIELD_PERIOD},
    {"chucvuky", VT_FIELD_SIGNED_AS},
    {"signedas", VT_FIELD_SIGNED_AS},
    {"noinhan", VT_FIELD_RECIPIENTS},
    {"recipients", VT_FIELD_RECIPIENTS},
};

static enum vt_field field_of(struct vt_str joined)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (vt_str_eq(joined, vt_str(NAMES[i].name)))
            return NAMES[i].field;
    return VT_FIELD_NONE;
}

vanthu_status vt_field_read(enum vt_field *out, struct vt_str name)
{
    struct vt_buf clean = {0}, folded = {0};
    char joined[16];
    size_t len = 0;
    *out = VT_FIELD_NONE;
    if (name.len > NAME_MAX_BYTES)
        return VANTHU_OK;
    vanthu_status status = vt_clean(&clean, NULL, name);
    if (status == VANTHU_OK)
        status = vt_fold(&folded, vt_str_trim(vt_buf_str(&clean)), VT_L3);
    for (size_t i = 0; i < folded.len && len < sizeof joined; i++)
        if (folded.p[i] != '-' && folded.p[i] != '_')
            joined[len++] = folded.p[i];
    if (status == VANTHU_OK && len < sizeof joined)
        *out = field_of((struct vt_str){joined, len});
    vt_buf_free(&clean);
    vt_buf_free(&folded);
    return status;
}
