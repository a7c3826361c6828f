/* Inside of the interpreter: how operations are written, dispatched, and how they leave.
 *
 * Each operation is one C function, `OP_FN(NAME) { ... NEXT; }`. With clang they are chained by tail calls
 * (`musttail`, all state in registers by `preserve_none`); with other compilers the same bodies are called from a
 * loop. A body sees
 *   w    the instruction word          pc  the word behind it
 *   R    the registers of the frame    K   its constants (looked up)    m  the maatine
 * and ends with one of
 *   NEXT            goes on at pc
 *   RELOAD          goes on at m->pc in frame m->R (after a call, a return or an unwinding done in C)
 *   LEAVE(result)   leaves exec_run; m->pc and m->R are set
 * Before anything that may collect, raise or suspend: SAVE (m->pc = the word behind this instruction's first, m->R = R).
 * To wait or yield and do the instruction again: SAVE_AGAIN, then LEAVE.
 *
 * IN-1  The stack moves only in stack_reserve; R is read back from m->R afterwards.
 * IN-2  When a collection happens every word in [m->stack, top of frame m->R) is a value or a raw word below 2^48: registers that
 *       were never written hold what was there before, which is older than the last collection's wipe and so still valid.
 * IN-3  An operation has no effect before its last point of failure that doing it again would repeat.
 */
#ifndef MAAT_VM_INTERP_H
#define MAAT_VM_INTERP_H

#include "base/atomic.h"
#include "base/mem.h"
#include "vm/exec/exec.h"
#include "vm/runtime.h"

/* The address sanitizer realigns the stacks of functions that it instruments, which preserve_none does not allow. */
#if defined(__clang__) && __clang_major__ >= 19
#define MAAT_TAILCALLS (!__has_feature(address_sanitizer))
/* The thread sanitizer would not know that a part of a word which others exchange for an equal one stays the same. */
#define PARTS_OF_CODE  (MAAT_TAILCALLS && !__has_feature(thread_sanitizer))
#else
#define MAAT_TAILCALLS 0
#define PARTS_OF_CODE  0
#endif

#if MAAT_TAILCALLS
#define OP_CC __attribute__((preserve_none))
/* T is op_table, carried along so that its address need not be made at each step. */
typedef OP_CC void (*OpFn)(const Insn *pc, Value *R, Maatine *m, const void *T, Insn w);
#define OP_FN(name)                                                                                \
    OP_CC void op_##name(const Insn *pc, Value *R, Maatine *m, const void *T MAAT_UNUSED,          \
                         Insn w MAAT_UNUSED)
#define GO_ON()                                                                                    \
    do {                                                                                           \
        Insn next_ = load_rlx(pc);                                                                 \
        __attribute__((musttail)) return ((const OpFn *)T)[(uint16_t)next_](pc + 1, R, m, T,       \
                                                                            next_);                \
    } while (0)
#define LEAVE(r)                                                                                   \
    do {                                                                                           \
        m->exec_result = (uint8_t)(r);                                                             \
        return;                                                                                    \
    } while (0)
#else
struct op_regs {
    const Insn *pc;
    Value *R;
    bool stop;
};
typedef void (*OpFn)(struct op_regs *rg, Maatine *m, Insn w);
#define OP_FN(name)                                                                                \
    static inline void op_body_##name(const Insn *pc, Value *R, Maatine *m, Insn w,                \
                                      struct op_regs *rg_);                                        \
    void op_##name(struct op_regs *rg_, Maatine *m, Insn w);                                       \
    void op_##name(struct op_regs *rg_, Maatine *m, Insn w)                                        \
    {                                                                                              \
        op_body_##name(rg_->pc, rg_->R, m, w, rg_);                                                \
    }                                                                                              \
    static inline void op_body_##name(const Insn *pc, Value *R, Maatine *m MAAT_UNUSED,            \
                                      Insn w MAAT_UNUSED, struct op_regs *rg_)
#define GO_ON()                                                                                    \
    do {                                                                                           \
        rg_->pc = pc;                                                                              \
        rg_->R = R;                                                                                \
        return;                                                                                    \
    } while (0)
#define LEAVE(r)                                                                                   \
    do {                                                                                           \
        m->exec_result = (uint8_t)(r);                                                             \
        rg_->stop = true;                                                                          \
        return;                                                                                    \
    } while (0)
#endif

/* The rare side of an operation as a function of its own, so that the quick side needs no stack frame:
 * OP_SLOW_FN(NAME) { ... } above OP_FN(NAME), which ends with TO_SLOW(NAME). pc, R, w are as at the start. */
#if MAAT_TAILCALLS
#define OP_SLOW_FN(name)                                                                           \
    static MAAT_NOINLINE OP_CC void slow_##name(const Insn *pc, Value *R, Maatine *m,              \
                                                const void *T MAAT_UNUSED, Insn w MAAT_UNUSED)
#define TO_SLOW(name) __attribute__((musttail)) return slow_##name(pc, R, m, T, w)
/* Goes on as operation `name`, in the place of this instruction. */
#define TO_OP(name)   __attribute__((musttail)) return op_##name(pc, R, m, T, w)
/* Goes on at pc, where operation `name` is known to stand. */
#define TO_NEXT_OP(name)                                                                           \
    do {                                                                                           \
        Insn next_ = load_rlx(pc);                                                                 \
        __attribute__((musttail)) return op_##name(pc + 1, R, m, T, next_);                        \
    } while (0)
#define TO_NUMBER(op) __attribute__((musttail)) return op_table[op](pc, R, m, T, w)
/* Keeps the two dispatches of a branch apart: each is predicted on its own. */
#define KEEP_APART()  __asm__ volatile("")
#else
#define OP_SLOW_FN(name)                                                                           \
    static void slow_##name(const Insn *pc MAAT_UNUSED, Value *R MAAT_UNUSED,                      \
                            Maatine *m MAAT_UNUSED, Insn w MAAT_UNUSED, struct op_regs *rg_)
#define TO_SLOW(name)                                                                              \
    do {                                                                                           \
        slow_##name(pc, R, m, w, rg_);                                                             \
        return;                                                                                    \
    } while (0)
#define TO_OP(name)                                                                                \
    do {                                                                                           \
        op_##name(rg_, m, w);                                                                      \
        return;                                                                                    \
    } while (0)
#define TO_NEXT_OP(name) GO_ON()
#define TO_NUMBER(op)                                                                              \
    do {                                                                                           \
        op_table[op](rg_, m, w);                                                                   \
        return;                                                                                    \
    } while (0)
#define KEEP_APART()
#endif

extern const OpFn op_table[];
/* Goes on with the operations of an open batch (vm/maatine/outbox.h). Only with tail calls is there such a table, and are there batches. */
#if MAAT_TAILCALLS
extern const OpFn op_table_outbox[];
#define USE_OUTBOX() (T = op_table_outbox)
#else
#define USE_OUTBOX() ((void)0)
#endif

#if MAAT_TAILCALLS
#define OP(name, words, form, what)                                                                \
    OP_CC void op_##name(const Insn *pc, Value *R, Maatine *m, const void *T, Insn w);
#else
#define OP(name, words, form, what) void op_##name(struct op_regs *rg_, Maatine *m, Insn w);
#endif
#define FUSED(first, second) OP(first##_##second, 0, "", "")
#include "vm/exec/ops.def"
#include "vm/exec/fused.def"
#undef FUSED
#undef OP

#define A insn_a(w)
/* b lies in the middle of the word: a load of its own from the code takes one machine instruction, getting it out of w three. So w has to
 * be the instruction in front of pc. */
#if PARTS_OF_CODE
typedef uint16_t __attribute__((may_alias)) CodePart;
#define B ((uint32_t)((const volatile CodePart *)(pc - 1))[2])
#else
#define B insn_b(w)
#endif
#define C            insn_c(w)
#define SIMM         insn_s(w)
#define UIMM         insn_u(w)
#define CIMM         ((int16_t)insn_c(w))
/* Of the running function; looked up, as few operations want one. */
#define K            (frame_proto(R)->consts)

#define NEXT         GO_ON()
#define SAVE()       (m->pc = pc, m->R = R)
#define SAVE_AGAIN() (m->pc = pc - 1, m->R = R)
static inline const Proto *frame_proto(const Value *R) { return ((Fn *)to_ptr(R[-3]))->proto; }
#define RELOAD                                                                                     \
    do {                                                                                           \
        pc = m->pc;                                                                                \
        R = m->R;                                                                                  \
        NEXT;                                                                                      \
    } while (0)

/* Takes a reduction. False: none was left (and m->reds is below 0 now). */
static inline bool take_reduction(Maatine *m)
{
    m->reds = (int32_t)((uint32_t)m->reds - 1); /* wraps, so that the subtraction itself tells */
    return MAAT_LIKELY(m->reds >= 0);
}

/* This instruction becomes `to`, which does the same for what was seen: the code word is only ever exchanged for one that means the
 * same, so it does not matter which of several threads writes last, nor who still sees the old one. An instruction that stands for
 * something else by now (it is counted, say) is left alone. */
static inline void specialise(const Insn *pc, uint32_t from, uint32_t to)
{
    Insn *at = (Insn *)(uintptr_t)(pc - 1);
    Insn old = load_rlx(at);
    if (insn_op(old) == from) store_rlx(at, (old & ~(Insn)0xFFFF) | to);
}

/* Gives v_ to the caller; `otherwise`: what to do about the unusual ways back. */
#define RETURN_VALUE(v_, otherwise)                                                                \
    do {                                                                                           \
        Value v__ = (v_), ret_ = R[-2];                                                            \
        if (MAAT_UNLIKELY(ret_ & RET_MASK)) otherwise;                                             \
        Value *dst_ = R - FRAME_WORDS;                                                             \
        R -= R[-1];                                                                                \
        *dst_ = v__;                                                                               \
        pc = (const Insn *)(uintptr_t)ret_;                                                        \
        NEXT;                                                                                      \
    } while (0)

/* What a C function that an operation calls says. After all but FLOW_NEXT the state to go on with is in m. */
enum flow {
    FLOW_NEXT,   /* done: go on behind this instruction */
    FLOW_RELOAD, /* a frame was pushed or popped, or a handler found: m->pc, m->R */
    FLOW_YIELD,  /* leave, ready; m->pc says where to go on */
    FLOW_WAIT,   /* leave, waiting; the same */
    FLOW_END     /* the maatine's function is over */
};
/* `words` more words of this instruction lie behind pc. */
#define FLOW(expr, words)                                                                          \
    do {                                                                                           \
        enum flow flow_ = (expr);                                                                  \
        if (MAAT_LIKELY(flow_ == FLOW_NEXT)) {                                                     \
            R = m->R;                                                                              \
            pc += (words);                                                                         \
            NEXT;                                                                                  \
        }                                                                                          \
        if (flow_ == FLOW_RELOAD) RELOAD;                                                          \
        LEAVE(flow_ == FLOW_YIELD ? EXEC_YIELD : flow_ == FLOW_WAIT ? EXEC_WAIT : EXEC_END);       \
    } while (0)

/* How the caller of a frame gets its result: low bits of R[-2]. */
enum return_mode {
    RET_PLAIN = 0, /* stored where the function stood; go on at the address */
    RET_FINISH =
        1, /* the address is that of the instruction: finish_op decides (operators, str, eq) */
    RET_HALT = 2, /* the first frame */
    RET_AGAIN =
        4,        /* dropped: the address is that of the instruction that comes next (finalizers) */
    RET_BODY = 3, /* a copy of a frame that runs the body of a loop (loops over instances) */
    RET_COLD_PLAIN = 5, /* as without COLD, and the frames below this one are cold (stack.c) */
    RET_COLD_FINISH = 6
};
#define RET_MASK 7u
static inline bool ret_is_cold(Value v) { return (v & RET_MASK) > RET_AGAIN; }
/* The word as it was before its frame was marked. */
static inline Value ret_warm(Value v) { return ret_is_cold(v) ? v - RET_COLD_PLAIN : v; }
static inline enum return_mode ret_mode(Value v)
{
    return (enum return_mode)(ret_warm(v) & RET_MASK);
}
static inline const Insn *ret_pc(Value v)
{
    return (const Insn *)(uintptr_t)(v & ~(Value)RET_MASK);
}

/* ---- the stack (stack.c) ---- */

/* Room for `words` words from `at` on (inside or just above the stack); may move the stack (m->R is kept up to date; the moved
 * `at` is returned). NULL: StackError is pending. */
Value *stack_reserve(Maatine *m, Value *at, size_t words);
static inline Value *frame_top(const Maatine *m)
{
    Value *top = m->R + frame_proto(m->R)->nregs;
    return m->args_end > top ? m->args_end : top;
}
/* Pops the top frame, and returns what its R[-2] was. */
Value stack_pop(Maatine *m);
/* Code that is not the top frame's is about to write to the registers of the frame `to`. */
void stack_warm(Maatine *m, const Value *to);

/* ---- calls (call.c) ---- */

/* Calls win[0] with nargs arguments from win[3]; `after`: where to go on when it returns a value into win[0]. m->R and
 * m->pc are saved; `again`: the instruction itself, to be done again after a wait. */
enum flow call_window(Maatine *m, Value *win, uint32_t nargs, const Insn *after,
                      enum return_mode mode, const Insn *again);
/* What a native that was called at once said, other than N_OK; its arguments lie behind win. */
enum flow native_outcome(Maatine *m, enum native_result r, Value *win, const Insn *after,
                         enum return_mode mode, const Insn *again);
/* Calls method `me` with self in win[3] and nargs arguments behind it. */
enum flow call_method(Maatine *m, Method *me, Value *win, uint32_t nargs, const Insn *after,
                      enum return_mode mode, const Insn *again);
/* With a Map of named arguments behind the others. */
enum flow call_method_named(Maatine *m, Method *me, Value *win, uint32_t nargs, const Insn *after,
                            const Insn *again);
/* Calls win[0] with the elements of the array and the named arguments of the map (or nil); self: V_ABSENT or the receiver. */
enum flow call_spread(Maatine *m, Value *win, Value self, Value array, Value named,
                      const Insn *again);
enum flow tail_spread(Maatine *m, Value *win, Value self, Value array, Value named,
                      const Insn *again);
/* Pushes a call of a core function or a method with RET_FINISH above the frame's registers. */
enum flow call_finish(Maatine *m, Value fn, const Value *args, uint32_t nargs);
/* Makes win the frame of the start function, which calls what win[0] holds with the elements of an Array. */
void exec_start_window(struct runtime *rt, Value *win, Value args);
/* Turns the frame of win into a tail call: afterwards the new frame takes the place of the running one. */
enum flow tail_window(Maatine *m, Value *win, uint32_t nargs, const Insn *again);

/* A frame was pushed above frame R (FLOW_RELOAD) and takes its place. */
enum flow tail_shift(Maatine *m, Value *R);

/* ---- methods (invoke.c) ---- */
enum flow invoke(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags, Insn *cache,
                 const Insn *after, const Insn *again);

/* As invoke, then the new frame takes the place of the running one. FLOW_NEXT: the result lies in win[0]. */
enum flow invoke_named(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags,
                       Insn *cache, const Insn *after, const Insn *again); /* INVOKEN */
enum flow tail_invoke(Maatine *m, Value *win, Str *name, uint32_t nargs, uint32_t flags,
                      Insn *cache, const Insn *again);
enum flow invoke_spread(Maatine *m, Value *win, Str *name, uint32_t flags, const Insn *again);
enum flow invoke_super(Maatine *m, Value *win, Str *name, Class *owner, uint32_t nargs,
                       const Insn *after, const Insn *again);
enum flow invoke_super_spread(Maatine *m, Value *win, Str *name, Class *owner, const Insn *again);
/* Fields by name from inside a class, and (attr_set) from outside; obj: an instance in a rooted slot. */
enum flow field_get(Maatine *m, Value *obj, Str *name, Insn *cache, Value *out);
enum flow field_set(Maatine *m, Value *obj, Str *name, Insn *cache, Value v);
enum flow attr_set(Maatine *m, Value obj, Str *name, bool own, Insn *cache, Value v);

/* ---- errors (unwind.c) ---- */

/* m->unwinding beside PENDING_EXIT and PENDING_KILL: a break or return leaves the code of an iterable (loops.h). */
#define UNWIND_LOOP 8
/* What a handler finds in its register then. */
#define V_LOOPEXIT  ((TAG_SPECIAL << TAG_SHIFT) | 4)

/* An error is pending in m->error (or an ending in m->unwinding): finds the handler. FLOW_RELOAD or FLOW_END. */
enum flow unwind(Maatine *m);
/* Raises a new error; m->R, m->pc are saved. May collect, as all that raises. */
enum flow raise_error(Maatine *m, enum error_class c, const char *fmt, ...) MAAT_PRINTF(3, 4);
/* Raises the value in m->error, stamping its trace. */
enum flow raise_pending(Maatine *m);
/* Acts on m->pending at a safe point. FLOW_NEXT: there is nothing to do. */
enum flow act_on_pending(Maatine *m);

/* ---- slow paths of operators (slow.c) ---- */
enum flow slow_binary(Maatine *m, uint32_t op, Value *dst, Value *b, Value *c);
enum flow slow_unary(Maatine *m, uint32_t op, Value *dst, Value *b);
/* Comparison operators to a truth value; *truth is written on FLOW_NEXT. */
enum flow slow_compare(Maatine *m, uint32_t op, Value *b, Value *c, bool *truth);
enum flow slow_yield(Maatine *m);
enum flow slow_order(Maatine *m, Value *dst, Value *b, Value *c); /* <=> */
/* A new Range. */
enum flow range_new(Maatine *m, Value *dst, const Value *from, const Value *to, bool excl);
enum flow slow_tostr(Maatine *m, Value *dst, Value *b);
enum flow slow_index(Maatine *m, Value *dst, Value *b, Value *c);
/* n elements of the Array *b from `from` on. */
enum flow slow_slice(Maatine *m, Value *dst, Value *b, uint64_t from, uint64_t n);
enum flow slow_setindex(Maatine *m, Value *a, Value *b, Value *c);
enum flow slow_in(Maatine *m, Value *dst, Value *b, Value *c, bool negated);
enum flow slow_spread(Maatine *m, Value *array, Value *from); /* ARRCAT */
enum flow slow_mapcat(Maatine *m, Value *map, Value *from);   /* MAPCAT */
enum flow slow_freeze(Maatine *m, Value *dst, Value *from);
enum flow slow_match(Maatine *m, Value *dst, Value *str, Value *re, uint32_t groups);
/* groups: register for the Array of groups, or UINT32_MAX. */
enum flow slow_match_groups(Maatine *m, Value *str, Value *re, uint32_t groups, bool *hit);
enum flow slow_throw(Maatine *m, Value *v);
enum flow slow_addsupp(Maatine *m, Value *a, Value *b);
enum flow slow_nomatch(Maatine *m, Value *v);
enum flow slow_spawn_method(Maatine *m, uint32_t a, Str *name, uint32_t nargs,
                            const struct spawn_opts *o);
enum flow slow_spawn_spread(Maatine *m, uint32_t a, Value name, const struct spawn_opts *o);
enum flow slow_memokey(Maatine *m, Value *dst, Value *from, uint32_t n);
enum flow slow_memoset(Maatine *m, uint32_t index, Value *key, Value *v);
/* Returns v from the frame m->R, whatever its return mode. */
enum flow return_slow(Maatine *m, Value v);
/* The result of a frame with RET_FINISH: does the rest of the instruction at `at`. Returns FLOW_RELOAD or errors. */
enum flow finish_op(Maatine *m, const Insn *at, Value result);

/* The Array that `e.trace` gives for the raw trace in *slot (rooted). False: no memory. May collect. */
bool error_trace_array(Maatine *m, Value *slot, Value *out);

bool value_truth_slow(Value v);
/* nil, false, 0 and '' are false; 0.0 and -0.0, too. */
static inline bool value_truth(Value v)
{
    if (v == V_TRUE) return true;
    if (v == V_FALSE || v == V_NIL || v == V_ZERO) return false;
    return value_truth_slow(v);
}
/* Jump distance from the word in pc[0] (a fail word). */
static inline int32_t fail_offset(Insn f) { return (int32_t)(uint32_t)f; }
static inline uint32_t fail_extra(Insn f) { return (uint32_t)(f >> 32); }

#endif
