/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-query.c: whatever is typed is a query of bounded size; whatever is cited, a mention. */
#include "fuzz.h"

#include "query/abbreviate.h"
#include "ref/ref.h"
#include "text/clean.h"

static size_t nodes_of(const struct vt_node *node)
{
    size_t count = 1;
    for (size_t i = 0; i < node->children_count; i++)
        count += nodes_of(node->children[i]);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vt_str typed = {(const char *)data, size};
    struct vt_arena arena = {0};
    struct vt_query query;
    struct vt_abbreviations own;
    struct vt_buf text = as_text(data, size), clean = {0};
    struct vanthu_mention *mentions;
    size_t bad = 0, count;
    promise(vt_abbreviations_read(&own, &arena, typed, &bad) == VANTHU_OK);
    promise(vt_query_parse(&query, &arena, typed) == VANTHU_OK);
    promise(vt_query_abbreviate(&query, &arena, &own) == VANTHU_OK);
    promise(query.root && nodes_of(query.root) < 4096);
    promise(vt_clean(&clean, NULL, vt_buf_str(&text)) == VANTHU_OK);
    promise(vt_ref_scan(&mentions, &count, &arena, vt_buf_str(&clean)) == VANTHU_OK);
    for (size_t i = 0; i < count; i++)
        promise(mentions[i].start < mentions[i].end && mentions[i].end <= clean.len);
    vt_arena_free(&arena);
    vt_buf_free(&text);
    vt_buf_free(&clean);
    return 0;
}
