/* Large maps and sets, whose index is replaced by steps, against a model. */
#include "heap/map_index.h"
#include "tests/unit/heap/values.h"

/* There each change looks at the whole table. */
#define KEYS   (BUILD_STRESS ? 1200u : 60000u)
#define ROUNDS (BUILD_STRESS ? 200 : MAAT_SANITIZED ? 3 : BUILD_CHECKED ? 10 : 20)

static struct {
    int64_t value;
    bool there;
} model[KEYS];
static uint32_t count, moving; /* moving: looks at a map whose index was being replaced */

/* Numbers and texts in turn. */
static Value key_of(uint32_t k)
{
    char text[32];
    if (k % 3) return from_int((int64_t)k * 7 - 50000);
    snprintf(text, sizeof text, "the key %u", k);
    return str(text);
}

/* key_of may collect: the table is looked for in its slot each time. */
static void check_key(int at, uint32_t k)
{
    slot[9] = key_of(k);
    const Map *m = to_map(slot[at]);
    Value v = V_NIL;
    ck_assert(map_get(m, slot[9], &v) == model[k].there);
    if (!model[k].there) return;
    ck_assert(m->h.type == T_SET ? v == slot[9] || is_str(v) : v == from_int(model[k].value));
    if (m->h.type == T_SET) return;
    const Value *e = is_int(slot[9]) ? map_entry_int(m, slot[9]) : map_entry_str(m, slot[9]);
    ck_assert(e && e[1] == v);
}

/* Some of all keys. */
static void check_all(int at)
{
    moving += to_map(slot[at])->index && to_map(slot[at])->index->old;
    ck_assert_uint_eq(to_map(slot[at])->count, count);
    for (uint32_t k = rnd(32); k < KEYS; k += 1 + rnd(32)) check_key(at, k);
}

static void put(uint32_t k)
{
    slot[1] = key_of(k);
    slot[2] = from_int(model[k].value = rnd(1000000));
    bool set = is_set(slot[0]);
    ck_assert((set ? set_add(&heap, &slot[0], &slot[1])
                   : map_set(&heap, &slot[0], &slot[1], &slot[2])) == MAP_OK);
    count += !model[k].there;
    model[k].there = true;
}

static void take(uint32_t k)
{
    Value old = V_NIL;
    slot[1] = key_of(k);
    ck_assert(map_del(&heap, slot[0], slot[1], &old) == model[k].there);
    if (model[k].there && is_map(slot[0])) ck_assert(old == from_int(model[k].value));
    count -= model[k].there;
    model[k].there = false;
}

/* The copy is compared; then, in half of the cases, it goes on in the place of the original. */
static void copy(void)
{
    ck_assert(map_copy(&heap, &slot[0], &slot[3]));
    map_verify(to_map(slot[3]));
    check_all(3);
    if (rnd(2)) slot[0] = slot[3];
    slot[3] = V_NIL;
}

/* Waves of new keys and of deletions, so that tables grow, get gaps and are packed. */
static void waves(uint32_t rounds)
{
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t n = KEYS / 30 + rnd(KEYS / 10 * 3), from = rnd(KEYS), kind = rnd(4);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t k = kind & 1 ? (from + i) % KEYS : rnd(KEYS);
            if (kind & 2 && rnd(8))
                take(k);
            else
                put(k);
            if (rnd(64) == 0) check_key(0, rnd(KEYS));
            const Index *ix = to_map(slot[0])->index;
            if (ix && ix->old && rnd(BUILD_STRESS ? 5 : 300) == 0) check_all(0);
            if (ix && ix->old && rnd(BUILD_STRESS ? 10 : 600) == 0) copy();
            if (rnd(4000) == 0) move_all();
        }
        map_verify(to_map(slot[0]));
        check_all(0);
        if (rnd(6) == 0) copy();
    }
}

static void begin(bool set)
{
    memset(model, 0, sizeof model);
    count = moving = 0;
    heap_begin();
    ck_assert(set ? set_new(&heap, 0, &slot[0]) : map_new(&heap, 0, &slot[0]));
}

START_TEST(test_map_index__large_map__as_model)
{
    begin(false);
    waves(ROUNDS);
    ck_assert_uint_ge(moving, 1);
    heap_end();
}
END_TEST

START_TEST(test_map_index__large_set__as_model)
{
    begin(true);
    waves(ROUNDS);
    ck_assert_uint_ge(moving, 1);
    heap_end();
}
END_TEST

/* What it costs a key to come is bounded: no key moves more than a step of slots, and the move ends before the next one has to begin. */
START_TEST(test_map_index__growth__by_steps)
{
    begin(false);
    uint32_t begun = 0;
    for (uint32_t k = 0; k < KEYS; k++) {
        const Index *was = to_map(slot[0])->index;
        uint32_t n = was ? was->n : 0, moved = was && was->old ? was->moved : 0;
        bool moves = was && was->old;
        put(k);
        const Index *ix = to_map(slot[0])->index;
        if (ix != was && n >= INDEX_STEPPED) {
            ck_assert(!moves);
            ck_assert_ptr_eq(ix->old, was);
            ck_assert_uint_le(ix->moved, INDEX_STEP);
            begun++;
        } else if (moves && ix->old) {
            ck_assert_uint_eq(ix->moved, moved + INDEX_STEP);
        }
    }
    ck_assert_uint_ge(begun, 1);
    check_all(0);
    heap_end();
}
END_TEST

UNIT_MAIN("map_index", UNIT_TEST(test_map_index__large_map__as_model);
          UNIT_TEST(test_map_index__large_set__as_model);
          UNIT_TEST(test_map_index__growth__by_steps))
