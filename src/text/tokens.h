/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens.h: cuts clean text into tokens. Documents and queries use the same scanner.
 *
 * Plain tokens stand at positions 0, 1, 2 ...; an extra token (a symbol, a date, an abbreviation
 * joined to one word) has the position of the plain token it begins at, and is delivered after it.
 * One pass, no allocation per token, constant memory.
 */
#ifndef VT_TOKENS_H
#define VT_TOKENS_H

#include "base/buf.h"

#include <stdint.h>

struct vt_token {
    struct vt_str text; /* at L0 */
    struct vt_str form; /* at L1 */
    struct vt_str key;  /* at L3 */
    uint32_t position;
    bool extra;
    size_t start, end; /* bytes of the clean text it was cut from */
};

struct vt_tokens;

/* `clean` is borrowed until vt_tokens_free(). */
vanthu_status vt_tokens_new(struct vt_tokens **out, struct vt_str clean);

/* Starts again at position 0 with another text: no new allocation. */
void vt_tokens_reset(struct vt_tokens *tokens, struct vt_str clean);

/* The next token, whose slices are lent until the next call; false at the end. A token over 64
 * characters is cut to that. */
bool vt_tokens_next(struct vt_tokens *tokens, struct vt_token *token);
void vt_tokens_free(struct vt_tokens *tokens);

#endif
