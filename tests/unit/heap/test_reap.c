/* Freeing in pieces: that nothing is lost, nothing is left, and no piece does more than it may. */
#include "heap/reap.h"

#include "base/lock.h"
#include "heap/block.h"
#include "heap/frozen.h"
#include "mailbox/envelope.h"
#include "tests/unit/heap/values.h"

#define SPLIT                                                                                      \
    (BUILD_STRESS ? 3000u : 20000u) /* strings with a buffer of their own, more than REAP_MIN */

static int woken;
static void wake(void *ctx)
{
    ck_assert_ptr_eq(ctx, &woken);
    woken++;
}

/* ---- the queue ---- */

struct thing {
    uint32_t left, calls;
    int64_t most;
};

static bool step(void *what, int64_t *work)
{
    struct thing *t = what;
    t->calls++;
    if (*work > t->most) t->most = *work;
    for (; t->left && *work > 0; *work -= 100) t->left--;
    return t->left == 0;
}

START_TEST(test_reap__nobody_serves__is_freed_at_once)
{
    struct thing t = {.left = 10000};
    reap_later(step, &t, 1000);
    ck_assert_uint_eq(t.left, 0);
    ck_assert(!reap_waits());
    ck_assert(!reap_piece());
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

START_TEST(test_reap__served__goes_in_pieces_by_turns)
{
    struct thing a = {.left = 100}, b = {.left = 100};
    reap_serve(wake, &woken);
    reap_later(step, &a, 1000);
    reap_later(step, &b, 1000);
    ck_assert_int_eq(woken, 1); /* for the first one */
    ck_assert(reap_waits());
    ck_assert_uint_eq(a.calls + b.calls, 0);
    ck_assert(reap_piece());
    ck_assert(reap_piece());
    ck_assert_uint_eq(a.calls, 1);
    ck_assert_uint_eq(b.calls, 1);
    ck_assert_uint_eq(a.left, 100 - REAP_PIECE / 100);
    while (reap_piece()) {}
    ck_assert_uint_eq(a.left + b.left, 0);
    ck_assert_int_eq(a.most, REAP_PIECE);
    ck_assert_uint_ge(a.calls, 100 / (REAP_PIECE / 100));
    ck_assert_uint_eq(mem_total_bytes(), 0);
    reap_close();
}
END_TEST

START_TEST(test_reap__much_waits__pieces_are_larger)
{
    struct thing a = {.left = 1000};
    reap_serve(wake, &woken);
    reap_later(step, &a, 100ull << 30);
    ck_assert(reap_piece());
    ck_assert_int_gt(a.most, REAP_PIECE);
    ck_assert_int_le(a.most, 4 * REAP_PIECE);
    reap_close();
    ck_assert_uint_eq(a.left, 0);
}
END_TEST

/* ---- heaps ---- */

/* Strings with buffers, an array in pages of its own, a frozen graph. */
static void fill(void)
{
    char text[120];
    heap_begin();
    ck_assert(array_new(&heap, 0, &slot[0]));
    for (uint32_t i = 0; i < SPLIT; i++) {
        snprintf(text, sizeof text, "%0100u", i);
        slot[1] = str(text);
        ck_assert(array_push(&heap, &slot[0], &slot[1]));
    }
    for (int i = 0; i < 3; i++) ck_assert(heap_minor(&heap));
}

static uint64_t strings(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    mem_stats(all);
    return all[MEM_STRING].count;
}

static void free_in_pieces(uint64_t had)
{
    uint32_t pieces = 0;
    while (reap_waits()) {
        uint64_t before = strings();
        ck_assert(reap_piece());
        /* A piece ends with a block whole. */
        ck_assert_uint_le(before - strings(), REAP_PIECE / REAP_PART + 2000);
        pieces++;
    }
    ck_assert_uint_ge(pieces, had * REAP_PART / REAP_PIECE / 3);
}

START_TEST(test_reap__large_heap__ends_in_pieces)
{
    reap_serve(wake, &woken);
    fill();
    uint64_t had = strings();
    ck_assert_uint_ge(had, SPLIT);
    heap_end();
    ck_assert(reap_waits());
    ck_assert_uint_ge(strings(), SPLIT - 2000); /* what is not freed counts */
    free_in_pieces(had);
    ck_assert_uint_eq(mem_total_bytes(), 0);
    reap_close();
}
END_TEST

START_TEST(test_reap__small_heap__ends_at_once)
{
    reap_serve(wake, &woken);
    heap_begin();
    slot[0] =
        str("a string that is long enough to have a buffer of its own, with more than 64 bytes");
    heap_end();
    ck_assert(!reap_waits());
    ck_assert_uint_eq(mem_total_bytes(), 0);
    reap_close();
}
END_TEST

START_TEST(test_reap__large_graph__goes_in_pieces_with_its_last_reference)
{
    struct copy_why why;
    reap_serve(wake, &woken);
    fill();
    ck_assert_int_eq(frozen_copy(&heap, slot[0], &slot[2], &why), COPY_OK);
    slot[0] = slot[1] = V_NIL;
    ck_assert(heap_major(&heap));
    reap_all(); /* what died */
    ck_assert_uint_ge(strings(), SPLIT);
    slot[2] = V_NIL;
    ck_assert(heap_major(&heap));
    ck_assert(reap_waits());
    free_in_pieces(SPLIT);
    ck_assert_uint_lt(strings(), 10);
    heap_end();
    reap_close();
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

/* ---- messages ---- */

/* Without what the thread keeps to use again. */
static uint64_t in_use(void)
{
    block_flush();
    return mem_total_bytes();
}

static uint64_t drop_messages(uint32_t n)
{
    Envelope *list = NULL;
    uint64_t bytes = 0;
    heap_begin();
    slot[0] = str(
        "a string that each message has a copy of, long enough to be counted as one of its own");
    for (uint32_t i = 0; i < n; i++) {
        Envelope *e;
        struct copy_why why;
        ck_assert_int_eq(envelope_copy(&e, ENV_MESSAGE, slot[0], &why), COPY_OK);
        e->next = list;
        list = e;
        bytes += envelope_bytes(e);
    }
    heap_end();
    uint64_t had = in_use();
    envelopes_free(list, n, bytes);
    return had;
}

START_TEST(test_reap__many_messages__go_in_pieces)
{
    reap_serve(wake, &woken);
    uint64_t had = drop_messages(10 * ENVELOPES_MANY);
    uint32_t pieces = 0;
    ck_assert_uint_ge(in_use(), had);
    for (uint64_t left = in_use(); reap_piece(); left = in_use()) {
        ck_assert_uint_le(left - in_use(), had / 10);
        pieces++;
    }
    ck_assert_uint_ge(pieces, 10 * ENVELOPES_MANY * REAP_PART / REAP_PIECE);
    ck_assert_uint_eq(in_use(), 0);
    (void)drop_messages(ENVELOPES_MANY - 1);
    ck_assert(!reap_waits());
    ck_assert_uint_eq(in_use(), 0);
    reap_close();
}
END_TEST

START_TEST(test_reap__closed__leaves_nothing)
{
    reap_serve(wake, &woken);
    fill();
    heap_end();
    ck_assert(reap_waits());
    reap_close();
    ck_assert(!reap_waits());
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

/* ---- the limit of the program ---- */

START_TEST(test_reap__limit_reached__is_emptied_before_memory_is_refused)
{
    Lock lock;
    lock_init(&lock, LOCK_CELL);
    reap_serve(wake, &woken);
    fill();
    uint64_t used = mem_total_bytes();
    heap_end();
    ck_assert(reap_waits());
    mem_set_limit(used + used / 8);
    lock_take(&lock); /* what is freed may take it */
    ck_assert_ptr_null(mem_try_alloc(MEM_TEMP, used));
    ck_assert(reap_waits());
    lock_drop(&lock);
    void *p = mem_try_alloc(MEM_TEMP, used / 2);
    ck_assert_ptr_nonnull(p);
    void *q = mem_try_alloc(MEM_TEMP, used / 2);
    ck_assert_ptr_nonnull(q);
    ck_assert(!reap_waits());
    mem_free(MEM_TEMP, p);
    mem_free(MEM_TEMP, q);
    mem_set_limit(0);
    reap_close();
    lock_fini(&lock);
    ck_assert_uint_eq(mem_total_bytes(), 0);
}
END_TEST

UNIT_MAIN("reap", UNIT_TEST(test_reap__nobody_serves__is_freed_at_once);
          UNIT_TEST(test_reap__served__goes_in_pieces_by_turns);
          UNIT_TEST(test_reap__much_waits__pieces_are_larger);
          UNIT_TEST(test_reap__large_heap__ends_in_pieces);
          UNIT_TEST(test_reap__small_heap__ends_at_once);
          UNIT_TEST(test_reap__large_graph__goes_in_pieces_with_its_last_reference);
          UNIT_TEST(test_reap__many_messages__go_in_pieces);
          UNIT_TEST(test_reap__closed__leaves_nothing);
          UNIT_TEST(test_reap__limit_reached__is_emptied_before_memory_is_refused))
