/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan-chunk.c: words joined without spaces: abbreviations, hosts, e-mail addresses. */
#include "date.h"
#include "scan.h"

/* ---- hosts ------------------------------------------------------------------------------------
 */

enum { HOST_MAX = 253 };

static bool is_label(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-';
}

static bool is_local(char c)
{
    return is_label(c) || c == '.' || c == '_' || c == '+' || c == '%';
}

static bool top_level(struct vt_str label)
{
    static const char *const domains[] = {"vn",  "com",  "net",  "org", "gov",
                                          "edu", "info", "asia", "int", "io"};
    char lower[5];
    if (label.len < 2 || label.len > 4)
        return false;
    for (size_t i = 0; i < label.len; i++)
        lower[i] = (char)(label.p[i] | 0x20);
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        if (vt_str_eq((struct vt_str){lower, label.len}, vt_str(domains[i])))
            return true;
    return false;
}

/* True when the label [from, to) may end a host: a hyphen behind it ("a.gov.vn- b") is a dash. */
static bool ends_host(struct vt_str s, size_t from, size_t to)
{
    return vt_scan_char(s, to) != '_' && !vt_scan_alnum(s, to) &&
           top_level(vt_str_sub(s, from, to));
}

/* The end of the host that begins at `at`: the last label that is a top-level domain. 0: none. */
static size_t host_end(struct vt_str s, size_t at)
{
    size_t end = 0, label = at;
    for (size_t i = at; i - at < HOST_MAX; i++) {
        char c = vt_scan_char(s, i);
        if (label > at && (c == '-' || !is_label(c)) && ends_host(s, label, i))
            end = i;
        if (is_label(c))
            continue;
        if (i == label || c != '.')
            break;
        label = i + 1;
    }
    return end;
}

static void queue_labels(struct vt_scan *scan, size_t at, size_t end)
{
    for (size_t label = at; at <= end; at++)
        if (at == end || scan->s.p[at] == '.') {
            vt_scan_piece(scan, label, at, VT_WORD);
            label = at + 1;
        }
}

/* The words of the part before the @. */
static void queue_local(struct vt_scan *scan, size_t at, size_t end)
{
    for (size_t word = at; at <= end; at++)
        if (at == end || !is_label(scan->s.p[at]) || scan->s.p[at] == '-') {
            if (at > word)
                vt_scan_piece(scan, word, at, VT_WORD);
            word = at + 1;
        }
}

static void whole(struct vt_scan *scan, size_t piece, size_t start, size_t end)
{
    struct vt_piece span = {start, end, VT_WORD};
    vt_extra_text(vt_scan_extra(scan, piece, start, end), vt_scan_text(scan, &span));
}

bool vt_scan_host(struct vt_scan *scan, size_t at)
{
    struct vt_str s = scan->s;
    size_t local = at, end, host = at;
    while (local - at < HOST_MAX && is_local(vt_scan_char(s, local)))
        local++;
    if (vt_scan_char(s, local) == '@' && (end = host_end(s, local + 1)) != 0) {
        queue_local(scan, at, local);
        host = local + 1;
        whole(scan, 0, at, end);
    } else {
        end = host_end(s, at);
    }
    size_t labels = 1;
    for (size_t i = host; i < end; i++)
        labels += s.p[i] == '.';
    if (end == 0 || labels + scan->pieces_count > VT_PIECES) {
        scan->pieces_count = scan->extras_count = 0;
        return false;
    }
    whole(scan, scan->pieces_count, host, end);
    queue_labels(scan, host, end);
    scan->at = end;
    return true;
}

/* ---- chunks: TT&TT, KT-XH, TP.HCM, đ/c, vắc-xin, Covid-19
 * ---------------------------------------- */

struct chunk {
    struct vt_run parts[VT_PIECES];
    size_t count;
    char joiners[4]; /* the kinds there are */
};

static void note_joiner(struct chunk *chunk, char c)
{
    size_t len = strlen(chunk->joiners);
    if (len < sizeof chunk->joiners - 1 && !strchr(chunk->joiners, c))
        chunk->joiners[len] = c;
}

/* Where the part begins that follows `at`; 0: the chunk ends there. A date ends it. */
static size_t next_part(struct vt_str s, size_t at)
{
    struct vt_date date;
    size_t next = vt_scan_joined(s, at, "-&./");
    if (next && vt_scan_digit(s, next) &&
        vt_date_read_numbers(&date, vt_str_sub(s, next, s.len)) != 0)
        return 0;
    return next;
}

static size_t chunk_end(struct vt_str s, size_t at)
{
    for (size_t next; (next = next_part(s, at)) != 0;)
        at = vt_scan_run(s, next).end;
    return at;
}

/* False when there are too many parts. */
static bool read_chunk(struct chunk *chunk, struct vt_str s, const struct vt_run *first)
{
    size_t next;
    *chunk = (struct chunk){.count = 1};
    chunk->parts[0] = *first;
    while ((next = next_part(s, chunk->parts[chunk->count - 1].end)) != 0) {
        if (chunk->count == VT_PIECES)
            return false;
        note_joiner(chunk, s.p[chunk->parts[chunk->count - 1].end]);
        chunk->parts[chunk->count++] = vt_scan_run(s, next);
    }
    return true;
}

/* How the joined form is written. */
enum joined { NOT_JOINED, JOINED, JOINED_BY_SLASH };

static enum joined joined_form(struct vt_scan *scan, const struct chunk *chunk)
{
    size_t abbreviated = 0, single = 0, single_caps = 0, lower = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        const struct vt_run *part = &chunk->parts[i];
        bool one = part->chars == 1 && part->letters == 1;
        abbreviated += part->caps >= 2;
        single += one;
        single_caps += one && part->caps == 1;
        lower += part->caps == 0 && part->digits == 0;
    }
    bool hyphens = strcmp(chunk->joiners, "-") == 0;
    if (single == chunk->count && strcmp(chunk->joiners, "/") == 0)
        return JOINED_BY_SLASH;
    if (abbreviated || single_caps == chunk->count || (hyphens && lower == chunk->count))
        return JOINED;
    const struct vt_run *number = &chunk->parts[1];
    bool numbered = hyphens && chunk->count == 2 && number->letters == 0 && number->digits <= 4;
    return numbered && vt_scan_foreign(scan, &chunk->parts[0]) ? JOINED : NOT_JOINED;
}

bool vt_scan_chunk(struct vt_scan *scan, const struct vt_run *first)
{
    struct chunk chunk;
    if (first->end < scan->parts_until || !next_part(scan->s, first->end))
        return false;
    if (!read_chunk(&chunk, scan->s, first)) {
        scan->parts_until = chunk_end(scan->s, first->end);
        return false;
    }
    enum joined form = joined_form(scan, &chunk);
    for (size_t i = 0; i < chunk.count; i++)
        vt_scan_piece(scan, chunk.parts[i].start, chunk.parts[i].end,
                      chunk.parts[i].letters ? VT_WORD : VT_NUMBER);
    scan->at = chunk.parts[chunk.count - 1].end;
    if (form == NOT_JOINED)
        return true;
    struct vt_extra *extra = vt_scan_extra(scan, 0, first->start, scan->at);
    for (size_t i = 0; i < chunk.count; i++) {
        if (i && form == JOINED_BY_SLASH)
            vt_extra_char(extra, '/');
        vt_extra_piece(scan, extra, i);
    }
    return true;
}
