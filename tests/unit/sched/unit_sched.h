/* What the scheduler's tests share: runnables with a park bit (the protocol that a mailbox has), counting, waiting.
 *
 * state: 0 parked, 1 running, 2 ready or running with a wake-up pending. A waker sets 2 and makes ready
 * what was parked; a runnable sets 1 when it begins to look for work and parks only if nobody woke it
 * since.
 */
#ifndef MAAT_TESTS_UNIT_SCHED_H
#define MAAT_TESTS_UNIT_SCHED_H

#include "base/atomic.h"
#include "base/mem.h"
#include "base/world.h"
#include "sched/epoch.h"
#include "sched/offload.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "tests/unit/unit.h"

/* For what runs often or on other threads: Check's own assertions write to a file under a lock, even when
 * they hold. */
#define MUST(c) MAAT_CHECK(c, "in a test")

typedef struct actor {
    Runnable r; /* first */
    uint32_t state;
    long left;
    struct actor *peer;
    void *data;
} Actor;

static inline void actor_init(Actor *a, run_fn run, enum sched_prio prio, long left)
{
    memset(a, 0, sizeof *a);
    runnable_init(&a->r, run, prio);
    a->left = left;
}

static inline void actor_wake(SchedPool *pool, Actor *a)
{
    if (xchg_sc(&a->state, 2u) == 0) sched_ready_from(pool, &a->r);
}

/* At the beginning of a run: takes the wake-up. */
static inline void actor_take(Actor *a)
{
    uint32_t was = xchg_sc(&a->state, 1u);
    MUST(was == 2);
}

/* At the end: parks, or yields if somebody woke it meanwhile. */
static inline enum run_result actor_wait(Actor *a)
{
    uint32_t running = 1;
    return cas_sc(&a->state, &running, 0u) ? RUN_PARKED : RUN_YIELD;
}

static inline SchedPool *pool_of(unsigned n, void *user, void (*on_quiet)(SchedPool *, Scheduler *))
{
    SchedConfig cfg = {.schedulers = n, .user = user, .on_quiet = on_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    ck_assert_ptr_nonnull(pool);
    return pool;
}

static inline void pool_start(SchedPool *pool) { ck_assert_int_eq(sched_pool_start(pool), 0); }

static inline void pool_end(SchedPool *pool)
{
    sched_pool_stop(pool);
    sched_pool_join(pool);
    sched_pool_free(pool);
}

/* Ends the pool when it falls quiet: for tests whose work comes to an end by itself. */
static inline void stop_when_quiet(SchedPool *pool, Scheduler *s)
{
    (void)s;
    sched_pool_stop(pool);
}

static inline void pool_run_until_quiet(SchedPool *pool)
{
    pool_start(pool);
    sched_pool_join(pool);
}

static inline void sleep_ms(unsigned ms) { usleep(ms * 1000); }

/* Waits until *counter reaches n; fails after ten seconds. */
static inline void wait_for(const uint64_t *counter, uint64_t n)
{
    uint64_t until = world_mono_ns() + 10000000000u;
    while (load_acq(counter) < n) {
        ck_assert_msg(world_mono_ns() < until, "%lu of %lu after ten seconds",
                      (unsigned long)load_acq(counter), (unsigned long)n);
        usleep(200);
    }
}

static inline SchedStats stats_sum(SchedPool *pool)
{
    SchedStats sum = {0}, one;
    for (unsigned i = 0; i < sched_count(pool); i++) {
        sched_stats_get(sched_at(pool, i), &one);
        sum.slices += one.slices;
        sum.slot_runs += one.slot_runs;
        sum.steals += one.steals;
        sum.parks += one.parks;
        sum.wakeups += one.wakeups;
        sum.tasks += one.tasks;
        sum.timers += one.timers;
        sum.retired += one.retired;
        sum.freed += one.freed;
        sum.reductions += one.reductions;
    }
    return sum;
}

/* Fewer rounds where each costs more. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SLOW 10
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SLOW 10
#endif
#endif
#ifndef SLOW
#define SLOW (BUILD_STRESS ? 10 : 1)
#endif

#endif
