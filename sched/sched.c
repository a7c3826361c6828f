/* The scheduler's loop.
 *
 * Fast path of a switch: the epoch and the flags of the pool (two lines that are seldom written), the
 * next-slot, one indirect call. No lock, no clock, no system call, no atomic read-modify-write as long as
 * the next-slot is used; one compare-and-swap for each runnable taken from a queue.
 */
#include "base/fetch.h"
#include "sched/sched_int.h"

static __thread Scheduler *current;

Scheduler *sched_current(void) { return current; }
void sched_set_current(Scheduler *s) { current = s; }
SchedPool *sched_pool_of(const Scheduler *s) { return s->pool; }
unsigned sched_index(const Scheduler *s) { return s->index; }
void *sched_user(const Scheduler *s) { return s->pool->cfg.user; }
uv_loop_t *sched_loop(Scheduler *s) { return &s->loop; }
void *sched_local(const Scheduler *s) { return s->local; }
void sched_set_local(Scheduler *s, void *p) { s->local = p; }
Runnable *sched_running(const Scheduler *s) { return s->running; }
void sched_running_ends(Scheduler *s) { store_rel(&s->running, NULL); }

void sched_yield_late(Scheduler *s, Scheduler *to)
{
    if (s->apart || s->pool->replay || !s->running || s->running->prio == PRIO_HIGH) return;
    s->late_to = to && !to->apart && to->pool == s->pool ? to : s;
    s->late_run = s->stats.slices;
}

/* ---- making ready ---- */

/* Wakes a sleeper when the queue holds more than this scheduler is about to run itself: `spare` runnables
 * may stay. No fence: a sleeper that is overlooked here (it was just falling asleep) is seen at the end of
 * this slice at the latest, and until then the work is not lost, its owner is awake. */
static inline void share(Scheduler *s, uint32_t spare)
{
    SchedPool *pool = s->pool;
    if (MAAT_LIKELY(load_rlx(&pool->idle_count) == 0)) return;
    if (load_rlx(&pool->spinning) != 0) return;
    uint32_t n = sched_queued(s);
    if (n <= spare) return;
    /* Who naps will look by itself (park.c). */
    if (n < STEAL_MANY && !s->busy_long && load_rlx(&pool->napping)) return;
    if (load_rlx(&pool->refusing) >= load_rlx(&pool->idle_count)) return;
    park_wake_one(pool, s);
}

/* The priority is read first: once pushed, r may be stolen, run and freed before we come back. */
void sched_enqueue(Scheduler *s, Runnable *r)
{
    s->queued_mask |= 1u << r->prio;
    runq_push(&s->queue[r->prio], r);
}

/* While a runnable runs, the first one queued is likely to be run here as soon as it waits (spawn and join): waking
 * another core for it would cost both more than it brings. The second one is worth it. */
static inline void share_while_running(Scheduler *s)
{
    if (s->running) share(s, 1);
}

MAAT_SEND_CODE void sched_ready(Scheduler *s, Runnable *r)
{
    MAAT_ASSERT(s == current);
    if (MAAT_UNLIKELY(s->apart)) {
        post_inject(s->pool, r);
        return;
    }
    sched_mark_queued(r);
    if (s->running && r->prio != PRIO_LOW) {
        Runnable *earlier = s->slot;
        s->slot = r;
        if (!earlier) return;
        r = earlier;
    }
    sched_enqueue(s, r);
    share_while_running(s);
}

void sched_spawned(Scheduler *s, Runnable *r)
{
    MAAT_ASSERT(s == current);
    if (MAAT_UNLIKELY(s->apart)) {
        post_inject(s->pool, r);
        return;
    }
    sched_mark_queued(r);
    s->queued_mask |= 1u << r->prio;
    runq_push_new(&s->queue[r->prio], r);
    share_while_running(s);
}

bool sched_has_more(const Scheduler *s) { return s->slot || sched_queued(s) > 0; }

/* ---- choosing ---- */

/* High first, then normal, then low; but one turn in 16 looks at low first, one at normal. So a lower priority gets a
 * sixteenth of the slices at least. */
static const uint8_t turn_orders[3][PRIO_COUNT] = {
    {PRIO_HIGH, PRIO_NORMAL, PRIO_LOW},
    {PRIO_NORMAL, PRIO_HIGH, PRIO_LOW},
    {PRIO_LOW, PRIO_NORMAL, PRIO_HIGH},
};

static Runnable *pick_by_priority(Scheduler *s)
{
    uint32_t turn = s->turn++ % 16;
    const uint8_t *order = turn_orders[turn == 7 ? 1 : turn == 15 ? 2 : 0];
    for (unsigned i = 0; i < PRIO_COUNT; i++) {
        uint32_t bit = 1u << order[i];
        if (!(s->queued_mask & bit)) continue;
        Runnable *r = runq_pop(&s->queue[order[i]]);
        if (r) return r;
        s->queued_mask &= ~bit;
    }
    return NULL;
}

/* Where many wait, what runs next has left the caches: it is fetched while the one before runs. */
static inline void fetch_ahead(const Scheduler *s, const RunQ *q)
{
    const char *p = runq_soon(q);
    if (MAAT_LIKELY(!p)) return;
    for (uint32_t i = 0; i < s->pool->cfg.run_reads; i += MAAT_CACHE_LINE)
        __builtin_prefetch(p + i, 1);
}

static Runnable *pick_queued(Scheduler *s)
{
    if (MAAT_LIKELY(s->queued_mask == 1u << PRIO_NORMAL)) {
        Runnable *r = runq_pop(&s->queue[PRIO_NORMAL]);
        fetch_ahead(s, &s->queue[PRIO_NORMAL]);
        if (!r) s->queued_mask = 0;
        return r;
    }
    return s->queued_mask ? pick_by_priority(s) : NULL;
}

static inline bool slot_allowed(const Scheduler *s)
{
    return s->slot_runs < SCHED_SLOT_RUNS && s->chain_left > s->pool->cfg.slice / 8;
}

static void new_slice(Scheduler *s)
{
    s->slot_runs = 0;
    s->budget = s->chain_left = s->pool->cfg.slice;
}

/* The next-slot if it still may, with what is left of the budget; else the queues, with a new slice. When it may not and
 * nobody else waits here, its turn has come all the same; it does not go through the queue, where a scheduler that looks for
 * work would take it: a lone token, or a lone computing runnable, would change cores for nothing. */
static Runnable *pick(Scheduler *s)
{
    Runnable *r = s->slot;
    if (r) {
        s->slot = NULL;
        if (MAAT_LIKELY(slot_allowed(s))) {
            s->slot_runs++;
            s->budget = s->chain_left;
            stat_add(&s->stats.slot_runs, 1);
            return r;
        }
        if (sched_queued(s) == 0) {
            new_slice(s);
            return r;
        }
        sched_enqueue(s, r);
    }
    new_slice(s);
    r = pick_queued(s);
    if (r) share(s, 0);
    return r;
}

/* ---- running ---- */

/* ---- those that yield to all others ---- */

void sched_late_add(Scheduler *s, Runnable *r)
{
    r->next = NULL;
    if (s->late_first) {
        s->late_last->next = r;
    } else {
        s->late_first = r;
        s->late_since = s->now;
    }
    s->late_last = r;
}

void sched_late_join(Scheduler *s)
{
    Runnable *r = s->late_first;
    s->late_first = NULL;
    for (Runnable *next; r; r = next) {
        next = r->next; /* once queued it may be stolen and gone */
        sched_enqueue(s, r);
    }
}

Runnable *sched_late_next(Scheduler *s)
{
    Runnable *r = s->late_first;
    s->late_first = r->next;
    s->late_since = s->now; /* those that are left wait for each other, not for the rest */
    return r;
}

/* Whether the run under way has asked for it. */
static bool runs_late(const Scheduler *s) { return s->late_to && s->late_run == s->stats.slices; }

static bool requeue_late(Scheduler *s, Runnable *r)
{
    Scheduler *to = s->late_to;
    s->late_to = NULL;
    /* The run that is over is counted already. If it was an earlier one, that did not yield. */
    if (s->late_run + 1 != s->stats.slices) return false;
    if (to == s)
        sched_late_add(s, r);
    else {
        park_theft_follows(s, 1);
        post_move(to, r);
    }
    return true;
}

/* After a yield what it woke goes first if the budget allows it, else to the queue before it: it was ready
 * earlier. Alone it stays in the slot, for a new slice. */
static void requeue(Scheduler *s, Runnable *r)
{
    sched_mark_queued(r);
    if (MAAT_UNLIKELY(s->late_to != NULL) && requeue_late(s, r)) return;
    if (!s->slot && sched_queued(s) == 0) {
        s->slot = r;
        s->slot_runs = SCHED_SLOT_RUNS;
        return;
    }
    if (s->slot && !slot_allowed(s)) {
        sched_enqueue(s, s->slot);
        s->slot = NULL;
    }
    sched_enqueue(s, r);
}

static inline void account(Scheduler *s, enum run_result result)
{
    int32_t used = s->used;
    if (used < 0) used = result == RUN_YIELD ? s->budget : 1;
    s->chain_left -= used;
    if (MAAT_UNLIKELY(used > SCHED_SLICE_DEFAULT / 2) && !runs_late(s))
        store_rlx(&s->busy_long, LONG_RUNS);
    /* A full slice of the default size costs half the credit. */
    s->credit -= 1 + used / (2 * SCHED_SLICE_DEFAULT / SERVICE_CREDIT);
    stat_add(&s->stats.slices, 1);
    stat_add(&s->stats.reductions, (uint64_t)used);
}

enum run_result sched_run_one(Scheduler *s, Runnable *r)
{
    if (BUILD_CHECKED) {
        MAAT_CHECK(r->queued == 1, "SC-1: run but not queued: %p", (void *)r);
        r->queued = 0;
    }
    s->used = -1;
    store_rel(&s->running, r); /* pairs with the watcher's load */
    enum run_result result = r->run(r, s);
    store_rlx(&s->running, NULL);
    account(s, result);
    if (result == RUN_YIELD) requeue(s, r);
    s->theft.ended += result == RUN_ENDED;
    if (BUILD_CHECKED) lock_assert_none();
    return result;
}

/* ---- the regular service ---- */

static bool loop_has_handles(const Scheduler *s)
{
    return s->loop.active_handles > 1 || s->loop.active_reqs.count > 0; /* 1: `keep` */
}

void sched_poll(Scheduler *s)
{
    uint64_t from = world_mono_ns();
    s->polled = from;
    uv_run(&s->loop, UV_RUN_NOWAIT);
    s->now = world_mono_ns();
    stat_add(&s->stats.polls, 1);
    stat_add(&s->stats.poll_ns, s->now - from);
}

static void service_clock(Scheduler *s)
{
    s->credit = SERVICE_CREDIT;
    if (s->pool->cfg.on_spare) (void)s->pool->cfg.on_spare(s);
    s->now = world_mono_ns();
    if (s->busy_long) store_rlx(&s->busy_long, s->busy_long - 1);
    if (s->now >= s->wheel.next) wheel_turn(s, s->now, TIMERS_PER_TURN);
    if (load_rlx(&s->coming)) post_take_moved(s);
    if (s->late_first && s->now - s->late_since >= LATE_NS) sched_late_join(s);
    balance(s);
    if (s->now - s->polled < (loop_has_handles(s) ? POLL_NS : POLL_QUIET_NS)) return;
    sched_poll(s);
    epoch_flush(s);
}

static MAAT_NOINLINE void service(Scheduler *s)
{
    if (load_rlx(&s->pool->inject)) post_take_injected(s);
    if (post_pending(s)) post_run_tasks(s, TASKS_PER_TURN);
    if (s->credit <= 0) service_clock(s);
}

void sched_loop_run(Scheduler *s)
{
    SchedPool *pool = s->pool;
    while (MAAT_LIKELY(!load_rlx(&pool->stop))) {
        epoch_quiescent(s);
        if (MAAT_UNLIKELY(s->credit <= 0 || load_rlx(&pool->inject) || post_pending(s))) service(s);
        Runnable *r = pick(s);
        if (MAAT_UNLIKELY(!r)) r = park_idle(s);
        if (MAAT_LIKELY(r != NULL)) (void)sched_run_one(s, r);
    }
}
