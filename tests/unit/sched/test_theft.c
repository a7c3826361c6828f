/* What a theft is worth when senders and their receiver are on two schedulers (park.c). */
#include "sched/sched_int.h"
#include "tests/unit/sched/unit_sched.h"

static SchedPool *pool;
static Scheduler *s;

/* Nothing runs: the test plays the scheduler. */
static void setup(void)
{
    SchedConfig cfg = {.schedulers = 2};
    pool = sched_pool_new(&cfg);
    s = sched_at(pool, 0);
    s->now = 1000;
}

static void teardown(void) { sched_pool_free(pool); }

static void stole(uint32_t count)
{
    s->theft.stolen = count;
    s->theft.followed = 0;
}

START_TEST(test_theft__few_follow__is_not_judged)
{
    setup();
    stole(10);
    park_theft_follows(s, 4);
    ck_assert(!s->theft.splits);
    ck_assert_uint_eq(s->few.after, 0);
    ck_assert_uint_eq(s->theft.stolen, 10);
    teardown();
}
END_TEST

START_TEST(test_theft__half_follow__waits_before_the_next)
{
    setup();
    stole(10);
    park_theft_follows(s, 4);
    park_theft_follows(s, 1);
    ck_assert(s->theft.splits);
    ck_assert_uint_eq(s->few.after, s->now + TRY_NS);
    park_theft_follows(s, 9); /* it is judged once */
    ck_assert_uint_eq(s->few.after, s->now + TRY_NS);
    teardown();
}
END_TEST

START_TEST(test_theft__again_and_again__waits_longer_up_to_a_limit)
{
    setup();
    for (uint64_t wait = TRY_NS; wait < 4 * (uint64_t)SPLIT_NS_MAX; wait *= 2) {
        stole(1);
        park_theft_follows(s, 1);
        uint64_t want = wait < SPLIT_NS_MAX ? wait : SPLIT_NS_MAX;
        ck_assert_uint_eq(s->few.after, s->now + want);
    }
    teardown();
}
END_TEST

START_TEST(test_theft__nothing_stolen__those_that_come_mean_nothing)
{
    setup();
    park_theft_follows(s, 100);
    ck_assert(!s->theft.splits);
    ck_assert_uint_eq(s->few.after, 0);
    teardown();
}
END_TEST

UNIT_MAIN("theft", UNIT_TEST(test_theft__few_follow__is_not_judged);
          UNIT_TEST(test_theft__half_follow__waits_before_the_next);
          UNIT_TEST(test_theft__again_and_again__waits_longer_up_to_a_limit);
          UNIT_TEST(test_theft__nothing_stolen__those_that_come_mean_nothing))
