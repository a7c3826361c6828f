#include "sched/sched_int.h"
#include "tests/unit/sched/unit_sched.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <time.h>

#define TICK ((uint64_t)1 << WHEEL_TICK_SHIFT)
#define MS   1000000u

/* ---- the wheel alone, turned by hand ---- */

static Scheduler *hand;
static uint64_t hand_now, fired, early, order_broken, last_fired;

static void hand_fired(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    MUST(s == hand);
    fired++;
    if (arg > hand_now) early++;
    if (arg + TICK < last_fired) order_broken++;
    last_fired = arg;
}

static SchedPool *hand_pool(void)
{
    SchedPool *pool = pool_of(1, NULL, NULL);
    hand = sched_at(pool, 0);
    sched_set_current(hand);
    hand_now = world_mono_ns();
    fired = early = order_broken = last_fired = 0;
    return pool;
}

static void hand_free(SchedPool *pool)
{
    sched_set_current(NULL);
    sched_pool_free(pool);
}

static void turn_to(uint64_t now)
{
    hand_now = now;
    wheel_turn(hand, now, UINT32_MAX);
}

static uint64_t random_delay(void)
{
    uint64_t bits = world_get()->choose(48);
    return ((uint64_t)world_get()->choose(UINT32_MAX) << 20) & ((2ull << bits) - 1);
}

/* Deadlines from nanoseconds to days, jumps of any length: never early, never late, in order, each once. */
START_TEST(test_timer__random_deadlines__fire_in_order_and_on_time)
{
    enum { N = 20000 / SLOW };
    SchedPool *pool = hand_pool();
    Timer *all = mem_alloc(MEM_TEMP, N * sizeof *all);
    uint64_t last = hand_now;
    for (int i = 0; i < N; i++) {
        uint64_t at = hand_now + random_delay();
        if (at > last) last = at;
        timer_init(&all[i], hand_fired);
        timer_start(hand, &all[i], at, at, true);
    }
    while (hand_now < last + TICK) {
        uint64_t next = hand->wheel.next;
        turn_to(next != UINT64_MAX && next > hand_now && fired % 2 ? next
                                                                   : hand_now + random_delay());
        for (int i = 0; i < N; i++) /* nothing that is due a tick ago is left */
            if (i % 64 == 0 && timer_pending(&all[i])) MUST(all[i].arg + 2 * TICK > hand_now);
        wheel_verify(&hand->wheel);
    }
    ck_assert_uint_eq(fired, N);
    ck_assert_uint_eq(early + order_broken, 0);
    ck_assert_uint_eq(hand->wheel.pending + hand->wheel.counting, 0);
    ck_assert_uint_eq(hand->wheel.next, UINT64_MAX);
    mem_free(MEM_TEMP, all);
    hand_free(pool);
}
END_TEST

START_TEST(test_timer__started_and_cancelled_at_random__fired_and_stopped_add_up)
{
    enum { N = 3000 };
    SchedPool *pool = hand_pool();
    Timer *all = mem_zalloc(MEM_TEMP, N * sizeof *all);
    uint64_t starts = 0, stops = 0;
    for (int i = 0; i < N; i++) timer_init(&all[i], hand_fired);
    for (int i = 0; i < 400000 / SLOW; i++) {
        Timer *t = &all[world_get()->choose(N)];
        if (timer_pending(t)) {
            MUST(timer_cancel(t));
            MUST(!timer_cancel(t));
            stops++;
        } else {
            uint64_t at = hand_now + random_delay() % (1000ull * 1000 * MS);
            timer_start(hand, t, at, at, i % 2);
            starts++;
        }
        if (i % 100 == 0) turn_to(hand_now + random_delay() % (100ull * MS));
    }
    wheel_verify(&hand->wheel);
    for (int i = 0; i < N; i++) stops += timer_cancel(&all[i]);
    wheel_verify(&hand->wheel);
    ck_assert_uint_eq(early + order_broken, 0);
    ck_assert_uint_gt(fired, 1000);
    ck_assert_uint_eq(starts, fired + stops);
    ck_assert_uint_eq(hand->wheel.pending + hand->wheel.counting, 0);
    mem_free(MEM_TEMP, all);
    hand_free(pool);
}
END_TEST

static char fire_order[32];

static void note_letter(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    (void)s;
    strncat(fire_order, (char[]){(char)arg, 0}, sizeof fire_order - strlen(fire_order) - 1);
}

START_TEST(test_timer__same_deadline__fires_in_the_order_started)
{
    SchedPool *pool = hand_pool();
    Timer t[6];
    for (int i = 0; i < 6; i++) {
        timer_init(&t[i], note_letter);
        timer_start(hand, &t[i], hand_now + 3600ull * 1000 * MS, (uint64_t)('a' + i), true);
    }
    ck_assert(timer_cancel(&t[2]));
    turn_to(hand_now + 3000ull * 1000 * MS);
    timer_start(hand, &t[2], hand_now + 600ull * 1000 * MS, 'C', true);
    turn_to(hand_now + 601ull * 1000 * MS);
    ck_assert_str_eq(fire_order, "abdefC");
    hand_free(pool);
}
END_TEST

START_TEST(test_timer__absurd_durations__are_now_or_never)
{
    uint64_t now = 1000;
    ck_assert_uint_eq(timer_after(now, -1), now);
    ck_assert_uint_eq(timer_after(now, -1e300), now);
    ck_assert_uint_eq(timer_after(now, (double)-INFINITY), now);
    ck_assert_uint_eq(timer_after(now, (double)NAN), now);
    ck_assert_uint_eq(timer_after(now, 0), now);
    ck_assert_uint_eq(timer_after(now, 1e-300), now + 1);
    ck_assert_uint_eq(timer_after(now, 0.001), now + MS);
    ck_assert_uint_eq(timer_after(now, (double)INFINITY), TIMER_NEVER);
    ck_assert_uint_eq(timer_after(now, 1e300), TIMER_NEVER);
    ck_assert_uint_eq(timer_after(now, 9.3e9), TIMER_NEVER);
    ck_assert_uint_eq(timer_after(INT64_MAX - 5, 1), TIMER_NEVER);

    SchedPool *pool = hand_pool();
    Timer t;
    timer_init(&t, hand_fired);
    const uint64_t never[] = {TIMER_NEVER, TIMER_NEVER - 1, (uint64_t)INT64_MAX + 1};
    for (int i = 0; i < 3; i++) {
        timer_start(hand, &t, never[i], 0, true);
        ck_assert(timer_pending(&t));
        ck_assert_uint_eq(timer_deadline(&t), TIMER_NEVER);
        ck_assert_uint_eq(hand->wheel.counting, 0);
        ck_assert(timer_cancel(&t));
    }
    timer_start(hand, &t, INT64_MAX, INT64_MAX, true); /* the last that counts */
    wheel_verify(&hand->wheel);
    turn_to(hand_now + 1000ull * 3600 * 24 * MS);
    ck_assert(timer_pending(&t));
    turn_to((uint64_t)INT64_MAX + TICK);
    ck_assert(!timer_pending(&t));
    ck_assert_uint_eq(fired, 1);
    hand_free(pool);
}
END_TEST

static uint64_t restarts;

static void start_again(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)arg;
    if (restarts++ < 100) timer_start(s, t, 0, 0, true);
}

START_TEST(test_timer__started_again_by_its_own_call_in_the_past__fires_again)
{
    SchedPool *pool = hand_pool();
    Timer t;
    timer_init(&t, start_again);
    timer_start(hand, &t, 0, 0, true);
    ck_assert_uint_eq(wheel_turn(hand, hand_now, 10), 10); /* the limit holds */
    ck_assert(timer_pending(&t));
    turn_to(hand_now);
    ck_assert_uint_eq(restarts, 101);
    hand_free(pool);
}
END_TEST

/* ---- in a running pool ---- */

static uint64_t late_max, done;

static void measure_late(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    (void)s;
    uint64_t now = world_mono_ns();
    MUST(now >= arg);
    if (now - arg > late_max) late_max = now - arg;
    add_ar(&done, 1);
}

static Timer some[50];

static enum run_result start_some(Runnable *r, Scheduler *s)
{
    (void)r;
    uint64_t now = world_mono_ns();
    for (uint64_t i = 0; i < 50; i++) {
        timer_init(&some[i], measure_late);
        timer_start(s, &some[i], now + i * 3300000, now + i * 3300000, true);
    }
    return RUN_ENDED;
}

/* How late the kernel wakes a thread that sleeps to the instants of the timers, at most: what a busy machine
 * costs whoever waits. */
static void *sleep_to_instants(void *out)
{
    uint64_t *worst = out, start = world_mono_ns();
    for (uint64_t i = 0; i < 50; i++) {
        uint64_t until = start + i * 3300000;
        struct timespec t = {.tv_sec = (time_t)(until / 1000000000u),
                             .tv_nsec = (long)(until % 1000000000u)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) continue;
        uint64_t late = world_mono_ns() - until;
        if (late > *worst) *worst = late;
    }
    return NULL;
}

/* Two milliseconds are promised when idle: more than a thread that only sleeps is late meanwhile, and the
 * best of some tries counts, as the test machine may be busy with other things. */
START_TEST(test_timer__idle_pool__fires_within_two_milliseconds)
{
    unsigned good = 0;
    for (int attempt = 0; attempt < 10 && good == 0; attempt++) {
        Actor a;
        pthread_t sleeper;
        uint64_t kernel = 0;
        SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
        done = late_max = 0;
        actor_init(&a, start_some, PRIO_NORMAL, 0);
        pthread_create(&sleeper, NULL, sleep_to_instants, &kernel);
        sched_ready_from(pool, &a.r);
        pool_run_until_quiet(pool); /* not quiet before the last has fired */
        pthread_join(sleeper, NULL);
        ck_assert_uint_eq(done, 50);
        good += late_max <= 2 * MS + kernel;
        sched_pool_free(pool);
    }
    ck_assert_msg(good > 0 || SLOW > 1, "%lu ns late", (unsigned long)late_max);
}
END_TEST

/* Maatine-like actors with an embedded timer: wait with a timeout, are woken at random by others, cancel
 * wherever they run by then. Each wait ends by exactly one of the two; started == fired + stopped. */
enum { WAITERS = 200 };
static struct waiter {
    Actor a; /* first */
    Timer t;
    uint64_t wait_no, timed_out_no;
    uint64_t started, stopped, fired;
} waiters[WAITERS];
static uint64_t waits;

static void wait_timed_out(Timer *t, uint64_t arg, Scheduler *s)
{
    struct waiter *w = (struct waiter *)(void *)((char *)t - offsetof(struct waiter, t));
    add_ar(&w->fired, 1);
    store_rel(&w->timed_out_no, arg);
    actor_wake(sched_pool_of(s), &w->a);
}

static enum run_result waiter_run(Runnable *r, Scheduler *s)
{
    struct waiter *w = (struct waiter *)(void *)r;
    actor_take(&w->a);
    if (w->wait_no > 0) {
        bool stopped = timer_cancel(&w->t);
        w->stopped += stopped;
        MUST(!stopped || load_acq(&w->timed_out_no) != w->wait_no);
    }
    sched_charge(s, 50);
    if (add_ar(&waits, 1) >= 300000 / SLOW) {
        w->wait_no = 0;
        return actor_wait(&w->a);
    }
    actor_wake(sched_pool_of(s), &waiters[world_get()->choose(WAITERS)].a);
    w->started++;
    uint64_t in = world_get()->choose(3 * MS);
    timer_start(s, &w->t, world_mono_ns() + in, ++w->wait_no, true);
    return actor_wait(&w->a);
}

START_TEST(test_timer__waits_with_timeouts_that_move_between_schedulers__add_up)
{
    SchedPool *pool = pool_of(4, NULL, stop_when_quiet);
    uint64_t started = 0, ended = 0;
    for (int i = 0; i < WAITERS; i++) {
        actor_init(&waiters[i].a, waiter_run, PRIO_NORMAL, 0);
        timer_init(&waiters[i].t, wait_timed_out);
    }
    for (int i = 0; i < 20; i++) actor_wake(pool, &waiters[i].a);
    pool_run_until_quiet(pool);
    for (int i = 0; i < WAITERS; i++) {
        struct waiter *w = &waiters[i];
        ck_assert(!timer_pending(&w->t));
        started += w->started;
        ended += w->fired + w->stopped;
    }
    ck_assert_uint_eq(started, ended);
    ck_assert_uint_ge(started, 1000);
    sched_pool_free(pool);
}
END_TEST

/* A million pending; all cancelled by a thread that is no scheduler; the pool then falls quiet. */
enum { MANY = 1000000 / SLOW };
static Timer *lots;
static uint64_t lots_started;

static void must_not_fire(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)s;
    MAAT_CHECK(false, "timer %p with %lu fired", (void *)t, (unsigned long)arg);
}

static enum run_result start_lots(Runnable *r, Scheduler *s)
{
    (void)r;
    uint64_t now = world_mono_ns();
    for (uint64_t i = 0; i < MANY; i++) {
        timer_init(&lots[i], must_not_fire);
        timer_start(s, &lots[i], now + 3600ull * 1000 * MS + i * 1000003, i, true);
    }
    store_rel(&lots_started, 1);
    return RUN_ENDED;
}

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Cancels those that come after the first `from`, in an order that jumps. The time of its thread that it took. */
static uint64_t cancel_lots(uint64_t from, uint64_t n)
{
    uint64_t before = cpu_ns();
    for (uint64_t i = from; i < from + n; i++) MUST(timer_cancel(&lots[i * 7919 % MANY]));
    return cpu_ns() - before;
}

/* Cancelling costs the same among a million as among the last thousand, but for cold memory: a walk over those that are pending would take a
 * second for the first thousand. */
START_TEST(test_timer__million_cancelled_from_outside__none_fires_and_quiet_comes)
{
    enum { PART = 1000 };
    Actor a;
    SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
    lots = mem_alloc(MEM_TEMP, MANY * sizeof *lots);
    actor_init(&a, start_lots, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    pool_start(pool);
    wait_for(&lots_started, 1);
    ck_assert(!sched_pool_stopping(pool)); /* timers that count keep it going */
    uint64_t many = cancel_lots(0, PART);
    (void)cancel_lots(PART, MANY - 2 * PART);
    uint64_t few = cancel_lots(MANY - PART, PART);
    ck_assert_msg(many < 20 * few + 50 * MS, "%lu ns among all, %lu ns among the last",
                  (unsigned long)many, (unsigned long)few);
    sched_pool_join(pool);
    mem_free(MEM_TEMP, lots);
    sched_pool_free(pool);
}
END_TEST

UNIT_MAIN("timer", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_timer__random_deadlines__fire_in_order_and_on_time);
          UNIT_TEST(test_timer__started_and_cancelled_at_random__fired_and_stopped_add_up);
          UNIT_TEST(test_timer__same_deadline__fires_in_the_order_started);
          UNIT_TEST(test_timer__absurd_durations__are_now_or_never);
          UNIT_TEST(test_timer__started_again_by_its_own_call_in_the_past__fires_again);
          UNIT_TEST(test_timer__idle_pool__fires_within_two_milliseconds);
          UNIT_TEST(test_timer__waits_with_timeouts_that_move_between_schedulers__add_up);
          UNIT_TEST(test_timer__million_cancelled_from_outside__none_fires_and_quiet_comes))
