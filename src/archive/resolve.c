/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resolve.c: loads the mentions of one key and decides the year of each. */
#include "archive/resolve.h"

#include "archive/issuers.h"
#include "archive/sql.h"
#include "base/err.h"

#include <stdlib.h>

enum { FIRST_YEAR = 1945, YEARS = 200 };

int vt_iso_year(const char *iso)
{
    return iso ? atoi(iso) : 0;
}

/* ---- loading ------------------------------------------------------------------------------------
 */

static vanthu_status cited_row(void *context, struct sqlite3_stmt *row)
{
    struct vt_sql_list *list = context;
    struct vt_cited *c = vt_sql_list_add(list, sizeof *c);
    if (!c)
        return VANTHU_NO_MEMORY;
    bool ok = true;
    c->in.doc = sqlite3_column_int64(row, 0);
    c->in.id = vt_sql_str(list->arena, row, 1, &ok);
    c->in.title = vt_sql_str(list->arena, row, 2, &ok);
    c->in.date = vt_sql_str(list->arena, row, 3, &ok);
    c->in.year = sqlite3_column_int(row, 4);
    c->start = (uint64_t)sqlite3_column_int64(row, 5);
    c->end = (uint64_t)sqlite3_column_int64(row, 6);
    c->date_end = (uint64_t)sqlite3_column_int64(row, 7);
    c->canonical = vt_sql_str(list->arena, row, 8, &ok);
    c->type = vt_sql_str(list->arena, row, 9, &ok);
    c->date = vt_sql_str(list->arena, row, 10, &ok);
    c->issuer = vt_sql_str(list->arena, row, 11, &ok);
    c->year_in_symbol = sqlite3_column_int(row, 12);
    c->in.office = vt_sql_str(list->arena, row, 13, &ok);
    c->in.place = vt_sql_str(list->arena, row, 14, &ok);
    c->year_said = sqlite3_column_int(row, 15);
    if (!c->in.year)
        c->in.year = vt_iso_year(c->in.date);
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

static vanthu_status own_row(void *context, struct sqlite3_stmt *row)
{
    struct vt_sql_list *list = context;
    struct vt_own *own = vt_sql_list_add(list, sizeof *own);
    if (!own)
        return VANTHU_NO_MEMORY;
    bool ok = true;
    own->doc.doc = sqlite3_column_int64(row, 0);
    own->doc.id = vt_sql_str(list->arena, row, 1, &ok);
    own->doc.title = vt_sql_str(list->arena, row, 2, &ok);
    own->doc.date = vt_sql_str(list->arena, row, 3, &ok);
    own->doc.year = sqlite3_column_int(row, 4);
    own->type = vt_sql_str(list->arena, row, 5, &ok);
    own->canonical = vt_sql_str(list->arena, row, 6, &ok);
    own->doc.office = vt_sql_str(list->arena, row, 7, &ok);
    own->doc.place = vt_sql_str(list->arena, row, 8, &ok);
    if (!own->doc.year)
        own->doc.year = vt_iso_year(own->doc.date);
    return ok ? VANTHU_OK : VANTHU_NO_MEMORY;
}

/* ---- resolving
 * ----------------------------------------------------------------------------------- */

/* Of a law cited by name the canonical form ends with the year. */
static int year_of_name(const char *canonical)
{
    size_t len = strlen(canonical);
    if (len < 5 || canonical[len - 5] != ' ' || strspn(canonical + len - 4, "0123456789") != 4)
        return 0;
    return atoi(canonical + len - 4);
}

static int stated_year(const struct vt_cited *c)
{
    if (c->year_in_symbol)
        return c->year_in_symbol;
    return c->date ? vt_iso_year(c->date) : year_of_name(c->canonical);
}

static bool in_range(int year)
{
    return year >= FIRST_YEAR && year < FIRST_YEAR + YEARS;
}

/* The mentions of one document, from `begin` to `end`: the last stated year before each, else the
 * first one behind it. */
static void within_document(struct vt_cited *begin, struct vt_cited *end)
{
    int year = 0;
    for (struct vt_cited *c = begin; c < end; c++) {
        if (c->how == VANTHU_STATED) {
            year = c->year;
        } else if (year) {
            c->year = year;
            c->how = VANTHU_DOCUMENT;
        }
    }
    year = 0;
    for (struct vt_cited *c = end; c-- > begin;) {
        if (c->how == VANTHU_STATED)
            year = c->year;
        else if (year && c->how == VANTHU_OPEN) {
            c->year = year;
            c->how = VANTHU_DOCUMENT;
        }
    }
}

static bool is_of_party(const char *canonical)
{
    static const char *const organs[] = {"/TW", "/TU", "/HU", "/QU", "/ThU", "/ĐU"};
    for (size_t i = 0; i < sizeof organs / sizeof *organs; i++)
        if (vt_str_ends(vt_str(canonical), vt_str(organs[i])))
            return true;
    return false;
}

/* Committees of the Party number anew each term of five years; congresses have been held around
 * the turn of 2010, 2015, 2020 and 2025. */
static int first_of_term(int year)
{
    return year - (year + 4) % 5 - 1;
}

/* From the years that the archive knows of this symbol. */
static void within_archive(struct vt_reference *r, const bool known[YEARS])
{
    int only = 0, years = 0;
    for (int i = 0; i < YEARS; i++)
        if (known[i]) {
            only = FIRST_YEAR + i;
            years++;
        }
    for (size_t i = 0; i < r->cited_count; i++) {
        struct vt_cited *c = &r->cited[i];
        if (c->how != VANTHU_OPEN || years == 0)
            continue;
        if (years == 1) {
            c->year = only;
            c->how = VANTHU_UNIQUE;
            continue;
        }
        int first = is_of_party(c->canonical) ? first_of_term(c->in.year) : FIRST_YEAR;
        for (int y = c->in.year; in_range(y) && y >= first && c->how == VANTHU_OPEN; y--)
            if (known[y - FIRST_YEAR]) {
                c->year = y;
                c->how = VANTHU_LATEST;
            }
    }
}

/* Of which years there are documents; late: of the last quarter. */
struct years {
    bool known[YEARS], late[YEARS];
};

static void know(struct years *years, int year, const char *date)
{
    if (!in_range(year))
        return;
    years->known[year - FIRST_YEAR] = true;
    years->late[year - FIRST_YEAR] |= date && strlen(date) >= strlen("2021-10") && date[5] == '1';
}

/* The year said behind a number is its document's. But "Kế hoạch số 211/KH-UBND năm 2022" may be
 * for 2022, of December 2021: where only that one is known. */
static bool says_its_year(const struct years *years, int year)
{
    if (!in_range(year))
        return false;
    int i = year - FIRST_YEAR;
    return years->known[i] || i == 0 || !years->late[i - 1];
}

static void take_said_years(struct vt_reference *r, struct years *years)
{
    const struct years dated = *years;
    for (size_t i = 0; i < r->cited_count; i++) {
        struct vt_cited *c = &r->cited[i];
        if (c->how != VANTHU_OPEN || !says_its_year(&dated, c->year_said))
            continue;
        c->year = c->year_said;
        c->how = VANTHU_STATED;
        know(years, c->year, NULL);
    }
}

static void resolve(struct vt_reference *r)
{
    struct years years = {0};
    for (size_t i = 0; i < r->cited_count; i++) {
        struct vt_cited *c = &r->cited[i];
        c->year = stated_year(c);
        c->how = c->year ? VANTHU_STATED : VANTHU_OPEN;
        know(&years, c->year, c->date);
    }
    for (size_t i = 0; i < r->own_count; i++)
        know(&years, r->own[i].doc.year, r->own[i].doc.date);
    take_said_years(r, &years);
    for (size_t i = 0, next; i < r->cited_count; i = next) {
        for (next = i + 1; next < r->cited_count && r->cited[next].in.doc == r->cited[i].in.doc;)
            next++;
        within_document(r->cited + i, r->cited + next);
    }
    within_archive(r, years.known);
}

vanthu_status vt_reference_load(struct vt_reference *out, struct vt_catalog *catalog,
                                struct vt_arena *arena, const char *key, struct vanthu_error *error)
{
    struct vt_sql_list cited = {.arena = arena}, own = {.arena = arena};
    memset(out, 0, sizeof *out);
    out->key = key;
    vanthu_status status = vt_sql_each(
        catalog,
        "SELECT d.doc, d.id, d.title, d.date, d.year, m.start, m.end, m.date_end, m.canonical,"
        " m.type, m.date, m.issuer, m.year_in_symbol, d.office, d.place, m.year_said"
        " FROM mentions m JOIN documents d USING(doc)"
        " WHERE m.key = ?1 AND m.kind <> 3 ORDER BY m.doc, m.start",
        key, NULL, cited_row, &cited, error);
    if (!status)
        status = vt_sql_each(catalog,
                             "SELECT doc, id, title, date, year, type, own_canonical, office, place"
                             " FROM documents WHERE own_key = ?1 ORDER BY doc",
                             key, NULL, own_row, &own, error);
    if (status)
        return status;
    out->cited = cited.items;
    out->cited_count = cited.count;
    out->own = own.items;
    out->own_count = own.count;
    resolve(out);
    status = vt_issuers_part(out, arena);
    return status ? vt_err_memory(error) : VANTHU_OK;
}
