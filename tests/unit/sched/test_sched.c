#include "tests/unit/sched/unit_sched.h"

#include <pthread.h>
#include <sys/resource.h>

static uint64_t runs, made;

/* ---- nothing is lost, nothing runs twice ---- */

static enum run_result count_and_end(Runnable *r, Scheduler *s)
{
    (void)s;
    add_ar(&runs, 1);
    mem_free(MEM_TEMP, r);
    return RUN_ENDED;
}

static Runnable *child_new(uint64_t i)
{
    Runnable *r = mem_alloc(MEM_TEMP, sizeof *r);
    runnable_init(r, count_and_end, (enum sched_prio)(i % PRIO_COUNT));
    add_ar(&made, 1);
    return r;
}

static enum run_result spawn_many(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    for (int i = 0; i < 500 && a->left > 0; i++, a->left--) {
        Runnable *c = child_new((uint64_t)a->left);
        if (a->left % 3)
            sched_spawned(s, c);
        else
            sched_ready(s, c);
    }
    return a->left > 0 ? RUN_YIELD : RUN_ENDED;
}

START_TEST(test_sched__many_spawned__each_runs_once)
{
    for (unsigned n = 1; n <= 4; n++) {
        Actor a[3];
        SchedPool *pool = pool_of(n, NULL, stop_when_quiet);
        made = runs = 0;
        for (int i = 0; i < 3; i++) {
            actor_init(&a[i], spawn_many, PRIO_NORMAL, 100000 / SLOW);
            sched_ready_from(pool, &a[i].r);
        }
        pool_run_until_quiet(pool);
        ck_assert_uint_eq(made, 3 * (100000 / SLOW));
        ck_assert_uint_eq(runs, made);
        sched_pool_free(pool);
    }
}
END_TEST

static void *ready_from_outside(void *pool)
{
    for (uint64_t i = 0; i < 20000 / SLOW; i++) {
        sched_ready_from(pool, child_new(i));
        if (i % 1000 == 0) sleep_ms(1); /* so that sleepers are woken, too */
    }
    sched_release(pool);
    return NULL;
}

START_TEST(test_sched__made_ready_by_other_threads__each_runs_once)
{
    SchedPool *pool = pool_of(3, NULL, stop_when_quiet);
    pthread_t threads[3];
    made = runs = 0;
    for (int i = 0; i < 3; i++) sched_hold(pool);
    pool_start(pool);
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, ready_from_outside, pool);
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    sched_pool_join(pool); /* quiet once the holds are gone and all has run */
    ck_assert_uint_eq(runs, 3 * (20000 / SLOW));
    ck_assert_uint_eq(runs, made);
    sched_pool_free(pool);
}
END_TEST

/* A mesh of actors that wake random others: tokens are conserved. */
enum { MESH = 64 };
static Actor mesh[MESH];
static uint64_t tokens[MESH], passed, pass_limit;

static enum run_result mesh_run(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    actor_take(a);
    uint64_t mine = xchg_ar(&tokens[a - mesh], 0);
    for (; mine > 0; mine--) {
        if (add_ar(&passed, 1) >= pass_limit) continue;
        uint32_t to = world_get()->choose(MESH);
        add_ar(&tokens[to], 1);
        actor_wake(sched_pool_of(s), &mesh[to]);
    }
    return actor_wait(a);
}

START_TEST(test_sched__mesh_of_wakeups__no_token_is_lost)
{
    for (unsigned n = 1; n <= 4; n++) {
        SchedPool *pool = pool_of(n, NULL, stop_when_quiet);
        passed = 0;
        pass_limit = 300000 / SLOW;
        for (int i = 0; i < MESH; i++)
            actor_init(&mesh[i], mesh_run, (enum sched_prio)(i % PRIO_COUNT), 0);
        for (int i = 0; i < 32; i++) {
            add_ar(&tokens[i], 1);
            actor_wake(pool, &mesh[i]);
        }
        pool_run_until_quiet(pool);
        /* Each of the 32 tokens dies once, at the limit. */
        ck_assert_uint_eq(passed, pass_limit + 32);
        for (int i = 0; i < MESH; i++) ck_assert_uint_eq(tokens[i] + mesh[i].state, 0);
        sched_pool_free(pool);
    }
}
END_TEST

/* ---- order, fairness, budgets ---- */

static char order[64];

static enum run_result note(Runnable *r, Scheduler *s)
{
    (void)s;
    strncat(order, (char[]){(char)r->user32, 0}, sizeof order - strlen(order) - 1);
    return RUN_ENDED;
}

static Runnable notes[8];

static void notes_init(void)
{
    order[0] = 0;
    for (int i = 0; i < 8; i++) {
        runnable_init(&notes[i], note, PRIO_NORMAL);
        notes[i].user32 = (uint32_t)('a' + i);
    }
}

static enum run_result wake_order(Runnable *r, Scheduler *s)
{
    (void)r;
    sched_spawned(s, &notes[0]);
    sched_spawned(s, &notes[1]);
    sched_ready(s, &notes[2]); /* takes the next-slot */
    sched_ready(s, &notes[3]); /* takes it over: c goes to the queue */
    sched_ready(s, &notes[4]);
    notes[5].prio = PRIO_LOW;
    sched_ready(s, &notes[5]); /* low never takes it */
    notes[6].prio = PRIO_HIGH;
    sched_spawned(s, &notes[6]);
    return RUN_ENDED;
}

START_TEST(test_sched__woken_last__runs_first_then_by_priority_and_age)
{
    Actor a;
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    notes_init();
    actor_init(&a, wake_order, PRIO_NORMAL, 0);
    sched_ready_from(pool, &a.r);
    pool_run_until_quiet(pool);
    ck_assert_str_eq(order, "egabcdf");
    sched_pool_free(pool);
}
END_TEST

/* Those that yield to all others: here and on another scheduler. */
static char late_order[16];
static uint64_t late_ended;

static enum run_result late_run(Runnable *r, Scheduler *s)
{
    size_t n = strlen(late_order);
    late_order[n] = r->user16 ? (char)('a' + r->user16 - 1) : '-';
    if (r->user32++) return RUN_ENDED;
    sched_yield_late(s, r->user16 == 1 ? s : NULL);
    return RUN_YIELD;
}

static enum run_result plain_run(Runnable *r, Scheduler *s)
{
    (void)s;
    late_order[strlen(late_order)] = '0';
    return r->user32++ < 3 ? RUN_YIELD : RUN_ENDED;
}

/* However long the runs are kept from a core, the millisecond after which those that yield to all others go on is not over. */
static uint64_t clock_that_stands(void) { return 1000000; }

START_TEST(test_sched__yields_late__goes_on_when_nothing_else_is_left)
{
    World world = world_os;
    world.mono_ns = clock_that_stands;
    world_set(&world);
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    Runnable r[3];
    memset(late_order, 0, sizeof late_order);
    for (int i = 0; i < 3; i++) {
        runnable_init(&r[i], i < 2 ? late_run : plain_run, PRIO_NORMAL);
        r[i].user16 = (uint16_t)(i < 2 ? i + 1 : 0);
        sched_ready_from(pool, &r[i]);
    }
    pool_run_until_quiet(pool);
    ck_assert_str_eq(late_order, "ab0000ab");
    sched_pool_free(pool);
    world_set(&world_os);
}
END_TEST

static enum run_result wander(Runnable *r, Scheduler *s)
{
    SchedPool *pool = sched_pool_of(s);
    if (r->user32-- == 0) {
        add_ar(&late_ended, 1);
        return RUN_ENDED;
    }
    uint32_t to = world_get()->choose(2 * sched_count(pool));
    if (to < sched_count(pool)) sched_yield_late(s, sched_at(pool, to));
    return RUN_YIELD;
}

START_TEST(test_sched__yields_late_to_any__each_ends_and_the_pool_falls_quiet)
{
    static Runnable r[100];
    for (unsigned n = 1; n <= 3; n++) {
        SchedPool *pool = pool_of(n, NULL, stop_when_quiet);
        late_ended = 0;
        for (int i = 0; i < 100; i++) {
            runnable_init(&r[i], wander, (enum sched_prio)(i % PRIO_COUNT));
            r[i].user32 = 2000 / SLOW;
            sched_ready_from(pool, &r[i]);
        }
        pool_run_until_quiet(pool);
        ck_assert_uint_eq(late_ended, 100);
        sched_pool_free(pool);
    }
}
END_TEST

/* Two that wake each other for ever; a third one that computes counts its slices. */
static uint64_t third_slices, pair_runs;
static bool pair_charges;

static enum run_result pair_run(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    actor_take(a);
    pair_runs++;
    sched_charge(s, pair_charges ? sched_slice(s) * 3 / 4 : 1);
    if (third_slices >= 1000) return actor_wait(a);
    actor_wake(sched_pool_of(s), a->peer);
    return actor_wait(a);
}

static enum run_result third_run(Runnable *r, Scheduler *s)
{
    (void)r;
    sched_charge(s, sched_slice(s));
    return ++third_slices >= 1000 ? RUN_ENDED : RUN_YIELD;
}

static void run_pair_and_third(bool charges)
{
    Actor a, b, c;
    SchedConfig cfg = {.schedulers = 1, .slice = 4000, .on_quiet = stop_when_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    third_slices = pair_runs = 0;
    pair_charges = charges;
    actor_init(&a, pair_run, PRIO_NORMAL, 0);
    actor_init(&b, pair_run, PRIO_NORMAL, 0);
    actor_init(&c, third_run, PRIO_NORMAL, 0);
    a.peer = &b;
    b.peer = &a;
    actor_wake(pool, &a);
    sched_ready_from(pool, &c.r);
    pool_run_until_quiet(pool);
    sched_pool_free(pool);
}

START_TEST(test_sched__two_waking_each_other__do_not_starve_a_third)
{
    run_pair_and_third(false);
    ck_assert_uint_le(pair_runs, (SCHED_SLOT_RUNS + 2) * 1000);
    ck_assert_uint_ge(pair_runs, 1000);
}
END_TEST

START_TEST(test_sched__two_waking_each_other_and_computing__share_one_slice)
{
    run_pair_and_third(true);
    /* 3/4 of a slice, 3/4 of the rest; what is left is under an eighth: two runs for each slice of the third. */
    ck_assert_uint_le(pair_runs, 2 * 1000 + 4);
}
END_TEST

static uint64_t prio_slices[PRIO_COUNT], all_slices;

static enum run_result compute(Runnable *r, Scheduler *s)
{
    sched_charge(s, sched_slice(s));
    prio_slices[r->prio]++;
    return ++all_slices >= 16000 ? (sched_pool_stop(sched_pool_of(s)), RUN_ENDED) : RUN_YIELD;
}

START_TEST(test_sched__three_priorities_compute__high_gets_most_low_gets_a_share)
{
    Actor a[PRIO_COUNT * 2];
    SchedPool *pool = pool_of(1, NULL, NULL);
    for (unsigned i = 0; i < PRIO_COUNT * 2; i++) {
        actor_init(&a[i], compute, (enum sched_prio)(i % PRIO_COUNT), 0);
        sched_ready_from(pool, &a[i].r);
    }
    pool_start(pool);
    sched_pool_join(pool);
    ck_assert_uint_ge(prio_slices[PRIO_HIGH], 13000);
    ck_assert_uint_ge(prio_slices[PRIO_NORMAL], 900);
    ck_assert_uint_ge(prio_slices[PRIO_LOW], 900);
    sched_pool_free(pool);
}
END_TEST

/* With 1,000 computing, no one waits longer than all the others once (R: SC-4). */
enum { COMPUTING = 1000 };
static uint64_t turn_no, last_turn[COMPUTING], longest_wait;

static enum run_result measure_wait(Runnable *r, Scheduler *s)
{
    uint64_t now = turn_no++, *last = &last_turn[r->user32];
    if (*last && now - *last > longest_wait) longest_wait = now - *last;
    *last = now;
    sched_charge(s, sched_slice(s));
    return now < 20 * COMPUTING ? RUN_YIELD : RUN_ENDED;
}

START_TEST(test_sched__thousand_compute__each_waits_for_each_once)
{
    static Actor a[COMPUTING];
    SchedPool *pool = pool_of(1, NULL, stop_when_quiet);
    for (uint32_t i = 0; i < COMPUTING; i++) {
        actor_init(&a[i], measure_wait, PRIO_NORMAL, 0);
        a[i].r.user32 = i;
        sched_ready_from(pool, &a[i].r);
    }
    pool_run_until_quiet(pool);
    ck_assert_uint_eq(longest_wait, COMPUTING);
    sched_pool_free(pool);
}
END_TEST

/* ---- life ---- */

static uint64_t started, stopped;

static void note_start(Scheduler *s)
{
    ck_assert_ptr_eq(sched_current(), s);
    ck_assert_str_eq(sched_user(s), "me");
    sched_set_local(s, &started);
    add_ar(&started, 1);
}

static void note_stop(Scheduler *s)
{
    ck_assert_ptr_eq(sched_local(s), &started);
    add_ar(&stopped, 1);
}

static enum run_result stop_inside(Runnable *r, Scheduler *s)
{
    (void)r;
    sched_pool_stop(sched_pool_of(s));
    return RUN_ENDED;
}

START_TEST(test_sched__main_is_zero__runs_here_and_stops_from_inside)
{
    SchedConfig cfg = {.schedulers = 3,
                       .main_is_zero = true,
                       .user = "me",
                       .on_start = note_start,
                       .on_stop = note_stop};
    for (int i = 1; i <= 20; i++) {
        Actor a;
        SchedPool *pool = sched_pool_new(&cfg);
        actor_init(&a, stop_inside, PRIO_NORMAL, 0);
        sched_ready_from(pool, &a.r);
        pool_start(pool);
        sched_pool_run(pool);
        ck_assert(sched_pool_stopping(pool));
        ck_assert_uint_eq(started, 3u * (unsigned)i);
        ck_assert_uint_eq(stopped, 3u * (unsigned)i);
        ck_assert_ptr_null(sched_current());
        sched_pool_free(pool);
    }
}
END_TEST

START_TEST(test_sched__never_started__is_freed)
{
    SchedConfig cfg = {.main_is_zero = true};
    SchedPool *pool = sched_pool_new(&cfg);
    ck_assert_uint_ge(sched_count(pool), 1);
    ck_assert_uint_eq(sched_count(pool), world_cpus());
    sched_pool_free(pool);
}
END_TEST

START_TEST(test_sched__two_pools__do_not_mix)
{
    Actor a, b;
    SchedPool *one = pool_of(2, NULL, stop_when_quiet), *two = pool_of(2, NULL, stop_when_quiet);
    made = runs = 0;
    actor_init(&a, spawn_many, PRIO_NORMAL, 50000 / SLOW);
    actor_init(&b, spawn_many, PRIO_NORMAL, 50000 / SLOW);
    sched_ready_from(one, &a.r);
    sched_ready_from(two, &b.r);
    pool_start(one);
    pool_start(two);
    sched_pool_join(one);
    sched_pool_join(two);
    ck_assert_uint_eq(runs, 2 * (50000 / SLOW));
    sched_pool_free(one);
    sched_pool_free(two);
}
END_TEST

static uint64_t cpu_ns(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000u +
           (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000u;
}

START_TEST(test_sched__idle__uses_no_cpu_and_does_not_wake_up)
{
    SchedPool *pool = pool_of(4, NULL, NULL);
    pool_start(pool);
    sleep_ms(100);
    uint64_t cpu = cpu_ns(), parks = stats_sum(pool).parks;
    sleep_ms(500);
    ck_assert_uint_eq(stats_sum(pool).parks, parks);
    ck_assert_uint_le(cpu_ns() - cpu,
                      5000000); /* the test's own sleep, and what the sanitizers do */
    for (unsigned i = 0; i < 4; i++) {
        SchedStats st;
        sched_stats_get(sched_at(pool, i), &st);
        ck_assert(st.asleep);
    }
    pool_end(pool);
}
END_TEST

/* One spawner, long slices, several schedulers: the others come and take their part. */
static uint64_t ran_on[8];

static enum run_result busy_child(Runnable *r, Scheduler *s)
{
    uint64_t until = world_mono_ns() + 200000;
    while (world_mono_ns() < until) cpu_relax();
    sched_charge(s, sched_slice(s));
    add_ar(&ran_on[sched_index(s)], 1);
    mem_free(MEM_TEMP, r);
    return RUN_ENDED;
}

static enum run_result spawn_busy(Runnable *r, Scheduler *s)
{
    (void)r;
    for (int i = 0; i < 400; i++) {
        Runnable *c = child_new(1);
        c->run = busy_child;
        sched_spawned(s, c);
    }
    return RUN_ENDED;
}

START_TEST(test_sched__work_on_one__is_stolen_by_the_idle)
{
    Actor a;
    SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
    actor_init(&a, spawn_busy, PRIO_NORMAL, 0);
    sched_hold(pool);
    pool_start(pool);
    sleep_ms(20); /* both sleep */
    sched_ready_from(pool, &a.r);
    sched_release(pool);
    sched_pool_join(pool);
    ck_assert_uint_eq(ran_on[0] + ran_on[1], 400);
    ck_assert_uint_ge(ran_on[0], 40);
    ck_assert_uint_ge(ran_on[1], 40);
    sched_pool_free(pool);
}
END_TEST

/* Nothing but one runnable, while the other scheduler is woken again and again to look for work: it must not get it. */
static void do_nothing(SchedTask *t, Scheduler *s)
{
    (void)s;
    store_rel(&t->fn, NULL); /* pairs with disturb */
}

static void disturb(SchedPool *pool, SchedTask tasks[2])
{
    for (unsigned i = 0; i < 2; i++) {
        if (load_acq(&tasks[i].fn)) continue; /* still under way */
        tasks[i].fn = do_nothing;
        sched_post(sched_at(pool, i), &tasks[i]);
    }
}

static enum run_result alone(Runnable *r, Scheduler *s)
{
    static SchedTask tasks[2];
    Actor *a = (Actor *)(void *)r;
    disturb(sched_pool_of(s), tasks);
    for (int i = 0; i < 200; i++) cpu_relax();
    if (a->data) { /* woken by itself, as a token is by the one before it */
        sched_charge(s, 1);
        if (--a->left == 0) return RUN_ENDED;
        sched_ready(s, r);
        return RUN_PARKED;
    }
    sched_charge(s, sched_slice(s));
    return --a->left == 0 ? RUN_ENDED : RUN_YIELD;
}

START_TEST(test_sched__one_runnable__is_not_stolen_by_those_that_have_nothing)
{
    for (int token = 0; token < 2; token++) {
        Actor a;
        SchedPool *pool = pool_of(2, NULL, stop_when_quiet);
        actor_init(&a, alone, PRIO_NORMAL, 30000 / SLOW);
        if (token) a.data = &a;
        sched_ready_from(pool, &a.r);
        pool_run_until_quiet(pool);
        ck_assert_uint_eq(stats_sum(pool).steals, 0);
        ck_assert_uint_gt(stats_sum(pool).tasks, 10);
        sched_pool_free(pool);
    }
}
END_TEST

static Runnable *twice;

static void ready_twice(void)
{
    SchedPool *pool = pool_of(1, NULL, NULL);
    sched_ready_from(pool, twice);
    sched_ready_from(pool, twice);
}

START_TEST(test_sched__made_ready_twice__is_caught_in_checked_builds)
{
    if (!BUILD_CHECKED) return;
    twice = child_new(1);
    ck_assert(unit_aborts(ready_twice, "SC-1"));
    mem_free(MEM_TEMP, twice);
}
END_TEST

UNIT_MAIN("sched", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_sched__many_spawned__each_runs_once);
          UNIT_TEST(test_sched__made_ready_by_other_threads__each_runs_once);
          UNIT_TEST(test_sched__mesh_of_wakeups__no_token_is_lost);
          UNIT_TEST(test_sched__woken_last__runs_first_then_by_priority_and_age);
          UNIT_TEST(test_sched__yields_late__goes_on_when_nothing_else_is_left);
          UNIT_TEST(test_sched__yields_late_to_any__each_ends_and_the_pool_falls_quiet);
          UNIT_TEST(test_sched__two_waking_each_other__do_not_starve_a_third);
          UNIT_TEST(test_sched__two_waking_each_other_and_computing__share_one_slice);
          UNIT_TEST(test_sched__three_priorities_compute__high_gets_most_low_gets_a_share);
          UNIT_TEST(test_sched__thousand_compute__each_waits_for_each_once);
          UNIT_TEST(test_sched__main_is_zero__runs_here_and_stops_from_inside);
          UNIT_TEST(test_sched__never_started__is_freed);
          UNIT_TEST(test_sched__two_pools__do_not_mix);
          UNIT_TEST(test_sched__idle__uses_no_cpu_and_does_not_wake_up);
          UNIT_TEST(test_sched__work_on_one__is_stolen_by_the_idle);
          UNIT_TEST(test_sched__one_runnable__is_not_stolen_by_those_that_have_nothing);
          UNIT_TEST(test_sched__made_ready_twice__is_caught_in_checked_builds))
