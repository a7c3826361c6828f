/* An island: a large message that stays as one piece in the heap that received it.
 *
 * A parcel from ISLAND_MIN bytes on is not taken apart when it is adopted: no collection copies it, and a minor one does not look
 * into it. So a large message is received, kept over collections and passed on in time that does not depend on its size.
 *
 *   frag      all small objects, in one allocation, behind the struct island itself; what was built in a region (heap/region.h) may lie in several, linked.
 *             Their headers say GC_OLD|GC_LARGE: old, so that the write barrier sees what is stored in them, and never moved
 *   large     storage over HEAP_LARGE_WORDS (T_SLOTS, T_INDEX), with the same bits; not in the heap's table of large objects
 *   off       objects with off-heap parts; not in the heap's lists
 *   frozen    graphs referred to. The heap holds them, too: when the island leaves, nothing needs to be counted
 *
 * IS-1  When it is made, an island refers to itself, to immortals and to its frozen graphs alone. What is stored in it later
 *       stands in the remembered set, as for every old object.
 * IS-2  A young island (age below ISLAND_OLD) is referred to by roots, by young and by remembered objects alone. If a minor
 *       collection does not meet it, it is freed as a whole. If it meets it in an old object, it becomes old at once: that object
 *       will not be looked at again. Met in roots and young objects alone, it grows a collection older.
 * IS-3  A major collection marks the objects of all islands in place. One without a marked object is freed; one of which
 *       little is left is taken apart by the next major collection: its objects are then condemned like other old ones.
 *
 * IS-4  Only a young island may leave (`held` is not set): a dead old object that refers to it might be looked at again.
 *
 * IS-5  `refs` says where references stood in a part of it when that was last copied as a whole. As long as nothing was stored into the
 *       island since (`number` is past what its heap calls touched), what can have come to be different is that some are there no more.
 *
 * IS-6  `bytes` are those of its fragments but for `spare`, of what is large, and `shares`.
 *
 * Threads: as the heap or the parcel that it is in.
 */
#ifndef MAAT_HEAP_ISLAND_H
#define MAAT_HEAP_ISLAND_H

#include "heap/frozen_set.h"
#include "heap/heap.h"

/* Bytes from which on a message becomes an island; the default of island_min. */
#define ISLAND_MIN (BUILD_STRESS ? 512u : 1024u)
#define ISLAND_OLD 2
#define ISLAND_GC  (GC_OLD | GC_LARGE)

/* Where an object of an island, and what lies behind it, refers to others of the island. Two bits for a word, in pairs of words for 64: a value that
 * does, a bare pointer that does. First those of the small objects from `from` on, then of each large one. */
struct island_refs {
    uint64_t from; /* word of the fragment that the object is at */
    uint64_t n;    /* words of w */
    uint64_t w[];
};

typedef struct island {
    struct island *next; /* in its heap or parcel */
    struct fragment *frag;
    const struct fragment *root; /* of the value it was made for: looked at first */
    uint64_t words;              /* of its fragments */
    Obj **large;
    uint32_t nlarge;
    uint32_t tag; /* [heap] that of the adoption it came with (struct fragment) */
    Obj *off;
    FrozenSet frozen;
    struct island_refs *refs; /* NULL: not known (IS-5) */
    uint64_t number;          /* [heap] counts those that it has adopted */
    uint64_t bytes;           /* of all objects, and `shares` */
    uint64_t shares;          /* of buffers, when those who hold them were last counted */
    uint64_t spare;           /* of its memory, what holds none: the ends of fragments */
    uint64_t live;            /* [heap] bytes of small objects that the last major collection met */
    uint64_t
        swept; /* [cycle] words of small objects that are swept; of these alive, in bytes: swept_live */
    uint64_t swept_live;
    uint32_t large_swept, large_kept; /* [cycle] the same for large ones */
    Obj **off_swept;  /* [cycle] the link in `off` up to which they are; NULL: none */
    Obj *to_count;    /* [cycle] once all is swept: what is not looked at yet */
    uint64_t counted; /* [cycle] what the others answer for */
    uint8_t age;      /* [heap] minor collections survived */
    bool reached;     /* [collection] */
    bool held;        /* [heap] IS-4 */
    bool late;        /* [collection] adopted during the cycle under way */
    uint8_t failed;   /* [heap] times that island_clone found it changed */
    uint8_t counts;   /* [cycle] enum island_counts */
} Island;
#define ISLAND_TRIES 2

/* For the whole process; set at start, to see that programs do not depend on it. */
void island_set_min(uint64_t bytes);
uint64_t island_min(void);
/* Frees it with all that is in it. */
void island_free(MAAT_OWNED Island *i);
/* A copy of all that o, a small object of i, reaches: what the copier (copy.h) would make, byte for byte, but in one go through memory.
 * NULL: that is not exactly what lies in i from o on, in the order of the copier (i->failed counts), or there is no memory.
 * `bare`: no object behind o is marked by a copier. */
Island *island_clone(Heap *h, Island *i, const Obj *o, bool bare);
/* i, of h, knows where its references are; or (NULL) not any more. */
void island_set_refs(Heap *h, Island *i, MAAT_OWNED struct island_refs *r);
void island_forget_refs(Island *i);

/* The island becomes h's. Constant time, but for its frozen graphs. */
void heap_adopt_island(Heap *h, MAAT_OWNED Island *i);
/* The island of h with the small object o; NULL: none. *from: the link that leads to it. */
Island *heap_find_island(Heap *h, const Obj *o, Island ***from);
/* Something may have been stored into i, one of h's, since that received it. */
bool heap_island_touched(const Heap *h, const Island *i);
/* The first of h's islands; the link that leads to i. */
Island *heap_islands(const Heap *h);
Island **heap_island_link(Heap *h, const Island *i);
/* Takes it out of h: nothing in h refers to it any more, and it refers to nothing in h. */
void heap_leave_island(Heap *h, Island **from);
/* The same for the one that was last adopted or claimed, if it has the tag and o is the root that it was made for; NULL: it has not, or may not
 * leave. */
Island *heap_leave_newest(Heap *h, const Obj *o, uint32_t tag);
/* Fetches what that will touch (base/fetch.h). */
void heap_newest_ahead(const Heap *h);

static inline bool fragment_holds(const struct fragment *f, const Obj *o)
{
    return (const Value *)o >= f->w && (const Value *)o < f->w + f->words;
}
/* The fragment of i with o; NULL: none. Takes time by their number, if it is not that of the root. */
static inline const struct fragment *island_fragment(const Island *i, const Obj *o)
{
    if (MAAT_LIKELY(fragment_holds(i->root, o))) return i->root;
    const struct fragment *f = i->frag;
    while (!fragment_holds(f, o))
        if (MAAT_LIKELY((f = f->next) == NULL)) return NULL;
    return f;
}
static inline bool island_holds(const Island *i, const Obj *o)
{
    return island_fragment(i, o) != NULL;
}

#endif
