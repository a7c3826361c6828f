#include "tests/unit/sched/unit_sched.h"

/* ---- what the tests run: a mesh of actors that wake drawn others, with timers and offloaded work in between ---- */

enum { ACTORS = 20, LOG = 4096 };

static Actor actors[ACTORS];
static Timer timers[ACTORS];
static Offload works[ACTORS];
static bool at_work[ACTORS];
static struct {
    uint64_t n, hash;
} seen;
static uint64_t worked, fired;

/* Everything that happens goes into one number. */
static void note(uint64_t what) { seen.hash = (seen.hash ^ what) * 0x100000001B3u, seen.n++; }

static void on_timer(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    fired++;
    note(1000 + arg);
    actor_wake(sched_pool_of(s), &actors[arg]);
}

static void do_work(Offload *o)
{
    MUST(sched_current() != NULL); /* played on the one thread */
    worked++;
    note(2000 + (uint64_t)(o - works));
}

static void work_done(Offload *o, Scheduler *s)
{
    at_work[o - works] = false;
    note(3000 + (uint64_t)(o - works));
    actor_wake(sched_pool_of(s), &actors[o - works]);
}

static void do_something(Scheduler *s, uint64_t me)
{
    switch (world_get()->choose(4)) {
    case 0:
        if (!timer_pending(&timers[me]))
            timer_start(s, &timers[me], world_mono_ns() + 5000000000u, me, true);
        break;
    case 1:
        if (at_work[me]) break;
        at_work[me] = true;
        sched_offload(s, &works[me], do_work, work_done);
        break;
    default: actor_wake(sched_pool_of(s), &actors[world_get()->choose(ACTORS)]); break;
    }
}

static enum run_result act(Runnable *r, Scheduler *s)
{
    Actor *a = (Actor *)(void *)r;
    actor_take(a);
    note((uint64_t)(a - actors) << 32 | (uint64_t)sched_index(s) << 24 | (uint64_t)sched_slice(s));
    MUST(sched_current() == s && sched_slice(s) >= 1 && sched_slice(s) <= 4000);
    if (a->left-- > 0) do_something(s, (uint64_t)(a - actors));
    sched_charge(s, sched_slice(s));
    return actor_wait(a);
}

static uint64_t quiets;

static void on_quiet(SchedPool *pool, Scheduler *s)
{
    (void)s;
    quiets++;
    sched_pool_stop(pool);
}

static uint64_t run_seed(uint64_t seed)
{
    world_simulate(seed);
    SchedConfig cfg = {
        .schedulers = 3, .replay = true, .main_is_zero = true, .slice = 4000, .on_quiet = on_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    ck_assert_ptr_nonnull(pool);
    seen.n = 0;
    seen.hash = 0xCBF29CE484222325u;
    worked = fired = quiets = 0;
    for (int i = 0; i < ACTORS; i++) {
        actor_init(&actors[i], act, (enum sched_prio)(i % PRIO_COUNT), 50);
        timer_init(&timers[i], on_timer);
        actor_wake(pool, &actors[i]);
    }
    ck_assert_int_eq(sched_pool_start(pool), 0);
    sched_pool_run(pool);
    ck_assert_uint_eq(quiets, 1);
    for (int i = 0; i < ACTORS; i++) ck_assert(!timer_pending(&timers[i]) && !at_work[i]);
    sched_pool_free(pool);
    world_set(&world_os);
    return seen.hash;
}

START_TEST(test_replay__same_seed__same_run)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t hash = run_seed(seed), n = seen.n;
        ck_assert_uint_gt(n, 200);
        ck_assert_uint_gt(worked, 0);
        ck_assert_uint_gt(fired, 0);
        ck_assert_uint_eq(run_seed(seed), hash);
        ck_assert_uint_eq(seen.n, n);
        ck_assert_uint_ne(run_seed(seed + 100), hash);
    }
}
END_TEST

START_TEST(test_replay__nothing_ready__the_clock_jumps)
{
    uint64_t real = world_os.mono_ns();
    (void)run_seed(5); /* its timers are seconds apart */
    ck_assert_uint_gt(fired, 3);
    ck_assert_uint_lt(world_os.mono_ns() - real, 5000000000u);
}
END_TEST

/* Without main_is_zero one thread is started for all. */
START_TEST(test_replay__own_thread__runs_all_schedulers)
{
    world_simulate(9);
    SchedConfig cfg = {.schedulers = 4, .replay = true, .slice = 4000, .on_quiet = on_quiet};
    SchedPool *pool = sched_pool_new(&cfg);
    for (int i = 0; i < ACTORS; i++) {
        actor_init(&actors[i], act, PRIO_NORMAL, 30);
        timer_init(&timers[i], on_timer);
        actor_wake(pool, &actors[i]);
    }
    pool_run_until_quiet(pool);
    for (unsigned i = 0; i < 4; i++) {
        SchedStats st;
        sched_stats_get(sched_at(pool, i), &st);
        ck_assert_uint_gt(st.slices, 0);
    }
    sched_pool_free(pool);
    world_set(&world_os);
}
END_TEST

START_TEST(test_world__simulated__stands_still_and_repeats)
{
    world_simulate(3);
    ck_assert(world_is_simulated());
    uint64_t now = world_mono_ns(), wall = world_wall_ns();
    ck_assert_uint_eq(world_mono_ns(), now);
    world_advance(1500);
    ck_assert_uint_eq(world_mono_ns(), now + 1500);
    ck_assert_uint_eq(world_wall_ns(), wall + 1500);
    unsigned char a[37], b[37];
    uint32_t c[50];
    world_get()->random_bytes(a, sizeof a);
    for (int i = 0; i < 50; i++) ck_assert_uint_lt(c[i] = world_get()->choose(7), 7);
    world_simulate(3);
    world_get()->random_bytes(b, sizeof b);
    ck_assert_mem_eq(a, b, sizeof a);
    for (int i = 0; i < 50; i++) ck_assert_uint_eq(world_get()->choose(7), c[i]);
    world_simulate(4);
    world_get()->random_bytes(b, sizeof b);
    ck_assert_int_ne(memcmp(a, b, sizeof a), 0);
    world_set(&world_os);
    ck_assert(!world_is_simulated());
}
END_TEST

UNIT_MAIN("replay", tcase_set_timeout(unit_case, 60); UNIT_TEST(test_replay__same_seed__same_run);
          UNIT_TEST(test_replay__nothing_ready__the_clock_jumps);
          UNIT_TEST(test_replay__own_thread__runs_all_schedulers);
          UNIT_TEST(test_world__simulated__stands_still_and_repeats);)
