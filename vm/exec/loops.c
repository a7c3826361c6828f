/* Loops over iterables; see loops.h for the state and the body of loops over instances. */
#include "vm/exec/loops.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"

#define BODY_ARGS 16 /* most values that f hands on */

/* ---- starting ---- */

static bool ints_range(const Range *r, int64_t *from, int64_t *to)
{
    if (!is_int(r->from) || !is_int(r->to)) return false;
    *from = to_int(r->from);
    *to = to_int(r->to) + ((r->h.flags & OF_EXCL) ? 0 : 1);
    return int_fits(*to);
}

static enum flow start_range(Value *s)
{
    Range *r = (Range *)to_obj(s[0]);
    int64_t from, to;
    if (ints_range(r, &from, &to)) {
        loop_ints(s, from, to);
        return FLOW_NEXT;
    }
    s[1] = s[0];
    s[0] = r->from;
    s[3] = from_int(LOOP_NUMS);
    return FLOW_NEXT;
}

static enum flow start_keys(Maatine *m, Value *s, enum loop_kind kind)
{
    Value keys;
    if (!map_keys(&m->heap, &s[0], &keys)) return raise_error(m, ERR_MemoryError, "out of memory");
    if (kind == LOOP_ARRAY)
        s[0] = keys;
    else
        s[2] = keys;
    s[1] = from_int(0);
    s[3] = from_int(kind);
    return FLOW_NEXT;
}

static Method *each_item(Maatine *m, Value v)
{
    return is_inst(v)
               ? class_find(((Inst *)to_obj(v))->cls, intern_cstr(m->rt->interns, "each_item"))
               : NULL;
}

enum flow loop_start(Maatine *m, Value *s)
{
    Value v = s[0];
    s[1] = s[2] = V_NIL;
    if (is_obj(v)) switch (to_obj(v)->type) {
        case T_RANGE: return start_range(s);
        case T_ARRAY:
            s[1] = from_int(0);
            s[3] = from_int(LOOP_ARRAY);
            return FLOW_NEXT;
        case T_SET: return start_keys(m, s, LOOP_ARRAY);
        case T_MAP: return start_keys(m, s, LOOP_MAP);
        case T_CHAN:
            s[1] = from_int(0);
            s[3] = from_int(LOOP_CHAN);
            return FLOW_NEXT;
        case T_INST:
            if (!each_item(m, v)) break;
            s[3] = from_int(LOOP_EACH);
            return FLOW_NEXT;
        default: break;
        }
    if (is_str(v)) return raise_error(m, ERR_TypeError, "a Str is not iterable: use .chars");
    return raise_error(m, ERR_TypeError, "%s is not iterable", type_name(m, v));
}

/* ---- turns ---- */

static bool nums_at_end(Value cur, const Range *r)
{
    int c;
    if (!num_compare(cur, r->to, &c)) return true; /* NaN */
    return (r->h.flags & OF_EXCL) ? c >= 0 : c > 0;
}

static enum flow next_nums(Maatine *m, Value *s, uint32_t count, bool *more)
{
    *more = false;
    for (uint32_t i = 0; i < count; i++) {
        if (nums_at_end(s[0], (Range *)to_obj(s[1]))) {
            s[4 + i] = V_NIL;
            continue;
        }
        *more = true;
        s[4 + i] = s[0];
        s[2] = from_int(1);
        Value sum;
        if (num_add(&m->heap, &s[0], &s[2], &sum) != NUM_OK)
            return raise_error(m, ERR_MemoryError, "out of memory");
        s[0] = sum;
    }
    return FLOW_NEXT;
}

static enum flow next_map(Value *s, uint32_t count, bool *more)
{
    Map *map = (Map *)to_obj(s[0]);
    Array *keys = (Array *)to_obj(s[2]);
    int64_t i = to_int(s[1]);
    *more = false;
    while (i < (int64_t)keys->len) {
        Value k = keys->slots->v[keys->start + i++], v;
        if (!map_get(map, k, &v)) continue;
        s[4] = k;
        if (count > 1) s[5] = v;
        for (uint32_t j = 2; j < count; j++) s[4 + j] = V_NIL;
        *more = true;
        break;
    }
    s[1] = from_int(i);
    return FLOW_NEXT;
}

/* s[1]: how many values of this turn are there, while the rest is waited for. */
static enum flow next_chan(Maatine *m, Value *s, uint32_t count, const Insn *at, bool *more)
{
    uint32_t got = (uint32_t)to_int(s[1]);
    for (bool open = true; got < count; got++) {
        Value v;
        m->pc = at + 1;
        switch (chan_receive(m, &s[0], &v, &open)) {
        case N_OK: break;
        case N_WAIT:
            s[1] = from_int(got);
            m->pc = at;
            return FLOW_WAIT;
        case N_EXIT: return unwind(m);
        default: return raise_pending(m);
        }
        if (!open) break;
        s[4 + got] = v;
    }
    *more = got > 0;
    s[1] = from_int(0);
    for (; got < count; got++) s[4 + got] = V_NIL;
    return FLOW_NEXT;
}

enum flow loop_next(Maatine *m, Value *s, uint32_t count, const Insn *at, bool *more)
{
    switch ((enum loop_kind)to_int(s[3])) {
    case LOOP_NUMS: return next_nums(m, s, count, more);
    case LOOP_MAP: return next_map(s, count, more);
    case LOOP_CHAN: return next_chan(m, s, count, at, more);
    default: return loop_each_next(m, s, count, at);
    }
}

/* ---- loops over instances ---- */

/* The body function's captures. */
enum { CAP_FRAME, CAP_AT, CAP_STATE, CAP_COUNT, CAPS };

static Fn *body_fn(const Maatine *m) /* m->R is a copy */
{
    const Value *F = m->R - m->R[-1];
    return (Fn *)to_ptr(F[-3]);
}

static Value *body_loop_frame(const Maatine *m)
{
    return m->stack + to_int(body_fn(m)->caps[CAP_FRAME]);
}

static enum flow each_begin(Maatine *m, Value *s, uint32_t count, const Insn *at)
{
    uint32_t words = WORDS_OF(Fn) + CAPS;
    ptrdiff_t soff = s - m->R;
    if (!heap_reserve(&m->heap, words)) return raise_error(m, ERR_MemoryError, "out of memory");
    Fn *f = heap_alloc(&m->heap, T_FN, words);
    f->proto = loop_body_proto(m->rt);
    f->caps[CAP_FRAME] = from_int(m->R - m->stack);
    f->caps[CAP_AT] = (Value)(uintptr_t)at; /* a raw word */
    f->caps[CAP_STATE] = from_int(soff);
    f->caps[CAP_COUNT] = from_int(count);
    Method *me = each_item(m, s[0]);
    Value args[2] = {s[0], from_obj(f)};
    m->pc = at + 1;
    return call_finish(m, me->fn, args, 2);
}

static void body_copy_back(Maatine *m)
{
    Value *to = body_loop_frame(m);
    stack_warm(m, to);
    uint32_t n = frame_proto(to)->nregs;
    uint32_t keep = (uint32_t)to_int(body_fn(m)->caps[CAP_STATE]);
    for (uint32_t i = 0; i < n; i++)
        if (i < keep || i >= keep + 4) to[i] = m->R[i];
}

/* The copy and f's frame are left; f returns nil to whom called it. */
static enum flow body_return(Maatine *m)
{
    body_copy_back(m);
    m->R -= m->R[-1];
    m->pc = loop_body_proto(m->rt)->code + 1; /* its RETNIL */
    return FLOW_RELOAD;
}

static bool in_copy_of(const Maatine *m, const Insn *at)
{
    return (m->R[-2] & RET_MASK) == RET_BODY &&
           (const Insn *)(uintptr_t)body_fn(m)->caps[CAP_AT] == at;
}

enum flow loop_each_next(Maatine *m, Value *s, uint32_t count, const Insn *at)
{
    return in_copy_of(m, at) ? body_return(m) : each_begin(m, s, count, at);
}

/* Does the loop whose body f is still run? Its frame is on the stack, and the one above it was called by the FORNEXT. Whoever was
 * given f may have kept it, or sent it to another maatine. */
static bool loop_runs(const Maatine *m, const Fn *f)
{
    const Value *R = m->R;
    while ((R[-2] & RET_MASK) != RET_HALT) {
        Value ret = ret_warm(R[-2]);
        R -= R[-1];
        if (R - m->stack == to_int(f->caps[CAP_FRAME]))
            return ret == (f->caps[CAP_AT] | RET_FINISH);
    }
    return false;
}

enum flow loop_body_enter(Maatine *m)
{
    Fn *f = (Fn *)to_ptr(m->R[-3]);
    if (!loop_runs(m, f)) return raise_error(m, ERR_Error, "the loop of this body is over");
    size_t frame = (size_t)to_int(f->caps[CAP_FRAME]);
    uint32_t state = (uint32_t)to_int(f->caps[CAP_STATE]),
             count = (uint32_t)to_int(f->caps[CAP_COUNT]);
    const Insn *at = (const Insn *)(uintptr_t)f->caps[CAP_AT];
    uint32_t n = frame_proto(m->stack + frame)->nregs;
    Value *win = stack_reserve(m, m->R + frame_proto(m->R)->nregs, FRAME_WORDS + n);
    if (!win) return raise_error(m, ERR_StackError, "the stack is exhausted");
    const Value *from = m->stack + frame;
    Value *nr = win + FRAME_WORDS;
    memcpy(nr, from, n * sizeof(Value));
    nr[-3] = from[-3];
    nr[-2] = (Value)(uintptr_t)(loop_body_proto(m->rt)->code) | RET_BODY;
    nr[-1] = (Value)(nr - m->R);
    for (uint32_t i = 0; i < count; i++) nr[state + 4 + i] = i < BODY_ARGS ? m->R[i] : V_NIL;
    m->R = nr;
    m->pc = at + 2;
    return FLOW_RELOAD;
}

enum flow loop_each_exit(Maatine *m)
{
    body_copy_back(m);
    struct ma_extra *x = extra_of(m);
    x->loop_frame = (uint64_t)(body_loop_frame(m) - m->stack);
    x->loop_pc = m->pc;
    m->unwinding = UNWIND_LOOP;
    m->R -= m->R[-1]; /* f's frame */
    m->pc = loop_body_proto(m->rt)->code + 1;
    return unwind(m);
}

void loop_body_range(const Maatine *m, uint32_t *lo, uint32_t *hi)
{
    const Proto *p = frame_proto(m->R);
    const Insn *at = (const Insn *)(uintptr_t)body_fn(m)->caps[CAP_AT];
    *lo = (uint32_t)(at - p->code);
    *hi = *lo + 2 + (uint32_t)fail_offset(at[1]);
}

void loop_body_leave(Maatine *m) { body_copy_back(m); }

enum flow loop_exit_reached(Maatine *m)
{
    if (m->unwinding != UNWIND_LOOP) return FLOW_NEXT;
    Value *caller = m->R - m->R[-1];
    if ((uint64_t)(caller - m->stack) != m->extra->loop_frame) return FLOW_NEXT;
    (void)stack_pop(m);
    m->pc = m->extra->loop_pc;
    m->unwinding = 0;
    return FLOW_RELOAD;
}

static const Insn body_insns[] = {(Insn)OP_LOOPBODY, (Insn)OP_RETNIL};

Proto *loop_body_new(struct runtime *rt)
{
    Proto *p = mem_zalloc(MEM_CODE, sizeof *p);
    p->code = mem_alloc(MEM_CODE, sizeof body_insns);
    memcpy(p->code, body_insns, sizeof body_insns);
    p->ncode = 2;
    p->nregs = BODY_ARGS + NATIVE_SCRATCH;
    p->room = proto_room(p);
    p->nparams = BODY_ARGS;
    p->flags = PROTO_ANYARGS | PROTO_CORE | PROTO_LAMBDA;
    p->name = intern_cstr(rt->interns, "item");
    p->module = rt->internal_module;
    return p;
}

Proto *loop_body_proto(struct runtime *rt) { return rt->body_proto; }
