#include "base/atomic.h"
#include "base/mem.h"
#include "heap/block.h"
#include "tests/unit/unit.h"
#include <pthread.h>

/* Blocks that go from senders to receivers, and come back through the store: none is handed out twice at once, none is lost. */

static uint64_t parcel_bytes(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    return all[MEM_PARCEL].bytes;
}

#define ROUNDS  200
#define IN_HAND 300
#define BYTES   200

struct cell {
    void *block; /* [any, atomic: a sender puts a block in, a receiver takes it out] */
} MAAT_ALIGNED(MAAT_CACHE_LINE);

static struct cell cells[IN_HAND];
static uint64_t sent, received, broken; /* [any, atomic] */
static bool over;                       /* [any, atomic] */

static void *sender(void *arg)
{
    uint64_t number = (uint64_t)(uintptr_t)arg << 32;
    for (uint32_t i = 0; i < ROUNDS * IN_HAND; i++) {
        uint64_t *b = block_alloc(BYTES);
        for (uint32_t k = 0; k < BYTES / sizeof *b; k++) b[k] = number + i;
        void *none = NULL;
        if (cas_ar(&cells[i % IN_HAND].block, &none, (void *)b))
            add_rlx(&sent, 1);
        else
            block_free(b, BYTES);
    }
    return NULL;
}

static void take(uint32_t i)
{
    uint64_t *b = xchg_ar(&cells[i].block, NULL);
    if (!b) return;
    for (uint32_t k = 1; k < BYTES / sizeof *b; k++)
        if (b[k] != b[0]) add_rlx(&broken, 1);
    block_free(b, BYTES);
    add_rlx(&received, 1);
}

static void *receiver(void *arg)
{
    while (!load_acq(&over))
        for (uint32_t i = 0; i < IN_HAND; i++) take(i);
    return arg;
}

START_TEST(test_block__sent_to_other_threads__come_back)
{
    pthread_t s[2], r[2];
    uint64_t before = parcel_bytes();
    for (uintptr_t i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&r[i], NULL, receiver, NULL), 0);
        ck_assert_int_eq(pthread_create(&s[i], NULL, sender, (void *)(i + 1)), 0);
    }
    for (int i = 0; i < 2; i++) pthread_join(s[i], NULL);
    store_rel(&over, true); /* pairs with the receivers' load */
    for (int i = 0; i < 2; i++) pthread_join(r[i], NULL);
    for (uint32_t i = 0; i < IN_HAND; i++) take(i);
    ck_assert_uint_eq(received, sent);
    ck_assert_uint_gt(sent, 0);
    ck_assert_uint_eq(broken, 0);
    block_flush();
    ck_assert_uint_eq(parcel_bytes(), before);
}
END_TEST

/* Many at once, more than a thread and the store keep: all of them can be given back. */
START_TEST(test_block__more_than_is_kept__goes_to_the_allocator)
{
    enum { MANY = BLOCK_KEEP + (BLOCK_STORE + 2) * BLOCK_BATCH };
    static void *b[MANY];
    uint64_t before = parcel_bytes();
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++) b[i] = block_alloc(64);
        ck_assert_uint_ge(parcel_bytes(), before + MANY * 64);
        for (int i = 0; i < MANY; i++) block_free(b[i], 64);
        ck_assert_uint_lt(parcel_bytes(), before + MANY * 64);
    }
    block_flush();
    ck_assert_uint_eq(parcel_bytes(), before);
}
END_TEST

UNIT_MAIN("block", UNIT_TEST(test_block__sent_to_other_threads__come_back);
          UNIT_TEST(test_block__more_than_is_kept__goes_to_the_allocator);
          tcase_set_timeout(unit_case, 60))
