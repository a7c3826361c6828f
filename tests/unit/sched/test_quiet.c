/* Quiescence must be told exactly: never while anything is left, always once nothing is.
 *
 * A token is a piece of work that travels in all the ways there are: a wake-up of an actor, a timer,
 * offloaded work, a task posted to another scheduler, a thread that is none. `live` counts tokens: raised
 * before a token becomes visible, lowered when it dies. on_quiet finds live == 0, or the test fails; and if
 * it never came, the test would time out.
 */
#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>

enum { ACTORS = 32, EPISODES = 400 / SLOW, TOKENS = 8 };

static Actor actors[ACTORS];
static uint64_t waiting_tokens[ACTORS];
static int64_t live, threads_inside;
static uint64_t steps_left, episodes, travels[6];

struct traveller {
    Timer timer;
    Offload work;
    SchedTask task;
    SchedPool *pool;
};

#define TRAVELLER(p, member)                                                                       \
    ((struct traveller *)(void *)((char *)(p) - offsetof(struct traveller, member)))

static void arrive(SchedPool *pool)
{
    uint32_t to = world_get()->choose(ACTORS);
    add_ar(&waiting_tokens[to], 1);
    actor_wake(pool, &actors[to]);
}

static void timer_arrives(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)arg;
    mem_free(MEM_TEMP, TRAVELLER(t, timer));
    arrive(sched_pool_of(s));
}

static void task_arrives(SchedTask *t, Scheduler *s)
{
    mem_free(MEM_TEMP, TRAVELLER(t, task));
    arrive(sched_pool_of(s));
}

static void work(Offload *o)
{
    (void)o;
    if (world_get()->choose(2)) usleep(world_get()->choose(200));
}

static void work_arrives(Offload *o, Scheduler *s)
{
    mem_free(MEM_TEMP, TRAVELLER(o, work));
    arrive(sched_pool_of(s));
}

static void *thread_arrives(void *arg)
{
    struct traveller *t = arg;
    SchedPool *pool = t->pool;
    if (world_get()->choose(2)) usleep(world_get()->choose(200));
    mem_free(MEM_TEMP, t);
    arrive(pool);
    sched_release(pool);
    sub_ar(&threads_inside, 1); /* the pool must outlive whoever calls it */
    return NULL;
}

static void start_thread(struct traveller *t)
{
    pthread_attr_t attr;
    pthread_t id;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    sched_hold(t->pool);
    add_ar(&threads_inside, 1);
    MUST(pthread_create(&id, &attr, thread_arrives, t) == 0);
    pthread_attr_destroy(&attr);
}

/* Sends one token on by a way drawn at random; the costly ways more rarely. */
static void travel(Scheduler *s)
{
    static const uint8_t ways[32] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,
                                     2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5};
    SchedPool *pool = sched_pool_of(s);
    uint8_t way = ways[world_get()->choose(32)];
    add_rlx(&travels[way], 1);
    if (way == 0) {
        arrive(pool);
        return;
    }
    struct traveller *t = mem_zalloc(MEM_TEMP, sizeof *t);
    t->pool = pool;
    timer_init(&t->timer, timer_arrives);
    t->task.fn = task_arrives;
    uint64_t now = world_mono_ns();
    if (way == 1) timer_start(s, &t->timer, now + world_get()->choose(500000), 0, true);
    if (way == 2) timer_start(s, &t->timer, 0, 0, true);
    if (way == 3) sched_post(sched_at(pool, world_get()->choose(sched_count(pool))), &t->task);
    if (way == 4) sched_offload(s, &t->work, work, work_arrives);
    if (way == 5) start_thread(t);
}

static enum run_result actor_run(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    actor_take(a);
    uint64_t n = xchg_ar(&waiting_tokens[a - actors], 0);
    for (; n > 0; n--) {
        uint64_t left = load_rlx(&steps_left);
        if (left > 0) cas_rlx(&steps_left, &left, left - 1);
        if (left > 0)
            travel(s);
        else
            sub_ar(&live, 1);
    }
    return actor_wait(a);
}

static void new_episode(SchedPool *pool)
{
    store_rlx(&steps_left, world_get()->choose(200));
    add_ar(&live, TOKENS);
    for (int i = 0; i < TOKENS; i++) arrive(pool);
}

static void quiet(SchedPool *pool, Scheduler *s)
{
    MUST(s == sched_current());
    MAAT_CHECK(load_acq(&live) == 0, "quiet with %ld alive", (long)live);
    if (++episodes < EPISODES)
        new_episode(pool);
    else
        sched_pool_stop(pool);
}

START_TEST(test_quiet__work_on_all_ways__told_exactly_when_nothing_is_left)
{
    for (unsigned n = 1; n <= 4; n++) {
        SchedPool *pool = pool_of(n, NULL, quiet);
        episodes = 0;
        memset(travels, 0, sizeof travels);
        for (int i = 0; i < ACTORS; i++)
            actor_init(&actors[i], actor_run, (enum sched_prio)(i % PRIO_COUNT), 0);
        new_episode(pool);
        pool_run_until_quiet(pool);
        ck_assert_uint_eq(episodes, EPISODES);
        ck_assert_int_eq(sched_holds(pool), 0);
        while (load_acq(&threads_inside) > 0) usleep(100);
        for (int way = 0; way < 6; way++) ck_assert_uint_gt(travels[way], 0);
        sched_pool_free(pool);
    }
}
END_TEST

static uint64_t told;

static void count_told(SchedPool *pool, Scheduler *s)
{
    (void)pool;
    (void)s;
    add_ar(&told, 1);
}

START_TEST(test_quiet__nothing_happens__is_told_once)
{
    SchedPool *pool = pool_of(3, NULL, count_told);
    pool_start(pool);
    wait_for(&told, 1);
    sleep_ms(50);
    ck_assert_uint_eq(told, 1);
    pool_end(pool);
}
END_TEST

START_TEST(test_quiet__hold_from_outside__is_told_after_the_release)
{
    SchedPool *pool = pool_of(3, NULL, count_told);
    sched_hold(pool);
    sched_hold(pool);
    pool_start(pool);
    sleep_ms(20);
    sched_release(pool);
    sleep_ms(20);
    ck_assert_uint_eq(told, 0);
    sched_release(pool);
    wait_for(&told, 1);
    sleep_ms(20);
    ck_assert_uint_eq(told, 1);
    sched_hold(pool);
    sched_release(pool); /* falls quiet again */
    wait_for(&told, 2);
    pool_end(pool);
}
END_TEST

static Timer not_counting;

static void nothing(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    (void)arg;
    (void)s;
}

static enum run_result start_not_counting(Runnable *r, Scheduler *s)
{
    (void)r;
    timer_init(&not_counting, nothing);
    timer_start(s, &not_counting, world_mono_ns() + 3600000000000u, 0, false);
    return RUN_ENDED;
}

START_TEST(test_quiet__timer_that_does_not_count__does_not_hold)
{
    Actor a;
    SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
    actor_init(&a, start_not_counting, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    pool_run_until_quiet(pool);
    ck_assert(timer_pending(&not_counting));
    sched_pool_free(pool);
}
END_TEST

UNIT_MAIN("quiet", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_quiet__work_on_all_ways__told_exactly_when_nothing_is_left);
          UNIT_TEST(test_quiet__nothing_happens__is_told_once);
          UNIT_TEST(test_quiet__hold_from_outside__is_told_after_the_release);
          UNIT_TEST(test_quiet__timer_that_does_not_count__does_not_hold))
