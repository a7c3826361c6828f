/* Schedulers apart: threads for runnables that may hold their thread for long.
 *
 * Each is a full scheduler with its own wheel, loop and inbox, so whatever a runnable may do it may do here; but it takes part in
 * nothing: it has no queue, nobody steals from it and it steals from nobody, and it is in none of the lists of the others. What its
 * runnable makes ready goes to the others (inject). It runs one runnable, slice after slice, until that parks, ends or goes
 * home, then takes the next one from one line under one lock. Threads are started when there is no idle one, and end after IDLE_NS without
 * anything to do; their schedulers are kept for reuse.
 *
 *   AP-1  A runnable in the line or running here has a hold of the pool's. A scheduler apart that is awake has one, too; asleep
 *         it is without effect, like the others (park.c), and its wheel and inbox are looked at by the test for quiet.
 *   AP-2  There are at most APART_MAX; the user sends no more runnables at a time than that (or the last ones wait in line).
 */
#include "base/altstack.h"
#include "sched/sched_int.h"

#include <poll.h>
#include <unistd.h>

#define IDLE_NS 5000000000u

/* ---- the line ---- */

static Runnable *line_take(struct apart *a)
{
    MAAT_ASSERT(lock_held(&a->lock));
    Runnable *r = a->stopping ? NULL : a->first;
    if (!r) return NULL;
    a->first = r->next;
    if (!a->first) a->last = &a->first;
    return r;
}

static Runnable *line_next(struct apart *a)
{
    lock_take(&a->lock);
    Runnable *r = line_take(a);
    lock_drop(&a->lock);
    return r;
}

/* ---- sleeping ---- */

void apart_wake(Scheduler *s)
{
    uint64_t one = 1;
    while (write(s->wake_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}

static uint64_t sleep_ns(Scheduler *s)
{
    s->now = world_mono_ns();
    int ms = uv_backend_timeout(&s->loop);
    uint64_t ns = ms < 0 ? IDLE_NS : (uint64_t)ms * 1000000u;
    if (s->wheel.next != UINT64_MAX) {
        uint64_t until = s->wheel.next > s->now ? s->wheel.next - s->now : 0;
        if (until < ns) ns = until;
    }
    return ns < IDLE_NS ? ns : IDLE_NS;
}

/* Joins the idle ones; false: there is something in the line, or the pool stops. */
static bool idle_enter(struct apart *a, Scheduler *s)
{
    lock_take(&a->lock);
    bool ok = !a->first && !a->stopping;
    if (ok) a->idle[a->nidle++] = s;
    lock_drop(&a->lock);
    return ok;
}

/* Leaves them, unless the one who brought work took it out already: true then. */
static bool idle_leave(struct apart *a, Scheduler *s)
{
    bool chosen = true;
    lock_take(&a->lock);
    for (uint32_t i = 0; i < a->nidle; i++) {
        if (a->idle[i] != s) continue;
        a->idle[i] = a->idle[--a->nidle];
        chosen = false;
        break;
    }
    lock_drop(&a->lock);
    return chosen;
}

/* True: woken, or something is due; false: nothing came for IDLE_NS. */
static bool apart_sleep(Scheduler *s)
{
    struct apart *a = s->pool->apart;
    uint64_t ns = sleep_ns(s);
    if (ns == 0 || !idle_enter(a, s)) return true;
    epoch_away(s);
    store_sc(&s->idle, true);
    fence_sc(); /* PK-1: pairs with sched_post */
    int rc = 1;
    if (!post_pending(s)) {
        struct pollfd fds[2] = {{.fd = s->wake_fd, .events = POLLIN},
                                {.fd = uv_backend_fd(&s->loop), .events = POLLIN}};
        uint64_t count;
        sched_release(s->pool); /* AP-1 */
        park_recheck(s->pool);
        rc = world_get()->wait(fds, 2, ns);
        sched_hold(s->pool);
        if (rc > 0 && fds[0].revents) (void)!read(s->wake_fd, &count, sizeof count);
    }
    store_rlx(&s->idle, false);
    epoch_back(s);
    s->now = world_mono_ns();
    return idle_leave(a, s) || rc > 0 || s->now >= s->wheel.next || load_rlx(&s->wheel.pending);
}

/* ---- running ---- */

static void serve(Scheduler *s)
{
    epoch_quiescent(s);
    if (post_pending(s)) post_run_tasks(s, TASKS_PER_TURN);
    s->now = world_mono_ns();
    if (s->now >= s->wheel.next) wheel_turn(s, s->now, TIMERS_PER_TURN);
    if (s->now - s->polled < POLL_QUIET_NS) return;
    sched_poll(s);
    epoch_flush(s);
}

/* Until it parks, ends, or has made itself ready elsewhere; its hold goes with that. */
static void run_here(Scheduler *s, Runnable *r)
{
    SchedPool *pool = s->pool;
    while (r && !load_rlx(&pool->stop)) {
        serve(s);
        s->budget = s->chain_left = pool->cfg.slice;
        r = sched_run_one(s, r) == RUN_YIELD ? s->slot : NULL;
        s->slot = NULL;
    }
    sched_release(pool);
}

static bool has_watchers(const Scheduler *s) { return s->loop.nfds > 1; } /* one is `keep`'s */

static void apart_main(Scheduler *s)
{
    struct apart *a = s->pool->apart;
    sched_hold(s->pool);
    sched_set_current(s);
    epoch_back(s);
    s->now = s->polled = world_mono_ns();
    store_rlx(&s->stats.start_ns, s->now);
    while (!load_rlx(&s->pool->stop)) {
        serve(s);
        Runnable *r = line_next(a);
        if (r)
            run_here(s, r);
        else if (!apart_sleep(s) && !has_watchers(s))
            break;
    }
    epoch_away(s);
    sched_set_current(NULL);
}

static void *apart_thread(void *arg)
{
    Scheduler *s = arg;
    struct apart *a = s->pool->apart;
    altstack_on();
    for (bool again = true; again;) {
        apart_main(s);
        sched_release(s->pool); /* AP-1: what is in the line has holds of its own */
        lock_take(&a->lock);
        again = a->first && !a->stopping;
        if (!again) {
            a->dormant[a->ndormant++] = s;
            if (--a->threads == 0) pthread_cond_broadcast(&a->gone);
        }
        lock_drop(&a->lock);
    }
    return NULL;
}

static bool thread_start(Scheduler *s)
{
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&thread, &attr, apart_thread, s);
    pthread_attr_destroy(&attr);
    return rc == 0;
}

/* ---- bringing work ---- */

/* A scheduler without a thread: one that slept too long, or a new one. NULL: there are as many as may be. */
static Scheduler *one_more(SchedPool *pool)
{
    struct apart *a = pool->apart;
    lock_take(&a->lock);
    Scheduler *s = a->ndormant ? a->dormant[--a->ndormant] : NULL;
    uint32_t at = !s && a->made < APART_MAX ? a->made++ : APART_MAX;
    if (s || at < APART_MAX) a->threads++;
    lock_drop(&a->lock);
    if (s || at == APART_MAX) return s;
    s = scheduler_new(pool, pool->n + at);
    s->apart = true;
    epoch_join(s);
    store_rel(&a->sched[at], s); /* pairs with apart_at */
    return s;
}

static void start_one(SchedPool *pool)
{
    struct apart *a = pool->apart;
    Scheduler *s = one_more(pool);
    if (!s || (s->loop_open && thread_start(s))) return;
    lock_take(&a->lock); /* the OS gives no thread: others must do it, when they are free */
    a->dormant[a->ndormant++] = s;
    if (--a->threads == 0) pthread_cond_broadcast(&a->gone);
    lock_drop(&a->lock);
}

bool sched_is_apart(const Scheduler *s) { return s->apart; }
bool sched_has_apart(const SchedPool *pool) { return !pool->replay; }

void sched_run_apart(Scheduler *from, Runnable *r)
{
    SchedPool *pool = from->pool;
    struct apart *a = pool->apart;
    sched_hold(pool);
    sched_mark_queued(r);
    lock_take(&a->lock);
    r->next = NULL;
    *a->last = r;
    a->last = &r->next;
    Scheduler *idle = a->nidle ? a->idle[--a->nidle] : NULL;
    lock_drop(&a->lock);
    if (idle)
        apart_wake(idle);
    else
        start_one(pool);
}

Scheduler *apart_at(const SchedPool *pool, uint32_t i)
{
    return load_acq(&pool->apart->sched[i]); /* pairs with one_more */
}

/* ---- life ---- */

void apart_init(SchedPool *pool)
{
    struct apart *a = pool->apart = mem_zalloc(MEM_SCHED, sizeof *a);
    lock_init(&a->lock, LOCK_OFFLOAD);
    pthread_cond_init(&a->gone, NULL);
    a->last = &a->first;
}

void apart_wake_all(SchedPool *pool)
{
    for (uint32_t i = 0; i < APART_MAX; i++) {
        Scheduler *s = apart_at(pool, i);
        if (s) apart_wake(s);
    }
}

void apart_join(SchedPool *pool)
{
    struct apart *a = pool->apart;
    lock_take(&a->lock);
    a->stopping = true;
    lock_drop(&a->lock);
    apart_wake_all(pool);
    lock_take(&a->lock);
    while (a->threads > 0) pthread_cond_wait(&a->gone, &a->lock.mu);
    lock_drop(&a->lock);
}

void apart_fini(SchedPool *pool)
{
    struct apart *a = pool->apart;
    if (!a) return;
    MAAT_CHECK(a->threads == 0, "%u threads apart are left", a->threads);
    for (uint32_t i = 0; i < a->made; i++)
        if (a->sched[i]) scheduler_free(a->sched[i]);
    pthread_cond_destroy(&a->gone);
    lock_fini(&a->lock);
    mem_free(MEM_SCHED, a);
}
