/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change.c: what can change of a document that is archived. */
#include "archive/change.h"

#include "archive/said.h"
#include "base/err.h"

/* The facts found now, with what was said of them. */
static vanthu_status override(struct vt_overrides *o, struct vt_analysis *a)
{
    o->found = a->document;
    return vt_said_apply(&a->document, &a->arena, o);
}

vanthu_status vt_replace_text(struct vt_catalog *catalog, struct vt_catalog_state *state,
                              int64_t doc, uint64_t generation, struct vt_analysis *a,
                              struct vanthu_error *error)
{
    struct vt_overrides overrides;
    struct vt_new_document d = {.document = &a->document,
                                .text = vt_buf_str(&a->text),
                                .relations = a->relations,
                                .relations_count = a->relations_count,
                                .generation = generation,
                                .first_passage = state->next_passage,
                                .passages = (uint32_t)a->passages_count};
    vanthu_status status = vt_catalog_overrides(catalog, doc, &a->arena, &overrides, error);
    if (status == VANTHU_OK && override(&overrides, a) != VANTHU_OK)
        status = vt_err_memory(error);
    if (status == VANTHU_OK)
        status = vt_catalog_replace_text(catalog, doc, &d, error);
    if (status == VANTHU_OK && overrides.count)
        status = vt_catalog_set_facts(catalog, doc, &a->document, &overrides, error);
    if (status == VANTHU_OK)
        state->next_passage += d.passages;
    return status;
}

vanthu_status vt_set_facts(struct vt_catalog *catalog, struct vt_catalog_state *state, int64_t doc,
                           uint64_t generation, const struct vt_said *said, size_t count,
                           bool *changed, struct vanthu_error *error)
{
    struct vt_arena arena = {0};
    struct vt_overrides overrides;
    struct vanthu_document d;
    *changed = false;
    vanthu_status status = vt_catalog_overrides(catalog, doc, &arena, &overrides, error);
    if (status == VANTHU_OK)
        status = vt_catalog_document(catalog, doc, VT_FACTS_FROM, &arena, &d, error);
    if (status == VANTHU_OK && (vt_said_merge(&overrides, &arena, said, count, changed) ||
                                vt_said_apply(&d, &arena, &overrides)))
        status = vt_err_memory(error);
    if (status == VANTHU_OK && *changed)
        status = vt_catalog_set_facts(catalog, doc, &d, &overrides, error);
    if (status == VANTHU_OK && *changed)
        status = vt_catalog_renumber(catalog, doc, generation, state, error);
    vt_arena_free(&arena);
    return status;
}

vanthu_status vt_analysis_load(struct vt_analysis *out, struct vt_catalog *catalog, int64_t doc,
                               struct vanthu_error *error)
{
    struct vanthu_document *d = &out->document;
    *out = (struct vt_analysis){0};
    vanthu_status status = vt_catalog_document(
        catalog, doc, VT_SOURCES | VT_OUTLINE | VT_MENTIONS | VT_PAGES, &out->arena, d, error);
    if (status == VANTHU_OK)
        status = vt_catalog_text(catalog, doc, &out->text, error);
    if (status == VANTHU_OK && vt_passages_cut(&out->passages, &out->passages_count, &out->arena,
                                               vt_buf_str(&out->text), d))
        status = vt_err_memory(error);
    return status;
}
