/* What the files of the collector share. A collection is one struct gc on the C stack; nothing here is recursive.
 *
 *   gc.c        moving one object, scanning, large objects, figures    gc_weak.c   weak references, WeakMaps, finalizers
 *   gc_minor.c  the young generation, the size of its area             gc_mark.c   marking in slices
 *   gc_major.c  everything at once, by copying                         gc_sweep.c  sweeping blocks in slices
 *   large.c     large objects and their memory; storage that grows
 *   gc_block.c  blocks, holes, room for what is promoted               gc_evac.c   emptying blocks that are mostly holes
 *                                                                      gc_cycle.h  the cycle that these slices make up
 *
 * Minor   condemned: the young area, fragments, young large objects. What lies below `aged`, what a large fragment brought, and
 *         what does not fit goes to old blocks; the rest to a new young area. Young large objects become old where they are.
 * Major   condemned: everything. All small objects go to new blocks; large ones are marked. Old objects carry the heap's
 *         colour, which flips at the start: GC_OLD with the other colour is condemned.
 *
 * Gray objects (copied, not scanned) are those between the scan pointers and the tops of the new young area and of the hole
 * that is being filled, those in `runs` (parts of holes that were left), and the large objects on the stack `gray`.
 *
 * Memory. The new young area is had before anything moves, so failing to get it changes nothing. Blocks for what survives
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
#include "heap/region.h"
#include "heap/scan.h"
#include "heap/slice.h"

/* A hole in a block: T_FREE. Those of HOLE_MIN words and more are chained. */
struct hole {
    Obj h;
    struct hole *next;
};
#define HOLE_MIN       16

/* Blocks of an old generation that is not small: with their header and the allocator's rounding. */
#define GC_BLOCK_BYTES (BUILD_STRESS ? 4096u : 64u * 1024)

struct heap_block {
    struct heap_block *next;  /* in the heap's list, or in that of blocks to be swept */
    struct heap_block *holed; /* in the heap's list of blocks with holes */
    struct hole *holes;
    uint32_t noff; /* objects with OF_OFFHEAP in it */
    bool unswept;
    Value *end;
    Value w[];
};

/* A stretch of objects. */
struct gc_run {
    Value *from, *to;
};

/* Where promoted objects go: a hole of a block, or the end of a new one. */
struct heap_cursor {
    Value *top, *end;
    struct heap_block *block;
    Value *scan; /* during a collection: what lies between here and top is gray */
};

/* Growable array of pointers. */
struct gc_list {
    Obj **at;
    uint32_t n, cap;
};

/* Stands at the place of a mapped object that has gone: for who still has its address it is a marked one. */
struct large_rest {
    Obj h;
    struct large_rest *next;
    size_t bytes;
};

struct heap_stats {
    uint64_t minors, cycles, slices, fulls;
    uint64_t pause_max_ns, pause_sum_ns, pause_max_cpu_ns;
    uint64_t pause_recent_ns; /* the longest since heap_pause_recent [any, atomic] */
    uint32_t pauses[HEAP_PAUSES];
    uint64_t copied_bytes, marked_bytes, freed_bytes, evacuated_bytes;
};

/* The mark stack: segments, so that growing it never copies it. */
#define MARK_SEG 2000
struct mark_seg {
    struct mark_seg *below;
    uint32_t n;
    Obj *o[MARK_SEG];
};
/* A large object, or a WeakMap, that is scanned in pieces; next is word or entry `at`. */
struct mark_piece {
    Obj *o;
    uint32_t at;
};

/* What only some heaps have: made at the first collection, or for the first object that is large or weak. All [owner]. */
struct gc_state {
    struct heap_stats stats; /* [stats, racy] */
    /* old generation */
    uint64_t used_old;   /* bytes of small old objects [stats, racy] */
    uint64_t used_large; /* bytes of large objects [stats, racy] */
    uint64_t
        off_old; /* of the heap's used_off: old objects, as of the last time they were looked at */
    uint64_t off_maps;     /* and WeakMaps, old and young; the rest is that of young objects */
    uint64_t reserve_from; /* what was in use when the reserve was opened */
    uint64_t used_spare;   /* held besides (heap_spare), as of the last collection [stats, racy] */
    uint64_t major_at;     /* old + large + off-heap bytes that start a major collection */
    Obj **remembered;      /* old objects that may refer to young ones */
    Obj **large;           /* large objects, the old ones first */
    Island *islands;       /* received parcels that stay whole, and large ones */
    uint32_t nremembered, cap_remembered;
    uint32_t nlarge, cap_large;
    uint32_t nlarge_old;
    uint32_t nyoung_islands;
    uint64_t debt_late; /* joins the debt when the next island is adopted */
    uint64_t adopted;   /* islands so far */
    uint64_t
        touched; /* of these, number of the last one into which something may have been stored (IS-5) */
    struct heap_block *blocks;
    struct heap_block *holed; /* those that have holes to be filled */
    /* Those that have little else: filled last, and the candidates of the next evacuation (gc_evac.h). */
    struct heap_block **sparse;
    uint32_t nsparse, cap_sparse;
    struct evac *evac; /* the one that the cycle under way prepares; NULL: none */
    struct heap_cursor cursor,
        over; /* the hole that is being filled; a block for what is too big for it */
    /* weak */
    Obj *weak_young;       /* WeakRefs that are young or refer to something young */
    Obj *weak_old;         /* the others */
    Obj *weak_todo;        /* of these, what the cycle has to look at yet */
    struct gc_list finals; /* objects with OF_HAS_FINAL: finals_old old ones first */
    uint32_t finals_old;
    uint32_t finals_at, finals_kept; /* of the cycle: looked at, of which kept */
    struct gc_list ready;            /* their finalizers are due, from ready_at on */
    uint32_t ready_at;
    struct gc_list maps; /* WeakMaps that the cycle has reached */
    uint32_t weak_keys;  /* places of all WeakMaps, about: not fewer than live ones */
    struct gc_list keys; /* full collection: reached objects with OF_WEAKKEY, their old addresses */
    /* marking */
    struct mark_seg *seg, *spare;
    struct mark_piece *pieces;
    uint32_t npieces, cap_pieces;
    /* The stack: words below stack_done were listed by the cycle, those from stack_cold on are looked at by minor collections. */
    const Value *stack; /* as the last minor collection saw it */
    size_t stack_done, stack_cold;
    struct large_rest *doomed; /* mapped storage that is given back piece by piece */
    struct large_rest *moved;  /* where storage was, that moved while marking */
    uint32_t ready_marked;     /* ready objects that the cycle has listed */
    uint64_t marked;           /* bytes, in this slice */
    /* sweeping */
    struct heap_block *unswept;
    uint32_t large_at;
    Island **island_at, **count_at; /* to be swept next; then, from the first on, to be counted */
    uint64_t
        off_sum; /* bytes of off-heap parts of old objects met or promoted since sweeping began */
    uint64_t off_grown; /* what old objects have grown by since then, met or not */
    Obj *
        slices; /* what lives and shares its buffer or is small (slice.h), linked: for the end of the sweep */
    Obj *trimmed;         /* the same, once trimmed: to be counted when the others are, too */
    uint64_t freed;       /* bytes, in this cycle */
    uint64_t emptied;     /* bytes of blocks that its evacuation emptied */
    uint64_t holes;       /* bytes in chained holes; anyone may read it (heap_info) */
    uint64_t block_bytes; /* of all blocks */
    uint64_t
        large_more; /* bytes of large objects besides those counted in used_large: cards, the rest of their class */
    /* pace */
    uint32_t
        slow; /* the slowest minor collection of late: time for each word allocated (gc_minor.c) */
    uint32_t max_young;  /* size that the young area grows to, in words; 0: the usual */
    uint8_t ticks;       /* stress build: which reserve makes a major collection */
    uint8_t rest_cycles; /* of heap_shrink_step, so far */
    bool begins;         /* no roots have been asked for in this cycle yet */
    uint64_t started_at; /* bytes of the old generation when the cycle began */
    uint64_t owed;       /* words of work that slices have to catch up with */
    struct heap_tune tune;
    uint64_t live;  /* bytes after the last major */
    uint64_t fresh; /* words allocated young since then */
    uint32_t
        churn; /* times what lives that may be, before a cycle looks whether something old has died; 0: CHURN_LEAST */
    bool churned;          /* the cycle under way started so */
    struct region *region; /* made when first opened; NULL: none was */
    bool building, pace_fixed;
    bool
        stays; /* most of what was new survived the last minor collection: the next one promotes at once what survives */
    bool stepping; /* heap_step: the slice may start a cycle */
};

struct gc {
    Heap *h;
    struct gc_state *st;
    bool major;
    bool marking;                   /* minor: lists old objects that are not marked (HP-7) */
    bool addresses;                 /* minor: values that are young lie in the two young areas */
    bool by_address;                /* and they are told by that; not while marking */
    uint64_t young_bytes, to_bytes; /* sizes of the two */
    bool pieced;        /* minor: the cycle will look at the object, too, piece by piece */
    bool island_seen;   /* a young island was met */
    bool young_seen;    /* the object just scanned refers to a young one */
    uint8_t color;      /* of what is promoted */
    bool promote_frags; /* fragments go straight to the old generation */
    bool promote_all;   /* as does everything else */
    Value *to, *to_top, *to_end, *to_limit; /* new young area; survivors only up to to_end */
    Value *scan;                            /* next gray object in it */
    struct gc_run *runs;                    /* gray stretches of holes that were left */
    uint32_t nruns, cap_runs;
    Obj **gray; /* large objects to scan */
    uint32_t ngray, cap_gray;
    Island **islands;    /* minor: the young ones, by address */
    bool from_young;     /* minor: roots, or objects that stay young, are looked at */
    Island *last_island; /* the one met last, and where in it: references mostly lead nearby */
    const struct fragment *last_fragment;
    uint32_t nislands;
    bool split_islands;            /* some of them lie in several fragments */
    struct region *region;         /* minor: that is open or claimed (region.h), or NULL */
    bool in_region;                /* what its island refers to is looked at */
    uint32_t maps_done, keys_done; /* of the lists of WeakMaps and their keys */
    uint64_t fresh;                /* words allocated since the last one */
    uint64_t cpu_ns;               /* of this thread when it began; 0: it is too small to ask */
    uint64_t copied;               /* words */
    uint64_t promoted;             /* of these, to the old generation */
    uint64_t rooted;               /* words of roots looked at */
    uint64_t looked;               /* the same of written old objects, in words copied */
    Obj *off_old;                  /* what is old now and has an off-heap part, linked */
    bool small_slices;             /* there are some in this list, or that of young objects */
    struct heap_block *room_block; /* where the last room was */
    uint64_t block_hint; /* words of the next block; 0: by the size of the old generation */
};

/* gc_minor.c, gc_major.c: collect and leave a young area with `words` free. False: there is no memory for it. */
bool gc_minor(Heap *h, size_t words);
/* A minor collection that claims *v (region.h); the tag of its island, or 0. */
uint32_t gc_claim(Heap *h, Value *v, uint64_t hint, uint64_t *bytes);
bool gc_major(Heap *h, size_t words);
/* block_words: size of the first block of the new old generation, if it is known; 0 else. */
bool gc_major_into(Heap *h, size_t words, uint64_t block_words);

/* The young area: memory for one of *n words, fewer if there is little, at least what `words` need; NULL: none. */
Value *gc_new_area(size_t words, uint64_t *n);
/* Lets go of the present one (base to limit). */
void gc_free_area(Heap *h);
void gc_poison_area(Heap *h);
/* Makes [base, top) of [base, end) the used part of the young area, all of it aged. */
void gc_set_area(Heap *h, Value *base, Value *top, Value *end);
/* Of the present one `words` more may be used at most. */
static inline void gc_narrow(Heap *h, uint64_t words)
{
    if ((uint64_t)(h->limit - h->top) > words) h->limit = h->top + words;
}

/* gc.c: what both use */
struct gc_state *gc_state_of(Heap *h); /* makes it */
extern const struct gc_state gc_none;  /* stands for that of a heap that has none */
/* To read in it. [any] */
static inline const struct gc_state *gc_seen(const Heap *h)
{
    const struct gc_state *st = load_acq(&h->gc); /* pairs with gc_state_of */
    return st ? st : &gc_none;
}
uint32_t gc_max_young(const Heap *h); /* in words */
#define MAJOR_MIN (1024 * 1024)       /* bytes */
/* There is nothing in it that is needed, but for blocks. */
bool gc_state_idle(const Heap *h);
/* Takes it away if there is nothing in it that is needed; others may be reading its figures. NULL: it is needed. */
MAAT_OWNED struct gc_state *gc_state_leave(Heap *h);
void gc_push_gray(struct gc *g, Obj *o);
void gc_list_add(struct gc_list *l, Obj *o);
void gc_list_free(struct gc_list *l);
void gc_remember(Heap *h, Obj *o);
void gc_scan_remembered(struct gc *g);
/* Card marks of an object with OF_CARDS, one byte for CARD_WORDS words; not zero: it may refer to young objects. */
static inline uint32_t gc_ncards(uint32_t words) { return (words + CARD_WORDS - 1) / CARD_WORDS; }
/* Rounded, so that eight can be looked at in one go. */
static inline uint32_t gc_cards_bytes(uint32_t words) { return (gc_ncards(words) + 7) & ~7u; }
static inline uint8_t *gc_cards(Obj *o) { return (uint8_t *)((Value *)o + o->words); }
/* Scans gray objects until none is left. */
void gc_scan(struct gc *g);
void gc_scan_end(struct gc *g);
/* island.c */
void islands_begin_minor(struct gc *g);
void islands_begin_major(Heap *h);
/* A minor collection meets o, which has the bits of ISLAND_GC. */
void island_reached(struct gc *g, const Obj *o);
/* The same for one that stands in the remembered set. */
void island_remembered(struct gc *g, const Obj *o);
/* o is of a young island that was not met. Right once scanning is over. */
bool island_is_dead(struct gc *g, const Obj *o);
/* Something is stored into an object that may be one of an island. */
static inline void islands_touched(Heap *h) { h->gc->touched = h->gc->adopted; }
bool island_has_large(const Island *i, const Obj *o);
/* Not in the middle of a minor collection, which does so for those that are `held`. */
void island_grow_old(Heap *h, Island *i);
/* It has become one of h's; it has grown, from so many bytes. */
void island_count(Heap *h, const Island *i);
void island_recount(Heap *h, const Island *i, uint64_t was);
/* Bytes of memory that it takes. */
uint64_t island_held(const Island *i);
/* After everything else is swept. */
void islands_end_minor(struct gc *g);
void islands_end_major(Heap *h);
uint64_t islands_young_bytes(const Heap *h);
/* A cycle starts: no young island is freed while it marks. */
void islands_begin_cycle(Heap *h);
/* A part of the island at *at is swept after a cycle; at goes on behind it when it is done. */
#define ISLAND_STEP_COST  4096 /* words */
#define ISLAND_COUNT_COST 256
Island **island_sweep(Heap *h, Island **at);
/* Once all is swept: what islands answer for of their buffers is counted again, in a full collection and in steps.
 * *words: what was copied meanwhile is added. */
void islands_count_major(Heap *h);
Island **island_count_again(Heap *h, Island **at, uint64_t *words);
/* o is of an island that came during the cycle. */
bool islands_late(const Heap *h, const Obj *o);
/* o is referred to weakly: the islands that it may be in are not freed by minor collections from now on. */
void islands_keep(Heap *h, Obj *o);

/* region.c: in a minor collection with g->region set. */
/* Sets it, if a region is open, or one is claimed; before anything is looked at. */
void region_begin_minor(struct gc *g, bool claims, uint64_t hint);
/* Room for a young object that goes into the region; NULL: it does not. */
void *region_room(struct gc *g, const Obj *o, uint32_t words);
/* One that does not is to stay young, though it has survived before. */
bool region_keeps_young(const struct gc *g, uint32_t words);
/* Young storage, which is met first: becomes the region's, if its owner is. */
bool region_takes_large(struct gc *g, Obj *o);
void region_list_large(struct gc *g, Obj *o);
void region_list_off(struct gc *g, Obj *o);
bool region_holds(struct region *r, const Obj *o);
/* An object of the region's island is met; of old objects, an object that the region refers to; of moved ones, where it is now. */
void region_reached(struct gc *g);
void region_refers(struct gc *g, const Obj *o);
void region_met(struct gc *g, const Obj *to);
Obj *region_next_gray(struct region *r);
/* Once all is scanned and swept but the islands; then after these. */
void region_judge(struct gc *g, const Value *claimed);
uint32_t region_end_minor(struct gc *g, uint64_t *bytes);
/* Storage made now may be the region's: it is to stay young until a collection has seen whose it is. */
static inline bool region_is_open(const Heap *h)
{
    return h->gc && h->gc->region && h->gc->region->open;
}
/* The region that is open, or about to be claimed, if it has windows; else NULL. */
static inline struct region *region_narrow(const Heap *h)
{
    struct region *r = h->gc ? h->gc->region : NULL;
    return r && r->dense ? r : NULL;
}
#define REGION_WINDOW      1024u        /* words, at least */
#define REGION_WINDOW_DEBT (64u * 1024) /* bytes */
/* This young island goes; it is to become old at once. */
void region_forget(Heap *h, const Island *i);
void region_keep(Heap *h, Island *i);

/* Where a condemned object is now; NULL: dead. Right for all objects once scanning is over. */
static inline Obj *gc_survivor(struct gc *g, Obj *o)
{
    if (o->gc & GC_SHARED) return o;
    if (o->gc & GC_FORWARD) return ((Obj **)o)[1];
    if (g->major) return o->gc & GC_LARGE && o->gc & GC_MARK ? o : NULL;
    if (g->nislands && (o->gc & ISLAND_GC) == ISLAND_GC && island_is_dead(g, o)) return NULL;
    return o->gc & GC_OLD ? o : NULL;
}
/* The value claimed, and all that the region's objects refer to. */
void gc_scan_claimed(struct gc *g, Value *v);
/* After scanning. */
void gc_sweep_offheap(struct gc *g);
void gc_sweep_large(struct gc *g);
/* Into a list of objects with off-heap parts. */
static inline void gc_link_offheap(Obj **list, Obj *o)
{
    *scan_next(o) = *list;
    *list = o;
}
static inline void gc_list_offheap(struct gc *g, Obj **list, Obj *o)
{
    gc_link_offheap(list, o);
    g->small_slices |= slice_is_small(o);
}
/* gc_slices.c: after the dead have given back what they own, as that changes the shares of others. */
void gc_count_offheap(struct gc *g);
/* The next `n` of a list, from *at on, or fewer that make up enough copying; what it cost is added to *words. True: the last one was among them. */
bool slices_trim_some(Obj **at, uint32_t n, bool major, uint64_t *words);
bool slices_count_some(Obj **at, uint32_t n, uint64_t *bytes);
void heap_list_large(Heap *h, Obj *o);
void gc_free_large(Heap *h, Obj *o);
/* large.c: a large object's memory, of whichever kind. */
void large_free(Obj *o);
/* The same, or what would take long of it piece by piece after collections. */
void large_free_slowly(struct gc_state *st, Obj *o);
/* It is in the heap's table no longer, but lives on. */
void large_leave(Heap *h, const Obj *o);
/* In the end, or (`pages` > 0) so many of the pages that wait to be given back. */
void large_give_back(struct gc_state *st, size_t pages);
/* No mark stack refers to what has moved any more. */
void large_forget_moved(struct gc_state *st);
void gc_free_fragments(Heap *h);
/* Bytes of the old generation with large objects, off-heap parts, and the share of frozen graphs: what major_at is compared with. */
uint64_t gc_old_bytes(const Heap *h);
void gc_finish(struct gc *g, uint64_t started_ns);
/* After a major of whichever kind: the next one's time. freed: its bytes. */
void gc_set_pace(Heap *h, uint64_t freed);

/* gc_block.c */
void *gc_promote_room(struct gc *g, uint32_t words);
/* Holes end up as T_FREE: what is left of the cursor's. Before a collection: the cursor goes on there, nothing is gray. */
void gc_cursor_seal(Heap *h);
void gc_cursor_drop(Heap *h);
void gc_free_block(Heap *h, struct heap_block *b);
/* An object of a block has died: what it owned is given back. Returns its bytes. */
uint64_t gc_bury(Heap *h, Obj *o);
void gc_free_blocks(Heap *h, struct heap_block *b);
/* Releases off-heap parts of objects in the blocks that were not forwarded. */
void gc_release_blocks(struct heap_block *b);
static inline Obj *gc_make_hole(Value *from, const Value *to)
{
    Obj *o = (Obj *)from;
    *o = (Obj){.type = T_FREE, .gc = GC_OLD, .words = (uint32_t)(to - from)};
    return o;
}

/* gc_weak.c */
void gc_weak_scan(struct gc *g, Obj *o); /* a T_WEAKREF or T_WEAKMAP that was reached */
void gc_weak_finish(struct gc *g);       /* scanning is over: may scan more */
void gc_weak_free(struct gc_state *st);

/* frozen.c: a major collection of h reached / did not reach frozen graphs. */
void frozen_reached(Heap *h, const Obj *o);
void frozen_sweep(Heap *h);
/* Once all that died has let go of its buffers: what the graphs hold of theirs is counted again. */
void frozen_count(Heap *h);
void frozen_forget_all(Heap *h);
/* h refers to the graphs of the set, too. */
void frozen_note_all(Heap *h, const FrozenSet *set);

static inline uint32_t gc_header_words(const Obj *o)
{
    MAAT_ASSERT(o->words >= 2 && o->type > 0 && o->type < T_COUNT);
    return o->words;
}

#endif
