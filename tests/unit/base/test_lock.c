#include "base/lock.h"

#include "base/check.h"
#include "tests/unit/unit.h"

static Lock runq, park, registry, intern;

static void init_all(void)
{
    lock_init(&runq, LOCK_TABLE);
    lock_init(&park, LOCK_MAATINE);
    lock_init(&registry, LOCK_CHANNEL);
    lock_init(&intern, LOCK_INTERN);
}

START_TEST(test_lock__falling_levels__are_allowed_and_dropped_in_any_order)
{
    init_all();
    lock_take(&runq);
    lock_take(&registry);
    ck_assert(lock_try(&intern));
    ck_assert(lock_held(&runq) && lock_held(&registry) && lock_held(&intern));
    lock_drop(&registry);
    lock_drop(&runq);
    if (BUILD_CHECKED) ck_assert(!lock_held(&runq) && !lock_held(&registry));
    ck_assert(lock_held(&intern));
    lock_drop(&intern);
    lock_assert_none();
    /* What was dropped does not count any more. */
    lock_take(&intern);
    lock_drop(&intern);
    lock_take(&runq);
    lock_drop(&runq);
    lock_fini(&runq);
}
END_TEST

static void *try_it(void *arg) { return (void *)(intptr_t)lock_try(arg); }

START_TEST(test_lock__taken_by_another_thread__try_fails)
{
    init_all();
    lock_take(&runq);
    pthread_t t;
    void *got;
    ck_assert_int_eq(pthread_create(&t, NULL, try_it, &runq), 0);
    pthread_join(t, &got);
    ck_assert_int_eq((intptr_t)got, 0);
    lock_drop(&runq);
    ck_assert(lock_try(&runq));
    lock_drop(&runq);
}
END_TEST

static long counter;

static void *count_up(void *arg)
{
    for (int i = 0; i < 20000; i++) {
        lock_take(arg);
        counter++;
        lock_drop(arg);
    }
    return NULL;
}

START_TEST(test_lock__four_threads__exclude_each_other)
{
    pthread_t t[4];
    init_all();
    for (int i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&t[i], NULL, count_up, &intern), 0);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    ck_assert_int_eq(counter, 80000);
}
END_TEST

START_TEST(test_lock__table__names_and_levels)
{
    ck_assert_str_eq(lock_name(LOCK_TABLE), "TABLE");
    for (int i = 0; i < LOCK_COUNT; i++) {
        ck_assert_int_ge(lock_level((enum lock_id)i), 1);
        ck_assert_int_le(lock_level((enum lock_id)i), 6);
    }
}
END_TEST

static void take_rising(void)
{
    init_all();
    lock_take(&registry);
    lock_take(&runq);
}

static void take_same_level(void)
{
    init_all();
    lock_take(&runq);
    lock_take(&park);
}

static void take_twice(void)
{
    init_all();
    lock_take(&runq);
    lock_take(&runq);
}

static void try_rising(void)
{
    init_all();
    lock_take(&intern);
    (void)lock_try(&registry);
}

/* The newest lock is low enough for the next one, but not the lowest that is held. */
static void take_between(void)
{
    init_all();
    lock_take(&registry);
    lock_take(&intern);
    lock_drop(&intern);
    lock_take(&intern);
    lock_take(&registry);
}

static void drop_not_held(void)
{
    init_all();
    lock_drop(&runq);
}

static void wait_with_lock(void)
{
    init_all();
    lock_take(&runq);
    lock_take(&intern);
    lock_assert_none();
}

START_TEST(test_lock__wrong_order__aborts_with_what_is_held)
{
    ck_assert(unit_aborts(take_rising, "taking TABLE (level 3) while holding CHANNEL (level 2)"));
    ck_assert(
        unit_aborts(take_same_level, "taking MAATINE (level 3) while holding TABLE (level 3)"));
    ck_assert(unit_aborts(take_twice, "taking TABLE (level 3) while holding TABLE (level 3)"));
    ck_assert(unit_aborts(try_rising, "taking CHANNEL (level 2) while holding INTERN (level 1)"));
    ck_assert(unit_aborts(take_between, "while holding CHANNEL (level 2), INTERN (level 1)"));
}
END_TEST

START_TEST(test_lock__misuse__aborts)
{
    ck_assert(unit_aborts(drop_not_held, "dropping TABLE, which this thread does not hold"));
    ck_assert(unit_aborts(wait_with_lock, "holds TABLE (level 3), INTERN (level 1)"));
}
END_TEST

UNIT_MAIN(
    "lock", UNIT_TEST(test_lock__falling_levels__are_allowed_and_dropped_in_any_order);
    UNIT_TEST(test_lock__taken_by_another_thread__try_fails);
    UNIT_TEST(test_lock__four_threads__exclude_each_other);
    UNIT_TEST(test_lock__table__names_and_levels); if (BUILD_CHECKED) {
        UNIT_TEST(test_lock__wrong_order__aborts_with_what_is_held);
        UNIT_TEST(test_lock__misuse__aborts);
    })
