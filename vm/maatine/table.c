/* The table of maatines; see table.h. */
#include "vm/maatine/table.h"
#include "base/mem.h"
#include "heap/object.h"
#include "vm/maatine/maatine.h"
#include <stdlib.h>

#define SLOTS       (1u << TABLE_SLOT_BITS)
#define SLOT_MASK   (SLOTS - 1)
#define CHUNK_BITS  TABLE_CHUNK_BITS
#define CHUNK_SLOTS (1u << CHUNK_BITS)
#define CHUNKS      (SLOTS / CHUNK_SLOTS)
/* Free slots wait in line until there are this many. */
#define FREE_ENOUGH (BUILD_STRESS ? 16u : 65536u)
/* Slots that were never used go to a stock so many at a time: those of two schedulers are not neighbours in memory. */
#define FRESH       64u
#define SLOTS_AHEAD 8u

struct ma_table *table_new(uint64_t max, uint32_t schedulers)
{
    size_t size = sizeof(struct ma_table) + CHUNKS * sizeof(struct table_slot *);
    struct ma_table *t = mem_try_alloc_aligned(MEM_RUNTIME, size, 64);
    size_t bytes = (schedulers + 1) * sizeof *t->stocks;
    struct table_stock *stocks = mem_try_alloc_aligned(MEM_RUNTIME, bytes, 64);
    MAAT_CHECK(t && stocks, "no memory for the table of maatines");
    memset(t, 0, size);
    memset(stocks, 0, bytes);
    t->max = max < SLOTS ? max : 0;
    t->stocks = stocks;
    t->nstocks = schedulers;
    t->last = &t->first;
    t->fresh = 1; /* so that the first id is 1, and 0 is nobody's */
    lock_init(&t->lock, LOCK_TABLE);
    return t;
}

static void bags_free(struct slot_bag *b)
{
    for (struct slot_bag *next; b; b = next) {
        next = b->next;
        mem_free(MEM_RUNTIME, b);
    }
}

void table_free(struct ma_table *t)
{
    for (uint32_t i = 0; i < CHUNKS && t->chunks[i]; i++) mem_free(MEM_RUNTIME, t->chunks[i]);
    for (uint32_t i = 0; i <= t->nstocks; i++) {
        mem_free(MEM_RUNTIME, t->stocks[i].out);
        mem_free(MEM_RUNTIME, t->stocks[i].in);
        mem_free(MEM_RUNTIME, t->stocks[i].spare);
    }
    bags_free(t->first);
    mem_free(MEM_RUNTIME, t->stocks);
    lock_fini(&t->lock);
    mem_free(MEM_RUNTIME, t);
}

/* ---- stocks ---- */

/* The stock of those that are no schedulers is used under the lock. */
static inline struct table_stock *stock_enter(struct ma_table *t, uint32_t who)
{
    if (MAAT_LIKELY(who < t->nstocks)) return &t->stocks[who];
    lock_take(&t->lock);
    return &t->stocks[t->nstocks];
}

static inline bool is_shared(const struct ma_table *t, const struct table_stock *st)
{
    return st == &t->stocks[t->nstocks];
}

static inline void stock_leave(struct ma_table *t, const struct table_stock *st)
{
    if (MAAT_UNLIKELY(is_shared(t, st))) lock_drop(&t->lock);
}

/* For what all stocks share. */
static void queue_enter(struct ma_table *t, const struct table_stock *st)
{
    if (!is_shared(t, st)) lock_take(&t->lock);
    MAAT_ASSERT(lock_held(&t->lock));
}

static void queue_leave(struct ma_table *t, const struct table_stock *st)
{
    if (!is_shared(t, st)) lock_drop(&t->lock);
}

/* An empty bag is kept for the next one. */
static void bag_empty(struct table_stock *st, struct slot_bag *b)
{
    if (!b) return;
    if (st->spare)
        mem_free(MEM_RUNTIME, b);
    else
        st->spare = b;
}

static struct slot_bag *bag_new(struct table_stock *st)
{
    struct slot_bag *b = st->spare;
    st->spare = NULL;
    if (!b) b = mem_alloc(MEM_RUNTIME, sizeof *b);
    b->next = NULL;
    b->at = b->count = 0;
    return b;
}

/* ---- slots ---- */

/* The slot; its chunk exists. */
static struct table_slot *slot_at(const struct ma_table *t, uint32_t i)
{
    return &load_acq(
        &t->chunks[i >> CHUNK_BITS])[i & (CHUNK_SLOTS - 1)]; /* pairs with chunk_make */
}

/* The lock is held. */
static void chunk_make(struct ma_table *t, uint32_t i)
{
    struct table_slot **c = &t->chunks[i >> CHUNK_BITS];
    if (!load_rlx(c))
        store_rel(c, mem_zalloc(MEM_RUNTIME, CHUNK_SLOTS * sizeof **c)); /* pairs with slot_at */
}

/* The bag whose slots have been free for longest; false: not more than `enough` are free. The lock is held. */
static bool take_used(struct ma_table *t, struct table_stock *st, uint32_t enough)
{
    struct slot_bag *b = t->first;
    if (t->nfree <= enough || !b) return false;
    t->first = b->next;
    if (!t->first) t->last = &t->first;
    store_rlx(&t->nfree, t->nfree - b->count);
    st->out = b;
    return true;
}

/* Slots that were never used, one by one for those that are no schedulers. The lock is held. */
static bool take_fresh(struct ma_table *t, struct table_stock *st)
{
    uint64_t i = load_rlx(&t->fresh), n = is_shared(t, st) ? 1 : FRESH;
    if (n > SLOTS - i) n = SLOTS - i;
    if (n == 0) return false;
    chunk_make(t, (uint32_t)i);
    chunk_make(t, (uint32_t)(i + n - 1));
    store_rlx(&t->fresh, i + n);
    st->fresh = (uint32_t)i;
    st->fresh_end = (uint32_t)(i + n);
    return true;
}

/* Nothing is left but what has just become free. */
static bool take_own(struct table_stock *st)
{
    st->out = st->in;
    st->in = NULL;
    return st->out != NULL;
}

static MAAT_NOINLINE bool stock_fill(struct ma_table *t, struct table_stock *st)
{
    bag_empty(st, st->out);
    st->out = NULL;
    queue_enter(t, st);
    bool ok = take_used(t, st, FREE_ENOUGH) || take_fresh(t, st) || take_used(t, st, 0);
    queue_leave(t, st);
    return ok || take_own(st);
}

/* Slots were given back long ago: the one of some starts later is on its way from memory meanwhile. */
static uint32_t bag_take(const struct ma_table *t, struct slot_bag *b)
{
    uint32_t ahead = b->at + SLOTS_AHEAD;
    if (ahead < b->count) __builtin_prefetch(slot_at(t, b->slot[ahead]), 1);
    return b->slot[b->at++];
}

/* 0: there is none. */
static uint32_t slot_take(struct ma_table *t, struct table_stock *st)
{
    for (;;) {
        if (st->fresh != st->fresh_end) return st->fresh++;
        if (st->out && st->out->at != st->out->count) return bag_take(t, st->out);
        if (!stock_fill(t, st)) return 0;
    }
}

static MAAT_NOINLINE void bag_full(struct ma_table *t, struct table_stock *st)
{
    struct slot_bag *b = st->in;
    st->in = NULL;
    queue_enter(t, st);
    *t->last = b;
    t->last = &b->next;
    store_rlx(&t->nfree, t->nfree + b->count);
    queue_leave(t, st);
}

static void slot_give(struct ma_table *t, struct table_stock *st, uint32_t i)
{
    if (!st->in) st->in = bag_new(st);
    st->in->slot[st->in->count++] = i;
    if (st->in->count == TABLE_BAG) bag_full(t, st);
}

/* The maatine of slot i is no longer found: TB-3. */
static void slot_end(struct ma_table *t, uint32_t who, uint32_t i, Value reason)
{
    struct table_slot *s = slot_at(t, i);
    uint32_t gen = (load_rlx(&s->gen) + 1) & ((1u << TABLE_GEN_BITS) - 1);
    store_rel(&s->reason, reason); /* these pair with table_reason, the last with table_find, too */
    store_rel(&s->gen, gen);
    store_rel(&s->m, NULL);
    struct table_stock *st = stock_enter(t, who);
    slot_give(t, st, i);
    stat_add(&st->ended, 1);
    stock_leave(t, st);
    if (MAAT_UNLIKELY(t->max)) sub_rlx(&t->alive, 1);
}

/* ---- coming and going ---- */

static bool one_more(struct ma_table *t)
{
    if (MAAT_LIKELY(!t->max) || add_rlx(&t->alive, 1) < (int64_t)t->max) return true;
    sub_rlx(&t->alive, 1);
    return false;
}

bool table_reserve(struct ma_table *t, uint32_t who, uint64_t *id, uint64_t *serial)
{
    if (!one_more(t)) return false;
    struct table_stock *st = stock_enter(t, who);
    uint32_t i = slot_take(t, st);
    stock_leave(t, st);
    if (!i) {
        if (t->max) sub_rlx(&t->alive, 1);
        return false;
    }
    *serial = add_rlx(&t->started, 1) + 1;
    *id = (uint64_t)load_rlx(&slot_at(t, i)->gen) << TABLE_SLOT_BITS | i;
    return true;
}

void table_publish(struct ma_table *t, Maatine *m)
{
    struct table_slot *s = slot_at(t, m->id & SLOT_MASK);
    MAAT_ASSERT(!load_rlx(&s->m) && load_rlx(&s->gen) == m->id >> TABLE_SLOT_BITS);
    store_rel(&s->m, m); /* pairs with table_find, table_list, table_reason */
}

void table_cancel(struct ma_table *t, uint32_t who, uint64_t id)
{
    slot_end(t, who, id & SLOT_MASK, V_ABSENT);
}

void table_remove(struct ma_table *t, uint32_t who, Maatine *m, Value reason)
{
    MAAT_ASSERT(load_rlx(&slot_at(t, m->id & SLOT_MASK)->m) == m);
    bool keeps = !is_ptr(reason) || (to_obj(reason)->gc & (GC_SHARED | GC_FROZEN)) == GC_SHARED;
    slot_end(t, who, m->id & SLOT_MASK, keeps ? reason : V_ABSENT);
}

Value table_reason(struct ma_table *t, uint64_t id)
{
    uint32_t i = id & SLOT_MASK;
    uint32_t next = ((uint32_t)(id >> TABLE_SLOT_BITS) + 1) & ((1u << TABLE_GEN_BITS) - 1);
    if (!load_acq(&t->chunks[i >> CHUNK_BITS])) return V_ABSENT;
    const struct table_slot *s = slot_at(t, i);
    if (load_acq(&s->gen) != next) return V_ABSENT;
    Value v = load_acq(&s->reason);
    return !load_acq(&s->m) && load_acq(&s->gen) == next ? v : V_ABSENT; /* all: TB-3 */
}

/* ---- looking ---- */

uint64_t table_started(const struct ma_table *t) { return load_rlx(&t->started); }

uint64_t table_count(const struct ma_table *t)
{
    uint64_t ended = 0;
    for (uint32_t i = 0; i <= t->nstocks; i++) ended += load_rlx(&t->stocks[i].ended);
    uint64_t started = load_rlx(&t->started);
    return started > ended ? started - ended : 0;
}

static int by_serial(const void *a, const void *b)
{
    uint64_t x = (*(Maatine *const *)a)->serial, y = (*(Maatine *const *)b)->serial;
    return x < y ? -1 : x > y;
}

/* Records in the order of slots, which is that of their start with one scheduler until slots are used again. */
static size_t gather(struct ma_table *t, Maatine **out, size_t cap, bool *sorted)
{
    size_t n = 0;
    uint64_t last = 0, end = load_rlx(&t->fresh);
    *sorted = true;
    for (uint32_t i = 1; i < end && i < SLOTS; i++) {
        struct table_slot *c = load_acq(&t->chunks[i >> CHUNK_BITS]);
        if (!c) {
            i |= CHUNK_SLOTS - 1;
            continue;
        }
        Maatine *m = load_acq(&c[i & (CHUNK_SLOTS - 1)].m);
        if (!m || n == cap) continue;
        *sorted = *sorted && m->serial > last;
        last = m->serial;
        out[n++] = m;
    }
    return n;
}

Maatine **table_list(struct ma_table *t, size_t *n)
{
    size_t cap = table_count(t) + 64;
    Maatine **all = mem_alloc(MEM_TEMP, cap * sizeof *all);
    bool sorted;
    *n = gather(t, all, cap, &sorted);
    if (!sorted) qsort(all, *n, sizeof *all, by_serial);
    return all;
}

/* Records lie all over the memory: those that come next are fetched while one is looked at. */
#define AHEAD 8u

uint32_t table_step(struct ma_table *t, uint32_t from, void (*f)(void *ctx, Maatine *m), void *ctx)
{
    uint64_t end = load_rlx(&t->fresh);
    uint32_t next = (from | (CHUNK_SLOTS - 1)) + 1;
    struct table_slot *c = load_acq(&t->chunks[from >> CHUNK_BITS]);
    if (end > next) end = next;
    for (uint32_t i = from; c && i < end; i++) {
        if (i + AHEAD < end) {
            const char *p = (const char *)load_rlx(&c[(i + AHEAD) & (CHUNK_SLOTS - 1)].m);
            if (p)
                for (size_t k = 0; k < sizeof(Maatine); k += 64) __builtin_prefetch(p + k);
        }
        Maatine *m = load_acq(&c[i & (CHUNK_SLOTS - 1)].m);
        if (m) f(ctx, m);
    }
    return next < load_rlx(&t->fresh) && next < SLOTS ? next : 0;
}
