/* Parking of a maatine at its mailbox (MB-1 to MB-6), the code itself, under every interleaving up to a bound. */
#include "tests/unit/unit.h"

#include "tests/unit/interleave.h"

#include "mailbox/mailbox.c"

enum { SENDERS = 2, EACH = 2 };

static Mailbox box;
static Envelope letters[SENDERS][EACH];
static bool ready; /* the owner may run: what the scheduler knows */
static bool owned; /* somebody does what only the owner may */
static unsigned got, wakes, doubles, looks, letters_sent;

static void on_signal(void *ctx, Envelope *e)
{
    (void)ctx;
    (void)e;
    got++;
}

static bool is_ready(void *arg)
{
    (void)arg;
    return ready;
}

/* The owner as maatine_run has it: drain, work, park; parked it waits to be made ready. */
static void owner(void *arg)
{
    (void)arg;
    while (got < letters_sent) {
        if (owned) doubles++;
        owned = true;
        mailbox_drain(&box, on_signal, NULL);
        owned = false;
        if (got == letters_sent || !mailbox_park(&box)) continue;
        il_wait(is_ready, NULL);
        ready = false;
    }
}

static void sender(void *arg)
{
    Envelope *mine = arg;
    for (int i = 0; i < EACH; i++) {
        if (mailbox_push(&box, &mine[i]) != MAILBOX_WAKE) continue;
        wakes++;
        if (ready) doubles++; /* made ready twice: SC-1 */
        ready = true;
    }
}

/* One that stands for the parked owner for a while, as Ma.info does. */
static void looker(void *arg)
{
    (void)arg;
    for (int i = 0; i < EACH; i++) {
        if (!mailbox_claim(&box)) continue;
        looks++;
        if (ready || owned) doubles++;
        owned = true;
        il_point();
        owned = false;
        if (mailbox_park(&box)) continue;
        if (ready) doubles++;
        ready = true;
    }
}

static void begin(void)
{
    memset(letters, 0, sizeof letters);
    mailbox_init(&box);
    ready = owned = false;
    got = wakes = doubles = 0;
    il_add(owner, NULL);
}

static void setup_with_looker(void)
{
    begin();
    letters_sent = EACH;
    for (int i = 0; i < EACH; i++) letters[0][i].kind = ENV_SIGNAL;
    il_add(sender, letters[0]);
    il_add(looker, NULL);
}

static void setup(void)
{
    begin();
    letters_sent = SENDERS * EACH;
    for (int s = 0; s < SENDERS; s++) {
        for (int i = 0; i < EACH; i++) letters[s][i].kind = ENV_SIGNAL;
        il_add(sender, letters[s]);
    }
}

static const char *check(void)
{
    if (doubles) return "the owner was made ready twice, or two stood for it";
    return got == letters_sent ? NULL : "a letter was lost";
}

START_TEST(test_mailbox__senders_against_parking__nothing_lost_and_woken_once)
{
    const char *wrong = il_explore(4, IL_SOUND, BUILD_CHECKED ? 3000 : 6000, setup, check);
    ck_assert_msg(!wrong, "after %llu runs: %s", (unsigned long long)il.runs, wrong);
    ck_assert_uint_gt(il.runs, 1000);
    fprintf(stderr, "%llu interleavings\n", (unsigned long long)il.runs);
}
END_TEST

START_TEST(test_mailbox__one_that_stands_for_the_owner__alone_and_nothing_lost)
{
    looks = 0;
    const char *wrong =
        il_explore(4, IL_SOUND, BUILD_CHECKED ? 3000 : 6000, setup_with_looker, check);
    ck_assert_msg(!wrong, "after %llu runs: %s", (unsigned long long)il.runs, wrong);
    ck_assert_uint_gt(il.runs, 1000);
    ck_assert_uint_gt(looks, 100); /* in all runs */
}
END_TEST

START_TEST(test_mailbox__park_that_is_not_atomic__is_found)
{
    const char *wrong = il_explore(3, IL_TORN_CAS, 20000, setup, check);
    ck_assert_msg(wrong != NULL, "nothing was found in %llu runs", (unsigned long long)il.runs);
    il_leave_process();
}
END_TEST

UNIT_MAIN("mailbox_interleave", tcase_set_timeout(unit_case, 100);
          UNIT_TEST(test_mailbox__senders_against_parking__nothing_lost_and_woken_once);
          UNIT_TEST(test_mailbox__one_that_stands_for_the_owner__alone_and_nothing_lost);
          if (IL_MAY_FAIL) UNIT_TEST(test_mailbox__park_that_is_not_atomic__is_found);)
