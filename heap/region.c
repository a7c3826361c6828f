/* Regions: see region.h. The hooks in the collector are in gc.c. */
#include "heap/region.h"

#include "heap/frozen.h"
#include "heap/gc_cycle.h"

#define FRAGMENT_LEAST (BUILD_STRESS ? 64u : 512u) /* words */
#define FRAGMENT_MOST  (1u << 20)
#define FRAGMENT_FIRST (FRAGMENT_MOST / 8)
#define HINT_TRUST                                                                                 \
    8 /* the next value may be small: its first fragment is so many times what there is at most */
#define SPARE_PART 4 /* that of an island at most which holds no objects yet */
/* A region in which much died is given up: nothing in it is freed while it is open. */
#define DOUBT_FROM (BUILD_STRESS ? 32u * 1024 : 1024u * 1024) /* bytes */
#define LIVES_PART                                                                                 \
    4 /* from then on so much of what is made is to live: storage that grows leaves as much again behind */
#define REGION_MOST (256u * 1024 * 1024)
/* A region with windows does without when less than this part of so much (words) has stayed. */
#define SPARSE_FROM (64u * 1024)
#define DENSE_PART  2

static struct region *region_of(const Heap *h) { return h->gc ? h->gc->region : NULL; }

/* ---- opening and closing ---- */

/* What is in it is old like anything else: the next collection of the whole heap takes it apart. */
static void give_up(Heap *h, struct region *r)
{
    r->open = r->dense = false;
    if (!r->island) return;
    r->island->live = 0;
    island_grow_old(h, r->island);
    r->island = NULL;
}

void region_drop(Heap *h)
{
    struct region *r = region_of(h);
    if (r) give_up(h, r);
}

void region_forget(Heap *h, const Island *i)
{
    struct region *r = region_of(h);
    if (r && r->island == i) r->island = NULL;
}

void region_keep(Heap *h, Island *i)
{
    struct region *r = region_of(h);
    if (r && r->island == i)
        give_up(h, r);
    else
        island_grow_old(h, i);
}

void region_open(Heap *h, Value mark, size_t depth, uint64_t hint)
{
    struct gc_state *st = gc_state_of(h);
    if (!st->region) st->region = mem_zalloc(MEM_GC, sizeof *st->region);
    give_up(h, st->region);
    bool open = h->phase == GC_IDLE;
    *st->region = (struct region){.open = open,
                                  .dense = open && hint,
                                  .hint = hint,
                                  .window = REGION_WINDOW,
                                  .mark = mark,
                                  .depth = depth,
                                  .from = h->top,
                                  .debt = h->debt,
                                  .moves = h->moves};
    if (!region_narrow(h)) return;
    gc_narrow(h, REGION_WINDOW);
    if (h->debt_max > h->debt + REGION_WINDOW_DEBT) h->debt_max = h->debt + REGION_WINDOW_DEBT;
}

uint64_t region_close(Heap *h, Value mark)
{
    struct region *r = region_of(h);
    if (r && r->open && r->mark == mark) {
        r->open = false;
        uint64_t bytes = (r->fresh + (uint64_t)(h->top - r->from)) * sizeof(Value);
        return r->moves == h->moves && h->debt > r->debt ? bytes + h->debt - r->debt : bytes;
    }
    int64_t was = to_int(mark & ~REGION_NONE);
    if ((h->moves & 0x3FFF) != (uint64_t)was >> 32) return UINT64_MAX;
    return ((uint64_t)(h->top - h->base) - (uint32_t)was) * sizeof(Value);
}

void region_frame(Heap *h, size_t depth)
{
    struct region *r = region_of(h);
    if (r && r->open && depth < r->depth) r->left = true;
}

/* ---- memory ---- */

static struct fragment *fragment_new(size_t head, uint64_t words)
{
    size_t bytes = mem_class(head + sizeof(struct fragment) + words * sizeof(Value));
    struct fragment *f = (struct fragment *)((char *)block_alloc(bytes) + head);
    *f = (struct fragment){.head = (uint16_t)head,
                           .words = (bytes - head - sizeof *f) / sizeof(Value)};
    return f;
}

static void fill(struct region *r, struct fragment *f)
{
    r->last = f;
    r->top = r->touched = f->w;
    r->end = f->w + f->words;
    r->island->words += f->words;
    r->island->spare += f->words * sizeof(Value);
}

static void make_island(Heap *h, struct region *r, uint64_t words)
{
    struct fragment *f = fragment_new(sizeof(Island), words);
    Island *i = fragment_block(f);
    /* It is not laid out as a copy is: nobody tries to copy it in one go. */
    *i = (Island){.frag = f, .root = f, .next = h->gc->islands, .failed = ISLAND_TRIES};
    r->island = h->gc->islands = i;
    r->leaks = false;
    r->met = f;
    fill(r, f);
    r->scan_in = f;
    r->scan = f->w;
    island_count(h, i);
}

/* The pages that the next window will need are the process's now: the claim, which somebody waits for, is to find no new ones. */
static void touch_ahead(struct region *r)
{
    Value *end = r->end - r->top > r->window ? r->top + r->window : r->end;
    uintptr_t p = (uintptr_t)(r->touched > r->top ? r->touched : r->top);
    for (p = (p + MEM_PAGE - 1) & ~(uintptr_t)(MEM_PAGE - 1); p < (uintptr_t)end; p += MEM_PAGE)
        *(volatile Value *)p = 0;
    r->touched = end;
}

static void seal(struct region *r)
{
    if (r->dense && !r->claiming) touch_ahead(r);
    if (r->top < r->end) gc_make_hole(r->top, r->end);
}

/* Never fails, as promotion does not. */
static Value *room(struct region *r, uint32_t words)
{
    if (MAAT_UNLIKELY((size_t)(r->end - r->top) < words)) {
        uint64_t n = r->island->bytes / sizeof(Value) / SPARE_PART;
        if (n < FRAGMENT_LEAST) n = FRAGMENT_LEAST;
        if (n > FRAGMENT_MOST) n = FRAGMENT_MOST;
        if (r->top < r->end) gc_make_hole(r->top, r->end);
        struct fragment *f = fragment_new(0, n < words ? words : n);
        r->last->next = f;
        fill(r, f);
    }
    Value *p = r->top;
    r->top += words;
    r->island->bytes += words * sizeof(Value);
    r->island->spare -= words * sizeof(Value);
    return p;
}

/* ---- in a minor collection ---- */

static bool travels(const Obj *o)
{
    static const bool does[T_COUNT] = {
        [T_STR] = true,   [T_STRX] = true,  [T_BIGINT] = true, [T_ARRAY] = true,
        [T_SLOTS] = true, [T_INDEX] = true, [T_MAP] = true,    [T_SET] = true,
        [T_RANGE] = true, [T_INST] = true,  [T_BYTES] = true};
    return does[o->type] && !(o->flags & (OF_HAS_FINAL | OF_WEAKKEY)); /* RG-3 */
}

/* Whether the object, which is young and small, goes into the region: what it refers to does, and, while the region is open, what was made
 * since and is not held by old objects. */
static bool belongs(const struct gc *g, const Obj *o)
{
    const struct region *r = g->region;
    if (!travels(o)) return false;
    if (g->in_region) return true;
    if (r->claiming || !g->from_young) return false;
    const Value *p = (const Value *)o;
    return p >= r->from && p < g->h->top;
}

void *region_room(struct gc *g, const Obj *o, uint32_t words)
{
    struct region *r = g->region;
    if (!belongs(g, o)) return NULL;
    r->promoted += words;
    r->island->reached = g->island_seen = true;
    return room(r, words);
}

/* What does not travel may be what builds: it is to die young, and is not put where it would hold the region. */
bool region_keeps_young(const struct gc *g, uint32_t words)
{
    uint64_t used = (uint64_t)(g->to_top - g->to) + words;
    return !g->region->claiming && used <= (uint64_t)(g->to_end - g->to) / 4;
}

bool region_takes_large(struct gc *g, Obj *o)
{
    bool storage = o->type == T_SLOTS || o->type == T_INDEX;
    if (!g->in_region || !storage) {
        g->region->leaks |= g->in_region; /* it becomes old elsewhere */
        return false;
    }
    large_leave(g->h, o);
    o->gc = ISLAND_GC | GC_MARK; /* until it is listed */
    o->flags &= (uint16_t)~(OF_LISTED | OF_DIRTY);
    o->flags |= OF_ISLAND;
    gc_push_gray(g, o);
    return true;
}

void region_list_large(struct gc *g, Obj *o)
{
    Island *i = g->region->island;
    o->gc &= (uint8_t)~GC_MARK;
    if ((i->nlarge & (i->nlarge - 1)) == 0) /* so its table is full */
        i->large = mem_realloc(MEM_PARCEL, i->large,
                               (i->nlarge ? 2 * (size_t)i->nlarge : 1) * sizeof *i->large);
    i->large[i->nlarge++] = o;
    i->bytes += o->words * sizeof(Value);
}

void region_list_off(struct gc *g, Obj *o)
{
    Island *i = g->region->island;
    *scan_next(o) = i->off;
    i->off = o;
    uint64_t bytes = offheap_bytes(o);
    i->bytes += bytes;
    i->shares += bytes;
}

bool region_holds(struct region *r, const Obj *o)
{
    if ((o->gc & (ISLAND_GC | GC_SHARED)) != ISLAND_GC) return false;
    if (o->words <= HEAP_LARGE_WORDS) {
        if (r->met && fragment_holds(r->met, o)) return true;
        const struct fragment *f = island_fragment(r->island, o);
        if (f) r->met = f;
        return f != NULL;
    }
    return (o->gc & GC_MARK) || island_has_large(r->island, o);
}

void region_reached(struct gc *g)
{
    struct region *r = g->region;
    if (g->in_region) return;
    r->island->held |= !g->from_young;
    r->shared |= r->claiming;
}

void region_refers(struct gc *g, const Obj *o)
{
    struct region *r = g->region;
    if (!(o->gc & GC_SHARED))
        r->leaks |= !region_holds(r, o);
    else if (o->gc & GC_FROZEN)
        frozen_set_note(&r->island->frozen, frozen_of(o));
}

void region_met(struct gc *g, const Obj *to)
{
    struct region *r = g->region;
    if ((to->gc & ISLAND_GC) == ISLAND_GC) {
        r->island->reached = g->island_seen = true;
        region_reached(g);
    } else if (g->in_region && (to->gc & GC_OLD)) {
        r->leaks = true; /* one that stays young is met again: this object is remembered */
    }
}

Obj *region_next_gray(struct region *r)
{
    if (!r->island) return NULL;
    while (r->scan_in != r->last && r->scan >= r->scan_in->w + r->scan_in->words) {
        r->scan_in = r->scan_in->next;
        r->scan = r->scan_in->w;
    }
    Obj *o = (Obj *)r->scan;
    if (r->scan_in == r->last && r->scan == r->top) return NULL;
    r->scan += o->words;
    return o;
}

/* Words of the first fragment. */
static uint64_t first_words(const Heap *h, const struct region *r, bool claims, uint64_t hint)
{
    uint64_t used = (uint64_t)(h->top - h->base) + h->used_frag / sizeof(Value), n = used / 2;
    if (r->dense && !claims) { /* a window tells little of what is to come */
        uint64_t whole = r->hint / sizeof(Value);
        n = whole < used * HINT_TRUST ? whole : used * HINT_TRUST;
    }
    if (n > FRAGMENT_FIRST) n = FRAGMENT_FIRST;
    if (claims && n > FRAGMENT_LEAST) n = hint / sizeof(Value) + FRAGMENT_LEAST / 8;
    return n < FRAGMENT_LEAST ? FRAGMENT_LEAST : n;
}

void region_begin_minor(struct gc *g, bool claims, uint64_t hint)
{
    Heap *h = g->h;
    struct region *r = region_of(h);
    if (MAAT_LIKELY(!r || !(r->open || claims))) return;
    MAAT_ASSERT(h->phase == GC_IDLE && !g->marking);
    if (!r->island) make_island(h, r, first_words(h, r, claims, hint));
    r->counted = island_held(r->island);
    r->claiming = claims;
    r->shared = false;
    r->fresh += r->moves == h->moves ? (uint64_t)(h->top - r->from) : g->fresh;
    g->region = r;
}

/* Whether the region, which is open, may turn out to be of use. */
static bool hopeful(const struct region *r)
{
    uint64_t bytes = r->island->bytes;
    if (r->left || r->leaks || bytes > REGION_MOST || r->island->held) return false;
    return bytes < DOUBT_FROM || r->promoted * LIVES_PART >= r->fresh;
}

/* v is the root of the island that it is claimed with; false: it is not in there. */
static bool becomes_root(Island *i, Value v)
{
    const struct fragment *f = is_ptr(v) ? island_fragment(i, to_obj(v)) : NULL;
    if (f) i->root = f;
    return f != NULL;
}

void region_judge(struct gc *g, const Value *claimed)
{
    struct region *r = g->region;
    seal(r);
    Island *i = r->island;
    i->live = i->words * sizeof(Value) - i->spare;
    island_recount(g->h, i, r->counted);
    if (r->claiming)
        i->held |= r->leaks || r->shared || !becomes_root(i, *claimed);
    else
        i->held = !hopeful(r);
    r->dense &= r->fresh < SPARSE_FROM || r->promoted * DENSE_PART >= r->fresh;
}

uint32_t region_end_minor(struct gc *g, uint64_t *bytes)
{
    struct region *r = g->region;
    Island *i = r->island; /* NULL: nothing in it lived */
    r->from = g->to_top;
    if (i && i->held)
        give_up(g->h, r);
    else if (r->claiming)
        r->island = NULL;
    if (!r->claiming || !i || i->held) return 0;
    *bytes = i->bytes;
    if (++g->h->tags == 0) g->h->tags++;
    return i->tag = g->h->tags;
}

uint32_t region_claim(Heap *h, Value *v, uint64_t hint, uint64_t *bytes)
{
    struct gc_state *st = gc_state_of(h);
    uint32_t tag = 0;
    if (!st->region) st->region = mem_zalloc(MEM_GC, sizeof *st->region);
    if (st->region->open) region_drop(h); /* opened since, by a function that an error has left */
    if (h->phase == GC_IDLE && is_obj(*v) && !(to_obj(*v)->gc & GC_SHARED))
        tag = gc_claim(h, v, hint, bytes);
    region_drop(h); /* what was not claimed */
    return tag;
}
