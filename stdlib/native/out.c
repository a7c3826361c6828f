/* The words that write: say, print, printf, warn; and the failing ends of assert and assert_eq. */
#include "heap/array.h"
#include "heap/equal.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/maatine/longwalk.h"
#include "vm/native.h"
#include "vm/runtime.h"

enum { WRITE_LINE, WRITE_PLAIN, WRITE_WARN };

static void write_piece(struct maatine *m, int how, Buf *b)
{
    struct runtime *rt = native_runtime(m);
    if (how != WRITE_PLAIN) buf_addc(b, '\n');
    (how == WRITE_WARN ? runtime_err : runtime_out)(rt, buf_str(b), b->len);
    native_charge(m, (int64_t)(b->len / 64) + 4);
}

/* Writes the texts of its arguments in one piece. Arguments that need Maat code for their text, or much time, are handed to the core function
 * __texts, which calls this native again with strings. */
static enum native_result write_all(struct maatine *m, Value *args, uint32_t nargs, int how)
{
    Buf b = BUF_INIT;
    enum text_status st = TEXT_OK;
    for (uint32_t i = 0; i < nargs && st == TEXT_OK; i++) st = long_text_add(m, &b, args[i]);
    if (st == TEXT_OK) write_piece(m, how, &b);
    buf_fini(&b);
    if (st == TEXT_OK) return native_return(m, V_NIL);
    if (st == TEXT_NOMEM) return native_no_memory(m);
    Value list;
    if (!array_from(native_heap(m), args, nargs, &list)) return native_no_memory(m);
    args[0] = list;
    args[1] = from_int(how);
    return native_core(m, CORE_write, 2);
}

static enum native_result word_say(struct maatine *m, Value *args, uint32_t nargs)
{
    return write_all(m, args, nargs, WRITE_LINE);
}

static enum native_result word_print(struct maatine *m, Value *args, uint32_t nargs)
{
    return write_all(m, args, nargs, WRITE_PLAIN);
}

static enum native_result word_warn(struct maatine *m, Value *args, uint32_t nargs)
{
    return write_all(m, args, nargs, WRITE_WARN);
}

static enum native_result word_printf(struct maatine *m, Value *args, uint32_t nargs)
{
    Value list;
    if (!array_from(native_heap(m), args + 1, nargs - 1, &list)) return native_no_memory(m);
    args[1] = list;
    return native_core(m, CORE_printf, 2);
}

/* ---- assertions ---- */

static enum native_result failed(struct maatine *m, Buf *b)
{
    enum native_result r = native_error(m, ERR_AssertError, "%s", buf_str(b));
    buf_fini(b);
    return r;
}

/* assert_fail(value, message or nil), or assert_fail(left, right, message or nil, sign) for a comparison */
static enum native_result assert_fail(struct maatine *m, Value *args, uint32_t nargs)
{
    Buf b = BUF_INIT;
    bool compared = nargs == 4;
    Value message = compared ? args[2] : nargs > 1 ? args[1] : V_NIL;
    if (!is_nil(message)) {
        args[0] = message;
        return native_core(m, CORE_assert_said, 1);
    }
    buf_adds(&b, "assertion failed: ");
    text_add_short(&b, args[0], compared ? 2000 : 4000);
    if (compared) {
        buf_addf(&b, " %.*s ", (int)str_len(args[3]), str_bytes(args[3]));
        text_add_short(&b, args[1], 2000);
    }
    return failed(m, &b);
}

/* assert_differ(got, want): they are known to differ. */
static enum native_result assert_differ(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Buf b = BUF_INIT;
    buf_adds(&b, "got ");
    text_add_short(&b, args[0], 2000);
    buf_adds(&b, ", expected ");
    text_add_short(&b, args[1], 2000);
    return failed(m, &b);
}

static enum native_result assert_eq(struct maatine *m, Value *args, uint32_t nargs)
{
    switch (long_equal(m, args[0], args[1])) {
    case EQ_LONG: return native_yield(m);
    case EQ_YES: return native_return(m, V_NIL);
    case EQ_NO: return assert_differ(m, args, nargs);
    case EQ_NEED_MAAT: return native_core(m, CORE_assert_eq, 2);
    default: return native_no_memory(m);
    }
}

NATIVE_TABLE(natives_out) = {
    {"Native", "say", word_say, 0, -1, 0, "(values*)"},
    {"Native", "print", word_print, 0, -1, 0, "(values*)"},
    {"Native", "warn", word_warn, 0, -1, 0, "(values*)"},
    {"Native", "printf", word_printf, 1, -1, 0, "(format, values*)"},
    {"Native", "assert_fail", assert_fail, 1, 4, 0, "(value, message)"},
    {"Native", "assert_eq", assert_eq, 2, 2, 0, "(got, want)"},
    {"Native", "assert_differ", assert_differ, 2, 2, 0, "(got, want)"},
    {0},
};
