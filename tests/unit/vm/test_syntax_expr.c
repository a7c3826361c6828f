/* Literals, operators, calls: texts and the trees they make. */
#include "tests/unit/vm/unit_syntax.h"

START_TEST(test_syntax__integers__keep_value)
{
    ASSERT_TREE("42", "(int 42)");
    ASSERT_TREE("1_000", "(int 1000)");
    ASSERT_TREE("0xFF; 0b101; 0o17; 0", "(int 255) (int 5) (int 15) (int 0)");
    ASSERT_TREE("140737488355327", "(int 140737488355327)");
    ASSERT_TREE("140737488355328", "(bigint 10:140737488355328)");
    ASSERT_TREE("-140737488355328", "(bigint -10:140737488355328)");
    ASSERT_TREE("000_0123456789012345678901", "(bigint 10:123456789012345678901)");
    ASSERT_TREE("0xFFFF_FFFF_FFFF_FFFF", "(bigint 16:FFFFFFFFFFFFFFFF)");
    ASSERT_TREE("-5", "(int -5)");
}
END_TEST

START_TEST(test_syntax__doubles__keep_value)
{
    ASSERT_TREE("1.5; 2e-3; 1E2; 1_0.2_5", "(num 1.5) (num 0.002) (num 100) (num 10.25)");
    ASSERT_TREE("Inf; -Inf; ∞; 1e999", "(num inf) (num -inf) (num inf) (num inf)");
    ASSERT_TREE("-0.0", "(num -0)");
    ASSERT_TREE("1.5.floor; 5.sleep", "(method (num 1.5) .floor) (method (int 5) .sleep)");
    ASSERT_TREE("1..5", "(bin .. (int 1) (int 5))");
    ASSERT_ERRORS("let x = .5", "1:9 unexpected '.'");
    ASSERT_ERRORS("1. + 2", "1:4 expected a method name, found '+'");
    ASSERT_ERRORS("1.5.2", "1:5 expected a method name, found number");
    ASSERT_ERRORS("0xZ", "1:2 unexpected 'xZ'");
    ASSERT_ERRORS("0b12", "1:4 unexpected number");
}
END_TEST

START_TEST(test_syntax__strings__escapes)
{
    ASSERT_TREE("'it\\'s \\\\ \\n'", "(str \"it's \\\\ \\\\n\")");
    ASSERT_TREE("\"a\\tb\\x41\\u{e9}\\{\\e\\0\"", "(str \"a\\x09bAé{\\x1b\\x00\")");
    ASSERT_TREE("\"\\xe9\"; b\"\\xe9é{}\"", "(str \"é\") (bytes \"\xe9é{}\")");
    ASSERT_TREE("''; \"\"", "(str \"\") (str \"\")");
    ASSERT_TREE("'two\nlines'", "(str \"two\\x0alines\")");
    ASSERT_ERRORS("say \"a\\qb\"", "1:7 unknown escape '\\q'");
    ASSERT_ERRORS(
        "say \"\\x4\"; say \"\\u{110000}\\u{d800}\\u{}\\u41\"",
        "1:6 bad escape; 1:17 bad escape; 1:27 bad escape; 1:35 bad escape; 1:39 bad escape");
}
END_TEST

START_TEST(test_syntax__interpolation__is_an_expression)
{
    ASSERT_TREE("\"a{x}b\"", "(interp \"a\" (name x) \"b\")");
    ASSERT_TREE("\"{m{\"k\"}}\"", "(interp (index (name m) (str \"k\")))");
    ASSERT_TREE("\"{ {a => \"}\"} }\"", "(interp (map (=> (str \"a\") (str \"}\"))))");
    ASSERT_TREE("\"{a}{b}\"", "(interp (name a) (name b))");
    ASSERT_TREE("\"{a\n+ b}\"", "(interp (bin + (name a) (name b)))");
    ASSERT_ERRORS("say \"x{}\"", "1:8 empty interpolation");
    ASSERT_ERRORS("say \"x{a b}\"", "1:10 unexpected 'b'");
    ASSERT_ERRORS("say \"x{a +}\"", "1:11 unexpected '}'");
    ASSERT_ERRORS("say \"x{a", "1:9 unterminated interpolation");
}
END_TEST

START_TEST(test_syntax__heredocs__lose_indentation)
{
    ASSERT_TREE("let s = <<~END\n    a\n      b\n\n    END\ns",
                "(let s (str \"a\\x0a  b\\x0a\\x0a\")) (name s)");
    ASSERT_TREE("f(<<~A, <<~'B')\n  x{1}\n  A\n  y{1}\\n\n  B\n",
                "(call (name f) (interp \"x\" (int 1) \"\\x0a\") (str \"y{1}\\\\n\\x0a\"))");
    ASSERT_TREE("<<~E\n  \"q\" {m{\"k\"}}\nE\n",
                "(interp \"\\\"q\\\" \" (index (name m) (str \"k\")) \"\\x0a\")");
    ASSERT_TREE("<<~E\nE\n", "(str \"\")");
    ASSERT_TREE("x <<~y", "(bin << (name x) (un ~ (name y)))");
    ASSERT_ERRORS("let s = <<~END\n  a\n", "1:9 unterminated heredoc");
    ASSERT_ERRORS("let s = <<~END", "1:9 unterminated heredoc");
    ASSERT_ERRORS("let s = <<~END\n  {a b}\n  END\nsay )",
                  "2:6 unexpected 'b'; 4:5 unexpected ')'");
    ASSERT_ERRORS("<<~A\n {<<~B}\n A\n", "2:3 unterminated heredoc");
}
END_TEST

START_TEST(test_syntax__regexes__where_operands_stand)
{
    ASSERT_TREE("x =~ /a\\/[/]b/i", "(bin =~ (name x) (regex \"a\\\\/[/]b\" i))");
    ASSERT_TREE("a / b / c", "(bin / (bin / (name a) (name b)) (name c))");
    ASSERT_TREE("f(/a/, [/b/])", "(call (name f) (regex \"a\") (array (regex \"b\")))");
    ASSERT_TREE("say /a/", "(word say (regex \"a\"))");
    ASSERT_TREE("x\n/a/", "(name x) (regex \"a\")");
    ASSERT_TREE("(x\n/a)", "(bin / (name x) (name a))");
    ASSERT_TREE("@r{a{2}}; @r(\\))x", "(regex \"a{2}\") (regex \"\\\\)\" x)");
    ASSERT_TREE("@a(one two\nthree); @a[]",
                "(array (str \"one\") (str \"two\") (str \"three\")) (array)");
    ASSERT_ERRORS("let x = /abc\nsay )", "1:9 unterminated regex; 2:5 unexpected ')'");
    ASSERT_ERRORS("let x = @b(a)", "1:9 unexpected '@'");
}
END_TEST

START_TEST(test_syntax__precedence__follows_the_table)
{
    ASSERT_TREE("1 + 2 * 3", "(bin + (int 1) (bin * (int 2) (int 3)))");
    ASSERT_TREE("1 - 2 - 3", "(bin - (bin - (int 1) (int 2)) (int 3))");
    ASSERT_TREE("2 ** 3 ** 2", "(bin ** (int 2) (bin ** (int 3) (int 2)))");
    ASSERT_TREE("-2 ** 2", "(un - (bin ** (int 2) (int 2)))");
    ASSERT_TREE("2 ** -1", "(bin ** (int 2) (int -1))");
    ASSERT_TREE("-7.div(2)", "(un - (method (int 7) .div () (int 2)))");
    ASSERT_TREE("^n - 1", "(bin - (range-to (name n)) (int 1))");
    ASSERT_TREE("^5.map", "(range-to (method (int 5) .map))");
    ASSERT_TREE("a | b & c << d", "(bin | (name a) (bin & (name b) (bin << (name c) (name d))))");
    ASSERT_TREE("a || b && c \\\\ d",
                "(logic \\\\ (logic || (name a) (logic && (name b) (name c))) (name d))");
    ASSERT_TREE("not a == b and c or d",
                "(logic || (logic && (un ! (bin == (name a) (name b))) (name c)) (name d))");
    ASSERT_TREE("a = b = c ? d : e",
                "(assign = (name a) (assign = (name b) (cond (name c) (name d) (name e))))");
    ASSERT_TREE("1..n + 1", "(bin .. (int 1) (bin + (name n) (int 1)))");
    ASSERT_TREE("x in 1..5 == y", "(bin == (bin in (name x) (bin .. (int 1) (int 5))) (name y))");
    ASSERT_TREE(
        "x isa Num; x !in y; x ∉ y; x ∈ y",
        "(bin isa (name x) (name Num)) (bin !in (name x) (name y)) (bin !in (name x) (name y)) "
        "(bin in (name x) (name y))");
    ASSERT_TREE("x²³ + √y", "(bin + (bin ** (name x) (int 23)) (method (name y) .sqrt))");
    ASSERT_TREE("a ∪ b ∖ c", "(method (method (name a) .union () (name b)) .diff () (name c))");
    ASSERT_TREE("defined x && y", "(logic && (defined (name x)) (name y))");
}
END_TEST

START_TEST(test_syntax__comparisons__chain)
{
    ASSERT_TREE("1 < x <= 9", "(chain (int 1) < (name x) <= (int 9))");
    ASSERT_TREE("a < b == c", "(bin == (bin < (name a) (name b)) (name c))");
    ASSERT_TREE("(a < b) < c", "(bin < (bin < (name a) (name b)) (name c))");
    ASSERT_TREE("a == b != c", "(chain (name a) == (name b) != (name c))");
    ASSERT_TREE("a ≤ b ≥ c ≠ d", "(bin != (chain (name a) <= (name b) >= (name c)) (name d))");
    ASSERT_TREE("x ~~ Num | Str && y",
                "(logic && (smart (name x) (pat-alt (pat-type Num) (pat-type Str))) (name y))");
}
END_TEST

START_TEST(test_syntax__some_operators__do_not_chain)
{
    ASSERT_ERRORS("a <- b <- c", "1:8 unexpected '<-'");
    ASSERT_ERRORS("1..2..3", "1:5 unexpected '..'");
    ASSERT_ERRORS("a in b in c", "1:8 unexpected 'in'");
    ASSERT_ERRORS("a isa B in c", "1:9 unexpected 'in'");
}
END_TEST

START_TEST(test_syntax__assignment__has_targets)
{
    ASSERT_TREE(
        "x += 1; m<k> \\\\= 2; a[0] = 1; o.f = 2",
        "(assign + (name x) (int 1)) (assign \\\\ (key (name m) k) (int 2)) "
        "(assign = (index (name a) (int 0)) (int 1)) (assign = (method (name o) .f) (int 2))");
    ASSERT_TREE("(a, b) = (b, a)", "(assign = (list (name a) (name b)) (list (name b) (name a)))");
    ASSERT_TREE("(a, b) = xs*", "(assign = (list (name a) (name b)) (spread (name xs)))");
    ASSERT_TREE("x++; ++x; --x[1]", "(incdec post ++ (name x)) (incdec pre ++ (name x)) "
                                    "(incdec pre -- (index (name x) (int 1)))");
    ASSERT_ERRORS("1 = 2", "1:1 cannot assign to this");
    ASSERT_ERRORS(
        "f(x) = 2\no.m() = 1\no!.m = 1",
        "1:1 cannot assign to this; 2:3 cannot assign to this; 3:4 cannot assign to this");
    ASSERT_ERRORS("(a, 1) = 2\n(a, b) += 1",
                  "1:1 cannot assign to this; 2:1 cannot assign to this");
    ASSERT_ERRORS("5++", "1:1 cannot assign to this");
}
END_TEST

START_TEST(test_syntax__calls_and_indexes__need_no_space)
{
    ASSERT_TREE(
        "f(1, a => 2, xs*, m**)",
        "(call (name f) (int 1) (named a (int 2)) (spread (name xs)) (spread-named (name m)))");
    ASSERT_TREE("f(if => 1,)", "(call (name f) (named if (int 1)))");
    ASSERT_TREE("a<b>c<d>", "!1:5 unexpected 'c' (key (name a) b)");
    ASSERT_TREE("m<if>=5", "(assign = (key (name m) if) (int 5))");
    ASSERT_TREE("a < b > c", "(chain (name a) < (name b) > (name c))");
    ASSERT_TREE("m{k}[0](1)", "(call (index (index (name m) (name k)) (int 0)) (int 1))");
    ASSERT_TREE("x!.name.^class", "(method (method (name x) !.name) .^class)");
    ASSERT_TREE("xs\n  .map(f)\n  !.len", "(method (method (name xs) .map () (name f)) !.len)");
    ASSERT_TREE("Net::Http::get('x')", "(call (name Net::Http::get) (str \"x\"))");
    ASSERT_TREE("super.m(1); super.n", "(super .m () (int 1)) (super .n)");
    ASSERT_ERRORS("f (x)", "1:3 unexpected '('");
    ASSERT_ERRORS("f(1 2)", "1:5 expected ')', found number");
}
END_TEST

START_TEST(test_syntax__functions__as_arguments)
{
    ASSERT_TREE(
        "xs.map {|x| x * 2}.len",
        "(method (method (name xs) .map () (lambda (params (x)) (do (bin * (name x) (int 2))))) "
        ".len)");
    ASSERT_TREE("xs.reduce(0) {|a, x| a}",
                "(method (name xs) .reduce () (int 0) (lambda (params (a) (x)) (do (name a))))");
    ASSERT_TREE("xs.map: _ * 2",
                "(method (name xs) .map () (lambda : (do (bin * (name _) (int 2)))))");
    ASSERT_TREE("xs.map(:.uc)", "(method (name xs) .map () (lambda : (do (method (name _) .uc))))");
    ASSERT_TREE("xs.grep(:!.is_empty)",
                "(method (name xs) .grep () (lambda : (do (un ! (method (name _) .is_empty)))))");
    ASSERT_TREE("c ? x.len : 0", "(cond (name c) (method (name x) .len) (int 0))");
    ASSERT_TREE("fn {|a, b = 1, *r, **n| a}",
                "(lambda (params (a) (b = (int 1)) (*r) (**n)) (do (name a)))");
    ASSERT_TREE("let f = {|| 1}; let g = { 1 }",
                "(let f (lambda (params) (do (int 1)))) (let g (lambda (do (int 1))))");
    ASSERT_TREE("{|a = 1, b| a}", "(lambda (params (a = (int 1)) (b)) (do (name a)))");
}
END_TEST

START_TEST(test_syntax__braces__block_map_or_function)
{
    ASSERT_TREE("{}", "(block (do))");
    ASSERT_TREE("let m = {}", "(let m (map))");
    ASSERT_TREE(
        "{ a => 1 }; { 'a' => 1 }; { 5 => 1 }; { :x => 1 }; { -1 => 2 }",
        "(map (=> (str \"a\") (int 1))) (map (=> (str \"a\") (int 1))) "
        "(map (=> (int 5) (int 1))) (map (=> (name x) (int 1))) (map (=> (int -1) (int 2)))");
    ASSERT_TREE("{ a }", "(block (do (name a)))");
    ASSERT_TREE("{ :x + 1 }", "(block (do (lambda : (do (bin + (name x) (int 1))))))");
    ASSERT_TREE("let f = { :f({a => 1}), b }",
                "!1:23 unexpected ',' (let f (lambda (do (lambda : (do (call (name f) "
                "(map (=> (str \"a\") (int 1)))))))))");
    ASSERT_TREE("{ if => 1, \"k{1}\" => 2, }",
                "(map (=> (str \"if\") (int 1)) (=> (interp \"k\" (int 1)) (int 2)))");
    ASSERT_TREE(
        "fn adder(n) { {|x| x + n} }",
        "(fn adder (params (n)) (do (lambda (params (x)) (do (bin + (name x) (name n))))))");
    ASSERT_ERRORS("let m = {a => 1, [2] => 3}", "1:18 expected a key, found '['");
}
END_TEST

START_TEST(test_syntax__words__take_what_follows)
{
    ASSERT_TREE("say (1..4).sum", "(word say (method (bin .. (int 1) (int 4)) .sum))");
    ASSERT_TREE("say(\"x\").foo", "(method (word say (str \"x\")) .foo)");
    ASSERT_TREE("say 1, 2 if x", "(mod-if (word say (int 1) (int 2)) (name x))");
    ASSERT_TREE("say", "(word say)");
    ASSERT_TREE("say if x", "(mod-if (word say) (name x))");
    ASSERT_TREE("f() or die 'x'", "(logic || (call (name f)) (word die (str \"x\")))");
    ASSERT_TREE("die 'x' and 1", "(logic && (word die (str \"x\")) (int 1))");
    ASSERT_TREE("assert x == 3, 'm'", "(word assert (bin == (name x) (int 3)) (str \"m\"))");
    ASSERT_TREE("x or return y", "(logic || (name x) (return (name y)))");
    ASSERT_TREE("{ next }; 5.sleep; x.say", "(block (do (next))) (method (int 5) .sleep) "
                                            "(method (name x) .say)");
}
END_TEST

START_TEST(test_syntax__spreads_and_lists__stand_in_few_places)
{
    ASSERT_TREE("[0, a*, 9]", "(array (int 0) (spread (name a)) (int 9))");
    ASSERT_TREE("a * b; a *b; a*b", "(bin * (name a) (name b)) (bin * (name a) (name b)) "
                                    "(bin * (name a) (name b))");
    ASSERT_ERRORS("let x = a*", "1:10 '*' spreads in arguments, arrays and lists only");
    ASSERT_ERRORS("let x = (1, 2)", "1:9 a list in parentheses is only for destructuring and for");
    ASSERT_ERRORS("(1, 2).sum\nf((1, 2))\n()",
                  "1:1 a list in parentheses is only for destructuring and for; "
                  "2:3 a list in parentheses is only for destructuring and for; "
                  "3:1 a list in parentheses is only for destructuring and for");
    ASSERT_ERRORS("[m**]", "1:3 '**' spreads a map in arguments only");
    ASSERT_FINE("for (1, 2, 3) -> x { }\nlet (a, b) = (1, 2)\nlet (c, d) = xs*\nsay a for (1, 2)");
}
END_TEST

UNIT_MAIN("syntax_expr", UNIT_TEST(test_syntax__integers__keep_value);
          UNIT_TEST(test_syntax__doubles__keep_value); UNIT_TEST(test_syntax__strings__escapes);
          UNIT_TEST(test_syntax__interpolation__is_an_expression);
          UNIT_TEST(test_syntax__heredocs__lose_indentation);
          UNIT_TEST(test_syntax__regexes__where_operands_stand);
          UNIT_TEST(test_syntax__precedence__follows_the_table);
          UNIT_TEST(test_syntax__comparisons__chain);
          UNIT_TEST(test_syntax__some_operators__do_not_chain);
          UNIT_TEST(test_syntax__assignment__has_targets);
          UNIT_TEST(test_syntax__calls_and_indexes__need_no_space);
          UNIT_TEST(test_syntax__functions__as_arguments);
          UNIT_TEST(test_syntax__braces__block_map_or_function);
          UNIT_TEST(test_syntax__words__take_what_follows);
          UNIT_TEST(test_syntax__spreads_and_lists__stand_in_few_places))
