/* Schedulers: one OS thread per core that runs small C records ("runnables") on its own libuv loop.
 *
 * This folder knows nothing of Maat. A maatine's control record starts with a `struct runnable`; the
 * scheduler calls `run` on it, and `run` says what became of it. Everything else a scheduler does for
 * its thread stands here too: it runs C callbacks posted from other threads, polls its libuv loop, turns
 * its timing wheel (timer.h), frees retired memory (epoch.h) and collects offloaded work (offload.h).
 *
 * The life of a runnable, seen from here:
 *
 *      (user) --sched_spawned/sched_ready--> queued --run()--> RUN_YIELD --> queued again
 *                                                          \-> RUN_PARKED, RUN_ENDED --> (user)
 *
 * SC-1  A runnable is in at most one place: queued once, or running, or with its user. The caller of
 *       sched_ready guarantees it (the mailbox's park bit decides who wakes); checked builds count.
 * SC-2  Once `run` returned RUN_PARKED or RUN_ENDED the scheduler does not touch the runnable again, not
 *       even to read it: another thread may already run it or may have freed it.
 * SC-3  What a thread wrote before it made r ready is visible to r's run, wherever that happens.
 * SC-4  Within one priority a queue is first in first out, but for the next-slot (below). A runnable that
 *       was queued runs after at most the runnables before it, each for a slice and an eighth at most; moved to
 *       another scheduler (stealing, balance.c) it runs next there or goes to the end of a clearly shorter queue. Who asked for
 *       it (sched_yield_late) is queued a millisecond later.
 * SC-5  A scheduler on the idle list has no effects: it runs no runnable, task, timer or libuv callback
 *       that touches this interface without leaving the list first. Quiescence rests on it (park.c).
 *
 * The next-slot: what a running runnable wakes goes to the slot of its scheduler and runs as soon as the
 * waker stops, ahead of the queue, with what is left of the waker's budget: a request and its answer stay
 * in one core's cache. A second wake pushes the first one to the queue. The slot is used at most
 * SCHED_SLOT_RUNS times in a row, and only while at least an eighth of the budget is left; so two runnables
 * that wake each other get one slice between them and then queue up behind the others.
 *
 * Threads: a function that takes a `Scheduler *s` as "the calling scheduler" is called on s's own thread
 * only (from a runnable, a task, a timer or a libuv callback). Functions that take a pool may be called
 * on any thread.
 */
#ifndef MAAT_SCHED_SCHED_H
#define MAAT_SCHED_SCHED_H

#include "base/check.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define SCHED_MAX           256u /* schedulers in one pool */
#define SCHED_APART_MAX     64u  /* and apart from them: their indexes follow */
#define SCHED_SLICE_DEFAULT 4000 /* reductions */
#define SCHED_SLOT_RUNS     16u

typedef struct scheduler Scheduler;
typedef struct sched_pool SchedPool;
typedef struct runnable Runnable;

enum run_result {
    RUN_YIELD,  /* still ready: queue it again at the end */
    RUN_PARKED, /* waits; whoever wakes it calls sched_ready. Not touched any more */
    RUN_ENDED,  /* gone. Not touched any more */
};

enum sched_prio { PRIO_HIGH, PRIO_NORMAL, PRIO_LOW, PRIO_COUNT };

typedef enum run_result (*run_fn)(Runnable *r, Scheduler *s);

/* The first member of whatever is to be run. 24 bytes; the last 6 belong to the user. */
struct runnable {
    Runnable *next;  /* [the queue it is in] */
    run_fn run;      /* [user, while not queued] */
    uint8_t prio;    /* [user, while running or before it is made ready] enum sched_prio */
    uint8_t queued;  /* [checked builds: 1 from ready to run; SC-1] */
    uint16_t user16; /* [user] */
    uint32_t user32; /* [user] */
};
_Static_assert(sizeof(struct runnable) <= 32, "every maatine pays for this");

static inline void runnable_init(Runnable *r, run_fn run, enum sched_prio prio)
{
    r->next = NULL;
    r->run = run;
    r->prio = (uint8_t)prio;
    r->queued = 0;
    r->user16 = 0;
    r->user32 = 0;
}

/* ---- the pool: all schedulers of one runtime ---- */

/* What happened in a pool with `replay`, in order. */
typedef struct sched_event {
    enum {
        SCHED_EV_RUN, /* r is about to run on `sched` with `budget` */
        SCHED_EV_RAN, /* it has run: `used`, `result`; r is not to be touched any more and not given */
        SCHED_EV_WORK,   /* offloaded work of `sched` is about to run */
        SCHED_EV_TIMERS, /* `count` timers of `sched` fired */
        SCHED_EV_JUMP,   /* nothing was ready: the clock went on by `count` ns to the next timer */
        SCHED_EV_QUIET,  /* on_quiet is about to be called */
    } kind;
    unsigned sched;
    int32_t budget, used;
    enum run_result result;
    Runnable *r;
    uint64_t count;
    uint64_t step, now; /* runs and works so far; the clock */
} SchedEvent;

typedef struct sched_config {
    unsigned schedulers;  /* 0: world_cpus(), at most SCHED_MAX */
    int32_t slice;        /* reductions; 0: SCHED_SLICE_DEFAULT (7 in stress builds) */
    bool main_is_zero;    /* scheduler 0 is the thread that calls sched_pool_run */
    unsigned offload_max; /* threads for blocking work; 0: 64 */
    void *user;           /* sched_user() */
    uint32_t run_reads;   /* bytes from a runnable on that most runs read; 0: not known */
    /* One thread plays all schedulers and draws every choice from the world's `choose`: a run that can be repeated when the
     * world is the simulated one (replay.c). That thread is scheduler 0's. */
    bool replay;
    void (*on_event)(SchedPool *pool, const SchedEvent *e); /* with replay */
    /* A run has used long_run_ns of processor time and goes on: on a thread of the pool's own, within an epoch; to be looked at only, r
     * may be another's turn already. Once for each such run. 0 or NULL: nobody looks. (longrun.c) */
    uint64_t long_run_ns;
    void (*on_long_run)(SchedPool *pool, Scheduler *s, Runnable *r, uint64_t ns);
    /* All callbacks may be NULL. */
    /* On a scheduler's thread, between runs, now and then, and before it sleeps: a piece of work that can wait, as long as code runs at most.
     * False: there is none. Makes nothing ready. Not on threads apart, and not with `replay`. */
    bool (*on_spare)(Scheduler *s);
    void (*on_start)(Scheduler *s); /* on each scheduler's thread, before it runs anything */
    /* On each scheduler's thread when it stops, its loop still alive: close your handles here. What is left open
     * is closed afterwards without a callback. */
    void (*on_stop)(Scheduler *s);
    /* Nothing runs and nothing could ever make anything ready again (see sched_hold). Called on one scheduler's
     * thread, outside all locks, once each time the pool falls quiet; may make something ready or stop the pool. */
    void (*on_quiet)(SchedPool *pool, Scheduler *s);
} SchedConfig;

/* Returns NULL when the OS refuses loops; nothing runs yet, but sched_ready_from and sched_post may already
 * be used. */
MAAT_OWNED SchedPool *sched_pool_new(const SchedConfig *cfg) MAAT_MUST_CHECK;
/* Starts the threads: all schedulers, or all but 0 with main_is_zero. 0 or a negative code (nothing runs then). */
int sched_pool_start(SchedPool *pool) MAAT_MUST_CHECK;
/* With main_is_zero: is scheduler 0 until the pool stops, then joins the others. */
void sched_pool_run(SchedPool *pool);
/* Asks all schedulers to stop at their next slice end; from any thread, any number of times. Runnables still queued
 * are forgotten (their user owns them); tasks already posted are run. */
void sched_pool_stop(SchedPool *pool);
bool sched_pool_stopping(const SchedPool *pool);
/* Waits for all threads after sched_pool_stop; not from a scheduler's thread. sched_pool_run does it itself. */
void sched_pool_join(SchedPool *pool);
/* After the join: frees everything, and runs what epoch_retire still holds. No other thread may be inside a call on the
 * pool any more: one that made the last sched_release, say, must be known to have returned. */
void sched_pool_free(MAAT_OWNED SchedPool *pool);

unsigned sched_count(const SchedPool *pool);
Scheduler *sched_at(SchedPool *pool, unsigned i);

/* ---- one scheduler ---- */

/* What its record begins with: asked for in each run, so these are no calls. [calling scheduler] */
struct sched_front {
    uint64_t now;   /* the clock as last read */
    int32_t budget; /* of the run that goes on */
    int32_t used;   /* charged by the run that goes on; -1: not yet */
};

Scheduler *sched_current(void); /* NULL on a thread that is none */
SchedPool *sched_pool_of(const Scheduler *s);
unsigned sched_index(const Scheduler *s);
void *sched_user(const Scheduler *s); /* the config's user pointer */
void *sched_pool_user(const SchedPool *pool);
uv_loop_t *sched_loop(Scheduler *s); /* on s's thread only */
/* A word of the user's own for each scheduler. [calling scheduler] */
void *sched_local(const Scheduler *s);
void sched_set_local(Scheduler *s, void *p);
/* What runs now on s, or NULL between runs. [calling scheduler] */
Runnable *sched_running(const Scheduler *s);

/* What runs on s at about this moment, or NULL, for a thread that only looks: alive between epoch_enter and epoch_leave if it was
 * found in between, and perhaps somewhere else already. */
Runnable *sched_peek_running(const Scheduler *s);

/* What runs now is about to be retired: who looks from other threads (sched_peek_running, on_long_run) does not find it any more. */
void sched_running_ends(Scheduler *s);

/* The budget of the run that just began: a slice, or what the waker left of it (next-slot). */
static inline int32_t sched_slice(const Scheduler *s)
{
    return ((const struct sched_front *)s)->budget;
}
int32_t sched_slice_full(const SchedPool *pool);
/* `run` tells before it returns how many reductions it used; a run that does not is taken to have used little when it
 * parks or ends, all when it yields. */
static inline void sched_charge(Scheduler *s, int32_t used)
{
    MAAT_ASSERT(used >= 0);
    ((struct sched_front *)s)->used = used;
}
/* The run under way, if it returns RUN_YIELD, yields to all others that are ready, not to those before it alone: it goes on when
 * nothing else is left, or after about a millisecond; on `to` if that is not NULL. For one that makes more work than another gets
 * done: there it does not compete with that other one, and what they share stays in one cache. No effect on high priority, apart, and
 * with `replay`. */
void sched_yield_late(Scheduler *s, Scheduler *to);
/* The clock as the scheduler last read it, in nanoseconds: up to 64 switches or two slices behind; costs a load. For
 * deadlines take world_mono_ns: a timer started from an old time would fire early. */
static inline uint64_t sched_now(const Scheduler *s)
{
    return ((const struct sched_front *)s)->now;
}

/* Whether s, the calling scheduler, has runnables that wait for their turn. */
bool sched_has_more(const Scheduler *s);

/* Makes r ready. s is the calling scheduler. All that makes ready, posts or starts a timer may take a lock of level 1
 * (WAKE, TIMER_INBOX), so it may be called with any higher lock held.
 * From a running runnable r takes the next-slot (unless its priority is
 * low), from tasks, timers and libuv callbacks the queue. */
void sched_ready(Scheduler *s, Runnable *r);
/* The same from any thread; on a scheduler's own thread as sched_ready. */
void sched_ready_from(SchedPool *pool, Runnable *r);
/* A new runnable: always to the queue. s is the calling scheduler. */
void sched_spawned(Scheduler *s, Runnable *r);

/* ---- runnables that hold their thread for long (apart.c) ---- */

/* r, which was about to run on the calling scheduler and returns RUN_PARKED, goes on on a thread apart, slice after slice. There,
 * to go home, it makes itself ready (sched_ready) and returns RUN_PARKED. Not with `replay`. */
void sched_run_apart(Scheduler *from, Runnable *r);
bool sched_is_apart(const Scheduler *s);
bool sched_has_apart(const SchedPool *pool);

/* ---- tasks: a C callback on a given scheduler's thread ---- */

typedef struct sched_task SchedTask;
struct sched_task {
    SchedTask *next;                        /* [the inbox] */
    void (*fn)(SchedTask *t, Scheduler *s); /* may free t, or post it again */
};

/* From any thread; wakes the target. t stays the target's until fn is called. Tasks from one thread to one
 * target run in the order posted. A task posted is run, even if the pool stops, as long as it is posted
 * before the join ends. */
void sched_post(Scheduler *target, SchedTask *t);

/* ---- quiescence ----
 * A hold stands for something outside that will make a runnable ready: an open listening socket, a pending
 * read, a subprocess, a signal handler. The pool is quiet when every scheduler is idle, no runnable is
 * queued, no task posted, no timer that counts pending, no work offloaded and no hold taken. Make the
 * consequence visible first (sched_ready, another hold), then release. Exact: never called while one of
 * these is left. */
void sched_hold(SchedPool *pool);
void sched_release(SchedPool *pool);
static inline void sched_io_hold(Scheduler *s) { sched_hold(sched_pool_of(s)); }
static inline void sched_io_release(Scheduler *s) { sched_release(sched_pool_of(s)); }
int64_t sched_holds(const SchedPool *pool);

/* ---- counters: written by each scheduler alone, read racily by anybody ---- */

typedef struct sched_stats {
    uint64_t slices;           /* runs */
    uint64_t slot_runs;        /* of these, from the next-slot */
    uint64_t steals;           /* successful ones */
    uint64_t stolen;           /* runnables that came that way */
    uint64_t parks;            /* times it went to sleep */
    uint64_t wakeups;          /* sleepers it woke */
    uint64_t polls;            /* passes of its libuv loop */
    uint64_t poll_ns;          /* in these, callbacks included */
    uint64_t tasks;            /* posted callbacks run */
    uint64_t timers;           /* fired */
    uint64_t reductions;       /* charged */
    uint64_t long_runs;        /* runs that were reported as too long (see on_long_run) */
    uint64_t start_ns, age_ns; /* when it began; until now */
    uint64_t idle_ns; /* asleep, a sleep that goes on counted; busy time is the age less this */
    uint64_t retired, freed;    /* epoch.h */
    uint32_t queue[PRIO_COUNT]; /* runnables queued now */
    uint32_t timers_pending;
    bool asleep;
} SchedStats;

void sched_stats_get(const Scheduler *s, SchedStats *out);

#endif
