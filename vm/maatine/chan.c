/* Channels; see chan.h. */
#include "vm/maatine/chan.h"
#include "base/mem.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/maatine/life.h"
#include "vm/maatine/select.h"
#include "vm/observe/rows.h"
#include <math.h>

#define CHAN_SHARDS 16u

enum offer_state { OFFER_WAITS, OFFER_TAKEN, OFFER_REFUSED, OFFER_WITHDRAWN };

/* A value on its way: what needs no copy stands here itself, anything else in an envelope. */
typedef struct item {
    Value v;
    Envelope *e; /* or NULL */
} Item;

struct offer {
    struct offer *next;
    Item item; /* [while it waits] */
    uint64_t ma;
    enum offer_state state;
    struct chan *chan;
};

/* A queue of maatines that wait; listeners belong to their waiters. */
struct queue {
    struct listener *first, **last;
    uint32_t n;
};

#define CHUNK_ITEMS 62
struct chunk {
    struct chunk *next;
    Item at[CHUNK_ITEMS];
};

struct chan {
    Counted counted;
    uint64_t version;                   /* [guarded] how often the buffer changed (CY-1) */
    uint64_t number;                    /* [const] */
    Class *type;                        /* [const] */
    double cap;                         /* [const] */
    Lock lock;                          /* CHANNEL */
    struct chunk *first, *last;         /* [guarded] the buffer */
    struct chunk *spare;                /* [guarded] kept for reuse, or NULL */
    uint32_t from, to;                  /* [guarded] places in its first and last chunk */
    uint64_t len;                       /* [guarded] */
    struct offer *offers, **offers_end; /* [guarded] */
    uint32_t noffers;                   /* [guarded] */
    struct queue receivers;             /* [guarded] */
    struct queue hopefuls;              /* [guarded] selects that want to send */
    bool closed;                        /* [written under the lock; read racily] */
    struct chan_list *list;             /* [const] */
    struct chan *next, **prev;          /* [guarded: OBSERVE of its list] */
};

/* All channels, so that an observer can show them: shards by their numbers. */
struct chan_list {
    struct chan_shard {
        Lock lock; /* OBSERVE */
        struct chan *first;
    } MAAT_ALIGNED(64) shards[CHAN_SHARDS];
};

typedef CellRef ChanRef; /* the same layout: handle, link, pointer to what begins with a Counted */
static struct chan *chan_of(Value v) { return (struct chan *)((ChanRef *)to_obj(v))->cell; }

/* ---- life ---- */

static struct chan_shard *shard_of(const struct chan *c)
{
    return &c->list->shards[c->number % CHAN_SHARDS];
}

static void list_add(struct chan *c)
{
    struct chan_shard *s = shard_of(c);
    lock_take(&s->lock);
    c->next = s->first;
    c->prev = &s->first;
    if (c->next) c->next->prev = &c->next;
    s->first = c;
    lock_drop(&s->lock);
}

static void list_remove(struct chan *c)
{
    struct chan_shard *s = shard_of(c);
    lock_take(&s->lock);
    *c->prev = c->next;
    if (c->next) c->next->prev = c->prev;
    lock_drop(&s->lock);
}

static void item_drop(Item it)
{
    if (it.e) envelope_free(it.e);
}

static Item buffer_take(struct chan *c);

static void chan_free(Counted *k)
{
    struct chan *c = (struct chan *)k;
    list_remove(c);
    while (c->len) item_drop(buffer_take(c));
    mem_free(MEM_CELL, c->first);
    mem_free(MEM_CELL, c->spare);
    lock_fini(&c->lock);
    mem_free(MEM_CELL, c);
}

/* Values that a sender still holds count as held by others. */
static bool chan_look(Counted *k, counted_fn f, void *ctx, uint64_t *version, uint64_t *wake)
{
    struct chan *c = (struct chan *)k;
    (void)wake;
    lock_take(&c->lock);
    *version = c->version;
    uint32_t i = c->from;
    uint64_t left = f ? c->len : 0;
    for (const struct chunk *at = c->first; left; at = at->next, i = 0)
        for (; left && i < CHUNK_ITEMS; i++, left--)
            if (at->at[i].e) cycles_in_parcel(&at->at[i].e->parcel, f, ctx);
    lock_drop(&c->lock);
    return true;
}

static void chan_clear(Counted *k)
{
    struct chan *c = (struct chan *)k;
    while (c->len) item_drop(buffer_take(c));
}

static const struct counted_kind chan_kind = {chan_look, chan_clear, chan_free};

static void chan_ref(struct chan *c) { counted_ref(&c->counted); }
static void chan_unref(struct chan *c) { counted_unref(&c->counted); }

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
    *c = (struct chan){.counted = {.refs = COUNTED_ONE, .kind = &chan_kind, .set = m->rt->cycles},
                       .number = ref_new(m),
                       .type = type,
                       .cap = cap,
                       .list = m->rt->chans};
    c->offers_end = &c->offers;
    c->receivers.last = &c->receivers.first;
    c->hopefuls.last = &c->hopefuls.first;
    lock_init(&c->lock, LOCK_CHANNEL);
    list_add(c);
    cycles_check(m);
    ChanRef *r = heap_alloc(&m->heap, T_CHAN, WORDS_OF(ChanRef));
    r->cell = (struct cell *)c;
    heap_add_offheap(&m->heap, &r->h, &r->next, 0);
    *out = from_obj(r);
    return N_OK;
}

/* ---- queues ---- */

static void queue_put(struct queue *q, struct listener *l, Maatine *m)
{
    *l = (struct listener){.link = q->last, .ma = m->id, .waiter = m->waiter, .listed = true};
    *q->last = l;
    q->last = &l->next;
    q->n++;
}

static void queue_take(struct queue *q, struct listener *l)
{
    if (!l->listed) return;
    *l->link = l->next;
    if (l->next)
        l->next->link = l->link;
    else
        q->last = l->link;
    l->listed = false;
    q->n--;
}

/* ---- the buffer ---- */

static void buffer_put(struct chan *c, Item it)
{
    if (!c->last || c->to == CHUNK_ITEMS) {
        struct chunk *k = c->spare ? c->spare : mem_alloc(MEM_CELL, sizeof *k);
        c->spare = NULL;
        k->next = NULL;
        if (c->last)
            c->last->next = k;
        else
            c->first = k;
        c->last = k;
        c->to = 0;
    }
    if (it.e && (it.e->parcel.off || it.e->parcel.more)) cycles_watch(&c->counted);
    c->last->at[c->to++] = it;
    c->len++;
    c->version++;
}

static void buffer_drop_first(struct chan *c)
{
    struct chunk *k = c->first;
    c->first = k->next;
    if (!c->first) c->last = NULL;
    c->from = 0;
    mem_free(MEM_CELL, c->spare);
    c->spare = k;
}

static Item buffer_take(struct chan *c)
{
    Item it = c->first->at[c->from++];
    c->version++;
    if (--c->len == 0 && c->first == c->last)
        c->from = c->to = 0;
    else if (c->from == CHUNK_ITEMS)
        buffer_drop_first(c);
    return it;
}

/* Whom to wake after the lock was dropped. */
struct wakes {
    uint64_t ids[4];
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

/* CH-1: at the end of everything that changes the channel. Who has been woken and has not looked yet will do the same. */
static void next_wakes(const struct chan *c, struct wakes *w)
{
    struct listener *r = c->receivers.first, *h = c->hopefuls.first;
    if (r && !r->woken && (c->len || c->offers || c->closed)) {
        r->woken = r->looks;
        add_wake(w, r->ma);
    }
    bool room = c->closed || (double)c->len < c->cap || (c->cap == 0 && r);
    if (!h || !room) return;
    add_wake(w, h->ma);
    if (c->cap > 0 || c->closed || h->ma != r->ma) return;
    /* A select that also receives here cannot send to itself. */
    while (h && h->ma == r->ma) h = h->next;
    if (h) add_wake(w, h->ma);
}

/* ---- giving to who waits (CH-3) ---- */

/* Whether somebody else than m waits to whom nothing is given yet, beside those whom the offers need. Racy. */
static bool receiver_waits(const Maatine *m, const struct chan *c)
{
    uint64_t others = 0;
    for (const struct listener *l = c->receivers.first; l && others <= c->noffers; l = l->next)
        others += l->ma != m->id && !claim_is_over(&l->waiter->claim);
    return others > c->noffers;
}

/* The claim of m's own wait at channels, if it has one: that of a select. */
static Claim *own_claim(Maatine *m)
{
    return m->wait_kind == WAIT_CHANNEL ? &m->waiter->claim : NULL;
}

/* l's claim is held; m's own is over. */
static enum claimed claim_listener(Maatine *m, const struct listener *l)
{
    Claim *own = own_claim(m), *other = &l->waiter->claim;
    if (own) return claim_both(own, other, m->id < l->ma);
    return claim_move(other, CLAIM_HELD) ? CLAIMED : CLAIM_OTHER_LOST;
}

/* Gives it to the first of the receivers that takes it; their own claim is lost to who has been given something or has taken it
 * elsewhere: those leave the queue. */
static enum chan_try give_to_one(Maatine *m, struct chan *c, Item it, struct wakes *w)
{
    struct listener *next;
    if (!receiver_waits(m, c)) return CHAN_NOT_NOW;
    for (struct listener *l = c->receivers.first; l; l = next) {
        next = l->next;
        if (l->ma == m->id) continue;
        enum claimed r = claim_listener(m, l);
        if (r == CLAIM_LOST) return CHAN_GIVEN;
        queue_take(&c->receivers, l);
        if (r == CLAIM_OTHER_LOST) continue;
        struct waiter *to = l->waiter;
        to->given_to = l;
        to->given = it.v;
        to->given_in = it.e;
        add_wake(w, l->ma);
        claim_end(&to->claim); /* pairs with claim_is_over, claim_take */
        return CHAN_DONE;
    }
    return CHAN_NOT_NOW;
}

/* What was given to m, out of its waiter. */
static Item given_take(Maatine *m)
{
    struct waiter *w = m->waiter;
    Item it = {w->given, w->given_in};
    w->given_to = NULL;
    w->given = V_NIL;
    w->given_in = NULL;
    return it;
}

/* ---- sending ---- */

static bool room_for_one(const Maatine *m, struct chan *c)
{
    lock_take(&c->lock);
    bool room =
        !c->closed && (c->cap == 0 ? receiver_waits(m, c) : !c->offers && (double)c->len < c->cap);
    lock_drop(&c->lock);
    return room;
}

static Value item_adopt(Maatine *m, Item it)
{
    return it.e ? envelope_adopt(&m->heap, it.e) : it.v;
}

/* A copy of *v (rooted). May collect. */
static enum native_result item_make(Maatine *m, Value *v, Item *out)
{
    *out = (Item){*v, NULL};
    if (travels_free(*v)) return N_OK;
    return message_copy(m, v, &out->e);
}

static enum native_result closed_error(Maatine *m)
{
    return native_error(m, ERR_ClosedError, "the channel is closed");
}

enum native_result chan_check_type(Maatine *m, Value chan, Value v)
{
    const struct chan *c = chan_of(chan);
    if (!c->type || class_isa(class_of(m->rt, v), c->type)) return N_OK;
    return native_error(m, ERR_TypeError, "the channel takes %s, not %s", c->type->name->p,
                        type_name(m, v));
}

/* Takes the first offer out; it is marked as taken. */
static Item offer_take(struct chan *c, struct wakes *w)
{
    struct offer *o = c->offers;
    c->offers = o->next;
    c->noffers--;
    if (!c->offers) c->offers_end = &c->offers;
    o->state = OFFER_TAKEN;
    add_wake(w, o->ma);
    return o->item;
}

/* Takes it back, under the lock, if nobody has taken or refused it. */
static void offer_withdraw(struct offer *o)
{
    struct chan *c = o->chan;
    if (o->state != OFFER_WAITS) return;
    struct offer **p = &c->offers;
    while (*p != o) p = &(*p)->next;
    *p = o->next;
    if (!o->next) c->offers_end = p;
    c->noffers--;
    o->state = OFFER_WITHDRAWN;
}

/* The sender gives up (CH-2). */
static void offer_cancel(Maatine *m, void *op)
{
    struct offer *o = op;
    struct chan *c = o->chan;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    offer_withdraw(o);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (o->state != OFFER_TAKEN) item_drop(o->item);
    m->waiter->op = NULL;
    mem_free(MEM_CELL, o);
    chan_unref(c);
}

/* True: it is in the buffer. */
static bool put_now(struct chan *c, Item it, struct wakes *w)
{
    if (c->closed || c->offers || (double)c->len >= c->cap) return false;
    buffer_put(c, it);
    next_wakes(c, w);
    return true;
}

static struct offer *offer_new(Maatine *m, struct chan *c, Item it)
{
    struct offer *o = mem_zalloc(MEM_CELL, sizeof *o);
    *o = (struct offer){.item = it, .ma = m->id, .state = OFFER_WAITS, .chan = c};
    return o;
}

static enum native_result send_begin(Maatine *m, Value chan, Value *v)
{
    struct chan *c = chan_of(chan);
    enum native_result r = chan_check_type(m, chan, *v);
    if (r != N_OK) return r;
    if (load_rlx(&c->closed)) return closed_error(m);
    Item it;
    r = item_make(m, v, &it);
    if (r != N_OK) return r;
    struct wakes w = {.n = 0};
    struct offer *o = NULL;
    lock_take(&c->lock);
    bool closed = c->closed;
    if (!closed && !put_now(c, it, &w)) {
        o = offer_new(m, c, it);
        *c->offers_end = o;
        c->offers_end = &o->next;
        c->noffers++;
        next_wakes(c, &w);
    }
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (closed) {
        item_drop(it);
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
    if (m->wait_kind != WAIT_CHANNEL) return long_copy_over(m, send_begin(m, *chan, v));
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

/* Under the lock. CHAN_CLOSED leaves m's own wait over, as CHAN_DONE does. */
static enum chan_try try_put(Maatine *m, struct chan *c, Item it, struct wakes *w)
{
    Claim *own = own_claim(m);
    if (c->closed) return !own || claim_take(own) ? CHAN_CLOSED : CHAN_GIVEN;
    if (c->cap == 0) return give_to_one(m, c, it, w);
    if (c->offers || (double)c->len >= c->cap) return CHAN_NOT_NOW;
    if (own && !claim_take(own)) return CHAN_GIVEN;
    buffer_put(c, it);
    return CHAN_DONE;
}

enum native_result chan_try_send(Maatine *m, Value *chan, Value *v, enum chan_try *how)
{
    struct chan *c = chan_of(*chan);
    enum native_result r = chan_check_type(m, *chan, *v);
    Item it = {V_NIL, NULL};
    *how = CHAN_NOT_NOW;
    /* no copy of what nobody takes */
    if (r == N_OK && !travels_free(*v) && !room_for_one(m, c) && !load_rlx(&c->closed)) return N_OK;
    if (r == N_OK && !load_rlx(&c->closed)) r = item_make(m, v, &it);
    if (r != N_OK) return r;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    *how = try_put(m, c, it, &w);
    if (*how == CHAN_DONE) next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (*how != CHAN_DONE) item_drop(it);
    return *how == CHAN_CLOSED ? closed_error(m) : N_OK;
}

/* ---- receiving ---- */

/* The next value; false: there is none. */
static bool take(struct chan *c, Item *out, struct wakes *w)
{
    if (!c->len) {
        if (!c->offers) return false;
        *out = offer_take(c, w);
        return true;
    }
    *out = buffer_take(c);
    if (c->offers && (double)c->len < c->cap) buffer_put(c, offer_take(c, w));
    return true;
}

void chan_drop_given(Maatine *m)
{
    if (m->waiter->given_to) item_drop(given_take(m));
}

static void receive_cancel(Maatine *m, void *op)
{
    struct chan *c = op;
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_take(&c->receivers, &m->waiter->listener);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    chan_drop_given(m);
    m->waiter->op = NULL;
    chan_unref(c);
}

bool chan_wait_over(Maatine *m)
{
    if (m->wait_kind != WAIT_CHANNEL) return false;
    struct waiter *w = m->waiter;
    if (w->op_cancel != offer_cancel) return !claim_take(&w->claim);
    struct offer *o = w->op;
    lock_take(&o->chan->lock);
    offer_withdraw(o); /* or it might be taken before the wait is given up */
    bool taken = o->state == OFFER_TAKEN;
    lock_drop(&o->chan->lock);
    return taken;
}

/* m joins the receivers, or stays among them: it has looked. */
static void wait_listed(Maatine *m, struct chan *c, bool waited)
{
    struct listener *l = &waiter_of(m)->listener;
    if (!waited) {
        claim_open(&m->waiter->claim);
        queue_put(&c->receivers, l, m);
    }
    l->looks = true;
    l->woken = false;
}

static void wait_begins(Maatine *m, struct chan *c)
{
    chan_ref(c);
    m->waiter->op = c;
    m->waiter->op_cancel = receive_cancel;
    (void)wait_for(m, WAIT_CHANNEL, INFINITY);
}

static void wait_ends(Maatine *m, struct chan *c)
{
    m->waiter->op = NULL;
    m->waiter->op_cancel = NULL;
    wait_done(m);
    chan_unref(c);
}

enum native_result chan_receive(Maatine *m, Value *chan, Value *out, bool *open)
{
    if (!is_type(*chan, T_CHAN))
        return native_type_error(m, "what is received from", "a Chan", *chan);
    struct chan *c = chan_of(*chan);
    bool waited = m->wait_kind == WAIT_CHANNEL;
    struct wakes w = {.n = 0};
    Item it;
    lock_take(&c->lock);
    bool given = waited && m->waiter->given_to; /* by who had the lock */
    if (given) it = given_take(m);
    bool got = given || take(c, &it, &w), wait = !got && !c->closed;
    if (wait)
        wait_listed(m, c, waited);
    else if (waited)
        queue_take(&c->receivers, &m->waiter->listener);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    if (wait) {
        if (!waited) wait_begins(m, c);
        return N_WAIT;
    }
    if (waited) wait_ends(m, c);
    *open = got;
    *out = got ? item_adopt(m, it) : V_NIL;
    return N_OK;
}

enum chan_try chan_try_receive(Maatine *m, Value *chan, Value *out)
{
    struct chan *c = chan_of(*chan);
    struct wakes w = {.n = 0};
    Claim *own = own_claim(m);
    enum chan_try how = CHAN_NOT_NOW;
    Item it;
    lock_take(&c->lock);
    if (c->len || c->offers || c->closed) {
        how = c->len || c->offers ? CHAN_DONE : CHAN_CLOSED;
        if (own && !claim_take(own)) how = CHAN_GIVEN;
    }
    if (how == CHAN_DONE) {
        (void)take(c, &it, &w);
        next_wakes(c, &w);
    }
    lock_drop(&c->lock);
    wake_all(m, &w);
    *out = how == CHAN_DONE ? item_adopt(m, it) : V_NIL;
    return how;
}

/* ---- closing, asking ---- */

void chan_close(Maatine *m, Value chan)
{
    struct chan *c = chan_of(chan);
    lock_take(&c->lock);
    store_rlx(&c->closed, true);
    struct offer *refused = c->offers;
    for (struct offer *o = refused; o; o = o->next) o->state = OFFER_REFUSED;
    c->offers = NULL;
    c->noffers = 0;
    c->offers_end = &c->offers;
    uint32_t n = c->receivers.n + c->hopefuls.n, k = 0;
    for (struct offer *o = refused; o; o = o->next) n++;
    uint64_t *ids = mem_alloc(MEM_TEMP, (n + 1) * sizeof *ids);
    for (struct offer *o = refused; o; o = o->next) ids[k++] = o->ma;
    for (struct listener *l = c->receivers.first; l; l = l->next) ids[k++] = l->ma;
    for (struct listener *l = c->hopefuls.first; l; l = l->next) ids[k++] = l->ma;
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

Value chan_given(Maatine *m) { return item_adopt(m, given_take(m)); }

bool chan_same(Value a, Value b) { return chan_of(a) == chan_of(b); }

struct chan *chan_listen(Maatine *m, Value chan, struct listener *l, bool send)
{
    struct chan *c = chan_of(chan);
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_put(send ? &c->hopefuls : &c->receivers, l, m);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    chan_ref(c);
    return c;
}

void chan_unlisten(Maatine *m, struct chan *c, struct listener *l, bool send)
{
    struct wakes w = {.n = 0};
    lock_take(&c->lock);
    queue_take(send ? &c->hopefuls : &c->receivers, l);
    next_wakes(c, &w);
    lock_drop(&c->lock);
    wake_all(m, &w);
    chan_unref(c);
}

/* ---- inspection ---- */

struct chan_list *chan_list_new(void)
{
    struct chan_list *l = mem_try_alloc_aligned(MEM_RUNTIME, sizeof *l, 64);
    MAAT_CHECK(l, "no memory for the list of channels");
    memset(l, 0, sizeof *l);
    for (uint32_t i = 0; i < CHAN_SHARDS; i++) lock_init(&l->shards[i].lock, LOCK_OBSERVE);
    return l;
}

void chan_list_free(struct chan_list *l)
{
    for (uint32_t i = 0; i < CHAN_SHARDS; i++) lock_fini(&l->shards[i].lock);
    mem_free(MEM_RUNTIME, l);
}

/* Its lock is of a higher level than that of the list: the figures are read as they are. */
MAAT_RACY static void chan_row(const struct chan *chan, Rows *out)
{
    const volatile struct chan *c = chan;
    rows_int(out, (int64_t)c->number);
    if (isinf(c->cap))
        rows_str(out, "unbounded");
    else
        rows_int(out, (int64_t)c->cap);
    rows_int(out, (int64_t)c->len);
    rows_int(out, (int64_t)(c->noffers + c->hopefuls.n));
    rows_int(out, c->receivers.n);
    rows_str(out, c->type ? c->type->name->p : NULL);
    rows_bool(out, c->closed);
}

void chan_each(struct runtime *rt, Rows *out)
{
    for (uint32_t i = 0; i < CHAN_SHARDS; i++) {
        struct chan_shard *s = &rt->chans->shards[i];
        lock_take(&s->lock);
        for (const struct chan *c = s->first; c; c = c->next) chan_row(c, out);
        lock_drop(&s->lock);
    }
}
