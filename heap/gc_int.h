/* What the files of the collector share. A collection is one struct gc on the C stack; nothing here is recursive.
 *
 * Minor   condemned: the young area, fragments, young large objects. What lies below `aged`, what a large fragment brought, and
 *         what does not fit goes to old chunks; the rest to a new young area. Young large objects become old where they are.
 * Major   condemned: everything. All small objects go to new old chunks; large ones are marked. Old objects carry the heap's
 *         colour, which flips at the start: GC_OLD with the other colour is condemned.
 *
 * Gray objects (copied, not scanned) are those between the scan pointers and the tops of the new young area and of the new
 * chunks, and the large objects on the stack `gray`.
 *
 * Memory. The new young area is had before anything moves, so failing to get it changes nothing. Chunks for what survives
 * come from mem_alloc: half a collection cannot be taken back, and it frees more than it takes.
 */
#ifndef MAAT_HEAP_GC_INT_H
#define MAAT_HEAP_GC_INT_H

#include "base/atomic.h"
#include "base/mem.h"
#include "heap/block.h"
#include "heap/heap.h"
#include "heap/island.h"
#include "heap/offheap.h"
#include "heap/scan.h"

struct heap_chunk {
    struct heap_chunk *next;  /* older */
    struct heap_chunk *newer; /* NULL: the one being filled */
    Value *top, *end;
    Value w[];
};

struct heap_stats {
    uint64_t minors, majors;
    uint64_t pause_max_ns, pause_sum_ns;
    uint64_t copied_bytes;
};

struct gc {
    Heap *h;
    bool major;
    bool young_seen;                        /* the object just scanned refers to a young one */
    uint8_t color;                          /* of what is promoted */
    bool promote_frags;                     /* fragments go straight to the old generation */
    Value *to, *to_top, *to_end, *to_limit; /* new young area; survivors only up to to_end */
    Value *scan;                            /* next gray object in it */
    struct heap_chunk *scan_chunk; /* chunk with the next gray object; NULL: nothing promoted yet */
    Value *scan_at;
    Obj **gray; /* large objects to scan */
    uint32_t ngray, cap_gray;
    uint64_t copied;     /* words */
    uint64_t survived;   /* words that went to the new young area */
    uint64_t rooted;     /* words of roots looked at */
    uint64_t chunk_hint; /* words of the next chunk; 0: by the size of the old generation */
    Island **islands;    /* minor: the young ones, by address */
    bool from_young;     /* minor: roots, or objects that stay young, are looked at */
    Island *last_island; /* the one met last */
    uint32_t nislands;
};

/* gc_minor.c, gc_major.c: collect and leave a young area with `words` free. False: there is no memory for it. */
bool gc_minor(Heap *h, size_t words);
bool gc_major(Heap *h, size_t words);
/* chunk_words: size of the first chunk of the new old generation, if it is known; 0 else. */
bool gc_major_into(Heap *h, size_t words, uint64_t chunk_words);

/* The young area: memory for one of *n words, fewer if there is little, at least what `words` need; NULL: none. */
Value *gc_new_area(size_t words, uint64_t *n);
/* Lets go of the present one (base to limit). */
void gc_free_area(Heap *h);
void gc_poison_area(Heap *h);
/* Makes [base, top) of [base, end) the used part of the young area, all of it aged. */
void gc_set_area(Heap *h, Value *base, Value *top, Value *end);

/* gc.c: what both use */
void *gc_promote_room(struct gc *g, uint32_t words);
void gc_push_gray(struct gc *g, Obj *o);
void gc_remember(Heap *h, Obj *o);
void gc_scan_remembered(struct gc *g);
/* Card marks of an object with OF_CARDS, one byte for CARD_WORDS words; not zero: it may refer to young objects. */
static inline uint32_t gc_ncards(uint32_t words) { return (words + CARD_WORDS - 1) / CARD_WORDS; }
static inline uint8_t *gc_cards(Obj *o) { return (uint8_t *)((Value *)o + o->words); }
/* Scans gray objects until none is left. */
void gc_scan_minor(struct gc *g);
void gc_scan_major(struct gc *g);
/* After scanning. */
void gc_sweep_offheap(struct gc *g);
void gc_sweep_weak(struct gc *g);
void gc_sweep_large(struct gc *g);
void gc_free_fragments(Heap *h);
void gc_free_chunks(struct heap_chunk *c);
/* Bytes of the old generation with large objects and off-heap parts: what major_at is compared with. */
uint64_t gc_old_bytes(const Heap *h);
void gc_finish(struct gc *g, uint64_t started_ns);

/* frozen.c: a major collection of h reached / did not reach frozen graphs. */
void frozen_reached(Heap *h, const Obj *o);
void frozen_sweep(Heap *h);
void frozen_forget_all(Heap *h);
/* h refers to the graphs of the set, too. */
void frozen_note_all(Heap *h, const FrozenSet *set);

/* island.c */
void islands_free(Heap *h);
void islands_begin_minor(struct gc *g);
void islands_begin_major(Heap *h);
/* A minor collection meets o, which has the bits of ISLAND_GC. */
void island_reached(struct gc *g, const Obj *o);
/* The same for one that stands in the remembered set. */
void island_remembered(struct gc *g, const Obj *o);
/* o is of a young island that was not met. Right once scanning is over. */
bool island_is_dead(struct gc *g, const Obj *o);
/* After everything else is swept. */
void islands_end_minor(struct gc *g);
void islands_end_major(Heap *h);
uint64_t islands_young_bytes(const Heap *h);
void heap_list_large(Heap *h, Obj *o);

static inline uint32_t gc_header_words(const Obj *o)
{
    MAAT_ASSERT(o->words >= 2 && o->type > 0 && o->type < T_COUNT);
    return o->words;
}

#endif
