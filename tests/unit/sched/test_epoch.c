#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>

/* A shared table of records that are replaced and retired all the time; readers look at them without any lock. */
enum { TABLE = 64 };

struct record {
    uint64_t magic; /* ALIVE until freed */
    uint64_t slot;
};

#define ALIVE 0x600d600d600d600dull

static struct record *table[TABLE];
static uint64_t retired, freed, looks;

static void record_free(void *p, Scheduler *s)
{
    struct record *r = p;
    (void)s;
    MUST(r->magic == ALIVE);
    r->magic = 0;
    add_ar(&freed, 1);
    mem_free(MEM_TEMP, r);
}

static struct record *record_new(uint64_t slot)
{
    struct record *r = mem_alloc(MEM_TEMP, sizeof *r);
    r->magic = ALIVE;
    r->slot = slot;
    return r;
}

static void replace(Scheduler *s)
{
    uint32_t i = world_get()->choose(TABLE);
    struct record *old = xchg_ar(&table[i], record_new(i));
    if (!old) return;
    add_ar(&retired, 1);
    epoch_retire(s, old, record_free);
}

static void look(void)
{
    uint32_t i = world_get()->choose(TABLE);
    struct record *r = load_acq(&table[i]);
    if (!r) return;
    for (int k = 0; k < 20; k++) {
        MUST(r->magic == ALIVE);
        MUST(r->slot == i);
    }
    add_rlx(&looks, 1);
}

static enum run_result churn(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    for (int i = 0; i < 10; i++) {
        replace(s);
        look();
    }
    return --a->left > 0 ? RUN_YIELD : RUN_ENDED;
}

static void *guest(void *arg)
{
    SchedPool *pool = arg;
    while (!sched_pool_stopping(pool)) {
        unsigned ticket = epoch_enter(pool);
        look();
        epoch_leave(pool, ticket);
    }
    return NULL;
}

START_TEST(test_epoch__churn_with_readers_and_guests__nothing_is_read_after_free)
{
    Actor a[4];
    pthread_t guests[2];
    SchedPool *pool = pool_of(3, NULL, stop_when_quiet);
    for (int i = 0; i < 4; i++) {
        actor_init(&a[i], churn, PRIO_NORMAL, 20000 / SLOW);
        sched_ready_from(pool, &a[i].r);
    }
    for (int i = 0; i < 2; i++) pthread_create(&guests[i], NULL, guest, pool);
    pool_run_until_quiet(pool);
    for (int i = 0; i < 2; i++) pthread_join(guests[i], NULL);
    ck_assert_uint_ge(retired, 10000);
    ck_assert_uint_gt(looks, 10000);
    SchedStats st = stats_sum(pool);
    ck_assert_uint_eq(st.retired, retired);
    sched_pool_free(pool);
    ck_assert_uint_eq(freed, retired);
    for (int i = 0; i < TABLE; i++) mem_free(MEM_TEMP, table[i]);
}
END_TEST

/* ---- who is asleep holds nothing up; who is inside does ---- */

static enum run_result retire_some(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    for (; a->left > 0; a->left--) {
        retired++;
        epoch_retire(s, record_new(0), record_free);
    }
    return RUN_ENDED;
}

static void wait_asleep(SchedPool *pool)
{
    for (unsigned asleep = 0, tries = 0; asleep < sched_count(pool) && tries < 5000; tries++) {
        sleep_ms(1);
        asleep = 0;
        for (unsigned i = 0; i < sched_count(pool); i++) {
            SchedStats st;
            sched_stats_get(sched_at(pool, i), &st);
            asleep += st.asleep;
        }
    }
}

START_TEST(test_epoch__retired_by_one_that_falls_asleep__is_freed_though_others_sleep)
{
    Actor a;
    SchedPool *pool = pool_of(4, NULL, NULL);
    pool_start(pool);
    actor_init(&a, retire_some, PRIO_NORMAL, 1001);
    sched_ready_from(pool, &a.r);
    wait_for(&freed, 1001);
    ck_assert_uint_eq(freed, 1001);
    pool_end(pool);
}
END_TEST

START_TEST(test_epoch__guest_inside__holds_memory_until_it_leaves)
{
    Actor a, b;
    SchedPool *pool = pool_of(2, NULL, NULL);
    pool_start(pool);
    wait_asleep(pool);
    unsigned ticket = epoch_enter(pool);
    actor_init(&a, retire_some, PRIO_NORMAL, 1000);
    sched_ready_from(pool, &a.r);
    sleep_ms(50);
    ck_assert_uint_eq(load_acq(&freed), 0);
    epoch_leave(pool, ticket);
    actor_init(&b, retire_some, PRIO_NORMAL,
               1000); /* the next to reclaim finds what was left behind */
    sched_ready_from(pool, &b.r);
    wait_for(&freed, 2000);
    pool_end(pool);
}
END_TEST

static bool let_go;

static enum run_result hold_on(Runnable *r, Scheduler *s)
{
    (void)r;
    (void)s;
    while (!load_acq(&let_go)) usleep(100);
    return RUN_ENDED;
}

START_TEST(test_epoch__long_run_elsewhere__holds_memory_until_it_ends)
{
    Actor a, b;
    SchedPool *pool = pool_of(2, NULL, NULL);
    pool_start(pool);
    wait_asleep(pool);
    actor_init(&a, hold_on, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    sleep_ms(20);
    actor_init(&b, retire_some, PRIO_NORMAL, 1000);
    sched_ready_from(pool, &b.r);
    sleep_ms(50);
    ck_assert_uint_eq(load_acq(&freed), 0);
    store_rel(&let_go, true);
    wait_for(&freed, 1000);
    pool_end(pool);
}
END_TEST

/* A free function that retires in its turn (a record that owns another). */
static void free_and_retire(void *p, Scheduler *s)
{
    if (s) {
        add_ar(&retired, 1);
        epoch_retire(s, record_new(0), record_free);
    }
    record_free(p, s);
}

static enum run_result retire_chain(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    for (int i = 0; i < 100; i++, a->left--) {
        add_ar(&retired, 1);
        epoch_retire(s, record_new(0), free_and_retire);
    }
    return a->left > 0 ? RUN_YIELD : RUN_ENDED;
}

START_TEST(test_epoch__freeing_that_retires__all_are_freed)
{
    Actor a;
    SchedPool *pool = pool_of(2, NULL, NULL);
    pool_start(pool);
    actor_init(&a, retire_chain, PRIO_NORMAL, 10000);
    sched_ready_from(pool, &a.r);
    wait_for(&freed, 20000);
    pool_end(pool);
    ck_assert_uint_eq(freed, 20000);
    ck_assert_uint_eq(retired, 20000);
}
END_TEST

UNIT_MAIN("epoch", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_epoch__churn_with_readers_and_guests__nothing_is_read_after_free);
          UNIT_TEST(test_epoch__retired_by_one_that_falls_asleep__is_freed_though_others_sleep);
          UNIT_TEST(test_epoch__guest_inside__holds_memory_until_it_leaves);
          UNIT_TEST(test_epoch__long_run_elsewhere__holds_memory_until_it_ends);
          UNIT_TEST(test_epoch__freeing_that_retires__all_are_freed))
