#include "sched/runq.h"
#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>

static enum run_result never(Runnable *r, Scheduler *s)
{
    (void)r;
    (void)s;
    return RUN_ENDED;
}

static RunQ *queue_new(void)
{
    void *p = NULL;
    ck_assert_int_eq(posix_memalign(&p, MAAT_CACHE_LINE, sizeof(RunQ)), 0);
    memset(p, 0, sizeof(RunQ));
    return p;
}

static void queue_free(RunQ *q)
{
    runq_fini(q);
    free(q);
}

static Runnable *many(uint32_t n)
{
    Runnable *all = calloc(n, sizeof *all);
    for (uint32_t i = 0; i < n; i++) {
        runnable_init(&all[i], never, PRIO_NORMAL);
        all[i].user32 = i;
    }
    return all;
}

START_TEST(test_runq__more_than_the_ring_holds__keeps_the_order)
{
    enum { N = 5000 };
    RunQ *q = queue_new();
    Runnable *all = many(N);
    for (int i = 0; i < N; i++) runq_push(q, &all[i]);
    runq_verify(q);
    ck_assert_uint_eq(runq_count(q), N);
    for (uint32_t i = 0; i < N; i++) {
        Runnable *r = runq_pop(q);
        ck_assert_ptr_nonnull(r);
        ck_assert_uint_eq(r->user32, i);
    }
    ck_assert_ptr_null(runq_pop(q));
    queue_free(q);
    free(all);
}
END_TEST

START_TEST(test_runq__pushed_back_while_long__goes_round_in_order)
{
    enum { N = 1000 };
    RunQ *q = queue_new();
    Runnable *all = many(N);
    for (int i = 0; i < N; i++) runq_push(q, &all[i]);
    for (uint32_t i = 0; i < 10 * N; i++) {
        Runnable *r = runq_pop(q);
        MUST(r->user32 == i % N);
        runq_push(q, r);
    }
    runq_verify(q);
    queue_free(q);
    free(all);
}
END_TEST

START_TEST(test_runq__few_new_ones__keep_the_order_too)
{
    enum { N = BUILD_STRESS ? 4 : 1000 };
    RunQ *q = queue_new();
    Runnable *all = many(N);
    for (int i = 0; i < N; i++) runq_push_new(q, &all[i]);
    for (uint32_t i = 0; i < N; i++) ck_assert_uint_eq(runq_pop(q)->user32, i);
    queue_free(q);
    free(all);
}
END_TEST

START_TEST(test_runq__very_many_new_ones__newest_early_and_oldest_not_last)
{
    enum { N = 100000 };
    RunQ *q = queue_new();
    Runnable *all = many(N);
    uint8_t *seen = calloc(N, 1);
    for (int i = 0; i < N; i++) runq_push_new(q, &all[i]);
    runq_verify(q);
    uint32_t first_nursed = RUNQ_RING + RUNQ_MANY, newest_at = 0, oldest_at = 0;
    for (uint32_t i = 0; i < N; i++) {
        Runnable *r = runq_pop(q);
        MUST(r != NULL);
        MUST(seen[r->user32]++ == 0);
        if (r->user32 == N - 1) newest_at = i;
        if (r->user32 == first_nursed) oldest_at = i;
    }
    ck_assert_ptr_null(runq_pop(q));
    ck_assert_uint_lt(newest_at, 4 * RUNQ_RING);
    ck_assert_uint_lt(oldest_at, 32 * RUNQ_RING);
    queue_free(q);
    free(all);
    free(seen);
}
END_TEST

START_TEST(test_runq__steal__takes_the_older_half_in_order)
{
    RunQ *from = queue_new(), *to = queue_new();
    Runnable *all = many(10);
    const uint32_t n = BUILD_STRESS ? 2 : 10, half = n / 2;
    for (uint32_t i = 0; i < n; i++) runq_push(from, &all[i]);
    uint32_t count = 0;
    Runnable *r = runq_steal(from, to, &count);
    ck_assert_uint_eq(count, half);
    ck_assert_uint_eq(r->user32, 0);
    for (uint32_t i = 1; i < half; i++) ck_assert_uint_eq(runq_pop(to)->user32, i);
    ck_assert_ptr_null(runq_pop(to));
    for (uint32_t i = half; i < n; i++) ck_assert_uint_eq(runq_pop(from)->user32, i);
    ck_assert_ptr_null(runq_steal(from, to, &count));
    queue_free(from);
    queue_free(to);
    free(all);
}
END_TEST

/* n new ones, which go round for ever once they have begun: each of them begins within so many turns. */
static void all_begin(uint32_t n, uint32_t turns)
{
    RunQ *q = queue_new();
    Runnable *all = many(n);
    uint32_t *seen = calloc(n, sizeof *seen), begun = 0;
    for (uint32_t i = 0; i < n; i++) runq_push_new(q, &all[i]);
    for (uint32_t i = 0; i < turns && begun < n; i++) {
        Runnable *r = runq_pop(q);
        begun += seen[r->user32]++ == 0;
        runq_push(q, r);
    }
    ck_assert_uint_eq(begun, n);
    queue_free(q);
    free(all);
    free(seen);
}

START_TEST(test_runq__new_ones_behind_many_that_go_round__all_begin)
{
    const uint32_t n = RUNQ_MANY + RUNQ_RING + 500;
    all_begin(n, 4 * n);
}
END_TEST

START_TEST(test_runq__offers_behind_many_that_go_round__all_begin)
{
    const uint32_t n = RUNQ_MANY + RUNQ_RING + RUNQ_OFFERS + 1;
    all_begin(n, 16 * n);
}
END_TEST

START_TEST(test_runq__steal_while_many_are_new__takes_the_oldest_of_these)
{
    const uint32_t first_nursed = RUNQ_RING + RUNQ_MANY, n = first_nursed + 500;
    RunQ *from = queue_new(), *to = queue_new();
    Runnable *all = many(n);
    uint8_t *seen = calloc(n, 1);
    for (uint32_t i = 0; i < n; i++) runq_push_new(from, &all[i]);
    uint32_t popped = 0, count = 0;
    for (; popped < RUNQ_RING; popped++) seen[runq_pop(from)->user32]++;
    ck_assert_uint_eq(runq_count(from), n - popped);
    Runnable *r = runq_steal(from, to, &count);
    ck_assert_uint_ge(count, 1);
    ck_assert_uint_le(count, RUNQ_OFFERS / 2);
    ck_assert_uint_eq(r->user32, first_nursed);
    seen[r->user32]++;
    for (uint32_t i = 1; i < count; i++) {
        r = runq_pop(to);
        ck_assert_uint_eq(r->user32, first_nursed + i);
        seen[r->user32]++;
    }
    ck_assert_ptr_null(runq_pop(to));
    ck_assert_uint_eq(runq_count(from), n - popped - count);
    r = runq_steal_one(from);
    ck_assert_uint_eq(r->user32, first_nursed + count);
    seen[r->user32]++;
    while ((r = runq_pop(from))) seen[r->user32]++;
    for (uint32_t i = 0; i < n; i++) ck_assert_uint_eq(seen[i], 1);
    ck_assert_uint_eq(runq_count(from), 0);
    runq_verify(from);
    queue_free(from);
    queue_free(to);
    free(all);
    free(seen);
}
END_TEST

/* Old ones that go round, and very many new ones. More old ones become ready when the list is empty again: with them the ring alone
 * would stay more than half full, and what waits elsewhere has to be begun all the same. */
static void begin_behind(uint32_t old, uint32_t later)
{
    enum { NEW = 30000, LATER_AT = 20000 };
    const uint32_t n = old + later + NEW;
    RunQ *q = queue_new();
    Runnable *all = many(n);
    uint8_t *seen = calloc(n, 1);
    uint32_t begun = 0;
    for (uint32_t i = 0; i < old; i++) runq_push(q, &all[i]);
    for (uint32_t i = old + later; i < n; i++) runq_push_new(q, &all[i]);
    for (uint32_t at = 0; at < 3 * NEW && begun < NEW; at++) {
        for (uint32_t i = 0; at == LATER_AT && i < later; i++) runq_push(q, &all[old + i]);
        Runnable *r = runq_pop(q);
        if (r->user32 < old + later)
            runq_push(q, r);
        else
            begun += seen[r->user32]++ == 0;
    }
    ck_assert_uint_eq(begun, NEW);
    runq_verify(q);
    queue_free(q);
    free(all);
    free(seen);
}

START_TEST(test_runq__more_that_go_round_than_half_the_ring__new_ones_all_begin)
{
    begin_behind(100, 60);
    begin_behind(60, 120);
    begin_behind(160, 0);
    begin_behind(0, 255);
}
END_TEST

START_TEST(test_runq__steal_one__takes_the_oldest)
{
    RunQ *q = queue_new();
    Runnable *all = many(2);
    ck_assert_ptr_null(runq_steal_one(q));
    for (uint32_t i = 0; i < 2; i++) runq_push(q, &all[i]);
    for (uint32_t i = 0; i < 2; i++) ck_assert_ptr_eq(runq_steal_one(q), &all[i]);
    ck_assert_ptr_null(runq_steal_one(q));
    ck_assert_ptr_null(runq_pop(q));
    queue_free(q);
    free(all);
}
END_TEST

/* One owner pushes and pops, thieves steal: each runnable is taken exactly once. */
enum { ITEMS = 200000 / SLOW, THIEVES = 2 };

static struct {
    RunQ *q;
    Runnable *all;
    uint32_t *taken; /* how often, by index */
    uint64_t total;
} race;

static void take_one(Runnable *r)
{
    r->next = r; /* written by whoever has it: a race if two have */
    add_rlx(&race.taken[r->user32], 1);
    add_ar(&race.total, 1);
}

static void *thief(void *arg)
{
    RunQ *mine = queue_new();
    (void)arg;
    while (load_acq(&race.total) < ITEMS) {
        uint32_t count = 1;
        bool one = world_get()->choose(4) == 0;
        Runnable *r = one ? runq_steal_one(race.q) : runq_steal(race.q, mine, &count);
        if (!r) {
            usleep(1);
            continue;
        }
        take_one(r);
        for (uint32_t n = 1; (r = runq_pop(mine)); n++, take_one(r)) MUST(n < count);
    }
    queue_free(mine);
    return NULL;
}

START_TEST(test_runq__owner_against_thieves__each_is_taken_once)
{
    pthread_t threads[THIEVES];
    race.q = queue_new();
    race.all = many(ITEMS);
    race.taken = calloc(ITEMS, sizeof *race.taken);
    for (int i = 0; i < THIEVES; i++) pthread_create(&threads[i], NULL, thief, NULL);
    for (uint32_t i = 0; i < ITEMS; i++) {
        if (i % 2)
            runq_push(race.q, &race.all[i]);
        else
            runq_push_new(race.q, &race.all[i]);
        Runnable *r = i % 3 == 0 ? runq_pop(race.q) : NULL;
        if (r) take_one(r);
    }
    for (Runnable *r; (r = runq_pop(race.q));) take_one(r);
    for (int i = 0; i < THIEVES; i++) pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < ITEMS; i++) MUST(race.taken[i] == 1);
    queue_free(race.q);
    free(race.all);
    free(race.taken);
}
END_TEST

UNIT_MAIN("runq", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_runq__more_than_the_ring_holds__keeps_the_order);
          UNIT_TEST(test_runq__pushed_back_while_long__goes_round_in_order);
          UNIT_TEST(test_runq__few_new_ones__keep_the_order_too);
          UNIT_TEST(test_runq__very_many_new_ones__newest_early_and_oldest_not_last);
          UNIT_TEST(test_runq__steal__takes_the_older_half_in_order);
          UNIT_TEST(test_runq__new_ones_behind_many_that_go_round__all_begin);
          UNIT_TEST(test_runq__steal_while_many_are_new__takes_the_oldest_of_these);
          UNIT_TEST(test_runq__offers_behind_many_that_go_round__all_begin);
          UNIT_TEST(test_runq__more_that_go_round_than_half_the_ring__new_ones_all_begin);
          UNIT_TEST(test_runq__steal_one__takes_the_oldest);
          UNIT_TEST(test_runq__owner_against_thieves__each_is_taken_once))
