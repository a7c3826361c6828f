/* Sweeping: large objects one by one, then blocks, a few in each slice and one when a promotion needs a hole. A block in which
 * nothing lives is freed; in the others what died becomes holes. */
#include "heap/gc_cycle.h"
#include "heap/gc_evac.h"

void sweep_forget_dead(Heap *h)
{
    uint32_t kept = 0;
    struct gc_state *st = h->gc;
    for (uint32_t i = 0; i < st->nremembered; i++)
        if (!gc_white(h, st->remembered[i]) || islands_late(h, st->remembered[i]))
            st->remembered[kept++] = st->remembered[i];
    st->nremembered = kept;
}

void sweep_start(Heap *h)
{
    struct gc_state *st = h->gc;
    gc_cursor_drop(h);
    st->unswept = st->blocks;
    st->blocks = NULL;
    st->large_at = 0;
    st->island_at = &st->islands;
    st->count_at = NULL;
    st->off_sum = st->off_grown = 0;
    for (struct heap_block *b = st->unswept; BUILD_STRESS && b; b = b->next) b->unswept = true;
}

/* ---- blocks ---- */

static bool is_dead(const Heap *h, const Obj *o)
{
    return o->type == T_FREE || (o->gc & GC_COLOR) != h->color;
}

/* Who still shares its buffer answers for it, and is looked at in the end. */
static void bury_offheap(Heap *h, const Obj *o)
{
    struct gc_state *st = h->gc;
    uint64_t bytes = slice_is_shared(o) ? 0 : offheap_bytes(o),
             *of = o->type == T_WEAKMAP ? &st->off_maps : &st->off_old;
    if (bytes > *of) bytes = *of;
    *of -= bytes;
    store_rlx(&h->used_off, h->used_off - bytes);
}

uint64_t gc_bury(Heap *h, Obj *o)
{
    if (o->type == T_FREE) return 0;
    if (o->flags & OF_OFFHEAP) {
        bury_offheap(h, o);
        offheap_release(o);
    }
    return o->words * sizeof(Value);
}

static void hole_add(struct heap_block *b, struct hole **last, Value *from, const Value *to)
{
    if (BUILD_STRESS) memset(from, 0xEF, (size_t)((const char *)to - (char *)from));
    struct hole *hole = (struct hole *)gc_make_hole(from, to);
    if (hole->h.words < HOLE_MIN) return;
    hole->next = NULL;
    if (*last)
        (*last)->next = hole;
    else
        b->holes = hole;
    *last = hole;
}

struct swept {
    uint64_t live, freed, holes; /* bytes; holes: chained ones */
};

void sweep_count_offheap(struct gc_state *st, Obj *o)
{
    if (slice_is_small(o) || slice_is_shared(o))
        gc_link_offheap(&st->slices, o);
    else if (o->type != T_WEAKMAP)
        st->off_sum += offheap_bytes(o);
}

static void sweep_block(Heap *h, struct heap_block *b, struct swept *out)
{
    struct gc_state *st = h->gc;
    struct hole *last = NULL;
    *out = (struct swept){0};
    b->holes = NULL;
    b->noff = 0;
    for (Value *p = b->w; p < b->end;) {
        Obj *o = (Obj *)p;
        if (!is_dead(h, o)) {
            out->live += o->words * sizeof(Value);
            if (MAAT_UNLIKELY(o->flags & OF_OFFHEAP)) {
                b->noff++;
                sweep_count_offheap(st, o);
            }
            p += o->words;
            continue;
        }
        Value *from = p;
        for (; p < b->end && is_dead(h, (Obj *)p); p += ((Obj *)p)->words)
            out->freed += gc_bury(h, (Obj *)p);
        if (out->live == 0 && p == b->end) return; /* all of it */
        hole_add(b, &last, from, p);
        if (last == (struct hole *)from) out->holes += (uint64_t)(p - from) * sizeof(Value);
    }
}

/* Takes the next block out of those to be swept. Returns the words looked at. */
static uint64_t sweep_next(Heap *h)
{
    struct gc_state *st = h->gc;
    struct heap_block *b = st->unswept;
    struct swept s;
    uint64_t words = (uint64_t)(b->end - b->w);
    st->unswept = b->next;
    b->unswept = false;
    sweep_block(h, b, &s);
    store_rlx(&st->used_old, st->used_old - s.freed);
    st->freed += s.freed;
    if (!s.live) {
        gc_free_block(h, b);
        return words / 4;
    }
    b->next = st->blocks;
    st->blocks = b;
    stat_add(&st->holes, s.holes);
    if (evac_is_sparse(b, s.live)) {
        evac_sparse_add(st, b);
    } else if (b->holes) {
        b->holed = st->holed;
        st->holed = b;
    }
    return words / 4;
}

/* Blocks that are swept in search of a hole: where nothing has died a new block is the better choice. */
#define TRIES 2

bool sweep_for_hole(Heap *h)
{
    struct gc_state *st = h->gc;
    if (!st->unswept || st->large_at < st->nlarge_old) return false;
    for (int i = 0; i < TRIES && st->unswept && !st->holed; i++) (void)sweep_next(h);
    return st->holed != NULL;
}

/* ---- large objects ---- */

/* Order does not matter but for old ones first (HP-5): gaps are closed from the end. */
static void sweep_large(Heap *h, struct gc_state *st)
{
    Obj *o = st->large[st->large_at];
    if (o->gc & GC_MARK) {
        o->gc &= (uint8_t)~GC_MARK;
        st->large_at++;
        return;
    }
    st->freed += o->words * sizeof(Value);
    gc_free_large(h, o);
    st->large[st->large_at] = st->large[--st->nlarge_old];
    st->large[st->nlarge_old] = st->large[--st->nlarge];
}

bool sweep_slice(Heap *h, struct slice *s)
{
    struct gc_state *st = h->gc;
    for (; st->large_at < st->nlarge_old; slice_spend(s, 64)) {
        if (slice_over(s)) return false;
        sweep_large(h, st);
    }
    while (*st->island_at) {
        if (slice_over(s)) return false;
        slice_spend(s, ISLAND_STEP_COST);
        st->island_at = island_sweep(h, st->island_at);
    }
    while (st->unswept) {
        if (slice_over(s)) return false;
        slice_spend(s, sweep_next(h));
    }
    if (!st->count_at) st->count_at = &st->islands;
    while (*st->count_at) {
        uint64_t words = ISLAND_COUNT_COST;
        if (slice_over(s)) return false;
        st->count_at = island_count_again(h, st->count_at, &words);
        slice_spend(s, words);
    }
    return slices_slice(h, s);
}
