/* Evacuation: what lives in blocks that are mostly holes moves elsewhere, and the blocks are freed.
 *
 *   SWEEP of one cycle        blocks of which little lives go to the list `sparse`; promotion fills their holes last
 *   start of the next one     those still there are its candidates; nothing is promoted to them any more
 *   MARK ... EVAC             whoever looks at an object notes which of its slots refer to a candidate
 *   EVAC                      block by block, a few in each slice: objects are copied, the noted slots are set to the copies
 *   SWEEP                     the empty blocks are freed like others in which nothing lives
 *
 * So no reference is searched for, and a slice takes as long as what it moves. Not all that refers to objects can be noted: a block
 * that something else refers to is *pinned* for this cycle, and stays where it is.
 *
 * EV-1  While a cycle has candidates, each reference to one is
 *         in a slot of an old object, and noted, or that object is remembered (the card is marked) since the last minor collection;
 *         in a young object: the young area is gone through in each slice of EVAC, straight after a minor collection; or
 *         somewhere else (roots, WeakRefs, WeakMaps, tables of the collector), and the candidate is pinned.
 * EV-2  Noted slots lie in old objects. What is old is freed, and its memory used again, only by SWEEP; where storage moves
 *       otherwise (large.c), the evacuation is given up.
 * EV-3  What has been moved is dead at once: after the slice nothing refers to it but slots in objects that have moved, too.
 *
 * The look-up. Candidates are of one size (GC_BLOCK_BYTES), so a unit of the address space of that size holds parts of at most two: one
 * that ends there and one that starts there. A table of units tells for any address whether it lies in a candidate.
 */
#ifndef MAAT_HEAP_GC_EVAC_H
#define MAAT_HEAP_GC_EVAC_H

#include "heap/gc_int.h"

/* Roots, or an array that a native has filled, of more words than that are not gone through once more: that ends an evacuation. */
#define EVAC_LOOK_MOST (BUILD_STRESS ? 2048 : 65536)

struct slice;
struct evac_slots;

struct evac_block {
    struct heap_block *b; /* NULL: pinned */
    struct evac_slots *slots;
    uint32_t nslots;
};
struct evac_unit {
    uintptr_t number; /* 0: free */
    struct evac_block *starts, *ends;
};
struct evac {
    struct evac_block *at;
    uint32_t n, next; /* next: to be moved */
    uint32_t mask;    /* of the table of units */
    struct evac_unit *units;
    uint64_t nslots;
    uint64_t bytes; /* that all of this takes */
};

/* A block of which `live` bytes live has been swept; true: it is one for the list. */
bool evac_is_sparse(const struct heap_block *b, uint64_t live);
void evac_sparse_add(struct gc_state *st, struct heap_block *b);
/* A cycle starts: chooses its candidates. */
void evac_start(Heap *h);
/* No candidate is moved any more. */
void evac_give_up(struct gc_state *st);
/* The end: with the list, too. */
void evac_free(struct gc_state *st);
/* true: done */
bool evac_slice(Heap *h, struct slice *s);

/* Notes the slots among words [from, to) of an old object that refer to candidates; they hold values. */
void evac_note(struct gc_state *st, Value *from, Value *to);
/* The same of all slots of a small one. */
void evac_note_object(struct gc_state *st, Obj *o);
/* Of its pointers to storage. */
void evac_note_storage(struct gc_state *st, Obj *o);
/* Something refers to o that cannot be noted. */
void evac_pin(struct gc_state *st, const Obj *o);
void evac_pin_values(struct gc_state *st, const Value *from, const Value *to);
static inline void evac_pin_value(struct gc_state *st, Value v)
{
    if (MAAT_UNLIKELY(st->evac != NULL) && is_ptr(v)) evac_pin(st, to_obj(v));
}

#endif
