#include "tests/unit/vm/unit_compile.h"

/* ---- registers and expressions ---- */

START_TEST(test_compile__arithmetic_on_locals__uses_their_registers)
{
    HOLDS("fn f(a, b) { a * b + 1 }", "function f", "MUL 2 0 1", "ADDI 2 2 #1", "RETURN 2");
    LACKS("fn f(a, b) { a * b + 1 }", "MOVE");
}
END_TEST

START_TEST(test_compile__literal_arithmetic__is_folded)
{
    HOLDS("say 2 * 3 + 4", "LOADINT 3 #10");
    HOLDS("const n = 5\nsay n - 7", "LOADINT 3 #-2");
}
END_TEST

START_TEST(test_compile__operand_assigned_later__is_copied_first)
{
    HOLDS("fn f(x) { x + (x = 5) }", "MOVE 2 0", "LOADINT 0 #5", "ADD 1 2 3");
}
END_TEST

START_TEST(test_compile__value_mentions_its_target__is_built_beside_it)
{
    HOLDS("fn f(x) { x = [x, 1]; x }", "MOVE 2 0", "NEWARRAY 1 2 2", "MOVE 0 1");
}
END_TEST

START_TEST(test_compile__condition__is_fused_with_its_jump)
{
    HOLDS("fn f(n) { if n < 2 { 1 } else { 2 } }", "JNLTI 0 #2");
    HOLDS("fn f(a, b) { 1 if a == b }", "JNEQ 0 1");
    HOLDS("fn f(a, b) { while a < b && b { a += 1 } }", "JNLT 0 1", "JF 1", "ADDI 0 0 #1", "LOOP");
}
END_TEST

START_TEST(test_compile__far_jump__becomes_compare_and_jump)
{
    Buf b = BUF_INIT;
    buf_adds(&b, "fn f(a) { if a < 1 {\n");
    for (int i = 0; i < 40000; i++) buf_adds(&b, "a += 1; ");
    buf_adds(&b, "} }");
    HOLDS(b.p, "LT", "JF");
    buf_fini(&b);
}
END_TEST

START_TEST(test_compile__constant_ranges__allocate_nothing)
{
    HOLDS("for 1..9 -> i { say i }", "LOADK 0 <range>", "FORPREP 1 0 1", "FORNEXT 1 1");
    HOLDS("fn f(n) { for ^n { say _ } }", "FORRANGE 2 1 0", "FORNEXT 2 1", "FORBACK 2");
    HOLDS("fn f(a, b) { for a..b -> x, y { say x, y } }", "NEWRANGE", "FORPREP", "JMP");
}
END_TEST

START_TEST(test_compile__loop__tests_again_at_its_end)
{
    HOLDS("fn f(n) { loop (let i = 0; i < n; i++) { say i } }", "JNLT 1 0", "ADDI 1 1 #1",
          "LOOPLT 1 0");
    HOLDS("fn f(n) { loop (let i = 0; i < n; i++) { say i } }", "ADDI 1 1 #1 & next");
    HOLDS("fn f(n) { while n > 3 { n -= 1 } }", "JNGTI 0 #3", "LOOPGTI 0 #3");
    HOLDS("fn f(n) { until n > 3 { n += 1 } }", "JGTI 0 #3", "LOOP ");
}
END_TEST

START_TEST(test_compile__interpolation__joins_texts)
{
    HOLDS("fn f(n) { \"a{n}b\" }", "LOADK 2 'a'", "TOSTR 3 0", "STRCAT 1 2 3");
}
END_TEST

/* ---- functions ---- */

START_TEST(test_compile__self_recursion__refers_to_a_constant)
{
    HOLDS("fn fib(n) { n < 2 ? n : fib(n - 1) + fib(n - 2) }\nsay fib(5)", "function fib",
          "SUBI 4 0 #1", "CALLK 1 1 <fn fib>", "CALLK 2 1 <fn fib>", "ADD 1 1 2");
    LACKS("fn fib(n) { n < 2 ? n : fib(n - 1) }\nsay fib(5)", "CLOSURE");
}
END_TEST

START_TEST(test_compile__mutual_recursion_without_captures__is_static)
{
    LACKS("fn a(n) { b(n) }\nfn b(n) { a(n) }\nsay a(1)", "CLOSURE");
}
END_TEST

START_TEST(test_compile__never_reassigned__is_captured_by_value)
{
    HOLDS("fn f(n) { let k = n + 1; {|x| x + k} }", "CLOSURE 2 0", "captures register 1", "GETCAP");
    LACKS("fn f(n) { let k = n + 1; {|x| x + k} }", "NEWBOX");
}
END_TEST

START_TEST(test_compile__assigned_after_capture__is_boxed)
{
    HOLDS("fn f { let k = 1; let g = { k }; k = 2; g() }", "NEWBOX", "1\n", "SETBOX", "GETCAPBOX");
    HOLDS("fn f { let k = 1; let g = { k = 2 }; g() }", "NEWBOX", "SETCAPBOX");
    HOLDS("fn f { let k = 1; for ^3 { k = 2; say({ k }) } }", "NEWBOX");
    LACKS("fn f { let k = 1; k = 2; let g = { k }; g() }", "NEWBOX");
    LACKS("fn f { let k = 1; k = 2; for ^3 { say({ k }) } }", "NEWBOX");
}
END_TEST

START_TEST(test_compile__step_of_a_loop__does_not_box_its_variable)
{
    LACKS("let fs = []\nloop (let i = 0; i < 3; i++) { fs.push({ i }) }", "NEWBOX");
    HOLDS("let fs = []\nloop (let i = 0; i < 3; i++) { fs.push({ i += 1 }) }", "NEWBOX", "GETBOX",
          "NEWBOX");
}
END_TEST

START_TEST(test_compile__function_used_above__is_made_when_the_block_begins)
{
    HOLDS("fn f(n) { let a = [n]; fn p(k) { k ? q(k) : a }\nfn q(k) { p(k - 1); a }\np(n) }",
          "LOADNIL 1", "NEWBOX 1 1 0", "CLOSURE0", "CLOSURE0", "FILLCAPS", "FILLCAPS", "SETBOX 1");
}
END_TEST

START_TEST(test_compile__inner_function_names_itself__captures_nothing_for_it)
{
    HOLDS("fn f(a) { fn g(n) { [1].map {|x| g(x + a)} }\ng(1) }", "function g", "CURFN",
          "function anonymous", "captures register");
}
END_TEST

START_TEST(test_compile__last_call__is_a_tail_call)
{
    HOLDS("fn f(n) { n ? f(n - 1) : g(n) }\nfn g(x) { x.foo(1) }", "TINVOKE", "TCALL", "TCALL");
    LACKS("fn f(n) { try { f(n) } catch e { 1 } }", "TCALL");
    LACKS("fn f(n) { defer { say 1 }; f(n) }", "TCALL");
    LACKS("fn f(n) { for [1] { return f(n) } }", "TCALL");
    LACKS("say f(1)\nfn f(x) { x }", "TCALL");
}
END_TEST

START_TEST(test_compile__default_values__are_evaluated_when_absent)
{
    HOLDS("fn f(a, b = a * 2) { b }", "2 parameters", "JNABSENT 1", "MUL 1 0 2");
}
END_TEST

START_TEST(test_compile__spread_and_named_arguments__go_by_collections)
{
    HOLDS("fn f(*xs, **o) { xs }\nlet a = [1]\nf(0, a*, 3, k => 2)", "NEWARRAY", "NEWMAP", "ARRCAT",
          "ARRPUSH", "MAPPUT", "CALLX");
    HOLDS("fn f(*xs, **o) { xs }\nf(0, k => 2, l => 3)", "NEWARRAY", "NEWMAPK", "CALLX");
    LACKS("fn f(*xs, **o) { xs }\nf(0, k => 2, k => 3)", "NEWMAPK");
    HOLDS("fn f(x) { x.g(1, k => 2) }", "NEWMAPK", "INVOKEN");
    LACKS("fn f(x) { x.g(1, k => 2) }", "INVOKEX");
    LACKS("fn f(x) { x.g(k => 2, 1) }", "INVOKEN");
    LACKS("fn f(x) { x.g(x*, k => 2) }", "INVOKEN");
}
END_TEST

START_TEST(test_compile__map_of_constant_keys__is_made_at_once)
{
    HOLDS("fn f(x) { {a => x, b => 2} }", "NEWMAPK");
    LACKS("fn f(x) { {a => x, b => 2} }", "MAPPUT");
    LACKS("fn f(x) { {a => x, a => 2} }", "NEWMAPK");
    LACKS("fn f(x) { {a => x, (x) => 2} }", "NEWMAPK");
    LACKS("fn f(x) { {a => 1, b => 2, c => 3, d => 4, e => 5, f => 6, g => 7, h => 8, i => x} }",
          "NEWMAPK");
}
END_TEST

START_TEST(test_compile__spread_alone__is_read_where_it_is)
{
    HOLDS("fn f(x) { let (a, b) = x*; a + b }", "ASARRAY");
    LACKS("fn f(x) { let (a, b) = x*; a + b }", "ARRCAT");
}
END_TEST

START_TEST(test_compile__memoised_function__keeps_its_results)
{
    HOLDS("fn f(n) :save { n < 2 ? n : f(n - 1) }", "MEMOKEY", "MEMOGET", "MEMOSET", "RETURN",
          "MEMOSET");
}
END_TEST

START_TEST(test_compile__mul_fn__chooses_by_arguments)
{
    HOLDS("mul fn f(0) { 1 }\nmul fn f(Num n, k = 1) { n }\nsay f(3)", "PTARR 0 1 0", "PTEQK",
          "TCALLX", "PTARR 0 1 1", "PTARR 0 3 1", "PTTYPE", "TCALLX", "NOMATCH");
    LACKS("mul fn f(0) { 1 }\nmul fn f(n) { f(n - 1) }\nsay f(3)", "CLOSURE");
}
END_TEST

START_TEST(test_compile__temp__puts_the_old_value_back)
{
    HOLDS("our d = 1\nfn f { temp d = 2; g() }\nfn g { d }", "GETGLOBAL", "LOADINT", "SETGLOBAL",
          "SETGLOBAL", "RETHROW", "RETURN", "handler finally");
}
END_TEST

/* ---- shared variables ---- */

START_TEST(test_compile__read_and_assigned__is_held)
{
    HOLDS("our n = 0\nn += 1", "GLOBALCELL", "HOLD", "GETGLOBAL", "ADDI", "SETGLOBAL", "RELEASE",
          "handler release");
    HOLDS("shared let n = 0\nma { n++ }\nn = n + 1", "NEWBOX", "2\n", "HOLD", "GETBOX", "SETBOX",
          "RELEASE");
    LACKS("our n = 0\nn = say(1)", "HOLD");
}
END_TEST

START_TEST(test_compile__path_of_a_cell__is_written_back)
{
    HOLDS("our m = {}\nm{1}<k> = 5", "LOADINT", "HOLD", "GETGLOBAL", "INDEX", "SETKEY", "SETGLOBAL",
          "RELEASE");
    HOLDS("our xs = []\nxs.push(3)", "HOLD", "GETGLOBAL", "INVOKE", "'push'", "SETGLOBAL",
          "RELEASE");
    LACKS("our xs = []\nsay xs.len", "HOLD");
}
END_TEST

START_TEST(test_compile__several_cells__are_taken_at_once)
{
    HOLDS("our a = 1\nour b = 2\n(a, b) = (b, a)", "GLOBALCELL", "GLOBALCELL", "HOLD 0 2",
          "RELEASE 0 2");
}
END_TEST

START_TEST(test_compile__return_out_of_a_hold__releases)
{
    HOLDS("our n = 0\nfn f { n = n + do { return 5 } }", "HOLD", "RELEASE", "RETURN", "RELEASE");
}
END_TEST

/* ---- errors and cleanup ---- */

START_TEST(test_compile__return_through_finally__runs_it)
{
    HOLDS("fn f { try { return 1 } finally { say 2 } }", "LOADINT 2 #1", "JMP", "ADDSUPP", "JNIL",
          "RETHROW", "JNEQI", "RETURN", "handler finally", "handler catch");
}
END_TEST

START_TEST(test_compile__break_out_of_a_for__leaves_the_iterable)
{
    HOLDS("for [1] { break }", "FORPREP", "FORNEXT", "FOREXIT", "JMP");
    HOLDS("fn f { for [1] { for [2] { return 3 } } }", "FOREXIT", "FOREXIT", "RETURN");
}
END_TEST

START_TEST(test_compile__defer__runs_at_the_end)
{
    HOLDS("fn f { defer { say 1 }; 2 }", "DEFER", "DEFERPOP", "CALL", "handler finally");
}
END_TEST

/* ---- patterns and messages ---- */

START_TEST(test_compile__receive__accepts_before_it_binds_what_needs_memory)
{
    HOLDS("fn f { receive { when ['a', x, *r] { x } } after 1 { 2 } }", "RECV_START", "RECV_NEXT",
          "PTARR", "PTEQK", "NILS", "RECV_ACCEPT", "PTELEM", "PTREST", "NILS", "RECV_SKIP",
          "RECV_WAIT");
    LACKS("fn f { receive { when ['a', x, *r] { x } } after 1 { 2 } }", "RECV_PIN");
}
END_TEST

START_TEST(test_compile__receive__binds_parts_before_it_takes)
{
    const char *deep = "fn f { receive { when ['a', [x, y]] { x + y } } after 1 { 2 } }";
    HOLDS(deep, "RECV_NEXT", "PTARR", "PTEQK", "PTARR", "PTELEM 4 1 1", "PTELEM 2 4 0",
          "PTELEM 3 4 1", "NILS 4 1", "RECV_TAKE 1 2", "ADD", "NILS", "RECV_SKIP", "RECV_WAIT");
    LACKS(deep, "RECV_ACCEPT");
    HOLDS("fn f { receive { when {k => v} { v } when Num -> n { n } } }", "PTMAP", "PTKEY",
          "RECV_TAKE 0 1", "PTTYPE", "RECV_TAKE 0 1");
    HOLDS("fn f { receive { when [x] { let f = { x = x + 1 }; f } } }", "RECV_ACCEPT", "NEWBOX");
}
END_TEST

START_TEST(test_compile__receive__names_the_variable_that_all_arms_ask_for)
{
    HOLDS("fn f(x, r) { receive { when ['a', (r), v] { v } when {k => [_, (r)]} { 2 } } }",
          "RECV_START 65535 1");
    HOLDS("fn f(x, r) { receive { when ['a', (x), (r)] { 1 } when [(r), v] if v { 2 } } after x { "
          "3 } }",
          "RECV_START 0 1");
    HOLDS("fn f(x, r) { receive { when [(r)] { 1 } when [(x)] { 2 } } }", "RECV_START 65535 65535");
    HOLDS("fn f(r) { receive { when [(r)] { 1 } default { 2 } } }", "RECV_START 65535 65535");
    HOLDS("fn f(r) { receive { when [(r) | 1] { 1 } } }", "RECV_START 65535 65535");
    HOLDS("fn f(r) { receive { when [r] { 1 } } }", "RECV_START 65535 65535");
}
END_TEST

START_TEST(test_compile__array_in_send__is_made_for_it)
{
    HOLDS("fn f(p, x) { p <- ['a', x] }", "LOADK", "MOVE", "NEWMSG 3 4 2", "SEND 0 3");
    LACKS("fn f(p, x) { p <- ['a', x] }", "NEWARRAY");
    HOLDS("fn f(p, x) { let a = ['a', x]; p <- a }", "NEWARRAY", "SEND");
    LACKS("fn f(p, x) { p <- ['a', x*] }", "NEWMSG");
    LACKS("fn f(p) { p <- [] }", "NEWMSG");
}
END_TEST

START_TEST(test_compile__call_in_send__may_build_a_message)
{
    HOLDS("fn f(p, g) { p <- [1, g(2)] }", "BUILD", "CALL", "BUILT", "NEWMSG", "SEND");
    LACKS("fn f(p) { p <- [1, Ma.self] }", "BUIL");
    HOLDS("fn f(p) { p <- [1, p.self] }", "BUILD", "GETATTR", "BUILT");
}
END_TEST

START_TEST(test_compile__guard_or_regex_in_receive__pins_first)
{
    HOLDS("fn f { receive { when [x] if x > 1 { x } } }", "PTARR", "RECV_PIN", "PTELEM", "JNGTI",
          "RECV_ACCEPT");
    HOLDS("fn f { receive { when /a/ { 1 } } }", "RECV_PIN", "PTRE", "RECV_ACCEPT");
}
END_TEST

START_TEST(test_compile__captured_value_in_receive__is_fetched_before)
{
    HOLDS("fn f(r) { [1].map({ receive { when (r) { 1 } } }) }", "GETCAP", "RECV_START",
          "RECV_NEXT", "PTEQ");
}
END_TEST

START_TEST(test_compile__given__tests_in_order)
{
    HOLDS("fn f(x) { given x { when 1 { 'a' } when Num -> n { n } when {k => v} { v } default { 0 "
          "} } }",
          "PTEQK", "PTTYPE", "PTMAP", "PTKEY");
}
END_TEST

/* ---- classes ---- */

START_TEST(test_compile__fields__are_plain_names)
{
    HOLDS("class P { field x :rw = 1\nmeth m { x + self.x } }", "function P.m", "GETFIELD 2 0 'x'",
          "GETATTR 3 0 'x'");
    HOLDS("class P { field x = 1\nmeth set(v) { x = v } }", "SETFIELD 0 1 'x'");
}
END_TEST

START_TEST(test_compile__class_captures__are_statics)
{
    HOLDS("fn f(n) { class A { meth m { n } }\nA.new }", "GETSTATIC", "INITSTATIC");
}
END_TEST

START_TEST(test_compile__class_let__is_made_at_first_use)
{
    HOLDS("class A { let t = [1]\nmeth m { t } }", "GETSTATIC", "JNABSENT", "CALL", "SETSTATIC");
}
END_TEST

/* ---- tasks ---- */

START_TEST(test_compile__ma__spawns_with_its_place)
{
    HOLDS("fn w(n) { n }\nma w(3)", "LOADINT", "SPAWN 0 1");
    HOLDS("let x = 1\nma { say x }", "CLOSURE 1 0", "SPAWN 1 0");
    HOLDS("let ps = ma for ^3 -> i { i }", "FORPREP", "SPAWN", "ARRPUSH");
}
END_TEST

START_TEST(test_compile__concurrent__joins_its_tasks)
{
    HOLDS("fn f { concurrent { let a = spawn g(1)\n}\na }\nfn g(x) { x }", "CALL", "CALL", "CALL",
          "'result'", "JABSENT", "RETHROW", "handler finally");
}
END_TEST

START_TEST(test_compile__spawn_body__takes_values_not_boxes)
{
    HOLDS("fn f { let x = 1\nlet g = { x }\nx = 2\nconcurrent { spawn { x } } }", "NEWBOX",
          "GETBOX", "CLOSURE");
}
END_TEST

UNIT_MAIN("compile", UNIT_TEST(test_compile__arithmetic_on_locals__uses_their_registers);
          UNIT_TEST(test_compile__literal_arithmetic__is_folded);
          UNIT_TEST(test_compile__operand_assigned_later__is_copied_first);
          UNIT_TEST(test_compile__value_mentions_its_target__is_built_beside_it);
          UNIT_TEST(test_compile__condition__is_fused_with_its_jump);
          UNIT_TEST(test_compile__far_jump__becomes_compare_and_jump);
          UNIT_TEST(test_compile__constant_ranges__allocate_nothing);
          UNIT_TEST(test_compile__loop__tests_again_at_its_end);
          UNIT_TEST(test_compile__interpolation__joins_texts);
          UNIT_TEST(test_compile__self_recursion__refers_to_a_constant);
          UNIT_TEST(test_compile__mutual_recursion_without_captures__is_static);
          UNIT_TEST(test_compile__never_reassigned__is_captured_by_value);
          UNIT_TEST(test_compile__assigned_after_capture__is_boxed);
          UNIT_TEST(test_compile__step_of_a_loop__does_not_box_its_variable);
          UNIT_TEST(test_compile__function_used_above__is_made_when_the_block_begins);
          UNIT_TEST(test_compile__inner_function_names_itself__captures_nothing_for_it);
          UNIT_TEST(test_compile__last_call__is_a_tail_call);
          UNIT_TEST(test_compile__default_values__are_evaluated_when_absent);
          UNIT_TEST(test_compile__spread_and_named_arguments__go_by_collections);
          UNIT_TEST(test_compile__map_of_constant_keys__is_made_at_once);
          UNIT_TEST(test_compile__spread_alone__is_read_where_it_is);
          UNIT_TEST(test_compile__memoised_function__keeps_its_results);
          UNIT_TEST(test_compile__mul_fn__chooses_by_arguments);
          UNIT_TEST(test_compile__temp__puts_the_old_value_back);
          UNIT_TEST(test_compile__read_and_assigned__is_held);
          UNIT_TEST(test_compile__path_of_a_cell__is_written_back);
          UNIT_TEST(test_compile__several_cells__are_taken_at_once);
          UNIT_TEST(test_compile__return_out_of_a_hold__releases);
          UNIT_TEST(test_compile__return_through_finally__runs_it);
          UNIT_TEST(test_compile__break_out_of_a_for__leaves_the_iterable);
          UNIT_TEST(test_compile__defer__runs_at_the_end);
          UNIT_TEST(test_compile__receive__accepts_before_it_binds_what_needs_memory);
          UNIT_TEST(test_compile__receive__binds_parts_before_it_takes);
          UNIT_TEST(test_compile__receive__names_the_variable_that_all_arms_ask_for);
          UNIT_TEST(test_compile__array_in_send__is_made_for_it);
          UNIT_TEST(test_compile__call_in_send__may_build_a_message);
          UNIT_TEST(test_compile__guard_or_regex_in_receive__pins_first);
          UNIT_TEST(test_compile__captured_value_in_receive__is_fetched_before);
          UNIT_TEST(test_compile__given__tests_in_order);
          UNIT_TEST(test_compile__fields__are_plain_names);
          UNIT_TEST(test_compile__class_captures__are_statics);
          UNIT_TEST(test_compile__class_let__is_made_at_first_use);
          UNIT_TEST(test_compile__ma__spawns_with_its_place);
          UNIT_TEST(test_compile__concurrent__joins_its_tasks);
          UNIT_TEST(test_compile__spawn_body__takes_values_not_boxes))
