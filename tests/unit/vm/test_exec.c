/* The interpreter: results, slices of every length, collections between any two slices, and the tables of operations. */
#include "tests/unit/vm/unit_exec.h"

/* What may be done again after a yield must not have happened twice (IN-3). */
static const char *const text =
    "fn fib(n) { n < 2 ? n : fib(n - 1) + fib(n - 2) }\n"
    "fn rest(a, b = a * 2, *r, **o) { [a, b, r, o] }\n"
    "fn calls {\n"
    "    [rest(1), rest(1, 2, 3, 4), rest(b => 1, a => 5), rest([7, 8, 9]*), rest(1, {k => "
    "'v'}**)]\n"
    "}\n"
    "class Countdown {\n"
    "    field n :ro = 0\n"
    "    field left :rw = 0\n"
    "    meth each_item(f) {\n"
    "        let i = n\n"
    "        try { while i > 0 { f(i, i * i); i -= 1 } } finally { left += 1 }\n"
    "    }\n"
    "    meth eq(o) { o isa Countdown && n == o.n }\n"
    "    meth cmp(o) { n <=> o.n }\n"
    "    meth infix:<+>(o) { Countdown.new(n => n + o.n) }\n"
    "    meth str { \"<{n}>\" }\n"
    "}\n"
    "fn each {\n"
    "    let c = Countdown.new(n => 4)\n"
    "    let out = []\n"
    "    for c -> x, y { out.push(x + y) }\n"
    "    for c -> x { next if x == 3; break if x == 2; out.push(x) }\n"
    "    OUTER: for c -> x { for c -> y { next OUTER if y == 2; break OUTER if x == 2; out.push(x "
    "* 10 + y) } }\n"
    "    out.push(c.left)\n"
    "    out\n"
    "}\n"
    "fn operators {\n"
    "    let a = Countdown.new(n => 1)\n"
    "    let b = Countdown.new(n => 2)\n"
    "    let out = [a == b, a != b, a < b, a >= b, a <=> b, \"{a}{a + b}\", a in [b, a], [a] == "
    "[a]]\n"
    "    if a < b { out.push('less') }\n"
    "    while a + a == b { out.push('same'); break }\n"
    "    out\n"
    "}\n"
    "fn fails(n) {\n"
    "    let out = []\n"
    "    try { try { die \"e{n}\" } finally { out.push('fin') } } catch e { out.push(e.message, "
    "e.line) }\n"
    "    out\n"
    "}\n"
    "fn deferred { let out = []; run(out); out }\n"
    "fn run(out) { defer { out.push(1) }; defer { out.push(2) }; for [3, 4] -> x { out.push(x) }; "
    "out }\n"
    "fn even(n) { n == 0 ? true : odd(n - 1) }\n"
    "fn odd(n) { n == 0 ? false : even(n - 1) }\n"
    "fn tails { [even(101), odd(101)] }\n"
    "fn strings { let s = ''; for ^20 -> i { s = s + \"{i}-\" }; s }\n"
    "fn sorts { [3, 1, 2].sort({|a, b| b <=> a}).map {|x| x * 2} }\n"
    "fn all { [fib(10), calls(), each(), operators(), fails(7), deferred(), tails(), strings(), "
    "sorts()] }\n";

static const char *const all_results =
    "[55, [[1, 2, [], {}], [1, 2, [3, 4], {}], [5, 1, [], {}], [7, 8, [9], {}], [1, 2, [], {k => "
    "'v'}]], "
    "[20, 12, 6, 2, 4, 44, 43, 34, 33, 6], "
    "[false, true, true, false, -1, '<1><3>', true, true, 'less', 'same'], ['fin', 'e7', 37], [3, "
    "4, 2, 1], "
    "[false, true], '0-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16-17-18-19-', [6, 4, 2]]";

START_TEST(test_exec__call__gives_the_result)
{
    unit_program(text);
    Value n = from_int(15);
    Maatine *m = unit_call("fib", &n, 1);
    ck_assert_uint_eq(unit_run(m, INT32_MAX), 1);
    unit_gives(m, "610");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec__slices__last_as_many_calls_as_they_have_reductions)
{
    unit_program(text);
    Value n = from_int(15); /* 1973 calls, the first one not counted */
    Maatine *m = unit_call("fib", &n, 1);
    ck_assert_uint_eq(unit_run(m, 100), 20);
    unit_gives(m, "610");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec__any_slice_length__gives_the_same)
{
    unit_program(text);
    for (int32_t reds = 1; reds <= 40; reds++) {
        Maatine *m = unit_call("all", NULL, 0);
        unit_run(m, reds);
        unit_gives(m, all_results);
        unit_maatine_free(m);
    }
    unit_program_free();
}
END_TEST

START_TEST(test_exec__collections_between_slices__lose_nothing)
{
    unit_program(text);
    Maatine *m = unit_call("all", NULL, 0);
    unsigned n = 0;
    while (unit_slice(m, 1) == EXEC_YIELD) {
        ck_assert(n++ % 3 ? heap_minor(&m->heap) : heap_major(&m->heap));
        heap_verify(&m->heap);
    }
    unit_gives(m, all_results);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec__many_arguments__arrive)
{
    unit_program("fn count(*xs) { \"{xs.len} {xs[0]} {xs[-1]}\" }\nfn one(_a) { 1 }\n");
    Value args[300];
    for (int i = 0; i < 300; i++) args[i] = from_int(i);
    Maatine *m = unit_call("count", args, 300);
    unit_run(m, 10);
    unit_gives(m, "300 0 299");
    unit_maatine_free(m);
    m = unit_call("one", args, 2);
    unit_run(m, 10);
    unit_gives(m, "ArgumentError: one() takes 1 argument, not 2");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec__fused_operations__are_their_first_half)
{
    for (uint32_t op = OP_FIRST_FUSED; op < OP_COUNT; op++) {
        ck_assert_uint_lt(op_plain(op), OP_FIRST_FUSED);
        ck_assert_uint_eq(op_words(op), op_words(op_plain(op)));
        ck_assert_str_eq(op_name(op), op_name(op_plain(op)));
    }
    ck_assert_uint_eq(op_plain(OP_SUBI_CALLK), OP_SUBI);
    ck_assert_uint_eq(op_fused(OP_SUBI, OP_CALLK), OP_SUBI_CALLK);
    ck_assert_uint_eq(op_fused(OP_SUBI, OP_SUBI), OP_SUBI);
}
END_TEST

START_TEST(test_exec__tables__know_every_operation)
{
    for (uint32_t op = 0; op < OP_COUNT; op++) {
        ck_assert_ptr_nonnull(op_table[op]);
        ck_assert_uint_ge(op_words(op), 1);
        ck_assert_uint_le(op_words(op), 3);
        ck_assert_str_ne(op_name(op), "?");
    }
    ck_assert_str_eq(op_name(OP_COUNT), "?");
}
END_TEST

UNIT_MAIN("exec", tcase_set_timeout(unit_case, 60); UNIT_TEST(test_exec__call__gives_the_result);
          UNIT_TEST(test_exec__slices__last_as_many_calls_as_they_have_reductions);
          UNIT_TEST(test_exec__any_slice_length__gives_the_same);
          UNIT_TEST(test_exec__collections_between_slices__lose_nothing);
          UNIT_TEST(test_exec__many_arguments__arrive);
          UNIT_TEST(test_exec__fused_operations__are_their_first_half);
          UNIT_TEST(test_exec__tables__know_every_operation))
