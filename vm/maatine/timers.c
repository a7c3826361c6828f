/* Timers of the program; see timers.h.
 *
 * TM-1  A record is in its shard's table from its start until it is cancelled or has fired for the last time; who takes it out, under the
 *       shard's lock, frees it (through an epoch, as the wheel may just be calling it).
 * TM-2  Only the wheel's thread fires, and it fires a record only after it has seen it in the table under the lock.
 */
#include "vm/maatine/timers.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/rows.h"

#define SHARDS 16u

struct ma_timer {
    Timer timer;
    struct ma_timer *next; /* [guarded: POOL] */
    struct runtime *rt;
    uint64_t number, to; /* [const] */
    char *name;          /* [const] instead of `to` */
    double every;        /* [const] 0: once */
    uint64_t deadline;   /* [the wheel's thread; racy for observers] */
    Envelope *message;   /* [const; the last firing takes it] */
};

struct shard {
    Lock lock;
    struct ma_timer **at; /* [guarded: POOL] */
    uint32_t count, cap;
} MAAT_ALIGNED(64);

struct timers {
    struct shard shards[SHARDS];
};

struct timers *timers_new(void)
{
    struct timers *t = mem_try_alloc_aligned(MEM_RUNTIME, sizeof *t, 64);
    MAAT_CHECK(t, "no memory for timers");
    memset(t, 0, sizeof *t);
    for (uint32_t i = 0; i < SHARDS; i++) lock_init(&t->shards[i].lock, LOCK_POOL);
    return t;
}

static void timer_free(void *p, Scheduler *s)
{
    (void)s;
    struct ma_timer *t = p;
    if (t->message) envelope_free(t->message);
    mem_free(MEM_SIGNAL, t->name);
    mem_free(MEM_SIGNAL, t);
}

void timers_free(struct timers *t)
{
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *s = &t->shards[i];
        for (uint32_t k = 0; k < s->cap; k++)
            for (struct ma_timer *m = s->at[k], *next; m; m = next) {
                next = m->next;
                timer_free(m, NULL);
            }
        mem_free(MEM_RUNTIME, s->at);
        lock_fini(&s->lock);
    }
    mem_free(MEM_RUNTIME, t);
}

/* ---- the table ---- */

static struct shard *shard_of(struct timers *t, uint64_t number)
{
    return &t->shards[hash_u64(number) % SHARDS];
}

static struct ma_timer **chain(const struct shard *s, uint64_t number)
{
    return &s->at[(hash_u64(number) >> 8) & (s->cap - 1)];
}

static void grow(struct shard *s)
{
    struct ma_timer **was = s->at;
    uint32_t old = s->cap;
    s->cap = old ? 2 * old : 16;
    s->at = mem_zalloc(MEM_RUNTIME, s->cap * sizeof *s->at);
    for (uint32_t k = 0; k < old; k++)
        for (struct ma_timer *m = was[k], *next; m; m = next) {
            next = m->next;
            m->next = *chain(s, m->number);
            *chain(s, m->number) = m;
        }
    mem_free(MEM_RUNTIME, was);
}

static void table_put(struct timers *t, struct ma_timer *m)
{
    struct shard *s = shard_of(t, m->number);
    lock_take(&s->lock);
    if (s->count >= s->cap) grow(s);
    m->next = *chain(s, m->number);
    *chain(s, m->number) = m;
    s->count++;
    lock_drop(&s->lock);
}

/* Takes it out (TM-1), or only looks with `keep`. NULL: it is not there. */
static struct ma_timer *table_get(struct timers *t, uint64_t number, bool keep)
{
    struct shard *s = shard_of(t, number);
    struct ma_timer *m = NULL;
    lock_take(&s->lock);
    if (s->cap)
        for (struct ma_timer **p = chain(s, number); *p; p = &(*p)->next)
            if ((*p)->number == number) {
                m = *p;
                if (!keep) {
                    *p = m->next;
                    s->count--;
                }
                break;
            }
    lock_drop(&s->lock);
    return m;
}

/* ---- firing ---- */

static Maatine *receiver(const struct ma_timer *t)
{
    uint64_t id = t->name ? registry_find(t->rt->registry, t->name, strlen(t->name)) : t->to;
    return id ? table_find(t->rt->table, id) : NULL;
}

/* The message finds no room: nobody can wait here, so what would wait, or get an error, is dropped. */
static void no_room(Maatine *p)
{
    if (mailbox_policy(&p->mailbox) == OVERFLOW_EXIT)
        ma_push_or_drop(p, envelope_new(SIG_OVERFLOW, parcel_of(V_NIL)));
    else
        mailbox_dropped(&p->mailbox, 1);
}

/* The message, under the policy of a bounded mailbox. */
static void deliver(const struct ma_timer *t, Envelope *e)
{
    Maatine *p = receiver(t);
    enum mailbox_room room = p ? mailbox_reserve(&p->mailbox) : ROOM_FREE;
    if (room == ROOM_TAKEN) e->flags |= ENV_COUNTED;
    if (p && room != ROOM_NONE && ma_push(p, e)) return;
    if (room == ROOM_NONE)
        no_room(p);
    else
        dead_letter_of_nobody(t->rt, p ? p->id : t->to, e);
    if (room == ROOM_TAKEN && mailbox_unreserve(&p->mailbox)) wake_senders(t->rt, &p->mailbox);
    envelope_free(e);
}

static Envelope *again(const struct ma_timer *t)
{
    Envelope *e;
    struct copy_why why;
    return envelope_copy(&e, ENV_MESSAGE, envelope_value(t->message), &why) == COPY_OK ? e : NULL;
}

/* Nobody will ever have it again; a name may be given to somebody else. */
static bool for_nobody(const struct ma_timer *t)
{
    return !t->name && !table_find(t->rt->table, t->to);
}

static void on_fire(Timer *tm, uint64_t arg, Scheduler *s)
{
    struct ma_timer *t = (struct ma_timer *)tm;
    struct runtime *rt = sched_user(s);
    bool repeats = t->every > 0;
    if (!table_get(rt->timers, arg, repeats)) { /* cancelled while it was about to fire */
        if (repeats) epoch_retire(s, t, timer_free);
        return;
    }
    if (repeats) {
        Envelope *e = again(t);
        if (e) deliver(t, e);
        if (for_nobody(t)) { /* who cancels it meanwhile leaves it to us */
            (void)table_get(rt->timers, arg, false);
            epoch_retire(s, t, timer_free);
            return;
        }
        store_rlx(&t->deadline, timer_after(t->deadline, t->every));
        timer_start(s, &t->timer, t->deadline, t->number, true);
        /* Cancelled in between: whoever took it out did not find it pending, and left it to us. */
        if (!table_get(rt->timers, arg, true) && timer_cancel(&t->timer))
            epoch_retire(s, t, timer_free);
        return;
    }
    Envelope *e = t->message;
    t->message = NULL;
    deliver(t, e);
    epoch_retire(s, t, timer_free);
}

enum native_result timers_start(Maatine *m, double secs, bool every, Value to, Value *msg,
                                uint64_t *number)
{
    struct ma_timer *t = mem_zalloc(MEM_SIGNAL, sizeof *t);
    if (is_str(to)) t->name = mem_strndup(MEM_SIGNAL, str_bytes(to), str_len(to));
    enum native_result r = message_copy(m, msg, &t->message);
    if (r != N_OK) {
        timer_free(t, NULL);
        return r;
    }
    t->message->sender = m->id;
    t->rt = m->rt;
    t->to = is_ma(to) ? to_ma(to) : 0;
    t->every = every ? (secs > 1e-6 ? secs : 1e-6) : 0;
    *number = t->number = ref_new(m);
    timer_init(&t->timer, on_fire);
    table_put(m->rt->timers, t);
    t->deadline = timer_after(world_mono_ns(), secs);
    timer_start(m->sched, &t->timer, t->deadline, t->number, true);
    return N_OK;
}

bool timers_cancel(struct timers *table, uint64_t number)
{
    struct ma_timer *t = table_get(table, number, false);
    if (!t) return false;
    bool stopped = timer_cancel(&t->timer);
    /* Not pending: it is firing at this moment. One that fires once finds itself gone; one that repeats looks again. */
    if (stopped || t->every == 0) epoch_retire(sched_current(), t, timer_free);
    return true;
}

/* ---- inspection ---- */

void timers_each(struct timers *t, Rows *out)
{
    uint64_t now = world_mono_ns();
    for (uint32_t i = 0; i < SHARDS; i++) {
        struct shard *s = &t->shards[i];
        lock_take(&s->lock);
        for (uint32_t k = 0; k < s->cap; k++)
            for (const struct ma_timer *m = s->at[k]; m; m = m->next) {
                uint64_t due = load_rlx(&m->deadline);
                rows_int(out, (int64_t)m->number);
                rows_float(out, due > now ? (double)(due - now) / 1e9 : 0);
                if (m->every > 0)
                    rows_float(out, m->every);
                else
                    rows_nil(out);
                if (m->name)
                    rows_nil(out);
                else
                    rows_int(out, (int64_t)m->to);
                rows_str(out, m->name);
                rows_int(out, m->message ? (int64_t)envelope_bytes(m->message) : 0);
            }
        lock_drop(&s->lock);
    }
}
