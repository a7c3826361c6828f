/* Selective receive. The mailbox keeps the list and the place in it; here is what belongs to one `receive` in the code.
 *
 * A guard may call functions that receive, too. Then the outer receive is put aside with its place, and comes back when the inner
 * one is over. An outer one whose guard was left by an error is not over, but never looked at again; it is dropped when a receive
 * begins that cannot be inside of it: in a shorter frame, or in the same frame outside of its code.
 *
 * A message may be a record of a batch (mailbox/batch.h). It is looked at in an Array that the thread has for it, and is taken by going on to the next
 * one, if its parts are all that is used of it. Before anything else the record is settled, and the registers are told where it is now.
 *
 *   RC-1  The places of all receives put aside are messages in the list (or NULL): recv_take moves those that would not be.
 */
#include "base/mem.h"
#include "base/world.h"
#include "mailbox/batch.h"
#include "mailbox/flat.h"
#include "vm/maatine/life.h"
#include "vm/observe/observe.h"
#include <math.h>

struct recv_outer {
    struct recv state;
    Envelope *place;
    double secs;
    uint64_t deadline;
    struct recv_outer *outer;
};

/* ---- receives put aside ---- */

static bool inside(const Maatine *m, uint32_t frame)
{
    const struct recv *r = &m->recv;
    if (frame != r->frame) return frame > r->frame;
    return m->pc > r->start && m->pc < r->start + r->words;
}

static void put_aside(Maatine *m)
{
    struct recv_outer *o = mem_alloc(MEM_SIGNAL, sizeof *o);
    struct waiter *w = waiter_of(m);
    Envelope *place = m->mailbox.place;
    if (place && place->kind == ENV_BATCH)
        place = place->prev; /* nothing of it is in hand any more */
    m->recv.record = false;
    *o = (struct recv_outer){m->recv, place, w->recv_secs, w->recv_deadline, w->recv_outer};
    w->recv_deadline = 0;
    w->recv_outer = o;
    m->recv = (struct recv){.nested = true};
}

/* The receive that was put aside last goes on. */
static void take_back(Maatine *m)
{
    struct waiter *w = m->waiter;
    struct recv_outer *o = w ? w->recv_outer : NULL;
    m->recv = (struct recv){0};
    if (!o) return;
    m->recv = o->state;
    w->recv_secs = o->secs;
    w->recv_deadline = o->deadline;
    w->recv_outer = o->outer;
    m->mailbox.place = o->place;
    m->mailbox.rescan = true; /* urgent messages may have come in front */
    mem_free(MEM_SIGNAL, o);
}

void recv_free(Maatine *m)
{
    while (m->recv.nested) take_back(m);
}

void recv_take(Maatine *m, Envelope *e)
{
    for (struct recv_outer *o = MAAT_UNLIKELY(m->recv.nested) ? m->waiter->recv_outer : NULL; o;
         o = o->outer)
        if (o->place == e) {
            o->place = e->prev;
            o->state.lost = true;
        }
    if (mailbox_remove(&m->mailbox, e)) wake_senders(m->rt, &m->mailbox);
}

static inline void take(Maatine *m, Envelope *e)
{
    if (MAAT_UNLIKELY(m->recv.nested))
        recv_take(m, e);
    else if (mailbox_remove(&m->mailbox, e))
        wake_senders(m->rt, &m->mailbox);
}

/* ---- records ---- */

/* What a record is looked at in. [owner thread] */
static __thread struct {
    Value words[FLAT_ARRAY_WORDS + BATCH_WIDTH];
    uint32_t n; /* elements */
} shown;

static inline bool look_at_record(Maatine *m, Batch *b, Value *v)
{
    uint32_t n = (uint32_t)b->e.ref;
    m->recv.lost = false;
    m->recv.fixed = m->recv.scanning = m->recv.record = true;
    const Value *from = b->at;
    __builtin_prefetch((const char *)from + BATCH_AHEAD);
    if (MAAT_UNLIKELY(shown.n != n)) {
        (void)flat_plain_array(shown.words, from, n, 0);
        shown.n = n;
    } else {
        for (uint32_t i = 0; i < n; i++) shown.words[FLAT_ARRAY_WORDS + i] = from[i];
    }
    *v = from_obj(shown.words);
    return true;
}

/* The record in hand becomes a message as all others. */
static MAAT_NOINLINE void settle(Maatine *m)
{
    const Envelope *e = mailbox_settle(&m->mailbox, batch_of(m->mailbox.place));
    m->recv.record = false;
    uint32_t n = ((Fn *)to_ptr(m->R[-3]))->proto->nregs;
    for (uint32_t i = 0; i < n; i++)
        if (m->R[i] == from_obj(shown.words)) m->R[i] = envelope_value(e);
}

static inline void settle_in_hand(Maatine *m)
{
    if (MAAT_UNLIKELY(m->recv.record)) settle(m);
}

/* ---- the operations ---- */

void recv_start(Maatine *m, double secs, Value made)
{
    uint32_t frame = (uint32_t)(m->R - m->stack);
    while (MAAT_UNLIKELY(m->recv.active)) {
        if (inside(m, frame)) {
            put_aside(m);
            break;
        }
        take_back(m);
    }
    m->recv = (struct recv){.start = m->pc,
                            .frame = frame,
                            .active = true,
                            .timed = secs != INFINITY,
                            .nested = m->recv.nested};
    if (m->recv.timed) {
        struct waiter *w = waiter_of(m);
        w->recv_secs = secs;
        w->recv_deadline = 0;
    }
    mailbox_rescan_at(&m->mailbox, m->pc, made);
}

/* The receive is over. */
static void finish(Maatine *m)
{
    if (m->recv.timed && m->waiter->recv_deadline) timer_disarm(m);
    if (MAAT_LIKELY(!m->recv.nested))
        m->recv.active = false;
    else
        take_back(m);
}

/* Hands out the next message, which stands at the mailbox's place. */
static inline bool look_at(Maatine *m, Envelope *e, Value *v)
{
    if (MAAT_UNLIKELY(e->kind == ENV_BATCH)) return look_at_record(m, batch_of(e), v);
    m->recv.record = false;
    m->recv.lost = false;
    m->recv.fixed = true;
    m->recv.scanning = !(e->flags & ENV_PINNED);
    *v = envelope_value(e);
    return true;
}

static MAAT_NOINLINE bool next_unseen(Maatine *m, Value *v)
{
    if (load_rlx(&m->mailbox.alert))
        signals_drain_slow(m); /* also says how many wait */
    else
        signals_drain(m);
    Envelope *e = mailbox_next(&m->mailbox);
    return e && look_at(m, e, v);
}

bool recv_next(Maatine *m, Value *v)
{
    m->recv.words = (uint32_t)(m->pc + insn_s(m->pc[-1]) - m->recv.start);
    Envelope *e = mailbox_next_seen(&m->mailbox);
    return MAAT_LIKELY(e != NULL) ? look_at(m, e, v) : next_unseen(m, v);
}

void recv_skip(Maatine *m)
{
    settle_in_hand(m);
    if (m->recv.fixed && !m->recv.lost) mailbox_refuse(&m->mailbox, m->recv.start);
    m->recv.scanning = m->recv.lost = false;
}

/* What was adopted must fit (R89). If it does not, the message is dropped: the registers from `reg` on, which hold it and what
 * the pattern took from it, are cleared. */
static enum native_result fits(Maatine *m, const Value *reg)
{
    /* One that receives and builds nothing never reserves: what it received before is collected here. */
    bool room = heap_reserve(&m->heap, 0);
    if (MAAT_LIKELY(room && (!m->heap.max_bytes || heap_bytes(&m->heap) <= m->heap.max_bytes)))
        return N_OK;
    if (heap_make_room(&m->heap, 0)) return N_OK;
    uint32_t n = ((Fn *)to_ptr(m->R[-3]))->proto->nregs;
    for (uint32_t i = reg ? (uint32_t)(reg - m->R) : m->recv_reg; i < n; i++) m->R[i] = V_NIL;
    bool fits_now = heap_make_room(&m->heap, 0);
    (void)fits_now; /* if not even now, the error says so again */
    return native_error(m, ERR_MemoryError, "the message is too large");
}

enum native_result recv_pin(Maatine *m, Value *v)
{
    settle_in_hand(m);
    Envelope *e = m->mailbox.place;
    MAAT_ASSERT(m->recv.active && e);
    m->recv.scanning = m->recv.fixed = false;
    if (e->flags & ENV_PINNED) return N_OK;
    uint64_t before = envelope_bytes(e);
    (void)mailbox_pin(&m->mailbox, &m->heap, e);
    stat_add(&m->mailbox.bytes, envelope_bytes(e) - before);
    if (v) *v = envelope_value(e);
    if (heap_bytes(&m->heap) <= m->heap.max_bytes || !m->heap.max_bytes) return N_OK;
    /* It is about to be dropped: out of the mailbox, which would keep it alive. */
    if (heap_make_room(&m->heap, 0)) {
        if (v) *v = envelope_value(e);
        return N_OK;
    }
    recv_take(m, e);
    (void)envelope_adopt(&m->heap, e);
    enum native_result r = fits(m, v);
    finish(m);
    return r;
}

/* Whoever takes a request owes an answer: if it ends before, the caller learns of it. */
static void owe_answer(Maatine *m, const Envelope *e)
{
    Tie *t = tie_add(&ties_of(m)->watched, e->ref);
    t->a = e->sender;
    t->b = WATCH_CALL;
}

enum native_result recv_accept(Maatine *m, Value *v)
{
    MAAT_ASSERT(m->recv.active);
    settle_in_hand(m);
    m->recv.scanning = false;
    if (MAAT_UNLIKELY(
            m->recv.lost)) { /* a guard took the message itself; its value lies in the register */
        finish(m);
        return N_OK;
    }
    Envelope *e = m->mailbox.place;
    take(m, e);
    if (e->arg == MSG_CALL && e->kind == ENV_MESSAGE) owe_answer(m, e);
    if (observe_wants(m->rt, WANT_RECEIVES)) observe_receive(m, e->sender, envelope_value(e));
    *v = envelope_adopt(&m->heap, e);
    finish(m);
    return fits(m, v);
}

/* Whether one of r[0..n) is an object of the message that is taken, or holds on to one. */
static bool any_object(const Value *r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!travels_free(r[i])) return true;
    return false;
}

/* Only parts of the record in hand are used, and none is an object: so it is just passed over. */
static inline bool take_record(Maatine *m, Value *r, uint32_t n)
{
    if (MAAT_UNLIKELY(m->recv.nested || any_object(r + 1, n))) return false;
    Batch *b = batch_of(m->mailbox.place);
    if (observe_wants(m->rt, WANT_RECEIVES)) observe_receive(m, b->e.sender, r[0]);
    m->recv.scanning = m->recv.record = false;
    (void)mailbox_remove_record(&m->mailbox, b);
    finish(m);
    r[0] = V_NIL;
    return true;
}

enum native_result recv_take_parts(Maatine *m, Value *r, uint32_t n)
{
    if (m->recv.record) {
        if (MAAT_LIKELY(take_record(m, r, n))) return N_OK;
        settle(m);
    }
    Envelope *e = m->mailbox.place;
    enum native_result res = N_OK;
    if (MAAT_UNLIKELY(m->recv.lost) || any_object(r + 1, n)) {
        res = recv_accept(m, r);
    } else {
        MAAT_ASSERT(m->recv.active);
        m->recv.scanning = false;
        take(m, e);
        if (MAAT_UNLIKELY(e->arg == MSG_CALL) && e->kind == ENV_MESSAGE) owe_answer(m, e);
        if (observe_wants(m->rt, WANT_RECEIVES)) observe_receive(m, e->sender, envelope_value(e));
        envelope_free(e);
        finish(m);
    }
    if (MAAT_LIKELY(res == N_OK)) r[0] = V_NIL;
    return res;
}

bool recv_scanning(const Maatine *m) { return m->recv.active && m->recv.scanning; }

enum recv_wait_result recv_wait(Maatine *m)
{
    struct recv *r = &m->recv;
    signals_drain(m);
    if (mailbox_has_next(&m->mailbox)) {
        store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
        return RECV_AGAIN;
    }
    struct waiter *w = r->timed ? m->waiter : NULL;
    bool over = w && (!(w->recv_secs > 0) || (w->recv_deadline && timer_over(m)));
    if (over && !pending_acts(m)) {
        store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
        finish(m);
        return RECV_TIMEOUT;
    }
    if (w && !over) {
        if (!w->recv_deadline) w->recv_deadline = timer_after(world_mono_ns(), w->recv_secs);
        timer_arm(m, w->recv_deadline);
    }
    store_rlx(&m->wait_kind, (uint8_t)WAIT_MESSAGE);
    return RECV_SUSPEND;
}
