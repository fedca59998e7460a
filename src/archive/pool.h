/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool.h: threads that carry out tasks. One thread submits and waits; tasks run in any order and
 * share nothing with each other but what they lock themselves.
 */
#ifndef VT_POOL_H
#define VT_POOL_H

#include "vanthu.h"

struct vt_pool;

struct vt_task {
    void (*run)(struct vt_task *task);
    struct vt_task *next; /* of the pool */
    bool done;            /* of the pool */
};

/* `threads` is at least 1. Fewer are made when the system has no more; none at all is an error. */
vanthu_status vt_pool_new(struct vt_pool **out, unsigned threads, struct vanthu_error *error);

/* Puts `task` at the end of the queue, or in front of it. It stays the caller's and must live until
 * it is done. */
void vt_pool_submit(struct vt_pool *pool, struct vt_task *task, bool in_front);

/* Returns when `task` is done. */
void vt_pool_wait(struct vt_pool *pool, struct vt_task *task);

/* True when `task` is done, without waiting. */
bool vt_pool_done(struct vt_pool *pool, struct vt_task *task);

/* Waits for the tasks that run; those that wait in the queue must have been waited for. */
void vt_pool_free(struct vt_pool *pool);

#endif
