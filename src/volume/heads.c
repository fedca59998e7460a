/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heads.c: vanthu/volume.json, and which volumes count. */
#include "heads.h"

#include "base/err.h"
#include "fields.h"
#include "members.h"
#include "volume.h"

#include <stdlib.h>

vanthu_status vt_volume_head_format(struct vt_buf *out, uint32_t number, const char *created,
                                    const struct vt_volume_head *head)
{
    json_t *object = json_pack("{s:i,s:i,s:I,s:s}", "vanthu", 1, "format", 1, "number",
                               (json_int_t)number, "created", created);
    json_t *replaces = json_array();
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < head->replaces_count && status == VANTHU_OK; i++)
        if (json_array_append_new(replaces, json_integer(head->replaces[i])) != 0)
            status = VANTHU_NO_MEMORY;
    if (json_object_set_new(object, "replaces", replaces) != 0)
        status = VANTHU_NO_MEMORY;
    if (head->first && json_object_set_new(object, "first", json_integer(head->first)) != 0)
        status = VANTHU_NO_MEMORY;
    return vt_fields_line(out, object, status);
}

static bool get_number(uint32_t *out, const json_t *value)
{
    json_int_t number = json_integer_value(value);
    *out = (uint32_t)number;
    return json_is_integer(value) && number > 0 && number <= VT_VOLUME_MAX;
}

/* What is not as it should be makes no head. */
static vanthu_status parse(struct vt_volume_head *out, struct vt_str json)
{
    json_t *object = json_loadb(json.p, json.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *replaces = json_object_get(object, "replaces");
    uint32_t first = 0;
    bool sound = get_number(&first, json_object_get(object, "first"));
    size_t count = sound ? json_array_size(replaces) : 0;
    out->replaces = calloc(count + 1, sizeof *out->replaces);
    for (size_t i = 0; out->replaces && sound && i < count; i++)
        sound = get_number(&out->replaces[i], json_array_get(replaces, i));
    json_decref(object);
    if (!out->replaces)
        return VANTHU_NO_MEMORY;
    if (sound && count) {
        out->first = first;
        out->replaces_count = count;
    }
    return VANTHU_OK;
}

/* Only the first member is looked at. */
static vanthu_status take_first(void *context, const struct vt_raw_member *member)
{
    if (vt_str_eq(member->name, VT_STR("vanthu/volume.json")) &&
        parse(context, member->data) != VANTHU_OK)
        return VANTHU_NO_MEMORY;
    return VANTHU_CANCELLED;
}

vanthu_status vt_volume_head_read(struct vt_volume_head *out, const char *dir, uint32_t volume,
                                  struct vanthu_error *error)
{
    struct vanthu_error cause = {0};
    *out = (struct vt_volume_head){0};
    vanthu_status status = vt_volume_members(dir, volume, take_first, out, NULL, &cause);
    if (status == VANTHU_CANCELLED || status == VANTHU_DAMAGED)
        return VANTHU_OK;
    if (status == VANTHU_NO_MEMORY)
        return vt_err_memory(error);
    if (status != VANTHU_OK && error)
        *error = cause;
    return status;
}

void vt_volume_head_free(struct vt_volume_head *head)
{
    free(head->replaces);
    *head = (struct vt_volume_head){0};
}

/* ---- which ones count ---- */

static bool is_in(const uint32_t *volumes, size_t count, uint32_t volume)
{
    for (size_t i = 0; i < count; i++)
        if (volumes[i] == volume)
            return true;
    return false;
}

static bool is_complete(const struct vt_volume_head *head, const uint32_t *volumes, size_t count)
{
    if (is_in(volumes, count, head->first))
        return true;
    for (size_t i = 0; i < head->replaces_count; i++)
        if (!is_in(volumes, count, head->replaces[i]))
            return true;
    return false;
}

/* Marks those that do not count with 0. */
static void judge(uint32_t *volumes, size_t count, const struct vt_volume_head *heads)
{
    struct {
        uint32_t *volumes;
        size_t count;
    } all = {volumes, count};
    bool *out = calloc(count + 1, sizeof *out);
    for (size_t i = 0; out && i < count; i++) {
        if (!heads[i].first)
            continue;
        bool complete = is_complete(&heads[i], all.volumes, all.count);
        out[i] |= !complete;
        for (size_t k = 0; complete && k < count; k++)
            out[k] |= is_in(heads[i].replaces, heads[i].replaces_count, volumes[k]);
    }
    for (size_t i = 0; out && i < count; i++)
        if (out[i])
            volumes[i] = 0;
    free(out);
}

vanthu_status vt_volumes_in_force(uint32_t **volumes, size_t *count, const char *dir,
                                  struct vanthu_error *error)
{
    size_t all = 0;
    struct vt_volume_head *heads = NULL;
    vanthu_status status = vt_volume_list(volumes, &all, dir, error);
    *count = 0;
    if (status != VANTHU_OK)
        return status;
    heads = calloc(all + 1, sizeof *heads);
    if (!heads)
        status = vt_err_memory(error);
    for (size_t i = 0; i < all && status == VANTHU_OK; i++)
        status = vt_volume_head_read(&heads[i], dir, (*volumes)[i], error);
    if (status == VANTHU_OK)
        judge(*volumes, all, heads);
    for (size_t i = 0; i < all && heads; i++)
        vt_volume_head_free(&heads[i]);
    free(heads);
    for (size_t i = 0; i < all && status == VANTHU_OK; i++)
        if ((*volumes)[i])
            (*volumes)[(*count)++] = (*volumes)[i];
    if (status != VANTHU_OK) {
        free(*volumes);
        *volumes = NULL;
    }
    return status;
}
