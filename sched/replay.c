/* Replayable schedules: the work of all schedulers on one thread, every choice from the world's stream of numbers.
 *
 * In a pool with `replay` there are as many schedulers as ever, each with its queues, wheel, loop and inbox, but one thread plays
 * them all: at each step it becomes one of them for one run. What would be decided by timing is drawn instead:
 *
 *      which runnable is next     any that is ready, wherever it is queued
 *      which scheduler runs it    the one that queued it; one time in four any (a theft)
 *      how long                   a budget from a few reductions to a full slice
 *      when offloaded work runs   as one of the things that are ready, on this thread
 *
 * Together with the simulated world (base/world.h), whose clock moves by what was run and jumps to the next timer when nothing
 * is ready, the same seed gives the same run, step for step. A choice of any ready runnable covers every order in which
 * real schedulers may run them between two safe points, also those that need unusual luck; orders within a
 * run (two cores inside the same function) it does not cover: that is what ThreadSanitizer and the checks of protocols are for.
 *
 * RP-1  Outside of a step the slots, queues and injected lists are empty: all that is ready stands in `ready`.
 * RP-2  sched_current() is the scheduler that is being played, so what the functions of this folder assert of their caller holds.
 *
 * The outside stays real: loops are polled at certain steps, and waited for in real time when nothing is ready and something
 * is held. Its answers are not drawn; a program that uses sockets or subprocesses may differ from run to run.
 */
#include "sched/sched_int.h"

#include <poll.h>

#define POLL_STEPS   128u /* between two polls of all loops while something is ready */
#define STEP_NS      200u /* what a step takes in simulated time, and each reduction in it */
#define REDUCTION_NS 20u
#define WAIT_NS      50000000u /* for the outside, before everything is looked at again */

struct item {
    void *what; /* a Runnable, or an Offload if `work` */
    uint32_t home;
    bool work;
};

struct replay {
    struct item *ready;
    uint32_t count, cap;
    uint64_t step, last_poll;
    bool told; /* on_quiet was called and nothing has happened since */
};

static uint32_t choose(uint32_t n) { return world_get()->choose(n); }

static void tell(SchedPool *pool, SchedEvent e)
{
    if (!pool->cfg.on_event) return;
    e.step = pool->replay->step;
    e.now = world_mono_ns();
    pool->cfg.on_event(pool, &e);
}

/* ---- what is ready ---- */

static void ready_add(struct replay *rp, void *what, uint32_t home, bool work)
{
    if (rp->count == rp->cap) {
        rp->cap = rp->cap ? 2 * rp->cap : 64;
        rp->ready = mem_realloc(MEM_SCHED, rp->ready, rp->cap * sizeof *rp->ready);
    }
    rp->ready[rp->count++] = (struct item){what, home, work};
}

static struct item ready_take(struct replay *rp)
{
    uint32_t i = choose(rp->count);
    struct item it = rp->ready[i];
    rp->ready[i] = rp->ready[--rp->count];
    return it;
}

void replay_offload(Scheduler *s, Offload *o) { ready_add(s->pool->replay, o, s->index, true); }

/* RP-1 */
static void drain(Scheduler *s)
{
    struct replay *rp = s->pool->replay;
    if (s->slot) ready_add(rp, s->slot, s->index, false);
    s->slot = NULL;
    for (unsigned p = 0; p < PRIO_COUNT; p++)
        for (Runnable *r; (r = runq_pop(&s->queue[p]));) ready_add(rp, r, s->index, false);
    s->queued_mask = 0;
}

/* ---- being one of the schedulers ---- */

static void become(Scheduler *s)
{
    sched_set_current(s);
    s->now = world_mono_ns();
    epoch_quiescent(s);
}

static void serve_timers(Scheduler *s)
{
    if (s->now < s->wheel.next) return;
    uint32_t fired = wheel_turn(s, s->now, UINT32_MAX);
    if (!fired) return;
    s->pool->replay->told = false;
    tell(s->pool, (SchedEvent){.kind = SCHED_EV_TIMERS, .sched = s->index, .count = fired});
}

static void serve(Scheduler *s)
{
    become(s);
    if (s->pool->inject) post_take_injected(s);
    if (post_pending(s)) {
        s->pool->replay->told = false;
        post_run_tasks(s, TASKS_PER_TURN);
    }
    serve_timers(s);
    drain(s);
}

/* In an order that is drawn: which of them takes what was injected, and whose timers come first. */
static void serve_all(SchedPool *pool)
{
    uint32_t first = choose(pool->n);
    for (uint32_t i = 0; i < pool->n; i++) serve(pool->sched[(first + i) % pool->n]);
}

static void poll_all(SchedPool *pool)
{
    pool->replay->last_poll = pool->replay->step;
    for (uint32_t i = 0; i < pool->n; i++) {
        become(pool->sched[i]);
        sched_poll(pool->sched[i]);
        epoch_flush(pool->sched[i]);
    }
}

/* ---- one step ---- */

static int32_t draw_budget(const SchedPool *pool)
{
    uint32_t slice = (uint32_t)pool->cfg.slice, most = slice;
    switch (choose(4)) {
    case 0: most = 32; break;
    case 1: most = 400; break;
    default: break;
    }
    return (int32_t)(1 + choose(most < slice ? most : slice));
}

static void step_run(Scheduler *s, Runnable *r)
{
    become(s);
    s->budget = s->chain_left = draw_budget(s->pool);
    int32_t budget = s->budget;
    tell(s->pool, (SchedEvent){.kind = SCHED_EV_RUN, .sched = s->index, .r = r, .budget = budget});
    enum run_result result = sched_run_one(s, r);
    int32_t used = budget - s->chain_left;
    world_advance(STEP_NS + REDUCTION_NS * (uint64_t)(used > 0 ? used : 0));
    tell(s->pool,
         (SchedEvent){.kind = SCHED_EV_RAN, .sched = s->index, .used = used, .result = result});
    drain(s);
}

static void step_work(Scheduler *s, Offload *o)
{
    become(s);
    tell(s->pool, (SchedEvent){.kind = SCHED_EV_WORK, .sched = s->index});
    offload_work(o);
    world_advance(STEP_NS);
}

static void step(SchedPool *pool)
{
    struct replay *rp = pool->replay;
    struct item it = ready_take(rp);
    rp->step++;
    rp->told = false;
    Scheduler *s = pool->sched[it.home];
    if (it.work) {
        step_work(s, it.what);
        return;
    }
    Scheduler *at = choose(4) ? s : pool->sched[choose(pool->n)];
    if (at != s) {
        stat_add(&at->stats.steals, 1);
        stat_add(&at->stats.stolen, 1);
    }
    step_run(at, it.what);
}

/* ---- nothing is ready ---- */

static uint64_t next_event(const SchedPool *pool)
{
    uint64_t next = UINT64_MAX;
    for (uint32_t i = 0; i < pool->n; i++)
        if (pool->sched[i]->wheel.next < next) next = pool->sched[i]->wheel.next;
    return next;
}

static void jump(SchedPool *pool, uint64_t to)
{
    uint64_t now = world_mono_ns();
    if (to <= now) return;
    world_advance(to - now);
    tell(pool, (SchedEvent){.kind = SCHED_EV_JUMP, .count = to - now});
}

/* In real time, which the simulated clock follows meanwhile. */
static void wait_outside(SchedPool *pool, uint64_t until)
{
    struct pollfd fds[SCHED_MAX];
    uint64_t now = world_mono_ns(), most = until > now ? until - now : 0;
    if (most > WAIT_NS) most = WAIT_NS;
    for (uint32_t i = 0; i < pool->n; i++) {
        fds[i] = (struct pollfd){.fd = uv_backend_fd(&pool->sched[i]->loop), .events = POLLIN};
        int ms = uv_backend_timeout(&pool->sched[i]->loop);
        if (ms >= 0 && (uint64_t)ms * 1000000u < most) most = (uint64_t)ms * 1000000u;
    }
    uint64_t from = world_os.mono_ns();
    world_get()->wait(fds, pool->n, most);
    uint64_t took = world_os.mono_ns() - from;
    world_advance(took < most ? took : most);
}

static void idle(SchedPool *pool)
{
    struct replay *rp = pool->replay;
    poll_all(pool);
    serve_all(pool);
    if (rp->count || load_rlx(&pool->stop)) return;
    if (!rp->told && park_nothing_left(pool)) {
        rp->told = true;
        tell(pool, (SchedEvent){.kind = SCHED_EV_QUIET});
        if (pool->cfg.on_quiet) pool->cfg.on_quiet(pool, sched_current());
        return;
    }
    uint64_t next = next_event(pool);
    if (sched_holds(pool) > 0 || next == UINT64_MAX)
        wait_outside(pool, next);
    else
        jump(pool, next);
}

void replay_main(SchedPool *pool)
{
    struct replay *rp = pool->replay;
    for (uint32_t i = 0; i < pool->n; i++) sched_begin(pool->sched[i]);
    while (!load_rlx(&pool->stop)) {
        serve_all(pool);
        if (rp->count == 0)
            idle(pool);
        else
            step(pool);
        if (rp->step - rp->last_poll >= POLL_STEPS) poll_all(pool);
    }
    for (uint32_t i = 0; i < pool->n; i++) sched_end(pool->sched[i]);
}

void replay_new(SchedPool *pool) { pool->replay = mem_zalloc(MEM_SCHED, sizeof *pool->replay); }

void replay_free(SchedPool *pool)
{
    if (!pool->replay) return;
    mem_free(MEM_SCHED, pool->replay->ready);
    mem_free(MEM_SCHED, pool->replay);
}
