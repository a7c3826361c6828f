/* What the files of this folder share: the scheduler's and the pool's records, and the functions between them.
 *
 *      sched.c   the loop: next-slot, priorities, running one runnable, the regular service
 *      balance.c evening out the queues of schedulers that are all busy
 *      park.c    looking for work, spinning, sleeping, waking, quiescence
 *      post.c    tasks and runnables from other threads
 *      pool.c    life of the pool and its threads, counters
 *      apart.c   schedulers for runnables that hold their thread for long
 *      timer.c   the wheels      epoch.c   retired memory      offload.c   threads for blocking work
 *      replay.c  all of it on one thread, by a seed       longrun.c   runs that last too long
 */
#ifndef MAAT_SCHED_INT_H
#define MAAT_SCHED_INT_H

#include "base/atomic.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/world.h"
#include "sched/epoch.h"
#include "sched/offload.h"
#include "sched/runq.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include <pthread.h>

/* A busy scheduler serves its wheel, its loop and its limbo when this many small slices are over; a full
 * slice counts as SERVICE_CREDIT / 2 of them. So the clock is read once in 64 switches, or every other full
 * slice. */
#define SERVICE_CREDIT   64
#define POLL_NS          50000u   /* between two polls of a loop with active handles, while busy */
#define POLL_QUIET_NS    1000000u /* of a loop without */
#define SPIN_ROUNDS      6u       /* round k relaxes 8 << k times: about 20 microseconds in all */
#define STALE_ROUND      3u       /* from here on a head that does not move is told (park.c) */
#define LONG_RUNS        2u /* services (two slices or 64 switches) that a long run is thought of */
#define STEAL_MANY       (BUILD_STRESS ? 1u : 8u) /* so many shown are worth a theft at once */
#define TRY_NS           50000u                   /* between two thefts that do not pay, at first */
#define TRY_NS_MAX       4000000u
#define SPLIT_NS_MAX     32000000u /* the same for those that split senders from their receiver */
#define TRY_WORTH_NS     1000000u  /* work for so long makes it a good one */
#define BRIEF_NS         2000u     /* who begins and ends in less is best left where it is ... */
#define BRIEF_REDS       160u      /* ... if it has done less than so many reductions, too */
#define LATE_NS          1000000u  /* that one which yields to all others waits for them, about */
#define TIMERS_PER_TURN  256u      /* fired before runnables get their turn again */
#define TASKS_PER_TURN   256u

/* ---- timing wheel (timer.c) ---- */

#define WHEEL_TICK_SHIFT 18
#define WHEEL_LEVELS     8u
#define WHEEL_SLOTS      64u

struct wheel_list {
    Timer *first, **last; /* what to store through to append */
};

typedef struct wheel {
    Lock lock;    /* TIMER_INBOX: guards all but `next` */
    uint64_t cur; /* the tick up to which everything has fired */
    uint64_t bits[WHEEL_LEVELS];
    uint32_t pending; /* [written under the lock; stats, racy] */
    uint32_t
        counting; /* [written under the lock; read by quiescence, atomic] of these, those that count */
    uint64_t next; /* [owner] a time before which nothing can fire; UINT64_MAX: nothing pending */
    struct wheel_list slots[WHEEL_LEVELS * WHEEL_SLOTS];
} Wheel;

void wheel_init(Wheel *w, uint64_t now);
void wheel_fini(Wheel *w);
/* Fires what is due at `now`, at most `limit`; returns how many. The scheduler's thread. */
uint32_t wheel_turn(Scheduler *s, uint64_t now, uint32_t limit);
void wheel_verify(const Wheel *w); /* TW-1, TW-4; the lock is held */

/* ---- epochs (epoch.c) ---- */

#define EPOCH_AWAY   UINT64_MAX
#define EPOCH_BAG    (BUILD_STRESS ? 3u : 120u)
#define EPOCH_GUESTS 64u

typedef struct epoch_bag {
    struct epoch_bag *next;
    uint64_t epoch;
    uint32_t count;
    struct {
        void *p;
        epoch_free_fn fn;
    } dead[EPOCH_BAG];
} EpochBag;

struct epoch_guest {
    uint64_t seen MAAT_ALIGNED(MAAT_CACHE_LINE); /* [any, atomic] EPOCH_AWAY: free */
};

void epoch_init(SchedPool *pool);
void epoch_fini(SchedPool *pool); /* all threads are gone: frees everything */
/* Seals what is gathered and frees what can be. */
void epoch_flush(Scheduler *s);
void epoch_reclaim(Scheduler *s);
/* Before and after sleeping (EP-3, EP-4). */
void epoch_away(Scheduler *s);
void epoch_back(Scheduler *s);
void epoch_moved(Scheduler *s, uint64_t epoch);

/* ---- the records ---- */

struct scheduler {
    /* [owner] the fast path */
    uint64_t now;         /* the clock as last read */
    int32_t budget;       /* of the run that goes on */
    int32_t used;         /* charged by the run that goes on; -1: not yet */
    Runnable *slot;       /* what runs next, ahead of the queues */
    Runnable *running;    /* [owner writes; stats, racy: sched_peek_running] */
    SchedPool *pool;      /* [const] */
    int32_t chain_left;   /* of the slice that a chain of next-slot runs shares */
    uint32_t slot_runs;   /* in a row */
    int32_t credit;       /* until the next service */
    uint32_t turn;        /* counts picks from the queues: shares between priorities */
    uint32_t queued_mask; /* bit p: queue p may hold something */
    bool apart;           /* [const] apart.c: what it makes ready is run by others */
    bool spinning;        /* counted in the pool's `spinning` */
    bool naps;            /* it sleeps for a short time, though a few wait elsewhere */
    bool refuses; /* [owner, while off the idle list; read under WAKE] nor would it take many */
    uint32_t busy_long; /* [owner writes; thieves, racy] not 0: lately a run used up a slice */
    uint64_t polled;    /* when the loop was last polled */
    uint64_t balanced;  /* when the others' queues were last looked at (balance.c) */
    EpochBag *bag, *sealed, **sealed_last, *spare_bag;
    struct {
        uint64_t at;    /* when the last one was; 0: it was judged */
        uint64_t after; /* not again before */
        uint64_t wait;  /* from one to the next */
    } few;              /* thefts of few (park.c) */
    struct {
        uint32_t stolen;   /* by the last one; 0: it was judged */
        uint32_t followed; /* since then: that went to a receiver elsewhere, or came to one here */
        uint32_t ended;    /* runnables that did since then */
        bool splits;       /* the last that was judged split senders from their receiver */
        bool brief;        /* the last of many took what is over at once */
        uint64_t at;       /* when it was */
        uint64_t reds;     /* reductions on this scheduler before it */
    } theft;
    Runnable *late_first, *late_last; /* who yields to all others (sched_yield_late) */
    uint64_t late_since;              /* when the first of them did */
    Scheduler *late_to; /* where a run that asked for it is to go on; NULL: none did */
    uint64_t late_run;  /* which run that was: slices before it */
    void *local;
    uint64_t worked; /* slices, tasks and timers when it last parked */

    /* [any: tasks from other threads; taken by the owner] */
    SchedTask *inbox MAAT_ALIGNED(MAAT_CACHE_LINE);
    SchedTask *tasks; /* [owner] taken and not yet run, in order */
    Runnable *coming; /* [any, as inbox] that others move here, newest first */

    uint64_t seen MAAT_ALIGNED(MAAT_CACHE_LINE); /* [owner writes; who frees reads] the epoch */
    bool idle;        /* [written under WAKE; any reads, atomic] on the idle list */
    bool token;       /* [guarded: WAKE] woken to look for work: counted in the pool's `spinning` */
    uint32_t idle_at; /* [guarded: WAKE] its place there */

    /* [stats: owner writes, racy] */
    struct {
        uint64_t slices, slot_runs, steals, stolen, parks, wakeups, polls, tasks, timers,
            reductions;
        uint64_t idle_ns, start_ns, retired, freed, poll_ns, long_runs;
        uint64_t asleep_since; /* 0: awake */
    } stats MAAT_ALIGNED(MAAT_CACHE_LINE);

    RunQ queue[PRIO_COUNT];
    Wheel wheel;

    unsigned index;   /* [const] */
    int wake_fd;      /* [const] eventfd: wakes it from sleep */
    uv_loop_t loop;   /* [owner] */
    uv_async_t keep;  /* [owner] keeps the loop alive when nothing else does; never sent */
    pthread_t thread; /* [thread that starts and joins] */
    pthread_t self;   /* [owner writes before `watched`] its thread, also if nobody started one */
    bool watched;     /* [owner writes, release; longrun.c, acquire] self is set */
    bool has_thread;  /* [thread that starts and joins] */
    void *base;       /* [const] what was allocated */
    bool loop_open;   /* [owner; the joining thread afterwards] */
};

_Static_assert(offsetof(struct scheduler, now) == offsetof(struct sched_front, now) &&
                   offsetof(struct scheduler, budget) == offsetof(struct sched_front, budget) &&
                   offsetof(struct scheduler, used) == offsetof(struct sched_front, used),
               "it begins with a sched_front");

/* ---- schedulers apart (apart.c) ---- */

#define APART_MAX SCHED_APART_MAX

struct apart {
    Lock lock;                                       /* OFFLOAD: guards the rest */
    Runnable *first, **last;                         /* the line */
    Scheduler *idle[APART_MAX], *dormant[APART_MAX]; /* asleep; without a thread */
    uint32_t nidle, ndormant, made, threads;
    bool stopping;
    pthread_cond_t gone;         /* the last thread left */
    Scheduler *sched[APART_MAX]; /* [any reads, atomic] those made so far */
};

struct sched_pool {
    SchedConfig cfg;   /* [const after new; numbers filled in] */
    unsigned n;        /* [const] */
    Scheduler **sched; /* [const] */

    /* [any; read by each scheduler between runs] */
    Runnable *inject MAAT_ALIGNED(MAAT_CACHE_LINE); /* made ready by other threads, newest first */
    uint32_t stop;
    uint32_t idle_count; /* [written under WAKE] */
    uint32_t spinning;   /* schedulers that look for work, or were just woken to */
    uint32_t napping;    /* that sleep for a short time, though a few wait elsewhere */
    uint32_t refusing;   /* that would not take many either, for a longer time */
    uint64_t epoch;

    uint64_t holds_taken MAAT_ALIGNED(MAAT_CACHE_LINE); /* [any, atomic] */
    uint64_t holds_released MAAT_ALIGNED(MAAT_CACHE_LINE);

    Lock wake MAAT_ALIGNED(MAAT_CACHE_LINE); /* WAKE */
    Scheduler
        *idle[SCHED_MAX]; /* [guarded: WAKE] a stack: the last to sleep is the first to wake */
    bool quiet_told;      /* [guarded: WAKE] on_quiet was called for this quiet */

    Lock limbo;              /* LIMBO */
    EpochBag *orphans;       /* [guarded: LIMBO; NULL test without] left by sleepers */
    EpochBag **orphans_last; /* [guarded: LIMBO] */
    struct epoch_guest guests[EPOCH_GUESTS];

    struct offload_pool *offload;
    struct apart *apart;   /* [const after new] */
    struct watch *watch;   /* [const from start to free] NULL: nothing is watched */
    struct replay *replay; /* [the one thread] NULL: schedulers have threads of their own */
    void *base;            /* [const] what was allocated */
    bool running;          /* [thread that starts and joins] */
};

/* ---- functions between the files ---- */

void sched_loop_run(Scheduler *s); /* until the pool stops */
void sched_enqueue(Scheduler *s, Runnable *r);
enum run_result sched_run_one(Scheduler *s, Runnable *r);
void sched_late_add(Scheduler *s, Runnable *r); /* r is marked as queued */
void sched_late_join(Scheduler *s);      /* those that yielded to all others go to the queues */
Runnable *sched_late_next(Scheduler *s); /* the first of them is to run; there is one */
/* pool.c: what comes before and after the loop, on the scheduler's thread. */
void sched_begin(Scheduler *s);
void sched_end(Scheduler *s);
void sched_poll(Scheduler *s); /* one pass of the libuv loop, without waiting */

/* While busy: takes from who has clearly more. */
void balance(Scheduler *s);

/* park.c: finds something to do or sleeps; NULL: look again. */
Runnable *park_idle(Scheduler *s);
/* A sleeper, to look for work: for what `waker` shows one that would take it; NULL: for what came from outside, any. */
void park_wake_one(SchedPool *pool, Scheduler *waker);
void park_wake(Scheduler *s);       /* this one, if it is idle */
void park_recheck(SchedPool *pool); /* something that kept the pool from being quiet may be gone */

/* n runnables leave s for their receiver, or come to one here. If these are many of the last theft, it was not worth it. */
void park_theft_follows(Scheduler *s, uint32_t n);

/* No hold, no counting timer, nothing injected or posted. */
bool park_nothing_left(SchedPool *pool);

bool post_pending(const Scheduler *s);
void post_run_tasks(Scheduler *s, uint32_t limit);
void post_take_injected(Scheduler *s);
void post_inject(SchedPool *pool, Runnable *r);
void post_move(Scheduler *to,
               Runnable *r); /* r is marked as queued; it yields to all others there */
void post_take_moved(Scheduler *s);

void apart_init(SchedPool *pool);
void apart_wake(Scheduler *s);
void apart_wake_all(SchedPool *pool);
void apart_join(SchedPool *pool);                       /* waits for the threads */
void apart_fini(SchedPool *pool);                       /* frees the schedulers */
Scheduler *apart_at(const SchedPool *pool, uint32_t i); /* or NULL */
Scheduler *scheduler_new(SchedPool *pool, unsigned index);
void scheduler_free(Scheduler *s);
void epoch_join(Scheduler *s); /* a scheduler made while others run */

void offload_start(SchedPool *pool);
void offload_stop(SchedPool *pool); /* waits for the threads */
void offload_free(SchedPool *pool);

void offload_work(Offload *o); /* does it and sends it home */

void longrun_start(SchedPool *pool);
void longrun_stop(SchedPool *pool);
void longrun_free(SchedPool *pool);
void longrun_wake(SchedPool *pool); /* a scheduler has left the idle list */

void replay_new(SchedPool *pool);
void replay_free(SchedPool *pool);
void replay_main(SchedPool *pool); /* until the pool stops */
void replay_offload(Scheduler *s, Offload *o);

void sched_set_current(Scheduler *s);
void *sched_alloc_lines(size_t bytes, void **base); /* zeroed, on a cache line */

/* Is the calling thread one of the pool's schedulers? */
static inline bool sched_is_inside(const SchedPool *pool)
{
    const Scheduler *s = sched_current();
    return s && s->pool == pool;
}

static inline void sched_mark_queued(Runnable *r)
{
    MAAT_ASSERT(r->run != NULL && r->prio < PRIO_COUNT);
    if (BUILD_CHECKED) {
        MAAT_CHECK(r->queued == 0, "SC-1: made ready twice: %p", (void *)r);
        r->queued = 1;
    }
}

static inline uint32_t sched_queued(const Scheduler *s)
{
    uint32_t n = 0;
    for (unsigned p = 0; p < PRIO_COUNT; p++)
        if (s->queued_mask & (1u << p)) n += runq_count(&s->queue[p]);
    return n;
}

/* Between two runs (epoch.h): a load and a compare. */
static inline void epoch_quiescent(Scheduler *s)
{
    uint64_t e = load_acq(&s->pool->epoch); /* pairs with the seal */
    if (MAAT_UNLIKELY(e != load_rlx(&s->seen))) epoch_moved(s, e);
}

#endif
