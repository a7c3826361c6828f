/* Waiting on several channels; see select.h. Arms are tried from one drawn at random, so that among ready ones the choice is fair. */
#include "vm/maatine/select.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "vm/compile/lower_tasks.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/life.h"

/* The arms while the maatine waits: op of the waiter. They are roots of the native that is called again. */
struct selecting {
    uint32_t n;
    struct listened {
        struct chan *chan; /* a reference is held */
        struct listener listener;
        bool send;
    } at[];
};

static bool arm_sends(Value arm) { return array_len(arm) > 1; }

static enum native_result give(Maatine *m, Value *slots, int64_t index, Value v, Value chan)
{
    slots[0] = from_int(index);
    slots[1] = v;
    slots[2] = chan;
    Value out;
    if (!array_from(&m->heap, slots, 3, &out)) return native_no_memory(m);
    slots[0] = out;
    return N_OK;
}

/* The first arm that receives from the channel of arm i. */
static uint32_t first_of(Value arms, uint32_t i)
{
    Value chan = array_get(array_get(arms, i), 0);
    for (uint32_t k = 0; k < i; k++) {
        Value arm = array_get(arms, k);
        if (!arm_sends(arm) && chan_same(array_get(arm, 0), chan)) return k;
    }
    return i;
}

/* What came of trying an arm. With CHAN_DONE the result is in slots[0]. */
static enum native_result try_arm(Maatine *m, Value *arms, uint32_t i, Value *slots,
                                  enum chan_try *how)
{
    Value arm = array_get(*arms, i);
    slots[0] = array_get(arm, 0);
    if (arm_sends(arm)) {
        slots[1] = array_get(arm, 1);
        enum native_result r = chan_try_send(m, &slots[0], &slots[1], how);
        return r == N_OK && *how == CHAN_DONE ? give(m, slots, i, V_NIL, V_NIL) : r;
    }
    if (!chan_can_receive(slots[0])) return N_OK;
    Value v;
    *how = chan_try_receive(m, &slots[0], &v);
    if (*how == CHAN_CLOSED) *how = CHAN_DONE;
    return *how == CHAN_DONE ? give(m, slots, first_of(*arms, i), v, slots[0]) : N_OK;
}

static enum native_result try_all(Maatine *m, Value *arms, Value *slots, enum chan_try *how)
{
    uint32_t n = array_len(*arms), start = n > 1 ? world_get()->choose(n) : 0;
    for (uint32_t i = 0; i < n && *how == CHAN_NOT_NOW; i++) {
        enum native_result r = try_arm(m, arms, (start + i) % n, slots, how);
        if (r != N_OK) return r;
    }
    return N_OK;
}

static void stop_listening(Maatine *m, void *op)
{
    struct selecting *s = op;
    for (uint32_t i = 0; i < s->n; i++)
        chan_unlisten(m, s->at[i].chan, &s->at[i].listener, s->at[i].send);
    chan_drop_given(m);
    mem_free(MEM_CELL, s);
    m->waiter->op = NULL;
}

static void start_listening(Maatine *m, Value arms)
{
    uint32_t n = array_len(arms);
    struct selecting *s = mem_alloc(MEM_CELL, sizeof *s + n * sizeof s->at[0]);
    s->n = n;
    claim_open(&waiter_of(m)->claim);
    for (uint32_t i = 0; i < n; i++) {
        Value arm = array_get(arms, i);
        s->at[i].send = arm_sends(arm);
        s->at[i].chan = chan_listen(m, array_get(arm, 0), &s->at[i].listener, s->at[i].send);
    }
    m->waiter->op = s;
    m->waiter->op_cancel = stop_listening;
}

static enum native_result check(Maatine *m, Value arms)
{
    for (uint32_t i = 0; i < array_len(arms); i++) {
        Value arm = array_get(arms, i), c = array_get(arm, 0);
        if (!is_type(c, T_CHAN)) return native_type_error(m, "an arm of select", "a Chan", c);
        enum native_result r = arm_sends(arm) ? chan_check_type(m, c, array_get(arm, 1)) : N_OK;
        if (r != N_OK) return r;
    }
    return N_OK;
}

/* The wait is over: nobody is to wake us any more. */
static void leave(Maatine *m)
{
    if (m->wait_kind != WAIT_CHANNEL) return;
    stop_listening(m, m->waiter->op);
    m->waiter->op_cancel = NULL;
    wait_done(m);
}

/* A value was given to it at one of its channels. */
static enum native_result take_given(Maatine *m, Value *arms, Value *slots)
{
    const struct selecting *s = m->waiter->op;
    uint32_t i = 0;
    while (&s->at[i].listener != m->waiter->given_to) i++;
    Value v = chan_given(m);
    leave(m);
    return give(m, slots, first_of(*arms, i), v, array_get(array_get(*arms, i), 0));
}

/* The wait is to end with r, an error or a timeout. False: a value was given meanwhile, which it has to take. */
static bool gives_up(Maatine *m, enum native_result r)
{
    if (r == N_EXIT || m->wait_kind != WAIT_CHANNEL || claim_take(&m->waiter->claim)) return true;
    if (!m->waiter->given_to) return true; /* the attempt that failed has ended the wait */
    if (r == N_ERROR) m->error = V_ABSENT;
    return false;
}

enum native_result select_wait(Maatine *m, Value *arms, double secs, bool has_default, Value *slots)
{
    bool waited = m->wait_kind == WAIT_CHANNEL;
    enum native_result r = waited ? N_OK : check(m, *arms);
    enum chan_try how = waited && claim_is_over(&m->waiter->claim) ? CHAN_GIVEN : CHAN_NOT_NOW;
    /* Listed before the arms are tried: what becomes ready afterwards wakes us. */
    if (r == N_OK && !waited && !has_default && wait_for(m, WAIT_CHANNEL, secs))
        start_listening(m, *arms);
    if (r == N_OK) r = try_all(m, arms, slots, &how);
    if (r == N_YIELD) return r; /* a copy in pieces: it goes on listening meanwhile */
    long_copy_forget(m);
    if (how == CHAN_GIVEN || (r != N_OK && !gives_up(m, r))) return take_given(m, arms, slots);
    if (r != N_OK || how == CHAN_DONE) {
        leave(m);
        return r;
    }
    if (has_default) return give(m, slots, SELECT_DEFAULT, V_NIL, V_NIL);
    if (m->wait_kind == WAIT_CHANNEL && wait_for(m, WAIT_CHANNEL, secs)) return N_WAIT;
    if (!gives_up(m, N_OK)) return take_given(m, arms, slots);
    leave(m);
    return give(m, slots, SELECT_TIMEOUT, V_NIL, V_NIL);
}
