/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show.c: everything about one document, and the list of documents that pass filters. */
#include "archive/archive.h"

#include "archive/answer.h"
#include "archive/filter.h"
#include "archive/said.h"
#include "base/err.h"

#include <sqlite3.h>

VT_ANSWER(document_answer, vanthu_document);
VT_ANSWER(list_answer, vanthu_list);

enum {
    EVERYTHING = VT_SOURCES | VT_RECIPIENTS | VT_OUTLINE | VT_MENTIONS | VT_SIGNATURES | VT_PAGES |
                 VT_FACTS_FROM
};

vanthu_status vanthu_show(struct vanthu_document **out, struct vanthu_archive *a, const char *id,
                          struct vanthu_error *error)
{
    int64_t doc;
    char full[VT_ID_LEN + 1];
    struct vt_overrides overrides;
    struct document_answer *answer = calloc(1, sizeof *answer);
    *out = answer ? &answer->answer : NULL;
    if (!answer)
        return vt_err_memory(error);
    vanthu_status status = vt_catalog_resolve(a->catalog, id, &doc, full, error);
    if (status == VANTHU_OK)
        status = vt_catalog_document(a->catalog, doc, EVERYTHING, &answer->arena, &answer->answer,
                                     error);
    if (status == VANTHU_OK)
        status = vt_catalog_overrides(a->catalog, doc, &answer->arena, &overrides, error);
    if (status == VANTHU_OK && vt_said_note(&answer->answer, &answer->arena, &overrides))
        status = vt_err_memory(error);
    if (status != VANTHU_OK) {
        vanthu_document_free(*out);
        *out = NULL;
    }
    return status;
}

void vanthu_document_free(struct vanthu_document *document)
{
    struct document_answer *answer = (struct document_answer *)document;
    if (answer)
        vt_arena_free(&answer->arena);
    free(answer);
}

/* ---- list ---- */

static vanthu_status append(struct vanthu_list *list, size_t *cap,
                            const struct vanthu_document *document, struct vanthu_error *error)
{
    if (list->documents_count == *cap) {
        *cap = *cap ? *cap * 2 : 64;
        void *grown = realloc(list->documents, *cap * sizeof *list->documents);
        if (!grown)
            return vt_err_memory(error);
        list->documents = grown;
    }
    list->documents[list->documents_count++] = *document;
    return VANTHU_OK;
}

static vanthu_status list_documents(struct vanthu_archive *a, const struct vt_filter *filter,
                                    struct list_answer *answer, struct vanthu_error *error)
{
    struct vt_catalog *catalog = a->catalog;
    struct vanthu_document document;
    sqlite3_stmt *stmt;
    size_t cap = 0;
    int code;
    bool passes;
    vanthu_status status = vt_catalog_prepare(
        catalog, &stmt, "SELECT doc FROM documents ORDER BY coalesce(date,'') DESC, doc DESC",
        error);
    while (status == VANTHU_OK && (code = sqlite3_step(stmt)) != SQLITE_DONE) {
        if (code != SQLITE_ROW) {
            status = vt_catalog_failed(catalog, error);
            break;
        }
        status = vt_catalog_document(catalog, sqlite3_column_int64(stmt, 0), VT_SOURCES,
                                     &answer->arena, &document, error);
        if (status == VANTHU_OK)
            status = vt_filter_passes(filter, &document, &passes);
        if (status == VANTHU_OK && passes)
            status = append(&answer->answer, &cap, &document, error);
    }
    sqlite3_reset(stmt);
    return status;
}

struct losing {
    struct list_answer *answer;
    const struct vt_filter *filter;
    struct vt_buf lost; /* struct vanthu_lost */
};

static vanthu_status take_lost(void *context, const struct vt_tombstone *t)
{
    struct losing *l = context;
    bool passes;
    struct vanthu_source source = {.path = t->source};
    struct vanthu_document document = {.id = t->id,
                                       .title = t->title,
                                       .canonical = t->canonical,
                                       .number = t->canonical,
                                       .date = t->date,
                                       .year = t->date ? atoi(t->date) : 0,
                                       .sources = &source,
                                       .sources_count = t->source != NULL};
    const char *const from[] = {t->id,     t->title, t->canonical, t->date,
                                t->source, t->at,    t->by,        t->reason};
    const char *text[sizeof from / sizeof *from] = {NULL};
    vanthu_status status = vt_filter_passes(l->filter, &document, &passes);
    if (status != VANTHU_OK || !passes)
        return status;
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if (from[i] && !(text[i] = vt_arena_str(&l->answer->arena, vt_str(from[i]))))
            return VANTHU_NO_MEMORY;
    struct vanthu_lost lost = {text[0], text[1], text[2], text[3],
                               text[4], text[5], text[6], text[7]};
    return vt_buf_append(&l->lost, &lost, sizeof lost);
}

static vanthu_status list_lost(struct vanthu_archive *a, const struct vt_filter *filter,
                               struct list_answer *answer, struct vanthu_error *error)
{
    struct losing l = {.answer = answer, .filter = filter};
    vanthu_status status = vt_catalog_lost(a->catalog, NULL, take_lost, &l, error);
    answer->answer.lost_count = l.lost.len / sizeof *answer->answer.lost;
    answer->answer.lost = (struct vanthu_lost *)(void *)vt_buf_take(&l.lost);
    if (!answer->answer.lost)
        answer->answer.lost_count = 0;
    return status == VANTHU_NO_MEMORY || !answer->answer.lost ? vt_err_memory(error) : status;
}

vanthu_status vanthu_list(struct vanthu_list **out, struct vanthu_archive *a,
                          const char *const *filters, size_t filters_count,
                          struct vanthu_error *error)
{
    struct vt_filter *filter = NULL;
    struct list_answer *answer = calloc(1, sizeof *answer);
    *out = answer ? &answer->answer : NULL;
    if (!answer)
        return vt_err_memory(error);
    vanthu_status status = vt_filter_new(&filter, filters, filters_count, a, error);
    if (status == VANTHU_OK)
        status = list_documents(a, filter, answer, error);
    if (status == VANTHU_OK)
        status = list_lost(a, filter, answer, error);
    vt_filter_free(filter);
    if (status != VANTHU_OK) {
        vanthu_list_free(*out);
        *out = NULL;
    }
    return status;
}

void vanthu_list_free(struct vanthu_list *list)
{
    struct list_answer *answer = (struct list_answer *)list;
    if (answer) {
        vt_arena_free(&answer->arena);
        free(answer->answer.documents);
        free(answer->answer.lost);
    }
    free(answer);
}
