/* The rare paths of the run queue: overflow, topping up, stealing (the argument stands in runq.h). */
#include "sched/runq.h"
#include "base/mem.h"

static void count_over(RunQ *q, uint32_t more) /* may be "negative" */
{
    store_rlx(&q->over_count, load_rlx(&q->over_count) + more);
}

void runq_push_slow(RunQ *q, Runnable *r)
{
    r->next = NULL;
    if (q->over_first)
        q->over_last->next = r;
    else
        q->over_first = r;
    q->over_last = r;
    count_over(q, 1);
}

/* ---- the nursery ---- */

static void nursery_grow(RunQ *q)
{
    uint32_t cap = q->nursery_cap ? q->nursery_cap * 2 : RUNQ_MANY;
    Runnable **to = mem_alloc(MEM_SCHED, cap * sizeof *to);
    for (uint32_t i = 0; i < q->nursery_count; i++)
        to[i] = q->nursery[(q->nursery_at + i) & (q->nursery_cap - 1)];
    mem_free(MEM_SCHED, q->nursery);
    q->nursery = to;
    q->nursery_cap = cap;
    q->nursery_at = 0;
}

void runq_push_new_slow(RunQ *q, Runnable *r)
{
    uint32_t listed = load_rlx(&q->over_count) - q->nursery_count;
    if (listed < RUNQ_MANY && q->nursery_count == 0) {
        runq_push_slow(q, r);
        return;
    }
    if (q->nursery_count == q->nursery_cap) nursery_grow(q);
    q->nursery[(q->nursery_at + q->nursery_count++) & (q->nursery_cap - 1)] = r;
    count_over(q, 1);
}

static Runnable *nursery_newest(RunQ *q)
{
    return q->nursery[(q->nursery_at + --q->nursery_count) & (q->nursery_cap - 1)];
}

static Runnable *nursery_oldest(RunQ *q)
{
    Runnable *r = q->nursery[q->nursery_at];
    q->nursery_at = (q->nursery_at + 1) & (q->nursery_cap - 1);
    q->nursery_count--;
    return r;
}

/* ---- offers ---- */

#define OLDEST_EACH 8u /* top-ups: the first from the nursery is one of the oldest */

uint32_t runq_offers(const RunQ *q)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < RUNQ_OFFERS; i++) n += load_rlx(&q->offer[i]) != NULL;
    return n;
}

/* Any thread. Looks from slot `at` on; NULL: there is none. */
static Runnable *take_offer(RunQ *q, uint32_t at)
{
    for (uint32_t i = 0; i < RUNQ_OFFERS; i++) {
        Runnable **slot = &q->offer[(at + i) % RUNQ_OFFERS];
        Runnable *r = load_rlx(slot) ? xchg_ar(slot, NULL) : NULL; /* pairs with make_offers */
        if (r) return r;
    }
    return NULL;
}

/* Fills the empty slots. The last few stay in the nursery. */
static void make_offers(RunQ *q)
{
    for (uint32_t i = 0; i < RUNQ_OFFERS && q->nursery_count > RUNQ_OFFERS; i++) {
        if (load_rlx(&q->offer[i])) continue;
        store_rel(&q->offer[i], nursery_oldest(q)); /* pairs with take_offer */
        store_rlx(&q->offered, load_rlx(&q->offered) + 1);
        count_over(q, 0 - 1u);
    }
}

/* Back from thieves; NULL: they have taken all. Another slot comes first each time, so that none waits for ever. */
static Runnable *offer_back(RunQ *q)
{
    Runnable *r = q->offered ? take_offer(q, q->refills / OLDEST_EACH - 1) : NULL;
    if (r)
        count_over(q, 1);
    else
        store_rlx(&q->offered, 0);
    return r;
}

static Runnable *nursery_take(RunQ *q, bool oldest)
{
    Runnable *r = oldest || q->nursery_count == 0 ? offer_back(q) : NULL;
    if (r || q->nursery_count == 0) return r;
    return oldest ? nursery_oldest(q) : nursery_newest(q);
}

/* ---- topping up ---- */

/* Both move at most n to the ring, which has room for them, and return how many. */
static uint32_t refill_from_list(RunQ *q, uint32_t n)
{
    uint32_t moved = 0;
    for (; moved < n && q->over_first; moved++) {
        Runnable *r = q->over_first;
        q->over_first = r->next; /* once pushed, r may be stolen and gone */
        bool room = runq_ring_push(q, r);
        MAAT_CHECK(room, "RQ-3: the ring is full");
    }
    return moved;
}

/* The newest, but every eighth time one of the oldest first: more of them would be the breadth that the
 * nursery is there to avoid, for each may stand for a tree. */
static uint32_t refill_from_nursery(RunQ *q, uint32_t n)
{
    uint32_t moved = 0;
    bool oldest = q->refills++ % OLDEST_EACH == OLDEST_EACH - 1;
    for (Runnable *r; moved < n && (r = nursery_take(q, oldest)); moved++) {
        bool room = runq_ring_push(q, r);
        MAAT_CHECK(room, "RQ-3: the ring is full");
        oldest = false;
    }
    return moved;
}

/* One from the list. The next one's record is on its way from memory until the next pop: a walk through many would wait for each. */
static void refill_by_one(RunQ *q)
{
    count_over(q, 0 - refill_from_list(q, 1));
    __builtin_prefetch(q->over_first);
}

/* Called before each pop while there is an overflow. Tops the ring up when it is half empty or less, so that one pop in RUNQ_RING / 2 pays for
 * the others; from a list alone it is kept full. */
void runq_refill(RunQ *q)
{
    uint32_t shown = runq_shown(q);
    if (shown > RUNQ_RING / 2) {
        if (q->over_first && shown < RUNQ_RING && !q->nursery_count && !q->offered)
            refill_by_one(q);
        return;
    }
    uint32_t room = RUNQ_RING - shown;
    /* An odd one goes to either in turn (and to the nursery when its oldest is due): with room for one neither starves. */
    uint32_t odd = q->refills % 2 == 0;
    uint32_t moved = refill_from_list(q, q->nursery_count || q->offered ? (room + odd) / 2 : room);
    moved += refill_from_nursery(q, room - moved);
    count_over(q, 0 - moved);
    make_offers(q);
    MAAT_VERIFY(runq_verify(q));
}

void runq_fini(RunQ *q)
{
    mem_free(MEM_SCHED, q->nursery);
    q->nursery = NULL;
}

/* Reads n slots from h on: the first is returned, the others are written to `to` behind its tail, unpublished. */
static Runnable *runq_copy(RunQ *from, uint32_t h, uint32_t n, RunQ *to)
{
    Runnable *first = load_rlx(&from->ring[h % RUNQ_RING]);
    uint32_t t = load_rlx(&to->tail);
    for (uint32_t i = 1; i < n; i++)
        store_rlx(&to->ring[(t + i - 1) % RUNQ_RING], load_rlx(&from->ring[(h + i) % RUNQ_RING]));
    return first;
}

/* Half of the offers, the oldest first. */
static Runnable *steal_offers(RunQ *from, RunQ *to, uint32_t *count)
{
    uint32_t want = (runq_offers(from) + 1) / 2;
    Runnable *first = want ? take_offer(from, 0) : NULL;
    if (!first) return NULL;
    for (*count = 1; *count < want; ++*count) {
        Runnable *r = take_offer(from, 0);
        if (!r) break;
        runq_push(to, r);
    }
    return first;
}

Runnable *runq_steal(RunQ *from, RunQ *to, uint32_t *count)
{
    MAAT_ASSERT(from != to && runq_shown(to) == 0);
    if (load_rlx(&from->offered)) {
        Runnable *r = steal_offers(from, to, count);
        if (r) return r;
    }
    uint32_t h = load_acq(&from->head);
    for (;;) {
        uint32_t n = load_acq(&from->tail) - h; /* pairs with runq_ring_push */
        n -= n / 2;
        if (n == 0) return NULL;
        if (n > RUNQ_RING - RUNQ_RING / 2) { /* h is old: tail was read a whole ring later */
            h = load_acq(&from->head);
            continue;
        }
        Runnable *first = runq_copy(from, h, n, to);
        if (!cas_ar(&from->head, &h, h + n)) continue;
        /* pairs with runq_steal's load of tail, by the next thief */
        if (n > 1) store_rel(&to->tail, load_rlx(&to->tail) + n - 1);
        *count = n;
        return first;
    }
}

/* The slot is read before the swap (RQ-3): who wins owns what it held then. */
Runnable *runq_steal_one(RunQ *from)
{
    uint32_t h = load_acq(&from->head);
    Runnable *offer = load_rlx(&from->offered) ? take_offer(from, 0) : NULL;
    if (offer) return offer;
    while (load_acq(&from->tail) != h) { /* pairs with runq_ring_push */
        Runnable *r = load_rlx(&from->ring[h % RUNQ_RING]);
        if (cas_ar(&from->head, &h, h + 1)) return r;
    }
    return NULL;
}

void runq_verify(const RunQ *q)
{
    uint32_t shown = runq_shown(q), n = 0;
    MAAT_CHECK(shown <= RUNQ_RING, "RQ-3: %u in a ring of %u", shown, RUNQ_RING);
    for (const Runnable *r = q->over_first; r; r = r->next) n++;
    n += q->nursery_count;
    MAAT_CHECK(n == q->over_count, "%u in overflow, %u counted", n, q->over_count);
    MAAT_CHECK(q->offered || runq_offers(q) == 0, "RQ-5: offers, but none put");
    MAAT_CHECK(!q->over_first || q->over_last->next == NULL, "the overflow list does not end");
}
