/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quotes.c: the lines that an amending law quotes of another. */
#include "outline/quotes.h"

enum { QUOTE_LINES = 1000 }; /* a longer quotation has lost its end */

enum mark { NO_MARK, MARK_OPENS, MARK_CLOSES };

/* What the quotation marks of a line do to the lines below it. */
static enum mark mark_of(struct vt_str text)
{
    size_t marks = 0, end = text.len;
    for (const char *p = text.p; (p = memchr(p, '"', (size_t)(text.p + text.len - p))); p++)
        marks++;
    if (marks % 2 == 0)
        return NO_MARK;
    if (text.p[0] == '"' || memmem(text.p, text.len, ": \"", 3))
        return MARK_OPENS;
    while (end && strchr(".;,) ", text.p[end - 1]))
        end--;
    return end && text.p[end - 1] == '"' ? MARK_CLOSES : NO_MARK;
}

static bool is_announced(const struct vt_lines *lines, size_t i)
{
    return i && vt_str_ends(vt_line_text(lines, i - 1), VT_STR(":"));
}

bool vt_quotes_hold(struct vt_quotes *quotes, size_t i)
{
    const struct vt_lines *lines = quotes->lines;
    struct vt_str text = vt_line_text(lines, i);
    if (i <= quotes->to && quotes->to)
        return true;
    if (mark_of(text) != MARK_OPENS || (text.p[0] == '"' && !is_announced(lines, i)))
        return false;
    size_t end = i + QUOTE_LINES < lines->count ? i + QUOTE_LINES : lines->count, n = i + 1;
    enum mark mark = NO_MARK;
    while (n < end && (mark = mark_of(vt_line_text(lines, n))) == NO_MARK)
        n++;
    if (mark == MARK_CLOSES)
        quotes->to = n;
    return text.p[0] == '"';
}
