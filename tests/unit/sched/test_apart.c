/* Runnables that go apart and come home, wake each other across, and the pool that falls quiet behind them. */
#include "tests/unit/sched/unit_sched.h"

struct traveller {
    Actor a; /* first */
    Actor *friend;
    bool wants_home;
};

static uint64_t runs_apart, runs_home, at_once, most_at_once;

/* Apart for a few slices, then home, then apart again; wakes its friend now and then. */
static enum run_result travel(Runnable *r, Scheduler *s)
{
    struct traveller *t = (struct traveller *)(void *)r;
    bool apart = sched_is_apart(s);
    MUST(s == sched_current());
    if (t->wants_home == apart) {
        if (apart)
            sched_ready(s, r);
        else
            sched_run_apart(s, r);
        return RUN_PARKED;
    }
    if (t->a.left <= 0) return RUN_ENDED;
    if (apart) {
        uint64_t n = add_ar(&at_once, 1) + 1, most = load_rlx(&most_at_once);
        while (n > most && !cas_ar(&most_at_once, &most, n)) continue;
        usleep(20);
        sub_ar(&at_once, 1);
    }
    add_ar(apart ? &runs_apart : &runs_home, 1);
    actor_wake(sched_pool_of(s), t->friend);
    t->a.left--;
    if (t->a.left % 3 == 0) t->wants_home = !t->wants_home;
    return RUN_YIELD;
}

static enum run_result be_woken(Runnable *r, Scheduler *s)
{
    (void)s;
    actor_take((Actor *)(void *)r);
    return actor_wait((Actor *)(void *)r);
}

START_TEST(test_apart__there_and_back__every_slice_is_run_and_the_pool_falls_quiet)
{
    enum { N = 20, EACH = 60 / SLOW };
    static struct traveller t[N];
    static Actor friends[N];
    SchedConfig cfg = {.schedulers = 2, .on_quiet = stop_when_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    for (int i = 0; i < N; i++) {
        actor_init(&friends[i], be_woken, PRIO_NORMAL, 0);
        actor_init(&t[i].a, travel, PRIO_NORMAL, EACH);
        t[i].friend = &friends[i];
        t[i].wants_home = i % 2;
    }
    for (int i = 0; i < N; i++) actor_wake(pool, &t[i].a);
    pool_run_until_quiet(pool);
    sched_pool_free(pool);
    ck_assert_uint_eq(load_rlx(&runs_apart) + load_rlx(&runs_home), N * EACH);
    ck_assert_uint_gt(load_rlx(&runs_apart), N * EACH / 4);
    ck_assert_uint_gt(load_rlx(&most_at_once), 1);
}
END_TEST

UNIT_MAIN("apart",
          UNIT_TEST(test_apart__there_and_back__every_slice_is_run_and_the_pool_falls_quiet);
          tcase_set_timeout(unit_case, 120))
