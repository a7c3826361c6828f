/* Busy schedulers even their queues out (balance.c). */
#include "tests/unit/sched/unit_sched.h"

enum { MANY = BUILD_STRESS ? 60 : 1000, FEW = 8 };

static Actor many[MANY], few[FEW];
static uint64_t turns;
static SchedTask tasks[2];

static enum run_result compute(Runnable *r, Scheduler *s)
{
    (void)r;
    for (int i = 0; i < 100; i++) cpu_relax();
    sched_charge(s, sched_slice(s));
    add_rlx(&turns, 1);
    return RUN_YIELD;
}

static void start_few(SchedTask *t, Scheduler *s)
{
    (void)t;
    for (int i = 0; i < FEW; i++) sched_spawned(s, &few[i].r);
}

static void start_many(SchedTask *t, Scheduler *s)
{
    (void)t;
    for (int i = 0; i < MANY; i++) sched_spawned(s, &many[i].r);
}

static uint32_t queued(SchedPool *pool, unsigned i)
{
    SchedStats st;
    sched_stats_get(sched_at(pool, i), &st);
    return st.queue[PRIO_NORMAL];
}

/* How far the two are apart, beyond a quarter of all and what is not worth the way. */
static bool uneven(SchedPool *pool)
{
    uint32_t a = queued(pool, 0), b = queued(pool, 1);
    return (a > b ? a - b : b - a) > 16 + MANY / 4;
}

static void wait_until(SchedPool *pool, bool (*holds)(SchedPool *), bool wanted)
{
    uint64_t until = world_mono_ns() + 50000000000u;
    while (holds(pool) != wanted) {
        ck_assert_msg(world_mono_ns() < until, "%u and %u are queued after 50 seconds",
                      queued(pool, 0), queued(pool, 1));
        usleep(500);
    }
}

static bool both_busy(SchedPool *pool)
{
    SchedStats a, b;
    sched_stats_get(sched_at(pool, 0), &a);
    sched_stats_get(sched_at(pool, 1), &b);
    return a.slices > 10 && b.slices > 10;
}

/* Nobody is idle, so nobody steals; the many all start on one. */
START_TEST(test_balance__both_busy_and_one_has_nearly_all__the_other_takes_its_part)
{
    SchedPool *pool = pool_of(2, NULL, NULL);
    for (int i = 0; i < MANY; i++) actor_init(&many[i], compute, PRIO_NORMAL, 0);
    for (int i = 0; i < FEW; i++) actor_init(&few[i], compute, PRIO_NORMAL, 0);
    pool_start(pool);
    tasks[0].fn = start_few;
    tasks[1].fn = start_many;
    sched_post(sched_at(pool, 1), &tasks[0]);
    wait_until(pool, both_busy, true);
    sched_post(sched_at(pool, 0), &tasks[1]);
    while (queued(pool, 0) + queued(pool, 1) < MANY) usleep(200);
    wait_until(pool, uneven, false);
    wait_for(&turns, 2 * MANY); /* all of them go on */
    pool_end(pool);
}
END_TEST

UNIT_MAIN("balance", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_balance__both_busy_and_one_has_nearly_all__the_other_takes_its_part))
