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

/* N_OK with *done: an arm was carried out. */
static enum native_result try_arm(Maatine *m, Value *arms, uint32_t i, Value *slots, bool *done)
{
    Value arm = array_get(*arms, i);
    slots[0] = array_get(arm, 0);
    if (arm_sends(arm)) {
        slots[1] = array_get(arm, 1);
        enum native_result r = chan_try_send(m, &slots[0], &slots[1], done);
        return r == N_OK && *done ? give(m, slots, i, V_NIL, V_NIL) : r;
    }
    if (!chan_can_receive(slots[0])) return N_OK;
    bool got;
    Value v;
    struct selecting *s = m->wait_kind == WAIT_CHANNEL ? m->waiter->op : NULL;
    enum native_result r = chan_try_receive(m, &slots[0], s ? &s->at[i].listener : NULL, &v, &got);
    if (r != N_OK) return r;
    *done = got || chan_is_closed(slots[0]);
    return *done ? give(m, slots, first_of(*arms, i), v, slots[0]) : N_OK;
}

static enum native_result try_all(Maatine *m, Value *arms, Value *slots, bool *done)
{
    uint32_t n = array_len(*arms), start = n > 1 ? world_get()->choose(n) : 0;
    *done = false;
    for (uint32_t i = 0; i < n && !*done; i++) {
        enum native_result r = try_arm(m, arms, (start + i) % n, slots, done);
        if (r != N_OK) return r;
    }
    return N_OK;
}

static enum native_result try_receives(Maatine *m, Value *arms, Value *slots, bool *done)
{
    *done = false;
    for (uint32_t i = 0; i < array_len(*arms) && !*done; i++) {
        if (arm_sends(array_get(*arms, i))) continue;
        enum native_result r = try_arm(m, arms, i, slots, done);
        if (r != N_OK) return r;
    }
    return N_OK;
}

static void stop_listening(Maatine *m, void *op)
{
    struct selecting *s = op;
    for (uint32_t i = 0; i < s->n; i++)
        chan_unlisten(m, s->at[i].chan, &s->at[i].listener, s->at[i].send);
    mem_free(MEM_CELL, s);
    m->waiter->op = NULL;
}

static void start_listening(Maatine *m, Value arms)
{
    uint32_t n = array_len(arms);
    struct selecting *s = mem_alloc(MEM_CELL, sizeof *s + n * sizeof s->at[0]);
    s->n = n;
    for (uint32_t i = 0; i < n; i++) {
        Value arm = array_get(arms, i);
        s->at[i].send = arm_sends(arm);
        s->at[i].chan = chan_listen(m, array_get(arm, 0), &s->at[i].listener, s->at[i].send);
    }
    waiter_of(m)->op = s;
    m->waiter->op_cancel = stop_listening;
}

static enum native_result check(Maatine *m, Value arms)
{
    for (uint32_t i = 0; i < array_len(arms); i++) {
        Value c = array_get(array_get(arms, i), 0);
        if (!is_type(c, T_CHAN)) return native_type_error(m, "an arm of select", "a Chan", c);
    }
    return N_OK;
}

bool select_wait_over(Maatine *m)
{
    struct selecting *s = m->waiter->op;
    for (uint32_t i = 0; i < s->n; i++)
        if (!s->at[i].send && !chan_give_up(s->at[i].chan, &s->at[i].listener)) return true;
    return false;
}

/* The wait is over: nobody is to wake us any more. */
static void leave(Maatine *m)
{
    if (m->wait_kind != WAIT_CHANNEL) return;
    stop_listening(m, m->waiter->op);
    m->waiter->op_cancel = NULL;
    wait_done(m);
}

enum native_result select_wait(Maatine *m, Value *arms, double secs, bool has_default, Value *slots)
{
    enum native_result r = m->wait_kind == WAIT_CHANNEL ? N_OK : check(m, *arms);
    bool done = false;
    /* Listed before the arms are tried: what becomes ready afterwards wakes us. */
    if (r == N_OK && m->wait_kind != WAIT_CHANNEL && !has_default &&
        wait_for(m, WAIT_CHANNEL, secs))
        start_listening(m, *arms);
    if (r == N_OK) r = try_all(m, arms, slots, &done);
    if (r == N_YIELD) return r; /* a copy in pieces: it goes on listening meanwhile */
    long_copy_forget(m);
    if (r != N_OK || done) {
        leave(m);
        return r;
    }
    if (has_default) return give(m, slots, SELECT_DEFAULT, V_NIL, V_NIL);
    if (m->wait_kind == WAIT_CHANNEL && wait_for(m, WAIT_CHANNEL, secs)) return N_WAIT;
    leave(m);
    r = try_receives(m, arms, slots, &done); /* what was given to it meanwhile (CH-3) */
    if (r != N_OK || done) return r;
    return give(m, slots, SELECT_TIMEOUT, V_NIL, V_NIL);
}
