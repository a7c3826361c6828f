/* Rings of ends: what stays, in which order, and whole while they are written. */
#include "vm/observe/plain_ends.h"
#include "base/mem.h"
#include "tests/unit/unit.h"
#include <pthread.h>

#define RINGS 3u

static struct plain_ends ends;
static struct plain_end seen[RINGS * PLAIN_ENDS];

/* All words of the i-th follow from i. */
static void add(uint32_t who, uint64_t i, uint64_t when)
{
    struct plain_end x = {.id = i,
                          .owner = i + 1,
                          .mono_ns = when,
                          .started_ns = i + 2,
                          .reductions = i + 3,
                          .mailbox = i + 4,
                          .memory = i + 5,
                          .spawn_at = i + 6,
                          .reason = from_int((int64_t)i)};
    plain_ends_add(&ends, who, &x);
}

static void check_whole(const struct plain_end *x)
{
    ck_assert_uint_eq(x->owner, x->id + 1);
    ck_assert_uint_eq(x->started_ns, x->id + 2);
    ck_assert_uint_eq(x->reductions, x->id + 3);
    ck_assert_uint_eq(x->mailbox, x->id + 4);
    ck_assert_uint_eq(x->memory, x->id + 5);
    ck_assert_uint_eq(x->spawn_at, x->id + 6);
    ck_assert_ptr_null(x->proto);
    ck_assert_int_eq(to_int(x->reason), (int64_t)x->id);
}

START_TEST(test_plain_ends__none__is_empty)
{
    plain_ends_init(&ends, RINGS);
    ck_assert_uint_eq(plain_ends_copy(&ends, seen), 0);
    ck_assert_uint_eq(plain_ends_count(&ends), 0);
    plain_ends_fini(&ends);
}
END_TEST

START_TEST(test_plain_ends__many__the_last_stay)
{
    plain_ends_init(&ends, 1);
    for (uint64_t i = 0; i < 1000; i++) {
        add(0, i, i);
        if (i % 37) continue;
        uint64_t want = i + 1 < PLAIN_ENDS ? i + 1 : PLAIN_ENDS;
        ck_assert_uint_eq(plain_ends_copy(&ends, seen), want);
        for (uint64_t k = 0; k < want; k++) {
            ck_assert_uint_eq(seen[k].id, i + 1 - want + k);
            check_whole(&seen[k]);
        }
    }
    ck_assert_uint_eq(plain_ends_count(&ends), 1000);
    plain_ends_fini(&ends);
}
END_TEST

START_TEST(test_plain_ends__of_several_schedulers__are_in_order_of_time)
{
    plain_ends_init(&ends, RINGS);
    for (uint64_t i = 0; i < 90; i++) add((uint32_t)(i * 7 % 5 % RINGS), i, i / 4);
    ck_assert_uint_eq(plain_ends_copy(&ends, seen), 90);
    uint64_t last[90 / 4 + 1][RINGS] = {0}, ids = 0;
    for (size_t k = 0; k < 90; k++) {
        uint32_t ring = (uint32_t)(seen[k].id * 7 % 5 % RINGS);
        check_whole(&seen[k]);
        ids += seen[k].id;
        ck_assert_uint_eq(seen[k].mono_ns, seen[k].id / 4);
        if (k) ck_assert_uint_ge(seen[k].mono_ns, seen[k - 1].mono_ns);
        ck_assert_uint_ge(seen[k].id, last[seen[k].mono_ns][ring]); /* of one time: as they came */
        last[seen[k].mono_ns][ring] = seen[k].id;
    }
    ck_assert_uint_eq(ids, 90 * 89 / 2);
    plain_ends_fini(&ends);
}
END_TEST

enum { WRITTEN = 20000 };

static void *write_many(void *arg)
{
    uint32_t who = (uint32_t)(uintptr_t)arg;
    for (uint64_t i = 0; i < WRITTEN; i++) add(who, i, i);
    return NULL;
}

START_TEST(test_plain_ends__read_while_written__each_is_whole)
{
    pthread_t t[2];
    plain_ends_init(&ends, 2);
    for (uintptr_t i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, write_many, (void *)i), 0);
    do {
        size_t n = plain_ends_copy(&ends, seen);
        ck_assert_uint_le(n, 2 * PLAIN_ENDS);
        for (size_t k = 0; k < n; k++) {
            check_whole(&seen[k]);
            if (k) ck_assert_uint_ge(seen[k].mono_ns, seen[k - 1].mono_ns);
        }
    } while (plain_ends_count(&ends) < 2 * WRITTEN);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    ck_assert_uint_eq(plain_ends_copy(&ends, seen), 2 * PLAIN_ENDS);
    ck_assert_uint_eq(seen[0].id, WRITTEN - PLAIN_ENDS);
    plain_ends_fini(&ends);
}
END_TEST

UNIT_MAIN("plain_ends", UNIT_TEST(test_plain_ends__none__is_empty);
          UNIT_TEST(test_plain_ends__many__the_last_stay);
          UNIT_TEST(test_plain_ends__of_several_schedulers__are_in_order_of_time);
          UNIT_TEST(test_plain_ends__read_while_written__each_is_whole))
