/* Errors, deferred blocks, maatines, messages, memoised functions. */
#include "base/fetch.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "vm/exec/build.h"
#include "vm/exec/interp.h"
#include "vm/maatine/outbox.h"
#include "vm/exec/profile.h"
#include <math.h>

static enum flow flow_of(Maatine *m, enum native_result r, const Insn *again)
{
    switch (r) {
    case N_OK: return FLOW_NEXT;
    case N_WAIT: m->pc = again; return FLOW_WAIT;
    case N_YIELD: m->pc = again; return FLOW_YIELD;
    case N_EXIT: return unwind(m);
    default: return raise_pending(m);
    }
}

/* ---- errors ---- */

OP_FN(THROW)
{
    SAVE();
    FLOW(slow_throw(m, &R[A]), 0);
}

OP_FN(RETHROW)
{
    SAVE();
    Value e = R[A];
    if (e == V_ABSENT || e == V_LOOPEXIT) {
        m->unwinding = e == V_ABSENT ? PENDING_EXIT : UNWIND_LOOP;
        FLOW(unwind(m), 0);
    }
    m->error = e;
    FLOW(unwind(m), 0);
}

OP_FN(ADDSUPP)
{
    SAVE();
    FLOW(slow_addsupp(m, &R[A], &R[B]), 0);
}

OP_FN(NOMATCH)
{
    SAVE();
    FLOW(slow_nomatch(m, &R[A]), 0);
}

OP_FN(STUB)
{
    SAVE();
    FLOW(raise_error(m, ERR_Error, "not implemented"), 0);
}

OP_FN(DEFER)
{
    SAVE();
    Value out;
    if (is_nil(R[A])) {
        if (!array_from(&m->heap, NULL, 0, &out))
            FLOW(raise_error(m, ERR_MemoryError, "out of memory"), 0);
        R[A] = out;
    }
    if (!array_push(&m->heap, &R[A], &R[B]))
        FLOW(raise_error(m, ERR_MemoryError, "out of memory"), 0);
    NEXT;
}

OP_FN(DEFERPOP)
{
    Array *a = is_nil(R[B]) ? NULL : (Array *)to_obj(R[B]);
    if (!a || a->len == 0) {
        pc += 1 + fail_offset(pc[0]);
        NEXT;
    }
    a->len--;
    R[A] = a->slots->v[a->start + a->len];
    pc += 1;
    NEXT;
}

/* ---- maatines ---- */

/* The label constant and flags of a spawn word. */
static struct spawn_opts spawn_word(const Value *consts, const Insn *word)
{
    struct spawn_opts o = spawn_defaults;
    uint32_t flags = (uint32_t)*word;
    o.label = spawn_label(consts, *word);
    o.label_word = word;
    o.detached = flags & 1;
    o.task = flags & 2;
    return o;
}

static enum flow spawn(Maatine *m, uint32_t a, Value *fn, uint32_t nargs,
                       const struct spawn_opts *o)
{
    Value out, ref;
    enum native_result r = maatine_spawn(m, fn, nargs, o, &out, &ref);
    if (r == N_OK) m->R[a] = out;
    return flow_of(m, r, m->pc - 1);
}

/* fn[0] is the function; its arguments follow at once (the two words of the window between them are skipped). */
OP_FN(SPAWN)
{
    SAVE();
    struct spawn_opts o = spawn_word(K, pc);
    R[A + 2] = R[A];
    FLOW(spawn(m, A, &R[A + 2], B, &o), 1);
}

OP_FN(SPAWNM)
{
    SAVE();
    struct spawn_opts o = spawn_word(K, pc + 1);
    FLOW(slow_spawn_method(m, A, (Str *)to_ptr(pc[0]), B, &o), 2);
}

OP_FN(SPAWNX)
{
    SAVE();
    struct spawn_opts o = spawn_word(K, pc + 1);
    FLOW(slow_spawn_spread(m, A, pc[0], &o), 2);
}

static inline const struct send_plan *plan_of(const Value *R, uint32_t number)
{
    return number ? frame_proto(R)->sends[number - 1] : NULL;
}

/* Sent from the registers: no Array of ours, which would be copied and thrown away. The SEND behind is left out. */
MAAT_SEND_CODE OP_FN(NEWMSG)
{
    Value to = R[insn_a(pc[0])];
    if (MAAT_LIKELY(is_ma(to))) {
        const struct send_plan *plan = plan_of(R, insn_c(pc[0]));
        if (MAAT_UNLIKELY(plan != NULL) && plan->ntokens) {
            SAVE();
            if (maatine_send_around_built(m, to_ma(to), &R[B], C, &R[A], plan)) {
                m->reds--;
                pc += 1;
                NEXT;
            }
        }
        if (MAAT_LIKELY(maatine_send_array(m, to_ma(to), &R[B], C))) {
            if (MAAT_UNLIKELY(outbox.batch != NULL)) USE_OUTBOX();
            m->reds--;
            pc += 1;
            NEXT;
        }
    }
    TO_OP(NEWARRAY);
}

OP_FN(BUILD)
{
    struct build_site *s = frame_proto(R)->builds[C];
    if (MAAT_LIKELY(build_is_small(&s->learned))) {
        R[A] = region_mark_none(&m->heap);
        NEXT;
    }
    SAVE();
    R[A] = build_begin(m, &s->learned);
    NEXT;
}

OP_FN(BUILT)
{
    Value mark = R[B];
    R[B] = V_NIL;
    if (is_nil(mark) || MAAT_LIKELY(build_was_tiny(&m->heap, mark))) NEXT;
    SAVE();
    R[B] = build_end(m, frame_proto(R)->builds[C], &R[A], mark);
    NEXT;
}

OP_FN(UNBUILT) { NEXT; }

OP_FN(CLAIM)
{
    Value mark = R[B];
    R[B] = V_NIL;
    /* One that was claimed before has left word of that instead. */
    if (!is_int(mark) || MAAT_LIKELY(build_was_tiny(&m->heap, mark))) NEXT;
    SAVE();
    R[B] = build_end(m, frame_proto(R)->builds[C], &R[A], mark);
    NEXT;
}

OP_FN(UNCLAIM) { NEXT; }

MAAT_SEND_CODE OP_FN(SEND)
{
    SAVE();
    m->reds--;
    const struct send_plan *plan = plan_of(R, C);
    if (MAAT_LIKELY(is_ma(R[A]))) {
        uint64_t to = to_ma(R[A]);
        if (plan && plan->ntokens && maatine_send_built(m, to, &R[B], plan)) NEXT;
        if (maatine_send_small(m, to, R[B])) NEXT;
    }
    m->moving = plan;
    enum native_result r = maatine_send(m, &R[A], &R[B], false);
    m->moving = NULL;
    FLOW(flow_of(m, r, pc - 1), 0);
}

OP_FN(RECVCHAN)
{
    SAVE();
    Value out = V_NIL;
    bool open;
    enum native_result r = chan_receive(m, &R[B], &out, &open);
    if (r == N_OK) R[A] = out;
    FLOW(flow_of(m, r, pc - 1), 0);
}

OP_FN(RECV_START)
{
    double secs = INFINITY;
    SAVE();
    if (A != 0xFFFF) {
        Value t = R[A];
        if (is_int(t))
            secs = (double)to_int(t);
        else if (!num_is_duration(t, &secs))
            FLOW(raise_error(m, ERR_TypeError, "'after' must be a Num of seconds, not %s",
                             is_num(t) ? "NaN" : type_name(m, t)),
                 0);
    }
    /* Only what cannot be equal to something else is worth a look. */
    Value made = B != 0xFFFF && (is_ref(R[B]) || is_ma(R[B])) ? R[B] : V_ABSENT;
    recv_start(m, secs, made);
    NEXT;
}

OP_FN(RECV_NEXT)
{
    if (MAAT_UNLIKELY(--m->reds < 0)) {
        SAVE_AGAIN();
        LEAVE(EXEC_YIELD);
    }
    if (mailbox_is_still(&m->mailbox)) { /* RECV_WAIT looks again */
        pc += SIMM;
        NEXT;
    }
    SAVE(); /* draining signals may ask where we are */
    m->recv_reg = A;
    if (!recv_next(m, &R[A])) pc += SIMM;
    NEXT;
}

OP_FN(RECV_PIN)
{
    SAVE();
    FLOW(flow_of(m, recv_pin(m, &R[A]), pc - 1), 0);
}

/* The compiler clears what the tests loaded from the message before this: nobody owns the message (IN-2). */
OP_FN(RECV_SKIP)
{
    recv_skip(m);
    pc += SIMM;
    NEXT;
}

OP_FN(RECV_ACCEPT)
{
    SAVE();
    FLOW(flow_of(m, recv_accept(m, &R[A]), pc - 1), 0);
}

OP_FN(RECV_TAKE)
{
    SAVE();
    FLOW(flow_of(m, recv_take_parts(m, &R[A], B), pc - 1), 0);
}

OP_FN(RECV_WAIT)
{
    if (mailbox_has_next(&m->mailbox)) { /* it was woken by a message */
        store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
        pc += 1 + SIMM;
        NEXT;
    }
    SAVE_AGAIN();
    switch (recv_wait(m)) {
    case RECV_AGAIN: pc += 1 + SIMM; NEXT;
    case RECV_TIMEOUT: pc += 1 + fail_offset(pc[0]); NEXT;
    default: LEAVE(EXEC_WAIT);
    }
}

/* ---- counting ---- */

OP_FN(COUNTED)
{
    const Proto *p = frame_proto(R);
    size_t at = (size_t)(pc - 1 - p->code);
    add_rlx(&p->hot->counts[at], 1);
    w = (w & ~(Insn)0xFFFF) | p->hot->ops[at];
    TO_NUMBER(insn_op(w));
}

/* ---- memoised functions ---- */

OP_FN(MEMOKEY)
{
    SAVE();
    FLOW(slow_memokey(m, &R[A], &R[C], B), 0);
}

OP_FN(MEMOGET)
{
    Slots *s = m->statics;
    uint32_t u = fail_extra(pc[0]);
    Value v;
    if (s && u < s->h.words - 1 && is_map(s->v[u]) && map_get((Map *)to_obj(s->v[u]), R[B], &v)) {
        R[A] = v;
        pc += 1;
        NEXT;
    }
    pc += 1 + fail_offset(pc[0]);
    NEXT;
}

OP_FN(MEMOSET)
{
    SAVE();
    FLOW(slow_memoset(m, fail_extra(pc[0]), &R[B], &R[A]), 1);
}
