/* The end of a heap. What takes long to free leaves it whole, and is freed in pieces by others (reap.h). */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"
#include "heap/reap.h"

/* A heap without an owner. */
struct dead_heap {
    Heap h;
    struct gc_state st;
};

/* ---- parts ---- */

/* What the next objects of the list own. True: the list is empty. */
static bool release_some(Obj **list, int64_t *work)
{
    while (*list) {
        if (*work <= 0) return false;
        Obj *o = *list;
        *list = *scan_next(o);
        offheap_release(o);
        *work -= REAP_PART;
    }
    return true;
}

static void release_block(struct heap_block *b, int64_t *work)
{
    for (Value *p = b->w; b->noff && p < b->end; p += ((Obj *)p)->words) {
        Obj *o = (Obj *)p;
        if (o->type == T_FREE || !(o->flags & OF_OFFHEAP)) continue;
        offheap_release(o);
        b->noff--;
        *work -= REAP_PART;
    }
}

static bool free_blocks(Heap *h, struct heap_block **list, int64_t *work)
{
    while (*list) {
        if (*work <= 0) return false;
        struct heap_block *b = *list;
        *list = b->next;
        release_block(b, work);
        gc_free_block(h, b);
        *work -= REAP_BLOCK;
    }
    return true;
}

static bool free_large(Heap *h, struct gc_state *st, int64_t *work)
{
    for (; st->nlarge; *work -= REAP_PART) {
        if (*work <= 0) return false;
        gc_free_large(h, st->large[--st->nlarge]);
    }
    st->nlarge_old = 0;
    for (; st->doomed; *work -= REAP_MAP) {
        if (*work <= 0) return false;
        large_give_back(st, (1 << 20) / MEM_PAGE);
    }
    return true;
}

static bool free_islands(struct gc_state *st, int64_t *work)
{
    while (st->islands) {
        if (*work <= 0) return false;
        Island *i = st->islands;
        st->islands = i->next;
        island_free(i);
        *work -= REAP_BLOCK;
    }
    return true;
}

/* Handles go before what they may refer to. */
static bool free_parts(Heap *h, int64_t *work)
{
    struct gc_state *st = h->gc;
    return release_some(&h->off_young, work) && free_blocks(h, &st->blocks, work) &&
           free_blocks(h, &st->unswept, work) && free_large(h, st, work) && free_islands(st, work);
}

/* The rest, which is not much. */
static void free_rest(Heap *h, struct gc_state *st)
{
    frozen_forget_all(h);
    gc_free_fragments(h);
    if (h->base) gc_free_area(h);
    if (!st) return;
    mem_free(MEM_GC, st->large);
    mem_free(MEM_GC, st->remembered);
    gc_weak_free(st);
    mark_free(st);
    evac_free(st);
    large_give_back(st, 0);
    mem_free(MEM_GC, st->region);
}

/* ---- the whole ---- */

static bool reap_heap(void *what, int64_t *work)
{
    struct dead_heap *d = what;
    if (!free_parts(&d->h, work)) return false;
    free_rest(&d->h, &d->st);
    mem_free(MEM_GC, d);
    return true;
}

static uint64_t bytes_of(const Heap *h)
{
    return h->used_frag + h->used_off + h->gc->block_bytes + h->gc->used_large;
}

/* But for the one figure that others write (heap_pause_recent), maybe at this moment. */
static void take_over(struct gc_state *to, const struct gc_state *from)
{
    size_t before = offsetof(struct gc_state, stats.pause_recent_ns),
           behind = before + sizeof to->stats.pause_recent_ns;
    memcpy(to, from, before);
    to->stats.pause_recent_ns = 0;
    memcpy((char *)to + behind, (const char *)from + behind, sizeof *to - behind);
}

/* All but the first young area, which is a part of its owner's record, and the figures, which others may be reading. False: no memory. */
static bool leave_whole(Heap *h)
{
    struct dead_heap *d = mem_try_alloc(MEM_GC, sizeof *d);
    int64_t all = INT64_MAX;
    if (!d) return false;
    if (h->base == h->first) (void)release_some(&h->off_young, &all);
    take_over(&d->st, h->gc);
    d->h = *h;
    d->h.gc = &d->st;
    if (h->base == h->first) d->h.base = NULL;
    h->frozen = NULL;
    reap_later(reap_heap, d, bytes_of(h));
    return true;
}

void heap_fini_seen(Heap *h)
{
    struct gc_state *st = h->gc;
    int64_t all = INT64_MAX;
    if (st) gc_cursor_seal(h);
    if (st && bytes_of(h) >= REAP_MIN && leave_whole(h)) return;
    if (st)
        while (!free_parts(h, &all)) all = INT64_MAX;
    else
        (void)release_some(&h->off_young, &all);
    free_rest(h, st);
}

void heap_forget(Heap *h)
{
    mem_free(MEM_GC, h->gc);
    *h = (Heap){0};
}

void heap_fini(Heap *h)
{
    heap_fini_seen(h);
    heap_forget(h);
}
