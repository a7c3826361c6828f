/* Calls, method calls, returns, closures. The fast paths: a known kind of callee with just the parameters given. */
#include "heap/string.h"
#include "vm/exec/cache.h"
#include "vm/exec/ints.h"
#include "vm/exec/interp.h"
#include "vm/exec/loops.h"

/* Lays the frame of p's function over the window at register a of the running frame and goes on there; everything was checked. */
#define ENTER(p_, a_, after_)                                                                      \
    do {                                                                                           \
        Value *nr_ = R + (a_) + FRAME_WORDS;                                                       \
        nr_[-2] = (Value)(uintptr_t)(after_);                                                      \
        nr_[-1] = (Value)(a_) + FRAME_WORDS;                                                       \
        R = nr_;                                                                                   \
        pc = (p_)->code;                                                                           \
        NEXT;                                                                                      \
    } while (0)

/* Is there room for the frame of p above win? */
static inline bool has_room(const Maatine *m, const Proto *p, const Value *win)
{
    return (uintptr_t)win + load_rlx(&p->room) <= (uintptr_t)m->stack_end;
}

/* Does p take that number of arguments without binding? */
static inline bool takes(const Proto *p, uint32_t nargs)
{
    if (MAAT_LIKELY(p->flags & PROTO_SIMPLE)) return p->nparams == nargs;
    return (p->flags & PROTO_ANYARGS) && p->nparams <= nargs && p->nregs >= nargs;
}

/* A call costs a reduction. Without any left the slow side of `name` goes on, which takes it itself. */
#define TAKE_TURN(name)                                                                            \
    do {                                                                                           \
        if (!take_reduction(m)) TO_SLOW(name##_TURN);                                              \
    } while (0)
#define NO_TURN_FN(name)                                                                           \
    OP_SLOW_FN(name##_TURN)                                                                        \
    {                                                                                              \
        m->reds++;                                                                                 \
        TO_SLOW(name);                                                                             \
    }

OP_SLOW_FN(CALL)
{
    SAVE();
    FLOW(call_window(m, R + A, B, pc, RET_PLAIN, pc - 1), 0);
}
NO_TURN_FN(CALL)

OP_FN(CALL)
{
    Value f = R[A];
    if (MAAT_LIKELY(is_type(f, T_FN))) {
        const Proto *p = ((Fn *)to_ptr(f))->proto;
        if (MAAT_LIKELY(takes(p, B) && has_room(m, p, R + A))) {
            TAKE_TURN(CALL);
            ENTER(p, A, pc);
        }
    }
    TO_SLOW(CALL);
}

OP_SLOW_FN(CALLK)
{
    SAVE();
    R[A] = load_rlx(pc);
    FLOW(call_window(m, R + A, B, pc + 1, RET_PLAIN, pc - 1), 1);
}
NO_TURN_FN(CALLK)

/* The compiler has checked that the function takes just these arguments. */
#define CALL_KNOWN()                                                                               \
    do {                                                                                           \
        Value f = load_rlx(pc);                                                                    \
        const Proto *p = ((Fn *)to_ptr(f))->proto;                                                 \
        if (MAAT_UNLIKELY(!has_room(m, p, R + A))) TO_SLOW(CALLK);                                 \
        TAKE_TURN(CALLK);                                                                          \
        R[A] = f;                                                                                  \
        ENTER(p, A, pc + 1);                                                                       \
    } while (0)

OP_FN(CALLK) { CALL_KNOWN(); }

/* R[a] = R[b] + or - c, then CALLK (fused.def). */
#define STEP_AND_CALL(first, builtin)                                                              \
    OP_FN(first##_CALLK)                                                                           \
    {                                                                                              \
        Value b = R[B];                                                                            \
        int64_t r;                                                                                 \
        if (MAAT_UNLIKELY(!is_int(b) || builtin((int64_t)(b << 16), (int64_t)CIMM * 65536, &r)))   \
            TO_OP(first);                                                                          \
        R[A] = shifted_int(r);                                                                     \
        w = load_rlx(pc);                                                                          \
        pc += 1;                                                                                   \
        CALL_KNOWN();                                                                              \
    }

STEP_AND_CALL(ADDI, __builtin_add_overflow)
STEP_AND_CALL(SUBI, __builtin_sub_overflow)

OP_FN(MOVE_CALLK)
{
    R[A] = R[B];
    w = load_rlx(pc);
    pc += 1;
    CALL_KNOWN();
}

/* After a FLOW_NEXT of a tail call (a native's result lies in win): returns it. */
#define TAIL_FLOW(expr, win_off)                                                                   \
    do {                                                                                           \
        enum flow f_ = (expr);                                                                     \
        if (f_ == FLOW_NEXT) f_ = return_slow(m, m->R[win_off]);                                   \
        FLOW(f_, 0);                                                                               \
    } while (0)

OP_SLOW_FN(TCALL)
{
    SAVE();
    TAIL_FLOW(tail_window(m, R + A, B, pc - 1), A);
}
NO_TURN_FN(TCALL)

OP_FN(TCALL)
{
    Value f = R[A];
    if (MAAT_LIKELY(is_type(f, T_FN))) {
        const Proto *p = ((Fn *)to_ptr(f))->proto;
        if (MAAT_LIKELY(takes(p, B) && has_room(m, p, R - FRAME_WORDS))) {
            TAKE_TURN(TCALL);
            Value *args = R + A + FRAME_WORDS;
            R[-3] = f;
            copy_few(R, args, B);
            pc = p->code;
            NEXT;
        }
    }
    TO_SLOW(TCALL);
}

static enum flow spread_ready(Maatine *m, Value named)
{
    if (!is_nil(named) && !is_map(named))
        return raise_error(m, ERR_TypeError, "named arguments must be a Map, not %s",
                           type_name(m, named));
    return FLOW_NEXT;
}

OP_FN(CALLX)
{
    SAVE();
    enum flow f = spread_ready(m, R[A + 4]);
    if (f == FLOW_NEXT) f = call_spread(m, R + A, V_ABSENT, R[A + 3], R[A + 4], pc - 1);
    FLOW(f, 0);
}

OP_FN(TCALLX)
{
    SAVE();
    enum flow f = spread_ready(m, R[A + 4]);
    if (f == FLOW_NEXT) f = tail_spread(m, R + A, V_ABSENT, R[A + 3], R[A + 4], pc - 1);
    FLOW(f, 0);
}

/* Calls a native whose arguments were checked, `n` of them, the receiver among them; the window at R[a] has room for its scratch slots
 * (VF-2). `words` more belong to the operation. */
#define ENTER_NATIVE(nat_, n, words)                                                               \
    do {                                                                                           \
        const struct native_def *d_ = (nat_)->def;                                                 \
        Value *win_ = R + A;                                                                       \
        SAVE();                                                                                    \
        m->reds--;                                                                                 \
        store_rlx(&m->native, d_);                                                                 \
        enum native_result r_ = d_->fn(m, win_ + FRAME_WORDS, (n));                                \
        store_rlx(&m->native, NULL);                                                               \
        if (MAAT_LIKELY(r_ == N_OK)) {                                                             \
            win_[0] = m->result;                                                                   \
            pc += (words);                                                                         \
            NEXT;                                                                                  \
        }                                                                                          \
        FLOW(native_outcome(m, r_, win_, pc + (words), RET_PLAIN, pc - 1), words);                 \
    } while (0)

OP_SLOW_FN(CALLN)
{
    SAVE();
    R[A] = load_rlx(pc);
    FLOW(call_window(m, R + A, B, pc + 1, RET_PLAIN, pc - 1), 1);
}

OP_FN(CALLN)
{
    const Native *nat = to_ptr(load_rlx(pc));
    if (MAAT_UNLIKELY(!native_takes(nat->def, B - (nat->h.flags & NATIVE_SELF)))) TO_SLOW(CALLN);
    if (nat->def->flags & NF_NAMED) R[A + FRAME_WORDS + B] = V_ABSENT;
    ENTER_NATIVE(nat, B, 1);
}

/* ---- methods ---- */

/* An operation that calls a method: `n` arguments behind the receiver in R[a+3], the name in its second word, the cache in its
 * third. name##_FIELD: a field, or a cache that does not help. name##_NATIVE: a native of a built-in type, or a class's: the
 * window has room for its scratch slots (VF-2). name##_OTHER: the class of the instance is
 * not the one of the cache, or the method is an inherited one. */
#define METHOD_CALL(name, n)                                                                       \
    OP_SLOW_FN(name)                                                                               \
    {                                                                                              \
        SAVE();                                                                                    \
        FLOW(invoke(m, R + A, (Str *)to_ptr(pc[0]), n, C, (Insn *)(uintptr_t)(pc + 1), pc + 2,     \
                    pc - 1),                                                                       \
             2);                                                                                   \
    }                                                                                              \
    NO_TURN_FN(name)                                                                               \
    OP_SLOW_FN(name##_NATIVE)                                                                      \
    {                                                                                              \
        ENTER_NATIVE((Native *)to_ptr(cache_method(load_rlx(pc + 1))->fn), (n) + 1, 2);            \
    }                                                                                              \
    OP_SLOW_FN(name##_OTHER)                                                                       \
    {                                                                                              \
        const Method *me = method_remembered(pc + 1, R[A + 3]);                                    \
        if (MAAT_UNLIKELY(!me)) TO_SLOW(name);                                                     \
        const Proto *p = ((Fn *)to_ptr(me->fn))->proto;                                            \
        if (MAAT_UNLIKELY(!has_room(m, p, R + A))) TO_SLOW(name);                                  \
        TAKE_TURN(name);                                                                           \
        R[A] = me->fn;                                                                             \
        ENTER(p, A, pc + 2);                                                                       \
    }                                                                                              \
    OP_SLOW_FN(name##_FIELD)                                                                       \
    {                                                                                              \
        Value recv = R[A + 3];                                                                     \
        Insn cache = load_rlx(pc + 1);                                                             \
        if (is_inst(recv) && cache_has_field(cache, ((Inst *)to_obj(recv))->cls)) {                \
            R[A] = ((Inst *)to_obj(recv))->f[cache_slot(cache)];                                   \
            pc += 2;                                                                               \
            NEXT;                                                                                  \
        }                                                                                          \
        TO_SLOW(name##_OTHER);                                                                     \
    }

/* The call itself. */
#define CALL_METHOD(name)                                                                          \
    do {                                                                                           \
        Value recv = R[A + 3];                                                                     \
        Insn cache = load_rlx(pc + 1);                                                             \
        const Method *me = cache_method(cache);                                                    \
        if (MAAT_LIKELY(cache_kind(cache) == CACHE_FN)) {                                          \
            if (MAAT_UNLIKELY(!is_inst(recv))) TO_SLOW(name);                                      \
            if (MAAT_UNLIKELY(me->cls != ((Inst *)to_obj(recv))->cls)) TO_SLOW(name##_OTHER);      \
        } else if (cache_kind(cache) == CACHE_NATIVE &&                                            \
                   cache_key(recv) == cache >> CACHE_KEY_SHIFT) {                                  \
            TO_SLOW(name##_NATIVE);                                                                \
        } else if (cache_kind(cache) == CACHE_STATIC) {                                            \
            if (cache >> CACHE_KEY_SHIFT == STATIC_NATIVE && is_class(recv) &&                     \
                me->cls == to_class(recv))                                                         \
                TO_SLOW(name##_NATIVE);                                                            \
            TO_SLOW(name);                                                                         \
        } else if (cache_kind(cache) != CACHE_CORE ||                                              \
                   cache_key(recv) != cache >> CACHE_KEY_SHIFT) {                                  \
            TO_SLOW(name##_FIELD);                                                                 \
        }                                                                                          \
        const Proto *p = ((Fn *)to_ptr(me->fn))->proto;                                            \
        if (MAAT_UNLIKELY(!has_room(m, p, R + A))) TO_SLOW(name);                                  \
        TAKE_TURN(name);                                                                           \
        R[A] = me->fn;                                                                             \
        ENTER(p, A, pc + 2);                                                                       \
    } while (0)

METHOD_CALL(INVOKE, B)
METHOD_CALL(GETATTR, 0)

OP_FN(INVOKE) { CALL_METHOD(INVOKE); }

OP_FN(MOVE_INVOKE)
{
    R[A] = R[B];
    w = load_rlx(pc);
    pc += 1;
    CALL_METHOD(INVOKE);
}

/* GETATTR where a method was seen. */
OP_FN(GETMETH)
{
    R[A + 3] = R[B];
    CALL_METHOD(GETATTR);
}

/* The name of this place is `len`: built-in types cannot be given another. A call of the native costs a reduction, so this does. */
OP_SLOW_FN(GETLEN)
{
    Value o = R[B];
    uint64_t n;
    if (is_str(o))
        n = str_chars(o);
    else if (is_type(o, T_BYTES))
        n = ((Bytes *)to_obj(o))->len;
    else
        TO_OP(GETMETH);
    m->reds--;
    R[A] = from_int((int64_t)n);
    pc += 2;
    NEXT;
}

OP_FN(GETLEN)
{
    Value o = R[B];
    if (MAAT_UNLIKELY(!is_array(o) && !is_map(o) && !is_set(o))) TO_SLOW(GETLEN);
    m->reds--;
    R[A] = from_int(((Array *)to_obj(o))->len);
    pc += 2;
    NEXT;
}
_Static_assert(offsetof(Array, len) == offsetof(Map, count) &&
                   sizeof((Array *)0)->len == sizeof((Map *)0)->count,
               "GETLEN reads one for the other");

/* The name of this place is `self`. */
OP_FN(GETSELF)
{
    Value o = R[B];
    if (MAAT_UNLIKELY(!is_class(o) || to_class(o) != m->rt->class_ma)) TO_OP(GETMETH);
    m->reds--;
    R[A] = from_ma(m->id);
    pc += 2;
    NEXT;
}

/* The operation that does what the cache was filled with. */
static uint32_t attr_op(Insn cache)
{
    bool is_static = cache_kind(cache) == CACHE_STATIC;
    if (!is_static && cache_kind(cache) != CACHE_NATIVE) return OP_GETMETH;
    if (is_static && cache >> CACHE_KEY_SHIFT != STATIC_NATIVE) return OP_GETMETH;
    uint8_t flags = ((Native *)to_ptr(cache_method(cache)->fn))->def->flags;
    uint64_t key = cache >> CACHE_KEY_SHIFT;
    if (is_static) return (flags & NF_SELF) ? OP_GETSELF : OP_GETMETH;
    bool has_len =
        key == T_ARRAY || key == T_MAP || key == T_SET || key == T_BYTES || key == KEY_STR;
    return has_len && (flags & NF_LEN) ? OP_GETLEN : OP_GETMETH;
}

static void specialise_attr(const Insn *pc, uint32_t to)
{
    specialise(pc, OP_GETATTR, to);
    specialise(pc, OP_GETATTR_MOVE, to);
    specialise(pc, OP_GETATTR_GETATTR, to);
    specialise(pc, OP_GETATTR_JF, to);
    specialise(pc, OP_GETATTR_JT, to);
}

/* Not a field that was seen here before. Operations that have this one as their second half come here, whatever it has become. */
OP_SLOW_FN(GETATTR_OTHER_KIND)
{
    uint32_t now = insn_op(load_rlx(pc - 1));
    if (now == OP_GETLEN) TO_OP(GETLEN);
    if (now == OP_GETSELF) TO_OP(GETSELF);
    Insn cache = field_remembered(pc + 1, R[B]);
    if (cache) {
        R[A] = ((Inst *)to_obj(R[B]))->f[cache_slot(cache)];
        pc += 2;
        NEXT;
    }
    cache = load_rlx(pc + 1);
    if (cache_kind(cache) != CACHE_NONE && cache_kind(cache) != CACHE_FIELD)
        specialise_attr(pc, attr_op(cache));
    TO_OP(GETMETH);
}

OP_FN(GETATTR)
{
    Insn cache = load_rlx(pc + 1);
    const Inst *o = has_field(R[B], cache);
    if (MAAT_UNLIKELY(!o)) TO_SLOW(GETATTR_OTHER_KIND);
    R[A] = o->f[cache_slot(cache)];
    pc += 2;
    NEXT;
}

#define FIELD_AND(second)                                                                          \
    OP_FN(GETATTR_##second)                                                                        \
    {                                                                                              \
        Insn cache = load_rlx(pc + 1);                                                             \
        const Inst *o = has_field(R[B], cache);                                                    \
        if (MAAT_UNLIKELY(!o)) TO_SLOW(GETATTR_OTHER_KIND);                                        \
        R[A] = o->f[cache_slot(cache)];                                                            \
        pc += 2;                                                                                   \
        TO_NEXT_OP(second);                                                                        \
    }

FIELD_AND(GETATTR)
FIELD_AND(JF)
FIELD_AND(JT)

/* The field goes on to another register (fused.def). */
OP_FN(GETATTR_MOVE)
{
    Insn cache = load_rlx(pc + 1);
    const Inst *o = has_field(R[B], cache);
    if (MAAT_UNLIKELY(!o)) TO_SLOW(GETATTR_OTHER_KIND);
    MAAT_ASSERT(insn_b(load_rlx(pc + 2)) == A);
    R[A] = R[insn_a(load_rlx(pc + 2))] = o->f[cache_slot(cache)];
    pc += 3;
    NEXT;
}

OP_SLOW_FN(TINVOKE)
{
    SAVE();
    TAIL_FLOW(
        tail_invoke(m, R + A, (Str *)to_ptr(pc[0]), B, C, (Insn *)(uintptr_t)(pc + 1), pc - 1), A);
}
NO_TURN_FN(TINVOKE)

OP_FN(TINVOKE)
{
    Value recv = R[A + 3];
    Insn cache = load_rlx(pc + 1);
    const Method *me = cache_method(cache);
    if (cache_kind(cache) == CACHE_FIELD) {
        if (!is_inst(recv) || !cache_has_field(cache, ((Inst *)to_obj(recv))->cls))
            TO_SLOW(TINVOKE);
        R[A] = ((Inst *)to_obj(recv))->f[cache_slot(cache)];
        TO_OP(RETURN); /* R[a] is what it returns, too */
    }
    if (cache_kind(cache) == CACHE_FN) {
        if (!is_inst(recv) || me->cls != ((Inst *)to_obj(recv))->cls) TO_SLOW(TINVOKE);
    } else if (cache_kind(cache) != CACHE_CORE || cache_key(recv) != cache >> CACHE_KEY_SHIFT) {
        TO_SLOW(TINVOKE);
    }
    const Proto *p = ((Fn *)to_ptr(me->fn))->proto;
    if (MAAT_LIKELY(has_room(m, p, R - FRAME_WORDS))) {
        TAKE_TURN(TINVOKE);
        Value *args = R + A + FRAME_WORDS;
        R[-3] = me->fn;
        for (uint32_t i = 0; i <= B; i++) R[i] = args[i];
        pc = p->code;
        NEXT;
    }
    TO_SLOW(TINVOKE);
}

OP_SLOW_FN(INVOKEN)
{
    SAVE();
    FLOW(invoke_named(m, R + A, (Str *)to_ptr(pc[0]), B, C, (Insn *)(uintptr_t)(pc + 1), pc + 2,
                      pc - 1),
         2);
}

OP_FN(INVOKEN)
{
    Value recv = R[A + 3];
    Insn cache = load_rlx(pc + 1);
    const Method *me = cache_method(cache);
    if (cache_kind(cache) == CACHE_STATIC
            ? cache >> CACHE_KEY_SHIFT == STATIC_NATIVE && is_class(recv) &&
                  me->cls == to_class(recv)
            : cache_kind(cache) == CACHE_NATIVE && cache_key(recv) == cache >> CACHE_KEY_SHIFT)
        ENTER_NATIVE((Native *)to_ptr(me->fn), B + 1, 2);
    TO_SLOW(INVOKEN);
}

OP_FN(INVOKEX)
{
    SAVE();
    enum flow f = spread_ready(m, R[A + 5]);
    if (f == FLOW_NEXT) f = invoke_spread(m, R + A, (Str *)to_ptr(pc[0]), C, pc - 1);
    FLOW(f, 2);
}

OP_FN(SUPER)
{
    SAVE();
    FLOW(invoke_super(m, R + A, (Str *)to_ptr(pc[0]), to_class(pc[1]), B, pc + 2, pc - 1), 2);
}

OP_FN(SUPERX)
{
    SAVE();
    FLOW(invoke_super_spread(m, R + A, (Str *)to_ptr(pc[0]), to_class(pc[1]), pc - 1), 2);
}

/* ---- returns ---- */

OP_SLOW_FN(RETURN)
{
    SAVE();
    FLOW(return_slow(m, R[A]), 0);
}

OP_FN(RETURN) { RETURN_VALUE(R[A], TO_SLOW(RETURN)); }

OP_SLOW_FN(RETNIL)
{
    SAVE();
    FLOW(return_slow(m, V_NIL), 0);
}

OP_FN(RETNIL) { RETURN_VALUE(V_NIL, TO_SLOW(RETNIL)); }

OP_FN(CURFN)
{
    R[A] = R[-3];
    NEXT;
}

/* ---- closures ---- */

static inline Value capture_value(const Value *R, const struct capture *c)
{
    return c->from_local ? R[c->index] : ((Fn *)to_ptr(R[-3]))->caps[c->index];
}

static void fill_caps(Value *R, Fn *f)
{
    const Proto *p = f->proto;
    for (uint32_t i = 0; i < p->ncaps; i++) f->caps[i] = capture_value(R, &p->caps[i]);
}

/* A new closure of the running function's function `u`; NULL: no memory. */
static Fn *closure_new(Maatine *m, uint32_t u)
{
    const Proto *p = frame_proto(m->R)->protos[u];
    uint32_t words = WORDS_OF(Fn) + p->ncaps;
    if (!heap_reserve(&m->heap, heap_need(words))) return NULL;
    Fn *f = heap_alloc_any(&m->heap, T_FN, words);
    if (f) f->proto = p;
    return f;
}

#define CLOSURE_OP(name, fill)                                                                     \
    OP_FN(name)                                                                                    \
    {                                                                                              \
        SAVE();                                                                                    \
        const Proto *p = frame_proto(R)->protos[UIMM];                                             \
        if (p->ncaps == 0 && !is_absent(p->fn0)) {                                                 \
            R[A] = p->fn0;                                                                         \
            NEXT;                                                                                  \
        }                                                                                          \
        Fn *f = closure_new(m, UIMM);                                                              \
        if (!f) FLOW(raise_error(m, ERR_MemoryError, "out of memory"), 0);                         \
        fill;                                                                                      \
        R[A] = from_obj(f);                                                                        \
        NEXT;                                                                                      \
    }

CLOSURE_OP(CLOSURE, fill_caps(R, f))
CLOSURE_OP(CLOSURE0, for (uint32_t i = 0; i < p->ncaps; i++) f->caps[i] = V_NIL)

OP_FN(FILLCAPS)
{
    Fn *f = (Fn *)to_ptr(R[A]);
    if (!(f->h.gc & GC_SHARED)) {
        fill_caps(R, f);
        heap_wrote(&m->heap, &f->h);
    }
    NEXT;
}

OP_FN(LOOPBODY)
{
    SAVE();
    FLOW(loop_body_enter(m), 0);
}

/* The return address of first frames (RET_HALT) is never jumped to; this is for safety only. */
OP_FN(HALT)
{
    SAVE();
    LEAVE(EXEC_END);
}
