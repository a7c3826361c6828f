#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>

struct job {
    Offload o; /* first */
    Actor *owner;
    uint64_t in, out;
};

static uint64_t worked, finished, at_once, most_at_once;

static void square(Offload *o)
{
    struct job *j = (struct job *)(void *)o;
    MUST(!sched_current());
    uint64_t n = add_ar(&at_once, 1) + 1, most = load_rlx(&most_at_once);
    while (n > most && !cas_ar(&most_at_once, &most, n)) continue;
    if (j->in % 64 == 0) usleep(500);
    j->out = j->in * j->in;
    sub_ar(&at_once, 1);
    add_ar(&worked, 1);
}

static void squared(Offload *o, Scheduler *s)
{
    struct job *j = (struct job *)(void *)o;
    MUST(s == o->home && s == sched_current());
    MUST(j->out == j->in * j->in);
    add_ar(&finished, 1);
    Actor *owner = j->owner;
    mem_free(MEM_TEMP, j);
    actor_wake(sched_pool_of(s), owner);
}

/* Waits for one job after the other, as a maatine in a `blocking` block does. */
static enum run_result offloader(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    actor_take(a);
    if (a->left-- > 0) {
        struct job *j = mem_zalloc(MEM_TEMP, sizeof *j);
        j->owner = a;
        j->in = (uint64_t)a->left;
        sched_offload(s, &j->o, square, squared);
    }
    return actor_wait(a);
}

START_TEST(test_offload__many_at_once__each_is_worked_and_finished_once)
{
    enum { OWNERS = 100, EACH = 200 / SLOW };
    static Actor a[OWNERS];
    SchedConfig cfg = {.schedulers = 2, .offload_max = 8, .on_quiet = stop_when_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    for (int i = 0; i < OWNERS; i++) {
        actor_init(&a[i], offloader, PRIO_NORMAL, EACH);
        actor_wake(pool, &a[i]);
    }
    pool_run_until_quiet(pool); /* work in progress holds the pool */
    ck_assert_uint_eq(worked, OWNERS * EACH);
    ck_assert_uint_eq(finished, OWNERS * EACH);
    ck_assert_uint_le(most_at_once, 8);
    ck_assert_uint_ge(most_at_once, 2);
    sched_pool_free(pool);
}
END_TEST

static bool release_all;
static uint64_t blocked;

static void block(Offload *o)
{
    (void)o;
    add_ar(&blocked, 1);
    while (!load_acq(&release_all)) usleep(1000);
}

static void unblocked(Offload *o, Scheduler *s)
{
    (void)o;
    (void)s;
    add_ar(&finished, 1);
}

static Offload blockers[40];

static enum run_result offload_blockers(Runnable *r, Scheduler *s)
{
    (void)r;
    for (int i = 0; i < 40; i++) sched_offload(s, &blockers[i], block, unblocked);
    return RUN_ENDED;
}

START_TEST(test_offload__all_block__the_pool_grows_to_its_limit_and_schedulers_go_on)
{
    Actor a, b;
    SchedConfig cfg = {.schedulers = 1, .offload_max = 30};
    SchedPool *pool = sched_pool_new(&cfg);
    pool_start(pool);
    actor_init(&a, offload_blockers, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    wait_for(&blocked, 30);
    sleep_ms(20);
    unsigned threads, waiting;
    offload_stats(pool, &threads, &waiting);
    ck_assert_uint_eq(threads, 30);
    ck_assert_uint_eq(waiting, 10);
    ck_assert_int_eq(sched_holds(pool), 40);
    actor_init(&b, offloader, PRIO_NORMAL, 0); /* the scheduler itself is free */
    actor_wake(pool, &b);
    sleep_ms(10);
    ck_assert_uint_eq(load_acq(&b.state), 0);
    store_rel(&release_all, true);
    wait_for(&finished, 40);
    pool_end(pool);
}
END_TEST

START_TEST(test_offload__pool_stops__work_in_progress_is_waited_for)
{
    Actor a;
    SchedConfig cfg = {.schedulers = 1, .offload_max = 10};
    SchedPool *pool = sched_pool_new(&cfg);
    pool_start(pool);
    actor_init(&a, offload_blockers, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    wait_for(&blocked, 10);
    sched_pool_stop(pool);
    sleep_ms(10);
    store_rel(&release_all, true);
    sched_pool_join(pool);
    ck_assert_uint_eq(finished, blocked); /* what waited in line is forgotten */
    ck_assert_uint_ge(finished, 10);
    sched_pool_free(pool);
}
END_TEST

UNIT_MAIN("offload", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_offload__many_at_once__each_is_worked_and_finished_once);
          UNIT_TEST(test_offload__all_block__the_pool_grows_to_its_limit_and_schedulers_go_on);
          UNIT_TEST(test_offload__pool_stops__work_in_progress_is_waited_for))
