/* What a theft is worth when senders and their receiver are on two schedulers, and who is woken for one (park.c, which is compiled into this
 * file). */
#include "sched/park.c"
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
    s->theft.followed = s->theft.ended = 0;
    s->theft.at = s->now;
    s->theft.reds = s->stats.reductions;
}

/* It has nothing to do any more after `ns`, in which `ended` runnables have ended. */
static void is_idle(uint32_t ended, uint64_t ns)
{
    s->theft.ended = ended;
    s->now += ns;
    theft_judge(s);
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

/* ---- those that are over at once ---- */

START_TEST(test_theft__many_end_at_once__waits_longer_up_to_a_limit)
{
    setup();
    for (uint64_t wait = TRY_NS; wait < 4 * (uint64_t)TRY_NS_MAX; wait *= 2) {
        stole(20);
        is_idle(10, 20 * (uint64_t)BRIEF_NS - 1);
        ck_assert(s->theft.brief && takes_nothing(s));
        ck_assert_uint_eq(s->few.after, s->now + (wait < TRY_NS_MAX ? wait : TRY_NS_MAX));
        ck_assert(!may_try(s, sched_at(pool, 1), true));
        s->now = s->few.after;
        ck_assert(may_try(s, sched_at(pool, 1), true));
    }
    teardown();
}
END_TEST

/* Of so many stolen `ended` have ended after `ns`: the theft was worth it. */
static void is_worth_it(uint32_t stolen, uint32_t ended, uint64_t ns)
{
    setup();
    stole(stolen);
    is_idle(ended, ns);
    ck_assert(!s->theft.brief);
    ck_assert(may_try(s, sched_at(pool, 1), true));
    teardown();
}

START_TEST(test_theft__many_take_their_time__next_may_be_at_once)
{
    is_worth_it(20, 20, 20 * (uint64_t)BRIEF_NS);
}
END_TEST

START_TEST(test_theft__few_of_many_end__next_may_be_at_once) { is_worth_it(21, 10, 1); }
END_TEST

START_TEST(test_theft__many_end_soon_but_work__next_may_be_at_once)
{
    setup();
    stole(20);
    s->stats.reductions += 20 * BRIEF_REDS;
    is_idle(20, 1);
    ck_assert(!s->theft.brief);
    ck_assert(may_try(s, sched_at(pool, 1), true));
    stole(20);
    s->stats.reductions += 20 * BRIEF_REDS - 1;
    is_idle(20, 1);
    ck_assert(s->theft.brief);
    teardown();
}
END_TEST

START_TEST(test_theft__many_end_at_once_no_more__begins_anew)
{
    setup();
    for (int i = 0; i < 4; i++) {
        stole(20);
        is_idle(20, 1);
        s->now = s->few.after;
    }
    stole(20);
    is_idle(20, TRY_WORTH_NS);
    ck_assert(!takes_nothing(s));
    stole(20);
    is_idle(20, 1);
    ck_assert_uint_eq(s->few.after, s->now + TRY_NS);
    teardown();
}
END_TEST

START_TEST(test_theft__good_in_between__begins_anew_only_after_a_while)
{
    setup();
    stole(20);
    is_idle(20, 1);
    s->now = s->few.after;
    stole(20);
    is_idle(20, 20 * (uint64_t)BRIEF_NS);
    ck_assert(may_try(s, sched_at(pool, 1), true));
    stole(20); /* all in all this was no better than the last time */
    is_idle(20, 1);
    ck_assert_uint_eq(s->few.after, s->now + 2 * TRY_NS);
    teardown();
}
END_TEST

START_TEST(test_theft__few_in_between__only_one_that_paid_is_a_new_begin)
{
    setup();
    stole(20);
    is_idle(20, 1);
    s->now = s->few.after;
    stole(1);
    s->few.at = s->now;
    is_idle(1, 1);
    ck_assert(takes_nothing(s));
    stole(1);
    s->few.at = s->now;
    is_idle(1, TRY_WORTH_NS + 1);
    ck_assert(!takes_nothing(s));
    teardown();
}
END_TEST

START_TEST(test_theft__many_while_waiting_for_few__wait_longer)
{
    setup();
    stole(1);
    s->few.at = s->now;
    is_idle(1, 1);
    ck_assert_uint_eq(s->few.after, s->now + TRY_NS);
    stole(20);
    is_idle(20, 1); /* the wait is not over */
    ck_assert_uint_eq(s->few.after, s->now + 2 * TRY_NS);
    teardown();
}
END_TEST

/* ---- who is woken ---- */

/* Three, of which 1 and 2 sleep; 2, the last to fall asleep, refuses. 0 runs something. */
static Runnable busy, woken[3];

static enum run_result never_run(Runnable *r, Scheduler *on)
{
    (void)r;
    (void)on;
    ck_abort_msg("nothing runs here");
    return RUN_ENDED;
}

static void falls_asleep(Scheduler *sleeper, bool refuses)
{
    sleeper->naps = sleeper->refuses = refuses;
    if (refuses) add_rlx(&pool->refusing, 1);
    lock_take(&pool->wake);
    list_add(pool, sleeper);
    lock_drop(&pool->wake);
}

static void setup_three(bool first_refuses)
{
    SchedConfig cfg = {.schedulers = 3};
    pool = sched_pool_new(&cfg);
    s = sched_at(pool, 0);
    falls_asleep(sched_at(pool, 1), first_refuses);
    falls_asleep(sched_at(pool, 2), true);
    runnable_init(&busy, never_run, PRIO_NORMAL);
    s->running = &busy;
    sched_set_current(s);
}

static void teardown_three(void)
{
    sched_set_current(NULL);
    teardown();
}

static bool was_woken(unsigned i)
{
    const Scheduler *sleeper = sched_at(pool, i);
    ck_assert(sleeper->token != sleeper->idle);
    return sleeper->token;
}

/* One goes to the next-slot, one is likely to run here, and one is to spare. */
static void wake_three(void)
{
    for (int i = 0; i < 3; i++) {
        runnable_init(&woken[i], never_run, PRIO_NORMAL);
        sched_ready(s, &woken[i]);
    }
}

START_TEST(test_theft__one_refuses__another_is_woken)
{
    setup_three(false);
    wake_three();
    ck_assert(was_woken(1));
    ck_assert(!was_woken(2));
    ck_assert_uint_eq(pool->spinning, 1);
    teardown_three();
}
END_TEST

START_TEST(test_theft__all_refuse__none_is_woken)
{
    setup_three(true);
    wake_three();
    park_wake_one(pool, s); /* nor if it is only then that they began to */
    ck_assert(!was_woken(1) && !was_woken(2));
    ck_assert_uint_eq(pool->spinning, 0);
    teardown_three();
}
END_TEST

START_TEST(test_theft__from_outside__one_that_refuses_is_woken)
{
    setup_three(true);
    runnable_init(&woken[0], never_run, PRIO_NORMAL);
    sched_set_current(NULL);
    sched_ready_from(pool, &woken[0]);
    ck_assert(was_woken(2));
    ck_assert(!was_woken(1));
    teardown_three();
}
END_TEST

UNIT_MAIN("theft", UNIT_TEST(test_theft__few_follow__is_not_judged);
          UNIT_TEST(test_theft__half_follow__waits_before_the_next);
          UNIT_TEST(test_theft__again_and_again__waits_longer_up_to_a_limit);
          UNIT_TEST(test_theft__nothing_stolen__those_that_come_mean_nothing);
          UNIT_TEST(test_theft__many_end_at_once__waits_longer_up_to_a_limit);
          UNIT_TEST(test_theft__many_take_their_time__next_may_be_at_once);
          UNIT_TEST(test_theft__many_end_soon_but_work__next_may_be_at_once);
          UNIT_TEST(test_theft__few_of_many_end__next_may_be_at_once);
          UNIT_TEST(test_theft__many_end_at_once_no_more__begins_anew);
          UNIT_TEST(test_theft__good_in_between__begins_anew_only_after_a_while);
          UNIT_TEST(test_theft__few_in_between__only_one_that_paid_is_a_new_begin);
          UNIT_TEST(test_theft__many_while_waiting_for_few__wait_longer);
          UNIT_TEST(test_theft__one_refuses__another_is_woken);
          UNIT_TEST(test_theft__all_refuse__none_is_woken);
          UNIT_TEST(test_theft__from_outside__one_that_refuses_is_woken))
