#include "tests/unit/vm/unit_compile.h"

static struct compiler *world(const char *const *files)
{
    unit_files = files;
    return unit_compiler();
}

/* Compiles; the messages must hold `want` (NULL: there are none). */
static Module *program(struct compiler *c, const char *text, const char *want)
{
    Buf errors = BUF_INIT;
    Module *m = compile_program(c, "t.mm", text, strlen(text), &errors);
    if (want)
        ck_assert_msg(errors.len && strstr(errors.p, want), "'%s' is missing in: %s", want,
                      buf_str(&errors));
    else
        ck_assert_msg(m && !errors.len, "%s", buf_str(&errors));
    buf_fini(&errors);
    return m;
}

static void done(struct compiler *c)
{
    compiler_free(c);
    unit_world_free();
}

/* ---- use ---- */

static const char *const geo[] = {"Geo",
                                  "let scale = two()\nexport fn area(w) { scale * w }\nfn two { 2 "
                                  "}\nexport const our NAME = 'geo'\n"
                                  "export our hits = 0\nfn hidden { 1 }",
                                  "Shape",
                                  "use Geo\nexport class Shape { meth a { Geo::area(2) } }", NULL};

START_TEST(test_compile_modules__use__makes_exports_known)
{
    struct compiler *c = world(geo);
    program(c, "use Geo (area)\nsay area(1), Geo::area(2), Geo::NAME\nGeo::hits += 1", NULL);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__private__stays_private)
{
    struct compiler *c = world(geo);
    program(c, "use Geo\nsay Geo::hidden()", "t.mm:2:5: error: 'Geo::hidden' is not declared");
    program(c, "use Geo (nope)", "t.mm:1:10: error: module Geo does not export 'nope'");
    program(c, "use Geo\nsay area(1)", "t.mm:2:5: error: 'area' is not declared");
    program(c, "use Geo\nGeo::NAME = 1", "t.mm:2:1: error: 'Geo::NAME' is a constant");
    program(c, "use Nowhere", "t.mm:1:1: error: module Nowhere not found");
    done(c);
}
END_TEST

START_TEST(test_compile_modules__own_class__is_known_by_the_module)
{
    struct compiler *c = world(geo);
    program(c, "use Shape\nclass Sub :is Shape { }\nsay Shape.new.a", NULL);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__pending__stand_in_the_order_to_run)
{
    struct compiler *c = world(geo);
    Module *main = program(c, "use Shape\nsay 1", NULL);
    Module *all[8];
    ck_assert_uint_eq(compiler_pending(c, all, 8), 3);
    ck_assert_str_eq(all[0]->name->p, "Geo");
    ck_assert_str_eq(all[1]->name->p, "Shape");
    ck_assert_ptr_eq(all[2], main);
    all[0]->has_run = true;
    ck_assert_uint_eq(compiler_pending(c, all, 8), 2);
    ck_assert_ptr_eq(compiler_module(c, "Shape"), all[0]);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__cycle__is_printed)
{
    const char *const files[] = {"A", "use B\nexport fn a { 1 }", "B", "use A\nexport fn b { 1 }",
                                 NULL};
    struct compiler *c = world(files);
    ck_assert_ptr_null(program(c, "use A\nsay A::a()", "B:1:1: error: use cycle: A -> B -> A"));
    done(c);
}
END_TEST

START_TEST(test_compile_modules__error_inside__is_the_only_message)
{
    const char *const files[] = {"Bad", "export fn a { nope }", NULL};
    struct compiler *c = world(files);
    Buf errors = BUF_INIT;
    const char *text = "use Bad (a)\nsay a(), Bad::b()\nclass C :is Bad { }";
    ck_assert_ptr_null(compile_program(c, "t.mm", text, strlen(text), &errors));
    ck_assert_ptr_nonnull(strstr(errors.p, "Bad:1:15: error: 'nope' is not declared"));
    ck_assert_ptr_null(strstr(errors.p, "t.mm"));
    buf_fini(&errors);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__variables__are_statics_or_globals)
{
    struct compiler *c = world(geo);
    program(c, "use Geo\nsay 1", NULL);
    Module *m = compiler_module(c, "Geo");
    Buf code = BUF_INIT;
    disassemble(m, &code);
    ck_assert_ptr_nonnull(strstr(code.p, "INITSTATIC"));
    ck_assert_ptr_null(strstr(code.p, "CLOSURE"));
    struct export_ *hits = module_export(m, intern_cstr(unit_interns, "hits"));
    ck_assert_ptr_nonnull(hits);
    ck_assert_int_eq(hits->kind, EXPORT_GLOBAL);
    ck_assert_int_eq(module_export(m, intern_cstr(unit_interns, "NAME"))->kind, EXPORT_CONST);
    buf_fini(&code);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__packages__qualify_their_variables)
{
    struct compiler *c = world(NULL);
    program(c, "package Counter { our hits = 1 }\nsay Counter::hits\nour x = 2\nsay main::x", NULL);
    program(c, "package A { our x = 1 }\nsay A::y", "t.mm:2:5: error: 'A::y' is not declared");
    done(c);
}
END_TEST

/* ---- shell ---- */

static Module *piece(struct compiler *c, const char *text, bool *incomplete)
{
    Buf errors = BUF_INIT, why = BUF_INIT;
    Module *m = compile_shell(c, text, strlen(text), &errors, incomplete);
    ck_assert_msg(!m || verify_module(m, &why), "%s", buf_str(&why));
    buf_fini(&errors);
    buf_fini(&why);
    return m;
}

START_TEST(test_compile_modules__shell__remembers_earlier_pieces)
{
    struct compiler *c = world(geo);
    bool more;
    ck_assert_ptr_nonnull(
        piece(c, "let x = 1\nfn f(a) { a + x }\nclass P { field y = 2 }\nuse Geo (area)", &more));
    ck_assert(!more);
    ck_assert_ptr_nonnull(piece(c, "x += 1\nf(x) + P.new.y + area(1)", &more));
    ck_assert_ptr_nonnull(piece(c, "let x = 'again'\nlet g = { x = 3 }", &more));
    ck_assert_ptr_nonnull(piece(c, "g()\nx", &more));
    ck_assert_ptr_null(piece(c, "unknown_name", &more));
    ck_assert(!more);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__shell__returns_the_last_value)
{
    struct compiler *c = world(NULL);
    bool more;
    Module *m = piece(c, "let a = 2\na * 3", &more);
    Buf code = BUF_INIT;
    disassemble(m, &code);
    ck_assert_ptr_nonnull(strstr(code.p, "RETURN"));
    buf_fini(&code);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__shell__asks_for_more)
{
    struct compiler *c = world(NULL);
    bool more = false;
    ck_assert_ptr_null(piece(c, "fn f {", &more));
    ck_assert(more);
    ck_assert_ptr_null(piece(c, "fn f )", &more));
    ck_assert(!more);
    done(c);
}
END_TEST

/* ---- the library ---- */

START_TEST(test_compile_modules__core__extends_types_and_exports_functions)
{
    struct compiler *c = world(NULL);
    Buf errors = BUF_INIT;
    const char *text =
        "class Array { meth twice { Native.secret(self, 2) } }\nfn __helper(x) { x }";
    Module *m = compile_core(c, "core/array.mm", text, strlen(text), &errors);
    ck_assert_msg(m != NULL, "%s", buf_str(&errors));
    Class *array = to_class(unit_builtin(NULL, intern_cstr(unit_interns, "Array")));
    ck_assert_ptr_nonnull(class_find(array, intern_cstr(unit_interns, "twice")));
    ck_assert_ptr_nonnull(module_export(m, intern_cstr(unit_interns, "__helper")));
    buf_fini(&errors);
    done(c);
}
END_TEST

START_TEST(test_compile_modules__program__has_no_natives)
{
    struct compiler *c = world(NULL);
    program(c, "Native.secret(1)", "t.mm:1:1: error: 'Native' is not declared");
    done(c);
}
END_TEST

UNIT_MAIN("compile_modules", UNIT_TEST(test_compile_modules__use__makes_exports_known);
          UNIT_TEST(test_compile_modules__private__stays_private);
          UNIT_TEST(test_compile_modules__own_class__is_known_by_the_module);
          UNIT_TEST(test_compile_modules__pending__stand_in_the_order_to_run);
          UNIT_TEST(test_compile_modules__cycle__is_printed);
          UNIT_TEST(test_compile_modules__error_inside__is_the_only_message);
          UNIT_TEST(test_compile_modules__variables__are_statics_or_globals);
          UNIT_TEST(test_compile_modules__packages__qualify_their_variables);
          UNIT_TEST(test_compile_modules__shell__remembers_earlier_pieces);
          UNIT_TEST(test_compile_modules__shell__returns_the_last_value);
          UNIT_TEST(test_compile_modules__shell__asks_for_more);
          UNIT_TEST(test_compile_modules__core__extends_types_and_exports_functions);
          UNIT_TEST(test_compile_modules__program__has_no_natives))
