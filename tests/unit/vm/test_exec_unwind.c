/* Unwinding: errors, endings and cancelling at any place, traces, and where a maatine says it is. */
#include "tests/unit/vm/unit_exec.h"

static const char *const text =
    "class Two { meth each_item(f) { try { f(1); f(2) } finally { note(5) } } }\n"
    "fn note(x) { x }\n"
    "fn work(log) {\n"
    "    try {\n"
    "        for Two.new -> x {\n"
    "            try { loop { note(x) } } finally { log.push('inner') }\n"
    "        }\n"
    "    } catch e {\n"
    "        log.push(\"caught {e}\")\n"
    "    } finally {\n"
    "        log.push('outer')\n"
    "    }\n"
    "    log\n"
    "}\n"
    "fn lines(n) {\n"
    "    place(\n"
    "        n,\n"
    "        2) || 1\n"
    "}\n"
    "fn place(a, b) {\n"
    "    let c = a + b\n"
    "    'x' < c\n"
    "}\n"
    "fn traced { try { lines(1); 0 } catch e { [e.line, e.file, e.trace] } }\n"
    "fn both { try { die 'one' } finally { die 'two' } }\n"
    "fn spins {\n"
    "    let i = 0\n"
    "    loop {\n"
    "        i += 1\n"
    "    }\n"
    "}\n";

/* work([]) in the middle of its innermost loop; the array is the maatine's result slot, rooted. */
static Maatine *at_work(int slices)
{
    Maatine *m = unit_maatine(0);
    Value log;
    ck_assert(exec_setup(m, unit_rt->start_fn, NULL,
                         0)); /* a frame, so that the heap may ask for roots */
    ck_assert(array_new(&m->heap, 8, &log));
    ck_assert(exec_setup(m, unit_fn("work"), &log, 1));
    for (int i = 0; i < slices; i++) ck_assert_int_eq(unit_slice(m, 7), EXEC_YIELD);
    return m;
}

/* The log of the frame of `work`, which is the first one. */
static void logged(const Maatine *m, const char *want)
{
    Buf b = BUF_INIT;
    uint64_t work = 0;
    ck_assert_int_eq(text_add_dump(&b, m->stack[FRAME_WORDS], 0, &work), TEXT_OK);
    ck_assert_str_eq(buf_str(&b), want);
    buf_fini(&b);
}

START_TEST(test_exec_unwind__exit__runs_finally_alone)
{
    unit_program(text);
    for (int slices = 3; slices < 12; slices++) {
        Maatine *m = at_work(slices);
        m->pending = PENDING_EXIT;
        unit_run(m, 3);
        ck_assert_int_eq(m->unwinding, PENDING_EXIT);
        ck_assert(is_absent(m->error));
        logged(m, "['inner', 'outer']");
        unit_maatine_free(m);
    }
    unit_program_free();
}
END_TEST

START_TEST(test_exec_unwind__kill__runs_nothing)
{
    unit_program(text);
    Maatine *m = at_work(5);
    m->pending = PENDING_KILL;
    ck_assert_uint_eq(unit_run(m, 100), 1);
    ck_assert_int_eq(m->unwinding, PENDING_KILL);
    logged(m, "[]");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_unwind__cancel__is_an_error_raised_once)
{
    unit_program(text);
    Maatine *m = at_work(5);
    m->pending = PENDING_CANCEL;
    unit_run(m, 2);
    ck_assert_int_eq(m->pending, PENDING_NONE);
    unit_gives(m, "['inner', 'caught Cancelled: cancelled', 'outer']");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_unwind__trace__names_the_lines_of_calls)
{
    unit_program(text);
    Maatine *m = unit_call("traced", NULL, 0);
    unit_run(m, 2);
    unit_gives(m, "[22, 't.mm', ['t.mm:22 place', 't.mm:16 lines', 't.mm:24 traced']]");
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_unwind__error_in_finally__suppresses_the_other)
{
    unit_program(text);
    Maatine *m = unit_call("both", NULL, 0);
    unit_run(m, 100);
    unit_gives(m, "Error: one");
    const Inst *e = (const Inst *)to_obj(m->error);
    ck_assert_uint_eq(array_len(e->f[ERRF_SUPPRESSED]), 1);
    ck_assert_int_eq(to_int(e->f[ERRF_LINE]), 25);
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

static void count_frame(void *ctx, const Proto *p, uint32_t line)
{
    (void)p, (void)line;
    ++*(int *)ctx;
}

START_TEST(test_exec_unwind__place__is_that_of_the_next_instruction)
{
    unit_program(text);
    Maatine *m = unit_call("spins", NULL, 0);
    for (int i = 0; i < 3; i++) {
        const char *file, *function;
        uint32_t line;
        int frames = 0;
        ck_assert_int_eq(unit_slice(m, 10 + i), EXEC_YIELD);
        exec_place(m, &file, &line, &function);
        ck_assert_str_eq(file, "t.mm");
        ck_assert_str_eq(function, "spins");
        ck_assert_uint_eq(line, 28);
        exec_walk(m, count_frame, &frames);
        ck_assert_int_eq(frames, 1);
    }
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

START_TEST(test_exec_unwind__no_memory_for_the_error__ends_the_maatine)
{
    unit_program("fn grow { let xs = []; loop { try { try { xs.push([xs.len]) } catch e { "
                 "xs.push(e) } } catch e { nil } } }\n");
    Maatine *m = unit_maatine(1 << 20);
    ck_assert(exec_setup(m, unit_fn("grow"), NULL, 0));
    unit_run(m, 4000);
    ck_assert_int_eq(m->unwinding, PENDING_KILL);
    ck_assert(m->flags & MAF_OUT_OF_MEMORY);
    ck_assert(str_is(m->exit_reason, "MemoryError"));
    unit_maatine_free(m);
    unit_program_free();
}
END_TEST

UNIT_MAIN("exec_unwind", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_exec_unwind__exit__runs_finally_alone);
          UNIT_TEST(test_exec_unwind__kill__runs_nothing);
          UNIT_TEST(test_exec_unwind__cancel__is_an_error_raised_once);
          UNIT_TEST(test_exec_unwind__trace__names_the_lines_of_calls);
          UNIT_TEST(test_exec_unwind__error_in_finally__suppresses_the_other);
          UNIT_TEST(test_exec_unwind__place__is_that_of_the_next_instruction);
          UNIT_TEST(test_exec_unwind__no_memory_for_the_error__ends_the_maatine))
