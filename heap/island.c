/* Islands in a heap, and what collections do with them. See island.h. */
#include "heap/island.h"

#include "base/fetch.h"
#include "heap/frozen.h"
#include "heap/gc_cycle.h"
#include "heap/reap.h"
#include "heap/region.h"

#include <stdlib.h>

/* An island with less than this part alive is taken apart. */
#define SPARSE_PART    4

/* A fragment takes the allocator a few microseconds: many of them, in so many bytes, wait for their turn. */
#define REAP_FRAGMENT  50
#define FRAGMENTS_MUCH (8u * REAP_MIN)

static uint64_t min_bytes = ISLAND_MIN; /* [any, relaxed: set once at start] */

void island_set_min(uint64_t bytes) { store_rlx(&min_bytes, bytes); }
uint64_t island_min(void) { return load_rlx(&min_bytes); }

/* ---- life ---- */

static bool release_off(Island *i, int64_t *work)
{
    while (i->off) {
        if (*work <= 0) return false;
        Obj *o = i->off;
        i->off = *scan_next(o);
        offheap_release(o);
        *work -= REAP_PART;
    }
    return true;
}

static void forget_refs(Island *i)
{
    mem_free(MEM_PARCEL, i->refs);
    i->refs = NULL;
}

static bool free_large(Island *i, int64_t *work)
{
    for (; i->nlarge; *work -= REAP_PART) {
        if (*work <= 0) return false;
        uint32_t k = --i->nlarge;
        /* in the middle of a sweep some have gone already */
        if (k < i->large_kept || k >= i->large_swept) large_free(i->large[k]);
    }
    return true;
}

static void free_fragment(struct fragment *f)
{
    if (BUILD_STRESS) memset(f->w, 0xEF, f->words * sizeof(Value));
    block_free(fragment_block(f), fragment_bytes(f));
}

/* All but the first one: the island itself lies in front of that. */
static bool free_fragments(Island *i, int64_t *work)
{
    for (struct fragment *f; (f = i->frag->next); *work -= REAP_FRAGMENT) {
        if (*work <= 0) return false;
        i->frag->next = f->next;
        free_fragment(f);
    }
    return true;
}

static bool reap_island(void *what, int64_t *work)
{
    Island *i = what;
    if (!release_off(i, work) || !free_large(i, work) || !free_fragments(i, work)) return false;
    mem_free(MEM_PARCEL, i->large);
    forget_refs(i);
    frozen_set_fini(&i->frozen);
    free_fragment(i->frag);
    return true;
}

/* It takes long to free. */
static bool takes_long(const Island *i)
{
    if (i->off || i->nlarge) return i->bytes >= REAP_MIN;
    return i->frag->next && i->words * sizeof(Value) >= FRAGMENTS_MUCH;
}

void island_free(Island *i)
{
    if (takes_long(i)) {
        reap_later(reap_island, i, i->bytes);
        return;
    }
    int64_t all = INT64_MAX;
    (void)reap_island(i, &all);
}

/* In the middle of a heap's life. */
static void free_slowly(Heap *h, Island *i)
{
    for (uint32_t k = 0; k < i->nlarge; k++) large_free_slowly(h->gc, i->large[k]);
    i->nlarge = 0;
    island_free(i);
}

/* Young islands count as fragments, old ones as large objects. */
static uint64_t *counter(Heap *h, const Island *i)
{
    return i->age < ISLAND_OLD ? &h->used_frag : &h->gc->used_large;
}

/* Most of an island is one allocation. */
uint64_t island_held(const Island *i)
{
    return mem_class(i->bytes + i->spare) +
           (i->refs ? mem_class(sizeof *i->refs + i->refs->n * sizeof *i->refs->w) : 0);
}

static void count(Heap *h, const Island *i)
{
    uint64_t *n = counter(h, i);
    store_rlx(n, *n + island_held(i));
    if (i->age < ISLAND_OLD) h->gc->nyoung_islands++;
}

static void uncount(Heap *h, const Island *i)
{
    uint64_t *n = counter(h, i);
    store_rlx(n, *n - island_held(i));
    if (i->age < ISLAND_OLD) h->gc->nyoung_islands--;
}

void island_set_refs(Heap *h, Island *i, struct island_refs *r)
{
    uncount(h, i);
    forget_refs(i);
    i->refs = r;
    count(h, i);
}

void island_count(Heap *h, const Island *i) { count(h, i); }

void island_recount(Heap *h, const Island *i, uint64_t was)
{
    uint64_t *n = counter(h, i);
    store_rlx(n, *n + island_held(i) - was);
}

void island_grow_old(Heap *h, Island *i)
{
    uncount(h, i);
    i->age = ISLAND_OLD;
    i->held = true; /* minor collections do not look any more */
    count(h, i);
}

void heap_adopt_island(Heap *h, Island *i)
{
    i->age = h->phase == GC_IDLE ? 0 : ISLAND_OLD;
    i->late = h->phase != GC_IDLE;
    i->reached = false;
    i->held = i->late;
    i->live = i->words * sizeof(Value) - i->spare;
    frozen_note_all(h, &i->frozen);
    struct gc_state *st = gc_state_of(h);
    i->next = st->islands;
    i->number = ++st->adopted;
    st->islands = i;
    count(h, i);
    /* What was received last is about to be looked at, and may be passed on: it counts when the next one comes. */
    h->debt += st->debt_late;
    st->debt_late = i->bytes;
}

uint64_t islands_young_bytes(const Heap *h)
{
    uint64_t sum = 0;
    const struct gc_state *st = gc_seen(h);
    uint32_t left = st->nyoung_islands; /* they came last, so they stand first */
    for (const Island *i = st->islands; i && left; i = i->next) {
        if (i->age >= ISLAND_OLD) continue;
        sum += island_held(i);
        left--;
    }
    return sum;
}

Island *heap_find_island(Heap *h, const Obj *o, Island ***from)
{
    if (!h->gc) return NULL;
    Island **at = &h->gc->islands;
    while (*at && !island_holds(*at, o)) at = &(*at)->next;
    *from = at;
    return *at;
}

bool heap_island_touched(const Heap *h, const Island *i)
{
    return i->number <= gc_seen(h)->touched;
}

Island *heap_islands(const Heap *h) { return gc_seen(h)->islands; }

Island **heap_island_link(Heap *h, const Island *i)
{
    Island **at = &h->gc->islands;
    while (*at != i) at = &(*at)->next;
    return at;
}

static inline void leave(Heap *h, Island **from)
{
    Island *i = *from;
    *from = i->next;
    i->next = NULL;
    uncount(h, i);
    struct gc_state *st = h->gc;
    if (i->number <= st->touched) forget_refs(i); /* IS-5 is about this heap */
    st->debt_late = st->debt_late > i->bytes ? st->debt_late - i->bytes : 0;
}

void heap_leave_island(Heap *h, Island **from) { leave(h, from); }

void heap_newest_ahead(const Heap *h)
{
    const struct gc_state *st = gc_seen(h);
    const Island *i = st->islands;
    maat_fetch(h, sizeof *h);
    maat_fetch(&st->islands,
               offsetof(struct gc_state, blocks) - offsetof(struct gc_state, islands));
    if (!i) return;
    maat_fetch(i, sizeof *i);
    maat_fetch(i->root, sizeof *i->root);
}

MAAT_SEND_CODE Island *heap_leave_newest(Heap *h, const Obj *o, uint32_t tag)
{
    Island *i = h->gc ? h->gc->islands : NULL;
    if (!i || i->tag != tag || i->held || !fragment_holds(i->root, o)) return NULL;
    if (!heap_may_part(h) || !heap_may_leave(h, tag)) return NULL;
    leave(h, &h->gc->islands);
    return i;
}

/* ---- what they answer for ---- */

/* Objects with buffers that are looked at in one go. */
#define STEP_OFF (BUILD_STRESS ? 3u : 512u)

static void set_shares(Heap *h, Island *i, uint64_t bytes)
{
    uncount(h, i);
    i->bytes += bytes - i->shares;
    i->shares = bytes;
    count(h, i);
}

/* Of few it is known each time the island grows older. */
#define SHARES_FEW 32

static void count_few(Heap *h, Island *i)
{
    Obj *at = i->off;
    uint64_t bytes = 0;
    if (slices_count_some(&at, SHARES_FEW, &bytes) && bytes != i->shares) set_shares(h, i, bytes);
}

enum island_counts { COUNT_NOT, COUNT_TRIMS, COUNT_COUNTS };

/* All are trimmed before any is counted, as that changes the shares of others. True: it is done. */
static bool count_step(Heap *h, Island *i, bool major, uint64_t *words)
{
    if (!i->off && !i->shares) return true;
    switch (i->counts) {
    case COUNT_NOT:
        i->to_count = i->off;
        i->counted = 0;
        i->counts = COUNT_TRIMS;
        return false;
    case COUNT_TRIMS:
        if (!slices_trim_some(&i->to_count, STEP_OFF, major, words)) return false;
        i->to_count = i->off;
        i->counts = COUNT_COUNTS;
        return false;
    default:
        if (!slices_count_some(&i->to_count, STEP_OFF, &i->counted)) return false;
        i->counts = COUNT_NOT;
        set_shares(h, i, i->counted);
        return true;
    }
}

void islands_count_major(Heap *h)
{
    uint64_t words = 0;
    for (Island *i = h->gc->islands; i; i = i->next)
        while (!count_step(h, i, true, &words)) {}
}

Island **island_count_again(Heap *h, Island **at, uint64_t *words)
{
    return count_step(h, *at, false, words) ? &(*at)->next : at;
}

/* ---- minor collections ---- */

static int by_address(const void *a, const void *b)
{
    const Island *x = *(Island *const *)a, *y = *(Island *const *)b;
    return x->frag < y->frag ? -1 : x->frag > y->frag;
}

void islands_begin_minor(struct gc *g)
{
    struct gc_state *st = g->st;
    if (MAAT_LIKELY(st->nyoung_islands == 0)) return;
    g->islands = mem_alloc(MEM_GC, st->nyoung_islands * sizeof *g->islands);
    for (Island *i = st->islands; i && g->nislands < st->nyoung_islands; i = i->next) {
        if (i->age >= ISLAND_OLD) continue;
        g->islands[g->nislands++] = i;
        g->split_islands |= i->frag->next != NULL;
    }
    MAAT_ASSERT(g->nislands == st->nyoung_islands);
    qsort(g->islands, g->nislands, sizeof *g->islands, by_address);
}

/* Whether o is in i; then i is the one met last. */
static bool meet(struct gc *g, Island *i, const Obj *o)
{
    const struct fragment *f = island_fragment(i, o);
    if (!f) return false;
    g->last_island = i;
    g->last_fragment = f;
    return true;
}

/* Of those in several fragments. */
static MAAT_NOINLINE Island *split_island(struct gc *g, const Obj *o)
{
    for (uint32_t k = 0; k < g->nislands; k++)
        if (g->islands[k]->frag->next && meet(g, g->islands[k], o)) return g->islands[k];
    return NULL;
}

/* The young island with o, or NULL. */
static Island *young_island(struct gc *g, const Obj *o)
{
    uint32_t lo = 0, hi = g->nislands;
    if (g->last_fragment && fragment_holds(g->last_fragment, o)) return g->last_island;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (fragment_holds(g->islands[mid]->frag, o)) {
            g->last_fragment = g->islands[mid]->frag;
            return g->last_island = g->islands[mid];
        }
        if ((const Value *)o < g->islands[mid]->frag->w)
            hi = mid;
        else
            lo = mid + 1;
    }
    return MAAT_UNLIKELY(g->split_islands) ? split_island(g, o) : NULL;
}

void island_reached(struct gc *g, const Obj *o)
{
    Island *i = young_island(g, o);
    if (!i) return;
    i->reached = true;
    g->island_seen = true;
    if (MAAT_UNLIKELY(g->region && i == g->region->island))
        region_reached(g);
    else
        i->held |= !g->from_young;
}

bool island_has_large(const Island *i, const Obj *o)
{
    for (uint32_t k = 0; k < i->nlarge; k++)
        if (i->large[k] == o) return true;
    return false;
}

void island_remembered(struct gc *g, const Obj *o)
{
    if (o->words <= HEAP_LARGE_WORDS || young_island(g, o)) {
        island_reached(g, o);
        return;
    }
    for (uint32_t k = 0; k < g->nislands; k++)
        if (island_has_large(g->islands[k], o)) g->islands[k]->reached = g->islands[k]->held = true;
}

bool island_is_dead(struct gc *g, const Obj *o)
{
    Island *i = young_island(g, o);
    return i && !i->reached;
}

void islands_end_minor(struct gc *g)
{
    Heap *h = g->h;
    if (MAAT_LIKELY(g->nislands == 0)) return;
    uint32_t left = g->nislands;
    for (Island **at = &h->gc->islands; left;) {
        Island *i = *at;
        bool young = i->age < ISLAND_OLD;
        left -= young;
        if (young && !i->reached) {
            heap_leave_island(h, at);
            region_forget(h, i);
            free_slowly(h, i);
            continue;
        }
        bool built = g->region && i == g->region->island; /* it does not grow older */
        if (young && i->off && !built) count_few(h, i);
        if (young && (i->held || (i->age + 1 == ISLAND_OLD && !built)))
            island_grow_old(h, i);
        else if (young && !built)
            i->age++;
        i->reached = false;
        at = &i->next;
    }
    mem_free(MEM_GC, g->islands);
    g->islands = NULL;
    g->nislands = 0;
}

/* ---- major collections ---- */

/* Its objects become ordinary old ones, about to be condemned. */
static void take_apart(Heap *h, Island *i)
{
    for (struct fragment *f = i->frag; f; f = f->next)
        for (Value *p = f->w, *end = p + f->words; p < end; p += ((Obj *)p)->words) {
            Obj *o = (Obj *)p;
            o->gc = (uint8_t)(GC_OLD | h->color | (o->gc & GC_REMEMBERED));
        }
    uncount(h, i);
    for (uint32_t k = 0; k < i->nlarge; k++) heap_list_large(h, i->large[k]);
    mem_free(MEM_PARCEL, i->large);
    forget_refs(i);
    /* The collection that follows finds out which of these live; the list is then gone through. Being listed they are young ones: small slices
     * that are old are put into another list when they are moved, by the same link. */
    Obj **end = &h->off_young, *rest = h->off_young;
    for (*end = i->off; *end; end = scan_next(*end)) (*end)->gc = 0;
    *end = rest;
    frozen_set_fini(&i->frozen);
    for (struct fragment *f = i->frag, *next; f; f = next) {
        next = f->next;
        f->next = h->fragments;
        h->fragments = f;
        store_rlx(&h->used_frag, h->used_frag + fragment_bytes(f));
    }
}

void islands_begin_major(Heap *h)
{
    for (Island **at = &h->gc->islands; *at;) {
        Island *i = *at;
        if (i->live >= i->words * sizeof(Value) / SPARSE_PART) {
            at = &i->next;
            continue;
        }
        *at = i->next;
        take_apart(h, i);
    }
}

/* Word number i->swept; *end: that of its fragment; *last: there is no other one behind. */
static Value *at_swept(Island *i, Value **end, bool *last)
{
    struct fragment *f = i->frag;
    uint64_t at = i->swept;
    for (; at >= f->words && f->next; f = f->next) at -= f->words;
    *end = f->w + f->words;
    *last = !f->next;
    return f->w + at;
}

/* From word i->swept on, for about so many words. True: to the end. */
static bool sweep_small(Island *i, uint64_t words)
{
    bool last;
    Value *end, *p = at_swept(i, &end, &last), *from = p;
    Value *stop = (uint64_t)(end - p) > words ? p + words : end;
    uint64_t live = 0;
    for (; p < stop; p += ((Obj *)p)->words) {
        Obj *o = (Obj *)p;
        if (!(o->gc & GC_MARK)) {
            o->type = T_FREE; /* what it refers to may be gone */
            continue;
        }
        o->gc &= (uint8_t)~GC_MARK;
        live += o->words * sizeof(Value);
    }
    i->swept += (uint64_t)(p - from);
    i->swept_live += live;
    return p >= end && last;
}

/* Before the marks are taken off. The dead are unlinked; their memory goes with the island. True: the last one was among them. */
static bool sweep_off(Island *i, uint32_t n)
{
    Obj **at = i->off_swept ? i->off_swept : &i->off;
    for (; n && *at; n--) {
        Obj *o = *at;
        if (o->gc & GC_MARK) {
            at = scan_next(o);
            continue;
        }
        *at = *scan_next(o);
        offheap_release(o);
        /* It stays where it is, but owns nothing any more. */
        o->flags &= (uint16_t)~OF_OFFHEAP;
    }
    i->off_swept = at;
    return !*at;
}

/* At most `n` of them. True: the last one was among them. */
static bool sweep_large(Heap *h, Island *i, uint32_t n)
{
    for (; n && i->large_swept < i->nlarge; n--) {
        Obj *o = i->large[i->large_swept++];
        if (o->gc & GC_MARK) {
            o->gc &= (uint8_t)~GC_MARK;
            i->large[i->large_kept++] = o;
        } else {
            i->bytes -= o->words * sizeof(Value);
            large_free_slowly(h->gc, o);
        }
    }
    if (i->large_swept < i->nlarge) return false;
    i->nlarge = i->large_swept = i->large_kept;
    return true;
}

/* A part of an island, so that nobody waits long for a large one. True: it is done. */
#define STEP_WORDS (BUILD_STRESS ? 200 : 16384)
#define STEP_LARGE (BUILD_STRESS ? 2u : 256u)

static bool sweep_step(Heap *h, Island *i)
{
    uncount(h, i);
    /* The owners first: what is large is referred to by them alone. */
    bool done =
        sweep_off(i, STEP_OFF) && sweep_small(i, STEP_WORDS) && sweep_large(h, i, STEP_LARGE);
    i->age = ISLAND_OLD;
    i->held = true; /* who met it is not known */
    count(h, i);
    return done;
}

static void sweep_over(Island *i)
{
    i->live = i->swept_live;
    i->swept = i->swept_live = 0;
    i->large_swept = i->large_kept = 0;
    i->off_swept = NULL;
}

/* It is swept: where the next one is. */
static Island **swept(Heap *h, Island **at)
{
    Island *i = *at;
    sweep_over(i);
    if (i->live != 0) return &i->next;
    uncount(h, i);
    *at = i->next;
    free_slowly(h, i);
    return at;
}

static Island **sweep(Heap *h, Island **at)
{
    while (!sweep_step(h, *at)) {}
    return swept(h, at);
}

void islands_end_major(Heap *h)
{
    for (Island **at = &h->gc->islands; *at;) at = sweep(h, at);
}

/* ---- cycles ---- */

void islands_begin_cycle(Heap *h)
{
    for (Island *i = h->gc->islands; i; i = i->next) {
        i->late = false;
        if (i->age < ISLAND_OLD) island_grow_old(h, i);
    }
}

/* One that came during the cycle: whether it is marked or not says nothing. True: it is done. */
static bool unmark_step(Island *i)
{
    bool last;
    Value *end, *p = at_swept(i, &end, &last), *from = p;
    Value *stop = end - p > STEP_WORDS ? p + STEP_WORDS : end;
    if (i->swept == 0)
        for (uint32_t k = 0; k < i->nlarge; k++) i->large[k]->gc &= (uint8_t)~GC_MARK;
    for (; p < stop; p += ((Obj *)p)->words) ((Obj *)p)->gc &= (uint8_t)~GC_MARK;
    i->swept += (uint64_t)(p - from);
    return p >= end && last;
}

Island **island_sweep(Heap *h, Island **at)
{
    Island *i = *at;
    if (!i->late) return sweep_step(h, i) ? swept(h, at) : at;
    if (!unmark_step(i)) return at;
    i->late = false;
    i->swept = 0;
    return &i->next;
}

bool islands_late(const Heap *h, const Obj *o)
{
    if ((o->gc & ISLAND_GC) != ISLAND_GC) return false;
    for (const Island *i = gc_seen(h)->islands; i; i = i->next)
        if (i->late && (island_holds(i, o) || island_has_large(i, o))) return true;
    return false;
}

void islands_keep(Heap *h, Obj *o)
{
    if (MAAT_LIKELY((o->gc & (ISLAND_GC | GC_SHARED)) != ISLAND_GC)) return;
    islands_touched(h); /* copies shall not have what its header says now */
    for (Island *i = gc_seen(h)->islands; i; i = i->next)
        if (i->age < ISLAND_OLD && island_holds(i, o)) region_keep(h, i);
    /* Not to be taken for dead. */
    if (h->phase == GC_MARKING)
        mark_list(h, o);
    else if (h->phase > GC_MARKING && h->phase < GC_SWEEP)
        o->gc |= GC_MARK;
}
