/* Parking and waking of schedulers (PK-1, PK-3, quiescence), the code itself, under every interleaving up to a bound.
 *
 * sched.c, park.c and post.c are compiled into this file with the operations of interleave.h; the rest of sched/ comes from the
 * library. */
#include "tests/unit/unit.h"

/* Epochs, counters, the rings of the run queues and the wheels have tests of their own. */
#define IL_IRRELEVANT(text)                                                                        \
    (strstr(text, "epoch") || strstr(text, "seen") || strstr(text, "stats") ||                     \
     strstr(text, "->head") || strstr(text, "->tail") || strstr(text, "ring") ||                   \
     strstr(text, "over_count"))
#include "tests/unit/interleave.h"

/* A signal that comes before the sleeper waits must not be lost; IL_LOST_SIGNALS loses it. */
static bool may_write(int fd);
static ssize_t write_signal(int fd, const void *p, size_t n)
{
    return may_write(fd) ? write(fd, p, n) : (ssize_t)n;
}
#define write(fd, p, n) write_signal(fd, p, n)

#include "sched/park.c"
#include "sched/post.c"
#include "sched/sched.c"

#undef write

/* ---- the world: time stands still while something works, waiting is a point ---- */

static int waiting_fd = -1;
static uint64_t fake_now;

/* The first descriptor is the scheduler's eventfd. Nothing happens at the loops. */
static bool readable(void *fds) { return poll(fds, 1, 0) > 0; }

static int fake_wait(struct pollfd *fds, unsigned n, uint64_t ns)
{
    (void)n;
    if (ns != UINT64_MAX) { /* a nap is over at once */
        fake_now += ns;
        return 0;
    }
    waiting_fd = fds[0].fd;
    il_wait(readable, fds);
    waiting_fd = -1;
    return poll(fds, 1, 0);
}

static bool may_write(int fd) { return il.spoil != IL_LOST_SIGNALS || fd == waiting_fd; }

static uint64_t fake_mono(void) { return fake_now; }
static uint32_t fake_choose(uint32_t n) { return n - 1; }

static World world;

/* ---- the program: schedulers and one thread from outside ---- */

static SchedPool *pool;
static uint32_t ran, wanted, quiets, ran_when_quiet;
static Runnable runnables[4];
static SchedTask task;

static enum run_result run_one(Runnable *r, Scheduler *s)
{
    (void)r;
    (void)s;
    if (++ran == wanted) sched_pool_stop(pool);
    return RUN_ENDED;
}

static enum run_result run_quietly(Runnable *r, Scheduler *s)
{
    (void)r;
    (void)s;
    ran++;
    return RUN_ENDED;
}

static void run_task(SchedTask *t, Scheduler *s)
{
    (void)t;
    (void)s;
    if (++ran == wanted) sched_pool_stop(pool);
}

static void on_quiet(SchedPool *p, Scheduler *s)
{
    (void)s;
    quiets++;
    ran_when_quiet = ran;
    sched_pool_stop(p);
}

static void scheduler_body(void *arg)
{
    Scheduler *s = arg;
    sched_set_current(s);
    epoch_back(s);
    s->now = s->polled = fake_mono();
    sched_loop_run(s);
    post_run_tasks(s, UINT32_MAX);
    epoch_away(s);
    sched_set_current(NULL);
}

static void make_pool(unsigned n, bool tells)
{
    world = world_os;
    world.wait = fake_wait;
    world.mono_ns = fake_mono;
    world.choose = fake_choose;
    world_set(&world);
    fake_now = 1000000;
    SchedConfig cfg = {.schedulers = n, .on_quiet = tells ? on_quiet : NULL};
    pool = sched_pool_new(&cfg);
    ck_assert_ptr_nonnull(pool);
    ran = quiets = ran_when_quiet = 0;
    for (unsigned i = 0; i < n; i++) il_add(scheduler_body, sched_at(pool, i));
}

static const char *end_pool(void)
{
    sched_pool_join(pool);
    sched_pool_free(pool);
    return NULL;
}

/* ---- runnables from outside ---- */

static void inject_one(void *arg) { sched_ready_from(pool, arg); }

static void setup_inject(void)
{
    make_pool(1, false);
    wanted = 2;
    for (int i = 0; i < 2; i++) {
        runnable_init(&runnables[i], run_one, PRIO_NORMAL);
        il_add(inject_one, &runnables[i]);
    }
}

static const char *check_ran(void)
{
    end_pool();
    return ran == wanted ? NULL : "something was not run";
}

/* Enough for a build that is ten times slower. */
#define RUNS(n) (BUILD_CHECKED ? (n) / 10 : (n))

static void must_hold(unsigned bound, uint64_t most, void (*setup)(void),
                      const char *(*check)(void))
{
    const char *wrong = il_explore(bound, IL_SOUND, most, setup, check);
    ck_assert_msg(!wrong, "after %llu runs: %s", (unsigned long long)il.runs, wrong);
    ck_assert_uint_gt(il.runs, 100);
    fprintf(stderr, "%llu interleavings\n", (unsigned long long)il.runs);
}

START_TEST(test_park__runnables_from_outside__no_wakeup_is_lost)
{
    must_hold(2, RUNS(5000), setup_inject, check_ran);
}
END_TEST

/* ---- tasks ---- */

static void post_one(void *arg)
{
    (void)arg;
    sched_post(sched_at(pool, 0), &task);
}

static void setup_post(void)
{
    make_pool(1, false);
    wanted = 1;
    task.fn = run_task;
    il_add(post_one, NULL);
}

START_TEST(test_park__task_from_outside__no_wakeup_is_lost)
{
    must_hold(3, RUNS(5000), setup_post, check_ran);
}
END_TEST

/* ---- stopping ---- */

static void stop_pool(void *arg)
{
    (void)arg;
    sched_pool_stop(pool);
}

static void setup_stop(void)
{
    make_pool(2, false);
    wanted = 0;
    il_add(stop_pool, NULL);
}

START_TEST(test_park__stop_from_outside__wakes_all)
{
    must_hold(2, RUNS(3000), setup_stop, check_ran);
}
END_TEST

/* ---- quiescence: a hold that ends while schedulers fall asleep ---- */

static void work_then_release(void *arg)
{
    sched_ready_from(pool, arg);
    sched_release(pool);
}

static void setup_quiet(void)
{
    make_pool(2, true);
    wanted = 1;
    runnable_init(&runnables[0], run_quietly, PRIO_NORMAL);
    sched_hold(pool);
    il_add(work_then_release, &runnables[0]);
}

static const char *check_quiet(void)
{
    end_pool();
    if (quiets != 1) return "quiet was not told once";
    return ran_when_quiet == 1 ? NULL : "quiet was told before all had run";
}

START_TEST(test_park__last_hold_released__quiet_is_told_once_and_not_early)
{
    must_hold(1, RUNS(3000), setup_quiet, check_quiet);
}
END_TEST

/* ---- the checker finds what is broken ---- */

static void must_fail(enum il_spoil spoil, unsigned bound, void (*setup)(void),
                      const char *(*check)(void))
{
    const char *wrong = il_explore(bound, spoil, 20000, setup, check);
    ck_assert_msg(wrong != NULL, "nothing was found in %llu runs", (unsigned long long)il.runs);
    fprintf(stderr, "found after %llu interleavings: %s\n", (unsigned long long)il.runs, wrong);
    il_leave_process();
}

START_TEST(test_park__without_fences__a_lost_wakeup_is_found)
{
    must_fail(IL_WEAK_ORDER, 3, setup_post, check_ran);
}
END_TEST

START_TEST(test_park__signal_before_sleep_lost__is_found)
{
    must_fail(IL_LOST_SIGNALS, 2, setup_inject, check_ran);
}
END_TEST

START_TEST(test_park__push_that_is_not_atomic__is_found)
{
    must_fail(IL_TORN_CAS, 2, setup_inject, check_ran);
}
END_TEST

UNIT_MAIN("park_interleave", tcase_set_timeout(unit_case, 100);
          if (IL_MAY_FAIL) UNIT_TEST(test_park__without_fences__a_lost_wakeup_is_found);
          if (IL_MAY_FAIL) UNIT_TEST(test_park__signal_before_sleep_lost__is_found);
          /* In checked builds the check of SC-1 finds it first. */
          if (IL_MAY_FAIL && !BUILD_CHECKED)
              UNIT_TEST(test_park__push_that_is_not_atomic__is_found);
          UNIT_TEST(test_park__runnables_from_outside__no_wakeup_is_lost);
          UNIT_TEST(test_park__task_from_outside__no_wakeup_is_lost);
          UNIT_TEST(test_park__stop_from_outside__wakes_all);
          UNIT_TEST(test_park__last_hold_released__quiet_is_told_once_and_not_early);)
