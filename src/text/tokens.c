/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens.c: delivers the pieces that the scanner queues, each in its three forms. */
#include "tokens.h"
#include "fold.h"
#include "scan.h"
#include "tables.h"
#include "tone.h"

#include <stdlib.h>

/* A short word whose tone was looked at, and its form: their bytes, zeros behind them. */
struct settled {
    uint64_t text, form;
};
enum { SETTLED_BITS = 8 };

struct vt_tokens {
    struct vt_scan scan;
    size_t piece, extra; /* the next ones to deliver */
    uint32_t position;   /* of piece 0 */
    struct vt_buf text, form, key;
    struct settled settled[1 << SETTLED_BITS]; /* by a hash of the text */
};

static vanthu_status reserve(struct vt_tokens *tokens)
{
    struct vt_buf *bufs[] = {&tokens->text, &tokens->form, &tokens->key, &tokens->scan.scratch};
    vanthu_status status = VANTHU_OK;
    for (size_t i = 0; i < 4 && status == VANTHU_OK; i++)
        status = vt_buf_reserve(bufs[i], VT_TOKEN_BYTES);
    return status;
}

vanthu_status vt_tokens_new(struct vt_tokens **out, struct vt_str clean)
{
    struct vt_tokens *tokens = calloc(1, sizeof *tokens);
    vanthu_status status = tokens ? reserve(tokens) : VANTHU_NO_MEMORY;
    *out = NULL;
    if (status != VANTHU_OK) {
        vt_tokens_free(tokens);
        return status;
    }
    vt_tokens_reset(tokens, clean);
    *out = tokens;
    return VANTHU_OK;
}

void vt_tokens_reset(struct vt_tokens *tokens, struct vt_str clean)
{
    tokens->scan.s = clean;
    tokens->scan.at = tokens->scan.parts_until = 0;
    tokens->scan.pieces_count = tokens->scan.extras_count = 0;
    tokens->piece = tokens->extra = 0;
    tokens->position = 0;
}

/* What a token's letters tell of its forms. */
struct letters {
    size_t bytes, chars, vowels;
    unsigned bits; /* of any letter; VT_BIT_QUALITY of those behind the last tone */
    bool slow;     /* others than those of ASCII and Vietnamese: utf8proc knows them */
};

/* A tone that may have to move: one on the only vowel, or on the last one with a quality mark, is
 * where it belongs. */
static inline bool unsettled(const struct letters *found)
{
    return found->vowels > 1 && found->bits & VT_BIT_TONED &&
           found->bits & (VT_BIT_PLAIN_TONE | VT_BIT_QUALITY);
}

/* `bits` are those of the next byte. */
static inline void note_letter(struct letters *found, unsigned bits)
{
    enum { TONE_TO_QUALITY = VT_BIT_TONED / VT_BIT_QUALITY };
    found->bits = (found->bits & ~((bits & VT_BIT_TONED) / TONE_TO_QUALITY)) | bits;
    found->vowels += (bits & VT_BIT_VOWEL) / VT_BIT_VOWEL;
    found->chars += bits & VT_BIT_FINAL;
}

/* Writes the lower-case and the base letters of at most VT_TOKEN_CHARS characters of `s`. */
static struct letters copy(struct vt_tokens *tokens, struct vt_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    struct letters found = {0};
    size_t row = 0, at = 0;
    for (; at < s.len && found.chars < VT_TOKEN_CHARS; at++) {
        const struct vt_byte *byte = &vt_bytes[row + p[at]];
        if ((found.slow = !byte->bits && p[at] >= 0x80))
            break;
        tokens->text.p[at] = (char)byte->lower;
        tokens->key.p[found.chars] = (char)byte->base;
        note_letter(&found, byte->bits | (p[at] < 0x80));
        row = vt_rows_behind[p[at]];
    }
    found.bytes = at;
    return found;
}

/* The forms of text in other letters too: `text` is at L0. */
static void fill_slow(struct vt_tokens *tokens, struct vt_token *token, struct vt_str text)
{
    tokens->text.len = tokens->form.len = tokens->key.len = 0;
    vt_buf_append_str(&tokens->text, text);
    token->text = token->form = token->key = vt_buf_str(&tokens->text);
    if (vt_tone_place_all(&tokens->form, token->text, VT_TONED) == VANTHU_OK)
        token->form = vt_buf_str(&tokens->form);
    if (vt_fold(&tokens->key, token->text, VT_L3) == VANTHU_OK)
        token->key = vt_buf_str(&tokens->key);
}

/* The form of a text of which the tone may have to move. The same words come again and again. */
static void place_tone(struct vt_tokens *tokens, struct vt_token *token)
{
    static const uint64_t golden = UINT64_C(0x9E3779B97F4A7C15);
    struct settled known = {0};
    size_t len = token->text.len;
    if (len <= sizeof known.text)
        memcpy(&known.text, token->text.p, len);
    struct settled *slot = &tokens->settled[known.text * golden >> (64 - SETTLED_BITS)];
    if (known.text && slot->text == known.text) {
        token->form.p = (const char *)&slot->form;
        return;
    }
    tokens->form.len = 0;
    if (vt_tone_place_all(&tokens->form, token->text, VT_TONED) != VANTHU_OK)
        return;
    token->form = vt_buf_str(&tokens->form);
    if (known.text && token->form.len == len) { /* a tone takes one byte more on any letter */
        memcpy(&known.form, token->form.p, len);
        *slot = known;
    }
}

/* Points the token to its three forms, whose letters have been written. */
static inline void set_forms(struct vt_tokens *tokens, struct vt_token *token,
                             const struct letters *found)
{
    token->text.p = token->form.p = tokens->text.p;
    token->text.len = token->form.len = found->bytes;
    token->key.p = found->bits & VT_BIT_MARKED ? tokens->key.p : tokens->text.p;
    token->key.len = found->bits & VT_BIT_MARKED ? found->chars : found->bytes;
    if (unsettled(found))
        place_tone(tokens, token);
}

/* Fills the three forms; false when that takes the slow way. */
static bool fill(struct vt_tokens *tokens, struct vt_token *token, struct vt_str text)
{
    struct letters found = copy(tokens, text);
    if (found.slow)
        return false;
    set_forms(tokens, token, &found);
    return true;
}

static void next_piece(struct vt_tokens *tokens, struct vt_token *token)
{
    struct vt_scan *scan = &tokens->scan;
    const struct vt_piece *piece = &scan->pieces[tokens->piece];
    token->start = piece->start;
    token->end = piece->end;
    token->extra = false;
    token->position = tokens->position + (uint32_t)tokens->piece++;
    struct vt_str text = piece->kind == VT_WORD ? vt_str_sub(scan->s, piece->start, piece->end)
                                                : vt_scan_text(scan, piece);
    if (!fill(tokens, token, text))
        fill_slow(tokens, token, vt_scan_text(scan, piece));
}

static void next_extra(struct vt_tokens *tokens, struct vt_token *token)
{
    const struct vt_extra *extra = &tokens->scan.extras[tokens->extra++];
    token->start = extra->start;
    token->end = extra->end;
    token->extra = true;
    token->position = tokens->position + (uint32_t)extra->piece;
    struct vt_str text = vt_scan_cut((struct vt_str){extra->text, extra->len});
    if (!fill(tokens, token, text))
        fill_slow(tokens, token, text);
}

/* Behind one of these nothing joins the word before it. */
static bool ends_word(struct vt_str s, size_t at)
{
    static const uint64_t enders = UINT64_C(1) << '\n' | UINT64_C(1) << ',' | UINT64_C(1) << ';' |
                                   UINT64_C(1) << '"' | UINT64_C(1) << ')' | UINT64_C(1) << '(';
    if (at == s.len)
        return true;
    if (s.p[at] == ' ')
        return at + 1 == s.len || s.p[at + 1] != '-';
    return (unsigned char)s.p[at] < 64 && enders >> s.p[at] & 1;
}

/* ngày, tháng: they may begin a date. */
static bool may_begin_date(const char *key, size_t chars)
{
    return (chars == 4 && memcmp(key, "ngay", 4) == 0) ||
           (chars == 5 && memcmp(key, "thang", 5) == 0);
}

/* Most of any text: a word of ASCII and Vietnamese letters alone, which needs no rule. False, with
 * nothing taken, where it may be something else. */
static bool next_word(struct vt_tokens *tokens, struct vt_token *token)
{
    struct vt_str s = tokens->scan.s;
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = tokens->scan.at, start, end, row = 0;
    struct letters found = {0};
    char *restrict text = tokens->text.p, *restrict key = tokens->key.p;
    while (at < s.len && s.p[at] == ' ')
        at++;
    end = s.len - at < VT_TOKEN_CHARS ? s.len : at + VT_TOKEN_CHARS;
    for (start = at; at < end; at++) {
        const struct vt_byte *byte = &vt_bytes[row + p[at]];
        if (!byte->bits)
            break;
        text[at - start] = (char)byte->lower;
        key[found.chars] = (char)byte->base;
        note_letter(&found, byte->bits);
        row = vt_rows_behind[p[at]];
    }
    if (found.chars == 0 || at == start + VT_TOKEN_CHARS || !ends_word(s, at) ||
        may_begin_date(key, found.chars))
        return false;
    found.bytes = at - start;
    token->start = start;
    token->end = tokens->scan.at = at;
    token->extra = false;
    token->position = tokens->position++;
    set_forms(tokens, token, &found);
    return true;
}

bool vt_tokens_next(struct vt_tokens *tokens, struct vt_token *token)
{
    struct vt_scan *scan = &tokens->scan;
    if (tokens->extra < scan->extras_count && scan->extras[tokens->extra].piece < tokens->piece) {
        next_extra(tokens, token);
        return true;
    }
    if (tokens->piece == scan->pieces_count) {
        tokens->position += (uint32_t)scan->pieces_count;
        tokens->piece = tokens->extra = 0;
        scan->pieces_count = scan->extras_count = 0;
        if (next_word(tokens, token))
            return true;
        if (!vt_scan_next(scan))
            return false;
    }
    next_piece(tokens, token);
    return true;
}

void vt_tokens_free(struct vt_tokens *tokens)
{
    if (!tokens)
        return;
    vt_buf_free(&tokens->text);
    vt_buf_free(&tokens->form);
    vt_buf_free(&tokens->key);
    vt_buf_free(&tokens->scan.scratch);
    free(tokens);
}
