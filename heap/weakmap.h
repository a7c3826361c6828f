/* WeakMap: a map from objects (by identity) to values that does not keep its keys.
 *
 * An entry is an ephemeron: its value is kept by the map only as long as something else keeps the key. The entries stand in a
 * table outside the heap, in the order in which they came; a key that has died takes its entry with it in a major collection.
 *
 *   T_WEAKMAP ──> table:  e[0] e[1] ... e[low] ... e[used)
 *                         └─ index `firm` ─┘└─ index `fresh` ─┘
 *
 * Keys hash by address. Old objects do not move (but in a full collection, after which all is indexed anew); young ones do. So
 * there are two indexes: `firm` over the entries below `low`, whose keys are old, and `fresh` over the others, made anew when
 * something asks after a collection. A minor collection treats entries as strong, by cards of WEAK_CARD entries; which
 * keys have died is a major's business (gc_weak.c).
 *
 * WM-1  count <= used <= cap; exactly count of the used entries have a key that is not absent.
 * WM-2  an entry that refers to something young lies on a marked card, and the map is young or remembered.
 * WM-3  a key that is of this heap has OF_WEAKKEY.
 *
 * Threads: as the heap.
 */
#ifndef MAAT_HEAP_WEAKMAP_H
#define MAAT_HEAP_WEAKMAP_H

#include "heap/heap.h"

#define WEAK_CARD 64

struct weak_entry {
    Value key, value; /* key V_ABSENT: deleted */
};
struct weak_index {
    uint32_t *at; /* number of an entry + 1; 0: free */
    uint32_t cap, n;
};
struct weak_table {
    struct weak_entry *e;
    uint8_t *card;
    uint32_t count, used, cap, low;
    struct weak_index firm, fresh;
    uint32_t moves; /* Heap.moves when `fresh` was made */
    bool stale;     /* both are to be made anew */
};

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
/* Entry e has lost its key. */
static inline void weakmap_drop(struct weak_table *t, uint32_t e)
{
    t->e[e].key = V_ABSENT;
    t->e[e].value = V_NIL;
    t->count--;
}
void weakmap_verify(const Heap *h, const WeakMap *m);

#endif
