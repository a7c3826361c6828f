/* Maps, sets and arrays against simple models, with random operations and collections in between. */
#include "heap/equal.h"
#include "tests/unit/heap/values.h"

#define KEYS 400

/* Key number k in one of several kinds; the same number is always the same key, in changing forms. */
static Value key_of(uint32_t k)
{
    char text[96];
    switch (k % 4) {
    case 0: return rnd(2) ? from_int(k) : from_double(k);
    case 1: snprintf(text, sizeof text, "key %u", k); return str(text);
    case 2: snprintf(text, sizeof text, "%u%0*u", k, 70, 7); return str(text);
    default: snprintf(text, sizeof text, "%u00000000000000000000", k); return big(text);
    }
}

/* The model: keys in order with values. */
static struct {
    uint32_t key;
    int64_t value;
} model[KEYS];
static uint32_t nmodel;

static int model_find(uint32_t k)
{
    for (uint32_t i = 0; i < nmodel; i++)
        if (model[i].key == k) return (int)i;
    return -1;
}

static void model_del(int i)
{
    memmove(&model[i], &model[i + 1], (nmodel - (uint32_t)i - 1) * sizeof *model);
    nmodel--;
}

/* The ways by kind of key find what map_find finds. */
static void check_entry(const Map *m, Value key)
{
    const Value *e;
    if (m->h.type == T_SET || !(is_int(key) || is_str(key))) return;
    int64_t at = map_find(m, key);
    e = is_int(key) ? map_entry_int(m, key) : map_entry_str(m, key);
    ck_assert(e == (at < 0 ? NULL : &m->entries->v[2 * at]));
}

static void check_same(bool is_set_)
{
    const Map *m = to_map(slot[0]);
    map_verify(m);
    ck_assert_uint_eq(m->count, nmodel);
    uint32_t at = 0;
    for (uint32_t e = 0; e < m->used; e++) {
        if (is_absent(map_key_at(m, e))) continue;
        if (!is_set_) ck_assert(map_value_at(m, e) == from_int(model[at].value));
        at++;
    }
    for (uint32_t i = 0; i < 4; i++) { /* keys that may be missing */
        slot[3] = key_of(rnd(KEYS));
        check_entry(to_map(slot[0]), slot[3]);
    }
    for (uint32_t i = 0; i < nmodel; i++) {
        Value v;
        slot[3] = key_of(model[i].key);
        ck_assert(map_get(to_map(slot[0]), slot[3], &v));
        check_entry(to_map(slot[0]), slot[3]);
        if (!is_set_) ck_assert(v == from_int(model[i].value));
    }
}

static void random_walk(bool is_set_, uint32_t steps, uint32_t keys)
{
    nmodel = 0;
    heap_begin();
    ck_assert(is_set_ ? set_new(&heap, 0, &slot[0]) : map_new(&heap, 0, &slot[0]));
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t k = rnd(keys);
        int at = model_find(k);
        slot[1] = key_of(k);
        slot[2] = from_int(i);
        Value v;
        switch (rnd(8)) {
        case 0:
        case 1:
        case 2:
        case 3:
            ck_assert_int_eq(is_set_ ? set_add(&heap, &slot[0], &slot[1])
                                     : map_set(&heap, &slot[0], &slot[1], &slot[2]),
                             MAP_OK);
            if (at < 0) model[at = (int)nmodel++].key = k;
            model[at].value = i;
            break;
        case 4:
        case 5:
        case 6:
            v = V_NIL;
            ck_assert(map_del(&heap, slot[0], slot[1], &v) == (at >= 0));
            if (at >= 0) {
                if (!is_set_) ck_assert(v == from_int(model[at].value));
                model_del(at);
            }
            break;
        default:
            ck_assert(map_get(to_map(slot[0]), slot[1], &v) == (at >= 0));
            if (rnd(500) == 0) {
                map_clear(&heap, slot[0]);
                nmodel = 0;
            }
        }
        maybe_move();
        if (rnd(100) == 0) check_same(is_set_);
    }
    check_same(is_set_);
    heap_end();
}

START_TEST(test_map__random_operations__as_model)
{
    for (int i = 0; i < 20; i++) random_walk(false, 4000, i % 2 ? KEYS : 12);
}
END_TEST

START_TEST(test_map__random_set_operations__as_model)
{
    for (int i = 0; i < 20; i++) random_walk(true, 4000, i % 2 ? KEYS : 12);
}
END_TEST

START_TEST(test_map__keys__one_for_equal_forms)
{
    Value v;
    heap_begin();
    ck_assert(map_new(&heap, 0, &slot[0]));
    static const struct {
        const char *a;
        double b;
    } same[] = {{"3", 3.0}, {"0", -0.0}, {"1152921504606846976", 0x1p60}};
    for (int i = 0; i < 3; i++) {
        slot[1] = big(same[i].a);
        slot[2] = from_int(i);
        ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
        ck_assert(map_get(to_map(slot[0]), from_double(same[i].b), &v) && v == from_int(i));
    }
    slot[1] = from_double(__builtin_nan(""));
    slot[2] = from_int(9);
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
    ck_assert(map_get(to_map(slot[0]), from_double(-__builtin_nan("")), &v) && v == from_int(9));
    static const Value plain[] = {V_NIL, V_TRUE, V_FALSE};
    for (int i = 0; i < 3; i++) {
        slot[1] = plain[i];
        ck_assert(!map_get(to_map(slot[0]), plain[i], &v));
        ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
        ck_assert(map_get(to_map(slot[0]), plain[i], &v));
    }
    heap_end();
}
END_TEST

START_TEST(test_map__mutable_key__refused)
{
    heap_begin();
    ck_assert(map_new(&heap, 0, &slot[0]));
    ck_assert(array_new(&heap, 0, &slot[1]));
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[1]), MAP_BAD_KEY);
    ck_assert_uint_eq(to_map(slot[0])->count, 0);
    Value frozen = immortal_array((Value[]){from_int(1), from_int(2)}, 2),
          again = immortal_array((Value[]){from_double(1), from_int(2)}, 2), v;
    slot[1] = frozen;
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[1]), MAP_OK);
    ck_assert(map_get(to_map(slot[0]), again, &v) && v == frozen);
    heap_end();
}
END_TEST

START_TEST(test_map__order__kept_and_renewed)
{
    Value out;
    heap_begin();
    ck_assert(map_new(&heap, 0, &slot[0]));
    for (int i = 0; i < 5; i++) {
        slot[1] = from_int(i);
        ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[1]), MAP_OK);
    }
    slot[1] = from_int(1);
    ck_assert(map_del(&heap, slot[0], slot[1], NULL));
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[1]), MAP_OK); /* now last */
    slot[1] = from_int(3);
    slot[2] = from_int(33);
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK); /* keeps its place */
    ck_assert(map_keys(&heap, &slot[0], &out));
    static const int want[] = {0, 2, 3, 4, 1};
    for (uint32_t i = 0; i < 5; i++) ck_assert(array_get(out, i) == from_int(want[i]));
    ck_assert(map_pairs(&heap, &slot[0], &out));
    ck_assert(array_len(out) == 5 && array_get(array_get(out, 2), 1) == from_int(33));
    heap_end();
}
END_TEST

START_TEST(test_map__set_algebra__as_bits)
{
    heap_begin();
    for (int round = 0; round < 300; round++) {
        uint32_t a = rnd(1u << 20), b = rnd(1u << 20);
        Value out;
        for (int w = 0; w < 2; w++) {
            ck_assert(set_new(&heap, 0, &slot[w]));
            for (uint32_t i = 0; i < 20; i++) {
                slot[2] = from_int(i);
                if ((w ? b : a) >> i & 1)
                    ck_assert_int_eq(set_add(&heap, &slot[w], &slot[2]), MAP_OK);
            }
        }
        struct {
            bool (*f)(Heap *, Value *, Value *, Value *);
            uint32_t want;
        } ops[] = {{set_union, a | b}, {set_intersect, a & b}, {set_diff, a & ~b}};
        for (int o = 0; o < 3; o++) {
            ck_assert(ops[o].f(&heap, &slot[0], &slot[1], &out));
            map_verify(to_map(out));
            Value v;
            for (uint32_t i = 0; i < 20; i++)
                ck_assert(map_get(to_map(out), from_int(i), &v) == (ops[o].want >> i & 1));
        }
        ck_assert(set_is_subset(to_map(slot[0]), to_map(slot[1])) == ((a & ~b) == 0));
    }
    heap_end();
}
END_TEST

START_TEST(test_map__copy_and_put_all__independent)
{
    Value out, v;
    heap_begin();
    ck_assert(map_new(&heap, 0, &slot[0]));
    for (int i = 0; i < 100; i++) {
        slot[1] = key_of((uint32_t)i);
        slot[2] = from_int(i);
        ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
        if (i % 3 == 0) ck_assert(map_del(&heap, slot[0], slot[1], NULL));
    }
    ck_assert(map_copy(&heap, &slot[0], &out));
    slot[3] = out;
    map_verify(to_map(out));
    slot[1] = key_of(1);
    ck_assert(map_del(&heap, slot[0], slot[1], NULL));
    ck_assert(map_get(to_map(slot[3]), slot[1], &v) && v == from_int(1));
    ck_assert(map_put_all(&heap, &slot[0], &slot[3]));
    ck_assert_uint_eq(to_map(slot[0])->count, to_map(slot[3])->count);
    map_verify(to_map(slot[0]));
    heap_end();
}
END_TEST

/* With and without an index, and of frozen ones, whose index is larger. */
static Value immediate(uint32_t k) { return k % 2 ? from_int(k) : from_double(k + 0.5); }

START_TEST(test_map__copies__found_by_each_key)
{
    for (uint32_t n = 0; n < 60; n++) {
        Value kv[120], values[60], v;
        heap_begin();
        for (uint32_t i = 0; i < n; i++) {
            kv[2 * i] = immediate(i);
            kv[2 * i + 1] = from_int(i);
            values[i] = from_int(1000 + i);
        }
        slot[0] = immortal_map(kv, n);
        ck_assert(map_copy(&heap, &slot[0], &slot[1]));
        ck_assert(map_copy(&heap, &slot[1], &slot[2]));
        map_put_values(&heap, slot[2], values);
        for (uint32_t s = 1; s < 3; s++) map_verify(to_map(slot[s]));
        for (uint32_t i = 0; i < n; i++) {
            ck_assert(map_get(to_map(slot[1]), immediate(i), &v) && v == from_int(i));
            ck_assert(map_get(to_map(slot[2]), immediate(i), &v) && v == from_int(1000 + i));
        }
        slot[3] = immediate(77);
        ck_assert_int_eq(map_set(&heap, &slot[2], &slot[3], &slot[3]), MAP_OK);
        map_verify(to_map(slot[2]));
        ck_assert_uint_eq(to_map(slot[2])->count, n + 1);
        heap_end();
    }
}
END_TEST

/* ---- arrays ---- */

#define MOST 300
static int64_t list[MOST * 2];
static uint32_t nlist;

static void check_list(void)
{
    const Array *a = to_array(slot[0]);
    ck_assert_uint_eq(a->len, nlist);
    ck_assert(a->start + a->len <= array_cap(a));
    for (uint32_t i = 0; i < nlist; i++)
        if (*array_at(a, i) !=
            (list[i] < 0
                 ? V_NIL
                 : from_int(list[i]))) /* an assertion of Check writes to a file each time */
            ck_abort_msg("element %u", i);
}

static void list_insert(uint32_t at, uint32_t n)
{
    memmove(&list[at + n], &list[at], (nlist - at) * sizeof *list);
    nlist += n;
}

static void list_remove(uint32_t at, uint32_t n)
{
    memmove(&list[at], &list[at + n], (nlist - at - n) * sizeof *list);
    nlist -= n;
}

static void array_step(int64_t i)
{
    uint32_t at = rnd(nlist + 1), n = rnd(5);
    slot[1] = from_int(i);
    Value v;
    switch (rnd(9)) {
    case 0:
    case 1:
        if (nlist == MOST) break;
        ck_assert(array_push(&heap, &slot[0], &slot[1]));
        list[nlist++] = i;
        break;
    case 2:
        v = array_pop(&heap, slot[0]);
        ck_assert(v == (nlist == 0 || list[nlist - 1] < 0 ? V_NIL : from_int(list[nlist - 1])));
        if (nlist) nlist--;
        break;
    case 3:
        v = array_shift(&heap, slot[0]);
        ck_assert(v == (nlist == 0 || list[0] < 0 ? V_NIL : from_int(list[0])));
        if (nlist) list_remove(0, 1);
        break;
    case 4:
    case 5:
        if (nlist + n > MOST) break;
        if (rnd(2)) at = 0;
        for (uint32_t k = 0; k < n; k++) slot[2 + k] = from_int(i + k);
        ck_assert(array_insert(&heap, &slot[0], at, &slot[2], n));
        list_insert(at, n);
        for (uint32_t k = 0; k < n; k++) list[at + k] = i + k;
        break;
    case 6:
        array_remove(&heap, slot[0], at, n);
        if (n > nlist - at) n = nlist - at;
        list_remove(at, n);
        break;
    case 7:
        if (at + n >= MOST) break;
        ck_assert(array_set(&heap, &slot[0], at + n, &slot[1]));
        for (; nlist <= at + n; nlist++) list[nlist] = -1;
        list[at + n] = i;
        break;
    default:
        if (rnd(200) == 0) {
            array_clear(&heap, slot[0]);
            nlist = 0;
        }
    }
}

START_TEST(test_map__arrays__as_model)
{
    for (int round = 0; round < 30; round++) {
        heap_begin();
        nlist = 0;
        ck_assert(array_new(&heap, rnd(10), &slot[0]));
        for (int i = 0; i < 3000; i++) {
            array_step(i);
            maybe_move();
            if (rnd(20) == 0) check_list();
        }
        check_list();
        heap_end();
    }
}
END_TEST

START_TEST(test_map__array_parts__as_model)
{
    Value out;
    heap_begin();
    for (int round = 0; round < 2000; round++) {
        uint32_t len = rnd(400), from = rnd(420), n = rnd(420);
        ck_assert(array_new(&heap, 0, &slot[0]));
        for (uint32_t i = 0; i < len; i++) {
            slot[1] = from_int(i);
            ck_assert(array_push(&heap, &slot[0], &slot[1]));
        }
        ck_assert(array_slice(&heap, &slot[0], from, n, &out));
        uint32_t want = from >= len ? 0 : len - from < n ? len - from : n;
        ck_assert_uint_eq(array_len(out), want);
        for (uint32_t i = 0; i < want; i++) ck_assert(array_get(out, i) == from_int(from + i));
        slot[1] = out;
        ck_assert(array_concat(&heap, &slot[0], &slot[1], &out));
        ck_assert_uint_eq(array_len(out), len + want);
        ck_assert(array_append(&heap, &slot[0], &slot[0]));
        ck_assert_uint_eq(array_len(slot[0]), 2 * len);
        ck_assert(array_reverse(&heap, &slot[0], &out));
        if (len) ck_assert(array_get(out, 0) == from_int(len - 1));
    }
    heap_end();
}
END_TEST

START_TEST(test_map__queue__stays_small)
{
    heap_begin();
    ck_assert(array_new(&heap, 0, &slot[0]));
    for (int i = 0; i < 100000; i++) {
        slot[1] = from_int(i);
        ck_assert(array_push(&heap, &slot[0], &slot[1]));
        if (i >= 10) ck_assert(array_shift(&heap, slot[0]) == from_int(i - 10));
        ck_assert(array_cap(to_array(slot[0])) <= 64);
    }
    heap_end();
}
END_TEST

/* Keys that count up, from below zero, with gaps and late ones in between. */
START_TEST(test_map__counting_keys__found)
{
    heap_begin();
    ck_assert(map_new(&heap, 0, &slot[0]));
    check_entry(to_map(slot[0]), from_int(0));
    for (int i = -7; i < 300; i++) {
        if (i == 20) continue;
        slot[1] = slot[2] = from_int(i);
        ck_assert(map_set(&heap, &slot[0], &slot[1], &slot[2]) == MAP_OK);
        if (i % 5 == 0) ck_assert(map_del(&heap, slot[0], from_int(i - 3), NULL) == (i != -5));
        slot[1] = slot[2] = from_int(i - 3);
        if (i % 15 == 0) ck_assert(map_set(&heap, &slot[0], &slot[1], &slot[2]) == MAP_OK);
        for (int k = -12; k < i + 5; k++) {
            Value key = from_int(k), v;
            check_entry(to_map(slot[0]), key);
            if (map_get(to_map(slot[0]), key, &v)) ck_assert(v == key);
        }
    }
    check_entry(to_map(slot[0]), from_int(INT_MIN48));
    check_entry(to_map(slot[0]), from_int(INT_MAX48));
    heap_end();
}
END_TEST

UNIT_MAIN("map", UNIT_TEST(test_map__random_operations__as_model);
          UNIT_TEST(test_map__random_set_operations__as_model);
          UNIT_TEST(test_map__keys__one_for_equal_forms); UNIT_TEST(test_map__mutable_key__refused);
          UNIT_TEST(test_map__order__kept_and_renewed); UNIT_TEST(test_map__set_algebra__as_bits);
          UNIT_TEST(test_map__copy_and_put_all__independent);
          UNIT_TEST(test_map__copies__found_by_each_key); UNIT_TEST(test_map__arrays__as_model);
          UNIT_TEST(test_map__array_parts__as_model); UNIT_TEST(test_map__queue__stays_small);
          UNIT_TEST(test_map__counting_keys__found))
