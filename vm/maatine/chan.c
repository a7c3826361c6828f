/* Channels; see chan.h. */
#include "vm/maatine/chan.h"
#include "base/mem.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/maatine/life.h"
#include <math.h>

enum offer_state { OFFER_WAITS, OFFER_TAKEN, OFFER_REFUSED };

struct offer {
    struct offer *next;
    Envelope *e; /* NULL: taken */
    uint64_t ma;
    enum offer_state state;
    struct chan *chan;
};

/* A queue of ids of maatines that wait. */
struct queue {
    uint64_t *at;
    uint32_t n, cap;
};

struct chan {
    uint64_t refs;          /* [any, atomic] */
    uint64_t number;        /* [const] */
    Class *type;            /* [const] */
    double cap;             /* [const] */
    Lock lock;              /* CHANNEL */
    Envelope *first, *last; /* [guarded] the buffer */
    uint64_t len;
    struct offer *offers, **offers_end; /* [guarded] */
    struct queue receivers;             /* [guarded] */
    struct queue hopefuls;              /* [guarded] selects that want to send */
    bool closed;
};

typedef CellRef ChanRef; /* the same layout: handle, link, pointer */
static struct chan *chan_of(Value v) { return (struct chan *)((ChanRef *)to_obj(v))->cell; }

/* ---- life ---- */

static void chan_free(struct chan *c)
{
    for (Envelope *e = c->first, *next; e; e = next) {
        next = e->next;
        envelope_free(e);
    }
    mem_free(MEM_CELL, c->receivers.at);
    mem_free(MEM_CELL, c->hopefuls.at);
    lock_fini(&c->lock);
    mem_free(MEM_CELL, c);
}

static void chan_ref(struct chan *c) { add_rlx(&c->refs, 1); }

static void chan_unref(struct chan *c)
{
    if (sub_ar(&c->refs, 1) == 1) chan_free(c); /* pairs with itself */
}

static void release_handle(Obj *o) { chan_unref((struct chan *)((ChanRef *)o)->cell); }
static bool retain_handle(Obj *copy)
{
    chan_ref((struct chan *)((ChanRef *)copy)->cell);
    return true;
}
static void describe(const Obj *o, Buf *b)
{
    buf_addf(b, "<Chan %llu>",
             (unsigned long long)((const struct chan *)((const ChanRef *)o)->cell)->number);
}

void chan_setup(void)
{
    heap_set_release(T_CHAN, release_handle);
    heap_set_retain(T_CHAN, retain_handle);
    text_set_describe(T_CHAN, describe);
}

enum native_result chan_new(Maatine *m, double cap, Class *type, Value *out)
{
    if (!native_reserve(m, WORDS_OF(ChanRef))) return N_ERROR;
    struct chan *c = mem_try_alloc(MEM_CELL, sizeof *c);
    if (!c) return native_no_memory(m);
    *c = (struct chan){.refs = 1, .number = ref_new(m), .type = type, .cap = cap};
    c->offers_end = &c->offers;
    lock_init(&c->lock, LOCK_CHANNEL);
    ChanRef *r = heap_alloc(&m->heap, T_CHAN, WORDS_OF(ChanRef));
    r->cell = (struct cell *)c;
    heap_add_offheap(&m->heap, &r->h, &r->next, 0);
    *out = from_obj(r);
    return N_OK;
}

/* ---- queues ---- */

static uint32_t queue_find(const struct queue *l, uint64_t id)
{
    uint32_t i = 0;
    while (i < l->n && l->at[i] != id) i++;
    return i;
}

static void queue_put(struct queue *l, uint64_t id)
{
    if (queue_find(l, id) < l->n) return;
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 4;
        l->at = mem_realloc(MEM_CELL, l->at, l->cap * sizeof *l->at);
    }
    l->at[l->n++] = id;
}

static void queue_take(struct queue *l, uint64_t id)
{
    uint32_t i = queue_find(l, id);
    if (i == l->n) return;
    l->n--;
    memmove(l->at + i, l->at + i + 1, (l->n - i) * sizeof *l->at);
}

/* Whom to wake after the lock was dropped. */
struct wakes {
    uint64_t ids[3];
    uint32_t n;
};

static void add_wake(struct wakes *w, uint64_t id) { w->ids[w->n++] = id; }

static void wake_all(const Maatine *m, const struct wakes *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        Maatine *p = ma_find(m, w->ids[i]);
        if (p) ma_look(p);
    }
}

/* CH-1: at the end of everything that changes the channel. */
static void next_wakes(const struct chan *c, struct wakes *w)
{
    if (c->receivers.n && (c->len || c->offers || c->closed)) add_wake(w, c->receivers.at[0]);
    bool room = c->closed || (double)c->len < c->cap || (c->cap == 0 && c->receivers.n);
    if (c->hopefuls.n && room) add_wake(w, c->hopefuls.at[0]);
}

/* ---- sending ---- */

static void buffer_put(struct chan *c, Envelope *e)
{
    e->next = NULL;
    *(c->last ? &c->last->next : &c->first) = e;
    c->last = e;
    c->len++;
}

static enum native_result closed_error(Maatine *m)
{
    return native_error(m, ERR_ClosedError, "the channel is closed");
}

static enum native_result check_type(Maatine *m, const struct chan *c, Value v)
{
    if (!c->type || class_isa(class_of(m->rt, v), c->type)) return N_OK;
    return native_error(m, ERR_TypeError, "the channel takes %s, not %s", c->type->name->p,
                        type_name(m, v));
}

/* Takes the first offer out; it is marked as taken. */
static Envelope *offer_take(struct chan *c, struct wakes *w)
{
    struct offer *o = c->offers;
    c->offers = o->next;
    if (!c->offers) c->offers_end = &c->offers;
    o->state = OFFER_TAKEN;
    add_wake(w, o->ma);
    Envelope *e = o->e;
    o->e = NULL;
    return e;
}

/* The sender gives up (CH-2). */
static void offer_cancel(Maatine *m, void *op)
{
    struct offer *o = op;
    struct chan *c = o->chan;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    if (o->state == OFFER_WAITS) {
        struct offer **p = &c->offers;
        while (*p != o) p = &(*p)->next;
        *p = o->next;
        if (!o->next) c->offers_end = p;
    }
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (o->e) envelope_free(o->e);
    m->waiter->op = NULL;
    mem_free(MEM_CELL, o);
    chan_unref(c);
}

/* True: it is in the buffer. */
static bool put_now(struct chan *c, Envelope *e, struct wakes *w)
{
    if (c->closed || c->offers || (double)c->len >= c->cap) return false;
    buffer_put(c, e);
    next_wakes(c, w);
    return true;
}

static struct offer *offer_new(Maatine *m, struct chan *c, Envelope *e)
{
    struct offer *o = mem_zalloc(MEM_CELL, sizeof *o);
    *o = (struct offer){.e = e, .ma = m->id, .state = OFFER_WAITS, .chan = c};
    return o;
}

static enum native_result send_begin(Maatine *m, struct chan *c, Value *v)
{
    enum native_result r = check_type(m, c, *v);
    if (r != N_OK) return r;
    if (load_rlx(&c->closed)) return closed_error(m);
    Envelope *e;
    r = message_copy(m, v, &e);
    if (r != N_OK) return r;
    stat_add(&m->bytes_copied, e->parcel.bytes);
    struct wakes w = {.n = 0};
    struct offer *o = NULL;
    lock_take(&c->lock);
    bool closed = c->closed;
    if (!closed && !put_now(c, e, &w)) {
        o = offer_new(m, c, e);
        *c->offers_end = o;
        c->offers_end = &o->next;
        next_wakes(c, &w);
    }
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (closed) {
        envelope_free(e);
        return closed_error(m);
    }
    if (!o) return N_OK;
    chan_ref(c);
    struct waiter *wt = waiter_of(m);
    wt->op = o;
    wt->op_cancel = offer_cancel;
    (void)wait_for(m, WAIT_CHANNEL, INFINITY);
    return N_WAIT;
}

enum native_result chan_send(Maatine *m, Value *chan, Value *v)
{
    if (m->wait_kind != WAIT_CHANNEL) return send_begin(m, chan_of(*chan), v);
    struct offer *o = m->waiter->op;
    lock_take(&o->chan->lock);
    enum offer_state st = o->state;
    lock_drop(&o->chan->lock);
    if (st == OFFER_WAITS) return N_WAIT;
    offer_cancel(m, o);
    m->waiter->op_cancel = NULL;
    wait_done(m);
    return st == OFFER_TAKEN ? N_OK : closed_error(m);
}

enum native_result chan_try_send(Maatine *m, Value *chan, Value *v, bool *done)
{
    struct chan *c = chan_of(*chan);
    enum native_result r = check_type(m, c, *v);
    Envelope *e;
    if (r == N_OK) r = message_copy(m, v, &e);
    if (r != N_OK) return r;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    bool closed = c->closed;
    *done = put_now(c, e, &w);
    if (!*done && !closed && c->cap == 0 && c->receivers.n > c->len) { /* a receiver waits for it */
        buffer_put(c, e);
        next_wakes(c, &w);
        *done = true;
    }
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (!*done) envelope_free(e);
    return closed ? closed_error(m) : N_OK;
}

/* ---- receiving ---- */

/* The next value, or NULL. */
static Envelope *take(struct chan *c, struct wakes *w)
{
    Envelope *e = c->first;
    if (!e) return c->offers ? offer_take(c, w) : NULL;
    c->first = e->next;
    if (!c->first) c->last = NULL;
    c->len--;
    if (c->offers && (double)c->len < c->cap) buffer_put(c, offer_take(c, w));
    return e;
}

static void receive_cancel(Maatine *m, void *op)
{
    struct chan *c = op;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_take(&c->receivers, m->id);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    m->waiter->op = NULL;
    chan_unref(c);
}

enum native_result chan_receive(Maatine *m, Value *chan, Value *out, bool *open)
{
    if (!is_type(*chan, T_CHAN))
        return native_type_error(m, "what is received from", "a Chan", *chan);
    struct chan *c = chan_of(*chan);
    bool waited = m->wait_kind == WAIT_CHANNEL;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    Envelope *e = take(c, &w);
    bool closed = c->closed;
    bool wait = !e && !closed;
    if (wait) queue_put(&c->receivers, m->id);
    if (!wait && waited) queue_take(&c->receivers, m->id);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (wait && !waited) {
        chan_ref(c);
        struct waiter *wt = waiter_of(m);
        wt->op = c;
        wt->op_cancel = receive_cancel;
        (void)wait_for(m, WAIT_CHANNEL, INFINITY);
    }
    if (wait) return N_WAIT;
    if (waited) {
        m->waiter->op = NULL;
        m->waiter->op_cancel = NULL;
        wait_done(m);
        chan_unref(c);
    }
    *open = e != NULL;
    *out = e ? envelope_adopt(&m->heap, e) : V_NIL;
    return N_OK;
}

enum native_result chan_try_receive(Maatine *m, Value *chan, Value *out, bool *got)
{
    struct chan *c = chan_of(*chan);
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    Envelope *e = take(c, &w);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    *got = e != NULL;
    *out = e ? envelope_adopt(&m->heap, e) : V_NIL;
    return N_OK;
}

/* ---- closing, asking ---- */

void chan_close(Maatine *m, Value chan)
{
    struct chan *c = chan_of(chan);
    lock_take(&c->lock);
    c->closed = true;
    struct offer *refused = c->offers;
    for (struct offer *o = refused; o; o = o->next) o->state = OFFER_REFUSED;
    c->offers = NULL;
    c->offers_end = &c->offers;
    uint32_t n = c->receivers.n + c->hopefuls.n, k = 0;
    for (struct offer *o = refused; o; o = o->next) n++;
    uint64_t *ids = mem_alloc(MEM_TEMP, (n + 1) * sizeof *ids);
    for (struct offer *o = refused; o; o = o->next) ids[k++] = o->ma;
    for (uint32_t i = 0; i < c->receivers.n; i++) ids[k++] = c->receivers.at[i];
    for (uint32_t i = 0; i < c->hopefuls.n; i++) ids[k++] = c->hopefuls.at[i];
    lock_drop(&c->lock);
    for (uint32_t i = 0; i < k; i++) {
        Maatine *p = ma_find(m, ids[i]);
        if (p) ma_look(p);
    }
    mem_free(MEM_TEMP, ids);
}

bool chan_is_closed(Value chan) { return load_rlx(&chan_of(chan)->closed); }

uint64_t chan_len(Value chan)
{
    struct chan *c = chan_of(chan);
    lock_take(&c->lock);
    uint64_t n = c->len;
    lock_drop(&c->lock);
    return n;
}

/* ---- for select ---- */

bool chan_can_receive(Value chan)
{
    struct chan *c = chan_of(chan);
    lock_take(&c->lock);
    bool yes = c->len || c->offers || c->closed;
    lock_drop(&c->lock);
    return yes;
}

bool chan_same(Value a, Value b) { return chan_of(a) == chan_of(b); }

struct chan *chan_listen(Maatine *m, Value chan, bool send)
{
    struct chan *c = chan_of(chan);
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_put(send ? &c->hopefuls : &c->receivers, m->id);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    chan_ref(c);
    return c;
}

void chan_unlisten(Maatine *m, struct chan *c, bool send)
{
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_take(send ? &c->hopefuls : &c->receivers, m->id);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    chan_unref(c);
}
