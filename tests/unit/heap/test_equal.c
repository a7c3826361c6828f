/* Equality, order and text of deep, cyclic and shared structures. */
#include "heap/bytes.h"
#include "heap/equal.h"
#include "heap/regex.h"
#include "heap/text.h"
#include "tests/unit/heap/values.h"

/* The stress build moves all of it for each object made. */
#define DEEP (BUILD_STRESS ? 1000 : MAAT_SANITIZED ? 100000 : 1000000)

static enum eq_status eq(Value a, Value b)
{
    uint64_t work = 0;
    return value_equal(a, b, &work);
}
static int order(Value a, Value b)
{
    int c = 9;
    uint64_t work = 0;
    return value_compare(a, b, &c, &work) == CMP_OK ? c : 9;
}
static void dumps(Value v, const char *want)
{
    Buf b = BUF_INIT;
    uint64_t work = 0;
    ck_assert_int_eq(text_add_dump(&b, v, 0, &work), TEXT_OK);
    ck_assert_str_eq(buf_str(&b), want);
    buf_fini(&b);
}

/* [v] */
static Value wrap(Value v)
{
    Value out;
    slot[31] = v;
    ck_assert(array_from(&heap, &slot[31], 1, &out));
    slot[31] = V_NIL;
    return out;
}

START_TEST(test_equal__million_deep__ends)
{
    heap_begin();
    slot[0] = slot[1] = slot[2] = wrap(V_NIL);
    slot[1] = wrap(V_NIL);
    for (int i = 0; i < DEEP; i++) {
        slot[0] = wrap(slot[0]);
        slot[1] = wrap(slot[1]);
    }
    ck_assert_int_eq(eq(slot[0], slot[1]), EQ_YES);
    slot[2] = wrap(slot[1]);
    ck_assert_int_eq(order(slot[0], slot[2]), 9); /* nil against an Array, at the bottom */
    ck_assert_int_eq(eq(slot[0], slot[2]), EQ_NO);
    Buf b = BUF_INIT;
    uint64_t work = 0;
    ck_assert_int_eq(text_add_dump(&b, slot[0], 0, &work), TEXT_OK);
    ck_assert_uint_eq(b.len, 2 * (DEEP + 1) + 3);
    buf_fini(&b);
    heap_end();
}
END_TEST

START_TEST(test_equal__cycles__end)
{
    heap_begin();
    for (int w = 0; w < 2; w++) { /* a = [1, a] */
        slot[2] = from_int(1);
        slot[3] = V_NIL;
        Value out;
        ck_assert(array_from(&heap, &slot[2], 2, &out));
        slot[w] = out;
        slot[3] = out;
        ck_assert(array_set(&heap, &slot[w], 1, &slot[3]));
    }
    ck_assert_int_eq(eq(slot[0], slot[1]), EQ_YES);
    ck_assert_int_eq(order(slot[0], slot[1]), 0);
    dumps(slot[0], "[1, [...]]");
    slot[4] = V_TRUE;
    ck_assert(array_push(&heap, &slot[1], &slot[4]));
    ck_assert_int_eq(eq(slot[0], slot[1]), EQ_NO);
    Value m;
    ck_assert(map_new(&heap, 0, &m));
    slot[5] = m;
    slot[6] = str("me");
    ck_assert_int_eq(map_set(&heap, &slot[5], &slot[6], &slot[5]), MAP_OK);
    dumps(slot[5], "{me => {...}}");
    heap_end();
}
END_TEST

/* Twice the same thing at each level: 2**60 leaves, 60 objects. */
START_TEST(test_equal__shared_parts__looked_at_once)
{
    heap_begin();
    for (int w = 0; w < 2; w++) {
        slot[w] = wrap(from_int(1));
        for (int i = 0; i < 60; i++) {
            Value out;
            slot[2] = slot[3] = slot[w];
            ck_assert(array_from(&heap, &slot[2], 2, &out));
            slot[w] = out;
        }
    }
    ck_assert_int_eq(eq(slot[0], slot[1]), EQ_YES);
    ck_assert_int_eq(order(slot[0], slot[1]), 0);
    Buf b = BUF_INIT;
    uint64_t work = 0;
    ck_assert_int_eq(text_add_dump(&b, slot[0], 100000, &work), TEXT_NOMEM);
    ck_assert_uint_lt(b.len, 200000);
    buf_clear(&b);
    text_add_short(&b, slot[0], 50);
    ck_assert_uint_eq(b.len, 50);
    ck_assert_str_eq(b.p + 47, "...");
    buf_fini(&b);
    heap_end();
}
END_TEST

static Value map_of(const char *const *keys, const int *values, int n)
{
    Value m;
    ck_assert(map_new(&heap, 0, &m));
    slot[28] = m;
    for (int i = 0; i < n; i++) {
        slot[29] = str(keys[i]);
        slot[30] = from_int(values[i]);
        ck_assert_int_eq(map_set(&heap, &slot[28], &slot[29], &slot[30]), MAP_OK);
    }
    return slot[28];
}

START_TEST(test_equal__collections__by_content)
{
    heap_begin();
    slot[0] = map_of((const char *const[]){"a", "b"}, (const int[]){1, 2}, 2);
    slot[1] = map_of((const char *const[]){"b", "a"}, (const int[]){2, 1}, 2);
    slot[2] = map_of((const char *const[]){"b", "a"}, (const int[]){2, 3}, 2);
    slot[3] = map_of((const char *const[]){"b", "c"}, (const int[]){2, 1}, 2);
    ck_assert_int_eq(eq(slot[0], slot[1]), EQ_YES);
    ck_assert_int_eq(eq(slot[0], slot[2]), EQ_NO);
    ck_assert_int_eq(eq(slot[0], slot[3]), EQ_NO);
    slot[4] = wrap(slot[0]);
    slot[5] = wrap(slot[1]);
    ck_assert_int_eq(eq(slot[4], slot[5]), EQ_YES);
    ck_assert_int_eq(eq(slot[4], slot[0]), EQ_NO);
    slot[6] = wrap(from_int(1));
    slot[7] = wrap(from_double(1));
    ck_assert_int_eq(eq(slot[6], slot[7]), EQ_YES);
    ck_assert(!value_identical(slot[4], slot[5]));
    ck_assert_int_eq(eq(from_double(__builtin_nan("")), from_double(__builtin_nan(""))), EQ_NO);
    ck_assert(value_identical(from_double(__builtin_nan("")), from_double(-__builtin_nan(""))));
    ck_assert(value_identical(from_int(3), from_double(3)));
    slot[6] = str("0123456789012345678901234567890123456789012345678901234567890123456789");
    slot[7] = str("0123456789012345678901234567890123456789012345678901234567890123456789");
    ck_assert(slot[6] != slot[7] && value_identical(slot[6], slot[7]));
    ck_assert_int_eq(eq(V_NIL, V_FALSE), EQ_NO);
    heap_end();
}
END_TEST

START_TEST(test_equal__order__elements_then_length)
{
    Value out;
    heap_begin();
    slot[0] = from_int(1);
    slot[1] = from_int(2);
    slot[2] = from_int(3);
    ck_assert(array_from(&heap, &slot[0], 2, &out));
    slot[4] = out; /* [1, 2] */
    ck_assert(array_from(&heap, &slot[0], 3, &out));
    slot[5] = out; /* [1, 2, 3] */
    ck_assert(array_from(&heap, &slot[1], 1, &out));
    slot[6] = out; /* [2] */
    ck_assert_int_eq(order(slot[4], slot[5]), -1);
    ck_assert_int_eq(order(slot[5], slot[6]), -1);
    ck_assert_int_eq(order(slot[6], slot[5]), 1);
    ck_assert_int_eq(order(slot[5], slot[5]), 0);
    slot[7] = str("ab");
    slot[8] = str("aä");
    ck_assert_int_eq(order(slot[7], slot[8]), -1);
    slot[9] = str("a");
    ck_assert_int_eq(order(slot[7], slot[9]), 1);
    ck_assert_int_eq(order(from_int(1), slot[9]), 9);
    ck_assert_int_eq(order(V_NIL, V_NIL), 9);
    ck_assert_int_eq(order(from_double(__builtin_nan("")), from_int(1)), 2);
    heap_end();
}
END_TEST

START_TEST(test_equal__dump__as_source)
{
    heap_begin();
    slot[0] =
        map_of((const char *const[]){"name", "two words", "1x", ""}, (const int[]){1, 2, 3, 4}, 4);
    slot[1] = from_int(3);
    slot[2] = str("it's \\");
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
    slot[1] = V_TRUE;
    slot[2] = str("a\n\"{\x1b\x01é");
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
    slot[1] = from_int(-5);
    slot[2] = V_NIL;
    ck_assert_int_eq(map_set(&heap, &slot[0], &slot[1], &slot[2]), MAP_OK);
    dumps(slot[0], "{name => 1, 'two words' => 2, '1x' => 3, '' => 4, 3 => 'it\\'s \\\\', "
                   ":true => \"a\\n\\\"\\{\\e\\x01é\", -5 => nil}");
    Value out;
    ck_assert(set_new(&heap, 0, &slot[3]));
    slot[4] = from_int(1);
    ck_assert_int_eq(set_add(&heap, &slot[3], &slot[4]), MAP_OK);
    slot[4] = str("a");
    ck_assert_int_eq(set_add(&heap, &slot[3], &slot[4]), MAP_OK);
    dumps(slot[3], "set(1, 'a')");
    ck_assert(bytes_new(&heap, "a\"\\\0\xff", 5, &out));
    dumps(out, "b\"a\\x22\\x5c\\x00\\xff\"");
    char err[100];
    size_t at;
    dumps(regex_immortal("a+", 2, "i", err, sizeof err, &at), "/a+/i");
    heap_end();
}
END_TEST

/* n arrays [i, 'text', [i]], each held twice, and the array itself, which all is in. */
static Value rows(int n, int last)
{
    ck_assert(array_new(&heap, 0, &slot[20]));
    for (int i = 0; i <= n; i++) {
        slot[21] = from_int(i < n ? i : last);
        slot[22] = str("text");
        slot[23] = wrap(slot[21]);
        ck_assert(array_from(&heap, &slot[21], 3, &slot[24]));
        ck_assert(array_push(&heap, &slot[20], &slot[24]));
        ck_assert(array_push(&heap, &slot[20], &slot[24]));
    }
    return slot[20];
}

#define ROWS (BUILD_STRESS ? 100 : MAAT_SANITIZED ? 1000 : 5000)

/* A few values at a time says the same as all at once, whatever the pieces are. */
START_TEST(test_equal__pieces__say_the_same)
{
    heap_begin();
    slot[0] = rows(ROWS, 7);
    slot[1] = rows(ROWS, 7);
    slot[2] = rows(ROWS, 8);
    for (uint64_t limit = 1; limit < 3000; limit = limit * 5 + 1) {
        for (int i = 1; i <= 2; i++) {
            uint64_t work = 0;
            int c = 9, pieces = 1;
            DeepCompare *d;
            enum eq_status st = value_equal_some(slot[0], slot[i], limit, &work, &d);
            ck_assert_int_eq(st, EQ_LONG);
            for (; st == EQ_LONG; pieces++) st = equal_go_on(d, limit, &work);
            deep_compare_free(d);
            ck_assert_int_eq(st, i == 1 ? EQ_YES : EQ_NO);
            ck_assert_int_gt(pieces, BUILD_STRESS ? 0 : 10);
            enum cmp_status cmp = value_compare_some(slot[0], slot[i], &c, limit, &work, &d);
            ck_assert_int_eq(cmp, CMP_LONG);
            while (cmp == CMP_LONG) cmp = compare_go_on(d, &c, limit, &work);
            deep_compare_free(d);
            ck_assert_int_eq(cmp, CMP_OK);
            ck_assert_int_eq(c, i == 1 ? 0 : -1);
        }
    }
    heap_end();
}
END_TEST

START_TEST(test_equal__text_in_pieces__is_the_same)
{
    heap_begin();
    slot[0] = rows(ROWS, 7);
    Value out;
    slot[3] = str("it's\n ");
    ck_assert(str_repeat(&heap, &slot[3], ROWS, &out));
    slot[3] = out;
    ck_assert(array_push(&heap, &slot[0], &slot[3]));
    ck_assert(array_push(&heap, &slot[0], &slot[0]));
    uint64_t work = 0;
    ck_assert_int_eq(text_dump(&heap, &slot[0], &out, &work), TEXT_OK);
    slot[1] = out;
    for (size_t some = BUILD_STRESS ? 500 : 1; some < 20000; some = some * 9 + 1) {
        LongPrint *l;
        enum text_status st = text_some(&heap, TEXT_DUMP, &slot[0], some, &out, &work, &l);
        ck_assert_int_eq(st, TEXT_LONG);
        while (st == TEXT_LONG) st = text_go_on(l, some, &work);
        ck_assert_int_eq(st, TEXT_OK);
        ck_assert(text_made(&heap, l, &out));
        long_print_free(l);
        ck_assert(str_equal(out, slot[1]));
        ck_assert_uint_eq(str_chars(out), str_chars(slot[1]));
    }
    heap_end();
}
END_TEST

UNIT_MAIN("equal", tcase_set_timeout(unit_case, 120); UNIT_TEST(test_equal__million_deep__ends);
          UNIT_TEST(test_equal__cycles__end); UNIT_TEST(test_equal__shared_parts__looked_at_once);
          UNIT_TEST(test_equal__collections__by_content);
          UNIT_TEST(test_equal__order__elements_then_length);
          UNIT_TEST(test_equal__dump__as_source); UNIT_TEST(test_equal__pieces__say_the_same);
          UNIT_TEST(test_equal__text_in_pieces__is_the_same))
