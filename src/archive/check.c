/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c: proof-reads the references of a draft by what the archive knows.
 *
 * Each reference is looked up once (ref.h, as a person would); its year is that of its date, of its
 * symbol, or of the same reference elsewhere in the draft. What the archive cannot know is said to
 * be unchecked; it is never passed over.
 */
#include "archive/archive.h"

#include "archive/answer.h"
#include "archive/issuers.h"
#include "archive/slips.h"
#include "base/err.h"
#include "outline/lines.h"
#include "ref/ref.h"
#include "text/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

VT_ANSWER(check_answer, vanthu_check);

/* One reference of the draft, in one year. */
struct topic {
    const char *canonical;
    struct vanthu_ref_result *found; /* NULL: nobody cites it, or it is not looked up */
};

struct checking {
    struct vanthu_archive *archive;
    struct check_answer *answer;
    struct vanthu_extract *draft;
    struct topic *topics;
    size_t topics_count;
    struct vanthu_error *error;
};

/* ---- words of verdicts ---- */

static const char *const NAMES[] = {
    [VANTHU_CHECK_OK] = "ok",
    [VANTHU_CHECK_UNKNOWN] = "unknown",
    [VANTHU_CHECK_MISDATED] = "misdated",
    [VANTHU_CHECK_AMENDED] = "amended",
    [VANTHU_CHECK_REPLACED] = "replaced",
    [VANTHU_CHECK_REPEALED] = "repealed",
    [VANTHU_CHECK_AMBIGUOUS] = "ambiguous",
    [VANTHU_CHECK_TYPO] = "probable_typo",
    [VANTHU_CHECK_NONE] = "not_checked",
};

const char *vanthu_verdict_name(enum vanthu_verdict verdict)
{
    return (size_t)verdict < sizeof NAMES / sizeof *NAMES ? NAMES[verdict] : "not_checked";
}

static char *say(struct checking *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static char *say(struct checking *c, const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return vt_arena_str(&c->answer->arena, vt_str(line));
}

/* "13/7/2021" for an ISO date. */
static const char *spoken(char out[16], const char *iso)
{
    struct vt_date d;
    if (!iso || !vt_date_parse(&d, vt_str(iso)))
        return "?";
    if (d.day)
        snprintf(out, 16, "%02d/%d/%d", d.day % 100, d.month % 100, d.year % 10000);
    else
        snprintf(out, 16, "%.*s%d", d.month ? 3 : 0, iso + 5, d.year % 10000);
    return out;
}

static void give(struct vanthu_checked *out, enum vanthu_verdict verdict, char *suggestion,
                 const char *evidence)
{
    out->verdict = verdict;
    out->suggestion = suggestion;
    out->evidence = evidence;
}

/* ---- looking up ---- */

static vanthu_status look_up(struct checking *c, const char *canonical,
                             struct vanthu_ref_result **found)
{
    for (size_t i = 0; i < c->topics_count; i++)
        if (strcmp(c->topics[i].canonical, canonical) == 0) {
            *found = c->topics[i].found;
            return VANTHU_OK;
        }
    struct topic *topic = &c->topics[c->topics_count++];
    topic->canonical = canonical;
    vanthu_status status = vanthu_ref(&topic->found, c->archive, canonical, NULL, c->error);
    *found = topic->found;
    return status == VANTHU_NOT_FOUND || status == VANTHU_USAGE ? VANTHU_OK : status;
}

static int year_of(const char *iso)
{
    return iso ? atoi(iso) : 0;
}

/* The year of a mention: stated, or by another mention of the same in the draft; 0: not known. */
static int year_in_draft(const struct checking *c, const struct vanthu_mention *m)
{
    if (m->year_in_symbol || m->date)
        return m->year_in_symbol ? m->year_in_symbol : year_of(m->date);
    for (size_t i = 0; i < c->draft->mentions_count; i++) {
        const struct vanthu_mention *other = &c->draft->mentions[i];
        bool meant = !m->year_said || year_of(other->date) == m->year_said;
        if (other->date && meant && strcmp(other->canonical, m->canonical) == 0)
            return year_of(other->date);
    }
    return m->year_said;
}

static uint64_t mentions_on(const struct vanthu_entity *e, const char *date)
{
    for (size_t i = 0; i < e->dates_count; i++)
        if (strcmp(e->dates[i].date, date) == 0)
            return e->dates[i].mentions;
    return 0;
}

/* The entity of that year; of several issuers, the one with the date or the place. */
static const struct vanthu_entity *entity_of(const struct vanthu_ref_result *found, int year,
                                             const struct vanthu_mention *m)
{
    const struct vanthu_entity *best = NULL;
    struct vt_str place = m->issuer ? vt_issuer_place(vt_str(m->issuer)) : VT_STR_NONE;
    for (size_t i = 0; i < found->entities_count; i++) {
        const struct vanthu_entity *e = &found->entities[i];
        if (e->year != year)
            continue;
        if (m->date && mentions_on(e, m->date))
            return e;
        if (!best ||
            (place.len && e->issuer && vt_same_caseless(vt_issuer_place(vt_str(e->issuer)), place)))
            best = e;
    }
    return best;
}

/* "Kế hoạch số 211/KH-UBND năm 2022" may be the plan for 2022, of the end of 2021. */
static const struct vanthu_entity *made_before(const struct vanthu_ref_result *found,
                                               const struct vanthu_mention *m)
{
    const struct vanthu_entity *e = m->year_said ? entity_of(found, m->year_said - 1, m) : NULL;
    bool late = e && e->date && strlen(e->date) >= strlen("2021-10") && e->date[5] == '1';
    return late ? e : NULL;
}

/* ---- one mention ---- */

/* No document is or cites it: perhaps one that is written nearly so is meant. */
static void judge_unknown(struct checking *c, const struct vanthu_mention *m,
                          const struct vanthu_ref_result *found, struct vanthu_checked *out)
{
    char date[16];
    for (size_t i = 0; found && i < found->entities_count; i++) {
        const struct vanthu_entity *e = &found->entities[i];
        bool same_type = m->type && e->type && strcmp(m->type, e->type) == 0;
        bool same_date = m->date && e->date && strcmp(m->date, e->date) == 0;
        if (!same_date &&
            !(same_type && !m->date && m->year_in_symbol && e->year == m->year_in_symbol))
            continue;
        give(out, VANTHU_CHECK_TYPO, say(c, "%s", e->canonical),
             say(c, _("no document of the archive cites %s, but %llu cite %s of %s"), m->canonical,
                 (unsigned long long)e->documents, e->canonical, spoken(date, e->date)));
        return;
    }
    give(out, VANTHU_CHECK_UNKNOWN, NULL,
         say(c, _("no document of the archive is, or cites, %s"), m->canonical));
}

/* Known, but not of that year. */
static void judge_year(struct checking *c, const struct vanthu_mention *m,
                       const struct vanthu_ref_result *found, struct vanthu_checked *out)
{
    char date[16];
    for (size_t i = 0; i < found->entities_count; i++) {
        const struct vanthu_entity *e = &found->entities[i];
        /* the day and month of a document of another year, or the year its symbol says */
        if (!e->date || !m->date ||
            !(strcmp(e->date + 4, m->date + 4) == 0 ||
              (m->year_in_symbol && e->year == m->year_in_symbol)))
            continue;
        give(out, VANTHU_CHECK_MISDATED, say(c, "%s", e->date),
             say(c, _("%llu documents cite %s, dated %s"), (unsigned long long)e->documents,
                 e->canonical, spoken(date, e->date)));
        return;
    }
    const struct vanthu_entity *last = &found->entities[found->entities_count - 1];
    give(out, VANTHU_CHECK_UNKNOWN, NULL,
         say(c, _("the archive knows %s of other years only: %d and others"), m->canonical,
             last->year));
}

/* The date beside it is not the one that the document itself has, or most give. */
static bool is_misdated(struct checking *c, const struct vanthu_mention *m,
                        const struct vanthu_entity *e, struct vanthu_checked *out)
{
    char date[16];
    if (!m->date || !e->date || strlen(m->date) < 10 || strlen(e->date) < 10 ||
        strcmp(m->date, e->date) == 0)
        return false;
    uint64_t so = mentions_on(e, m->date), other = mentions_on(e, e->date);
    if (!e->held && so >= other)
        return false;
    bool effect;
    if (vt_is_day_of_effect(&effect, c->archive->catalog, e->held, e->where, e->where_count,
                            m->date, c->error) == VANTHU_OK &&
        effect)
        give(out, VANTHU_CHECK_MISDATED, say(c, "%s", e->date),
             say(c, _("this is the day it takes effect; it is dated %s"), spoken(date, e->date)));
    else
        give(out, VANTHU_CHECK_MISDATED, say(c, "%s", e->date),
             e->held ? say(c, _("the archive holds it (%s): it is dated %s"), e->held,
                           spoken(date, e->date))
                     : say(c, _("cited %llu times with the date %s"), (unsigned long long)other,
                           spoken(date, e->date)));
    return true;
}

static enum vanthu_verdict verdict_of(const char *relation)
{
    if (strcmp(relation, "repeals") == 0)
        return VANTHU_CHECK_REPEALED;
    if (strcmp(relation, "replaces") == 0)
        return VANTHU_CHECK_REPLACED;
    return strcmp(relation, "amends") == 0 ? VANTHU_CHECK_AMENDED : VANTHU_CHECK_OK;
}

/* The draft itself says so: "A thay thế B". */
static bool draft_states(const struct checking *c, const char *canonical)
{
    for (size_t i = 0; i < c->draft->relations_count; i++) {
        const struct vanthu_relation *r = &c->draft->relations[i];
        if (verdict_of(r->relation) != VANTHU_CHECK_OK && strcmp(r->to, canonical) == 0)
            return true;
    }
    return false;
}

/* The document that acts; one without a number by its id. */
static struct vanthu_acted actor_of(struct checking *c, const struct vanthu_acted *r)
{
    struct vanthu_acted actor = *r;
    if (!actor.canonical)
        actor.canonical = say(c, _("document %s"), r->document);
    return actor;
}

static bool draft_cites(const struct checking *c, const char *canonical)
{
    for (size_t i = 0; canonical && i < c->draft->mentions_count; i++)
        if (strcmp(c->draft->mentions[i].canonical, canonical) == 0)
            return true;
    return false;
}

/* Repealed weighs more than replaced, that more than amended. An amendment that the draft cites too
 * is known to its writer. */
static bool is_acted_on(struct checking *c, const struct vanthu_mention *m,
                        const struct vanthu_entity *e, struct vanthu_checked *out)
{
    if (draft_states(c, m->canonical))
        return false;
    struct vanthu_acted worst = {0};
    char date[16];
    for (size_t i = 0; i < e->relations_count; i++) {
        const struct vanthu_acted *r = &e->relations[i];
        enum vanthu_verdict verdict = r->out ? VANTHU_CHECK_OK : verdict_of(r->relation);
        if (verdict == VANTHU_CHECK_OK || (worst.relation && verdict <= verdict_of(worst.relation)))
            continue;
        struct vanthu_acted actor = actor_of(c, r);
        if (verdict != VANTHU_CHECK_AMENDED || !draft_cites(c, actor.canonical))
            worst = actor;
    }
    if (!worst.relation)
        return false;
    char *by = say(c, worst.date ? "%s, %s" : "%s", worst.canonical, spoken(date, worst.date));
    give(out, verdict_of(worst.relation), by,
         say(c, "%s [%s]", worst.evidence ? worst.evidence : worst.relation, worst.document));
    return true;
}

/* Without a date, of a symbol that several years have. */
static void judge_open(struct checking *c, const struct vanthu_mention *m,
                       const struct vanthu_ref_result *found, struct vanthu_checked *out)
{
    struct vt_buf years = {0};
    char date[16];
    size_t dated = 0;
    for (size_t i = 0; i < found->entities_count; i++) {
        const struct vanthu_entity *e = &found->entities[i];
        if (!e->year)
            continue;
        dated++;
        vt_buf_printf(&years, "%s%s", years.len ? "; " : "", e->date ? spoken(date, e->date) : "");
        if (!e->date)
            vt_buf_printf(&years, "%d", e->year);
    }
    const char *text = vt_buf_cstr(&years);
    if (dated > 1)
        give(out, VANTHU_CHECK_AMBIGUOUS, say(c, "%s", text ? text : ""),
             say(c, _("%s is the number of %zu documents; give the date"), m->canonical, dated));
    vt_buf_free(&years);
}

static const char *other_form(const struct checking *c, const struct vanthu_mention *m)
{
    struct vt_buf key = {0}, other = {0};
    const char *found = NULL;
    bool failed = vt_ref_key(&key, vt_str(m->canonical)) != VANTHU_OK;
    for (size_t i = 0; i < c->draft->mentions_count && !found && !failed; i++) {
        const struct vanthu_mention *first = &c->draft->mentions[i];
        if (first == m)
            break;
        vt_buf_clear(&other);
        failed = vt_ref_key(&other, vt_str(first->canonical)) != VANTHU_OK;
        if (vt_str_eq(vt_buf_str(&key), vt_buf_str(&other)) &&
            strcmp(first->canonical, m->canonical) != 0)
            found = first->canonical;
    }
    vt_buf_free(&key);
    vt_buf_free(&other);
    return found;
}

static void judge_known(struct checking *c, const struct vanthu_mention *m,
                        const struct vanthu_ref_result *found, struct vanthu_checked *out)
{
    int year = year_in_draft(c, m);
    const struct vanthu_entity *e = entity_of(found, year, m);
    if (!e)
        e = made_before(found, m);
    if (!e && found->entities_count == 1 && (!year || !found->entities[0].year))
        e = &found->entities[0];
    if (!e && !year) {
        judge_open(c, m, found, out);
        return;
    }
    if (!e ||
        (m->year_in_symbol && m->date && year_of(m->date) != e->year && !mentions_on(e, m->date))) {
        judge_year(c, m, found, out);
        return;
    }
    if (is_misdated(c, m, e, out) || is_acted_on(c, m, e, out))
        return;
    const char *other = other_form(c, m);
    if (other)
        give(out, VANTHU_CHECK_TYPO, say(c, "%s", other),
             say(c, _("the draft writes it %s before"), other));
}

static vanthu_status check(struct checking *c, const struct vanthu_mention *m,
                           struct vanthu_checked *out)
{
    struct vanthu_ref_result *found = NULL;
    out->mention = m;
    out->verdict = VANTHU_CHECK_OK;
    if (m->kind == VANTHU_SELF || !m->symbol || !m->number) {
        give(out, VANTHU_CHECK_NONE, NULL, _("without a number: the archive cannot tell"));
        return VANTHU_OK;
    }
    vanthu_status status = look_up(c, m->canonical, &found);
    if (status != VANTHU_OK)
        return status;
    if (!found || found->near)
        judge_unknown(c, m, found, out);
    else
        judge_known(c, m, found, out);
    return VANTHU_OK;
}

/* ---- the draft ---- */

static uint64_t line_of(const char *data, uint64_t at, uint64_t *last, uint64_t *line)
{
    for (; *last < at; ++*last)
        *line += data[*last] == '\n';
    return *line;
}

static vanthu_status check_all(struct checking *c, const char *data)
{
    struct vanthu_check *out = &c->answer->answer;
    size_t count = c->draft->mentions_count;
    uint64_t last = 0, line = 1;
    vanthu_status status = VANTHU_OK;
    out->checked = vt_arena_array(&c->answer->arena, count + 1, sizeof *out->checked);
    c->topics = calloc(count + 1, sizeof *c->topics);
    if (!out->checked || !c->topics)
        return vt_err_memory(c->error);
    for (size_t i = 0; i < count && status == VANTHU_OK; i++) {
        const struct vanthu_mention *m = &c->draft->mentions[i];
        struct vanthu_checked *checked = &out->checked[out->checked_count];
        if (m->kind == VANTHU_SELF)
            continue;
        status = check(c, m, checked);
        checked->line = line_of(data, m->start, &last, &line);
        out->checked_count++;
    }
    return status;
}

vanthu_status vanthu_check(struct vanthu_check **out, struct vanthu_archive *archive,
                           const void *data, size_t size, struct vanthu_error *error)
{
    struct checking c = {.archive = archive, .answer = calloc(1, sizeof *c.answer), .error = error};
    *out = NULL;
    if (!c.answer)
        return vt_err_memory(error);
    vanthu_status status = vanthu_extract(&c.draft, data, size, error);
    c.answer->answer.draft = c.draft;
    if (status == VANTHU_OK)
        status = check_all(&c, data);
    for (size_t i = 0; i < c.topics_count; i++)
        vanthu_ref_result_free(c.topics[i].found);
    free(c.topics);
    if (status == VANTHU_OK)
        *out = &c.answer->answer;
    else
        vanthu_check_free(&c.answer->answer);
    return status;
}

void vanthu_check_free(struct vanthu_check *check)
{
    struct check_answer *answer = (struct check_answer *)check;
    if (!answer)
        return;
    vanthu_extract_free(answer->answer.draft);
    vt_arena_free(&answer->arena);
    free(answer);
}
