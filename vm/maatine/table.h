/* The table of maatines: from an id to its record, and all of them in the order in which they started.
 *
 *   id      generation (22 bits) << 26 | slot (26 bits); each scheduler takes never used slots from 1 on by blocks
 *   chunks  | 4096 slots | 4096 slots | ...      made when first needed, never moved, never given back
 *   slot    record (or NULL), generation, reason of the last end
 *
 * A slot gets a new generation at each use, and free slots are used again as late as possible (first freed first, and only when
 * many are free), so an old id is not mistaken for a new maatine.
 *
 *   stock   of each scheduler: slots to take next - bag in use, never used ones; slots that have become free - bag being filled
 *   queue   bag | bag | ...  of free slots, first filled first
 *
 * A scheduler starts and ends maatines from its own stock, without a lock and without a line that another one writes, but for the
 * count of starts. A bag of TABLE_BAG slots that is full goes to the queue, and an empty one is exchanged for the first of the
 * queue, or for slots that were never used, once in as many ends or starts. Threads that are no schedulers share a stock.
 *
 * Threads. table_find takes no lock: it reads one pointer; the record stays valid until the end of the caller's slice, because
 * records are retired through epochs (sched/epoch.h) after they have left the table.
 *
 * TB-1  A record is in the table from table_publish to table_remove; it is initialised before and retired after.
 * TB-2  A slot whose record is NULL is reserved, in a stock, in the queue of free slots, or was never used.
 * TB-3  A slot that ends is written in this order, each by a release: reason, generation, record = NULL. So who does not find the
 *       record any more sees the reason. Who reads generation, reason, record (NULL), generation, in this order and each by an
 *       acquire, and meets the generation behind the one that ended both times, has that one's reason: if the reason were that of a
 *       later use, its record or the next generation would be seen.
 */
#ifndef MAAT_VM_TABLE_H
#define MAAT_VM_TABLE_H

#include "base/atomic.h"
#include "base/lock.h"
#include "vm/maatine/maatine.h"

#define TABLE_SLOT_BITS  26
#define TABLE_GEN_BITS   22
#define TABLE_CHUNK_BITS 12

#define TABLE_BAG        (BUILD_STRESS ? 4u : 254u)
#define TABLE_OUTSIDE    UINT32_MAX /* for `who`: a thread that is no scheduler */

struct table_slot {
    Maatine *m;   /* [any, atomic: TB-3; store_rel by publish pairs with load_acq by find] */
    uint32_t gen; /* [who holds the slot writes; any, atomic: TB-3] */
    Value reason; /* [the same] with which the last one ended; V_ABSENT: not known here */
};

/* Free slots. [owner: a stock or the queue] */
struct slot_bag {
    struct slot_bag *next;
    uint32_t at, count; /* the first one to take; behind the last */
    uint32_t slot[TABLE_BAG];
};

/* [its scheduler; that of the others: guarded by TABLE] */
struct table_stock {
    struct slot_bag *out, *in, *spare; /* to take from, to put into, empty; each may be NULL */
    uint32_t fresh, fresh_end;         /* slots that were never used */
    uint64_t ended;                    /* [owner writes; stats, racy] */
} MAAT_ALIGNED(64);

struct ma_table {
    uint64_t max;                      /* [const after init] 0: there is none */
    struct table_stock *stocks;        /* [const after init] the last one is that of the others */
    uint32_t nstocks;                  /* [const after init] without that one */
    uint64_t fresh MAAT_ALIGNED(64);   /* [any, atomic] next slot that no stock ever had */
    uint64_t started MAAT_ALIGNED(64); /* [any, atomic] */
    int64_t alive MAAT_ALIGNED(64);    /* [any, atomic] if there is a max */
    Lock lock MAAT_ALIGNED(64);
    struct slot_bag *first, **last; /* [guarded: TABLE] the queue */
    uint32_t nfree;                 /* [written under TABLE; read racily] slots in it */
    /* Read for each message: not in a line with what is written. */
    struct table_slot *chunks[] MAAT_ALIGNED(
        64); /* [any, atomic: store_rel under TABLE pairs with load_acq] */
};

/* max: most maatines alive at once; 0: as many as there are slots. `schedulers` have a stock of their own: `who` below that number
 * is the calling scheduler's index, any other a thread without. */
struct ma_table *table_new(uint64_t max, uint32_t schedulers);
void table_free(struct ma_table *t);

/* Takes a slot: *id, and *serial, which counts all maatines ever started. False: there are too many. */
MAAT_MUST_CHECK bool table_reserve(struct ma_table *t, uint32_t who, uint64_t *id,
                                   uint64_t *serial);
/* From now on m is found under its id (m->id, m->serial are set). */
void table_publish(struct ma_table *t, struct maatine *m);
/* Gives back what table_reserve took and nobody published. */
void table_cancel(struct ma_table *t, uint32_t who, uint64_t id);
/* m is no longer found; its slot is free. */
void table_remove(struct ma_table *t, uint32_t who, struct maatine *m, Value reason);
/* The reason given to table_remove by the maatine `id`, if it was an immediate or immortal value and its slot was not used
 * again; else V_ABSENT. */
Value table_reason(struct ma_table *t, uint64_t id);

/* `who` of a scheduler; NULL: none. */
static inline uint32_t table_who(const Scheduler *s) { return s ? sched_index(s) : TABLE_OUTSIDE; }

/* Where table_find will look: never freed. */
static inline const struct table_slot *table_place(struct ma_table *t, uint64_t id)
{
    uint32_t i = id & ((1u << TABLE_SLOT_BITS) - 1);
    struct table_slot *c = load_acq(&t->chunks[i >> TABLE_CHUNK_BITS]);
    return c ? c + (i & ((1u << TABLE_CHUNK_BITS) - 1)) : NULL;
}
/* The record, valid until the end of the caller's slice, or NULL. Any thread of the pool. */
static inline Maatine *table_find(struct ma_table *t, uint64_t id)
{
    const struct table_slot *s = table_place(t, id);
    if (MAAT_UNLIKELY(!s)) return NULL;
    Maatine *m = load_acq(&s->m);
    return m && m->id == id ? m : NULL;
}
/* Whose slot is `by` behind that of id, as far as that is easily found; NULL: nobody's, or not known. It may be gone at once: only to be
 * fetched. */
static inline const Maatine *table_ahead(struct ma_table *t, uint64_t id, uint32_t by)
{
    uint32_t i = id & ((1u << TABLE_CHUNK_BITS) - 1);
    const struct table_slot *s = table_place(t, id);
    return s && i + by < 1u << TABLE_CHUNK_BITS ? load_rlx(&s[by].m) : NULL;
}
/* How many there are, reserved ones counted. */
uint64_t table_count(const struct ma_table *t);
uint64_t table_started(const struct ma_table *t);
/* All records in the order of their start (MEM_TEMP, freed by the caller); valid like those of table_find. Those that start or
 * end meanwhile may be missing. */
struct maatine **table_list(struct ma_table *t, size_t *n);
/* Calls f for each record in the slots [from, from + TABLE_STEP); the slot to go on with, 0 at the end. So a thread that is no
 * scheduler can say epoch_enter and epoch_leave around each step, and holds nothing up for long. */
#define TABLE_STEP 4096u
uint32_t table_step(struct ma_table *t, uint32_t from, void (*f)(void *ctx, struct maatine *m),
                    void *ctx);
static inline uint32_t table_slot(uint64_t id)
{
    return (uint32_t)id & ((1u << TABLE_SLOT_BITS) - 1);
}

#endif
