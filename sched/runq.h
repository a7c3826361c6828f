/* A run queue: one owner pushes and pops, other schedulers steal half. First in first out.
 *
 *      ring: RUNQ_RING slots, head and tail count up for ever      overflow: a list through runnable.next
 *      head -> [r1 r2 r3 ... rn] <- tail    then    [first ... last]       and    nursery [oldest ... newest]
 *
 * What does not fit into the ring goes to the overflow list, and so does everything after it until nothing waits elsewhere
 * any more; the owner tops the ring up from the list when it is half empty. So the order is kept, the list
 * belongs to the owner alone and needs no lock, and thieves, who see only the ring, always find something while
 * there is much.
 *
 * The nursery. A program that spawns a million maatines in a tree would, first in first out, have all of a level
 * alive before the first of the next one runs: a gigabyte of records that nobody has touched. So when the overflow
 * list is longer than RUNQ_MANY, what is *new* goes to the nursery, an array of the owner's own, and is
 * started newest first: the tree is walked in depth, and the records are still in the cache. What has run
 * before never goes there. A top-up takes half from each; every eighth takes the oldest of the nursery too, so
 * that none waits for ever.
 *
 * The offers. What a thief finds in the ring is then the youngest: leaves of the tree, each of which wakes a parent on the other core. So the
 * oldest of the nursery, which stand for whole trees, are offered: each in a slot of its own, from which thieves take them before they look at
 * the ring, and the owner when an oldest is due or the nursery is empty. The owner fills the ring before it makes offers, and thieves take these
 * first: so who looks at what the ring shows overlooks none.
 *
 * RQ-1  Only the owner writes tail, the slots and the overflow list.
 * RQ-2  head moves by compare-and-swap only: whoever moves it from h to h + n owns what the slots h .. h +
 *       n - 1 held.
 * RQ-3  head <= tail <= head + RUNQ_RING (as distances). The owner writes slot `tail` only when tail - head
 *       < RUNQ_RING for a head it has loaded; head only grows, so nobody who still may win its
 *       compare-and-swap reads that slot. A thief that read a slot while it was overwritten loses: head has
 *       moved past it, and its swap fails.
 * RQ-4  While anything waits outside the ring (list, nursery, offers), only a top-up puts something into the ring. So that is half empty after
 *       RUNQ_RING / 2 pops at most, whatever goes round, and each top-up takes from the list and from the nursery: none waits for ever.
 * RQ-5  Only the owner puts an offer, into a slot that it saw empty; whoever takes it out by the exchange owns it. `offered` is 0 only
 *       if all slots are empty.
 *
 * Memory orders. push: the slot is written, then tail is stored with release; a thief loads tail with
 * acquire, so it sees the slot and all that the pusher wrote into the runnable (SC-3). A thief reads slots
 * before its swap (acquire-release); the owner loads head with acquire before it writes a slot again: so
 * those reads are over. The owner's pop needs the swap only because of thieves; head's order there does not
 * matter to the runnable, which the owner pushed itself.
 */
#ifndef MAAT_SCHED_RUNQ_H
#define MAAT_SCHED_RUNQ_H

#include "base/atomic.h"
#include "base/check.h"
#include "sched/sched.h"

#define RUNQ_RING   (BUILD_STRESS ? 2u : 256u)
#define RUNQ_MANY   (BUILD_STRESS ? 4u : 1024u)
#define RUNQ_OFFERS 8u

typedef struct runq {
    uint32_t head MAAT_ALIGNED(MAAT_CACHE_LINE); /* [any, atomic: RQ-2] */
    uint32_t tail MAAT_ALIGNED(MAAT_CACHE_LINE); /* [owner writes; any reads, atomic] */
    uint32_t over_count;                         /* [owner; stats, racy] list and nursery */
    Runnable *over_first, *over_last;            /* [owner] */
    Runnable **nursery;                          /* [owner] a circular array */
    uint32_t nursery_cap, nursery_at,
        nursery_count; /* [owner] capacity (a power of two), oldest, how many */
    uint32_t refills;  /* [owner] */
    uint32_t offered;  /* [owner writes; stats, racy] put since all slots were empty */
    Runnable *offer[RUNQ_OFFERS] MAAT_ALIGNED(
        MAAT_CACHE_LINE);      /* [any, atomic: xchg_ar pairs with the owner's store_rel: RQ-5] */
    Runnable *ring[RUNQ_RING]; /* [owner writes; any reads, atomic] */
} RunQ;

void runq_fini(RunQ *q);

/* Takes about half of what `from` shows, the oldest first: returns the first and puts the others into `to`, the
 * calling scheduler's own queue, whose ring is empty. NULL when there is nothing (or another was faster).
 * *count is how many were taken. */
Runnable *runq_steal(RunQ *from, RunQ *to, uint32_t *count);
/* Takes the oldest that `from` shows, for any scheduler but its owner; NULL when it shows nothing. */
Runnable *runq_steal_one(RunQ *from);
/* Owner only: the cases that the inline functions below leave. */
void runq_push_slow(RunQ *q, Runnable *r);
void runq_push_new_slow(RunQ *q, Runnable *r);
void runq_refill(RunQ *q);
uint32_t runq_offers(
    const RunQ *q);              /* how many there are; racy but for the owner if nobody steals */
void runq_verify(const RunQ *q); /* aborts unless the ring and the counts are right; owner only */

/* What thieves can see; racy. */
static inline uint32_t runq_shown(const RunQ *q)
{
    uint32_t h = load_acq(&q->head); /* head first: tail - head is never negative then */
    return load_acq(&q->tail) - h;
}

/* All that is queued; exact for the owner if nobody steals. */
static inline uint32_t runq_count(const RunQ *q)
{
    uint32_t n = runq_shown(q) + load_rlx(&q->over_count);
    return MAAT_LIKELY(load_rlx(&q->offered) == 0) ? n : n + runq_offers(q);
}

static inline bool runq_ring_push(RunQ *q, Runnable *r)
{
    uint32_t t = load_rlx(&q->tail);
    if (MAAT_UNLIKELY(t - load_acq(&q->head) >= RUNQ_RING)) return false; /* pairs with the swaps */
    store_rlx(&q->ring[t % RUNQ_RING], r);
    store_rel(&q->tail, t + 1); /* pairs with runq_steal's load of tail */
    return true;
}

/* Owner only: there may be something that is not in the ring. */
static inline bool runq_more(const RunQ *q)
{
    return (load_rlx(&q->over_count) | load_rlx(&q->offered)) != 0;
}

/* Owner only. RQ-4 */
static inline void runq_push(RunQ *q, Runnable *r)
{
    if (MAAT_UNLIKELY(runq_more(q)) || !runq_ring_push(q, r)) runq_push_slow(q, r);
}

/* The same for one that never ran. */
static inline void runq_push_new(RunQ *q, Runnable *r)
{
    if (MAAT_UNLIKELY(runq_more(q)) || !runq_ring_push(q, r)) runq_push_new_slow(q, r);
}

/* Owner only: what is likely popped next, only to be named: it may be another's already, and gone. NULL: few wait, so that it may well still
 * be in the nearest cache. */
static inline const void *runq_soon(const RunQ *q)
{
    uint32_t h = load_rlx(&q->head);
    bool many = load_rlx(&q->tail) - h > RUNQ_RING / 4;
    return many ? load_rlx(&q->ring[h % RUNQ_RING]) : NULL;
}

/* Owner only. NULL means that nothing is queued at all: thieves may empty the ring at any moment, so what
 * the overflow holds is looked at again after the ring was found empty. */
static inline Runnable *runq_pop(RunQ *q)
{
    do {
        if (MAAT_UNLIKELY(runq_more(q))) runq_refill(q);
        uint32_t h = load_acq(&q->head);
        uint32_t t = load_rlx(&q->tail);
        while (h != t) {
            Runnable *r = load_rlx(&q->ring[h % RUNQ_RING]);
            if (cas_ar(&q->head, &h, h + 1)) return r;
        }
    } while (MAAT_UNLIKELY(runq_more(q)));
    return NULL;
}

#endif
