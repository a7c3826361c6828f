/* Sending: finding the receiver, copying the message, room in bounded mailboxes, dead letters. */
#include "base/fetch.h"
#include "base/mem.h"
#include "heap/island.h"
#include "heap/string.h"
#include "mailbox/flat.h"
#include "vm/exec/build.h"
#include "vm/exec/interp.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/life.h"
#include "vm/maatine/outbox.h"
#include "vm/observe/observe.h"

#define BYTES_PER_REDUCTION 64
#define PACE_FROM           128 /* messages that wait at the receiver */
#define PACE_DIVISOR        16
#define CHATTY_REDUCTIONS   64   /* for each message sent */
#define PACE_LATE           1024 /* with more, the receiver and all others go first */

/* ---- dead letters ---- */

/* Those that have ended leave the list meanwhile. */
void dead_letters_subscribe(struct runtime *rt, uint64_t id)
{
    struct life *l = rt->life;
    lock_take(&l->dead_lock);
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->ndead; i++)
        if (l->dead[i] != id && table_find(rt->table, l->dead[i])) l->dead[n++] = l->dead[i];
    l->dead = mem_realloc(MEM_SIGNAL, l->dead, (n + 1) * sizeof *l->dead);
    l->dead[n] = id;
    store_rlx(&l->ndead, n + 1);
    lock_drop(&l->dead_lock);
}

/* Who wants to know of dead letters; *ids is the caller's (MEM_TEMP). */
static uint32_t subscribers(struct life *l, uint64_t **ids)
{
    lock_take(&l->dead_lock);
    uint32_t n = l->ndead;
    *ids = mem_alloc(MEM_TEMP, (n + 1) * sizeof **ids);
    if (n) memcpy(*ids, l->dead, n * sizeof **ids);
    lock_drop(&l->dead_lock);
    return n;
}

static Value letter(const struct runtime *rt, struct tuple *t, uint64_t to, Value msg)
{
    t->v[0] = text_value(rt, DEAD_LETTER);
    t->v[1] = from_ma(to);
    t->v[2] = msg;
    return tuple_init(t, 3);
}

/* A message to `to`, which is gone: counted, and ['DEAD_LETTER', to, msg] to those who want to know. */
static void dead_letter(Maatine *m, uint64_t to, const Value *msg)
{
    add_rlx(&m->rt->dead_letters, 1);
    if (MAAT_LIKELY(load_rlx(&m->rt->life->ndead) == 0)) return;
    uint64_t *ids;
    uint32_t n = subscribers(m->rt->life, &ids);
    for (uint32_t i = 0; i < n; i++) {
        struct tuple t;
        Maatine *p = ma_find(m, ids[i]);
        if (!p) continue;
        (void)letter(m->rt, &t, to, *msg);
        Envelope *e = tuple_envelope(m, &t, 3, ENV_NOTICE);
        e->sender = m->id;
        ma_push_or_drop(p, e);
    }
    mem_free(MEM_TEMP, ids);
}

void dead_letter_of_nobody(struct runtime *rt, uint64_t to, const Envelope *msg)
{
    add_rlx(&rt->dead_letters, 1);
    if (!to || load_rlx(&rt->life->ndead) == 0) return;
    uint64_t *ids;
    uint32_t n = subscribers(rt->life, &ids);
    for (uint32_t i = 0; i < n; i++) {
        struct tuple t;
        struct copy_why why;
        Envelope *e;
        Maatine *p = table_find(rt->table, ids[i]);
        Value v = letter(rt, &t, to, envelope_value(msg));
        if (!p || envelope_copy(&e, ENV_NOTICE, v, &why) != COPY_OK) continue;
        e->sender = msg->sender;
        ma_push_or_drop(p, e);
    }
    mem_free(MEM_TEMP, ids);
}

/* ---- copying ---- */

#define GONE_MAX 16

static inline bool is_own_object(Value v) { return is_ptr(v) && !(to_obj(v)->gc & GC_SHARED); }

/* The values that the send under way is the last to use (code.h); none: it must copy. */
static void gone_values(const Maatine *m, Value *gone, uint32_t *tags, struct pass *how)
{
    const struct send_plan *s = m->moving;
    const uint16_t *live = s->regs + s->ngone + s->nclear, *tokens = live + s->nlive;
    for (uint32_t i = 0; i < s->nlive; i++)
        if (is_own_object(m->R[live[i]])) return;
    for (uint32_t i = 0; i < s->ngone && how->n < GONE_MAX; i++) {
        if (!is_own_object(m->R[s->regs[i]])) continue;
        gone[how->n++] = m->R[s->regs[i]];
        how->nbuilt += i >= (uint32_t)s->ngone - s->nbuilt;
    }
    for (uint32_t i = 0; i < s->ntokens && how->ntags < GONE_MAX; i++) {
        uint32_t tag = build_tag(m->R[tokens[i]]);
        if (tag) tags[how->ntags++] = tag;
    }
}

/* The copy that was made in pieces, if there is one. */
static bool take_long(Maatine *m, Value v, Envelope **out, struct copy_why *why,
                      enum copy_result *r)
{
    Parcel p;
    if (!long_copy_take(m, v, &p, why, r)) return false;
    if (*r != COPY_OK) return true;
    *out = envelope_try_new(ENV_MESSAGE, p);
    if (*out) return true;
    parcel_drop(&p);
    *r = COPY_NOMEM;
    return true;
}

static enum copy_result make_envelope(Maatine *m, Value v, uint64_t long_from, Envelope **out,
                                      struct copy_why *why)
{
    enum copy_result r;
    if (long_copy_is(m) && take_long(m, v, out, why, &r)) return r;
    Value gone[GONE_MAX];
    uint32_t tags[GONE_MAX];
    const struct send_plan *s = m->moving;
    struct pass how = {.gone = gone, .tags = tags, .long_from = long_from};
    if (s && m->rt->moves) gone_values(m, gone, tags, &how);
    r = envelope_pass(out, ENV_MESSAGE, &m->heap, v, &how, why);
    if (r != COPY_OK || !how.moved) return r;
    for (uint32_t i = 0; i < s->ngone + s->nclear; i++) m->R[s->regs[i]] = V_NIL;
    m->moving = NULL;
    stat_add(&extra_of(m)->bytes_moved, how.moved);
    return COPY_OK;
}

static inline void count_copied(Maatine *m, uint64_t bytes)
{
    stat_add(&m->bytes_copied, bytes);
    if (bytes > BYTES_PER_REDUCTION) native_charge(m, (int64_t)(bytes / BYTES_PER_REDUCTION));
}

/* Moves it, says why not, or makes it possible. */
static enum native_result message_make(Maatine *m, Value *v, Envelope **out)
{
    uint64_t long_from = long_copy_from(m);
    enum native_result r = share_go_on(m);
    while (r == N_OK) {
        struct copy_why why = {0};
        switch (make_envelope(m, *v, long_from, out, &why)) {
        case COPY_OK: count_copied(m, why.copied); return N_OK;
        case COPY_NOMEM: return native_no_memory(m);
        case COPY_IS_LONG:
            if (long_copy_begin(m, *v)) return native_yield(m);
            long_from = 0;
            break;
        case COPY_TYPE:
            return native_error(m, ERR_TypeError, "%s cannot be sent to another maatine",
                                type_name(m, from_obj(why.what)));
        default: r = box_share_found(m, why.what);
        }
    }
    return r;
}

enum native_result message_copy(Maatine *m, Value *v, Envelope **out)
{
    Envelope *e = MAAT_LIKELY(!m->moving) ? envelope_of_small(&m->heap, ENV_MESSAGE, *v) : NULL;
    if (MAAT_UNLIKELY(!e)) return message_make(m, v, out);
    count_copied(m, e->parcel.bytes);
    *out = e;
    return N_OK;
}

/* Little is done between the messages of m's slice: what they cost is mostly their way from cache to cache. */
static inline bool is_chatty(const Maatine *m)
{
    return sched_slice(m->sched) - m->reds <= (int32_t)m->sends * CHATTY_REDUCTIONS;
}

/* Who sends to one that cannot keep up pays more the longer the queue there is: so it gets fewer turns to send than the receiver gets
 * to receive, and the queue stays short enough for the caches. With very many waiting it goes on after all others here, the
 * receiver among them; if it does little but send, it does so where the receiver is. */
static void pace(Maatine *m, const Maatine *p, int64_t cost, uint32_t waiting)
{
    m->sends++;
    cost += waiting / PACE_DIVISOR;
    if (waiting >= PACE_LATE) {
        if (cost < m->reds) cost = m->reds;
        sched_yield_late(m->sched, is_chatty(m) ? load_rlx(&p->sched) : NULL);
    }
    native_charge(m, cost);
}

/* A message that may be a record of a batch, to a receiver that runs elsewhere and has more to do already. */
static inline bool opens_batch(Maatine *m, const Maatine *p, uint32_t waiting)
{
    if (!MAAT_TAILCALLS || waiting < OUTBOX_FROM || load_rlx(&p->sched) == m->sched) return false;
    return outbox_open(m, p, waiting);
}

static MAAT_NOINLINE void charge_more(Maatine *m, const Maatine *p, uint64_t bytes,
                                      uint32_t waiting, bool record)
{
    if (record && opens_batch(m, p, waiting)) {
        m->sends++;
        return;
    }
    int64_t cost = (int64_t)(bytes / BYTES_PER_REDUCTION);
    if (waiting >= PACE_FROM && p != m)
        pace(m, p, cost, waiting);
    else if (cost)
        native_charge(m, cost);
}

/* `record`: the message was an Array of plain values. */
static inline void charge(Maatine *m, const Maatine *p, uint64_t bytes, bool record)
{
    uint32_t waiting = mailbox_waiting(&p->mailbox);
    if (MAAT_LIKELY(bytes <= BYTES_PER_REDUCTION && waiting < (record ? OUTBOX_FROM : PACE_FROM)))
        return;
    charge_more(m, p, bytes, waiting, record);
}

/* ---- room ---- */

/* The mailbox of p is full. ROOM_FREE: the message is dropped (or nobody wants it); N_ERROR in *r: an error is raised. */
static enum mailbox_room no_room(Maatine *m, Maatine *p, enum native_result *r)
{
    *r = N_OK;
    switch (mailbox_policy(&p->mailbox)) {
    case OVERFLOW_BLOCK:
        if (p == m) {
            *r = native_error(m, ERR_OverflowError, "its own mailbox is full");
            return ROOM_NONE;
        }
        return mailbox_wait_room(&p->mailbox, m->id);
    case OVERFLOW_EXIT:
        ma_push_or_drop(p, envelope_new(SIG_OVERFLOW, parcel_of(V_NIL)));
        return ROOM_NONE;
    case OVERFLOW_RAISE:
        *r = native_error(m, ERR_OverflowError, "the mailbox is full");
        return ROOM_NONE;
    default: mailbox_dropped(&p->mailbox, 1); return ROOM_NONE;
    }
}

/* Reserves room. *r is N_OK with *go false: dropped. */
static bool find_room(Maatine *m, Maatine *p, bool *counted, enum native_result *r)
{
    bool again = m->wait_kind == WAIT_MAILBOX;
    enum mailbox_room room =
        again ? mailbox_wait_room(&p->mailbox, m->id) : mailbox_reserve(&p->mailbox);
    *r = N_OK;
    if (room == ROOM_NONE) room = no_room(m, p, r);
    *counted = room == ROOM_TAKEN;
    if (room == ROOM_WAITING) {
        store_rlx(&m->wait_kind, (uint8_t)WAIT_MAILBOX);
        waiter_of(m)->target = p->id;
        *r = N_WAIT;
        return false;
    }
    if (again) store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
    return room == ROOM_FREE || room == ROOM_TAKEN;
}

static void give_back(Maatine *p)
{
    if (mailbox_unreserve(&p->mailbox)) wake_senders(p->rt, &p->mailbox);
}

/* ---- sending ---- */

/* `moved`: what e holds is not m's any more. */
static void push(Maatine *m, Maatine *p, Envelope *e, Value *msg, bool moved)
{
    switch (mailbox_push(&p->mailbox, e)) {
    case MAILBOX_WAKE: sched_ready(m->sched, &p->run); return;
    case MAILBOX_PUSHED: return;
    case MAILBOX_CLOSED:
        if (e->flags & ENV_COUNTED) give_back(p);
        if (moved)
            *msg = envelope_adopt(&m->heap, e);
        else
            envelope_free(e);
        dead_letter(m, p->id, msg);
    }
}

static enum native_result gone(Maatine *m, uint64_t id, Value *msg)
{
    if (m->wait_kind == WAIT_MAILBOX) store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
    dead_letter(m, id, msg);
    return N_OK;
}

static enum native_result send_found(Maatine *m, Maatine *p, Value *msg, uint32_t flags,
                                     uint64_t call_ref)
{
    bool counted = false;
    enum native_result r;
    if (MAAT_UNLIKELY(load_rlx(&p->mailbox.bound) != NULL) && !find_room(m, p, &counted, &r))
        return r;
    Envelope *e;
    uint64_t moved = extra_seen(m)->bytes_moved;
    r = message_copy(m, msg, &e);
    if (MAAT_UNLIKELY(r != N_OK)) {
        if (counted) give_back(p);
        return r;
    }
    e->sender = m->id;
    e->sent_ns = sched_now(m->sched);
    e->flags = (uint8_t)((flags & ENV_URGENT) | (counted ? ENV_COUNTED : 0));
    if (call_ref) {
        e->arg = MSG_CALL;
        e->ref = call_ref;
    }
    charge(m, p, 0, false);
    if (observe_wants(m->rt, WANT_SENDS)) observe_send(m, p->id, envelope_value(e));
    push(m, p, e, msg, extra_seen(m)->bytes_moved != moved);
    return N_OK;
}

enum native_result send_to(Maatine *m, uint64_t id, Value *msg, uint32_t flags, uint64_t call_ref)
{
    Maatine *p = ma_find(m, id);
    return long_copy_over(m, MAAT_LIKELY(p != NULL) ? send_found(m, p, msg, flags, call_ref)
                                                    : gone(m, id, msg));
}

/* The receiver, if nothing stands in the way of a message but what the message is made of. */
static inline Maatine *open_receiver(const Maatine *m, uint64_t id)
{
    Maatine *p = ma_find(m, id);
    if (MAAT_UNLIKELY(!p || load_rlx(&p->mailbox.bound) || m->wait_kind == WAIT_MAILBOX ||
                      long_copy_is(m)))
        return NULL;
    return observe_wants(m->rt, WANT_SENDS) ? NULL : p;
}

/* False: the receiver has ended. */
static inline bool push_small(Maatine *m, Maatine *p, Envelope *e, bool record)
{
    e->sender = m->id;
    e->sent_ns = sched_now(m->sched);
    uint64_t bytes = e->parcel.bytes;
    enum mailbox_pushed done = mailbox_push_plain(&p->mailbox, e);
    if (MAAT_UNLIKELY(done == MAILBOX_CLOSED)) {
        envelope_free(e);
        return false;
    }
    stat_add(&m->bytes_copied, bytes);
    charge(m, p, bytes, record && done != MAILBOX_WAKE);
    if (done == MAILBOX_WAKE) sched_ready(m->sched, &p->run);
    return true;
}

bool maatine_send_array(Maatine *m, uint64_t to, const Value *v, uint32_t n)
{
    Maatine *p = open_receiver(m, to);
    Envelope *e = MAAT_LIKELY(p != NULL) ? envelope_of_plain(&m->heap, ENV_MESSAGE, v, n) : NULL;
    return MAAT_LIKELY(e != NULL) && push_small(m, p, e, true);
}

bool maatine_send_small(Maatine *m, uint64_t to, Value v)
{
    Maatine *p = open_receiver(m, to);
    Envelope *e = MAAT_LIKELY(p != NULL) ? envelope_of_small(&m->heap, ENV_MESSAGE, v) : NULL;
    return MAAT_LIKELY(e != NULL) && push_small(m, p, e, false);
}

/* The value that the plan's tokens are about, or V_NIL: what else the registers hold would have to be looked at. */
static inline Value built_alone(const Maatine *m, const struct send_plan *s)
{
    bool alone = s->nlive == 0 && s->ntokens == 1 && s->nbuilt == 1;
    return alone ? m->R[s->regs[s->ngone - 1]] : V_NIL;
}

/* The tag that it was claimed under; 0: the plan is about others, too, or it was not. */
static inline uint32_t built_one_tag(const Maatine *m, const struct send_plan *s)
{
    bool one = s->nlive == 0 && s->ntokens == 1 && s->nbuilt > 0;
    return one ? build_tag(m->R[s->regs[s->ngone + s->nclear]]) : 0;
}

/* The one of v[0..n) that does not travel as it is, if the send planned is the last to use it; n: there is none, or another one. */
static inline uint32_t find_built(const Maatine *m, const Value *v, uint32_t n,
                                  const struct send_plan *s)
{
    uint32_t at = n;
    for (uint32_t i = 0; i < n; i++) {
        if (flat_is_free(v[i])) continue;
        if (at < n) return n;
        at = i;
    }
    for (uint32_t i = s->ngone - s->nbuilt; at < n && i < s->ngone; i++)
        if (m->R[s->regs[i]] == v[at]) return at;
    return n;
}

/* What is left to do once that what was built has left. *msg: a register, for the message if it comes back. */
static inline void push_built(Maatine *m, struct ma_extra *x, Maatine *p, Envelope *e, Value *msg,
                              const struct send_plan *s)
{
    for (uint32_t i = 0; i < s->ngone + s->nclear; i++) m->R[s->regs[i]] = V_NIL;
    stat_add(&x->bytes_moved, e->parcel.bytes);
    if (MAAT_UNLIKELY(x->sent_to != p)) {
        x->sent_slot = table_place(m->rt->table, p->id);
        x->sent_to = p;
    }
    e->sender = m->id;
    e->sent_ns = sched_now(m->sched);
    charge(m, p, 0, false);
    push(m, p, e, msg, true);
}

/* All that large messages need which are built and sent as they are, or in an Array of a few plain values. When they are sent, building
 * them has just emptied the caches of everything else: so this path is short, in code and in what it reads. */
MAAT_SEND_CODE bool maatine_send_built(Maatine *m, uint64_t to, Value *v, const struct send_plan *s)
{
    if (!is_ptr(*v) || built_alone(m, s) != *v) return false;
    uint32_t tag = build_tag(m->R[s->regs[s->ngone + s->nclear]]);
    struct ma_extra *x = load_rlx(&m->extra);
    if (!tag || !x || !is_nil(x->share_list)) return false;
    Maatine *p = open_receiver(m, to);
    Envelope *e = p ? envelope_of_built(&m->heap, ENV_MESSAGE, *v, tag) : NULL;
    if (MAAT_UNLIKELY(!e)) return false;
    push_built(m, x, p, e, v, s);
    return true;
}

MAAT_SEND_CODE bool maatine_send_around_built(Maatine *m, uint64_t to, const Value *v, uint32_t n,
                                              Value *msg, const struct send_plan *s)
{
    uint32_t tag = built_one_tag(m, s), at = tag ? find_built(m, v, n, s) : n;
    struct ma_extra *x = load_rlx(&m->extra);
    if (at == n || !x || !is_nil(x->share_list)) return false;
    Maatine *p = open_receiver(m, to);
    Envelope *e = p ? envelope_around_built(&m->heap, ENV_MESSAGE, v, n, at, tag) : NULL;
    if (MAAT_UNLIKELY(!e)) return false;
    uint64_t bytes = e->parcel.frag->words * sizeof(Value);
    stat_add(&m->bytes_copied, bytes);
    stat_add(&x->bytes_moved, 0 - bytes);
    push_built(m, x, p, e, msg, s);
    return true;
}

/* By the linker: where the code that is marked MAAT_SEND_CODE lies. */
extern const char __start_maat_send[], __stop_maat_send[];

#define PLANS_AHEAD 8u

/* What other lines lead to comes last: these have been on their way for a while. */
void maatine_send_ahead(const Maatine *m)
{
    const struct ma_extra *x = extra_seen(m);
    const Maatine *to = x->sent_to;
    const Proto *f = frame_proto(m->R);
    uint32_t nplans = f->nsends < PLANS_AHEAD ? f->nsends : PLANS_AHEAD;
    maat_fetch(m->rt, 1);
    maat_fetch(x->sent_slot, 1);
    if (to) maat_fetch(to, offsetof(Maatine, rt));
    if (to) maat_fetch(&to->mailbox, sizeof to->mailbox);
    maat_fetch(m->sched, MAAT_CACHE_LINE);
    maat_fetch(&m->extra, 1);
    maat_fetch(x, sizeof *x);
    maat_fetch(m->pc, 2 * MAAT_CACHE_LINE);
    maat_fetch(&op_table[OP_SEND], 1);
    maat_fetch(&op_table[OP_NEWMSG], 1);
    maat_fetch(f->sends, nplans * sizeof *f->sends);
    maat_fetch(__start_maat_send, (size_t)(__stop_maat_send - __start_maat_send));
    envelope_built_ahead();
    heap_newest_ahead(&m->heap);
    maat_fetch(&m->rt->table->chunks[0], 1);
    for (uint32_t i = 0; i < nplans; i++) maat_fetch(f->sends[i], MAAT_CACHE_LINE);
}

bool send_request(Maatine *m, uint64_t to, const From *from, Value msg)
{
    Maatine *p = open_receiver(m, to);
    Envelope *e =
        MAAT_LIKELY(p != NULL) ? envelope_of_request(text_value(m->rt, CALL), from, msg) : NULL;
    if (MAAT_UNLIKELY(!e)) return false;
    e->arg = MSG_CALL;
    e->ref = from->ref;
    return push_small(m, p, e, false);
}

enum native_result send_target(Maatine *m, Value to, uint64_t *id)
{
    if (is_ma(to)) {
        *id = to_ma(to);
        return N_OK;
    }
    if (!is_str(to)) return native_type_error(m, "the receiver", "a Ma or a name", to);
    *id = registry_find(m->rt->registry, str_bytes(to), str_len(to));
    if (*id) return N_OK;
    return native_error(m, ERR_ArgumentError, "no maatine is registered as '%.*s'",
                        (int)str_len(to), str_bytes(to));
}

enum native_result maatine_send(Maatine *m, Value *to, Value *msg, bool urgent)
{
    uint64_t id;
    if (MAAT_LIKELY(is_ma(*to) && m->wait_kind != WAIT_MAILBOX))
        return send_to(m, to_ma(*to), msg, urgent ? ENV_URGENT : 0, 0);
    if (MAAT_UNLIKELY(is_type(*to, T_CHAN))) return chan_send(m, to, msg);
    if (MAAT_UNLIKELY(
            m->wait_kind ==
            WAIT_MAILBOX)) { /* goes on with a send that waited, wherever the name leads now */
        id = m->waiter->target;
    } else {
        enum native_result r = send_target(m, *to, &id);
        if (r != N_OK) return r;
    }
    return send_to(m, id, msg, urgent ? ENV_URGENT : 0, 0);
}
