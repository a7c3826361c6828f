/* Runs that hold their scheduler for too long, seen from outside: a thread that looks at the schedulers' counters every few
 * milliseconds.
 *
 * A scheduler whose number of runs has not changed since the last look is still in the same one; the processor time that its thread has
 * used since then says how long that has really computed (a thread that the system keeps waiting is not to blame). Nothing is
 * paid by the schedulers themselves. While all sleep the watcher waits for the first that leaves the idle list.
 *
 * WT-1  A run is reported once, when it is seen to have used `long_run_ns`; it goes on meanwhile. The callback gets the runnable as it
 *       was at the look: it may be another one by now, or freed; so the watcher takes part in the epochs around it, and the callback
 *       only looks.
 */
#include "sched/sched_int.h"

#include <time.h>

#define CALM_LOOKS 200u /* looks at sleeping schedulers only, before the watcher sleeps too */

struct seen_run {
    uint64_t slices, cpu_ns;
    bool reported;
};

struct watch {
    pthread_t thread;
    pthread_mutex_t mu; /* a leaf of its own: nothing is called with it held */
    pthread_cond_t more;
    bool stop, asleep; /* [guarded: mu; asleep is read racily by longrun_wake] */
    struct seen_run seen[SCHED_MAX];
};

static uint64_t thread_cpu_ns(pthread_t t)
{
    clockid_t clock;
    struct timespec ts;
    if (pthread_getcpuclockid(t, &clock) != 0 || clock_gettime(clock, &ts) != 0) return 0;
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void tell(SchedPool *pool, Scheduler *s, uint64_t ns)
{
    unsigned ticket = epoch_enter(pool);
    Runnable *r = load_acq(&s->running); /* pairs with sched_run_one */
    if (r) {
        add_rlx(&s->stats.long_runs, 1);
        pool->cfg.on_long_run(pool, s, r, ns);
    }
    epoch_leave(pool, ticket);
}

static void look_at(SchedPool *pool, Scheduler *s)
{
    struct seen_run *seen = &pool->watch->seen[s->index];
    uint64_t slices = load_rlx(&s->stats.slices);
    bool same = slices == seen->slices && load_rlx(&s->running);
    if (same && seen->reported) return;
    uint64_t cpu = thread_cpu_ns(s->self);
    if (!same) {
        *seen = (struct seen_run){.slices = slices, .cpu_ns = cpu};
        return;
    }
    if (cpu - seen->cpu_ns < pool->cfg.long_run_ns) return;
    seen->reported = true;
    tell(pool, s, cpu - seen->cpu_ns);
}

/* True: somebody is awake. */
static bool look_at_all(SchedPool *pool)
{
    bool awake = false;
    for (unsigned i = 0; i < pool->n; i++) {
        Scheduler *s = pool->sched[i];
        if (load_rlx(&s->idle) || !load_acq(&s->watched)) continue;
        awake = true;
        look_at(pool, s);
    }
    return awake;
}

static void wait_a_while(struct watch *w, uint64_t ns)
{
    uint64_t until = world_os.mono_ns() + ns;
    struct timespec t = {.tv_sec = (time_t)(until / 1000000000u),
                         .tv_nsec = (long)(until % 1000000000u)};
    pthread_cond_timedwait(&w->more, &w->mu, &t);
}

/* The mutex is held on entry and return. */
static void wait_for_work(SchedPool *pool)
{
    struct watch *w = pool->watch;
    store_rlx(&w->asleep, true);
    fence_sc(); /* pairs with longrun_wake: it sees `asleep`, or we see that somebody has left the idle list */
    while (!w->stop && w->asleep && load_rlx(&pool->idle_count) == pool->n)
        pthread_cond_wait(&w->more, &w->mu);
    store_rlx(&w->asleep, false);
}

static void *longrun_thread(void *arg)
{
    SchedPool *pool = arg;
    struct watch *w = pool->watch;
    unsigned calm = 0;
    pthread_mutex_lock(&w->mu);
    while (!w->stop) {
        wait_a_while(w, pool->cfg.long_run_ns / 2);
        if (w->stop) break;
        pthread_mutex_unlock(&w->mu);
        calm = look_at_all(pool) ? 0 : calm + 1;
        pthread_mutex_lock(&w->mu);
        if (calm < CALM_LOOKS) continue;
        wait_for_work(pool);
        calm = 0;
    }
    pthread_mutex_unlock(&w->mu);
    return NULL;
}

void longrun_wake(SchedPool *pool)
{
    struct watch *w = pool->watch;
    fence_sc(); /* pairs with wait_for_work */
    if (!load_rlx(&w->asleep)) return;
    pthread_mutex_lock(&w->mu);
    store_rlx(&w->asleep, false);
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->mu);
}

/* Without a thread nothing is watched: no reason not to run. */
void longrun_start(SchedPool *pool)
{
    if (!pool->cfg.on_long_run || !pool->cfg.long_run_ns || pool->replay) return;
    struct watch *w = mem_zalloc(MEM_SCHED, sizeof *w);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w->more, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&w->mu, NULL);
    pool->watch = w;
    if (pthread_create(&w->thread, NULL, longrun_thread, pool) == 0) return;
    pool->watch = NULL;
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->mu);
    mem_free(MEM_SCHED, w);
}

void longrun_stop(SchedPool *pool)
{
    struct watch *w = pool->watch;
    if (!w) return;
    pthread_mutex_lock(&w->mu);
    w->stop = true;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->mu);
    pthread_join(w->thread, NULL);
}

void longrun_free(SchedPool *pool)
{
    struct watch *w = pool->watch;
    if (!w) return;
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->mu);
    mem_free(MEM_SCHED, w);
}
