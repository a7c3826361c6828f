/* The private heap of a maatine: allocation, collection, accounting.
 *
 * Young objects are bump-allocated and collected by copying; what survives twice becomes old. Fragments (parcels that
 * were received) belong to the young generation and are freed by the next collection. The old generation is made of chunks;
 * it is collected whole by a major collection. Objects over HEAP_LARGE_WORDS are single allocations that never move.
 *
 * Reserve, then build: only heap_reserve (and what says "may collect") collects. Until the reserve is used up raw
 * values stay valid and heap_alloc cannot fail. Large storage is not part of a reserve: heap_alloc_large never collects,
 * may return NULL, and counts towards the next collection.
 *
 * Threads: a heap is touched by its owner only. The figures of heap_info may be read by others, racily.
 *
 * HP-1: an object without GC_OLD and GC_SHARED is young; a young object is never referred to by an old object that is not in
 *       the remembered set.
 * HP-2: no object of a private heap is referred to by a shared object or by another heap.
 * HP-3: words between top and limit are free; every word below top belongs to an object.
 * HP-4: an object is in an off-heap list exactly if it has OF_OFFHEAP.
 */
#ifndef MAAT_HEAP_HEAP_H
#define MAAT_HEAP_HEAP_H

#include "heap/object.h"

#define HEAP_LARGE_WORDS 256 /* 2 KiB */

struct heap;
struct gc;

/* How a heap asks its owner for roots: `visit` calls gc_range for every range of values that the owner holds. */
typedef void (*heap_roots_fn)(struct heap *h, struct gc *gc);
/* Called by heap's owner-defined hook when the off-heap part of a dead object is to be released (types that heap/ does not know). */

struct heap_chunk;
struct fragment;
struct heap_stats;

typedef struct heap {
    Value *top;   /* [owner] next free word of the young generation */
    Value *limit; /* [owner] its end (the reserve included) */
    Value *base;  /* [owner] its first word */
    Value *aged;  /* [owner] objects below survived one collection already */
    struct fragment *fragments; /* [owner] received parcels */
    Obj *off_young, *off_old;   /* [owner] lists of objects with off-heap parts */
    struct heap_chunk *chunks;  /* [owner] old generation; first is being filled */
    Obj **remembered;           /* [owner] old objects that may refer to young ones */
    uint32_t nremembered, cap_remembered;
    Obj **large; /* [owner] large objects, young and old */
    uint32_t nlarge, cap_large;
    void *frozen; /* [owner] table of frozen graphs referred to, each counted once; NULL: none */
    struct heap_stats *stats; /* [owner] counts and pauses; made at the first collection */
    heap_roots_fn roots;      /* [const after init] */
    uint64_t used_old;   /* bytes in old chunks [stats, racy] */
    uint64_t used_large; /* bytes of large objects and off-heap buffers that are ours [stats, racy] */
    uint64_t used_frag;  /* bytes of fragments [stats, racy] */
    uint64_t major_at;   /* old + large bytes that start a major collection */
    uint64_t large_debt; /* bytes of large objects and fragments since the last collection */
    uint64_t max_bytes;  /* max_heap; 0: none */
    uint32_t first_words; /* words of the first young area: it lies inside the control record and is not freed */
    uint8_t in_reserve;   /* handling StackError/MemoryError: the limit is 64 KiB higher */
    uint8_t force_major;
} Heap;

/* `area` (words long) is the first young area, part of the owner's record; it is never freed by the heap. */
void heap_init(Heap *h, heap_roots_fn roots, Value *area, uint32_t words, uint64_t max_bytes);
/* Frees everything, releases off-heap parts. */
void heap_fini(Heap *h);

/* Makes sure that `words` small words can be allocated; may collect. False: the limit is reached (MemoryError). */
MAAT_MUST_CHECK bool heap_reserve_slow(Heap *h, size_t words);
MAAT_MUST_CHECK static inline bool heap_reserve(Heap *h, size_t words)
{
#if !BUILD_STRESS
    if (MAAT_LIKELY((size_t)(h->limit - h->top) >= words && h->large_debt < (1u << 20)))
        return true;
#endif
    return heap_reserve_slow(h, words);
}

/* Takes `words` of the reserve; the header is set, the rest is not initialised. words <= HEAP_LARGE_WORDS. */
static inline void *heap_alloc(Heap *h, enum obj_type t, uint32_t words)
{
    MAAT_ASSERT(words >= 2 && (size_t)(h->limit - h->top) >= words);
    Obj *o = (Obj *)h->top;
    h->top += words;
    *o = (Obj){.type = (uint8_t)t, .words = words};
    return o;
}
/* A large object (words > HEAP_LARGE_WORDS), not initialised behind its header. Never collects. NULL: limit or memory. */
void *heap_alloc_large(Heap *h, enum obj_type t, uint32_t words);
/* Small from the reserve, large on its own: for storage of any size. Words to reserve for it: heap_need(words). */
static inline void *heap_alloc_any(Heap *h, enum obj_type t, uint32_t words)
{
    return words <= HEAP_LARGE_WORDS ? heap_alloc(h, t, words) : heap_alloc_large(h, t, words);
}
static inline size_t heap_need(size_t words) { return words <= HEAP_LARGE_WORDS ? words : 0; }

/* Write barrier: call after (or before) storing any value into `o`, an object of this heap that may be old. */
void heap_remember(Heap *h, Obj *o);
static inline void heap_wrote(Heap *h, Obj *o)
{
    if (MAAT_UNLIKELY((o->gc & (GC_OLD | GC_REMEMBERED)) == GC_OLD))
        heap_remember(h, o);
}

/* Puts a new object with an off-heap part into the young list (sets OF_OFFHEAP); bytes count as ours. */
void heap_add_offheap(Heap *h, Obj *o, Obj **next, uint64_t bytes);
/* How to release the off-heap part of a dead object of type t (called once per type at start by whoever owns the type). */
typedef void (*heap_release_fn)(Obj *o);
void heap_set_release(enum obj_type t, heap_release_fn f);

/* Collections. Return false if the limit does not hold afterwards. */
bool heap_minor(Heap *h);
bool heap_major(Heap *h);
/* To the smallest heap that holds what lives. */
void heap_shrink(Heap *h);

/* For roots callbacks: the values in [from, to) are roots (updated in place). */
void gc_range(struct gc *gc, Value *from, Value *to);
static inline void gc_value(struct gc *gc, Value *v) { gc_range(gc, v, v + 1); }

uint64_t heap_bytes(const Heap *h); /* all that counts to max_heap */
struct heap_info {
    uint64_t minors, majors;             /* collections */
    uint64_t pause_max_ns, pause_sum_ns; /* of one collection; of all */
    uint64_t young_bytes, old_bytes, large_bytes, fragment_bytes;
    uint64_t copied_bytes; /* by all collections */
};
void heap_info(const Heap *h, struct heap_info *out);

/* Stress build: walks the heap and checks HP-1 to HP-4. */
void heap_verify(Heap *h);

#endif
