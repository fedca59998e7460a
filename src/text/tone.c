/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone.c: tone placement. A run is written anew only when its one tone stands elsewhere. */
#include "tone.h"
#include "segment.h"
#include "shape.h"

size_t vt_tone_place(char out[VT_TONE_MAX], struct vt_str run, enum vt_toned toned)
{
    struct vt_shape shape;
    size_t len = 0;
    if (!vt_shape_read(&shape, run) || shape.tones == 0)
        return 0;
    size_t tone_at = vt_shape_tone_at(&shape);
    if (toned == VT_TONED && (shape.tones > 1 || shape.letter[tone_at]->tone))
        return 0;
    for (size_t i = 0; i < shape.count; i++) {
        const struct vt_letter *letter = shape.letter[i];
        uint8_t tone = i == tone_at && toned == VT_TONED ? shape.tone : VT_NGANG;
        uint32_t point = letter->vowel ? vt_vowels[letter->vowel][tone] : letter->lower;
        len += vt_utf8_encode(out + len, point);
    }
    return len;
}

/* The end of what begins at `at` and is all inside runs, or all outside. A mark belongs to what it
 * stands behind. */
static size_t stretch(struct vt_str s, size_t at, bool *is_run)
{
    uint32_t point;
    size_t end = at;
    while (end < s.len) {
        size_t len = vt_point(vt_str_sub(s, end, s.len), &point);
        bool letter = vt_is_latin((int32_t)point);
        if (end == at)
            *is_run = letter;
        else if (letter != *is_run && !vt_is_mark((int32_t)point))
            break;
        end += len;
    }
    return end;
}

/* Behind the run stands a sign of another script that its last letter carries: moving marks would
 * compose others. */
static bool is_carried(struct vt_str s, size_t at)
{
    uint32_t point;
    if (at == s.len)
        return false;
    vt_point(vt_str_sub(s, at, s.len), &point);
    return !vt_segment_begins((int32_t)point);
}

vanthu_status vt_tone_place_all(struct vt_buf *out, struct vt_str folded, enum vt_toned toned)
{
    vanthu_status status = vt_buf_reserve(out, folded.len);
    for (size_t at = 0, end; at < folded.len && status == VANTHU_OK; at = end) {
        char placed[VT_TONE_MAX];
        bool is_run = false;
        end = stretch(folded, at, &is_run);
        struct vt_str run = vt_str_sub(folded, at, end);
        size_t len = is_run && !is_carried(folded, end) ? vt_tone_place(placed, run, toned) : 0;
        status = len ? vt_buf_append(out, placed, len) : vt_buf_append_str(out, run);
    }
    return status;
}
