#include "base/mem.h"

#include "base/check.h"
#include "tests/unit/unit.h"

#include <pthread.h>
#include <sys/resource.h>

static struct mem_stat stat_of(enum mem_type t)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    return all[t];
}

START_TEST(test_mem__alloc_and_free__counts_by_type)
{
    char *a = mem_alloc(MEM_CODE, 100), *b = mem_zalloc(MEM_CODE, 1000), *c = mem_alloc(MEM_IO, 5);
    memset(a, 1, 100);
    for (int i = 0; i < 1000; i++) ck_assert_int_eq(b[i], 0);
    ck_assert_uint_eq(stat_of(MEM_CODE).count, 2);
    ck_assert_uint_eq(stat_of(MEM_CODE).bytes, mem_usable(a) + mem_usable(b));
    ck_assert_uint_eq(stat_of(MEM_IO).count, 1);
    ck_assert_uint_eq(mem_total_bytes(), mem_usable(a) + mem_usable(b) + mem_usable(c));
    ck_assert_str_eq(stat_of(MEM_CODE).name, "code");
    mem_free(MEM_CODE, a);
    mem_free(MEM_CODE, b);
    mem_free(MEM_IO, c);
    mem_free(MEM_IO, NULL);
    ck_assert_uint_eq(mem_total_bytes(), 0);
    ck_assert_uint_eq(stat_of(MEM_CODE).count, 0);
}
END_TEST

START_TEST(test_mem__usable__at_least_what_was_asked)
{
    for (size_t n = 0; n < 70000; n = n * 5 / 4 + 1) {
        void *p = mem_try_alloc(MEM_TEMP, n);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_ge(mem_usable(p), n);
        ck_assert_uint_eq(stat_of(MEM_TEMP).bytes, mem_usable(p));
        mem_free(MEM_TEMP, p);
    }
    ck_assert_uint_eq(mem_usable(NULL), 0);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

START_TEST(test_mem__realloc__keeps_content_and_balance)
{
    char *p = NULL;
    for (size_t n = 1; n < 300000; n *= 3) {
        p = mem_realloc(MEM_STACK, p, n);
        p[n - 1] = (char)(n % 100);
        ck_assert_uint_eq(stat_of(MEM_STACK).bytes, mem_usable(p));
        ck_assert_uint_eq(stat_of(MEM_STACK).count, 1);
        for (size_t m = 1; m <= n; m *= 3) ck_assert_int_eq(p[m - 1], (char)(m % 100));
    }
    p = mem_try_realloc(MEM_STACK, p, 10);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(stat_of(MEM_STACK).bytes, mem_usable(p));
    mem_free(MEM_STACK, p);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

START_TEST(test_mem__aligned__starts_at_a_multiple)
{
    for (size_t align = 16; align <= 65536; align *= 2) {
        void *p = mem_try_alloc_aligned(MEM_OLD, 1000, align);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_eq((uintptr_t)p % align, 0);
        ck_assert_uint_eq(stat_of(MEM_OLD).bytes, mem_usable(p));
        mem_free(MEM_OLD, p);
    }
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

START_TEST(test_mem__strndup__stops_at_length_and_at_nul)
{
    char *a = mem_strdup(MEM_TEMP, "hello"), *b = mem_strndup(MEM_TEMP, "hello", 3),
         *c = mem_strndup(MEM_TEMP, "hi", 50);
    ck_assert_str_eq(a, "hello");
    ck_assert_str_eq(b, "hel");
    ck_assert_str_eq(c, "hi");
    mem_free(MEM_TEMP, a);
    mem_free(MEM_TEMP, b);
    mem_free(MEM_TEMP, c);
}
END_TEST

START_TEST(test_mem__huge__is_refused)
{
    ck_assert_ptr_null(mem_try_alloc(MEM_LARGE, SIZE_MAX));
    ck_assert_ptr_null(mem_try_alloc(MEM_LARGE, SIZE_MAX / 2));
    ck_assert_ptr_null(mem_try_alloc_aligned(MEM_LARGE, SIZE_MAX - 10, 4096));
    char *p = mem_try_alloc(MEM_LARGE, 10);
    p[9] = 'x';
    ck_assert_ptr_null(mem_try_realloc(MEM_LARGE, p, SIZE_MAX));
    ck_assert_int_eq(p[9], 'x');
    mem_free(MEM_LARGE, p);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

static bool all_zero(const char *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (p[i]) return false;
    return true;
}

START_TEST(test_mem__pages__grow_with_zeros_and_keep_their_contents)
{
    enum { MB = 1 << 20 };
    uint64_t before = mem_allocator_bytes(); /* 0: not counted */
    char *p = mem_try_map(MEM_LARGE, MB), *tombs[2];
    ck_assert(p && all_zero(p, 0, MB));
    memset(p, 'a', MB);
    char *q = mem_try_map_grow(MEM_LARGE, p, MB, 3 * MB, false);
    ck_assert(q && q[0] == 'a' && q[MB - 1] == 'a' && all_zero(q, MB, 3 * MB));
    for (int i = 0; i < 2; i++) {
        tombs[i] = q;
        q = mem_try_map_grow(MEM_LARGE, q, (3 + (size_t)i) * MB, (4 + (size_t)i) * MB, true);
        ck_assert(q && q != tombs[i] && q[MB - 1] == 'a' && all_zero(tombs[i], 0, MEM_PAGE));
    }
    ck_assert_uint_eq(mem_total_bytes(), 5 * MB + 2 * MEM_PAGE);
    ck_assert(!before || mem_allocator_bytes() >= before + 5 * MB);
    mem_unmap_tail(MEM_LARGE, q, 5 * MB, 2 * MB);
    ck_assert_uint_eq(mem_total_bytes(), 2 * MB + 2 * MEM_PAGE);
    for (int i = 0; i < 2; i++) mem_unmap(MEM_LARGE, tombs[i], MEM_PAGE);
    mem_unmap(MEM_LARGE, q, 2 * MB);
    ck_assert_uint_eq(mem_total_bytes(), 0);
    ck_assert(mem_allocator_bytes() < before + MB);
}
END_TEST

START_TEST(test_mem__limit__refuses_past_it_and_recovers)
{
    enum { MB = 1 << 20 };
    mem_set_limit(8 * MB);
    void *p[64];
    int n = 0;
    while (n < 64 && (p[n] = mem_try_alloc(MEM_YOUNG, MB))) n++;
    /* The usable size may exceed the request, and the count may lag by a quarter of a megabyte. */
    ck_assert_int_ge(n, 6);
    ck_assert_int_le(n, 8);
    void *own = mem_alloc(MEM_RUNTIME, 2 * MB);
    ck_assert_ptr_nonnull(own);
    mem_free(MEM_RUNTIME, own);
    ck_assert_ptr_null(mem_try_realloc(MEM_YOUNG, p[0], 4 * MB));
    void *smaller = mem_try_realloc(MEM_YOUNG, p[0], MB / 2);
    ck_assert_ptr_nonnull(smaller);
    p[0] = smaller;
    for (int i = 0; i < n; i++) mem_free(MEM_YOUNG, p[i]);
    void *again = mem_try_alloc(MEM_YOUNG, 6 * MB);
    ck_assert_ptr_nonnull(again);
    mem_free(MEM_YOUNG, again);
    mem_set_limit(0);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

START_TEST(test_mem__fail_after__fails_the_nth_once)
{
    for (int n = 1; n <= 5; n++) {
        mem_fail_after(n);
        for (int i = 1; i <= 8; i++) {
            void *p = mem_try_alloc(MEM_TEMP, 8);
            ck_assert_int_eq(p == NULL, i == n);
            mem_free(MEM_TEMP, p);
        }
    }
    mem_fail_after(1);
    mem_fail_after(-1);
    void *p = mem_try_alloc(MEM_TEMP, 8);
    ck_assert_ptr_nonnull(p);
    mem_fail_after(1);
    void *never_null = mem_alloc(MEM_TEMP, 8);
    ck_assert_ptr_nonnull(never_null);
    ck_assert_ptr_null(mem_try_realloc(MEM_TEMP, p, 100000));
    mem_free(MEM_TEMP, p);
    mem_free(MEM_TEMP, never_null);
}
END_TEST

/* --- several threads --- */

#define THREADS 4
#define BLOCKS  2000

static void *blocks[THREADS][BLOCKS];

/* Allocates its own row and frees, from the row before, what the phase before left. */
static void *fill(void *arg)
{
    int row = (int)(intptr_t)arg;
    for (int i = 0; i < BLOCKS; i++) blocks[row][i] = mem_alloc(MEM_PARCEL, (size_t)(i % 300) + 1);
    return NULL;
}

static void *empty(void *arg)
{
    int row = (int)(intptr_t)arg;
    for (int i = 0; i < BLOCKS; i++) mem_free(MEM_PARCEL, blocks[row][i]);
    return NULL;
}

static void in_threads(void *(*f)(void *), int shift)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, f, (void *)(intptr_t)((i + shift) % THREADS)), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

START_TEST(test_mem__threads_that_ended__leave_their_counts)
{
    in_threads(fill, 0);
    uint64_t bytes = 0;
    for (int r = 0; r < THREADS; r++)
        for (int i = 0; i < BLOCKS; i++) bytes += mem_usable(blocks[r][i]);
    ck_assert_uint_eq(stat_of(MEM_PARCEL).count, THREADS * BLOCKS);
    ck_assert_uint_eq(stat_of(MEM_PARCEL).bytes, bytes);
    in_threads(empty, 1);
    ck_assert_uint_eq(stat_of(MEM_PARCEL).count, 0);
    ck_assert_uint_eq(stat_of(MEM_PARCEL).bytes, 0);
}
END_TEST

static void *alloc_here_free_there(void *arg)
{
    mem_free(MEM_CELL, arg);
    return mem_alloc(MEM_CELL, 64);
}

START_TEST(test_mem__freed_by_another_thread__sums_to_zero)
{
    void *p = mem_alloc(MEM_CELL, 1000), *q;
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, alloc_here_free_there, p), 0);
    pthread_join(t, &q);
    ck_assert_uint_eq(stat_of(MEM_CELL).count, 1);
    ck_assert_uint_eq(stat_of(MEM_CELL).bytes, mem_usable(q));
    mem_free(MEM_CELL, q);
    ck_assert_uint_eq(stat_of(MEM_CELL).bytes, 0);
}
END_TEST

/* A destructor that runs in the second round, when the thread's counters have been folded. */
static pthread_key_t late_key;
static __thread int rounds;

static void free_late(void *p)
{
    if (++rounds < 3) {
        pthread_setspecific(late_key, p);
        return;
    }
    mem_free(MEM_REGEX, p);
    mem_free(MEM_REGEX, mem_alloc(MEM_REGEX, 10));
}

static void *leave_late(void *arg)
{
    (void)arg;
    pthread_setspecific(late_key, mem_alloc(MEM_REGEX, 5000));
    return NULL;
}

START_TEST(test_mem__freed_by_late_destructor__is_counted)
{
    ck_assert_int_eq(pthread_key_create(&late_key, free_late), 0);
    in_threads(leave_late, 0);
    ck_assert_uint_eq(stat_of(MEM_REGEX).count, 0);
    ck_assert_uint_eq(stat_of(MEM_REGEX).bytes, 0);
}
END_TEST

static void *churn(void *arg)
{
    unsigned seed = (unsigned)(intptr_t)arg + 1;
    void *held[16] = {NULL};
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525u + 1013904223u;
        void **slot = &held[seed >> 28];
        mem_free(MEM_GC, *slot);
        *slot = mem_try_alloc(MEM_GC, (seed >> 8) % 5000);
        if (i % 512 == 0) mem_total_bytes();
    }
    for (int i = 0; i < 16; i++) mem_free(MEM_GC, held[i]);
    return NULL;
}

START_TEST(test_mem__stats_while_threads_run__exact_when_quiet)
{
    in_threads(churn, 0);
    ck_assert_uint_eq(mem_total_bytes(), 0);
    mem_purge();
}
END_TEST

#if !MAAT_SANITIZED
START_TEST(test_mem__class__is_what_the_allocator_sets_aside)
{
    for (size_t n = 1; n < 300000; n = n < 5000 ? n + 1 : n * 17 / 16) {
        void *p = mem_alloc(MEM_TEMP, n);
        ck_assert_uint_eq(mem_class(n), mem_usable(p));
        mem_free(MEM_TEMP, p);
    }
    void *big = mem_alloc(MEM_TEMP, 40 << 20);
    ck_assert_uint_ge(mem_allocator_bytes(), 40 << 20);
    mem_free(MEM_TEMP, big);
}
END_TEST
#else
START_TEST(test_mem__class__is_what_the_allocator_sets_aside)
{
    ck_assert_uint_eq(mem_allocator_bytes(), 0);
}
END_TEST
#endif

static long faults(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_minflt;
}

/* To give pages back takes milliseconds, and is the business of the allocator's own thread: a large block that is had again at once
 * still has them. */
START_TEST(test_mem__large_block__is_freed_without_giving_its_pages_back)
{
    const size_t bytes = 32u << 20;
    bool kept = MAAT_SANITIZED; /* another allocator */
    for (int i = 0; i < 20 && !kept; i++) {
        char *p = mem_alloc(MEM_TEMP, bytes);
        memset(p, 1, bytes);
        mem_free(MEM_TEMP, p);
        p = mem_alloc(MEM_TEMP, bytes);
        long before = faults();
        memset(p, 2, bytes);
        kept = faults() - before < (long)(bytes / MEM_PAGE / 64);
        mem_free(MEM_TEMP, p);
    }
    ck_assert(kept);
}
END_TEST

START_TEST(test_mem__overdraft__passes_the_limit_in_small_steps)
{
    void *p[64];
    mem_set_limit(1 << 20);
    p[0] = mem_try_alloc(MEM_TEMP, 900 << 10);
    ck_assert_ptr_nonnull(p[0]);
    ck_assert(!mem_has_room(200 << 10));
    ck_assert_ptr_null(mem_try_alloc(MEM_TEMP, 200 << 10));
    p[1] = mem_try_alloc(MEM_TEMP, 100 << 10);
    ck_assert_int_eq(mem_set_overdraft(MEM_RESERVE), MEM_WITHIN);
    ck_assert_ptr_null(mem_try_alloc(MEM_TEMP, 200 << 10));
    int n = 2;
    for (; n < 64 && (p[n] = mem_try_alloc(MEM_TEMP, 50 << 10)); n++) {}
    ck_assert_int_lt(n, 40); /* it ends */
    ck_assert_int_gt(n, 10);
    ck_assert_int_eq(mem_set_overdraft(MEM_NEWS), MEM_RESERVE);
    for (; n < 64; n++) ck_assert_ptr_nonnull(p[n] = mem_try_alloc(MEM_TEMP, 50 << 10));
    ck_assert_int_eq(mem_set_overdraft(MEM_WITHIN), MEM_NEWS);
    ck_assert_ptr_null(mem_try_alloc(MEM_TEMP, 8));
    for (int i = 0; i < 64; i++) mem_free(MEM_TEMP, p[i]);
    mem_set_limit(0);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

UNIT_MAIN("mem", UNIT_TEST(test_mem__class__is_what_the_allocator_sets_aside);
          UNIT_TEST(test_mem__large_block__is_freed_without_giving_its_pages_back);
          UNIT_TEST(test_mem__overdraft__passes_the_limit_in_small_steps);
          UNIT_TEST(test_mem__alloc_and_free__counts_by_type);
          UNIT_TEST(test_mem__usable__at_least_what_was_asked);
          UNIT_TEST(test_mem__realloc__keeps_content_and_balance);
          UNIT_TEST(test_mem__aligned__starts_at_a_multiple);
          UNIT_TEST(test_mem__strndup__stops_at_length_and_at_nul);
          UNIT_TEST(test_mem__huge__is_refused);
          UNIT_TEST(test_mem__pages__grow_with_zeros_and_keep_their_contents);
          UNIT_TEST(test_mem__limit__refuses_past_it_and_recovers);
          UNIT_TEST(test_mem__fail_after__fails_the_nth_once);
          UNIT_TEST(test_mem__threads_that_ended__leave_their_counts);
          UNIT_TEST(test_mem__freed_by_another_thread__sums_to_zero);
          UNIT_TEST(test_mem__freed_by_late_destructor__is_counted);
          UNIT_TEST(test_mem__stats_while_threads_run__exact_when_quiet))
