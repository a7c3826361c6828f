/* Frozen graphs: immutable values outside the private heaps, read in place by every maatine.
 *
 * A graph is one allocation: header, then objects, each behind one word that leads to the header. One count for the
 * whole graph: a heap, a message and another graph that refer to it hold one reference each, however often they do so.
 *
 *   struct frozen | graph* object object... | graph* object ...
 *
 * A heap's references are the entries of its table (Heap.frozen). A major collection marks the graphs it meets and drops the
 * others; a minor one drops none.
 *
 * FZ-1  An object of a graph has GC_SHARED and GC_FROZEN and refers to its own graph, to graphs in `deps`, and to immortals.
 * FZ-2  Nobody writes a graph's objects, but for cached hashes and lengths of strings (relaxed, always the same value).
 */
#ifndef MAAT_HEAP_FROZEN_H
#define MAAT_HEAP_FROZEN_H

#include "base/atomic.h"
#include "heap/copy.h"
#include "heap/heap.h"

typedef struct frozen {
    uint64_t
        refs; /* [any, atomic: add_rlx / sub_ar pairs with itself: the last one frees]; a holder may have many */
    uint64_t
        own; /* [const] bytes of the allocation, and its share of the graphs in deps when it was made */
    uint64_t
        bytes; /* [any, relaxed] the same and its shares of buffers, when they were last counted */
    Obj *off;  /* [const until it is freed] objects with off-heap parts */
    FrozenSet deps; /* [const] graphs that this one refers to, one reference each */
    Value w[];
} Frozen;

/* The graph that an object with GC_FROZEN belongs to. */
static inline Frozen *frozen_of(const Obj *o) { return ((Frozen *const *)o)[-1]; }

/* What one reference has to answer for. */
static inline uint64_t frozen_share(const Frozen *f)
{
    return load_rlx(&f->bytes) / load_rlx(&f->refs);
}
/* Its shares of buffers are counted again, if they are few. The caller holds a reference. Returns how many were looked at. */
uint32_t frozen_count_buffers(Frozen *f);

void frozen_ref_many(Frozen *f, uint64_t n);
static inline void frozen_ref(Frozen *f) { frozen_ref_many(f, 1); }
void frozen_unref(Frozen *f);
/* n references; the caller keeps at least one. */
void frozen_unref_many(Frozen *f, uint64_t n);

/* A frozen copy of *v, sharing and cycles kept. Immediates, strings, big integers and what is shared already are their own
 * frozen copies. COPY_OK: *out is set, and `h` refers to the graph. See copy.h for the other results and `why`. May not collect. */
enum copy_result frozen_copy(Heap *h, Value v, Value *out, struct copy_why *why);
/* The same, but COPY_IS_LONG if it would cost more than that (heap/copy.h); 0: never. */
enum copy_result frozen_copy_short(Heap *h, Value v, uint64_t long_from, Value *out,
                                   struct copy_why *why);
/* v needs no copy to be frozen. */
static inline bool frozen_is_own(Value v) { return !is_ptr(v) || (to_obj(v)->gc & GC_SHARED); }
/* Room for what the first pass of c (COPY_FROZEN) has found: the block is `w`. NULL: no memory. */
MAAT_OWNED Frozen *frozen_room(const Copier *c);
/* The copy in it is made, and c is closed: one reference, the caller's. */
void frozen_made(Frozen *f, const Copier *c);

/* Immortal copies: constants of code. They live as long as their owner says. */
typedef struct immortals {
    struct immortal_block *blocks; /* [guarded by the owner's lock] */
} Immortals;
enum copy_result immortal_copy(Immortals *im, Value v, Value *out, struct copy_why *why);
void immortals_free(Immortals *im);

/* h takes over one reference of each graph in the set, which is emptied. */
void frozen_adopt(Heap *h, FrozenSet *set);
/* The same for one graph. */
void frozen_adopt_one(Heap *h, MAAT_OWNED Frozen *f);
/* h is about to refer to o, part of a graph that somebody else holds meanwhile. Mostly one comparison. */
void frozen_use(Heap *h, const Obj *o);
/* A reference to f, which h refers to, for a message. */
void frozen_lend(Heap *h, Frozen *f);

#endif
