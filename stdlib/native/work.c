/* Natives of structured concurrency: `Work`, and what stdlib/core/work.mm is built on. */
#include "base/mem.h"
#include "heap/array.h"
#include "heap/num.h"
#include "heap/string.h"
#include "stdlib/native/args.h"
#include "vm/exec/exec.h"
#include "vm/maatine/calls.h"
#include "vm/maatine/life.h"
#include "vm/maatine/select.h"
#include "vm/maatine/work.h"

static bool is_work(Value v) { return is_type(v, T_WORK); }

static enum native_result check_works(struct maatine *m, Value list)
{
    if (!is_array(list)) return native_type_error(m, "the Works", "an Array", list);
    for (uint32_t i = 0; i < array_len(list); i++)
        if (!is_work(array_get(list, i)))
            return native_type_error(m, "what is waited for", "a Work", array_get(list, i));
    return N_OK;
}

/* ---- scopes ---- */

static enum native_result scope_open_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    double secs, grace;
    if (!arg_seconds(m, args[0], "the timeout", &secs)) return N_ERROR;
    if (!arg_seconds(m, args[1], "the grace", &grace)) return N_ERROR;
    return native_return(m, from_ref(tasks_open(m, secs, grace)));
}

/* scope_spawn(scope, f, args, named, label) */
static enum native_result scope_spawn_native(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *call = &args[nargs], out;
    call[0] = m->rt->core[CORE_apply];
    for (int i = 0; i < 3; i++) call[1 + i] = args[1 + i];
    Str *label = is_str(args[4]) ? (Str *)to_ptr(text_intern(m->rt, str_bytes(args[4]))) : NULL;
    enum native_result r =
        work_spawn(m, call, 3, is_ref(args[0]) ? to_ref(args[0]) : 0, label, false, &out);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result scope_cancel_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    tasks_cancel(m, to_ref(args[0]));
    return native_return(m, V_NIL);
}

static enum native_result scope_close_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(tasks_close(m, to_ref(args[0]))));
}

static enum native_result works_wait_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    enum native_result r = m->wait_kind == WAIT_NONE ? check_works(m, args[0]) : N_OK;
    if (r == N_OK) r = works_wait(m, &args[0], false);
    return r == N_OK ? native_return(m, V_NIL) : r;
}

static enum native_result works_check(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    enum native_result r = check_works(m, args[0]);
    return r == N_OK ? native_return(m, args[0]) : r;
}

static enum native_result works_any_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    enum native_result r = m->wait_kind == WAIT_NONE ? check_works(m, args[0]) : N_OK;
    if (r == N_OK && array_len(args[0]) == 0)
        r = native_error(m, ERR_ArgumentError, "there is no Work to wait for");
    return r == N_OK ? works_wait(m, &args[0], true) : r;
}

/* work_take(w, last): its value, or nil if it failed; it has ended. last: nobody will ask for it again. */
static enum native_result work_take(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v = V_NIL;
    enum native_result r = N_OK;
    if (work_state(args[0]) == WORK_DONE) {
        if (args[1] == V_TRUE)
            v = work_move(m, args[0]);
        else
            r = work_copy(m, args[0], &v);
    }
    return r == N_OK ? native_return(m, v) : r;
}

/* work_error(w): the Error with which it failed, unless by being cancelled; else nil. */
static enum native_result work_error(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value v = V_NIL;
    bool wanted = work_state(args[0]) == WORK_FAILED && !work_was_cancelled(args[0]);
    enum native_result r = wanted ? work_copy(m, args[0], &v) : N_OK;
    return r == N_OK ? native_return(m, v) : r;
}

static enum native_result error_suppress_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return error_suppress(m, &args[0], &args[1]) ? native_return(m, V_NIL) : native_no_memory(m);
}

/* When it ended, as a number that grows. */
static enum native_result work_at(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int((int64_t)work_ended_at(args[0])));
}

/* ---- within ---- */

static enum native_result within_begin_native(struct maatine *m, Value *args, uint32_t nargs)
{
    double secs;
    if (!arg_seconds(m, args[0], "the time", &secs)) return N_ERROR;
    enum native_result r = within_begin(m, secs, &args[nargs]);
    return r == N_OK ? native_return(m, args[nargs]) : r;
}

static enum native_result within_end_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    within_end(m, args[0]);
    return native_return(m, V_NIL);
}

static enum native_result call_starts_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(call_starts(m, args[0])));
}

/* ---- Work ---- */

static enum native_result work_does(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *call = &args[nargs], out;
    if (!is_fn(args[1])) return native_type_error(m, "what a Work does", "a function", args[1]);
    call[0] = args[1];
    enum native_result r = work_spawn(m, call, 0, 0, NULL, false, &out);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result work_done_native(struct maatine *m, Value *args, uint32_t nargs)
{
    Value out;
    args[nargs] = nargs > 1 ? args[1] : V_NIL;
    enum native_result r = work_made(m, &args[nargs], false, &out);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result work_failed_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Value out;
    if (!is_inst(args[1]) || !(((Inst *)to_obj(args[1]))->cls->flags & CLASS_ERROR))
        return native_type_error(m, "what a Work fails with", "an Error", args[1]);
    enum native_result r = work_made(m, &args[1], true, &out);
    return r == N_OK ? native_return(m, out) : r;
}

static enum native_result work_result_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return work_result(m, &args[0]);
}

static enum native_result work_status(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    static const char *const names[] = {
        [WORK_DO] = "Do", [WORK_DONE] = "Done", [WORK_FAILED] = "Failed"};
    return native_return(m, text_intern(m->rt, names[work_state(args[0])]));
}

static enum native_result work_cancel_native(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    work_cancel(m, args[0]);
    return native_return(m, V_NIL);
}

/* abide w: its result; abide w1, w2: an Array. */
static enum native_result word_abide(struct maatine *m, Value *args, uint32_t nargs)
{
    for (uint32_t i = 0; i < nargs; i++)
        if (!is_work(args[i]))
            return native_type_error(m, "what abide waits for", "a Work", args[i]);
    if (nargs == 1) return work_result(m, &args[0]);
    Value list;
    if (!array_from(&m->heap, args, nargs, &list)) return native_no_memory(m);
    args[0] = list;
    return native_core(m, CORE_abide, 1);
}

/* ---- select ---- */

/* select(arms, after, has_default) */
static enum native_result select_native(struct maatine *m, Value *args, uint32_t nargs)
{
    double secs;
    if (!arg_seconds(m, args[1], "'after'", &secs)) return N_ERROR;
    enum native_result r = select_wait(m, &args[0], secs, args[2] == V_TRUE, &args[nargs]);
    return r == N_OK ? native_return(m, args[nargs]) : r;
}

NATIVE_TABLE(natives_work) = {
    {"Native", "call_starts", call_starts_native, 1, 1, 0, "(from)"},
    {"Native", "within_begin", within_begin_native, 1, 1, 0, "(secs)"},
    {"Native", "within_end", within_end_native, 1, 1, 0, "(before)"},
    {"Native", "blocking_enter", blocking_enter, 0, 0, 0, "()"},
    {"Native", "blocking_leave", blocking_leave, 0, 0, 0, "()"},
    {"Native", "scope_open", scope_open_native, 2, 2, 0, "(secs, grace)"},
    {"Native", "scope_spawn", scope_spawn_native, 5, 5, 0, "(scope, f, args, named, label)"},
    {"Native", "scope_cancel", scope_cancel_native, 1, 1, 0, "(scope)"},
    {"Native", "scope_close", scope_close_native, 1, 1, 0, "(scope)"},
    {"Native", "works_check", works_check, 1, 1, 0, "(works)"},
    {"Native", "works_wait", works_wait_native, 1, 1, 0, "(works)"},
    {"Native", "works_any", works_any_native, 1, 1, 0, "(works)"},
    {"Native", "work_take", work_take, 2, 2, 0, "(work, last)"},
    {"Native", "work_error", work_error, 1, 1, 0, "(work)"},
    {"Native", "error_suppress", error_suppress_native, 2, 2, 0, "(err, other)"},
    {"Native", "work_at", work_at, 1, 1, 0, "(work)"},
    {"Native", "abide", word_abide, 1, -1, 0, "(works*)"},
    {"Native", "select", select_native, 3, 3, 0, "(arms, after, has_default)"},
    {"Work", "does", work_does, 1, 1, NF_STATIC, "(f)"},
    {"Work", "done", work_done_native, 0, 1, NF_STATIC, "(v)"},
    {"Work", "failed", work_failed_native, 1, 1, NF_STATIC, "(error)"},
    {"Work", "result", work_result_native, 0, 0, 0, "()"},
    {"Work", "status", work_status, 0, 0, 0, "()"},
    {"Work", "cancel", work_cancel_native, 0, 0, 0, "()"},
    {0},
};
