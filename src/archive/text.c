/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c: the text engine as a filter.
 *
 * A text is worked on in blocks that end at line ends, so that memory does not grow with it; a line
 * longer than a block is cut at a space, or between two characters.
 */
#include "base/err.h"
#include "base/utf8.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/tokens.h"
#include "text/unicode.h"
#include "text/utf16.h"

#include <stdlib.h>

enum { BLOCK = 1 << 20 };

struct vanthu_text {
    enum vanthu_text_mode mode;
    enum vt_level level;
    enum vt_encoding from;

    /* one text */
    bool begun;
    struct vt_unicode unicode;
    enum vt_utf16 order;
    size_t broken;
    uint32_t position;   /* of the next token */
    struct vt_buf raw;   /* as fed */
    struct vt_buf input; /* the same, UTF-16 decoded; not worked on yet */
    struct vt_buf made[3];
    struct vt_tokens *tokens; /* kept from block to block */

    /* where it goes */
    vanthu_sink_fn sink;
    void *context;
};

vanthu_status vanthu_text_new(struct vanthu_text **out, const struct vanthu_text_options *options,
                              struct vanthu_error *error)
{
    enum vt_encoding from = VT_ENC_UNKNOWN;
    *out = NULL;
    if (options->from && !(from = vt_encoding_named(vt_str(options->from))))
        return vt_err(error, VANTHU_USAGE,
                      _("%s: the encodings are TCVN3, TCVN3-H, VNI, VISCII, Windows-1258, VIQR and "
                        "UTF-8"),
                      options->from);
    struct vanthu_text *text = calloc(1, sizeof *text);
    if (!text)
        return vt_err_memory(error);
    text->mode = options->mode;
    text->level = (enum vt_level)(options->level <= VT_L3 ? options->level : VT_L3);
    text->from = from;
    *out = text;
    return VANTHU_OK;
}

/* ---- one block ---- */

static vanthu_status put(struct vanthu_text *t, struct vt_str s)
{
    if (s.len == 0 || t->sink(t->context, s.p, s.len))
        return VANTHU_OK;
    return VANTHU_CANCELLED;
}

/* Position, kind and text of one token. */
static vanthu_status put_token(struct vt_buf *lines, uint32_t position,
                               const struct vt_token *token)
{
    char digits[10]; /* of 32 bits */
    size_t first = sizeof digits;
    do
        digits[--first] = (char)('0' + position % 10);
    while (position /= 10);
    vanthu_status status = vt_buf_append(lines, digits + first, sizeof digits - first);
    if (status == VANTHU_OK)
        status = vt_buf_append_str(lines, token->extra ? VT_STR("\textra\t") : VT_STR("\tplain\t"));
    if (status == VANTHU_OK)
        status = vt_buf_append_str(lines, token->text);
    return status == VANTHU_OK ? vt_buf_append_char(lines, '\n') : status;
}

static vanthu_status put_tokens(struct vanthu_text *t, struct vt_str clean)
{
    struct vt_buf *lines = &t->made[2];
    struct vt_token token;
    uint32_t next = t->position;
    vanthu_status status = t->tokens ? VANTHU_OK : vt_tokens_new(&t->tokens, clean);
    if (status != VANTHU_OK)
        return status;
    vt_tokens_reset(t->tokens, clean);
    while (status == VANTHU_OK && vt_tokens_next(t->tokens, &token)) {
        status = put_token(lines, t->position + token.position, &token);
        if (!token.extra)
            next = t->position + token.position + 1;
    }
    t->position = next;
    return status == VANTHU_OK ? put(t, vt_buf_str(lines)) : status;
}

/* The block in UTF-8: detected, by its name, or with U+FFFD for what is broken. */
static vanthu_status decode(struct vanthu_text *t, struct vt_str *block)
{
    struct vt_buf *out = &t->made[0];
    bool same = false, judged = t->mode == VANTHU_TEXT_UNICODE || t->mode == VANTHU_TEXT_DETECT;
    vanthu_status status = judged || t->from ? vt_unicode(&t->unicode, out, NULL, *block, &same)
                                             : vt_utf8_repair(out, *block, &t->broken);
    if (status == VANTHU_OK && !same)
        *block = vt_buf_str(out);
    return status;
}

static vanthu_status work(struct vanthu_text *t, struct vt_str block)
{
    struct vt_str original = block;
    for (size_t i = 0; i < sizeof t->made / sizeof *t->made; i++)
        vt_buf_clear(&t->made[i]);
    vanthu_status status = decode(t, &block);
    if (status != VANTHU_OK || t->mode == VANTHU_TEXT_DETECT)
        return status;
    if (t->mode == VANTHU_TEXT_UNICODE) {
        if (vt_unicode_decision(&t->unicode).encoding == VT_ENC_UNKNOWN)
            return put(t, original);
        status = vt_compose(&t->made[1], block);
        return status == VANTHU_OK ? put(t, vt_buf_str(&t->made[1])) : status;
    }
    status = vt_clean(&t->made[1], NULL, block);
    if (status == VANTHU_OK && t->mode == VANTHU_TEXT_TOKENS)
        return put_tokens(t, vt_buf_str(&t->made[1]));
    if (status == VANTHU_OK)
        status = vt_fold(&t->made[2], vt_buf_str(&t->made[1]), t->level);
    return status == VANTHU_OK ? put(t, vt_buf_str(&t->made[2])) : status;
}

/* ---- blocks of a text ---- */

/* Where a full block is best cut: behind the last empty line, line, space or whole character. */
static size_t cut(const struct vanthu_text *t)
{
    const char *p = t->input.p;
    size_t len = t->input.len;
    for (size_t at = len; t->mode == VANTHU_TEXT_TOKENS && at > len / 2; at--)
        if (p[at - 1] == '\n' && p[at - 2] == '\n')
            return at;
    const char *line = memrchr(p, '\n', len), *space = memrchr(p, ' ', len);
    if (line || space)
        return (size_t)((line ? line : space) - p) + 1;
    size_t at = len;
    while (at > len - 4 && ((unsigned char)p[at - 1] & 0xC0) == 0x80)
        at--;
    return at > len - 4 && (unsigned char)p[at - 1] >= 0xC0 ? at - 1 : len;
}

static vanthu_status work_off(struct vanthu_text *t, bool all)
{
    size_t len = all ? t->input.len : cut(t);
    vanthu_status status = len ? work(t, (struct vt_str){t->input.p, len}) : VANTHU_OK;
    if (len)
        memmove(t->input.p, t->input.p + len, t->input.len - len);
    t->input.len -= len;
    return status;
}

/* Decodes the whole units there are; a half, or half a pair, waits. */
static vanthu_status from_utf16(struct vanthu_text *t, bool all)
{
    size_t len = t->raw.len & ~(size_t)1;
    if (len >= 2 && !all) {
        unsigned char high = (unsigned char)t->raw.p[len - (t->order == VT_UTF16_LE ? 1 : 2)];
        len -= high >= 0xD8 && high < 0xDC ? 2 : 0;
    }
    len = all ? t->raw.len : len;
    struct vt_str units = vt_str_sub(vt_buf_str(&t->raw), 0, len);
    vanthu_status status = vt_utf16_decode(&t->input, NULL, t->order, units, &t->broken);
    if (len)
        memmove(t->raw.p, t->raw.p + len, t->raw.len - len);
    t->raw.len -= len;
    return status;
}

/* Takes in what was fed; the first piece tells UTF-16. */
static vanthu_status take(struct vanthu_text *t, bool last)
{
    struct vt_str bytes = vt_buf_str(&t->raw);
    bool first = !t->begun;
    t->begun = true;
    if (first && t->from == VT_ENC_UNKNOWN)
        t->order = vt_utf16_detect(bytes);
    if (t->order != VT_NOT_UTF16)
        return from_utf16(t, last);
    if (first && vt_str_starts(bytes, VT_STR("\xEF\xBB\xBF")))
        bytes = vt_str_sub(bytes, 3, bytes.len);
    vanthu_status status = vt_buf_append_str(&t->input, bytes);
    vt_buf_clear(&t->raw);
    return status;
}

static vanthu_status told(vanthu_status status, struct vanthu_error *error)
{
    if (status == VANTHU_NO_MEMORY)
        return vt_err_memory(error);
    return status == VANTHU_OK ? status : vt_err(error, status, "%s", _("stopped"));
}

vanthu_status vanthu_text_feed(struct vanthu_text *t, const void *data, size_t size,
                               vanthu_sink_fn sink, void *context, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    t->sink = sink;
    t->context = context;
    t->unicode.forced = t->from;
    for (size_t at = 0; at < size && status == VANTHU_OK;) {
        size_t room = BLOCK - t->raw.len, part = size - at < room ? size - at : room;
        status = vt_buf_append(&t->raw, (const char *)data + at, part);
        at += part;
        if (status != VANTHU_OK || t->raw.len < BLOCK)
            break;
        status = take(t, false);
        while (status == VANTHU_OK && t->input.len >= BLOCK)
            status = work_off(t, false);
    }
    return told(status, error);
}

static void fill_report(const struct vanthu_text *t, struct vanthu_text_report *report)
{
    struct vt_decision d = vt_unicode_decision(&t->unicode);
    *report = (struct vanthu_text_report){.encoding = vt_encoding_name(d.encoding),
                                          .score = d.score,
                                          .next = d.next,
                                          .words = d.words,
                                          .misread = d.misreadings,
                                          .damaged = d.damaged,
                                          .broken = d.broken + t->broken};
    if (d.encoding == VT_ENC_UTF8 && t->order != VT_NOT_UTF16)
        report->encoding = t->order == VT_UTF16_LE ? "UTF-16LE" : "UTF-16BE";
    for (int way = 0; way < VT_WAYS; way++)
        report->scores[way] = (struct vanthu_text_score){
            way == VT_AS_IS ? "Windows-1252" : vt_encoding_name(vt_way_encoding[way]),
            vt_tally_score(&t->unicode.tally, way)};
}

vanthu_status vanthu_text_end(struct vanthu_text *t, vanthu_sink_fn sink, void *context,
                              struct vanthu_text_report *report, struct vanthu_error *error)
{
    t->sink = sink;
    t->context = context;
    vanthu_status status = t->raw.len || t->begun ? take(t, true) : VANTHU_OK;
    while (status == VANTHU_OK && t->input.len >= BLOCK)
        status = work_off(t, false);
    if (status == VANTHU_OK)
        status = work_off(t, true);
    fill_report(t, report);
    vt_unicode_free(&t->unicode);
    vt_buf_clear(&t->raw);
    vt_buf_clear(&t->input);
    t->begun = false;
    t->order = VT_NOT_UTF16;
    t->broken = 0;
    t->position = 0;
    return told(status, error);
}

void vanthu_text_free(struct vanthu_text *t)
{
    if (!t)
        return;
    vt_unicode_free(&t->unicode);
    vt_tokens_free(t->tokens);
    vt_buf_free(&t->raw);
    vt_buf_free(&t->input);
    for (size_t i = 0; i < sizeof t->made / sizeof *t->made; i++)
        vt_buf_free(&t->made[i]);
    free(t);
}
