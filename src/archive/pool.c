/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pool.c: threads that carry out tasks. */
#include "archive/pool.h"

#include "base/err.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct vt_pool {
    pthread_mutex_t mutex;
    pthread_cond_t work, done;
    struct vt_task *first, *last;
    bool closing;
    unsigned count;
    pthread_t threads[];
};

static void *work(void *context)
{
    struct vt_pool *pool = context;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (!pool->first && !pool->closing)
            pthread_cond_wait(&pool->work, &pool->mutex);
        struct vt_task *task = pool->first;
        if (!task)
            break;
        pool->first = task->next;
        if (!pool->first)
            pool->last = NULL;
        pthread_mutex_unlock(&pool->mutex);
        task->run(task);
        pthread_mutex_lock(&pool->mutex);
        task->done = true;
        pthread_cond_broadcast(&pool->done);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* Signals are for the program's own threads. */
static void start_threads(struct vt_pool *pool, unsigned threads)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool->count < threads &&
           pthread_create(&pool->threads[pool->count], NULL, work, pool) == 0)
        pool->count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

vanthu_status vt_pool_new(struct vt_pool **out, unsigned threads, struct vanthu_error *error)
{
    struct vt_pool *pool = calloc(1, sizeof *pool + threads * sizeof *pool->threads);
    *out = pool;
    if (!pool)
        return vt_err_memory(error);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    start_threads(pool, threads);
    if (pool->count == 0)
        return vt_err(error, VANTHU_IO, "%s", _("cannot start a thread"));
    return VANTHU_OK;
}

void vt_pool_submit(struct vt_pool *pool, struct vt_task *task, bool in_front)
{
    pthread_mutex_lock(&pool->mutex);
    task->done = false;
    task->next = in_front ? pool->first : NULL;
    if (!pool->first)
        pool->first = pool->last = task;
    else if (in_front)
        pool->first = task;
    else
        pool->last = pool->last->next = task;
    pthread_cond_signal(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
}

void vt_pool_wait(struct vt_pool *pool, struct vt_task *task)
{
    pthread_mutex_lock(&pool->mutex);
    while (!task->done)
        pthread_cond_wait(&pool->done, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

bool vt_pool_done(struct vt_pool *pool, struct vt_task *task)
{
    pthread_mutex_lock(&pool->mutex);
    bool done = task->done;
    pthread_mutex_unlock(&pool->mutex);
    return done;
}

void vt_pool_free(struct vt_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->closing = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    while (pool->count)
        pthread_join(pool->threads[--pool->count], NULL);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    free(pool);
}
