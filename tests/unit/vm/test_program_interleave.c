/* The end of the program (PR-1, PR-2), the code itself, under every interleaving up to a bound: main and another maatine, or two others, end
 * at once on two schedulers. */
#include "tests/unit/unit.h"

#include "tests/unit/interleave.h"

#include "sched/sched.h"

static unsigned stops;
static void stop(SchedPool *pool)
{
    (void)pool;
    stops++;
}
#define sched_pool_stop(pool) stop(pool)

#include "vm/maatine/program.c"

#undef sched_pool_stop

static SchedPool *pool;
static struct runtime rt;
static struct life life;
static struct tally tallies[3];
static Maatine first, second;
static uint64_t mailbox[2];
static bool fenced, shared; /* the mailbox is closed; both are counted together */
static uint32_t first_flags;
static bool first_fails;

/* As maatine_end does. */
static void end(Maatine *m, unsigned i, bool failed)
{
    Scheduler *s = shared ? NULL : sched_at(pool, i);
    program_ends(m, s);
    if (fenced) (void)xchg_ar(&mailbox[i], 1);
    fence_sc_after_rmw();
    program_ended(m, s, failed);
}

static void first_ends(void *arg)
{
    (void)arg;
    end(&first, 0, first_fails);
}

static void second_ends(void *arg)
{
    (void)arg;
    end(&second, 1, false);
}

static void setup(void)
{
    stops = 0;
    life = (struct life){.tallies = tallies, .ntallies = 2};
    rt = (struct runtime){.life = &life, .pool = pool, .main_done = !(first_flags & MAF_MAIN)};
    memset(tallies, 0, sizeof tallies);
    tallies[0].started = 2;
    memset(&first, 0, sizeof first);
    memset(&second, 0, sizeof second);
    first.rt = second.rt = &rt;
    first.flags = first_flags;
    il_add(first_ends, NULL);
    il_add(second_ends, NULL);
}

static const char *check(void)
{
    if (stops == 0) return "nobody has seen that nobody is left";
    if (stops > 1) return "stopped twice";
    if (life.status != first_fails) return "another status";
    return NULL;
}

static const char *explore(uint32_t flags, bool fails)
{
    first_flags = flags;
    first_fails = fails;
    SchedConfig cfg = {.schedulers = 2};
    pool = sched_pool_new(&cfg);
    const char *why = il_explore(4, IL_SOUND, BUILD_CHECKED ? 10000 : 400000, setup, check);
    if (!why) sched_pool_free(pool);
    return why;
}

START_TEST(test_program__main_and_another_end__one_sees_it)
{
    fenced = true;
    shared = false;
    ck_assert_ptr_null(explore(MAF_MAIN, false));
}
END_TEST

START_TEST(test_program__main_fails_and_another_ends__status_is_1)
{
    fenced = true;
    shared = false;
    ck_assert_ptr_null(explore(MAF_MAIN, true));
}
END_TEST

START_TEST(test_program__two_others_end__one_sees_it)
{
    fenced = true;
    shared = false;
    ck_assert_ptr_null(explore(0, false));
}
END_TEST

START_TEST(test_program__both_counted_outside__one_sees_it)
{
    fenced = true;
    shared = true;
    ck_assert_ptr_null(explore(MAF_MAIN, false));
    ck_assert_ptr_null(explore(MAF_MAIN, true));
}
END_TEST

START_TEST(test_program__no_fence__is_found)
{
    if (!IL_MAY_FAIL) return;
    fenced = shared = false;
    ck_assert_ptr_nonnull(explore(0, false));
    il_leave_process();
}
END_TEST

UNIT_MAIN("program_interleave", tcase_set_timeout(unit_case, 100);
          UNIT_TEST(test_program__main_and_another_end__one_sees_it);
          UNIT_TEST(test_program__main_fails_and_another_ends__status_is_1);
          UNIT_TEST(test_program__two_others_end__one_sees_it);
          UNIT_TEST(test_program__both_counted_outside__one_sees_it);
          UNIT_TEST(test_program__no_fence__is_found))
