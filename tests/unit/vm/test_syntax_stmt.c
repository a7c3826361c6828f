/* Statements, declarations, block expressions, patterns. */
#include "tests/unit/vm/unit_syntax.h"

START_TEST(test_syntax__statement_ends__newline_or_semicolon)
{
    ASSERT_TREE("a; b\nc", "(name a) (name b) (name c)");
    ASSERT_TREE("a +\nb", "(bin + (name a) (name b))");
    ASSERT_TREE("(a\n+ b)", "(bin + (name a) (name b))");
    ASSERT_TREE("a\n+ b", "(name a) (un + (name b))");
    ASSERT_TREE("[1,\n 2\n]\n{a =>\n 1\n}",
                "(array (int 1) (int 2)) (map (=> (str \"a\") (int 1)))");
    ASSERT_TREE("f({\n a\n b\n})", "(call (name f) (lambda (do (name a) (name b))))");
    ASSERT_TREE("a // c\nb /* x\n */ c", "(name a) (name b) (name c)");
    ASSERT_TREE("#!/usr/bin/maat\na", "(name a)");
    ASSERT_TREE("\xEF\xBB\xBF"
                "a",
                "(name a)");
    ASSERT_ERRORS("let a = 1 let b = 2", "1:11 unexpected 'let'");
    ASSERT_ERRORS("a /* b", "1:3 unterminated comment");
    ASSERT_TREE("if a { } b", "(if if (arm (name a) (do))) (name b)");
}
END_TEST

START_TEST(test_syntax__variables__of_all_kinds)
{
    ASSERT_TREE("let x; const y = 1; our z = 2; state s = 0; shared let n = 0",
                "(let x) (let const y (int 1)) (let our z (int 2)) (let state s (int 0)) "
                "(let shared n (int 0))");
    ASSERT_TREE("tasklocal let r = nil; export const our V = '1'",
                "(let tasklocal r (nil)) (let export our const V (str \"1\"))");
    ASSERT_TREE("let c :im = [1]", "(let :im c (array (int 1)))");
    ASSERT_TREE("let (a, b, *r) = (1, 2)", "(let-list [a b *r] (list (int 1) (int 2)))");
    ASSERT_TREE("temp x = 1", "(temp = (name x) (int 1))");
    ASSERT_ERRORS("let for = 1", "1:5 'for' is a reserved word");
    ASSERT_ERRORS("let (*r, a) = b", "1:10 expected ')', found 'a'");
    ASSERT_ERRORS("let x :rw = 1", "1:8 ':rw' is not a trait of this");
    ASSERT_ERRORS("state shared x = 1", "1:7 unexpected 'shared'");
}
END_TEST

START_TEST(test_syntax__functions__with_parameters_and_traits)
{
    ASSERT_TREE("fn f { 1 }", "(fn f (params) (do (int 1)))");
    ASSERT_TREE("fn f(a, b = a, *r, **n,) :save { }",
                "(fn f :save (params (a) (b = (name a)) (*r) (**n)) (do))");
    ASSERT_TREE("fn g(n) :gen { take 1 }", "(fn g :gen (params (n)) (do (word take (int 1))))");
    ASSERT_TREE("mul fn f(0) {1}\nmul fn f(Num n, Str, x) {2}",
                "(fn mul f (params (_ (pat-value (int 0)))) (do (int 1))) "
                "(fn mul f (params (n (pat-type Num)) (_ (pat-type Str)) (x)) (do (int 2)))");
    ASSERT_TREE("export fn f { }", "(fn export f (params) (do))");
    ASSERT_ERRORS("{ export fn f { } }", "1:3 'export' stands at the top level of a file only");
    ASSERT_ERRORS("export say 1", "1:8 expected a declaration, found 'say'");
}
END_TEST

START_TEST(test_syntax__classes__hold_fields_lets_methods)
{
    ASSERT_TREE(
        "class P :is A :is(B, C::D) :does R {\n field x :rw = 0; field y\n let n = 1\n"
        " meth init { n++ }\n state meth make(a) { P.new }\n meth infix:<+>(o) { o }\n"
        " meth infix:<->(o) { o }\n meth area { ... }\n meth if { 1 } }",
        "(class P [A B C::D] [R] (field x :rw (int 0)) (field y) (let n (int 1)) "
        "(meth init (params) (do (incdec post ++ (name n)))) "
        "(meth state make (params (a)) (do (method (name P) .new))) "
        "(meth infix:+ (params (o)) (do (name o))) (meth infix:- (params (o)) (do (name o))) "
        "(meth stub area (params) (do (stub))) (meth if (params) (do (int 1))))");
    ASSERT_TREE("role R { }", "(class role R [] [])");
    ASSERT_ERRORS("class A { say 1 }", "1:11 unexpected 'say' in a class");
    ASSERT_ERRORS("class A { field x field y }", "1:19 unexpected 'field'");
    ASSERT_ERRORS("class A {", "1:10 expected '}', found end of file");
}
END_TEST

START_TEST(test_syntax__modules__use_and_package)
{
    ASSERT_TREE("use Net::Http; use Json (parse, dump)",
                "(use Net::Http []) (use Json [parse dump])");
    ASSERT_TREE("package A::B { our x = 1 }", "(package A::B (do (let our x (int 1))))");
    ASSERT_TREE("BEGIN { a }; END { b }",
                "(phaser BEGIN (do (name a))) (phaser END (do (name b)))");
    ASSERT_ERRORS("fn f { use A }", "1:8 'use' stands at the top level of a file only");
}
END_TEST

START_TEST(test_syntax__conditions__bind_and_go_on_over_lines)
{
    ASSERT_TREE(
        "if a { 1 }\nelsif b -> v { 2 }\nelse { 3 }",
        "(if if (arm (name a) (do (int 1))) (arm (name b) -> v (do (int 2))) (do (int 3)))");
    ASSERT_TREE(
        "with f(k) -> v { 1 } orwith b { 2 }",
        "(if with (arm (call (name f) (name k)) -> v (do (int 1))) (arm (name b) (do (int 2))))");
    ASSERT_TREE("let v = unless a { 1 } else { 2 }",
                "(let v (if unless (arm (name a) (do (int 1))) (do (int 2))))");
    ASSERT_TREE(
        "a if b; a unless b; a while b; a until b; a for b",
        "(mod-if (name a) (name b)) (mod-if not (name a) (name b)) (mod-while (name a) (name b)) "
        "(mod-while not (name a) (name b)) (mod-for (name a) (name b))");
    ASSERT_ERRORS("if a { } else if b { }", "1:15 expected '{', found 'if'");
    ASSERT_ERRORS("if a { } elseif b { }", "1:10 unexpected 'elseif'");
    ASSERT_ERRORS("while n <-1 { }", "1:9 '<-' sends, which is no test");
    ASSERT_FINE("while f({ ch <- 1 }) { }\nif x { p <- 1 }\np <- 1 if x");
}
END_TEST

START_TEST(test_syntax__heads__braces_open_the_block)
{
    ASSERT_TREE("if xs.is_empty { 1 }", "(if if (arm (method (name xs) .is_empty) (do (int 1))))");
    ASSERT_TREE("if xs.any {|x| x } { 1 }",
                "(if if (arm (method (name xs) .any () (lambda (params (x)) (do (name x)))) "
                "(do (int 1))))");
    ASSERT_TREE("if xs.any({ _ > 3 }) { 1 }",
                "(if if (arm (method (name xs) .any () (lambda (do (bin > (name _) (int 3))))) "
                "(do (int 1))))");
    ASSERT_TREE("for m.keys { }", "(for (method (name m) .keys) [] (do))");
}
END_TEST

START_TEST(test_syntax__loops__of_all_kinds)
{
    ASSERT_TREE("for xs -> a, b { }", "(for (name xs) [a b] (do))");
    ASSERT_TREE("loop (let i = 0; i < 10; i++) { }\nloop { break }\nloop (;;) { }",
                "(loop (let i (int 0)) (bin < (name i) (int 10)) (incdec post ++ (name i)) (do)) "
                "(loop - - - (do (break))) (loop - - - (do))");
    ASSERT_TREE("while f() -> v { }; until x { }",
                "(while (call (name f)) -> v (do)) (while until (name x) (do))");
    ASSERT_TREE("do { 1 } while x; do { 1 } + 2; let v = do { 1 }",
                "(do-while (name x) (do (int 1))) (bin + (do-expr (do (int 1))) (int 2)) "
                "(let v (do-expr (do (int 1))))");
    ASSERT_TREE("OUTER: for xs { next OUTER; break if a }",
                "(for OUTER: (name xs) [] (do (next OUTER) (mod-if (break) (name a))))");
    ASSERT_TREE("once { 1 }; defer { 2 }", "(once (do (int 1))) (defer (do (int 2)))");
}
END_TEST

START_TEST(test_syntax__arms__of_given_receive_select)
{
    ASSERT_TREE(
        "given x { when 1 | 2 if y { a }\n default { b } }",
        "(given (name x) (when (pat-alt (pat-value (int 1)) (pat-value (int 2))) if (name y) "
        "(do (name a))) (default (do (name b))))");
    ASSERT_TREE("receive { when m { m } }\nafter 2.5 { 1 }",
                "(receive (when (pat-bind m) (do (name m))) (after (num 2.5) (do (int 1))))");
    ASSERT_TREE("receive { after 0 { 1 } }", "(receive (after (int 0) (do (int 1))))");
    ASSERT_TREE(
        "select { when ['ok', v] = <-c { v }\n when c.d <- f(x) { 1 }\n after 5.seconds { 2 }\n"
        " default { 3 } }",
        "(select (recv (pat-array (pat-value (str \"ok\")) (pat-bind v)) (name c) (do (name v))) "
        "(send (method (name c) .d) (call (name f) (name x)) (do (int 1))) "
        "(after (method (int 5) .seconds) (do (int 2))) (default (do (int 3))))");
    ASSERT_ERRORS("given x { default { } when 1 { } }", "1:23 'default' must stand last");
    ASSERT_ERRORS("given x { say 1 }", "1:11 expected 'when' or 'default', found 'say'");
    ASSERT_ERRORS("select { when x { } }", "1:17 expected '<-', found '{'");
}
END_TEST

START_TEST(test_syntax__patterns__of_all_kinds)
{
    ASSERT_TREE(
        "given x { when -1 { } when 'a{y}' { } when \"x{y}\" { } when nil { } when true { } }",
        "(given (name x) (when (pat-value (int -1)) (do)) (when (pat-value (str \"a{y}\")) (do)) "
        "(when (pat-value (interp \"x\" (name y))) (do)) (when (pat-value (nil)) (do)) "
        "(when (pat-value (bool true)) (do)))");
    ASSERT_TREE("given x { when 1..9 { } when 1..^Inf { } when -Inf..-1 { } when Inf { } }",
                "(given (name x) (when (pat-range (bin .. (int 1) (int 9))) (do)) "
                "(when (pat-range (bin ..^ (int 1) (num inf))) (do)) "
                "(when (pat-range (bin .. (num -inf) (int -1))) (do)) "
                "(when (pat-value (num inf)) (do)))");
    ASSERT_TREE("given x { when Num { } when Num -> n { } when A::B(x => 0, y => [a, *_]) { } }",
                "(given (name x) (when (pat-type Num) (do)) (when (pat-type Num n) (do)) "
                "(when (pat-inst A::B x (pat-value (int 0)) y (pat-array (pat-bind a) *_)) (do)))");
    ASSERT_TREE(
        "given x { when {type => 'j', 1 => id} { } when (y + 1) { } when /a/i { } when _ { } }",
        "(given (name x) (when (pat-map (=> (str \"type\") (pat-value (str \"j\"))) "
        "(=> (int 1) (pat-bind id))) (do)) (when (pat-value (bin + (name y) (int 1))) (do)) "
        "(when (pat-regex \"a\" i) (do)) (when (pat-any) (do)))");
    ASSERT_TREE("x ~~ @a(p q)",
                "(smart (name x) (pat-array (pat-value (str \"p\")) (pat-value (str \"q\"))))");
    ASSERT_ERRORS("given x { when + { } }", "1:16 unexpected '+' in a pattern");
    ASSERT_ERRORS("given x { when [*r, a] { } }", "1:21 expected ']', found 'a'");
    ASSERT_ERRORS("given x { when -y { } }", "1:17 expected a number");
}
END_TEST

START_TEST(test_syntax__errors_and_cleanup__try)
{
    ASSERT_TREE("try { a }\ncatch A | B::C -> e { b }\ncatch e { c }\ncatch { d }\nfinally { f }",
                "(try (do (name a)) (catch [A B::C] e (do (name b))) (catch [] e (do (name c))) "
                "(catch [] - (do (name d))) (finally (do (name f))))");
    ASSERT_ERRORS("try { 1 }\n2", "2:1 expected 'catch' or 'finally', found number");
}
END_TEST

START_TEST(test_syntax__tasks__take_a_call_or_a_block)
{
    ASSERT_TREE("let p = ma worker(10); ma { 1 }; spawn f.g; detach f(); blocking { 2 }",
                "(let p (task ma (call (name worker) (int 10)))) (task ma (do (int 1))) "
                "(task spawn (method (name f) .g)) (task detach (call (name f))) "
                "(task blocking (do (int 2)))");
    ASSERT_TREE("let w = ma for ^3 -> i { i }; parallel for xs { }",
                "(let w (ma-for (range-to (int 3)) [i] (do (name i)))) "
                "(parallel-for (name xs) [] (do))");
    ASSERT_TREE("concurrent timeout(5) grace(1) { spawn f() }",
                "(concurrent (int 5) (int 1) (do (task spawn (call (name f)))))");
    ASSERT_TREE("concurrent { }; let timeout = 1", "(concurrent - - (do)) (let timeout (int 1))");
    ASSERT_TREE("within 2.seconds { 1 }; within = 2; let within = within + 1",
                "(within (method (int 2) .seconds) (do (int 1))) (assign = (name within) (int 2)) "
                "(let within (bin + (name within) (int 1)))");
    ASSERT_TREE("p <- <-ch", "(send (name p) (recv (name ch)))");
    ASSERT_ERRORS("spawn 1", "1:1 spawn needs a call or a block");
    ASSERT_ERRORS("let x = ma y", "1:9 ma needs a call, a block or a for");
}
END_TEST

UNIT_MAIN("syntax_stmt", UNIT_TEST(test_syntax__statement_ends__newline_or_semicolon);
          UNIT_TEST(test_syntax__variables__of_all_kinds);
          UNIT_TEST(test_syntax__functions__with_parameters_and_traits);
          UNIT_TEST(test_syntax__classes__hold_fields_lets_methods);
          UNIT_TEST(test_syntax__modules__use_and_package);
          UNIT_TEST(test_syntax__conditions__bind_and_go_on_over_lines);
          UNIT_TEST(test_syntax__heads__braces_open_the_block);
          UNIT_TEST(test_syntax__loops__of_all_kinds);
          UNIT_TEST(test_syntax__arms__of_given_receive_select);
          UNIT_TEST(test_syntax__patterns__of_all_kinds);
          UNIT_TEST(test_syntax__errors_and_cleanup__try);
          UNIT_TEST(test_syntax__tasks__take_a_call_or_a_block))
