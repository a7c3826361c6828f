#include "tests/unit/vm/unit_compile.h"

/* ---- names ---- */

START_TEST(test_compile_errors__unknown_name__says_what_was_meant)
{
    FAILS("let counter = 1\nsay countr", "t.mm:2:5: error: 'countr' is not declared",
          "help: did you mean 'counter'?");
    FAILS("fn calculate { 1 }\nsay calcuate()", "t.mm:2:5: error: 'calcuate' is not declared",
          "'calculate'");
    FAILS("say nothing_like_it", "t.mm:1:5: error: 'nothing_like_it' is not declared");
}
END_TEST

START_TEST(test_compile_errors__redeclared__in_the_same_scope)
{
    FAILS("let a = 1\nlet a = 2", "t.mm:2:5: error: 'a' is already declared in this scope");
    FAILS("fn f(x) { let x = 1 }", "t.mm:1:15: error: 'x' is already declared in this scope");
    FAILS("fn f { 1 }\nfn f { 2 }", "t.mm:2:4: error: 'f' is already declared in this scope");
    LACKS("let a = 1\nif a { let a = 2; say a }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__declared_below__is_not_known_yet)
{
    FAILS("fn f { later }\nlet later = 1", "t.mm:1:8: error:", "declared later");
    FAILS("let x = x + 1", "t.mm:1:9: error:");
    LACKS("say f()\nfn f { g() }\nfn g { 1 }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__constants__cannot_be_assigned)
{
    FAILS("const k = 1\nk = 2", "t.mm:2:1: error: 'k' is a constant: it cannot be assigned");
    FAILS("const k = []\nlet f = { k = 2 }", "t.mm:2:11: error: 'k' is a constant");
    FAILS("fn f { 1 }\nf = 2", "t.mm:2:1: error: 'f' is a constant");
    FAILS("const (a, b) = (1, 2)\na += 1", "t.mm:2:1: error: 'a' is a constant");
}
END_TEST

START_TEST(test_compile_errors__topic__ends_at_named_functions)
{
    FAILS("for [1] { fn f { _ } }", "t.mm:1:18: error:");
    FAILS("say _", "t.mm:1:5: error:");
    LACKS("for [1] { let f = { _ + 1 }; ma { say _ } }", "ERRORS");
}
END_TEST

/* ---- calls and jumps ---- */

START_TEST(test_compile_errors__argument_counts__of_known_functions)
{
    FAILS("fn add(a, b) { a + b }\nadd(1)", "t.mm:2:1: error: add() takes 2 arguments, not 1");
    FAILS("fn f(a, b = 1) { a }\nf(1, 2, 3)", "t.mm:2:1: error: f() takes 1 to 2 arguments, not 3");
    FAILS("fn f(a, *r) { a }\nf()", "f() takes at least 1 argument, not 0");
    LACKS("fn f(a, *r) { a }\nf(1, 2, 3)\nf([1]*)\nf(a => 1)", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__jumps__need_a_loop_in_the_same_function)
{
    FAILS("fn f { break }", "t.mm:1:8: error: 'break' outside a loop");
    FAILS("for [1] { [2].each { next } }", "'next' outside a loop");
    FAILS("for [1] { break OUT }", "has the label 'OUT'");
    FAILS("return 1", "'return' outside a function");
    FAILS("for [1] { try { 1 } finally { next } }", "t.mm:1:31: error: 'next' cannot leave");
    FAILS("fn f { defer { return 1 } }", "t.mm:1:16: error: 'return' cannot leave");
    FAILS("proceed", "'proceed' outside a given");
    FAILS("let x = 1\ntemp x = 2", "t.mm:2:6: error: 'temp' needs a package variable");
    LACKS("OUT: for [1] { for [2] { next OUT } }\nfn f { try { 1 } finally { for [2] { next } } }",
          "ERRORS");
}
END_TEST

/* ---- patterns ---- */

START_TEST(test_compile_errors__patterns__bind_names_once)
{
    FAILS("given 1 { when [a] | [a, b] { a } }", "must bind the same names");
    FAILS("given 1 { when [a, a] { a } }", "'a' is bound twice");
    FAILS("say 1 ~~ n", "'n' would bind a name here", "write (n)");
    FAILS("let LIMIT = f()\nfn f { 1 }\ngiven 5 { when LIMIT { 1 } }",
          "'LIMIT' is not a type, class or role", "write (LIMIT)");
    LACKS("given 1 { when [a] | [_, a] { a } }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__bad_regex__is_found)
{
    FAILS("let r = /a(b/", "t.mm:1:9: error: bad regex: missing )");
}
END_TEST

/* ---- classes ---- */

START_TEST(test_compile_errors__classes__are_checked)
{
    FAILS("class B :is A { }\nclass A { }", "t.mm:1:13: error: 'A' must stand above");
    FAILS("class A { field x = 1; field x = 2 }", "error: field 'x' is already declared");
    FAILS("class A { field s = 1 }\nclass B :is A { meth m { s } }",
          "t.mm:2:26: error: 's' is not declared");
    FAILS("role A { meth m { 1 } }\nrole B { meth m { 2 } }\nclass C :does A :does B { }",
          "t.mm:3:7: error: method 'm' is brought by roles A and B: define it in C");
    FAILS("role S { meth area { ... } }\nclass Q :does S { }",
          "t.mm:2:7: error: Q must provide 'area' (role S)");
    FAILS("class A :is Array { }", "'Array' is built in");
    FAILS("fn f { super.m() }", "'super' outside a method");
    FAILS("say self", "'self' outside a method");
}
END_TEST

/* ---- tasks ---- */

START_TEST(test_compile_errors__spawn_bodies__must_not_race)
{
    FAILS("let n = 0\nconcurrent { spawn { n += 1 } }",
          "t.mm:2:22: error: data race: 'n' is assigned in a spawn body", "shared let");
    FAILS("let xs = []\nconcurrent { spawn { xs.push(1) } }",
          "t.mm:2:22: error: data race: 'xs' is changed");
    FAILS("let m = {}\nconcurrent { spawn { { m{1} = 2 }; 1 } }", "data race: 'm'");
    FAILS("let n = 0\nparallel for ^3 { n += 1 }", "data race: 'n' is assigned in a parallel body");
    FAILS("let n = 0\n[1].pmap { n += 1 }", "data race: 'n'");
    LACKS("shared let n = 0\nconcurrent { spawn { n += 1 } }", "ERRORS");
    LACKS("our n = 0\nconcurrent { spawn { let k = 0; k += 1; n += k } }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__spawn__stands_in_concurrent)
{
    FAILS("spawn f()\nfn f { 1 }",
          "t.mm:1:1: error: 'spawn' is only legal inside a concurrent block");
    FAILS("concurrent { let f = { spawn g() } }\nfn g { 1 }", "'spawn' is only legal");
    LACKS("concurrent { for [1] { if 1 { spawn g() } } }\nfn g { 1 }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__detach__names_no_variable)
{
    FAILS("let x = []\ndetach { say x }", "t.mm:2:14: error: a detach block cannot refer to 'x'");
    LACKS("const k = 5\nour o = 1\nfn f { 1 }\ndetach { say k, o, f() }", "ERRORS");
}
END_TEST

START_TEST(test_compile_errors__changing_a_copy__is_a_warning)
{
    HOLDS("let log = []\nma { log.push(1) }", "WARNINGS",
          "t.mm:2:6: warning: this changes a copy of 'log'");
    HOLDS("let m = {}\nma { m{1} = 2 }", "WARNINGS", "this changes a copy of 'm'");
    LACKS("shared let log = []\nma { log.push(1) }", "WARNINGS");
    LACKS("let log = []\nma { log = [1]; log.push(1) }", "WARNINGS");
}
END_TEST

/* ---- limits ---- */

START_TEST(test_compile_errors__too_many_variables__is_an_error)
{
    Buf b = BUF_INIT;
    for (int i = 0; i < 60010; i++) buf_addf(&b, "let v%d = f(); ", i);
    buf_adds(&b, "fn f { 1 }");
    FAILS(b.p, "too many variables in one function (limit 60000)");
    buf_fini(&b);
}
END_TEST

START_TEST(test_compile_errors__many__are_cut_at_twenty)
{
    Buf b = BUF_INIT;
    for (int i = 0; i < 70000; i++) buf_addf(&b, "say nope%d\n", i);
    Buf out = unit_code(b.p);
    int n = 0;
    for (const char *p = out.p; (p = strstr(p, "error:")); p++) n++;
    ck_assert_int_eq(n, 20);
    buf_fini(&b);
    buf_fini(&out);
}
END_TEST

/* Nothing grows with the square of the number of constants, cases, functions or captures. */
START_TEST(test_compile_errors__large_inputs__are_compiled)
{
    Buf b = BUF_INIT;
    buf_adds(&b, "let a = [");
    for (int i = 0; i < 70000; i++) buf_addf(&b, "'s%d', ", i);
    buf_adds(&b, "]\nfn g(x) { given x {\n");
    for (int i = 0; i < 20000; i++) buf_addf(&b, "when %d { %d } ", i, i);
    buf_adds(&b, "} }\n");
    for (int i = 0; i < 20000; i++) buf_addf(&b, "fn f%d { %d }\n", i, i);
    Buf out = BUF_INIT;
    struct compiler *c = unit_compiler();
    Module *m = compile_program(c, "t.mm", b.p, b.len, &out);
    ck_assert_msg(m != NULL, "%s", buf_str(&out));
    compiler_free(c);
    unit_world_free();
    buf_fini(&b);
    buf_fini(&out);
}
END_TEST

UNIT_MAIN("compile_errors", UNIT_TEST(test_compile_errors__unknown_name__says_what_was_meant);
          UNIT_TEST(test_compile_errors__redeclared__in_the_same_scope);
          UNIT_TEST(test_compile_errors__declared_below__is_not_known_yet);
          UNIT_TEST(test_compile_errors__constants__cannot_be_assigned);
          UNIT_TEST(test_compile_errors__topic__ends_at_named_functions);
          UNIT_TEST(test_compile_errors__argument_counts__of_known_functions);
          UNIT_TEST(test_compile_errors__jumps__need_a_loop_in_the_same_function);
          UNIT_TEST(test_compile_errors__patterns__bind_names_once);
          UNIT_TEST(test_compile_errors__bad_regex__is_found);
          UNIT_TEST(test_compile_errors__classes__are_checked);
          UNIT_TEST(test_compile_errors__spawn_bodies__must_not_race);
          UNIT_TEST(test_compile_errors__spawn__stands_in_concurrent);
          UNIT_TEST(test_compile_errors__detach__names_no_variable);
          UNIT_TEST(test_compile_errors__changing_a_copy__is_a_warning);
          UNIT_TEST(test_compile_errors__too_many_variables__is_an_error);
          UNIT_TEST(test_compile_errors__many__are_cut_at_twenty);
          UNIT_TEST(test_compile_errors__large_inputs__are_compiled))
