/* A parcel: a value on the move between heaps. It holds a self-contained graph that belongs to nobody else.
 *
 *   immediate, immortal   root alone
 *   graph                 root, one fragment with all small objects, and, seldom: objects with off-heap parts (a list), large
 *                         objects and frozen graphs (`more`)
 *   large graph           root, islands (heap/island.h), and a fragment only if the root was built around islands that were
 *                         received before
 *
 * The fragment lies in one allocation with whatever the maker put in front of it (an envelope), or in one of its own: its
 * `head` tells. More than one fragment may be chained: a parcel that is built piece by piece.
 *
 * Adopting does not copy: fragments become part of the receiver's young generation, which the next minor collection
 * empties; large objects join the receiver's.
 *
 * Threads: a parcel has one owner at a time; handing it over is a push to a mailbox, or done under a lock.
 *
 * PC-1  Objects of a parcel look like young ones (no GC_OLD, GC_SHARED) and refer to each other, to immortals, and to frozen
 *       graphs that the parcel holds a reference of.
 * PC-2  The source of a copy is exactly as before, whatever the result.
 */
#ifndef MAAT_MAILBOX_PARCEL_H
#define MAAT_MAILBOX_PARCEL_H

#include "heap/copy.h"
#include "heap/heap.h"

struct parcel_more {
    Obj **large;
    uint32_t nlarge;
    FrozenSet frozen;
    struct island *islands; /* linked */
};

typedef struct parcel {
    Value root;
    struct fragment *frag;    /* NULL: no small objects */
    Obj *off;                 /* objects with off-heap parts, linked */
    struct parcel_more *more; /* NULL: no large objects, frozen graphs, islands; or see below */
    uint64_t bytes;           /* of all its objects */
} Parcel;

/* The most frequent kinds of more need no structure: then `more` is one frozen graph (lowest bit set) or one island (the next one). */
#define PARCEL_GRAPH  ((uintptr_t)1)
#define PARCEL_ISLAND ((uintptr_t)2)
static inline struct frozen *parcel_graph(const Parcel *p)
{
    uintptr_t m = (uintptr_t)p->more;
    return m & PARCEL_GRAPH ? (struct frozen *)(m - PARCEL_GRAPH) : NULL;
}
static inline void parcel_set_graph(Parcel *p, MAAT_OWNED struct frozen *f)
{
    p->more = (struct parcel_more *)((uintptr_t)f + PARCEL_GRAPH);
}
static inline struct island *parcel_one_island(const Parcel *p)
{
    uintptr_t m = (uintptr_t)p->more;
    return m & PARCEL_ISLAND ? (struct island *)(m - PARCEL_ISLAND) : NULL;
}
static inline void parcel_set_island(Parcel *p, MAAT_OWNED struct island *i)
{
    p->more = (struct parcel_more *)((uintptr_t)i + PARCEL_ISLAND);
}
/* The structure itself; NULL: there is none. */
static inline struct parcel_more *parcel_more(const Parcel *p)
{
    return (uintptr_t)p->more & (PARCEL_GRAPH | PARCEL_ISLAND) ? NULL : p->more;
}
/* Its islands, linked. */
static inline struct island *parcel_islands(const Parcel *p)
{
    const struct parcel_more *m = parcel_more(p);
    return m ? m->islands : parcel_one_island(p);
}

/* A parcel with a copy of v; does not collect, does not change v's heap; why->copied says what it cost. Else *out is not written, and *why says what is in
 * the way: COPY_TYPE what cannot travel (an object of the source), COPY_BOX the box to turn into a shared cell before the
 * call is made again, COPY_NOMEM. */
enum copy_result parcel_copy(Parcel *out, Value v, struct copy_why *why);
/* The same for a graph that other threads may be copying, too, and nobody changes (a snapshot). */
enum copy_result parcel_copy_shared(Parcel *out, Value v, struct copy_why *why);
/* A parcel with a copy of a frozen v that can be changed, all the way down; `long_from` as for parcel_copy_short. */
enum copy_result parcel_copy_thawed(Parcel *out, Value v, uint64_t long_from, struct copy_why *why);
/* With `head` bytes in front of the fragment: *block is the allocation (heap/block.h), made even when there is no fragment. */
enum copy_result parcel_copy_behind(Parcel *out, size_t head, void **block, Value v,
                                    struct copy_why *why);
/* A parcel with v, a value of h, that takes along what it can without a copy. What lies whole in h (a fragment or an island that was
 * received) and is reached from v leaves h if one of `gone` points to it; the rest is copied, islands that are as they were received in one
 * go. *block: `head` bytes in front. */
struct pass {
    /* Values that nothing in h will refer to any more once v is sent, except v itself; nor to anything that is reached from them. */
    const Value *gone;
    uint32_t n;
    /* The last `nbuilt` of gone only if they lie in an island that has one of these tags (region_claim). */
    uint32_t nbuilt, ntags;
    const uint32_t *tags;
    uint64_t long_from; /* COPY_IS_LONG if it would cost more (heap/copy.h); 0: never */
    uint64_t moved;     /* [out] bytes that left; when it is not 0, all of `gone` is invalid */
};
enum copy_result parcel_pass(Parcel *out, Heap *h, size_t head, void **block, Value v,
                             struct pass *how, struct copy_why *why);
/* A parcel with v, of h, whose island has the tag (region_claim), or was received under it and holds nothing but itself: the island leaves.
 * False: it cannot (any more). */
bool parcel_take(Parcel *out, Heap *h, Value v, uint32_t tag);
/* The same as parcel_copy, but COPY_IS_LONG if it would cost more than that. */
enum copy_result parcel_copy_short(Parcel *out, Value v, uint64_t long_from, struct copy_why *why);

/* A parcel with a copy of v that is made in pieces. Until it is done nobody may read or change what v refers to, and the maker stays
 * where it is. */
typedef struct parcel_maker {
    uint8_t phase; /* 0: it is done */
    bool freezes;
    struct fragment *frag;
    struct frozen *graph;
    enum copy_result result; /* COPY_OK: `out` is the caller's; else why, as parcel_copy */
    struct copy_why why;
    Parcel out;
    Copier c;
} ParcelMaker;
void parcel_make_begin(ParcelMaker *k, Value v);
/* The same for a copy of a frozen v that can be changed. */
void parcel_thaw_begin(ParcelMaker *k, Value v);
/* The same for a frozen copy of v, which is not frozen_is_own: the parcel's root is of a graph that it holds. */
void parcel_freeze_begin(ParcelMaker *k, Value v);
/* Takes what it does off *budget (heap/copy.h). True: it is done. */
bool parcel_make(ParcelMaker *k, int64_t *budget);
/* It is not wanted any more: parcel_make goes on until the originals are as before, and the result is COPY_NOMEM. */
void parcel_make_cancel(ParcelMaker *k);
/* The size of the copy in bytes, large objects included; 0 if it cannot be made. */
uint64_t parcel_measure(Value v);

/* A parcel for what needs no copy: an immediate or an immortal. */
static inline Parcel parcel_of(Value v) { return (Parcel){.root = v}; }
static inline bool parcel_is_plain(const Parcel *p) { return !p->frag && !p->off && !p->more; }

/* The parcel stays in nobody's heap for long: no small slice in it keeps a large string alive (heap/slice.h). */
void parcel_settle(Parcel *p);
/* The parcel's share of the frozen graphs it refers to, as they are shared now: not part of `bytes`. */
uint64_t parcel_frozen_bytes(const Parcel *p);
/* The parcel's objects become h's. Constant time but for large objects and those with off-heap parts. The result is raw:
 * valid until the next call that may collect. */
Value parcel_adopt(Heap *h, MAAT_OWNED Parcel *p);
/* Frees what the parcel holds. With a fragment behind something else, the caller frees the allocation. */
void parcel_drop(MAAT_OWNED Parcel *p);

#endif
