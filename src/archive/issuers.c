/* SPDX-License-Identifier: GPL-3.0-or-later */
/* issuers.c: divides the mentions of one key and year among the offices that may have issued it. */
#include "archive/issuers.h"

#include "archive/sql.h"
#include "base/utf8.h"
#include "outline/lines.h"
#include "text/fold.h"

#include <utf8proc.h>

enum { PLACE_WORDS = 4, NO_ISSUER = -1 };

/* ---- places -------------------------------------------------------------------------------------
 */

/* The next word of `s` behind blanks and dots; s then begins behind it. */
static struct vt_str next_word(struct vt_str *s)
{
    while (s->len && (s->p[0] == ' ' || s->p[0] == '.' || s->p[0] == '\t'))
        *s = vt_str_sub(*s, 1, s->len);
    size_t len = 0;
    while (len < s->len && !strchr(" .\t\n,;:()", s->p[len]))
        len++;
    struct vt_str word = vt_str_sub(*s, 0, len);
    *s = vt_str_sub(*s, len, s->len);
    return word;
}

static bool has_capital(struct vt_str word)
{
    uint32_t point = 0;
    if (!vt_utf8_decode(word, &point))
        return false;
    return point != (uint32_t)utf8proc_tolower((int32_t)point);
}

static bool is_place_kind(struct vt_str *rest, struct vt_str word)
{
    static const char *const alone[] = {"tỉnh", "huyện", "quận", "xã", "phường", "TP"};
    static const char *const two[][2] = {
        {"thành", "phố"}, {"thị", "xã"}, {"thị", "trấn"}, {"đặc", "khu"}};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        struct vt_str behind = *rest, second = next_word(&behind);
        if (vt_same_caseless(word, vt_str(two[i][0])) &&
            vt_same_caseless(second, vt_str(two[i][1]))) {
            *rest = behind;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (vt_same_caseless(word, vt_str(alone[i])))
            return true;
    return false;
}

struct vt_str vt_issuer_place(struct vt_str office)
{
    struct vt_str rest = office, found = VT_STR_NONE;
    for (struct vt_str word = next_word(&rest); word.len; word = next_word(&rest)) {
        if (!is_place_kind(&rest, word))
            continue;
        struct vt_str name = rest, end = rest;
        int words = 0;
        for (word = next_word(&end); word.len && has_capital(word) && words < PLACE_WORDS;
             word = next_word(&end)) {
            found = words++ ? vt_str_range(found.p, word.p + word.len) : word;
            name = end;
        }
        rest = words ? name : rest;
    }
    return found;
}

/* Offices of the state whose place, Hà Nội, says nothing about whose plans they cite. */
static bool is_central(struct vt_str office)
{
    static const char *const names[] = {"Bộ ",
                                        "Chính phủ",
                                        "Quốc hội",
                                        "Thủ tướng",
                                        "Tổng cục",
                                        "Kiểm toán",
                                        "Văn phòng Chính phủ",
                                        "Ủy ban Thường vụ",
                                        "Ngân hàng",
                                        "Thanh tra Chính phủ",
                                        "Ban Chấp hành Trung ương"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct vt_str head = vt_str_sub(office, 0, strlen(names[i]));
        if (vt_same_caseless(head, vt_str(names[i])))
            return true;
    }
    return false;
}

/* People's committees and councils, departments of a province, committees of the Party below the
 * central one: an organ of the symbol says so. */
static bool is_local(const char *canonical)
{
    static const char *const organs[] = {"UBND", "HĐND", "TU", "HU", "QU", "ThU", "ĐU"};
    const char *slash = canonical ? strrchr(canonical, '/') : NULL;
    for (const char *at = slash; at; at = strpbrk(at + 1, "-/")) {
        size_t len = strcspn(at + 1, "-/");
        for (size_t i = 0; i < sizeof organs / sizeof *organs; i++)
            if (len == strlen(organs[i]) && memcmp(at + 1, organs[i], len) == 0)
                return true;
        if (len >= 3 && at[1] == 'S' && at[2] >= 'A' && at[2] <= 'Z')
            return true;
    }
    return false;
}

/* ---- issuers ------------------------------------------------------------------------------------
 */

/* A mention or an own document, to be given its issuer. */
struct item {
    int64_t doc;
    int year, *issuer;
    const char *date;        /* of day, month and year; else NULL */
    struct vt_str named;     /* place named with it */
    struct vt_str of_writer; /* place of the office that wrote the document */
};

struct known_date {
    int issuer;
    const char *date;
};

struct parting {
    struct vt_arena *arena;
    struct vt_sql_list issuers, dates;
    struct item *items;
    size_t count;
    bool no_memory;
};

static const char *folded(struct parting *p, struct vt_str place)
{
    struct vt_buf buf = {0};
    const char *copy = NULL;
    if (vt_fold(&buf, place, VT_L3) == VANTHU_OK)
        copy = vt_arena_str(p->arena, vt_buf_str(&buf));
    vt_buf_free(&buf);
    p->no_memory |= !copy;
    return copy ? copy : "";
}

static int find_issuer(struct parting *p, int year, const char *key)
{
    const struct vt_issuer *issuers = p->issuers.items;
    for (size_t i = 0; i < p->issuers.count; i++)
        if (issuers[i].year == year &&
            (issuers[i].key && key ? strcmp(issuers[i].key, key) == 0 : issuers[i].key == key))
            return (int)i;
    return NO_ISSUER;
}

static int issuer_of(struct parting *p, int year, struct vt_str place)
{
    const char *key = place.len ? folded(p, place) : NULL;
    int found = find_issuer(p, year, key);
    if (found != NO_ISSUER)
        return found;
    struct vt_issuer *issuer = vt_sql_list_add(&p->issuers, sizeof *issuer);
    char *written = place.len ? vt_arena_str(p->arena, place) : NULL;
    if (!issuer || (place.len && !written)) {
        p->no_memory = true;
        return 0;
    }
    *issuer = (struct vt_issuer){year, written, key};
    return (int)p->issuers.count - 1;
}

static int of_date(struct parting *p, const char *date)
{
    const struct known_date *dates = p->dates.items;
    for (size_t i = 0; date && i < p->dates.count; i++)
        if (strcmp(dates[i].date, date) == 0)
            return dates[i].issuer;
    return NO_ISSUER;
}

static void give(struct parting *p, struct item *item, int issuer)
{
    *item->issuer = issuer;
    if (!item->date || of_date(p, item->date) != NO_ISSUER)
        return;
    struct known_date *d = vt_sql_list_add(&p->dates, sizeof *d);
    p->no_memory |= !d;
    if (d)
        *d = (struct known_date){issuer, item->date};
}

/* The one issuer of the year; NO_ISSUER when there are none or several. */
static int only_issuer(struct parting *p, int year)
{
    const struct vt_issuer *issuers = p->issuers.items;
    int only = NO_ISSUER;
    for (size_t i = 0; i < p->issuers.count; i++) {
        if (issuers[i].year != year)
            continue;
        if (only != NO_ISSUER)
            return NO_ISSUER;
        only = (int)i;
    }
    return only;
}

/* The issuer of the other mentions of the year in the same document, when they agree. */
static int of_document(struct parting *p, const struct item *item)
{
    int found = NO_ISSUER;
    const struct item *first = item, *last = item, *end = p->items + p->count;
    while (first > p->items && first[-1].doc == item->doc)
        first--;
    while (last + 1 < end && last[1].doc == item->doc)
        last++;
    for (const struct item *i = first; i <= last; i++) {
        if (i->year != item->year || *i->issuer == NO_ISSUER || *i->issuer == found)
            continue;
        if (found != NO_ISSUER)
            return NO_ISSUER;
        found = *i->issuer;
    }
    return found;
}

static void part(struct parting *p)
{
    struct item *end = p->items + p->count;
    for (struct item *i = p->items; i < end; i++)
        if (i->named.len)
            give(p, i, issuer_of(p, i->year, i->named));
    for (struct item *i = p->items; i < end; i++) {
        int known = *i->issuer == NO_ISSUER ? of_date(p, i->date) : NO_ISSUER;
        if (known != NO_ISSUER)
            *i->issuer = known;
    }
    for (struct item *i = p->items; i < end; i++) {
        int known = *i->issuer == NO_ISSUER && !i->date ? of_document(p, i) : NO_ISSUER;
        if (known != NO_ISSUER)
            *i->issuer = known;
    }
    /* dated in a document whose office has a place */
    for (struct item *i = p->items; i < end; i++) {
        if (*i->issuer != NO_ISSUER || !i->date || !i->of_writer.len)
            continue;
        int known = of_date(p, i->date);
        give(p, i, known != NO_ISSUER ? known : issuer_of(p, i->year, i->of_writer));
    }
    for (struct item *i = p->items; i < end; i++) {
        if (*i->issuer != NO_ISSUER)
            continue;
        int known = i->of_writer.len ? find_issuer(p, i->year, folded(p, i->of_writer)) : NO_ISSUER;
        if (known == NO_ISSUER)
            known = of_document(p, i);
        if (known == NO_ISSUER)
            known = only_issuer(p, i->year);
        give(p, i, known != NO_ISSUER ? known : issuer_of(p, i->year, VT_STR_NONE));
    }
}

static struct vt_str place_of_writer(const struct vt_citing *doc)
{
    struct vt_str office = doc->office ? vt_str(doc->office) : VT_STR_NONE;
    struct vt_str place = vt_issuer_place(office);
    if (place.len || is_central(office))
        return place;
    return doc->place ? vt_str(doc->place) : VT_STR_NONE;
}

static const char *whole_date(const char *iso)
{
    return iso && strlen(iso) == strlen("2021-07-13") ? iso : NULL;
}

vanthu_status vt_issuers_part(struct vt_reference *r, struct vt_arena *arena)
{
    struct parting p = {.arena = arena, .issuers = {.arena = arena}, .dates = {.arena = arena}};
    bool local = false;
    p.items = vt_arena_alloc(arena, (r->cited_count + r->own_count + 1) * sizeof *p.items);
    if (!p.items)
        return VANTHU_NO_MEMORY;
    for (size_t i = 0; i < r->cited_count; i++) {
        struct vt_cited *c = &r->cited[i];
        local |= is_local(c->canonical);
        p.items[p.count++] =
            (struct item){c->in.doc,
                          c->year,
                          &c->of,
                          whole_date(c->date),
                          vt_issuer_place(c->issuer ? vt_str(c->issuer) : VT_STR_NONE),
                          place_of_writer(&c->in)};
    }
    for (size_t i = 0; i < r->own_count; i++) {
        struct vt_own *own = &r->own[i];
        local |= is_local(own->canonical);
        p.items[p.count++] = (struct item){own->doc.doc,
                                           own->doc.year,
                                           &own->of,
                                           whole_date(own->doc.date),
                                           place_of_writer(&own->doc),
                                           VT_STR_NONE};
    }
    for (struct item *i = p.items; i < p.items + p.count; i++) {
        *i->issuer = NO_ISSUER;
        if (!local)
            i->named = i->of_writer = VT_STR_NONE;
    }
    part(&p);
    r->issuers = p.issuers.items;
    r->issuers_count = p.issuers.count;
    return p.no_memory ? VANTHU_NO_MEMORY : VANTHU_OK;
}
