/* The table of operations, the entry of the interpreter, and what natives say to it. */
#include "heap/array.h"
#include "vm/exec/interp.h"
#include "vm/exec/profile.h"
#include "vm/maatine/longcopy.h"
#include "vm/maatine/outbox.h"

const OpFn op_table[OP_COUNT] = {
#define OP(name, words, form, what) [OP_##name] = op_##name,
#define FUSED(first, second)        [OP_##first##_##second] = op_##first##_##second,
#include "vm/exec/ops.def"
#include "vm/exec/fused.def"
#undef FUSED
#undef OP
};

static const struct {
    uint16_t first, second;
} fused[] = {
#define FUSED(first, second) {OP_##first, OP_##second},
#include "vm/exec/fused.def"
#undef FUSED
};

static const struct {
    const char *name;
    uint32_t words;
} op_info[] = {
#define OP(name, words, form, what) {#name, words},
#include "vm/exec/ops.def"
#undef OP
};

uint32_t op_plain(uint32_t op)
{
    return op >= OP_FIRST_FUSED && op < OP_COUNT ? fused[op - OP_FIRST_FUSED].first : op;
}

uint32_t op_fused(uint32_t first, uint32_t second)
{
    for (uint32_t i = 0; i < OP_COUNT - OP_FIRST_FUSED; i++)
        if (fused[i].first == first && fused[i].second == second) return OP_FIRST_FUSED + i;
    return first;
}

uint32_t op_words(uint32_t op) { return op < OP_COUNT ? op_info[op_plain(op)].words : 1; }

const char *op_name(uint32_t op) { return op < OP_COUNT ? op_info[op_plain(op)].name : "?"; }

uint32_t proto_line(const Proto *p, uint32_t pc)
{
    uint32_t lo = 0, hi = p->nlines;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (p->lines[mid].pc <= pc)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? p->lines[lo - 1].line : p->line;
}

/* ---- running ---- */

#if MAAT_TAILCALLS
/* A batch is pushed at the end of each run: with a profile there are many in one slice, and each begins with the usual operations. */
static void run_ops(Maatine *m)
{
    const Insn *pc = m->pc;
    Insn w = load_rlx(pc);
    op_table[(uint16_t)w](pc + 1, m->R, m, op_table, w);
    if (MAAT_UNLIKELY(outbox.batch != NULL)) outbox_push(m, false); /* OB-2 */
}
#else
static void run_ops(Maatine *m)
{
    struct op_regs rg = {m->pc, m->R, false};
    while (!rg.stop) {
        Insn w = load_rlx(rg.pc);
        rg.pc++;
        op_table[(uint16_t)w](&rg, m, w);
    }
}
#endif

/* Finalizers that are due run between two slices, in a frame above the others, as if the next instruction had called them. Not in the
 * middle of a wait, whose state is the maatine's, nor inside each other. */
static void finals_begin(Maatine *m)
{
    if (m->pending != PENDING_NONE || m->wait_kind != WAIT_NONE || m->unwinding) return;
    if ((m->flags & MAF_FINALS) || m->args_end || m->recv.active) return;
    Value fn = m->rt->core[CORE_finals];
    const Proto *p = ((Fn *)to_ptr(fn))->proto;
    Value *win = stack_reserve(m, m->R + frame_proto(m->R)->nregs, FRAME_WORDS + p->nregs);
    if (!win) return;
    long_copy_forget(m); /* LC-2: they may change what it was about */
    Value *R = win + FRAME_WORDS;
    win[0] = fn;
    R[-2] = (Value)(uintptr_t)m->pc | RET_AGAIN;
    R[-1] = (Value)(R - m->R);
    for (uint32_t i = 0; i < p->nregs; i++) R[i] = V_NIL;
    m->R = R;
    m->pc = p->code;
}

enum exec_result exec_run(Maatine *m)
{
    m->exec_result = EXEC_RUNNING;
    if (MAAT_UNLIKELY(m->stack_cap - m->stack > EXEC_STACK_SHRINK)) exec_shrink_stack(m);
    if (MAAT_UNLIKELY(m->heap.finals)) finals_begin(m);
    if (MAAT_UNLIKELY(m->pending != PENDING_NONE) && act_on_pending(m) == FLOW_END)
        m->exec_result = EXEC_END;
    else if (MAAT_UNLIKELY(load_rlx(&m->rt->sampling)))
        profile_run(m, run_ops);
    else
        run_ops(m);
    return (enum exec_result)m->exec_result;
}

/* ---- the first frame ---- */

/* `start` calls R[0] with the elements of the Array R[3]; arguments wait in R[START_ARGS] before. */
enum { START_CALLEE = 0, START_ARRAY = 3, START_NAMED = 4, START_ARGS = 5, START_REGS = 16 };

static const Insn start_insns[] = {(Insn)OP_CALLX, (Insn)OP_RETURN};

Proto *exec_start_proto(struct runtime *rt)
{
    Proto *p = mem_zalloc(MEM_CODE, sizeof *p);
    p->code = mem_alloc(MEM_CODE, sizeof start_insns);
    memcpy(p->code, start_insns, sizeof start_insns);
    p->ncode = 2;
    p->nregs = START_REGS;
    p->room = proto_room(p);
    p->nparams = START_ARGS; /* what a tail call moves (tail_shift) */
    p->flags = PROTO_CORE;
    p->name = intern_cstr(rt->interns, "start");
    p->module = rt->internal_module;
    return p;
}

void exec_start_window(struct runtime *rt, Value *win, Value args)
{
    Value *R = win + FRAME_WORDS, fn = win[0];
    for (uint32_t i = 0; i < START_REGS; i++) R[i] = V_NIL;
    R[START_CALLEE] = fn;
    R[START_ARRAY] = args;
    win[0] = rt->start_fn;
}

/* The plain case: the callee's own frame is the first one. */
static bool setup_simple(Maatine *m, Value fn, const Value *args, uint32_t nargs)
{
    const Proto *q = ((Fn *)to_ptr(fn))->proto;
    if (!stack_reserve(m, m->stack, FRAME_WORDS + q->nregs)) return false;
    Value *R = m->R;
    R[-3] = fn;
    if (nargs) memcpy(R, args, nargs * sizeof(Value));
    m->pc = q->code;
    return true;
}

static bool setup_general(Maatine *m, Value fn, const Value *args, uint32_t nargs)
{
    if (!stack_reserve(m, m->stack, FRAME_WORDS + START_REGS + nargs)) return false;
    Value *R = m->R;
    for (uint32_t i = 0; i < START_REGS; i++) R[i] = V_NIL;
    R[START_CALLEE] = fn;
    if (nargs) memcpy(R + START_ARGS, args, nargs * sizeof(Value));
    if (nargs > START_REGS - START_ARGS) m->args_end = R + START_ARGS + nargs;
    Value arr;
    bool ok = array_from(&m->heap, R + START_ARGS, nargs, &arr);
    m->args_end = NULL;
    if (ok) R[START_ARRAY] = arr;
    m->pc = frame_proto(R)->code;
    return ok;
}

bool exec_setup(Maatine *m, Value fn, const Value *args, uint32_t nargs)
{
    Value *R = m->R = m->stack + FRAME_WORDS;
    R[-3] = m->rt->start_fn;
    R[-2] = RET_HALT;
    R[-1] = 0;
    if (is_type(fn, T_FN)) {
        const Proto *q = ((Fn *)to_ptr(fn))->proto;
        if ((q->flags & PROTO_SIMPLE) && q->nparams == nargs)
            return setup_simple(m, fn, args, nargs);
    }
    return setup_general(m, fn, args, nargs);
}
