/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens.c: delivers the pieces that the scanner queues, each in its three forms. */
#include "tokens.h"
#include "fold.h"
#include "scan.h"
#include "tables.h"
#include "tone.h"

#include <stdlib.h>

struct vt_tokens {
    struct vt_scan scan;
    size_t piece, extra; /* the next ones to deliver */
    uint32_t position;   /* of piece 0 */
    struct vt_buf text, form, key;
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

/* What the letters of a token need beyond themselves. */
enum need { NEED_NOTHING = 0, NEED_KEY = 1, NEED_TONE = 2, NEED_SLOW = 4 };

/* Copies `text` to tokens->text, at most VT_TOKEN_CHARS characters, and its base letters to
 * tokens->key. */
static unsigned copy(struct vt_tokens *tokens, struct vt_str text)
{
    unsigned need = NEED_NOTHING;
    size_t at = 0, key = 0;
    for (size_t chars = 0; at < text.len && chars < VT_TOKEN_CHARS; chars++) {
        uint32_t point;
        at += vt_point((struct vt_str){text.p + at, text.len - at}, &point);
        const struct vt_letter *letter = vt_letter(point);
        if (point >= 0x80)
            need |= letter->lower ? NEED_KEY : NEED_SLOW;
        if (letter->tone)
            need |= NEED_TONE;
        tokens->key.p[key++] = letter->lower ? letter->base : (char)point;
    }
    memcpy(tokens->text.p, text.p, at);
    tokens->text.len = at;
    tokens->key.len = key;
    return need;
}

/* Fills the three forms of `text`, which is at L0. */
static void fill(struct vt_tokens *tokens, struct vt_token *token, struct vt_str text)
{
    unsigned need = copy(tokens, text);
    token->text = token->form = token->key = vt_buf_str(&tokens->text);
    if (need == NEED_NOTHING)
        return;
    if (need & NEED_SLOW) {
        tokens->key.len = 0;
        if (vt_fold(&tokens->key, token->text, VT_L3) != VANTHU_OK)
            vt_buf_append_str(&tokens->key, token->text); /* more letters than join in practice */
    }
    token->key = vt_buf_str(&tokens->key);
    if (!(need & (NEED_TONE | NEED_SLOW)))
        return;
    tokens->form.len = 0;
    if (vt_tone_place_all(&tokens->form, token->text) == VANTHU_OK)
        token->form = vt_buf_str(&tokens->form);
}

static void next_piece(struct vt_tokens *tokens, struct vt_token *token)
{
    const struct vt_piece *piece = &tokens->scan.pieces[tokens->piece];
    token->start = piece->start;
    token->end = piece->end;
    token->extra = false;
    token->position = tokens->position + (uint32_t)tokens->piece++;
    fill(tokens, token, vt_scan_text(&tokens->scan, piece));
}

static void next_extra(struct vt_tokens *tokens, struct vt_token *token)
{
    const struct vt_extra *extra = &tokens->scan.extras[tokens->extra++];
    token->start = extra->start;
    token->end = extra->end;
    token->extra = true;
    token->position = tokens->position + (uint32_t)extra->piece;
    fill(tokens, token, (struct vt_str){extra->text, extra->len});
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
