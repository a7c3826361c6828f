/* Whatever the bytes: the parser ends, and what it gives keeps its promises. Seeded, so a failure can be replayed.
 *
 * Checked of each input: errors are sorted, at most DIAG_MAX and at true places (line and column agree with the
 * offset); SYNTAX_OK exactly without errors; the tree can be walked and is not too high; all can be printed. */
#include "tests/unit/vm/unit_syntax.h"

static uint64_t seed = 88172645463325252u;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 11) % n);
}

static const char program[] =
    "#!/usr/bin/env maat\n"
    "use Json (parse, dump)\n"
    "export const our VERSION = '1'\n"
    "class A :is B :is(C, D) :does R {\n    field x :rw = 1; field y :ro\n    let made = 0\n"
    "    meth infix:<->(o) { x - o.x }\n    state meth origin { A.new(x => 1) }\n    meth area { "
    "... }\n}\n"
    "fn opts(url, n = 2, *r, **o) :save { o<timeout> \\\\ 5 }\n"
    "let (a, b, *rest) = ([1, 2.5e3, 0xFF]*)\n(a, b) = (b, a)\n"
    "let s = \"a{m{\"k\"}}b{ {|x| x }(1) }\\u{e9}\\n\"\n"
    "let t = <<~END\n    hello {x}\n      there\n    END\n"
    "xs.map {|x| x * 2}.len; xs.map: _ * 2\nxs\n  .grep(:!.is_empty)\n  !.len\n"
    "if xs.any {|x| x > 1 } { 1 } elsif 1 < x <= 9 { 2 }\nelse { 3 }\n"
    "OUTER: for xs -> x, y { next OUTER if x ~~ Num | 'é' }\n"
    "loop (let i = 0; i < 10; i++) { m<k> += i }\n"
    "let v = receive {\n    when ['r', Num -> n, *_] if n > 1 { n }\n    when {k => P(x => 1..9)} "
    "{ p }\n"
    "} after 2.5 { 'late' }\n"
    "try { risky() } catch T | U -> e { die e } finally { done() }\n"
    "select { when ['ok', v] = <-results { v } when jobs <- q.shift { 1 } after 5.s { 2 } default "
    "{ } }\n"
    "concurrent timeout(5) { let w = spawn f('a') }\nma for ^10 -> i { Ma.send(p, [i, -i]) }\n"
    "let m = {a => 1, :key => /re[/]x/i, \"q{1}\" => @a(x y)}\nx = y ? a.len : b ∪ c²\n"
    "do { p <- <-ch } while not defined z\nsay \"done\", b\"\\xff\" unless quiet // end\n";

static bool has_bom(const char *src, size_t len)
{
    return len >= 3 && !memcmp(src, "\xEF\xBB\xBF", 3);
}

static void check_place(const char *src, size_t len, const Diag *d)
{
    uint32_t line = 1, col = 1;
    for (uint32_t i = 0; i < d->place.off; i++) {
        if (src[i] == '\n') {
            line++;
            col = 1;
        } else if (((unsigned char)src[i] & 0xC0) != 0x80 && !(i == 0 && has_bom(src, len))) {
            col++;
        }
    }
    ck_assert_uint_eq(d->place.line, line);
    ck_assert_uint_eq(d->place.col, col);
}

static void check_diags(const SyntaxTree *t, const char *src, size_t len)
{
    ck_assert_uint_le(t->diags.errors, DIAG_MAX);
    ck_assert_uint_eq(t->diags.errors, t->diags.n);
    ck_assert((t->state == SYNTAX_OK) == !t->diags.errors);
    for (uint32_t i = 0; i < t->diags.n; i++) {
        ck_assert_uint_le(t->diags.at[i].place.off, len);
        if (i) ck_assert_uint_ge(t->diags.at[i].place.off, t->diags.at[i - 1].place.off);
        check_place(src, len, &t->diags.at[i]);
    }
}

static uint32_t height(const Buf *dump)
{
    uint32_t depth = 0, most = 0;
    for (size_t i = 0; i < dump->len; i++) {
        depth += dump->p[i] == '(';
        if (depth > most) most = depth;
        if (dump->p[i] == ')' && depth) depth--;
    }
    return most;
}

/* The source is copied, so that a read past its end is seen by AddressSanitizer. */
static void check(const char *text, size_t len)
{
    char *src = malloc(len ? len : 1);
    memcpy(src, text, len);
    SyntaxTree t;
    Buf out = BUF_INIT;
    syntax_parse(&t, "f", src, len);
    check_diags(&t, src, len);
    syntax_dump(t.root, &out);
    if (len < 10000) ck_assert_uint_le(height(&out), AST_MAX_HEIGHT * 2);
    diags_print(&t.diags, &out);
    buf_fini(&out);
    syntax_free(&t);
    free(src);
}

START_TEST(test_syntax__valid_program__has_no_errors)
{
    ASSERT_FINE(program);
    check(program, sizeof program - 1);
}
END_TEST

START_TEST(test_syntax__random_bytes__end)
{
    char bytes[300];
    for (int round = 0; round < 3000; round++) {
        uint32_t n = below(sizeof bytes), range = round % 3 == 0 ? 256 : round % 3 == 1 ? 128 : 96;
        for (uint32_t i = 0; i < n; i++)
            bytes[i] = (char)(range == 96 ? 32 + below(95) : below(range));
        check(bytes, n);
    }
}
END_TEST

START_TEST(test_syntax__token_soup__ends)
{
    static const char *const tokens[] = {
        "let ",      "const ",    "fn ",      "class ",   "role ",    "meth ",    "field ",
        "if ",       "elsif ",    "else ",    "unless ",  "with ",    "for ",     "while ",
        "loop ",     "do ",       "given ",   "when ",    "default ", "receive ", "select ",
        "after ",    "try ",      "catch ",   "finally ", "spawn ",   "ma ",      "concurrent ",
        "parallel ", "say ",      "return ",  "next ",    "not ",     "and ",     "or ",
        "in ",       "isa ",      "defined ", "use ",     "export ",  "package ", "mul ",
        "super",     "self",      "nil",      "true",     "x",        "y ",       "Foo",
        "Bar ",      "_",         "1",        "2.5",      "0xff",     "'s'",      "\"a{\"",
        "\"",        "{",         "}",        "(",        ")",        "[",        "]",
        "{|",        "|",         "||",       ",",        ";",        "\n",       ".",
        "!.",        ".^",        "::",       ":",        "=>",       "->",       "<-",
        "=",         "==",        "+=",       "+",        "-",        "*",        "**",
        "/",         "<",         ">",        "<k>",      "?",        "!",        "~~",
        "..",        "..^",       "...",      "^",        "&",        "++",       "--",
        "\\\\",      "<<~E\n",    "E\n",      "@a(",      "@r{",      "/re/",     "//",
        "/*",        "*/",        "é",        "²",        "√",        "∈",        " ",
        " ",         "infix:<+>", "\\",       "#"};
    for (int round = 0; round < 6000; round++) {
        Buf b = BUF_INIT;
        for (uint32_t n = below(60); n; n--)
            buf_adds(&b, tokens[below(sizeof tokens / sizeof *tokens)]);
        check(buf_str(&b), b.len);
        buf_fini(&b);
    }
}
END_TEST

START_TEST(test_syntax__truncated_program__ends)
{
    for (size_t n = 0; n < sizeof program; n++) check(program, n);
}
END_TEST

/* A piece of the program taken out, doubled, or put elsewhere. */
START_TEST(test_syntax__mutated_program__ends)
{
    for (int round = 0; round < 4000; round++) {
        Buf b = BUF_INIT;
        uint32_t len = sizeof program - 1, at = below(len), n = below(12), to = below(len);
        if (n > len - at) n = len - at;
        buf_add(&b, program, at);
        switch (round % 4) {
        case 0: break;
        case 1:
            buf_add(&b, program + at, n);
            buf_add(&b, program + at, n);
            break;
        case 2: buf_add(&b, program + to, n < len - to ? n : len - to); break;
        default: buf_addc(&b, "(){}[]'\"`/<>|:;,.=+-*\n\\\0\xff"[below(25)]); break;
        }
        buf_add(&b, program + at + n, len - at - n);
        check(buf_str(&b), b.len);
        buf_fini(&b);
    }
}
END_TEST

START_TEST(test_syntax__repeated_pieces__end)
{
    for (int round = 0; round < 300; round++) {
        Buf b = BUF_INIT;
        uint32_t n1 = 1 + below(8), n2 = 1 + below(8);
        uint32_t at1 = below(sizeof program - 9), at2 = below(sizeof program - 9);
        for (int i = 0; i < 400; i++) buf_add(&b, program + at1, n1);
        for (int i = 0; i < 400; i++) buf_add(&b, program + at2, n2);
        check(buf_str(&b), b.len);
        buf_fini(&b);
    }
}
END_TEST

UNIT_MAIN("syntax_fuzz", tcase_set_timeout(unit_case, 120);
          UNIT_TEST(test_syntax__valid_program__has_no_errors);
          UNIT_TEST(test_syntax__random_bytes__end); UNIT_TEST(test_syntax__token_soup__ends);
          UNIT_TEST(test_syntax__truncated_program__ends);
          UNIT_TEST(test_syntax__mutated_program__ends);
          UNIT_TEST(test_syntax__repeated_pieces__end))
