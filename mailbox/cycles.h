/* Cycles of shared variables and channels: what holds itself is freed although its count never becomes 0.
 *
 * Shared variables (mailbox/cell.h) and channels (vm/maatine/chan.h) are counted. A variable with a function that captures it, or a
 * channel that lies in itself, keeps its own count above 0 for ever. So those that hold others are listed, and now and then, when
 * as many more are listed as were left last time, a pass looks for sets that nobody outside refers to.
 *
 * A pass runs on a thread of its own while everybody goes on. It takes a reference of each listed one, notes what each holds, and the
 * counts; what is counted more often than it is held by the others is held from outside, and so is all that it reaches. The rest
 * is looked at once more:
 *
 *   CY-1  `version` of each grows whenever what it holds changes (its holder, or the one who has its lock, sees to that).
 *   CY-2  The high half of `refs` grows with each reference that is taken. So a word that is the same at two moments was the same
 *         in between.
 *   CY-3  A reference is counted before it can be used, and what holds references has a list of all of them, those in dead objects
 *         of a variable's heap included: nobody holds more references than are counted, and nobody fewer than are listed.
 *
 * If versions and words are the same again, there was a moment between the two looks at which all of them were so at once. At
 * that moment no reference to any of the set was outside (it would be counted, CY-3), and without one none can come to be. What may
 * not be looked at (somebody holds the variable, its heap is being collected) counts as held from outside; so do references in
 * frozen graphs and in the results of Works, which are not followed: cycles through these stay.
 *
 * Threads: counted_ref and counted_unref any; cycles_watch by whoever may change what is held; cycles_pass by one at a time.
 */
#ifndef MAAT_MAILBOX_CYCLES_H
#define MAAT_MAILBOX_CYCLES_H

#include "base/atomic.h"
#include "base/check.h"
#include "base/lock.h"
#include "heap/heap.h"
#include "mailbox/parcel.h"

struct counted;

/* Called for each reference that is held. */
typedef void (*counted_fn)(void *ctx, struct counted *held);

struct counted_kind {
    /* What c holds now (f NULL: only the version). False: it cannot be looked at. *wake: whom to wake, 0: nobody. */
    bool (*look)(struct counted *c, counted_fn f, void *ctx, uint64_t *version, uint64_t *wake);
    void (*clear)(struct counted *c); /* drops all that c holds; nobody else refers to it */
    void (*free)(struct counted *c);  /* the last reference has gone */
};

/* The beginning of what is counted. */
typedef struct counted {
    uint64_t refs;                   /* [any, atomic: add_rlx / sub_ar pairs with itself] CY-2 */
    const struct counted_kind *kind; /* [const] */
    struct cycles *set;              /* [const] NULL: never watched */
    struct counted *next, **prev;    /* [guarded: CYCLES of the set] */
    bool listed;                     /* [whoever may change what is held; once] */
} Counted;

#define COUNTED_ONE ((uint64_t)1 << 32 | 1) /* one reference, taken once */
static inline uint32_t counted_refs(const Counted *c) { return (uint32_t)load_rlx(&c->refs); }
static inline void counted_ref(Counted *c)
{
    uint64_t before = add_rlx(&c->refs, COUNTED_ONE);
    MAAT_CHECK((uint32_t)before > 0, "reference to what was freed");
}
void counted_unref(Counted *c);

/* c may hold references from now on. Cheap when it is listed. */
void cycles_list(Counted *c);
static inline void cycles_watch(Counted *c)
{
    if (!c->listed && c->set) cycles_list(c);
}

/* The references in a parcel, and in a heap (false: it is being collected). */
void cycles_in_parcel(const Parcel *p, counted_fn f, void *ctx);
bool cycles_in_heap(const Heap *h, counted_fn f, void *ctx);

struct cycles {
    Lock lock;       /* CYCLES */
    Counted *first;  /* [guarded] */
    uint64_t listed; /* [guarded] that ever were */
    uint64_t due;    /* [written under the lock, relaxed] listed at which the next pass is made */
    uint64_t seen;   /* [written under the lock, relaxed] = listed */
    uint32_t busy;   /* [any, atomic: cas_ar pairs with store_rel] a pass is under way */
};

struct cycles *cycles_new(void);
void cycles_free(struct cycles *s); /* none of its members is left */
/* Whether a pass is due, and nobody else is to make it: cycles_pass must follow. */
bool cycles_claim(struct cycles *s);
static inline bool cycles_due(struct cycles *s)
{
    return MAAT_UNLIKELY(load_rlx(&s->seen) >= load_rlx(&s->due)) && cycles_claim(s);
}
/* One pass. `wake` is called for maatines that waited for what was being looked at. The number freed. */
size_t cycles_pass(struct cycles *s, void (*wake)(void *ctx, uint64_t id), void *ctx);

#endif
