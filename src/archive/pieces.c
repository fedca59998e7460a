/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pieces.c: committed documents on their way into the index. */
#include "archive/pieces.h"

#include "base/err.h"

#include <stdlib.h>

struct piece_task {
    struct vt_task task; /* first */
    struct piece_task *next;
    struct vt_file *files;
    struct vt_index_piece *piece;
    uint64_t generation;
    struct vt_buf withdrawn; /* uint32_t: first, count */
    vanthu_status status;
    struct vanthu_error error;
};

struct vt_pieces {
    struct vt_index_writer *writer;
    struct vt_pool *pool;
    struct piece_task *first, *last; /* oldest first */
    size_t count, most;
};

vanthu_status vt_pieces_new(struct vt_pieces **out, struct vt_index_writer *writer,
                            struct vt_pool *pool, unsigned jobs, struct vanthu_error *error)
{
    struct vt_pieces *pieces = calloc(1, sizeof *pieces);
    *out = pieces;
    if (!pieces)
        return vt_err_memory(error);
    pieces->writer = writer;
    pieces->pool = pool;
    pieces->most = jobs + 1;
    return VANTHU_OK;
}

static vanthu_status build(struct piece_task *p)
{
    vanthu_status status = VANTHU_OK;
    for (struct vt_file *f = p->files; f && status == VANTHU_OK; f = f->next)
        status = vt_passages_add(p->piece, f->first_passage, f->doc, &f->analysis.document,
                                 vt_buf_str(&f->analysis.text), f->analysis.passages,
                                 f->analysis.passages_count, &p->error);
    return status == VANTHU_OK ? vt_index_piece_finish(p->piece, &p->error) : status;
}

static void run(struct vt_task *task)
{
    struct piece_task *p = (struct piece_task *)task;
    p->status = build(p);
    vt_files_free(p->files);
    p->files = NULL;
}

static vanthu_status note_withdrawn(struct piece_task *p)
{
    vanthu_status status = VANTHU_OK;
    for (const struct vt_file *f = p->files; f && status == VANTHU_OK; f = f->next) {
        uint32_t range[2] = {f->found.first_passage, f->found.passages};
        if (f->found.doc)
            status = vt_buf_append(&p->withdrawn, range, sizeof range);
    }
    return status;
}

static void free_piece(struct piece_task *p)
{
    vt_files_free(p->files);
    vt_buf_free(&p->withdrawn);
    free(p);
}

vanthu_status vt_pieces_submit(struct vt_pieces *pieces, struct vt_file *files, uint64_t generation,
                               struct vanthu_error *error)
{
    struct piece_task *p = calloc(1, sizeof *p);
    if (!p) {
        vt_files_free(files);
        return vt_err_memory(error);
    }
    p->files = files;
    p->task.run = run;
    p->generation = generation;
    vanthu_status status = note_withdrawn(p);
    if (status != VANTHU_OK)
        vt_err_memory(error);
    else
        status = vt_index_piece_open(&p->piece, pieces->writer, error);
    if (status != VANTHU_OK) {
        free_piece(p);
        return status;
    }
    if (pieces->last)
        pieces->last->next = p;
    else
        pieces->first = p;
    pieces->last = p;
    pieces->count++;
    vt_pool_submit(pieces->pool, &p->task, true);
    return VANTHU_OK;
}

static struct piece_task *take_oldest(struct vt_pieces *pieces)
{
    struct piece_task *p = pieces->first;
    vt_pool_wait(pieces->pool, &p->task);
    pieces->first = p->next;
    if (!pieces->first)
        pieces->last = NULL;
    pieces->count--;
    return p;
}

static vanthu_status withdraw(struct vt_pieces *pieces, const struct piece_task *p,
                              struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    uint32_t range[2];
    for (size_t at = 0; at < p->withdrawn.len && status == VANTHU_OK; at += sizeof range) {
        memcpy(range, p->withdrawn.p + at, sizeof range);
        status = vt_index_withdraw(pieces->writer, range[0], range[1], error);
    }
    return status;
}

static vanthu_status publish_oldest(struct vt_pieces *pieces, struct vanthu_error *error)
{
    struct piece_task *p = take_oldest(pieces);
    vanthu_status status = p->status;
    if (status != VANTHU_OK && error)
        *error = p->error;
    if (status == VANTHU_OK)
        status = withdraw(pieces, p, error);
    if (status == VANTHU_OK)
        status = vt_index_publish(pieces->writer, p->piece, p->generation, error);
    else
        vt_index_piece_abandon(p->piece);
    free_piece(p);
    return status;
}

vanthu_status vt_pieces_publish(struct vt_pieces *pieces, bool all, struct vanthu_error *error)
{
    vanthu_status status = VANTHU_OK;
    while (
        status == VANTHU_OK && pieces->first &&
        (all || pieces->count > pieces->most || vt_pool_done(pieces->pool, &pieces->first->task)))
        status = publish_oldest(pieces, error);
    return status;
}

void vt_pieces_free(struct vt_pieces *pieces)
{
    while (pieces && pieces->first) {
        struct piece_task *p = take_oldest(pieces);
        vt_index_piece_abandon(p->piece);
        free_piece(p);
    }
    free(pieces);
}
