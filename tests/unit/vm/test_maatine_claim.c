/* Claims on real threads: in each round four waits meet, each of which gives to the next one or gives up; the counts are exact. */
#include "tests/unit/unit.h"
#include "base/check.h"
#include "vm/maatine/claim.h"
#include <pthread.h>

enum { WAITS = 4, ROUNDS = 20000 };

static struct wait {
    Claim claim;
    unsigned given;                 /* [who holds the claim; owner when it is over] */
    unsigned was_given, gave, took; /* [owner] */
} MAAT_ALIGNED(64) w[WAITS];
static pthread_barrier_t barrier;

static void one_round(int i)
{
    struct wait *own = &w[i], *next = &w[(i + 1) % WAITS];
    switch (claim_both(&own->claim, &next->claim, own < next)) {
    case CLAIMED:
        next->given++;
        claim_end(&next->claim);
        own->gave++;
        return;
    case CLAIM_LOST: own->was_given++; return;
    default: break;
    }
    if (claim_take(&own->claim))
        own->took++;
    else
        own->was_given++;
}

static void *run(void *arg)
{
    int i = (int)(intptr_t)arg;
    for (int round = 0; round < ROUNDS; round++) {
        claim_open(&w[i].claim);
        pthread_barrier_wait(&barrier);
        one_round(i);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

START_TEST(test_claim__ring_of_waits_on_threads__counts_are_exact)
{
    pthread_t t[WAITS];
    pthread_barrier_init(&barrier, NULL, WAITS);
    for (intptr_t i = 0; i < WAITS; i++) pthread_create(&t[i], NULL, run, (void *)i);
    for (int i = 0; i < WAITS; i++) pthread_join(t[i], NULL);
    unsigned gave = 0, given = 0;
    for (int i = 0; i < WAITS; i++) {
        ck_assert_uint_eq(w[i].gave + w[i].was_given + w[i].took, ROUNDS);
        ck_assert_uint_eq(w[i].given, w[i].was_given);
        gave += w[i].gave;
        given += w[i].given;
    }
    ck_assert_uint_eq(gave, given);
    ck_assert_uint_gt(gave, 0);
}
END_TEST

UNIT_MAIN("claim", tcase_set_timeout(unit_case, 100);
          UNIT_TEST(test_claim__ring_of_waits_on_threads__counts_are_exact);)
