/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyse.c: everything that can be read out of one original. */
#include "archive/analyse.h"

#include "archive/archive.h"
#include "archive/kept.h"
#include "outline/outline.h"
#include "ref/ref.h"

#include <time.h>

enum { FACTS = 9 };

struct vt_str vt_base_name(struct vt_str path)
{
    const char *slash = path.len ? memrchr(path.p, '/', path.len) : NULL;
    return slash ? vt_str_range(slash + 1, path.p + path.len) : path;
}

/* Where a fact was found; one that was not has no entry. */
static void note(struct vanthu_document *d, const char *fact, const char *value, uint64_t start,
                 uint64_t end)
{
    if (value)
        d->facts_from[d->facts_from_count++] = (struct vanthu_fact_from){fact, "text", start, end};
}

/* Number and symbol are those of the document's own head, "Số: 45/BC-SKHCN", or of its title, which
 * has the number at `number_at` (0: has none). */
static void take_own_number(struct vanthu_document *d, size_t number_at)
{
    for (size_t i = 0; i < d->mentions_count; i++) {
        const struct vanthu_mention *m = &d->mentions[i];
        bool in_title = number_at && m->start <= number_at && number_at < m->end;
        if (m->kind != VANTHU_SELF && !in_title)
            continue;
        d->number = m->number ? m->number : "";
        d->symbol = m->symbol;
        d->canonical = *d->number ? m->canonical : NULL;
        note(d, "number", d->number, m->start, m->end);
        d->date = d->date ? d->date : m->date;
        d->type = d->type ? d->type : m->type;
        return;
    }
}

/* A text without a letterhead that is one section is about what its heading says. */
static vanthu_status take_only_heading(struct vt_analysis *a)
{
    enum { HEAD_BYTES = 512 };
    struct vanthu_document *d = &a->document;
    struct vt_buf title = {0};
    const struct vanthu_heading *only = d->outline;
    for (size_t i = 1; i < d->outline_count; i++)
        if (d->outline[i].level <= only->level)
            return VANTHU_OK;
    if (d->title || !d->outline_count || only->start > HEAD_BYTES || !*only->text)
        return VANTHU_OK;
    vanthu_status status =
        vt_buf_printf(&title, "%s%s%s", only->label, *only->label ? ". " : "", only->text);
    if (status == VANTHU_OK && !(d->title = vt_arena_str(&a->arena, vt_buf_str(&title))))
        status = VANTHU_NO_MEMORY;
    vt_buf_free(&title);
    return status;
}

static vanthu_status take_facts(struct vt_analysis *a)
{
    struct vanthu_document *d = &a->document;
    struct vt_facts facts = {0};
    vanthu_status status =
        vt_facts_find(&facts, &a->arena, vt_buf_str(&a->text), d->outline, d->outline_count);
    d->facts_from = vt_arena_array(&a->arena, FACTS, sizeof *d->facts_from);
    if (!d->facts_from)
        return VANTHU_NO_MEMORY;
    d->title = facts.title;
    d->type = facts.type;
    d->office = facts.office;
    d->place = facts.place;
    d->date = facts.date;
    d->period = facts.period;
    d->signed_as = facts.signed_as;
    d->recipients = facts.recipients;
    d->recipients_count = facts.recipients_count;
    take_own_number(d, facts.number_at);
    d->year = vt_ref_year(d->date, d->canonical);
    if (status == VANTHU_OK)
        status = take_only_heading(a);
    note(d, "title", d->title, 0, 0);
    note(d, "type", d->type, 0, 0);
    note(d, "office", d->office, 0, 0);
    note(d, "place", d->place, 0, 0);
    note(d, "date", d->date, 0, 0);
    note(d, "period", d->period, 0, 0);
    note(d, "signed_as", d->signed_as, 0, 0);
    note(d, "recipients", d->recipients_count ? d->recipients[0] : NULL, 0, 0);
    return status;
}

/* RFC 3339 UTC. */
static const char *moment(struct vt_arena *arena, int64_t seconds)
{
    char text[32];
    struct tm tm;
    time_t time = seconds;
    return gmtime_r(&time, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm)
               ? vt_arena_str(arena, vt_str(text))
               : NULL;
}

static vanthu_status take_signatures(struct vt_analysis *a, const struct vt_reading *reading)
{
    struct vanthu_document *d = &a->document;
    size_t count = reading->signatures_count;
    d->signatures = count ? vt_arena_array(&a->arena, count, sizeof *d->signatures) : NULL;
    if (count && !d->signatures)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct vt_signature *from = &reading->signatures[i];
        struct vanthu_signature *s = &d->signatures[i];
        *s = (struct vanthu_signature){.time_stamp = from->kind == VT_TIME_STAMPED,
                                       .time_from = (enum vanthu_time_from)from->time_from,
                                       .start = {from->start[0], from->start[1]},
                                       .end = {from->end[0], from->end[1]},
                                       .covers_whole = from->covers_whole,
                                       .intact = (enum vanthu_intact)from->intact};
        if ((*from->signer && !(s->signer = vt_arena_str(&a->arena, vt_str(from->signer)))) ||
            (*from->organization &&
             !(s->organization = vt_arena_str(&a->arena, vt_str(from->organization)))) ||
            (*from->reason && !(s->reason = vt_arena_str(&a->arena, vt_str(from->reason)))) ||
            (from->time_from && !(s->time = moment(&a->arena, from->time))))
            return VANTHU_NO_MEMORY;
    }
    d->signatures_count = count;
    return VANTHU_OK;
}

static const char *keep(struct vt_analysis *a, const char *text, vanthu_status *status)
{
    char *copy = *text ? vt_arena_str(&a->arena, vt_str(text)) : NULL;
    if (*text && !copy)
        *status = VANTHU_NO_MEMORY;
    return copy;
}

static vanthu_status take_pages(struct vt_analysis *a, const struct vt_reading *r)
{
    struct vanthu_document *d = &a->document;
    d->pages = vt_arena_array(&a->arena, r->pages_count, sizeof *d->pages);
    while (d->pages && d->pages_count < r->pages_count) {
        d->pages[d->pages_count] = r->pages[d->pages_count];
        d->pages_count++;
    }
    return d->pages ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* What is to be kept of a reading that was work. */
static vanthu_status take_recognised(struct vt_analysis *a, const struct vt_reading *r)
{
    const struct vanthu_document *d = &a->document;
    struct vt_recognised_heading *headings =
        vt_arena_array(&a->arena, r->headings_count, sizeof *headings);
    if (!headings)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < r->headings_count; i++)
        headings[i] = (struct vt_recognised_heading){r->headings[i].start, r->headings[i].end,
                                                     r->headings[i].level};
    a->recognised = (struct vt_recognised){.id = d->id,
                                           .sha256 = d->sha256,
                                           .text = vt_buf_str(&a->text),
                                           .engine = d->text_engine,
                                           .confidence = d->text_confidence,
                                           .encoding = d->encoding ? d->encoding : "",
                                           .encoding_score = d->encoding_score,
                                           .status = d->text_status,
                                           .reason = d->text_reason ? d->text_reason : "",
                                           .pages = d->pages,
                                           .pages_count = d->pages_count,
                                           .headings = headings,
                                           .headings_count = r->headings_count};
    return VANTHU_OK;
}

/* Takes the text over, and what is said of it. */
static vanthu_status take_reading(struct vt_analysis *a, struct vt_reading *r, const char *agent)
{
    struct vanthu_document *d = &a->document;
    vanthu_status status = take_pages(a, r);
    d->encoding = keep(a, r->encoding, &status);
    d->encoding_score = r->encoding_score;
    d->text_status = r->text_status;
    d->text_reason = keep(a, r->reason, &status);
    d->text_agent = keep(a, agent, &status);
    d->text_engine = keep(a, r->recognition.engine, &status);
    d->text_confidence = r->recognition.confidence;
    a->text = r->text;
    r->text = (struct vt_buf){0};
    d->text_bytes = a->text.len;
    return status == VANTHU_OK && d->text_engine ? take_recognised(a, r) : status;
}

/* A text that is kept, and what only the original tells: signatures. */
static vanthu_status read_kept(struct vt_reading *out, bool *kept, const struct vt_original *o)
{
    struct vt_read_options options = {.ocr = VT_OCR_NEVER};
    struct vt_reading original;
    vanthu_status status = vt_read_kept(out, kept, o->recognised);
    if (status != VANTHU_OK || !*kept)
        return status;
    out->format = vt_format_of(o->raw, vt_base_name(o->path));
    if (out->format != VT_PDF)
        return VANTHU_OK;
    status = vt_read(&original, o->workers, o->raw, vt_base_name(o->path), options);
    out->signatures = original.signatures;
    out->signatures_count = original.signatures_count;
    original.signatures = NULL;
    vt_reading_free(&original);
    return status;
}

static vanthu_status read_text(struct vt_analysis *a, const struct vt_original *o)
{
    struct vt_read_options options = {.ocr = o->ocr};
    struct vt_reading reading = {0};
    struct vanthu_document *d = &a->document;
    bool kept = false;
    vanthu_status status = o->recognised ? read_kept(&reading, &kept, o) : VANTHU_OK;
    if (status == VANTHU_OK && !kept)
        status = vt_read(&reading, o->workers, o->raw, vt_base_name(o->path), options);
    d->media_type = o->media_type ? o->media_type : vt_media_type(reading.format);
    if (status == VANTHU_OK)
        status = take_reading(a, &reading, kept ? o->recognised->agent : VT_AGENT);
    if (status == VANTHU_OK)
        status = take_signatures(a, &reading);
    if (status == VANTHU_OK) {
        struct vt_layout layout = {reading.headings, reading.headings_count, reading.pages,
                                   reading.pages_count};
        status = vt_outline_find(&d->outline, &d->outline_count, &a->arena, vt_buf_str(&a->text),
                                 &layout);
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

vanthu_status vt_analyse(struct vt_analysis *out, const struct vt_original *o)
{
    struct vanthu_document *d = &out->document;
    *out = (struct vt_analysis){.document = {.bytes = o->media_type ? o->bytes : o->raw.len}};
    vanthu_status status = name_it(out, o->path, o->sha256);
    if (status == VANTHU_OK)
        status = read_text(out, o);
    struct vt_str text = vt_buf_str(&out->text);
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
