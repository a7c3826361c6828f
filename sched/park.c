/* Looking for work, sleeping, waking, and telling when nothing is left.
 *
 *      pick finds nothing -> steal -> poll the loop -> spin while others are busy -> sleep (idle list) -> woken
 *
 * Sleeping is one ppoll on two descriptors: the scheduler's own eventfd and its loop's epoll descriptor.
 * libuv's own wait would call the handles' callbacks before we know that we are awake; so the loop is only
 * ever run without waiting, by a scheduler that is off the idle list and takes part in the epochs (SC-5,
 * EP-3).
 *
 * Wakeups are not lost.
 *   PK-1  From other threads (tasks, injected runnables): push, full fence, look at the idle list; against
 *         it: enter the idle list, full fence, look at inbox and inject. One of the two sees the other
 *         (post.c). A wake-up takes the sleeper off the list under WAKE and then writes its eventfd, which
 *         stays readable until read: it does not matter whether the sleeper is already in ppoll.
 *   PK-2  Between schedulers: a runnable is pushed to the pusher's own queue, and the pusher is awake. It
 *         looks at the idle list at the push and again at each slice end, without a fence; so an idle core
 *         may be told one slice late, but a runnable always has an owner that is awake.
 *   PK-3  No herd: nobody is woken while a scheduler is spinning (looking for work). Who was woken counts
 *         as spinning from the moment of the wake-up; when it has found work and there is more, it wakes
 *         the next one (share).
 *
 * What is worth a theft. Two that send to each other are quickest on one core, and then one of them stands in the queue for a moment
 * each time: a thief that takes it splits what belongs together, over and over. So a thief takes at once only where STEAL_MANY wait.
 * Of a few it takes when it has spun for some microseconds, sooner where the head stays the same for 64 relaxings, behind a run that
 * goes on. A theft of few is judged when the thief has nothing to do again: if it has not kept it busy for TRY_WORTH_NS, the thief waits before the
 * next one, twice as long each time, and sleeps meanwhile; those with few do not wake it (share). Where runs are long this does not
 * hold: there any are worth it at any time. Thefts of many are not judged so: two cores share many short runs well.
 *
 * But for those that begin and end within BRIEF_NS each and BRIEF_REDS. What they are made of, and whom they tell of their end, lies in the
 * cache of the core that started them; a thief that has done with them sooner than others are started comes for every few, and both cores are
 * slower than one. (Time alone would not tell: those that do little take a thief as long, for what they wait from memory, as others take with
 * work that is worth a core.) So when half of what was stolen has ended, and all of it took no longer than so many times both, the thief takes
 * nothing before its wait is over, as above, up to TRY_NS_MAX. It begins anew if the last wait has been over for TRY_WORTH_NS: thefts have kept it
 * busy, or nothing was there.
 *
 * One kind of theft is judged by what follows it, however many it took. A sender with a receiver that cannot keep up goes on where that one is
 * (sched_yield_late). So if half as many as were stolen leave the thief for their receiver, or come to one that was stolen, the theft has put
 * messages on the way between two cores, and both were busy with it: until one did better the thief takes nothing before its wait is over, neither
 * of many nor behind long runs, and is not woken for it: another is that would take something, wherever it stands on the list. What comes from
 * outside wakes it as any other.
 *
 * Quiet is exact. The last scheduler about to enter the idle list checks, under WAKE, that all others are
 * on it (they are in ppoll, without effects, and cannot leave without the lock) and then, in this order: no
 * hold, no counting timer, inject and inboxes empty, and no hold taken meanwhile. Its own queues are empty,
 * those of the others were when they entered the list. Whoever is outside (another thread, an offload
 * thread, the kernel through a handle) has a hold as long as it may make something ready, and makes it
 * visible before it releases: so if the check sees no hold, it sees the consequence. Without effects inside
 * and holds outside nothing can become ready any more. Conversely, whatever makes the condition true is
 * followed by a check: the last scheduler that worked enters the list after it; a foreign release or cancel
 * wakes one scheduler to do so (park_recheck).
 */
#include "sched/sched_int.h"

#include <poll.h>
#include <unistd.h>

/* ---- the idle list ---- */

static void list_add(SchedPool *pool, Scheduler *s)
{
    MAAT_ASSERT(lock_held(&pool->wake) && !s->idle);
    uint32_t n = load_rlx(&pool->idle_count);
    s->idle_at = n;
    pool->idle[n] = s;
    store_sc(&s->idle, true);
    store_sc(&pool->idle_count, n + 1);
}

static void list_remove(SchedPool *pool, Scheduler *s)
{
    MAAT_ASSERT(lock_held(&pool->wake) && s->idle && pool->idle[s->idle_at] == s);
    uint32_t n = load_rlx(&pool->idle_count) - 1;
    Scheduler *last = pool->idle[n];
    pool->idle[s->idle_at] = last;
    last->idle_at = s->idle_at;
    store_rlx(&s->idle, false);
    store_rlx(&pool->idle_count, n);
}

static void signal_sleeper(Scheduler *s)
{
    uint64_t one = 1;
    while (write(s->wake_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}

/* The last that fell asleep; for a theft, of those that would take something. */
static Scheduler *sleeper_for(const SchedPool *pool, bool theft)
{
    MAAT_ASSERT(lock_held(&pool->wake));
    for (uint32_t n = load_rlx(&pool->idle_count); n > 0; n--)
        if (!theft || !pool->idle[n - 1]->refuses) return pool->idle[n - 1];
    return NULL;
}

void park_wake_one(SchedPool *pool, Scheduler *waker)
{
    if (load_rlx(&pool->spinning) > 0) return;
    Scheduler *s = NULL;
    lock_take(&pool->wake);
    if (load_rlx(&pool->spinning) == 0 && (s = sleeper_for(pool, waker != NULL))) {
        list_remove(pool, s);
        s->token = true;
        add_ar(&pool->spinning, 1);
    }
    lock_drop(&pool->wake);
    if (!s) return;
    signal_sleeper(s);
    if (waker) stat_add(&waker->stats.wakeups, 1);
}

void park_wake(Scheduler *s)
{
    SchedPool *pool = s->pool;
    if (s->apart) {
        apart_wake(s);
        return;
    }
    lock_take(&pool->wake);
    bool was_idle = s->idle;
    if (was_idle) list_remove(pool, s);
    lock_drop(&pool->wake);
    if (was_idle) signal_sleeper(s);
}

/* ---- quiescence ---- */

bool park_nothing_left(SchedPool *pool)
{
    uint64_t taken = load_sc(&pool->holds_taken);
    if (load_sc(&pool->holds_released) != taken) return false;
    for (unsigned i = 0; i < pool->n; i++)
        if (load_acq(&pool->sched[i]->wheel.counting)) return false;
    for (unsigned i = 0; i < APART_MAX; i++) {
        const Scheduler *s = apart_at(pool, i);
        if (s && (load_acq(&s->wheel.counting) || load_acq(&s->inbox))) return false;
    }
    if (load_acq(&pool->inject)) return false;
    for (unsigned i = 0; i < pool->n; i++)
        if (load_acq(&pool->sched[i]->inbox) || load_acq(&pool->sched[i]->coming)) return false;
    return load_sc(&pool->holds_taken) == taken;
}

static uint64_t work_done(const Scheduler *s)
{
    return s->stats.slices + s->stats.tasks + s->stats.timers;
}

/* Under WAKE, by a scheduler about to enter the idle list: is this the moment to tell? */
static bool falls_quiet(SchedPool *pool, Scheduler *s)
{
    uint64_t worked = work_done(s);
    if (worked != s->worked) pool->quiet_told = false;
    s->worked = worked;
    if (pool->quiet_told || load_rlx(&pool->stop)) return false;
    if (load_rlx(&pool->idle_count) != pool->n - 1 || !park_nothing_left(pool)) return false;
    pool->quiet_told = true;
    return true;
}

/* Enters the idle list; false if it told quiescence instead. */
static bool enter_idle(Scheduler *s)
{
    SchedPool *pool = s->pool;
    lock_take(&pool->wake);
    bool quiet = falls_quiet(pool, s);
    if (!quiet) list_add(pool, s);
    lock_drop(&pool->wake);
    if (!quiet) return true;
    epoch_back(s);
    if (pool->cfg.on_quiet) pool->cfg.on_quiet(pool, s);
    return false;
}

static void leave_idle(Scheduler *s)
{
    SchedPool *pool = s->pool;
    lock_take(&pool->wake);
    if (s->idle) list_remove(pool, s);
    if (s->token) s->spinning = true;
    s->token = false;
    lock_drop(&pool->wake);
    if (pool->watch) longrun_wake(pool);
}

void park_recheck(SchedPool *pool)
{
    Scheduler *s = NULL;
    lock_take(&pool->wake);
    pool->quiet_told = false;
    uint32_t n = load_rlx(&pool->idle_count);
    if (n > 0) {
        s = pool->idle[n - 1];
        list_remove(pool, s);
    }
    lock_drop(&pool->wake);
    if (s) signal_sleeper(s);
}

void sched_hold(SchedPool *pool) { add_sc(&pool->holds_taken, 1); }

/* Released is read before taken: taken only grows, so equality means that at the moment of the first read
 * nothing was held. A scheduler of the pool checks by itself when it parks. */
void sched_release(SchedPool *pool)
{
    uint64_t released = add_sc(&pool->holds_released, 1) + 1;
    MAAT_ASSERT(released <= load_sc(&pool->holds_taken));
    if (load_sc(&pool->holds_taken) != released) return;
    if (!sched_is_inside(pool)) park_recheck(pool);
}

int64_t sched_holds(const SchedPool *pool)
{
    uint64_t released = load_sc(&pool->holds_released);
    return (int64_t)(load_sc(&pool->holds_taken) - released);
}

/* ---- looking for work ---- */

/* ---- thefts, and what they are worth ---- */

/* Not of few before a while, longer each time. */
static void few_later(Scheduler *s)
{
    uint64_t wait = s->few.wait * 2, most = s->theft.splits ? SPLIT_NS_MAX : TRY_NS_MAX;
    s->few.wait = wait < TRY_NS ? TRY_NS : wait < most ? wait : most;
    s->few.after = s->now + s->few.wait;
}

/* It has nothing to do again: was the last one of many worth it? */
static void many_judge(Scheduler *s, uint32_t stolen)
{
    s->theft.brief = s->theft.ended >= stolen - stolen / 2 &&
                     s->now - s->theft.at < (uint64_t)stolen * BRIEF_NS &&
                     s->stats.reductions - s->theft.reds < (uint64_t)stolen * BRIEF_REDS;
    if (!s->theft.brief) return;
    /* They were, for a while. One of many may come before a wait for few is over. */
    if (s->now > s->few.after + TRY_WORTH_NS) s->few.wait = 0;
    few_later(s);
}

static void few_judge(Scheduler *s)
{
    if (s->now - s->few.at > TRY_WORTH_NS) {
        s->few.wait = 0;
        s->theft.brief = false;
    } else
        few_later(s);
    s->few.at = 0;
}

static void theft_judge(Scheduler *s)
{
    uint32_t stolen = s->theft.stolen;
    if (stolen) s->theft.splits = false; /* or park_theft_follows would have judged */
    s->theft.stolen = 0;
    if (s->few.at)
        few_judge(s);
    else if (stolen)
        many_judge(s, stolen);
}

void park_theft_follows(Scheduler *s, uint32_t n)
{
    s->theft.followed += n;
    if (!s->theft.stolen || s->theft.followed * 2 < s->theft.stolen) return;
    s->theft.stolen = 0;
    s->theft.splits = true;
    s->few.at = 0;
    few_later(s);
}

/* Neither many nor behind long runs. */
static bool takes_nothing(const Scheduler *s) { return s->theft.splits || s->theft.brief; }

static bool may_try(const Scheduler *s, const Scheduler *victim, bool many)
{
    if (s->now >= s->few.after) return true;
    return !takes_nothing(s) && (many || load_rlx(&victim->busy_long));
}

static Runnable *steal_queue(Scheduler *victim, unsigned p, Scheduler *s, bool many)
{
    uint32_t count = 0;
    Runnable *r = runq_steal(&victim->queue[p], &s->queue[p], &count);
    if (!r) return NULL;
    s->theft.at = s->now = world_mono_ns();
    if (!many) s->few.at = s->now;
    s->theft.stolen = count;
    s->theft.followed = s->theft.ended = 0;
    s->theft.reds = s->stats.reductions;
    if (count > 1) s->queued_mask |= 1u << p;
    stat_add(&s->stats.steals, 1);
    stat_add(&s->stats.stolen, count);
    return r;
}

static Runnable *steal_from(Scheduler *victim, Scheduler *s, bool many)
{
    uint32_t least = many ? STEAL_MANY : 1;
    for (unsigned p = 0; p < PRIO_COUNT; p++) {
        if (runq_shown(&victim->queue[p]) < least) continue;
        Runnable *r = steal_queue(victim, p, s, many);
        if (r) return r;
    }
    return NULL;
}

/* From one that shows many; or from any, if that may be tried. */
static Runnable *steal(Scheduler *s, bool many)
{
    SchedPool *pool = s->pool;
    if (pool->n == 1) return NULL;
    uint32_t start = world_get()->choose(pool->n);
    for (uint32_t i = 0; i < pool->n; i++) {
        Scheduler *victim = pool->sched[(start + i) % pool->n];
        if (victim == s || !may_try(s, victim, many)) continue;
        Runnable *r = steal_from(victim, s, many);
        if (r) return r;
    }
    return NULL;
}

/* Something to do that is not in another scheduler's queue. */
static bool work_here(const Scheduler *s)
{
    const SchedPool *pool = s->pool;
    return s->queued_mask || post_pending(s) || load_rlx(&s->coming) || load_rlx(&pool->inject) ||
           load_rlx(&pool->stop);
}

static bool work_elsewhere(const Scheduler *s, uint32_t least)
{
    for (unsigned i = 0; i < s->pool->n; i++)
        for (unsigned p = 0; p < PRIO_COUNT; p++)
            if (runq_shown(&s->pool->sched[i]->queue[p]) >= least) return true;
    return false;
}

/* A queue that was looked at: whoever waits there has waited since if the head is still the same. */
struct seen_queue {
    Scheduler *victim; /* NULL: all were empty */
    unsigned prio;
    uint32_t head;
};

static struct seen_queue see_queue(const Scheduler *s)
{
    for (unsigned i = 0; i < s->pool->n; i++)
        for (unsigned p = 0; p < PRIO_COUNT; p++) {
            Scheduler *victim = s->pool->sched[i];
            if (victim != s && runq_shown(&victim->queue[p]))
                return (struct seen_queue){victim, p, load_rlx(&victim->queue[p].head)};
        }
    return (struct seen_queue){0};
}

/* If it is still the same one that waits. */
static Runnable *try_seen(Scheduler *s, const struct seen_queue *q)
{
    if (!q->victim || load_rlx(&q->victim->queue[q->prio].head) != q->head) return NULL;
    return may_try(s, q->victim, false) ? steal_queue(q->victim, q->prio, s, false) : NULL;
}

/* ---- spinning ---- */

/* Only while somebody works (else only the kernel or another thread brings work, and they wake us), and not
 * with more than half of the others. */
static bool start_spinning(Scheduler *s)
{
    SchedPool *pool = s->pool;
    if (s->spinning) return true;
    uint32_t spinning = load_rlx(&pool->spinning), away = load_rlx(&pool->idle_count) + spinning;
    if (away + 1 >= pool->n || 2 * spinning >= pool->n) return false;
    add_ar(&pool->spinning, 1);
    s->spinning = true;
    return true;
}

static Runnable *spin(Scheduler *s)
{
    if (!start_spinning(s)) return NULL;
    Runnable *r = NULL;
    struct seen_queue seen = {0};
    for (unsigned round = 0; round < SPIN_ROUNDS; round++) {
        if (work_here(s) || (r = steal(s, true)) || (r = try_seen(s, &seen))) break;
        if (round >= STALE_ROUND) seen = see_queue(s);
        for (unsigned i = 0; i < 8u << round; i++) cpu_relax();
    }
    if (!r && !work_here(s)) r = try_seen(s, &seen);
    s->spinning = false;
    sub_ar(&s->pool->spinning, 1);
    return r;
}

/* ---- sleeping ---- */

/* libuv hands new watchers to the kernel at the beginning of the next pass; before that a wait on its
 * descriptor would not see them. The queue is circular and its first word points at itself when it is
 * empty. */
static bool loop_settled(const Scheduler *s)
{
    const void *const *queue = (const void *const *)(const void *)&s->loop.watcher_queue;
    return *queue == (const void *)queue;
}

/* How long to sleep in nanoseconds, 0: not now, UINT64_MAX: until woken. */
static uint64_t sleep_time(Scheduler *s)
{
    for (int i = 0; i < 3 && !loop_settled(s); i++) sched_poll(s);
    if (!loop_settled(s) || work_here(s)) return 0;
    int ms = uv_backend_timeout(&s->loop);
    uint64_t ns = ms < 0 ? UINT64_MAX : (uint64_t)ms * 1000000u;
    uint64_t until = s->wheel.next > s->now ? s->wheel.next - s->now : 0;
    if (s->wheel.next != UINT64_MAX && until < ns) ns = until;
    s->naps = s->few.after > s->now;
    if (!s->naps) return ns;
    until = s->few.after - s->now;
    return until < ns ? until : ns;
}

static void wait_for_wakeup(Scheduler *s, uint64_t ns)
{
    struct pollfd fds[2] = {{.fd = s->wake_fd, .events = POLLIN},
                            {.fd = uv_backend_fd(&s->loop), .events = POLLIN}};
    int rc = world_get()->wait(fds, 2, ns);
    uint64_t count;
    if (rc > 0 && fds[0].revents) (void)!read(s->wake_fd, &count, sizeof count);
}

static void park_sleep(Scheduler *s)
{
    s->now = world_mono_ns();
    uint64_t ns = sleep_time(s), from = s->now;
    if (ns == 0) return;
    s->refuses = s->naps && takes_nothing(s);
    epoch_away(s);
    if (!enter_idle(s)) return;
    fence_sc(); /* PK-1 */
    uint32_t *counted = s->refuses ? &s->pool->refusing : s->naps ? &s->pool->napping : NULL;
    if (counted) add_rlx(counted, 1);
    if (!work_here(s) && (s->refuses || !work_elsewhere(s, s->naps ? STEAL_MANY : 1))) {
        stat_add(&s->stats.parks, 1);
        store_rlx(&s->stats.asleep_since, from);
        wait_for_wakeup(s, ns);
    }
    if (counted) sub_rlx(counted, 1);
    leave_idle(s);
    epoch_back(s);
    s->now = world_mono_ns();
    store_rlx(&s->stats.asleep_since, 0);
    stat_add(&s->stats.idle_ns, s->now - from);
}

Runnable *park_idle(Scheduler *s)
{
    s->now = world_mono_ns();
    theft_judge(s);
    Runnable *r = steal(s, true);
    if (r) return r;
    if (load_rlx(&s->coming)) post_take_moved(s);
    if (s->late_first) return sched_late_next(s);
    if (s->now >= s->wheel.next) wheel_turn(s, s->now, TIMERS_PER_TURN);
    sched_poll(s);
    if (work_here(s)) return NULL;
    if ((r = spin(s)) || work_here(s) || (r = steal(s, false))) return r;
    if (s->pool->cfg.on_spare && s->pool->cfg.on_spare(s)) return NULL;
    park_sleep(s);
    if (!s->spinning || (r = spin(s)) || work_here(s)) return r;
    if (s->now >= s->few.after) few_later(s); /* woken for nothing */
    return NULL;
}
