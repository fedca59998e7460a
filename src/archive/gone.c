/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gone.c: documents that are not there any more, by their tombstones. */
#include "archive/archive.h"

#include "archive/answer.h"
#include "base/err.h"

#include <stdlib.h>

VT_ANSWER(gone_answer, vanthu_gone_list);

struct gathering {
    struct gone_answer *answer;
    struct vt_buf gone; /* struct vanthu_gone */
};

static vanthu_status gather(void *context, const struct vt_tombstone *t)
{
    struct gathering *g = context;
    struct vanthu_gone gone = {.lost = t->lost};
    const struct {
        const char **to, *from;
    } texts[] = {{&gone.id, t->id},     {&gone.title, t->title},   {&gone.canonical, t->canonical},
                 {&gone.date, t->date}, {&gone.source, t->source}, {&gone.at, t->at},
                 {&gone.by, t->by},     {&gone.reason, t->reason}, {&gone.agent, t->agent}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].from &&
            !(*texts[i].to = vt_arena_str(&g->answer->arena, vt_str(texts[i].from))))
            return VANTHU_NO_MEMORY;
    return vt_buf_append(&g->gone, &gone, sizeof gone);
}

vanthu_status vanthu_list_gone(struct vanthu_gone_list **out, struct vanthu_archive *archive,
                               struct vanthu_error *error)
{
    struct gathering g = {.answer = calloc(1, sizeof *g.answer)};
    *out = NULL;
    if (!g.answer)
        return vt_err_memory(error);
    struct vanthu_gone_list *list = &g.answer->answer;
    vanthu_status status = vt_catalog_gone(archive->catalog, gather, &g, error);
    list->gone_count = g.gone.len / sizeof *list->gone;
    list->gone = (struct vanthu_gone *)(void *)vt_buf_take(&g.gone);
    if (status == VANTHU_OK && list->gone)
        *out = list;
    else
        vanthu_gone_list_free(list);
    return *out || (status != VANTHU_OK && status != VANTHU_NO_MEMORY) ? status
                                                                       : vt_err_memory(error);
}

void vanthu_gone_list_free(struct vanthu_gone_list *list)
{
    struct gone_answer *answer = (struct gone_answer *)list;
    if (answer) {
        vt_arena_free(&answer->arena);
        free(answer->answer.gone);
    }
    free(answer);
}
