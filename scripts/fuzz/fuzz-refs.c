/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-refs.c: mentions stand in order inside the text; a canonical form is read as itself. */
#include "fuzz.h"

#include "ref/ref.h"
#include "text/clean.h"

#include <string.h>

/* What is found in "Quyết định số <canonical form>" is that form again. */
static void read_again(struct vt_arena *arena, const struct vanthu_mention *m)
{
    struct vt_buf text = {0};
    struct vanthu_mention *again;
    size_t count;
    promise(vt_buf_printf(&text, "%s%s", m->kind == VANTHU_NAMED ? "" : "Văn bản số ",
                          m->canonical) == VANTHU_OK);
    promise(vt_ref_scan(&again, &count, arena, vt_buf_str(&text)) == VANTHU_OK);
    promise(count == 1 && strcmp(again->canonical, m->canonical) == 0);
    vt_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_buf text = as_text(data, size), clean = {0}, key = {0};
    struct vt_arena arena = {0};
    struct vanthu_mention *mentions;
    struct vanthu_relation *relations;
    size_t count, relations_count, last = 0;
    promise(vt_clean(&clean, NULL, vt_buf_str(&text)) == VANTHU_OK);
    promise(vt_ref_scan(&mentions, &count, &arena, vt_buf_str(&clean)) == VANTHU_OK);
    for (size_t i = 0; i < count; i++) {
        const struct vanthu_mention *m = &mentions[i];
        promise(m->start >= last && m->start < m->end && m->end <= clean.len);
        promise(!m->date || (m->date_start < m->date_end && m->date_end <= clean.len));
        last = m->end;
        vt_buf_clear(&key);
        promise(vt_ref_key(&key, vt_str(m->canonical)) == VANTHU_OK && key.len);
        if (m->kind == VANTHU_FULL && m->number && m->symbol)
            read_again(&arena, m);
    }
    promise(vt_ref_relations(&relations, &relations_count, &arena, vt_buf_str(&clean), mentions,
                             count) == VANTHU_OK);
    for (size_t i = 0; i < relations_count; i++)
        promise(relations[i].start < relations[i].end && relations[i].end <= clean.len);
    vt_arena_free(&arena);
    vt_buf_free(&text);
    vt_buf_free(&clean);
    vt_buf_free(&key);
    return 0;
}
