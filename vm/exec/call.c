/* Calls: frames, binding of parameters, natives.
 *
 * A call window lies at the top of the caller's registers (code.h). The callee's R[0] is the caller's first argument, so
 * nothing is copied. The fast paths stand in ops/call.c; here is what they leave over.
 */
#include "heap/array.h"
#include "heap/map.h"
#include "heap/string.h"
#include "vm/exec/interp.h"
#include "vm/observe/observe.h"

static enum flow stack_error(Maatine *m)
{
    return raise_error(m, ERR_StackError, "the stack is exhausted");
}

/* ---- parameters ---- */

/* args: of the call, the receiver of a method first. A method that several types share (Sequence.map) goes by the receiver's. */
static enum flow arity_error(Maatine *m, const Proto *p, const Value *args, uint32_t given)
{
    static const char shared[] = "Sequence.";
    char own[128];
    uint32_t self = (p->flags & (PROTO_METHOD | PROTO_STATIC)) ? 1 : 0;
    uint32_t min = p->nmin - self, max = p->nparams - self;
    given -= self;
    const char *name = p->name->p;
    if ((p->flags & PROTO_METHOD) && strncmp(name, shared, sizeof shared - 1) == 0 &&
        !is_inst(args[0])) {
        snprintf(own, sizeof own, "%s%s", type_name(m, args[0]), name + sizeof shared - 2);
        name = own;
    }
    if (p->flags & PROTO_REST)
        return raise_error(m, ERR_ArgumentError, "%s() takes at least %u argument%s, not %u", name,
                           min, min == 1 ? "" : "s", given);
    if (min != max)
        return raise_error(m, ERR_ArgumentError, "%s() takes %u to %u arguments, not %u", name, min,
                           max, given);
    return raise_error(m, ERR_ArgumentError, "%s() takes %u argument%s, not %u", name, max,
                       max == 1 ? "" : "s", given);
}

static enum flow no_memory(Maatine *m) { return raise_error(m, ERR_MemoryError, "out of memory"); }

/* Gathers the arguments behind the positional parameters into an Array in the rest register. args[0..n) are rooted up to
 * m->args_end. */
static bool bind_rest(Maatine *m, const Proto *p, Value *args, uint32_t n)
{
    uint32_t extra = n > p->nparams ? n - p->nparams : 0;
    Value a;
    if (!array_from(&m->heap, args + p->nparams, extra, &a)) return false;
    for (uint32_t i = n; i < p->nparams; i++) args[i] = V_ABSENT;
    args[p->nparams] = a;
    return true;
}

/* Which parameter of p has that name; nparams: none. */
static uint32_t named_param(const Proto *p, Value name)
{
    uint32_t i = 0;
    while (i < p->nparams && !(p->param_names[i] && str_equal(name, from_str(p->param_names[i]))))
        i++;
    return i;
}

/* One of the named arguments fits no parameter behind the first n. */
static enum flow name_error(Maatine *m, const Proto *p, uint32_t n, const Map *nm)
{
    for (uint32_t e = 0; e < nm->used; e++) {
        Value k = nm->entries->v[2 * e];
        if (is_absent(k)) continue;
        uint32_t i = named_param(p, k);
        if (i < n)
            return raise_error(m, ERR_ArgumentError, "%s() is given '%.*s' twice", p->name->p,
                               (int)str_len(k), str_bytes(k));
        if (i == p->nparams)
            return raise_error(m, ERR_ArgumentError, "%s() has no parameter '%.*s'", p->name->p,
                               (int)str_len(k), str_bytes(k));
    }
    return FLOW_NEXT;
}

/* Named arguments: into parameters not given, what is left into **named. named is a rooted slot holding a Map. */
static enum flow bind_named(Maatine *m, const Proto *p, Value *args, uint32_t n, Value *named)
{
    Map *nm = (Map *)to_obj(*named);
    uint32_t taken = 0;
    for (uint32_t i = n; i < p->nparams; i++) {
        Value v;
        if (p->param_names[i] && map_get_str(nm, p->param_names[i], &v)) {
            args[i] = v;
            taken++;
        }
    }
    if (taken == nm->count) return FLOW_NEXT;
    return p->flags & PROTO_NAMED ? FLOW_NEXT : name_error(m, p, n, nm);
}

/* The Map for **named: the entries that no parameter took. */
static bool bind_named_rest(Maatine *m, const Proto *p, Value *args, uint32_t n, Value *named)
{
    uint32_t reg = p->nparams + ((p->flags & PROTO_REST) ? 1 : 0);
    Value out;
    if (!map_new(&m->heap, 0, &out)) return false;
    args[reg] = out;
    if (is_nil(*named)) return true;
    for (uint32_t e = 0; e < ((Map *)to_obj(*named))->used; e++) {
        Map *nm = (Map *)to_obj(*named);
        Value k = nm->entries->v[2 * e];
        bool taken = is_absent(k);
        for (uint32_t i = n; i < p->nparams && !taken; i++)
            taken = p->param_names[i] && str_equal(k, from_str(p->param_names[i]));
        if (!taken) {
            args[reg + 1] = k; /* scratch: rooted */
            args[reg + 2] = nm->entries->v[2 * e + 1];
            if (map_set(&m->heap, &args[reg], &args[reg + 1], &args[reg + 2]) != MAP_OK)
                return false;
        }
    }
    return true;
}

static bool has_default(const Proto *p, uint32_t i) { return i < 32 && (p->optional >> i & 1); }

static enum flow bind_missing(Maatine *m, const Proto *p, const Value *args, uint32_t n)
{
    for (uint32_t i = n; i < p->nmin; i++)
        if (is_absent(args[i]) && !has_default(p, i)) return arity_error(m, p, args, n);
    return FLOW_NEXT;
}

/* Makes args[0..n) and the named arguments the parameters of p. args is rooted up to m->args_end, with room for nregs and
 * three more words; named is a rooted slot (Map or nil). */
static enum flow bind_params(Maatine *m, const Proto *p, Value *args, uint32_t n, Value *named)
{
    bool has_named = !is_nil(*named) && ((Map *)to_obj(*named))->count > 0;
    if (p->flags & PROTO_ANYARGS) {
        for (uint32_t i = n; i < p->nparams; i++) args[i] = V_NIL;
        return FLOW_NEXT;
    }
    if (n > p->nparams && !(p->flags & PROTO_REST)) return arity_error(m, p, args, n);
    if (!has_named && n < p->nmin) return arity_error(m, p, args, n);
    uint32_t given = n < p->nparams ? n : p->nparams;
    for (uint32_t i = n; i < p->nparams; i++) args[i] = V_ABSENT;
    if ((p->flags & PROTO_REST) && !bind_rest(m, p, args, n)) return no_memory(m);
    if (has_named) {
        enum flow f = bind_named(m, p, args, given, named);
        if (f != FLOW_NEXT) return f;
        f = bind_missing(m, p, args, given);
        if (f != FLOW_NEXT) return f;
    }
    if ((p->flags & PROTO_NAMED) && !bind_named_rest(m, p, args, given, named)) return no_memory(m);
    return FLOW_NEXT;
}

/* ---- frames ---- */

static inline void frame_push(Maatine *m, Value *win, const Insn *after, enum return_mode mode)
{
    Value *nr = win + FRAME_WORDS;
    nr[-2] = (Value)(uintptr_t)after | mode;
    nr[-1] = (Value)(nr - m->R);
    m->R = nr;
    m->pc = ((Fn *)to_ptr(win[0]))->proto->code;
}

/* win[0] is a T_FN; arguments from win[3]; named: a value (Map or nil). */
static enum flow call_fn(Maatine *m, Value *win, uint32_t nargs, Value named, const Insn *after,
                         enum return_mode mode, const Insn *again)
{
    const Proto *p = ((Fn *)to_ptr(win[0]))->proto;
    if (--m->reds < 0) {
        m->pc = again;
        return FLOW_YIELD;
    }
    /* behind the registers: the named Map and two scratch words */
    size_t span = FRAME_WORDS + (nargs > p->nregs ? nargs : p->nregs) + 6;
    win = stack_reserve(m, win, span);
    if (!win) return stack_error(m);
    Value *nr = win + FRAME_WORDS;
    if ((p->flags & PROTO_SIMPLE) && nargs == p->nparams && is_nil(named)) {
        if (MAAT_UNLIKELY(load_rlx(&p->room) == ROOM_TRACED)) observe_call(m, p, nr);
        frame_push(m, win, after, mode);
        return FLOW_RELOAD;
    }
    Value *end = win + span;
    for (Value *v = nr + nargs; v < end; v++) *v = V_NIL;
    end[-1] = named;
    m->args_end = end;
    enum flow f = bind_params(m, p, nr, nargs, &end[-1]);
    m->args_end = NULL;
    if (f != FLOW_NEXT) return f;
    if (MAAT_UNLIKELY(load_rlx(&p->room) == ROOM_TRACED)) observe_call(m, p, nr);
    frame_push(m, win, after, mode);
    return FLOW_RELOAD;
}

/* self: what the method was called on, whose type is named; NULL: it is no method of values. */
static enum flow native_arity(Maatine *m, const struct native_def *d, const Value *self,
                              uint32_t given)
{
    const char *cls = self && is_class(*self)                   ? to_class(*self)->name->p
                      : self                                    ? type_name(m, *self)
                      : d->cls && strcmp(d->cls, "Native") != 0 ? d->cls
                                                                : NULL;
    if (d->max < 0)
        return raise_error(m, ERR_ArgumentError, "%s%s%s() takes at least %d argument%s, not %u",
                           cls ? cls : "", cls ? "." : "", d->name, d->min, d->min == 1 ? "" : "s",
                           given);
    if (d->min != d->max)
        return raise_error(m, ERR_ArgumentError, "%s%s%s() takes %d to %d arguments, not %u",
                           cls ? cls : "", cls ? "." : "", d->name, d->min, d->max, given);
    return raise_error(m, ERR_ArgumentError, "%s%s%s() takes %d argument%s, not %u", cls ? cls : "",
                       cls ? "." : "", d->name, d->max, d->max == 1 ? "" : "s", given);
}

/* A native goes on with another one, which may wait: the frame of the start function does the call, so that it alone is done
 * again and not what came before. Arguments from win[3], rooted. */
static enum flow tail_native(Maatine *m, Value *win, uint32_t nargs, const Insn *after,
                             enum return_mode mode)
{
    Value arr;
    m->args_end = win + FRAME_WORDS + nargs;
    if (!array_from(&m->heap, win + FRAME_WORDS, nargs, &arr)) return no_memory(m);
    m->args_end = NULL;
    m->tail_fn = V_NIL;
    win = stack_reserve(m, win, FRAME_WORDS + ((Fn *)to_ptr(m->rt->start_fn))->proto->nregs);
    if (!win) return stack_error(m);
    exec_start_window(m->rt, win, arr);
    frame_push(m, win, after, mode);
    return FLOW_RELOAD;
}

/* What a native goes on with is called at once: the native must not be done again for want of reductions. */
static enum flow call_tail(Maatine *m, Value *win, const Insn *after, enum return_mode mode,
                           const Insn *again)
{
    win[0] = m->tail_fn;
    if (m->reds < 1) m->reds = 1;
    if (is_type(win[0], T_NATIVE)) return tail_native(m, win, m->tail_nargs, after, mode);
    m->tail_fn = V_NIL;
    return call_window(m, win, m->tail_nargs, after, mode, again);
}

/* Arguments from win[3] (the receiver counted in nargs); named goes behind them for natives that take it. */
static enum flow call_native(Maatine *m, Native *nat, Value *win, uint32_t nargs, Value named,
                             const Insn *after, enum return_mode mode, const Insn *again)
{
    const struct native_def *d = nat->def;
    uint32_t self = nat->h.flags & NATIVE_SELF;
    uint32_t given = nargs - self;
    if (!native_takes(d, given)) return native_arity(m, d, self ? win + FRAME_WORDS : NULL, given);
    if (!(d->flags & NF_NAMED) && !is_nil(named) && ((Map *)to_obj(named))->count)
        return raise_error(m, ERR_ArgumentError, "%s() takes no named arguments", d->name);
    Value *old_end = m->args_end;
    if (win + FRAME_WORDS + nargs + NATIVE_SCRATCH + 1 > frame_top(m)) {
        win = stack_reserve(m, win, FRAME_WORDS + nargs + NATIVE_SCRATCH + 1);
        if (!win) return stack_error(m);
        Value *end = win + FRAME_WORDS + nargs + NATIVE_SCRATCH + 1, *v = win + FRAME_WORDS + nargs;
        for (v = v > frame_top(m) ? v : frame_top(m); v < end; v++) *v = V_NIL;
        m->args_end = end;
    }
    Value *args = win + FRAME_WORDS;
    if (d->flags & NF_NAMED) args[nargs] = is_nil(named) ? V_ABSENT : named;
    m->reds--;
    store_rlx(&m->native, d);
    enum native_result r = d->fn(m, args, nargs);
    store_rlx(&m->native, NULL);
    m->args_end = old_end;
    if (r != N_OK) return native_outcome(m, r, win, after, mode, again);
    if (mode == RET_FINISH) return finish_op(m, again, m->result);
    win[0] = m->result;
    return FLOW_NEXT;
}

enum flow native_outcome(Maatine *m, enum native_result r, Value *win, const Insn *after,
                         enum return_mode mode, const Insn *again)
{
    switch (r) {
    case N_OK: return FLOW_NEXT;
    case N_ERROR: return raise_pending(m);
    case N_WAIT:
        m->reds++; /* it is called again: who is woken for nothing has done nothing (MA-3) */
        m->pc = again;
        return FLOW_WAIT;
    case N_YIELD:
        m->pc = again;
        m->reds = 0;
        return FLOW_YIELD;
    case N_TAIL: return call_tail(m, win, after, mode, again);
    case N_EXIT: return unwind(m);
    }
    return FLOW_END;
}

static enum flow not_callable(Maatine *m, Value v)
{
    if (is_class(v))
        return raise_error(m, ERR_TypeError, "a class is not called: use %s.new",
                           to_class(v)->name->p);
    return raise_error(m, ERR_TypeError, "%s is not a function", type_name(m, v));
}

static enum flow call_any(Maatine *m, Value *win, uint32_t nargs, Value named, const Insn *after,
                          enum return_mode mode, const Insn *again)
{
    Value f = win[0];
    m->pc = again + 1;
    if (is_type(f, T_FN)) return call_fn(m, win, nargs, named, after, mode, again);
    if (is_type(f, T_NATIVE))
        return call_native(m, (Native *)to_ptr(f), win, nargs, named, after, mode, again);
    return not_callable(m, f);
}

enum flow call_window(Maatine *m, Value *win, uint32_t nargs, const Insn *after,
                      enum return_mode mode, const Insn *again)
{
    return call_any(m, win, nargs, V_NIL, after, mode, again);
}

enum flow call_method(Maatine *m, Method *me, Value *win, uint32_t nargs, const Insn *after,
                      enum return_mode mode, const Insn *again)
{
    win[0] = me->fn;
    return call_any(m, win, nargs + 1, V_NIL, after, mode, again);
}

enum flow call_method_named(Maatine *m, Method *me, Value *win, uint32_t nargs, const Insn *after,
                            const Insn *again)
{
    win[0] = me->fn;
    return call_any(m, win, nargs + 1, win[FRAME_WORDS + 1 + nargs], after, RET_PLAIN, again);
}

enum flow call_spread(Maatine *m, Value *win, Value self, Value array, Value named,
                      const Insn *again)
{
    Array *a = (Array *)to_obj(array);
    uint32_t n = a->len, first = is_absent(self) ? 0 : 1;
    Value fn = win[0];
    /* The window of the call lies above the frame's registers: the instruction may have to be done again. */
    Value *nw = stack_reserve(m, m->R + frame_proto(m->R)->nregs,
                              FRAME_WORDS + n + first + NATIVE_SCRATCH + 1);
    ptrdiff_t off = win - m->R;
    if (!nw) return stack_error(m);
    win = m->R + off;
    nw[0] = fn;
    nw[1] = nw[2] = V_NIL;
    if (first) nw[FRAME_WORDS] = self;
    for (uint32_t i = 0; i < n; i++) nw[FRAME_WORDS + first + i] = a->slots->v[a->start + i];
    return call_any(m, nw, n + first, named, again, RET_FINISH, again);
}

enum flow call_finish(Maatine *m, Value fn, const Value *args, uint32_t nargs)
{
    heap_leak(&m->heap); /* it may keep its operands */
    Value keep[4];
    MAAT_ASSERT(nargs <= 4);
    memcpy(keep, args, nargs * sizeof(Value));
    const Insn *at = m->pc - 1;
    Value *win = stack_reserve(m, m->R + frame_proto(m->R)->nregs, FRAME_WORDS + nargs);
    if (!win) return stack_error(m);
    win[0] = fn;
    win[1] = win[2] = V_NIL;
    memcpy(win + FRAME_WORDS, keep, nargs * sizeof(Value));
    if (m->reds < 1)
        m->reds = 1; /* what was charged for the first half would be charged again and again */
    return call_any(m, win, nargs, V_NIL, at, RET_FINISH, at);
}

/* The frame m->R was just pushed above frame R: takes its place. An unwinding (m->R below R) is left alone. */
enum flow tail_shift(Maatine *m, Value *R)
{
    Value *nr = m->R;
    if (nr <= R || m->pc != frame_proto(nr)->code) return FLOW_RELOAD;
    const Proto *p = frame_proto(nr);
    uint32_t n =
        p->nparams + ((p->flags & PROTO_REST) ? 1 : 0) + ((p->flags & PROTO_NAMED) ? 1 : 0);
    R[-3] = nr[-3];
    memmove(R, nr, n * sizeof(Value));
    m->R = R;
    return FLOW_RELOAD;
}

enum flow tail_window(Maatine *m, Value *win, uint32_t nargs, const Insn *again)
{
    Value *R = m->R;
    ptrdiff_t base = R - m->stack;
    enum flow f = call_any(m, win, nargs, V_NIL, again, RET_PLAIN, again);
    if (f != FLOW_RELOAD || m->R == m->stack + base) return f;
    return tail_shift(m, m->stack + base);
}

enum flow tail_spread(Maatine *m, Value *win, Value self, Value array, Value named,
                      const Insn *again)
{
    ptrdiff_t base = m->R - m->stack;
    enum flow f = call_spread(m, win, self, array, named, again);
    return f == FLOW_RELOAD ? tail_shift(m, m->stack + base) : f;
}
