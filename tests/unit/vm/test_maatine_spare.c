#include "tests/unit/unit.h"
#include "vm/maatine/spare.h"
#include <pthread.h>

START_TEST(test_spare__take__gives_what_was_kept_of_that_size)
{
    void *p = mem_alloc(MEM_MAATINE, 1024);
    spare_give(SPARE_RECORD, MEM_MAATINE, p, 1024);
    ck_assert_ptr_null(spare_take(SPARE_RECORD, 512));
    ck_assert_ptr_null(spare_take(SPARE_TIES, 1024));
    void *q = spare_take(SPARE_RECORD, 1024);
    if (q) {
        ck_assert_ptr_eq(q, p);
        mem_free(MEM_MAATINE, q);
    }
    ck_assert_ptr_null(spare_take(SPARE_RECORD, 1024));
}
END_TEST

static void *give_many(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3 * SPARE_KEEP; i++)
        spare_give(SPARE_TIES, MEM_SIGNAL, mem_alloc(MEM_SIGNAL, 200), 200);
    return NULL;
}

START_TEST(test_spare__end_of_thread__frees_all)
{
    struct mem_stat before[MEM_TYPE_COUNT], after[MEM_TYPE_COUNT];
    pthread_t t;
    mem_stats(before);
    ck_assert_int_eq(pthread_create(&t, NULL, give_many, NULL), 0);
    pthread_join(t, NULL);
    mem_stats(after);
    ck_assert_uint_eq(after[MEM_SIGNAL].count, before[MEM_SIGNAL].count);
    ck_assert_uint_eq(after[MEM_SIGNAL].bytes, before[MEM_SIGNAL].bytes);
}
END_TEST

START_TEST(test_spare__idle__sheds_all_but_few)
{
    struct mem_stat before[MEM_TYPE_COUNT], after[MEM_TYPE_COUNT];
    mem_stats(before);
    (void)give_many(NULL);
    mem_stats(after);
    ck_assert_uint_le(after[MEM_SIGNAL].count, before[MEM_SIGNAL].count + SPARE_KEEP);
    bool kept = after[MEM_SIGNAL].count > before[MEM_SIGNAL].count;
    ck_assert(spare_shed() == kept);
    while (spare_shed()) continue;
    mem_stats(after);
    ck_assert_uint_eq(after[MEM_SIGNAL].count, before[MEM_SIGNAL].count + (kept ? SPARE_IDLE : 0));
    void *p = spare_take(SPARE_TIES, 200);
    ck_assert(!p == !kept);
    mem_free(MEM_SIGNAL, p);
}
END_TEST

START_TEST(test_spare__little_memory__keeps_few)
{
    struct mem_stat before[MEM_TYPE_COUNT], after[MEM_TYPE_COUNT];
    mem_set_limit(100 << 20);
    mem_stats(before);
    (void)give_many(NULL);
    mem_stats(after);
    ck_assert_uint_le(after[MEM_SIGNAL].bytes,
                      before[MEM_SIGNAL].bytes + (100 << 20) / SPARE_PART + 4096);
    mem_set_limit(0);
}
END_TEST

UNIT_MAIN("spare", UNIT_TEST(test_spare__take__gives_what_was_kept_of_that_size);
          UNIT_TEST(test_spare__little_memory__keeps_few);
          UNIT_TEST(test_spare__end_of_thread__frees_all);
          UNIT_TEST(test_spare__idle__sheds_all_but_few))
