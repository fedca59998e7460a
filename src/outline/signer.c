/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signer.c: the authority and position that a document was signed in, by Decree 30/2020/NĐ-CP,
 * annex I, II.7: "TM." (on behalf of), "KT." (for), "TL." (by order of), "TUQ." (authorised by),
 * "Q." (acting), then the position. It stands beside the recipients, or above or below them.
 */
#include "outline/facts.h"

enum { LINE_MAX_BYTES = 160, LINES_MAX = 5, ABOVE = 12, BELOW = 60 };

static const char *const AUTHORITIES[] = {"TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T", "T/L"};

/* Whole positions; a deputy's begins with "Phó". */
static const char *const POSITIONS[] = {
    "Chủ tịch",        "Chủ nhiệm",      "Bí thư",         "Tổng bí thư",     "Thủ tướng",
    "Bộ trưởng",       "Thứ trưởng",     "Giám đốc",       "Tổng giám đốc",   "Chánh văn phòng",
    "Chánh thanh tra", "Tổng thanh tra", "Chánh án",       "Viện trưởng",     "Hiệu trưởng",
    "Thống đốc",       "Cục trưởng",     "Chi cục trưởng", "Tổng cục trưởng", "Vụ trưởng",
    "Trưởng ban",      "Trưởng phòng",   "Trưởng đoàn",    "Trưởng khoa",     "Tổng kiểm toán",
    "Tổng thư ký",     "Đội trưởng",     "Chỉ huy trưởng"};

static struct vt_str behind_authority(struct vt_str s)
{
    for (size_t i = 0; i < sizeof AUTHORITIES / sizeof *AUTHORITIES; i++)
        if (vt_str_starts(s, vt_str(AUTHORITIES[i])))
            return vt_str_trim(vt_str_sub(s, strlen(AUTHORITIES[i]), s.len));
    return (struct vt_str){s.p, 0};
}

static bool is_position(struct vt_str s)
{
    if (!vt_all_capitals(s))
        return false;
    if (vt_starts_caseless(s, "Phó "))
        s = vt_str_sub(s, strlen("Phó "), s.len);
    for (size_t i = 0; i < sizeof POSITIONS / sizeof *POSITIONS; i++)
        if (vt_starts_caseless(s, POSITIONS[i]))
            return true;
    return false;
}

/* The part of a line that tells how it is signed; empty when none does. */
static struct vt_str part_of(struct vt_str line)
{
    const char *semicolon = line.len ? memrchr(line.p, ';', line.len) : NULL;
    struct vt_str s = vt_right_column(line);
    if (semicolon && semicolon + 1 > s.p)
        s = vt_str_trim(vt_str_range(semicolon + 1, line.p + line.len));
    while (s.len && strchr("*_:, ", s.p[s.len - 1]))
        s.len--;
    s = vt_str_sub(s, vt_span(s, "*_ "), s.len);
    if (s.len > LINE_MAX_BYTES)
        s.len = 0;
    struct vt_str whom = behind_authority(s);
    return (whom.len && vt_begins_upper(whom)) || is_position(s) ? s : (struct vt_str){s.p, 0};
}

static size_t find_recipients(const struct vt_facts_finder *f)
{
    size_t i = f->lines.count;
    while (i > 0 && !vt_starts_caseless(vt_line_text(&f->lines, i - 1), "Nơi nhận"))
        i--;
    return i; /* 0: none; else one behind their first line */
}

/* Where the block may begin and end: about the recipients, else at the end of the text. */
static void foot_of(const struct vt_facts_finder *f, size_t *from, size_t *to)
{
    size_t recipients = find_recipients(f), count = f->lines.count;
    size_t middle = recipients ? recipients - 1 : count;
    *from = middle > (recipients ? ABOVE : BELOW) ? middle - (recipients ? ABOVE : BELOW) : 0;
    *from = *from > f->head ? *from : f->head;
    *to = middle + BELOW < count ? middle + BELOW : count;
}

/* "TM. ỦY BAN NHÂN" / "DÂN TỈNH" / "CHỦ TỊCH": capitals between two parts go on with the first. */
static bool goes_on(const struct vt_facts_finder *f, size_t i)
{
    struct vt_str s = vt_right_column(vt_line_text(&f->lines, i));
    return vt_no_small(s) && s.len <= LINE_MAX_BYTES && i + 1 < f->lines.count &&
           part_of(vt_line_text(&f->lines, i + 1)).len;
}

void vt_facts_signer(struct vt_facts_finder *f)
{
    size_t i, to, found = 0, last = 0;
    struct vt_buf joined = {0};
    for (foot_of(f, &i, &to); i < to && found < LINES_MAX && !f->no_memory; i++) {
        struct vt_str line = vt_line_text(&f->lines, i), part = part_of(line);
        const char *between = found ? ", " : "";
        if (!part.len && found && i - last == 1 && goes_on(f, i)) {
            part = vt_right_column(line);
            between = " ";
        }
        if (!part.len && found && i - last > 1 && !vt_is_bullet(line))
            break;
        if (!part.len)
            continue;
        f->no_memory |= vt_buf_printf(&joined, "%s%.*s", between, VT_STR_ARG(part)) != VANTHU_OK;
        last = i;
        found++;
    }
    if (found && !f->no_memory)
        f->facts->signed_as = vt_facts_copy(f, vt_buf_str(&joined));
    vt_buf_free(&joined);
}
