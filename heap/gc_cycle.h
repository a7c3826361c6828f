/* A major cycle: marking and sweeping in slices, each straight after a minor collection and a part of its pause.
 *
 *   IDLE ──> MARK ──> WEAK ──> FINAL ──> AGAIN ──> PURGE ──> EVAC ──> SWEEP ──> IDLE
 *             mark     WeakRefs  finalizers  mark what  WeakMaps  sparse    large objects,
 *             live     cleared   found due   they need  purged    blocks    then blocks
 *                                                                 emptied
 *
 * Which barrier. Incremental update (after Steele), and not snapshot-at-beginning: a snapshot barrier must see each value that is
 * overwritten, with pointers and without, so all writes would pay; and it keeps alive what dies during the cycle. The remembered
 * set is there already: an old object that a pointer is stored into is remembered, whatever its colour, and the next minor
 * collection looks at it again. While `marking` that look lists the unmarked old objects it meets (HP-7). So the mutator's barrier
 * is the same one test at all times.
 *
 * Why it ends. After a minor collection with `marking` every old object that a root, a young object or a written old object
 * refers to is marked or listed. If the lists are then worked off within the same pause, no unmarked object is reachable: that
 * is the end of marking, and no pause of its own is needed. Work is bounded: a colour is set once in a cycle, and what is promoted
 * during one is born marked.
 *
 * CY-1  The colour of the heap is that of marked objects; it flips when a cycle starts, and only when no block is unswept.
 * CY-2  The mark stack holds old or shared objects only (young ones move); it may hold marked ones.
 * CY-3  From WEAK on nothing unmarked is reachable but through WeakRefs not yet looked at (heap_weak_get hides those), and
 *       through objects whose finalizer is due, until AGAIN has marked on from there.
 * CY-4  Memory of dead objects stays as it is until SWEEP (in candidates until EVAC): lists and tables may look at their headers.
 *       From EVAC on no list of the collector holds a dead one.
 * CY-5  During SWEEP objects are promoted only to blocks that are swept or new.
 *
 * CY-6  Large objects, and those of islands, are marked by GC_MARK instead: none has it while IDLE; what becomes large and old
 *       during a cycle is born with it; SWEEP takes it off. An island that is adopted during a cycle is kept by it. All islands
 *       are old then, and do not leave the heap: the mark stack may refer to them.
 *
 * Slices. Each works for a time (SLICE_NS) or until it has done its share: some words for each word promoted. What it could not do
 * in its time is owed by the next ones. Small old generations (up to COPY_MAX) are copied at once instead: that takes as long
 * as a slice, compacts, and keeps small maatines small.
 */
#ifndef MAAT_HEAP_GC_CYCLE_H
#define MAAT_HEAP_GC_CYCLE_H

#include "heap/gc_int.h"

enum gc_phase { GC_IDLE, GC_MARKING, GC_WEAK, GC_FINAL, GC_AGAIN, GC_PURGE, GC_EVAC, GC_SWEEP };

#define GC_COPY_MAX (1280u * 1024)
/* A key of a WeakMap takes as long as so many bytes that are copied: it is looked up, and indexed anew. */
#define GC_KEY_COST 512u
static inline bool gc_is_small(const struct gc_state *st)
{
    return st->used_old + st->used_large + (uint64_t)st->weak_keys * GC_KEY_COST <= GC_COPY_MAX;
}

/* What a slice may still do. */
struct slice {
    int64_t work;      /* words */
    uint64_t until_ns; /* 0: no limit in time */
    int64_t look;      /* the clock is read when work has fallen to here */
};
/* Charges words of work; false: the slice is over. */
bool slice_spend(struct slice *s, uint64_t words);
bool slice_over(const struct slice *s);

static inline bool gc_is_marking(const Heap *h)
{
    return h->phase >= GC_MARKING && h->phase <= GC_AGAIN;
}
/* Old and not marked. Of large objects only while phase is neither IDLE nor SWEEP. */
static inline bool gc_white(const Heap *h, const Obj *o)
{
    if ((o->gc & (GC_OLD | GC_SHARED)) != GC_OLD) return false;
    return o->gc & GC_LARGE ? !(o->gc & GC_MARK) : (o->gc & GC_COLOR) != h->color;
}

/* gc_mark.c */
void cycle_start(Heap *h);
/* The slice that belongs to this pause; g: the minor collection that has just ended. */
void cycle_slice(struct gc *g, uint64_t started_ns);
/* Does all that is left. Only straight after a minor collection while marking: marks what is reachable now. */
void cycle_complete(struct gc *g);
/* Lists an old or shared object, or looks at a frozen one. */
void mark_list(Heap *h, Obj *o);
bool mark_drain(Heap *h, struct slice *s); /* true: nothing is listed any more */
void mark_piece_add(struct gc_state *st, Obj *o);
void mark_free(struct gc_state *st);

/* gc_weak.c; each true when done */
bool weak_refs_slice(Heap *h, struct slice *s);
bool weak_finals_slice(Heap *h, struct slice *s);
bool weak_purge_slice(Heap *h, struct slice *s);
/* The next entries of a WeakMap from entry `at` on; returns where to go on, UINT32_MAX at its end. */
uint32_t weak_mark_entries(Heap *h, Obj *map, uint32_t at);
/* o, a key, has just been marked. */
void weak_key_marked(Heap *h, Obj *o);

/* gc_sweep.c */
/* The dead among the remembered leave the set. */
void sweep_forget_dead(Heap *h);
void sweep_start(Heap *h);
bool sweep_slice(Heap *h, struct slice *s);
/* o is old and lives: counts it, or lists it to be counted when all that is dead has gone. */
void sweep_count_offheap(struct gc_state *st, Obj *o);
/* gc_slices.c: trims the slices that sweeping has found, and ends the count */
bool slices_slice(Heap *h, struct slice *s);
/* Sweeps a block or two to get one with holes; false: none was found. */
bool sweep_for_hole(Heap *h);

#endif
