/* Calls, replies, joins; see calls.h. */
#include "vm/maatine/calls.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/num.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/maatine/life.h"
#include "vm/maatine/work.h"
#include <math.h>

/* Slots of ExitError's own fields (builtins.c). */
#define REASON_MAX 500 /* bytes of a text */

enum { EXITERR_REASON = ERRF_COUNT, EXITERR_MA };

/* An Error as `say` has it, so that the texts of nested ones do not quote each other. */
static void add_reason(const Maatine *m, Buf *b, Value reason)
{
    const Inst *e = is_inst(reason) ? (const Inst *)to_obj(reason) : NULL;
    if (e && class_isa(e->cls, m->rt->errors[ERR_Error]) && is_str(e->f[ERRF_MESSAGE])) {
        const char *text = str_bytes(e->f[ERRF_MESSAGE]);
        size_t n = str_len(e->f[ERRF_MESSAGE]);
        if (n > REASON_MAX)
            for (n = REASON_MAX; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;) n--;
        buf_addf(b, "%.100s: ", e->cls->name->p);
        buf_add(b, text, n);
        return;
    }
    text_add_short(b, reason, REASON_MAX);
}

enum native_result raise_exit_error(Maatine *m, uint64_t id, Value *reason)
{
    Buf b = BUF_INIT;
    buf_addf(&b, "<Ma %llu> has ended: ", (unsigned long long)id);
    if (is_str(*reason)) /* native_error shortens it further */
        buf_add(&b, str_bytes(*reason), str_len(*reason) < 8192 ? str_len(*reason) : 8192);
    else
        add_reason(m, &b, *reason);
    enum native_result r = native_error(m, ERR_ExitError, "%s", buf_str(&b));
    buf_fini(&b);
    if (r != N_ERROR) return r;
    Inst *e = (Inst *)to_obj(m->error);
    e->f[EXITERR_REASON] = *reason;
    e->f[EXITERR_MA] = from_ma(id);
    heap_wrote(&m->heap, &e->h);
    return r;
}

/* The reason in a DOWN envelope, adopted, in m->result. */
static void take_down(Maatine *m)
{
    struct waiter *w = m->waiter;
    m->result = envelope_adopt(&m->heap, w->down);
    w->down = NULL;
    w->ref = 0;
}

/* ---- calls ---- */

/* When its own calls end at the latest: by a within block around them, or the call that it is answering. 0: never. */
static uint64_t call_deadline(const Maatine *m)
{
    uint64_t mine = within_deadline(m), theirs = m->waiter ? m->waiter->call_late : 0;
    return !mine || (theirs && theirs < mine) ? theirs : mine;
}

static double call_secs(const Maatine *m, double secs)
{
    if (!m->waiter || !m->waiter->call_late) return secs;
    uint64_t now = world_mono_ns(), late = m->waiter->call_late;
    double left = late > now ? (double)(late - now) / 1e9 : 0;
    return left < secs ? left : secs;
}

bool call_starts(Maatine *m, Value from)
{
    uint64_t late = 0;
    if (is_type(from, T_FROM)) {
        Value v = ((const From *)to_obj(from))->late;
        if (is_num(v)) late = is_int(v) ? (uint64_t)to_int(v) : (uint64_t)to_double(v);
    }
    if (late || (m->waiter && m->waiter->call_late)) waiter_of(m)->call_late = late;
    return !late || world_mono_ns() < late;
}

/* Of the call under way. */
static From from_of(const Maatine *m)
{
    uint64_t late = call_deadline(m);
    return (From){.h = {.type = T_FROM, .words = WORDS_OF(From)},
                  .ma = from_ma(m->id),
                  .ref = m->waiter->ref,
                  .late = late ? from_double((double)late) : V_NIL};
}

/* The request ['call', from, msg]. */
static enum native_result request(Maatine *m, Value *msg, const From *from, Value *out)
{
    if (!native_reserve(m, WORDS_OF(From) + WORDS_OF(Array) + WORDS_OF(Slots) + 3)) return N_ERROR;
    From *f = heap_alloc(&m->heap, T_FROM, WORDS_OF(From));
    f->ma = from->ma;
    f->ref = from->ref;
    f->late = from->late;
    m->result = from_obj(f);
    Value v[3] = {text_value(m->rt, CALL), m->result, *msg};
    Slots *s = heap_alloc(&m->heap, T_SLOTS, 4);
    memcpy(s->v, v, sizeof v);
    Array *a = heap_alloc(&m->heap, T_ARRAY, WORDS_OF(Array));
    a->len = 3;
    a->start = 0;
    a->slots = s;
    *out = from_obj(a);
    return N_OK;
}

static enum native_result no_proc(Maatine *m, uint64_t id)
{
    m->result = text_value(m->rt, NOPROC);
    return raise_exit_error(m, id, &m->result);
}

/* N_WAIT from a full mailbox, too. */
static enum native_result call_request(Maatine *m, struct waiter *w, uint64_t id, Value *msg)
{
    Value req;
    if (!long_copy_again(m, &req)) {
        if (m->wait_kind != WAIT_MAILBOX) w->ref = ref_new(m);
        From from = from_of(m);
        if (MAAT_LIKELY(send_request(m, id, &from, *msg))) return N_OK;
        enum native_result r = request(m, msg, &from, &req);
        if (r != N_OK) return r;
    }
    m->result = req;
    return send_to(m, id, &m->result, 0, w->ref);
}

static enum native_result call_timeout(Maatine *m)
{
    wait_abort(m);
    return native_error(m, ERR_TimeoutError, "no answer in time");
}

/* The time of the call begins to pass. */
static void begin_time(Maatine *m, double secs)
{
    timer_disarm(m);
    if (secs != INFINITY) timer_arm(m, timer_after(world_mono_ns(), secs));
}

/* The mailbox of who is called is full: the time of the call passes meanwhile. */
static enum native_result wait_for_room(Maatine *m, double secs, bool again)
{
    if (again) return timer_over(m) ? call_timeout(m) : N_WAIT;
    if (!(secs > 0)) return call_timeout(m);
    begin_time(m, secs);
    return N_WAIT;
}

/* The same while the request is copied in slices. */
static enum native_result go_on_copying(Maatine *m, double secs, bool again)
{
    if (!again && !(secs > 0)) return N_YIELD;
    if (!again) begin_time(m, secs);
    long_copy_set_timed(m);
    return N_YIELD;
}

/* Waits for the answer; `waited`: there was no room first, or the request was long, and the time passes since then. */
static enum native_result wait_for_answer(Maatine *m, double secs, bool waited)
{
    if (waited) store_rlx(&m->wait_kind, (uint8_t)WAIT_REPLY);
    if (wait_for(m, WAIT_REPLY, secs)) return N_WAIT;
    store_rlx(&m->wait_kind, (uint8_t)WAIT_REPLY);
    return call_timeout(m);
}

/* Sends the request. */
static enum native_result call_begin(Maatine *m, uint64_t id, Value *msg, double secs)
{
    if (id == m->id) return native_error(m, ERR_ArgumentError, "a call to oneself");
    bool waited = m->wait_kind == WAIT_MAILBOX || long_copy_is_timed(m);
    if (!ma_find(m, id)) {
        if (waited) wait_abort(m);
        long_copy_forget(m);
        return no_proc(m, id);
    }
    struct waiter *w = waiter_of(m);
    if (!waited) secs = call_secs(m, secs);
    enum native_result r = call_request(m, w, id, msg);
    if (r == N_WAIT) return wait_for_room(m, secs, waited);
    if (r == N_YIELD) return go_on_copying(m, secs, waited);
    if (r == N_ERROR && waited) timer_disarm(m);
    if (r != N_OK) return r;
    if (!ma_find(m, id)) { /* it may have ended before it got the request: nobody would tell us */
        if (waited) timer_disarm(m);
        w->ref = 0;
        return no_proc(m, id);
    }
    Tie *t = tie_add(&ties_of(m)->watching, w->ref);
    t->a = id;
    t->b = WATCH_CALL;
    w->target = id;
    reply_open(&w->slot, w->ref);
    return wait_for_answer(m, secs, waited);
}

static enum native_result call_answered(Maatine *m, Envelope *e)
{
    struct waiter *w = m->waiter;
    tie_remove(&m->ties->watching, w->ref);
    if (e->sender != w->target) { /* who was asked still owes an answer, as far as it knows */
        Maatine *p = ma_find(m, w->target);
        Envelope *d = p ? envelope_new(SIG_DEMONITOR, parcel_of(V_NIL)) : NULL;
        if (d) d->ref = w->ref;
        if (d) ma_push_or_drop(p, d);
    }
    w->ref = 0;
    wait_done(m);
    return native_return(m, envelope_adopt(&m->heap, e));
}

enum native_result call_send(Maatine *m, uint64_t id, Value *msg, double secs)
{
    if (m->wait_kind != WAIT_REPLY) return call_begin(m, id, msg, secs);
    struct waiter *w = m->waiter;
    Envelope *e = reply_take(&w->slot);
    if (e) return call_answered(m, e);
    if (w->down) {
        reply_close(&w->slot);
        wait_done(m);
        take_down(m);
        return raise_exit_error(m, id, &m->result);
    }
    return wait_for(m, WAIT_REPLY, secs) ? N_WAIT : call_timeout(m);
}

static enum native_result reply_to(Maatine *m, const Value *from, Value *v)
{
    const From *f = (const From *)to_obj(*from);
    uint64_t ref = f->ref;
    Maatine *p = ma_find(m, to_ma(f->ma));
    Envelope *e = NULL;
    enum native_result r = p ? message_copy(m, v, &e) : N_OK;
    if (r == N_YIELD) return r; /* until then the caller is told if m ends */
    if (m->ties) tie_remove(&m->ties->watched, ref);
    if (r != N_OK) return r;
    if (!e) return native_return(m, V_NIL);
    e->kind = ENV_REPLY;
    e->ref = ref;
    e->sender = m->id;
    ma_push_or_drop(p, e);
    return native_return(m, V_NIL);
}

enum native_result call_reply(Maatine *m, Value *from, Value *v)
{
    return long_copy_over(m, reply_to(m, from, v));
}

/* ---- joins ---- */

static enum native_result join_gone(Maatine *m, uint64_t id)
{
    Value reason;
    enum native_result r = end_remembered(m, id, &reason);
    return r == N_OK ? native_return(m, reason) : r;
}

static enum native_result join_begin(Maatine *m, uint64_t id)
{
    Maatine *p = ma_find(m, id);
    if (p == m) return native_error(m, ERR_ArgumentError, "a maatine cannot join itself");
    if (!p) return join_gone(m, id);
    struct waiter *w = waiter_of(m);
    w->target = id;
    ma_watch(m, p, id, WATCH_JOIN);
    if (!w->down) return N_WAIT;
    take_down(m); /* it has gone at this moment */
    return join_gone(m, id);
}

enum native_result call_join(Maatine *m, uint64_t id, double secs)
{
    if (m->wait_kind != WAIT_JOIN) {
        enum native_result r = join_begin(m, id);
        if (r != N_WAIT) return r;
    }
    if (m->waiter->down) {
        wait_done(m);
        take_down(m);
        return N_OK;
    }
    if (wait_for(m, WAIT_JOIN, secs)) return isinf(secs) ? end_awaited(m, id) : N_WAIT;
    store_rlx(&m->wait_kind, (uint8_t)WAIT_JOIN);
    wait_abort(m);
    return native_error(m, ERR_TimeoutError, "it has not ended in time");
}
