/* Places of errors, recovery, what is printed, what is incomplete, and the limits. */
#include "tests/unit/vm/unit_syntax.h"
#include "vm/syntax/utf8.h"

START_TEST(test_syntax__columns__count_code_points)
{
    ASSERT_ERRORS("say 'é€😀' )", "1:11 unexpected ')'");
    ASSERT_ERRORS("\tsay )", "1:6 unexpected ')'");
    ASSERT_ERRORS("say 1\r\nsay )\r\n", "2:5 unexpected ')'");
    ASSERT_ERRORS("say 'a\nb' )", "2:4 unexpected ')'");
    ASSERT_ERRORS("\xEF\xBB\xBFsay )", "1:5 unexpected ')'");
}
END_TEST

START_TEST(test_syntax__bad_utf8__has_a_place)
{
    ASSERT_ERRORS("let x = 1\nsay \xff 2", "2:5 invalid UTF-8 (byte 14)");
    ASSERT_ERRORS("say 'abc\xc3(' )", "1:9 invalid UTF-8 (byte 8)");
    ASSERT_ERRORS("let = 2\nsay '\xe2\x82",
                  "1:5 expected a name, found '='; 2:6 invalid UTF-8 (byte 13)");
    ck_assert_uint_eq(utf8_first_bad("a\xed\xa0\x80", 4), 1); /* a surrogate */
    ck_assert_uint_eq(utf8_first_bad("\xc0\x80", 2), 0);      /* overlong */
    ck_assert_uint_eq(utf8_first_bad("\xf4\x90\x80\x80", 4), 0);
    ck_assert_uint_eq(utf8_first_bad("\xf4\x8f\xbf\xbf", 4), 4);
}
END_TEST

START_TEST(test_syntax__strange_bytes__one_message_a_run)
{
    ASSERT_ERRORS("let a = §§§ 1\nsay )", "1:9 unexpected character '§'; 2:5 unexpected ')'");
    ASSERT_ERRORS("let a = 1 # it's\nsay )", "1:11 unexpected character '#'; 2:5 unexpected ')'");
    ASSERT_ERRORS("a\0b", "1:2 unexpected character U+0000");
    ASSERT_ERRORS("$x", "1:1 unexpected character '$'");
}
END_TEST

START_TEST(test_syntax__recovery__goes_on_behind_the_statement)
{
    ASSERT_ERRORS("say )\nsay 1 2\nlet = 3; say (\n1", "1:5 unexpected ')'; 2:7 unexpected number; "
                                                       "3:5 expected a name, found '='; "
                                                       "4:2 expected ')', found end of file");
    ASSERT_ERRORS("fn f(a b) {\n  say (\n}\nsay )",
                  "1:8 expected ')', found 'b'; 4:5 unexpected ')'");
    ASSERT_ERRORS("fn f {\n  say (1\n}\nsay )", "3:1 expected ')', found '}'; 4:5 unexpected ')'");
    ASSERT_ERRORS("f(1, {|x|\n say )\n x\n}, 2)\nsay ]", "2:6 unexpected ')'; 5:5 unexpected ']'");
    ASSERT_ERRORS("a }\nb )", "1:3 unexpected '}'; 2:3 unexpected ')'");
    ASSERT_ERRORS("class A {\n field 1\n meth m { ) }\n say\n}\n)",
                  "2:8 expected a name, found number; 3:11 unexpected ')'; "
                  "4:2 unexpected 'say' in a class; 6:1 unexpected ')'");
}
END_TEST

START_TEST(test_syntax__recovery__keeps_declared_names)
{
    ASSERT_TREE("let x = )\nx", "!1:9 unexpected ')' (let broken x (broken)) (name x)");
    ASSERT_TREE("let (a, b = 1\nx",
                "!1:11 expected ')', found '=' (let-list broken [a b]) (name x)");
    ASSERT_TREE("fn f(a b) { }\nf()",
                "!1:8 expected ')', found 'b' (fn broken f (params (a)) (do)) (call (name f))");
    ASSERT_TREE("class A :is { field x }\nA",
                "!1:13 expected a name, found '{' (class broken A [] []) (name A)");
    ASSERT_TREE("export fn f(,) { }",
                "!1:13 expected a name, found ',' (fn export broken f (params) (do))");
    ASSERT_TREE("let x = 1 if )", "!1:14 unexpected ')' (let broken x (int 1))");
}
END_TEST

START_TEST(test_syntax__twenty_errors__are_the_most)
{
    Buf src = BUF_INIT;
    for (int i = 0; i < 100; i++) buf_adds(&src, "say )\n");
    SyntaxTree t;
    syntax_parse(&t, "t", src.p, src.len);
    ck_assert_uint_eq(t.diags.errors, DIAG_MAX);
    ck_assert_uint_eq(t.diags.at[DIAG_MAX - 1].place.line, DIAG_MAX);
    syntax_free(&t);
    buf_fini(&src);
}
END_TEST

/* ---- printing ---- */

static void assert_printed(const char *src, const char *want)
{
    SyntaxTree t;
    Buf out = BUF_INIT;
    syntax_parse(&t, "d/t.mm", src, strlen(src));
    diags_print(&t.diags, &out);
    ck_assert_str_eq(buf_str(&out), want);
    buf_fini(&out);
    syntax_free(&t);
}

START_TEST(test_diag__print__line_and_caret)
{
    assert_printed("let a = 1\n\tsay é, f (a)\r\n",
                   "d/t.mm:2:6: error: unexpected character 'é'\n\tsay é, f (a)\n\t    ^\n");
    assert_printed("f (1)", "d/t.mm:1:3: error: unexpected '('\nf (1)\n  ^\n"
                            "help: a call has no space before its (\n");
    assert_printed("say (\x1b", "d/t.mm:1:6: error: unexpected character U+001B\nsay (?\n     ^\n");
    assert_printed("f(", "d/t.mm:1:3: error: unexpected end of file\nf(\n  ^\n");
    assert_printed("f(\n", "d/t.mm:2:1: error: unexpected end of file\n\n^\n");
}
END_TEST

START_TEST(test_diag__print__long_line_is_cut)
{
    Buf src = BUF_INIT, out = BUF_INIT;
    for (int i = 0; i < 100000; i++) buf_adds(&src, "é = 1; ");
    buf_clear(&src);
    buf_adds(&src, "x = [");
    for (int i = 0; i < 100000; i++) buf_adds(&src, "'é', ");
    buf_adds(&src, "] )");
    for (int i = 0; i < 1000; i++) buf_adds(&src, "; ab");
    SyntaxTree t;
    syntax_parse(&t, "t", src.p, src.len);
    diags_print(&t.diags, &out);
    ck_assert_uint_eq(t.diags.n, 1);
    ck_assert_uint_eq(t.diags.at[0].place.col, 500008);
    const char *line = strchr(buf_str(&out), '\n') + 1, *end = strchr(line, '\n');
    ck_assert_int_eq(strncmp(line, "...", 3), 0);
    ck_assert_int_eq(strncmp(end - 3, "...", 3), 0);
    ck_assert_str_eq(end + 1 + 63, "^\n");
    ck_assert_uint_lt((size_t)(end - line), 200);
    syntax_free(&t);
    buf_fini(&src);
    buf_fini(&out);
}
END_TEST

START_TEST(test_diag__finish__sorts_and_drops_repetitions)
{
    Diags d;
    Buf out = BUF_INIT;
    diags_init(&d, "f", "abc\ndef\n", 8);
    diags_add(&d, (Place){2, 2, 5}, NULL, "second");
    diags_warn(&d, (Place){1, 3, 2}, "a %s", "warn %d", 7);
    diags_add(&d, (Place){1, 1, 0}, "h", "first");
    diags_add(&d, (Place){2, 2, 5}, NULL, "second");
    ck_assert_uint_eq(d.errors, 3);
    diags_finish(&d);
    ck_assert_uint_eq(d.errors, 2);
    diags_print(&d, &out);
    ck_assert_str_eq(buf_str(&out), "f:1:1: error: first\nabc\n^\nhelp: h\n"
                                    "f:1:3: warning: warn 7\nabc\n  ^\nhelp: a %s\n"
                                    "f:2:2: error: second\ndef\n ^\n");
    buf_fini(&out);
    diags_fini(&d);
}
END_TEST

/* ---- the REPL ---- */

START_TEST(test_syntax__probe__tells_incomplete_from_wrong)
{
    static const char *const incomplete[] = {"fn f {",
                                             "f(1,",
                                             "[1",
                                             "let x =",
                                             "a +",
                                             "'abc",
                                             "\"abc",
                                             "\"a{b",
                                             "/* x",
                                             "<<~END\n a\n",
                                             "@a(b",
                                             "given x {",
                                             "given x { when 1",
                                             "class A {\n field x",
                                             "if a",
                                             "fn f(",
                                             "let",
                                             "x.",
                                             "{|a|",
                                             "try { 1 }",
                                             "f({\n a\n"};
    static const char *const wrong[] = {"say )", "let x = 1 2", "f(1 2", "x ) (", "let = {"};
    static const char *const fine[] = {"", "1", "fn f { }", "a\n", "// x"};
    for (size_t i = 0; i < sizeof incomplete / sizeof *incomplete; i++)
        ck_assert_msg(syntax_probe(incomplete[i], strlen(incomplete[i])) == SYNTAX_INCOMPLETE, "%s",
                      incomplete[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(syntax_probe(wrong[i], strlen(wrong[i])) == SYNTAX_WRONG, "%s", wrong[i]);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        ck_assert_msg(syntax_probe(fine[i], strlen(fine[i])) == SYNTAX_OK, "%s", fine[i]);
}
END_TEST

/* ---- limits ---- */

static Buf repeat(const char *head, const char *piece, int n, const char *tail)
{
    Buf b = BUF_INIT;
    buf_adds(&b, head);
    for (int i = 0; i < n; i++) buf_adds(&b, piece);
    buf_adds(&b, tail);
    return b;
}

/* How deep the parentheses of the dump go: at least the height of the tree. */
static uint32_t height_of(const SyntaxTree *t)
{
    Buf b = BUF_INIT;
    uint32_t depth = 0, most = 0;
    syntax_dump(t->root, &b);
    for (size_t i = 0; i < b.len; i++) {
        if (b.p[i] == '(') depth++;
        if (b.p[i] == ')') depth--;
        if (depth > most) most = depth;
    }
    buf_fini(&b);
    return most;
}

static void assert_bounded(const char *head, const char *piece, int n, const char *tail)
{
    Buf src = repeat(head, piece, n, tail);
    SyntaxTree t;
    syntax_parse(&t, "t", src.p, src.len);
    ck_assert_msg(height_of(&t) <= AST_MAX_HEIGHT, "%s: %u high", piece, height_of(&t));
    ck_assert_msg(t.diags.errors >= 1, "%s", piece);
    ck_assert_msg(strstr(t.diags.at[0].msg, "too deeply") || strstr(t.diags.at[0].msg, "too long"),
                  "%s: %s", piece, t.diags.at[0].msg);
    syntax_free(&t);
    buf_fini(&src);
}

START_TEST(test_syntax__nesting__is_bounded)
{
    static const char *const opening[] = {"(",
                                          "[",
                                          "{a => ",
                                          "{|| ",
                                          "{:",
                                          "! ",
                                          "-",
                                          ": ",
                                          "true ? 1 : ",
                                          "1 ** ",
                                          "do { ",
                                          "a[",
                                          "say ",
                                          "not ",
                                          "ma ",
                                          "x = ",
                                          "a.b(",
                                          "a.b: ",
                                          "a.b { ",
                                          "if 1 { ",
                                          "given 1 { when 1 { ",
                                          "return ",
                                          "^",
                                          "<-",
                                          "try { ",
                                          "select { when (",
                                          "receive { when (",
                                          "with a { ",
                                          "concurrent { ",
                                          "ma for a { ",
                                          "f(a => ",
                                          "f({|x = ",
                                          "1 ~~ (",
                                          "defined ",
                                          "++",
                                          "\u221a",
                                          "spawn { ",
                                          "let x = \"{",
                                          "fn f { "};
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        assert_bounded("", opening[i], 3000, "");
    assert_bounded("", "{ ", 100000, "");
    assert_bounded("given x { when ", "[", 100000, "");
    assert_bounded("given x { when ", "[{a => A(b => 1 | ", 1000, "");
    assert_bounded("", "fn f { class A { meth m { ", 1000, "");
}
END_TEST

START_TEST(test_syntax__chains__are_bounded)
{
    static const char *const links[] = {" + 1",  ".b",   "[0]",   " && 1",
                                        "()",    "<a>",  " if 1", " ? 1 : 1",
                                        " ~~ 1", " = 1", ".a {}", " - (1 + 1)"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        assert_bounded("x", links[i], 100000, "");
    /* both ways at once */
    Buf deep = repeat("x = ", "(1", 900, ""), wide = repeat("", " + 1", 1900, ")");
    for (int i = 0; i < 900; i++) buf_add(&deep, wide.p, wide.len);
    SyntaxTree t;
    syntax_parse(&t, "t", deep.p, deep.len);
    ck_assert_uint_le(height_of(&t), AST_MAX_HEIGHT);
    ck_assert_str_eq(t.diags.at[0].msg, "expression too long");
    syntax_free(&t);
    buf_fini(&deep);
    buf_fini(&wide);
}
END_TEST

static void assert_fine(const char *head, const char *piece, int n, const char *tail)
{
    Buf src = repeat(head, piece, n, tail), errors = syntax_errors_of(src.p, src.len);
    ck_assert_msg(!errors.len, "%s: %.200s", piece, buf_str(&errors));
    buf_fini(&errors);
    buf_fini(&src);
}

START_TEST(test_syntax__breadth__is_not_bounded)
{
    assert_fine("x = [", "1, ", 70000, "]");
    assert_fine("f(", "a, ", 70000, ")");
    assert_fine("", "let a = 1; ", 70000, "");
    assert_fine("given x {", "when 1 { }\n", 70000, "}");
    assert_fine("if a { }", " elsif b { }", 70000, "");
    assert_fine("x = {", "a => 1, ", 70000, "}");
    assert_fine("x = 1", " < 2", 70000, "");
    assert_fine("given x { when 1", " | 2", 70000, " { } }");
    assert_fine("x = '", "é", 1000000, "'");
    assert_fine("x = \"", "{a}b", 70000, "\"");
    assert_fine("x = ", "7", 1000000, "");
    assert_fine("x = 1.", "7", 1000000, "e-7");
    assert_fine("", "x", 1000000, "");
    assert_fine("x = 1", " + 1", 1500, "");
    assert_fine("class A ", ":is B ", 70000, "{ }");
    assert_fine("f(<<~A", ", <<~A", 0, ")\nA\n");
}
END_TEST

UNIT_MAIN("syntax_errors", tcase_set_timeout(unit_case, 60);
          UNIT_TEST(test_syntax__columns__count_code_points);
          UNIT_TEST(test_syntax__bad_utf8__has_a_place);
          UNIT_TEST(test_syntax__strange_bytes__one_message_a_run);
          UNIT_TEST(test_syntax__recovery__goes_on_behind_the_statement);
          UNIT_TEST(test_syntax__recovery__keeps_declared_names);
          UNIT_TEST(test_syntax__twenty_errors__are_the_most);
          UNIT_TEST(test_diag__print__line_and_caret);
          UNIT_TEST(test_diag__print__long_line_is_cut);
          UNIT_TEST(test_diag__finish__sorts_and_drops_repetitions);
          UNIT_TEST(test_syntax__probe__tells_incomplete_from_wrong);
          UNIT_TEST(test_syntax__nesting__is_bounded); UNIT_TEST(test_syntax__chains__are_bounded);
          UNIT_TEST(test_syntax__breadth__is_not_bounded))
