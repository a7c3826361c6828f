/* WeakMap: a map from objects (by identity) to values that does not keep its keys.
 *
 * An entry is an ephemeron: its value is kept by the map only as long as something else keeps the key. The entries stand in
 * chunks outside the heap, in no order: the place of one that has gone is taken by one that comes. A key that has died takes its
 * entry with it in a major collection.
 *
 *   T_WEAKMAP ──> table ──> chunks:  e[0 .. 1023]  e[1024 .. 2047] ...  e[.. used) ... cap
 *                   │                   ▲   ▲
 *                   ├─ firm: segments ──┘   │      entries whose keys are old
 *                   └─ fresh, young ────────┘      entries whose keys are young
 *
 * Keys hash by address. Old objects do not move (but in a full collection, after which all is indexed anew); young ones do. So
 * there are two indexes: `firm`, and `fresh`, made anew from the list `young` when something asks after a collection. Nothing that
 * a single access does takes time by the number of entries: the first chunk grows, others are added; firm consists of segments, of
 * which one is made larger, cleaned or split in two when it is full (extendible hashing). An index still has slots of entries
 * that have gone, until its segment is made anew: what counts is whether the entry there has the key.
 * A minor collection treats entries as strong, by cards of WEAK_CARD entries; which keys have died is a major's business (gc_weak.c).
 *
 * WM-1  count <= used <= cap; exactly count of the used entries have a key that is not absent; the others are chained from `free`.
 * WM-2  an entry that refers to something young lies on a marked card, and the map is young or remembered.
 * WM-3  a key that is of this heap has OF_WEAKKEY.
 * WM-4  unless stale, each entry with a key that was old at the last refresh is found by firm, and each other one is in `young`.
 *
 * Threads: as the heap.
 */
#ifndef MAAT_HEAP_WEAKMAP_H
#define MAAT_HEAP_WEAKMAP_H

#include "heap/heap.h"

#define WEAK_CARD  64
#define WEAK_CHUNK (BUILD_STRESS ? 128u : 1024u) /* entries; a multiple of WEAK_CARD */

struct weak_entry {
    Value key,
        value; /* key V_ABSENT: none; value is then the number of the next free one + 1, 0: none */
};
struct weak_index {
    uint32_t *at; /* number of an entry + 1; 0: free */
    uint32_t cap, n;
};
/* Of the keys whose hashes begin with the same `bits` bits. */
struct weak_segment {
    uint32_t cap, n, bits;
    uint32_t at[];
};
struct weak_firm {
    struct weak_segment **dir; /* 1 << bits of them; one with fewer bits stands in several places */
    uint32_t bits;
};
struct weak_table {
    struct weak_entry **chunk;
    uint8_t *card;
    uint32_t count, used, cap;
    uint32_t free;    /* number of a free entry below `used` + 1; 0: none */
    uint32_t nchunks; /* that the tables of chunks and cards have room for */
    uint32_t *young;  /* numbers of entries */
    uint32_t nyoung, cap_young;
    struct weak_firm firm;
    struct weak_index fresh;
    uint64_t bytes; /* of all this */
    uint32_t moves; /* Heap.moves when `fresh` was made */
    bool stale;     /* both are to be made anew */
};

static inline struct weak_entry *weak_entry(const struct weak_table *t, uint32_t i)
{
    return &t->chunk[i / WEAK_CHUNK][i % WEAK_CHUNK];
}

/* May it be a key: something with an identity. */
bool weakmap_key_ok(Value k);
/* May collect. */
MAAT_MUST_CHECK bool weakmap_new(Heap *h, Value *out);
/* NULL: not there. The entry is valid until the next call. */
struct weak_entry *weakmap_find(Heap *h, WeakMap *m, Value k);
/* False: no memory. Never collects. */
MAAT_MUST_CHECK bool weakmap_set(Heap *h, WeakMap *m, Value k, Value v);
bool weakmap_del(Heap *h, WeakMap *m, Value k);
void weakmap_clear(Heap *h, WeakMap *m);
/* Entries whose key lives. */
uint32_t weakmap_count(Heap *h, const WeakMap *m);
/* The next one from number *i on, or NULL; *i goes behind it. */
struct weak_entry *weakmap_next(Heap *h, const WeakMap *m, uint32_t *i);

/* For the collector. */
uint64_t weakmap_bytes(const WeakMap *m);
void weakmap_release(Obj *o);
/* Entry i has lost its key. */
static inline void weakmap_drop(struct weak_table *t, uint32_t i)
{
    *weak_entry(t, i) = (struct weak_entry){V_ABSENT, from_int(t->free)};
    t->free = i + 1;
    t->count--;
}
void weakmap_verify(const Heap *h, const WeakMap *m);

#endif
