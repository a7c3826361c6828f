/* A region: values that are built in order to be sent are put into an island from the start, so that they can leave whole.
 *
 *   region_open ──> the call that builds ──> region_close, and if it built much: region_claim
 *
 * While a region is open minor collections put what was made since, and survives, into its island instead of the old generation. The claim
 * is a minor collection, too: it begins with one value, moves all that this refers to into the island, and finds out on its way whether
 * the island is the value's alone. Then the caller's slot is the only reference to it, and the island is like one that was received.
 *
 * What the program builds is moved once, as by any other collection; nothing is copied for a message. If anything speaks against it, the
 * island becomes an ordinary old one of this heap, and the value can still be copied: no program can tell.
 *
 * RG-1  One region of a heap is open at a time; the one opened last wins. Only while no major cycle is under way.
 * RG-2  The island of a claimed value is referred to by nothing but the slot it was claimed for: not by roots, by young or by old
 *       objects (dead ones among them: `held`), nor weakly. It refers to itself, immortals, and frozen graphs that it holds.
 * RG-3  What has an identity that a copy would not have is never put into a region: instances with a finalizer, keys of WeakMaps, closures,
 *       boxes, handles (region_travels).
 *
 * How RG-2 is found out. Every reference that a collection follows comes from a root, a young object, an old one that was written or
 * has just been promoted, or an object of the region (`in_region`); the first three set `held` or `shared` when they lead into the region, the last
 * sets `leaks` when it leads out. An old object that refers into the region was written, or promoted, since the region was
 * opened; so some collection has looked at it.
 *
 * Windows. A claim takes as long as what it finds in the young area. So where most of what is made is known to stay, collections come while
 * the region is open each time that a few KB were made: they move what they would have to move anyway, and leave the claim little. It
 * is only done there, as all that is alive when a window ends goes into the island, and stays in it.
 *
 * Threads: as the heap.
 */
#ifndef MAAT_HEAP_REGION_H
#define MAAT_HEAP_REGION_H

#include "heap/heap.h"

struct island;

struct region {
    bool open;
    bool left;       /* the function that opened it has been left by an error */
    bool dense;      /* most of what is made stays: there are windows */
    uint32_t window; /* words that may be allocated before the next collection */
    uint64_t looked; /* by the last collection, as struct gc counts it */
    uint64_t hint;   /* bytes that it may come to, or 0 */
    Value mark;
    size_t depth; /* of the opener's frame: in words of its stack */
    Value *from;  /* what lies behind it in the young area was made since */
    uint64_t debt;
    uint64_t fresh, promoted; /* words allocated since, and those that came into the island */
    uint32_t moves;           /* as the heap counted them when it was opened */
    uint64_t counted;         /* bytes of its island as the heap counts them */
    struct island *island;    /* NULL: nothing yet */
    /* The end of its last fragment, and what is gray in it. */
    struct fragment *last, *scan_in;
    Value *top, *end, *scan;
    Value *touched;             /* up to here it has been written to */
    const struct fragment *met; /* the one in which something was found last; NULL: none yet */
    /* The collection under way. */
    bool claiming; /* it claims */
    bool leaks;    /* something in the island refers to what is outside of it */
    bool shared;   /* something outside refers into it */
};

/* Where the heap stands now, an integer: collections so far and the place in the young area. */
static inline Value region_mark(const Heap *h)
{
    return from_int((int64_t)(h->moves & 0x3FFF) << 32 | (int64_t)(uint32_t)(h->top - h->base));
}
/* The same for who opens no region: never equal to the mark of one. region_close takes it. */
#define REGION_NONE (1ull << 46)
static inline Value region_mark_none(const Heap *h) { return region_mark(h) | REGION_NONE; }
/* Opens a region, with a mark just taken. `depth` as for region_frame. `hint`: most of what will be made is known to stay in it, about so many
 * bytes; 0: nothing is known. Never collects. */
void region_open(Heap *h, Value mark, size_t depth, uint64_t hint);
/* Ends what began at the mark. Bytes made since then, about; UINT64_MAX: nobody knows. */
uint64_t region_close(Heap *h, Value mark);
/* Gives up the one that is open, or closed and not claimed: what is in it stays. Not in the middle of a collection. */
void region_drop(Heap *h);
/* The value in *v is to be referred to by nothing else: moves it, and all that it refers to, into the region that began at `mark` and was closed
 * last, or a new one. The tag of its island, or 0: it is not alone. `hint`: bytes that it may have, or 0; *bytes: those that it
 * has. May collect. */
uint32_t region_claim(Heap *h, Value *v, uint64_t hint, uint64_t *bytes);
/* For roots callbacks: the owner's frame lies at this depth. */
void region_frame(Heap *h, size_t depth);

#endif
