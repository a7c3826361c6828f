/* The pool of OS threads for blocking work.
 *
 * One queue under one lock: blocking work takes microseconds at least, so a lock is not what it waits for.
 * A thread is started when more work waits than threads are free; a free thread ends after IDLE_NS without
 * work.
 *
 * OF-1  threads = those working + idle; a thread leaves `threads` as its last act under the lock.
 * OF-2  work waits only while every thread is busy or just being woken, or the limit is reached.
 */
#include "base/altstack.h"
#include "sched/sched_int.h"

#include <time.h>

#define OFFLOAD_MAX_DEFAULT 64u
#define IDLE_NS             5000000000u

struct offload_pool {
    Lock lock;           /* OFFLOAD: guards the rest */
    pthread_cond_t more; /* work came, or the pool stops */
    pthread_cond_t gone; /* the last thread left */
    Offload *first, **last;
    unsigned waiting, threads, idle, max;
    bool stopping;
};

static void come_home(SchedTask *t, Scheduler *s)
{
    Offload *o = (Offload *)(void *)t; /* its first member */
    o->done(o, s);
    sched_release(s->pool);
}

static Offload *take_work(struct offload_pool *op)
{
    Offload *o = op->first;
    if (!o || op->stopping) return NULL;
    op->first = o->next;
    if (!op->first) op->last = &op->first;
    op->waiting--;
    return o;
}

/* Waits for work, the lock held; false after IDLE_NS without. */
static bool wait_for_work(struct offload_pool *op)
{
    uint64_t until = world_os.mono_ns() + IDLE_NS; /* what the condition variable counts in */
    struct timespec t = {.tv_sec = (time_t)(until / 1000000000u),
                         .tv_nsec = (long)(until % 1000000000u)};
    int rc = 0;
    op->idle++;
    while (!op->first && !op->stopping && rc == 0)
        rc = pthread_cond_timedwait(&op->more, &op->lock.mu, &t);
    op->idle--;
    return op->first || op->stopping;
}

void offload_work(Offload *o)
{
    o->work(o);
    sched_post(o->home, &o->task);
}

static void *offload_thread(void *arg)
{
    struct offload_pool *op = arg;
    altstack_on();
    lock_take(&op->lock);
    for (;;) {
        Offload *o = take_work(op);
        if (o) {
            lock_drop(&op->lock);
            offload_work(o);
            lock_take(&op->lock);
        } else if (op->stopping || !wait_for_work(op)) {
            break;
        }
    }
    if (--op->threads == 0) pthread_cond_broadcast(&op->gone);
    lock_drop(&op->lock);
    return NULL;
}

/* The OS gives no thread. If there is none at all, the work is done here rather than never. */
static void start_failed(struct offload_pool *op)
{
    for (;;) {
        lock_take(&op->lock);
        Offload *o = op->threads == 0 ? take_work(op) : NULL;
        lock_drop(&op->lock);
        if (!o) return;
        offload_work(o);
    }
}

static void start_thread(struct offload_pool *op)
{
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&thread, &attr, offload_thread, op);
    pthread_attr_destroy(&attr);
    if (rc == 0) return;
    lock_take(&op->lock);
    op->threads--;
    lock_drop(&op->lock);
    start_failed(op);
}

void sched_offload(Scheduler *s, Offload *o, void (*work)(Offload *),
                   void (*done)(Offload *, Scheduler *))
{
    struct offload_pool *op = s->pool->offload;
    *o = (Offload){.task.fn = come_home, .work = work, .done = done, .home = s};
    sched_hold(s->pool);
    if (s->pool->replay) {
        replay_offload(s, o);
        return;
    }
    lock_take(&op->lock);
    *op->last = o;
    op->last = &o->next;
    op->waiting++;
    bool start = op->waiting > op->idle && op->threads < op->max;
    if (start)
        op->threads++;
    else
        pthread_cond_signal(&op->more);
    lock_drop(&op->lock);
    if (start) start_thread(op);
}

void offload_stats(const SchedPool *pool, unsigned *threads, unsigned *waiting)
{
    struct offload_pool *op = pool->offload;
    lock_take(&op->lock);
    *threads = op->threads;
    *waiting = op->waiting;
    lock_drop(&op->lock);
}

static void cond_init_monotonic(pthread_cond_t *c)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attr);
    pthread_condattr_destroy(&attr);
}

void offload_start(SchedPool *pool)
{
    struct offload_pool *op = mem_zalloc(MEM_SCHED, sizeof *op);
    lock_init(&op->lock, LOCK_OFFLOAD);
    cond_init_monotonic(&op->more);
    cond_init_monotonic(&op->gone);
    op->last = &op->first;
    op->max = pool->cfg.offload_max ? pool->cfg.offload_max : OFFLOAD_MAX_DEFAULT;
    pool->offload = op;
}

void offload_stop(SchedPool *pool)
{
    struct offload_pool *op = pool->offload;
    lock_take(&op->lock);
    op->stopping = true;
    pthread_cond_broadcast(&op->more);
    while (op->threads > 0) pthread_cond_wait(&op->gone, &op->lock.mu);
    lock_drop(&op->lock);
}

void offload_free(SchedPool *pool)
{
    struct offload_pool *op = pool->offload;
    if (!op) return;
    MAAT_CHECK(op->threads == 0, "%u threads for blocking work are left", op->threads);
    pthread_cond_destroy(&op->more);
    pthread_cond_destroy(&op->gone);
    lock_fini(&op->lock);
    mem_free(MEM_SCHED, op);
}
