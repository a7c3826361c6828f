/* The stack: growth, clearing, shrinking, its limit, and what does not grow it. */
#include "tests/unit/vm/unit_exec.h"

static const char *const text =
    "fn sum(n) { n == 0 ? 0 : n + sum(n - 1) }\n"
    "fn down(n) { n == 0 ? 'down' : down(n - 1) }\n"
    "fn endless(n) { 1 + endless(n + 1) }\n"
    "fn caught { try { endless(0) } catch StackError -> e { e.message } }\n"
    "fn twice { [caught(), caught()] }\n"
    "fn wide(n) { let xs = [n, n, n]; let s = sum(n); [xs*, xs*, s].map({ _ }).len }\n"
    "fn idle(n) { sum(n); let i = 0; while i < 100 { i += 1 }; i }\n";

static size_t words(const Value *from, const Value *to) { return (size_t)(to - from); }

START_TEST(test_exec_stack__deep_recursion__moves_the_stack)
{
    unit_program(text);
    Value n = from_int(50000);
    Maatine *m = unit_call("sum", &n, 1);
    ck_assert_ptr_eq(m->stack, m->first);
    unit_run(m, 1000);
    unit_gives(m, "1250025000");
    ck_assert_ptr_ne(m->stack, m->first);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_stack__tail_calls__do_not_grow_it)
{
    unit_program(text);
    Value n = from_int(1000000);
    Maatine *m = unit_call("down", &n, 1);
    unit_run(m, 5000);
    unit_gives(m, "down");
    ck_assert_uint_le(words(m->stack, m->stack_cap), 128);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

/* IN-2: no word above the frames may hold what a collection did not see. */
START_TEST(test_exec_stack__collection__clears_what_frames_left)
{
    unit_program(text);
    Value n = from_int(MAAT_SANITIZED ? 500 : 2000);
    Maatine *m = unit_call("wide", &n, 1);
    size_t deep = 0;
    while (unit_slice(m, 1) == EXEC_YIELD) {
        if (words(m->stack, m->stack_end) > deep) deep = words(m->stack, m->stack_end);
        ck_assert(heap_minor(&m->heap));
        const Value *top = m->R + frame_proto(m->R)->nregs;
        ck_assert(top <= m->stack_end && m->stack_end <= m->stack_cap);
        for (const Value *v = top; v < m->stack_end; v++) ck_assert(*v == V_NIL);
    }
    unit_gives(m, "7");
    ck_assert_uint_gt(deep, words(m->stack, m->stack_end));
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_stack__mostly_empty__is_given_back)
{
    unit_program(text);
    Value n = from_int(20000);
    Maatine *m = unit_call("idle", &n, 1);
    size_t most = 0;
    while (unit_slice(m, 50) == EXEC_YIELD)
        if (words(m->stack, m->stack_cap) > most) most = words(m->stack, m->stack_cap);
    ck_assert_uint_gt(most, 60000);
    ck_assert_uint_lt(words(m->stack, m->stack_cap), 4096);
    unit_gives(m, "100");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_stack__limit__raises_and_can_be_caught_again)
{
    unit_program(text);
    Maatine *m = unit_maatine(1 << 20);
    ck_assert(exec_setup(m, unit_fn("twice"), NULL, 0));
    unit_run(m, 4000);
    unit_gives(m, "['the stack is exhausted', 'the stack is exhausted']");
    ck_assert_uint_le(words(m->stack, m->stack_cap) * sizeof(Value),
                      (1 << 20) + HEAP_RESERVE_BYTES);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_stack__uncaught__ends_with_a_trace)
{
    unit_program(text);
    Maatine *m = unit_maatine(1 << 20);
    Value n = from_int(0);
    ck_assert(exec_setup(m, unit_fn("endless"), &n, 1));
    unit_run(m, 4000);
    unit_gives(m, "StackError: the stack is exhausted");
    Buf b = BUF_INIT;
    error_trace_text(m, m->error, &b, 3);
    ck_assert_str_eq(buf_str(&b), "  t.mm:3 endless\n  t.mm:3 endless\n  t.mm:3 endless\n");
    buf_fini(&b);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_stack__no_memory__is_a_stack_error)
{
    unit_program(text);
    Value n = from_int(50000);
    Maatine *m = unit_call("sum", &n, 1);
    mem_fail_after(1);
    unit_run(m, 1000);
    mem_fail_after(-1);
    unit_gives(m, "StackError: the stack is exhausted");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

UNIT_MAIN("exec_stack", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_exec_stack__deep_recursion__moves_the_stack);
          UNIT_TEST(test_exec_stack__tail_calls__do_not_grow_it);
          UNIT_TEST(test_exec_stack__collection__clears_what_frames_left);
          UNIT_TEST(test_exec_stack__mostly_empty__is_given_back);
          UNIT_TEST(test_exec_stack__limit__raises_and_can_be_caught_again);
          UNIT_TEST(test_exec_stack__uncaught__ends_with_a_trace);
          UNIT_TEST(test_exec_stack__no_memory__is_a_stack_error))
