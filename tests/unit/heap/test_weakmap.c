/* WeakMaps with many entries: they hold what a model in plain C says, whatever collections come in between, and no access does work for
 * more than a part of the index. */
#include "heap/weakmap.h"
#include "heap/gc_int.h"
#include "tests/unit/heap/values.h"

#define KEYS  (BUILD_STRESS ? 300u : 8000u)
#define STEPS (BUILD_STRESS ? 4000u : 30000u)

/* ck_assert writes to a pipe each time. */
static void must(bool holds)
{
    if (!holds) ck_abort();
}

static bool held[KEYS];  /* the key lives: in the Array in slot 0 */
static int in_map[KEYS]; /* its value, -1: it has none */
static uint32_t dropped; /* keys with a value that are held no more */

static WeakMap *map(void) { return (WeakMap *)to_obj(slot[1]); }
static Array *keys(void) { return (Array *)to_obj(slot[0]); }
static Value key(uint32_t i) { return keys()->slots->v[keys()->start + i]; }

static void put_key(uint32_t i, Value k)
{
    Value *at = &keys()->slots->v[keys()->start + i];
    *at = k;
    heap_wrote_at(&heap, &keys()->slots->h, at);
}

static void new_key(uint32_t i)
{
    Value k;
    must(array_new(&heap, 0, &k));
    put_key(i, k);
    held[i] = true;
    in_map[i] = -1;
}

static void begin(void)
{
    heap_begin();
    must(array_new(&heap, KEYS, &slot[0]));
    for (uint32_t i = 0; i < KEYS; i++) must(array_push(&heap, &slot[0], &slot[2]));
    must(weakmap_new(&heap, &slot[1]));
    for (uint32_t i = 0; i < KEYS; i++) new_key(i);
}

static void drop_key(uint32_t i)
{
    put_key(i, V_NIL);
    held[i] = false;
    dropped += in_map[i] >= 0;
    in_map[i] = -1;
}

static void set(uint32_t i)
{
    int v = (int)rnd(1000000);
    must(weakmap_set(&heap, map(), key(i), from_int(v)));
    in_map[i] = v;
}

static void check_key(uint32_t i)
{
    const struct weak_entry *e = weakmap_find(&heap, map(), key(i));
    must((e ? (int)to_int(e->value) : -1) == in_map[i]);
}

static void step(uint32_t i)
{
    if (!held[i]) {
        new_key(i);
        return;
    }
    switch (rnd(8)) {
    case 0: drop_key(i); break;
    case 1:
        must(weakmap_del(&heap, map(), key(i)) == (in_map[i] >= 0));
        in_map[i] = -1;
        break;
    case 2: check_key(i); break;
    default: set(i);
    }
}

static void collect(void)
{
    switch (rnd(6)) {
    case 0: must(heap_major(&heap)); break;
    case 1: (void)heap_step(&heap); break;
    default: must(heap_minor(&heap));
    }
}

static uint32_t model_count(void)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < KEYS; i++) n += held[i] && in_map[i] >= 0;
    return n;
}

static void check_all(void)
{
    for (uint32_t i = 0; i < KEYS; i++)
        if (held[i]) check_key(i);
    weakmap_verify(&heap, map());
    uint32_t n = weakmap_count(&heap, map());
    ck_assert_uint_ge(n, model_count());
    ck_assert_uint_le(n, model_count() + dropped);
}

START_TEST(test_weakmap__random_steps__as_the_model_says)
{
    begin();
    for (uint32_t n = 1; n <= STEPS; n++) {
        step(rnd(KEYS));
        if (rnd(200) == 0) collect();
        if (n % (STEPS / 20) == 0) check_all();
    }
    ck_assert(heap_major(&heap));
    dropped = 0;
    check_all();
    heap_end();
}
END_TEST

/* Slots of the largest segment of the index of old keys. */
static uint32_t largest_segment(const struct weak_firm *f)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < 1u << f->bits; i++)
        if (f->dir[i]->cap > most) most = f->dir[i]->cap;
    return most;
}

START_TEST(test_weakmap__many_entries__index_grows_in_parts)
{
    begin();
    for (uint32_t i = 0; i < KEYS; i++) {
        set(i);
        if (i % 50 == 49) ck_assert(heap_minor(&heap));
    }
    ck_assert(heap_minor(&heap) && heap_minor(&heap));
    check_key(0);
    const struct weak_table *t = map()->t;
    ck_assert_uint_eq(t->nyoung, 0);
    ck_assert_uint_ge(t->firm.bits, 2);
    ck_assert_uint_le(largest_segment(&t->firm), KEYS / 2);
    check_all();
    heap_end();
}
END_TEST

START_TEST(test_weakmap__keys_come_and_go__places_are_taken_again)
{
    begin();
    for (uint32_t i = 0; i < KEYS; i++) set(i);
    uint32_t cap = map()->t->cap;
    for (int turn = 0; turn < 5; turn++) {
        for (uint32_t i = 0; i < KEYS; i += 2) drop_key(i);
        ck_assert(heap_major(&heap));
        dropped = 0;
        check_all();
        for (uint32_t i = 0; i < KEYS; i += 2) {
            new_key(i);
            set(i);
        }
        check_all();
    }
    ck_assert_uint_eq(map()->t->cap, cap);
    uint64_t off = heap.used_off;
    weakmap_clear(&heap, map());
    ck_assert_uint_eq(weakmap_count(&heap, map()), 0);
    ck_assert_uint_lt(heap.used_off + KEYS * sizeof(struct weak_entry), off + 1);
    set(1);
    check_key(1);
    heap_end();
}
END_TEST

/* A guard against recursion: the same young keys come and go without a collection. */
START_TEST(test_weakmap__young_keys_come_and_go__are_listed_once)
{
    begin();
    for (uint32_t n = 0; n < STEPS; n++) {
        set(n % 3);
        if (n % 7) set(3);
        must(weakmap_del(&heap, map(), key(n % 3)));
        in_map[n % 3] = -1;
    }
    const struct weak_table *t = map()->t;
    ck_assert_uint_le(t->used, 4);
    ck_assert_uint_le(t->nyoung, 16);
    ck_assert_uint_le(t->fresh.n, 16);
    check_all();
    heap_end();
}
END_TEST

START_TEST(test_weakmap__all_keys_gone__gives_all_back)
{
    begin();
    uint64_t before = heap.used_off;
    for (uint32_t i = 0; i < KEYS; i++) set(i);
    ck_assert_uint_gt(heap.used_off, before);
    for (uint32_t i = 0; i < KEYS; i++) drop_key(i);
    ck_assert(heap_major(&heap));
    dropped = 0;
    ck_assert_uint_eq(map()->t->used, 0);
    ck_assert_uint_eq(heap.used_off, before);
    ck_assert_uint_eq(heap.gc->weak_keys, 0);
    for (uint32_t i = 0; i < KEYS; i++) new_key(i);
    for (uint32_t i = 0; i < KEYS; i++) set(i);
    check_all();
    heap_end();
}
END_TEST

UNIT_MAIN("weakmap", UNIT_TEST(test_weakmap__random_steps__as_the_model_says);
          UNIT_TEST(test_weakmap__many_entries__index_grows_in_parts);
          UNIT_TEST(test_weakmap__keys_come_and_go__places_are_taken_again);
          UNIT_TEST(test_weakmap__young_keys_come_and_go__are_listed_once);
          UNIT_TEST(test_weakmap__all_keys_gone__gives_all_back))
