#include "mailbox/mailbox_int.h"

#include "base/fetch.h"
#include "base/mem.h"
#include "mailbox/batch.h"

static void forget_refused(Mailbox *mb)
{
    if (MAAT_LIKELY(!mb->refused)) return;
    mem_free(MEM_MAATINE, mb->refused);
    mb->refused = NULL;
}

void mailbox_init(Mailbox *mb) { *mb = (Mailbox){0}; }

void mailbox_fini(Mailbox *mb)
{
    forget_refused(mb);
    MAAT_CHECK(!mb->first && head_of(mb->head) < HEAD_FIRST_POINTER,
               "mailbox freed with messages in it");
    bound_free(mb);
}

/* ---- senders ---- */

/* `count`: HEAD_COUNT_ONE for each message that e is. */
static inline enum mailbox_pushed push(Mailbox *mb, Envelope *e, uintptr_t count)
{
    MAAT_ASSERT(head_of((uintptr_t)e) == (uintptr_t)e);
    uintptr_t word = load_rlx(&mb->head), h;
    do {
        h = head_of(word);
        if (MAAT_UNLIKELY(h == HEAD_CLOSED)) return MAILBOX_CLOSED;
        e->next = h < HEAD_FIRST_POINTER ? NULL : (Envelope *)h;
        /* Release: the envelope's content; pairs with the exchange of mailbox_drain and mailbox_close. */
    } while (MAAT_UNLIKELY(!cas_ar(&mb->head, &word, (uintptr_t)e | count_more(word, count))));
    return h == HEAD_PARKED ? MAILBOX_WAKE : MAILBOX_PUSHED;
}

enum mailbox_pushed mailbox_push_plain(Mailbox *mb, Envelope *e)
{
    MAAT_ASSERT(e->kind < ENV_BATCH && !(e->flags & ENV_URGENT));
    return push(mb, e, HEAD_COUNT_ONE);
}

enum mailbox_pushed mailbox_push_batch(Mailbox *mb, Batch *b)
{
    MAAT_ASSERT(b->e.arg > 0 && b->e.ref > 0);
    return push(mb, &b->e, (uintptr_t)b->e.arg << MAILBOX_COUNT_SHIFT);
}

MAAT_SEND_CODE enum mailbox_pushed mailbox_push(Mailbox *mb, Envelope *e)
{
    bool alerts = e->kind >= ENV_SIGNAL || (e->flags & ENV_URGENT); /* once pushed e is not ours */
    enum mailbox_pushed done = push(mb, e, HEAD_COUNT_ONE);
    if (MAAT_UNLIKELY(alerts)) store_rel(&mb->alert, 1); /* MB-9 */
    return done;
}

enum mailbox_pushed mailbox_wake(Mailbox *mb)
{
    uintptr_t word = load_sc(&mb->head);
    for (;;) {
        uintptr_t h = head_of(word);
        if (h == HEAD_CLOSED) return MAILBOX_CLOSED;
        /* Something else is unseen: the owner looks before it parks. Writing the word all the same orders what the caller
         * changed before the owner's look, which begins with an exchange of it. */
        uintptr_t to = h < HEAD_FIRST_POINTER ? HEAD_WOKEN | count_of(word) : word;
        if (cas_sc(&mb->head, &word, to)) return h == HEAD_PARKED ? MAILBOX_WAKE : MAILBOX_PUSHED;
    }
}

bool mailbox_claim(Mailbox *mb)
{
    uintptr_t word = load_rlx(&mb->head);
    /* Acquire: pairs with mailbox_park. */
    return head_of(word) == HEAD_PARKED && cas_ar(&mb->head, &word, HEAD_EMPTY | count_of(word));
}

/* ---- the owner's list ---- */

/* Behind `after`; NULL: to the front. */
static void insert(Mailbox *mb, Envelope *after, Envelope *e)
{
    Envelope *next = after ? after->next : mb->first;
    e->prev = after;
    e->next = next;
    *(after ? &after->next : &mb->first) = e;
    *(next ? &next->prev : &mb->last) = e;
    if (!after) mailbox_update_oldest(mb);
}

/* The usual message, into the usual mailbox: to the end. */
static inline bool append_plain(Mailbox *mb, Envelope *e)
{
    if (MAAT_UNLIKELY(mb->bounded || (e->flags & (ENV_URGENT | ENV_PINNED)))) return false;
    Envelope *last = mb->last;
    e->prev = last;
    e->next = NULL;
    mb->last = e;
    if (last)
        last->next = e;
    else {
        mb->first = e;
        mailbox_update_oldest(mb);
    }
    stat_add(&mb->len, 1);
    stat_add(&mb->bytes, envelope_bytes(e));
    return true;
}

void mailbox_append(Mailbox *mb, Envelope *e)
{
    if (append_plain(mb, e)) return;
    bound_arrive(mb, e);
    if (MAAT_LIKELY(!(e->flags & ENV_URGENT))) {
        insert(mb, mb->last, e);
    } else {
        insert(mb, mb->urgent, e);
        mb->urgent = e;
        if (mb->place) mb->rescan = true;
        forget_refused(mb);
    }
    if (e->flags & ENV_PINNED) mb->pinned++;
    stat_add(&mb->len, 1);
    stat_add(&mb->bytes, envelope_bytes(e));
}

/* ---- batches ---- */

/* The number of its messages. A bounded mailbox has them one by one (BA-1). */
static MAAT_NOINLINE size_t append_batch(Mailbox *mb, Batch *b)
{
    uint32_t n = b->e.arg;
    if (append_plain(mb, &b->e)) {
        stat_add(&mb->len, n - 1);
        maat_fetch(b, 4 * MAAT_CACHE_LINE);
        return n;
    }
    while (b->e.arg) mailbox_append(mb, batch_take(b));
    batch_free(b);
    return n;
}

bool mailbox_remove_record(Mailbox *mb, Batch *b)
{
    if (MAAT_LIKELY(b->e.arg > 1)) {
        b->at += b->e.ref;
        b->e.arg--;
        mb->place = b->e.prev;
        store_rlx(&mb->len, mb->len - 1);
        store_rlx(&mb->removed, mb->removed + 1);
        return false;
    }
    (void)mailbox_remove(mb, &b->e);
    batch_free(b);
    if (mb->len >= MAILBOX_LOOK) store_rlx(&mb->alert, 1);
    return true;
}

Envelope *mailbox_settle(Mailbox *mb, Batch *b)
{
    Envelope *e = batch_take(b);
    insert(mb, b->e.prev, e);
    stat_add(&mb->bytes, envelope_bytes(e));
    if (mb->place == &b->e) mb->place = e;
    if (b->e.arg) return e;
    /* It was counted as one of its records, which stays. */
    stat_add(&mb->len, 1);
    stat_add(&mb->removed, (uint64_t)-1);
    (void)mailbox_remove_slow(mb, &b->e);
    batch_free(b);
    return e;
}

void mailbox_settle_all(Mailbox *mb)
{
    for (Envelope *e = mb->first, *next; e; e = next) {
        next = e->next;
        if (e->kind != ENV_BATCH) continue;
        Batch *b = batch_of(e);
        for (uint32_t n = b->e.arg; n; n--) (void)mailbox_settle(mb, b);
    }
}

/* All records of a batch that stands in no list. */
static void batch_left(Batch *b, mailbox_fn left, void *ctx)
{
    while (b->e.arg) left(ctx, batch_take(b));
    batch_free(b);
}

/* ---- what was refused ---- */

static int refused_by(const struct mailbox_refused *r, const void *site)
{
    for (int i = 0; i < MAILBOX_REFUSED_SITES; i++)
        if (r->at[i].site == site) return i;
    return -1;
}

static Envelope *older_than(const struct mailbox_refused *r, Value made)
{
    for (int i = 0; i < MAILBOX_MARKS; i++)
        if (r->marks[i].made == made) return r->marks[i].upto;
    return NULL;
}

void mailbox_rescan_behind(Mailbox *mb, const void *site, Value made)
{
    int i = refused_by(mb->refused, site);
    Envelope *e = is_absent(made) ? NULL : older_than(mb->refused, made);
    if (i >= 0) mb->place = mb->refused->at[i].upto;
    /* Both are right. Which one is further behind is not known, but mostly the younger one. */
    if (e && (!mb->place || e->sent_ns > mb->place->sent_ns)) mb->place = e;
}

/* NULL: no memory, so nothing is known. */
static struct mailbox_refused *refused_of(Mailbox *mb)
{
    if (mb->refused) return mb->refused;
    struct mailbox_refused *r = mem_try_alloc(MEM_MAATINE, sizeof *r);
    if (!r) return NULL;
    *r = (struct mailbox_refused){0};
    for (int i = 0; i < MAILBOX_MARKS; i++) r->marks[i].made = V_ABSENT;
    return mb->refused = r;
}

void mailbox_mark_long(Mailbox *mb, Value made)
{
    MAAT_ASSERT(!is_ptr(made) && !is_absent(made) && mb->last);
    if (mb->pinned || mb->rescan || !refused_of(mb)) return;
    uint32_t n = mb->refused->next_mark++ % MAILBOX_MARKS;
    mb->refused->marks[n].made = made;
    mb->refused->marks[n].upto = mb->last;
}

void mailbox_refuse(Mailbox *mb, const void *site)
{
    Envelope *e = mb->place;
    if (MAAT_LIKELY(mb->len < MAILBOX_REFUSED_FROM) || mb->rescan || !e || (e->flags & ENV_PINNED))
        return;
    int i = mb->refused ? refused_by(mb->refused, site) : -1;
    if (i >= 0) {
        if (mb->refused->at[i].upto == e->prev) mb->refused->at[i].upto = e;
        return;
    }
    if (e->prev) return; /* not from the first one on */
    if (!refused_of(mb)) return;
    uint32_t n = mb->refused->next++ % MAILBOX_REFUSED_SITES;
    mb->refused->at[n].site = site;
    mb->refused->at[n].upto = e;
}

/* e leaves the list: what was known up to it is known up to the one in front of it. */
static void refused_leaves(struct mailbox_refused *r, const Envelope *e)
{
    for (int i = 0; i < MAILBOX_REFUSED_SITES; i++) {
        if (r->at[i].upto != e) continue;
        r->at[i].upto = e->prev;
        if (!e->prev) r->at[i].site = NULL;
    }
    for (int i = 0; i < MAILBOX_MARKS; i++) {
        if (r->marks[i].upto != e) continue;
        r->marks[i].upto = e->prev;
        if (!e->prev) r->marks[i].made = V_ABSENT;
    }
}

bool mailbox_remove_slow(Mailbox *mb, Envelope *e)
{
    MAAT_ASSERT(mb->len > 0);
    Envelope *prev = e->prev, *next = e->next;
    if (MAAT_UNLIKELY(mb->refused != NULL)) refused_leaves(mb->refused, e);
    *(next ? &next->prev : &mb->last) = prev;
    if (mb->place == e) mb->place = prev;
    if (prev) {
        prev->next = next;
    } else {
        mb->first = next;
        mailbox_update_oldest(mb);
    }
    stat_add(&mb->len, (uint32_t)-1);
    stat_add(&mb->removed, 1);
    if (MAAT_UNLIKELY(mb->removed % MAILBOX_LOOK == 0) && mb->len >= MAILBOX_LOOK)
        store_rlx(&mb->alert, 1);
    stat_add(&mb->bytes, -envelope_bytes(e));
    if (MAAT_LIKELY(!(e->flags & (ENV_URGENT | ENV_PINNED | ENV_COUNTED)))) return false;
    if (mb->urgent == e) mb->urgent = prev;
    if (e->flags & ENV_PINNED) mb->pinned--;
    return bound_leave(mb, e);
}

Value mailbox_pin(Mailbox *mb, Heap *h, Envelope *e)
{
    if (!(e->flags & ENV_PINNED)) {
        envelope_pin(h, e);
        mb->pinned++;
        forget_refused(mb);
    }
    return envelope_value(e);
}

void mailbox_roots(Mailbox *mb, struct gc *gc)
{
    uint32_t left = mb->pinned;
    for (Envelope *e = mb->first; e && left; e = e->next) {
        if (!(e->flags & ENV_PINNED)) continue;
        gc_value(gc, &e->parcel.root);
        left--;
    }
    MAAT_ASSERT(left == 0);
}

/* ---- taking what is unseen ---- */

static Envelope *unseen_of(uintptr_t word)
{
    uintptr_t h = head_of(word);
    return h < HEAD_FIRST_POINTER ? NULL : (Envelope *)h;
}

static Envelope *oldest_first(Envelope *e)
{
    Envelope *list = NULL;
    while (e) {
        Envelope *older = e->next;
        e->next = list;
        list = e;
        e = older;
    }
    return list;
}

/* Tells senders how many wait, once these are many. */
static inline void publish_len(Mailbox *mb)
{
    uintptr_t count = count_of_list(mb->len);
    if (MAAT_LIKELY(count == 0)) return;
    uintptr_t word = load_rlx(&mb->head);
    while (!cas_ar(&mb->head, &word, head_of(word) | count_more(word, count))) continue;
}

/* The same when nothing is unseen: what was taken since is not waiting any more. */
static void correct_len(Mailbox *mb)
{
    uintptr_t count = count_of_list(mb->len), word = load_rlx(&mb->head);
    if (head_of(word) == HEAD_EMPTY && count_of(word) != count)
        (void)cas_ar(&mb->head, &word, HEAD_EMPTY | count);
}

static MAAT_NOINLINE size_t take_all(Mailbox *mb, Envelope *newest, mailbox_fn signal, void *ctx)
{
    Envelope *e = oldest_first(newest);
    size_t messages = 0;
    while (e) {
        Envelope *next = e->next;
        if (e->kind >= ENV_SIGNAL) {
            signal(ctx, e);
        } else if (MAAT_UNLIKELY(e->kind == ENV_BATCH)) {
            messages += append_batch(mb, batch_of(e));
        } else {
            if (MAAT_UNLIKELY(!append_plain(mb, e))) mailbox_append(mb, e);
            messages++;
        }
        e = next;
    }
    publish_len(mb);
    return messages;
}

size_t mailbox_drain(Mailbox *mb, mailbox_fn signal, void *ctx)
{
    bool alert = load_rlx(&mb->alert);
    if (MAAT_UNLIKELY(alert)) (void)xchg_ar(&mb->alert, 0); /* MB-9 */
    if (!mailbox_has_unseen(mb)) {
        if (alert) correct_len(mb);
        return 0;
    }
    MAAT_ASSERT(head_of(load_rlx(&mb->head)) != HEAD_CLOSED);
    /* Acquire: pairs with the release of mailbox_push. */
    Envelope *e = unseen_of(xchg_ar(&mb->head, HEAD_EMPTY));
    if (e && mb->len < MAILBOX_LOOK - 1 && !e->next && e->kind < ENV_BATCH && append_plain(mb, e))
        return 1; /* as usual */
    return take_all(mb, e, signal, ctx);
}

bool mailbox_unseen_kind(const Mailbox *mb, uint8_t kind, const Envelope **seen)
{
    uintptr_t h = head_of(load_acq(&mb->head)); /* pairs with mailbox_push */
    const Envelope *first = h < HEAD_FIRST_POINTER ? NULL : (const Envelope *)h;
    bool found = false;
    for (const Envelope *e = first; e && e != *seen && !found; e = e->next) found = e->kind == kind;
    *seen = first;
    return found;
}

bool mailbox_park(Mailbox *mb)
{
    uintptr_t word = load_rlx(&mb->head);
    if (head_of(word) != HEAD_EMPTY) return false;
    /* Release: what the owner left behind is seen by who wakes it; acquire on failure: it drains next. */
    return cas_ar(&mb->head, &word, HEAD_PARKED | count_of_list(mb->len));
}

void mailbox_close(Mailbox *mb, mailbox_fn left, void *ctx)
{
    uintptr_t h = xchg_ar(&mb->head, HEAD_CLOSED);
    MAAT_CHECK(head_of(h) != HEAD_CLOSED, "mailbox closed twice");
    for (Envelope *e; (e = mb->first);) {
        if (e->kind == ENV_BATCH) stat_add(&mb->len, 1 - e->arg);
        (void)mailbox_remove(mb, e);
        e->next = e->prev = NULL;
        if (e->kind == ENV_BATCH)
            batch_left(batch_of(e), left, ctx);
        else
            left(ctx, e);
    }
    for (Envelope *e = oldest_first(unseen_of(h)), *next; e; e = next) {
        next = e->next;
        e->next = NULL;
        if (e->kind == ENV_BATCH)
            batch_left(batch_of(e), left, ctx);
        else
            left(ctx, e);
    }
    bound_close(mb);
}

/* ---- what is held ---- */

uint64_t mailbox_frozen_bytes(const Mailbox *mb)
{
    uint64_t bytes = 0;
    uint32_t n = 0;
    for (const Envelope *e = mb->first; e && n < MAILBOX_SUMMED; e = e->next) {
        if (MAAT_UNLIKELY(e->parcel.more)) bytes += parcel_frozen_bytes(&e->parcel);
        n += e->kind == ENV_BATCH ? e->arg : 1; /* len counts records */
    }
    return n && n < mb->len ? bytes / n * mb->len : bytes;
}
