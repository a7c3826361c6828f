/* Life of the pool: its records, threads and loops; the counters. */
#include "base/altstack.h"
#include "sched/sched_int.h"
#include "base/errors.h"

#include <sys/eventfd.h>
#include <unistd.h>

/* A record on a cache line of its own, zeroed; *base is what to free. */
void *sched_alloc_lines(size_t bytes, void **base)
{
    char *p = mem_zalloc(MEM_SCHED, bytes + MAAT_CACHE_LINE + sizeof(void *));
    uintptr_t a = ((uintptr_t)p + MAAT_CACHE_LINE - 1) & ~(uintptr_t)(MAAT_CACHE_LINE - 1);
    *base = p;
    return (void *)a;
}

/* ---- one scheduler ---- */

/* Never sent: it only makes libuv believe that there is something to wait for. */
static void keep_alive(uv_async_t *handle) { (void)handle; }

Scheduler *scheduler_new(SchedPool *pool, unsigned index)
{
    void *base;
    Scheduler *s = sched_alloc_lines(sizeof *s, &base);
    s->base = base;
    s->pool = pool;
    s->index = index;
    s->credit = SERVICE_CREDIT;
    s->chain_left = pool->cfg.slice;
    wheel_init(&s->wheel, world_mono_ns());
    s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    s->loop_open = s->wake_fd >= 0 && uv_loop_init(&s->loop) == 0;
    if (s->loop_open) uv_async_init(&s->loop, &s->keep, keep_alive);
    return s;
}

static void close_handle(uv_handle_t *h, void *arg)
{
    (void)arg;
    if (!uv_is_closing(h)) uv_close(h, NULL);
}

static void loop_close(Scheduler *s)
{
    if (!s->loop_open) return;
    uv_walk(&s->loop, close_handle, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    int rc = uv_loop_close(&s->loop);
    MAAT_CHECK(rc == 0, "the loop of scheduler %u does not close: %s", s->index, uv_strerror(rc));
    s->loop_open = false;
}

void scheduler_free(Scheduler *s)
{
    loop_close(s);
    if (s->wake_fd >= 0) close(s->wake_fd);
    wheel_fini(&s->wheel);
    for (unsigned p = 0; p < PRIO_COUNT; p++) runq_fini(&s->queue[p]);
    mem_free(MEM_SCHED, s->base);
}

void sched_begin(Scheduler *s)
{
    altstack_on();
    sched_set_current(s);
    epoch_back(s);
    s->self = pthread_self();
    store_rel(&s->watched, true); /* pairs with look_at_all */
    s->now = s->polled = world_mono_ns();
    store_rlx(&s->stats.start_ns, s->now);
    if (s->pool->cfg.on_start) s->pool->cfg.on_start(s);
}

void sched_end(Scheduler *s)
{
    sched_set_current(s);
    post_run_tasks(s, UINT32_MAX);
    if (s->pool->cfg.on_stop) s->pool->cfg.on_stop(s);
    loop_close(s);
    epoch_away(s);
    sched_set_current(NULL);
}

/* The whole life of a scheduler on its thread. */
static void scheduler_main(Scheduler *s)
{
    if (s->pool->replay) {
        replay_main(s->pool);
        return;
    }
    sched_begin(s);
    sched_loop_run(s);
    sched_end(s);
}

static void *scheduler_thread(void *arg)
{
    scheduler_main(arg);
    return NULL;
}

/* ---- the pool ---- */

static void fill_config(SchedConfig *cfg)
{
    if (cfg->schedulers == 0) cfg->schedulers = world_cpus();
    if (cfg->schedulers > SCHED_MAX) cfg->schedulers = SCHED_MAX;
    if (cfg->slice <= 0) cfg->slice = BUILD_STRESS ? 7 : SCHED_SLICE_DEFAULT;
}

SchedPool *sched_pool_new(const SchedConfig *cfg)
{
    void *base;
    SchedPool *pool = sched_alloc_lines(sizeof *pool, &base);
    pool->base = base;
    pool->cfg = *cfg;
    fill_config(&pool->cfg);
    pool->n = pool->cfg.schedulers;
    lock_init(&pool->wake, LOCK_WAKE);
    pool->sched = mem_zalloc(MEM_SCHED, pool->n * sizeof(Scheduler *));
    bool ok = true;
    for (unsigned i = 0; i < pool->n; i++) {
        pool->sched[i] = scheduler_new(pool, i);
        ok = ok && pool->sched[i]->loop_open;
    }
    epoch_init(pool);
    apart_init(pool);
    offload_start(pool);
    if (pool->cfg.replay) replay_new(pool);
    if (ok) return pool;
    sched_pool_free(pool);
    return NULL;
}

int sched_pool_start(SchedPool *pool)
{
    MAAT_CHECK(!pool->running, "the pool is started twice");
    pool->running = true;
    longrun_start(pool);
    unsigned threads = pool->replay ? 1 : pool->n;
    for (unsigned i = pool->cfg.main_is_zero ? 1 : 0; i < threads; i++) {
        Scheduler *s = pool->sched[i];
        s->has_thread = pthread_create(&s->thread, NULL, scheduler_thread, s) == 0;
        if (s->has_thread) continue;
        sched_pool_stop(pool);
        sched_pool_join(pool);
        return MAAT_ELIMIT;
    }
    return MAAT_OK;
}

void sched_pool_run(SchedPool *pool)
{
    MAAT_CHECK(pool->cfg.main_is_zero && !sched_current(), "not for this thread");
    scheduler_main(pool->sched[0]);
    sched_pool_join(pool);
}

void sched_pool_stop(SchedPool *pool)
{
    store_sc(&pool->stop, 1);
    fence_sc(); /* PK-1: against the fence of a scheduler that falls asleep */
    for (unsigned i = 0; i < pool->n; i++) park_wake(pool->sched[i]);
    apart_wake_all(pool);
}

bool sched_pool_stopping(const SchedPool *pool) { return load_acq(&pool->stop); }

/* Tasks that came after the scheduler's own last look. */
static void run_late_tasks(Scheduler *s)
{
    sched_set_current(s);
    epoch_back(s);
    post_run_tasks(s, UINT32_MAX);
    epoch_away(s);
    sched_set_current(NULL);
}

void sched_pool_join(SchedPool *pool)
{
    MAAT_CHECK(!sched_current(), "a scheduler cannot wait for itself");
    longrun_stop(pool); /* it looks at threads: before they are joined */
    for (unsigned i = 0; i < pool->n; i++) {
        Scheduler *s = pool->sched[i];
        if (s->has_thread) pthread_join(s->thread, NULL);
        s->has_thread = false;
    }
    apart_join(pool);
    offload_stop(pool);
    for (unsigned i = 0; i < pool->n; i++) run_late_tasks(pool->sched[i]);
    for (unsigned i = 0; i < APART_MAX; i++)
        if (apart_at(pool, i)) run_late_tasks(apart_at(pool, i));
}

void sched_pool_free(SchedPool *pool)
{
    epoch_fini(pool);
    offload_free(pool);
    replay_free(pool);
    longrun_free(pool);
    apart_fini(pool);
    for (unsigned i = 0; i < pool->n; i++) scheduler_free(pool->sched[i]);
    mem_free(MEM_SCHED, pool->sched);
    lock_fini(&pool->wake);
    mem_free(MEM_SCHED, pool->base);
}

unsigned sched_count(const SchedPool *pool) { return pool->n; }
int32_t sched_slice_full(const SchedPool *pool) { return pool->cfg.slice; }
void *sched_pool_user(const SchedPool *pool) { return pool->cfg.user; }

Scheduler *sched_at(SchedPool *pool, unsigned i)
{
    MAAT_CHECK(i < pool->n, "scheduler %u of %u", i, pool->n);
    return pool->sched[i];
}

/* ---- counters ---- */

Runnable *sched_peek_running(const Scheduler *s) { return load_rlx(&s->running); }

void sched_stats_get(const Scheduler *s, SchedStats *out)
{
    *out = (SchedStats){
        .slices = load_rlx(&s->stats.slices),
        .slot_runs = load_rlx(&s->stats.slot_runs),
        .steals = load_rlx(&s->stats.steals),
        .stolen = load_rlx(&s->stats.stolen),
        .parks = load_rlx(&s->stats.parks),
        .wakeups = load_rlx(&s->stats.wakeups),
        .polls = load_rlx(&s->stats.polls),
        .tasks = load_rlx(&s->stats.tasks),
        .timers = load_rlx(&s->stats.timers),
        .reductions = load_rlx(&s->stats.reductions),
        .poll_ns = load_rlx(&s->stats.poll_ns),
        .long_runs = load_rlx(&s->stats.long_runs),
        .idle_ns = load_rlx(&s->stats.idle_ns),
        .start_ns = load_rlx(&s->stats.start_ns),
        .retired = load_rlx(&s->stats.retired),
        .freed = load_rlx(&s->stats.freed),
        .timers_pending = load_rlx(&s->wheel.pending),
        .asleep = load_rlx(&s->idle),
    };
    for (unsigned p = 0; p < PRIO_COUNT; p++) out->queue[p] = runq_count(&s->queue[p]);
    if (!out->start_ns) return; /* it has not begun */
    uint64_t now = world_mono_ns(), since = load_rlx(&s->stats.asleep_since);
    out->age_ns = now - out->start_ns;
    if (since && since < now) out->idle_ns += now - since;
    if (out->idle_ns > out->age_ns)
        out->idle_ns = out->age_ns; /* read in the middle of a wake-up */
}
