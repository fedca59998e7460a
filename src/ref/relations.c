/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relations.c: what one document does to another, from the words before each mention.
 *
 * The words between a mention and the one before it in the same sentence are folded once; the last
 * verb of the table that governs the second mention decides. Without a mention before it, only a
 * sentence that begins so speaks of the document itself ("Căn cứ ...", "Nghị định này thay thế
 * ..."). Bounded stretches of text, so linear.
 */
#include "ref/ref.h"

#include "ref/letters.h"

enum { GAP_MAX = 600, SENTENCE_MAX = 300, HEAD_BYTES = 4000, FAR = 260 };

static const struct verb {
    const char *words;    /* folded */
    const char *relation; /* NULL: says nothing, but hides a shorter verb in it */
} VERBS[] = {
    {"tiep tuc va tang cuong thuc hien", "continues"},
    {"tiep tuc trien khai thuc hien", "continues"},
    {"tiep tuc trien khai", "continues"},
    {"tiep tuc thuc hien", "continues"},
    {"huong dan thi hanh", "guides"},
    {"huong dan thuc hien", "guides"},
    {"huong dan", "guides"},
    {"quy dinh chi tiet", "guides"},
    {"tinh hinh thuc hien", NULL},
    {"ket qua thuc hien", NULL},
    {"tong ket thuc hien", NULL},
    {"so ket thuc hien", NULL},
    {"ban hanh kem theo", "issued_with"},
    {"kem theo", "issued_with"},
    {"sua doi", "amends"},
    {"bo sung", "amends"},
    {"dieu chinh", "amends"},
    {"thay the", "replaces"},
    {"bai bo", "repeals"},
    {"huy bo", "repeals"},
    {"het hieu luc", "repeals"},
    {"dinh chinh", "corrects"},
    {"tam ngung hieu luc", "suspends"},
    {"ngung hieu luc", "suspends"},
    {"tam dinh chi", "suspends"},
    {"dinh chi", "suspends"},
    {"hop nhat", "consolidates"},
    {"giai thich", "explains"},
    {"cong bo", "announces"},
    {"phe duyet", "approves"},
    {"cu the hoa", "implements"},
    {"trien khai thuc hien", "implements"},
    {"to chuc thuc hien", "implements"},
    {"trien khai", "implements"},
    {"thuc hien", "implements"},
    {"can cu", "based_on"},
};
enum { VERBS_COUNT = sizeof VERBS / sizeof *VERBS };

/* Words between a verb and what it governs. */
static const char *const FILLERS[] = {
    "mot so",       "mot phan", "toan bo",   "noi dung", "quy dinh", "quy che",     "dieu",
    "khoan",        "diem",     "cua",       "cac",      "tai",      "theo",        "ke hoach",
    "chuong trinh", "de an",    "hanh dong", "nghiem",   "tot",      "co hieu qua", "hieu qua",
    "day du",       "va",       "bo sung",   "sua doi",  "thi hanh", "chi tiet",    "phu luc",
    "nghiem tuc",   "chuong",   "muc",       "doi voi",  "cho",      "voi",         "thuc hien",
    "bien phap",    "giao",     "y kien",    "tinh than"};

/* Folded words with the place each byte came from. */
struct words {
    char text[GAP_MAX + 2];
    size_t at[GAP_MAX + 2];
    size_t len;
};

static void fold(struct words *out, struct vt_str clean, size_t begin, size_t end)
{
    out->len = 0;
    for (size_t at = begin; at < end && out->len < GAP_MAX;) {
        struct vt_letter c = vt_letter_at(clean, at);
        size_t next = vt_skip_space(clean, at, end - at);
        out->at[out->len] = at;
        out->text[out->len++] = next > at ? ' ' : c.base ? c.base : '?';
        at = next > at ? next : at + c.size;
    }
    out->at[out->len] = end;
    out->text[out->len] = '\0';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool whole_words(const struct words *w, size_t at, size_t len)
{
    return !(at > 0 && is_word_byte(w->text[at - 1])) && !is_word_byte(w->text[at + len]);
}

struct found_verb {
    const struct verb *verb;
    size_t at, end; /* in the folded words */
};

/* The verb that ends last before `limit`; of those with the same end the longest. */
static bool last_verb(struct found_verb *out, const struct words *w, size_t limit)
{
    *out = (struct found_verb){0};
    for (size_t i = 0; i < VERBS_COUNT; i++) {
        size_t len = strlen(VERBS[i].words);
        for (const char *p = strstr(w->text, VERBS[i].words); p;
             p = strstr(p + 1, VERBS[i].words)) {
            size_t at = (size_t)(p - w->text);
            if (at + len > limit)
                break;
            bool later = at + len > out->end || (at + len == out->end && at < out->at);
            if (later && whole_words(w, at, len))
                *out = (struct found_verb){&VERBS[i], at, at + len};
        }
    }
    return out->verb != NULL;
}

/* The length of the filler at `at`, of a number, a single letter ("điểm a") or what is no word; 0:
 * another word stands there. */
static size_t filler(const struct words *w, size_t at)
{
    if (!is_word_byte(w->text[at]))
        return 1;
    for (size_t i = 0; i < sizeof FILLERS / sizeof *FILLERS; i++) {
        size_t len = strlen(FILLERS[i]);
        if (strncmp(w->text + at, FILLERS[i], len) == 0 && whole_words(w, at, len))
            return len;
    }
    size_t len = 1;
    while (is_word_byte(w->text[at + len]))
        len++;
    bool number = w->text[at] >= '0' && w->text[at] <= '9';
    return number || len == 1 ? len : 0;
}

/* Only fillers stand from `at` to the end. */
static bool governs(const struct words *w, size_t at)
{
    for (size_t len; at < w->len; at += len)
        if ((len = filler(w, at)) == 0)
            return false;
    return true;
}

static bool ends_with(const struct words *w, const char *word)
{
    size_t end = w->len, len = strlen(word);
    while (end > 0 && w->text[end - 1] == ' ')
        end--;
    return end >= len && strncmp(w->text + end - len, word, len) == 0 &&
           whole_words(w, end - len, len);
}

static bool ends_with_comma(const struct words *w)
{
    size_t end = w->len;
    while (end > 0 && w->text[end - 1] == ' ')
        end--;
    return end > 0 && w->text[end - 1] == ',';
}

/* Changes its object also over a description: "sửa đổi Quy chế ... ban hành kèm theo B". */
static bool reaches_far(const struct words *w, const struct found_verb *v)
{
    static const char *const far[] = {"amends", "replaces", "repeals", "corrects"};
    if (w->len - v->end > FAR ||
        !(ends_with(w, "kem theo") || ends_with(w, "ban hanh tai") || ends_with(w, "tai")))
        return false;
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        if (v->verb->relation && strcmp(v->verb->relation, far[i]) == 0)
            return true;
    return false;
}

/* The verb of the words `w` that governs what stands behind them. */
static bool governing(struct found_verb *v, const struct words *w)
{
    if (ends_with(w, "va") || ends_with_comma(w))
        return false;
    for (size_t limit = w->len; last_verb(v, w, limit); limit = v->at) {
        bool issue = v->verb->relation && strcmp(v->verb->relation, "issued_with") == 0;
        struct found_verb before;
        if (issue)
            for (size_t l = v->at; last_verb(&before, w, l); l = before.at)
                if (reaches_far(w, &before)) {
                    *v = before;
                    return true;
                }
        if (governs(w, v->end) || reaches_far(w, v))
            return v->verb->relation != NULL;
        if (v->at == 0)
            break;
    }
    return false;
}

/* ---- sentences
 * ------------------------------------------------------------------------------------ */

/* An empty line, behind which no small letter goes on. */
static bool paragraph_ends(struct vt_str clean, size_t at)
{
    size_t next = vt_skip_space(clean, at, 8);
    bool empty = memchr(clean.p + at + 1, '\n', next > at ? next - at - 1 : 0) != NULL;
    return empty && vt_letter_at(clean, next).kind != VT_LOWER;
}

/* A sentence ends between the bytes: a full stop before a blank, ";", or a paragraph. */
static bool sentence_ends(struct vt_str clean, size_t begin, size_t end)
{
    for (size_t at = begin; at < end; at++) {
        char c = clean.p[at];
        if (c == ';' || (c == '\n' && paragraph_ends(clean, at)))
            return true;
        if (c == '.' && at + 1 < clean.len && strchr(" \n\r\t", clean.p[at + 1]))
            return true;
    }
    return false;
}

/* Where the sentence that holds `at` begins: behind ".", ";" or an empty or labelled line. */
static size_t sentence_begin(struct vt_str clean, size_t at)
{
    size_t begin = at;
    while (begin > 0 && at - begin < SENTENCE_MAX) {
        char c = clean.p[begin - 1];
        bool stop = c == ';' || c == ':' || (c == '.' && strchr(" \n\r\t", clean.p[begin]));
        bool line =
            c == '\n' && vt_letter_at(clean, vt_skip_space(clean, begin, 8)).kind == VT_UPPER;
        if (stop || line)
            break;
        begin--;
    }
    while (begin < at && strchr(" \n\r\t-*#(|", clean.p[begin]))
        begin++;
    return begin;
}

/* ---- statements
 * -------------------------------------------------------------------------------------- */

struct finder {
    struct vt_arena *arena;
    struct vt_str clean;
    struct vanthu_relation *items;
    size_t count, cap;
    /* the statement that a list goes on with */
    const char *relation;
    const struct vanthu_mention *subject;
    size_t from_at;
    bool reversed;
};

static vanthu_status add(struct finder *f, const struct vanthu_mention *object)
{
    if (f->count == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 16;
        struct vanthu_relation *items = vt_arena_array(f->arena, cap, sizeof *items);
        if (!items)
            return VANTHU_NO_MEMORY;
        if (f->count)
            memcpy(items, f->items, f->count * sizeof *items);
        f->items = items;
        f->cap = cap;
    }
    const struct vanthu_mention *from = f->reversed ? object : f->subject;
    const struct vanthu_mention *to = f->reversed ? f->subject : object;
    struct vanthu_relation *r = &f->items[f->count++];
    memset(r, 0, sizeof *r);
    r->relation = f->relation;
    if (from) {
        r->from = from->canonical;
        r->from_date = from->date;
    }
    r->to = to->canonical;
    r->to_date = to->date;
    r->start = f->from_at;
    r->end = object->date_end > object->end ? object->date_end : object->end;
    return VANTHU_OK;
}

static size_t end_of(const struct vanthu_mention *m)
{
    return m->date_end > m->end ? m->date_end : m->end;
}

/* Only commas, "và" and the issuer stand between two mentions: a list. */
static bool is_list(struct vt_str clean, const struct vanthu_mention *a,
                    const struct vanthu_mention *b)
{
    size_t at = end_of(a);
    if (b->start < at || b->start - at > 160)
        return false;
    struct words w;
    fold(&w, clean, at, b->start);
    size_t i = 0, issuer = a->issuer ? strlen(a->issuer) : 0;
    while (w.text[i] == ' ')
        i++;
    if (issuer && strncmp(w.text + i, "cua ", 4) == 0) {
        size_t skip = vt_skip_space(clean, w.at[i + 4], 8) + issuer;
        while (i < w.len && w.at[i] < skip)
            i++;
    }
    bool joined = false;
    while (i < w.len) {
        if (strncmp(w.text + i, "va", 2) == 0 && whole_words(&w, i, 2)) {
            joined = true;
            i += 2;
        } else if (strchr(" ,", w.text[i])) {
            joined |= w.text[i] == ',';
            i++;
        } else {
            return false;
        }
    }
    return joined;
}

/* One of the words stands whole at or behind `from`. */
static bool has_word(const struct words *w, size_t from, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        for (const char *p = strstr(w->text + from, words[i]); p; p = strstr(p + 1, words[i]))
            if (whole_words(w, (size_t)(p - w->text), len))
                return true;
    }
    return false;
}

/* "A được sửa đổi, bổ sung bởi B", "... tại khoản 3 Điều 1 B": B acts. */
static bool is_passive(const struct words *w, const struct found_verb *v)
{
    static const char *const by[] = {"boi", "theo", "tai", "bang"};
    const char *passive = strstr(w->text, "duoc ");
    return passive && passive < w->text + v->end && has_word(w, v->end, by, 4);
}

/* "thực hiện theo B", "hướng dẫn tại B": B only says how, the document before it does nothing. */
static bool is_manner(const struct words *w, const struct found_verb *v)
{
    static const char *const how[] = {"theo", "theo quy dinh", "tai"};
    static const char *const acts[] = {"implements", "continues", "guides", "approves"};
    bool act = false;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        act |= strcmp(v->verb->relation, acts[i]) == 0;
    size_t at = v->end;
    while (w->text[at] == ' ')
        at++;
    for (size_t i = 0; act && i < sizeof how / sizeof *how; i++)
        if (strncmp(w->text + at, how[i], strlen(how[i])) == 0 &&
            whole_words(w, at, strlen(how[i])))
            return true;
    return false;
}

/* Something else than the document before them is what the words speak of: "A, Quy chế ban hành kèm
 * theo B", "A và Chương trình được phê duyệt tại B". */
static bool is_about_other(const struct words *w, const struct found_verb *v)
{
    static const char *const things[] = {
        "quy che",   "quy dinh", "danh muc",     "mau",      "bieu mau", "phu luc",  "dieu le",
        "quy chuan", "dinh muc", "chuong trinh", "ke hoach", "de an",    "bang gia", "quy trinh"};
    struct words before = *w;
    before.text[before.len = v->at] = '\0';
    return has_word(&before, 0, things, sizeof things / sizeof *things) ||
           memchr(before.text, ',', before.len) != NULL;
}

/* Between two mentions of one sentence. */
static bool between(struct finder *f, const struct vanthu_mention *a,
                    const struct vanthu_mention *b)
{
    struct words w;
    struct found_verb v;
    size_t begin = end_of(a);
    if (b->start <= begin || b->start - begin > GAP_MAX || sentence_ends(f->clean, begin, b->start))
        return false;
    fold(&w, f->clean, begin, b->start);
    static const char *const by[] = {"boi", "bang"};
    bool passive = strstr(w.text, "duoc ") != NULL;
    for (size_t i = 0; passive && i < 2; i++)
        if (ends_with(&w, by[i]))
            w.text[w.len -= strlen(by[i]) + (w.text[w.len - 1] == ' ')] = '\0';
    if (!governing(&v, &w))
        return false;
    fold(&w, f->clean, begin, b->start);
    f->relation = v.verb->relation;
    f->subject = a;
    f->from_at = a->start;
    f->reversed = is_passive(&w, &v);
    bool does = strcmp(f->relation, "implements") == 0 || strcmp(f->relation, "continues") == 0;
    if ((!f->reversed || does) && is_manner(&w, &v))
        return false;
    bool loose = strcmp(f->relation, "issued_with") == 0 || strcmp(f->relation, "approves") == 0;
    if (loose && is_about_other(&w, &v))
        return false;
    return strcmp(f->relation, "based_on") != 0;
}

/* The sentence begins with the verb, or with "Nghị định này" and the verb. */
static bool by_itself(struct finder *f, const struct vanthu_mention *b)
{
    struct words w;
    struct found_verb v;
    size_t begin = sentence_begin(f->clean, b->start);
    fold(&w, f->clean, begin, b->start);
    if (!governing(&v, &w) || is_manner(&w, &v) || sentence_ends(f->clean, w.at[v.at], b->start))
        return false;
    const char *relation = v.verb->relation;
    bool acts = strcmp(relation, "implements") == 0 || strcmp(relation, "continues") == 0;
    bool first = v.at == 0;
    struct found_verb opening;
    if (!first && last_verb(&opening, &w, v.at) && opening.at == 0 && opening.verb->relation &&
        strcmp(opening.verb->relation, relation) == 0)
        first = true; /* "Sửa đổi, bổ sung ..." */
    const char *self = strstr(w.text, " nay ");
    bool itself = self && self < w.text + v.at;
    f->relation = relation;
    f->subject = NULL;
    f->from_at = w.at[first ? 0 : v.at];
    f->reversed = false;
    if (acts)
        return first && b->start < HEAD_BYTES && vt_letter_at(f->clean, begin).kind == VT_UPPER;
    if (strcmp(relation, "issued_with") == 0)
        return itself;
    if (strcmp(relation, "based_on") == 0)
        return first;
    return (first && vt_letter_at(f->clean, begin).kind == VT_UPPER) || itself;
}

/* "B hết hiệu lực kể từ ngày ..." */
static bool ends_itself(struct finder *f, const struct vanthu_mention *b)
{
    struct words w;
    size_t begin = end_of(b), end = begin + 200 < f->clean.len ? begin + 200 : f->clean.len;
    fold(&w, f->clean, begin, end);
    const char *said = strstr(w.text, "het hieu luc");
    if (!said || memchr(w.text, ';', (size_t)(said - w.text)) ||
        memchr(w.text, '.', (size_t)(said - w.text)) || strstr(w.text, "khi ") == w.text)
        return false;
    f->relation = "repeals";
    f->subject = NULL;
    f->from_at = b->start;
    f->reversed = false;
    return true;
}

/* "A thay thế B và C bãi bỏ D": C begins a clause of its own. (In "bãi bỏ B và C sửa đổi D" the
 * last words only tell what C is.) */
static bool begins_clause(const struct finder *f, const struct vanthu_mention *m,
                          const struct vanthu_mention *next)
{
    struct finder ahead = *f;
    return next && next->kind != VANTHU_SELF && between(&ahead, m, next) && !ahead.reversed &&
           (strcmp(ahead.relation, "repeals") == 0 || strcmp(ahead.relation, "replaces") == 0);
}

vanthu_status vt_ref_relations(struct vanthu_relation **relations, size_t *count,
                               struct vt_arena *arena, struct vt_str clean,
                               const struct vanthu_mention *mentions, size_t mentions_count)
{
    struct finder f = {.arena = arena, .clean = clean};
    const struct vanthu_mention *before = NULL;
    bool stated = false;
    for (size_t i = 0; i < mentions_count; i++) {
        const struct vanthu_mention *m = &mentions[i];
        if (m->kind == VANTHU_SELF)
            continue;
        const struct vanthu_mention *next = i + 1 < mentions_count ? m + 1 : NULL;
        if (before && stated && is_list(clean, before, m) && begins_clause(&f, m, next)) {
            stated = false;
        } else if (!(before && stated && is_list(clean, before, m))) {
            stated = before && between(&f, before, m);
            if (!stated && !(before && end_of(before) > sentence_begin(clean, m->start)))
                stated = by_itself(&f, m);
            if (!stated)
                stated = ends_itself(&f, m);
        }
        bool other = !f.subject || strcmp(f.subject->canonical, m->canonical) != 0;
        if (stated && other && add(&f, m))
            return VANTHU_NO_MEMORY;
        before = m;
    }
    *relations = f.items;
    *count = f.count;
    return VANTHU_OK;
}
