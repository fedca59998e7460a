/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyse.c: everything that can be read out of one original. */
#include "archive/analyse.h"

#include "outline/outline.h"
#include "read/read.h"
#include "ref/ref.h"

struct vt_str vt_base_name(struct vt_str path)
{
    const char *slash = path.len ? memrchr(path.p, '/', path.len) : NULL;
    return slash ? vt_str_range(slash + 1, path.p + path.len) : path;
}

/* Number and symbol are those of the document's own head, "Số: 45/BC-SKHCN". */
static void take_own_number(struct vanthu_document *d)
{
    for (size_t i = 0; i < d->mentions_count; i++) {
        const struct vanthu_mention *m = &d->mentions[i];
        if (m->kind != VANTHU_SELF)
            continue;
        d->number = m->number ? m->number : "";
        d->symbol = m->symbol;
        d->date = d->date ? d->date : m->date;
        d->type = d->type ? d->type : m->type;
        return;
    }
}

static vanthu_status take_facts(struct vt_analysis *a)
{
    struct vanthu_document *d = &a->document;
    struct vt_facts facts = {0};
    vanthu_status status =
        vt_facts_find(&facts, &a->arena, vt_buf_str(&a->text), d->outline, d->outline_count);
    d->title = facts.title;
    d->type = facts.type;
    d->office = facts.office;
    d->place = facts.place;
    d->date = facts.date;
    d->period = facts.period;
    d->recipients = facts.recipients;
    d->recipients_count = facts.recipients_count;
    take_own_number(d);
    return status;
}

static vanthu_status read_text(struct vt_analysis *a, struct vt_str raw, struct vt_str path)
{
    struct vt_reading reading = {0};
    struct vanthu_document *d = &a->document;
    vanthu_status status = vt_read(&reading, raw, vt_base_name(path), false);
    if (status == VANTHU_OK) {
        d->media_type = reading.media_type;
        d->encoding = reading.encoding;
        d->text_status = reading.text_status;
        if (*reading.reason && !(d->text_reason = vt_arena_str(&a->arena, vt_str(reading.reason))))
            status = VANTHU_NO_MEMORY;
        a->text = reading.text;
        reading.text = (struct vt_buf){0};
        d->text_bytes = a->text.len;
    }
    vt_reading_free(&reading);
    return status;
}

static vanthu_status name_it(struct vt_analysis *a, struct vt_str path, const char *sha256)
{
    struct vanthu_document *d = &a->document;
    struct vt_buf member = {0};
    d->sha256 = vt_arena_str(&a->arena, vt_str(sha256));
    d->id = vt_arena_str(&a->arena, vt_str_sub(vt_str(sha256), 0, VT_ID_LEN));
    if (d->id && vt_record_member(&member, d->id, path) == VANTHU_OK)
        d->member = vt_arena_str(&a->arena, vt_buf_str(&member));
    vt_buf_free(&member);
    return d->sha256 && d->member ? VANTHU_OK : VANTHU_NO_MEMORY;
}

vanthu_status vt_analyse(struct vt_analysis *out, struct vt_str raw, struct vt_str path,
                         const char *sha256)
{
    struct vanthu_document *d = &out->document;
    *out = (struct vt_analysis){.document = {.bytes = raw.len}};
    vanthu_status status = name_it(out, path, sha256);
    if (status == VANTHU_OK)
        status = read_text(out, raw, path);
    struct vt_str text = vt_buf_str(&out->text);
    if (status == VANTHU_OK)
        status = vt_outline_find(&d->outline, &d->outline_count, &out->arena, text);
    if (status == VANTHU_OK)
        status = vt_ref_scan(&d->mentions, &d->mentions_count, &out->arena, text);
    if (status == VANTHU_OK)
        status = vt_ref_relations(&out->relations, &out->relations_count, &out->arena, text,
                                  d->mentions, d->mentions_count);
    if (status == VANTHU_OK)
        status = take_facts(out);
    if (status == VANTHU_OK)
        status = vt_passages_cut(&out->passages, &out->passages_count, &out->arena, text, d);
    return status;
}

void vt_analysis_free(struct vt_analysis *analysis)
{
    vt_arena_free(&analysis->arena);
    vt_buf_free(&analysis->text);
    *analysis = (struct vt_analysis){0};
}
