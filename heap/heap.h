/* The private heap of a maatine: allocation, collection, accounting.
 *
 * Young objects are bump-allocated and collected by copying; what survives twice becomes old. Fragments (parcels that
 * were received) belong to the young generation and are freed by the next collection. The old generation is made of blocks,
 * marked and swept in slices that follow minor collections (gc_cycle.h), or copied whole while it is small and on request.
 * Objects over HEAP_LARGE_WORDS are single allocations that never move.
 *
 * Reserve, then build: only heap_reserve (and what says "may collect") collects. Until the reserve is used up raw
 * values stay valid and heap_alloc cannot fail. Large storage is not part of a reserve: heap_alloc_large never collects,
 * may return NULL, and counts towards the next collection.
 *
 * Threads: a heap is touched by its owner only. The figures of heap_info may be read by others, racily.
 *
 * HP-1: an object without GC_OLD and GC_SHARED is young; a young object is never referred to by an old object that is not in
 *       the remembered set, nor from a card that is not marked.
 * HP-2: no object of a private heap is referred to by a shared object or by another heap.
 * HP-3: words between top and limit are free; every word below top belongs to an object.
 * HP-4: a young object is in the list off_young exactly if it has OF_OFFHEAP; a block counts those of its objects that have it.
 * HP-5: large[0..nlarge_old) have GC_OLD, the others do not.
 * HP-6: every word of a block belongs to an object or to a hole (T_FREE).
 * HP-7: while marking is under way, an old object that is marked refers to an old one that is neither marked nor listed to be
 *       only if it is remembered (or the card is marked) since the last minor collection. So the barrier of HP-1 serves both.
 */
#ifndef MAAT_HEAP_HEAP_H
#define MAAT_HEAP_HEAP_H

#include "heap/object.h"

#define HEAP_LARGE_WORDS 256 /* 2 KiB */

struct heap;
struct gc;

/* How a heap asks its owner for roots: calls gc_range (gc_value, gc_object) for everything that the owner holds. It may
 * visit a slot twice. Nothing has moved when it is called. */
typedef void (*heap_roots_fn)(struct heap *h, struct gc *gc);

struct gc_state;
struct island;

/* A block of young objects that came from elsewhere: a received parcel. Lies at the start of a block (heap/block.h) or
 * `head` bytes behind it (then an envelope stands in front). */
struct fragment {
    struct fragment *next;
    uint16_t head;
    uint16_t flags; /* enum fragment_flag */
    uint32_t tag;   /* [heap] number of the parcel it came with */
    uint64_t words; /* of objects */
    Value w[];
};
enum fragment_flag {
    /* What stands in front is still used: whoever comes second, heap or holder, frees the allocation. */
    FRAGMENT_HELD = 1,
    FRAGMENT_LEFT = 2, /* with HELD: the heap is done with it */
    /* Adopted: parts of the message have become the heap's, so it cannot leave as it came. */
    FRAGMENT_PARTS = 4,
    FRAGMENT_ISLANDS = 8 /* adopted: it may refer to the islands with the same tag */
};
static inline void *fragment_block(struct fragment *f) { return (char *)f - f->head; }
static inline size_t fragment_bytes(const struct fragment *f)
{
    return f->head + sizeof *f + f->words * sizeof(Value);
}

typedef struct heap {
    Value *top;   /* [owner] next free word of the young generation */
    Value *limit; /* [owner] its end, or of what max_bytes allows */
    /* [owner] Bytes of large objects, off-heap parts and fragments since the last collection; when they reach debt_max the
     * next reserve collects. */
    uint64_t debt, debt_max;
    Value *base; /* [owner] first word of the young area */
    Value *end;  /* [owner] end of the young area */
    Value *aged; /* [owner] objects below survived one collection already */
    Value *
        first; /* [const after init] the first young area: it lies inside the control record and is not freed */
    struct fragment *fragments; /* [owner] received parcels */
    Obj *off_young;             /* [owner] list of young objects with off-heap parts */
    void *frozen; /* [owner] struct frozen_set: graphs referred to, each counted once; NULL: none */
    /* What a heap needs once something in it is old, large or was collected: apart, so that the many that have nothing of the kind are
     * small. [owner makes it; read by others for its figures] NULL until needed. */
    struct gc_state *gc;
    heap_roots_fn roots; /* [const after init] */
    uint64_t used_off;   /* bytes of off-heap buffers that are ours [stats, racy] */
    uint64_t used_frag;  /* bytes of fragments, with what stands in front of them [stats, racy] */
    uint64_t
        used_frozen; /* our share of the frozen graphs referred to, as of the last major and what came since [stats, racy] */
    uint64_t max_bytes; /* max_heap; 0: none */
    uint32_t tags;      /* [owner] number of the last parcel that was adopted */
    uint32_t leaked;    /* [owner] parcels up to this number stay (heap_leak) */
    uint32_t first_words : 31;
    uint32_t
        in_block : 1; /* [owner] the young area was a block of the old generation (heap_shrink) */
    uint32_t young_words; /* [owner] size that the next young area should have */
    uint32_t moves;       /* [owner] counts collections that moved young objects */
    uint8_t in_reserve;   /* handling StackError/MemoryError: see heap_open_reserve */
    uint8_t color;        /* GC_COLOR or 0: that of old objects that are marked, or not condemned */
    uint8_t phase;        /* [owner; stats, racy] enum gc_phase */
    uint8_t finals;       /* [owner] objects wait for their finalizers (heap_next_final) */
} Heap;
_Static_assert(sizeof(struct heap) <= 160, "every maatine has one");

#define HEAP_RESERVE_BYTES (64 * 1024)
#define HEAP_MAX_YOUNG     (1u << 20) /* bytes; what young areas grow to if nobody says */

/* `area` (words long) is the first young area, part of the owner's record; it is never freed by the heap. */
void heap_init(Heap *h, heap_roots_fn roots, Value *area, uint32_t words, uint64_t max_bytes);
/* The young area grows up to `bytes` (0: the usual). _all: the usual for the whole process; set at start. */
void heap_set_max_young(Heap *h, uint64_t bytes);
void heap_set_max_young_all(uint64_t bytes);
/* Frees everything, releases off-heap parts. */
void heap_fini(Heap *h);
/* The same in two steps, for a heap whose figures others may be reading (heap_info): all that it holds; then, when nobody looks any
 * more, the figures. */
void heap_fini_seen(Heap *h);
void heap_forget(Heap *h);

/* For handlers of StackError and MemoryError: HEAP_RESERVE_BYTES more than the limit, or than what is in use if that is more already, as
 * our share of what others hold, too, grows when they let go. Until in_reserve is taken back. */
void heap_open_reserve(Heap *h);
/* What heap_bytes may come to; UINT64_MAX: anything. */
uint64_t heap_limit(const Heap *h);

/* Makes sure that `words` small words can be allocated; may collect. False: the limit is reached (MemoryError). */
MAAT_MUST_CHECK bool heap_reserve_slow(Heap *h, size_t words);
/* They are there, and no collection is due. */
static inline bool heap_has_words(const Heap *h, size_t words)
{
    return MAAT_LIKELY((size_t)(h->limit - h->top) >= words && h->debt < h->debt_max);
}
MAAT_MUST_CHECK static inline bool heap_reserve(Heap *h, size_t words)
{
#if !BUILD_STRESS
    if (heap_has_words(h, words)) return true;
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
/* A large object (words > HEAP_LARGE_WORDS), not initialised behind its header: to be filled before the next reserve. Never
 * collects, so what died may still be counted: the limit may be exceeded up to twofold until the next reserve, which
 * collects. NULL: that, too, would be exceeded, or there is no memory. */
void *heap_alloc_large(Heap *h, enum obj_type t, uint32_t words);
/* For storage that is about to grow further, T_SLOTS: all words are zero (the number 0.0), no value needs to be stored. */
void *heap_alloc_growing(Heap *h, uint32_t words);
/* More words, zero, for storage that heap_alloc_growing made, in time that does not depend on its size. It may have moved, and there
 * is no other reference to it than the caller's. NULL: it cannot be done; nothing has changed. Never collects. */
void *heap_grow_large(Heap *h, Obj *o, uint32_t words);
/* Whether `bytes` of off-heap storage may be allocated now (the same rule). Never collects. */
MAAT_MUST_CHECK bool heap_has_room(Heap *h, uint64_t bytes);
/* Collects, if that is needed, until `bytes` more fit under the limit itself. May collect. False: they do not. */
MAAT_MUST_CHECK bool heap_make_room(Heap *h, uint64_t bytes);
/* Small from the reserve, large on its own: for storage of any size. Words to reserve for it: heap_need(words). */
static inline void *heap_alloc_any(Heap *h, enum obj_type t, uint32_t words)
{
    return words <= HEAP_LARGE_WORDS ? heap_alloc(h, t, words) : heap_alloc_large(h, t, words);
}
static inline size_t heap_need(size_t words) { return words <= HEAP_LARGE_WORDS ? words : 0; }

/* Write barrier: call after (or before) storing a value into `o`, an object of this heap that may be old. Not needed when
 * the value is no pointer (is_ptr): large arrays of numbers are then never scanned by minor collections. */
void heap_remember(Heap *h, Obj *o);
static inline void heap_wrote(Heap *h, Obj *o)
{
    if (MAAT_UNLIKELY((o->gc & (GC_OLD | GC_REMEMBERED)) == GC_OLD)) heap_remember(h, o);
}

/* The same where the place is known: `at` is the slot of `o` that was written. Large storage of arrays and maps has a mark for
 * each card of CARD_WORDS words, so a minor collection looks at the cards that were written, not at millions of elements. */
#define CARD_WORDS 16
void heap_wrote_card(Heap *h, Obj *o, const Value *at);
static inline void heap_wrote_at(Heap *h, Obj *o, const Value *at)
{
    if (MAAT_LIKELY((o->gc & (GC_OLD | GC_REMEMBERED)) != GC_OLD)) return;
    if (o->flags & OF_CARDS)
        heap_wrote_card(h, o, at);
    else
        heap_remember(h, o);
}

/* The values of `from` have just been copied to `to`, which is new and to take its place: word k there was word k + shift here.
 * When both are large and `from` is old, `to` is old at once and has its marks, so the next collection need not look at all of it.
 * Only if nothing else was written to it. */
void heap_moved_storage(Heap *h, Obj *to, Obj *from, uint32_t shift);

/* The first `words` words of `to`, which heap_alloc_growing made, have just been written: it is old at once, and has marks there. So the
 * next collection looks at these, and not at all that is to be filled. */
void heap_filled_storage(Heap *h, Obj *to, uint32_t words);
/* Values of old storage move down within it, to close gaps. If heap_packs_cards(o) says so, heap_pack_card is called for each word that
 * moves, and heap_packed_storage at the end; else heap_wrote. Then the next collection need not look at all of it. */
bool heap_packs_cards(const Obj *o);
void heap_pack_card(Obj *o, uint32_t to, uint32_t from);
void heap_packed_storage(Heap *h, Obj *o);

/* Puts a new object with an off-heap part into the young list (sets OF_OFFHEAP); `next` is its link field. `bytes` were
 * allocated for it and count as ours (0 when it shares what exists). */
void heap_add_offheap(Heap *h, Obj *o, Obj **next, uint64_t bytes);
/* Calls f for objects with off-heap parts, dead ones among them: at most `max`. */
void heap_each_offheap(const Heap *h, void (*f)(void *ctx, const Obj *o), void *ctx, uint32_t max);
/* `bytes` more were allocated for o. */
void heap_offheap_grew(Heap *h, const Obj *o, uint64_t bytes);
/* The same, or fewer, for a WeakMap. */
void heap_maps_grew(Heap *h, int64_t bytes);
/* Puts a new T_WEAKREF into the list of weak references. */
void heap_add_weak(Heap *h, WeakRef *w);
/* What it refers to, or V_NIL. */
Value heap_weak_get(const Heap *h, const WeakRef *w);
/* Whether an object that only something weak refers to was found dead by the cycle under way. */
bool heap_found_dead(const Heap *h, const Obj *o);

/* Finalizers. A new object of a class with one is given to the heap (sets OF_HAS_FINAL); when it is not reached any more it is
 * kept once more, without the flag, and h->finals is set. */
void heap_add_final(Heap *h, Obj *o);
/* The next object whose finalizer is due, or NULL. */
Obj *heap_next_final(Heap *h);
/* All that have not had it are due now: the owner ends. False: there are none. */
bool heap_all_final(Heap *h);
/* Parts of a received parcel become the heap's own (mailbox/parcel.h; heap/island.h). */
void heap_adopt(Heap *h, MAAT_OWNED struct fragment *f);
/* False while a major cycle is under way, which may know of what would leave. */
static inline bool heap_may_part(const Heap *h) { return h->phase == 0; }
/* The fragment at *from (a link in h->fragments) is h's no longer: nothing in h refers to it. */
void heap_leave_fragment(Heap *h, struct fragment **from);
void heap_adopt_large(Heap *h, MAAT_OWNED Obj *o);
void heap_adopt_offheap(Heap *h, Obj *first);
/* What the owner of a type with an off-heap part offers (called once per type at start; T_STRX and T_BYTES are known).
 *   release  of a dead object of the type; any thread
 *   retain   `copy` is a new copy of an object, made for a message or a frozen graph: take a reference for it. False: such
 *            an object cannot be copied. Types without retain cannot travel. The holder of the original waits: be short. */
typedef void (*heap_release_fn)(Obj *o);
typedef bool (*heap_retain_fn)(Obj *copy);
void heap_set_release(enum obj_type t, heap_release_fn f);
void heap_set_retain(enum obj_type t, heap_retain_fn f);

/* Code ran that may have kept references to what has been received so far, and nobody can tell: it is not passed on
 * any more, but copied. */
static inline void heap_leak(Heap *h) { h->leaked = h->tags; }
static inline bool heap_may_leave(const Heap *h, uint32_t tag)
{
    return (int32_t)(tag - h->leaked) > 0;
}

/* Collections. Return false if the limit does not hold afterwards. heap_major collects all of it at once, compacts, and ends a
 * cycle that is under way. */
bool heap_minor(Heap *h);
bool heap_major(Heap *h);
/* A minor collection and a slice of a major cycle, which is started if none is under way. True: the cycle is complete. */
bool heap_step(Heap *h);
/* To the smallest heap that holds what lives. What was old may be young then: the owner knows nothing of its roots any more (gc_stack:
 * cold is 0). Mostly the counts of heap_info begin anew. The result (or NULL) is to be freed (mem_free, MEM_GC) when no other thread can
 * be reading them any more. */
MAAT_MUST_CHECK MAAT_OWNED void *heap_shrink(Heap *h);
/* The same in pauses like those of other collections: true: done. *left: that result. A large heap keeps its old generation, without the
 * blocks in which nothing lives. */
MAAT_MUST_CHECK bool heap_shrink_step(Heap *h, void **left);

/* For roots callbacks: what will not be read again had better be forgotten now, as old objects that are not reached will be freed. At most once in
 * a cycle. */
bool gc_wants_few(struct gc *gc);
/* For roots callbacks: the values in [from, to) are roots (updated in place). */
void gc_range(struct gc *gc, Value *from, Value *to);
static inline void gc_value(struct gc *gc, Value *v) { gc_range(gc, v, v + 1); }
/* The same of a stack, of which the first `cold` words held nothing young when they were last looked at, and have not been written
 * since (0: nobody knows). Returns how many of its first words hold nothing young now. At most one stack for a heap. */
size_t gc_stack(struct gc *gc, Value *stack, size_t cold, Value *top);
/* The object behind a raw pointer (NULL is fine) is a root; returns where it is now. */
void *gc_object(struct gc *gc, void *o);

uint64_t heap_bytes(const Heap *h); /* all that counts to max_heap */
/* All that the allocator has set aside for the heap, and its share of what it has in common with others. The first young area is
 * not counted: it belongs to the owner's record. [owner] A few steps, whatever the size. */
uint64_t heap_held(const Heap *h);
/* Of that, what does not hold objects: holes, ends of blocks, tables. [owner] */
uint64_t heap_spare(const Heap *h);
#define HEAP_PAUSES 16
struct heap_info {
    uint64_t minors, majors;             /* collections; majors: cycles and those at once */
    uint64_t cycles, slices, fulls;      /* majors in slices; their slices; majors at once */
    uint64_t pause_max_ns, pause_sum_ns; /* of one collection or slice; of all */
    uint64_t pause_max_cpu_ns;           /* of one, in CPU time of its thread */
    uint64_t pauses
        [HEAP_PAUSES]; /* [i]: how many took less than 2^i * 8 us (the last: longer ones, too) */
    uint64_t young_bytes, old_bytes, large_bytes, offheap_bytes, fragment_bytes;
    uint64_t frozen_bytes;    /* share of the frozen graphs referred to */
    uint64_t spare_bytes;     /* held besides (heap_spare), as of the last collection */
    uint64_t hole_bytes;      /* free in blocks of the old generation */
    uint64_t copied_bytes;    /* by all collections */
    uint64_t marked_bytes;    /* by all cycles */
    uint64_t freed_bytes;     /* by majors */
    uint64_t evacuated_bytes; /* moved out of blocks that were mostly holes */
    bool building;            /* pace: what survives becomes old at once (majors free little) */
    const char *phase;
};
void heap_info(const Heap *h, struct heap_info *out);
const Obj *heap_large_at(const Heap *h,
                         uint32_t i); /* the i-th large object; NULL: there are fewer */
/* The longest pause since it was asked last, 0: none. Any thread, in an epoch; one asker. */
uint64_t heap_pause_recent(const Heap *h);

/* How a heap paces its collections (GC.tune); zero: as it was. */
struct heap_tune {
    uint32_t pause;     /* percent of what lives at which a cycle starts, when building */
    uint32_t major;     /* percent of growth over what lives that starts a cycle, when not */
    uint32_t minor;     /* what the owner made of it with heap_set_max_young */
    uint32_t step_mul;  /* percent of the usual work of a slice */
    uint32_t step_size; /* log2 of the bytes that a slice marks at least */
};
void heap_tune(Heap *h, const struct heap_tune *t);
/* How those pace them that were not told. For the whole process; set at start. */
void heap_tune_all(const struct heap_tune *t);
struct heap_tune heap_usual_tune(void);
struct heap_tune heap_tuned(const Heap *h); /* [owner] */
/* Sets the pace, 0 or 1, or leaves it to the heap (-1). */
void heap_set_pace(Heap *h, int building);

/* Stress build: walks the heap and checks HP-1 to HP-7. */
void heap_verify(Heap *h);

#endif
