/* Claims (CL-1, CL-2), the code itself, under every interleaving up to a bound: two that wait give to each other, or give up, while a
 * third gives to one of them. Each wait ends once, in one way. */
#include "tests/unit/unit.h"

#include "tests/unit/interleave.h"

static unsigned all_turns; /* of all, in a run */

/* Who turns lets the next one go on: all have their turn. */
static void turn(void)
{
    if (++all_turns > 500) il_fail("somebody turns for ever");
    il_flush();
    for (int i = 1; i < il.n; i++) {
        int to = (il_self + i) % il.n;
        if (!il_can_run(&il.t[to])) continue;
        il_pass(to);
        return;
    }
}
#define cpu_relax() turn()

#include "vm/maatine/claim.h"

static struct {
    Claim claim;
    unsigned given, gave, took;
} w[2];
static uint64_t ways[3]; /* in all runs */

static void must_be_given(int i)
{
    if (w[i].given != 1) il_fail("it is over, and nothing is there");
}

static void give_and_take(int i)
{
    switch (claim_both(&w[i].claim, &w[1 - i].claim, i == 0)) {
    case CLAIMED:
        w[1 - i].given++;
        claim_end(&w[1 - i].claim);
        w[i].gave++;
        return;
    case CLAIM_LOST: must_be_given(i); return;
    default: break;
    }
    if (claim_take(&w[i].claim))
        w[i].took++;
    else
        must_be_given(i);
}
static void first(void *arg)
{
    (void)arg;
    give_and_take(0);
}
static void second(void *arg)
{
    (void)arg;
    give_and_take(1);
}
static void stranger(void *arg)
{
    (void)arg;
    if (!claim_move(&w[1].claim, CLAIM_HELD)) return;
    w[1].given++;
    claim_end(&w[1].claim);
}

static void setup(void)
{
    memset(w, 0, sizeof w);
    for (int i = 0; i < 2; i++) claim_open(&w[i].claim);
    all_turns = 0;
    il_add(stranger, NULL);
    il_add(first, NULL);
    il_add(second, NULL);
}

static const char *check(void)
{
    for (int i = 0; i < 2; i++) {
        if (w[i].given + w[i].gave + w[i].took != 1) return "a wait has ended twice, or never";
        ways[0] += w[i].given;
        ways[1] += w[i].gave;
        ways[2] += w[i].took;
    }
    return NULL;
}

START_TEST(test_claim__two_that_meet_and_one_that_gives__each_wait_ends_once)
{
    const char *wrong = il_explore(5, IL_SOUND, 20000, setup, check);
    ck_assert_msg(!wrong, "after %llu runs: %s", (unsigned long long)il.runs, wrong);
    fprintf(stderr, "%llu interleavings\n", (unsigned long long)il.runs);
    ck_assert_uint_lt(il.runs, 20000); /* all of them */
    ck_assert_uint_gt(il.runs, 500);
    for (int k = 0; k < 3; k++) ck_assert_uint_gt(ways[k], 50);
}
END_TEST

START_TEST(test_claim__a_swap_that_is_not_atomic__is_found)
{
    const char *wrong = il_explore(3, IL_TORN_CAS, 20000, setup, check);
    ck_assert_msg(wrong != NULL, "nothing was found in %llu runs", (unsigned long long)il.runs);
    il_leave_process();
}
END_TEST

UNIT_MAIN("claim_interleave", tcase_set_timeout(unit_case, 100);
          UNIT_TEST(test_claim__two_that_meet_and_one_that_gives__each_wait_ends_once);
          if (IL_MAY_FAIL) UNIT_TEST(test_claim__a_swap_that_is_not_atomic__is_found);)
