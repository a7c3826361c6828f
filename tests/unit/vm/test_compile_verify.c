/* The verifier must refuse each kind of broken code: good code is compiled, damaged in one
 * place, and verified again. */
#include "tests/unit/vm/unit_compile.h"

static struct compiler *compiler;
static Module *module;

static Proto *good(const char *text)
{
    Buf errors = BUF_INIT;
    compiler = unit_compiler();
    module = compile_program(compiler, "t.mm", text, strlen(text), &errors);
    ck_assert_msg(module != NULL, "%s", buf_str(&errors));
    buf_fini(&errors);
    return module->main;
}

static void refused(const char *why)
{
    Buf b = BUF_INIT;
    ck_assert(!verify_module(module, &b));
    ck_assert_msg(strstr(buf_str(&b), why) != NULL, "'%s' is not said: %s", why, buf_str(&b));
    buf_fini(&b);
    compiler_free(compiler);
    unit_world_free();
}

static Insn *find(Proto *p, enum opcode op)
{
    for (uint32_t pc = 0; pc < p->ncode; pc += op_words(insn_op(p->code[pc])))
        if (insn_op(p->code[pc]) == op) return &p->code[pc];
    ck_abort_msg("no such operation");
    return NULL;
}

START_TEST(test_compile_verify__register_too_high__is_refused)
{
    Proto *p = good("let a = say(1)\nlet b = a + 1");
    *find(p, OP_ADDI) = insn_abc(OP_ADDI, 1, 200, 1);
    refused("registers 200 to 200");
}
END_TEST

START_TEST(test_compile_verify__window_beyond_the_frame__is_refused)
{
    Proto *p = good("let a = say(1)\na(1)");
    Insn *call = find(p, OP_CALL);
    *call = insn_abc(OP_CALL, insn_a(*call), 9, 0);
    refused("registers");
}
END_TEST

START_TEST(test_compile_verify__jump_into_an_instruction__is_refused)
{
    Proto *p = good("let a = say(1)\nwhile a { say 2 }");
    Insn *jump = find(p, OP_LOOP);
    *jump = insn_au(OP_LOOP, 0, (uint32_t)(insn_s(*jump) + 3));
    refused("jump to word");
}
END_TEST

START_TEST(test_compile_verify__jump_out_of_the_code__is_refused)
{
    Proto *p = good("let a = say(1)\nif a < 5 { say 2 }");
    Insn *jump = find(p, OP_JNLTI);
    *jump = insn_abc(OP_JNLTI, insn_a(*jump), 5, 500);
    refused("jump to word");
}
END_TEST

START_TEST(test_compile_verify__missing_constant__is_refused)
{
    Proto *p = good("let a = b\"text\"");
    *find(p, OP_NEWBYTES) = insn_au(OP_NEWBYTES, 0, 77);
    refused("constant 77");
}
END_TEST

START_TEST(test_compile_verify__half_of_a_pair__is_refused)
{
    Proto *p = good("fn f(n) { f(n - 1) + 1 }\nf(2)");
    Insn *i = find(p->protos[0], OP_SUBI_CALLK);
    i[1] = insn_abc(OP_CALLN, insn_a(i[1]), 1, 0);
    refused("is not the other half");
}
END_TEST

START_TEST(test_compile_verify__missing_capture__is_refused)
{
    Proto *p = good("let a = say(1)\nlet f = { a }");
    *find(p->protos[0], OP_GETCAP) = insn_abc(OP_GETCAP, 0, 3, 0);
    refused("capture 3");
}
END_TEST

START_TEST(test_compile_verify__capture_of_a_missing_register__is_refused)
{
    Proto *p = good("let a = say(1)\nlet f = { a }");
    p->protos[0]->caps[0].index = 999;
    refused("captures 999");
}
END_TEST

START_TEST(test_compile_verify__unknown_operation__is_refused)
{
    Proto *p = good("say 1");
    p->code[0] = insn_abc(60000, 0, 0, 0);
    refused("unknown operation");
}
END_TEST

START_TEST(test_compile_verify__no_end__is_refused)
{
    Proto *p = good("say 1");
    p->ncode--;
    refused("runs past its end");
}
END_TEST

START_TEST(test_compile_verify__bad_handler__is_refused)
{
    Proto *p = good("try { say 1 } catch e { say 2 }");
    p->handlers[0].target = 4000;
    refused("handler 0 leads to word 4000");
}
END_TEST

START_TEST(test_compile_verify__name_that_is_no_str__is_refused)
{
    Proto *p = good("let a = say(1)\na.foo(1)");
    find(p, OP_INVOKE)[1] = V_NIL;
    refused("the name is not a Str");
}
END_TEST

START_TEST(test_compile_verify__receiver_inside_its_window__is_refused)
{
    Proto *p = good("let a = say(1)\na.foo");
    Insn *i = find(p, OP_GETATTR);
    *i = insn_abc(OP_GETATTR, insn_a(*i), insn_a(*i) + 1, 0);
    refused("the receiver lies inside the window");
}
END_TEST

START_TEST(test_compile_verify__loop_that_goes_on_elsewhere__is_refused)
{
    Proto *p = good("for [1, 2] { say _ }");
    Insn *i = find(p, OP_FORBACK);
    *i = insn_au(OP_FORBACK, insn_a(*i), (uint32_t)(insn_s(*i) + 2));
    refused("is not the FORNEXT of this loop");
}
END_TEST

START_TEST(test_compile_verify__keys_that_are_no_strings__are_refused)
{
    Proto *p = good("let a = say(1)\nsay {x => a, y => 1}");
    find(p, OP_NEWMAPK)[1] = V_NIL;
    refused("the keys are not 2 strings");
}
END_TEST

START_TEST(test_compile_verify__more_keys_than_values__are_refused)
{
    Proto *p = good("let a = say(1)\nsay {x => a, y => 1}");
    Insn *i = find(p, OP_NEWMAPK);
    *i = insn_abc(OP_NEWMAPK, insn_a(*i), insn_b(*i), 1);
    refused("the keys are not 1 strings");
}
END_TEST

START_TEST(test_compile_verify__spread_onto_itself__is_refused)
{
    Proto *p = good("let a = say(1)\nlet (b, c) = a*");
    Insn *i = find(p, OP_ASARRAY);
    *i = insn_abc(OP_ASARRAY, insn_a(*i), insn_a(*i), 0);
    refused("the same register twice");
}
END_TEST

UNIT_MAIN("compile_verify", UNIT_TEST(test_compile_verify__half_of_a_pair__is_refused);
          UNIT_TEST(test_compile_verify__loop_that_goes_on_elsewhere__is_refused);
          UNIT_TEST(test_compile_verify__receiver_inside_its_window__is_refused);
          UNIT_TEST(test_compile_verify__keys_that_are_no_strings__are_refused);
          UNIT_TEST(test_compile_verify__more_keys_than_values__are_refused);
          UNIT_TEST(test_compile_verify__spread_onto_itself__is_refused);
          UNIT_TEST(test_compile_verify__register_too_high__is_refused);
          UNIT_TEST(test_compile_verify__window_beyond_the_frame__is_refused);
          UNIT_TEST(test_compile_verify__jump_into_an_instruction__is_refused);
          UNIT_TEST(test_compile_verify__jump_out_of_the_code__is_refused);
          UNIT_TEST(test_compile_verify__missing_constant__is_refused);
          UNIT_TEST(test_compile_verify__missing_capture__is_refused);
          UNIT_TEST(test_compile_verify__capture_of_a_missing_register__is_refused);
          UNIT_TEST(test_compile_verify__unknown_operation__is_refused);
          UNIT_TEST(test_compile_verify__no_end__is_refused);
          UNIT_TEST(test_compile_verify__bad_handler__is_refused);
          UNIT_TEST(test_compile_verify__name_that_is_no_str__is_refused))
